"""When a step of a script happens, as people write it.

A day alone is 08:00 of it for an act, and its last microsecond for a look, as on the command line. A bound is the last
microsecond on its near side (``before 5/4``, ``by 5/4``) or the first on its far side (``after 5/4``). A span counts
from the step above, and a due may be named by whose it is: ``before the due of commune-1``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal

import attrs

from kehoach._calendar import parse_day
from kehoach._clock import micros
from kehoach._deadline import Deadline, Reading
from kehoach._deadline._due import local_us
from kehoach._deadline._rules import Day, On
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidCommand

__all__ = ["LAST_SIDE", "Bound", "Moment", "Span", "read_day", "read_moment"]

_OPENING: Final = 8 * 60  # minutes after midnight at which a day of acts begins
_DAY_ENDS: Final = 24 * 60
_SECOND: Final = 1_000_000
_UNITS: Mapping[str, int] = {
    "microsecond": 1,
    "micro giây": 1,
    "second": _SECOND,
    "giây": _SECOND,
    "minute": 60 * _SECOND,
    "phút": 60 * _SECOND,
    "hour": 3600 * _SECOND,
    "giờ": 3600 * _SECOND,
    "day": 86_400 * _SECOND,
    "ngày": 86_400 * _SECOND,
    "week": 7 * 86_400 * _SECOND,
    "tuần": 7 * 86_400 * _SECOND,
}
_NAMES: Final = "|".join(_UNITS)
_SPAN: Final = re.compile(rf"(\+|sau\s+)?(\d{{1,9}})\s*({_NAMES})s?(\s+later|\s+sau)?", re.IGNORECASE)
_BOUND: Final = re.compile(
    r"(?:(before|trước|at|on|vào|by|after|sau)\s+)?(?:the\s+)?"
    r"(due|opening|closing|hạn|lúc mở|lúc đóng)\s+(?:of|for|của)\s+(\S+)",
    re.IGNORECASE,
)
_KINDS: Mapping[str, Literal["due", "opening", "closing"]] = {
    "due": "due",
    "hạn": "due",
    "opening": "opening",
    "lúc mở": "opening",
    "closing": "closing",
    "lúc đóng": "closing",
}
LAST_SIDE: Final = frozenset({"before", "trước", "by"})
"""The words before a bound that mean the last microsecond inside it."""
_AFTER: Final = re.compile(r"(?:after|sau)\s+(?:ngày\s+)?(.+)", re.IGNORECASE)
_TRAILING: Final = re.compile(r"(.+?)[T,\s]+(?:at\s+|lúc\s+)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?", re.IGNORECASE)
_LEADING: Final = re.compile(r"(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?\s+(?:on\s+|ngày\s+)?(.+)", re.IGNORECASE)


@attrs.frozen
class Moment:
    """An instant, in microseconds since 1970 UTC."""

    at: int


@attrs.frozen
class Span:
    """A span after the step above, in microseconds."""

    length: int


@attrs.frozen
class Bound:
    """A bound of a duty as it is when the step is done.

    Attributes:
        kind: Its due, its opening, or its closing.
        unit: Whose.
        shift: -1: the last microsecond before it; 0: the first on its other side.
    """

    kind: Literal["due", "opening", "closing"]
    unit: str
    shift: int


def read_moment(text: str, *, zone: str, issued_on: date | None, is_look: bool = False) -> Moment | Span | Bound:
    """When a step happens.

    Args:
        text: What it says.
        zone: The plan's zone.
        issued_on: The day of issue, from which the year of a day follows that states none.
        is_look: Whether nothing is done: then a day means its end.

    Raises:
        InvalidDeadline: It is no time, or a day without a year where none is known.
        InvalidCommand: It is an instant outside the years 1 to 9999, or no time of day.

    >>> (
    ...     read_moment("before 5/4", zone="UTC", issued_on=date(2019, 3, 14)).at
    ...     - read_moment("2019-04-04 23:59:59.999999", zone="UTC", issued_on=None).at
    ... )
    0
    >>> read_moment("2 days later", zone="UTC", issued_on=None)
    Span(length=172800000000)
    >>> read_moment("trước hạn của commune-1", zone="UTC", issued_on=None)
    Bound(kind='due', unit='commune-1', shift=-1)
    """
    said = nfc(text).strip()
    span = _SPAN.fullmatch(said)
    if span is not None and (span[1] or span[4]):
        return Span(int(span[2]) * _UNITS[span[3].lower()])
    bound = _BOUND.fullmatch(said)
    if bound is not None:
        return Bound(_KINDS[bound[2].lower()], bound[3], -1 if (bound[1] or "").lower() in LAST_SIDE else 0)
    return Moment(_instant(said, zone, issued_on, is_look=is_look))


def _instant(said: str, zone: str, issued_on: date | None, *, is_look: bool) -> int:
    exact = _offset(said)
    if exact is not None:
        return exact
    timed = _TRAILING.fullmatch(said)
    if timed is not None:
        return _timed(timed[1], timed.groups()[1:], zone, issued_on)
    timed = _LEADING.fullmatch(said)
    if timed is not None:
        return _timed(timed[5], timed.groups()[:4], zone, issued_on)
    after = _AFTER.fullmatch(said)
    if after is not None:
        return _due(Deadline.parse(f"by {after[1]}", issued_on=issued_on), zone, said)
    deadline = Deadline.parse(said, issued_on=issued_on)
    rule = deadline.rule
    if isinstance(rule, On) and isinstance(rule.first, Day) and rule.last is None:
        minute = rule.first.minute
        if minute is not None:
            return local_us(rule.first.day, minute, zone)
        return local_us(rule.first.day, _DAY_ENDS, zone) - 1 if is_look else local_us(rule.first.day, _OPENING, zone)
    return _due(deadline, zone, said) - 1


def _offset(said: str) -> int | None:
    """The instant of an ISO text with an offset; None where it is another text."""
    try:
        return micros(said)
    except Invalid:
        return None


def _timed(day: str, time: tuple[str | None, ...], zone: str, issued_on: date | None) -> int:
    """A day with a time down to seconds and parts of one."""
    hours, minutes, seconds = (int(figures or 0) for figures in time[:3])
    if hours > 23 or minutes > 59 or seconds > 59:
        raise InvalidCommand(Finding("KH870", {"value": repr(f"{day} {time[0]}:{time[1]}:{time[2]}")}))
    parts = int((time[3] or "").ljust(6, "0"))
    return local_us(read_day(day, issued_on), hours * 60 + minutes, zone) + seconds * _SECOND + parts


def read_day(text: str, issued_on: date | None) -> date:
    """A day; without a year, the first such day not before the day of issue.

    Raises:
        InvalidDeadline: It is no day.
    """
    rule = Deadline.parse(text, issued_on=issued_on).rule
    if isinstance(rule, On) and isinstance(rule.first, Day) and rule.last is None and rule.first.minute is None:
        return rule.first.day
    return parse_day(text)


def _due(deadline: Deadline, zone: str, said: str) -> int:
    """The instant before which it is in time, read literally: what a plan makes of "before" is no matter here."""
    due = None if deadline.anchors else deadline.resolve(Reading(zone=zone)).due_before_us
    if due is None:
        raise InvalidCommand(Finding("KH876", {"value": said[:60]}))
    return due
