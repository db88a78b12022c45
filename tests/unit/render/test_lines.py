"""Bars of days."""

from __future__ import annotations

from datetime import date, timedelta

from kehoach._render import Bar, bars

MONDAY = date(2019, 4, 1)
OFF = frozenset(MONDAY + timedelta(days=7 * week + day) for week in range(60) for day in (5, 6))


def test_a_sign_for_each_day() -> None:
    """Working days and days off differ, spans stand where they belong, notes behind them."""
    spans = [Bar("commune", MONDAY, date(2019, 4, 8), "8 days"), Bar("district", date(2019, 4, 9), date(2019, 4, 9))]
    assert bars(spans, OFF).split("\n") == ["commune   ■■■■■··■   8 days", "district          ■"]


def test_a_long_time_is_drawn_in_fewer_signs() -> None:
    """Where a day each is too wide, a sign stands for several; it is off when all of them are."""
    drawn = bars([Bar("year", MONDAY, MONDAY + timedelta(days=363))], OFF, width=60)
    assert len(drawn) <= 60
    assert "·" not in drawn
    week = bars([Bar("w", MONDAY, MONDAY + timedelta(days=13))], OFF, width=12)
    assert week == "w  ■■■■■■·"


def test_nothing_to_draw() -> None:
    """Without spans there are no bars."""
    assert bars([], OFF) == ""
