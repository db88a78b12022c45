"""Lines as rows: the numbers of the log become names for whoever reads the table, and names become numbers again.

The hash of a row is made from the row alone, without the plan: so a check of the chain needs nothing but the database,
and a name that no plan knows is a row that was changed, not an error on the way.
"""

from __future__ import annotations

import hashlib
import json
from json.encoder import encode_basestring as _quoted
from typing import Any

from kehoach._lifecycle import Flat
from kehoach._progress import Line, Terms
from kehoach._report import NOTHING, Cell, Details, plain_cell, stored_cell
from kehoach.errors import Finding, StoreError

__all__ = ["Codec", "Row", "erased", "hashed", "proved"]

Row = tuple[Any, ...]
"""A row of the log as the statement `page` gives it: every column but the campaign, from `seq` to `hash`."""

# Keys in order and no blanks, as the chain's canonical form has them.
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_BARE: Row = (None,) * 14
_GONE: Row = (None,) * 3


def hashed(previous: bytes, row: Row, plan: str) -> bytes:
    """The hash of a row over the one above, 32 bytes: the same that `Log.hash` works out from the line.

    Args:
        previous: The hash of the row above, 32 bytes.
        row: The row, with or without its own hash.
        plan: The digest of the plan it was written under.

    Raises:
        TypeError, ValueError: A column holds what this library never writes there.
    """
    text = _bare(row, plan) if row[8:22] == _BARE else _full(row, plan)
    return hashlib.sha256(b"\0" + previous + text.encode()).digest()


# The canonical form of a line is JSON with its keys in order, no blanks and no floats. Written out it takes a seventh
# of the time that `Log.canonical` takes; a law of the tests holds the two equal, byte by byte.


def _bare(row: Row, plan: str) -> str:
    seq, at, duty, version, trigger, source, dest, by = row[:8]
    return (
        f'{{"acting_for":null,"at":{at},"by":{_quoted(by)},"command_id":null,"data":null,"dest":{_quoted(dest)},'
        f'"due":null,"due_before":null,"duty":{_quoted(duty)},"payload":null,"person":null,"plan":{_quoted(plan)},'
        f'"reason":null,"received_at":null,"sections":null,"seen":null,"seq":{seq},"source":{_quoted(source)},'
        f'"trigger":{_quoted(trigger)},"version":{version}}}'
    )


def _full(row: Row, plan: str) -> str:
    seq, at, duty, version, trigger, source, dest, by, person, acting_for, received_at, reason, *rest = row[:22]
    data, sections, payload, seen, due, due_before, command_id, clock, _, content = rest
    ticked = "" if clock is None else f'"clock":{clock},'
    proved = "" if content is None else f'"content":{_quoted(content)},'
    if content is not None:
        data = sections = reason = None
        payload = None if source or dest else payload
    return (
        f'{{"acting_for":{_text(acting_for)},"at":{at},"by":{_quoted(by)},{ticked}"command_id":{_text(command_id)},'
        f'{proved}"data":{_plain(data)},"dest":{_quoted(dest)},"due":{_text(due)},"due_before":{_plain(due_before)},'
        f'"duty":{_quoted(duty)},"payload":{_text(payload)},"person":{_text(person)},"plan":{_quoted(plan)},'
        f'"reason":{_text(reason)},"received_at":{_plain(received_at)},"sections":{_plain(sections)},'
        f'"seen":{_plain(seen)},"seq":{seq},"source":{_quoted(source)},"trigger":{_quoted(trigger)},'
        f'"version":{version}}}'
    )


def proved(row: Row) -> bool:
    """Whether the content of a row is the one whose hash stands beside it, or is gone, salt and all.

    Args:
        row: The row, with or without its own hash.

    Raises:
        TypeError, ValueError: A column holds what this library never writes there.
    """
    content = row[21]
    if content is None:
        return bool(row[20] is None)
    if row[20] is None:
        return row[11:14] == _GONE and (row[14] is None or not (row[5] or row[6]))
    return bool(_digest(row) == content)


def erased(row: Row) -> bool:
    """Whether the content of a row is gone, and only its hash is there."""
    return row[21] is not None and row[20] is None


def _digest(row: Row) -> str:
    """The hash of a row's content over its salt, in hexadecimal; what a change says in its payload is no content."""
    reason, data, sections, payload = row[11:15]
    said = (
        f'{{"data":{_plain(data)},"payload":{_text(payload if row[5] or row[6] else None)},'
        f'"reason":{_text(reason)},"sections":{_plain(sections)}}}'
    )
    return hashlib.sha256(bytes.fromhex(row[20]) + said.encode()).hexdigest()


def _text(value: str | None) -> str:
    return "null" if value is None else _quoted(value)


def _plain(value: int | str | None) -> str:
    return "null" if value is None else str(value)


class Codec:
    """Between the numbers of one campaign's log and the names in its rows.

    Args:
        terms: What the numbers mean.

    Raises:
        StoreError: Two transitions of the lifecycle look alike in a row (KH932).
    """

    __slots__ = ("_moves", "_places", "_terms")

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._moves = terms.flat.words
        self._places = _places(terms.flat, self._moves)

    def row(self, seq: int, line: Line) -> Row:
        """A line as a row, without its hash.

        Args:
            seq: The number it gets.
            line: Its numbers and details.
        """
        at, duty, version, place, by, details = line
        head = (seq, at, self._terms.name(duty), version, *self._moves[place], self._terms.actors.name(by))
        if details is NOTHING:
            return head + _BARE
        row = head + self._stored(details)
        if details.salt is not None:
            return (*row, details.salt.hex(), _digest((*row, details.salt.hex())))
        return (*row, None, None if details.erased is None else details.erased.hex())

    def _stored(self, details: Details) -> Row:
        data, sections, whose = details.data, details.sections, details.acting_for
        return (
            details.person,
            None if whose is None else self._terms.actors.name(whose),
            details.received_at,
            details.reason,
            None if data is None else _json({key: stored_cell(cell) for key, cell in data.items()}),
            None if sections is None else _json(dict(sections)),
            details.payload,
            details.version,
            details.due,
            details.due_before,
            details.command_id,
            details.clock,
        )

    def line(self, row: Row) -> Line:
        """A row as a line.

        Raises:
            StoreError: The plan has no such duty or transition, or the row cannot be read.
        """
        seq, at, name, version, trigger, source, dest, by = row[:8]
        duty = self._terms.number(name)
        if duty is None:
            raise StoreError(Finding("KH925", {"seq": seq, "duty": str(name)}))
        place = self._places.get((trigger, source, dest))
        if place is None:
            raise StoreError(
                Finding("KH926", {"seq": seq, "trigger": str(trigger), "source": str(source), "dest": str(dest)})
            )
        details = NOTHING if row[8:22] == _BARE else self._details(row)
        return at, duty, version, place, self._terms.actors.number(by), details

    def _details(self, row: Row) -> Details:
        person, acting_for, received_at, reason, data, sections, payload, seen, due, due_before, *rest = row[8:22]
        command_id, clock, salt, content = rest
        try:
            return Details(
                person=person,
                acting_for=None if acting_for is None else self._terms.actors.number(acting_for),
                data=None if data is None else _cells(data),
                sections=None if sections is None else _texts(sections),
                payload=payload,
                reason=reason,
                version=seen,
                received_at=received_at,
                due=due,
                due_before=due_before,
                command_id=command_id,
                clock=clock,
                salt=None if salt is None else bytes.fromhex(salt),
                erased=None if content is None or salt is not None else bytes.fromhex(content),
            )
        except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError) as error:
            raise StoreError(Finding("KH927", {"seq": row[0]})) from error


def _places(flat: Flat, moves: tuple[tuple[str, str, str], ...]) -> dict[tuple[str, str, str], int]:
    """The place of each transition by its names; of several that look and work alike, the first."""
    places: dict[tuple[str, str, str], int] = {}
    for place, names in enumerate(moves):
        first = places.setdefault(names, place)
        if flat.moves[first].effect != flat.moves[place].effect:
            trigger, source, dest = names
            raise StoreError(Finding("KH932", {"trigger": trigger, "source": source, "dest": dest}))
    return places


def _cells(text: str) -> dict[str, Cell]:
    return {key: plain_cell(stored) for key, stored in json.loads(text).items()}


def _texts(text: str) -> dict[str, str]:
    sections = json.loads(text)
    if not all(isinstance(section, str) for section in sections.values()):
        raise TypeError("a section is a text")
    return dict(sections)
