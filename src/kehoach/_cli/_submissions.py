"""A CSV file of acts: a row for each, with its unit, and what comes with it.

The heading names ``unit`` and any of ``received_at``, ``reason``, ``by``, ``person``, ``acting_for``, indicators and
sections of the plan. Commas, semicolons or tabs, with or without a byte order mark; a blank cell says nothing. Every
problem is found in one run, each with its line.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import attrs
import click

from kehoach._cli._instants import received_instant
from kehoach._cli._units import actor_of, duty_of
from kehoach._hierarchy import unguarded
from kehoach._plan import Plan
from kehoach._report import Command, Indicator
from kehoach._spelling import folded, nearest
from kehoach.errors import AmbiguousName, Finding, InvalidFile, UnknownName, Value
from kehoach.files._bytes import MAX_TABLE, read_text

__all__ = ["Sheet", "figure_problem", "read_sheet"]

_UNIT: Final = "unit"
_COLUMNS: Final = (_UNIT, "received_at", "reason", "by", "person", "acting_for")
_SEPARATORS: Final = (",", ";", "\t")
_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{3})+|[+-]?[0-9]+,[0-9]+")


@attrs.frozen
class Sheet:
    """The acts of a file.

    Attributes:
        commands: What its rows ask for; the trigger is for the caller to say.
        lines: The line in which each begins.
        findings: What is wrong with the other rows, each with its line.
        file: Its name.
    """

    commands: tuple[Command, ...] = ()
    lines: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
    file: str = ""

    def place(self, command: Command) -> str:
        """Where a command stands, as the beginning of a line of text; blank where it stands in no file."""
        for one, line in zip(self.commands, self.lines, strict=True):
            if one.unit == command.unit:
                return f"{self.file}:{line}: "
        return ""


def read_sheet(path: str, plan: Plan, now: int) -> Sheet:
    """The acts of a CSV file.

    Args:
        path: The file.
        plan: Whose units, indicators and sections it speaks of.
        now: The instant of the acts, in microseconds since 1970 UTC.

    Raises:
        InvalidFile: It cannot be read, or its heading is wrong.
    """
    reader = _Reader(path, plan, now)
    text = read_text(Path(path), most=MAX_TABLE)
    rows = list(reader.rows(text))
    if not rows:
        raise InvalidFile(reader.finding("KH362", 1, columns="unit, received_at, …"))
    heading = reader.heading(*rows[0])
    commands = [(line, command) for line, row in rows[1:] if (command := reader.command(line, heading, row))]
    return Sheet(
        tuple(command for _, command in commands), tuple(line for line, _ in commands), tuple(reader.found), path
    )


class _Reader:
    """One file on its way to commands."""

    def __init__(self, path: str, plan: Plan, now: int) -> None:
        self.path, self.plan, self.now = path, plan, now
        self.found: list[Finding] = []
        self.seen: dict[str, int] = {}
        self.indicators = {one.key: one for one in plan.indicators}
        self.sections = {one.key for one in plan.outline}

    def finding(self, code: str, line: int, **values: Value) -> Finding:
        """A finding about a line."""
        return Finding(code, values, file=self.path, line=line)

    def rows(self, text: str) -> Iterator[tuple[int, list[str]]]:
        """The rows that are not blank, each with the line in which it begins."""
        head = text.partition("\n")[0]
        separator = max(_SEPARATORS, key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows = 0
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise InvalidFile(self.finding("KH366", line, problem=str(error), rows=rows)) from error
            rows += 1
            if any(cell.strip() for cell in row):
                yield line, [unguarded(cell.strip()) for cell in row]

    def heading(self, line: int, cells: Sequence[str]) -> tuple[str, ...]:
        """The keys of the columns.

        Raises:
            InvalidFile: ``unit`` is missing, a column stands twice or is unknown; all of it at once.
        """
        known = (*_COLUMNS, *self.indicators, *self.sections)
        names = tuple("_".join(folded(cell).split()) for cell in cells)
        found: list[Finding] = []
        if _UNIT not in names:
            present = tuple(cell for cell in cells if cell) or ("-",)
            found.append(self.finding("KH363", line, column=_UNIT, present=present, columns=", ".join(known)))
        for place, name in enumerate(names):
            if name and name in names[:place]:
                found.append(self.finding("KH364", line, column=name))
            elif name and name not in known:
                found.append(self._unknown_column(line, name, known))
        if found:
            raise InvalidFile(found)
        return names

    def _unknown_column(self, line: int, name: str, known: Sequence[str]) -> Finding:
        near = nearest(name, known)
        if near:
            return self.finding("KH365", line, column=name, nearest=near[0])
        return self.finding("KH504", line, kind="column", kind_vi="cột", key=name, known=", ".join(known))

    def command(self, line: int, heading: Sequence[str], row: Sequence[str]) -> Command | None:
        """What a row asks for; None where something is wrong with it, which is noted."""
        before = len(self.found)
        cells = dict(zip(heading, row, strict=False))
        if len(row) > len(heading) and any(row[len(heading) :]):
            self.found.append(self.finding("KH367", line, got=len(row), expected=len(heading)))
        duty = self._duty(line, cells.get(_UNIT, ""))
        received = self._received(line, cells.get("received_at", ""))
        data = self._data(line, cells)
        by, acting_for = (self._actor(line, cells.get(key, "")) for key in ("by", "acting_for"))
        sections = {key: text for key, text in cells.items() if key in self.sections and text}
        if duty is None or len(self.found) > before:
            return None
        return Command(
            duty,
            "",
            by=by,
            person=cells.get("person") or None,
            acting_for=acting_for,
            reason=cells.get("reason") or None,
            received_at=received,
            data=data or None,
            sections=sections or None,
        )

    def _duty(self, line: int, text: str) -> str | None:
        if not text:
            self.found.append(self.finding("KH108", line, key=_UNIT))
            return None
        try:
            duty = duty_of(self.plan, text)
        except (UnknownName, AmbiguousName) as error:
            self._unknown(line, text, error)
            return None
        first = self.seen.setdefault(duty, line)
        if first != line:
            values: dict[str, Value] = {
                "kind": "unit",
                "kind_vi": "đơn vị",
                "name": text,
                "first": f"{self.path}:{first}",
            }
            self.found.append(self.finding("KH115", line, **values))
        return duty

    def _actor(self, line: int, text: str) -> str | None:
        try:
            return actor_of(self.plan, text) if text else None
        except (UnknownName, AmbiguousName) as error:
            self._unknown(line, text, error)
            return None

    def _unknown(self, line: int, text: str, error: UnknownName | AmbiguousName) -> None:
        choices = error.choices if isinstance(error, AmbiguousName) else error.nearest
        hint, hint_vi = _hints(choices, several=isinstance(error, AmbiguousName))
        values: dict[str, Value] = {"kind": "unit", "kind_vi": "đơn vị", "name": text, "hint": hint}
        self.found.append(self.finding("KH113", line, **values, hint_vi=hint_vi))

    def _received(self, line: int, text: str) -> int | None:
        if not text:
            return None
        try:
            return received_instant(text, self.plan.reading.zone, self.now)
        except click.BadParameter as error:
            self.found.append(self.finding("KH100", line, problem=f"received_at: {error.message}"))
            return None

    def _data(self, line: int, cells: Mapping[str, str]) -> dict[str, object]:
        data: dict[str, object] = {}
        for key, text in cells.items():
            if key in self.indicators and text:
                problem = figure_problem(self.indicators[key], text)
                if problem is not None:
                    self.found.append(attrs.evolve(problem, file=self.path, line=line, path=key))
                data[key] = text
        return data


def figure_problem(indicator: Indicator, text: str) -> Finding | None:
    """What is wrong with a figure as it was typed; None where it can be taken.

    ``1.520`` and ``1,520`` are refused for what has fewer than three decimals: one means 1520 in Việt Nam, the other
    elsewhere, and a figure that may be read in two ways is none.

    >>> figure_problem(Indicator("members", decimals=0), "1.520") is None
    False
    >>> figure_problem(Indicator("members", decimals=0), "1520") is None
    True
    """
    if indicator.kind != "text" and indicator.decimals < 3 and _THOUSANDS.fullmatch(text.strip()):
        return Finding("KH600", {"key": indicator.key, "value": repr(text)})
    cell = indicator.read(text)
    return cell if isinstance(cell, Finding) else None


def _hints(choices: Sequence[str], *, several: bool) -> tuple[str, str]:
    listed = "; ".join(choices)
    if several:
        return f"several bear that name, give the id: {listed}", f"nhiều đơn vị mang tên này, hãy ghi mã: {listed}"
    if not choices:
        return "give an id of the plan, or a name", "hãy ghi mã hoặc tên đơn vị của kế hoạch"
    return f"did you mean {listed}?", f"có phải là {listed}?"
