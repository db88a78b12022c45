"""A store in memory, for one thread: for tests, for simulation, for who keeps the log elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach._progress import Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Tampered, UnknownName
from kehoach.stores._store import Journal, Record, Verified

__all__ = ["MemoryJournal", "MemoryStore"]


class MemoryJournal(Log):
    """A journal that is its own log: a line is kept as soon as it is appended."""

    __slots__ = ()

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

    def verify(self) -> Verified:
        """Check every line against the chain.

        Raises:
            Tampered: A line was changed after it was hashed.
        """
        wrong = self.chained(self.known_hashes())
        if wrong is not None:
            raise Tampered(Finding("KH901", {"seq": wrong}), wrong)
        return Verified(len(self), self.hash(self.seq).hex())


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
