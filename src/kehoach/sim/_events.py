"""Each run through a campaign, act by act: the same luck, and the rules of production.

A `Campaign` in memory, with a clock that stands until it is moved, is given every act at its instant: whether a report
may be begun, sent, reviewed, returned, taken up is asked of the guards of the engine and not worked out here. What is
known here is only how long things take and whose turn it is at a desk. It is the measure by which the array engine is
judged: the instants of both are equal to the microsecond.

At one instant what happens further down happens first: reports come in and reviews end, level by level from the
bottom, and then the desks of that level take what is next.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock, from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine._guards import guards_for
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._report import Details, Options
from kehoach.errors import Refused
from kehoach.sim._kinds import Way, Ways
from kehoach.sim._luck import BITS, GAMMA, drawn, ints, mixed
from kehoach.sim._prepare import prepared
from kehoach.sim._queues import FAR
from kehoach.sim._tally import Tally
from kehoach.stores import MemoryStore

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach._progress import Progress
    from kehoach._scenario import Scenario
    from kehoach.sim._prepared import Prepared
    from kehoach.sim._results import Results
    from kehoach.sim._worktime import Axis

    Whole = NDArray[np.int64]

__all__ = ["results_of"]

_WORD: Final = 2**64 - 1
_LOW: Final = 2**BITS - 1
_NOTHING_BELOW: Final = "nobody below is expected"


def results_of(
    plan: Plan,
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    since: Progress | None = None,
    keep: tuple[str, ...] = (),
) -> Results:
    """Carry a plan out through campaigns.

    Args:
        plan: The plan, with units.
        scenario: How long things take.
        runs: How many times.
        seed: What the luck is drawn from.
        since: A progress to go on from; refused, a campaign under way is simulated as arrays.
        keep: What is kept beside the totals.

    Raises:
        InvalidScenario: The scenario does not fit the plan, or what is asked is not simulated; everything at once.
    """
    bare = plan.replace(indicators=(), outline=(), checks=())  # what reports say takes no time
    ready = prepared(plan, scenario, seed, since=since, keep=keep, by_events=True)
    tally, stage = Tally(ready, 0, runs), _Stage.of(bare, ready)
    for run in range(runs):
        tally.add(_Run(stage, run).carried_out(), run)
    return tally.results()


@attrs.frozen(eq=False)
class _Stage:
    """What all runs have in common.

    Attributes:
        plan: The plan, without what its reports say.
        ready: The lengths and probabilities.
        column: The column of each duty; -1: not expected.
        ways: The way of each column.
        level: How far up the desk of each column stands.
        desk: The desk of each column: its superior and its form.
        waiting: The columns that may begin when something happens to a column.
        wakes: Instants at which somebody may begin though nothing happened, since the start.
    """

    plan: Plan
    ready: Prepared
    column: Mapping[int, int]
    ways: tuple[Way, ...]
    level: tuple[int, ...]
    desk: tuple[tuple[int, int], ...]
    waiting: tuple[tuple[int, ...], ...]
    wakes: tuple[int, ...]

    @classmethod
    def of(cls, plan: Plan, ready: Prepared) -> _Stage:
        grid, duties = plan.columns, ints(ready.duty)
        column = {duty: place for place, duty in enumerate(duties)}
        ways = Ways.of(plan)
        desk = tuple((grid.lead_actor[duty], grid.form_of[duty]) for duty in duties)
        waits = {place: tuple(column[one] for one in _waits_for(plan, duty) if one in column)
                 for place, duty in enumerate(duties)}  # fmt: skip
        onward: list[list[int]] = [[] for _ in duties]
        for place, others in waits.items():
            for one in others:
                onward[one].append(place)
        usable = set(_instants(plan, ready))
        return cls(
            plan, ready, column, tuple(ways.of_duty(grid, duty) for duty in duties), _levels(desk, waits), desk,
            tuple(map(tuple, onward)), tuple(sorted(usable)),
        )  # fmt: skip


def _waits_for(plan: Plan, duty: int) -> Iterator[int]:
    grid = plan.columns
    yield from grid.subordinates_of(duty)
    if not plan.order.is_plain:
        yield from (one for one, how in plan.order.before(duty) if how == "refuse")


def _instants(plan: Plan, ready: Prepared) -> Iterator[int]:
    """When quorums may be used, and when units cease to exist, since the start."""
    from kehoach.sim._worktime import midnight

    if plan.columns.quorums:
        yield from (due for due in ints(ready.due) if 0 <= due < FAR)
        day = plan.policy.quorum_from
        if day is not None:
            yield max(midnight(day, plan.reading.zone) - ready.start, 0)
    yield from (ends - ready.start for ends in plan.columns.ends_at.values() if ends > ready.start)


def _levels(desk: tuple[tuple[int, int], ...], waits: Mapping[int, tuple[int, ...]]) -> tuple[int, ...]:
    """The level of each column's desk; desks that wait for each other stand on one."""
    import networkx as nx  # type: ignore[import-untyped]

    graph: nx.DiGraph[tuple[int, int]] = nx.DiGraph()
    graph.add_nodes_from(desk)
    graph.add_edges_from((desk[one], desk[place]) for place, others in waits.items() for one in others)
    circles = nx.condensation(graph)
    level: dict[tuple[int, int], int] = {}
    for number, some in enumerate(nx.topological_generations(circles)):
        for one in some:
            level |= dict.fromkeys(circles.nodes[one]["members"], number)
    return tuple(level[one] for one in desk)


@attrs.define(eq=False)
class _Desk:
    """A desk in one run: who waits there, and how many reviewers are free."""

    free: int
    by_due: bool
    hours: Axis
    waiting: dict[int, int] = attrs.field(factory=dict[int, int])

    def next(self, due: Whole) -> int:
        """The column that is next: first come, or first due; ties in official order."""
        if self.by_due:
            return min(self.waiting, key=lambda column: (int(due[column]), column))
        return min(self.waiting, key=lambda column: (self.waiting[column], column))


class _Run:
    """One run on its way; what it leaves has the attributes of a block of arrays with one run."""

    def __init__(self, stage: _Stage, run: int) -> None:
        ready = stage.ready
        self.stage, self.prepared, self.runs = stage, ready, 1
        self.counter = (run + 1) * GAMMA & _WORD
        shape = 1, len(ready.duty)
        self.start, self.first, self.sent, self.accepted = (np.full(shape, FAR, np.int64) for _ in range(4))
        self.work, self.waiting = np.zeros(1, np.int64), np.zeros(1, np.int64)
        self.clock = ManualClock(ready.start)
        self.campaign = Campaign.begin(stage.plan, MemoryStore(), clock=self.clock, default_by="expected")
        guards = guards_for(stage.plan)
        self.guards = [guards[name][0] for name in ("gate", "in_order")]
        self.numbers = count()
        self.heap: list[tuple[int, int, int, int, Callable[[int], None]]] = []
        self.desks = {desk: _Desk(int(works[0]), bool(works[1]), ready.axes[int(works[2])])
                      for desk, works in zip(stage.desk, ready.works, strict=True)}  # fmt: skip
        self.visit = [0] * shape[1]
        self.earliest, self.lasts = [0] * shape[1], [0] * shape[1]
        self.begun, self.ready_to_send = [False] * shape[1], set[int]()

    # ------------------------------------------------------------------------------------------------- luck

    def pair(self, key: int) -> tuple[int, int]:
        """Two draws of a stream in this run."""
        word = mixed((key + self.counter) & _WORD)
        return word >> 33, word >> 2 & _LOW

    def length(self, law: int, draw: int) -> int:
        """The length of a draw."""
        return int(drawn(self.prepared.curves[law], np.array([draw], np.int64))[0])

    def lengths(self, column: int, visit: int) -> tuple[int, int]:
        """How long the unit works, and how long the reviewer, the first, second or third time."""
        ready = self.prepared
        draws = self.pair(int(ready.keys[0 if visit == 0 else visit + 1, column]))
        own = self.length(int((ready.draft if visit == 0 else ready.rework)[column]), draws[0])
        others = self.length(int(ready.review[column]), draws[1])
        for extra in ready.extras:
            more = self.length(int(extra.law[column]), self.pair(int(extra.keys[visit, column]))[0])
            own += more if extra.place == "drafting" else 0
            others += more if extra.place == "reviewing" else 0
        shares = ready.shares
        if shares is not None and shares.of[column] >= 0:
            draw = self.pair(int(shares.keys[shares.of[column]]))[0]
            factor = int(drawn(shares.curve, np.array([draw], np.int64))[0])
            own = own * factor >> 12
        return own, others

    def returns(self, column: int) -> bool:
        """Whether the review that ends now returns the report."""
        visit = self.visit[column]
        draws = self.pair(int(self.prepared.keys[1, column]))
        limits = int(self.prepared.p_return[column]), int(self.prepared.p_second[column])
        return visit < 2 and draws[visit] < limits[visit]

    # ------------------------------------------------------------------------------------------------- time

    def at(self, instant: int, level: int, phase: int, act: Callable[[int], None]) -> None:
        """Let something happen at an instant."""
        heapq.heappush(self.heap, (instant, level, phase, next(self.numbers), act))

    def carried_out(self) -> _Run:
        """Go through the run to its end."""
        columns = range(len(self.prepared.duty))
        tasks = self._tasks()
        opens = ints(self.prepared.opens)
        self.earliest = [max(tasks[column], opens[column], self._habit(column)) for column in columns]
        for column, earliest in enumerate(self.earliest):
            for wake in (earliest, *(one for one in self.stage.wakes if one > earliest)):
                self.looks(column, wake)
        while self.heap:
            instant, _, _, _, act = heapq.heappop(self.heap)
            act(instant)
        return self

    def _tasks(self) -> list[int]:
        """When each unit has the task."""
        guides = self.prepared.guides
        times: list[int] = []
        for head, above in enumerate(ints(guides.above)):
            if above < 0:
                times.append(0)
                continue
            length = self.length(int(guides.law[head]), self.pair(int(guides.keys[head]))[0])
            self.work += length
            times.append(self.after(self.prepared.axes[0], times[above], length))
        return [0 if head < 0 else times[head] for head in ints(guides.of)]

    def _habit(self, column: int) -> int:
        habits = self.prepared.habits
        if habits is None:
            return 0
        draw = self.pair(int(habits.keys[column]))[0]
        places = (
            begin for below, begin in zip(habits.below[:, column], habits.begin[:, column], strict=True) if draw < below
        )
        return int(next(places, 0))

    @staticmethod
    def after(axis: Axis, instant: int, length: int) -> int:
        """When what is begun at an instant ends."""
        return int(axis.after(np.array([instant]), np.array([length]))[0])

    # ------------------------------------------------------------------------------------------------- acts

    def fire(self, column: int, trigger: str, instant: int, **options: object) -> None:
        """Do an act of the campaign at an instant."""
        self.clock.set(self.prepared.start + instant)
        duty = int(self.prepared.duty[column])
        self.campaign.fire(self.stage.plan.columns.names[duty], trigger, **options)  # type: ignore[arg-type]  # by name

    def may_begin(self, column: int, instant: int) -> bool:
        """Whether the gate is open and what must be met before is met, as the engine sees it."""
        duty, board = int(self.prepared.duty[column]), self.campaign._shell.current()  # pyright: ignore[reportPrivateUsage]
        at, actor = self.prepared.start + instant, board.grid.unit_of[duty]
        details = Details(reason=_NOTHING_BELOW)
        return all(guard(board, duty, actor, details, at) in (None, True) for guard in self.guards)

    def looks(self, column: int, instant: int) -> None:
        """Let a unit look at an instant whether it may begin."""

        def look(now: int) -> None:
            if not self.begun[column] and now >= self.earliest[column] and self.may_begin(column, now):
                self.begins(column, now)

        self.at(instant, self.stage.level[column], 0, look)

    def begins(self, column: int, instant: int) -> None:
        """Let a unit write."""
        self.begun[column] = True
        self.start[0, column] = instant
        habits = self.prepared.habits
        if habits is not None and self.pair(int(habits.unit_keys[column]))[0] < habits.absent[column]:
            return
        own, others = self.lengths(column, 0)
        self.tries(column, self.after(self.prepared.axes[0], instant, own))
        self.lasts[column] = own + others

    def tries(self, column: int, instant: int) -> None:
        """Let a report be sent at an instant."""
        self.at(instant, self.stage.level[column], 0, lambda now: self.sends(column, now))

    def sends(self, column: int, instant: int) -> None:
        """Send a report, or wait for what must be met before it; who comes after the closing does not come in."""
        try:
            self._send(column, instant)
        except Refused as refused:
            codes = {one.code for one in refused.blockers}
            if codes & {"closed", "lapsed", "not_expected"}:
                return
            if codes != {"not_in_order"}:
                raise
            self.ready_to_send.add(column)
            return
        self.ready_to_send.discard(column)
        if self.visit[column] == 0:
            self.first[0, column] = instant
            self.work += self.lasts[column]
        self.sent[0, column] = instant
        self.desks[self.stage.desk[column]].waiting[column] = instant
        self.at(instant, self.stage.level[column], 1, lambda now: self.takes(column, now))
        self._stirs(column, instant)

    def _send(self, column: int, instant: int) -> None:
        way = self.stage.ways[column]
        for trigger in way.triggers[: way.sends]:
            options: Options = {}
            if trigger == "complete":
                local = from_micros(self.prepared.start + instant).astimezone(zone_of(self.prepared.zone))
                options["data"] = {"done_on": local.date().isoformat()}
            elif self._alone(column):
                options["reason"] = _NOTHING_BELOW
            self.fire(column, trigger, instant, **options)

    def _alone(self, column: int) -> bool:
        """Whether there are reports below, and none of them is expected."""
        below = self.stage.plan.columns.subordinates_of(int(self.prepared.duty[column]))
        return bool(below) and not any(one in self.stage.column for one in below)

    def takes(self, column: int, instant: int) -> None:
        """Let a desk take what is next, as long as it has a free reviewer."""
        desk = self.desks[self.stage.desk[column]]
        while desk.free and desk.waiting:
            mine = desk.next(self.prepared.due)
            self.waiting += instant - desk.waiting.pop(mine)
            desk.free -= 1
            ends = self.after(desk.hours, instant, self.lengths(mine, self.visit[mine])[1])
            self.at(ends, self.stage.level[mine], 0, partial(self.reviewed, mine))

    def reviewed(self, column: int, instant: int) -> None:
        """Accept a report or send it back; the desk takes the next."""
        self.desks[self.stage.desk[column]].free += 1
        self.at(instant, self.stage.level[column], 1, lambda now: self.takes(column, now))
        if self.returns(column) and self._goes_back(column, instant):
            self.visit[column] += 1
            own, others = self.lengths(column, self.visit[column])
            self.work += own + others
            self.tries(column, self.after(self.prepared.axes[0], instant, own))
        else:
            self._accept(column, instant)
            return
        self._stirs(column, instant)

    def _goes_back(self, column: int, instant: int) -> bool:
        """Send a report back, unless it is closed."""
        try:
            self.fire(column, "send_back", instant, reason="simulated")
        except Refused as refused:
            if {one.code for one in refused.blockers} != {"closed"}:
                raise
            return False
        return True

    def _accept(self, column: int, instant: int) -> None:
        way = self.stage.ways[column]
        for trigger in way.triggers[way.sends : way.reviews]:
            self.fire(column, trigger, instant)
        rest = [extra for extra in self.prepared.extras if extra.place == "closing"]
        lengths = [self.length(int(one.law[column]), self.pair(int(one.keys[0, column]))[0]) for one in rest]
        self.work += sum(lengths)
        done = self.after(self.prepared.axes[0], instant, sum(lengths))
        self.at(done, self.stage.level[column], 0, partial(self.ends, column))

    def ends(self, column: int, instant: int) -> None:
        """Let a report that was reviewed go through what follows, and let it be taken up."""
        way, grid = self.stage.ways[column], self.stage.plan.columns
        for trigger in way.triggers[way.reviews :]:
            self.fire(column, trigger, instant)
        self.accepted[0, column] = instant
        duty, ids = int(self.prepared.duty[column]), hierarchy_of(self.stage.plan).columns.ids
        for above in () if "confirm" in way.triggers else grid.superiors_of(duty):
            actor = ids[grid.unit_of[above]]
            if self.campaign.may(grid.names[duty], "aggregate", by=actor):
                self.fire(column, "aggregate", instant, by=actor)
        self._stirs(column, instant)

    def _stirs(self, column: int, instant: int) -> None:
        """Something happened to a duty: let those look who wait for it."""
        for other in self.stage.waiting[column]:
            if other in self.ready_to_send:
                self.tries(other, instant)
            elif not self.begun[other]:
                self.looks(other, instant)
