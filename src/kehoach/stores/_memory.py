"""A store in memory, for one thread: for tests, for simulation, for who keeps the log elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import attrs

from kehoach._progress import Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Tampered, UnknownName
from kehoach.stores._heads import cut, meets
from kehoach.stores._store import Head, Journal, Record, Snapshot, Verified

__all__ = ["MemoryJournal", "MemoryStore"]


class MemoryJournal(Log):
    """A journal that is its own log: a line is kept as soon as it is appended."""

    __slots__ = ("_kept",)

    def __init__(self, terms: Terms, head: bytes, *, first: int = 1) -> None:
        super().__init__(terms, head, first=first)
        self._kept: Snapshot | None = None

    def lock(self) -> int:
        """The number of the last line; whoever has the object has the turn."""
        return self.seq

    def unlock(self) -> None:
        """Nothing: there is no turn to give back."""

    def extend(self, lines: Sequence[Line]) -> Sequence[LogEntry]:
        """Write lines, all or none."""
        before = self.seq
        try:
            for line in lines:
                self.append(*line)
        except BaseException:
            self.truncate(before)
            raise
        return self.entries(before)

    def erase(self, lines: Sequence[int]) -> None:
        """Let lines lose their content; their hashes stay."""
        self._kept = None  # it may hold what is gone
        for seq in lines:
            self.forget(seq)

    def read(self, after: int = 0) -> Log:
        """The log itself: its lines after `after` are `read().lines(after)`."""
        return self

    def entries(self, after: int = 0) -> Entries:
        """The lines after one, as entries."""
        return super().entries(after)

    def find(self, command_id: str) -> LogEntry | None:
        """The line that a command id wrote; None when it wrote none."""
        seq = self.written_by(command_id)
        return None if seq is None else LogEntry(self, seq)

    def verify(self, head: Head | None = None) -> Verified:
        """Check every line against the chain.

        Args:
            head: How far the log reached at an earlier moment.

        Raises:
            Tampered: A line was changed after it was hashed, or the log was cut or written anew after `head` was kept.
        """
        wrong = self.chained(self.known_hashes())
        if wrong is not None:
            raise Tampered(Finding("KH901", {"seq": wrong}), wrong)
        if head is not None and head.seq <= self.seq:
            meets(head, self.hash(head.seq))
        if head is not None and head.seq > self.seq:
            raise cut(head, self.seq)
        return Verified(len(self), self.hash(self.seq).hex(), tuple(self.erased_lines()))

    def snapshot(self, parts: Collection[int] | None = None) -> Snapshot | None:
        """The snapshot that was kept."""
        kept = self._kept
        if kept is None or parts is None:
            return kept
        return attrs.evolve(kept, parts={part: kept.parts[part] for part in parts if part in kept.parts})

    def keep(self, snapshot: Snapshot | None) -> None:
        """Put a snapshot in the place of the one before."""
        self._kept = snapshot


class MemoryStore:
    """Campaigns in memory.

    >>> MemoryStore().campaigns()
    ()
    """

    def __init__(self) -> None:
        self._records: dict[str, Record] = {}
        self._journals: dict[str, MemoryJournal] = {}

    def begin(self, record: Record) -> None:
        """Keep a new campaign; `InvalidCommand` when there is one of this id."""
        if record.id in self._records:
            raise InvalidCommand(Finding("KH510", {"id": record.id}))
        self._records[record.id] = record

    def campaigns(self) -> tuple[Record, ...]:
        """Every campaign, in the order in which they were begun."""
        return tuple(self._records.values())

    def journal(self, id: str, terms: Terms) -> Journal:
        """The journal of a campaign: one object for all who ask; `UnknownName` when there is no such campaign."""
        if id not in self._records:
            raise UnknownName("campaign", id, nearest(id, self._records))
        if id not in self._journals:
            self._journals[id] = MemoryJournal(terms, chain_start(id, terms.plan))
        return self._journals[id]

    def __repr__(self) -> str:
        return f"MemoryStore({', '.join(self._records)})"
