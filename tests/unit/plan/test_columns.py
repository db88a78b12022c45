"""Duties as numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kehoach._hierarchy import Hierarchy, Tier, Unit
from kehoach._plan import FAR, NEAR, DutyRow, Plan, Policy
from kehoach.errors import InvalidPlan

H = Hierarchy.fan(province=1, district=2, commune=5)


def _names(plan: Plan, duty: str) -> list[str]:
    columns = plan.columns
    return [columns.names[one] for one in columns.superiors_of(columns.index[duty])]


def test_a_plan_that_everyone_owes_has_the_arrays_of_the_hierarchy() -> None:
    """Nothing is copied: the graph of duties is the graph of units."""
    columns = Plan("T", H).columns
    for name in (
        "edge_first",
        "edge_unit",
        "edge_superior",
        "superior_first",
        "superior_edge",
        "share",
        "generation",
        "order",
        "tier_no",
    ):
        assert getattr(columns, name) is getattr(H.columns, name)
    assert columns.names is H.columns.ids


def test_every_spelling_of_a_duty_finds_its_number() -> None:
    """`461` and `461:report` are one number; another form has its own."""
    index = Plan("T", H, duties=[DutyRow("plan", "district")]).columns.index
    assert index["district-2"] == index["district-2:report"] == 2
    assert index["district-2:plan"] == 9
    assert len(index) == 8 + 8 + 2


def test_instants_of_those_who_have_none_are_far_or_near() -> None:
    """No deadline never comes, no opening is always past."""
    columns = Plan("T", H, {"commune": "by 4-4-2019"}).columns
    assert columns.due_before[0] == FAR
    assert columns.due_before[-1] == 1554397200000000
    assert set(columns.opens_at) == {NEAR}
    assert set(columns.closes_at) == {FAR}


def test_units_that_do_not_owe_are_contracted_out() -> None:
    """Communes report to the province where districts owe nothing; shares multiply along the way and merge."""
    tiers = [Tier("province"), Tier("district", owes=False), Tier("commune")]
    units = [
        Unit("P", tier="province"),
        Unit("D", tier="district", reports_to="P"),
        Unit("E", tier="district", reports_to="P"),
        Unit("c1", tier="commune", reports_to="D=1/3|E=2/3"),
        Unit("c2", tier="commune", reports_to="D=1/4|P=3/4"),
    ]
    columns = Plan("T", Hierarchy.from_units(tiers, units)).columns
    assert columns.names == ("P", "c1", "c2")
    assert list(columns.unit_of) == [0, 3, 4]
    assert list(columns.lead_actor) == [5, 0, 0]
    assert dict(columns.share) == {}
    assert [columns.names[one] for one in columns.subordinates_of(0)] == ["c1", "c2"]


def test_forms_stand_one_behind_the_other() -> None:
    """Edges, order and leads of the second form count from where the first ends."""
    plan = Plan("T", H, duties=[DutyRow("plan", ["district", "commune"])])
    columns = plan.columns
    assert (columns.n, columns.forms, len(columns.form_of)) == (15, ("report", "plan"), 15)
    assert _names(plan, "commune-1:plan") == ["district-1:plan"]
    assert _names(plan, "district-1:plan") == []
    assert columns.lead_actor[columns.index["district-1:plan"]] == 8
    seen: set[int] = set()
    for duty in columns.order:
        assert set(columns.subordinates_of(duty)) <= seen
        seen.add(duty)
    assert len(seen) == 15


def test_another_receiver_takes_a_duty_out_of_its_superiors_hands() -> None:
    """`to` a unit that owes the form makes an edge to it, to another unit or the issuer only a lead."""
    rows = [
        DutyRow("a", ["province", "commune"], to=None),
        DutyRow("a", "commune-1", to="province", override=True),
        DutyRow("a", "commune-2", to="issuer", override=True),
        DutyRow("a", "commune-3", to="district-1", override=True),
    ]
    plan = Plan("T", H, duties=rows)
    columns = plan.columns
    leads = {
        name: columns.lead_actor[columns.index[f"{name}:a"]]
        for name in ("commune-1", "commune-2", "commune-3", "commune-4")
    }
    assert leads == {"commune-1": 0, "commune-2": 8, "commune-3": 1, "commune-4": 0}
    assert [_names(plan, f"commune-{n}:a") for n in (1, 2, 3, 4)] == [["province:a"], [], [], ["province:a"]]


def test_a_receiver_that_stands_no_higher_is_refused() -> None:
    """A duty cannot go sideways into a duty of the same form."""
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", H, duties=[DutyRow("a", "commune"), DutyRow("a", "commune-1", to="commune-2", override=True)])
    assert [(one.code, one.path) for one in caught.value.findings] == [("KH124", "duties[1].to")]


def test_shares_of_redirected_duties_are_whole() -> None:
    """What goes to one receiver goes there whole; the shares of the others stay."""
    tiers = ["province", "district", "commune"]
    units = [
        Unit("P", tier="province"),
        Unit("D", tier="district", reports_to="P"),
        Unit("E", tier="district", reports_to="P"),
        Unit("c1", tier="commune", reports_to="D=1/3|E=2/3"),
        Unit("c2", tier="commune", reports_to="D=1/2|E=1/2"),
    ]
    h = Hierarchy.from_units(tiers, units)
    plan = Plan("T", h, duties=[DutyRow(owed_by="c1", to="P", override=True)])
    assert _names(plan, "c1") == ["P"]
    assert _names(plan, "c2") == ["D", "E"]
    assert set(plan.columns.share.values()) == {Fraction(1, 2)}
    assert len(plan.columns.share) == 2


def test_acts_go_nowhere_and_are_seen_to_by_the_lead_superior() -> None:
    """An act has no edges and no gate; who confirms it is its unit's superior, or whom the row names."""
    rows = [DutyRow("meeting", "commune", kind="act"), DutyRow("list", "district", kind="act", to="commune-1")]
    columns = Plan("T", H, duties=rows).columns
    meeting, listed = columns.index["commune-2:meeting"], columns.index["district-1:list"]
    assert columns.superiors_of(meeting) == []
    assert (columns.lead_actor[meeting], columns.lead_actor[listed]) == (2, 3)
    assert (columns.gate[meeting], columns.gate[0]) == (0, 1)
    assert columns.acts == {1, 2}


def test_gate_and_binding_are_columns() -> None:
    """The policy lifts the gate of all; asked and own duties are told apart."""
    rows = [DutyRow(owed_by="commune", binding="asked"), DutyRow(owed_by="province", binding="own", override=True)]
    columns = Plan("T", H, duties=rows, policy=Policy(gate="none")).columns
    assert set(columns.gate) == {0}
    assert columns.binding == bytes([2, 0, 0, 1, 1, 1, 1, 1])


def test_more_tiers_than_a_byte_counts_make_no_difference() -> None:
    """A chain of 300 tiers has 300 duties, each with the deadline of its tier."""
    units = [Unit(f"u{n}", tier=f"t{n}", reports_to=f"u{n - 1}" if n else None) for n in range(300)]
    h = Hierarchy.from_units([f"t{n}" for n in range(300)], units)
    columns = Plan("T", h, {f"t{n}": f"by {1 + n % 28}-4-2019" for n in range(300)}).columns
    assert (columns.n, len(set(columns.due_before))) == (300, 28)
    assert list(columns.order) == list(range(299, -1, -1))


def test_a_template_has_no_columns() -> None:
    """Without units there is nothing to number."""
    with pytest.raises(InvalidPlan) as caught:
        _ = Plan("T", tiers=["commune"]).columns
    assert [one.code for one in caught.value.findings] == ["KH161"]
