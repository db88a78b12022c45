"""One trigger on many duties at once, over columns: the array path, equal to the way one by one.

It is taken where acts of one trigger do not stand in each other's way: `submit` (unless the plan rejects stragglers),
`review` and `aggregate` and what has their effects, without details that belong to one report, without callables of a
user, under the standard authority. Everything else goes one by one.

Where all duties stand in one state and nothing stands against any of them, as in a tier that is ready, a few
comparisons of whole slices tell so, and no duty is looked at by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

import attrs
import numpy as np

from kehoach._engine._glance import Run, nothing_against, run_of
from kehoach._engine._guards import CHOOSING, Guard
from kehoach._engine._masks import column, mask_of
from kehoach._engine._stragglers import TAKES_UP
from kehoach._lifecycle import Move
from kehoach._plan import Plan
from kehoach._progress import Board
from kehoach._report import Details

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Run", "Sweep", "can_sweep", "chosen", "run_of", "sweep", "swept"]

_INDEPENDENT = ("freeze", "accept", "row")
_USUAL: Mapping[tuple[str, ...], str] = {("unit",): "unit_of", ("lead",): "lead_actor", ("superior",): "lead_actor"}
_LINE = np.dtype([("at", "<i8"), ("duty", "<i4"), ("by", "<i4"), ("version", "<u4"), ("place", "<u2")])


@attrs.frozen(eq=False)
class Sweep:
    """What one trigger does to many duties; arrays of shape ``(done,)`` in the order in which they were asked.

    Attributes:
        run: The duties it is done on.
        places: The transition of each; one number where it is the same for all.
        versions: The version of each.
        actors: Who acts on each.
        refused: The duties it is refused on.
        spots: Per duty asked, where among those done it stands, -1: refused; None: each is done.
    """

    run: Run
    places: NDArray[np.uint16] | int
    versions: NDArray[np.uint32]
    actors: NDArray[np.int32]
    refused: tuple[int, ...] = ()
    spots: NDArray[np.int64] | None = None

    def lines(self, at: int) -> Iterator[tuple[int, int, int, int, int]]:
        """The lines of the log as numbers: at, duty, version, place, by.

        Args:
            at: The instant, in microseconds since 1970 UTC.
        """
        places = np.broadcast_to(np.asarray(self.places), self.versions.shape)
        columns = (self.run.duties.tolist(), self.versions.tolist(), places.tolist(), self.actors.tolist())
        return ((at, *numbers) for numbers in zip(*columns, strict=True))

    def packed(self, at: int) -> memoryview:
        """The bytes of the lines, as the log packs them.

        Args:
            at: The instant, in microseconds since 1970 UTC.
        """
        lines = np.empty(len(self.run.duties), dtype=_LINE)
        lines["at"], lines["duty"], lines["by"] = at, self.run.duties, self.actors
        lines["version"], lines["place"] = self.versions, self.places
        return lines.view(np.uint8).data


def can_sweep(plan: Plan, board: Board, trigger: str, run: Run) -> bool:
    """Whether a trigger may be swept over duties: all its moves are plain, and none stands in another's way.

    Open corrections, named persons, acts that are done on a day of their own, what is sent where not everybody is
    expected or something waits for something, and duties with several superiors are left to the way one by one.
    """
    moves = [move for row in board.flat.table for move in row.get(trigger, ())]
    if not moves or board.base or board.persons or board.hands:
        return False
    if any(move.effect == "freeze" for move in moves) and not _may_be_sent_at_once(plan, board, run):
        return False
    if plan.policy.stragglers in TAKES_UP and any(move.effect == "accept" for move in moves):
        return False  # an acceptance may bring others along
    if not all(move.plain and move.effect in _INDEPENDENT and move.who in _USUAL for move in moves):
        return False
    first = column(board.grid.superior_first, "i4")
    if run.span is not None:
        return bool((np.diff(first[run.span.start : run.span.stop + 1]) <= 1).all())
    seen = np.zeros(board.grid.n, dtype=bool)
    seen[run.duties] = True
    return bool((first[run.duties + 1] - first[run.duties] <= 1).all()) and int(seen.sum()) == len(run.duties)


def _may_be_sent_at_once(plan: Plan, board: Board, run: Run) -> bool:
    """Whether none of the duties waits for another of them, and each is sent at the instant at which it is written."""
    if plan.policy.stragglers == "reject" or not plan.order.is_plain:
        return False
    if board.waivers or not board.grid.unconditional:
        return False  # who is expected may follow from who has sent, and whoever is left alone says so itself
    acts, form_of = board.grid.acts, board.grid.form_of
    return not acts or not any(form_of[duty] in acts for duty in run.duties.tolist())


def chosen(board: Board, trigger: str, tier: int | None) -> Sequence[int]:
    """The duties in whose state a trigger exists, in official order.

    Args:
        board: Where everything stands.
        trigger: What is to be asked.
        tier: The number of the tier; None: all.
    """
    tiers, states = board.grid.tier_no, column(board.state, "u1")
    every = slice(0, board.grid.n)
    within, of = (every, None) if tier is None else _within(column(tiers, f"u{getattr(tiers, 'itemsize', 1)}"), tier)
    states = states[within]
    if of is None and len(states) and bool((states == states[0]).all()):
        return range(within.start, within.stop) if trigger in board.flat.table[int(states[0])] else range(0)
    possible = np.array([trigger in row for row in board.flat.table])[states]
    return cast("Sequence[int]", np.flatnonzero(possible if of is None else possible & of) + within.start)


def _within(tiers: NDArray[np.uint16], tier: int) -> tuple[slice, NDArray[np.bool_] | None]:
    """Where a tier is: a slice that is all of it; or all duties, and which of them are of it."""
    of = tiers == tier
    start, count = int(of.argmax()), int(np.count_nonzero(of))
    if of[start : start + count].all():
        return slice(start, start + count), None
    return slice(0, len(of)), of


def sweep(
    board: Board,
    guards: Mapping[str, Guard],
    trigger: str,
    run: Run,
    by: int | None,
    details: Details,
    at: int,
) -> Sweep:
    """Decide a trigger on many duties.

    Args:
        board: Where everything stands.
        guards: The built-in guards that can refuse at all.
        trigger: What is asked; `can_sweep` has said yes.
        run: The duties, each once.
        by: The number of the actor; None: who is expected, each.
        details: What every act carries; `NOTHING` may be told at a glance.
        at: The instant, in microseconds since 1970 UTC.
    """
    states = column(board.state, "u1")[run.pick]
    if by is None and len(states) and bool((states == states[0]).all()):
        row = board.flat.table[int(states[0])]
        ready = _ready(board, row[trigger][0], run, guards, at) if trigger in row else None
        if ready is not None:
            return ready
    return _sifted(board, guards, trigger, run, states, (by, details, at))


def _ready(board: Board, move: Move, run: Run, guards: Mapping[str, Guard], at: int) -> Sweep | None:
    """One move on all duties, where nothing stands against any of them; None where that takes more to tell."""
    actors = column(getattr(board.grid, _USUAL[move.who]), "i4")[run.pick]
    for name, unless in move.guards:
        if name in guards:
            chooses = unless and name in CHOOSING
            if chooses or not nothing_against(name, guards[name], board, run, actors, at):
                return None
    return Sweep(run, move.place, column(board.version, "u4")[run.pick], actors)


def _sifted(
    board: Board,
    guards: Mapping[str, Guard],
    trigger: str,
    run: Run,
    states: NDArray[np.uint8],
    act: tuple[int | None, Details, int],
) -> Sweep:
    """Decide state by state, every guard as a mask."""
    found = np.full(len(states), -1, dtype=np.int64), np.empty(len(states), dtype=np.int32)
    for number, row in enumerate(board.flat.table):
        spots = np.flatnonzero(states == number)
        if len(spots) and trigger in row:
            _decide(board, row[trigger], run.duties, spots, guards, act, found)
    places, actors = found
    done = places >= 0
    every = bool(done.all())
    moved = run if every else run_of(cast("Sequence[int]", run.duties[done]))
    return Sweep(
        run=moved,
        places=places[done].astype(np.uint16),
        versions=column(board.version, "u4")[moved.pick],
        actors=actors[done],
        refused=() if every else tuple(run.duties[~done].tolist()),
        spots=None if every else np.where(done, np.cumsum(done) - 1, -1),
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
    for move in moves:
        expected = column(getattr(board.grid, _USUAL[move.who]), "i4")[duties]
        who = expected if by is None else np.full(len(duties), by, dtype=np.int32)
        passed = (who == expected) & (places[spots] < 0)
        for name, unless in move.guards:
            if name in guards:  # one that demands says the same under ``unless``; one that chooses says the contrary
                answer = mask_of(name, guards[name])(board, duties, who, details, at)
                passed &= ~answer if unless and name in CHOOSING else answer
        places[spots[passed]] = move.place
        actors[spots[passed]] = who[passed]


def swept(board: Board, done: Sweep, at: int) -> None:
    """Make the moves of a sweep on a board: what `Board.apply` does, for all of them.

    Args:
        board: Changed in place.
        done: What was decided.
        at: The instant, in microseconds since 1970 UTC.
    """
    if isinstance(done.places, int):
        _move(board, board.flat.moves[done.places], done.run, done.versions, done.actors, at)
    else:
        for place in sorted({int(place) for place in done.places.tolist()}):
            those = done.places == place
            run = run_of(cast("Sequence[int]", done.run.duties[those]))
            _move(board, board.flat.moves[place], run, done.versions[those], done.actors[those], at)
    if len(done.run.duties):
        board.seq, board.at = board.seq + len(done.run.duties), at


def _move(board: Board, move: Move, run: Run, versions: NDArray[np.uint32], actors: NDArray[np.int32], at: int) -> None:
    if move.effect == "freeze":
        _freeze(board, run, versions, actors, at)
    elif move.effect == "accept":
        column(board.accepted_version, "u4")[run.pick] = versions
        column(board.accepted_at, "i8")[run.pick] = column(board.sent_at, "i8")[run.pick]
    else:
        column(board.held, "u4")[column(board.lead_edge, "i4")[run.pick]] = versions
    column(board.state, "u1")[run.pick] = move.dest


def _freeze(board: Board, run: Run, versions: NDArray[np.uint32], actors: NDArray[np.int32], at: int) -> None:
    duties, pick = run.duties, run.pick
    column(board.sent_at, "i8")[pick] = at
    column(board.preparer, "i4")[pick] = actors
    first = column(board.first_version, "u4")
    fresh = first[pick] == 0
    if fresh.all():
        first[pick], column(board.first_at, "i8")[pick] = versions, at
    else:
        first[duties[fresh]], column(board.first_at, "i8")[duties[fresh]] = versions[fresh], at
    _keep_rows(board, run)
    for duty in _among(duties, board.dues):
        board.own_dues[duty, board.version[duty]] = board.dues[duty]
    for duty in _among(duties, {**board.cells, **board.texts}):
        board.filed[duty, board.version[duty]] = (board.cells.get(duty, {}), board.texts.get(duty, {}))


def _keep_rows(board: Board, run: Run) -> None:
    """What each superior holds when it is sent stays with the version that is sent."""
    first, held, version = board.grid.edge_first, board.held, board.version
    if run.span is not None and first[run.span.start] == first[run.span.stop]:
        return
    for duty in cast("list[int]", run.duties.tolist()):
        start, stop = first[duty], first[duty + 1]
        if start != stop:
            board.rows[duty, version[duty]] = held[start:stop]


def _among(duties: NDArray[np.int32], some: Mapping[int, object]) -> Sequence[int]:
    """Those of some duties that are among others; there are few of them, mostly none."""
    return sorted(some.keys() & set(duties.tolist())) if some else ()
