"""The way down to a report: everything above it that is past draft, opened from the top, in one act.

A figure deep down is wrong, and everything above rests on it. What counts stays while its correction is open; so the
superiors are opened first, each by a correction where its version counts and by a return where it does not, and the
report last. Then it is corrected and goes up again as always.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs

from kehoach._engine._guards import counts
from kehoach._engine._question import Question
from kehoach._engine._unasked import Unasked, has_way, made
from kehoach._lifecycle import ROLES, Move, label
from kehoach._plan import Plan
from kehoach._progress import Board, Line, stands_over
from kehoach._report import Details
from kehoach.errors import Blocker

__all__ = ["REOPEN_PATH", "opener", "path_of", "reopened", "standing_to_reopen"]

REOPEN_PATH: Final = "reopen_path"
"""What an authority is asked for."""
_WAIVED = ROLES.index("waived")


def path_of(board: Board, duty: int) -> list[int]:
    """A duty and all above it, as far as they are past draft; superiors first."""
    roles, grid = board.flat.roles, board.grid
    met = {duty} | _above(board, duty)
    past = [one for one in met if 0 < roles[board.state[one]] < _WAIVED]
    return sorted(past, key=lambda one: (-grid.generation[one], one))


def _above(board: Board, duty: int) -> set[int]:
    seen, border = set[int](), [duty]
    while border:
        fresh = set(board.grid.superiors_of(border.pop())) - seen
        seen |= fresh
        border.extend(fresh)
    return seen


def _tops(board: Board, path: Sequence[int]) -> list[int]:
    """The reports of a path above which none is opened."""
    opened = set(path)
    return [one for one in path if not opened & _above(board, one)]


def _entitled(board: Board, actor: int, tops: Sequence[int]) -> bool:
    """Whether an actor owes each of some reports, receives it, or stands above."""
    grid = board.grid
    return all(
        actor in (grid.unit_of[top], grid.lead_actor[top]) or stands_over(board.plan, actor, grid.unit_of[top])
        for top in tops
    )


def opener(board: Board, duty: int) -> int:
    """Whom it is for to open the way down to a duty: the unit of the topmost report, or one above all of them."""
    grid, tops = board.grid, _tops(board, path_of(board, duty))
    actor = grid.unit_of[tops[0] if tops else duty]
    if _entitled(board, actor, tops):
        return actor
    above = [top for top in tops if _entitled(board, grid.lead_actor[top], tops)]
    return grid.lead_actor[above[0]] if above else grid.units


def standing_to_reopen(asked: Question) -> tuple[Blocker, ...]:
    """Why an actor may not open the way down to a report under the standard authority; empty when it may."""
    board, actors = asked.board, asked.actors
    tops = _tops(board, path_of(board, asked.duties[0]))
    if _entitled(board, asked.actor, tops):
        return ()
    words = {"trigger": label(REOPEN_PATH), "trigger_vi": label(REOPEN_PATH, "vi")}
    expected = tuple(actors.name(board.grid.unit_of[top]) for top in tops)
    return (Blocker("not_yours", {"by": actors.name(asked.actor), "expected": expected, **words}),)


def reopened(
    plan: Plan, board: Board, duty: int, by: int, details: Details, at: int, unasked: Unasked
) -> tuple[list[Line], list[Blocker]]:
    """Open everything on the way down to a duty; the lines of the log, or what stands against it as a whole.

    Args:
        plan: The plan.
        board: A board of its own, changed in place.
        duty: The number of the duty.
        by: The number of who acts.
        details: What the lines carry; the command id stands on the first alone.
        at: The instant, in microseconds since 1970 UTC.
        unasked: What finds the moves.
    """
    path, lines = path_of(board, duty), list[Line]()
    blockers = [] if details.reason and details.reason.strip() else [Blocker("reason_missing")]
    if not path:
        blockers.append(Blocker("nothing_to_open", {"unit": board.grid.names[duty]}))
    for one in path:
        found = unasked(board, one, _effect(plan, board, one), by, details, at)
        if isinstance(found, Move):
            lines.append(made(board, one, found, by, details, at))
            details = attrs.evolve(details, command_id=None)
        else:
            blockers += [_on_the_way(board, one, blocker) for blocker in found if blocker.code != "reason_missing"]
    return lines, blockers


def _effect(plan: Plan, board: Board, duty: int) -> str:
    """How a report is opened: what counts is corrected, else it is returned, or recalled where nobody returns it."""
    if counts(plan, board, duty):
        return "correct"
    return "open" if has_way(board.flat, board.state[duty], "open") else "recall"


def _on_the_way(board: Board, duty: int, blocker: Blocker) -> Blocker:
    """What stands against opening one of several reports, with the name of that one."""
    values = {"unit": board.grid.names[duty], "why": blocker.text("en"), "why_vi": blocker.text("vi")}
    return Blocker("on_the_way", values)
