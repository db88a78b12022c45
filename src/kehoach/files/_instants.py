"""Days and instants as people type them in tables and at a keyboard.

A day alone is 08:00 of it for an act, when offices open. A time without an offset is local to the plan.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from kehoach._clock import from_micros, micros
from kehoach._deadline import parse_day
from kehoach._deadline._due import local_us
from kehoach._deadline._reading import zone_of
from kehoach.errors import Finding, Invalid, InvalidCommand

__all__ = ["OPENING", "act_instant", "day_or_none", "instant_of", "local", "of_serial", "received_instant"]

OPENING: Final = 8 * 60
"""Minutes after midnight at which a day of acts begins."""

_TIMED: Final = re.compile(r"(.+?)[T ]\s*(\d{1,2}):(\d{2})")
_EPOCH_1900: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_SINCE, _UNTIL = date(2000, 1, 1), date(2100, 1, 1)
_MINUTES: Final = 24 * 60


def act_instant(text: str, zone: str) -> int:
    """When an act is done, in microseconds since 1970 UTC; a day alone means 08:00.

    Args:
        text: A day, a day and a time of the plan's zone, or an ISO instant with its offset.
        zone: The plan's zone.

    Raises:
        Invalid: It is none of these.
    """
    day = day_or_none(text)
    return local_us(day, OPENING, zone) if day is not None else instant_of(text, zone)


def received_instant(text: str, zone: str, now: int | None = None) -> int:
    """When a paper came in; the day of the act itself means 08:00, or now if that is earlier.

    Args:
        text: As in `act_instant`.
        zone: The plan's zone.
        now: The instant of the act, in microseconds since 1970 UTC; None: not known yet.

    Raises:
        Invalid: It is no day and no instant.
    """
    when = act_instant(text, zone)
    day = day_or_none(text) if now is not None else None
    return min(when, now) if now is not None and day is not None and day == local(now, zone).date() else when


def instant_of(text: str, zone: str) -> int:
    """The instant of a text that is more than a day.

    Raises:
        Invalid: It is no instant; the findings say what is wrong with its day or time.
    """
    try:
        return micros(text)
    except Invalid:
        pass
    timed = _TIMED.fullmatch(text.strip())
    if timed is None:
        parse_day(text)  # raises, and says what is wrong with the day
    elif int(timed[2]) < 24 and int(timed[3]) < 60:
        return local_us(parse_day(timed[1]), int(timed[2]) * 60 + int(timed[3]), zone)
    raise InvalidCommand(Finding("KH870", {"value": repr(text)}))


def local(instant: int, zone: str) -> datetime:
    """The local time of an instant in microseconds since 1970 UTC."""
    return from_micros(instant).astimezone(zone_of(zone))


def day_or_none(text: str) -> date | None:
    """The day that a text is; None where it says more, or is none."""
    try:
        return parse_day(text)
    except Invalid:
        return None


def of_serial(serial: float, *, since_1904: bool = False) -> datetime | None:
    """The local time that Excel counts as a number of days; None outside the years 2000 to 2099.

    Args:
        serial: Days since the end of 1899, or since the beginning of 1904; a fraction is a time of the day.
        since_1904: Which of the two the workbook says.

    >>> of_serial(43558)
    datetime.datetime(2019, 4, 3, 0, 0)
    """
    if not 0 <= serial < 100_000:
        return None
    minutes = round(serial * _MINUTES)
    day = (_EPOCH_1904 if since_1904 else _EPOCH_1900) + timedelta(days=minutes // _MINUTES)
    if not _SINCE <= day < _UNTIL:
        return None
    return datetime(day.year, day.month, day.day, *divmod(minutes % _MINUTES, 60))  # noqa: DTZ001  # local to the plan
