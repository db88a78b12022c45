"""Counting working days in constant time: a prefix sum where days differ from their weekday, plain weeks elsewhere."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import accumulate

import attrs

__all__ = ["WorkTable"]

_WEEK = 7


@attrs.frozen(eq=False)
class WorkTable:
    """How many days up to each day are worked, and which day has which place among them.

    Days are ordinals: 1 is 1-1-1, a Monday.

    Attributes:
        week: The weekdays worked, Monday = 0, in order.
        start: The first ordinal of the table.
        through: Working days from 1-1-1 to the day before `start`, to `start`, and so on.
        worked: The working days of the table.
    """

    week: tuple[int, ...]
    start: int
    through: array[int]
    worked: array[int]

    @classmethod
    def of(cls, week: tuple[int, ...], exceptions: Mapping[int, bool]) -> WorkTable:
        """The table of a week and of the days that differ from it (ordinal: worked or not)."""
        weekly = tuple(sorted(set(week)))
        start, stop = (min(exceptions), max(exceptions) + 1) if exceptions else (1, 1)
        works = bytearray((ordinal - 1) % _WEEK in weekly for ordinal in range(start, stop))
        for ordinal, is_worked in exceptions.items():
            works[ordinal - start] = is_worked
        through = array("q", accumulate(works, initial=_weekly_through(weekly, start - 1)))
        return cls(weekly, start, through, array("q", (k for k, one in enumerate(works, start) if one)))

    def count(self, ordinal: int) -> int:
        """Working days from 1-1-1 up to and with a day.

        >>> WorkTable.of((0, 1, 2, 3, 4), {}).count(14)
        10
        """
        place = ordinal - self.start + 1
        if place < 0:
            return _weekly_through(self.week, ordinal)
        if place < len(self.through):
            return self.through[place]
        past = self.start + len(self.through) - 2
        return self.through[-1] + _weekly_through(self.week, ordinal) - _weekly_through(self.week, past)

    def ranked(self, rank: int) -> int:
        """The working day with a rank, the first since 1-1-1 having rank 1.

        >>> WorkTable.of((0, 1, 2, 3, 4), {}).ranked(6)
        8
        """
        before = self.through[0]
        if rank <= before:
            return self._weekly_ranked(rank)
        if rank <= self.through[-1]:
            return self.worked[rank - before - 1]
        past = self.start + len(self.through) - 2
        return self._weekly_ranked(rank - self.through[-1] + _weekly_through(self.week, past))

    def _weekly_ranked(self, rank: int) -> int:
        weeks, rest = divmod(rank - 1, len(self.week))
        return weeks * _WEEK + self.week[rest] + 1


def _weekly_through(week: tuple[int, ...], ordinal: int) -> int:
    """Working days of plain weeks up to and with a day."""
    weeks, rest = divmod(ordinal, _WEEK)
    return weeks * len(week) + sum(day < rest for day in week)
