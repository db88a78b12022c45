"""Blocks of runs as arrays: every duty of a level in every run of a block at once, levels from the bottom up.

For each run the task comes down from superior to superior; a report is begun when its unit has the task, what its gate
asks for is accepted and what must be met before it is met; it is sent when it is written; it waits at the desk of its
lead superior, is reviewed, and accepted or returned. All instants are whole microseconds since the start of the
campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol

import attrs
import numpy as np

from kehoach.sim._luck import BITS, counters, drawn, each, ints, mix, pairs
from kehoach.sim._queues import FAR, Again, Desk, Served, served
from kehoach.sim._resume import kept, resumed, settled
from kehoach.sim._tally import Tally

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach.sim._layout import Batch, Level, QuorumGate
    from kehoach.sim._luck import Curve
    from kehoach.sim._prepared import Prepared, Standing
    from kehoach.sim._results import Results

    Whole = NDArray[np.int64]
    Words = NDArray[np.uint64]

__all__ = ["Block", "run_block"]

_ALL: Final = slice(None)
_CELLS: Final = 120_000
"""Columns times runs of one step: some arrays of that size lie in a processor's cache together."""
_HALF: Final = np.uint64(2)
_LOW: Final = np.uint64(2**BITS - 1)


def run_block(prepared: Prepared, first_run: int, count: int) -> Results:
    """Some runs of a simulation; they depend on nothing but what is prepared and their numbers.

    Args:
        prepared: The simulation.
        first_run: The number of the first run.
        count: How many runs.
    """
    tally = Tally(prepared, first_run, count)
    step = max(1, min(count, _CELLS // max(len(prepared.duty), 1)))
    for done in range(0, count, step):
        some = min(step, count - done)
        block = Block(prepared, first_run + done, some)
        block.run()
        tally.add(block, done)
    return tally.results()


@attrs.define(eq=False, init=False)
class Block:
    """Some runs under way.

    Attributes:
        prepared: The simulation.
        runs: How many runs.
        start: When each unit begins to write, (runs, columns).
        first: When each report is first sent; `FAR`: never.
        sent: When it is sent for the last time; `first` itself where nobody asks for that.
        accepted: When it is accepted.
        last: When the last report of each desk is accepted, (runs, desks).
        work, waiting: How long is worked and waited, (runs,).
        moves: For each column that others wait for by `after`, when it was returned and came again: (4, runs) by
            column; returned, came again, returned, came again.
    """

    prepared: Prepared
    runs: int
    counters: Words
    start: Whole
    first: Whole
    sent: Whole
    accepted: Whole
    last: Whole
    work: Whole
    waiting: Whole
    task: Whole
    factor: Whole | None
    moves: dict[int, Whole]
    table: Whole | None

    def __init__(self, prepared: Prepared, first_run: int, runs: int) -> None:
        self.prepared, self.runs = prepared, runs
        shape = runs, len(prepared.duty)
        self.counters = counters(first_run, runs)
        self.start, self.first, self.accepted = (np.empty(shape, np.int64) for _ in range(3))
        tracked = prepared.by_accepted or "submitted" in prepared.keep or prepared.standing is not None
        self.sent = np.empty(shape, np.int64) if tracked else self.first  # nobody asks when it was sent again
        self.last = np.empty((runs, prepared.desks), np.int64)
        self.work, self.waiting = np.zeros(runs, np.int64), np.zeros(runs, np.int64)
        self.factor, self.moves = None, {}
        self.table = _fast().table_of(prepared.curves) if prepared.fast else None
        for level in prepared.levels:
            for _, others in level.after:
                self.moves |= {one: np.full((4, runs), FAR, np.int64) for one in others.tolist()}

    def run(self) -> None:
        """Carry the plan out in every run."""
        self._hand_down()
        for level in self.prepared.levels:
            here = slice(level.first, level.last)
            self.start[:, here] = self._begun(level)
            service = self._written(level)
            for batch in level.batches:
                self._review(batch, service[:, batch.first - level.first : batch.last - level.first])

    # --------------------------------------------------------------------------------- the task comes down

    def _hand_down(self) -> None:
        """When each head has handed the task down."""
        guides, shares = self.prepared.guides, self.prepared.shares
        if shares is not None:
            self.factor = drawn(shares.curve, pairs(shares.keys, self.counters)[0])
        self.task = np.zeros((self.runs, len(guides.above) + 1), np.int64)  # the last is who has it at the start
        for depth in range(1, len(guides.depths) - 1):
            some = slice(guides.depths[depth], guides.depths[depth + 1])
            lengths = self.lengths(guides.law[some], pairs(guides.keys[some], self.counters)[0])
            self.task[:, some] = self.prepared.axes[0].after(self.task[:, guides.above[some]], lengths)
            self.work += lengths.sum(axis=1)

    def lengths(self, laws: Whole, draws: Whole) -> Whole:
        """The lengths of draws, each column by its law; `draws` is used up."""
        curves = self.prepared.curves
        breaks = np.flatnonzero(np.diff(laws)) + 1
        if not len(breaks):
            return drawn(curves[int(laws[0])], draws) if len(laws) else draws
        made = np.empty_like(draws)
        for first, last in zip([0, *breaks.tolist()], [*breaks.tolist(), len(laws)], strict=True):
            made[:, first:last] = drawn(curves[int(laws[first])], draws[:, first:last].copy())
        return made

    # --------------------------------------------------------------------------------- a report is written

    def _begun(self, level: Level) -> Whole:
        """When each unit of a level begins to write."""
        prepared = self.prepared
        here = slice(level.first, level.last)
        begun = self.task.take(prepared.guides.of[here], axis=1)
        np.maximum(begun, prepared.opens[here], out=begun)
        columns, desks = level.by_desk
        if len(columns):
            spot = columns - level.first
            begun[:, spot] = np.maximum(begun[:, spot], self.last[:, desks])
        columns, firsts = level.gated
        if len(columns):
            spot = columns - level.first
            all_in = np.maximum.reduceat(self.accepted[:, level.below], firsts, axis=1)
            begun[:, spot] = np.maximum(begun[:, spot], all_in)
        for gate in level.quorums:
            spot = gate.column - level.first
            np.maximum(begun[:, spot], _enough(gate, self.accepted[:, gate.below]), out=begun[:, spot])
        self._by_habit(here, begun)
        for column, others in level.after:
            spot = column - level.first
            begun[:, spot] = self._met(begun[:, spot], others)
        standing = prepared.standing
        return begun if standing is None else np.where(standing.stage[here] > 0, 0, begun)

    def _by_habit(self, here: slice, begun: Whole) -> None:
        habits = self.prepared.habits
        if habits is None or not len(habits.below):
            return
        draws, _ = pairs(habits.keys[here], self.counters)
        before = np.zeros(habits.below.shape[1], np.int64)[here]
        for below, begin in zip(habits.below[:, here], habits.begin[:, here], strict=True):
            mine = (draws >= before) & (draws < below)
            np.maximum(begun, begin, out=begun, where=mine)
            before = below

    def _met(self, at: Whole, others: Whole, runs: slice | Whole = _ALL) -> Whole:
        """The first instants from given ones at which other duties are met: sent, and not back with their units."""
        now = at
        while True:
            later = now
            for one in others.tolist():
                later = np.maximum(later, self._met_from(later, one, runs))
            if (later == now).all():
                return later
            now = later

    def _met_from(self, at: Whole, other: int, runs: slice | Whole) -> Whole:
        returned, came, again, last = self.moves[other][:, runs]
        met = np.maximum(at, self.first[runs, other])
        for back, anew in ((returned, came), (again, last)):
            met = np.where((met >= back) & (met < anew), anew, met)
        return np.minimum(met, FAR)

    def _written(self, level: Level) -> Whole:
        """Send the reports of a level; how long their reviews take."""
        prepared, here = self.prepared, slice(level.first, level.last)
        standing = prepared.standing
        written, service = self._drawn(here, standing)
        written, service = self._with_extras(here, written, service)
        self._share(here, written)
        sent = prepared.axes[0].after(self.start[:, here], written)
        for column, others in level.after:
            spot = column - level.first
            sent[:, spot] = self._met(sent[:, spot], others)
        self._close(here, sent)
        if standing is not None:
            kept(standing, here, sent)
        if sent.max(initial=0) >= FAR:
            never = sent >= FAR
            sent[never], written[never], service[never] = FAR, 0, 0
        self.first[:, here] = sent
        if self.sent is not self.first:
            self.sent[:, here] = sent
        if standing is not None:
            settled(self, standing, here, written, service)
        self.work += written.sum(axis=1)
        self.work += service.sum(axis=1)
        return service

    def _drawn(self, here: slice, standing: Standing | None) -> tuple[Whole, Whole]:
        """How long reports take to write and to review."""
        prepared = self.prepared
        keys, laws, reviews = prepared.keys[0][here], prepared.draft[here], prepared.review[here]
        if self.table is not None and standing is None:
            return _fast().drawn_both(keys, self.counters[:, 0], laws, reviews, self.table)
        draft, review = pairs(keys, self.counters)
        written = self.lengths(laws, draft) if standing is None else resumed(self, standing, here, draft)
        return written, self.lengths(reviews, review)

    def _with_extras(self, here: slice, written: Whole, service: Whole) -> tuple[Whole, Whole]:
        """The further steps of a lifecycle, on top."""
        for extra in self.prepared.extras:
            draws, _ = pairs(extra.keys[0][here], self.counters)
            lengths = self.lengths(extra.law[here], draws)
            written = written + lengths if extra.place == "drafting" else written
            service = service + lengths if extra.place == "reviewing" else service
        return written, service

    def _share(self, here: slice, lengths: Whole) -> None:
        """Multiply lengths by the factor that units have in common."""
        if self.factor is None or self.prepared.shares is None:
            return
        of = self.prepared.shares.of[here]
        mine = np.flatnonzero(of >= 0)
        lengths[:, mine] = scaled(lengths[:, mine], self.factor[:, of[mine]])

    def _close(self, here: slice, sent: Whole) -> None:
        """Who comes after the closing, or never sends anything, does not come in."""
        prepared = self.prepared
        closes = prepared.closes[here]
        if closes.min(initial=FAR) < FAR:
            sent[sent >= closes] = FAR
        if prepared.habits is not None and prepared.habits.absent.any():
            draws, _ = pairs(prepared.habits.unit_keys[here], self.counters)
            sent[draws < prepared.habits.absent[here]] = FAR

    # --------------------------------------------------------------------------------- and reviewed

    def _review(self, batch: Batch, service: Whole) -> None:
        """Review the reports of some desks alike."""
        prepared, here = self.prepared, slice(batch.first, batch.last)
        lanes = self.runs * batch.desks, batch.size
        standing = prepared.standing
        arrive = self.first[:, here] if standing is None else self.sent[:, here].copy()
        if standing is not None:
            arrive[:, standing.stage[here] > 1] = FAR
        if self._at_once(here):
            self._take_up(batch, self._closed(here, arrive))
            return
        again, rows = self._returns(here, arrive, batch.size)
        desk = Desk(batch.reviewers, batch.by_due, prepared.axes[batch.hours], prepared.axes[0],
                    0 if standing is None else standing.now)  # fmt: skip
        due = np.minimum(prepared.due[here], FAR).reshape(batch.desks, batch.size)
        fast = (
            None
            if self.table is None
            else _fast().served_fast(arrive.reshape(lanes), service.reshape(lanes), again, desk)
        )
        done = fast or served(arrive.reshape(lanes), service.reshape(lanes), again, desk, due)
        accepted = self._closed(here, done.accepted.reshape(self.runs, -1))
        if standing is not None:
            known = standing.stage[here] > 1
            accepted[:, known] = standing.came[here][known]
        self.accepted[:, here] = accepted
        self.last[:, batch.place : batch.place + batch.desks] = accepted.reshape(-1, batch.desks, batch.size).max(
            axis=2
        )
        self.waiting += done.waited.reshape(self.runs, batch.desks).sum(axis=1)
        self._came_again(batch, again, done, rows)

    def _at_once(self, here: slice) -> bool:
        """Whether reviews of reports take no time and return nothing, so that nobody waits."""
        prepared = self.prepared
        if prepared.standing is not None or prepared.p_return[here].any():
            return False
        laws = [prepared.review[here], *(one.law[here] for one in prepared.extras if one.place == "reviewing")]
        return all(prepared.curves[law].constant == 0 for some in laws for law in each(some))

    def _take_up(self, batch: Batch, accepted: Whole) -> None:
        """Note what is accepted, and when the last of each desk was."""
        self.accepted[:, batch.first : batch.last] = accepted
        last = accepted.reshape(-1, batch.desks, batch.size).max(axis=2)
        self.last[:, batch.place : batch.place + batch.desks] = last

    def _closed(self, here: slice, accepted: Whole) -> Whole:
        """When what was reviewed has gone through the steps that follow."""
        for extra in self.prepared.extras:
            if extra.place == "closing":
                lengths = self.lengths(extra.law[here], pairs(extra.keys[0][here], self.counters)[0])
                lengths[accepted >= FAR] = 0
                self.work += lengths.sum(axis=1)
                accepted = self.prepared.axes[0].after(accepted, lengths)
        return accepted

    def _returns(self, here: slice, arrive: Whole, size: int) -> tuple[Again, Whole]:
        """What is returned, and how long it then takes; with the columns of the rows."""
        prepared = self.prepared
        if not prepared.p_return[here].any():
            return _NONE, _EMPTY
        if self.table is not None and prepared.standing is None:
            place, more = _fast().found_returns(
                prepared.keys[1][here], self.counters[:, 0], prepared.p_return[here], prepared.p_second[here], arrive
            )
            return self._rows(here, size, place, np.flatnonzero(more), None)
        one, two = pairs(prepared.keys[1][here], self.counters)
        back, more = (one < prepared.p_return[here]) & (arrive < FAR), two < prepared.p_second[here]
        standing = prepared.standing
        if standing is not None:
            rounds = standing.round[here]
            back = np.where(rounds == 0, back, (rounds == 1) & more & (arrive < FAR))
            more &= rounds == 0
        place = np.flatnonzero(back)
        thrice = np.flatnonzero(more.ravel()[place])
        return self._rows(here, size, place, thrice, standing)

    def _rows(
        self, here: slice, size: int, place: Whole, thrice: Whole, standing: Standing | None
    ) -> tuple[Again, Whole]:
        """The reviews that follow the first, of reports at some places; of some of them a third one too."""
        places = np.concatenate([place, place[thrice]])
        run, inner = np.divmod(places, here.stop - here.start)
        visit = np.repeat([2, 3], [len(place), len(thrice)])
        if standing is not None:
            visit = np.minimum(visit + standing.round[here][inner], 3)
        rework, service = self._again(run, inner + here.start, visit)
        before = np.concatenate([np.full(len(place), -1), thrice])
        held = self._holding(run, inner + here.start)
        return Again(places // size, places % size, before, rework, service, np.arange(len(places)), held), places

    def _holding(self, run: Whole, column: Whole) -> Callable[[Whole, Whole], Whole] | None:
        """What puts off the reports that come in again while what must be met before them is not; None: nothing."""
        waits = {here: others for level in self.prepared.levels for here, others in level.after}
        late = [one for one in each(column) if one in waits] if waits else []
        if not late:
            return None

        def held(rows: Whole, done: Whole) -> Whole:
            for one in late:
                mine = np.flatnonzero(column[rows] == one)
                done[mine] = self._met(done[mine], waits[one], run[rows[mine]])
            return done

        return held

    def _again(self, run: Whole, column: Whole, visit: Whole) -> tuple[Whole, Whole]:
        """How long a returned report takes to rework and to review again."""
        prepared = self.prepared
        if self.table is not None and not prepared.extras and self.factor is None:
            laws = prepared.rework, prepared.review
            rework, service = _fast().drawn_rows(
                prepared.keys, laws, self.counters[:, 0], (run, column, visit), self.table
            )
            self.work += _per_run(run, rework + service, self.runs)
            return rework, service
        words = mix(prepared.keys[visit, column] + self.counters[run, 0])
        first = (words >> np.uint64(33)).view(np.int64)
        second = ((words >> _HALF) & _LOW).view(np.int64)
        rework, service = self._each(prepared.rework[column], first), self._each(prepared.review[column], second)
        for extra in prepared.extras:
            words = mix(extra.keys[visit - 1, column] + self.counters[run, 0])
            lengths = self._each(extra.law[column], (words >> np.uint64(33)).view(np.int64))
            rework = rework + lengths if extra.place == "drafting" else rework
            service = service + lengths if extra.place == "reviewing" else service
        if self.factor is not None and prepared.shares is not None:
            of = prepared.shares.of[column]
            mine = of >= 0
            rework[mine] = scaled(rework[mine], self.factor[run[mine], of[mine]])
        self.work += _per_run(run, rework + service, self.runs)
        return rework, service

    def _each(self, laws: Whole, draws: Whole) -> Whole:
        """The lengths of draws, each by its own law."""
        made = np.empty_like(draws)
        for law in each(laws):
            mine = laws == law
            made[mine] = drawn(self.prepared.curves[law], draws[mine])
        return made

    def _came_again(self, batch: Batch, again: Again, done: Served, places: Whole) -> None:
        """Remember when what was returned went back and came in again."""
        if not len(again.lane):
            return
        width = batch.last - batch.first
        run, inner = np.divmod(places, width)
        column = inner + batch.first
        later = again.before >= 0
        for some in (~later, later) if self.sent is not self.first else ():
            self.sent[run[some], column[some]] = done.again[some]
        for one in self.moves:
            for row in ints(np.flatnonzero(column == one)):
                spot = 2 if later[row] else 0
                self.moves[one][spot : spot + 2, run[row]] = done.returned[row], done.again[row]


class _Loops(Protocol):
    """The compiled loops."""

    def drawn_both(self, keys: Words, runs: Words, one: Whole, two: Whole, table: Whole) -> tuple[Whole, Whole]: ...

    def drawn_rows(
        self, keys: Words, laws: tuple[Whole, Whole], runs: Words, rows: tuple[Whole, Whole, Whole], table: Whole
    ) -> tuple[Whole, Whole]: ...

    def found_returns(
        self, keys: Words, runs: Words, first: Whole, second: Whole, arrive: Whole
    ) -> tuple[Whole, NDArray[np.bool_]]: ...

    def served_fast(self, arrive: Whole, service: Whole, again: Again, desk: Desk) -> Served | None: ...

    def table_of(self, curves: Sequence[Curve]) -> Whole: ...


def _fast() -> _Loops:
    """The compiled loops; loaded by those who use them."""
    from kehoach.sim import _fast

    return _fast


_EMPTY: Final = np.zeros(0, np.int64)
_NONE: Final = Again(_EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY)


def _per_run(run: Whole, values: Whole, runs: int) -> Whole:
    """The sum of values for each run, exactly."""
    order = np.argsort(run, kind="stable")
    sums = np.append(0, np.cumsum(values[order]))
    return np.diff(sums[np.searchsorted(run[order], np.arange(runs + 1))])


def scaled(lengths: Whole, factor: Whole) -> Whole:
    """Lengths times a factor in 4096ths, without passing 64 bits on the way."""
    product: Whole = (lengths >> 12) * factor + (((lengths & 4095) * factor) >> 12)
    return product


def _enough(gate: QuorumGate, accepted: Whole) -> Whole:
    """When the gate of a quorum opens, (runs,): when enough are in, the required among them, and it may be used."""
    order = np.argsort(accepted, axis=1, kind="stable")
    came = np.take_along_axis(accepted, order, 1)
    usable = gate.usable[order]
    missing = np.maximum.accumulate(usable[:, ::-1], axis=1)[:, ::-1]  # of those who are not among the first m
    opens = missing.copy()
    np.maximum(opens[:, 1:], came[:, :-1], out=opens[:, 1:])
    required = accepted[:, gate.required].max(axis=1, initial=0)
    early = np.maximum(opens[:, gate.needed :].min(axis=1, initial=FAR), required)
    opened: Whole = np.minimum(early, came[:, -1])
    return opened
