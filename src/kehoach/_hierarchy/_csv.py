"""Units as CSV: read with every check, written so that it reads back and opens in a spreadsheet without running.

Cells that begin with ``=``, ``+``, ``-``, ``@``, a tab or a line end are formulas to a spreadsheet. They are written
with an apostrophe before them, which reading takes away again; a plain negative number stays a number.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from pathlib import Path

import attrs

from kehoach._hierarchy._table import COLUMNS, Place, UnitTable
from kehoach._hierarchy._words import cleaned, shown
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidHierarchy

__all__ = ["REQUIRED", "csv_text", "guarded", "read_units", "unguarded", "units_from_rows", "units_from_text"]

REQUIRED = COLUMNS[:4]
_SEPARATORS = (",", ";", "\t")
_RUNS = re.compile(r"'*[=+\-@\t\r\n]")
_NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("-5"), guarded("Phường 1")
    ("'=1+1", '-5', 'Phường 1')
    """
    return f"'{cell}" if _RUNS.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """A cell as it was before `guarded`.

    >>> unguarded("'=1+1"), unguarded("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell


@attrs.frozen
class _Source:
    """Rows of a file and the lines they begin in."""

    file: str | None
    lines: Sequence[int]

    def place(self, i: int) -> Place:
        """Where row i stands."""
        return Place(f"units[{i}]", self.file, self.lines[i])

    def at(self, code: str, line: int | None = 1, **values: str | int | tuple[str, ...]) -> Finding:
        """A finding about the file."""
        return Finding(code, values, path="units", file=self.file, line=line)


def read_units(path: str | Path) -> UnitTable:
    """The units of a CSV file: UTF-8 with or without a mark, separated by commas, semicolons or tabs.

    The heading names the columns ``id,name,tier,reports_to`` and may name ``kind``, ``opened_on``, ``closed_on`` and
    ``derived``, in any order; other columns are left alone, unless one looks like a misspelling of these.

    Raises:
        InvalidHierarchy: The file cannot be read, or not as such a table; each finding names the file and the line.
    """
    source = _Source(str(path), ())
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        problem = error.strerror or type(error).__name__
        raise InvalidHierarchy(source.at("KH360", None, problem=problem)) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        line = raw.count(b"\n", 0, offset) + 1
        raise InvalidHierarchy(source.at("KH361", line, byte=f"{raw[offset]:02x}", offset=offset)) from error
    return units_from_text(text, file=str(path))


def units_from_text(text: str, *, file: str | None = None) -> UnitTable:
    r"""The units of a CSV text; see `read_units`.

    >>> table = units_from_text("id;name;tier;reports_to\n45;Tỉnh Quảng Trị;province;\n")
    >>> (table.id, table.name)
    (['45'], ['Tỉnh Quảng Trị'])
    """
    heading = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=heading.count)
    rows, lines = _parsed(text, separator, file)
    return units_from_rows(rows, file=file, lines=lines, quoted="'" in text)


def _parsed(text: str, separator: str, file: str | None) -> tuple[list[list[str]], Sequence[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = list(reader)
    except csv.Error:
        return _walked(text, separator, file)
    return (rows, range(1, len(rows) + 1)) if reader.line_num == len(rows) else _walked(text, separator, file)


def _walked(text: str, separator: str, file: str | None) -> tuple[list[list[str]], list[int]]:
    """Row by row, noting in which line each begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return rows, lines
        except csv.Error as error:
            finding = _Source(file, ()).at("KH366", line, problem=str(error), rows=len(rows))
            raise InvalidHierarchy(finding) from error
        rows.append(row)
        lines.append(line)


def units_from_rows(
    rows: Iterable[Sequence[str]], *, file: str | None = None, lines: Sequence[int] | None = None, quoted: bool = False
) -> UnitTable:
    """The units of rows of cells, the heading first; blank rows are passed over.

    Args:
        rows: Cells as text.
        file: Where they come from, for messages.
        lines: The line in which each begins; counted from 1 where it is not given.
        quoted: Whether cells that begin with an apostrophe and would run as formulas lose it.

    Raises:
        InvalidHierarchy: The heading lacks a column or has one twice, or a row has too many or too few cells.
    """
    full, places = _filled(list(rows), lines)
    if not full:
        raise InvalidHierarchy(_Source(file, ()).at("KH362", columns=",".join(REQUIRED)))
    source = _Source(file, places[1:])
    heading, body = [cleaned(cell).casefold() for cell in full[0]], full[1:]
    findings = [*_heading_problems(source, heading, places[0]), *_ragged(source, len(heading), body)]
    if findings:
        raise InvalidHierarchy(findings)
    columns = dict(zip(heading, map(list, zip(*body, strict=True)), strict=False))
    if quoted:
        columns = {name: list(map(unguarded, cells)) for name, cells in columns.items()}
    return UnitTable(
        *(columns.get(name, []) for name in REQUIRED),
        **{name: columns.get(name, []) for name in COLUMNS[4:]},
        place=source.place,
    )


def _filled(rows: list[Sequence[str]], lines: Sequence[int] | None) -> tuple[list[Sequence[str]], Sequence[int]]:
    """The rows that are not blank, and the lines in which they begin."""
    numbers = range(1, len(rows) + 1) if lines is None else lines
    if all(rows) and all(map(itemgetter(0), rows)):
        return rows, numbers
    numbered = [(row, line) for row, line in zip(rows, numbers, strict=True) if any(row)]
    return [row for row, _ in numbered], [line for _, line in numbered]


def _heading_problems(source: _Source, heading: Sequence[str], line: int) -> Iterator[Finding]:
    for name, times in Counter(filter(None, heading)).items():
        if times > 1:
            yield source.at("KH364", line, column=shown(name))
    missing = [name for name in COLUMNS if name not in heading]
    for name in missing:
        if name in REQUIRED:
            present = tuple(map(shown, filter(None, heading)))
            yield source.at("KH363", line, column=name, present=present, columns=", ".join(REQUIRED))
    for name in filter(None, heading):
        near = nearest(name, missing) if name not in COLUMNS else ()
        if near:
            yield source.at("KH365", line, column=shown(name), nearest=near[0])


def _ragged(source: _Source, width: int, body: Sequence[Sequence[str]]) -> Iterator[Finding]:
    if set(map(len, body)) <= {width}:
        return
    for i, row in enumerate(body):
        if len(row) != width:
            yield attrs.evolve(source.at("KH367", source.lines[i], got=len(row), expected=width), path=f"units[{i}]")


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV with commas, every cell guarded."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
