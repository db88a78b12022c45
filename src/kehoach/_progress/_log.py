"""The log: one line per move, kept as columns; an entry handed out is a view.

A line is five numbers (when, which duty, by whom, which version, which transition of the machine), packed into
twenty-two bytes, and, where the act carried more than that, its details. An object per line would be four hundred
bytes, and five arrays would cost five calls.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import eq
from struct import Struct
from types import MappingProxyType
from typing import Any, overload

import attrs

from kehoach._clock import from_micros
from kehoach._lifecycle import Flat
from kehoach._progress._actors import Actors
from kehoach._progress._lines import Lines
from kehoach._report import NOTHING, Cell, Details, stored_cell

__all__ = ["WHOLE", "Actors", "Entries", "Line", "Log", "LogEntry", "Said", "Terms", "chain_start", "lone"]

WHOLE = -1
"""Stands where an act concerns the campaign as a whole, not one duty."""
_FORMAT = "kehoach-log-1"
_CONTENT = ("data", "payload", "reason", "sections")
_CONTENT_OF_CHANGE = ("data", "reason", "sections")  # what its payload says, the fold needs
_LINE = Struct("<qiiIH")  # at, duty, by, version, place
_packed = _LINE.pack
_json = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
_blank = object.__new__


def chain_start(campaign: str, plan_digest: str) -> bytes:
    """The hash that the chain of a campaign begins with: 32 bytes.

    >>> chain_start("2019", "00").hex()[:8]
    '4e67cd70'
    """
    return hashlib.sha256(f"{_FORMAT}|{campaign}|{plan_digest}".encode()).digest()


Line = tuple[int, int, int, int, int, Details]
"""One line of the log as numbers: at, duty, version, place, by; and its details."""


@attrs.frozen(eq=False)
class Terms:
    """What the numbers of a log mean.

    Attributes:
        names: The id of each duty.
        index: The number of each id.
        flat: The lifecycle as arrays.
        actors: Who acts.
        plan: The digest of the plan.
    """

    names: Sequence[str]
    index: Mapping[str, int]
    flat: Flat
    actors: Actors
    plan: str

    def name(self, duty: int) -> str:
        """The id of a duty; empty for what concerns the campaign as a whole."""
        return self.names[duty] if duty >= 0 else ""

    def number(self, name: str) -> int | None:
        """The number of a duty's id, -1 for the campaign as a whole; None when the plan has no such duty."""
        return self.index.get(name) if name else WHOLE


class Log(Sequence["LogEntry"]):
    """Lines of a campaign's log, in order, from `first` on.

    Args:
        terms: What the numbers mean.
        head: The hash before the first line here, 32 bytes.
        first: The number of the first line here; the log of a campaign counts from 1.
    """

    __slots__ = (
        "_commands",
        "_details",
        "_hashes",
        "_lines",
        "first",
        "seq",
        "terms",
    )

    def __init__(self, terms: Terms, head: bytes, *, first: int = 1) -> None:
        self.terms, self.first = terms, first
        self.seq = first - 1
        self._lines = bytearray()
        self._details: dict[int, Details] = {}
        self._commands: dict[str, int] = {}
        self._hashes = [head]

    def append(self, at: int, duty: int, version: int, place: int, by: int, details: Details) -> LogEntry:
        """Write a line; the answer is a view of it."""
        self._lines += _packed(at, duty, by, version, place)
        self.seq = seq = self.seq + 1
        if details is not NOTHING:
            self._details[seq] = details
            if details.command_id is not None:
                self._commands[details.command_id] = seq
        entry = _blank(LogEntry)  # what LogEntry(self, seq) makes, at half the cost
        entry._log, entry.seq = self, seq  # pyright: ignore[reportPrivateUsage]  # a view of this log
        return entry

    def paste(self, packed: bytes | memoryview) -> Entries:
        """Write lines that are packed already and carry no details; the answer is a view of them."""
        before = self.seq
        self._lines += packed
        self.seq += len(packed) // _LINE.size
        return self.entries(before)

    def truncate(self, seq: int) -> None:
        """Forget every line after `seq`: what a batch wrote before it failed."""
        keep = seq - self.first + 1
        del self._lines[keep * _LINE.size :]
        for later in [number for number in self._details if number > seq]:
            self._commands.pop(self._details.pop(later).command_id or "", None)
        del self._hashes[keep + 1 :]
        self.seq = seq

    def line(self, seq: int) -> Line:
        """The numbers of one line: at, duty, version, place, by, and its details."""
        at, duty, by, version, place = _LINE.unpack_from(self._lines, (seq - self.first) * _LINE.size)
        return at, duty, version, place, by, self._details.get(seq, NOTHING)

    def lines(self, after: int = 0) -> Iterator[Line]:
        """The numbers of every line after one, in order; those that stand here now."""
        start = max(after + 1, self.first)
        packed = bytes(memoryview(self._lines)[(start - self.first) * _LINE.size :])
        find = self._details.get
        for seq, (at, duty, by, version, place) in enumerate(_LINE.iter_unpack(packed), start):
            yield at, duty, version, place, by, find(seq, NOTHING)

    def written_by(self, command_id: str) -> int | None:
        """The line that a command id wrote; None when it wrote none here."""
        return self._commands.get(command_id)

    def hash(self, seq: int) -> bytes:
        """The hash of a line, 32 bytes; lines before it are hashed first, once."""
        hashes = self._hashes
        for number in range(self.first + len(hashes) - 1, seq + 1):
            hashes.append(hashlib.sha256(b"\0" + hashes[-1] + self.canonical(number)).digest())
        return hashes[seq - self.first + 1]

    def canonical(self, seq: int) -> bytes:
        """The line as the chain hashes it: JSON of ASCII keys in order, no blanks, no floats, every field.

        Content that has a salt is not in it: its hash is, so that the content can be erased and the chain stays whole.
        """
        fields, digest = self.fields(seq), self.content(seq)
        if fields["clock"] is None:
            del fields["clock"]
        if digest is not None:
            said = _CONTENT if fields["source"] or fields["dest"] else _CONTENT_OF_CHANGE
            fields |= dict.fromkeys(said) | {"content": digest.hex()}
        return _json(fields).encode()

    def content(self, seq: int) -> bytes | None:
        """The hash of a line's content over its salt, 32 bytes; None where the content stands in the line itself."""
        _, _, _, place, _, details = self.line(seq)
        if details.salt is None:
            return details.erased
        fields = self.fields(seq)
        _, source, dest = self.terms.flat.words[place]
        payload = details.payload if source or dest else None
        said = _json({**{name: fields[name] for name in _CONTENT_OF_CHANGE}, "payload": payload})
        return hashlib.sha256(details.salt + said.encode()).digest()

    def forget(self, seq: int) -> None:
        """Forget the content of a line; its hash stays. A line without content of its own stays as it is."""
        digest, details = self.content(seq), self.line(seq)[5]
        if digest is not None and details.salt is not None:
            _, source, dest = self.terms.flat.words[self.line(seq)[3]]
            kept = None if source or dest else details.payload
            self._details[seq] = details.without_content(digest, kept)

    def fields(self, seq: int) -> dict[str, Any]:
        """Every field of a line that was stated, as plain data."""
        at, duty, version, place, by, details = self.line(seq)
        terms, actors = self.terms, self.terms.actors
        trigger, source, dest = terms.flat.words[place]
        data = details.data
        return {
            "seq": seq,
            "at": at,
            "duty": terms.name(duty),
            "version": version,
            "trigger": trigger,
            "source": source,
            "dest": dest,
            "by": actors.name(by),
            "person": details.person,
            "acting_for": None if details.acting_for is None else actors.name(details.acting_for),
            "received_at": details.received_at,
            "reason": details.reason,
            "data": None if data is None else {key: stored_cell(cell) for key, cell in data.items()},
            "sections": None if details.sections is None else dict(details.sections),
            "payload": details.payload,
            "seen": details.version,
            "due": details.due,
            "due_before": details.due_before,
            "command_id": details.command_id,
            "clock": details.clock,
            "plan": terms.plan,
        }

    def proof(self, seq: int) -> dict[str, str | None]:
        """By what the content of a line is proved, in hexadecimal: its salt, and its hash over the salt."""
        salt, digest = self.line(seq)[5].salt, self.content(seq)
        return {
            "salt": None if salt is None else salt.hex(),
            "content": None if digest is None else digest.hex(),
        }

    def entries(self, after: int = 0) -> Entries:
        """The lines that stand here now, after one, as entries; lines written later are not among them."""
        return Entries(self, max(after + 1, self.first), self.seq + 1)

    def erased_lines(self) -> list[int]:
        """The lines here whose content was erased, in order."""
        return sorted(seq for seq, details in self._details.items() if details.erased is not None)

    def known_hashes(self) -> tuple[bytes, ...]:
        """The hashes that were worked out so far, from the first line on."""
        return tuple(self._hashes[1:])

    def chained(self, stored: Iterable[bytes]) -> int | None:
        """The first line whose stored hash is not the one that its fields give; None when all fit."""
        head = self._hashes[0]
        for seq, claimed in enumerate(stored, self.first):
            if seq > self.seq:
                return seq  # a line that was hashed is not there any more
            head = hashlib.sha256(b"\0" + head + self.canonical(seq)).digest()
            if head != claimed:
                return seq
        return None

    def __len__(self) -> int:
        return self.seq - self.first + 1

    @overload
    def __getitem__(self, place: int) -> LogEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[LogEntry]: ...
    def __getitem__(self, place: int | slice) -> LogEntry | Sequence[LogEntry]:
        return self.entries(self.first - 1)[place]


class Entries(Lines):
    """A run of lines of a log, as entries that are made on use."""

    __slots__ = ("_log", "_run")

    def __init__(self, log: Log, start: int, stop: int) -> None:
        self._log, self._run = log, range(start, stop)

    def __len__(self) -> int:
        return len(self._run)

    @overload
    def __getitem__(self, place: int) -> LogEntry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[LogEntry]: ...
    def __getitem__(self, place: int | slice) -> LogEntry | Sequence[LogEntry]:
        if isinstance(place, slice):
            return tuple(LogEntry(self._log, seq) for seq in self._run[place])
        return LogEntry(self._log, self._run[place])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        entries: Sequence[object] = other
        return len(self) == len(entries) and all(map(eq, self, entries))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[object, ...]:
        return (tuple, (tuple(self),))

    def __repr__(self) -> str:
        return f"<{len(self)} entries>"


class LogEntry:
    """One line of the log: a view on its columns, equal to another that says the same.

    Its fields: `seq`, `at` (UTC), `duty`, `version`, `trigger`, `source`, `dest`, `by`, `person`, `acting_for`,
    `received_at`, `reason`, `data`, `sections`, `payload`, `command_id`, `clock`, `erased`, `plan`, `previous`, `hash`.
    """

    __slots__ = ("_log", "seq")

    def __init__(self, log: Log, seq: int) -> None:
        self._log = log
        self.seq = seq

    @property
    def line(self) -> Line:
        """The numbers behind it, for the rooms that count in numbers."""
        return self._log.line(self.seq)

    @property
    def at(self) -> datetime:
        """When it was written, in UTC; never before the line above it."""
        return from_micros(self._log.line(self.seq)[0])

    @property
    def duty(self) -> str:
        """The duty it speaks of: ``unit``, ``unit:form`` or ``unit:form@period``; empty: the campaign as a whole."""
        return str(self._said("duty"))

    @property
    def unit(self) -> str:
        """The unit whose duty it is."""
        return self.duty.partition(":")[0]

    @property
    def version(self) -> int:
        """The version that was acted on; for `release` the row's."""
        return self._log.line(self.seq)[2]

    @property
    def trigger(self) -> str:
        """What was done: a trigger of the lifecycle, or a change such as ``extend``."""
        return str(self._said("trigger"))

    @property
    def source(self) -> str:
        """The state before; empty for a change."""
        return str(self._said("source"))

    @property
    def dest(self) -> str:
        """The state after; empty for a change."""
        return str(self._said("dest"))

    @property
    def by(self) -> str:
        """Who did it: a unit, or ``issuer``."""
        return str(self._said("by"))

    @property
    def person(self) -> str | None:
        """The person who did it, when one was named."""
        return self._details.person

    @property
    def acting_for(self) -> str | None:
        """On whose behalf it was done, when it was."""
        said = self._said("acting_for")
        return None if said is None else str(said)

    @property
    def received_at(self) -> datetime | None:
        """When the paper came, in UTC, when the receiver stated it."""
        stated = self._details.received_at
        return None if stated is None else from_micros(stated)

    @property
    def reason(self) -> str | None:
        """Why, when a reason was given."""
        return self._details.reason

    @property
    def data(self) -> Mapping[str, Cell]:
        """The figures that came with it: a patch over the last version."""
        return MappingProxyType(dict(self._details.data or {}))

    @property
    def sections(self) -> Mapping[str, str]:
        """The texts that came with it: a patch over the last version."""
        return MappingProxyType(dict(self._details.sections or {}))

    @property
    def payload(self) -> Any:  # noqa: ANN401 - plain data, whatever its shape
        """What the host application wanted kept with it; plain data."""
        return None if self._details.payload is None else json.loads(self._details.payload)

    @property
    def command_id(self) -> str | None:
        """What made it one act when it was asked for twice."""
        return self._details.command_id

    @property
    def clock(self) -> datetime | None:
        """What the clock said, in UTC, where it was behind the line above; then `at` is that of the line above."""
        said = self._details.clock
        return None if said is None else from_micros(said)

    @property
    def erased(self) -> bool:
        """Whether its content was erased: figures, texts, the application's own data, the reason."""
        return self._details.erased is not None

    @property
    def plan(self) -> str:
        """The digest of the plan under which it was written."""
        return self._log.terms.plan

    @property
    def previous(self) -> str:
        """The hash of the line above, in hexadecimal."""
        return self._log.hash(self.seq - 1).hex()

    @property
    def hash(self) -> str:
        """The hash of this line over the one above, in hexadecimal."""
        return self._log.hash(self.seq).hex()

    @property
    def _details(self) -> Details:
        return self._log.line(self.seq)[5]

    def _said(self, field: str) -> object:
        return self._log.fields(self.seq)[field]

    def to_dict(self) -> dict[str, Any]:
        """Every field as plain data, the chain's hashes among them."""
        chained = {"previous": self.previous, "hash": self.hash}
        return {**self._log.fields(self.seq), **self._log.proof(self.seq), **chained}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LogEntry) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        at, _, version, _, _, _ = self._log.line(self.seq)  # not the numbers of names, which differ from log to log
        return hash((self.seq, at, version))

    def said(self) -> Said:
        """The line as it is kept, with words in place of the numbers that only its log understands."""
        log, terms = self._log, self._log.terms
        at, duty, version, place, by, details = log.line(self.seq)
        names = [terms.actors.name(by)]
        if details.acting_for is not None:
            names.append(terms.actors.name(details.acting_for))
            details = attrs.evolve(details, acting_for=1)
        return (self.seq, at, terms.name(duty), version, terms.flat.words[place], names, details)

    def __reduce__(self) -> tuple[object, ...]:
        """An entry is pickled by itself, without the log that it is a view of."""
        return (_alone, (self.said(), self.plan, self._log.hash(self.seq - 1)))

    def __repr__(self) -> str:
        return f"<LogEntry {self.seq}: {self.duty} v{self.version} {self.trigger} by {self.by}>"


Said = tuple[int, int, str, int, tuple[str, str, str], list[str], Details]
"""A line in words: seq, at, duty, version, what the move is called, who did it (and for whom), details."""


def _alone(said: Said, plan: str, head: bytes) -> LogEntry:
    """An entry in a log of one line: what a pickled one comes back as."""
    return LogEntry(lone(said, plan, head), said[0])


def lone(said: Said, plan: str, head: bytes) -> Log:
    """A log of one line.

    Args:
        said: The line; in its details, who is acted for has the number 1.
        plan: The digest of the plan.
        head: The hash before it, 32 bytes.
    """
    seq, at, duty, version, words, names, details = said
    flat = Flat(
        states=(),
        roles=b"",
        numbers={},
        initials=(),
        moves=(),
        words=(words,),
        changes={},
        table=(),
        triggers=(),
        taken_from=0,
        taken_to=0,
        ends={},
    )
    index = {name: number for number, name in enumerate(names)}
    log = Log(Terms((duty,), {duty: 0}, flat, Actors(names, index), plan), head, first=seq)
    log.append(at, 0 if duty else WHOLE, version, 0, 0, details)
    return log
