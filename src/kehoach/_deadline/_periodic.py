"""Days told by the reporting period: ``ngày 20 hằng tháng``, ``Friday every week``, ``17 giờ hằng ngày``.

::

    periodic = day-of-month MONTHLY | weekday WEEKLY | "every" weekday | day month YEARLY | clock DAILY

What is in capitals is a table of this module; its values say how many periods later.
"""

from __future__ import annotations

from calendar import monthrange
from typing import Final

import attrs

from kehoach._calendar._days import Cursor, made_month, read_weekday
from kehoach._calendar._names import MONTHS_EN
from kehoach._calendar._tokens import refuse
from kehoach._deadline._lexicon import Lexicon
from kehoach._deadline._rules import PeriodDay
from kehoach._deadline._times import read_trailing_clock

__all__ = ["read_periodic"]

MONTHLY: Final[Lexicon[int]] = Lexicon(
    {
        "hằng tháng": 0,
        "hàng tháng": 0,
        "mỗi tháng": 0,
        "tháng báo cáo": 0,
        "của tháng báo cáo": 0,
        "tháng cuối kỳ": 0,
        "tháng cuối kỳ báo cáo": 0,
        "của tháng cuối kỳ": 0,
        "của tháng cuối kỳ báo cáo": 0,
        "của tháng cuối của kỳ báo cáo": 0,
        "tháng cuối quý": 0,
        "của tháng cuối quý": 0,
        "của tháng cuối cùng của kỳ báo cáo": 0,
        "của tháng cuối cùng thuộc kỳ báo cáo": 0,
        "monthly": 0,
        "every month": 0,
        "each month": 0,
        "of every month": 0,
        "of each month": 0,
        "of the reporting month": 0,
        "of the last month of the period": 0,
        "of the last month of the reporting period": 0,
        "of the last month of the quarter": 0,
        "tháng sau": 1,
        "của tháng sau": 1,
        "tháng sau kỳ báo cáo": 1,
        "của tháng sau kỳ báo cáo": 1,
        "tháng kế tiếp": 1,
        "của tháng kế tiếp": 1,
        "tháng tiếp theo": 1,
        "của tháng tiếp theo": 1,
        "của tháng tiếp theo kỳ báo cáo": 1,
        "tháng sau quý báo cáo": 1,
        "of the next month": 1,
        "of the following month": 1,
        "of the month after": 1,
        "of the month after the period": 1,
        "of the month after the reporting period": 1,
    }
)
YEARLY: Final[Lexicon[int]] = Lexicon(
    {
        "hằng năm": 0,
        "hàng năm": 0,
        "mỗi năm": 0,
        "năm báo cáo": 0,
        "của năm báo cáo": 0,
        "yearly": 0,
        "annually": 0,
        "every year": 0,
        "each year": 0,
        "of every year": 0,
        "of the reporting year": 0,
        "năm sau": 1,
        "của năm sau": 1,
        "năm sau kỳ báo cáo": 1,
        "của năm sau kỳ báo cáo": 1,
        "năm kế tiếp": 1,
        "of the next year": 1,
        "of the following year": 1,
        "of the year after the period": 1,
    }
)
WEEKLY: Final[Lexicon[int]] = Lexicon(
    {
        "hằng tuần": 0,
        "hàng tuần": 0,
        "mỗi tuần": 0,
        "tuần báo cáo": 0,
        "của tuần báo cáo": 0,
        "weekly": 0,
        "every week": 0,
        "each week": 0,
        "of every week": 0,
        "of the reporting week": 0,
        "tuần sau": 1,
        "của tuần sau": 1,
        "của tuần sau kỳ báo cáo": 1,
        "of the next week": 1,
        "of the following week": 1,
        "of the week after the period": 1,
    }
)
DAILY: Final[Lexicon[int]] = Lexicon(
    {
        "hằng ngày": 0,
        "hàng ngày": 0,
        "mỗi ngày": 0,
        "ngày báo cáo": 0,
        "daily": 0,
        "every day": 0,
        "each day": 0,
        "of every day": 0,
        "of the reporting day": 0,
        "ngày hôm sau": 1,
        "ngày tiếp theo": 1,
        "of the next day": 1,
        "the day after the period": 1,
        "of the day after the period": 1,
    }
)
_LAST_DAY: Final[Lexicon[int]] = Lexicon({"ngày cuối": 31, "ngày cuối cùng": 31, "the last day": 31, "last day": 31})
_PERIODIC: Final = frozenset(
    {
        *("hằng", "hàng", "mỗi", "kỳ", "quý", "báo", "sau", "kế", "tiếp"),
        *("every", "each", "daily", "weekly", "monthly", "yearly", "annually", "period", "reporting"),
        *("quarter", "month", "year", "week", "day", "next", "following"),
    }
)
"""Without one of these words no phrase is periodic."""
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})
_LEAP: Final = 2000


def read_periodic(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    """Take a periodic day if one comes next.

    Args:
        cursor: Where to read.
        minute: The time of day that stood before it.

    Raises:
        InvalidDeadline: What comes is one, but an impossible one.
    """
    if _PERIODIC.isdisjoint(cursor.words):
        return None
    back = cursor.i
    found = _periodic(cursor, minute)
    if found is None:
        cursor.i = back
        return None
    if minute is None:
        late = read_trailing_clock(cursor)
        return found if late is None else attrs.evolve(found, minute=late)
    return found


def _periodic(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    later = DAILY.take(cursor)
    if later is not None:
        return PeriodDay("day", later=later, minute=minute)
    each = cursor.took("every") or cursor.took("each")
    weekday = read_weekday(cursor)
    if weekday is not None:
        later = 0 if each else WEEKLY.take(cursor)
        return None if later is None else PeriodDay("week", weekday + 1, later=later, minute=minute)
    return _monthly(cursor, minute) or _yearly(cursor, minute)


def _monthly(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    back, start = cursor.i, cursor.i
    day = _LAST_DAY.take(cursor)
    if day is None:
        for word in ("the", "ngày", "day", "mùng", "mồng"):
            cursor.took(word)
        figures, start = cursor.number(), cursor.i
        if figures is None or len(figures) > 2:
            cursor.i = back
            return None
        cursor.i += 1
        if cursor.peek().text in _ORDINALS:
            cursor.i += 1
        day = int(figures)
    later = MONTHLY.take(cursor)
    if later is None:
        cursor.i = back
        return None
    if not 1 <= day <= 31:
        refuse("KH201", cursor.text, cursor.pieces[start].at, value=str(day), days=31)
    return PeriodDay("month", day, later=later, minute=minute)


def _yearly(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    """Day and month, then YEARLY; ``29/2 hằng năm`` is the last day of February."""
    for word in ("ngày", "the"):
        cursor.took(word)
    start = cursor.i
    pair = _day_and_month(cursor)
    value = cursor.span(start)
    later = None if pair is None else YEARLY.take(cursor)
    if pair is None or later is None:
        return None
    (day, month), at = pair, cursor.pieces[start].at
    if month > 12 >= day:
        refuse("KH202", cursor.text, at, value=value, month=month)
    days = monthrange(_LEAP, made_month(cursor, str(month), start))[1]
    if not 1 <= day <= days:
        refuse("KH201", cursor.text, at, value=value, days=days)
    return PeriodDay("year", day, month, later=later, minute=minute)


def _day_and_month(cursor: Cursor) -> tuple[int, int] | None:
    figures, sign = cursor.number(), cursor.peek(1).text
    if figures is None:
        return None
    month = cursor.number(2)
    if sign in ("/", "-", ".", "tháng") and month is not None and len(month) <= 2:
        cursor.i += 3
        return int(figures), int(month)
    skip = 2 if cursor.peek(1).text in _ORDINALS else 1
    skip += cursor.peek(skip).text == "of"
    named = MONTHS_EN.get(cursor.peek(skip).text)
    if named is None:
        return None
    cursor.i += skip + 1
    return int(figures), named
