"""In which order desks can be worked out: none before those whose reports its own reports wait for.

A desk is the reports of one form, for one period, that one superior reviews. Columns are duties in the order of the
desks' levels, so that each desk, and each batch of desks alike, is a slice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach._plan import FAR as NO_DUE
from kehoach._plan import NEAR, Plan, PlanColumns, Quorum
from kehoach.errors import Finding, InvalidScenario
from kehoach.sim._kinds import numbers
from kehoach.sim._luck import ints
from kehoach.sim._queues import FAR

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Mask = NDArray[np.bool_]
    Gate = tuple[int, Whole, int]

__all__ = ["EVENTS", "Batch", "Layout", "Level", "QuorumGate", "in_one", "laid_out", "relative"]

EVENTS: Final = {
    "way": "simulate with engine='events', which goes through a campaign act by act",
    "way_vi": "mô phỏng với engine='events', chạy từng bước qua một đợt thật",
}


@attrs.frozen(eq=False)
class Batch:
    """Desks of one level that have as many reports and work alike: a slice of the columns.

    Attributes:
        first: The first column.
        desks: How many desks.
        size: How many reports each has.
        reviewers: How many each reviews at once.
        by_due: Whether what is due first comes first.
        hours: The number of the axis on which its reviewers work.
        place: The place of its first desk among all desks.
    """

    first: int
    desks: int
    size: int
    reviewers: int
    by_due: bool
    hours: int
    place: int

    @property
    def last(self) -> int:
        """The column after its last."""
        return self.first + self.desks * self.size


@attrs.frozen(eq=False)
class QuorumGate:
    """A gate that opens before everybody is in.

    Attributes:
        column: Whose.
        below: The columns of those that are expected, in official order.
        needed: How many of them it takes.
        required: Which of them must be among these.
        usable: For each the instant from which the quorum serves while it is missing.
    """

    column: int
    below: Whole
    needed: int
    required: Mask
    usable: Whole


@attrs.frozen(eq=False)
class Level:
    """Desks that can be worked out together.

    Attributes:
        first, last: Its columns.
        batches: Its desks.
        by_desk: Columns whose gate waits for one whole desk, and the places of these desks, (2, columns).
        gated: Columns whose gate waits for others, and where each one's begin in `below`, (2, columns).
        below: The columns that these wait for.
        quorums: The gates that open earlier.
        after: (column, columns that must be met before it).
    """

    first: int
    last: int
    batches: tuple[Batch, ...]
    by_desk: Whole
    gated: Whole
    below: Whole
    quorums: tuple[QuorumGate, ...]
    after: tuple[tuple[int, Whole], ...]


@attrs.frozen(eq=False)
class Layout:
    """Duties as columns, by level.

    Attributes:
        duties: The duty of each column, (columns,) int64.
        column: The column of each duty; -1 for what is not expected.
        levels: The levels, in their order.
        desks: How many desks.
        below_first, below: For each column where the columns below it begin in `below`: what its gate waits for.
    """

    duties: Whole
    column: Whole
    levels: tuple[Level, ...]
    desks: int
    below_first: Whole
    below: Whole


@attrs.frozen(eq=False)
class _Desks:
    """The desk of each duty that is expected, and how each desk works: rows of (reviewers, by_due, hours)."""

    of: Whole
    works: Whole


def laid_out(plan: Plan, grid: PlanColumns, expected: Mask, works: Whole, usable: Whole) -> Layout:
    """The layout of a plan's duties.

    Args:
        plan: The plan.
        grid: The columns it stands on.
        expected: Which duties are expected.
        works: How the superior of each duty reviews, (duties, 3): reviewers, by due, hours.
        usable: For each duty the instant from which a quorum may be used while it is missing, since the start.

    Raises:
        InvalidScenario: Two reports wait for each other at one desk (KH984).
    """
    duties = np.flatnonzero(expected)
    key = np.asarray(grid.lead_actor, np.int64)[duties] * len(grid.forms) + numbers(grid.form_of)[duties]
    names, firsts, inverse = np.unique(key, return_index=True, return_inverse=True)
    desk_of = np.full(grid.n, -1, np.int64)
    desk_of[duties] = inverse
    desks = _Desks(desk_of, works[duties][firsts])
    after = _after(plan, grid, expected)
    level = _levels(grid, desks, _waits(grid, expected, after), len(names))
    sizes = np.bincount(inverse, minlength=len(names))
    rank = np.lexsort((np.arange(len(names)), *desks.works.T[::-1], sizes, level))
    place = np.empty_like(rank)
    place[rank] = np.arange(len(rank))
    order = np.lexsort((duties, place[inverse]))
    column = np.full(grid.n, -1, np.int64)
    column[duties[order]] = np.arange(len(duties))
    made = _Maker(grid, expected, duties[order], column, desk_of, place, usable)
    gates = made.gates(sizes[rank])
    levels = tuple(made.levels(level[rank], sizes[rank], desks.works[rank], gates, after))
    counts = np.zeros(len(duties) + 1, np.int64)
    for here, below, _ in gates:
        counts[here + 1] = len(below)
    under = [below for _, below, _ in sorted(gates, key=lambda gate: gate[0])]
    return Layout(duties[order], column, levels, len(names), np.cumsum(counts),
                  np.concatenate(under) if under else np.zeros(0, np.int64))  # fmt: skip


def in_one(grid: PlanColumns, expected: Mask) -> Layout:
    """The duties that are expected as columns in their own order, without levels.

    Args:
        grid: The columns a plan stands on.
        expected: Which duties are expected.
    """
    duties = np.flatnonzero(expected)
    column = np.full(len(expected), -1, np.int64)
    column[duties] = np.arange(len(duties))
    under = [column[_below(grid, expected, duty)] for duty in ints(duties)]
    firsts = np.cumsum([0, *map(len, under)])
    return Layout(duties, column, (), 0, firsts, np.concatenate(under) if under else duties)


def _below(grid: PlanColumns, expected: Mask, duty: int) -> Whole:
    """The duties that a gate waits for."""
    below = np.asarray(grid.subordinates_of(duty), np.int64)
    return below[expected[below]] if grid.gate[duty] else below[:0]


def _after(plan: Plan, grid: PlanColumns, expected: Mask) -> Mapping[int, tuple[int, ...]]:
    """What must be met before each duty, where something must."""
    if plan.order.is_plain:
        return {}
    found = {
        duty: tuple(one for one, how in plan.order.before(duty) if how == "refuse" and expected[one])
        for duty in np.flatnonzero(expected).tolist()
    }
    return {duty: others for duty, others in found.items() if others}


def _waits(grid: PlanColumns, expected: Mask, after: Mapping[int, Sequence[int]]) -> tuple[Whole, Whole]:
    """Pairs of duties: what waits, and for what."""
    above, below = np.asarray(grid.edge_superior, np.int64), np.asarray(grid.edge_unit, np.int64)
    gated = np.frombuffer(grid.gate, np.uint8).astype(bool)[above] & expected[above] & expected[below]
    late = [duty for duty, others in after.items() for _ in others]
    early = [one for others in after.values() for one in others]
    return np.append(above[gated], np.array(late, np.int64)), np.append(below[gated], np.array(early, np.int64))


def _levels(grid: PlanColumns, desks: _Desks, waits: tuple[Whole, Whole], count: int) -> Whole:
    """The level of each desk: above all desks that its reports wait for."""
    pairs = np.unique(np.stack([desks.of[waits[1]], desks.of[waits[0]]], axis=1), axis=0)
    onward: dict[int, list[int]] = {}
    for early, late in pairs.tolist():
        onward.setdefault(early, []).append(late)
    missing = np.bincount(pairs[:, 1], minlength=count)
    level = np.zeros(count, np.int64)
    border = np.flatnonzero(missing == 0).tolist()
    done = 0
    while border:
        here = border.pop()
        done += 1
        for late in onward.get(here, ()):
            level[late] = max(level[late], level[here] + 1)
            missing[late] -= 1
            border += [late] if missing[late] == 0 else []
    if done < count:
        stuck = int(np.flatnonzero(missing > 0)[0])
        name = grid.names[int(np.flatnonzero(desks.of == stuck)[0])]
        what = {"what": f"that {name} and what it waits for are reviewed at one desk, or wait in a circle of desks,",
                "what_vi": f"{name} và báo cáo mà nó phải chờ cùng một người duyệt"}  # fmt: skip
        raise InvalidScenario(Finding("KH984", what | EVENTS))
    return level


@attrs.frozen(eq=False)
class _Maker:
    """Makes levels of columns."""

    grid: PlanColumns
    expected: Mask
    duties: Whole
    column: Whole
    desk_of: Whole
    place: Whole
    usable: Whole

    def levels(
        self, level: Whole, sizes: Whole, works: Whole, gates: Sequence[Gate], after: Mapping[int, Sequence[int]]
    ) -> Iterator[Level]:
        """The levels; desks come in the order of their places."""
        ends = np.cumsum(sizes)
        for number in range(int(level.max(initial=-1)) + 1):
            places = np.flatnonzero(level == number)
            first, last = int(ends[places[0]] - sizes[places[0]]), int(ends[places[-1]])
            mine = [gate for gate in gates if first <= gate[0] < last]
            waits = [(int(self.column[duty]), others) for duty, others in after.items()]
            yield self._level(
                first, last, tuple(_batches(places, sizes, ends, works)), mine,
                tuple((here, self.column[np.array(others)]) for here, others in sorted(waits) if first <= here < last),
            )  # fmt: skip

    def _level(
        self, first: int, last: int, batches: tuple[Batch, ...], gates: Sequence[Gate],
        after: tuple[tuple[int, Whole], ...],
    ) -> Level:  # fmt: skip
        plain = [gate for gate in gates if self._duty(gate) not in self.grid.quorums]
        whole = [(here, desk) for here, _, desk in plain if desk >= 0]
        some = [(here, below) for here, below, desk in plain if desk < 0]
        lengths = [len(below) for _, below in some]
        return Level(
            first, last, batches,
            by_desk=np.array(whole, np.int64).reshape(-1, 2).T,
            gated=np.array([[here for here, _ in some], np.cumsum([0, *lengths])[:-1]], np.int64).reshape(2, -1),
            below=np.concatenate([below for _, below in some]) if some else np.zeros(0, np.int64),
            quorums=tuple(self._quorum(gate) for gate in gates if self._duty(gate) in self.grid.quorums),
            after=after,
        )  # fmt: skip

    def _duty(self, gate: Gate) -> int:
        return int(self.duties[gate[0]])

    def gates(self, sizes: Whole) -> list[Gate]:
        """Each gated column, the columns below it, and the place of the desk where that is one whole desk, else -1."""
        grid, found = self.grid, list["Gate"]()
        for duty in ints(np.flatnonzero(np.diff(np.asarray(grid.edge_first)) > 0)):
            below = _below(grid, self.expected, duty)
            if not self.expected[duty] or not len(below):
                continue
            desks = self.desk_of[below]
            desk = int(self.place[desks[0]])
            whole = bool((desks == desks[0]).all()) and len(below) == sizes[desk]
            found.append((int(self.column[duty]), self.column[below], desk if whole else -1))
        return found

    def _quorum(self, gate: Gate) -> QuorumGate:
        grid, duty = self.grid, self._duty(gate)
        below = gate[1]
        quorum: Quorum = grid.quorums[duty]
        units = [grid.names[one] for one in ints(self.duties[below])]
        required = np.array([name.partition(":")[0] in quorum.required for name in units], bool)
        return QuorumGate(gate[0], below, quorum.needed(len(below)), required, self.usable[self.duties[below]])


def _batches(places: Whole, sizes: Whole, ends: Whole, works: Whole) -> Iterator[Batch]:
    """Desks of one level, those alike together."""
    kinds = np.column_stack([sizes[places], works[places]])
    breaks = np.flatnonzero((np.diff(kinds, axis=0) != 0).any(axis=1)) + 1
    for some in np.split(places, breaks):
        size, place = int(sizes[some[0]]), int(some[0])
        reviewers, by_due, hours = works[place].tolist()
        yield Batch(int(ends[place]) - size, len(some), size, reviewers, bool(by_due), hours, place)


def relative(instants: Sequence[int] | Whole, start: int) -> Whole:
    """Instants of a plan, in microseconds since the start of the campaign; what is always is 0, what never is `FAR`."""
    values = np.asarray(instants, np.int64)
    moved = np.clip(values, -(2**60), 2**60) - start
    return np.where(values == NO_DUE, FAR, np.where(values == NEAR, 0, moved))
