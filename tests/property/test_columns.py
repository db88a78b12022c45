"""Totals in columns: the one pass equals reading one by one, and following acts equals the one pass."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from figured import MORNING, Drive, plans
from kehoach.testing import ManualClock


def told(total: kh.Total) -> dict[str, Any]:
    """A total as plain data."""
    return total.to_dict()


def agrees(campaign: kh.Campaign, totals: Any, version: Any = "draft") -> None:
    """Whether a table of totals says what reading them one by one says."""
    for key in totals.keys:
        values, coverages = totals.values(key), totals.coverages(key)
        for place, unit in enumerate(totals.units):
            one = campaign.total(unit, key, version)
            assert told(totals[unit, key]) == told(one), (unit, key)
            assert values[place] == one.value, (unit, key)
            assert type(values[place]) is type(one.value), (unit, key)
            assert coverages[place] == kh.Coverage(one.reported, one.expected, one.waived), (unit, key)


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_one_pass_equals_one_by_one(plan: kh.Plan, data: st.DataObject) -> None:
    """Every total of every unit, published ones too, is that of reading down along its rows, coverage included."""
    drive = Drive(plan, data)
    drive.rush()
    for _ in range(data.draw(st.integers(0, 8))):
        drive.act()
    agrees(drive.campaign, drive.campaign.totals())
    agrees(drive.campaign, drive.campaign.totals(version="published"), "published")


@settings(max_examples=40, deadline=None)
@given(plans(), st.data())
def test_following_equals_the_full_pass(plan: kh.Plan, data: st.DataObject) -> None:
    """Whatever acts have come since, in one go or several, the columns say what new columns would."""
    drive = Drive(plan, data)
    drive.campaign.totals()
    drive.rush()
    for _ in range(12):
        drive.act()
        if data.draw(st.booleans()):
            agrees(drive.campaign, drive.campaign.totals(["cases", "largest", "rate", "yield", "typical"]))
    agrees(drive.campaign, drive.campaign.totals())


@settings(max_examples=30, deadline=None)
@given(plans(), st.data())
def test_what_was_asked_for_stays(plan: kh.Plan, data: st.DataObject) -> None:
    """A table says what it said when it was made, though it is looked at after the campaign has gone on."""
    drive = Drive(plan, data)
    drive.rush()
    totals = drive.campaign.totals()
    before = [told(drive.campaign.total(unit, key)) for unit in totals.units for key in totals.keys]
    for _ in range(5):
        drive.act()
    drive.campaign.totals()
    assert [told(total) for total in totals] == before


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([2**62, 2**63 - 1, -(2**63), 10**29, 7, 0]), min_size=2, max_size=6), st.data())
def test_sums_beyond_64_bits_are_exact(figures: list[int], data: st.DataObject) -> None:
    """What does not fit into a column of 64 bits is worked out with integers of Python's own, also act by act."""
    indicators = [kh.Indicator("cases"), kh.Indicator("area", decimals=2), kh.Indicator("top", goes_up="max")]
    indicators.append(kh.Indicator("mean", goes_up="weighted_mean", weight="cases"))
    count = len(figures)
    plan = kh.Plan(
        "Large",
        kh.Hierarchy.fan(province=1, district=1, commune=count),
        indicators=indicators,
        policy=kh.Policy(gate="none"),
    )
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    if data.draw(st.booleans()):
        campaign.totals()
    for number, figure in enumerate(figures, 1):
        unit = f"commune-{number}"
        campaign.submit(unit, data={"cases": figure, "area": str(figure), "top": figure, "mean": figure})
        campaign.review(unit)
        campaign.aggregate(unit)
        if data.draw(st.booleans()):
            campaign.totals()
    totals = campaign.totals()
    assert totals["district", "cases"].value == sum(figures)
    assert totals["district", "area"].value == sum(figures)
    assert totals["district", "top"].value == max(figures)
    agrees(campaign, totals)
    if not -(2**63) <= sum(figures) < 2**63:
        try:
            totals.array("cases")
        except kh.errors.InvalidCommand as error:
            (finding,) = error.findings
            assert (finding.code, finding.values["unit"], finding.values["key"]) == ("KH651", "district", "cases")
        else:
            raise AssertionError


@st.composite
def shares(draw: st.DrawFn, count: int) -> list[Fraction]:
    """Some exact shares, none of them nothing, that sum to 1."""
    weights = draw(st.lists(st.integers(1, 9), min_size=count, max_size=count))
    return [Fraction(weight, sum(weights)) for weight in weights]


def dag(seed: int) -> tuple[kh.Plan, dict[str, dict[str, Fraction]], dict[str, int]]:
    """A random graph of up to five levels with random shares, each unit with a figure."""
    chance = np.random.default_rng(seed)
    levels, edges = [["r"]], {"r": dict[str, Fraction]()}
    for depth in range(1, int(chance.integers(2, 6))):
        above = [unit for level in levels for unit in level]
        levels.append([f"u{depth}_{place}" for place in range(int(chance.integers(1, 6)))])
        for unit in levels[-1]:
            many = min(len(above), int(chance.integers(1, 4)))
            chosen = chance.choice(len(above), many, replace=False).tolist()
            weights = chance.integers(1, 10, many).tolist()
            edges[unit] = {above[up]: Fraction(one, sum(weights)) for up, one in zip(chosen, weights, strict=True)}
    units = [
        kh.Unit(unit, tier=f"t{depth}", reports_to=[(up, str(one)) for up, one in edges[unit].items()] or None)
        for depth, level in enumerate(levels)
        for unit in level
    ]
    tiers = [kh.Tier(f"t{depth}") for depth in range(len(levels))]
    members = kh.Indicator("members", asked_of=[tier.id for tier in tiers])
    plan = kh.Plan("Random", kh.Hierarchy.from_units(tiers, units), indicators=[members])
    return plan, edges, {unit: int(one) for unit, one in zip(edges, chance.integers(-99, 99, len(edges)), strict=True)}


def test_law_4_on_a_thousand_random_graphs() -> None:
    """Law 4: level by level equals flat, on every DAG with shares summing to 1; here on a thousand, by fractions."""
    for seed in range(1000):
        plan, edges, figures = dag(seed)
        campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
        weights: dict[str, dict[str, Fraction]] = {}
        for unit in edges:  # superiors first
            weights[unit] = {unit: Fraction(1)}
            for up, share in edges[unit].items():
                for top, rest in weights[up].items():
                    weights[unit][top] = weights[unit].get(top, Fraction(0)) + share * rest
        assert plan.hierarchy is not None
        for unit in plan.hierarchy.aggregation_order():
            campaign.submit(unit, data={"members": figures[unit]})
            campaign.review(unit)
            for up in plan.hierarchy.superiors(unit):
                campaign.aggregate(unit, by=up)
        totals = campaign.totals("members")
        for unit, value, coverage in zip(
            totals.units, totals.values("members"), totals.coverages("members"), strict=True
        ):
            below = [one for one in edges if unit in weights[one]]
            flat = sum((weights[one][unit] * figures[one] for one in below), Fraction(0))
            assert value == flat, seed
            assert coverage == kh.Coverage(len(below), len(below)), seed
        assert totals["r"].value == sum(figures.values())
