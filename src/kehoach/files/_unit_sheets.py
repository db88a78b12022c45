"""Units from a sheet of a workbook: its rows as the text of a CSV file, a line for each, so that places are kept."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path

from kehoach.errors import Finding, InvalidFile
from kehoach.files._figures import Raw
from kehoach.files._grid import Grid, Line, address
from kehoach.files._workbook import read_grid

__all__ = ["is_workbook", "sheet_text"]

_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods")


def is_workbook(name: str) -> bool:
    """Whether a file is a workbook by its name."""
    return name.lower().endswith(_ENDINGS)


def sheet_text(path: Path, *, shown: str) -> str:
    """The only visible sheet of a workbook that holds something, as CSV text.

    Whole numbers become digits, days ISO texts. A cell that shows an error or a formula without a stored value, and
    cells that are merged, are refused: what they hold would be guessed.

    Args:
        path: The workbook, at most 64 MiB.
        shown: Its name in findings.

    Raises:
        InvalidFile: It cannot be read, unpacks to too much, or cells of it say nothing that can be relied on.
        MissingExtra: python-calamine is not installed.
    """
    grid = read_grid(path, shown=shown)
    found = [*_merged(grid), *_wrong(grid)]
    if found:
        raise InvalidFile(found)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    width = len(_cells(grid.lines[0])) if grid.lines else 0
    number = 0
    for line in grid.lines:
        while number < line.number - 1:  # a blank row keeps its line, so that every other keeps its number
            out.write("\n")
            number += 1
        cells = [_text(cell) for cell in _cells(line)]
        write(cells + [""] * (width - len(cells)))
        number += 1
    return out.getvalue()


def _cells(line: Line) -> list[Raw]:
    """The cells up to the last that holds something: a sheet has more columns than its table."""
    cells = list(line.cells)
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _text(cell: Raw) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _merged(grid: Grid) -> list[Finding]:
    return [
        grid.at(Finding("KH858", {"area": f"{address(first, left)}:{address(last, right)}"}), first + 1, left)
        for first, left, last, right in grid.merged
    ]


def _wrong(grid: Grid) -> list[Finding]:
    return [
        grid.at(
            Finding("KH860", {"cell": address(row, column), "error": error})
            if error
            else Finding("KH859", {"cell": address(row, column)}),
            row + 1,
            column,
        )
        for (row, column), error in grid.wrong.items()
    ]
