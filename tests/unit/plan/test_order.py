"""What must stand before what, in any direction; and the proof that nobody waits for himself."""

from __future__ import annotations

import pytest

from kehoach._hierarchy import Hierarchy
from kehoach._plan import After, DutyRow, Plan, Policy, Quorum
from kehoach.errors import InvalidPlan

H = Hierarchy.fan(province=1, district=2, commune=4)
GUIDE = DutyRow("guide", ("province", "district"), kind="act")


def plan_of(*rows: DutyRow, hierarchy: Hierarchy = H, **more: object) -> Plan:
    """A plan of these rows beside the reports of everybody."""
    return Plan("T", hierarchy, duties=rows, **more)  # type: ignore[arg-type]


def before(plan: Plan, duty: str) -> list[tuple[str, str]]:
    """What must stand before a duty, by id."""
    columns = plan.columns
    return [(columns.names[one], how) for one, how in plan.order.before(columns.index[duty])]


def found(*rows: DutyRow, **more: object) -> list[tuple[str, str]]:
    """What is wrong with a plan of these rows."""
    with pytest.raises(InvalidPlan) as caught:
        plan_of(*rows, **more)
    return [(one.code, one.path) for one in caught.value.findings]


@pytest.mark.parametrize(
    ("of", "duty", "expected"),
    [
        ("self", "district-1:plan", ["district-1:guide"]),
        ("superior", "district-1:plan", ["province:guide"]),
        ("subordinates", "province:plan", ["district-1:guide", "district-2:guide"]),
        ("peers", "district-1:plan", ["district-2:guide"]),
    ],
)
def test_each_direction_finds_its_duties(of: str, duty: str, expected: list[str]) -> None:
    """A duty may wait for its own unit, its superior, its subordinates and those beside it."""
    row = DutyRow("plan", ("province", "district"), kind="act", after=[After("guide", of)])
    assert before(plan_of(GUIDE, row), duty) == [(name, "refuse") for name in expected]


def test_who_does_not_owe_a_form_is_passed_over() -> None:
    """The guide of a commune's superior is the province's when districts owe none."""
    rows = DutyRow("guide", "province", kind="act"), DutyRow("plan", "commune", after=[After("guide", "superior")])
    assert before(plan_of(*rows), "commune-3:plan") == [("province:guide", "refuse")]


def test_the_gate_stays_where_order_is_added() -> None:
    """Entries about other forms leave the gate; the default entry is the gate; empty takes it away; a warning too."""
    guide = DutyRow("guide", "province", kind="act")
    beside = plan_of(guide, DutyRow(owed_by="district", override=True, after=[After("guide", "superior")]))
    assert beside.duty("district-1").terms.gate == "all"
    assert plan_of(DutyRow(owed_by="district", override=True, after=())).duty("district-1").terms.gate == "none"
    own = DutyRow(owed_by="district", override=True, after=[After()])
    assert plan_of(own, policy=Policy(gate="none")).duty("district-1").terms.gate == "all"
    soft = plan_of(DutyRow(owed_by="district", override=True, after=[After(enforce="warn")]))
    assert soft.duty("district-1").terms.gate == "none"
    assert before(soft, "district-1") == [("commune-1", "warn"), ("commune-3", "warn")]


def test_a_gate_may_be_given_per_tier_and_per_unit() -> None:
    """The narrower row wins, and a quorum keeps its exact share."""
    plan = plan_of(
        DutyRow(owed_by="district", override=True, gate=Quorum("55%")),
        DutyRow(owed_by="district-2", override=True, gate="none"),
    )
    columns = plan.columns
    assert [plan.duty(name).terms.gate for name in ("province", "district-1", "district-2")] == [
        "all", Quorum("55%"), "none",
    ]  # fmt: skip
    assert (columns.gate[1], columns.gate[2]) == (1, 0)
    assert columns.quorums == {1: Quorum("55%")}


def test_duties_in_a_circle_are_named() -> None:
    """A plan that waits for the report that waits for it is refused, with every duty of the circle."""
    rows = (
        DutyRow("plan", "commune", after=[After("report", "self")]),
        DutyRow(owed_by="commune", override=True, after=[After("plan", "self")]),
    )
    assert found(*rows) == [("KH148", "duties")]
    with pytest.raises(InvalidPlan, match=r"commune-1:(report|plan) → commune-1"):
        plan_of(*rows)


def test_a_circle_that_only_warns_is_none() -> None:
    """What does not refuse cannot stop anybody."""
    rows = (
        DutyRow("plan", "commune", after=[After("report", "self", "warn")]),
        DutyRow(owed_by="commune", override=True, after=[After("plan", "self")]),
    )
    assert before(plan_of(*rows), "commune-1:plan") == [("commune-1", "warn")]


def test_peers_that_wait_for_each_other_are_a_circle() -> None:
    """Whoever waits for all beside him of the same form waits for himself."""
    assert found(DutyRow("plan", "commune", after=[After("plan", "peers")])) == [("KH148", "duties")]


def test_whoever_is_to_wait_needs_somebody_to_wait_for() -> None:
    """A row for single units that should have sources, and a row under which nobody has any, are errors of the plan."""
    island = DutyRow(owed_by="commune-1", override=True, after=[After()])
    assert found(island) == [("KH149", "duties[0].owed_by")] or found(island)[0][0] == "KH149"
    assert found(DutyRow("plan", "province", after=[After("report", "superior")]))[0][0] == "KH149"
    assert plan_of(DutyRow("plan", "commune", after=[After("plan")])).duty("commune-1:plan").terms.gate == "all"


def test_a_quorum_requires_those_who_report_into_it() -> None:
    """A unit that is required and does not report to anyone under the row can never be in."""
    row = DutyRow(owed_by="district-1", override=True, gate=Quorum("1/2", ["commune-2"]))
    assert found(row)[0][0] == "KH114"
    assert found(DutyRow(owed_by="district", override=True, gate=Quorum("1/2", ["comune-2"])))[0] == (
        "KH138",
        "duties[0].gate.required[0]",
    )


def test_forms_and_events_that_are_none_are_named() -> None:
    """Order names forms that somebody owes; a condition names an event, or any."""
    assert found(DutyRow("plan", "commune", after=[After("repot")])) == [("KH113", "duties[0].after[0].form")]
    assert found(DutyRow("plan", "commune", only_if="election")) == [("KH113", "duties[0].only_if")]


def test_the_graph_of_duties_is_in_order() -> None:
    """networkx gives an order of duties in which nobody comes before what he waits for."""
    import networkx as nx

    plan = plan_of(GUIDE, DutyRow(owed_by="district", override=True, after=[After("guide", "superior")]))
    place = {duty: spot for spot, duty in enumerate(nx.topological_sort(plan.order.graph()))}
    index = plan.columns.index
    assert place[index["province:guide"]] < place[index["district-1"]] < place[index["province"]]
    assert place[index["commune-1"]] < place[index["district-1"]]
