"""Times of day in a phrase.

::

    clock = hour "giờ" [minutes ["phút"]] | hour "h" [minutes] | hour ":" minutes [am | pm] | hour (am | pm)
"""

from __future__ import annotations

from kehoach._calendar._days import Cursor
from kehoach._calendar._tokens import refuse
from kehoach._deadline._rules import DAY_ENDS

__all__ = ["read_clock", "read_leading_clock", "read_trailing_clock"]


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


def read_leading_clock(cursor: Cursor) -> int | None:
    """Take a time of day before a day, and what joins the two."""
    minute = read_clock(cursor)
    if minute is not None:
        for word in (",", "vào", "on", "của", "of"):
            cursor.took(word)
    return minute


def read_trailing_clock(cursor: Cursor) -> int | None:
    """Take a time of day after a day, and what joins the two."""
    back = cursor.i
    for word in (",", "vào", "lúc", "at", "t"):
        cursor.took(word)
    minute = read_clock(cursor)
    if minute is None:
        cursor.i = back
    return minute
