"""Whether a duty is expected: it may be waived, depend on what has not happened, or be of a unit that does not exist.

None of this is stored. It follows from the plan, from what was recorded and, for units that close, from an instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kehoach._plan import ANY

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["asleep", "below", "dormant", "excused", "lapsed", "unexpected"]


def dormant(board: Board, duty: int) -> bool:
    """Whether a duty waits for an event that is not recorded, and its unit has not reported either."""
    event = board.grid.only_if.get(duty)
    if event is None or board.first_version[duty] or board.past_draft(duty):
        return False
    return event == ANY or not _has_happened(board, event, board.grid.unit_of[duty])


def _has_happened(board: Board, event: str, unit: int) -> bool:
    """Whether an event is recorded, for all or for one unit."""
    if (event, unit) in board.happened:
        return True
    return any(one.on is not None for one in board.plan.events if one.id == event)


def lapsed(board: Board, duty: int, at: int) -> bool:
    """Whether a duty was not met when its unit ceased to exist; what is met stays.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        at: The instant that is asked of, in microseconds since 1970 UTC.
    """
    ends = board.grid.ends_at.get(duty)
    return ends is not None and at >= ends and not board.past_draft(duty)


def unexpected(board: Board, duty: int, at: int) -> bool:
    """Whether a duty is in no gate and no denominator: waived, lapsed, dormant, or of a unit that does not exist."""
    if duty in board.waivers:
        return True
    if board.grid.unconditional:
        return False
    return duty in board.grid.outside or dormant(board, duty) or lapsed(board, duty, at)


def excused(board: Board, duty: int, at: int) -> frozenset[int]:
    """The duties that are not expected in a version of a superior that is sent at an instant."""
    if board.grid.unconditional:
        return board.waivers
    return board.waivers | {one for one in below(board, duty) if unexpected(board, one, at)}


def asleep(board: Board, duty: int) -> frozenset[int]:
    """The duties below one that wait for what has not happened, and are not waived."""
    if not board.grid.only_if:
        return frozenset()
    return frozenset(one for one in below(board, duty) - board.waivers if dormant(board, one))


def below(board: Board, duty: int) -> set[int]:
    """Everything below a duty along its form's edges."""
    grid = board.grid
    seen, border = set[int](), [duty]
    while border:
        here = border.pop()
        more = set(grid.edge_unit[grid.edge_first[here] : grid.edge_first[here + 1]]) - seen
        seen |= more
        border.extend(more)
    return seen
