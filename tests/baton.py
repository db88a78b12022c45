"""Threads of which one runs at a time, in an order that a number decides; and a store that several may write to.

The store stands for a server: what is kept, who holds the turn, and what each writer sees. It is right, or has one of
the faults that stores have had: see `FAULTS`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from threading import Semaphore, Thread, get_ident

from kehoach._progress import Entries, Line, Log, LogEntry, Terms
from kehoach._report import Details
from kehoach.errors import Conflict, Finding, OutcomeUnknown
from kehoach.stores import Record, Verified

__all__ = ["FAULTS", "Baton", "SharedStore"]

FAULTS = {
    "no lock": "nobody waits; two who saw the same end write into the same place",
    "deferred": "the turn is taken with the first write, and what was read before is not read again",
    "snapshot before lock": "the turn is taken at once, and what is read is older than the turn",
    "no version": "nobody waits, and nobody looks whether the log still ends where it was seen",
    "late number": "a line has its number before it is there, and a later one may be there first",
    "double": "a command id is not looked for",
    "lost": "now and then a line is acknowledged and not kept",
    "swapped": "now and then an answer is that of the line before",
}
RARELY = 7


class Baton:
    """Runs works so that one of them moves at a time; whoever pauses hands on to the one that `choose` names.

    Args:
        choose: Picks one of several, by their number.
    """

    def __init__(self, choose: Callable[[Sequence[int]], int]) -> None:
        self._choose = choose
        self._alive: list[int] = []
        self._gates: list[Semaphore] = []
        self._numbers: dict[int, int] = {}
        self._ended = Semaphore(0)
        self.errors: list[BaseException] = []

    def run(self, works: Sequence[Callable[[], object]]) -> None:
        """Run them to their ends; what one raised is raised."""
        self._alive = list(range(len(works)))
        self._gates = [Semaphore(0) for _ in works]
        threads = [Thread(target=self._work, args=(number, work)) for number, work in enumerate(works)]
        for thread in threads:
            thread.start()
        self._gates[self._choose(self._alive)].release()
        self._ended.acquire()
        for thread in threads:
            thread.join()
        if self.errors:
            raise self.errors[0]

    def _work(self, number: int, work: Callable[[], object]) -> None:
        self._gates[number].acquire()
        self._numbers[get_ident()] = number
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - it is raised by `run`
            self.errors.append(error)
        self._alive.remove(number)
        if self._alive:
            self._gates[self._choose(self._alive)].release()
        else:
            self._ended.release()

    def pause(self, *, blocked: bool = False) -> None:
        """Let another one move, or go on, unless one is blocked; outside of `run` it does nothing."""
        mine = self._numbers.get(get_ident())
        if mine is None:
            return
        following = self._choose([one for one in self._alive if one != mine] if blocked else self._alive)
        if following != mine:
            self._gates[following].release()
            self._gates[mine].acquire()


class SharedStore:
    """A store that several write to at the same time.

    Args:
        pause: Called wherever another writer may come in between.
        fault: What is wrong with it; None: nothing.
        optimistic: Whether the turn is not held: who finds the log longer than it was seen is turned away.
    """

    def __init__(self, pause: Callable[..., None], fault: str | None = None, *, optimistic: bool = False) -> None:
        self.pause, self.fault, self.optimistic = pause, fault, optimistic
        self.records: list[Record] = []
        self.lines: list[Line | None] = []
        self.owner: SharedJournal | None = None
        self.appended = 0
        self.chance = random.Random(fault)

    def begin(self, record: Record) -> None:
        self.records.append(record)

    def campaigns(self) -> tuple[Record, ...]:
        return tuple(self.records)

    def journal(self, id: str, terms: Terms) -> SharedJournal:
        self.terms = terms
        return SharedJournal(self, terms)

    def log(self) -> Sequence[LogEntry]:
        """Every line that is there in the end, as a campaign hands them out."""
        journal = self.journal("", self.terms)
        return journal.entries()

    @property
    def rarely(self) -> bool:
        """Whether a fault that is rare shows now."""
        self.appended += 1
        return self.appended % RARELY == 0


class SharedJournal:
    """The log of the one campaign."""

    def __init__(self, store: SharedStore, terms: Terms) -> None:
        self._store, self.terms = store, terms
        self._view: list[Line] | None = None
        waits = (None, "snapshot before lock", "double", "lost", "swapped")
        self._waits = store.fault in waits and not store.optimistic

    @property
    def _kept(self) -> list[Line]:
        return [line for line in self._store.lines if line is not None]

    def _take(self) -> None:
        while self._store.owner not in (None, self):
            self._store.pause(blocked=True)
        self._store.owner = self

    def lock(self) -> int:
        store = self._store
        store.pause()
        if store.fault == "snapshot before lock":
            self._view = self._kept
            store.pause()
        if self._waits:
            self._take()
        if self._view is None:
            self._view = self._kept
        store.pause()
        return len(self._view)

    def unlock(self) -> None:
        self._view = None
        if self._store.owner is self:
            self._store.owner = None

    def append(self, at: int, duty: int, version: int, place: int, by: int, details: Details) -> LogEntry:
        return self.extend([(at, duty, version, place, by, details)])[-1]

    def extend(self, lines: Sequence[Line]) -> Sequence[LogEntry]:
        store, view = self._store, self._view
        assert view is not None
        store.pause()
        try:
            if store.fault == "deferred" or store.optimistic:
                self._take()
            if store.optimistic and store.fault is None and len(self._kept) != len(view):
                raise Conflict(Finding("KH919", {"seq": len(view) + 1, "id": ""}))
            return self._written(view, lines)
        finally:
            self.unlock()

    def _written(self, view: list[Line], lines: Sequence[Line]) -> Sequence[LogEntry]:
        store = self._store
        first = len(store.lines)
        if store.fault == "no lock":
            first = len(view)
            store.lines[first : first + len(lines)] = lines
        elif store.fault == "late number":
            store.lines += [None] * len(lines)
            store.pause()
            store.pause()
            store.lines[first : first + len(lines)] = lines
        elif store.fault != "lost" or not store.rarely:
            store.lines += lines
        seq = first + len(lines)
        if store.fault == "swapped" and store.rarely:
            seq -= 1
        log = Log(self.terms, bytes(32), first=seq - len(lines) + 1)
        for line in lines:
            log.append(*line)
        store.pause()
        return log.entries()

    def read(self, after: int = 0) -> Log:
        self._store.pause()
        lines = self._kept if self._view is None else self._view
        behind = min(after, len(lines))
        log = Log(self.terms, bytes(32), first=behind + 1)
        for line in lines[behind:]:
            log.append(*line)
        return log

    def entries(self, after: int = 0) -> Entries:
        if self._store.fault != "late number":
            return self.read(after).entries()
        self._store.pause()
        numbered = [(seq, line) for seq, line in enumerate(self._store.lines, 1) if line is not None and seq > after]
        return [self._single(seq, line) for seq, line in numbered]  # type: ignore[return-value]

    def _single(self, seq: int, line: Line) -> LogEntry:
        log = Log(self.terms, bytes(32), first=seq)
        log.append(*line)
        return LogEntry(log, seq)

    def find(self, command_id: str) -> LogEntry | None:
        if self._store.fault == "double":
            return None
        log = self.read()
        seq = log.written_by(command_id)
        return None if seq is None else LogEntry(log, seq)

    def snapshot(self, parts: object = None) -> None:
        """None: every object folds the log."""

    def keep(self, snapshot: object) -> None:
        """Nothing: a snapshot is a cache."""

    def verify(self, head: object = None) -> Verified:
        return Verified(len(self._kept), "")

    def erase(self, lines: Sequence[int]) -> None:
        raise OutcomeUnknown
