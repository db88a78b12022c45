"""Calendars from text and from plain data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, cast

import attrs

from kehoach._calendar._days import parse_day
from kehoach._calendar._rows import DayOff
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["CalendarParts", "calendar_parts", "rows_of_csv"]

_KINDS: Final = {"off": False, "work": True}
_FIELDS: Final = ("day", "kind", "name", "name_en", "source", "known_on")


@attrs.frozen
class CalendarParts:
    """What a calendar is made from; see `Calendar`."""

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
    try:
        lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    except csv.Error as error:
        raise _bad(0, str(error), "a line of CSV", "dòng CSV hợp lệ") from error
    columns = [name.strip().lower() for name in lines[0]] if lines else []
    for needed in ("day", "kind"):
        if needed not in columns:
            raise InvalidDeadline(Finding("KH252", {"column": needed, "columns": ", ".join(columns) or "-"}))
    found = (dict(zip(columns, line, strict=False)) for line in lines[1:] if line)
    return _rows([row.get(name, "") for name in _FIELDS] for row in found)


def _rows(lines: Iterable[Sequence[str]]) -> tuple[DayOff, ...]:
    rows: list[DayOff] = []
    findings: list[Finding] = []
    for number, line in enumerate(lines):
        try:
            rows.append(_row(number, [part.strip() for part in line]))
        except InvalidDeadline as error:
            findings.extend(attrs.evolve(finding, path=f"calendar.days[{number}]") for finding in error.findings)
    if findings:
        raise InvalidDeadline(findings)
    return tuple(rows)


def _row(number: int, line: Sequence[str]) -> DayOff:
    day, kind, name, name_en, source, known = (*line, *[""] * len(_FIELDS))[: len(_FIELDS)]
    works = _KINDS.get(kind.lower())
    if works is None:
        raise _bad(number + 1, kind, "off or work", "off hoặc work")
    return DayOff(day, works=works, name=name, name_en=name_en, source=source, known_on=known)


def _bad(number: int, value: object, wanted: str, wanted_vi: str) -> InvalidDeadline:
    shown = str(value)[:60]
    return InvalidDeadline(Finding("KH250", {"row": number, "value": shown, "wanted": wanted, "wanted_vi": wanted_vi}))


def calendar_parts(data: Mapping[str, object]) -> CalendarParts:
    """The parts of a calendar from what ``to_dict`` wrote.

    Raises:
        InvalidDeadline: Something in it cannot be read (KH250).
    """
    days, week = data.get("days", ()), data.get("week", (0, 1, 2, 3, 4))
    if not _is_table(days):
        raise _bad(0, days, "a list of rows", "danh sách các dòng")
    if not _is_week(week):
        raise _bad(0, week, "a list of weekdays from 0 to 6", "danh sách các thứ từ 0 đến 6")
    lines = cast("Sequence[Sequence[object]]", days)
    return CalendarParts(
        str(data.get("name", "own")),
        tuple(cast("Sequence[int]", week)),
        _rows([str(part) for part in line] for line in lines),
        _end(data.get("first")),
        _end(data.get("last")),
    )


def _is_week(week: object) -> bool:
    return isinstance(week, list | tuple) and all(type(day) is int for day in cast("Sequence[object]", week))


def _is_table(days: object) -> bool:
    return isinstance(days, list | tuple) and all(
        isinstance(line, list | tuple) for line in cast("Sequence[object]", days)
    )


def _end(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return parse_day(str(value))
