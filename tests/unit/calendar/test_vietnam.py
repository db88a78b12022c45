"""Facts about the days of Vietnamese state offices, checked by hand against the yearly announcements."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest

from kehoach._calendar import Calendar
from kehoach._calendar._vietnam import SWAPS

# Days off in the week, and Saturdays worked, written down from the announcements of each year.
OFF = {
    2019: "1-1 4-2 5-2 6-2 7-2 8-2 15-4 29-4 30-4 1-5 2-9",
    2020: "1-1 23-1 24-1 27-1 28-1 29-1 2-4 30-4 1-5 2-9",
    2021: "1-1 10-2 11-2 12-2 15-2 16-2 21-4 30-4 3-5 2-9 3-9",
    2022: "3-1 31-1 1-2 2-2 3-2 4-2 11-4 2-5 3-5 1-9 2-9",
    2023: "2-1 20-1 23-1 24-1 25-1 26-1 1-5 2-5 3-5 1-9 4-9",
    2024: "1-1 8-2 9-2 12-2 13-2 14-2 18-4 29-4 30-4 1-5 2-9 3-9",
    2025: "1-1 27-1 28-1 29-1 30-1 31-1 7-4 30-4 1-5 2-5 1-9 2-9",
    2026: "1-1 2-1 16-2 17-2 18-2 19-2 20-2 27-4 30-4 1-5 31-8 1-9 2-9 24-11",
}
WORKED = {2019: "5-1 4-5", 2024: "4-5", 2025: "26-4", 2026: "10-1 22-8"}


def days(text: str, year: int) -> set[date]:
    return {date(year, int(month), int(day)) for day, month in (pair.split("-") for pair in text.split())}


@pytest.mark.parametrize("year", OFF)
def test_every_year_is_as_announced(year: int) -> None:
    """Exactly these weekdays are off and exactly these Saturdays are worked."""
    rows = [row for row in Calendar.vietnam().rows if row.day.year == year]
    assert {row.day for row in rows if not row.works} == days(OFF[year], year)
    assert {row.day for row in rows if row.works} == days(WORKED.get(year, ""), year)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2019, 4, 12), 10, date(2019, 5, 2)),
        (date(2019, 4, 26), 10, date(2019, 5, 14)),
        (date(2025, 4, 25), 10, date(2025, 5, 13)),
        (date(2025, 1, 20), 10, date(2025, 2, 10)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2025, 12, 31), 6, date(2026, 1, 10)),
        (date(2026, 2, 14), 2, date(2026, 2, 24)),
    ],
)
def test_counts_over_holidays_and_swaps(start: date, n: int, end: date) -> None:
    """Giỗ Tổ, 30 April, Tết and swapped days are passed over; made-up Saturdays are counted."""
    calendar = Calendar.vietnam()
    assert (calendar.add(start, n), calendar.count(start, end), calendar.add(end + timedelta(1), -n)) == (
        end,
        n,
        calendar.add(start, 1),
    )


def test_a_swap_is_off_until_it_is_known() -> None:
    """2 January 2026 was a working day until 25 December 2025, and 10 January a Saturday like others."""
    before, after = Calendar.vietnam("24-12-2025"), Calendar.vietnam("25-12-2025")
    assert [before.add(date(2025, 12, 31), n) for n in (1, 6)] == [date(2026, 1, 2), date(2026, 1, 9)]
    assert [after.add(date(2025, 12, 31), n) for n in (1, 6)] == [date(2026, 1, 5), date(2026, 1, 10)]


def test_a_year_is_certain_once_it_is_announced() -> None:
    """Before the last weeks of a year the next one is not certain, and after 2026 none is."""
    assert Calendar.vietnam().last == date(2026, 12, 31)
    assert Calendar.vietnam("25-12-2025").last == date(2026, 12, 31)
    assert Calendar.vietnam("24-12-2025").last == date(2025, 12, 31)
    assert Calendar.vietnam("1-4-2019").last == date(2019, 12, 31)
    assert Calendar.vietnam("1-4-2005").last == Calendar.vietnam("1-4-2005").first == date(2010, 1, 1)


def test_swaps_are_made_up_on_weekends() -> None:
    """Each swap takes a weekday off and works a Saturday within a month of it."""
    assert all(swap.off.weekday() < 5 == swap.worked.weekday() for swap in SWAPS)
    assert max(abs(swap.off - swap.worked) for swap in SWAPS) < timedelta(31)
    assert [swap.off for swap in SWAPS] == sorted(swap.off for swap in SWAPS)


def test_the_package_knows_no_swap_that_we_do_not() -> None:
    """A made-up day that a newer package learns of must come into our table, with its document."""
    package = holidays.country_holidays("VN", years=range(2010, 2027))
    assert package.weekend_workdays <= {swap.worked for swap in SWAPS}


def test_days_have_names_and_sources() -> None:
    """Holidays, days in lieu and swapped days are told apart, in either language."""
    calendar = Calendar.vietnam()
    assert calendar.label(date(2019, 4, 15), "vi") == "nghỉ bù Giỗ Tổ Hùng Vương"
    assert calendar.label(date(2019, 4, 29), "vi") == "nghỉ hoán đổi, làm bù 04/05/2019"
    assert calendar.label(date(2019, 5, 4)) == "made-up working day for 2019-04-29"
    assert calendar.label(date(2022, 5, 3)) == "day in lieu of Labour Day"
    assert calendar.label(date(2023, 9, 4)) == "day in lieu of National Day"
    assert calendar.label(date(2023, 1, 2)) == "day in lieu of New Year"
    assert calendar.label(date(2026, 11, 24), "vi") == "Ngày Văn hoá Việt Nam"
    assert calendar.label(date(2029, 11, 26)) == calendar.label(date(2029, 11, 26))
    row = calendar.row(date(2026, 1, 10))
    assert row is not None
    assert (row.source, row.known_on) == ("12729/VPCP-KGVX", date(2025, 12, 25))


def test_every_named_day_has_a_name_of_its_season() -> None:
    """No day off of any year to 2040 is without a name, and Tết is never in summer."""
    for row in Calendar.vietnam().rows:
        assert row.name
        assert row.name_en
        if "Tết Nguyên đán" in row.name:
            assert row.day.month in (1, 2)
