"""Units that close while a campaign runs: what they still owe lapses, what is counted stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import attrs

from kehoach._plan import FAR, Plan, PlanColumns
from kehoach._progress._changes import Changing, done_from

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["closed", "closes_from", "columns_by_now"]


def closes_from(plan: Plan, on: str) -> int:
    """The instant from which a unit that closes on a day does not exist: 24:00 of that day in the plan's zone.

    Args:
        plan: Whose zone.
        on: The day, as an ISO text.

    Returns:
        Microseconds since 1970 UTC.
    """
    return done_from(plan, (date.fromisoformat(on) + timedelta(days=1)).isoformat())


def closed(one: Changing) -> None:
    """Fold a line by which units close; those below them are not closed with them."""
    board, hierarchy = one.board, one.board.plan.hierarchy
    assert hierarchy is not None  # a campaign has units
    until = closes_from(board.plan, one.payload["on"])
    board.closed.update((hierarchy.columns.index[unit], until) for unit in one.payload["units"])
    board.regrid()


def columns_by_now(board: Board) -> PlanColumns:
    """The columns of a board's plan, in which the units that close under way have their end."""
    columns, closed = board.plan.columns, board.closed
    if not closed:
        return columns
    ends = {duty: closed[unit] for duty, unit in enumerate(columns.unit_of) if unit in closed}
    known = columns.ends_at
    return attrs.evolve(columns, ends_at={**known, **{one: min(end, known.get(one, FAR)) for one, end in ends.items()}})
