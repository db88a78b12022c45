"""Plans and campaigns as commands open them."""

from __future__ import annotations

from pathlib import Path

import attrs

from kehoach._campaign import Campaign
from kehoach._cli._instants import act_instant
from kehoach._clock import Clock, ManualClock, SystemClock
from kehoach._plan import Plan
from kehoach._progress import Terms
from kehoach.files import load_plan
from kehoach.stores import Journal, MemoryStore, Record, Store

__all__ = ["Rehearsal", "Seat", "campaign_of", "clock_at", "is_store", "plan_of", "seated", "store_of"]

_DATABASE = b"SQLite format 3\0"


class Rehearsal:
    """A store as it is, into which nothing is written: what is done goes to memory and is forgotten.

    Args:
        store: The store that is not touched.
    """

    __slots__ = ("_memory", "_store")

    def __init__(self, store: Store) -> None:
        self._store, self._memory = store, MemoryStore()

    def begin(self, record: Record) -> None:
        """Keep a new campaign in memory, unless there is one of this id."""
        if record.id in self._stored():
            self._store.begin(record)  # refuses, in the store's own words
        self._memory.begin(record)

    def campaigns(self) -> tuple[Record, ...]:
        """Every campaign."""
        stored = self._stored()
        return (*stored.values(), *(record for record in self._memory.campaigns() if record.id not in stored))

    def journal(self, id: str, terms: Terms) -> Journal:
        """A journal in memory that holds the lines written so far."""
        stored = self._stored().get(id)
        if stored is None or stored in self._memory.campaigns():
            return self._memory.journal(id, terms)
        self._memory.begin(stored)
        journal = self._memory.journal(id, terms)
        journal.extend(list(self._store.journal(id, terms).read().lines()))
        return journal

    def _stored(self) -> dict[str, Record]:
        return {record.id: record for record in self._store.campaigns()}


def is_store(source: str) -> bool:
    """Whether a text names a store rather than a plan file: a URL, or a file that is a database."""
    if "://" in source:
        return True
    path = Path(source)
    try:
        if not path.is_file():  # a pipe would be read, and what was read is gone
            return False
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except (OSError, ValueError):
        return False


def plan_of(source: str, campaign: str | None = None) -> Plan:
    """The plan of a plan file, or of a campaign in a store.

    Args:
        source: A plan file, or a store.
        campaign: Which campaign, in a store of several.
    """
    return campaign_of(source, campaign).plan if is_store(source) else load_plan(source)


def store_of(store: str, *, dry: bool = False) -> Store:
    """The store of a path or URL; one that is not there is not made.

    Args:
        store: The path or URL.
        dry: Whether what is written shall be forgotten.
    """
    from kehoach.stores import SQLStore

    opened = SQLStore.open(store, create=False)
    return Rehearsal(opened) if dry else opened


def campaign_of(store: str, campaign: str | None) -> Campaign:
    """A campaign to ask questions of."""
    return Campaign.resume(store_of(store), id=campaign)


@attrs.frozen
class Seat:
    """A campaign to act in, and the clock that its acts are done by.

    Attributes:
        campaign: The campaign; who is expected acts where nobody is named.
        clock: Its clock.
    """

    campaign: Campaign
    clock: Clock


def seated(store: Store, campaign: str | None, at: str | None, *, clock: Clock | None = None) -> Seat:
    """A campaign to act in.

    Args:
        store: The store.
        campaign: Which campaign, in a store of several.
        at: When acts are done, as typed; now when None.
        clock: What else tells the time.
    """
    ticking = clock or (SystemClock() if at is None else ManualClock(0))  # the plan's zone is known after opening
    resumed = Campaign.resume(store, id=campaign, clock=ticking, default_by="expected")
    if at is not None and isinstance(ticking, ManualClock):
        ticking.set(act_instant(at, resumed.plan.reading.zone))
    return Seat(resumed, ticking)


def clock_at(plan: Plan, at: str | None) -> Clock:
    """The clock of an act under a plan; the machine's when no time is named."""
    return SystemClock() if at is None else ManualClock(act_instant(at, plan.reading.zone))
