"""The bounds of what an indicator may hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach import NA, NIL, Indicator, Plan
from kehoach.errors import Finding, InvalidPlan
from kehoach.files import parse_plan
from kehoach.testing import small_plan

HEAD = '[directive]\ntitle = "T"\n[[tiers]]\nid = "p"\n[[units]]\nid = "P"\ntier = "p"\n[[indicators]]\nkey = "a"\n'


def code(indicator: Indicator, value: object) -> str | None:
    """The code of what is wrong with a value; None when it is right."""
    cell = indicator.read(value)
    return cell.code if isinstance(cell, Finding) else None


def test_bounds_are_inside() -> None:
    """The least and the most are allowed themselves, and one beyond is not."""
    indicator = Indicator("a", least=1, most="10")
    assert [code(indicator, one) for one in (0, 1, "1", 10, Decimal(10), 11)] == [
        "KH610", None, None, None, None, "KH611",
    ]  # fmt: skip
    assert (indicator.least, indicator.most) == (1, 10)


def test_a_stock_is_never_below_zero_unless_the_plan_says_so() -> None:
    """Without a least value a stock has zero for one, and a flow has none."""
    assert code(Indicator("a", kind="stock"), -1) == "KH603"
    assert code(Indicator("a", kind="stock", most=5), -1) == "KH603"
    assert code(Indicator("a", kind="stock", least=-5), -5) is None
    assert code(Indicator("a", kind="stock", least=-5), -6) == "KH610"
    assert code(Indicator("a"), -1) is None
    assert code(Indicator("a", least=0), -1) == "KH610"


def test_bounds_have_the_decimals_of_the_indicator() -> None:
    """A rate is bounded by decimals, exactly."""
    rate = Indicator("a", decimals=2, least="-0.05", most="99.95")
    assert [code(rate, one) for one in ("-0.05", "-0.06", "99.95", "99.96")] == [None, "KH610", None, "KH611"]


def test_marks_have_no_bounds() -> None:
    """Nil and not applicable are answers whatever the bounds."""
    assert [Indicator("a", least=1).read(one) for one in (NIL, NA, "không")] == [NIL, NA, NIL]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"least": 0.5}, "KH601"),
        ({"least": "x"}, "KH600"),
        ({"least": True}, "KH600"),
        ({"least": NIL}, "KH600"),
        ({"least": "1.5"}, "KH602"),
        ({"least": 5, "most": 4}, "KH613"),
        ({"kind": "text", "least": 1}, "KH612"),
        ({"formula": "b + c", "most": 1}, "KH612"),
    ],
)
def test_bounds_that_bound_nothing_are_refused(fields: dict[str, Any], found: str) -> None:
    """A bound is a figure of the indicator, leaves some figures, and belongs to what is reported."""
    with pytest.raises(InvalidPlan) as error:
        Indicator("a", **fields)
    assert [one.code for one in error.value.findings] == [found]
    assert all(one.text("vi") and one.remedy("vi") for one in error.value.findings)


def test_a_plan_file_bounds_figures() -> None:
    """Whole numbers, decimals and texts of them stand in a file, which says where one is wrong; they come back."""
    plan = parse_plan(f'{HEAD}decimals = 1\nleast = "-0.5"\nmost = 4\n')
    assert (plan.indicators[0].least, plan.indicators[0].most) == (Decimal("-0.5"), Decimal("4.0"))
    assert Plan.from_dict(plan.to_dict()) == plan
    assert plan.digest != parse_plan(f"{HEAD}decimals = 1\n").digest
    for line, found in (('least = "x"', "KH600"), ("least = 5\nmost = 4", "KH613"), ("least = [1]", "KH600")):
        with pytest.raises(InvalidPlan) as error:
            parse_plan(f"{HEAD}{line}\n", name="plan.toml")
        assert [(one.code, one.file) for one in error.value.findings] == [(found, "plan.toml")]
        assert error.value.findings[0].line in (10, 11)


def test_a_plan_without_bounds_has_the_digest_it_had() -> None:
    """What is not said does not stand in the document of a plan."""
    assert small_plan(1).to_dict()["indicators"] == [{"key": "members", "kind": "stock", "goes_up": "sum"}]


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-60, 60))
def test_what_is_read_lies_within(one: int, other: int, value: int) -> None:
    """A figure is read just when it lies between the bounds."""
    least, most = sorted((one, other))
    assert (Indicator("a", least=least, most=most).read(value) == value) == (least <= value <= most)
