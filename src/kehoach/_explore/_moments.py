"""Time as a few moments: what may be done changes at openings, dues and closings, and nowhere between them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

import attrs

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._plan import Plan
from kehoach._progress import FAR, NEAR, done_from

__all__ = ["Moments", "moments_of"]

_DAY: Final = 86_400_000_000  # microseconds
_MORNING: Final = _DAY // 3  # of a day: 08:00
_UNDATED: Final = date(2020, 1, 6)  # a Monday: when the acts of a plan without any date are done
_GIVEN: Final = 7  # days behind the last moment: until when an extension gives time


@attrs.frozen
class Moments:
    """The instants that are told apart.

    Attributes:
        instants: One for each stretch of time between two bounds, in microseconds since 1970 UTC.
        later: The due that an extension or a return gives, as text.
        later_us: The same as an instant, exclusive, in microseconds since 1970 UTC.
    """

    instants: tuple[int, ...]
    later: str
    later_us: int

    def __len__(self) -> int:
        return len(self.instants)


def moments_of(plan: Plan, *, still: bool) -> Moments:
    """The moments of a plan.

    Args:
        plan: The plan.
        still: Whether time stands still: all is done before the first bound that is not an opening.
    """
    opens, bounds = {*_openings(plan)}, sorted({*_bounds(plan)})
    zone = zone_of(plan.reading.zone)
    if not bounds:
        begins = plan.directive.issued_on or _UNDATED
        instants: tuple[int, ...] = (done_from(plan, begins.isoformat()) + _MORNING,)
    else:
        instants = (bounds[0] - _DAY, *bounds)
    if still:
        instants = (max([instants[0], *(one for one in opens if one < FAR)]),)
    last = from_micros(instants[-1]).astimezone(zone).date() + timedelta(days=_GIVEN)
    return Moments(instants, f"before {last.isoformat()}", done_from(plan, last.isoformat()))


def _openings(plan: Plan) -> Iterator[int]:
    return (one for one in plan.columns.opens_at if NEAR < one < FAR)


def _bounds(plan: Plan) -> Iterator[int]:
    """The instants from which something else may be done, or is late."""
    columns, day = plan.columns, plan.policy.quorum_from
    yield from _openings(plan)
    for column in (columns.due_before, columns.closes_at):
        yield from (one for one in column if one < FAR)
    if day is not None:
        yield done_from(plan, day.isoformat())
