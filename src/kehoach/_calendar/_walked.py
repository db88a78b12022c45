"""A calendar over anything that can say of a day whether it is worked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Protocol, runtime_checkable

import attrs

from kehoach._calendar._names import weekday_name
from kehoach._calendar._rows import DayOff
from kehoach.errors import Finding, InvalidDeadline, Lang

__all__ = ["Walked", "WorkingDays"]

_LONGEST: Final = 400  # days; longer without one working day is no calendar of an office
_SATURDAY: Final = 5
_LAST_ORDINAL: Final = date.max.toordinal()


@runtime_checkable
class WorkingDays(Protocol):
    """Anything that can say of a day whether it is worked; accepted wherever a calendar is asked for."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether the day is worked."""
        ...


@attrs.frozen
class Walked:
    """A calendar over any object with ``is_working_day``; it walks from day to day.

    Attributes:
        of: The object.
    """

    of: WorkingDays
    first: None = attrs.field(default=None, init=False)
    last: None = attrs.field(default=None, init=False)

    @property
    def name(self) -> str:
        """What to call it: the name of its class."""
        return type(self.of).__name__

    def is_working_day(self, day: date) -> bool:
        """Whether the object says that the day is worked."""
        return bool(self.of.is_working_day(day))

    def is_certain(self, day: date) -> bool:
        """Whether the calendar knows the day for certain: always, the object answers for itself."""
        return bool(day)

    def label(self, day: date, lang: Lang = "en") -> str:
        """The weekday; the object gives no names."""
        return weekday_name(day, lang)

    def row(self, day: date) -> DayOff | None:
        """A row without a name when the answer differs from Monday to Friday."""
        works = self.is_working_day(day)
        return None if works == (day.weekday() < _SATURDAY) else DayOff(day, works=works)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day, or before it when n is negative.

        Raises:
            InvalidDeadline: There is none within 400 days (KH253).
        """
        step = 1 if n > 0 else -1
        for _ in range(abs(n)):
            day = self._walk(day, step)
        return day

    def _walk(self, start: date, step: int) -> date:
        ordinal = start.toordinal()
        for distance in range(1, _LONGEST + 1):
            here = ordinal + step * distance
            if 1 <= here <= _LAST_ORDINAL and self.is_working_day(date.fromordinal(here)):
                return date.fromordinal(here)
        raise InvalidDeadline(Finding("KH253", {"calendar": self.name, "days": _LONGEST, "day": start.isoformat()}))

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another; negative when they stand the other way round."""
        if until < after:
            return -self.count(until, after)
        return sum(self.is_working_day(after + timedelta(k + 1)) for k in range((until - after).days))

    def rolled(self, day: date, way: str) -> date:
        """The day itself when worked, else the ``next`` or the ``previous`` working day; unchanged under ``none``."""
        if way == "none" or self.is_working_day(day):
            return day
        return self.add(day, 1 if way == "next" else -1)
