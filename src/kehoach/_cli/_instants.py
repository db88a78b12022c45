"""Days and instants as they are typed at a keyboard.

A day alone is 08:00 of it for an act, when offices open, and its end for a question: "how did it stand on 4 April" asks
about everything that came in on that day. A time without an offset is local to the plan.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

import click

from kehoach._clock import from_micros, micros
from kehoach._deadline import parse_day
from kehoach._deadline._due import local_us
from kehoach._deadline._reading import zone_of
from kehoach.errors import Invalid

__all__ = ["OPENING", "act_instant", "end_of", "local", "received_instant"]

OPENING: Final = 8 * 60
"""Minutes after midnight at which a day of acts begins."""

_TIMED: Final = re.compile(r"(.+?)[T ]\s*(\d{1,2}):(\d{2})")


def act_instant(text: str, zone: str, *, option: str = "--at") -> int:
    """When an act is done, in microseconds since 1970 UTC; a day alone means 08:00.

    Args:
        text: A day, a day and a time of the plan's zone, or an ISO instant with its offset.
        zone: The plan's zone.
        option: Which option it is, for the message.

    Raises:
        BadParameter: It is none of these.
    """
    day = _day(text)
    return local_us(day, OPENING, zone) if day is not None else _instant(text, zone, option)


def end_of(text: str, zone: str, *, option: str = "--at") -> int:
    """The instant a question is about, in microseconds since 1970 UTC; a day alone means its last microsecond.

    Args:
        text: As in `act_instant`.
        zone: The plan's zone.
        option: Which option it is, for the message.

    Raises:
        BadParameter: It is no day and no instant.
    """
    day = _day(text)
    return local_us(day + timedelta(days=1), 0, zone) - 1 if day is not None else _instant(text, zone, option)


def received_instant(text: str, zone: str, now: int, *, option: str = "--received-at") -> int:
    """When a paper came in; the day of the act itself means 08:00, or now if that is earlier.

    Args:
        text: As in `act_instant`.
        zone: The plan's zone.
        now: The instant of the act, in microseconds since 1970 UTC.
        option: Which option it is, for the message.
    """
    when = act_instant(text, zone, option=option)
    day = _day(text)
    return min(when, now) if day is not None and day == local(now, zone).date() else when


def local(instant: int, zone: str) -> datetime:
    """The local time of an instant in microseconds since 1970 UTC."""
    return from_micros(instant).astimezone(zone_of(zone))


def _day(text: str) -> date | None:
    """The day that a text is; None where it says more, or is none."""
    try:
        return parse_day(text)
    except Invalid:
        return None


def _instant(text: str, zone: str, option: str) -> int:
    try:
        return micros(text)
    except Invalid:
        pass
    timed = _TIMED.fullmatch(text.strip())
    try:
        if timed is None:
            parse_day(text)  # raises, and says what is wrong with the day
        elif int(timed[2]) < 24 and int(timed[3]) < 60:
            return local_us(parse_day(timed[1]), int(timed[2]) * 60 + int(timed[3]), zone)
    except Invalid as error:
        said = "; ".join(f"{finding.text()}; {finding.remedy()}".rstrip("; ") for finding in error.findings)
        raise click.BadParameter(said, param_hint=option) from error
    raise click.BadParameter(f"{text!r} has no such time of day; write 14:30", param_hint=option)
