"""The names of weekdays and months, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Final

from kehoach._spelling import folded
from kehoach.errors import Lang

__all__ = ["MONTHS_EN", "MONTH_NAMES", "WEEKDAYS_EN", "WEEKDAYS_VI", "WEEKDAY_WORDS", "weekday_name"]

WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKDAYS_VI: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
MONTH_NAMES: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

MONTHS_EN: Final = {
    **{name.lower(): number for number, name in enumerate(MONTH_NAMES, 1)},
    **{name.lower()[:3]: number for number, name in enumerate(MONTH_NAMES, 1)},
    "sept": 9,
}
"""English month names, whole and cut to three letters, folded."""

WEEKDAY_WORDS: Final = {
    **{name.lower(): number for number, name in enumerate(WEEKDAYS_EN)},
    **{name.lower()[:3]: number for number, name in enumerate(WEEKDAYS_EN)},
    **{folded(name): number for number, name in enumerate(WEEKDAYS_VI)},
    **{f"thứ {number + 2}": number for number in range(6)},
    folded("thứ bẩy"): 5,
}
"""Weekdays in both languages, folded; Monday = 0."""


def weekday_name(day: date, lang: Lang = "en") -> str:
    """The name of a day's weekday.

    >>> weekday_name(date(2019, 4, 5)), weekday_name(date(2019, 4, 5), "vi")
    ('Friday', 'thứ Sáu')
    """
    return (WEEKDAYS_VI if lang == "vi" else WEEKDAYS_EN)[day.weekday()]
