"""A table before anybody asks what it means: rows of cells, each with its place in a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Final

import attrs

from kehoach._hierarchy import unguarded
from kehoach._spelling import nfc
from kehoach.errors import Finding, InvalidFile, Value
from kehoach.files._figures import Raw

__all__ = ["MOST_ROWS", "Area", "Grid", "Line", "address", "grid_of_text"]

MOST_ROWS: Final = 100_000
"""Rows of a table; a directive has some thousands of units."""

_SEPARATORS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 20  # lines before one that has a separator

Area = tuple[int, int, int, int]
"""The first row and column, and the last row and column, of a rectangle of cells; all count from 0."""


@attrs.frozen
class Line:
    """A row.

    Attributes:
        number: The line of the text in which it begins, or the row of the sheet; from 1.
        cells: What its cells hold, from the first column on.
    """

    number: int
    cells: tuple[Raw, ...]


@attrs.frozen
class Grid:
    """A table.

    Attributes:
        file: The file, as it was named.
        lines: The rows that are not blank.
        sheet: The sheet of a workbook; None in a text.
        merged: Rectangles of cells that are shown as one.
        wrong: What stands in a cell instead of a value, by row and column, from 0: the error of its formula, or a
            blank where the formula has no stored value.
        formulas: The cells whose value a formula gave when the workbook was stored, from 0.
        since_1904: Whether days count from 1904.
    """

    file: str
    lines: tuple[Line, ...]
    sheet: str | None = None
    merged: tuple[Area, ...] = ()
    wrong: Mapping[tuple[int, int], str] = attrs.field(factory=dict[tuple[int, int], str])
    formulas: frozenset[tuple[int, int]] = frozenset()
    since_1904: bool = False

    def place(self, line: int, column: int | None = None) -> str:
        """A row or a cell as findings name it: ``in.csv:5``, ``in.xlsx:Sheet1!B5``.

        Args:
            line: The number of the row.
            column: Which cell, from 0; the whole row when None.
        """
        if self.sheet is None:
            return f"{self.file}:{line}"
        name = self.sheet if self.sheet.isalnum() else "'" + self.sheet.replace("'", "''") + "'"
        return f"{self.file}:{name}!{line if column is None else address(line - 1, column)}"

    @property
    def is_doubtful(self) -> bool:
        """Whether any cell is amiss."""
        return bool(self.wrong)

    def cell(self, line: int, column: int) -> str:
        """A cell as texts name it, such as ``B5``.

        Args:
            line: The number of the row.
            column: Which cell, from 0.
        """
        return address(line - 1, column)

    def amiss(self, row: int, column: int) -> Finding | None:
        """What is wrong with a cell before anybody asks what it means: a formula that gave an error, or no value.

        Args:
            row: Its row, from 0.
            column: Its column, from 0.
        """
        error = self.wrong.get((row, column))
        if error is None:
            return None
        return Finding("KH860" if error else "KH859", {"cell": address(row, column), "error": error})

    def at(self, finding: Finding, line: int, column: int | None = None) -> Finding:
        """A finding with its place in this table."""
        if self.sheet is None:
            return attrs.evolve(finding, file=self.file, line=line, column=None)
        return attrs.evolve(finding, file=self.place(line, column), line=None, column=None)


def address(row: int, column: int) -> str:
    """A cell as spreadsheets name it; both count from 0.

    >>> address(4, 1), address(0, 26)
    ('B5', 'AA1')
    """
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def grid_of_text(text: str, file: str) -> Grid:
    """The table of a CSV text: commas, semicolons or tabs, whichever its first rows have.

    Raises:
        InvalidFile: A quotation mark is open, or there are too many rows.
    """
    lines = tuple(Line(number, cells) for number, cells in _rows(text, file))
    if len(lines) > MOST_ROWS:
        values: dict[str, Value] = {"rows": len(lines), "columns": len(lines[0].cells), "most": MOST_ROWS}
        raise InvalidFile(Finding("KH854", values, file=file))
    return Grid(file, lines)


def _rows(text: str, file: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    heads = text[:100_000].splitlines()[:_LOOKED_AT]
    head = next((one for one in heads if any(separator in one for separator in _SEPARATORS)), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(_SEPARATORS, key=head.count), strict=True)
    rows = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidFile(Finding("KH366", {"problem": str(error), "rows": rows}, file=file, line=line)) from error
        rows += 1
        if any(cell.strip() for cell in row):
            yield line, tuple(unguarded(nfc(cell).strip()) for cell in row)
