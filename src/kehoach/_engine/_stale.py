"""What has become of a report since somebody saw it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehoach._lifecycle import label
from kehoach._progress import Board
from kehoach._report import ACT_CELLS, MISSING, Cell
from kehoach.errors import Blocker, Value, listed

__all__ = ["stale"]

_WIDEST = 40  # characters of a cell in a message


def stale(board: Board, duty: int, given: int) -> Blocker:
    """That another version was seen than the working one, and which figures and sections differ by now.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        given: The version that was seen.
    """
    version, state = board.version[duty], board.flat.states[board.state[duty]]
    changes = dict(_changes(board, duty, given)) if _is_known(board, duty, given) else {}
    told = listed(f"{key} {change}".strip() for key, change in changes.items())
    values: dict[str, Value] = {
        "given": given,
        "version": version,
        "state": label(state),
        "state_vi": label(state, "vi"),
        "keys": tuple(changes),
        "differs": f"; other by now: {told}" if told else "",
        "differs_vi": f"; đã khác: {told}".replace(" and ", " và ").replace(" more", " mục khác") if told else "",
    }
    return Blocker("stale_version", values)


def _is_known(board: Board, duty: int, given: int) -> bool:
    """Whether it is known what a version said: it was sent, with something or nothing in it."""
    return (duty, given) in board.filed or given < board.version[duty]


def _changes(board: Board, duty: int, given: int) -> Iterator[tuple[str, str]]:
    """The keys that differ, figures with what they were and are."""
    nothing: tuple[Mapping[str, Cell], Mapping[str, str]] = ({}, {})
    cells, texts = board.filed.get((duty, given), nothing)
    now, said = board.cells.get(duty, {}), board.texts.get(duty, {})
    for key in (*(one.key for one in board.plan.indicators), *ACT_CELLS):
        was, becomes = cells.get(key, MISSING), now.get(key, MISSING)
        if was != becomes:
            yield key, f"{str(was)[:_WIDEST]} → {str(becomes)[:_WIDEST]}"
    for section in board.plan.outline:
        if texts.get(section.key, "") != said.get(section.key, ""):
            yield section.key, ""
