"""What an acceptance brings along where the plan takes stragglers up.

A straggler is a report that is accepted while a superior that counts it is past draft. The superior's next version is
opened with the rows of the last, and takes the straggler's row; nothing that was sent changes, and the superior sends
again. Where that cannot be done, because the lifecycle has no such move, something stands against one, or the plan
says `reopen` and the superior is counted already, the straggler waits, as it does under `hold`.
"""

from __future__ import annotations

from typing import Final

from kehoach._engine._guards import counts
from kehoach._engine._unasked import Unasked, has_way, made
from kehoach._lifecycle import ROLES, Flat, Move
from kehoach._plan import Plan
from kehoach._progress import FAR, Board, Line
from kehoach._report import Details

__all__ = ["EXCUSED", "TAKES_UP", "Stragglers"]

TAKES_UP: Final = ("supplement", "reopen")
"""The policies under which stragglers are taken up."""
EXCUSED: Final = frozenset(("reason_given", "not_closed", "not_preparer", "opened"))
"""The guards that ask something of people: a superior's report that is opened for a straggler is opened by nobody."""
_ACCEPTED, _WAIVED = ROLES.index("accepted"), ROLES.index("waived")


class Stragglers:
    """What acceptances bring along in the campaigns of one plan.

    Args:
        plan: The plan; its policy takes stragglers up.
        flat: The lifecycle as arrays.
        unasked: What finds the moves.

    Attributes:
        triggers: The triggers that may bring others along.
    """

    __slots__ = ("_plan", "_ripe", "_unasked", "triggers")

    def __init__(self, plan: Plan, flat: Flat, unasked: Unasked) -> None:
        ripe = [move for move in flat.moves if move.source >= 0 and _ripens(flat, move)]
        self._plan, self._unasked = plan, unasked
        self._ripe = frozenset(move.place for move in ripe)
        self.triggers = frozenset(move.trigger for move in ripe)

    def met(self, board: Board, duty: int, move: Move) -> list[int]:
        """The superiors to which a report that makes a move becomes a straggler: they count it and are past draft.

        Args:
            board: Where everything stands, before the move or after it.
            duty: The number of the duty.
            move: The move.
        """
        if move.place not in self._ripe:
            return []
        roles, states = board.flat.roles, board.state
        return [one for one in board.grid.superiors_of(duty) if 0 < roles[states[one]] < _WAIVED]

    def brought(self, board: Board, duty: int, move: Move, at: int) -> list[Line]:
        """The lines behind an acceptance: of each superior that is opened, its opening and the straggler's row.

        Args:
            board: Where everything stands after the acceptance; changed in place.
            duty: The number of the straggler.
            move: How it was accepted.
            at: The instant, in microseconds since 1970 UTC.
        """
        policy = self._plan.policy.stragglers
        details = Details(reason=f"{policy}: {board.grid.names[duty]} v{board.version[duty]}")
        lines: list[Line] = []
        for superior in self.met(board, duty, move):
            if self._may_open(board, superior, at):
                lines += self._taken_up(board, duty, superior, details, at)
        return lines

    def _may_open(self, board: Board, superior: int, at: int) -> bool:
        """Whether the plan opens a superior: its unit still exists, and what is counted is opened to supplement it."""
        if board.grid.ends_at.get(superior, FAR) <= at:
            return False
        counted = counts(self._plan, board, superior) or board.held_by(superior)
        return self._plan.policy.stragglers == "supplement" or not counted

    def _taken_up(self, board: Board, duty: int, superior: int, details: Details, at: int) -> list[Line]:
        """The opening and the row, made on the board; nothing where one of them cannot be made."""
        actor, trial = board.grid.unit_of[superior], board.copy()
        effect = "correct" if counts(self._plan, board, superior) else "open"
        opening = self._unasked(trial, superior, effect, actor, details, at)
        if not isinstance(opening, Move):
            return []
        made(trial, superior, opening, actor, details, at)
        taking = self._unasked(trial, duty, "row", actor, details, at)
        if not isinstance(taking, Move):
            return []
        return [made(board, superior, opening, actor, details, at), made(board, duty, taking, actor, details, at)]


def _ripens(flat: Flat, move: Move) -> bool:
    """Whether a move makes a report one that superiors take: it accepts it, or ends what comes after acceptance."""
    if not has_way(flat, move.dest, "row"):
        return False
    signed = move.effect is None and flat.roles[move.dest] == _ACCEPTED and not has_way(flat, move.source, "row")
    return move.effect == "accept" or signed
