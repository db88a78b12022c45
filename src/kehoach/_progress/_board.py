"""Where everything stands, as columns with one number per duty or per edge: what the log folds into.

Edges are numbered by superior, so that what a superior's working version holds is one slice of `held`: freezing a
version is a copy of its slice, a gate is "no empty place in the slice", and there is no counter that could drift from
what it counts. Only rows into a superior's working draft ever change.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from kehoach._lifecycle import ROLES, Flat, Lifecycle, Move, flatten
from kehoach._plan import Plan, PlanColumns
from kehoach._progress._changes import NEAR, Request, Shift, done_from
from kehoach._progress._closing import columns_by_now
from kehoach._progress._expected import asleep, dormant, excused, lapsed, unexpected
from kehoach._progress._folds import folded_in
from kehoach._progress._log import Line
from kehoach._progress._reach import stands_over
from kehoach._progress._reroute import asks_to_reroute, edge_between, put_back, realigned, reroute, without
from kehoach._progress._reviews import rework_due
from kehoach._progress._unsolicited import Unsolicited
from kehoach._report import MISSING, NOTHING, Cell, Details

__all__ = ["NOBODY", "UNROW", "Board", "flat_of", "fold"]

NOBODY = -1

_FREEZE, _ACCEPT, _ROW, _OPEN, _RECALL, UNROW, _CORRECT, _WITHDRAW, _WAIVE, _UNWAIVE, _CHANGE = range(11)
_COUNTED, _WAIVED = ROLES.index("counted"), ROLES.index("waived")


def flat_of(plan: Plan) -> Flat:
    """The lifecycle of a plan's reports as arrays, and behind it that of its acts where it has some."""
    if plan.columns.acts:
        return flatten(plan.lifecycle.machine, Lifecycle.act().machine)
    return plan.lifecycle.flat


class Board:
    """The mutable columns behind a campaign; a user gets a `Progress`.

    Attributes:
        grid: The plan's columns.
        flat: The lifecycle's arrays.
        seq: The last line of the log that is folded in.
        at: The instant of that line.
        state: Per duty, the number of its state.
        version: Per duty, the working version, from 1.
        held: Per edge, the version of the subordinate in the superior's working version; 0: none.
        sent_at, first_at: Per duty, when the working version came in, and when the first that was not recalled did;
            `NEAR`: not.
        first_version: Per duty, which version that first was; 0: none.
        accepted_version, accepted_at: Per duty, the version accepted last and when it had come in.
        preparer: Per duty, the actor who prepared the working version; `NOBODY`: none.
        lead_edge: Per duty, the edge to its lead superior; -1: it has none.
        rows: What a sent version of a superior holds: (duty, version) → its slice of `held` when it was sent.
        cells, texts: Per duty that said any, the figures and sections of the working version.
        filed: (duty, version) → the figures and sections of a sent version, where there are any.
        base: Per duty under correction, the version that is corrected, who opened the correction, and when that
            version came in.
        base_state: Per duty that was ever corrected, the state in which it was corrected last.
        earlier: Per duty that was corrected, the accepted versions before the last, each with when it came in.
        newest: Per duty, the highest version number used, where it is above the working one.
        hands: Per duty that somebody else prepared in its unit's name, the actor who did.
        persons: Per duty, the person who prepared the working version, where known.
        reasons: Per duty, why it was sent back or corrected last.
        dues: Per duty, the due of its rework, where it was sent back with one.
        own_dues: (duty, version) → the rework due that a sent version had, where it had one.
        plan: The plan, with the days of events that were recorded and the groups that were named under way.
        origin: The same without the groups that were named: what the first dues are made from.
        first_due, due_before: Per duty, the first and the effective due; boards share them until one changes.
        opens_at, closes_at: Per duty, from when and until when it can be sent.
        shifts: Per duty whose due was moved, each step.
        suspended: Per duty whose clock stands still, since when.
        requests: By the line that asked, the extensions that are not decided.
        waivers: The duties that are waived.
        excused: What a superior's sent version knew of waivers: (duty, version) → the duties that were waived then.
        asleep: The same of duties that were dormant then, in plans that have some.
        rerouted: The waived duties that are passed over: what went up into them goes on to their superiors.
        frames: (duty, version) → the duties that were passed over when a version was sent, where it was others.
        grids: The graph for each set of duties that are passed over; the plan's for none.
        happened: (event, number of a unit) → the day on which an event happened to that unit alone.
        closed: Number of a unit that closes under way → the instant from which it does not exist.
        unsolicited: By the line that filed them, the reports without a duty.
        told_at: Per act that was done, when that was said.
    """

    __slots__ = (
        "accepted_at", "accepted_version", "asleep", "at", "base", "base_state", "cells", "closed", "closes_at",
        "due_before", "dues", "earlier", "excused", "filed", "first_at", "first_due", "first_version", "flat",
        "frames", "grid", "grids", "hands", "happened", "held", "lead_edge", "newest", "opens_at", "origin",
        "own_dues", "persons", "plan", "preparer", "reasons", "requests", "rerouted", "rows", "sent_at", "seq",
        "shifts", "state", "suspended", "texts", "told_at", "unsolicited", "version", "waivers",
    )  # fmt: skip

    def __init__(self, plan: Plan, flat: Flat | None = None) -> None:
        grid, flat = plan.columns, flat or flat_of(plan)
        n, edges = grid.n, len(grid.edge_unit)
        self.plan, self.origin, self.grid, self.flat = plan, plan, grid, flat
        self.lead_edge = _lead_edges(grid)
        self.seq, self.at = 0, NEAR
        self.state = bytearray([flat.initials[0]]) * n
        for duty in (duty for duty in range(n) if grid.form_of[duty] in grid.acts) if grid.acts else ():
            self.state[duty] = flat.initials[1]
        self.version = array("I", [1]) * n
        self.held = array("I", [0]) * edges
        self.sent_at, self.first_at, self.accepted_at = (array("q", [NEAR]) * n for _ in range(3))
        self.first_version, self.accepted_version = array("I", [0]) * n, array("I", [0]) * n
        self.preparer = array("i", [NOBODY]) * n
        self.rows: dict[tuple[int, int], array[int]] = {}
        self.cells: dict[int, Mapping[str, Cell]] = {}
        self.texts: dict[int, Mapping[str, str]] = {}
        self.filed: dict[tuple[int, int], tuple[Mapping[str, Cell], Mapping[str, str]]] = {}
        self.base: dict[int, tuple[int, int, int]] = {}
        self.base_state: dict[int, int] = {}
        self.earlier: dict[int, tuple[tuple[int, int], ...]] = {}
        self.newest, self.hands = dict[int, int](), dict[int, int]()
        self.persons, self.reasons = dict[int, str](), dict[int, str]()
        self.dues: dict[int, int] = {}
        self.own_dues: dict[tuple[int, int], int] = {}
        self.first_due, self.due_before = grid.due_before, grid.due_before
        self.opens_at, self.closes_at = grid.opens_at, grid.closes_at
        self.shifts: dict[int, tuple[Shift, ...]] = {}
        self.suspended: dict[int, int] = {}
        self.requests: dict[int, Request] = {}
        self.waivers: frozenset[int] = frozenset()
        self.excused: dict[tuple[int, int], frozenset[int]] = {}
        self.asleep: dict[tuple[int, int], frozenset[int]] = {}
        self.rerouted: frozenset[int] = frozenset()
        self.frames: dict[tuple[int, int], frozenset[int]] = {}
        self.grids: dict[frozenset[int], PlanColumns] = {self.rerouted: grid}
        self.happened: dict[tuple[str, int], date] = {}
        self.closed: dict[int, int] = {}
        self.unsolicited: dict[int, Unsolicited] = {}
        self.told_at: dict[int, int] = {}

    def __getstate__(self) -> dict[str, Any]:
        """What is pickled: all but what is made from the plan."""
        return {name: getattr(self, name) for name in Board.__slots__ if name not in _MADE}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)
        self.flat = flat_of(self.plan)
        self.regrid()

    def copy(self) -> Board:
        """A board of its own that says the same; what never changes is shared."""
        twin = object.__new__(Board)
        for name in Board.__slots__:
            value = getattr(self, name)
            setattr(twin, name, copy(value) if name in _OWN else value)
        return twin

    def edge_of(self, duty: int, actor: int) -> int:
        """The edge from a duty to the superior that an actor is; -1 when the actor is none of its superiors."""
        grid = self.grid
        if actor == grid.lead_actor[duty]:
            return self.lead_edge[duty]
        for spot in range(grid.superior_first[duty], grid.superior_first[duty + 1]):
            edge = grid.superior_edge[spot]
            if grid.unit_of[grid.edge_superior[edge]] == actor:
                return edge
        return -1

    def edges_up(self, duty: int) -> array[int]:
        """The edges from a duty to its superiors, the lead's first."""
        grid = self.grid
        return grid.superior_edge[grid.superior_first[duty] : grid.superior_first[duty + 1]]

    def graph(self, passed: frozenset[int]) -> PlanColumns:
        """The graph in which some waived duties are passed over; made once for each such set."""
        known = self.grids.get(passed)
        if known is None:
            known = self.grids[passed] = without(self.grids[frozenset()], passed)
        return known

    def regrid(self) -> None:
        """Stand on the columns of the plan as it is by now, with the units that close under way."""
        self.grids = {frozenset(): columns_by_now(self)}
        self.grid = self.graph(self.rerouted)
        self.settle()

    def settle(self) -> None:
        """Work out what follows from the graph that the board stands on."""
        self.lead_edge = _lead_edges(self.grid)

    def frame(self, duty: int, version: int) -> PlanColumns:
        """The graph that a version of a superior stands on: the one it was sent on, else that of the board."""
        passed = self.frames.get((duty, version))
        return self.grid if passed is None else self.graph(passed)

    def rows_of(self, duty: int, version: int) -> Iterator[tuple[int, int]]:
        """The rows of one version of a superior: (edge of its `frame`, version of the subordinate)."""
        grid = self.frame(duty, version)
        first = grid.edge_first[duty]
        held: Iterable[int] = self.rows.get((duty, version), ())
        if version == self.version[duty] and grid is self.grid:
            held = self.held[first : grid.edge_first[duty + 1]]
        return ((edge, taken) for edge, taken in enumerate(held, first) if taken)

    def ever_held(self, duty: int, superior: int) -> int:
        """A version of a duty that a superior holds in its working version or sent in another; 0: it never did."""
        edge = edge_between(self.grid, duty, superior)
        if edge >= 0 and self.held[edge]:
            return self.held[edge]
        for owner, version in self.rows:
            if owner == superior:
                grid = self.frame(owner, version)
                spot = edge_between(grid, duty, owner)
                taken = self.rows[owner, version][spot - grid.edge_first[owner]] if spot >= 0 else 0
                if taken:
                    return taken
        return 0

    def reached(self, duty: int, version: int, group: str = "") -> dict[tuple[int, int], Fraction]:
        """Every (duty, version) that is read down from one version, with the share of it that is counted.

        Args:
            duty: The number of the duty.
            version: Which version.
            group: The group of indicators that is counted; what it does not come along has a share of 0.
        """
        grid = self.grid
        weights = {(duty, version): Fraction(1)}
        layers: dict[int, list[tuple[int, int]]] = {grid.generation[duty]: [(duty, version)]}
        for generation in range(grid.generation[duty], -1, -1):  # superiors first: a weight is whole before it goes on
            for node in layers.pop(generation, ()):
                frame = self.frame(*node)
                shares = frame.shares(group)
                for edge, taken in self.rows_of(*node):
                    below = (frame.edge_unit[edge], taken)
                    if below not in weights:
                        weights[below] = Fraction(0)
                        layers.setdefault(grid.generation[below[0]], []).append(below)
                    weights[below] += weights[node] * shares.get(edge, 1)
        return weights

    def due(self, duty: int) -> int:
        """The instant before which the working version is in time: its rework due if it has one; `FAR`: none."""
        return self.dues.get(duty, self.due_before[duty])

    def held_by(self, duty: int) -> bool:
        """Whether any superior's working version holds the duty."""
        held = self.held
        return any(held[edge] for edge in self.edges_up(duty))

    def past_draft(self, duty: int) -> bool:
        """Whether the duty is met: its working version, or one that counts, is past draft."""
        return 0 < self.flat.roles[self.state[duty]] < _WAIVED or duty in self.base or self.held_by(duty)

    def waived(self, duty: int) -> bool:
        """Whether a duty is not expected any more."""
        return duty in self.waivers

    def unexpected(self, duty: int, at: int) -> bool:
        """Whether a duty is in no gate and no denominator at an instant: waived, lapsed, dormant, or of no unit."""
        return unexpected(self, duty, at)

    def dormant(self, duty: int) -> bool:
        """Whether a duty waits for an event that is not recorded."""
        return dormant(self, duty)

    def lapsed(self, duty: int, at: int) -> bool:
        """Whether a duty was not met when its unit ceased to exist."""
        return lapsed(self, duty, at)

    def waived_in(self, duty: int, version: int, at: int | None = None) -> frozenset[int]:
        """The duties that are not expected in one version of a superior: those of its sending, once it is sent.

        Args:
            duty: The number of the superior's duty.
            version: Which version.
            at: The instant that is asked of for a version that is not sent; that of the last line when None.
        """
        if version != self.version[duty] or (duty, version) in self.rows:
            return self.excused.get((duty, version), frozenset())
        return excused(self, duty, self.at if at is None else at)

    def asleep_in(self, duty: int, version: int) -> frozenset[int]:
        """Of those that are not expected in one version of a superior, the ones that wait for an event."""
        if version != self.version[duty] or (duty, version) in self.rows:
            return self.asleep.get((duty, version), frozenset())
        return asleep(self, duty)

    def row(self, duty: int, actor: int) -> int:
        """The version of a duty that the superior which an actor is holds in its working version; 0: none."""
        return self.held[self.edge_of(duty, actor)]

    def apply(
        self, move: Move, duty: int, version: int, actor: int, at: int, details: Details, by: int = NOBODY
    ) -> None:
        """Make one move: what the line (move, duty, version, actor, at, details) of the log says has happened.

        Args:
            move: The transition.
            duty: The number of the duty.
            version: The version that is acted on.
            actor: On whose behalf it was done; the superior whose row it is, for `aggregate` and `release`.
            at: Microseconds since 1970 UTC.
            details: What the act carried.
            by: Who did it, where that is another than `actor`.
        """
        code = move.code
        if code == _FREEZE:
            self._freeze(duty, version, actor, at, details)
            if by != actor or self.hands:
                self._handled(duty, by, details)
        elif code == _ACCEPT:
            self.accepted_version[duty], self.accepted_at[duty] = version, self.sent_at[duty]
            if self.base:
                self._end_at_the_top(duty)
        elif code == _ROW:
            lead = actor == self.grid.lead_actor[duty]
            self.held[self.lead_edge[duty] if lead else self.edge_of(duty, actor)] = version
            if self.base and self.flat.roles[move.dest] == _COUNTED:
                self.base.pop(duty, None)
        elif code == _CHANGE:
            folded_in(self, move.trigger, duty, details, json.loads(details.payload or "{}"), at)
            self.seq, self.at = self.seq + 1, at
            return
        elif code >= _WAIVE:
            self._waive(code, duty, details)
        elif code >= _OPEN:
            self._reopen(code, duty, version, actor, at, details)
        self.state[duty] = move.dest
        self.seq += 1
        self.at = at

    def _freeze(self, duty: int, version: int, actor: int, at: int, details: Details) -> None:
        when, grid = at if details.received_at is None else details.received_at, self.grid
        if grid.acts and grid.form_of[duty] in grid.acts:
            said = {**self.cells.get(duty, {}), **(details.data or {})}
            self.told_at[duty], when = when, min(when, done_from(self.plan, str(said["done_on"])))
        self.sent_at[duty] = when
        if not self.first_version[duty]:
            self.first_at[duty], self.first_version[duty] = when, version
        self.preparer[duty] = actor
        if duty in self.dues:
            self.own_dues[duty, version] = self.dues[duty]
        start, stop = grid.edge_first[duty], grid.edge_first[duty + 1]
        if start != stop:
            self.rows[duty, version] = self.held[start:stop]
            if self.waivers or not grid.unconditional:
                self.excused[duty, version] = excused(self, duty, at)
                if grid.only_if:
                    self.asleep[duty, version] = asleep(self, duty)
        if details is not NOTHING:
            self._take(duty, details)
        elif self.persons:
            self.persons.pop(duty, None)
        if duty in self.cells or duty in self.texts:
            self.filed[duty, version] = (self.cells.get(duty, {}), self.texts.get(duty, {}))

    def _take(self, duty: int, details: Details) -> None:
        """What a submission carries: content, as a patch over the last version, and who prepared it."""
        if details.erased is not None:  # what it changed is not known, so that nothing is known of what came out
            self.cells.pop(duty, None)
            self.texts.pop(duty, None)
        if details.data is not None:
            self.cells[duty] = _patched(self.cells.get(duty, {}), details.data)
        if details.sections is not None:
            self.texts[duty] = {**self.texts.get(duty, {}), **details.sections}
        self._remember(self.persons, duty, details.person)

    def _handled(self, duty: int, by: int, details: Details) -> None:
        """Whose hands were in what was sent: who records a paper has not prepared what it says, a delegate has."""
        self.hands.pop(duty, None)
        owner = details.acting_for
        if owner is None:
            return
        receives = owner == self.grid.unit_of[duty] and by == self.grid.lead_actor[duty]
        if by == NOBODY or details.received_at is not None or receives or stands_over(self.plan, by, owner):
            self.persons.pop(duty, None)
        else:
            self.hands[duty] = by

    def _end_at_the_top(self, duty: int) -> None:
        if self.grid.superior_first[duty] == self.grid.superior_first[duty + 1]:
            self.base.pop(duty, None)  # nobody takes the root's rows: its correction ends when it is accepted

    def _reopen(self, code: int, duty: int, version: int, actor: int, at: int, details: Details) -> None:
        if code == UNROW:
            self.held[self.edge_of(duty, actor)] = 0
            return
        if code == _WITHDRAW:
            self._withdraw(duty)
            return
        if code == _CORRECT:
            self.base[duty] = (version, actor, self.accepted_at[duty])
            self.earlier[duty] = (*self.earlier.get(duty, ()), (version, self.accepted_at[duty]))
            self.base_state[duty] = self.state[duty]
        elif code == _RECALL and self.first_version[duty] == version:
            self.first_version[duty], self.first_at[duty] = 0, NEAR
        elif code == _OPEN and duty in self.earlier:  # what was returned is not accepted; what it corrects still is
            self.accepted_version[duty], self.accepted_at[duty] = self.earlier[duty][-1]
        self._remember(self.reasons, duty, details.reason)
        due = details.due_before
        if due is None and code == _OPEN and actor != self.grid.unit_of[duty]:
            due = rework_due(self, duty, at)
        if due is not None:
            self.dues[duty] = due
        self.version[duty] = self.newest.pop(duty, self.version[duty]) + 1
        self.sent_at[duty], self.preparer[duty] = NEAR, NOBODY

    def _waive(self, code: int, duty: int, details: Details) -> None:
        self._remember(self.reasons, duty, details.reason)
        if code == _WAIVE:
            self.waivers |= {duty}
            if asks_to_reroute(details):
                reroute(self, duty)
        else:
            self.waivers -= {duty}
            if duty in self.rerouted:
                put_back(self, duty)

    def _withdraw(self, duty: int) -> None:
        """Back to the base: its content, its rows; what the abandoned draft had newly taken is not taken any more."""
        base, _, came_in = self.base.pop(duty)
        self.newest[duty] = self.newest.get(duty, self.version[duty])
        self.version[duty] = self.accepted_version[duty] = base
        self.sent_at[duty] = self.accepted_at[duty] = came_in
        self.earlier[duty] = tuple(one for one in self.earlier[duty] if one[0] < base)
        if not self.earlier[duty]:
            del self.earlier[duty]
        cells, texts = self.filed.get((duty, base), ({}, {}))
        self.cells[duty], self.texts[duty] = cells, texts
        before = self.rows.get((duty, base))
        if before is None:
            return
        if (duty, base) in self.frames:
            before = realigned(self, duty, base)
        first = self.grid.edge_first[duty]
        self.held[first : first + len(before)] = before
        for below in self.grid.edge_unit[first : first + len(before)]:
            self.recount(below)

    def recount(self, duty: int) -> None:
        """Whether a duty is counted, after rows of it came or went: every superior holds what it has sent."""
        edges = self.edges_up(duty)
        counted = self.flat.roles[self.state[duty]] == _COUNTED
        whole = bool(edges) and all(self.held[edge] == self.version[duty] for edge in edges)
        if counted and not whole:
            self.state[duty] = self.flat.taken_from
        elif whole and self.state[duty] == self.flat.taken_from:
            self.state[duty] = self.flat.taken_to
            self.base.pop(duty, None)

    @staticmethod
    def _remember(kept: dict[int, str], duty: int, said: str | None) -> None:
        if said is not None:
            kept[duty] = said
        else:
            kept.pop(duty, None)


_MADE = ("flat", "grid", "grids", "lead_edge")
_SHARED = (
    "at", "closes_at", "due_before", "first_due", "flat", "grid", "grids", "lead_edge", "opens_at", "origin",
    "plan", "rerouted", "seq", "waivers",
)  # fmt: skip
_OWN = frozenset(Board.__slots__) - frozenset(_SHARED)


def _lead_edges(grid: PlanColumns) -> array[int]:
    """Per duty, the edge to its lead superior; -1 where there is none."""
    edges, firsts = grid.superior_edge, grid.superior_first
    return array("i", [edges[here] if here < there else -1 for here, there in pairwise(firsts)])


def _patched(cells: Mapping[str, Cell], patch: Mapping[str, Cell]) -> Mapping[str, Cell]:
    merged = {**cells, **patch}
    return {key: cell for key, cell in merged.items() if cell is not MISSING}


def fold(board: Board, lines: Iterable[Line]) -> Board:
    """Fold lines of a log into a board, in place.

    Args:
        board: Where it stood before the first line.
        lines: (at, duty, version, place, by, details), in the order of the log.
    """
    moves = board.flat.moves
    for at, duty, version, place, by, details in lines:
        actor = by if details.acting_for is None else details.acting_for
        board.apply(moves[place], duty, version, actor, at, details, by)
    return board
