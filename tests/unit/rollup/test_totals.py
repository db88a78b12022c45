"""Tables of totals: looked up by unit and indicator, as columns, and the same when the campaign has gone on."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.testing import ManualClock
from staged import begun, shared, up

OPEN = kh.Policy(gate="none")
INDICATORS = [kh.Indicator("members"), kh.Indicator("area", decimals=1), kh.Indicator("note", kind="text")]


def province(**changes: Any) -> kh.Campaign:
    """A province with two districts, of which the first holds both of its communes."""
    campaign = begun(1, 2, 4, policy=OPEN, indicators=INDICATORS, **changes)
    up(campaign, "commune-1", data={"members": 5, "area": "0.5", "note": "x"})
    up(campaign, "commune-3", data={"members": 7, "area": "1.5", "note": kh.NIL})
    up(campaign, "district-1")
    return campaign


def test_a_total_is_looked_up_by_unit_and_indicator() -> None:
    """By unit alone where one indicator was asked for, by both, by place; each is the total of the one-by-one way."""
    campaign = province()
    totals = campaign.totals()
    assert totals["province", "members"] == campaign.total("province", "members")
    assert totals["province", "note"].value == ("x",)
    assert campaign.totals("area")["district-1"].value == Decimal("2.0")
    assert len(totals) == 7 * 3
    assert [(one.unit, one.key) for one in totals[:4]] == [
        ("province", "members"),
        ("province", "area"),
        ("province", "note"),
        ("district-1", "members"),
    ]
    assert totals[-1].unit == "commune-4"
    assert list(totals) == [totals[place] for place in range(len(totals))]
    assert repr(totals) == "<totals of 7 units, 3 indicators>"


def test_a_tier_and_some_indicators() -> None:
    """A tier and a choice of indicators are asked for by name."""
    totals = province().totals(["area", "members"], tier="district")
    assert (totals.units, totals.keys) == (("district-1", "district-2"), ("area", "members"))
    assert totals.values("members") == (12, kh.MISSING)
    assert totals.coverages("members") == (kh.Coverage(2, 2), kh.Coverage(0, 2))


def test_units_without_a_published_version_are_left_out() -> None:
    """Of published totals, those are there that were sent or accepted."""
    totals = province().totals("members", version="published")
    assert totals.units == ("district-1", "commune-1", "commune-3")
    assert totals.values("members") == (12, 5, 7)


def test_columns_of_integers() -> None:
    """A column holds figures without their point, and a mask where there is none."""
    campaign = province()
    column = campaign.totals("area", tier="district").array("area")
    assert column.tolist() == [20, None]
    assert column.dtype == np.int64


def test_what_no_column_holds_is_named() -> None:
    """A total beyond 64 bits and one with a remainder are refused with their unit; their values are exact."""
    campaign = begun(1, 1, 2, policy=OPEN)
    for unit in ("commune-1", "commune-2"):
        up(campaign, unit, data={"members": 2**62})
    totals = campaign.totals("members", tier="district")
    with pytest.raises(InvalidCommand, match=f"district: the total of members is {2**63}, which no 64-bit"):
        totals.array("members")
    assert totals.values("members") == (2**63,)
    parts = shared(policy=OPEN)
    up(parts, "x", data={"members": 10})
    with pytest.raises(InvalidCommand, match="a: the total of members is 10/3, which is no whole number"):
        parts.totals("members").array("members")
    assert parts.totals("members").values("members")[1] == Fraction(10, 3)


def test_what_is_not_there_proposes_the_nearest() -> None:
    """Unknown units, indicators and tiers are named; of several indicators one must be."""
    campaign = province()
    totals = campaign.totals()
    with pytest.raises(UnknownName, match="district-1"):
        totals["distric-1", "members"]
    with pytest.raises(UnknownName, match="members"):
        totals["district-1", "membres"]
    with pytest.raises(UnknownName, match="members"):
        totals.values("membres")
    with pytest.raises(TypeError, match="one must be named"):
        totals["district-1"]
    with pytest.raises(UnknownName):
        campaign.totals("membres")
    with pytest.raises(UnknownName, match="no unit 'commune-1'"):
        campaign.totals("members", tier="district")["commune-1"]
    with pytest.raises(UnknownName):
        campaign.totals("members", tier="distric")
    with pytest.raises(IndexError):
        totals[21]


def test_acts_that_are_done_have_no_totals() -> None:
    """Of a plan that asks for acts as well, the reports are in the table."""
    duties = [kh.DutyRow("plan", "district", kind="act"), kh.DutyRow("report", ["province", "district", "commune"])]
    campaign = begun(1, 1, 1, duties=duties)
    assert campaign.totals("members").units == ("province", "district", "commune")


@pytest.mark.parametrize("reroute", [False, True])
def test_waived_and_passed_over(reroute: bool) -> None:
    """Waivers are counted apart, before and after a version was sent; where a report is passed over, all is read."""
    campaign = begun(1, 2, 4, policy=OPEN)
    up(campaign, "commune-1", data={"members": 5})
    campaign.submit("district-1")
    campaign.totals()
    campaign.waive("commune-3", reason="x")
    if reroute:
        campaign.waive("district-2", reason="x", reroute=True)
    totals = campaign.totals("members")
    for unit in totals.units:
        assert totals[unit] == campaign.total(unit, "members")
    assert totals["district-1"].expected == 2
    assert totals["province"].waived == 1


def test_a_table_stays_what_it_was() -> None:
    """What was asked for is read as it stood, though acts have come since."""
    clock = ManualClock(0)
    campaign = begun(1, 1, 2, policy=OPEN, clock=clock)
    up(campaign, "commune-1", data={"members": 5})
    totals = campaign.totals("members")
    up(campaign, "commune-2", data={"members": 7})
    assert campaign.totals("members")["district"].value == 12
    assert (totals["district"].value, totals["district"].missing) == (5, ("commune-2",))
    assert totals.values("members") == (kh.MISSING, 5, 5, kh.MISSING)


def test_shares_that_64_bits_do_not_hold() -> None:
    """Shares of large denominators on every tier are whole all the same."""
    tiers = [kh.Tier(name) for name in ("a", "b", "c", "d")]
    units = [kh.Unit("r", tier="a")]
    parts = ("1/999999937", "999999936/999999937")
    for place, tier in enumerate("bcd"):
        above = ["r"] if place == 0 else [f"{'bcd'[place - 1]}{number}" for number in range(3)]
        for number in range(3):
            to = above[0] if len(above) == 1 else [(above[number - 1], parts[0]), (above[number], parts[1])]
            units.append(kh.Unit(f"{tier}{number}", tier=tier, reports_to=to))
    plan = kh.Plan("Large", kh.Hierarchy.from_units(tiers, units), indicators=[kh.Indicator("members")], policy=OPEN)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(0), default_by="expected")
    assert plan.hierarchy is not None
    for unit in plan.hierarchy.aggregation_order():
        up(campaign, unit, data={"members": 10**20} if unit[0] == "d" else None)
    totals = campaign.totals("members")
    assert totals["r"].value == 3 * 10**20
    for unit in totals.units:
        assert totals[unit] == campaign.total(unit, "members")
