"""What a scenario says of each duty of a plan: which lengths, which probabilities; as numbers, one per duty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from kehoach._lifecycle import Lifecycle, Transition
from kehoach._plan import Plan, PlanColumns
from kehoach._progress import hierarchy_of
from kehoach._scenario import Fixed, Scenario, Shape, Steps
from kehoach.errors import Finding
from kehoach.sim._luck import Curve, curve_of, each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

__all__ = ["Curves", "Way", "Ways", "Who", "doubts_of", "laws_of", "length_of", "numbers", "steps_wanted"]

_AT_ONCE: Final = Fixed(0)


@attrs.frozen
class Way:
    """How a duty of one kind goes from its beginning to its end, and what each part of that is called in a scenario.

    Attributes:
        drafting: The steps of its unit up to sending it; the first is the writing itself.
        reviewing: The steps of its reviewer, at the desk.
        closing: The steps that follow, from the first that is its unit's again.
        triggers: The triggers of the campaign, in the order of all these steps.
        sends: How many of the triggers send it.
    """

    drafting: tuple[str, ...]
    reviewing: tuple[str, ...]
    closing: tuple[str, ...]
    triggers: tuple[str, ...]
    sends: int

    @property
    def reviews(self) -> int:
        """How many triggers there are up to the end of the review."""
        return self.sends + len(self.reviewing)


@attrs.frozen
class Ways:
    """The ways of a plan's duties.

    Attributes:
        report: Of a report that goes up.
        top: Of a report that nobody takes up.
        act: Of something done.
        ended: How many steps of a top report after it is sent are done when the campaign is complete.
    """

    report: Way
    top: Way
    act: Way
    ended: int

    @classmethod
    def of(cls, plan: Plan) -> Ways:
        """The ways that the lifecycle of a plan leaves."""
        lifecycle = plan.lifecycle
        taken = [
            one.dest for one in lifecycle.transitions if one.effect == "row" and one.dest not in (None, one.source)
        ]
        whole = lifecycle.way(str(taken[0])) if taken else lifecycle.way(plan.policy.root_ends)
        up = [one for one in whole if one.effect != "row"]
        accepted = _way(up)
        ending = [one for one in lifecycle.way(plan.policy.root_ends) if one.effect != "row"]
        sent = next((place for place, one in enumerate(ending) if one.effect == "freeze"), 0) + 1
        top = ending if len(ending) > sent else up
        act = _way(Lifecycle.act().way("confirmed"))
        return cls(accepted, _way(top), attrs.evolve(act, drafting=("complete",), reviewing=("confirm",)),
                   max(len(ending) - sent, 0))  # fmt: skip

    def of_duty(self, columns: PlanColumns, duty: int) -> Way:
        """The way of one duty."""
        if columns.form_of[duty] in columns.acts:
            return self.act
        is_top = columns.superior_first[duty] == columns.superior_first[duty + 1]
        return self.top if is_top else self.report


def _way(steps: Sequence[Transition]) -> Way:
    own = [*takewhile(lambda one: one.effect != "freeze", steps)]
    sent = next(one for one in steps if one.effect == "freeze")
    others = [*dropwhile(lambda one: one is not sent, steps)][1:]
    desk = len([*takewhile(lambda one: "unit" not in one.who, others)])
    names = ["review" if one.effect == "accept" else one.trigger for one in others]
    triggers = [one.trigger for one in (*own, sent, *others)]
    writing = ("draft", *(one.trigger for one in own))
    return Way(writing, tuple(names[:desk]), tuple(names[desk:]), tuple(triggers), len(own) + 1)


@attrs.frozen(eq=False)
class Who:
    """The steps of each unit, and of who stands above the root.

    Attributes:
        kinds: The different steps there are.
        kind_of: Which of them each unit has, (units + 1,) int64; the last is the issuer.
        tiers: A tier in which each of them occurs, for messages.
    """

    kinds: tuple[Steps, ...]
    kind_of: Whole
    tiers: tuple[str, ...]

    @classmethod
    def of(cls, plan: Plan, scenario: Scenario) -> Who:
        """What a scenario says of each unit of a plan."""
        columns = hierarchy_of(plan).columns
        tiers = [tier.id for tier in plan.tiers]
        kinds: list[Steps] = [scenario.of(tier) for tier in tiers] + [scenario.of("")]
        named = [*tiers, tiers[0]]
        kind_of = np.append(numbers(columns.tier_no), len(tiers))
        grouped = _groups_of(plan, scenario)
        known: dict[tuple[int, tuple[str, ...], str | None], int] = {}
        singled = {columns.index[unit]: unit for unit in scenario.units if unit in columns.index}
        for unit in sorted({*grouped, *singled}):
            key = (columns.tier_no[unit], grouped.get(unit, ()), singled.get(unit))
            if key not in known:
                known[key] = len(kinds)
                kinds.append(scenario.of(tiers[key[0]], key[1], key[2]))
                named.append(tiers[key[0]])
            kind_of[unit] = known[key]
        return cls(tuple(kinds), kind_of, tuple(named))


def _groups_of(plan: Plan, scenario: Scenario) -> dict[int, tuple[str, ...]]:
    """The groups of each unit that is in one of which the scenario speaks."""
    index = hierarchy_of(plan).columns.index
    found: dict[int, tuple[str, ...]] = {}
    for group in plan.groups:
        if group.id in scenario.groups:
            for unit in group.units:
                if unit in index:
                    found[index[unit]] = (*found.get(index[unit], ()), group.id)
    return found


def steps_wanted(way: Way, kind: Steps) -> Iterator[str]:
    """What a kind of units would have to say for a way, and does not."""
    for step in (*way.drafting, *way.reviewing, *way.closing):
        if length_of(kind, step) is None:
            yield step
    if "review" in way.reviewing and kind.p_return and kind.rework is None:
        yield "rework"


def length_of(kind: Steps, step: str) -> Shape | None:
    """How long a step takes; what acts take is what reports take, where nothing else is said."""
    if step == "guide":
        return kind.guide or _AT_ONCE
    if step in ("draft", "review", "rework"):
        return {"draft": kind.draft, "review": kind.review, "rework": kind.rework}[step]
    usual = {"complete": kind.draft, "confirm": kind.review}.get(step)
    return kind.steps.get(step, usual)


def doubts_of(plan: Plan, scenario: Scenario, who: Who, ways: Ways) -> list[Finding]:
    """What a scenario says of strangers, and what it leaves out of those that owe something."""
    hierarchy, columns = hierarchy_of(plan), plan.columns
    triggers = {one.trigger for one in plan.lifecycle.transitions} | {"complete", "confirm"}
    found = scenario.strangers(
        tiers=(tier.id for tier in plan.tiers),
        groups=(group.id for group in plan.groups),
        has_unit=hierarchy.columns.index.__contains__,
        units=hierarchy.columns.ids,
        triggers=sorted(triggers),
    )
    kinds = who.kind_of[np.asarray(columns.unit_of)]
    missing: dict[tuple[str, str], None] = {}
    for way, mask in _masks(columns, ways):
        for kind in each(kinds[mask]):
            missing |= {(who.tiers[kind], step): None for step in steps_wanted(way, who.kinds[kind])}
    return found + [
        Finding("KH981", {"tier": tier, "step": step}, path=f"tiers.{tier}.{step}") for tier, step in missing
    ]


def _masks(columns: PlanColumns, ways: Ways) -> Iterable[tuple[Way, NDArray[np.bool_]]]:
    acts = np.isin(numbers(columns.form_of), sorted(columns.acts))
    tops = np.diff(np.asarray(columns.superior_first)) == 0
    return ((ways.act, acts), (ways.top, tops & ~acts), (ways.report, ~tops & ~acts))


@attrs.define(eq=False)
class Curves:
    """The tables of all lengths, each made once."""

    day: int
    tables: list[Curve] = attrs.field(factory=list[Curve])
    _known: list[tuple[Shape, int]] = attrs.field(factory=list[tuple[Shape, int]])

    def number(self, shape: Shape | None) -> int:
        """The number of the table of a shape."""
        wanted = shape or _AT_ONCE
        for known, number in self._known:
            if known is wanted or (type(known) is type(wanted) and known == wanted):
                return number
        self.tables.append(curve_of(wanted, self.day))
        self._known.append((wanted, len(self.tables) - 1))
        return len(self.tables) - 1


def numbers(given: Sequence[int]) -> Whole:
    """Small numbers of a plan's columns, which are bytes or an array, as int64."""
    small = np.frombuffer(given, np.uint8) if isinstance(given, bytes | bytearray) else np.asarray(given)
    return small.astype(np.int64)


def laws_of(
    columns: PlanColumns, who: Who, ways: Ways, curves: Curves, step: Callable[[Way, Steps], Shape | None]
) -> Whole:
    """The number of the table of a step for each duty, (duties,) int64."""
    kinds = who.kind_of[np.asarray(columns.unit_of)]
    laws = np.zeros(columns.n, np.int64)
    for way, mask in _masks(columns, ways):
        for kind in each(kinds[mask]):
            laws[mask & (kinds == kind)] = curves.number(step(way, who.kinds[kind]))
    return laws
