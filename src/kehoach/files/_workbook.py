"""Workbooks of Excel (XLSX) as tables, through python-calamine, once their parts have been judged."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from kehoach._spelling import nearest, nfc
from kehoach.errors import Finding, InvalidFile, MissingExtra
from kehoach.files._bytes import MAX_TABLE, decoded, read_bytes
from kehoach.files._figures import Raw
from kehoach.files._grid import Grid, Line, grid_of_text
from kehoach.files._parts import Book, SheetFacts, open_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_grid"]

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0"


def read_grid(path: Path, *, sheet: str | None = None, shown: str | None = None) -> Grid:
    """The table of a CSV file or of a sheet of a workbook; which of the two it is, its first bytes say.

    Args:
        path: The file, at most 64 MiB.
        sheet: Which sheet; None: the only visible one that holds something.
        shown: The name of the file in findings.

    Raises:
        InvalidFile: It cannot be read, unpacks to too much, or has no such sheet.
        MissingExtra: It is a workbook, and python-calamine is not installed.
    """
    name = shown or str(path)
    data = read_bytes(path, most=MAX_TABLE, shown=name)
    if data.startswith(_OLE):
        raise InvalidFile(Finding("KH851", {"file": name}, file=name))
    if data.startswith(_ZIP):
        return _of_workbook(data, name, sheet)
    if sheet is not None:
        raise InvalidFile(Finding("KH857", {"sheet": sheet[:60]}, file=name))
    return grid_of_text(decoded(data, name), name)


def _of_workbook(data: bytes, file: str, sheet: str | None) -> Grid:
    book = open_book(data, file)
    try:
        import python_calamine
    except ImportError as error:
        raise MissingExtra("python-calamine", "office") from error
    load = cast("Callable[[io.BytesIO], CalamineWorkbook]", vars(python_calamine)["load_workbook"])  # half typed
    try:
        opened = load(io.BytesIO(data))
        name, facts = _chosen(book, opened, sheet)
        return _grid(book, opened.get_sheet_by_name(name), facts)
    except python_calamine.CalamineError as error:
        raise InvalidFile(Finding("KH850", {"file": file}, file=file)) from error


def _chosen(book: Book, opened: CalamineWorkbook, sheet: str | None) -> tuple[str, SheetFacts]:
    """The sheet to read, and what a walk over it found."""
    from python_calamine import SheetVisibleEnum

    every = [one.name for one in opened.sheets_metadata if one.name in book.paths]
    if sheet is not None:
        named = [one for one in every if nfc(one) == nfc(sheet)]
        if not named:
            near = nearest(sheet, every, 3) or tuple(every)
            raise InvalidFile(Finding("KH856", {"sheet": sheet[:60], "sheets": near}, file=book.file))
        return named[0], book.facts(named[0])
    visible = {one.name for one in opened.sheets_metadata if one.visible == SheetVisibleEnum.Visible}
    found = [(one, facts) for one in every if one in visible and (facts := book.facts(one)).rows]
    if len(found) > 1:
        names = tuple(one for one, _ in found)
        raise InvalidFile(Finding("KH855", {"sheets": names, "first": names[0]}, file=book.file))
    if not found:
        raise InvalidFile(Finding("KH362", {"columns": "unit, received_at, …"}, file=book.file))
    return found[0]


def _grid(book: Book, sheet: CalamineSheet, facts: SheetFacts) -> Grid:
    rows: Sequence[Sequence[Raw]] = sheet.to_python(skip_empty_area=False)
    odd = {row for row, _ in facts.wrong}
    lines = [
        Line(number, tuple(map(_composed, row)))
        for number, row in enumerate(chain(rows, repeat((), max(0, facts.rows - len(rows)))), 1)
        if number - 1 in odd or any(not isinstance(cell, str) or cell.strip() for cell in row)
    ]
    return Grid(book.file, tuple(lines), sheet.name, facts.merged, facts.wrong, facts.formulas, book.since_1904)


def _composed(cell: Raw) -> Raw:
    return nfc(cell).strip() if isinstance(cell, str) else cell
