"""Guards at a glance: whether one lets all of many duties pass, told by a few comparisons of whole slices.

A glance is called as ``glance(board, run, actors, at)``, where nothing is carried by the acts and no persons are known.
True means that the guard holds nothing against any of the duties; False means that they have to be asked. A test holds
that a glance never says more than the mask of its guard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from kehoach._engine._guards import Guard, all_in
from kehoach._engine._masks import column
from kehoach._lifecycle import ROLES
from kehoach._progress import Board

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int32]
    Glance = Callable[["Board", "Run", "Ints", int], bool]

__all__ = ["Run", "nothing_against", "run_of"]

_DRAFT = ROLES.index("draft")


@attrs.frozen(eq=False)
class Run:
    """Duties that are asked together, in the order in which they were asked.

    Attributes:
        duties: Their numbers.
        span: The same where they follow each other, as those of a tier do; else None.
        pick: The cheapest index of them: a slice or their numbers.
    """

    duties: NDArray[np.int32]
    span: range | None
    pick: slice | NDArray[np.int32]


def run_of(duties: Sequence[int]) -> Run:
    """Duties by their numbers."""
    if isinstance(duties, range) and duties.step == 1 and duties:
        return Run(np.arange(duties.start, duties.stop, dtype=np.int32), duties, slice(duties.start, duties.stop))
    numbers = np.asarray(duties, dtype=np.int32)
    if len(numbers) and numbers[-1] - numbers[0] == len(numbers) - 1 and bool((np.diff(numbers) == 1).all()):
        span = range(int(numbers[0]), int(numbers[-1]) + 1)
        return Run(numbers, span, slice(span.start, span.stop))
    return Run(numbers, None, numbers)


def _opened(board: Board, run: Run, actors: Ints, at: int) -> bool:
    return bool(at >= column(board.opens_at, "i8")[run.pick].max())


def _not_closed(board: Board, run: Run, actors: Ints, at: int) -> bool:
    return bool(at < column(board.closes_at, "i8")[run.pick].min())


def _gate(board: Board, run: Run, actors: Ints, at: int) -> bool:
    """Nothing below any, or everything below all is in: the edges into a span are a span themselves."""
    first = board.grid.edge_first
    if run.span is None:
        firsts = column(first, "i4")
        return bool((firsts[run.duties] == firsts[run.duties + 1]).all())
    start, stop = first[run.span.start], first[run.span.stop]
    return start == stop or bool(column(board.held, "u4")[start:stop].all())


def _not_preparer(board: Board, run: Run, actors: Ints, at: int) -> bool:
    return not (board.persons or board.hands) and not bool((actors == column(board.preparer, "i4")[run.pick]).any())


def _superior_is_draft(board: Board, run: Run, actors: Ints, at: int) -> bool:
    """Every duty between the first and the last of the lead superiors is a draft; edges are in the order of these."""
    edges = column(board.lead_edge, "i4")[run.pick]
    lowest = int(edges.min())
    if lowest < 0 or not np.array_equal(actors, column(board.grid.lead_actor, "i4")[run.pick]):
        return False
    first, last = board.grid.edge_superior[lowest], board.grid.edge_superior[int(edges.max())]
    roles = np.frombuffer(board.flat.roles, dtype="u1")
    return bool((roles[column(board.state, "u1")[first : last + 1]] == _DRAFT).all())


def _others_hold(board: Board, run: Run, actors: Ints, at: int) -> bool:
    first = column(board.grid.superior_first, "i4")
    return run.span is not None and bool((np.diff(first[run.span.start : run.span.stop + 1]) == 1).all())


_GLANCES: Mapping[str, Glance] = {
    "opened": _opened,
    "not_closed": _not_closed,
    "gate": _gate,
    "not_preparer": _not_preparer,
    "superior_is_draft": _superior_is_draft,
    "others_hold": _others_hold,
}


def nothing_against(name: str, guard: Guard, board: Board, run: Run, actors: NDArray[np.int32], at: int) -> bool:
    """Whether a built-in guard surely holds nothing against any of these acts; False where that takes more to tell.

    Args:
        name: The guard.
        guard: Its scalar form.
        board: Where everything stands.
        run: The duties, at least one.
        actors: Who acts on each.
        at: The instant, in microseconds since 1970 UTC.
    """
    return name in _GLANCES and (name != "gate" or guard is all_in) and _GLANCES[name](board, run, actors, at)
