"""Single values, for programs and for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from kehoach._render import day_text, head_text, plain_value, shown_value
from kehoach._render._values import Plain, count_text, figure_text

NOON = datetime(2019, 4, 5, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "en", "vi", "plain"),
    [
        (None, "", "", None),
        ("chữ", "chữ", "chữ", "chữ"),
        (1520, "1,520", "1.520", 1520),
        (Decimal("1520.50"), "1,520.50", "1.520,50", "1520.50"),
        (date(2019, 4, 5), "2019-04-05", "05/04/2019", "2019-04-05"),
        (NOON, "2019-04-05 12:00", "05/04/2019 12:00", "2019-04-05T12:00:00+00:00"),
        (True, "yes", "có", True),
        (False, "no", "không", False),
        (("a", "b"), "a, b", "a, b", ["a", "b"]),
        ((), "", "", []),
        (Fraction(1), "100%", "100%", "1"),
        (Fraction(1, 8), "12.5%", "12,5%", "1/8"),
        (Fraction(2, 3), "66.7%", "66,7%", "2/3"),
        (Fraction(0), "0%", "0%", "0"),
    ],
)
def test_a_value_is_written_for_people_and_for_programs(value: Plain, en: str, vi: str, plain: object) -> None:
    """Each kind of value has its form in English, in Vietnamese and for programs."""
    assert (shown_value(value, "en"), shown_value(value, "vi"), plain_value(value)) == (en, vi, plain)


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2019, 4, 18), "18/4/2019"), (date(2019, 4, 5), "05/4/2019"), (date(2021, 2, 14), "14/02/2021")],
)
def test_days_in_running_text_follow_the_official_padding(day: date, text: str) -> None:
    """Days below 10 and months 1 and 2 are padded, other months are not."""
    assert day_text(day, "vi") == text
    assert day_text(day, "en") == day.isoformat()


def test_counts_below_ten_are_padded_in_vietnamese() -> None:
    """Officials write 02 đơn vị, and 12 đơn vị; English writes 2."""
    assert [count_text(2, "vi"), count_text(12, "vi"), count_text(2, "en")] == ["02", "12", "2"]
    assert figure_text(-1520, "vi") == "-1.520"


def test_a_heading_without_words_is_its_key() -> None:
    """A key that no table knows is its own heading."""
    assert head_text("not_known", "vi") == "not known"
