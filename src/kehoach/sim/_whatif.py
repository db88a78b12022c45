"""What if a deadline stood on another day, and which day would it have to be."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from kehoach._clock import from_micros
from kehoach._deadline import Deadline
from kehoach._plan import Plan
from kehoach._report._printing import day_text
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, Lang, UnknownName, Value
from kehoach.sim._forecast import Forecast
from kehoach.sim._intervals import Estimate, share_of
from kehoach.sim._results import NEVER
from kehoach.sim._simulate import simulate
from kehoach.sim._told import called, percent_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kehoach._scenario import Scenario
    from kehoach.sim._compare import Comparison

__all__ = ["Point", "Solution", "Solved", "Sweep", "solve", "sweep", "with_deadlines"]

_FORM: Final = "report"
_ASKED: Final = 1  # the number of such a binding: outside the rates
_ROUNDS: Final = 40  # deadlines that are tried for a tier before it is said that none holds
_NO_DEADLINE: Final = Deadline.none()


# -- another day


@attrs.frozen(kw_only=True)
class Point:
    """The plan with a deadline moved by some days.

    Attributes:
        days: By how many calendar days; 0 is the plan as it is.
        last_day: The last day on time, then.
        forecast: What is to be expected.
    """

    days: int
    last_day: date
    forecast: Forecast


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Sweep:
    """One deadline moved day by day, all with the same luck.

    Attributes:
        of: Whose deadline: a tier, group or unit.
        points: One for each day, in the order that was asked for.
    """

    of: str
    points: tuple[Point, ...]

    def compared(self, point: Point) -> Comparison:
        """What a point changes against the plan as it is.

        Raises:
            UnknownName: The plan as it is, 0 days, is not among the points.
        """
        for one in self.points:
            if one.days == 0:
                return one.forecast.compare(point.forecast)
        raise UnknownName("point", "0", [str(one.days) for one in self.points[:3]])

    def to_dict(self) -> dict[str, object]:
        """The points as plain data."""
        points = [
            {"days": one.days, "last_day": str(one.last_day), "forecast": one.forecast.to_dict()} for one in self.points
        ]
        return {"of": self.of, "points": points}

    def text(self, lang: Lang = "en") -> str:
        """A line for each point: the day, who is on time there, and when it all ends."""
        return "\n".join(self._line(point, lang) for point in self.points)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Sweep of {self.of} over {len(self.points)} days>"

    def _line(self, point: Point, lang: Lang) -> str:
        said = point.forecast
        tier = self.of if self.of in said.tiers else None
        rate = percent_text(said.on_time(tier), lang=lang)
        ends = [said.percentile(q).day for q in (50, 90)]
        half, nine = ("–" if day is None else day_text(day, lang) for day in ends)
        last = day_text(point.last_day, lang)
        if lang == "vi":
            return f"{point.days:+d} ngày, {last}: đúng hạn {rate}; kết thúc 50 % {half}, 90 % {nine}"
        return f"{point.days:+d} days, {last}: on time {rate}; ends 50 % {half}, 90 % {nine}"


def sweep(
    plan: Plan,
    scenario: Scenario | None = None,
    *,
    deadline: str,
    days: Iterable[int] = range(-5, 6),
    runs: int = 2_000,
    seed: int = 2019,
    executor: Executor | None = None,
) -> Sweep:
    """Move one deadline day by day, and simulate each with the same luck.

    Args:
        plan: The plan.
        scenario: How long things take; the plan's own when left out.
        deadline: Whose: a tier, group or unit that has a deadline of its own in the plan.
        days: By how many calendar days; the last day on time is moved, whatever phrase the deadline is stated in.
        runs: How many runs for each.
        seed: Where the luck comes from.
        executor: Who runs them; this thread when left out.

    Raises:
        UnknownName: Nothing of that name has a deadline.
        InvalidCommand: The deadline is no fixed day (KH988).
    """
    first = _fixed_day(plan, deadline)
    points: list[Point] = []
    for shift in days:
        day = first + timedelta(days=shift)
        moved = plan if shift == 0 else with_deadlines(plan, {deadline: Deadline.by(day)})
        said = simulate(moved, scenario, runs=runs, seed=seed, executor=executor)
        points.append(Point(days=shift, last_day=day, forecast=said))
    return Sweep(of=deadline, points=tuple(points))


def with_deadlines(plan: Plan, deadlines: dict[str, Deadline]) -> Plan:
    """The plan with some deadlines of tiers, groups or units replaced."""
    return plan.replace(deadlines={**plan.deadlines, **deadlines})


def _fixed_day(plan: Plan, of: str) -> date:
    """The last day on time that a deadline of the plan itself names."""
    if of not in plan.deadlines:
        raise UnknownName("deadline", of, nearest(of, tuple(plan.deadlines)) or tuple(plan.deadlines)[:3])
    rule = plan.deadlines[of]
    day = None if rule.anchors else rule.resolve(plan.reading, calendar=plan.calendar).last_day
    if day is None:
        raise InvalidCommand(Finding("KH988", {"tier": of, "rule": str(rule)}, path="deadline"))
    return day


# -- the earliest day that holds


@attrs.frozen(kw_only=True)
class Solved:
    """The earliest deadline of a tier that holds.

    Attributes:
        tier: The tier.
        last_day: The last day on time: a working day.
        stated: The last day on time that the plan states; None where it states none, or several.
        holds: How often every report of the tier is on time with it.
    """

    tier: str
    last_day: date
    stated: date | None
    holds: Estimate


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Solution:
    """Deadlines that hold, tier by tier.

    Attributes:
        probability: How often each was to hold.
        deadlines: One for each tier, from the lowest up.
        plan: The plan with these deadlines.
        forecast: What is to be expected of it.
        together: How often all of them hold in the same run, which is less.
    """

    probability: float
    deadlines: tuple[Solved, ...]
    plan: Plan
    forecast: Forecast
    together: Estimate

    def of(self, tier: str) -> Solved:
        """The deadline of one tier.

        Raises:
            UnknownName: It is not among them.
        """
        for one in self.deadlines:
            if one.tier == tier:
                return one
        raise UnknownName("tier", tier, nearest(tier, [one.tier for one in self.deadlines]))

    def to_dict(self) -> dict[str, object]:
        """The deadlines as plain data."""
        rows = [
            {
                "tier": one.tier,
                "last_day": str(one.last_day),
                "stated": None if one.stated is None else str(one.stated),
                "holds": attrs.asdict(one.holds),
            }
            for one in self.deadlines
        ]
        return {"probability": self.probability, "deadlines": rows, "together": attrs.asdict(self.together)}

    def text(self, lang: Lang = "en") -> str:
        """A line for each tier, and how often all hold together."""
        lines = [self._line(one, lang) for one in self.deadlines]
        share = percent_text(self.together, lang=lang)
        return "\n".join([*lines, f"tất cả cùng giữ được: {share}" if lang == "vi" else f"all together: {share}"])

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<Solution of {len(self.deadlines)} deadlines that hold in {100 * self.probability:g} % of the runs>"

    def _line(self, one: Solved, lang: Lang) -> str:
        name, share = called(self.plan, one.tier, lang), percent_text(one.holds, lang=lang)
        last, stated = (None if day is None else day_text(day, lang) for day in (one.last_day, one.stated))
        if lang == "vi":
            said = "" if stated is None else f" (kế hoạch ghi {stated})"
            return f"{name}: đến hết {last}, giữ được {share}{said}"
        said = "" if stated is None else f" (the plan says {stated})"
        return f"{name}: by {last}, holds in {share}{said}"


def solve(
    plan: Plan,
    scenario: Scenario | None = None,
    *,
    tier: str,
    probability: float = 0.9,
    runs: int = 2_000,
    seed: int = 2019,
    executor: Executor | None = None,
) -> Solution:
    """The earliest deadlines that hold with a probability, from the lowest tier up to one.

    A deadline holds in a run when every report of the tier is first sent by its last day (by the policy's other clock:
    when every accepted version was). The lower tiers' deadlines are fixed first, since they may move people; a tier
    whose habits are bound to the due is tried again with each later day, until one holds.

    Args:
        plan: The plan; what it says of these tiers' deadlines is put aside.
        scenario: How long things take; the plan's own when left out.
        tier: The highest tier that gets a deadline.
        probability: How often each is to hold, between 0 and 1.
        runs: How many runs.
        seed: Where the luck comes from.
        executor: Who runs them; this thread when left out.

    Raises:
        UnknownName: There is no such tier.
        InvalidCommand: The probability is none (KH986), or no deadline holds so often (KH989).
    """
    if not 0 < probability < 1:
        raise InvalidCommand(Finding("KH986", {"value": repr(probability)}, path="probability"))
    ids = [one.id for one in plan.tiers]
    if tier not in ids:
        raise UnknownName("tier", tier, nearest(tier, ids))
    owing = [one for one in reversed(ids[ids.index(tier) :]) if _duties(plan, one)]
    search = _Search(scenario, probability, runs, seed, executor)
    solved = with_deadlines(plan, dict.fromkeys(owing, _NO_DEADLINE))
    for one in owing:
        solved = search.settled(solved, one)
    said = simulate(solved, scenario, runs=runs, seed=seed, executor=executor)
    found = tuple(_solved(plan, solved, said, one) for one in owing)
    return Solution(
        probability=probability, deadlines=found, plan=solved, forecast=said, together=_together(said, owing)
    )


def _duties(plan: Plan, tier: str) -> list[int]:
    """The numbers of the reports that a tier must send; what it is only asked for has no share in a rate."""
    columns, place = plan.columns, [one.id for one in plan.tiers].index(tier)
    return [
        duty
        for duty in range(columns.n)
        if columns.tier_no[duty] == place
        and columns.binding[duty] != _ASKED
        and columns.forms[columns.form_of[duty]] == _FORM
    ]


@attrs.frozen
class _Search:
    """What is asked in every round."""

    scenario: Scenario | None
    probability: float
    runs: int
    seed: int
    executor: Executor | None

    def settled(self, plan: Plan, tier: str) -> Plan:
        """The plan with the earliest deadline of a tier that holds: later and later, from what people need at best."""
        day = self._needed(plan, tier)
        for _ in range(_ROUNDS):
            tried = with_deadlines(plan, {tier: Deadline.by(day)})
            needed = self._needed(tried, tier)
            if needed <= day:
                return tried
            day = needed
        raise InvalidCommand(
            Finding("KH996", {"tier": tier, "probability": f"{self.probability:g}"}, path="probability")
        )

    def _needed(self, plan: Plan, tier: str) -> date:
        """The first working day by whose end so many runs have every report of the tier."""
        import numpy as np

        key = "first" if plan.policy.rate == "first" else "submitted"
        kept = (key,)
        said = simulate(
            plan, self.scenario, runs=self.runs, seed=self.seed, executor=self.executor, keep=kept
        ).results  # fmt: skip
        latest: NDArray[np.int64] = np.sort(said.units[key][_duties(plan, tier)].max(axis=0))
        instant = int(latest[math.ceil(self.probability * self.runs - 1e-9) - 1])
        if instant == NEVER:
            raise self._none_holds(tier, int(np.count_nonzero(latest == NEVER)))
        day = from_micros(instant).astimezone(ZoneInfo(said.zone)).date()
        while not plan.calendar.is_working_day(day):
            day += timedelta(days=1)
        return day

    def _none_holds(self, tier: str, never: int) -> InvalidCommand:
        share = f"{self.probability:g}"
        values: dict[str, Value] = {"tier": tier, "probability": share, "never": never, "runs": self.runs}
        return InvalidCommand(Finding("KH989", values, path="probability"))


def _solved(before: Plan, after: Plan, said: Forecast, tier: str) -> Solved:
    rule = before.deadlines.get(tier)
    stated = None if rule is None or rule.anchors else rule.resolve(before.reading, calendar=before.calendar).last_day
    holds = said.all_on_time(tier)
    assert holds is not None  # it has a deadline now
    return Solved(tier=tier, last_day=_fixed_day(after, tier), stated=stated, holds=holds)


def _together(said: Forecast, tiers: Sequence[str]) -> Estimate:
    import numpy as np

    places = [said.tiers.index(tier) for tier in tiers]
    met = (said.results.on_time[places] == said.results.dated[places][:, np.newaxis]).all(axis=0)
    return share_of(int(np.count_nonzero(met)), said.runs)
