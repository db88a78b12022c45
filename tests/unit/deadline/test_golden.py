"""Facts about twelve years of counting, kept in a file that changes only when somebody means it to.

A line of ``working_days.txt`` is a month; each of its three words has a letter for each day of the month: how many days
later the first, fifth and tenth working day after it lies, in base 36. Checked by hand at the swaps, against the
announcements: 1-1-2015, 13-2-2015, 28-12-2018, 12-4-2019, 26-4-2019, 26-4-2024, 25-4-2025, 31-12-2025, 1-1-2026,
9-1-2026, 21-8-2026, 28-8-2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Reading

GOLDEN = Path(__file__).with_name("working_days.txt")
COUNTS = (1, 5, 10)
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def days_of(year: int, month: int) -> Iterator[date]:
    day = date(year, month, 1)
    while day.month == month:
        yield day
        day += timedelta(1)


def lines() -> Iterator[str]:
    calendar = Calendar.vietnam()
    for year in range(2015, 2027):
        for month in range(1, 13):
            words = ("".join(DIGITS[(calendar.add(day, n) - day).days] for day in days_of(year, month)) for n in COUNTS)
            yield f"{year}-{month:02} {' '.join(words)}"


def test_every_day_of_twelve_years_counts_as_it_did() -> None:
    """The 1st, 5th and 10th working day after every day from 2015 to 2026."""
    assert list(lines()) == GOLDEN.read_text(encoding="ascii").splitlines()


def test_a_deadline_counts_as_the_calendar_does() -> None:
    """The rule and the calendar agree on every day of the year with three swaps."""
    calendar, reading = Calendar.vietnam(), Reading()
    for day in (date(2015, 1, 1) + timedelta(k) for k in range(0, 365, 3)):
        assert Deadline.after(10, "working days", day).resolve(reading).last_day == calendar.add(day, 10)
