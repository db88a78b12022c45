"""Totals over periods: flows add up, stocks do not, ratios are worked out anew, and each month keeps its coverage."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.testing import ManualClock
from staged import MORNING

MONTHS = kh.Recurrence("month", "2019-01", "2019-03")
INDICATORS = [
    kh.Indicator("births"),
    kh.Indicator("people", kind="stock"),
    kh.Indicator("opening", kind="stock", over_time="first"),
    kh.Indicator("typical", kind="stock", over_time="mean"),
    kh.Indicator("most", goes_up="max", over_time="max"),
    kh.Indicator("least", goes_up="min", over_time="min"),
    kh.Indicator("rate", kind="ratio", numerator="births", denominator="people", decimals=3),
    kh.Indicator("change", formula="births - most"),
    kh.Indicator("yield", goes_up="weighted_mean", weight="births", over_time="weighted_mean"),
    kh.Indicator("note", kind="text"),
    kh.Indicator("voice", kind="text", goes_up="gather", over_time="gather"),
    kh.Indicator("said", kind="text", over_time="gather"),
    kh.Indicator("wrote", kind="text", over_time="count"),
    kh.Indicator("apart", over_time="none"),
]
REPORTED = {"births", "people", "opening", "typical", "most", "least", "yield", "note", "voice", "said", "wrote"}


@pytest.fixture
def year() -> kh.Campaign:
    """A district of two communes that report in January and February, one of them in March."""
    duties = [kh.DutyRow("stock", ("district", "commune"), period=MONTHS)]
    plan = kh.Plan(
        "Months",
        kh.Hierarchy.fan(province=1, district=1, commune=2),
        duties=duties,
        indicators=INDICATORS,
        policy=kh.Policy(gate="none"),
    )
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    for month in (1, 2, 3):
        for commune in (1, 2) if month < 3 else (1,):
            figure = 10 * month + commune
            data: dict[str, Any] = {
                key: figure for key in REPORTED if key not in ("note", "voice", "said", "wrote")
            } | dict.fromkeys(("note", "voice", "said", "wrote"), f"m{month}")
            duty = f"commune-{commune}:stock@2019-{month:02}"
            campaign.submit(duty, data=data)
            campaign.review(duty)
            campaign.aggregate(duty)
    return campaign


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("births", 11 + 12 + 21 + 22 + 31),
        ("people", 31),
        ("opening", 11 + 12),
        ("typical", Fraction(23 + 43 + 31, 3)),
        ("most", 31),
        ("least", 11),
        ("rate", Fraction(97, 31)),
        ("change", 97 - 31),
        ("note", ("m1", "m2", "m3")),
        ("wrote", 3),
    ],
)
def test_periods_are_put_together_by_their_operator(year: kh.Campaign, key: str, value: Any) -> None:
    """Flows add up, stocks take the last month or the first, and what is worked out is worked out for the year."""
    assert year.series("district:stock", key).value == value


def test_a_weighted_mean_over_months_is_that_of_all_reports(year: kh.Campaign) -> None:
    """Months are weighed by the totals of the weight, so that each report weighs as much as in its month."""
    figures = (11, 12, 21, 22, 31)
    assert year.series("district:stock", "yield").value == Fraction(sum(one * one for one in figures), sum(figures))


def test_texts_keep_the_duty_that_wrote_them(year: kh.Campaign) -> None:
    """Gathered texts name their unit and month, and so do those that are gathered over time only."""
    voices = year.series("district:stock", "voice", first="2019-02").value
    assert voices == (
        kh.Quote("commune-1:stock@2019-02", "m2"),
        kh.Quote("commune-2:stock@2019-02", "m2"),
        kh.Quote("commune-1:stock@2019-03", "m3"),
    )
    assert year.series("district:stock", "said").value == tuple(
        kh.Quote(f"district:stock@2019-0{month}", f"m{month}") for month in (1, 2, 3)
    )


def test_the_coverage_is_that_of_what_counts(year: kh.Campaign) -> None:
    """A sum rests on every month, a stock on the last alone; who is missing is named with the month."""
    births = year.series("district:stock", "births")
    assert (births.coverage, births.missing) == (kh.Coverage(5, 6), ("commune-2:stock@2019-03",))
    assert str(births) == "97 (5 of 6 reported)"
    people = year.series("district:stock", "people")
    assert people.coverage == kh.Coverage(1, 2)
    assert [one.value for one in people.totals] == [23, 43, 31]
    assert year.series("district:stock", "opening").coverage == kh.Coverage(2, 2)


def test_a_part_of_the_year(year: kh.Campaign) -> None:
    """Both ends are inside; a month without any report is missing and no zero."""
    assert year.series("district:stock", "births", first="2019-02", last="2019-02").value == 43
    empty = year.series("commune-2:stock", "births", first="2019-03")
    assert (empty.value, empty.coverage) == (kh.MISSING, kh.Coverage(0, 1))
    assert year.series("commune-2:stock", "people").value is kh.MISSING  # the last month, not the last that came
    assert year.series("commune-2:stock", "births").value == 34


def test_what_a_series_cannot_be(year: kh.Campaign) -> None:
    """Unknown forms and periods, what is not put together, and an end before the beginning are refused."""
    with pytest.raises(UnknownName, match="stock"):
        year.series("district:stok", "births")
    with pytest.raises(UnknownName):
        year.series("district", "births")
    with pytest.raises(UnknownName, match="no period '2019-04'"):
        year.series("district:stock", "births", last="2019-04")
    with pytest.raises(UnknownName, match="district"):
        year.series("distric:stock", "births")
    with pytest.raises(InvalidCommand, match="apart are not put together over periods"):
        year.series("district:stock", "apart")
    with pytest.raises(InvalidCommand, match="the last period lies before the first"):
        year.series("district:stock", "births", first="2019-03", last="2019-01")


def test_a_denominator_of_nothing_is_named(year: kh.Campaign) -> None:
    """A ratio whose denominator comes to 0 over the periods is not applicable, and says so."""
    duty = "commune-2:stock@2019-03"
    year.submit(duty, data={"births": 5, "people": kh.NIL})
    rate = year.series("commune-2:stock", "rate")
    assert rate.value is kh.NA
    assert [(one.code, one.values["denominator"]) for one in rate.findings] == [("KH650", "people")]


def test_a_series_as_plain_data(year: kh.Campaign) -> None:
    """Value, coverage and the totals of each period are ready for JSON."""
    plain = json.loads(json.dumps(year.series("district:stock", "births").to_dict()))
    assert (plain["value"], plain["over_time"], len(plain["totals"])) == (97, "sum", 3)
    assert plain["coverage"] == {"reported": 5, "expected": 6, "waived": 0}
