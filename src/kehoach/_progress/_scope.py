"""What an actor may see: its own duties, all below it, and what it is informed of; of the rest only how many there are.

Names are told more widely than standings: an actor knows who stands above it, since it reports there, and nothing of
how they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from kehoach._hierarchy import Columns
from kehoach._plan import Plan
from kehoach._plan._values import ISSUER
from kehoach._progress._changes import selected
from kehoach._progress._progress import duty_number, hierarchy_of
from kehoach._progress._reach import units_above, units_below
from kehoach._progress._scope_words import shown_duties, shown_units
from kehoach._report import Report
from kehoach._spelling import nearest
from kehoach.errors import AmbiguousName, Blocker, Finding, Invalid, KehoachError, Refused, UnknownName, Value
from kehoach.errors._words import Others

__all__ = ["Scope"]

_WORDS = frozenset(
    ("trigger", "trigger_vi", "triggers", "triggers_vi", "state", "state_vi", "possible", "possible_vi", "versions")
)
"""Values of blockers that are words of the language and never name a unit."""


class Scope:
    """What one actor may see of a plan's duties.

    Args:
        plan: The plan.
        actor: Who looks: a unit, or ``issuer``, who sees all; anybody else sees nothing.

    Attributes:
        actor: Who looks.
        others: How many units are not shown.
    """

    __slots__ = ("_plan", "_seen", "_spoken", "_units", "actor", "others")

    def __init__(self, plan: Plan, actor: str) -> None:
        self._plan, self.actor = plan, actor
        columns = hierarchy_of(plan).columns
        unit = columns.index.get(actor)
        if actor == ISSUER and unit is None:
            self._units = self._spoken = frozenset(range(columns.n))
            self._seen = frozenset(range(plan.columns.n))
        elif unit is None:
            self._units = self._spoken = self._seen = frozenset[int]()
        else:
            below = {unit} | units_below(plan, unit)
            self._seen = frozenset(_visible(plan, columns, unit, below))
            self._units = frozenset(below.union(map(plan.columns.unit_of.__getitem__, self._seen)))
            above = {plan.columns.lead_actor[duty] for duty in self._seen if plan.columns.unit_of[duty] == unit}
            self._spoken = self._units | units_above(plan, unit) | {one for one in above if one < columns.n}
        self.others = columns.n - len(self._units)

    # ------------------------------------------------------------- duties

    @property
    def sees_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.others and len(self._seen) == self._plan.columns.n

    @property
    def sees_any(self) -> bool:
        """Whether anything is shown."""
        return bool(self._seen)

    def sees(self, duty: int) -> bool:
        """Whether a duty is shown."""
        return duty in self._seen

    def sees_unit(self, unit: str) -> bool:
        """Whether a unit is shown, by its id."""
        return hierarchy_of(self._plan).columns.index.get(unit) in self._units

    def shown(self) -> tuple[str, ...]:
        """The ids of the duties that are shown, in official order."""
        return tuple(self._plan.columns.names[duty] for duty in sorted(self._seen))

    def shows(self, duty: str) -> bool:
        """Whether a duty is shown, by its id."""
        return self._plan.columns.index[duty] in self._seen

    def sees_below(self, duty: str) -> bool:
        """Whether all that goes up into a duty is shown."""
        return _goes_into(self._plan, [self._plan.columns.index[duty]]) <= self._seen

    def only(self, duties: Iterable[int]) -> list[int]:
        """Those of some duties that are shown, in their order."""
        return [duty for duty in duties if duty in self._seen]

    def number(self, unit: str) -> int:
        """The number of a duty that is shown.

        Raises:
            UnknownName: There is none of this name; of what is not shown nothing is said or proposed.
        """
        duty = self._plan.columns.index.get(unit)
        if duty is not None and duty in self._seen:
            return duty
        told: KehoachError = self.unknown(unit)
        if duty is None and self.sees_unit(_unit_in(unit)):  # which of its duties, the plan says
            try:
                return duty_number(self._plan, unit)
            except KehoachError as error:
                told = self.told(error)
        raise told

    def name(self, unit: str) -> str:
        """The id of a duty that is shown, as `number`."""
        return self._plan.columns.names[self.number(unit)]

    def unit(self, name: str) -> str:
        """The id of a unit that may be told, or ``issuer``.

        Raises:
            UnknownName: There is none of this name; of what is not shown nothing is said or proposed.
        """
        columns = hierarchy_of(self._plan).columns
        if name == ISSUER or columns.index.get(name) in self._spoken:
            return name
        raise UnknownName("unit", name, nearest(name, [columns.ids[unit] for unit in sorted(self._units)], 3))

    def own_unit(self, name: str) -> str:
        """The id of a unit of which more is shown than its name.

        Raises:
            UnknownName: There is none of this name; of what is not shown nothing is said or proposed.
        """
        if not self.sees_unit(name):
            raise self.unknown(name)
        return name

    def knows(self, unit: object) -> bool:
        """Whether a text names one duty that is shown."""
        return isinstance(unit, str) and self._plan.columns.index.get(unit, -1) in self._seen

    def refusal(self, unit: str) -> KehoachError:
        """Why a text names no duty, or several."""
        try:
            return self.unknown(self.name(unit))
        except KehoachError as error:
            return error.with_traceback(None)

    def selection(self, words: str | Iterable[str]) -> list[str]:
        """A selection of duties as far as they are shown; see `shown_duties`."""
        return shown_duties(self._plan, self, (words,) if isinstance(words, str) else words)

    def units(self, words: str | Iterable[str]) -> list[str]:
        """A selection of units as far as they are shown; see `shown_units`."""
        return shown_units(self._plan, self, (words,) if isinstance(words, str) else words)

    def selects(self, selection: Iterable[str]) -> bool:
        """Whether words of a selection name any duty that is shown.

        Args:
            selection: Words as in `Campaign.reschedule`.
        """
        return any(duty in self._seen for duty in selected(self._plan, selection))

    def report(self, report: Report) -> Report:
        """A report with those of its rows that are shown, and without a hash that is made from others as well."""
        rows = tuple(row for row in report.rows if self.shows(row.unit))
        return attrs.evolve(report, rows=rows, hash=report.hash if rows == report.rows else None)

    # -------------------------------------------------------------- names

    @property
    def rest(self) -> str:
        """What is not shown, as one line."""
        return Others(self.others)

    def speaks(self, name: str) -> bool:
        """Whether a name may be told: that of a unit or duty that is shown, of who stands above, or of no unit."""
        number = self._number_of(name)
        return number is None or number in self._spoken

    def _shows(self, name: str) -> bool:
        """Whether a name may be proposed: a duty that is shown, or a unit of which more is shown than its name."""
        duty = self._plan.columns.index.get(name)
        if duty is not None:
            return duty in self._seen
        number = self._number_of(name)
        return number is None or number in self._units

    def _number_of(self, name: str) -> int | None:
        """The number of the unit that a name of a unit or duty means; None where it means none."""
        return hierarchy_of(self._plan).columns.index.get(_unit_in(name))

    def told_name(self, name: str) -> str:
        """A name, or, where it may not be told, that it is one of the others."""
        return name if self.speaks(name) else Others(1)

    def names(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that may be told, in their order, and behind them how many units there are besides."""
        every = tuple(names)
        kept = tuple(name for name in every if self.speaks(name))
        rest = {_unit_in(name) for name in every if not self.speaks(name)}
        return (*kept, Others(len(rest))) if rest else kept

    def values(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values of a blocker or finding without names that may not be told."""
        return {key: value if key in _WORDS else self._value(value) for key, value in values.items()}

    def _value(self, value: Value) -> Value:
        if isinstance(value, tuple):
            return self.names(value)
        return self.told_name(value) if isinstance(value, str) else value

    def blockers(self, blockers: Iterable[Blocker]) -> tuple[Blocker, ...]:
        """Blockers without names that may not be told; an application's own words are its own."""
        return tuple(Blocker(one.code, self.values(one.values)) for one in blockers)

    def finding(self, finding: Finding) -> Finding:
        """A finding without names that may not be told."""
        subject = None if finding.subject is None else self.told_name(finding.subject)
        return attrs.evolve(finding, values=self.values(finding.values), subject=subject)

    def told(self, error: KehoachError) -> KehoachError:
        """An error without names that may not be told."""
        if isinstance(error, Refused):
            return Refused(self.told_name(error.unit), error.trigger, self.blockers(error.blockers))
        if isinstance(error, Invalid):
            return type(error)(map(self.finding, error.findings))
        if isinstance(error, AmbiguousName):
            choices = tuple(filter(self._shows, error.choices))
            return AmbiguousName(error.kind, error.name, choices) if choices else self.unknown(error.name)
        if isinstance(error, UnknownName):
            if error.kind == "unit":
                return self.unknown(error.name)
            return UnknownName(error.kind, error.name, filter(self._shows, error.nearest))
        return error

    def unknown(self, name: str) -> UnknownName:
        """The error for a name that nothing bears which is shown."""
        known = [spelling for spelling, duty in self._plan.columns.index.items() if duty in self._seen]
        return UnknownName("unit", name, nearest(name, known, 3))


def _visible(plan: Plan, columns: Columns, unit: int, below: set[int]) -> Iterator[int]:
    """The duties that a unit sees: its own and all below it, what goes to it, and what it is informed of."""
    grid, name = plan.columns, columns.ids[unit]
    informed = {one for one, superior in columns.informs if superior == unit}
    copied: dict[tuple[int, int], bool] = {}
    near = below | informed
    yield from _goes_into(plan, [duty for duty in range(grid.n) if grid.unit_of[duty] == unit])
    for duty in range(grid.n):
        kind = (grid.form_of[duty], grid.terms_of[duty])
        if kind not in copied:
            copied[kind] = name in plan.terms(duty).copies
        if grid.unit_of[duty] in near or grid.lead_actor[duty] == unit or copied[kind]:
            yield duty


def _goes_into(plan: Plan, duties: Iterable[int]) -> set[int]:
    """What goes up into some duties, and what goes up into that."""
    grid = plan.columns
    seen, border = set(duties), list(duties)
    while border:
        fresh = set(grid.subordinates_of(border.pop())) - seen
        seen |= fresh
        border.extend(fresh)
    return seen


def _unit_in(name: str) -> str:
    """The unit of a duty as somebody may write it: ``461``, ``461:plan``, ``461:stock@2019-03``, ``461@2019-03``."""
    return name.partition(":")[0] if ":" in name else name.partition("@")[0]
