"""What is kept of runs: totals per run and per tier, and counts over all of them, added block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from kehoach.sim._queues import FAR
from kehoach.sim._results import NEVER, Results

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach.sim._prepared import Prepared

    Whole = NDArray[np.int64]
    Counts = NDArray[np.int32]

__all__ = ["KEPT", "Ran", "Tally"]


class Ran(Protocol):
    """Runs that were carried out, by whichever engine; instants are since the start, (runs, columns)."""

    prepared: Prepared
    runs: int
    start: Whole
    first: Whole
    sent: Whole
    accepted: Whole
    work: Whole
    waiting: Whole


KEPT: Final = ("critical", "start", "first", "submitted", "accepted")
"""What can be kept beside the totals."""


class Tally:
    """The results of some runs, as they come.

    Args:
        prepared: The simulation.
        first_run: The number of the first run.
        runs: How many there will be.
    """

    def __init__(self, prepared: Prepared, first_run: int, runs: int) -> None:
        self.prepared, self.first_run, self.runs = prepared, first_run, runs
        tiers = len(prepared.tiers)
        self.end, self.work, self.waiting = (np.zeros(runs, np.int64) for _ in range(3))
        self.tier_end = np.zeros((tiers, runs), np.int64)
        self.on_time, self.sent = (np.zeros((tiers, runs), np.int32) for _ in range(2))
        self.days = np.zeros((tiers, len(prepared.days)), np.int64)
        self.critical = np.zeros(prepared.duties, np.int32) if "critical" in prepared.keep else None
        self.units: dict[str, Whole] = {
            name: np.full((prepared.duties, runs), NEVER, np.int64) for name in KEPT[1:] if name in prepared.keep
        }
        self.provisional = 0
        rated, dated = prepared.rated, prepared.due < FAR
        self.expected = np.bincount(prepared.tier_of[rated], minlength=tiers).astype(np.int32)
        self.dated = np.bincount(prepared.tier_of[rated & dated], minlength=tiers).astype(np.int32)
        self.parts = [*self._parts()]
        steps = np.diff(prepared.days)
        self.even = int(steps[0]) if (steps == steps[0]).all() else 0  # where no clock changes, a day is a division

    def _parts(self) -> list[tuple[int, slice | Whole, slice | Whole]]:
        """For each tier that owes something its columns, and those among them with a date that count in its rate."""
        prepared = self.prepared
        found: list[tuple[int, slice | Whole, slice | Whole]] = []
        for tier in range(len(prepared.tiers)):
            mine = np.flatnonzero((prepared.tier_of == tier) & prepared.rated)
            if len(mine):
                found.append((tier, _sliced(mine), _sliced(mine[prepared.due[mine] < FAR])))
        return found

    def add(self, block: Ran, done: int) -> None:
        """Add a block of runs.

        Args:
            block: The runs.
            done: How many were added before.
        """
        prepared, here = self.prepared, slice(done, done + block.runs)
        self.work[here], self.waiting[here] = block.work, block.waiting
        ends = block.first if prepared.ends_sent else block.accepted
        self.end[here] = ends[:, prepared.ends].max(axis=1, initial=0)
        judged = block.sent if prepared.by_accepted else block.first
        for tier, mine, dated in self.parts:
            self.tier_end[tier, here] = block.accepted[:, mine].max(axis=1)
            first = block.first[:, mine]
            self.sent[tier, here] = (first < FAR).sum(axis=1, dtype=np.int32)
            self.on_time[tier, here] = (judged[:, dated] < prepared.due[dated]).sum(axis=1, dtype=np.int32)
            self.days[tier] += self._by_day(first)
        self.provisional += int((_last(block) >= prepared.certain).sum()) if prepared.certain < FAR else 0
        for name, kept in self.units.items():
            values = {"submitted": block.sent}.get(name, getattr(block, name, block.sent))
            kept[prepared.duty, here] = self._instants(values.T)
        if self.critical is not None and len(prepared.ends):
            self._count(block, self.critical)

    def _count(self, block: Ran, critical: Counts) -> None:
        """Count the chains that set the ends of runs."""
        prepared = self.prepared
        if not prepared.fast:
            from kehoach.sim._critical import chains

            np.add.at(critical, prepared.duty[chains(block)], 1)
            return
        from kehoach.sim._fast import counted_chains

        ends = block.first if prepared.ends_sent else block.accepted
        tree = prepared.below_first, prepared.below
        critical[prepared.duty] += counted_chains(ends, prepared.ends, block.start, block.accepted, tree)

    def _by_day(self, first: Whole) -> Whole:
        """How many first submissions fall on each local day."""
        days = self.prepared.days
        even, first_day = self.even, days[0]
        numbers = (first - first_day) // even if even else np.searchsorted(days, first, "right") - 1
        if numbers.max(initial=0) >= len(days):
            np.minimum(numbers, len(days), out=numbers)
        return np.bincount(numbers.ravel(), minlength=len(days) + 1)[: len(days)]

    def _instants(self, values: Whole) -> Whole:
        return np.where(values < FAR, values + self.prepared.start, NEVER)

    def results(self) -> Results:
        """What has been added."""
        prepared = self.prepared
        used = np.flatnonzero(self.days.sum(axis=0))
        first, last = (int(used[0]), int(used[-1]) + 1) if len(used) else (0, 0)
        return Results(
            plan_digest=prepared.digest, seed=prepared.seed, first_run=self.first_run, runs=self.runs,
            start=prepared.start, zone=prepared.zone, tiers=prepared.tiers,
            end=self._instants(self.end), tier_end=self._instants(self.tier_end),
            on_time=self.on_time, dated=self.dated, sent=self.sent, expected=self.expected,
            work=self.work, waiting=self.waiting, critical=self.critical,
            first_day=prepared.first_day + first, curve=self.days[:, first:last].copy(),
            provisional=self.provisional, units=self.units,
        )  # fmt: skip


def _sliced(columns: Whole) -> slice | Whole:
    """Columns as a slice where they are one: reading a slice copies nothing."""
    if len(columns) and columns[-1] - columns[0] + 1 == len(columns):
        return slice(int(columns[0]), int(columns[-1]) + 1)
    return columns


def _last(block: Ran) -> Whole:
    """The last instant of each run at which anything is sent or accepted."""
    done = np.where(block.accepted < FAR, block.accepted, 0)
    last: Whole = done.max(axis=1, initial=0)
    return last
