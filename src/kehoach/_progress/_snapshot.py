"""A board as bytes, so that a log need not be folded from its start; and back.

Columns are written as they lie in memory, the rest as JSON, in an order that the log alone decides: two boards that
were folded from one log, at once or in parts, give the same bytes. What duties said is cut into parts, so that who
needs a few of them reads those and no others.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

import attrs

from kehoach._clock import from_micros, micros
from kehoach._plan import Plan
from kehoach._progress._actors import Actors
from kehoach._progress._board import Board
from kehoach._progress._changes import Request, Shift
from kehoach._progress._unsolicited import Unsolicited
from kehoach._report import Cell, plain_cell, stored_cell

__all__ = ["FORMAT", "Unfit", "packed", "parts_of", "unpacked"]

FORMAT: Final = "board-1"
"""How it is written; a release that folds otherwise gives it another name."""
_BLOCK: Final = 64
"""How many duties share a part."""
_COLUMNS: Final = {
    "version": "I", "held": "I", "sent_at": "q", "first_at": "q", "accepted_at": "q", "first_version": "I",
    "accepted_version": "I", "preparer": "i", "first_due": "q", "due_before": "q", "opens_at": "q", "closes_at": "q",
}  # fmt: skip
_PLANNED: Final = ("first_due", "due_before", "opens_at", "closes_at")
_PLAIN: Final = ("base_state", "newest", "dues", "suspended", "told_at", "closed")
_SETS: Final = ("excused", "asleep", "frames")
_DAMAGED: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, zlib.error)


class Unfit(Exception):
    """A snapshot that cannot be used; the log is folded instead."""


def parts_of(duties: Iterable[int]) -> set[int]:
    """The parts that hold what some duties said, and the part that concerns all."""
    return {0, *(duty // _BLOCK + 1 for duty in duties)}


# ------------------------------------------------------------------ writing


def packed(board: Board, actors: Actors) -> dict[int, bytes]:
    """A board, part by part.

    Args:
        board: Where everything stands.
        actors: Who the numbers of actors are.
    """
    head = json.dumps(_common(board, actors), separators=(",", ":"), ensure_ascii=False).encode()
    columns = {name: getattr(board, name) for name in _COLUMNS}
    for name in _PLANNED:
        if columns[name] == getattr(board.plan.columns, "due_before" if name == "first_due" else name):
            columns[name] = array("q")
    rows = array("I", [number for key, taken in board.rows.items() for number in (*key, len(taken))])
    held = array("I", [version for taken in board.rows.values() for version in taken])
    blobs = [head, bytes(board.state), *map(_bytes, columns.values()), _bytes(rows), _bytes(held)]
    whole = b"".join(len(blob).to_bytes(8, "little") + blob for blob in blobs)
    return {0: zlib.compress(whole, 1), **dict(_said(board))}


def _bytes(column: array[int]) -> bytes:
    if sys.byteorder == "little":
        return column.tobytes()
    swapped = column[:]
    swapped.byteswap()
    return swapped.tobytes()


def _common(board: Board, actors: Actors) -> dict[str, Any]:
    """What no column holds and concerns all duties; lists of pairs, because the order is part of it."""
    plan, issuer = board.plan, actors.issuer
    known = {*board.preparer, *board.hands.values(), *(opener for _, opener, _ in board.base.values())}
    return {
        "seq": board.seq,
        "at": board.at,
        "states": board.flat.states,
        "strangers": [(number, actors.name(number)) for number in sorted(known) if number > issuer],
        "events": [(one.id, None if one.on is None else one.on.isoformat()) for one in plan.events],
        "groups": [(one.id, one.units) for one in plan.groups],
        "plain": board.origin is plan,
        "base": list(board.base.items()),
        "earlier": list(board.earlier.items()),
        "hands": list(board.hands.items()),
        "own_dues": list(board.own_dues.items()),
        "happened": [(event, unit, on.isoformat()) for (event, unit), on in board.happened.items()],
        "waivers": sorted(board.waivers),
        "rerouted": sorted(board.rerouted),
        "shifts": [(duty, [attrs.asdict(one) for one in steps]) for duty, steps in board.shifts.items()],
        "requests": [(seq, attrs.asdict(one)) for seq, one in board.requests.items()],
        "unsolicited": [_filed(one) for one in board.unsolicited.values()],
        **{name: list(getattr(board, name).items()) for name in _PLAIN},
        **{name: [(key, sorted(one)) for key, one in getattr(board, name).items()] for name in _SETS},
    }


def _filed(one: Unsolicited) -> tuple[object, ...]:
    return one.seq, one.unit, one.form, micros(one.submitted_at), _stored(one.data), dict(one.sections)


def _stored(cells: Mapping[str, Cell]) -> dict[str, object]:
    return {key: cell if type(cell) is int else stored_cell(cell) for key, cell in cells.items()}


def _said(board: Board) -> Iterator[tuple[int, bytes]]:
    """What duties said, part by part."""
    blocks: dict[int, dict[str, list[object]]] = {}

    def block(duty: int) -> dict[str, list[object]]:
        found = blocks.get(duty // _BLOCK)
        if found is None:
            found = blocks[duty // _BLOCK] = {"cells": [], "texts": [], "filed": [], "persons": [], "reasons": []}
        return found

    for duty, cells in board.cells.items():
        block(duty)["cells"].append((duty, _stored(cells)))
    for duty, texts in board.texts.items():
        block(duty)["texts"].append((duty, dict(texts)))
    for (duty, version), (cells, texts) in board.filed.items():
        same = cells == board.cells.get(duty, {}) and texts == board.texts.get(duty, {})
        kept = (duty, version) if same else (duty, version, _stored(cells), dict(texts))
        block(duty)["filed"].append(kept)
    for name in ("persons", "reasons"):
        for duty, said in getattr(board, name).items():
            block(duty)[name].append((duty, said))
    for number in sorted(blocks):
        text = json.dumps(blocks[number], separators=(",", ":"), ensure_ascii=False)
        yield number + 1, zlib.compress(text.encode(), 1)


# ------------------------------------------------------------------ reading


def unpacked(board: Board, actors: Actors, parts: Mapping[int, bytes]) -> Board:
    """The board that was packed.

    Args:
        board: One on which nothing has happened; it is the answer, and of no use when this raises.
        actors: Who the numbers of actors are here.
        parts: Part 0, and those of the others whose duties are wanted.

    Raises:
        Unfit: It is damaged, or was made with another lifecycle.
    """
    try:
        head, state, *columns = _blobs(zlib.decompress(parts[0]))
        said = json.loads(head)
        if tuple(said["states"]) != board.flat.states or len(state) != board.grid.n:
            raise Unfit
        board.state = bytearray(state)
        _columns(board, columns)
        _take(board, said)
        _renumber(board, actors, said["strangers"])
        for part, held in parts.items():
            if part:
                _hear(board, json.loads(zlib.decompress(held)))
    except _DAMAGED as error:
        raise Unfit from error
    return board


def _blobs(whole: bytes) -> Iterator[bytes]:
    place = 0
    while place < len(whole):
        size = int.from_bytes(whole[place : place + 8], "little")
        yield whole[place + 8 : place + 8 + size]
        place += 8 + size


def _column(kind: str, held: bytes) -> array[int]:
    column = array(kind, held)
    if sys.byteorder != "little":
        column.byteswap()
    return column


def _columns(board: Board, blobs: Collection[bytes]) -> None:
    """The columns, but for those that are the plan's, and the rows of versions that were sent."""
    *columns, keys, held = blobs
    for (name, kind), blob in zip(_COLUMNS.items(), columns, strict=True):
        if blob or name not in _PLANNED:
            setattr(board, name, _column(kind, blob))
        else:
            setattr(board, name, None)
    rows, taken, place = _column("I", keys), _column("I", held), 0
    for spot in range(0, len(rows), 3):
        duty, version, length = rows[spot : spot + 3]
        board.rows[duty, version] = taken[place : place + length]
        place += length


def _take(board: Board, said: Mapping[str, Any]) -> None:
    """What no column holds."""
    board.seq, board.at = said["seq"], said["at"]
    for name in _PLAIN:
        setattr(board, name, dict(said[name]))
    for name in _SETS:
        setattr(board, name, {tuple(key): frozenset(one) for key, one in said[name]})
    board.base = {duty: tuple(one) for duty, one in said["base"]}
    board.earlier = {duty: tuple(map(tuple, one)) for duty, one in said["earlier"]}
    board.hands, board.own_dues = dict(said["hands"]), {tuple(key): due for key, due in said["own_dues"]}
    board.happened = {(event, unit): date.fromisoformat(on) for event, unit, on in said["happened"]}
    board.waivers, board.rerouted = frozenset(said["waivers"]), frozenset(said["rerouted"])
    board.shifts = {duty: tuple(Shift(**one) for one in steps) for duty, steps in said["shifts"]}
    board.requests = {seq: Request(**one) for seq, one in said["requests"]}
    board.unsolicited = {
        seq: Unsolicited(
            seq=seq, unit=unit, form=form, submitted_at=from_micros(at), data=_cells(cells), sections=texts
        )
        for seq, unit, form, at, cells, texts in said["unsolicited"]
    }
    _replan(board, said)


def _replan(board: Board, said: Mapping[str, Any]) -> None:
    """The plan as it is by now: with the days of events, with the groups that were named, with what closed."""
    days = {event: None if on is None else date.fromisoformat(on) for event, on in said["events"]}
    units = {group: tuple(names) for group, names in said["groups"]}
    begun = board.plan
    if any(one.on != days[one.id] for one in begun.events):
        events = [attrs.evolve(one, on=days[one.id]) for one in begun.events]
        board.plan = board.origin = begun.replace(events=events)
    if not said["plain"]:
        groups = tuple(attrs.evolve(one, units=units[one.id]) for one in begun.groups)
        board.plan = board.origin.replace(groups=groups)
    if board.plan is not begun or board.closed or board.rerouted:
        board.regrid()
    _dues(board, board.plan)


def _dues(board: Board, plan: Plan) -> None:
    for name in _PLANNED:
        if getattr(board, name) is None:
            setattr(board, name, getattr(plan.columns, "due_before" if name == "first_due" else name))


def _renumber(board: Board, actors: Actors, strangers: Iterable[tuple[int, str]]) -> None:
    """Give those who act and are no units the numbers that they have here."""
    numbers = {number: actors.number(name) for number, name in strangers}
    if all(here == there for here, there in numbers.items()):
        return
    board.preparer = array("i", [numbers.get(one, one) for one in board.preparer])
    board.hands = {duty: numbers.get(one, one) for duty, one in board.hands.items()}
    board.base = {duty: (version, numbers.get(by, by), at) for duty, (version, by, at) in board.base.items()}


def _cells(stored: Mapping[str, object]) -> dict[str, Cell]:
    return {key: cell if type(cell) is int else plain_cell(cell) for key, cell in stored.items()}


def _hear(board: Board, said: Mapping[str, Any]) -> None:
    """What some duties said."""
    board.cells.update((duty, _cells(cells)) for duty, cells in said["cells"])
    board.texts.update(said["texts"])
    for duty, version, *own in said["filed"]:
        if own:
            board.filed[duty, version] = (_cells(own[0]), own[1])
        else:
            board.filed[duty, version] = (board.cells.get(duty, {}), board.texts.get(duty, {}))
    board.persons.update(said["persons"])
    board.reasons.update(said["reasons"])
