"""The same loops compiled: draws and desks, number by number the same integers as with arrays.

Nothing here is another model. Draws are hashed and looked up in the same tables; the reports of a desk, sorted by
numpy, are gone through one by one with a short list of those that come in again. numba compiles each loop when it is
first used and keeps it beside the package where that can be written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, cast

import numba
import numpy as np

from kehoach.sim._luck import BITS, Curve
from kehoach.sim._queues import FAR, Again, Desk, Served, sorted_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Words = NDArray[np.uint64]
    Counts = NDArray[np.int32]
    Axes = tuple[Whole, Whole, Whole, Whole]
    Rows = tuple[Whole, Whole, Whole, Whole]

__all__ = ["counted_chains", "drawn_both", "drawn_rows", "found_returns", "served_fast", "table_of"]

P = ParamSpec("P")
R = TypeVar("R")

_ONE: Final = np.uint64(0xBF58476D1CE4E5B9)
_TWO: Final = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S33, _S2 = (np.uint64(one) for one in (30, 27, 31, 33, 2))
_LOW: Final = np.uint64(2**BITS - 1)
_MASK: Final = (1 << 20) - 1
_LAST: Final = 2047
_TAIL: Final = 1025
_BEGINS: Final = 2
_WIDTHS: Final = _BEGINS + 2048
_TAILS: Final = _WIDTHS + 2048
_VALUES: Final = _TAILS + 2 * _TAIL


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """The function, compiled when it is first called, without the interpreter's lock."""
    made = numba.njit(cache=True, nogil=True)(function)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return cast("Callable[P, R]", made)


def table_of(curves: Sequence[Curve]) -> Whole:
    """The tables of some distributions as one array, a row each: a loop that is handed one array counts no references.

    A row is the length where there is only one, else -1; how many lengths are equally likely, 0 where bins are read;
    where the bins begin; how wide they are; the tails; the lengths that are equally likely.

    Args:
        curves: The distributions.
    """
    most = max((len(curve.values) for curve in curves), default=0)
    table = np.zeros((max(len(curves), 1), _VALUES + most), np.int64)
    for row, curve in zip(table, curves, strict=False):
        row[0], row[1] = curve.constant, len(curve.values)
        if len(curve.low):
            row[_BEGINS:_WIDTHS], row[_WIDTHS:_TAILS], row[_TAILS:_VALUES] = curve.low, curve.width, curve.tails.ravel()
        row[_VALUES : _VALUES + len(curve.values)] = curve.values
    return table


@compiled
def _mixed(word: np.uint64) -> np.uint64:
    word = (word ^ (word >> _S30)) * _ONE
    word = (word ^ (word >> _S27)) * _TWO
    return word ^ (word >> _S31)


@compiled
def _length(law: np.int64, draw: np.int64, table: Whole) -> np.int64:
    length: np.int64 = table[law, 0]
    if length >= 0:
        return length
    place, part = draw >> 20, draw & _MASK
    if table[law, 1] > 0:
        length = table[law, _VALUES + ((draw * table[law, 1]) >> BITS)]
    elif 0 < place < _LAST:
        length = table[law, _BEGINS + place] + ((table[law, _WIDTHS + place] * part) >> 8)
    else:
        knot = _TAILS + (part >> 10) + (0 if place == 0 else _TAIL)
        begin = table[law, knot]
        length = begin + (((table[law, knot + 1] - begin) * (part & 1023)) >> 10)
    return length


@compiled
def drawn_both(keys: Words, runs: Words, one: Whole, two: Whole, table: Whole) -> tuple[Whole, Whole]:
    """Two lengths for each run and key, (runs, keys) each.

    Args:
        keys: The keys, (keys,).
        runs: What is added for each run, (runs,).
        one: The law of the first length of each key.
        two: That of the second.
        table: The tables of the laws.
    """
    first, second = np.empty((len(runs), len(keys)), np.int64), np.empty((len(runs), len(keys)), np.int64)
    for run in range(len(runs)):
        for key in range(len(keys)):
            word = _mixed(keys[key] + runs[run])
            first[run, key] = _length(one[key], np.int64(word >> _S33), table)
            second[run, key] = _length(two[key], np.int64((word >> _S2) & _LOW), table)
    return first, second


@compiled
def found_returns(
    keys: Words, runs: Words, first: Whole, second: Whole, arrive: Whole
) -> tuple[Whole, NDArray[np.bool_]]:
    """The places, run by run, of what is returned, and which of it is returned once more.

    Args:
        keys: The keys of returns, (columns,).
        runs: What is added for each run.
        first: The draw below which each is returned.
        second: The draw below which it is returned once more.
        arrive: When it comes in, (runs, columns).
    """
    width = len(keys)
    places, more, count = np.empty(len(runs) * width, np.int64), np.empty(len(runs) * width, np.bool_), 0
    for run in range(len(runs)):
        for column in range(width):
            word = _mixed(keys[column] + runs[run])
            if np.int64(word >> _S33) < first[column] and arrive[run, column] < FAR:
                places[count] = run * width + column
                more[count] = np.int64((word >> _S2) & _LOW) < second[column]
                count += 1
    return places[:count], more[:count]


@compiled
def drawn_rows(
    keys: Words,
    laws: tuple[Whole, Whole],
    runs: Words,
    rows: tuple[Whole, Whole, Whole],
    table: Whole,
) -> tuple[Whole, Whole]:
    """Two lengths for each row.

    Args:
        keys: The keys, (visits, columns).
        laws: The laws of the two lengths of each column.
        runs: What is added for each run.
        rows: The run, the column and the visit of each row.
        table: The tables of the laws.
    """  # fmt: skip
    run, column, visit = rows
    first, second = np.empty(len(run), np.int64), np.empty(len(run), np.int64)
    for row in range(len(run)):
        here: int = column[row]
        key: np.uint64 = keys[visit[row], here] + runs[run[row]]
        word = _mixed(key)
        one: np.int64 = laws[0][here]
        two: np.int64 = laws[1][here]
        first[row] = _length(one, np.int64(word >> _S33), table)
        second[row] = _length(two, np.int64((word >> _S2) & _LOW), table)
    return first, second


@compiled
def counted_chains(ends: Whole, tops: Whole, start: Whole, accepted: Whole, tree: tuple[Whole, Whole]) -> Counts:
    """How often each column is on the chain that sets the end of a run; see `kehoach.sim._critical`.

    Args:
        ends: The instants that end the campaign, (runs, columns).
        tops: The columns whose end it is.
        start: When each report was begun.
        accepted: When it was accepted.
        tree: Where the columns below each begin, and these.
    """
    firsts, below = tree
    counts = np.zeros(ends.shape[1], np.int32)
    for run in range(len(ends)):
        here = tops[0]
        for top in tops:
            here = top if ends[run, top] > ends[run, here] else here
        late = -1 if ends[run, here] >= FAR else here
        while late >= 0:
            counts[late] += 1
            here, late = late, -1
            for place in range(firsts[here], firsts[here + 1]):
                late = below[place] if late < 0 or accepted[run, below[place]] > accepted[run, late] else late
            late = late if late >= 0 and accepted[run, late] == start[run, here] else -1
    return counts


@compiled
def _after(axis: Axes, at: np.int64, length: np.int64) -> np.int64:
    """When what is begun at an instant ends."""
    begins, ends, before, through = axis
    if len(begins) == 0:
        return at + length
    here = np.int64(np.searchsorted(begins, at, side="right")) - 1
    work: np.int64 = before[here] + min(at, ends[here]) - begins[here] + length
    there = np.int64(np.searchsorted(through, work, side="left"))
    done: np.int64 = begins[there] + work - before[there]
    return max(at, done)


@compiled
def _put_in(queue: Whole, pending: int, back: np.int64, item: np.int64, row: np.int64) -> int:
    """Put a report that comes in again into the list of those that do, the first at its end; how many there are."""
    place = pending
    while place and (queue[0, place - 1] < back or (queue[0, place - 1] == back and queue[1, place - 1] < item)):
        queue[:, place] = queue[:, place - 1]
        place -= 1
    queue[0, place], queue[1, place], queue[2, place] = back, item, row
    return pending + 1


@compiled
def _go_through(
    words: Whole, packed: tuple[int, int], service: Whole, again: Rows, axes: tuple[Axes, Axes], desk: tuple[int, int]
) -> Rows:
    lanes, items = words.shape
    (bits, most), (first, following, rework, lengths), (hours, unit_hours) = packed, again, axes
    accepted, waited = np.full((lanes, items), FAR, np.int64), np.zeros(lanes, np.int64)
    returned, anew = np.full(len(rework), FAR, np.int64), np.full(len(rework), FAR, np.int64)
    around, unit_around = len(hours[0]) == 0, len(unit_hours[0]) == 0
    free, queue = np.empty(min(desk[0], items), np.int64), np.empty((3, items), np.int64)
    for lane in range(lanes):
        free[:] = desk[1]
        pending, spot = 0, 0
        while True:
            came, item, visit = FAR, items, -1
            if spot < items and words[lane, spot] >> bits < most:
                came, item = words[lane, spot] >> bits, words[lane, spot] & ((1 << bits) - 1)
            last = pending - 1
            if pending and (queue[0, last] < came or (queue[0, last] == came and queue[1, last] < item)):
                came, item, visit, pending = queue[0, last], queue[1, last], queue[2, last], last
            elif item == items:
                break
            else:
                spot += 1
            who = free.argmin() if len(free) > 1 else 0
            began = max(free[who], came)
            length: np.int64 = service[lane, item] if visit < 0 else lengths[visit]
            ended = began + length if around else _after(hours, began, length)
            waited[lane] += began - came
            free[who] = ended
            row = np.int64(first[lane * items + item] if visit < 0 else following[visit])
            if row < 0:
                accepted[lane, item] = ended
                continue
            work: np.int64 = rework[row]
            returned[row], anew[row] = ended, ended + work if unit_around else _after(unit_hours, ended, work)
            pending = _put_in(queue, pending, anew[row], item, row)
    return accepted, waited, returned, anew


def served_fast(arrive: Whole, service: Whole, again: Again, desk: Desk) -> Served | None:
    """Review what comes in; None where the loop does not know the way, and arrays do.

    Args:
        arrive: When each report comes in, (lanes, items).
        service: How long its first review takes.
        again: The reviews that follow.
        desk: How the desks work.
    """
    packed = None if desk.by_due or again.held is not None else sorted_words(arrive)
    if packed is None:
        return None
    words, bits, most = packed
    items = arrive.shape[1]
    first, following = np.full(arrive.size, -1, np.int64), np.full(len(again.lane), -1, np.int64)
    again_first = again.before < 0
    first[again.lane[again_first] * items + again.item[again_first]] = np.flatnonzero(again_first)
    following[again.before[~again_first]] = np.flatnonzero(~again_first)
    rows = first, following, again.rework, again.service
    axes = desk.hours.spans, desk.unit_hours.spans
    how = desk.reviewers, desk.since
    return Served(*_go_through(words, (bits, most), np.ascontiguousarray(service), rows, axes, how))
