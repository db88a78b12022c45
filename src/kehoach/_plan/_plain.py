"""A plan as plain data, in the shape of its file, and the digest of what it says."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._calendar import Calendar, DayOff, WorkingDays
from kehoach._deadline import Deadline
from kehoach._hierarchy import Hierarchy
from kehoach._lifecycle import Lifecycle
from kehoach._plan._quorum import Quorum
from kehoach._plan._values import DutyRow, Event, Group, Policy
from kehoach._spelling import nfc
from kehoach.errors import Invalid

if TYPE_CHECKING:
    from kehoach._plan._plan import Plan

__all__ = ["FORMAT", "digest_of", "plain"]

FORMAT: Final = 1
"""The number of the file format; a later one is refused by its number."""

_BEYOND: Final = 366  # days after the last day a plan names that its calendar keeps: room for extensions


def plain(plan: Plan, *, resolved: bool, worded: bool = True) -> dict[str, object]:
    """The document of a plan; see `Plan.to_dict`.

    Args:
        plan: The plan.
        resolved: Whether calendar and lifecycle are written out.
        worded: Whether deadlines are written in the words they came from.
    """
    data: dict[str, object] = {"format": FORMAT} if resolved else {}
    data["directive"] = plan.directive.to_dict()
    reading = plan.reading.to_dict()
    data["reading"] = reading if resolved else _changed(reading, type(plan.reading)().to_dict())
    policy = _policy(plan.policy)
    said = policy if resolved else _changed(policy, _policy(type(plan.policy)()))
    data["policy"] = {key: value for key, value in said.items() if value is not None}
    data["tiers"] = list(_tiers(plan, worded=worded))
    data["units"] = [] if plan.hierarchy is None else list(_units(plan.hierarchy))
    data["groups"] = [_group(group) for group in plan.groups]
    data["duties"] = [_row(row, plan, worded=worded) for row in (*plan.rows, *_narrow(plan))]
    data["events"] = [_event(event) for event in plan.events]
    data |= {"reminders": [one.to_dict() for one in plan.reminders]} if plan.reminders else {}
    data["outline"] = [_composed(section.to_dict()) for section in plan.outline]
    data["indicators"] = [_composed(indicator.to_dict()) for indicator in plan.indicators]
    data |= {"checks": [_composed(check.to_dict()) for check in plan.checks]} if plan.checks else {}
    data["lifecycle"] = _lifecycle(plan.lifecycle, resolved=resolved)
    data["calendar"] = _calendar(plan, resolved=resolved)
    data["scenario"] = {} if plan.scenario is None else plan.scenario.to_dict()
    return {key: value for key, value in data.items() if value or resolved}


def _policy(policy: Policy) -> dict[str, object]:
    said = attrs.asdict(policy, recurse=False)
    if isinstance(policy.gate, Quorum):
        said["gate"] = policy.gate.to_dict()
    said["quorum_from"] = None if policy.quorum_from is None else policy.quorum_from.isoformat()
    said["precedence"] = list(policy.precedence) or None  # absent, so that plans without it keep their digest
    return said


def digest_of(plan: Plan) -> str:
    """The SHA-256 of the canonical JSON of a plan: keys sorted, no blanks, text in NFC, no floats.

    The calendar counts with the years the plan can lean on: those of its days and the one after. The wording of a
    deadline does not count, its rule does. Nor does the scenario: how long things take asks nothing of anybody.
    """
    data: dict[str, object] = plain(plan, resolved=True, worded=False)
    data |= {"scenario": {}, "calendar": _table(plan.calendar, *_span(plan))}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _composed(data: Mapping[str, object]) -> dict[str, object]:
    """A table with its texts in NFC, as a file would give them back."""
    return {key: nfc(value) if isinstance(value, str) else value for key, value in data.items()}


def _changed(data: Mapping[str, object], usual: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if value != usual[key]}


def _tiers(plan: Plan, *, worded: bool) -> Iterator[dict[str, object]]:
    for tier in plan.tiers:
        said: dict[str, object] = {"id": tier.id}
        if tier.name:
            said["name"] = tier.name
        if not tier.owes:
            said["owes"] = False
        if tier.id in plan.deadlines:
            said |= _written(plan.deadlines[tier.id], plan, "deadline", worded=worded)
        if tier.id in plan.processing:
            said["processing"] = plan.processing[tier.id]
        yield said


def _written(deadline: Deadline, plan: Plan, key: str, *, worded: bool) -> dict[str, object]:
    """A deadline as a file writes it: in the words it came from where they say the same, else in its canonical text."""
    said: dict[str, object] = {}
    issued_on = plan.directive.issued_on
    bare = attrs.evolve(deadline, checked_by=None)
    if not worded:
        said[key] = str(deadline)
    elif deadline.words and _reads_as(deadline.words, issued_on, deadline):
        said[key] = deadline.words
    elif key == "deadline" and deadline.words and _reads_as(deadline.words, issued_on, bare):
        said |= {key: deadline.words, "checked_by": _plain_text(deadline.checked_by)}
    else:
        said[key] = str(deadline)
    if deadline.clause:
        said["clause"] = deadline.clause
    return said


def _plain_text(deadline: Deadline | None) -> str:
    return "" if deadline is None else deadline.words or str(deadline)


def _reads_as(words: str, issued_on: date | None, deadline: Deadline) -> bool:
    try:
        return Deadline.parse(words, issued_on=issued_on) == deadline
    except Invalid:
        return False


def _units(hierarchy: Hierarchy) -> Iterator[dict[str, object]]:
    rows = iter(hierarchy.to_rows())
    heading = next(rows)
    for row in rows:
        yield {key: cell for key, cell in zip(heading, row, strict=True) if cell}


def _group(group: Group) -> dict[str, object]:
    named: dict[str, object] = {"name": group.name} if group.name else {}
    return {"id": group.id, **named, "units": list(group.units)}


def _event(event: Event) -> dict[str, object]:
    named: dict[str, object] = {"name": event.name} if event.name else {}
    return {"id": event.id, **named} | ({} if event.on is None else {"on": event.on.isoformat()})


def _row(row: DutyRow, plan: Plan, *, worded: bool) -> dict[str, object]:
    said: dict[str, object] = {"form": row.form, "owed_by": list(row.owed_by)}
    if row.kind != "report":
        said["kind"] = row.kind
    for key in ("to", "binding"):
        if getattr(row, key) is not None:
            said[key] = getattr(row, key)
    for key in ("copies", "doubt"):
        if getattr(row, key):
            said[key] = list(getattr(row, key))
    for key in ("opens", "deadline", "closes"):
        if getattr(row, key) is not None:
            said |= _written(getattr(row, key), plan, key, worded=worded)
    said |= _order(row, worded=worded)
    if row.override:
        said["override"] = True
    if row.clause:
        said["clause"] = row.clause
    return said


def _order(row: DutyRow, *, worded: bool) -> dict[str, object]:
    """What a row says of when it comes again, what it waits for and what its clocks are."""
    said: dict[str, object] = {}
    if row.after is not None:
        said["after"] = [attrs.asdict(one) for one in row.after]
    if row.gate is not None:
        said["gate"] = row.gate.to_dict() if isinstance(row.gate, Quorum) else row.gate
    if row.period is not None:
        said["period"] = row.period.to_dict()
    for key in ("only_if", "estimate"):
        if getattr(row, key) is not None:
            said[key] = getattr(row, key)
    clocks = {key: _clock(getattr(row, key), worded=worded) for key in ("rework", "review") if getattr(row, key)}
    if clocks:
        said["clocks"] = clocks
    return said


def _clock(deadline: Deadline, *, worded: bool) -> str:
    return deadline.words if worded and deadline.words and _reads_as(deadline.words, None, deadline) else str(deadline)


def _narrow(plan: Plan) -> Iterator[DutyRow]:
    """Deadlines given for groups and units by name, as the rows they are short for."""
    tiers = {tier.id for tier in plan.tiers}
    for name, deadline in plan.deadlines.items():
        if name not in tiers:
            yield DutyRow(owed_by=(name,), deadline=deadline, override=True, clause=deadline.clause)


def _lifecycle(lifecycle: Lifecycle, *, resolved: bool) -> dict[str, object]:
    data = lifecycle.to_dict()
    return data if resolved or data != Lifecycle.report().to_dict() else {}


def _calendar(plan: Plan, *, resolved: bool) -> dict[str, object]:
    """The plan's own rows or calendar; resolved, the whole table, on which late acts lean as well."""
    if not resolved:
        if plan.days:
            return {"days": [_day(row) for row in plan.days]}
        if plan.arguments()["calendar"] is None and isinstance(plan.reading.calendar, str):
            return {}
    years = (date.min, date.max) if isinstance(plan.calendar, Calendar) else _span(plan)
    return _table(plan.calendar, *years)


def _span(plan: Plan) -> tuple[date, date]:
    days = [day for day in (plan.directive.issued_on, plan.directive.effective_on) if day is not None]
    days += [event.on for event in plan.events if event.on is not None]
    days += [one.due.last_day for one in plan.layers() if one.due.last_day is not None]
    if not days:
        return date(1900, 1, 1), date(2200, 12, 31)
    last = min(max(days).toordinal() + _BEYOND, date.max.toordinal())  # a span of years may end in the last there is
    return date(min(days).year, 1, 1), date(date.fromordinal(last).year, 12, 31)


def _table(calendar: Calendar | WorkingDays, first: date, last: date) -> dict[str, object]:
    if not isinstance(calendar, Calendar):
        return {"name": type(calendar).__name__, "week": [0, 1, 2, 3, 4], "days": list(_walked(calendar, first, last))}
    rows = [_day(row) for row in calendar.rows if first <= row.day <= last]
    table: dict[str, object] = {"name": calendar.name, "week": list(calendar.week), "days": rows}
    known = [max(calendar.first or first, first), min(calendar.last or last, last)]
    if known[0] > known[1]:  # no day of the span is certain: the nearest that is stands for the end
        known = (
            [calendar.last] * 2
            if calendar.last is not None and calendar.last < first
            else [calendar.first or first] * 2
        )
    for key, bound, clipped in zip(("first", "last"), (calendar.first, calendar.last), known, strict=True):
        if bound is not None:
            table[key] = clipped.isoformat()
    return table


def _walked(calendar: WorkingDays, first: date, last: date) -> Iterator[dict[str, object]]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        works = bool(calendar.is_working_day(day))
        if works != (day.weekday() < 5):
            yield _day(DayOff(day, works=works))


def _day(row: DayOff) -> dict[str, object]:
    names = ("day", "kind", "name", "name_en", "source", "known_on")
    return {name: text for name, text in zip(names, row.to_list(), strict=True) if text}
