"""Line ministry and territory: indicators of a group go up the edges that name it, all others up the rest."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import InvalidHierarchy, InvalidPlan
from kehoach.testing import ManualClock
from staged import up

TIERS = [kh.Tier("province"), kh.Tier("department"), kh.Tier("district"), kh.Tier("commune")]
INDICATORS = [
    kh.Indicator("people", kind="stock"),
    kh.Indicator("nurses", kind="stock", group="health"),
    kh.Indicator("doctors", kind="stock", group="health"),
    kh.Indicator("staff", formula="nurses + doctors", group="health"),
    kh.Indicator("most", goes_up="max", group="health"),
]


def lines(**changes: Any) -> kh.Plan:
    """Three communes: x goes to its district and, with what is of health, to the department; z is shared by two."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("syt", tier="department", reports_to="p"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[kh.Edge("a"), kh.Edge("syt", carries="health")]),
        kh.Unit("y", tier="commune", reports_to="b|syt=@health"),
        kh.Unit("z", tier="commune", reports_to="a=1/3|b=2/3|syt=@health"),
    ]
    hierarchy = kh.Hierarchy.from_units(TIERS, units)
    options: dict[str, Any] = {"indicators": INDICATORS, "policy": kh.Policy(gate="none"), **changes}
    return kh.Plan("Lines", hierarchy, **options)


def carried_out(plan: kh.Plan) -> kh.Campaign:
    """Everybody has reported 9 people, 3 nurses and 1 doctor, and everything is taken."""
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    for unit in ("x", "y", "z"):
        up(campaign, unit, data={"people": 9, "nurses": 3, "doctors": 1, "most": 3})
    up(campaign, "a", "b", "syt")
    return campaign


def test_each_group_goes_its_way_and_is_counted_once() -> None:
    """People are in the districts, health is in the department, and the province has all of both."""
    campaign = carried_out(lines())
    people = {unit: campaign.total(unit, "people").value for unit in ("a", "b", "syt", "p")}
    assert people == {"a": 9 + 3, "b": 9 + 6, "syt": kh.NA, "p": 27}
    nurses = {unit: campaign.total(unit, "nurses").value for unit in ("a", "b", "syt", "p")}
    assert nurses == {"a": kh.NA, "b": kh.NA, "syt": 9, "p": 9}
    assert campaign.total("syt", "staff").value == 12
    assert campaign.total("p", "most").value == 3


def test_the_coverage_is_that_of_the_way() -> None:
    """A district does not wait for health, and the department for nothing else."""
    campaign = kh.Campaign.begin(lines(), clock=ManualClock(0), default_by="expected")
    up(campaign, "x", data={"people": 9, "nurses": 3})
    district, department = campaign.total("a", "people"), campaign.total("syt", "nurses")
    assert (district.reported, district.expected, district.missing) == (1, 2, ("z",))
    assert district.direct == kh.Coverage(1, 2)
    assert (department.reported, department.expected, department.missing) == (1, 3, ("y", "z"))
    assert department.direct == kh.Coverage(1, 3)
    assert campaign.total("a", "nurses").expected == 0


def test_tables_and_lineage_follow_the_group() -> None:
    """Totals in columns are those that are read one by one, and a lineage holds those that the group comes from."""
    campaign = carried_out(lines())
    for version in ("draft", "published"):
        totals = campaign.totals(version=version)  # type: ignore[arg-type]  # both are versions
        for unit in totals.units:
            for one in INDICATORS:
                assert totals[unit, one.key].to_dict() == campaign.total(unit, one.key, version).to_dict()  # type: ignore[arg-type]
    for key in ("people", "nurses"):
        lineage = campaign.total("p", key).explain()
        assert {one.unit for one in lineage.origins()} == {"p", "a", "b", "syt", "x", "y", "z"}
        held = {(below, above) for (below, _), (above, _) in lineage.graph.edges if below == "z"}
        assert held == ({("z", "a"), ("z", "b")} if key == "people" else {("z", "syt")})


def test_what_is_stale_is_told_for_both_ways() -> None:
    """A correction makes district and department stale, each for what it counts, and columns follow it."""
    campaign = carried_out(lines())
    campaign.totals()
    campaign.submit("p")
    before = campaign.progress().at
    campaign.correct("x", reason="x")
    campaign.submit("x", data={"people": 10, "nurses": 5})
    campaign.review("x")
    deltas = {one.unit: {key: one for key, one in one.deltas.items() if one} for one in campaign.stale()}
    assert deltas["a"] == {"people": 1}
    assert deltas["syt"] == {"nurses": 2, "staff": 2}
    assert campaign.total("p", "nurses").stale[0].superior == "syt"
    assert campaign.difference("p", "nurses", before).changes == ()
    totals = campaign.totals()
    for unit in totals.units:
        for one in INDICATORS:
            assert totals[unit, one.key].to_dict() == campaign.total(unit, one.key).to_dict()


def test_edges_with_groups_survive_files_and_graphs() -> None:
    """What an edge carries is written and read back, in the text of edges, in documents, in graphs."""
    plan = lines()
    hierarchy = plan.hierarchy
    assert hierarchy is not None
    assert kh.Plan.from_dict(plan.to_dict()) == plan
    assert kh.Hierarchy.from_networkx(hierarchy.graph) == hierarchy
    assert hierarchy.graph.edges["x", "syt"]["carries"] == ("health",)
    assert str(kh.Edge("A", "1/2", carries=["land", "people"])) == "A=1/2 @land @people"
    assert kh.Edge.parse("A=1/2 @land @people") == kh.Edge("A", "1/2", carries=["land", "people"])
    assert lines().digest == plan.digest
    assert plan.replace(indicators=[kh.Indicator("nurses", group="health")]).digest != plan.digest


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a|syt=@Health!", "KH657"),
        ("a|syt=informs @health", "KH658"),
        ("a|syt=@health @health", "KH330"),
        ("a|b", "KH334"),
        ("a|syt=1/2 @health", "KH336"),
        ("a|syt=@health|b=@health", "KH334"),
        ("a=1/2|syt=@health", "KH336"),
        ("a|syt=2/3 @health|b=2/3 @health", "KH335"),
    ],
)
def test_what_edges_with_groups_cannot_be(text: str, code: str) -> None:
    """Names are names, copies carry nothing, and the shares of each group sum to 1."""
    units = [
        kh.Unit(one, tier=tier, reports_to=up)
        for one, tier, up in (
            ("p", "province", None),
            ("syt", "department", "p"),
            ("a", "district", "p"),
            ("b", "district", "p"),
        )
    ]
    with pytest.raises(InvalidHierarchy) as error:
        kh.Hierarchy.from_units(TIERS, [*units, kh.Unit("x", tier="commune", reports_to=text)])
    assert code in [one.code for one in error.value.findings]


def test_the_proof_is_by_group() -> None:
    """A unit whose edges all name groups leaks what is of none; a group that passes somebody who owes nothing leaks."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("syt", tier="department", reports_to="p"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to="a=@land|syt=@health"),
    ]
    hierarchy = kh.Hierarchy.from_units(TIERS, units)
    indicators = [kh.Indicator("l", group="land"), kh.Indicator("h", group="health")]
    assert [one.code for one in kh.Plan("x", hierarchy, indicators=indicators).check() if one.code > "KH6"] == []
    (leak,) = [
        one
        for one in kh.Plan("x", hierarchy, indicators=[*indicators, kh.Indicator("n")]).check()
        if one.code == "KH642"
    ]
    assert (leak.values["units"], leak.values["weight"]) == (("x",), "0")
    rows = [kh.DutyRow("damage", ["a", "commune"])]
    odd = [one for one in kh.Plan("x", hierarchy, indicators=indicators, duties=rows).check() if one.code == "KH642"]
    assert [one.text() for one in odd] == ["damage: only 0 of the figures of group 'health' of x reaches the top (-)"]


def test_groups_that_do_not_meet_are_told() -> None:
    """A group that no edge names is noted, edges that name what no indicator has are doubtful, and parts are of one."""
    codes = {one.code: one for one in lines(indicators=[kh.Indicator("l", group="land")]).check()}
    assert (codes["KH646"].severity, codes["KH646"].path) == ("note", "indicators[0].group")
    assert (codes["KH647"].severity, codes["KH647"].values["groups"]) == ("warning", ("health",))
    with pytest.raises(InvalidPlan) as error:
        lines(indicators=[*INDICATORS, kh.Indicator("both", formula="people + nurses")])
    assert {one.code for one in error.value.findings} == {"KH645"}
    with pytest.raises(InvalidPlan):
        kh.Indicator("a", group="No Group")


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_each_group_is_summed_flat_on_random_graphs(data: st.DataObject) -> None:
    """Law 4 by group: every total is the flat sum by the shares of the edges that carry the group, through diamonds."""
    districts = ["d0", "d1", "d2"]
    units = [kh.Unit("p", tier="province"), kh.Unit("syt", tier="department", reports_to="p")]
    edges: dict[str, dict[str, dict[str, Fraction]]] = {"": {}, "health": {}}
    for one in districts:
        by_health = data.draw(st.booleans())
        units.append(kh.Unit(one, tier="district", reports_to="p|syt=@health" if by_health else "p"))
        edges[""][one], edges["health"][one] = {"p": Fraction(1)}, {"syt" if by_health else "p": Fraction(1)}
    edges[""]["syt"] = edges["health"]["syt"] = {"p": Fraction(1)}
    for number in range(4):
        stated: list[kh.Edge] = []
        split = data.draw(st.booleans())
        for group in ("", "health") if split else ("",):
            free = [one for one in districts if one not in {edge.superior for edge in stated}] or ["syt"]
            above = data.draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True))
            weights = data.draw(st.lists(st.integers(1, 4), min_size=len(above), max_size=len(above)))
            edges[group][f"c{number}"] = {}
            for up_to, weight in zip(above, weights, strict=True):
                share = Fraction(weight, sum(weights))
                edges[group][f"c{number}"][up_to] = share
                stated.append(kh.Edge(up_to, share if len(above) > 1 else None, carries=[group] if group else []))
        if not split:
            edges["health"][f"c{number}"] = edges[""][f"c{number}"]
        units.append(kh.Unit(f"c{number}", tier="commune", reports_to=stated))
    indicators = [kh.Indicator("n"), kh.Indicator("h", group="health")]
    plan = kh.Plan(
        "Random", kh.Hierarchy.from_units(TIERS, units), indicators=indicators, policy=kh.Policy(gate="none")
    )
    assert [one.code for one in plan.check() if one.code in ("KH642", "KH643")] == []
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    assert plan.hierarchy is not None
    figures = {unit: data.draw(st.integers(0, 99)) for unit in (f"c{number}" for number in range(4))}
    for unit in plan.hierarchy.aggregation_order():
        up(campaign, unit, data={"n": figures[unit], "h": figures[unit]} if unit in figures else None)

    def weight(group: str, unit: str, top: str) -> Fraction:
        if unit == top:
            return Fraction(1)
        ways = edges[group].get(unit, {}).items()
        return sum((part * weight(group, above, top) for above, part in ways), Fraction(0))

    totals = campaign.totals()
    for key, group in (("n", ""), ("h", "health")):
        for top in ("p", "syt", *districts):
            flat = sum((weight(group, one, top) * figure for one, figure in figures.items()), Fraction(0))
            total = campaign.total(top, key)
            assert (0 if total.value in (kh.NA, kh.MISSING) else total.value) == flat
            assert totals[top, key].to_dict() == total.to_dict()


def test_a_check_against_the_sum_below_is_by_group() -> None:
    """The department compares what it says with what came to it, and the district with what came there."""
    checks = [
        kh.Check("nurses = below(nurses)", asked_of=["department"]),
        kh.Check("people = below(people)", asked_of=["district"]),
    ]
    campaign = kh.Campaign.begin(lines(checks=checks), clock=ManualClock(0), default_by="expected")
    for unit in ("x", "y", "z"):
        up(campaign, unit, data={"people": 9, "nurses": 3})
    assert not campaign.may("syt", "submit", data={"nurses": 8})
    assert campaign.may("syt", "submit", data={"nurses": 9})
    assert campaign.may("a", "submit", data={"people": 12})
    assert not campaign.may("a", "submit", data={"people": 27})
