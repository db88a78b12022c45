"""How long the duties of a plan have: each deadline of a tier; of a form that comes again, all periods together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

import attrs

from kehoach._deadline import Due, Period
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Layer, Plan, Terms
from kehoach._progress import hierarchy_of

__all__ = ["Line", "Stretch", "lines_of", "stretches"]

_NAMED = 3  # units of a tier that are named where they have terms of their own; more are the group or the rest


@attrs.frozen(kw_only=True)
class Stretch:
    """The days that the duties of one tier under one deadline have.

    Attributes:
        tier, form: Whose.
        part: Which of the tier's units, where others have other terms: a group, or their ids; empty for the rest.
        units: How many duties.
        terms: What they have in common.
        due: Their due.
        period: The period they are for.
        first: The day after those below are due, after the period or after the directive was issued; None where nobody
            knows.
        calendar_days, working_days: How many days there are, the last one among them.
    """

    tier: str
    form: str
    part: str
    units: int
    terms: Terms
    due: Due
    period: Period | None = None
    first: date | None = None
    calendar_days: int | None = None
    working_days: int | None = None


@attrs.frozen
class Line:
    """What a tier owes under the same terms: once, or in several periods.

    Attributes:
        periods: One stretch for each period, in order.
    """

    periods: tuple[Stretch, ...]

    @property
    def one(self) -> Stretch:
        """The first of them."""
        return self.periods[0]

    @property
    def who(self) -> str:
        """The tier, and which of its units."""
        return f"{self.one.tier} ({self.one.part})" if self.one.part else self.one.tier

    @property
    def names(self) -> tuple[str, ...]:
        """The periods by name; none where it is owed once."""
        return tuple(str(one.period) for one in self.periods if one.period is not None)

    @property
    def last_days(self) -> tuple[date, ...]:
        """The last days on time that are known, in the order of the periods."""
        return tuple(one.due.last_day for one in self.periods if one.due.last_day is not None)

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The first and the last day of each period that has both."""
        ends = ((one.first, one.due.last_day) for one in self.periods)
        return tuple((first, last) for first, last in ends if first is not None and last is not None)


def lines_of(plan: Plan) -> tuple[Line, ...]:
    """What each tier owes, top to bottom; a form that comes again is one line."""
    found: dict[tuple[object, ...], list[Stretch]] = {}
    for place, one in enumerate(stretches(plan)):
        key = place if one.period is None else one.terms
        found.setdefault((one.tier, one.form, key), []).append(one)
    return tuple(Line(tuple(periods)) for periods in found.values())


def stretches(plan: Plan) -> tuple[Stretch, ...]:
    """What each tier has, top to bottom; a tier with several deadlines stands several times."""
    order = {tier.id: number for number, tier in enumerate(plan.tiers)}
    found = sorted(_found(plan, hierarchy_of(plan)), key=lambda one: order[one.tier])
    alike: dict[tuple[str, Period | None], list[Stretch]] = {}
    for one in found:
        alike.setdefault((one.form, one.period), []).append(one)
    return tuple(_dated(plan, one, alike[one.form, one.period]) for one in found)


def _found(plan: Plan, hierarchy: Hierarchy) -> Iterator[Stretch]:
    """The stretches without their days: each deadline, tier by tier."""
    known: dict[tuple[str, Terms], Mapping[str, Sequence[str]]] = {}
    layers = plan.layers()
    totals = _totals(layers, hierarchy)
    for layer in layers:
        form = layer.form.partition("@")[0]
        if (form, layer.terms) not in known:
            known[form, layer.terms] = _by_tier(layer.units, hierarchy)
        for tier, units in known[form, layer.terms].items():
            part = "" if len(units) == totals[layer.form, tier] else _part(plan, units)
            whose = {"tier": tier, "form": form, "part": part, "period": layer.period}
            yield Stretch(units=len(units), terms=layer.terms, due=layer.due, **whose)  # type: ignore[arg-type]


def _by_tier(units: Iterable[str], hierarchy: Hierarchy) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for unit in units:
        found.setdefault(hierarchy.tier_of(unit), []).append(unit)
    return found


def _totals(layers: Iterable[Layer], hierarchy: Hierarchy) -> Counter[tuple[str, str]]:
    """How many units of a tier owe a form, in each of its periods."""
    return Counter((layer.form, hierarchy.tier_of(unit)) for layer in layers for unit in layer.units)


def _part(plan: Plan, units: Sequence[str]) -> str:
    """Which units these are: those of a group, or a few by their ids; else the rest of their tier."""
    group = next((one for one in plan.groups if set(units) <= set(one.units)), None)
    if group is not None:
        return group.id
    return ", ".join(units) if len(units) <= _NAMED else ""


def _dated(plan: Plan, one: Stretch, alike: Sequence[Stretch]) -> Stretch:
    """A stretch with its days: it begins when those below are due, or, in a period, when that is over."""
    last = one.due.last_day
    below = [other.due.last_day for other in alike if other.tier != one.tier]
    begins = [_since(plan, one), *below]
    start = max((day for day in begins if day is not None and last is not None and day < last), default=None)
    if start is None or last is None:
        return one
    days = [start + timedelta(days=k) for k in range(1, (last - start).days + 1)]
    worked = sum(1 for day in days if plan.calendar.is_working_day(day))
    return attrs.evolve(one, first=days[0], calendar_days=len(days), working_days=worked)


def _since(plan: Plan, one: Stretch) -> date | None:
    """The day before the first on which something can be done: its period is over, or, for estimates, begins."""
    if one.period is None:
        return plan.directive.issued_on
    last = one.due.last_day
    return one.period.last if last is None or one.period.last < last else one.period.first - timedelta(days=1)
