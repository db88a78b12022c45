"""The built-in guards in their mask form: columns in, one truth per duty out. The same meaning, many duties at once.

A mask is called as ``mask(board, duties, actors, details, at)`` with `duties` and `actors` as int arrays of shape
``(duties,)`` and answers a bool array of that shape: True where the guard lets pass. A guard without a mask of its own
is asked duty by duty; a test holds both forms equal on random boards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from kehoach._engine._guards import Guard, all_in, never
from kehoach._lifecycle import ROLES
from kehoach._progress import Board, rework_due
from kehoach._report import Details

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.int32]
    Mask = Callable[["Board", "Ints", "Ints", Details, int], "Bools"]

__all__ = ["column", "mask_of"]

_DRAFT, _WAIVED = ROLES.index("draft"), ROLES.index("waived")


def column(values: Any, kind: str) -> NDArray[Any]:  # noqa: ANN401 - a bytearray or an array of the module of that name
    """A column of a board as numpy sees it: the same memory, not a copy.

    Args:
        values: The column.
        kind: Its numpy dtype, such as ``"u1"``.
    """
    return np.frombuffer(values, dtype=kind)


def _opened(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
    passed: Bools = at >= column(board.opens_at, "i8")[duties]
    return passed


def _not_closed(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
    passed = at < column(board.closes_at, "i8")[duties]
    for duty, due in board.dues.items():
        passed[duties == duty] |= at < due
    if details.due_before is not None:
        return np.ones(len(duties), dtype=bool)
    roles = np.frombuffer(board.flat.roles, dtype="u1")[column(board.state, "u1")[duties]]
    for spot in np.flatnonzero(~passed & (roles != _DRAFT)):
        passed[spot] = rework_due(board, int(duties[spot]), at) is not None
    return passed


def _gate(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
    empty = np.zeros(len(board.held) + 1, dtype=np.int32)
    roles = np.frombuffer(board.flat.roles, dtype="u1")[column(board.state, "u1")]
    expected = roles[column(board.grid.edge_unit, "i4")] != _WAIVED if len(board.held) else np.empty(0, dtype=bool)
    np.cumsum((column(board.held, "u4") == 0) & expected, out=empty[1:])
    first = column(board.grid.edge_first, "i4")
    missing = empty[first[duties + 1]] - empty[first[duties]]
    passed: Bools = (missing == 0) | (column(board.grid.gate, "u1")[duties] == 0)
    return passed


def _reason_given(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
    return np.full(len(duties), bool(details.reason and details.reason.strip()))


def _lead_states(board: Board, duties: Ints) -> tuple[Ints, NDArray[Any]]:
    """The edge of each duty to its lead superior (-1: none) and the role of that superior."""
    edges = column(board.lead_edge, "i4")[duties]
    roles = np.frombuffer(board.flat.roles, dtype="u1")[column(board.state, "u1")]
    return edges, roles[column(board.grid.edge_superior, "i4")[edges]] if len(board.held) else np.zeros(len(duties))


def _superior_accepts(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
    edges, roles = _lead_states(board, duties)
    passed: Bools = (edges < 0) | (roles == _DRAFT)
    return passed


_MASKS: Mapping[str, Mask] = {
    "opened": _opened,
    "not_closed": _not_closed,
    "gate": _gate,
    "reason_given": _reason_given,
    "superior_accepts": _superior_accepts,
}


def _not_preparer(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools | None:
    if board.hands or (board.persons and details.person is not None):
        return None
    passed: Bools = actors != column(board.preparer, "i4")[duties]
    return passed


def _superior_is_draft(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools | None:
    if not np.array_equal(actors, column(board.grid.lead_actor, "i4")[duties]):
        return None
    edges, roles = _lead_states(board, duties)
    passed: Bools = (edges >= 0) & (roles == _DRAFT)
    return passed


def _others_hold(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools | None:
    first = column(board.grid.superior_first, "i4")
    return np.ones(len(duties), dtype=bool) if bool(np.all(first[duties + 1] - first[duties] == 1)) else None


_SOMETIMES: Mapping[str, Callable[[Board, Ints, Ints, Details, int], Bools | None]] = {
    "not_preparer": _not_preparer,
    "superior_is_draft": _superior_is_draft,
    "others_hold": _others_hold,
}
"""Masks that answer None where the case is not the plain one: then the guard is asked duty by duty."""


def mask_of(name: str, guard: Guard) -> Mask:
    """The mask form of a built-in guard.

    Args:
        name: The guard.
        guard: Its scalar form, asked duty by duty where there is no faster way.
    """

    def one_by_one(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
        pairs = zip(duties.tolist(), actors.tolist(), strict=True)
        answers = (guard(board, duty, actor, details, at) for duty, actor in pairs)
        return np.fromiter((one is None or one is True for one in answers), dtype=bool, count=len(duties))

    def asked(board: Board, duties: Ints, actors: Ints, details: Details, at: int) -> Bools:
        answer = _SOMETIMES[name](board, duties, actors, details, at)
        return one_by_one(board, duties, actors, details, at) if answer is None else answer

    if name in _MASKS and guard is not never and (name != "gate" or guard is all_in):
        return _MASKS[name]
    return asked if name in _SOMETIMES else one_by_one
