"""How the changes under way are folded into a board: each kind of line has one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kehoach._progress._changes import Changing, change, own_columns
from kehoach._progress._closing import closed
from kehoach._progress._groups import named
from kehoach._progress._happenings import recorded
from kehoach._progress._unsolicited import filed
from kehoach._report import Details

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["folded_in"]

_FOLDS: Mapping[str, Callable[[Changing], None]] = {
    "record": recorded,
    "file": filed,
    "close": closed,
    "name_group": named,
    "erase": lambda _: None,  # the lines that it names have lost their content, and are folded without it
}
_MOVING = ("record", "name_group")
"""The kinds that may move dues; boards share their columns until one does."""


def folded_in(board: Board, kind: str, duty: int, details: Details, payload: Mapping[str, Any], at: int) -> None:
    """Fold one change into a board.

    Args:
        board: Where everything stands.
        kind: One of `kehoach._lifecycle.CHANGES`.
        duty: The number of the duty; -1 where `payload` says what it is about.
        details: What the act carried.
        payload: What the change says, as it stands in the log.
        at: When it was decided, in microseconds since 1970 UTC.
    """
    fold = _FOLDS.get(kind)
    if fold is None:
        change(board, kind, duty, details, payload, at)
        return
    if kind in _MOVING:
        own_columns(board)
    fold(Changing(board, kind, details, payload, at))
