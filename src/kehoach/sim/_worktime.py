"""Time as it is worked: a clock that stands still at night, on days off and during leave, and the way back.

Worked time is a rising function of time, straight within each span of work and flat between two. What is begun at an
instant and takes a length of work ends at the earliest instant at which that much more has been worked, never before
it was begun. Instants are in microseconds since the start of the campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach._deadline._reading import zone_of
from kehoach.sim._luck import DAY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

__all__ = ["AROUND_THE_CLOCK", "Axis", "axis_of", "midnight"]

_YEARS: Final = 12
_ENDLESS: Final = 2**62


@attrs.frozen(eq=False)
class Axis:
    """Spans of work, one after the other.

    Attributes:
        begins, ends: Where each span begins and ends, (spans,) int64; empty: work goes on day and night.
        before: How much has been worked before each, (spans,) int64.
        through: How much has been worked at its end, (spans,) int64.
    """

    begins: Whole
    ends: Whole
    before: Whole
    through: Whole

    @property
    def is_plain(self) -> bool:
        """Whether work goes on day and night."""
        return not len(self.begins)

    @property
    def spans(self) -> tuple[Whole, Whole, Whole, Whole]:
        """The four arrays."""
        return self.begins, self.ends, self.before, self.through

    def worked(self, at: Whole) -> Whole:
        """How much has been worked up to instants."""
        if self.is_plain:
            return at
        place = np.searchsorted(self.begins, at, "right") - 1
        return self.before[place] + np.minimum(at, self.ends[place]) - self.begins[place]

    def reached(self, work: Whole) -> Whole:
        """The earliest instants at which so much has been worked."""
        if self.is_plain:
            return work
        place = np.searchsorted(self.through, work, "left")
        return self.begins[place] + work - self.before[place]

    def after(self, at: Whole, length: Whole) -> Whole:
        """The instants at which what was begun ends.

        Args:
            at: When it was begun.
            length: How much work it takes.
        """
        if self.is_plain:
            return at + length
        return np.maximum(at, self.reached(self.worked(at) + length))


_NONE: Final = np.zeros(0, np.int64)
AROUND_THE_CLOCK: Final = Axis(_NONE, _NONE, _NONE, _NONE)


def midnight(day: date, zone: str) -> int:
    """The first instant of a day, in microseconds since 1970 UTC."""
    return round(datetime(day.year, day.month, day.day, tzinfo=zone_of(zone)).timestamp()) * 1_000_000


def axis_of(
    start: int,
    zone: str,
    hours: Sequence[tuple[int, int]],
    works: Callable[[date], bool],
) -> Axis:
    """The axis of the twelve years after a start; beyond them work goes on day and night.

    Args:
        start: The start of the campaign, in microseconds since 1970 UTC.
        zone: The zone of the days.
        hours: The spans of a day in minutes since midnight; empty: the whole day.
        works: Whether a day is worked.
    """
    spans = tuple(_spans(start, zone, hours or ((0, 24 * 60),), works))
    last = max(spans[-1][1] if spans else 0, 1)
    begins = np.array([0, *(one for one, _ in spans), last], np.int64)
    ends = np.array([0, *(two for _, two in spans), _ENDLESS], np.int64)
    through = np.cumsum(ends - begins)
    return Axis(begins, ends, through - (ends - begins), through)


def _spans(
    start: int, zone: str, hours: Iterable[tuple[int, int]], works: Callable[[date], bool]
) -> Iterable[tuple[int, int]]:
    """The spans of work after the start, one by one, cut at it."""
    first = (
        (datetime(1970, 1, 1, tzinfo=zone_of("UTC")) + timedelta(microseconds=start)).astimezone(zone_of(zone)).date()
    )
    hours = tuple(hours)
    for number in range(_YEARS * 366):
        day = first + timedelta(days=number)
        if works(day):
            base, next_day = midnight(day, zone) - start, midnight(day + timedelta(days=1), zone) - start
            for begin, end in hours:  # a day on which clocks change has 23 hours or 25
                one, two = base + begin * (DAY // 1440), min(base + end * (DAY // 1440), next_day)
                if two > 0:
                    yield max(one, 0), two
