"""From when to when units exist, and which of their duties that leaves.

A duty is owed for a while: the period it is for, or, where it is owed once, the days from the issue of the directive to
its due. Whether a unit that exists only for a part of that owes it is a matter of policy, named in the plan.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from kehoach._deadline import Due
from kehoach._deadline._reading import zone_of

if TYPE_CHECKING:
    from kehoach._plan._graphs import FormGraph

__all__ = ["Lives"]


@attrs.frozen(eq=False)
class Lives:
    """The days of units, and what a plan makes of them.

    Attributes:
        opened: The first day of each unit that has one, by its number.
        closed: The day from which each unit does not exist any more, where there is one.
        denominator: Which units owe a duty; see `Policy`.
        issued: The first day of what is owed once; None: not known.
        zone: The zone in which days begin.
    """

    opened: Mapping[int, date]
    closed: Mapping[int, date]
    denominator: str
    issued: date | None
    zone: str

    def owes(self, unit: int, first: date | None, cutoff: date | None) -> bool:
        """Whether a unit owes what is for some days; a bound that is None is not known, and excludes nobody.

        >>> lives = Lives({1: date(2019, 3, 10)}, {2: date(2019, 3, 20)}, "open_on_cutoff", None, "UTC")
        >>> march = date(2019, 3, 1), date(2019, 3, 31)
        >>> [lives.owes(unit, *march) for unit in (0, 1, 2)]
        [True, True, False]
        >>> [attrs.evolve(lives, denominator="full_window").owes(unit, *march) for unit in (0, 1, 2)]
        [True, False, False]
        >>> [attrs.evolve(lives, denominator="any_overlap").owes(unit, *march) for unit in (0, 1, 2)]
        [True, True, True]
        """
        opened, closed = self.opened.get(unit, date.min), self.closed.get(unit, date.max)
        if self.denominator == "full_window":
            return opened <= (first or cutoff or date.max) and (cutoff or first or date.min) < closed
        if self.denominator == "open_on_cutoff" and cutoff is not None:
            return opened <= cutoff < closed
        return opened <= (cutoff or date.max) and (first or date.min) < closed

    def outside(self, graphs: Sequence[FormGraph], dues: Mapping[tuple[int, int], Due]) -> frozenset[int]:
        """The numbers of the duties whose unit does not exist when they would be owed.

        Args:
            graphs: Who owes what, form by form.
            dues: The due of some terms of a form, by their places.
        """
        if not self.opened and not self.closed:
            return frozenset()
        return frozenset(self._outside(graphs, dues))

    def _outside(self, graphs: Sequence[FormGraph], dues: Mapping[tuple[int, int], Due]) -> Iterator[int]:
        base, dated = 0, {*self.opened, *self.closed}
        for place, graph in enumerate(graphs):
            for duty, unit in enumerate(graph.units):
                if unit in dated:
                    period, due = graph.form.period, dues[place, graph.numbers[duty]]
                    first = self.issued if period is None else period.first
                    cutoff = due.last_day if period is None else period.last
                    if not self.owes(unit, first, cutoff):
                        yield base + duty
            base += graph.n

    def ends(self, unit_of: array[int]) -> dict[int, int]:
        """For each duty of a unit that closes, the instant from which it does not exist, in microseconds UTC."""
        if not self.closed:
            return {}
        return {duty: self.start_of(self.closed[unit]) for duty, unit in enumerate(unit_of) if unit in self.closed}

    def start_of(self, day: date) -> int:
        """The first instant of a day in the plan's zone, in microseconds since 1970 UTC."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone_of(self.zone))
        return round(midnight.timestamp()) * 1_000_000
