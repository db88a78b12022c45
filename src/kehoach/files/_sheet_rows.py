"""The rows of a table of submissions on their way to commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import attrs

from kehoach._calendar import parse_day
from kehoach._clock import micros
from kehoach._deadline._due import local_us
from kehoach._plan import Plan
from kehoach._plan._table import hints
from kehoach._progress import hierarchy_of
from kehoach._report import ACT_CELLS, Cell, Command
from kehoach._spelling import folded
from kehoach.errors import AmbiguousName, Finding, Invalid, UnknownName, Value
from kehoach.files._figures import Numbers, Raw, read_figure, text_of
from kehoach.files._grid import Grid, Line, address
from kehoach.files._headings import DONE, FORM, NAME, PERIOD, RECEIVED, UNIT, Heading
from kehoach.files._instants import of_serial, received_instant
from kehoach.files._names import Codes, actor_of, duty_of
from kehoach.files._periods import period_of

__all__ = ["Asked", "Submission", "rows_of"]

_PROPOSED = 20  # unknown names for which one that looks alike is looked for; more come of one mistake
_YEARS = 9999  # a number up to here is a year; above, a day as spreadsheets count them
_ODD = tuple[int, str, str]  # a row with what a cell of it holds and what that was taken for


@attrs.frozen
class Submission:
    """A row of a table.

    Attributes:
        place: Where it stands: ``in.csv:5``, ``in.xlsx:Sheet1!5`` or ``frame[4]``.
        number: The line in which it begins, or the row of the sheet; of a data frame its row, from 0.
        command: What it asks for; None where something is wrong with it.
        findings: What is wrong with it.
    """

    place: str
    number: int
    command: Command | None = None
    findings: tuple[Finding, ...] = ()


@attrs.frozen(kw_only=True)
class Asked:
    """How the rows of a table are read, and what they ask for where they do not say it themselves.

    Attributes:
        numbers: How figures are written as text.
        now: When they are entered, in microseconds since 1970 UTC.
        form, period: Of which form and period; None: the row says it, or it is the report of its unit.
        trigger: What is done; None: what sends a report, or completes an act.
    """

    numbers: Numbers | None = None
    now: int | None = None
    form: str | None = None
    period: str | None = None
    trigger: str | None = None


def rows_of(
    grid: Grid, heading: Heading, plan: Plan, asked: Asked
) -> tuple[tuple[Submission, ...], tuple[Finding, ...]]:
    """The rows below a heading, and what is worth knowing about them.

    Args:
        grid: The table.
        heading: Its heading.
        plan: Whose units, indicators and sections it speaks of.
        asked: How it is read.
    """
    reader = _Reader(grid, heading, plan, asked)
    rows = tuple(row for line in heading.lines if (row := reader.row(line)) is not None)
    return rows, reader.notes()


class _Reader:
    """One table."""

    def __init__(self, grid: Grid, heading: Heading, plan: Plan, asked: Asked) -> None:
        self.grid, self.heading, self.plan, self.asked = grid, heading, plan, asked
        self.hierarchy, self.grid_of = hierarchy_of(plan), plan.columns
        sends = (one.trigger for one in plan.lifecycle.transitions if one.effect == "freeze")
        self.triggers = {False: asked.trigger or next(sends, "submit"), True: asked.trigger or "complete"}
        self.known = tuple(dict.fromkeys(one for one in plan.columns.periods if one is not None))
        self.indicators = {one.key: one for one in plan.indicators}
        self.sections = {one.key for one in plan.outline}
        self.columns = {key: place for place, key in enumerate(heading.keys) if key}
        self.used = frozenset(self.columns.values())
        self.codes = Codes(self.hierarchy)
        self.seen: dict[str, str] = {}
        self.odd: dict[str, list[_ODD]] = defaultdict(list)
        self.numeric: list[int] = []
        self.unknown = 0
        self.instants: dict[str, int] = {}
        self.found: list[Finding] = []
        self.line = Line(0, ())

    # ------------------------------------------------------------- cells

    def raw(self, key: str) -> Raw:
        """What the row holds under a key; a blank text where it holds nothing."""
        column = self.columns.get(key)
        return self.line.cells[column] if column is not None and column < len(self.line.cells) else ""

    def cell(self, key: str) -> str:
        """The same as text."""
        return text_of(self.raw(key))

    def note(self, finding: Finding, key: str | None = None) -> None:
        """Something is wrong with the row, or with one cell of it."""
        self.found.append(self.grid.at(finding, self.line.number, None if key is None else self.columns.get(key)))

    # ------------------------------------------------------------- rows

    def row(self, line: Line) -> Submission | None:
        """What a row asks for, or what is wrong with it; None where it says nothing."""
        self.line, self.found = line, []
        self._check_shape()
        said = any(text_of(cell) for place, cell in enumerate(line.cells) if place in self.used)
        if not said and not self.found:
            return None
        duty = self._duty()
        is_act = duty is not None and self.grid_of.form_of[self.grid_of.index[duty]] in self.grid_of.acts
        received = self._received()
        data: Mapping[str, object] = self._act() if is_act else self._data()
        by, acting_for = self._actor("by"), self._actor("acting_for")
        sections = {key: text for key in self.columns if key in self.sections and (text := self.cell(key))}
        self._check_form(duty, is_act=is_act)
        place = self.grid.place(line.number)
        if duty is None or self.found:
            return Submission(place, line.number, findings=tuple(self.found))
        command = Command(
            duty,
            self.triggers[is_act],
            by=by,
            person=self.cell("person") or None,
            acting_for=acting_for,
            reason=self.cell("reason") or None,
            received_at=received,
            data=data or None,
            sections=sections or None,
        )
        return Submission(place, line.number, command)

    def _check_shape(self) -> None:
        """Cells too many, merged, or with a formula that gave no value."""
        width, cells, row = len(self.heading.keys), self.line.cells, self.line.number - 1
        if any(text_of(cell) for cell in cells[width:]):
            self.note(Finding("KH367", {"got": len(cells), "expected": width}))
        for first, left, last, right in self.grid.merged:
            if first <= row <= last and any(left <= column <= right for column in self.used):
                values = {"area": f"{address(first, left)}:{address(last, right)}"}
                self.found.append(self.grid.at(Finding("KH858", values), row + 1, left))
        for column in sorted(self.used) if self.grid.is_doubtful else ():
            amiss = self.grid.amiss(row, column)
            if amiss is not None:
                self.found.append(self.grid.at(amiss, row + 1, column))

    def _duty(self) -> str | None:
        key = UNIT if self.cell(UNIT) or not self._names() else NAME
        text = self.cell(key)
        if not text:
            self.note(Finding("KH108", {"key": UNIT if UNIT in self.columns else NAME}), UNIT)
            return None
        spelled = self._spelled(text)
        if spelled is None:
            return None
        try:
            duty = self._of_code(key, spelled) or duty_of(self.plan, spelled, propose=self.unknown < _PROPOSED)
        except (UnknownName, AmbiguousName) as error:
            self._unknown(text, error, key)
            return None
        here = self.grid.place(self.line.number)
        first = self.seen.setdefault(duty, here)
        if first != here:
            values: dict[str, Value] = {"kind": "unit", "kind_vi": "đơn vị", "name": text, "first": first}
            self.note(Finding("KH115", values), key)
        self._compare(duty)
        return duty

    def _names(self) -> bool:
        return NAME in self.columns and NAME not in self.indicators and NAME not in self.sections

    def _spelled(self, text: str) -> str | None:
        """The unit as it is typed with the form and period of the row; None where these are wrong."""
        behind, at, period = text.partition("@")
        unit, colon, form = behind.rpartition(":")
        if not colon or form not in self.plan.forms:
            unit, form = behind, ""
        said = {FORM: self._form(), PERIOD: self._period()}
        if None in said.values():
            return None
        for key, typed in ((FORM, form), (PERIOD, period if at else "")):
            if self.cell(key) and typed and said[key] != typed:
                self.note(Finding("KH872", {"key": key, "typed": typed, "said": str(said[key])}), key)
                return None
        form, period = form or str(said[FORM]), period or str(said[PERIOD])
        return f"{unit}{f':{form}' if form else ''}{f'@{period}' if period else ''}"

    def _form(self) -> str | None:
        """The form of the row; blank where nothing says one, None where it is none."""
        text = self.cell(FORM)
        if not text or text in self.plan.forms:
            return text or self.asked.form or ""
        self.note(Finding("KH873", {"key": FORM, "value": text[:60], **hints(text[:60], self.plan.forms)}), FORM)
        return None

    def _period(self) -> str | None:
        """The period of the row, likewise."""
        raw = self.raw(PERIOD)
        if raw == "":
            return self.asked.period or ""
        moment = self._moment(PERIOD, raw) if isinstance(raw, int | float) and raw > _YEARS else raw
        try:
            return period_of(raw if isinstance(moment, Finding) else moment, self.known)
        except UnknownName as error:
            values: dict[str, Value] = {"key": PERIOD, "value": error.name, **hints(error.name, self.known)}
            self.note(Finding("KH873", values), PERIOD)
            return None

    def _of_code(self, key: str, text: str) -> str | None:
        """The duty of a code that lost its zeros; None where it is an id as it stands, or no code."""
        mark = next((one for one in text if one in ":@"), "")
        code, colon, form = text.partition(mark) if mark else (text, "", "")
        is_number = isinstance(self.raw(key), int | float)
        if is_number:
            self.numeric.append(self.line.number)
        unit = self.codes.unit(code, is_number=is_number)
        if unit is None or unit == code:
            return None
        duty = duty_of(self.plan, f"{unit}{colon}{form}")
        self.odd[key].append((self.line.number, code, unit))
        return duty

    def _compare(self, duty: str) -> None:
        """The name beside a code must be that unit's."""
        name = self.cell(NAME) if self._names() and self.cell(UNIT) else ""
        unit = duty.partition(":")[0]
        if name and unit not in self.hierarchy.find(name) and folded(name) != folded(unit):
            values = {"name": name[:60], "unit": unit, "known": self.hierarchy.name_of(unit)}
            self.note(Finding("KH866", values), NAME)

    def _actor(self, key: str) -> str | None:
        text = self.cell(key)
        try:
            if not text:
                return None
            unit = self.codes.unit(text, is_number=isinstance(self.raw(key), int | float))
            return unit or actor_of(self.plan, text, propose=self.unknown < _PROPOSED)
        except (UnknownName, AmbiguousName) as error:
            self._unknown(text, error, key)
            return None

    def _unknown(self, text: str, error: UnknownName | AmbiguousName, key: str) -> None:
        self.unknown += 1
        if isinstance(error, AmbiguousName) and error.kind == "duty":
            self.note(Finding("KH874", {"name": text[:60], "choices": error.choices}), key)
            return
        choices = error.choices if isinstance(error, AmbiguousName) else error.nearest
        hint, hint_vi = _hints(choices, several=isinstance(error, AmbiguousName))
        values: dict[str, Value] = {"kind": "unit", "kind_vi": "đơn vị", "name": text[:60], "hint": hint}
        self.note(Finding("KH113", {**values, "hint_vi": hint_vi}), key)

    def _received(self) -> int | None:
        raw = self.raw(RECEIVED)
        if raw == "":
            return None
        moment = self._moment(RECEIVED, raw)
        if isinstance(moment, Finding):
            self.note(moment, RECEIVED)
            return None
        try:
            return self._instant(moment)
        except Invalid as error:
            for finding in error.findings:
                self.note(attrs.evolve(finding, path=RECEIVED), RECEIVED)
            return None

    def _moment(self, key: str, raw: Raw) -> datetime | date | str | Finding:
        """The day or time of a cell: as text, as a day, or as a spreadsheet counts days."""
        if isinstance(raw, str | datetime | date):
            return raw
        refused = Finding("KH865", {"key": key, "value": text_of(raw)})
        if not isinstance(raw, int | float) or isinstance(raw, bool):
            return refused
        moment = of_serial(raw, since_1904=self.grid.since_1904)
        if moment is not None:
            self.odd[key].append((self.line.number, text_of(raw), moment.date().isoformat()))
        return moment or refused

    def _instant(self, moment: datetime | date | str) -> int:
        zone = self.plan.reading.zone
        if isinstance(moment, datetime) and moment.tzinfo is not None:
            return micros(moment)
        if isinstance(moment, datetime) and (moment.hour or moment.minute or moment.second or moment.microsecond):
            minutes = moment.hour * 60 + moment.minute
            return local_us(moment.date(), minutes, zone) + moment.second * 1_000_000 + moment.microsecond
        if isinstance(moment, datetime):
            moment = moment.date()
        text = moment if isinstance(moment, str) else moment.isoformat()
        if text not in self.instants:
            self.instants[text] = received_instant(text, zone, self.asked.now)
        return self.instants[text]

    def _data(self) -> dict[str, Cell]:
        data: dict[str, Cell] = {}
        for key in self.columns:
            raw = self.raw(key)
            if key not in self.indicators or raw == "":
                continue
            cell = read_figure(self.indicators[key], raw, self.asked.numbers)
            if isinstance(cell, Finding):
                self.note(attrs.evolve(cell, path=key), key)
            else:
                data[key] = cell
        return data

    def _act(self) -> dict[str, object]:
        """What is said of an act: the day it was done as an ISO text, and how, and what shows it."""
        said: dict[str, object] = {key: text for key in ACT_CELLS[1:] if (text := self.cell(key))}
        raw = self.raw(DONE)
        moment = self._moment(DONE, raw) if raw != "" else ""
        try:
            if isinstance(moment, Finding):
                self.note(moment, DONE)
            elif isinstance(moment, date):
                said[DONE] = moment.strftime("%Y-%m-%d")
            elif moment:
                said[DONE] = parse_day(moment).isoformat()
        except Invalid as error:
            for finding in error.findings:
                self.note(attrs.evolve(finding, path=DONE), DONE)
        return {key: said[key] for key in ACT_CELLS if key in said}

    def _check_form(self, duty: str | None, *, is_act: bool) -> None:
        """Cells that say what the form of the row does not ask for."""
        if duty is None:
            return
        figures = {*self.indicators, *self.sections}
        foreign = figures.difference(ACT_CELLS) if is_act else {*ACT_CELLS}.difference(figures)
        for key in self.columns:
            if key in foreign and self.cell(key):
                form = self.plan.columns.forms[self.grid_of.form_of[self.grid_of.index[duty]]]
                self.note(Finding("KH871", {"key": key, "form": form}), key)

    # ------------------------------------------------------------- notes

    def notes(self) -> tuple[Finding, ...]:
        """What is worth knowing: codes without zeros, days as numbers, formulas."""
        notes = [self._about(key, cells) for key, cells in self.odd.items()]
        if self.numeric and not {UNIT, NAME}.intersection(self.odd):
            notes.append(self._about_numbers())
        last = self.heading.lines[-1].number if self.heading.lines else 0
        below = sorted(
            (row, column)
            for row, column in self.grid.formulas
            if column in self.used and self.heading.line <= row < last
        )
        if below:
            values: Mapping[str, Value] = {"count": len(below), "cell": address(*below[0])}
            found = Finding("KH861", values, severity="note")
            notes.append(self.grid.at(found, below[0][0] + 1, below[0][1]))
        return tuple(notes)

    def _about(self, key: str, cells: Sequence[_ODD]) -> Finding:
        line, given, meant = cells[0]
        code, what = ("KH867", "day") if key in (RECEIVED, DONE, PERIOD) else ("KH862", "unit")
        cell = self.grid.cell(line, self.columns[key])
        values: dict[str, Value] = {"count": len(cells), "column": key, "cell": cell, "given": given, what: meant}
        return self.grid.at(Finding(code, values, severity="note"), line, self.columns[key])

    def _about_numbers(self) -> Finding:
        line, key = self.numeric[0], UNIT if UNIT in self.columns else NAME
        cell = self.grid.cell(line, self.columns[key])
        values: dict[str, Value] = {"count": len(self.numeric), "column": key, "cell": cell}
        return self.grid.at(Finding("KH869", values, severity="note"), line, self.columns[key])


def _hints(choices: Sequence[str], *, several: bool) -> tuple[str, str]:
    listed = "; ".join(choices)
    if several:
        return f"several bear that name, give the id: {listed}", f"nhiều đơn vị mang tên này, hãy ghi mã: {listed}"
    if not choices:
        return "give an id of the plan, or a name", "hãy ghi mã hoặc tên đơn vị của kế hoạch"
    return f"did you mean {listed}?", f"có phải là {listed}?"
