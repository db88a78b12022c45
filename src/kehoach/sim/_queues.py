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

__all__ = ["FAR", "Again", "Desk", "Served", "served"]

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
    items = arrive.shape[1]
    place, came = _sorted(arrive, np.broadcast_to(np.arange(items), arrive.shape), items)
    lengths = np.take_along_axis(service, place, 1)
    began, ended = _reviewed(came, lengths, desk)
    accepted = np.empty_like(arrive)
    np.put_along_axis(accepted, place, ended, 1)
    waited = _waits(began, came)
    returned, anew = np.zeros(len(again.lane), np.int64), np.full(len(again.lane), FAR, np.int64)
    if len(again.lane):
        _went_round(arrive, service, again, desk, Served(accepted, waited, returned, anew))
    accepted[arrive >= FAR] = FAR
    return Served(accepted, waited, returned, anew)


def _waits(began: Whole, came: Whole) -> Whole:
    """How long the reports of each lane waited, those that never come left out."""
    waits = began - came
    waits[came >= FAR] = 0
    total: Whole = waits.sum(axis=1)
    return total


def _reviewed(came: Whole, lengths: Whole, desk: Desk) -> tuple[Whole, Whole]:
    """When reviews in the order of coming in begin and end."""
    ready = np.maximum(came, desk.since) if desk.since else came
    worked = desk.hours.worked(ready)
    total = np.cumsum(lengths, axis=1)
    done = np.maximum.accumulate(worked - total + lengths, axis=1)
    done += total
    ended = done if desk.hours.is_plain else np.maximum(ready, desk.hours.reached(done))
    began = ready.copy()
    np.maximum(ready[:, 1:], ended[:, :-1], out=began[:, 1:])
    return began, ended


def _sorted(arrive: Whole, rank: Whole, ranks: int) -> tuple[Whole, Whole]:
    """The places of arrivals in the order of coming in, ties in the order of ranks, and the arrivals in that order.

    Rank and place are packed below the instant into one word where both fit, which sorts ten times faster.
    """
    width = arrive.shape[1]
    low, high = max(width - 1, 1).bit_length(), max(ranks - 1, 1).bit_length()
    packed = low if rank.strides[0] == 0 and ranks == width else low + high
    most = (1 << 62 - packed) - 1
    here = np.where(arrive < FAR, arrive, 0).max(initial=0)
    if here >= most:
        place = np.lexsort((rank, arrive), axis=1)
        return place, np.take_along_axis(arrive, place, 1)
    words = np.minimum(arrive, most)
    if packed > low:
        words <<= high
        words |= rank
    words <<= low
    words |= np.arange(width)
    words.sort(axis=1)
    place = words & ((1 << low) - 1)
    words >>= packed
    words[words >= most] = FAR
    return place, words


def _went_round(arrive: Whole, service: Whole, again: Again, desk: Desk, found: Served) -> None:
    """Work out the lanes in which something is returned; `found` holds how they go without, and is changed."""
    lanes = np.unique(again.lane)
    mine = again.within(lanes, len(arrive))
    rows = np.flatnonzero(np.isin(again.lane, lanes))
    wide = _Wide(arrive[lanes], service[lanes], mine)
    ends = np.concatenate([found.accepted[lanes], np.full((len(lanes), wide.slots), FAR, np.int64)], axis=1)
    moving = np.arange(len(lanes))
    while len(moving):
        changed = wide.fed_back(ends, moving, desk)
        if not len(changed):
            break
        ends[changed], found.waited[lanes[changed]] = wide.reviewed(changed, desk)
        moving = changed
    found.accepted[lanes] = wide.last_of(ends)
    found.returned[rows] = wide.returns
    found.again[rows] = wide.arrive[mine.lane, wide.column]


class _Wide:
    """Lanes with a place for every review: those of the first reviews, then one for each later one."""

    def __init__(self, arrive: Whole, service: Whole, again: Again) -> None:
        lanes, self.items = arrive.shape
        slot = _slots(again.lane, lanes)
        self.again, self.slots = again, int(slot.max(initial=-1)) + 1
        self.column = self.items + slot
        self.source = np.where(again.before >= 0, self.column[again.before], again.item)
        empty = np.zeros((lanes, self.slots), np.int64)
        self.arrive = np.concatenate([arrive, empty + FAR], axis=1)
        self.service = np.concatenate([service, empty], axis=1)
        self.service[again.lane, self.column] = again.service
        self.rank = np.concatenate([np.broadcast_to(np.arange(self.items), arrive.shape), empty], axis=1)
        self.rank[again.lane, self.column] = again.item
        self.returns = np.full(len(again.lane), FAR, np.int64)

    def fed_back(self, ends: Whole, moving: Whole, desk: Desk) -> Whole:
        """Let what was returned come in again by the ends as they stand; the lanes in which that changed something."""
        live = np.zeros(len(ends), bool)
        live[moving] = True
        rows = np.flatnonzero(live[self.again.lane])
        lane, column = self.again.lane[rows], self.column[rows]
        gone = ends[lane, self.source[rows]]
        anew = np.where(gone < FAR, self.again.back(rows, np.minimum(gone, FAR), desk.unit_hours), FAR)
        other = anew != self.arrive[lane, column]
        self.returns[rows] = gone
        self.arrive[lane[other], column[other]] = anew[other]
        return np.unique(lane[other])

    def reviewed(self, lanes: Whole, desk: Desk) -> tuple[Whole, Whole]:
        """When the reviews of some lanes end, and how long reports waited."""
        place, came = _sorted(self.arrive[lanes], self.rank[lanes], self.items)
        lengths = np.take_along_axis(self.service[lanes], place, 1)
        began, ended = _reviewed(came, lengths, desk)
        ended[came >= FAR] = FAR
        back = np.empty_like(ended)
        np.put_along_axis(back, place, ended, 1)
        return back, _waits(began, came)

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
            return arrive.argmin(axis=1)
        soonest = np.maximum(np.maximum(free, arrive.min(axis=1)), self.desk.since)
        waiting = arrive <= np.minimum(soonest, FAR - 1)[:, None]
        return np.where(waiting, np.minimum(self.due[live], FAR), FAR + 1).argmin(axis=1)

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
