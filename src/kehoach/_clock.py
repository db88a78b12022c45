"""Time is an argument: a clock says which microsecond it is, and nothing else in the library reads one.

Inside, an instant is an `int` of microseconds since 1970 in UTC: it adds, compares and stores exactly. People's
instants (a text with an offset, a `datetime` with a zone) become one at the door, and a naive one is refused there.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol, runtime_checkable

from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidCommand

__all__ = ["Clock", "Instant", "ManualClock", "SystemClock", "from_micros", "micros"]

Instant = str | datetime | int
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1)
# A day short of what a `datetime` holds, so that every instant has a local day in every zone.
_FIRST = (datetime.min.replace(tzinfo=UTC) + _DAY - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _DAY - _EPOCH) // _MICROSECOND


@runtime_checkable
class Clock(Protocol):
    """What tells the time: the instant now, in microseconds since 1970-01-01T00:00Z."""

    def now(self) -> int:
        """The instant now, in microseconds since 1970-01-01T00:00Z."""
        ...  # pragma: no cover - the body of a protocol


def micros(instant: Instant, *, path: str = "") -> int:
    """An instant in microseconds since 1970-01-01T00:00Z.

    Args:
        instant: An ISO text with an offset, a `datetime` with a zone, or microseconds as they are.
        path: Which argument it is, for the message.

    Raises:
        InvalidCommand: It is naive (no offset, no zone), a day without a time, outside the years 1 to 9999, or no
            instant at all.

    >>> micros("1970-01-01T07:00:01+07:00")
    1000000
    """
    if isinstance(instant, int) and not isinstance(instant, bool):
        return _within(instant, instant, path)
    moment = _parsed(instant, path) if isinstance(instant, str) else instant
    if not isinstance(moment, datetime):
        raise InvalidCommand(Finding("KH502", {"value": shown(instant)}, path=path))
    offset = moment.utcoffset()
    if offset is None:
        raise InvalidCommand(Finding("KH501", {"value": str(instant)}, path=path))
    since = datetime.combine(moment.date(), moment.time(), UTC) - _EPOCH - offset
    return _within(since // _MICROSECOND, instant, path)


def _within(moment: int, instant: Instant, path: str) -> int:
    """The instant, where a `datetime` of any zone can hold it."""
    if _FIRST <= moment <= _LAST:
        return moment
    raise InvalidCommand(Finding("KH502", {"value": shown(instant)}, path=path))


def _parsed(text: str, path: str) -> datetime:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidCommand(Finding("KH502", {"value": shown(text)}, path=path)) from error


def from_micros(instant: int) -> datetime:
    """The `datetime` in UTC of an instant in microseconds.

    >>> from_micros(1000000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return _EPOCH + timedelta(microseconds=instant)


class SystemClock:
    """The clock of the machine."""

    __slots__ = ()

    def now(self) -> int:
        """The instant now, in microseconds since 1970-01-01T00:00Z."""
        return time.time_ns() // 1000

    def __repr__(self) -> str:
        return "SystemClock()"


class ManualClock:
    """A clock that stands until it is moved: for tests, for simulation, for entering what happened before.

    Args:
        start: Where it stands: an ISO text with an offset, a `datetime` with a zone, or microseconds.

    >>> clock = ManualClock("2019-03-20T08:00+07:00")
    >>> clock.advance(days=1, hours=2)
    >>> clock
    ManualClock('2019-03-21T03:00:00+00:00')
    """

    __slots__ = ("_now",)

    def __init__(self, start: Instant) -> None:
        self._now = micros(start, path="start")

    def now(self) -> int:
        """Where the clock stands, in microseconds since 1970-01-01T00:00Z."""
        return self._now

    def set(self, instant: Instant) -> None:
        """Move the clock to an instant.

        Raises:
            InvalidCommand: The instant is before where the clock stands, or naive.
        """
        moved = micros(instant, path="instant")
        if moved < self._now:
            raise InvalidCommand(
                Finding("KH503", {"value": str(from_micros(moved)), "now": str(from_micros(self._now))})
            )
        self._now = moved

    def advance(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Move the clock forward by days of 24 hours, hours, minutes and seconds.

        Raises:
            InvalidCommand: The sum is negative.
        """
        span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self.set(self._now + span // _MICROSECOND)

    def __repr__(self) -> str:
        return f"ManualClock({from_micros(self._now).isoformat()!r})"
