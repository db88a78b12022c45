"""In whose hands a report was, and how reports go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.staged import MORNING, begun, up

import kehoach as kh
from kehoach._plan import DutyRow, Event
from kehoach._plan._recurrence import Recurrence
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.testing import ManualClock, small_plan

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def started(*sizes: int, **changes: Any) -> tuple[kh.Campaign, ManualClock]:
    """A campaign that has just begun, and its clock."""
    clock = ManualClock(MORNING)
    return begun(*(sizes or (1, 1, 2)), clock=clock, **changes), clock


def hands(times: kh.Times) -> list[tuple[str, timedelta, int, bool]]:
    """Whose each stretch was, how long it took, of which version, and whether it is over."""
    return [(one.holder, one.until - one.since, one.version, one.ended) for one in times.spans]


def returned(campaign: kh.Campaign, clock: ManualClock) -> None:
    """A report that takes two days, waits one, is returned, takes three hours, waits two, and is accepted."""
    clock.advance(days=2)
    campaign.submit("commune-1")
    clock.advance(days=1)
    campaign.send_back("commune-1", reason="page 2 cannot be read")
    clock.advance(hours=3)
    campaign.submit("commune-1")
    clock.advance(hours=2)
    campaign.review("commune-1")


def test_a_draft_is_with_its_unit_and_what_is_sent_with_its_reviewer() -> None:
    """From the begin on the unit has it, from the submission on the reviewer, and who has it now is said."""
    campaign, clock = started()
    clock.advance(days=2)
    assert campaign.times("commune-1").holder == "unit"
    campaign.submit("commune-1")
    clock.advance(hours=5)
    times = campaign.times("commune-1")
    assert hands(times) == [("unit", 2 * DAY, 1, True), ("reviewer", 5 * HOUR, 1, False)]
    assert (times.unit, times.superior, times.holder) == ("commune-1", "district", "reviewer")
    assert times.since == datetime(2019, 3, 20, 1, tzinfo=UTC)


def test_nobody_has_what_is_accepted() -> None:
    """Time stops with the acceptance; aggregating and the days that pass add nothing."""
    campaign, clock = started()
    returned(campaign, clock)
    before = campaign.times("commune-1")
    assert before.holder is None
    campaign.aggregate("commune-1")
    clock.advance(days=30)
    assert campaign.times("commune-1") == before


def test_a_return_gives_it_to_the_unit_again() -> None:
    """The second stretch of the unit is rework; unit time and reviewer time make the total."""
    campaign, clock = started()
    returned(campaign, clock)
    times = campaign.times("commune-1")
    assert hands(times) == [
        ("unit", 2 * DAY, 1, True),
        ("reviewer", DAY, 1, True),
        ("unit", 3 * HOUR, 2, True),
        ("reviewer", 2 * HOUR, 2, True),
    ]
    assert (times.unit_time, times.rework_time, times.reviewer_time) == (2 * DAY + 3 * HOUR, 3 * HOUR, DAY + 2 * HOUR)
    assert times.total == times.unit_time + times.reviewer_time == 3 * DAY + 5 * HOUR
    assert (times.submissions, times.returns, times.recalls, times.corrections) == (2, 1, 0, 0)


def test_lengths_are_exact_to_the_microsecond() -> None:
    """An act at a microsecond is measured to it."""
    clock = ManualClock(1_553_043_600_000_000)
    campaign = begun(1, 1, 2, clock=clock)
    clock.set(1_553_043_600_000_001)
    campaign.submit("commune-1")
    clock.set(1_553_130_000_000_003)
    campaign.review("commune-1")
    times = campaign.times("commune-1")
    assert times.unit_time == timedelta(microseconds=1)
    assert times.reviewer_time == DAY + timedelta(microseconds=2)


def test_a_recall_is_rework_and_no_return() -> None:
    """What a unit takes back itself counts as a recall, and its time as rework."""
    campaign, clock = started()
    campaign.submit("commune-1")
    clock.advance(hours=1)
    campaign.recall("commune-1")
    clock.advance(hours=2)
    times = campaign.times("commune-1")
    assert (times.returns, times.recalls) == (0, 1)
    assert (times.rework_time, times.reviewer_time) == (2 * HOUR, HOUR)


def test_a_correction_gives_it_to_the_unit_again() -> None:
    """The time between acceptance and correction is nobody's; withdrawing gives it to nobody again."""
    campaign, clock = started()
    up(campaign, "commune-1")
    clock.advance(days=4)
    campaign.correct("commune-1", reason="a slip")
    clock.advance(hours=6)
    campaign.withdraw("commune-1")
    clock.advance(days=9)
    times = campaign.times("commune-1")
    assert hands(times) == [("unit", 6 * HOUR, 2, True)]
    assert (times.corrections, times.rework_time, times.total) == (1, 6 * HOUR, 6 * HOUR)


def test_what_came_on_paper_was_with_the_reviewer_from_then_on() -> None:
    """The day on which the paper came counts, not the day on which it was entered."""
    campaign, clock = started()
    clock.advance(days=5)
    campaign.submit("commune-1", received_at="2019-03-22T08:00+07:00")
    times = campaign.times("commune-1")
    assert hands(times) == [("unit", 2 * DAY, 1, True), ("reviewer", 3 * DAY, 1, False)]


def test_a_paper_that_came_before_the_begin_counts_from_the_begin() -> None:
    """Nothing is counted from before the campaign."""
    campaign, clock = started()
    clock.advance(days=1)
    campaign.submit("commune-1", received_at="2019-03-10T08:00+07:00")
    times = campaign.times("commune-1")
    assert hands(times) == [("reviewer", DAY, 1, False)]
    assert times.unit_time == timedelta()


def test_time_counts_from_the_opening_where_that_is_later() -> None:
    """Before a duty opens nobody has it."""
    campaign, clock = started(deadlines={"commune": "from 25-3-2019 to 5-4-2019"})
    assert campaign.times("commune-1").total == timedelta()
    clock.set("2019-03-26T00:00+07:00")
    times = campaign.times("commune-1")
    assert times.since == datetime(2019, 3, 24, 17, tzinfo=UTC)
    assert hands(times) == [("unit", DAY, 1, False)]


def test_an_opening_that_is_moved_behind_a_submission_takes_no_time_away() -> None:
    """What was sent before stays as it was measured."""
    campaign, clock = started()
    clock.advance(days=1)
    campaign.submit("commune-1")
    clock.advance(days=1)
    campaign.reschedule("commune-1", opens="1-4-2019", reason="later")
    times = campaign.times("commune-1")
    assert (times.total, times.reviewer_time) == (DAY, DAY)


def test_times_can_be_asked_of_an_earlier_instant() -> None:
    """What was known then is folded, and what lasted then is measured up to it."""
    campaign, clock = started()
    returned(campaign, clock)
    times = campaign.times("commune-1", at="2019-03-23T00:00+07:00")
    assert hands(times) == [("unit", 2 * DAY, 1, True), ("reviewer", 16 * HOUR, 1, False)]
    assert times.submissions == 1
    assert campaign.times("commune-1", at="2019-01-01T00:00+07:00").spans == ()


def test_a_waived_report_is_nobodys() -> None:
    """Waiving stops the time of the unit, and expecting it again lets it go on."""
    campaign, clock = started()
    clock.advance(days=1)
    campaign.waive("commune-1", reason="an island")
    clock.advance(days=5)
    campaign.unwaive("commune-1")
    clock.advance(days=2)
    assert hands(campaign.times("commune-1")) == [("unit", DAY, 1, True), ("unit", 2 * DAY, 1, False)]


def test_what_lapses_is_nobodys_after() -> None:
    """A unit that has closed has nothing in hand any more; what it had sent is still the reviewer's."""
    campaign, clock = started()
    clock.advance(days=1)
    campaign.submit("commune-1")
    campaign.close(["commune-1", "commune-2"], "22-3-2019", reason="merged")
    clock.set("2019-04-01T08:00+07:00")
    assert hands(campaign.times("commune-2")) == [("unit", 2 * DAY + 16 * HOUR, 1, True)]
    assert campaign.times("commune-2").holder is None
    assert campaign.times("commune-1").holder == "reviewer"


def test_a_closing_told_late_takes_no_time_from_what_was_sent() -> None:
    """A report that came after the day on which its unit closed, and before that was known, is measured whole."""
    campaign, clock = started()
    clock.advance(days=5)
    campaign.submit("commune-1")
    clock.advance(days=1)
    campaign.close("commune-1", "22-3-2019", reason="merged")
    assert hands(campaign.times("commune-1")) == [("unit", 5 * DAY, 1, True), ("reviewer", DAY, 1, False)]


def test_what_waits_for_an_event_is_nobodys_before_it() -> None:
    """Time counts from the recording of the event; before, there is no since."""
    row = DutyRow("minutes", ("commune",), kind="act", only_if="conference")
    campaign, clock = started(duties=[row], deadlines={"commune": "none"}, events=[Event("conference")])
    clock.advance(days=1)
    before = campaign.times("commune-1:minutes")
    assert (before.since, before.spans, before.total) == (None, (), timedelta())
    campaign.record("conference", "21-3-2019", "commune-1")
    clock.advance(days=2)
    assert hands(campaign.times("commune-1:minutes")) == [("unit", 2 * DAY, 1, False)]
    assert campaign.times("commune-2:minutes").since is None


def test_what_a_unit_outside_does_not_owe_takes_no_time() -> None:
    """A report that is owed before its unit is founded is in nobody's hands."""
    tiers = [kh.Tier("province"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("c", tier="commune", reports_to="p", opened_on="1-7-2019"),
    ]
    plan = small_plan(1).replace(
        hierarchy=kh.Hierarchy.from_units(tiers, units), deadlines={"commune": "before 5-4-2019"}
    )
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    clock.advance(days=3)
    times = campaign.times("c")
    assert (times.spans, times.total, times.holder) == ((), timedelta(), None)


def test_an_act_is_with_its_reviewer_once_it_is_said_to_be_done() -> None:
    """Not the day on which it was done counts, but when that was said; taking it back oneself is no return."""
    campaign, clock = started(duties=[DutyRow("meeting", ("commune",), kind="act")], deadlines={"commune": "none"})
    clock.advance(days=3)
    campaign.complete("commune-1:meeting", data={"done_on": "21-3-2019"})
    clock.advance(days=1)
    campaign.reopen("commune-1:meeting", by="commune-1", reason="another day")
    times = campaign.times("commune-1:meeting")
    assert hands(times) == [("unit", 3 * DAY, 1, True), ("reviewer", DAY, 1, True)]
    assert (times.returns, times.recalls) == (0, 1)


def test_above_the_root_stands_the_issuer() -> None:
    """The report of the root waits for the issuer."""
    campaign, _ = started(1)
    campaign.submit("province")
    assert campaign.times("province").superior == "issuer"


def test_acts_of_a_clock_that_was_set_back_are_measured() -> None:
    """A campaign that was begun after what is entered in it counts from its first line."""
    store = kh.stores.MemoryStore()
    kh.Campaign.begin(small_plan(1, 1, 2), store, clock=ManualClock("2019-06-01T08:00+07:00"))
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.resume(store, clock=clock, default_by="expected")
    campaign.submit("commune-1")
    clock.advance(days=1)
    campaign.review("commune-1")
    assert hands(campaign.times("commune-1")) == [("reviewer", DAY, 1, True)]


def test_the_times_of_all_are_those_of_each() -> None:
    """A timesheet reads the log once and says of every report what it says of one."""
    campaign, clock = started()
    returned(campaign, clock)
    assert campaign.timesheet() == tuple(map(campaign.times, campaign.progress().duties()))
    assert [one.unit for one in campaign.timesheet("commune", "report")] == ["commune-1", "commune-2"]
    then = "2019-03-22T09:00+07:00"
    assert campaign.timesheet("commune", at=then)[0] == campaign.times("commune-1", then)


def test_who_and_when_is_asked_must_be_known() -> None:
    """An unknown duty, tier or form and a naive instant are refused as everywhere."""
    campaign, _ = started()
    with pytest.raises(UnknownName, match="did you mean 'commune-1'"):
        campaign.times("comune-1")
    with pytest.raises(UnknownName, match="did you mean 'commune'"):
        campaign.pace("comune")
    with pytest.raises(UnknownName, match="form"):
        campaign.pace(form="raport")
    with pytest.raises(InvalidCommand):
        campaign.pace(at="2019-03-20T08:00")


# ------------------------------------------------------------------------ pace


def test_the_return_rate_is_exact() -> None:
    """Of the submissions that were accepted or returned, the share that was returned; one that waits is not counted."""
    campaign, clock = started()
    assert campaign.pace().return_rate is None
    returned(campaign, clock)
    campaign.submit("commune-2")
    pace = campaign.pace()
    assert (pace.submissions, pace.decided, pace.returned, pace.return_rate) == (3, 2, 1, Fraction(1, 2))


def test_a_submission_that_was_accepted_and_then_returned_was_returned() -> None:
    """One submission is one decision in the end, so the rate never passes one."""
    campaign, _ = started()
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.send_back("commune-1", reason="seen too late")
    pace = campaign.pace()
    assert (pace.decided, pace.returned, pace.return_rate) == (1, 1, Fraction(1))


def test_mean_median_and_longest_of_reworks_and_waits() -> None:
    """Each stretch counts; what still lasts is measured up to now and counted as running."""
    campaign, clock = started(1, 1, 3)
    for hours, unit in ((1, "commune-1"), (2, "commune-2"), (9, "commune-3")):
        campaign.submit(unit)
        clock.advance(hours=hours)
        campaign.send_back(unit, reason="x")
    clock.advance(hours=1)
    pace = campaign.pace("commune")
    waiting, rework = pace.waiting, pace.rework
    assert (waiting.count, waiting.running) == (3, 0)
    assert (waiting.mean, waiting.median, waiting.longest) == (4 * HOUR, 2 * HOUR, 9 * HOUR)
    assert waiting.longest_of == "commune-3"
    assert (rework.count, rework.running, rework.longest, rework.longest_of) == (3, 3, 12 * HOUR, "commune-1")
    assert (rework.mean, rework.median) == (timedelta(hours=23) / 3, 10 * HOUR)


def test_where_nothing_waited_there_is_no_mean() -> None:
    """Nothing is None, not zero."""
    campaign, _ = started()
    waiting = campaign.pace().waiting
    assert (waiting.count, waiting.mean, waiting.median, waiting.longest, waiting.longest_of) == (0, *(None,) * 4)


def test_a_mean_that_is_no_whole_microsecond_is_rounded_to_one() -> None:
    """The mean is worked out exactly and rounded once."""
    clock = ManualClock(0)
    campaign = begun(1, 1, 2, clock=clock)
    campaign.submit("commune-1")
    campaign.submit("commune-2")
    clock.set(1)
    campaign.review("commune-1")
    clock.set(2)
    campaign.review("commune-2")
    assert campaign.pace().waiting.mean == timedelta(microseconds=2)


def test_the_pace_of_each_tier_and_form() -> None:
    """Groups come tier by tier, forms in the order of the plan; the periods of a form are one."""
    rows = [
        DutyRow(
            "stock", ("commune",), deadline="5 days after period_last", period=Recurrence("month", "2019-04", "2019-05")
        )
    ]
    campaign, clock = started(duties=rows)
    returned(campaign, clock)
    groups = {(one.tier, one.form): (one.reports, one.returned) for one in campaign.pace().groups}
    assert list(groups) == [("province", "report"), ("district", "report"), ("commune", "report"), ("commune", "stock")]
    assert groups["commune", "report"] == (2, 1)
    assert groups["commune", "stock"] == (4, 0)
    assert campaign.pace("commune", "stock").reports == 4


def test_who_lets_others_wait_longest_comes_first() -> None:
    """Reviewers are sorted by their longest wait, what still lasts included."""
    campaign, clock = started(1, 3, 3)
    for number, hours in (("1", 2), ("2", 5)):
        campaign.submit(f"commune-{number}")
        clock.advance(hours=hours)
        campaign.review(f"commune-{number}")
    campaign.submit("commune-3")
    clock.advance(hours=30)
    paces = campaign.pace("commune").superiors
    assert [(one.superior, one.waiting.longest) for one in paces] == [
        ("district-3", 30 * HOUR),
        ("district-2", 5 * HOUR),
        ("district-1", 2 * HOUR),
    ]
