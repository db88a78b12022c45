"""The table of operators, and the modes by which figures are rounded when they are printed."""

from __future__ import annotations

import decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kehoach as kh
from kehoach._report import ADDITIVE, LEGAL, LEGAL_OVER_TIME, OPERATORS, ROUNDINGS, rounded


def test_the_table_says_what_is_legal() -> None:
    """Every kind has a usual operator along the tree and along periods, and nothing is legal that no row names."""
    for legal, along in ((LEGAL, "tree"), (LEGAL_OVER_TIME, "periods")):
        assert {kind: sorted(ways) for kind, ways in legal.items()} == {
            kind: sorted(one.name for one in OPERATORS if kind in getattr(one, along)) for kind in legal
        }
    assert [ways[0] for ways in LEGAL.values()] == ["sum", "sum", "ratio", "union"]
    assert [ways[0] for ways in LEGAL_OVER_TIME.values()] == ["sum", "last", "ratio", "union"]


def test_only_flows_add_up_over_time() -> None:
    """A stock counted in twelve months is no stock of twelve times as many."""
    assert {kind for kind, ways in LEGAL_OVER_TIME.items() if "sum" in ways} == {"flow"}


def test_additive_operators_know_shares() -> None:
    """What takes the smallest, the first or each text cannot be cut into shares."""
    whole = {one.name for one in OPERATORS} - ADDITIVE
    assert whole == {"min", "max", "first", "last", "union", "gather", "none"}


@pytest.mark.parametrize("kind", LEGAL_OVER_TIME)
@pytest.mark.parametrize("over_time", [one.name for one in OPERATORS])
def test_the_kind_decides_what_is_legal_along_periods(kind: str, over_time: str) -> None:
    """Of every kind and operator along periods, just those of the table make an indicator."""
    if over_time in LEGAL_OVER_TIME[kind] and over_time != "formula":  # which needs one
        assert kh.Indicator("members", kind=kind, over_time=over_time).along_periods == over_time
        return
    if kind == "ratio" or over_time not in LEGAL_OVER_TIME[kind]:
        with pytest.raises(kh.errors.InvalidPlan, match="cannot be put together by"):
            kh.Indicator("members", kind=kind, over_time=over_time)


@given(st.fractions(), st.integers(0, 6), st.sampled_from(ROUNDINGS))
def test_rounding_is_that_of_decimal(value: Fraction, decimals: int, mode: str) -> None:
    """Each mode prints what the decimal module rounds to under the same name, exactly at any length."""
    with decimal.localcontext() as context:
        context.prec = 200
        exact = decimal.Decimal(value.numerator) / value.denominator
        if Fraction(exact) != value:  # a third has no end: two hundred figures are on the same side of every half
            exact = exact.next_plus() if Fraction(exact) < value else exact.next_minus()
        step = decimal.Decimal(1).scaleb(-decimals)
        wanted = exact.quantize(step, rounding=getattr(decimal, f"ROUND_{mode.upper()}"))
    assert Fraction(rounded(value, decimals, mode)) == Fraction(wanted)  # type: ignore[arg-type]  # one of the modes
