"""Days off and days worked from a file: CSV, or iCalendar (RFC 5545); every fault is found, each at its line.

In an iCalendar file each event is one or more whole days off. An event is of days worked when one of its CATEGORIES is
``WORK`` or ``làm bù``, or when it says ``X-KEHOACH-KIND:work``. Its SUMMARY is the name of the days,
``X-KEHOACH-SOURCE`` the document that says so, ``X-KEHOACH-KNOWN-ON`` the day from which that was known.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, Protocol, cast

import attrs

from kehoach._calendar import Calendar, DayOff, parse_day
from kehoach._calendar._text import rows_of_csv
from kehoach._spelling import folded, nfc
from kehoach.errors import Finding, Invalid, InvalidDeadline, MissingExtra, Value
from kehoach.files._bytes import read_text
from kehoach.files._cells import lines_of

__all__ = ["read_calendar"]

_MOST: Final = 4 * 1024 * 1024  # bytes: a century of days off takes 200 kB
_LONGEST: Final = 366  # days of one event: a longer one is a mistake in a year
_SEPARATORS: Final = (",", ";", "\t")
_WORKED: Final = frozenset({"work", "worked", "working day", "làm bù", "làm việc", "ngày làm việc"})
_REPEATS: Final = ("RRULE", "RDATE", "RECURRENCE-ID")
_ONE: Final = timedelta(1)

Property = tuple[int, str]
"""A property of an event: the line at which it begins, and its value."""


def read_calendar(
    path: str | os.PathLike[str], *, base: Calendar | str | None = None, name: str | None = None
) -> Calendar:
    """A calendar from a file of days off and days worked, over another one or over plain weeks.

    Args:
        path: The file: iCalendar, or CSV with the columns ``day``, ``kind`` (off or work), ``name``, ``name_en``,
            ``source``, ``known_on``, separated by commas, semicolons or tabs. UTF-8, at most 4 MiB.
        base: The calendar beneath, or its name; None = Monday to Friday. A row wins over the same day of it.
        name: What it is called; the name of `base`, else ``own``, when None.

    Raises:
        InvalidFile: It cannot be read.
        InvalidDeadline: Everything that is wrong with its rows or events, at once, each with its line (KH250 to KH258).
        MissingExtra: It is iCalendar, and the package ``icalendar`` is not installed.
    """
    text, file = read_text(Path(path), most=_MOST), str(path)
    under = Calendar.named(base) if isinstance(base, str) else base
    is_ics = text.lstrip().upper().startswith("BEGIN:VCALENDAR")
    rows, found = _of_events(text) if is_ics else _of_table(text)
    found += _twice(rows)
    if found:
        ordered = sorted(found, key=lambda finding: finding.line or 0)
        raise InvalidDeadline(one.at(file=file, line=one.line, column=one.column or 1) for one in ordered)
    called = name or ("own" if under is None else under.name)
    return Calendar.from_rows([row for _, row in rows], name=called, base=under)


_Rows = list[tuple[int, DayOff]]


def _twice(rows: _Rows) -> list[Finding]:
    """Days of which a file speaks twice, at the second line."""
    seen: dict[date, int] = {}
    found: list[Finding] = []
    for line, row in rows:
        if seen.setdefault(row.day, line) != line:
            found.append(Finding("KH251", {"day": row.day.isoformat()}, line=line, path="calendar.days"))
    return found


# ---------------------------------------------------------------------- tables


def _of_table(text: str) -> tuple[_Rows, list[Finding]]:
    """The rows of a CSV text with their lines, and what is wrong with it."""
    lines = lines_of(text)
    separator = max(_SEPARATORS, key=lines[0].count)
    reader = csv.reader(lines, delimiter=separator)
    rows: _Rows = []
    found: list[Finding] = []
    heading: list[str] = []
    for cells in _cells_of(reader, found):
        if not heading:
            heading = [nfc(cell) for cell in cells]
        elif any(cell.strip() for cell in cells):
            found += _read_row(heading, cells, reader.line_num, rows)
            if any(finding.code == "KH252" for finding in found):
                break
    if not heading:
        found += _read_row([""], [""], 1, rows)
    return rows, found


def _cells_of(reader: Iterator[list[str]], found: list[Finding]) -> Iterator[list[str]]:
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            values: dict[str, Value] = {
                "row": 0,
                "value": str(error)[:60],
                "wanted": "a line of CSV",
                "wanted_vi": "dòng CSV hợp lệ",
            }
            found.append(Finding("KH250", values, line=getattr(reader, "line_num", 1)))


def _read_row(heading: Sequence[str], cells: Sequence[str], line: int, rows: _Rows) -> list[Finding]:
    """Add the day of one row, and say what is wrong with it; a missing column is a fault of the first line."""
    try:
        made = rows_of_csv(_plain_csv(heading, [nfc(cell) for cell in cells]))
    except InvalidDeadline as error:
        return [_at_line(finding, line) for finding in error.findings]
    rows += [(line, row) for row in made]
    return []


def _plain_csv(*lines: Sequence[str]) -> str:
    """Lines of CSV with every cell as it is: here nothing goes to a spreadsheet, so nothing is made safe for one."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _at_line(finding: Finding, line: int) -> Finding:
    if finding.code == "KH252":
        return attrs.evolve(finding, line=1)
    values = {**finding.values, "row": line} if "row" in finding.values else finding.values
    return attrs.evolve(finding, values=values, line=line, path="")


# ---------------------------------------------------------------------- events


def _of_events(text: str) -> tuple[_Rows, list[Finding]]:
    """The days of the events of an iCalendar text with their lines, and what is wrong with it."""
    found: list[Finding] = []
    rows: _Rows = []
    said: dict[tuple[date, bool], int] = {}
    for line, event in _events(text, found):
        for day in _days_of(line, event, found):
            key = (day.day, day.works)
            if key in said:  # two names for one day, as of a holiday and the day in lieu of another
                place = said[key]
                rows[place] = (rows[place][0], _joined(rows[place][1], day))
            else:
                said[key] = len(rows)
                rows.append((line, day))
    return rows, found


def _joined(one: DayOff, other: DayOff) -> DayOff:
    names = dict.fromkeys(name for name in (one.name, other.name) if name)
    return attrs.evolve(one, name="; ".join(names), source=one.source or other.source)


class _Content(Protocol):
    """A line of icalendar's, with types."""

    def parts(self) -> tuple[str, Mapping[str, object], str]:
        """Its name, parameters and value."""
        ...


def _parser() -> Callable[[str], _Content]:
    try:
        from icalendar.parser import Contentline
    except ImportError as error:
        raise MissingExtra("icalendar", "office") from error
    return cast("Callable[[str], _Content]", Contentline)


def _events(text: str, found: list[Finding]) -> Iterator[tuple[int, dict[str, Property]]]:
    """The events with the lines at which they begin; what is inside another component is passed over."""
    parsed = _parser()
    inside: list[tuple[str, int]] = []
    event: dict[str, Property] = {}
    for line, content in _unfolded(text):
        try:
            word, _, value = parsed(content).parts()
        except ValueError:
            found.append(_unreadable(content, line))
            continue
        name = word.upper()
        if name == "BEGIN":
            inside.append((value.upper(), line))
            event = {} if value.upper() == "VEVENT" else event
        elif name == "END":
            begun = _closed(inside, value.upper(), found)
            if begun is None:
                found.append(_unreadable(content, line))
            elif value.upper() == "VEVENT":
                yield begun, event
        elif inside and inside[-1][0] == "VEVENT":
            before = f"{event[name][1]}," if name == "CATEGORIES" and name in event else ""
            event[name] = (line, before + value)
    found += [_unreadable(f"BEGIN:{name}", line) for name, line in inside]


def _closed(inside: list[tuple[str, int]], name: str, found: list[Finding]) -> int | None:
    """Close a component, and what was left open in it; the line at which it begins, None where it never began."""
    if name not in (one for one, _ in inside):
        return None
    while True:
        last, line = inside.pop()
        if last == name:
            return line
        found.append(_unreadable(f"BEGIN:{last}", line))


def _unreadable(content: str, line: int) -> Finding:
    return Finding("KH255", {"value": content[:60]}, line=line)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """The content lines, each with the line at which it begins."""
    begins, whole = 1, ""
    for number, line in enumerate(lines_of(text), 1):
        if line[:1] in (" ", "\t") and whole:
            whole += line[1:]
            continue
        if whole.strip():
            yield begins, whole
        begins, whole = number, line
    if whole.strip():
        yield begins, whole


def _days_of(line: int, event: Mapping[str, Property], found: list[Finding]) -> Iterator[DayOff]:
    if event.get("STATUS", (0, ""))[1].upper() == "CANCELLED":
        return
    repeats = [Finding("KH257", {"name": name}, line=event[name][0]) for name in _REPEATS if name in event]
    known_on = _day(event, "X-KEHOACH-KNOWN-ON", found)
    span = _span(line, event, found)
    found += repeats
    if span is None or repeats:
        return
    day, last = span
    names = {"name": event.get("SUMMARY", (0, ""))[1], "source": event.get("X-KEHOACH-SOURCE", (0, ""))[1]}
    while day <= last:
        yield DayOff(day, works=_works(event), known_on=known_on, **{key: nfc(text) for key, text in names.items()})
        day += _ONE


def _works(event: Mapping[str, Property]) -> bool:
    kinds = [event.get("X-KEHOACH-KIND", (0, ""))[1], *event.get("CATEGORIES", (0, ""))[1].split(",")]
    return any(folded(kind) in _WORKED for kind in kinds)


def _span(line: int, event: Mapping[str, Property], found: list[Finding]) -> tuple[date, date] | None:
    """The first and the last day of an event; DTEND is the day after its last."""
    if "DTSTART" not in event:
        found.append(Finding("KH256", {"name": "DTSTART", "value": ""}, line=line))
        return None
    first, end = _day(event, "DTSTART", found), _day(event, "DTEND", found)
    days = _length(event, found)
    if first is None or (end is None and "DTEND" in event) or (days is None and "DURATION" in event):
        return None
    last = end - _ONE if end is not None else first + (_ONE if days is None else days) - _ONE
    if not first <= last < first + timedelta(_LONGEST):
        values: dict[str, Value] = {"first": first.isoformat(), "last": last.isoformat(), "most": _LONGEST}
        found.append(Finding("KH258", values, line=event.get("DTEND", event.get("DURATION", (line, "")))[0]))
        return None
    return first, last


def _day(event: Mapping[str, Property], name: str, found: list[Finding]) -> date | None:
    """The day of a property; an instant is no whole day."""
    if name not in event:
        return None
    line, value = event[name]
    figures = value.strip()
    try:
        if len(figures) == 8 and figures.isascii() and figures.isdigit():
            return parse_day(f"{figures[:4]}-{figures[4:6]}-{figures[6:]}")
    except Invalid as error:
        found += [attrs.evolve(finding, line=line) for finding in error.findings]
        return None
    found.append(Finding("KH256", {"name": name, "value": value[:60]}, line=line))
    return None


def _length(event: Mapping[str, Property], found: list[Finding]) -> timedelta | None:
    """The length that DURATION says, whole days."""
    if "DURATION" not in event:
        return None
    line, value = event["DURATION"]
    figures, unit = value.strip().upper().removeprefix("P")[:-1], value.strip().upper()[-1:]
    if value.strip().upper().startswith("P") and figures.isdecimal() and figures.isascii() and unit in ("D", "W"):
        return timedelta(min(int(figures), 10_000) * (7 if unit == "W" else 1))
    found.append(Finding("KH256", {"name": "DURATION", "value": value[:60]}, line=line))
    return None
