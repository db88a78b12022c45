"""Changes under way: extensions, suspensions, events, requests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import kehoach as kh
from kehoach._plan import Event, Group
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"
DEADLINES = {"commune": "before 5-4-2019", "district": "before 20-4-2019", "province": "before 30-4-2019"}


def begun(clock: ManualClock | None = None, **changes: object) -> kh.Campaign:
    plan = small_plan(1, 2, 4, **({"deadlines": DEADLINES} | changes))
    return kh.Campaign.begin(plan, clock=clock or ManualClock(MORNING), default_by="expected")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def test_an_extension_moves_one_due_and_keeps_the_first() -> None:
    """Only the extended duty moves; both answers are given, and the explanation shows the step."""
    campaign = begun()
    entry = campaign.extend("commune-1", "before 10-4-2019", reason="a flood", document="12/CV-UBND")
    assert (entry.trigger, entry.unit, entry.version, entry.reason, entry.by) == (
        "extend",
        "commune-1",
        1,
        "a flood",
        "district-1",
    )
    progress = campaign.progress()
    assert progress.due("commune-1").last_day == date(2019, 4, 9)
    assert progress.first_due("commune-1").last_day == date(2019, 4, 4)
    assert progress.due("commune-2").last_day == date(2019, 4, 4)
    assert "12/CV-UBND: a flood" in str(progress.due("commune-1").explain())


def test_a_report_is_late_against_the_original_and_in_time_against_the_effective_due() -> None:
    """What came after the first due and before the extended one is judged both ways."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood")
    clock.set("2019-04-07T08:00+07:00")
    campaign.submit("commune-1")
    progress = campaign.progress()
    assert progress.standing("commune-1").bucket == "met_on_time"
    assert progress.standing("commune-1", against="original").bucket == "met_late"
    assert progress.summary("commune", against="original").met_late == 1


def test_an_extension_after_the_due_does_not_erase_the_lateness() -> None:
    """A retroactive extension is marked as one, and the report stays late."""
    clock = ManualClock("2019-04-06T08:00+07:00")
    campaign = begun(clock)
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood")
    campaign.submit("commune-1")
    progress = campaign.progress()
    assert [shift.retroactive for shift in progress.shifts("commune-1")] == [True]
    assert progress.standing("commune-1").bucket == "met_late"


def test_a_retroactive_extension_opens_what_was_closed() -> None:
    """After closing a report cannot be sent; an extension lets it in, late as it is."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.reschedule("commune", closes="before 6-4-2019", reason="the books close")
    clock.set("2019-04-07T08:00+07:00")
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1")
    assert codes(refused) == ["closed"]
    campaign.extend("commune-1", "before 10-4-2019", reason="a flood")
    assert campaign.submit("commune-1").dest == "submitted"
    assert campaign.progress().standing("commune-1").bucket == "met_late"


def test_an_extension_past_the_superior_needs_to_be_meant() -> None:
    """A due that is not before the superior's is refused unless the gap is accepted."""
    campaign = begun()
    with pytest.raises(Refused) as refused:
        campaign.extend("commune-1", "before 25-4-2019", reason="a flood")
    assert codes(refused) == ["past_superior"]
    campaign.extend("commune-1", "before 25-4-2019", reason="a flood", accept_gap=True)
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 24)


def test_an_extension_is_later_and_has_a_reason() -> None:
    """All that stands against an extension is said at once, and nothing is written."""
    campaign = begun()
    with pytest.raises(Refused) as refused:
        campaign.extend("commune-1", "before 1-4-2019")
    assert codes(refused) == ["reason_missing", "not_later"]
    assert list(campaign.log()) == []


def test_a_unit_does_not_extend_its_own_due() -> None:
    """The unit itself and a neighbour are refused; any tier above may."""
    campaign = begun()
    for by in ("commune-1", "district-2"):
        with pytest.raises(Refused) as refused:
            campaign.extend("commune-1", "before 10-4-2019", reason="x", by=by)
        assert codes(refused) == ["not_yours"]
    assert campaign.extend("commune-1", "before 10-4-2019", reason="x", by="province").by == "province"


def test_rescheduling_moves_what_is_selected() -> None:
    """A tier, a group, a unit: only what is named moves, forward or back, in one entry."""
    campaign = begun(groups=[Group("pilot", ["commune-2"])])
    entry = campaign.reschedule(["pilot", "commune-3"], deadline="by 1-4-2019", reason="the visit")
    assert entry.duty == ""
    assert entry.payload == {"selection": ["pilot", "commune-3"]}
    progress = campaign.progress()
    days = [progress.due(unit).last_day for unit in ("commune-1", "commune-2", "commune-3", "commune-4")]
    assert days == [date(2019, 4, 4), date(2019, 4, 1), date(2019, 4, 1), date(2019, 4, 4)]
    campaign.reschedule("tier:district", deadline="before 22-4-2019", reason="the visit", by="province")
    assert campaign.progress().due("district-2").last_day == date(2019, 4, 21)


def test_rescheduling_needs_somebody_and_something() -> None:
    """An empty group, an unknown word and no change at all are refused by name."""
    campaign = begun(groups=[Group("pilot")])
    with pytest.raises(InvalidCommand, match="pilot selects no duty"):
        campaign.reschedule("pilot", deadline="by 1-4-2019", reason="x")
    with pytest.raises(UnknownName, match="did you mean 'commune"):
        campaign.reschedule("communes", deadline="by 1-4-2019", reason="x")
    with pytest.raises(InvalidCommand, match="neither a deadline"):
        campaign.reschedule("commune", reason="x")
    with pytest.raises(InvalidCommand, match="has no day that is known"):
        campaign.reschedule("commune", deadline="none", reason="x")
    with pytest.raises(InvalidCommand) as error:
        campaign.reschedule("commune", deadline="before 30-2-2019", reason="x")
    assert [finding.path for finding in error.value.findings] == ["deadline"]


def test_a_report_cannot_be_sent_before_it_opens() -> None:
    """An opening that is given under way holds."""
    campaign = begun()
    campaign.reschedule("commune", opens="25-3-2019", reason="the forms come later")
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1")
    assert codes(refused) == ["not_opened"]
    assert campaign.progress().standing("commune-1").phase == "not_open_yet"


def test_a_suspended_clock_moves_the_due_by_the_days_it_stood_still() -> None:
    """While suspended nothing becomes overdue; afterwards the due is later by as many days, at the same hour."""
    clock = ManualClock("2019-04-01T08:00+07:00")
    campaign = begun(clock)
    campaign.suspend("commune-1", reason="a storm")
    clock.set("2019-04-11T17:00+07:00")
    progress = campaign.progress()
    assert progress.standing("commune-1").phase == "suspended"
    assert progress.standing("commune-2").phase == "overdue"
    assert progress.summary("commune").suspended == 1
    campaign.resume_clock("commune-1", reason="the roads are open")
    due = campaign.progress().due("commune-1")
    assert due.last_day == date(2019, 4, 14)
    assert str(due.due_before) == "2019-04-15 00:00:00+07:00"


def test_what_was_overdue_before_it_was_suspended_stays_so() -> None:
    """A suspension does not reach back."""
    clock = ManualClock("2019-04-06T08:00+07:00")
    campaign = begun(clock)
    campaign.suspend("commune-1", reason="a storm")
    assert campaign.progress().standing("commune-1").phase == "overdue"
    clock.advance(days=3)
    campaign.resume_clock("commune-1", reason="over")
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 4)


def test_a_clock_is_stopped_and_started_once() -> None:
    """Stopping what stands still and starting what runs are refused with the units."""
    campaign = begun()
    with pytest.raises(Refused) as refused:
        campaign.resume_clock("commune", reason="x")
    assert codes(refused) == ["runs"]
    campaign.suspend(["commune-1"], reason="x")
    with pytest.raises(Refused) as refused:
        campaign.suspend("commune", reason="x")
    assert refused.value.blockers == (kh.Blocker("stands_still", {"units": ("commune-1",)}),)


def test_an_event_that_was_awaited_gives_the_dues_their_day() -> None:
    """A due counted from an event is awaiting until the event is recorded, and then it is worked out."""
    deadlines = {"commune": "within 5 days from conference"}
    campaign = begun(deadlines=deadlines, events=[Event("conference")])
    progress = campaign.progress()
    assert progress.standing("commune-1").phase == "awaiting"
    assert progress.due("commune-1").awaiting == "conference"
    campaign.record("conference", "1-4-2019", document="3/TB")
    progress = campaign.progress()
    assert progress.due("commune-1").last_day is not None
    assert progress.standing("commune-1").phase == "in_time"
    assert progress.first_due("commune-1").last_day == progress.due("commune-1").last_day


def test_the_day_of_an_event_changes_only_with_a_reason() -> None:
    """An event has one day; another one needs a reason, and an unknown event proposes the nearest."""
    campaign = begun(events=[Event("conference")])
    campaign.record("conference", "1-4-2019")
    with pytest.raises(Refused) as refused:
        campaign.record("conference", "2-4-2019")
    assert codes(refused) == ["reason_missing"]
    campaign.record("conference", "2-4-2019", reason="postponed")
    with pytest.raises(UnknownName, match="did you mean 'conference'"):
        campaign.record("conferense", "1-4-2019")


def test_a_request_has_no_effect_until_it_is_granted() -> None:
    """A unit asks; the due stands; the superior grants, and it moves."""
    campaign = begun()
    entry = campaign.request("commune-1", "before 10-4-2019", reason="two clerks are ill")
    assert entry.by == "commune-1"
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 4)
    (asked,) = campaign.requests()
    assert (asked.seq, asked.unit, asked.deadline) == (entry.seq, "commune-1", "before 10-4-2019")
    assert asked.reason == "two clerks are ill"
    granted = campaign.grant(entry.seq)
    assert granted.by == "district-1"
    due = campaign.progress().due("commune-1")
    assert due.last_day == date(2019, 4, 9)
    assert "two clerks are ill" in str(due.explain())
    assert not campaign.requests()
    with pytest.raises(UnknownName, match=f"no request '{entry.seq}'"):
        campaign.grant(entry.seq)


def test_a_request_can_be_declined_with_a_reason() -> None:
    """A declined request is gone and the due stands."""
    campaign = begun()
    asked = campaign.request("commune-1", "before 10-4-2019", reason="two clerks are ill")
    with pytest.raises(Refused) as refused:
        campaign.decline(asked.seq)
    assert codes(refused) == ["reason_missing"]
    campaign.decline(asked.seq, reason="there are six")
    assert not campaign.requests()
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 4)


def test_changes_survive_a_resumption() -> None:
    """Another object folds the same log to the same dues."""
    store, clock = MemoryStore(), ManualClock(MORNING)
    plan = small_plan(1, 2, 4, deadlines=DEADLINES, events=[Event("conference")])
    first = kh.Campaign.begin(plan, store, clock=clock, default_by="expected")
    first.extend("commune-1", "before 10-4-2019", reason="x")
    first.reschedule("district", deadline="before 25-4-2019", reason="y")
    first.suspend("commune-2", reason="z")
    first.record("conference", "1-4-2019")
    first.request("commune-3", "before 9-4-2019", reason="w")
    second = kh.Campaign.resume(store, clock=clock)
    assert second.progress() == first.progress()
    assert second.progress().due("district-1").last_day == date(2019, 4, 24)


def test_a_snapshot_does_not_see_later_changes() -> None:
    """A progress that was handed out keeps the dues of its moment."""
    campaign = begun()
    before = campaign.progress()
    campaign.extend("commune-1", "before 10-4-2019", reason="x")
    assert before.due("commune-1").last_day == date(2019, 4, 4)
    assert campaign.progress(at=MORNING).due("commune-1").last_day == date(2019, 4, 9)


def test_a_change_is_asked_twice_and_done_once() -> None:
    """A command id makes one change of two calls."""
    campaign = begun()
    first = campaign.extend("commune-1", "before 10-4-2019", reason="x", command_id="k")
    again = campaign.extend("commune-1", "before 10-4-2019", reason="x", command_id="k")
    assert first == again
    assert len(campaign.log()) == 1


def test_a_rework_due_is_the_due_of_the_version_that_was_sent_back() -> None:
    """A return may come with a new due: the accepted clock uses it, the first clock does not."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible", due="before 12-4-2019")
    clock.set("2019-04-10T08:00+07:00")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    due = campaign.progress().due("commune-1")
    assert due.last_day == date(2019, 4, 11)
    assert "it was sent back, so its new version is in time until Thursday 2019-04-11" in str(due.explain())
    assert "báo cáo bị trả lại, nên bản mới đúng hạn đến hết thứ Năm 11/04/2019" in str(due.explain("vi"))
    campaign.submit("commune-1")
    campaign.review("commune-1")
    progress = campaign.progress()
    assert progress.standing("commune-1", by="accepted").bucket == "met_on_time"
    assert progress.standing("commune-1", by="first").bucket == "met_on_time"


def test_changes_survive_a_database(tmp_path: Path) -> None:
    """The lines of changes come back from a database as they were written, and the chain fits."""
    plan = small_plan(1, 2, 4, deadlines=DEADLINES, events=[Event("conference")])
    url = f"sqlite:///{tmp_path / 'campaign.db'}"
    first = kh.Campaign.begin(plan, url, clock=ManualClock(MORNING), default_by="expected")
    first.extend("commune-1", "before 10-4-2019", reason="x")
    first.reschedule("district", deadline="before 25-4-2019", reason="y")
    first.record("conference", "1-4-2019")
    second = kh.Campaign.resume(url, clock=ManualClock(MORNING))
    assert second.progress() == first.progress()
    assert [entry.to_dict() for entry in second.log()] == [entry.to_dict() for entry in first.log()]
    assert second.verify().entries == 3


def test_an_extension_while_the_clock_stands_still_is_not_retroactive() -> None:
    """A suspended duty has not run out: an extension decided after the old day is an ordinary one."""
    clock = ManualClock("2019-04-01T08:00+07:00")
    campaign = begun(clock)
    campaign.suspend("commune-1", reason="a storm")
    clock.set("2019-04-08T08:00+07:00")
    campaign.extend("commune-1", "before 15-4-2019", reason="a storm")
    assert [shift.retroactive for shift in campaign.progress().shifts("commune-1")] == [False]
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 14)


def test_an_extension_overtakes_a_rework_due() -> None:
    """A later extension is what a returned report is held against."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible", due="before 8-4-2019")
    campaign.extend("commune-1", "before 15-4-2019", reason="a storm")
    clock.set("2019-04-10T08:00+07:00")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    assert "2019-04-15" in str(campaign.progress().due("commune-1"))


def returned(clock: ManualClock) -> kh.Campaign:
    """A report that was sent back late, on the 6th, due again on the 10th."""
    campaign = begun(clock)
    clock.set("2019-04-06T08:00+07:00")
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible", due="before 11-4-2019")
    return campaign


def test_an_extension_of_a_rework_after_the_first_due_gives_more_time() -> None:
    """What was sent back and is extended before its rework is due is in time until the new day; it came late, first."""
    clock = ManualClock(MORNING)
    campaign = returned(clock)
    campaign.extend("commune-1", "before 15-4-2019", reason="a storm")
    clock.set("2019-04-14T08:00+07:00")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 14)
    campaign.submit("commune-1")
    campaign.review("commune-1")
    buckets = [campaign.progress().standing("commune-1", by=clock).bucket for clock in ("first", "accepted")]  # type: ignore[arg-type]  # both are clocks
    assert buckets == ["met_late", "met_on_time"]


def test_an_extension_after_a_rework_was_due_does_not_erase_that_lateness_either() -> None:
    """A rework that is overdue stays so, extended or not; an earlier day than the one that stands is no extension."""
    clock = ManualClock(MORNING)
    campaign = returned(clock)
    with pytest.raises(Refused) as refused:
        campaign.extend("commune-1", "before 9-4-2019", reason="a storm")
    assert codes(refused) == ["not_later"]
    clock.set("2019-04-12T08:00+07:00")
    campaign.extend("commune-1", "before 15-4-2019", reason="a storm")
    assert campaign.progress().standing("commune-1").phase == "overdue"
    campaign.submit("commune-1")
    campaign.review("commune-1")
    assert campaign.progress().standing("commune-1", by="accepted").bucket == "met_late"


def test_the_clock_of_a_rework_stands_still_as_well() -> None:
    """A rework that was not due when its clock was stopped is due as many days later when it goes on."""
    clock = ManualClock(MORNING)
    campaign = returned(clock)
    clock.set("2019-04-08T08:00+07:00")
    campaign.suspend("commune-1", reason="a storm")
    clock.set("2019-04-12T08:00+07:00")
    assert campaign.progress().standing("commune-1").phase == "suspended"
    campaign.resume_clock("commune-1", reason="over")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 14)


def test_the_explanation_says_how_long_a_clock_stood_still() -> None:
    """After a suspension the steps name the days between which the clock stood still, in both languages."""
    clock = ManualClock("2019-04-01T08:00+07:00")
    campaign = begun(clock)
    campaign.suspend("commune-1", reason="a storm")
    clock.set("2019-04-03T08:00+07:00")
    campaign.resume_clock("commune-1", reason="over")
    due = campaign.progress().due("commune-1")
    assert "the clock stood still from Monday 2019-04-01 to Wednesday 2019-04-03" in str(due.explain())
    assert "tạm dừng tính thời hạn từ" in str(due.explain("vi"))
