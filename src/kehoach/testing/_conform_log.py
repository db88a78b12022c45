"""A log from elsewhere: who did what when, in a table of three columns."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import attrs

from kehoach._spelling import folded
from kehoach.errors import Finding, Invalid, InvalidFile, listed
from kehoach.files._bytes import MAX_TABLE, read_text
from kehoach.files._instants import act_instant

__all__ = ["Occurrence", "read_occurrences"]

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "đơn vị", "mã đơn vị", "case", "case id", "case:concept:name"),
    "act": ("act", "trigger", "việc", "activity", "concept:name"),
    "time": ("time", "at", "thời gian", "thời điểm", "ngày", "timestamp", "time:timestamp"),
}
"""The columns of a log, and the headings by which they are known."""
_MARKS: Final = (",", ";", "\t")
_MOST: Final = 1000  # rows that cannot be read; more come of one mistake


@attrs.frozen
class Occurrence:
    """One thing that happened, as a log tells it.

    Attributes:
        unit: The duty: ``unit``, ``unit:form`` or ``unit:form@period``; or a name that one unit bears.
        act: A trigger of the plan's lifecycle, or what it is called.
        at: When, in microseconds since 1970 UTC.
        file, line: Where it stands, where it came from a file.
    """

    unit: str
    act: str
    at: int
    file: str | None = attrs.field(default=None, kw_only=True, eq=False)
    line: int | None = attrs.field(default=None, kw_only=True, eq=False)


def read_occurrences(
    path: str | os.PathLike[str], *, zone: str, columns: Mapping[str, str] | None = None
) -> tuple[Occurrence, ...]:
    """The rows of a CSV file, in the order in which they happened; of one instant, in that of the file.

    Args:
        path: The file, at most 64 MiB of UTF-8, separated by commas, semicolons or tabs.
        zone: The zone of times that say none.
        columns: Which headings mean ``unit``, ``act`` and ``time``, where they are called otherwise.

    Raises:
        InvalidFile: It cannot be read, has no such column (KH887), or a time in it cannot be read; every problem.
    """
    name = str(path)
    rows = _rows(read_text(Path(path), most=MAX_TABLE))
    first = next(rows, None)
    heading = [] if first is None else first[1]
    places = _places(heading, columns or {}, name)
    found: list[Occurrence] = []
    problems: list[Finding] = []
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        unit, act, time = (row[place].strip() if place < len(row) else "" for place in places)
        try:
            found.append(Occurrence(unit, act, _instant(time, zone), file=name, line=line))
        except Invalid as error:
            problems += [one.at(file=name, line=line) for one in error.findings]
            if len(problems) > _MOST:
                break
    if problems:
        raise InvalidFile(problems)
    return tuple(sorted(found, key=lambda one: one.at))


def _instant(text: str, zone: str) -> int:
    """When, down to seconds; a day alone is 08:00 of it."""
    try:
        return act_instant(text, zone)
    except Invalid:
        from kehoach.testing._moments import Moment, read_moment

        read = read_moment(text, zone=zone, issued_on=None)
        if not isinstance(read, Moment):
            raise
        return read.at


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with the numbers of their lines."""
    head = text.split("\n", 1)[0]
    mark = max(_MARKS, key=head.count)
    reader = csv.reader(text.splitlines(), delimiter=mark)
    for row in reader:
        yield reader.line_num, row


def _places(heading: list[str], columns: Mapping[str, str], name: str) -> list[int]:
    known = [folded(cell) for cell in heading]
    places: list[int] = []
    problems: list[Finding] = []
    for column, words in COLUMNS.items():
        wanted = (columns[column],) if column in columns else words
        place = next((known.index(folded(word)) for word in wanted if folded(word) in known), None)
        if place is None:
            values = {"column": wanted[0], "columns": listed(cell.strip() for cell in heading) or "none"}
            problems.append(Finding("KH887", values, file=name, line=1))
        else:
            places.append(place)
    if problems:
        raise InvalidFile(problems)
    return places
