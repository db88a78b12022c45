"""Calendars from text and from plain data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import attrs

from kehoach._calendar._calendar import DayOff
from kehoach._calendar._days import parse_day
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["CalendarParts", "calendar_parts", "rows_of_csv"]

_KINDS = {"off": False, "work": True}


@attrs.frozen
class CalendarParts:
    """What a calendar is made from."""

    name: str
    week: tuple[int, ...]
    rows: tuple[DayOff, ...]
    first: date | None
    last: date | None


def rows_of_csv(text: str) -> tuple[DayOff, ...]:
    """The rows of a CSV with the columns day, kind, name, name_en, source, known_on; day and kind are needed.

    Raises:
        InvalidDeadline: A column is missing (KH252), or rows cannot be read (KH250, all of them).
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=False)
    columns = tuple((name or "").strip() for name in reader.fieldnames or ())
    for needed in ("day", "kind"):
        if needed not in columns:
            raise InvalidDeadline(Finding("KH252", {"column": needed, "columns": ", ".join(columns) or "none"}))
    fields = ("day", "kind", "name", "name_en", "source", "known_on")
    reader.fieldnames = columns
    return _rows([[str(row.get(name) or "") for name in fields] for row in reader])


def _rows(lines: Iterable[Sequence[str]]) -> tuple[DayOff, ...]:
    rows: list[DayOff] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines, 1):
        try:
            rows.append(_row(number, [part.strip() for part in line]))
        except InvalidDeadline as error:
            findings.extend(attrs.evolve(f, path=f"calendar.days[{number - 1}]") for f in error.findings)
    if findings:
        raise InvalidDeadline(findings)
    return tuple(rows)


def _row(number: int, line: Sequence[str]) -> DayOff:
    day, kind, name, name_en, source, known = (*line, *[""] * 6)[:6]
    if kind.lower() not in _KINDS:
        raise _bad(number, kind, "off or work", "off hoặc work")
    return DayOff(parse_day(day), _KINDS[kind.lower()], name, name_en, source, known or None)


def _bad(number: int, value: object, wanted: str, wanted_vi: str) -> InvalidDeadline:
    values = {"row": number, "value": str(value)[:60], "wanted": wanted, "wanted_vi": wanted_vi}
    return InvalidDeadline(Finding("KH250", values))


def calendar_parts(data: Mapping[str, object]) -> CalendarParts:
    """The parts of a calendar from what ``to_dict`` wrote.

    Raises:
        InvalidDeadline: Something in it cannot be read (KH250).
    """
    days, week = data.get("days", ()), data.get("week", (0, 1, 2, 3, 4))
    if not isinstance(days, (list, tuple)) or not all(isinstance(line, (list, tuple)) for line in days):
        raise _bad(0, days, "a list of rows", "danh sách các dòng")
    if not isinstance(week, (list, tuple)) or not all(type(k) is int and 0 <= k < 7 for k in week):
        raise _bad(0, week, "a list of weekdays from 0 to 6", "danh sách các thứ từ 0 đến 6")
    rows = _rows([[str(part) for part in line] for line in days])
    return CalendarParts(str(data.get("name", "own")), tuple(week), rows, _end(data.get("first")), _end(data.get("last")))


def _end(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return parse_day(str(value))
