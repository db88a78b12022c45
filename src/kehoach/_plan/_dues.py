"""When what is due: each terms' deadline worked out once, in the order in which deadlines count from each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from kehoach._calendar import Calendar, WorkingDays
from kehoach._deadline import Deadline, Due, Period, Reading, Step, duty_of
from kehoach._deadline._rules import Span
from kehoach._plan._layers import Form, Scope
from kehoach._plan._values import Terms
from kehoach._spelling import folded
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["Circle", "Dues"]

_NONE = Deadline.none()
_OF_PERIOD = ("period_first", "period_last")
_KINDS_VI: Mapping[str, str] = {"tier": "cấp", "group": "nhóm", "unit": "đơn vị", "duty": "nhiệm vụ"}


class Circle(Exception):
    """Deadlines that wait for each other.

    Args:
        chain: The terms they belong to, the first one again at the end.
    """

    def __init__(self, chain: Sequence[str]) -> None:
        self.chain = tuple(chain)
        super().__init__(self.chain)


@attrs.frozen(eq=False)
class Dues:
    """The dues of a plan, each made at its first use.

    Attributes:
        forms: Who owes what on which terms.
        scope: What names mean.
        reading: How deadlines are read.
        calendar: Which days are worked; None for the calendar of the reading.
        days: The days that are known by name: ``issued``, ``effective``, and the events that have one.
    """

    forms: tuple[Form, ...]
    scope: Scope
    reading: Reading
    calendar: Calendar | WorkingDays | None
    days: Mapping[str, date]
    _made: dict[tuple[int, int], Due] = attrs.field(factory=dict, init=False)
    _open: list[tuple[int, int]] = attrs.field(factory=list, init=False)

    def when(self, days: Mapping[str, date]) -> Dues:
        """The dues if some days by name were others."""
        return attrs.evolve(self, days={**self.days, **days})

    def due(self, form: int, number: int) -> Due:
        """The due of some terms of a form.

        Raises:
            InvalidDeadline: The span leaves the years that can be counted.
            Circle: It waits for itself.
        """
        key = (form, number)
        if key not in self._made:
            if key in self._open:
                raise Circle([self._label(one) for one in (*self._open[self._open.index(key) :], key)])
            self._open.append(key)
            try:
                self._made[key] = self._resolved(self.forms[form], self.forms[form].terms[number])
            finally:
                self._open.pop()
        return self._made[key]

    def _label(self, key: tuple[int, int]) -> str:
        form = self.forms[key[0]]
        return f"{form.label} at {form.terms[key[1]].layer}"

    def _resolved(self, form: Form, terms: Terms) -> Due:
        due = self.of_rule(terms.deadline or _NONE, form)
        if terms.opens is not None or terms.closes is not None:
            opens = None if terms.opens is None else self.of_rule(terms.opens, form)
            closes = None if terms.closes is None else self.of_rule(terms.closes, form)
            due = due.framed(opens=opens, closes=closes)
        if terms.doubt:
            marked = attrs.evolve(_NONE, doubts=terms.doubt)  # says whether each is a doubt
            due = attrs.evolve(due, doubts=due.doubts | marked.doubts)
        if terms.deadline is None or not terms.layer:
            return due
        return due.noted(Step("layer", {"layer": terms.layer, "layer_vi": _in_vietnamese(terms.layer)}))

    def of_rule(self, deadline: Deadline, form: Form | None = None) -> Due:
        """What one rule comes to under this reading, calendar and these days.

        Args:
            deadline: The rule.
            form: Whose period the rule may count from; None where there is none.
        """
        anchors = {name: value for name in deadline.anchors if (value := self._anchor(name, form)) is not None}
        return deadline.resolve(self.reading, anchors, calendar=self.calendar)

    def _anchor(self, name: str, form: Form | None) -> date | Due | None:
        other = duty_of(name)
        if other is not None:
            return self._latest(*other, None if form is None else form.period)
        if form is not None and form.told_by is not None and name in _OF_PERIOD:
            return form.told_by.first if name == "period_first" else form.told_by.last
        wanted = folded(name)
        return next((day for known, day in self.days.items() if folded(known) == wanted), None)

    def _latest(self, form: str, at: str | None, period: Period | None) -> Due | None:
        """The latest due of a form at a tier, a group or a unit; None while one of them is not known."""
        dues = [self.due(*key) for key in self.terms_at(form, at, period)]
        if not dues or not all(due.is_dated for due in dues):
            return None
        return max(dues, key=lambda due: due.due_before_us or 0)

    def terms_at(self, form: str, at: str | None, period: Period | None = None) -> list[tuple[int, int]]:
        """The terms of a form that lie on a tier, a group or a unit; on anyone when none is named.

        Args:
            form: Which form.
            at: Whose.
            period: In which period, where the form has it; in all otherwise.
        """
        found: dict[tuple[int, int], None] = {}
        places = [place for place, owed in enumerate(self.forms) if owed.name == form]
        same = [place for place in places if self.forms[place].period == period]
        for place in same or places:
            owed = self.forms[place]
            numbers: Iterable[int] = range(len(owed.terms)) if at is None else self._numbers(owed, at)
            found |= {(place, number): None for number in numbers if number >= 0}
        return list(found)

    def _numbers(self, form: Form, at: str) -> Iterator[int]:
        meanings = self.scope.meanings(at)
        columns = None if self.scope.hierarchy is None else self.scope.hierarchy.columns
        if "tier" in meanings:
            place = next(place for place, tier in enumerate(self.scope.tiers) if tier.id == at)
            yield form.of_tier[place]
            for unit, number in form.of_unit.items():
                if columns is not None and columns.tier_no[unit] == place:
                    yield number
        elif meanings and columns is not None:
            for unit in self.scope.units(1 if "group" in meanings else 2, at):
                yield form.of_unit.get(unit, form.of_tier[columns.tier_no[unit]])

    def problems(self, paths: Mapping[str, str]) -> list[Finding]:
        """What stands against the deadlines that count from something; a fixed day always comes to something.

        Args:
            paths: The place of the deadline of each layer, as ``form layer``.
        """
        found: list[Finding] = []
        for place, form in enumerate(self.forms):
            for number, terms in enumerate(form.terms):
                if any(map(_counts, (terms.deadline, terms.opens, terms.closes))):
                    found += self._problem(place, number, paths.get(f"{form.name} {terms.layer}", "duties"))
        return list({(one.code, one.path): one for one in reversed(found)}.values())[::-1]  # one for all periods

    def _problem(self, place: int, number: int, path: str) -> list[Finding]:
        try:
            self.due(place, number)
        except InvalidDeadline as error:
            return [attrs.evolve(finding, path=path) for finding in error.findings]
        except Circle as circle:
            return [Finding("KH121", {"chain": " → ".join(circle.chain)}, path=path)]
        return []


def _in_vietnamese(layer: str) -> str:
    """The name of a layer such as ``tier commune`` in Vietnamese."""
    kind, space, name = layer.partition(" ")
    return f"{_KINDS_VI.get(kind, kind)}{space}{name}"


def _counts(deadline: Deadline | None) -> bool:
    """Whether a deadline counts from something, and may so come to nothing."""
    return deadline is not None and (isinstance(deadline.rule, Span) or bool(deadline.anchors))
