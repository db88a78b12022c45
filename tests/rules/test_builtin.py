"""Corners of the built-in rules that no page has room for."""

from __future__ import annotations

import attrs
import pytest

import kehoach as kh
from kehoach import Campaign, Check, Directive, DutyRow, Event, Group, Indicator, Plan, Policy, Reminder, rules
from kehoach.rules import BUILTIN, Step, check
from kehoach.testing import ManualClock, small_plan

DATES = {"commune": "by 4-4-2019", "district": "by 19-4-2019"}


def codes(plan: Plan | Campaign, select: str = "") -> list[str]:
    return [one.code for one in check(plan, select=select)]


def test_a_template_is_asked_what_it_can_answer() -> None:
    """Rules that need units say nothing of a template; those on words, dates and reminders do, and none fails."""
    plan = Plan(
        Directive("Tổng kết", number="116-KH/TU"),
        None,
        DATES,
        tiers=["district", "commune"],
        processing={"commune": 3},
        policy=Policy(gate={"quorum": "1/2"}, quorum_from="25-4-2019"),
        reminders=[Reminder(-3, tier="commune"), Reminder(1, tier="commune", form="report")],
        checks=[Check("members >= members", asked_of="commune")],
        indicators=[Indicator("members", kind="stock", required=True)],
        duties=[DutyRow(owed_by="19330", override=True, deadline="by 4-4-2019")],
    )
    assert codes(plan) == ["KH684", "KH161", "KH738"]
    undated = Plan("Tổng kết", None, tiers=["commune"], reminders=[Reminder(1, tier="commune")])
    assert codes(undated, "KH288") == ["KH288"]


def test_a_clock_that_counts_hours_is_left_alone() -> None:
    """What counts from an instant of the campaign comes to no day in a plan."""
    row = DutyRow(owed_by="commune", override=True, rework="5 hours after sent_back", review="2 hours after submitted")
    assert codes(small_plan(1, 1, 1, deadlines=DATES, duties=[row]), "KH28") == []


def test_a_deadline_is_told_once_for_all_its_periods() -> None:
    """A form that comes again is looked at in its first period."""
    period = kh.Recurrence("month", "2019-03", "2019-06")
    row = DutyRow("stock", "commune", period=period, deadline="5 ngày kể từ ngày kết thúc kỳ báo cáo")
    plan = small_plan(1, 1, 1, deadlines=DATES, duties=[row]).replace(directive=Directive("T", issued_on="4-4-2019"))
    found = check(plan, select="KH280")
    assert [one.values["subject"] for one in found] == ["tier commune", "stock of tier commune"]


def test_clauses_of_deadlines_count_as_those_of_rows() -> None:
    """A clause that a deadline names is used, and must be there, as that of a row."""
    deadline = attrs.evolve(kh.Deadline.parse("by 4-4-2019"), clause="2.1")
    clauses = [("2.1", "Cấp cơ sở")]
    plan = small_plan(1, 1, 1, deadlines={"commune": deadline, "district": "by 19-4-2019"})
    assert codes(plan.replace(directive=Directive("T", clauses=clauses)), "KH19") == []
    assert codes(plan.replace(directive=Directive("T", clauses=[("3", "")])), "KH19") == ["KH197", "KH196"]
    strange = plan.replace(directive=Directive("T", clauses=[("annex", "")]))
    assert check(strange, select="KH197")[0].remedy() == "known: annex"


def test_a_deadline_of_nobody_is_told_elsewhere() -> None:
    """A deadline for an empty group or a tier without units is not said to be replaced."""
    plan = small_plan(1, 1, 1, deadlines={**DATES, "pilot": "by 1-4-2019"}, groups=[Group("pilot")])
    assert codes(plan, "KH199") == []
    assert codes(small_plan(1, 1, 1, deadlines=DATES, duties=[DutyRow("x", (), override=True)]), "KH198") == []


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("total >= members", []),
        ("below(members) >= losses", ["KH684"]),
        ("below(losses) > members", ["KH685"]),
        ("members - losses >= members", ["KH684"]),
        ("losses = members", []),
        ("losses - cap = members", ["KH685"]),
        ("members < members", ["KH685"]),
        ("members - losses = members - losses", ["KH684"]),
        ("cap <= cap + members", ["KH684"]),
        ("members < losses - members", ["KH685"]),
        ("cap > losses", ["KH684"]),
    ],
)
def test_bounds_say_whether_a_check_can_be_kept_and_broken(formula: str, expected: list[str]) -> None:
    """What is worked out has no bounds, a sum over any number of reports those at zero, and a difference its own."""
    indicators = [
        Indicator("members", kind="stock"),
        Indicator("losses", most=0),
        Indicator("cap", least=5, most=9),
        Indicator("total", kind="stock", formula="members + losses"),
    ]
    plan = small_plan(1, 1, 1, deadlines=DATES, indicators=indicators, checks=[Check(formula)])
    assert [code for code in codes(plan) if code in ("KH684", "KH685")] == expected


def test_numbers_of_their_own_type_may_agree() -> None:
    """Where no word contradicts a code, two codes under one number are a note."""
    plan = small_plan(1, 1).replace(directive=Directive("T", basis=["12-NQ/TU", "12-CT/TU"]))
    assert [one.severity for one in check(plan, select="KH730")] == ["note"]


def test_what_an_act_is_no_duty_of_is_left_alone() -> None:
    """An event of the campaign, and who acts within his rights, passes over nobody."""
    plan = small_plan(1, 1, 2, deadlines=DATES, events=[Event("storm")])
    campaign = Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    campaign.record("storm", "20-3-2019")
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    assert codes(campaign, "KH59") == []


def test_a_step_is_made_of_two_progresses() -> None:
    """Who has both sides hands them in."""
    campaign = Campaign.begin(small_plan(1, 1), clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    before = campaign.progress()
    act = campaign.submit("district")
    step = Step(act, before, campaign.progress())
    assert (step.before, step.plan) == (before, campaign.plan)
    assert step.after.state("district") == "submitted"
    assert [rule(step) for rule in BUILTIN if rule.on == "entry"] == [(), (), ()]


def test_the_namespace_knows_its_names() -> None:
    """What there is not is an attribute error, and all there is is listed."""
    assert {"BUILTIN", "check", "rule"} <= set(dir(rules))
    with pytest.raises(AttributeError, match="no_such"):
        _ = rules.no_such
