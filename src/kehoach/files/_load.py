"""A plan from its file: text, units beside it, everything wrong with them in one run, each thing at its place."""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import attrs

from kehoach._hierarchy import Place, UnitTable, units_from_text
from kehoach._plan import Include, Plan, Source, Table, UnitRow, is_list, is_table, read, table_of, unit_row
from kehoach.errors import Finding, Invalid, InvalidFile, InvalidHierarchy, InvalidPlan
from kehoach.files._bytes import MAX_TABLE, MAX_TOML, read_text
from kehoach.files._cells import cell_column
from kehoach.files._positions import Positions, split_path
from kehoach.files._toml import parse_toml
from kehoach.files._unit_sheets import is_workbook, sheet_text

__all__ = ["digest_of", "load_plan", "locate", "parse_plan", "read_units", "reread"]

_BY_KEY = frozenset({"KH101", "KH110"})  # findings about the key itself, not about what stands behind it
_MOST = 1000  # findings; more come of one mistake made everywhere
Guards = Mapping[str, Callable[..., object]]


def load_plan(path: str | os.PathLike[str], *, guards: Guards | None = None) -> Plan:
    """The plan of a TOML file, with the units of the CSV files and workbooks that it names beside it.

    Args:
        path: The file, at most 2 MiB of UTF-8.
        guards: What the names of guards and callbacks in its lifecycle stand for; nothing is imported.

    Raises:
        InvalidFile: It cannot be read, or is no TOML; what else is wrong with it is found as well.
        InvalidPlan: Everything that is wrong with the plan, at once, each with file, line and column.
        MissingExtra: It names a workbook, and python-calamine is not installed.
    """
    where = Path(path)
    text = read_text(where, most=MAX_TOML)
    return _loaded(text, where, guards or {})


def parse_plan(
    text: str, *, name: str = "plan.toml", folder: str | os.PathLike[str] | None = None, guards: Guards | None = None
) -> Plan:
    r"""The plan of a TOML text.

    Args:
        text: The text.
        name: What to call it in findings.
        folder: Where the files of units lie that it names; None refuses such files.
        guards: What the names of guards and callbacks in its lifecycle stand for.

    Raises:
        InvalidFile: It is no TOML.
        InvalidPlan: Everything that is wrong with the plan, at once.

    >>> plan = parse_plan('[directive]\ntitle = "Tổng kết"\n[[tiers]]\nid = "commune"\n')
    >>> plan.is_template
    True
    """
    return _Loading(text, name, None if folder is None else Path(folder), guards or {}).plan(None)


def reread(text: str, plan: Plan, folder: Path, tables: Mapping[str, str]) -> Plan:
    """The plan of a text that is about to be written, to see whether it says what it should.

    Args:
        text: The text.
        plan: The plan it was made from; its lifecycle says what guards there are.
        folder: Where it will lie.
        tables: Files of units that will lie beside it, by name.
    """
    return _Loading(text, "plan.toml", folder, plan.lifecycle.callables(), tables).plan(None)


def read_units(path: str | os.PathLike[str]) -> UnitTable:
    """The units of a CSV file or workbook, as columns of text; see `Hierarchy.from_csv` for the columns.

    Args:
        path: The file, at most 64 MiB: UTF-8, separated by commas, semicolons or tabs; or XLSX.

    Raises:
        InvalidFile: It cannot be read.
        MissingExtra: It is a workbook, and python-calamine is not installed.
        InvalidHierarchy: It is no such table; each finding with its line and column.
    """
    where = Path(path)
    text = sheet_text(where, shown=str(path)) if is_workbook(where.name) else read_text(where, most=MAX_TABLE)
    try:
        return units_from_text(text, file=str(path))
    except InvalidHierarchy as error:
        raise InvalidHierarchy(_in_table(finding, {str(path): text}) for finding in error.findings) from error


def _loaded(text: str, where: Path, guards: Guards) -> Plan:
    return _Loading(text, str(where), where.parent, guards).plan(str(where.resolve()))


class _Loading:
    """One text on its way to a plan."""

    def __init__(
        self, text: str, name: str, folder: Path | None, guards: Guards, given: Mapping[str, str] | None = None
    ) -> None:
        self.toml = parse_toml(text, file=name)
        self.name, self.folder, self.guards, self.given = name, folder, guards, given or {}
        self.found: list[Finding] = []
        self.tables: dict[str, str] = {}
        self.includes: list[Include] = []
        self.left = MAX_TABLE
        self.is_whole = True

    def plan(self, path: str | None) -> Plan:
        """The plan.

        Raises:
            InvalidFile: The text is no TOML, or a file it names cannot be read.
            InvalidPlan: Everything else that is wrong.
        """
        if self.toml.findings and not self.toml.data:
            raise InvalidFile(self.toml.findings)
        document = {key: value for key, value in self.toml.data.items() if key != "units"}
        units = self._units(self.toml.data.get("units"))
        parts, forms, found = read(document, units=units, guards=self.guards, is_whole=self.is_whole)
        every = [*self.toml.findings, *self._placed([*self.found, *found])]
        if every:
            is_file = any(finding.code.startswith("KH8") for finding in every)
            raise (InvalidFile if is_file else InvalidPlan)(_ordered(every, [self.name, *self.tables]))
        folder = None if self.folder is None else str(self.folder)
        text = self.toml.text
        source = Source(text, self.name, path, folder, tuple(self.includes), seen=[digest_of(text)])
        return Plan.of_parts(parts, forms, source=source)

    # ------------------------------------------------------------- units

    def _units(self, value: object) -> UnitTable | None:
        """All units, in the order of the file; `is_whole` says whether all could be read."""
        if value is None:
            return None
        top = Table({"units": value}, "", self.found)
        stack = _Stack(self.name, self.toml.positions)
        for table in top.tables("units"):
            if "file" in table:
                self._include(table, stack)
            else:
                row = unit_row(table)
                self.is_whole &= row is not None
                if row is not None:
                    stack.add_row(row, table.path)
        self.is_whole &= is_list(value) and all(map(is_table, value))
        return stack.table()

    def _include(self, table: Table, stack: _Stack) -> None:
        name = table.line("file")
        if "id" in table:
            table.raw("id")
            table.refuse("KH125", "id")
        table.close()
        try:
            stack.add_table(self._table(name, table) if name else UnitTable(()))
        except Invalid as error:
            self.found += error.findings
            name = ""
        self.is_whole &= bool(name)

    def _table(self, name: str, table: Table) -> UnitTable:
        path = f"{table.path}.file"
        if name in self.given:
            return self._units_of(name, name, self.given[name])
        if self.folder is None:
            raise InvalidFile(Finding("KH133", {"file": name[:60]}, path=path))
        where = _below(self.folder, name)
        if where is None:
            raise InvalidFile(Finding("KH809", {"file": name[:60]}, path=path))
        shown = str(self.folder / name)
        try:
            text = (
                sheet_text(where, shown=shown) if is_workbook(name) else read_text(where, most=self.left, shown=shown)
            )
        except InvalidFile as error:
            here = [attrs.evolve(one, path=path, file=one.file if one.line else None) for one in error.findings]
            raise InvalidFile(here) from error
        self.left -= len(text)
        return self._units_of(name, shown, text)

    def _units_of(self, name: str, shown: str, text: str) -> UnitTable:
        self.tables[shown] = text
        table = units_from_text(text, file=shown)
        self.includes.append(Include(name, digest_of(text), tuple(table.id)))
        return table

    # ------------------------------------------------------------- places

    def _placed(self, findings: Iterable[Finding]) -> list[Finding]:
        return [self._at(finding) for finding in findings]

    def _at(self, finding: Finding) -> Finding:
        if finding.file is not None and finding.file != self.name:
            return _in_table(finding, self.tables)
        return _in_text(finding, self.toml.positions, self.name)


class _Stack:
    """Units in the making: rows of the plan and tables of files, one under the other."""

    def __init__(self, name: str, positions: Positions) -> None:
        self.name, self.positions = name, positions
        self.parts: list[UnitTable] = []
        self.rows: list[UnitRow] = []
        self.paths: list[str] = []

    def add_row(self, row: UnitRow, path: str) -> None:
        """A unit of the plan itself."""
        self.rows.append(row)
        self.paths.append(path)

    def add_table(self, table: UnitTable) -> None:
        """The units of a file."""
        self._settle()
        self.parts.append(table)

    def _settle(self) -> None:
        if self.rows:
            paths = tuple(self.paths)

            def place(i: int) -> Place:
                return Place(paths[i], self.name, self.positions.nearest(split_path(paths[i])).line)

            self.parts.append(attrs.evolve(table_of(self.rows), place=place))
            self.rows, self.paths = [], []

    def table(self) -> UnitTable:
        """All units; a row of the plan keeps its own path."""
        self._settle()
        if len(self.parts) == 1:
            return self.parts[0]
        joined = UnitTable.joined(self.parts)
        starts = list(accumulate(map(len, self.parts[:-1]), initial=0))

        def place(i: int) -> Place:
            number = bisect_right(starts, i) - 1
            here = self.parts[number].place(i - starts[number])
            return here if here.file == self.name else joined.place(i)

        return attrs.evolve(joined, place=place)


def locate(plan: Plan, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings about a plan with their places in the file it was loaded from.

    Args:
        plan: The plan; one that was changed since it was loaded has no text, and its findings stay as they are.
        findings: What `Plan.check` gave.
    """
    source = plan.source
    if source is None:
        return tuple(findings)
    positions, name = Positions(source.text), source.shown
    return tuple(_in_text(finding, positions, name) for finding in findings)


def _in_text(finding: Finding, positions: Positions, name: str) -> Finding:
    path = split_path(finding.path)
    spot = (positions.key(path) if finding.code in _BY_KEY else None) or positions.nearest(path)
    return finding.at(file=name, line=spot.line, column=spot.column)


def digest_of(text: str) -> str:
    """The SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _below(folder: Path, name: str) -> Path | None:
    """The file of a name below a folder, links resolved; None where it leads out."""
    base = folder.resolve()
    try:
        target = (base / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a NUL, a name too long, links in a circle
        return None
    return target if not Path(name).is_absolute() and target.is_relative_to(base) else None


def _in_table(finding: Finding, texts: Mapping[str, str]) -> Finding:
    """A finding about a row of a CSV file, with the column of its cell."""
    text = texts.get(finding.file or "")
    if text is None or finding.line is None or finding.column is not None:
        return finding
    column = cell_column(text, finding)
    return finding.at(file=finding.file, line=finding.line, column=column)


def _ordered(findings: Sequence[Finding], files: Sequence[str]) -> list[Finding]:
    """Findings in the order of files, lines and columns; one said twice of one spot is said once."""
    ranks = {name: number for number, name in enumerate(files)}
    once = {(one.code, one.file, one.line, one.column, one.path): one for one in findings}
    ordered = sorted(
        once.values(),
        key=lambda one: (ranks.get(one.file or "", len(ranks)), one.line or 0, one.column or 0, one.code),
    )
    if len(ordered) <= _MOST:
        return ordered
    last = ordered[_MOST]
    more = Finding("KH820", {"count": len(ordered) - _MOST}, file=last.file, line=last.line, column=last.column)
    return [*ordered[:_MOST], more]
