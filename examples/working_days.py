"""Counting working days by the calendar of Vietnam, with what was known on a day."""

from __future__ import annotations

from datetime import date

import kehoach as kh

COUNTS = (
    (date(2019, 4, 12), 10),  # Giỗ Tổ, a swapped day, 30 April and 1 May
    (date(2019, 4, 26), 10),  # the same, and a Saturday that was worked
    (date(2025, 1, 20), 10),  # Tết
    (date(2026, 2, 14), 2),
)


def main() -> None:
    """Print each count, and one that depends on what was known."""
    calendar = kh.Calendar.vietnam()
    for start, days in COUNTS:
        last = calendar.add(start, days)
        off = (last - start).days - days
        print(f"{days:2} working days after {start}: {last} ({off} days off between)")
    print()
    for known_on in ("24-12-2025", "25-12-2025"):
        known = kh.Calendar.vietnam(known_on=known_on)
        print(f"known on {known_on}: 1 working day after 2025-12-31 is {known.add(date(2025, 12, 31), 1)}")
    print()
    saturday = date(2026, 1, 10)
    print(
        f"{saturday} is a {saturday:%A}, and worked: {calendar.is_working_day(saturday)} ({calendar.label(saturday)})"
    )


main()
