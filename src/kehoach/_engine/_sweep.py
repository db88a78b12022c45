"""One trigger on many duties at once, over columns: the array path, equal to the way one by one.

It is taken where acts of one trigger do not stand in each other's way: `submit` (unless the plan rejects stragglers),
`review` and `aggregate` and what has their effects, without details that belong to one report, without callables of a
user, under the standard authority. Everything else goes one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import attrs
import numpy as np

from kehoach._engine._guards import CHOOSING, Guard
from kehoach._engine._masks import column, mask_of
from kehoach._lifecycle import Move
from kehoach._plan import Plan
from kehoach._progress import Board
from kehoach._report import Details

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Sweep", "can_sweep", "chosen", "sweep", "swept"]

_INDEPENDENT = ("freeze", "accept", "row")
_USUAL: Mapping[tuple[str, ...], str] = {("unit",): "unit_of", ("lead",): "lead_actor", ("superior",): "lead_actor"}


@attrs.frozen(eq=False)
class Sweep:
    """What one trigger does to many duties; arrays of shape ``(done,)`` in the order in which they were asked.

    Attributes:
        duties: The duties it is done on.
        places: The transition of each.
        versions: The version of each.
        actors: Who acts on each.
        refused: The duties it is refused on.
        spots: Per duty asked, where among those done it stands; -1: refused.
    """

    duties: NDArray[np.int32]
    places: NDArray[np.uint16]
    versions: NDArray[np.uint32]
    actors: NDArray[np.int32]
    refused: tuple[int, ...]
    spots: NDArray[np.int64]

    def lines(self, at: int) -> Iterator[tuple[int, int, int, int, int]]:
        """The lines of the log as numbers: at, duty, version, place, by.

        Args:
            at: The instant, in microseconds since 1970 UTC.
        """
        columns = (self.duties.tolist(), self.versions.tolist(), self.places.tolist(), self.actors.tolist())
        return ((at, *numbers) for numbers in zip(*columns, strict=True))

    def packed(self, at: int) -> NDArray[Any]:
        """The lines of the log, as the log packs them.

        Args:
            at: The instant, in microseconds since 1970 UTC.
        """
        kinds = [("at", "<i8"), ("duty", "<i4"), ("by", "<i4"), ("version", "<u4"), ("place", "<u2")]
        lines = np.empty(len(self.duties), dtype=kinds)
        lines["at"], lines["duty"], lines["by"] = at, self.duties, self.actors
        lines["version"], lines["place"] = self.versions, self.places
        return lines


def can_sweep(plan: Plan, board: Board, trigger: str, duties: Sequence[int]) -> bool:
    """Whether a trigger may be swept over duties: all its moves are plain, and none stands in another's way.

    Open corrections, named persons, and duties with several superiors are left to the way one by one.
    """
    moves = [move for row in board.flat.table for move in row.get(trigger, ())]
    late = plan.policy.stragglers == "reject" and any(move.effect == "freeze" for move in moves)
    if late or board.base or board.persons or not moves:
        return False
    first, asked = column(board.grid.superior_first, "i4"), np.asarray(duties, dtype=np.int32)
    seen = np.zeros(board.grid.n, dtype=bool)
    seen[asked] = True
    lone = bool(np.all(first[asked + 1] - first[asked] <= 1)) and int(seen.sum()) == len(asked)
    return lone and all(move.plain and move.effect in _INDEPENDENT and move.who in _USUAL for move in moves)


def chosen(board: Board, trigger: str, tier: int | None) -> Sequence[int]:
    """The duties in whose state a trigger exists, in official order.

    Args:
        board: Where everything stands.
        trigger: What is to be asked.
        tier: The number of the tier; None: all.
    """
    states = np.array([trigger in row for row in board.flat.table])
    picked: NDArray[np.bool_] = states[column(board.state, "u1")]
    if tier is not None:
        tiers = board.grid.tier_no
        picked &= column(tiers, f"u{getattr(tiers, 'itemsize', 1)}") == tier
    return cast("Sequence[int]", np.flatnonzero(picked))


def sweep(
    board: Board,
    guards: Mapping[str, Guard],
    trigger: str,
    duties: Sequence[int],
    by: int | None,
    details: Details,
    at: int,
) -> Sweep:
    """Decide a trigger on many duties.

    Args:
        board: Where everything stands.
        guards: The built-in guards that can refuse at all.
        trigger: What is asked; `can_sweep` has said yes.
        duties: The numbers of the duties, each once.
        by: The number of the actor; None: who is expected, each.
        details: What every act carries.
        at: The instant, in microseconds since 1970 UTC.
    """
    asked = np.asarray(duties, dtype=np.int32)
    states = column(board.state, "u1")[_pick(asked)]
    found = np.full(len(asked), -1, dtype=np.int64), np.empty(len(asked), dtype=np.int32)
    for number, row in enumerate(board.flat.table):
        spots = np.flatnonzero(states == number)
        if len(spots) and trigger in row:
            _decide(board, row[trigger], asked, spots, guards, (by, details, at), found)
    places, actors = found
    done = places >= 0
    if done.all():
        versions = column(board.version, "u4")[_pick(asked)].copy()
        return Sweep(asked, places.astype(np.uint16), versions, actors, (), np.arange(len(asked)))
    return Sweep(
        duties=asked[done],
        places=places[done].astype(np.uint16),
        versions=column(board.version, "u4")[asked[done]],
        actors=actors[done],
        refused=tuple(asked[~done].tolist()),
        spots=np.where(done, np.cumsum(done) - 1, -1),
    )


def _decide(
    board: Board,
    moves: tuple[Move, ...],
    asked: NDArray[np.int32],
    spots: NDArray[np.intp],
    guards: Mapping[str, Guard],
    act: tuple[int | None, Details, int],
    found: tuple[NDArray[np.int64], NDArray[np.int32]],
) -> None:
    """Fill in the places of the duties that stand in one state: the first candidate whose guards all pass."""
    (by, details, at), (places, actors) = act, found
    duties = asked[spots]
    pick = _pick(duties)
    for move in moves:
        expected = column(getattr(board.grid, _USUAL[move.who]), "i4")[pick]
        who = expected if by is None else np.full(len(duties), by, dtype=np.int32)
        passed = (who == expected) & (places[spots] < 0)
        for name, unless in move.guards:
            if name in guards:  # one that demands says the same under ``unless``; one that chooses says the contrary
                answer = mask_of(name, guards[name])(board, duties, who, details, at)
                passed &= ~answer if unless and name in CHOOSING else answer
        places[spots[passed]] = move.place
        actors[spots[passed]] = who[passed]


def _pick(duties: NDArray[np.int32]) -> slice | NDArray[np.int32]:
    """The cheapest index of the same duties: a slice where they follow each other, as those of a tier do."""
    if len(duties) and duties[-1] - duties[0] == len(duties) - 1 and bool((np.diff(duties) == 1).all()):
        return slice(int(duties[0]), int(duties[-1]) + 1)
    return duties


def swept(board: Board, done: Sweep, at: int) -> None:
    """Make the moves of a sweep on a board: what `Board.apply` does, for all of them.

    Args:
        board: Changed in place.
        done: What was decided.
        at: The instant, in microseconds since 1970 UTC.
    """
    moves = board.flat.moves
    alike = len(done.places) > 0 and bool((done.places == done.places[0]).all())
    for place in [int(done.places[0])] if alike else sorted({int(place) for place in done.places.tolist()}):
        chosen = slice(None) if alike else done.places == place
        duties, versions, actors = done.duties[chosen], done.versions[chosen], done.actors[chosen]
        move, pick = moves[place], _pick(duties)
        if move.effect == "freeze":
            _freeze(board, duties, versions, actors, at)
        elif move.effect == "accept":
            column(board.accepted_version, "u4")[pick] = versions
            column(board.accepted_at, "i8")[pick] = column(board.sent_at, "i8")[pick]
        else:
            column(board.held, "u4")[column(board.lead_edge, "i4")[pick]] = versions
        column(board.state, "u1")[pick] = move.dest
    if len(done.duties):
        board.seq, board.at = board.seq + len(done.duties), at


def _freeze(
    board: Board,
    duties: NDArray[np.int32],
    versions: NDArray[np.uint32],
    actors: NDArray[np.int32],
    at: int,
) -> None:
    pick = _pick(duties)
    column(board.sent_at, "i8")[pick] = at
    first = column(board.first_version, "u4")
    fresh = first[pick] == 0
    first[duties[fresh]] = versions[fresh]
    column(board.first_at, "i8")[duties[fresh]] = at
    column(board.preparer, "i4")[pick] = actors
    below = column(board.grid.edge_first, "i4")
    for duty in duties[below[pick] != below[duties + 1]].tolist():
        board.rows[duty, board.version[duty]] = board.held[below[duty] : below[duty + 1]]
    for duty in set(duties.tolist()) & {*board.dues}:
        board.own_dues[duty, board.version[duty]] = board.dues[duty]
    for duty in set(duties.tolist()) & {*board.cells, *board.texts}:
        board.filed[duty, board.version[duty]] = (board.cells.get(duty, {}), board.texts.get(duty, {}))
