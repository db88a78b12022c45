"""From a plan and a scenario to what a block of runs reads; what does not fit, or is not simulated, is said at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach._calendar import Calendar
from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._lifecycle import ROLES
from kehoach._plan import Plan, PlanColumns
from kehoach._progress import NEAR, Board, Progress, hierarchy_of
from kehoach._scenario import LogNormal, Scenario, Shape, Steps
from kehoach.errors import Finding, InvalidScenario
from kehoach.sim._kinds import Curves, Way, Ways, Who, doubts_of, laws_of, length_of, numbers
from kehoach.sim._layout import EVENTS, Layout, in_one, laid_out, relative
from kehoach.sim._luck import DAY, curve_of, ints, keyed, name_keys, threshold
from kehoach.sim._prepared import Extra, Guides, Habits, Prepared, Shares, Standing
from kehoach.sim._queues import FAR
from kehoach.sim._worktime import AROUND_THE_CLOCK, Axis, axis_of, midnight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Words = NDArray[np.uint64]

__all__ = ["Work", "axes_of", "begins_of", "prepared", "start_of"]

_FIRST_YEAR: Final = 1900
_LAST_YEAR: Final = 9900
_SURE: Final = 12 * 366


def start_of(plan: Plan, scenario: Scenario, board: Board | None = None) -> int:
    """When the campaign starts, in microseconds since 1970 UTC: the first instant of its first day.

    Raises:
        InvalidScenario: Nothing says when (KH983), or it is in no year of ours (KH982).
    """
    day = scenario.start_on or plan.directive.effective_on or plan.directive.issued_on
    if day is None:
        raise InvalidScenario(Finding("KH983", path="start_on"))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        wanted = {"wanted": f"day of the years {_FIRST_YEAR} to {_LAST_YEAR}",
                  "wanted_vi": f"ngày trong các năm {_FIRST_YEAR} đến {_LAST_YEAR}"}  # fmt: skip
        raise InvalidScenario(Finding("KH982", {"key": "start_on", "value": str(day), **wanted}, path="start_on"))
    start = midnight(day, plan.reading.zone)
    if board is None:
        return start
    return min([start, *(one for one in board.first_at if one != NEAR)])


@attrs.frozen(eq=False)
class Work:
    """The axes of working time: that of units first, then those of superiors whose reviewers are away.

    Attributes:
        axes: The axes.
        of: The number of the axis of each superior's reviewers, (units + 1,); the last is the issuer's.
        day: How many microseconds a day of the scenario has.
    """

    axes: tuple[Axis, ...]
    of: Whole
    day: int


def axes_of(plan: Plan, scenario: Scenario, start: int) -> Work:
    """When units and reviewers work."""
    columns, zone = hierarchy_of(plan).columns, plan.reading.zone
    day = DAY if not scenario.hours else sum(two - one for one, two in scenario.hours) * (DAY // 1440)
    works = plan.calendar.is_working_day if scenario.days == "working" else _always
    usual = AROUND_THE_CLOCK if scenario.days == "calendar" else axis_of(start, zone, scenario.hours, works)
    axes, known = [usual], dict[tuple[tuple[date, date], ...], int]()
    of = np.zeros(columns.n + 1, np.int64)
    for unit, away in _away(plan, scenario).items():
        if away not in known:
            known[away] = len(axes)
            axes.append(axis_of(start, zone, scenario.hours, _except(works, away)))
        of[unit] = known[away]
    return Work(tuple(axes), of, day)


def _always(_: date) -> bool:
    return True


def _except(works: Callable[[date], bool], away: Sequence[tuple[date, date]]) -> Callable[[date], bool]:
    return lambda day: works(day) and not any(first <= day <= last for first, last in away)


def _away(plan: Plan, scenario: Scenario) -> dict[int, tuple[tuple[date, date], ...]]:
    """The days on which the reviewers of superiors are away."""
    columns = hierarchy_of(plan).columns
    found: dict[int, tuple[tuple[date, date], ...]] = {}
    for leave in scenario.leave:
        for unit in _units_of(plan, leave.of):
            found[unit] = (*found.get(unit, ()), (leave.first, leave.last))
    return {unit: tuple(sorted(spans)) for unit, spans in found.items() if unit <= columns.n}


def _units_of(plan: Plan, name: str) -> Sequence[int]:
    """The numbers of the units that a name means: a tier's, a group's, one, or the issuer's."""
    columns = hierarchy_of(plan).columns
    tiers = [tier.id for tier in plan.tiers]
    if name in tiers:
        return np.flatnonzero(numbers(columns.tier_no) == tiers.index(name)).tolist()
    groups = {group.id: group.units for group in plan.groups}
    if name in groups:
        return [columns.index[unit] for unit in groups[name] if unit in columns.index]
    return [columns.index.get(name, columns.n)]


def begins_of(plan: Plan, grid: PlanColumns, opens_at: Whole, start: int) -> Whole:
    """From when each duty can be worked on, since the start.

    That is when it opens, and, of a period, when the period is over; of an estimate, when it begins.
    """
    begins = np.maximum(relative(opens_at, start), 0)
    for place, graph in enumerate(plan.order.graphs):
        period = graph.form.period
        if period is None:
            continue
        mine = numbers(grid.form_of) == place
        estimated = np.array([terms.estimate for terms in graph.form.terms], bool)[np.asarray(grid.terms_of)[mine]]
        early = midnight(period.first, plan.reading.zone) - start
        late = midnight(period.last + timedelta(days=1), plan.reading.zone) - start
        begins[mine] = np.maximum(begins[mine], np.where(estimated, early, late))
    return begins


def prepared(
    plan: Plan,
    scenario: Scenario,
    seed: int,
    *,
    since: Progress | None = None,
    keep: tuple[str, ...] = (),
    fast: bool = False,
    by_events: bool = False,
) -> Prepared:
    """A simulation, ready to be run.

    Args:
        plan: The plan, with units.
        scenario: How long things take.
        seed: What the luck is drawn from.
        since: The progress of a campaign that has begun.
        keep: What is kept beside the totals.
        fast: Whether compiled loops are used.
        by_events: Whether it is gone through act by act, which takes plans that arrays do not.

    Raises:
        InvalidScenario: The scenario does not fit the plan (KH975, KH981, KH983), or the plan has what the array
            engine does not simulate (KH984); all at once.
    """
    hierarchy_of(plan)
    board = None if since is None else since._board  # pyright: ignore[reportPrivateUsage]
    who, ways = Who.of(plan, scenario), Ways.of(plan)
    if since is not None and since.plan.columns.names != plan.columns.names:
        wanted = {"wanted": "progress of a campaign with the duties of this plan",
                  "wanted_vi": "tiến độ của đợt có cùng các nhiệm vụ với kế hoạch này"}  # fmt: skip
        raise InvalidScenario(Finding("KH982", {"key": "since", "value": str(since.plan), **wanted}, path="since"))
    found = [*doubts_of(plan, scenario, who, ways), *_unsimulated(plan, board, who, by_events=by_events)]
    try:
        start = start_of(plan, scenario, board)
    except InvalidScenario as error:
        raise InvalidScenario([*found, *error.findings]) from error
    if found:
        raise InvalidScenario(found)
    now = start if since is None else since._at  # pyright: ignore[reportPrivateUsage]
    begun = plan.columns if since is None else since.plan.columns
    maker = _Maker(plan, scenario, seed, board, begun, now, who, ways, start)
    return maker.made(keep, fast=fast, by_events=by_events)


def _unsimulated(plan: Plan, board: Board | None, who: Who, *, by_events: bool) -> list[Finding]:
    """What is not simulated, and the way out."""
    grid = plan.columns if board is None else board.grid
    found: list[Finding] = []
    if plan.policy.stragglers != "hold" and (grid.quorums or not all(grid.gate)):
        said = f"stragglers = {plan.policy.stragglers!r}"
        found.append(
            _not_simulated(f"what {said} does behind a gate that opens early", f"{said} khi cổng mở sớm", _HOLD)
        )
    if board is not None and (board.base or board.rerouted or by_events):
        what = (
            "a campaign under way, act by act," if by_events else "an open correction or a report that others go past"
        )
        found.append(_not_simulated(what, "đợt đang chạy với đính chính đang mở hoặc theo từng bước", _BEGIN))
    reworked = any(terms.rework is not None for graph in plan.order.graphs for terms in graph.form.terms)
    if plan.policy.rate == "accepted" and reworked:
        what = "the rate by the accepted version where a rework has a due of its own"
        found.append(_not_simulated(what, "tỷ lệ theo bản được duyệt khi việc làm lại có thời hạn riêng", _FIRST))
    if by_events:
        return found
    closes = grid.closes_at if board is None else board.closes_at
    if any(kind.p_return for kind in who.kinds) and min(closes, default=2**63 - 1) < 2**63 - 1:
        found.append(_not_simulated("the return of reports that close on a day", "việc trả lại báo cáo có ngày đóng"))
    if grid.ends_at:
        found.append(_not_simulated("a unit that ceases to exist under way", "đơn vị giải thể giữa chừng"))
    return found


_HOLD: Final = {"way": "simulate with stragglers = 'hold', or a gate that waits for all",
                "way_vi": "mô phỏng với stragglers = 'hold', hoặc cổng chờ đủ tất cả"}  # fmt: skip
_FIRST: Final = {"way": "simulate with rate = 'first'", "way_vi": "mô phỏng với rate = 'first'"}
_BEGIN: Final = {"way": "simulate from the start, or from a progress without it",
                 "way_vi": "mô phỏng từ đầu, hoặc từ thời điểm không có việc đó"}  # fmt: skip


def _not_simulated(what: str, what_vi: str, way: Mapping[str, str] = EVENTS) -> Finding:
    return Finding("KH984", {"what": what, "what_vi": what_vi, **way})


@attrs.frozen(eq=False)
class _Maker:
    """Makes the arrays."""

    plan: Plan
    scenario: Scenario
    seed: int
    board: Board | None
    begun: PlanColumns
    now: int
    who: Who
    ways: Ways
    start: int

    @property
    def grid(self) -> PlanColumns:
        return self.plan.columns if self.board is None else self.board.grid

    def made(self, keep: tuple[str, ...], *, fast: bool, by_events: bool) -> Prepared:
        plan, grid, scenario = self.plan, self.grid, self.scenario
        work = axes_of(plan, scenario, self.start)
        expected = self._expected()
        works = self._works(work)
        due, opens, closes = self._instants()
        layout = in_one(grid, expected) if by_events else laid_out(plan, grid, expected, works, self._usable(due))
        duty, curves = layout.duties, Curves(work.day)
        names = name_keys(np.asarray(grid.names, object)[duty].tolist())
        draft, review, rework = (self._laws(curves, step)[duty] for step in ("draft", "review", "rework"))
        due_at = relative(due, self.start)[duty]
        acts = np.isin(numbers(grid.form_of), sorted(grid.acts))[duty]
        days, first = self._days()
        guides, extras = self._guides(layout, names, curves), self._extras(layout, names, curves)
        return Prepared(
            digest=plan.digest, seed=self.seed, start=self.start, zone=plan.reading.zone,
            tiers=tuple(tier.id for tier in plan.tiers), duties=grid.n, duty=duty,
            levels=layout.levels, desks=layout.desks, works=works[duty],
            below_first=layout.below_first, below=layout.below, axes=work.axes, curves=tuple(curves.tables),
            guides=guides, draft=draft, review=review, rework=rework,
            keys=np.stack([keyed(names, self.seed, step) for step in ("first", "return", "second", "third")]),
            p_return=self._share(lambda kind: kind.p_return)[duty] * ~acts,
            p_second=self._share(lambda kind: kind.p_second_return)[duty] * ~acts,
            extras=extras,
            habits=self._habits(layout, names, due_at),
            shares=self._shares(layout),
            standing=None if self.board is None else _standing(self.board, layout, self.start, self.now),
            due=due_at, closes=relative(closes, self.start)[duty],
            opens=begins_of(plan, grid, opens, self.start)[duty],
            tier_of=numbers(grid.tier_no)[duty],
            rated=np.frombuffer(grid.binding, np.uint8)[duty] != 1,
            ends=self._ends(layout, acts), ends_sent=self.ways.ended == 0,
            by_accepted=plan.policy.rate == "accepted",
            certain=self._certain(), keep=keep, fast=fast, days=days, first_day=first,
        )  # fmt: skip

    def _instants(self) -> tuple[Whole, Whole, Whole]:
        """When each duty is due, opens and closes: as the plan says, or as the campaign under way has moved it."""
        asked = self.plan.columns
        names = ("due_before", "opens_at", "closes_at")
        planned = [np.asarray(getattr(asked, name), np.int64) for name in names]
        if self.board is not None:
            first = (self.board.first_due, self.begun.opens_at, self.begun.closes_at)
            now = [np.asarray(getattr(self.board, name), np.int64) for name in names]
            planned = [
                np.where(one == np.asarray(two), plan, one) for plan, one, two in zip(planned, now, first, strict=True)
            ]
        return planned[0], planned[1], planned[2]

    def _usable(self, due: Whole) -> Whole:
        """From when a quorum may be used while a duty is missing: from its due, or from the day of the policy."""
        day, ends = self.plan.policy.quorum_from, np.maximum(relative(due, self.start), 0)
        if day is not None:
            return np.full_like(ends, max(midnight(day, self.plan.reading.zone) - self.start, 0))
        return np.where(ends >= FAR, 0, ends)

    def _expected(self) -> NDArray[np.bool_]:
        """Which duties are expected: not waived, not dormant, of units that exist."""
        board = self.board or Board(self.plan)
        if board.grid.unconditional and not board.waivers:
            return np.ones(board.grid.n, bool)
        return np.array([not board.unexpected(duty, self.now) for duty in range(board.grid.n)], bool)

    def _works(self, work: Work) -> Whole:
        """How the superior of each duty reviews: reviewers, by due, the axis of its reviewers."""
        leads = np.asarray(self.grid.lead_actor, np.int64)
        kinds = self.who.kinds
        reviewers = np.array([kind.reviewers or 1 for kind in kinds], np.int64)[self.who.kind_of]
        by_due = np.array([kind.queue == "due" for kind in kinds], np.int64)[self.who.kind_of]
        return np.stack([reviewers[leads], by_due[leads], work.of[leads]], axis=1)

    def _laws(self, curves: Curves, step: str) -> Whole:
        def first(way: Way, kind: Steps) -> Shape | None:
            steps = {"draft": way.drafting, "review": way.reviewing}.get(step, ())
            if step == "rework":
                return kind.rework
            named = [one for one in steps if one in ("draft", "review", "complete", "confirm")]
            return length_of(kind, named[0]) if named else None

        return laws_of(self.grid, self.who, self.ways, curves, first)

    def _share(self, of: Callable[[Steps], float | None]) -> Whole:
        """A probability of each duty, as the draw below which it happens."""
        values = np.array([threshold(of(kind) or 0) for kind in self.who.kinds], np.int64)
        found: Whole = values[self.who.kind_of[np.asarray(self.grid.unit_of)]]
        return found

    def _extras(self, layout: Layout, names: Words, curves: Curves) -> tuple[Extra, ...]:
        usual = ("draft", "review", "complete", "confirm")
        found: list[Extra] = []
        ways = (self.ways.report, self.ways.top)
        for place in ("drafting", "reviewing", "closing"):
            every = [step for way in ways for step in getattr(way, place)]
            for step in [one for one in dict.fromkeys(every) if one not in usual]:

                def length(way: Way, kind: Steps, step: str = step, place: str = place) -> Shape | None:
                    return length_of(kind, step) if step in getattr(way, place) else None

                law = laws_of(self.grid, self.who, self.ways, curves, length)[layout.duties]
                keys = np.stack([keyed(names, self.seed, f"{step}.{visit}") for visit in range(3)])
                found.append(Extra(place, law, keys))
        return tuple(found)

    def _guides(self, layout: Layout, names: Words, curves: Curves) -> Guides:
        grid, column = self.grid, layout.column
        firsts = np.asarray(grid.superior_first, np.int64)
        lead = np.full(grid.n, -1, np.int64)
        has = np.flatnonzero(np.diff(firsts) > 0)
        edges = np.asarray(grid.superior_edge, np.int64)[firsts[has]]
        lead[has] = np.asarray(grid.edge_superior, np.int64)[edges]
        is_head = np.diff(np.asarray(grid.edge_first)) > 0
        depth = _depths(np.flatnonzero(is_head), lead)
        heads = np.flatnonzero(is_head)[np.argsort(depth, kind="stable")]
        place = np.full(grid.n + 1, -1, np.int64)
        place[heads] = np.arange(len(heads))
        law = laws_of(grid, self.who, self.ways, curves, lambda _, kind: length_of(kind, "guide"))[heads]
        keys = keyed(name_keys(np.asarray(grid.names, object)[heads].tolist()), self.seed, "guide")
        counts = np.bincount(np.sort(depth)) if len(heads) else np.zeros(0, np.int64)
        of = np.where(place[:-1] >= 0, place[:-1], place[lead])[layout.duties]
        return Guides(place[lead[heads]], law, keys, (0, *ints(np.cumsum(counts))), of) if len(column) else _NOBODY

    def _habits(self, layout: Layout, names: Words, due: Whole) -> Habits | None:
        kinds = self.who.kinds
        if not any(kind.habits or kind.absences for kind in kinds):
            return None
        most = max(len(kind.habits or ()) for kind in kinds)
        unit = np.asarray(self.grid.unit_of, np.int64)[layout.duties]
        kind_of = self.who.kind_of[unit]
        below, begin = (np.zeros((most, len(unit)), np.int64) for _ in range(2))
        for number, kind in enumerate(kinds):
            mine, total = kind_of == number, 0.0
            for place, habit in enumerate(kind.habits or ()):
                total += habit.share
                below[place, mine] = threshold(min(total, 1.0))
                begin[place, mine] = due[mine] - round(habit.before_due * DAY)
            for place in range(len(kind.habits or ()), most):
                below[place, mine] = threshold(min(total, 1.0))
        begin[:, due >= FAR] = 0
        absent = self._share(lambda kind: kind.absences)[layout.duties]
        ids = hierarchy_of(self.plan).columns.ids
        units = keyed(name_keys(ids[one] for one in ints(unit)), self.seed, "absent")
        return Habits(keyed(names, self.seed, "habit"), below, begin, units, absent)

    def _shares(self, layout: Layout) -> Shares | None:
        shared = self.scenario.shared
        if shared is None or not shared.sigma:
            return None
        columns = hierarchy_of(self.plan).columns
        tiers = [tier.id for tier in self.plan.tiers]
        owner = np.where(numbers(columns.tier_no) == tiers.index(shared.tier), np.arange(columns.n), -1)
        for unit in reversed(columns.order):  # superiors first
            lead = columns.superior_first[unit]
            if owner[unit] < 0 and lead < columns.superior_first[unit + 1]:
                owner[unit] = owner[columns.edge_superior[columns.superior_edge[lead]]]
        owners = np.unique(owner[owner >= 0])
        place = np.full(columns.n + 1, -1, np.int64)
        place[owners] = np.arange(len(owners))
        keys = keyed(name_keys(columns.ids[one] for one in ints(owners)), self.seed, "shared")
        units = np.asarray(self.grid.unit_of, np.int64)[layout.duties]
        return Shares(keys, curve_of(LogNormal(mean=1, sigma=shared.sigma), 4096), place[owner[units]])

    def _ends(self, layout: Layout, acts: NDArray[np.bool_]) -> Whole:
        """The columns of the top reports; of a plan of nothing but acts, all."""
        tops = np.diff(np.asarray(self.grid.superior_first))[layout.duties] == 0
        ends = np.flatnonzero(tops & ~acts)
        ends = ends if len(ends) else np.arange(len(layout.duties))
        return ends[np.argsort(layout.duties[ends])]

    def _certain(self) -> int:
        calendar = self.plan.calendar
        last = calendar.last if isinstance(calendar, Calendar) else None
        if self.scenario.days != "working" or last is None:
            return FAR
        return midnight(last + timedelta(days=1), self.plan.reading.zone) - self.start

    def _days(self) -> tuple[Whole, int]:
        """Where local days begin, since the start, and the ordinal of the first."""
        zone = self.plan.reading.zone
        first = from_micros(self.start).astimezone(zone_of(zone)).date()
        days = [midnight(first + timedelta(days=one), zone) - self.start for one in range(_SURE)]
        return np.array(days, np.int64), first.toordinal()


_EMPTY = np.zeros(0, np.int64)
_NOBODY: Final = Guides(_EMPTY, _EMPTY, np.zeros(0, np.uint64), (0,), _EMPTY)


def _depths(heads: Whole, lead: Whole) -> Whole:
    """How many superiors stand above each head."""
    depth = np.zeros(len(heads), np.int64)
    here = lead[heads]
    while (here >= 0).any():
        depth += here >= 0
        here = np.where(here >= 0, lead[here], -1)
    return depth


def _standing(board: Board, layout: Layout, start: int, now: int) -> Standing:
    """Where each duty of a live campaign stands."""
    roles = np.array([int(one) for one in board.flat.roles], np.int64)
    role = roles[np.frombuffer(board.state, np.uint8)][layout.duties]
    sent, accepted, counted = (ROLES.index(one) for one in ("sent", "accepted", "counted"))
    stage = np.where(role == sent, 1, np.where((role == accepted) | (role == counted), 2, 0))
    came = np.asarray(board.sent_at, np.int64)[layout.duties]
    first = np.asarray(board.first_at, np.int64)[layout.duties]
    returned = np.minimum(np.asarray(board.version, np.int64)[layout.duties] - 1, 2)
    return Standing(
        now - start,
        stage,
        np.where(came == NEAR, 0, came - start),
        np.where(first == NEAR, FAR, first - start),
        returned,
    )
