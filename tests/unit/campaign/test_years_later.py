"""A campaign that goes on for years: its calendar knows them, whoever opens it."""

from __future__ import annotations

import kehoach as kh
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan


def test_a_due_of_a_later_year_is_the_same_after_it_was_opened_anew() -> None:
    """A rework due that is counted over a holiday two years on does not depend on who began the campaign."""
    row = kh.DutyRow("report", ("commune",), override=True, rework="5 working days after sent_back")
    plan = small_plan(1, 1, 2, deadlines={"commune": "before 5-4-2019"}, duties=[row])
    store, clock = MemoryStore(), ManualClock("2021-04-26T08:00+07:00")
    live = kh.Campaign.begin(plan, store, id="late", clock=clock, default_by="expected")
    live.submit("commune-1")
    live.send_back("commune-1", reason="one figure is missing")
    opened = kh.Campaign.resume(store, id="late", clock=clock, default_by="expected")
    due = live.progress().standing("commune-1").due_before
    assert due is not None
    assert due.isoformat() == "2021-05-05T17:00:00+00:00"  # 30 April and, moved from a Saturday, 3 May are days off
    assert opened.progress().standing("commune-1").due_before == due
    assert opened.progress() == live.progress()
    assert opened.plan.digest == plan.digest
