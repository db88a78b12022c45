"""Which open dues another version of the calendar would move while a campaign runs."""

from __future__ import annotations

from datetime import date

import kehoach as kh
from kehoach._plan import Event
from kehoach.testing import ManualClock, small_plan

OLD = kh.Calendar.vietnam(known_on="2025-12-01")
NEW = kh.Calendar.vietnam()


def begun(clock: ManualClock | None = None, **changes: object) -> kh.Campaign:
    given: dict[str, object] = {"calendar": OLD, "deadlines": {"commune": "1 working day after 31-12-2025"}}
    plan = small_plan(1, 1, 4, **(given | changes))
    return kh.Campaign.begin(plan, clock=clock or ManualClock("2025-12-15T08:00+07:00"), default_by="expected")


def moving(campaign: kh.Campaign) -> list[str]:
    return [move.unit for move in campaign.progress().reproject(NEW)]


def test_what_is_met_does_not_move() -> None:
    """A report that was sent is judged by the due it was sent under; returned, it is open and would move."""
    campaign = begun()
    assert moving(campaign) == [f"commune-{n}" for n in (1, 2, 3, 4)]
    campaign.submit("commune-1")
    assert moving(campaign) == ["commune-2", "commune-3", "commune-4"]
    campaign.send_back("commune-1", reason="no figures")
    assert moving(campaign)[0] == "commune-1"


def test_what_an_act_gave_stays() -> None:
    """An extension, a new date and the due of a rework are days that somebody named."""
    campaign = begun()
    campaign.extend("commune-1", "by 9-1-2026", reason="a flood")
    campaign.reschedule("commune-2", deadline="by 30-12-2025", reason="the visit")
    campaign.submit("commune-3")
    campaign.send_back("commune-3", reason="no figures", due="by 8-1-2026")
    assert moving(campaign) == ["commune-4"]


def test_a_due_that_an_event_gave_its_day_is_the_plans_and_moves() -> None:
    """An event that was recorded is a day of the plan, so what counts from it is counted anew."""
    campaign = begun(deadlines={"commune": "1 working day after conference"}, events=[Event("conference")])
    assert moving(campaign) == []
    campaign.record("conference", "31-12-2025", by="issuer")
    assert moving(campaign) == [f"commune-{n}" for n in (1, 2, 3, 4)]
    move = campaign.progress().reproject(NEW)[0]
    assert (move.was.last_day, move.becomes.last_day) == (date(2026, 1, 2), date(2026, 1, 5))


def test_asking_changes_nothing() -> None:
    """The dues and the log are what they were."""
    campaign = begun()
    before = campaign.progress()
    assert before.reproject(OLD) == ()
    before.reproject(NEW)
    assert (campaign.progress(), before.due("commune-1").last_day, len(campaign.log())) == (before, date(2026, 1, 2), 0)
