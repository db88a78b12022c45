"""Rows laid over each other: who owes what, and which row decides."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach._hierarchy import Hierarchy, Tier
from kehoach._plan import After, DutyRow, Event, Group, Plan, Policy, Recurrence
from kehoach.errors import InvalidPlan
from kehoach.testing import small_plan

H = Hierarchy.fan(province=1, district=2, commune=6)


def _plan(*duties: DutyRow, deadlines: dict[str, str] | None = None, **more: object) -> Plan:
    return Plan("T", H, deadlines or {"commune": "by 4-4-2019"}, duties=duties, **more)  # type: ignore[arg-type]


def _found(*duties: DutyRow, **more: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidPlan) as caught:
        _plan(*duties, **more)  # type: ignore[arg-type]
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_the_narrower_row_wins() -> None:
    """A unit's row beats its group's, a group's beats its tier's, and a row that is silent changes nothing."""
    plan = _plan(
        DutyRow(owed_by="pilot", deadline="by 1-4-2019", binding="asked", override=True),
        DutyRow(owed_by="commune-2", deadline="by 2-4-2019", override=True),
        groups=[Group("pilot", ["commune-1", "commune-2"])],
    )
    said = {
        name: (plan.duty(name).terms.layer, plan.due(name).last_day) for name in ("commune-1", "commune-2", "commune-3")
    }
    assert said == {
        "commune-1": ("group pilot", date(2019, 4, 1)),
        "commune-2": ("unit commune-2", date(2019, 4, 2)),
        "commune-3": ("tier commune", date(2019, 4, 4)),
    }
    assert [plan.duty(f"commune-{n}").terms.binding for n in (1, 2, 3)] == ["asked", "asked", "required"]


def test_deadlines_of_groups_and_units_may_be_given_by_name() -> None:
    """A deadline under a group or a unit is short for a row that overrides."""
    short = _plan(deadlines={"commune": "by 4-4-2019", "commune-1": "by 1-4-2019"})
    long = _plan(DutyRow(owed_by="commune-1", deadline="by 1-4-2019", override=True))
    assert short == long
    assert short.due("commune-1").last_day == date(2019, 4, 1)


def test_two_rows_of_one_rank_on_one_duty_are_an_error() -> None:
    """Whether two groups or two rows of a tier say the same key, nobody could tell which holds."""
    groups = [Group("a", ["commune-1", "commune-2"]), Group("b", ["commune-2"])]
    rows = [DutyRow(owed_by=name, deadline="by 1-4-2019", override=True) for name in ("a", "b")]
    assert _found(*rows, groups=groups) == [("KH117", "duties[1].deadline")]
    assert _found(DutyRow(owed_by="commune", deadline="by 1-4-2019", override=True)) == [
        ("KH117", "duties[0].deadline")
    ]


def test_two_rows_of_one_rank_may_say_different_keys() -> None:
    """A tier's deadline and a row that only says how binding it is do not contradict each other."""
    plan = _plan(DutyRow(owed_by="commune", binding="own", override=True))
    assert plan.duty("commune-1").terms.binding == "own"
    assert plan.due("commune-1").last_day == date(2019, 4, 4)


def test_a_duty_is_stated_once() -> None:
    """A second row that states what is owed already must say that it overrides."""
    assert _found(DutyRow(owed_by="commune-1", deadline="by 1-4-2019")) == [("KH116", "duties[0].owed_by")]
    rows = [DutyRow("plan", "district"), DutyRow("plan", "district-1")]
    assert _found(*rows) == [("KH116", "duties[1].owed_by")]


def test_a_row_overrides_only_what_is_owed() -> None:
    """Terms of a duty that nobody states are a slip."""
    assert _found(DutyRow("plan", "district", deadline="by 1-4-2019", override=True)) == [
        ("KH118", "duties[0].override")
    ]


def test_an_explicit_row_takes_the_place_of_the_silent_one() -> None:
    """A tier that owes has a row of its own, unless a row names it; then its deadline joins that row."""
    plan = _plan(DutyRow(owed_by="commune", binding="asked"))
    assert (plan.duty("commune-1").terms.binding, plan.due("commune-1").last_day) == ("asked", date(2019, 4, 4))
    assert _found(DutyRow(owed_by="commune", deadline="by 1-4-2019")) == [("KH117", "duties[0].deadline")]


def test_a_tier_that_owes_nothing_has_no_deadline() -> None:
    """A deadline for nobody is a slip, unless a row makes the tier owe after all."""
    tiers = [Tier("province"), Tier("district", owes=False), Tier("commune")]
    h = Hierarchy.from_units(tiers, H.units)
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", h, {"district": "by 4-4-2019"})
    assert next((one.code, one.path) for one in caught.value.findings) == ("KH123", "deadlines.district")
    made = Plan("T", h, {"district": "by 4-4-2019"}, duties=[DutyRow(owed_by="district")])
    assert made.due("district-1").last_day == date(2019, 4, 4)
    assert Plan("T", h).columns.names == tuple(name for name in H if not name.startswith("district"))


def test_nobody_who_owes_is_an_error() -> None:
    """A plan in which no tier owes and no row names anyone asks nothing of anybody."""
    h = Hierarchy.from_units(
        [Tier("province", owes=False), Tier("district", owes=False), Tier("commune", owes=False)], H.units
    )
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", h)
    assert [one.code for one in caught.value.findings] == ["KH128"]


def test_several_forms_stand_side_by_side() -> None:
    """Each form has its duties, `report` first, and its own deadline for the same unit."""
    plan = _plan(DutyRow("plan", "district", deadline="by 20-3-2019"), deadlines={"district": "by 18-4-2019"})
    assert plan.forms == ("report", "plan")
    assert [str(duty) for duty in plan.duties()][-2:] == ["district-1:plan", "district-2:plan"]
    assert (plan.due("district-1").last_day, plan.due("district-1:plan").last_day) == (
        date(2019, 4, 18),
        date(2019, 3, 20),
    )


def test_a_form_is_of_one_kind() -> None:
    """A form that is a report here and an act there is two forms under one name."""
    rows = [DutyRow("plan", "district", kind="act"), DutyRow("plan", "commune")]
    assert _found(*rows) == [("KH119", "duties[1].kind")]


def test_a_row_may_lift_or_restate_the_gate() -> None:
    """Without `after` the policy's gate holds; empty is none; the default entry is the gate itself."""
    plan = _plan(
        DutyRow("plan", "district"), DutyRow("b", "district", after=()), DutyRow("c", "district", after=[After("c")])
    )
    assert [plan.duty(f"district-1:{form}").terms.is_gated for form in ("plan", "b", "c")] == [True, False, True]


def test_names_in_rows_are_looked_up_everywhere() -> None:
    """Tiers, groups, units, receivers and copies that do not exist are found, with the nearest name."""
    row = DutyRow("plan", ["comune", "district"], to="provnce", copies=["commune-99"])
    assert _found(row, groups=[Group("g", ["commune-77"])]) == [
        ("KH113", "groups[0].units[0]"),
        ("KH113", "duties[0].owed_by[0]"),
        ("KH113", "duties[0].to"),
        ("KH113", "duties[0].copies[0]"),
    ]


def test_groups_and_events_do_not_take_names_that_are_taken() -> None:
    """A group called like a tier or a unit, an event called like an anchor, and two of one name are refused."""
    groups = [Group("commune"), Group("commune-1"), Group("g"), Group("G")]
    events = [Event("issued"), Event("e"), Event("e")]
    assert _found(groups=groups, events=events) == [
        ("KH129", "groups[0].id"),
        ("KH129", "groups[1].id"),
        ("KH115", "groups[3].id"),
        ("KH129", "events[0].id"),
        ("KH115", "events[2].id"),
    ]


def test_more_forms_than_two_bytes_count_are_refused() -> None:
    """A form that comes again counts once for each period; a duty's form is two bytes."""
    rows = [DutyRow(f"f{number}", "commune", period=Recurrence("day", "2010", "2019")) for number in range(18)]
    assert _found(*rows) == [("KH134", "duties")]
    many = [DutyRow(f"f{number}", "commune") for number in range(300)]
    assert _plan(*many).columns.form_of[-1] == 300


def test_in_a_template_no_unit_is_unknown() -> None:
    """Units may be named before there are any; tiers may not."""
    row = DutyRow("plan", ["unit-to-come", "g"], deadline="3 days after due of report at unit-to-come")
    late = DutyRow("list", "a", deadline="3 days after due of report at unit-to-come")
    plan = Plan("T", tiers=["a"], duties=[row, late], groups=[Group("g", ["x"])])
    assert plan.forms == ("report", "list")
    assert [layer.due.awaiting for layer in plan.layers()] == [None, "due of report at unit-to-come"]


def test_what_a_tier_says_twice_is_not_said_again_of_its_units() -> None:
    """A group that overrides a tier stated twice adds nothing to the finding."""
    rows = [
        DutyRow("plan", "district"),
        DutyRow("plan", "district"),
        DutyRow("plan", "g", binding="own", override=True),
    ]
    assert _found(*rows, groups=[Group("g", ["district-1"])]) == [("KH116", "duties[1].owed_by")]


def _of_clauses(*clauses: str) -> list[DutyRow]:
    """Rows that give commune-1 another deadline each, by the clauses they rest on."""
    return [
        DutyRow(owed_by="commune-1", override=True, deadline=f"by {day}-4-2019", clause=clause)
        for day, clause in enumerate(clauses, 1)
    ]


@pytest.mark.parametrize(("order", "day"), [(["2.1", "3"], 1), (["3", "2.1"], 2), (["3", "4", "2.1"], 2)])
def test_the_plan_may_say_which_of_two_clauses_wins(order: list[str], day: int) -> None:
    """Of two rows of one rank the one whose clause stands farther in front holds, in whichever order they stand."""
    for rows in (_of_clauses("2.1", "3"), _of_clauses("2.1", "3")[::-1]):
        plan = small_plan(1, 1, 2, duties=rows, policy=Policy(precedence=order))
        assert plan.due("commune-1").last_day == date(2019, 4, day)
        assert plan.terms(plan.columns.index["commune-1"]).clause == order[0]
        assert Plan.from_dict(plan.to_dict()) == plan


@pytest.mark.parametrize("order", [[], ["2.1"], ["4"], ["2.1", "4"]])
def test_clauses_that_nobody_ranks_contradict_each_other(order: list[str]) -> None:
    """Both must stand in the order of precedence; else both are named."""
    with pytest.raises(InvalidPlan) as caught:
        small_plan(1, 1, 2, duties=_of_clauses("2.1", "3"), policy=Policy(precedence=order))
    (found,) = caught.value.findings
    assert found.text() == (
        "two rows of one rank give commune-1 another deadline: duties[0] (clause 2.1) and this one (clause 3)"
    )
    assert "(mục 2.1) và dòng này (mục 3)" in found.text("vi")


def test_two_clauses_may_state_one_duty_where_one_wins() -> None:
    """The stronger states it; with a third that is not ranked it is stated twice."""
    rows = [
        DutyRow("plan", "district", kind="act", deadline=f"by {day}-4-2019", clause=clause)
        for day, clause in ((1, "2"), (2, "3"))
    ]
    plan = small_plan(1, 2, duties=rows, policy=Policy(precedence=["3", "2"]))
    assert plan.due("district-1:plan").last_day == date(2019, 4, 2)
    with pytest.raises(InvalidPlan) as caught:
        small_plan(1, 2, duties=[*rows, DutyRow("plan", "district", kind="act")], policy=Policy(precedence=["3", "2"]))
    assert {one.code for one in caught.value.findings} == {"KH116"}


def test_an_order_of_precedence_names_each_clause_once() -> None:
    """A clause that stands twice is refused; plans without an order keep their digest."""
    with pytest.raises(InvalidPlan, match="given twice"):
        Policy(precedence=["2", "3", "2"])
    assert "precedence" not in small_plan(1).to_dict()["policy"]  # type: ignore[operator]
