"""What stands between the words of a phrase: points in time, periods and spans.

::

    slot   = span | point | period
    span   = number ["(" words ")"] UNIT
    point  = [clock] ( day | periodic ) [clock] | PART period
    period = "tháng" month year | month "/" year | year "-" month | NAME year
           | "quý" quarter year | "Q" quarter year | year "-Q" quarter | (first … fourth) "quarter" year
           | "6 tháng" ("đầu" | "cuối") year | (first | second) "half" year | "H" half year | year "-H" half
           | ("năm" | "year") year

What is in capitals is a table of this module.
"""

from __future__ import annotations

from typing import Final, Literal

from kehoach._calendar._days import Cursor, made_month, made_year, read_day, trailing_year
from kehoach._calendar._names import MONTHS_EN
from kehoach._calendar._tokens import refuse, shown
from kehoach._deadline._lexicon import Lexicon
from kehoach._deadline._periodic import read_periodic
from kehoach._deadline._periods import Period
from kehoach._deadline._rules import MOST, Day, Part, Point, Unit
from kehoach._deadline._times import read_leading_clock, read_trailing_clock

__all__ = ["UNITS", "Slot", "SpanSlot", "read_slot"]

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
_LONGEST_NUMBER: Final = 6  # words of a number and its brackets: "chín trăm chín mươi chín"
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
    minute = read_leading_clock(cursor)
    point = _read_point(cursor, minute)
    if point is not None:
        return point
    if minute is not None:
        rest = cursor.text[cursor.peek().at :]
        refuse("KH200", cursor.text, cursor.peek().at, value=shown(rest or cursor.text))
    return _read_part(cursor) or _read_period(cursor)


def _read_point(cursor: Cursor, minute: int | None) -> Point | None:
    periodic = read_periodic(cursor, minute)
    if periodic is not None:
        return periodic
    day = read_day(cursor)
    if day is None:
        return None
    return Day(day, read_trailing_clock(cursor) if minute is None else minute)


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
    ahead = 1
    while ahead < _LONGEST_NUMBER and cursor.peek(ahead).kind == "w":
        ahead += 1
    if cursor.peek().text == "(" and cursor.peek(ahead).text == ")":
        cursor.i += ahead + 1


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
