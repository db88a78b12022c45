"""The clocks of returns and of reviews."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.staged import MORNING, codes, refusal

import kehoach as kh
from kehoach._plan import DutyRow
from kehoach.errors import UnknownName
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan

DEADLINES = {"commune": "before 5-4-2019", "district": "before 20-4-2019", "province": "before 30-4-2019"}


def clocked(*, rework: str | None = None, review: str | None = None, **changes: Any) -> tuple[kh.Campaign, ManualClock]:
    """A campaign whose communes have clocks, and its clock."""
    row = DutyRow("report", ("commune",), override=True, rework=rework, review=review)
    clock = ManualClock(MORNING)
    plan = small_plan(1, 2, 4, **({"deadlines": DEADLINES, "duties": [row]} | changes))
    return kh.Campaign.begin(plan, clock=clock, default_by="expected"), clock


def due_of(campaign: kh.Campaign, unit: str) -> datetime | None:
    """The due that is in force."""
    return campaign.progress().standing(unit).due_before


# ---------------------------------------------------------- what is sent back


def test_a_return_without_a_due_gets_the_one_of_the_plan() -> None:
    """Five days after the return: its day is not counted, and a last day that is a Sunday gives way to Monday."""
    campaign, clock = clocked(rework="5 days after sent_back")
    campaign.submit("commune-1")
    clock.set("2019-04-02T08:00+07:00")
    campaign.send_back("commune-1", reason="illegible")
    assert due_of(campaign, "commune-1") == datetime(2019, 4, 8, 17, tzinfo=UTC)
    assert due_of(campaign, "commune-2") == datetime(2019, 4, 4, 17, tzinfo=UTC)


def test_working_days_of_a_rework_are_those_of_the_plan() -> None:
    """From a Thursday three working days lead over a weekend to Tuesday."""
    campaign, clock = clocked(rework="3 working days after sent_back")
    campaign.submit("commune-1")
    clock.set("2019-03-21T23:59+07:00")
    campaign.send_back("commune-1", reason="illegible")
    assert due_of(campaign, "commune-1") == datetime(2019, 3, 26, 17, tzinfo=UTC)


def test_a_due_that_is_given_with_the_return_wins() -> None:
    """What the superior says comes before the rule."""
    campaign, _ = clocked(rework="5 days after sent_back")
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible", due="before 28-3-2019")
    assert due_of(campaign, "commune-1") == datetime(2019, 3, 27, 17, tzinfo=UTC)


def test_a_recall_and_a_correction_get_no_due_of_their_own() -> None:
    """The rule speaks of what a superior sends back, not of what a unit takes back or corrects."""
    campaign, _ = clocked(rework="1 days after sent_back")
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    assert due_of(campaign, "commune-1") == datetime(2019, 4, 4, 17, tzinfo=UTC)
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.aggregate("commune-1")
    campaign.correct("commune-1", reason="a slip")
    assert campaign.progress().board.dues == {}


def test_an_act_that_its_unit_takes_back_has_no_rework_due() -> None:
    """A superior that opens it again sends it back; the unit itself does not."""
    row = DutyRow("meeting", ("commune",), kind="act", deadline="before 5-4-2019", rework="2 days after sent_back")
    campaign, _ = clocked(duties=[row])
    for by, dues in (("commune-1", 0), ("district-1", 1)):
        campaign.complete("commune-1:meeting", data={"done_on": "20-3-2019"})
        campaign.reopen("commune-1:meeting", by=by, reason="another day")
        assert len(campaign.progress().board.dues) == dues


def test_the_accepted_clock_holds_a_reworked_report_against_its_rework_due() -> None:
    """What came within the days that the plan gives is in time by the accepted clock."""
    campaign, clock = clocked(rework="5 days after sent_back")
    campaign.submit("commune-1")
    clock.set("2019-04-04T08:00+07:00")
    campaign.send_back("commune-1", reason="illegible")
    clock.set("2019-04-08T08:00+07:00")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    campaign.submit("commune-1")
    campaign.review("commune-1")
    progress = campaign.progress()
    assert progress.standing("commune-1", by="accepted").bucket == "met_on_time"
    assert progress.standing("commune-1", by="first").bucket == "met_on_time"


def test_after_closing_a_return_that_the_plan_gives_a_due_passes() -> None:
    """The rule brings the new due that a return after closing needs; without one it is refused."""
    closing = [DutyRow("report", ("commune",), override=True, closes="by 30-3-2019", rework="5 days after sent_back")]
    campaign, clock = clocked(duties=closing)
    campaign.submit("commune-1")
    clock.set("2019-04-02T08:00+07:00")
    assert codes(refusal(campaign, "commune-2", "submit")) == ["closed"]
    campaign.send_back("commune-1", reason="illegible")
    clock.advance(days=2)
    assert campaign.may("commune-1", "submit")
    unclocked, later = clocked(duties=[DutyRow("report", ("commune",), override=True, closes="by 30-3-2019")])
    unclocked.submit("commune-1")
    later.set("2019-04-02T08:00+07:00")
    assert codes(refusal(unclocked, "commune-1", "send_back", reason="illegible")) == ["closed"]


def test_a_count_of_days_that_are_not_known_gives_no_due() -> None:
    """A rule that leads beyond the years there are is no due, and the campaign goes on."""
    campaign, clock = clocked(rework="5 working days after sent_back", deadlines={}, calendar=None)
    campaign.submit("commune-1")
    clock.set("9999-12-29T08:00+07:00")
    campaign.send_back("commune-1", reason="illegible")
    assert campaign.progress().board.dues == {}


def test_rework_dues_survive_a_resumption() -> None:
    """Another object works out the same dues from the log and the plan."""
    store, clock = MemoryStore(), ManualClock(MORNING)
    row = DutyRow("report", ("commune",), override=True, rework="5 days after sent_back")
    first = kh.Campaign.begin(small_plan(1, 2, 4, duties=[row]), store, clock=clock, default_by="expected")
    first.submit("commune-1")
    first.send_back("commune-1", reason="illegible")
    second = kh.Campaign.resume(store, clock=clock)
    assert second.progress() == first.progress()
    assert due_of(second, "commune-1") == datetime(2019, 3, 25, 17, tzinfo=UTC)


# ---------------------------------------------------- what waits for a review


def test_what_waits_for_a_review_is_listed_as_it_came_in() -> None:
    """Who is to review it, since when it waits, and until when; nothing that is accepted or a draft."""
    campaign, clock = clocked(review="3 working days after submitted")
    campaign.submit("commune-2")
    clock.advance(hours=1)
    campaign.submit("commune-1")
    campaign.submit("commune-3")
    campaign.review("commune-3")
    first, second = campaign.progress().reviews()
    assert (first.unit, first.superior, first.version) == ("commune-2", "district-2", 1)
    assert first.submitted_at == datetime(2019, 3, 20, 1, tzinfo=UTC)
    assert first.due_before == datetime(2019, 3, 25, 17, tzinfo=UTC)
    assert (first.overdue, first.days_late) == (False, 0)
    assert (second.unit, second.superior) == ("commune-1", "district-1")


def test_a_reviewer_is_late_and_its_unit_is_not() -> None:
    """Whole days begun since the due of the review; the unit stays in time by both clocks."""
    campaign, clock = clocked(review="3 working days after submitted")
    campaign.submit("commune-1")
    clock.set("2019-03-26T00:00+07:00")
    (waiting,) = campaign.progress().reviews()
    assert (waiting.overdue, waiting.days_late) == (True, 1)
    clock.set("2019-04-20T08:00+07:00")
    assert campaign.progress().reviews()[0].days_late == 26
    campaign.review("commune-1")
    progress = campaign.progress()
    for clock_of in ("first", "accepted"):
        assert progress.standing("commune-1", by=clock_of).bucket == "met_on_time"
    assert progress.reviews() == ()


def test_without_a_clock_a_review_is_never_overdue() -> None:
    """A plan that sets none has no due for reviews, and still lists what waits."""
    campaign, clock = clocked()
    campaign.submit("commune-1")
    clock.advance(days=300)
    (waiting,) = campaign.progress().reviews()
    assert (waiting.due_before, waiting.overdue, waiting.days_late) == (None, False, 0)


def test_the_clock_of_a_paper_begins_when_it_came() -> None:
    """The reviewer had it from the day on which it was received."""
    campaign, clock = clocked(review="1 day after submitted")
    clock.set("2019-03-25T08:00+07:00")
    campaign.submit("commune-1", received_at="2019-03-21T10:00+07:00")
    (waiting,) = campaign.progress().reviews()
    assert waiting.submitted_at == datetime(2019, 3, 21, 3, tzinfo=UTC)
    assert waiting.days_late == 3


def test_the_clock_of_an_act_begins_when_it_was_said_to_be_done() -> None:
    """A meeting held last month and told today is not overdue for its reviewer today."""
    row = DutyRow("meeting", ("commune",), kind="act", review="2 days after submitted")
    campaign, _ = clocked(duties=[row])
    campaign.complete("commune-1:meeting", data={"done_on": "1-3-2019"})
    (waiting,) = campaign.progress().reviews("district-1")
    assert (waiting.unit, waiting.days_late) == ("commune-1:meeting", 0)
    assert waiting.submitted_at == datetime(2019, 3, 20, 1, tzinfo=UTC)


def test_what_one_reviewer_is_to_review() -> None:
    """Asked of a unit or of the issuer; a unit that does not exist is unknown, and the nearest is proposed."""
    campaign, _ = clocked(policy=kh.Policy(gate="none"))
    for unit in ("commune-1", "commune-2", "province"):
        campaign.submit(unit)
    progress = campaign.progress()
    assert [one.unit for one in progress.reviews("district-1")] == ["commune-1"]
    assert [one.unit for one in progress.reviews("issuer")] == ["province"]
    assert progress.reviews("commune-1") == ()
    with pytest.raises(UnknownName, match="did you mean 'district-1'"):
        progress.reviews("distrikt-1")


def test_an_earlier_progress_lists_what_waited_then() -> None:
    """As of an instant: what was sent and not yet reviewed."""
    campaign, clock = clocked(review="1 day after submitted")
    campaign.submit("commune-1")
    clock.advance(days=5)
    campaign.review("commune-1")
    then = campaign.progress(at=clock.now() - timedelta(days=2) // timedelta(microseconds=1))
    assert [(one.unit, one.days_late) for one in then.reviews()] == [("commune-1", 2)]
