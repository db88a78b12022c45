"""What is inside a workbook, before it is unpacked for reading: sizes, sheets, formulas, and how far the cells reach.

python-calamine gives values only. A formula whose value was never stored looks like a zero to it, an error like a
blank, and one cell in the last corner makes it lay out 17 thousand million cells; so each sheet is walked once before.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final
from xml.parsers import expat  # a DOCTYPE is refused below, so there are no entities

import attrs

from kehoach.errors import Finding, InvalidFile, Value
from kehoach.files._grid import MOST_ROWS, Area

__all__ = ["MOST_UNPACKED", "Book", "SheetFacts", "open_book"]

MOST_UNPACKED: Final = 48 * 1024 * 1024
"""Bytes of all parts of a workbook; 100,000 rows of ten figures have about 35 MB."""

_RATIO: Final = 200  # a part that packs tighter is made for it: sheets of figures reach 20, blank ones 80
_SMALL: Final = 1024 * 1024  # bytes of a part whose ratio does not matter
_MOST_PARTS: Final = 2_000
_MOST_COLUMNS: Final = 256
_MOST_CELLS: Final = 4_000_000  # of the rectangle around all cells; calamine lays out each of them
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"

Spot = tuple[int, int]
"""A cell: its row and column, from 0."""


@attrs.frozen
class SheetFacts:
    """What a walk over a sheet found.

    Attributes:
        rows: How many rows reach down to the last cell.
        columns: How many columns reach to the last cell.
        wrong: Cells without a value: the error of their formula, or a blank where no value is stored.
        formulas: Cells whose value a formula gave.
        merged: Rectangles of cells that are shown as one.
    """

    rows: int = 0
    columns: int = 0
    wrong: Mapping[Spot, str] = attrs.field(factory=dict[Spot, str])
    formulas: frozenset[Spot] = frozenset()
    merged: tuple[Area, ...] = ()


@attrs.frozen
class Book:
    """The parts of a workbook.

    Attributes:
        file: The file, as it was named.
        parts: The archive.
        paths: The part of each sheet, by the name of the sheet.
        since_1904: Whether days count from 1904.
    """

    file: str
    parts: zipfile.ZipFile
    paths: Mapping[str, str]
    since_1904: bool

    def facts(self, sheet: str) -> SheetFacts:
        """What a walk over a sheet finds.

        Raises:
            InvalidFile: It is damaged, or reaches too far.
        """
        walk = _Walk()
        _walked(self.file, self.parts, self.paths[sheet], walk)
        if walk.rows > MOST_ROWS or walk.columns > _MOST_COLUMNS or walk.rows * walk.columns > _MOST_CELLS:
            size: dict[str, Value] = {"rows": walk.rows, "columns": walk.columns, "most": MOST_ROWS}
            raise InvalidFile(Finding("KH854", size, file=self.file))
        return SheetFacts(walk.rows, walk.columns, walk.wrong, frozenset(walk.formulas), tuple(walk.merged))


def open_book(data: bytes, file: str) -> Book:
    """The parts of a workbook; sizes are judged by the directory of the archive, before anything is unpacked.

    Args:
        data: The file.
        file: What to call it in findings.

    Raises:
        InvalidFile: It unpacks to too much, or is no workbook.
    """
    try:
        parts = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(file) from error
    _judge(parts, len(data), file)
    return _book(parts, file)


def _judge(parts: zipfile.ZipFile, given: int, file: str) -> None:
    every = parts.infolist()
    unpacked = sum(one.file_size for one in every)
    tight = any(one.file_size > _SMALL and one.file_size > _RATIO * one.compress_size for one in every)
    if unpacked > MOST_UNPACKED or tight or len(every) > _MOST_PARTS:
        values = {"given": given, "unpacked": unpacked, "most": MOST_UNPACKED}
        raise InvalidFile(Finding("KH852", values, file=file))
    try:
        lying = parts.testzip()  # reads no more of a part than the directory says it has
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError) as error:
        raise _damaged(file) from error
    if lying is not None:
        raise _damaged(file)


def _book(parts: zipfile.ZipFile, file: str) -> Book:
    names = set(parts.namelist())
    if not {_BOOK, _LINKS} <= names:
        raise _damaged(file)
    book, links = _Elements("sheet", "workbookPr"), _Elements("Relationship")
    _walked(file, parts, _BOOK, book)
    _walked(file, parts, _LINKS, links)
    targets = {one.get("Id", ""): _target(one.get("Target", "")) for _, one in links.found}
    paths: dict[str, str] = {}
    for kind, one in book.found:
        target = targets.get(one.get("id", ""), "")
        if kind == "sheet" and target in names:
            paths[one.get("name", "")] = target
    since_1904 = any(one.get("date1904") in ("1", "true") for kind, one in book.found if kind == "workbookPr")
    return Book(file, parts, paths, since_1904)


def _target(path: str) -> str:
    return posixpath.normpath(path.lstrip("/") if path.startswith("/") else f"xl/{path}")


class _Handler:
    """What a walk over a part is told."""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Characters stand here."""


class _Elements(_Handler):
    """The attributes of some elements, all by their local names."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name in self.names:
            self.found.append((name, {_local(key): value for key, value in given.items()}))


class _Walk(_Handler):
    """The cells of a sheet."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self.wrong: dict[Spot, str] = {}
        self.formulas: list[Spot] = []
        self.merged: list[Area] = []
        self._row, self._column, self._kind = -1, -1, ""
        self._formula = self._in_value = False
        self._value: list[str] = []

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "row":
            stated = given.get("r", "")
            self._row = int(stated) - 1 if _is_row(stated) else self._row + 1
            self._column = -1
        elif name == "c":
            self._cell(given)
        elif name == "f":
            self._formula = True
        elif name in ("v", "t"):
            self._in_value = True
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def _cell(self, given: Mapping[str, str]) -> None:
        stated = _ADDRESS.fullmatch(given.get("r", ""))
        if stated is not None:
            self._row, self._column = int(stated[2]) - 1, _column(stated[1])
        else:
            self._column += 1
        self._kind, self._formula, self._value = given.get("t", ""), False, []

    def _merge(self, area: str) -> None:
        corners = [_ADDRESS.fullmatch(corner) for corner in area.split(":")]
        if len(corners) == 2 and corners[0] is not None and corners[1] is not None:
            first, last = ((int(one[2]) - 1, _column(one[1])) for one in (corners[0], corners[1]))
            self.merged.append((*first, *last))

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._in_value = False
        elif name == "c":
            value, spot = "".join(self._value), (self._row, self._column)
            if value or self._formula:  # a cell that is only coloured reaches nowhere
                self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)
            if self._kind == "e":
                self.wrong[spot] = value[:20]
            elif self._formula and not value and self._kind != "str":
                self.wrong[spot] = ""
            elif self._formula:
                self.formulas.append(spot)


def _is_row(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < len(text) < 8


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Doctype(Exception):
    """A part declares entities; no spreadsheet does."""


def _walked(file: str, parts: zipfile.ZipFile, path: str, handler: _Handler) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refused
    parser.StartElementHandler = lambda name, given: handler.start(_local(name), given)
    parser.EndElementHandler = lambda name: handler.end(_local(name))
    parser.CharacterDataHandler = handler.text
    try:
        with parts.open(path) as part:
            parser.ParseFile(part)
    except (expat.ExpatError, _Doctype, zipfile.BadZipFile, OSError, KeyError) as error:
        raise _damaged(file) from error


def _refused(*_: object) -> None:
    raise _Doctype


def _damaged(file: str) -> InvalidFile:
    return InvalidFile(Finding("KH850", {"file": file}, file=file))
