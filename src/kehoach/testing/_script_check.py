"""What is wrong with a script before it is run: acts, units, days, codes that do not exist, and what can never be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from kehoach._clock import from_micros
from kehoach._deadline import Deadline
from kehoach._deadline._reading import zone_of
from kehoach._plan import Plan
from kehoach._plan._table import hints, placed
from kehoach._plan._table import step as joined
from kehoach._plan._values import ISSUER
from kehoach._progress import duty_number, flat_of, forms_known, selected, units_selected
from kehoach._report import ACT_CELLS
from kehoach.errors import BLOCKERS, FINDINGS, AmbiguousName, Finding, Invalid, UnknownName, Value, labelled
from kehoach.testing._acts import NEEDED, acts_of, keys_of
from kehoach.testing._moments import Bound, Moment, Span, read_day, read_moment
from kehoach.testing._script import ANY, Script, Step

__all__ = ["Judge", "problems_of"]

_OF_UNITS: Final = frozenset({"close", "name_group"})
_DEADLINES: Final = ("deadline", "due", "closes")


def problems_of(script: Script) -> tuple[Finding, ...]:
    """Everything that is wrong with a script, in its order; each with its path.

    Args:
        script: The script.
    """
    from kehoach.testing._script_expected import Expectations

    judge = Judge(script.plan)
    if script.plan.hierarchy is None:
        judge.add("KH500", "given.plan")
        return tuple(judge.found)
    if not script.steps and script.then is None:
        judge.add("KH882", "")
    known = [clause.id for clause in script.plan.directive.clauses]
    for clause in script.clauses:
        judge.known("clause", "điều khoản", clause, known, "clauses")
    expectations = Expectations(judge)
    now: int | None = judge.moment(script.begins, "given.begins", None, is_look=False)
    for number, step in enumerate(script.steps):
        path = f"when[{number}]"
        now = judge.moment(step.at, f"{path}.at", now, is_look=step.act is None)
        judge.step(step, path)
        if step.then is not None:
            expectations.check(step.then, f"{path}.then")
    if script.then is not None:
        expectations.check(script.then, "then")
    return tuple(judge.found)


class Judge:
    """Looks at a script with its plan in hand, and keeps what is wrong.

    Args:
        plan: The plan.

    Attributes:
        found: What is wrong.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.found: list[Finding] = []
        self.issued_on = plan.directive.issued_on
        self.zone = plan.reading.zone
        self.units = () if plan.hierarchy is None else plan.hierarchy.columns.ids

    @cached_property
    def acts(self) -> tuple[str, ...]:
        """Every act of the plan."""
        return acts_of(self.plan)

    @cached_property
    def triggers(self) -> tuple[str, ...]:
        """Every trigger of the plan's lifecycle."""
        return flat_of(self.plan).triggers

    @cached_property
    def is_open(self) -> bool:
        """Whether the plan's lifecycle has callables, whose reasons to refuse nobody knows."""
        return bool(self.plan.lifecycle.callables())

    def add(self, code: str, path: str, /, **values: Value) -> None:
        """Note a problem."""
        self.found.append(Finding(code, values, path=path))

    def add_all(self, error: Invalid, path: str) -> None:
        """Note the problems that a value was refused for."""
        self.found += placed(error, path)

    def known(self, kind: str, kind_vi: str, name: str, names: Iterable[str], path: str) -> bool:
        """Whether a name is one of those there are; another is noted, the nearest proposed."""
        every = tuple(names)
        if name in every:
            return True
        self.add("KH878", path, kind=kind, kind_vi=kind_vi, name=str(name)[:60], **hints(str(name), every))
        return False

    def never(self, path: str, reason: str, reason_vi: str) -> None:
        """Note what can never be met."""
        self.add("KH879", path, reason=reason, reason_vi=reason_vi)

    def unknown(self, error: UnknownName | AmbiguousName, path: str) -> None:
        """Note a name that nothing bears, or several do."""
        if isinstance(error, AmbiguousName):
            hint = f"write one of: {', '.join(error.choices[:3])}"
            hint_vi = f"ghi một trong các mã: {', '.join(error.choices[:3])}"
        else:
            told = hints(error.name, error.nearest or self.units)
            hint, hint_vi = str(told["hint"]), str(told["hint_vi"])
        kind_vi = labelled(error.kind, "vi")
        self.add("KH878", path, kind=error.kind, kind_vi=kind_vi, name=error.name[:60], hint=hint, hint_vi=hint_vi)

    def duty(self, unit: str, path: str) -> int | None:
        """The number of the duty that a text names; one that there is not is noted."""
        try:
            return duty_number(self.plan, unit)
        except (UnknownName, AmbiguousName) as error:
            self.unknown(error, path)
            return None

    def codes(self, codes: Iterable[str], path: str) -> None:
        """Note codes that nothing is refused with."""
        for code in codes:
            if code != ANY and code not in BLOCKERS and code not in FINDINGS and not self.is_open:
                self.known("reason to refuse", "lý do từ chối", code, (*BLOCKERS, ANY), path)

    def moment(self, text: str | None, path: str, before: int | None, *, is_look: bool) -> int | None:
        """When a step is done, as far as it is known before the script is run."""
        if text is None:
            return before
        try:
            read = read_moment(text, zone=self.zone, issued_on=self.issued_on, is_look=is_look)
        except Invalid as error:
            self.add_all(error, path)
            return before
        if isinstance(read, Bound):
            self.duty(read.unit, path)
            return None
        if isinstance(read, Span):
            return None if before is None else before + read.length
        if before is not None and read.at < before:
            self.add("KH877", path, at=self._local(read), before=self._local(Moment(before)))
        return read.at

    def _local(self, moment: Moment) -> str:
        return from_micros(moment.at).astimezone(zone_of(self.zone)).isoformat(" ", "microseconds")[:26]

    # ------------------------------------------------------------- a step

    def step(self, step: Step, path: str) -> None:
        """Look at one step, but for when it is done and what is expected behind it."""
        act = step.act
        if act is not None and act not in self.acts:
            self.add("KH875", f"{path}.act", act=act[:60], **hints(act, self.acts))
            return
        self._keys(step, path)
        self._targets(step, path)
        is_ill = any(code.startswith("KH") for code in step.refused or ())
        self._actors(step, path)
        self.codes(step.refused or (), f"{path}.refused")
        self._days(step, path)
        if not is_ill:
            self._content(step, path)

    def _keys(self, step: Step, path: str) -> None:
        allowed = keys_of(step.act)
        said = step.said()
        for key in said:
            if key not in allowed:
                act = step.act or "a look without an act"
                self.add("KH880", joined(path, key), act=act, key=key, **hints(key, allowed))
        if step.act is not None:
            for key in NEEDED.get(step.act, ("unit",)):
                if key not in said:
                    self.add("KH881", path, act=step.act, key=key)

    def _targets(self, step: Step, path: str) -> None:
        place = f"{path}.unit"
        for word in step.unit:
            try:
                if step.act == "file":
                    self.known("unit", "đơn vị", word, self.units, place)
                elif step.act in _OF_UNITS:
                    units_selected(self.plan, [word])
                elif word not in self.plan.columns.index:
                    selected(self.plan, [word])
            except UnknownName as error:
                self.unknown(error, place)

    def _actors(self, step: Step, path: str) -> None:
        """Actors that are no units: strangers stand in scripts only where they are refused."""
        if step.refused is not None:
            return
        for key in ("by", "acting_for"):
            actor = getattr(step, key)
            if actor is not None and actor != ISSUER:
                self.known("unit", "đơn vị", actor, (*self.units, ISSUER), f"{path}.{key}")

    def _days(self, step: Step, path: str) -> None:
        if step.refused is not None and any(code.startswith("KH") for code in step.refused):
            return
        readers: Mapping[str, Callable[[str], object]] = {
            "on": lambda text: read_day(text, self.issued_on),
            "received_at": lambda text: read_moment(text, zone=self.zone, issued_on=self.issued_on),
            **dict.fromkeys((*_DEADLINES, "opens"), lambda text: Deadline.parse(text, issued_on=self.issued_on)),
        }
        for key, read in readers.items():
            text = getattr(step, key)
            if text is not None:
                try:
                    read(text)
                except Invalid as error:
                    self.add_all(error, f"{path}.{key}")

    def _content(self, step: Step, path: str) -> None:
        self.cells(step.data or {}, f"{path}.data")
        known = [one.key for one in self.plan.outline]
        for key in step.sections or {}:
            self.known("section", "mục", key, known, joined(f"{path}.sections", key))
        if step.event is not None:
            self.known("event", "sự kiện", step.event, [one.id for one in self.plan.events], f"{path}.event")
        if step.group is not None:
            self.known("group", "nhóm", step.group, [one.id for one in self.plan.groups], f"{path}.group")
        if step.form is not None:
            self.known("form", "mẫu", step.form, dict.fromkeys(forms_known(self.plan)), f"{path}.form")

    def cells(self, data: Mapping[str, Any], path: str) -> None:
        """Note figures of indicators that there are not, and such as cannot be read."""
        indicators = {one.key: one for one in self.plan.indicators}
        for key, value in data.items():
            here = joined(path, key)
            if key in ACT_CELLS:
                continue
            if self.known("indicator", "chỉ tiêu", key, indicators, here):
                cell = indicators[key].read(value)
                if isinstance(cell, Finding):
                    self.add(cell.code, here, **cell.values)

    def subordinates(self, unit: str, others: Sequence[str], path: str) -> Iterator[str]:
        """Those of others that stand below a duty; any other is noted."""
        duty = self.duty(unit, path)
        if duty is None:
            return
        below = self._below(duty)
        for other in others:
            number = self.duty(other, path)
            if number is not None and number not in below:
                self.never(path, f"{other} does not stand below {unit}", f"{other} không trực thuộc {unit}")
            elif number is not None:
                yield other

    def _below(self, duty: int) -> set[int]:
        """Every duty below one: what goes up into a waived one may go past it."""
        grid, found, ahead = self.plan.columns, set[int](), [duty]
        while ahead:
            one = ahead.pop()
            fresh = {grid.edge_unit[edge] for edge in range(grid.edge_first[one], grid.edge_first[one + 1])} - found
            found |= fresh
            ahead += fresh
        return found
