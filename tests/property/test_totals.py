"""Law 4 for sums: level by level equals flat, on every DAG with shares summing to 1; and what totals never do."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.testing import ManualClock

TIERS = [kh.Tier(name) for name in ("t0", "t1", "t2", "t3")]
MARKS = st.sampled_from([kh.NIL, kh.NA, kh.MISSING])
Shares = Mapping[str, Fraction]


@st.composite
def parts(draw: st.DrawFn, count: int) -> list[Fraction]:
    """Some exact shares, none of them nothing, that sum to 1."""
    weights = draw(st.lists(st.integers(1, 7), min_size=count, max_size=count))
    return [Fraction(weight, sum(weights)) for weight in weights]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, dict[str, Fraction]]:
    """Up to four levels of units, each of which goes up to one to three units of any higher level, by shares."""
    levels = [["r"]]
    edges: dict[str, dict[str, Fraction]] = {"r": {}}
    for depth in range(1, draw(st.integers(2, 4))):
        above = [unit for level in levels for unit in level]
        levels.append([f"u{depth}{place}" for place in range(draw(st.integers(1, 4)))])
        for unit in levels[-1]:
            to = draw(st.lists(st.sampled_from(above), min_size=1, max_size=3, unique=True))
            edges[unit] = dict(zip(to, draw(parts(len(to))), strict=True))
    return edges


def depth(unit: str) -> int:
    """The level of a unit, by its name."""
    return 0 if unit == "r" else int(unit[1])


def plan_of(edges: Mapping[str, Shares], decimals: int = 0) -> kh.Plan:
    """The plan of a graph; figures are asked of every level."""
    units = [
        kh.Unit(unit, tier=f"t{depth(unit)}", reports_to=[(up, str(share)) for up, share in above.items()] or None)
        for unit, above in edges.items()
    ]
    tiers = TIERS[: max(map(depth, edges)) + 1]
    asked = tuple(tier.id for tier in tiers)
    members = kh.Indicator("members", kind="flow", decimals=decimals, asked_of=asked)
    return kh.Plan("Random", kh.Hierarchy.from_units(tiers, units), indicators=[members])


def carried_out(plan: kh.Plan, cells: Mapping[str, Any]) -> kh.Campaign:
    """A campaign in which every unit has sent its own figure and every superior holds every row."""
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    hierarchy = plan.hierarchy
    assert hierarchy is not None
    for unit in hierarchy.aggregation_order():
        campaign.submit(unit, data={"members": cells[unit]})
        campaign.review(unit)
        for superior in hierarchy.superiors(unit):
            campaign.aggregate(unit, by=superior)
    return campaign


def weight(edges: Mapping[str, Shares], unit: str, top: str) -> Fraction:
    """The share of a unit that reaches another, over all paths: by hand, one path at a time."""
    if unit == top:
        return Fraction(1)
    return sum((share * weight(edges, up, top) for up, share in edges[unit].items()), Fraction(0))


def figure(cell: Any) -> Fraction:
    """What a cell adds to a sum."""
    return Fraction(0) if isinstance(cell, kh.NIL.__class__) else Fraction(cell)


def below(edges: Mapping[str, Shares], top: str) -> list[str]:
    """A unit and everything from which a path leads to it."""
    return [unit for unit in edges if unit == top or weight(edges, unit, top)]


@settings(max_examples=60, deadline=None)
@given(graphs(), st.data())
def test_level_by_level_equals_flat(edges: dict[str, dict[str, Fraction]], data: st.DataObject) -> None:
    """Law 4: level by level equals flat, on every DAG with shares summing to 1."""
    cells = {unit: data.draw(st.integers(-50, 50) | MARKS) for unit in edges}
    campaign = carried_out(plan_of(edges), cells)
    totals = {unit: campaign.total(unit, "members") for unit in edges}
    for unit in edges:
        reached = below(edges, unit)
        said = [one for one in reached if cells[one] not in (kh.NA, kh.MISSING)]
        asked = [one for one in reached if cells[one] is not kh.NA]
        flat = sum((weight(edges, one, unit) * figure(cells[one]) for one in said), Fraction(0))
        level = figure(cells[unit]) + sum(
            (edges[one][unit] * figure(totals[one].value) for one in edges if unit in edges[one]), Fraction(0)
        )
        total = totals[unit]
        assert figure(total.value) == flat == level
        assert (total.reported, total.expected) == (len(said), len(asked))
        assert total.missing == tuple(one for one in edges if one in asked and cells[one] is kh.MISSING)
        assert (total.value is kh.MISSING) == (bool(asked) and not said)
        assert (total.value is kh.NA) == (not asked)


@settings(max_examples=40, deadline=None)
@given(graphs(), st.data())
def test_a_root_counts_every_unit_once(edges: dict[str, dict[str, Fraction]], data: st.DataObject) -> None:
    """What goes up by shares comes together whole: the root's sum is that of all own figures, as an integer."""
    cells = {unit: data.draw(st.integers(0, 10**29)) for unit in edges}
    total = carried_out(plan_of(edges), cells).total("r", "members")
    assert (total.value, type(total.value)) == (sum(cells.values()), int)
    assert total.complete


@settings(max_examples=40, deadline=None)
@given(graphs(), st.integers(1, 18), st.data())
def test_decimals_are_exact(edges: dict[str, dict[str, Fraction]], decimals: int, data: st.DataObject) -> None:
    """The root's sum of decimals is a decimal with as many, exactly."""
    figures = st.integers(-(10**20), 10**20).map(lambda scaled: Decimal(f"{scaled}E-{decimals}"))
    cells = {unit: data.draw(figures) for unit in edges}
    total = carried_out(plan_of(edges, decimals), cells).total("r", "members")
    assert isinstance(total.value, Decimal)
    assert Fraction(total.value) == sum(map(Fraction, cells.values()))
    assert total.value.as_tuple().exponent == -decimals
    assert Fraction(str(total).split()[0]) == Fraction(total.value)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_a_total_does_not_depend_on_the_order_of_acts(figures: list[int], chance: Any) -> None:
    """Figures that come in in any order give one total, and one set of rows."""
    edges = {"r": {}, **{f"u1{place}": {"r": Fraction(1)} for place in range(len(figures))}}
    plan, totals = plan_of(edges), []
    for _ in range(2):
        campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
        order = [*enumerate(figures)]
        chance.shuffle(order)
        for place, value in order:
            campaign.submit(f"u1{place}", data={"members": value})
            campaign.review(f"u1{place}")
            campaign.aggregate(f"u1{place}")
        totals.append((campaign.total("r", "members"), campaign.report("r").rows))
    assert totals[0] == totals[1]
    assert totals[0][0].value == sum(figures)


@settings(max_examples=200, deadline=None)
@given(st.fractions(), st.integers(0, 6))
def test_printing_is_the_nearest_figure_and_half_goes_up(value: Fraction, decimals: int) -> None:
    """What is printed differs by at most half of the last place; by just half only when it goes away from zero."""
    total = kh.Total(
        unit="r",
        version=1,
        key="x",
        value=value,
        own=kh.MISSING,
        reported=1,
        expected=1,
        missing=(),
        decimals=decimals,
    )
    text = str(total).split()[0]
    off = (Fraction(text) - value) * 10**decimals
    assert abs(off) <= Fraction(1, 2)
    if abs(off) == Fraction(1, 2):
        assert abs(Fraction(text)) > abs(value)
    assert len(text.partition(".")[2]) == decimals
    assert not text.startswith("-0") or set(text) - {*"-0."}
