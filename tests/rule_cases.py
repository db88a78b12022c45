"""The plans and campaigns on the pages of the built-in rules."""

from __future__ import annotations

from typing import Any

from kehoach import Campaign, Plan
from kehoach.files import parse_plan
from kehoach.rules import Case
from kehoach.testing import ManualClock

CHANGES = ("extend", "suspend", "resume_clock", "record", "file")


def plan_of(case: Case) -> Plan:
    """The plan of a case."""
    if not case.is_program:
        return parse_plan(case.plan)
    names: dict[str, Any] = {"__name__": "case"}
    exec(compile(case.plan, "<case>", "exec", dont_inherit=True), names)  # a program on a page of ours
    plan = names["plan"]
    assert isinstance(plan, Plan)
    return plan


def campaign_of(case: Case) -> Campaign:
    """The campaign of a case, all its acts done, at the instant at which it is looked at."""
    clock = ManualClock("2019-03-15T08:00+07:00")
    campaign = Campaign.begin(plan_of(case), clock=clock, default_by="expected")
    for act in map(dict, case.acts):
        clock.set(f"{act.pop('at')}T08:00+07:00")
        what = act.pop("act")
        if what in CHANGES:
            first = act.pop("event") if what == "record" else act.pop("unit")
            getattr(campaign, what)(first, **act)
        else:
            campaign.fire(act.pop("unit"), what, **act)
    if case.at:
        clock.set(f"{case.at}T08:00+07:00")
    return campaign


def subject_of(case: Case, on: str) -> Plan | Campaign:
    """What a rule is asked of."""
    return plan_of(case) if on == "plan" else campaign_of(case)
