"""The desks of superiors: reports come in, wait for a reviewer, and are accepted or returned and come in again.

A desk takes the report that came in first, among those of one instant the first in official order; or, where the
scenario says so, the waiting one that is due first. With one reviewer and in the order of coming in, the ends of all
reviews follow from a sort, a running sum and a running maximum (Lindley 1952, doi:10.1017/S0305004100027638): the n-th
ends at the greatest, over all m up to n, of the m-th arrival and the lengths from the m-th to the n-th. Reports that
are returned come in again at an instant that depends on the ends of earlier reviews; they are worked out by going
round until nothing moves, which happens at the latest when as many rounds are done as reports were returned. All other
desks are gone through review by review.

Instants are microseconds since the start of the campaign; `FAR` and later is never. A lane is one desk in one run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach.sim._worktime import Axis

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Mask = NDArray[np.bool_]

__all__ = ["FAR", "Again", "Desk", "Served", "served", "sorted_words"]

FAR: Final = 2**61
"""From here on an instant never comes; far enough from the end of 64 bits that lengths can be added."""


@attrs.frozen(eq=False)
class Desk:
    """How the desks of one batch work.

    Attributes:
        reviewers: How many reports they review at once.
        by_due: Whether they take what is due first, not what came first.
        hours: When their reviewers work.
        unit_hours: When units work on what was returned.
        since: The instant from which they review.
    """

    reviewers: int
    by_due: bool
    hours: Axis
    unit_hours: Axis
    since: int


@attrs.frozen(eq=False)
class Again:
    """The reviews after the first, one row each: first all second reviews by lane and item, then all third ones.

    Attributes:
        lane: In which lane.
        item: Of which report.
        before: The row of the review that returned it; -1: the first review did.
        rework: How long its unit works on it again.
        service: How long it is then reviewed.
        row: The number of each row among all.
        held: Puts off when rows come in again, where they wait for something else; None: nothing does.
    """

    lane: Whole
    item: Whole
    before: Whole
    rework: Whole
    service: Whole
    row: Whole
    held: Callable[[Whole, Whole], Whole] | None = None

    def back(self, rows: Whole, gone: Whole, hours: Axis) -> Whole:
        """When rows come in again that went back at given instants.

        Args:
            rows: Their places here.
            gone: When they went back; before `FAR`.
            hours: When units work.
        """
        done = hours.after(gone, self.rework[rows])
        return done if self.held is None else self.held(self.row[rows], done)

    def within(self, lanes: Whole, count: int) -> Again:
        """Those of some lanes, numbered anew by their places among them."""
        place = np.full(count, -1, np.int64)
        place[lanes] = np.arange(len(lanes))
        kept = np.flatnonzero(place[self.lane] >= 0)
        renumbered = np.full(len(self.lane) + 1, -1, np.int64)
        renumbered[kept] = np.arange(len(kept))
        return Again(
            place[self.lane[kept]],
            self.item[kept],
            renumbered[self.before[kept]],
            self.rework[kept],
            self.service[kept],
            self.row[kept],
            self.held,
        )


@attrs.frozen(eq=False)
class Served:
    """How it went.

    Attributes:
        accepted: When each report is accepted, (lanes, items).
        waited: How long the reports of a lane waited, (lanes,).
        returned: When the review before each row of `Again` ended, so that the report went back.
        again: When it came in again.
    """

    accepted: Whole
    waited: Whole
    returned: Whole
    again: Whole


def served(arrive: Whole, service: Whole, again: Again, desk: Desk, due: Whole) -> Served:
    """Review what comes in.

    Args:
        arrive: When each report comes in, (lanes, items); `FAR` or later: never.
        service: How long its first review takes, (lanes, items); 0 for what never comes in.
        again: The reviews that follow.
        desk: How the desks work.
        due: When each report is due, (desks, items), the lanes of a run being its desks in their order.
    """
    plain = desk.reviewers == 1 and not desk.by_due
    return _in_order(arrive, service, again, desk) if plain else _stepped(arrive, service, again, desk, due)


# ------------------------------------------------------------------------------------------- one reviewer, in order


def _in_order(arrive: Whole, service: Whole, again: Again, desk: Desk) -> Served:
    items: int = arrive.shape[1]
    place, came = _sorted(arrive, np.arange(items), _bits(items))
    lengths = _taken(service, place)
    ended = _reviewed(came, lengths, desk)
    accepted = _put(ended, place)
    waited = _waits(came, lengths, ended, desk)
    returned, anew = np.zeros(len(again.lane), np.int64), np.full(len(again.lane), FAR, np.int64)
    if len(again.lane):
        _went_round(arrive, service, again, desk, Served(accepted, waited, returned, anew))
    accepted[arrive >= FAR] = FAR
    return Served(accepted, waited, returned, anew)


def _waits(came: Whole, lengths: Whole, ended: Whole, desk: Desk) -> Whole:
    """How long the reports of each lane waited, in the order of coming in; those that never come are left out."""
    if desk.hours.is_plain:
        waits = ended - lengths
    else:
        waits = np.maximum(came, desk.since)
        np.maximum(waits[:, 1:], ended[:, :-1], out=waits[:, 1:])
    waits -= came
    if came.max(initial=0) >= FAR:
        waits[came >= FAR] = 0
    total: Whole = waits.sum(axis=1)
    return total


def _reviewed(came: Whole, lengths: Whole, desk: Desk) -> Whole:
    """When reviews in the order of coming in end."""
    ready = np.maximum(came, desk.since) if desk.since else came
    total = np.cumsum(lengths, axis=1)
    done = desk.hours.worked(ready) - total
    done += lengths
    np.maximum.accumulate(done, axis=1, out=done)
    done += total
    return done if desk.hours.is_plain else np.maximum(ready, desk.hours.reached(done))


def sorted_words(arrive: Whole) -> tuple[Whole, int, int] | None:
    """Arrivals in the order of coming in, ties in official order; None where instant and place do not fit one word.

    Instant and place are packed into one word, which sorts ten times faster than places by instants.

    Args:
        arrive: When each report comes in, (lanes, items).

    Returns:
        The words, (lanes, items); how many bits the place has; and the instant that stands for never.
    """
    items: int = arrive.shape[1]
    return _packed(arrive, np.arange(items), _bits(items))


def _size(array: Whole) -> tuple[int, int]:
    """How many rows and columns."""
    rows: int = array.shape[0]
    columns: int = array.shape[1]
    return rows, columns


def _bits(count: int) -> int:
    """How many bits numbers below a count have; at least one."""
    return max(count - 1, 1).bit_length()


def _taken(values: Whole, place: Whole) -> Whole:
    """The values at some places of each lane; `place` is made into places of the whole."""
    place += np.arange(len(place))[:, None] * place.shape[1]
    return values.take(place, mode="clip")


def _put(values: Whole, place: Whole) -> Whole:
    """The values put back to places of the whole."""
    made = np.empty_like(values)
    made.ravel()[place.ravel()] = values.ravel()
    return made


def _packed(arrive: Whole, rank: Whole, bits: int, *, fits: bool = False) -> tuple[Whole, int, int] | None:
    most = (1 << 62 - bits) - 1
    words = np.minimum(arrive, most)
    if not fits and words.max(initial=0) == most and ((arrive >= most) & (arrive < FAR)).any():
        return None
    words <<= bits
    words |= rank
    words.sort(axis=1)
    return words, bits, most


def _sorted(arrive: Whole, rank: Whole, bits: int, *, fits: bool = False) -> tuple[Whole, Whole]:
    """The places of arrivals in the order of coming in, ties in the order of ranks, and the arrivals in that order.

    Args:
        arrive: When each comes in, (lanes, places).
        rank: For each a number whose low bits are its place and whose high bits its rank.
        bits: How many bits that number has.
        fits: Whether it is known that instants fit into a word with it.
    """
    low = _bits(arrive.shape[1])
    packed = _packed(arrive, rank, bits, fits=fits)
    if packed is None:
        place = np.lexsort((np.broadcast_to(rank, arrive.shape), arrive), axis=1)
        return place, np.take_along_axis(arrive, place, 1)
    words, _, most = packed
    place = words & ((1 << low) - 1)
    words >>= bits
    if words[:, -1].max(initial=0) >= most:
        words[words >= most] = FAR
    return place, words


def _went_round(arrive: Whole, service: Whole, again: Again, desk: Desk, found: Served) -> None:
    """Work out the lanes in which something is returned; `found` holds how they go without, and is changed."""
    lanes = np.unique(again.lane)
    mine = again.within(lanes, len(arrive))
    rows = np.flatnonzero(np.isin(again.lane, lanes))
    wide = _Wide(arrive[lanes], service[lanes], mine)
    ends = np.concatenate([found.accepted[lanes], np.full((len(lanes), wide.slots), FAR, np.int64)], axis=1)
    moving = np.ones(len(lanes), bool)
    while True:
        moving = wide.fed_back(ends, moving, desk)
        changed = np.flatnonzero(moving)
        if not len(changed):
            break
        ends[changed] = wide.reviewed(changed, desk)
    found.waited[lanes] = wide.waits(ends, desk)
    found.accepted[lanes] = wide.last_of(ends)
    found.returned[rows] = wide.returns
    found.again[rows] = wide.arrive[mine.lane, wide.column]


class _Wide:
    """Lanes with a place for every review: those of the first reviews, then one for each later one."""

    def __init__(self, arrive: Whole, service: Whole, again: Again) -> None:
        lanes, self.items = _size(arrive)
        slot = _slots(again.lane, lanes)
        self.again, self.slots = again, int(slot.max(initial=-1)) + 1
        self.column = self.items + slot
        self.source = np.where(again.before >= 0, self.column[again.before], again.item)
        empty = np.zeros((lanes, self.slots), np.int64)
        self.arrive = np.concatenate([arrive, empty + FAR], axis=1)
        self.service = np.concatenate([service, empty], axis=1)
        self.service[again.lane, self.column] = again.service
        width = self.items + self.slots
        low = _bits(width)
        self.bits = low + _bits(self.items)
        self.rank = np.empty(self.arrive.shape, np.int64)
        self.rank[:] = np.minimum(np.arange(width), self.items - 1) << low | np.arange(width)
        self.rank[again.lane, self.column] = again.item << low | self.column
        self.returns = np.full(len(again.lane), FAR, np.int64)
        self.most = (1 << 62 - self.bits) - 1
        self.fits = not ((arrive >= self.most) & (arrive < FAR)).any()

    def fed_back(self, ends: Whole, moving: Mask, desk: Desk) -> Mask:
        """Let what was returned come in again by the ends as they stand; in which lanes that changed something."""
        rows = np.flatnonzero(moving[self.again.lane])
        lane, column = self.again.lane[rows], self.column[rows]
        gone = ends[lane, self.source[rows]]
        anew = np.where(gone < FAR, self.again.back(rows, np.minimum(gone, FAR), desk.unit_hours), FAR)
        other = anew != self.arrive[lane, column]
        self.returns[rows] = gone
        self.fits = self.fits and not ((anew >= self.most) & (anew < FAR)).any()
        self.arrive[lane[other], column[other]] = anew[other]
        changed = np.zeros(len(ends), bool)
        changed[lane[other]] = True
        return changed

    def reviewed(self, lanes: Whole, desk: Desk) -> Whole:
        """When the reviews of some lanes end."""
        place, came, lengths = self._in_order(lanes)
        ended = _reviewed(came, lengths, desk)
        if came[:, -1].max(initial=0) >= FAR:
            ended[came >= FAR] = FAR
        return _put(ended, place)

    def _in_order(self, lanes: Whole) -> tuple[Whole, Whole, Whole]:
        every = len(lanes) == len(self.arrive)
        arrive, rank, service = self.arrive, self.rank, self.service
        if not every:
            arrive, rank, service = arrive[lanes], rank[lanes], service[lanes]
        place, came = _sorted(arrive, rank, self.bits, fits=self.fits)
        return place, came, _taken(service, place)

    def waits(self, ends: Whole, desk: Desk) -> Whole:
        """How long the reports of each lane waited."""
        if desk.hours.is_plain:  # then the order does not matter
            return _waits(self.arrive, self.service, ends, desk)
        place, came, lengths = self._in_order(np.arange(len(ends)))
        return _waits(came, lengths, ends.take(place), desk)

    def last_of(self, ends: Whole) -> Whole:
        """When each report is accepted: the end of its last review."""
        accepted = ends[:, : self.items].copy()
        accepted[self.again.lane, self.again.item] = ends[self.again.lane, self.column]
        return accepted


def _slots(lane: Whole, lanes: int) -> Whole:
    """For each row its place among those of its lane, in the order of the rows."""
    order = np.argsort(lane, kind="stable")
    counts = np.bincount(lane, minlength=lanes)
    firsts = np.cumsum(counts) - counts
    slot = np.empty(len(lane), np.int64)
    slot[order] = np.arange(len(lane)) - np.repeat(firsts, counts)
    return slot


# --------------------------------------------------------------------------------- any desk, review by review


def _stepped(arrive: Whole, service: Whole, again: Again, desk: Desk, due: Whole) -> Served:
    lanes = len(arrive)
    state = _Lanes(arrive, service, again, desk, np.tile(due, (lanes // max(len(due), 1), 1)))
    live = np.arange(lanes)
    while len(live):
        live = live[state.step(live)]
    return Served(state.accepted, state.waited, state.returned, state.anew)


class _Lanes:
    """Lanes on their way, one review at a time in each."""

    def __init__(self, arrive: Whole, service: Whole, again: Again, desk: Desk, due: Whole) -> None:
        self.desk, self.due, self.again = desk, due, again
        self.arrive, self.service = arrive.copy(), service.copy()
        self.free = np.full((len(arrive), min(desk.reviewers, arrive.shape[1])), desk.since, np.int64)
        self.accepted, self.waited = np.full(arrive.shape, FAR, np.int64), np.zeros(len(arrive), np.int64)
        self.returned = np.full(len(again.lane), FAR, np.int64)
        self.anew = self.returned.copy()
        self.next = np.full(arrive.shape, -1, np.int64)
        first, later = np.flatnonzero(again.before < 0), np.flatnonzero(again.before >= 0)
        self.next[again.lane[first], again.item[first]] = first
        self.following = np.full(len(again.lane), -1, np.int64)
        self.following[again.before[later]] = later

    def step(self, live: Whole) -> NDArray[np.bool_]:
        """Review one report in each live lane; which of them go on."""
        arrive, desk = self.arrive[live], self.desk
        who = self.free[live].argmin(axis=1)
        free = self.free[live, who]
        item = self._chosen(arrive, free, live)
        came = arrive[np.arange(len(live)), item]
        busy = came < FAR
        lane, item, who, came = live[busy], item[busy], who[busy], came[busy]
        began = np.maximum(np.maximum(free[busy], came), desk.since)
        ended = desk.hours.after(began, self.service[lane, item])
        self.waited[lane] += began - came
        self.free[lane, who] = ended
        self._let_go(lane, item, ended)
        return busy

    def _chosen(self, arrive: Whole, free: Whole, live: Whole) -> Whole:
        """The report that is next in each lane."""
        if not self.desk.by_due:
            first: Whole = arrive.argmin(axis=1)
            return first
        soonest = np.maximum(np.maximum(free, arrive.min(axis=1)), self.desk.since)
        waiting = arrive <= np.minimum(soonest, FAR - 1)[:, None]
        soon: Whole = np.where(waiting, np.minimum(self.due[live], FAR), FAR + 1).argmin(axis=1)
        return soon

    def _let_go(self, lane: Whole, item: Whole, ended: Whole) -> None:
        """Accept a report, or send it back to come in again."""
        row = self.next[lane, item]
        back = row >= 0
        self.accepted[lane[~back], item[~back]] = ended[~back]
        self.arrive[lane[~back], item[~back]] = FAR
        lane, item, row, ended = lane[back], item[back], row[back], ended[back]
        self.returned[row] = ended
        self.anew[row] = self.again.back(row, ended, self.desk.unit_hours)
        self.arrive[lane, item] = self.anew[row]
        self.service[lane, item] = self.again.service[row]
        self.next[lane, item] = self.following[row]
