"""The log of a campaign as OCEL 2.0, for tools of object-centric process mining (DOI 10.48550/arXiv.2403.01975).

Objects are the units, with whom they report to, and the duties, whose state changes with the events. An event speaks of
its duty, of the unit that acted and, where a figure was taken upward or let go, of the duty that took it. Names of
persons stay out unless they are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, cast

from kehoach._clock import from_micros
from kehoach._hierarchy import Hierarchy
from kehoach._plan import FAR, Plan
from kehoach._progress import LogEntry, flat_of, hierarchy_of, selected
from kehoach.errors import UnknownName
from kehoach.files._xes import stamp

if TYPE_CHECKING:
    from kehoach._campaign import Campaign

__all__ = ["ocel_of"]

_EPOCH: Final = "1970-01-01T00:00:00Z"
_OF_EVENTS: Final = {
    "seq": "integer",
    "version": "integer",
    "by": "string",
    "acting_for": "string",
    "received_at": "time",
    "person": "string",
}
_OF_OBJECTS: Final = {
    "unit": {"name": "string", "tier": "string"},
    "report": {"form": "string", "period": "string", "due_before": "time", "state": "string"},
    "act": {"form": "string", "period": "string", "due_before": "time", "state": "string"},
}
_UP: Final = {"row": "into", "unrow": "out of"}


def ocel_of(campaign: Campaign, *, persons: bool = False) -> str:
    """The log of a campaign as the text of an OCEL 2.0 file, in JSON.

    Args:
        campaign: The campaign.
        persons: Whether the persons who acted are named.
    """
    plan, log = campaign.plan, campaign.log()
    made = _Making(plan, log, persons=persons)
    events = [made.event(entry) for entry in log]
    said = {
        "objectTypes": [_type(name, fields) for name, fields in _OF_OBJECTS.items()],
        "eventTypes": [_type(name, _OF_EVENTS) for name in dict.fromkeys(entry.trigger for entry in log)],
        "objects": [*made.units(), *made.duties()],
        "events": events,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _type(name: str, fields: dict[str, str]) -> dict[str, object]:
    return {"name": name, "attributes": [{"name": key, "type": kind} for key, kind in fields.items()]}


def _unit(unit: str) -> str:
    """The id of a unit, which a report of it bears too."""
    return f"unit {unit}"


class _Making:
    """One log on its way to a file."""

    def __init__(self, plan: Plan, log: Sequence[LogEntry], *, persons: bool) -> None:
        self.plan, self.log, self.persons = plan, log, persons
        self.hierarchy: Hierarchy = hierarchy_of(plan)
        self.flat = flat_of(plan)
        self.effects = {move.trigger: _UP[move.effect] for move in self.flat.moves if move.effect in _UP}

    def units(self) -> Iterator[dict[str, object]]:
        """Every unit, with whom it reports to."""
        for unit in self.hierarchy.units:
            above = self.hierarchy.superiors(unit.id)
            fields = (("name", unit.name or unit.id), ("tier", unit.tier))
            yield {
                "id": _unit(unit.id),
                "type": "unit",
                "attributes": [{"name": name, "time": _EPOCH, "value": value} for name, value in fields],
                "relationships": [{"objectId": _unit(one), "qualifier": "reports to"} for one in above],
            }

    def duties(self) -> Iterator[dict[str, object]]:
        """Every duty, with the states it went through."""
        columns, moved = self.plan.columns, dict[str, list[LogEntry]]()
        for entry in self.log:
            if entry.dest and entry.dest != entry.source:
                moved.setdefault(entry.duty, []).append(entry)
        for number, name in enumerate(columns.names):
            place = columns.form_of[number]
            is_act = place in columns.acts
            first = self.flat.states[self.flat.initials[1 if is_act else 0]]
            due, period = columns.due_before[number], columns.periods[place]
            told = [("form", _EPOCH, columns.forms[place])]
            told += [("period", _EPOCH, period)] if period is not None else []
            told += [("due_before", _EPOCH, stamp(from_micros(due)))] if due != FAR else []
            told += [("state", _EPOCH, first), *(("state", stamp(one.at), one.dest) for one in moved.get(name, ()))]
            unit = self.hierarchy.columns.ids[columns.unit_of[number]]
            yield {
                "id": name,
                "type": "act" if is_act else "report",
                "attributes": [{"name": key, "time": since, "value": value} for key, since, value in told],
                "relationships": [{"objectId": _unit(unit), "qualifier": "of"}],
            }

    def event(self, entry: LogEntry) -> dict[str, object]:
        """One line of the log."""
        told: dict[str, object] = {"seq": entry.seq, "version": entry.version, "by": entry.by}
        if entry.acting_for is not None:
            told["acting_for"] = entry.acting_for
        if entry.received_at is not None:
            told["received_at"] = stamp(entry.received_at)
        if self.persons and entry.person is not None:
            told["person"] = entry.person
        return {
            "id": str(entry.seq),
            "type": entry.trigger,
            "time": stamp(entry.at),
            "attributes": [{"name": name, "value": value} for name, value in told.items()],
            "relationships": [{"objectId": one, "qualifier": qualifier} for one, qualifier in self._about(entry)],
        }

    def _about(self, entry: LogEntry) -> Iterator[tuple[str, str]]:
        """What an event speaks of, each with its part in it."""
        if entry.duty:
            yield entry.duty, "of"
        if entry.by in self.hierarchy:
            yield _unit(entry.by), "by"
        if entry.trigger in self.effects:
            yield from ((one, self.effects[entry.trigger]) for one in self._taker(entry))
        if not entry.duty:
            yield from ((self.plan.columns.names[duty], "changes") for duty in self._selected(entry))

    def _taker(self, entry: LogEntry) -> Iterator[str]:
        """The duty of the superior that takes a figure, or lets it go."""
        columns = self.plan.columns
        actor = entry.acting_for or entry.by
        duty = columns.index[entry.duty]
        for superior in columns.superiors_of(duty):
            if self.hierarchy.columns.ids[columns.unit_of[superior]] == actor:
                yield columns.names[superior]

    def _selected(self, entry: LogEntry) -> Sequence[int]:
        """The duties that a change of the campaign names."""
        payload = cast("dict[str, object]", entry.payload or {})
        words = payload.get("selection") or payload.get("units") or ()
        try:
            return selected(self.plan, cast("Sequence[str]", words))
        except UnknownName:
            return ()
