"""What stands between the words of a phrase: points in time, periods and spans.

::

    slot     = span | point | period
    span     = number ["(" words ")"] UNIT
    point    = [clock] ( day | periodic ) [clock] | PART period
    clock    = hour "giờ" [minutes ["phút"]] | hour "h" [minutes] | hour ":" minutes [am | pm] | hour (am | pm)
    period   = "tháng" month year | month "/" year | year "-" month | NAME year
             | "quý" quarter year | "Q" quarter year | year "-Q" quarter | (first … fourth) "quarter" year
             | "6 tháng" ("đầu" | "cuối") year | (first | second) "half" year | "H" half year | year "-H" half
             | ("năm" | "year") year
    periodic = day-of-month MONTHLY | weekday WEEKLY | "every" weekday | day month YEARLY | clock DAILY

What is in capitals is a table of this module.
"""

from __future__ import annotations

from calendar import monthrange
from typing import Final, Literal

from kehoach._calendar._days import Cursor, made_month, made_year, read_day, read_weekday, trailing_year
from kehoach._calendar._names import MONTHS_EN
from kehoach._calendar._tokens import refuse
from kehoach._deadline._lexicon import Lexicon
from kehoach._deadline._periods import Period
from kehoach._deadline._rules import DAY_ENDS, MOST, Day, Part, PeriodDay, Point, Unit

__all__ = ["Slot", "SpanSlot", "read_clock", "read_slot"]

SpanSlot = tuple[int, Unit]
Slot = Point | Period | SpanSlot

UNITS: Final[Lexicon[Unit]] = Lexicon(
    {
        "ngày làm việc": "working_days",
        "working days": "working_days",
        "working day": "working_days",
        "business days": "working_days",
        "business day": "working_days",
        "calendar days": "days",
        "calendar day": "days",
        "ngày": "days",
        "days": "days",
        "day": "days",
        "tuần": "weeks",
        "weeks": "weeks",
        "week": "weeks",
        "tháng": "months",
        "months": "months",
        "month": "months",
        "năm": "years",
        "years": "years",
        "year": "years",
        "giờ": "hours",
        "tiếng": "hours",
        "hours": "hours",
        "hour": "hours",
    }
)
_AFTER_HOURS: Final = frozenset(
    {"kể", "tính", "từ", "sau", "trước", "after", "from", "since", "before", "ahead", "prior"}
)

PARTS: Final[Lexicon[Literal["start", "middle", "end"]]] = Lexicon(
    {
        "đầu": "start",
        "giữa": "middle",
        "cuối": "end",
        "start of": "start",
        "beginning of": "start",
        "early": "start",
        "middle of": "middle",
        "mid": "middle",
        "mid -": "middle",
        "end of": "end",
        "late": "end",
        "the start of": "start",
        "the middle of": "middle",
        "the end of": "end",
    }
)

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

ROMAN: Final = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}
_WHICH: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_ORDINALS: Final = frozenset({"st", "nd", "rd", "th"})


# ------------------------------------------------------------------ the slot


def read_slot(cursor: Cursor) -> Slot | None:
    """Take a span, a point in time or a period if one comes next.

    Raises:
        InvalidDeadline: What comes is one, but an impossible or an ambiguous one.
    """
    first = cursor.peek()
    if first.kind == "n":
        span = _read_span(cursor)
        if span is not None:
            return span
    minute = _read_leading_clock(cursor)
    point = _read_point(cursor, minute)
    if point is not None:
        return point
    if minute is not None:
        refuse("KH200", cursor.text, cursor.peek().at, value=cursor.text[cursor.peek().at :][:60])
    return _read_part(cursor) or _read_period(cursor)


def _read_leading_clock(cursor: Cursor) -> int | None:
    minute = read_clock(cursor)
    if minute is not None:
        for word in (",", "vào", "on", "của", "of"):
            cursor.took(word)
    return minute


def _read_point(cursor: Cursor, minute: int | None) -> Point | None:
    periodic = _read_periodic(cursor, minute) if any(token.text in _PERIODIC for token in cursor.pieces) else None
    if periodic is not None:
        return periodic
    day = read_day(cursor)
    if day is None:
        return None
    return Day(day, _read_trailing_clock(cursor) if minute is None else minute)


def _read_trailing_clock(cursor: Cursor) -> int | None:
    back = cursor.i
    for word in (",", "vào", "lúc", "at", "t"):
        cursor.took(word)
    minute = read_clock(cursor)
    if minute is None:
        cursor.i = back
    return minute


# ----------------------------------------------------------------- the clock


def read_clock(cursor: Cursor) -> int | None:
    """Take a time of day if one comes next; minutes after midnight.

    Raises:
        InvalidDeadline: It is no time of day (KH210).
    """
    hours, start = cursor.number(), cursor.i
    if hours is None:
        return None
    sign = cursor.peek(1).text
    if sign in ("giờ", "h"):
        cursor.i += 2
        return _made_clock(cursor, int(hours), _minutes(cursor), start)
    minutes = cursor.number(2)
    if sign == ":" and minutes is not None:
        cursor.i += 3
        return _made_clock(cursor, _afternoon(cursor, int(hours), start), int(minutes), start)
    if sign in ("am", "pm"):
        cursor.i += 1
        return _made_clock(cursor, _afternoon(cursor, int(hours), start), 0, start)
    return None


def _minutes(cursor: Cursor) -> int:
    """The minutes after ``17 giờ``; a day that follows at once (``17 giờ 5/4``) is not one."""
    figures = cursor.number()
    if figures is None or cursor.peek(1).text in ("/", "-", ".", "tháng") or len(figures) > 2:
        return 0
    cursor.i += 1
    cursor.took("phút")
    return int(figures)


def _afternoon(cursor: Cursor, hours: int, start: int) -> int:
    half = cursor.peek().text
    if half not in ("am", "pm"):
        return hours
    cursor.i += 1
    if not 1 <= hours <= 12:
        refuse("KH210", cursor.text, cursor.pieces[start].at, value=cursor.span(start))
    return hours % 12 + (12 if half == "pm" else 0)


def _made_clock(cursor: Cursor, hours: int, minutes: int, start: int) -> int:
    minute = hours * 60 + minutes
    if minutes > 59 or minute > DAY_ENDS:
        refuse("KH210", cursor.text, cursor.pieces[start].at, value=cursor.span(start))
    return minute


# ---------------------------------------------------------------- the others


def _read_span(cursor: Cursor) -> SpanSlot | None:
    back, figures = cursor.i, cursor.number()
    if figures is None or (cursor.peek(1).text == "tháng" and _is_month_or_half(cursor)):
        return None
    cursor.i += 1
    _skip_spelt_number(cursor)
    unit = UNITS.take(cursor)
    if unit is None or (unit == "hours" and cursor.peek().text not in _AFTER_HOURS):
        cursor.i = back
        return None
    n = int(figures)
    if not 1 <= n <= MOST:
        refuse("KH216", cursor.text, cursor.pieces[back].at, value=n, unit=unit.replace("_", " "), most=MOST)
    return n, unit


def _is_month_or_half(cursor: Cursor) -> bool:
    return cursor.number(2) is not None or (cursor.number() in ("6", "06") and cursor.peek(2).text in ("đầu", "cuối"))


def _skip_spelt_number(cursor: Cursor) -> None:
    """Offices write the number again in words: ``05 (năm) ngày làm việc``."""
    if cursor.peek().text != "(":
        return
    for ahead in range(1, 6):
        if cursor.peek(ahead).text == ")":
            cursor.i += ahead + 1
            return
        if cursor.peek(ahead).kind != "w":
            return


def _read_part(cursor: Cursor) -> Part | Period | None:
    back = cursor.i
    which = PARTS.take(cursor)
    if which is None:
        return None
    period = _read_period(cursor)
    if period is None:
        cursor.i = back
        return None
    return Part(which, period)


def _read_period(cursor: Cursor) -> Period | None:
    back = cursor.i
    cursor.took("the")
    found = _period_in_figures(cursor) if cursor.peek().kind == "n" else _period_in_words(cursor)
    if found is None:
        cursor.i = back
    return found


def _period_in_figures(cursor: Cursor) -> Period | None:
    """``4/2019``, ``2019-04``, ``2022-Q1``, ``2022-H1``, ``6 tháng đầu năm 2022``."""
    start, one, mark = cursor.i, cursor.number() or "", cursor.peek(1).text
    if mark == "tháng" and cursor.peek(2).text in ("đầu", "cuối"):
        half = 1 if cursor.peek(2).text == "đầu" else 2
        cursor.i += 3
        return _made_period(cursor, "half", half, trailing_year(cursor), start)
    two, letter = cursor.number(2), cursor.peek(2).text
    if mark == "-" and letter in ("q", "h") and cursor.number(3) is not None:
        cursor.i += 4
        kind: Literal["quarter", "half"] = "quarter" if letter == "q" else "half"
        return _made_period(cursor, kind, int(cursor.pieces[start + 3].text), made_year(cursor, one, start), start)
    if two is None or mark not in ("/", "-", ".") or len(one) + len(two) < 5:
        return None
    cursor.i += 3
    year, month = (one, two) if len(one) > 2 else (two, one)
    return _made_period(cursor, "month", made_month(cursor, month, start), made_year(cursor, year, start), start)


def _period_in_words(cursor: Cursor) -> Period | None:
    start, word = cursor.i, cursor.peek().text
    if word == "tháng":
        return _numbered(cursor, "month", start)
    if word in ("quý", "quarter", "q"):
        return _numbered(cursor, "quarter", start)
    if word == "h":
        return _numbered(cursor, "half", start)
    if word in ("năm", "year") and cursor.number(1) is not None:
        cursor.i += 2
        return _made_period(cursor, "year", 1, made_year(cursor, cursor.pieces[start + 1].text, start + 1), start)
    if word == "nửa" and cursor.peek(1).text in ("đầu", "cuối"):
        half = 1 if cursor.peek(1).text == "đầu" else 2
        cursor.i += 2
        return _made_period(cursor, "half", half, trailing_year(cursor), start)
    if word in _WHICH and cursor.peek(1).text in ("quarter", "half"):
        kind: Literal["quarter", "half"] = "quarter" if cursor.peek(1).text == "quarter" else "half"
        cursor.i += 2
        cursor.took("of")
        return _made_period(cursor, kind, _WHICH[word], trailing_year(cursor), start)
    if word in MONTHS_EN:
        cursor.i += 1
        return _made_period(cursor, "month", MONTHS_EN[word], trailing_year(cursor), start)
    return None


def _numbered(cursor: Cursor, kind: Literal["month", "quarter", "half"], start: int) -> Period | None:
    figures = cursor.number(1) or str(ROMAN.get(cursor.peek(1).text, ""))
    if not figures:
        return None
    cursor.i += 2
    cursor.took("of")
    if kind == "month":
        made_month(cursor, figures, start)
    return _made_period(cursor, kind, int(figures), trailing_year(cursor), start)


def _made_period(
    cursor: Cursor, every: Literal["month", "quarter", "half", "year"], number: int, year: int | None, start: int
) -> Period:
    """A period; without a year that of the cursor, else the first one that does not end before the day of issue."""
    if not 1 <= number <= {"month": 12, "quarter": 4, "half": 2, "year": 1}[every]:
        refuse("KH219", cursor.text, cursor.pieces[start].at, kind=every, value=number)
    if year is not None or cursor.year is not None:
        return Period(every, year or cursor.year or 0, number)
    if cursor.issued_on is None:
        refuse("KH204", cursor.text, cursor.pieces[start].at, value=cursor.span(start))
    same = Period(every, cursor.issued_on.year, number)
    return same if same.last >= cursor.issued_on else Period(every, cursor.issued_on.year + 1, number)


# ------------------------------------------------------------------ periodic


def _read_periodic(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    back = cursor.i
    found = _periodic(cursor, minute)
    if found is None:
        cursor.i = back
        return None
    if minute is None:
        late = _read_trailing_clock(cursor)
        return found if late is None else PeriodDay(found.every, found.day, found.month, found.later, late)
    return found


def _periodic(cursor: Cursor, minute: int | None) -> PeriodDay | None:
    if minute is not None:
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
    cursor.took("ngày") or cursor.took("the")
    start = cursor.i
    pair = _day_and_month(cursor)
    later = None if pair is None else YEARLY.take(cursor)
    if pair is None or later is None:
        return None
    day, month = pair
    if month > 12 >= day:
        refuse("KH202", cursor.text, cursor.pieces[start].at, value=cursor.span(start), month=month)
    made_month(cursor, str(month), start)
    if not 1 <= day <= monthrange(2000, month)[1]:
        refuse("KH201", cursor.text, cursor.pieces[start].at, value=cursor.span(start), days=monthrange(2000, month)[1])
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
