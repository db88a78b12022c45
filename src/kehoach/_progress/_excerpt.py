"""The log as one actor may read it: the lines about what is shown to it, without names that may not be told.

An excerpt is cut out of its log, so that nothing of the rest can be reached from it; and it has no hashes, because a
chain of hashes would let anybody who holds two links try out what stands between them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast, overload

import attrs

from kehoach._progress._lines import Lines
from kehoach._progress._log import LogEntry, Said, lone
from kehoach._progress._scope import Scope
from kehoach._report import Details

__all__ = ["Excerpts", "excerpt"]

_NO_HASH = bytes(32)


class _Excerpt(LogEntry):
    """A line of the log that stands alone."""

    __slots__ = ()

    @property
    def previous(self) -> str:
        """Empty: an excerpt proves nothing; `Campaign.verify` does."""
        return ""

    @property
    def hash(self) -> str:
        """Empty, as `previous`."""
        return ""

    def to_dict(self) -> dict[str, Any]:
        """Every field as plain data; the hashes are empty."""
        return {**self._log.fields(self.seq), "salt": None, "content": None, "previous": "", "hash": ""}

    def __reduce__(self) -> tuple[object, ...]:
        return (_cut, (self.said(), self.plan))


def _cut(said: Said, plan: str) -> LogEntry:
    """A line in a log of its own, which knows no other names than those of this line."""
    return _Excerpt(lone(said, plan, _NO_HASH), said[0])


class Excerpts(Lines):
    """The lines of a log that one actor may read, cut out when they are looked at.

    Args:
        entries: The lines.
        scope: What is shown.
    """

    __slots__ = ("_entries", "_scope")

    def __init__(self, entries: Sequence[LogEntry], scope: Scope) -> None:
        self._scope = scope
        self._entries = [entry for entry in entries if _concerns(scope, entry)]

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, place: int) -> LogEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[LogEntry]: ...
    def __getitem__(self, place: int | slice) -> LogEntry | Sequence[LogEntry]:
        if isinstance(place, slice):
            return tuple(excerpt(entry, self._scope) for entry in self._entries[place])
        return excerpt(self._entries[place], self._scope)

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"


def excerpt(entry: LogEntry, scope: Scope) -> LogEntry:
    """A line, cut out of its log.

    Args:
        entry: The line.
        scope: Which names may be told.
    """
    seq, at, duty, version, words, names, details = entry.said()
    if details.salt is not None or details.erased is not None:
        details = attrs.evolve(details, salt=None, erased=None if details.erased is None else b"")
    if details.payload is not None:
        told = _told(json.loads(details.payload), scope)
        details = attrs.evolve(details, payload=json.dumps(told, ensure_ascii=False))
    return _cut((seq, at, duty, version, words, list(map(scope.told_name, names)), details), entry.plan)


def _concerns(scope: Scope, entry: LogEntry) -> bool:
    """Whether a line speaks of something that is shown."""
    line = entry.said()
    if line[2]:
        return scope.shows(line[2])
    said = _payload(line[6])
    if "selection" in said:
        return scope.selects(_texts(said["selection"]))
    units = _texts(said.get("units", said.get("unit")))
    return any(map(scope.sees_unit, units)) if units else scope.sees_any


def _payload(details: Details) -> dict[str, object]:
    said: object = json.loads(details.payload or "{}")
    return cast("dict[str, object]", said) if isinstance(said, dict) else {}


def _texts(said: object) -> tuple[str, ...]:
    if isinstance(said, list):
        return tuple(map(str, cast("list[object]", said)))
    return (said,) if isinstance(said, str) else ()


def _told(said: object, scope: Scope) -> object:
    """What stands in a payload, without names that may not be told."""
    if isinstance(said, dict):
        return {key: _told(value, scope) for key, value in cast("dict[str, object]", said).items()}
    if isinstance(said, list):
        every = cast("list[object]", said)
        if all(isinstance(one, str) for one in every):
            return list(scope.names(_texts(every)))
        return [_told(one, scope) for one in every]
    return scope.told_name(said) if isinstance(said, str) else said
