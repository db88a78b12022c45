"""Changes of who is expected: who may close units, name groups, file what nobody asked for, and what stands against it.

They speak of units, not of duties: a unit that owes nothing may close, join a group, or send a report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine._question import Question
from kehoach._plan._values import ISSUER
from kehoach._progress import (
    FAR,
    Board,
    closes_from,
    duties_of_unit,
    hierarchy_of,
    named_units,
    stands_over,
    unlike,
    with_units,
)
from kehoach._report import Details
from kehoach.errors import Blocker, Finding, InvalidCommand, Value, listed

__all__ = ["against", "day_known", "entitled", "for_whom", "said_of", "spoken_of"]

_OF_ITSELF = ("file", "record")  # what a unit says of itself


def said_of(details: Details) -> dict[str, Any]:
    """What the payload of a change says."""
    return dict(json.loads(details.payload or "{}"))


def spoken_of(board: Board, duties: Sequence[int], details: Details) -> str:
    """What a change is about, for a refusal: units or duties, else the campaign."""
    said = said_of(details)
    if "form" in said:
        return f"{said['unit']}:{said['form']}"
    names: Sequence[str] = said.get("units", (said["unit"],) if "unit" in said else ())
    return listed(names or [board.grid.names[duty] for duty in duties]) or "campaign"


def for_whom(board: Board, kind: str, details: Details) -> int | None:
    """Whom a change that speaks of units is for, the likeliest; None where it speaks of none.

    What a unit says of itself is the unit's; of a paper, its lead superior's, as is the closing of one unit; the rest
    is the issuer's.
    """
    units = named_units(board.plan, said_of(details))
    if not units:
        return None
    if kind in _OF_ITSELF and details.received_at is None:
        return units[0]
    above = hierarchy_of(board.plan).columns.superiors_of(units[0]) if len(units) == 1 and kind != "name_group" else ()
    return next(iter(above), board.grid.units)


def entitled(asked: Question) -> bool | None:
    """Whether who acts may make a change that speaks of units; None where it speaks of none.

    A superior of them all may, and the issuer; what a unit says of itself, the unit too.
    """
    plan, actor = asked.board.plan, asked.actor
    units = named_units(plan, said_of(asked.details))
    if not units:
        return None
    if asked.trigger in _OF_ITSELF and units == (actor,):
        return True
    return all(stands_over(plan, actor, unit) for unit in units)


def day_known(board: Board, said: Mapping[str, Any]) -> str | None:
    """The day that an event has by now, for all or for the unit that is named, as an ISO text; None: none."""
    event = said.get("event")
    days = [board.happened.get((str(event), unit)) for unit in named_units(board.plan, said)]
    days += [one.on for one in board.plan.events if one.id == event]
    return next((day.isoformat() for day in days if day is not None), None)


def against(asked: Question) -> Iterator[Blocker]:
    """What stands against a change that speaks of units, whoever makes it.

    Raises:
        InvalidCommand: Naming a group would change who owes what, or to whom (KH540).
        InvalidPlan: The rows of the plan contradict each other for a unit that joins a group.
    """
    said = said_of(asked.details)
    if asked.trigger == "file":
        yield from _not_to_be_filed(asked, said)
    elif asked.trigger == "close":
        yield from _not_to_be_closed(asked, said)
    elif asked.trigger == "name_group":
        yield from _not_to_be_named(asked.board, said)


# ------------------------------------------------------------------------ file


def _not_to_be_filed(asked: Question, said: Mapping[str, Any]) -> Iterator[Blocker]:
    board, details, (unit,) = asked.board, asked.details, named_units(asked.board.plan, said)
    owed = [duty for duty in _owed(board, said) if duty not in board.grid.outside and not board.lapsed(duty, asked.at)]
    if owed:
        names = tuple(board.grid.names[duty] for duty in owed)
        waived = all(board.waived(duty) for duty in owed)
        yield Blocker("owed_but_waived" if waived else "owed", {"unit": said["unit"], "duties": names})
    if details.received_at is not None and asked.by == unit:
        above = next(iter(hierarchy_of(board.plan).superiors(said["unit"])), ISSUER)
        yield Blocker("not_receiver", {"by": said["unit"], "unit": said["unit"], "expected": above})
    if details.received_at is not None and details.received_at > asked.at:
        zone = zone_of(board.plan.reading.zone)
        came, now = (from_micros(one).astimezone(zone).isoformat() for one in (details.received_at, asked.at))
        yield Blocker("received_later", {"received_at": came, "now": now})


def _owed(board: Board, said: Mapping[str, Any]) -> Iterator[int]:
    """The duties of a unit that a form means: those of all its periods where none is named."""
    form, _, period = str(said["form"]).partition("@")
    grid = board.grid
    for duty in duties_of_unit(grid, said["unit"]):
        place = grid.form_of[duty]
        if grid.forms[place] == form and (not period or grid.periods[place] == period):
            yield duty


# ----------------------------------------------------------------------- close


def _not_to_be_closed(asked: Question, said: Mapping[str, Any]) -> Iterator[Blocker]:
    board, until = asked.board, closes_from(asked.board.plan, said["on"])
    closing, ids = sorted(named_units(board.plan, said)), hierarchy_of(board.plan).columns.ids
    ended = [unit for unit in closing if _ends(board, unit) <= asked.at or _planned_end(board, unit) <= until]
    if ended:
        zone = zone_of(board.plan.reading.zone)
        day = from_micros(_ends(board, ended[0]) - 1).astimezone(zone)
        yield Blocker("closes_already", {"units": tuple(ids[unit] for unit in ended), "day": f"{day:%d/%m/%Y}"})
    for unit in closing:
        below = tuple(board.grid.names[duty] for duty in _awaited(asked, ids[unit], closing, until))
        if below and unit not in ended:
            yield Blocker("reports_into", {"unit": ids[unit], "count": len(below), "units": below})


def _planned_end(board: Board, unit: int) -> int:
    """From when the plan says that a unit does not exist; `FAR`: it stays, or owes nothing."""
    columns = board.plan.columns
    duties = duties_of_unit(columns, hierarchy_of(board.plan).columns.ids[unit])
    return next((columns.ends_at[duty] for duty in duties if duty in columns.ends_at), FAR)


def _ends(board: Board, unit: int) -> int:
    return min(_planned_end(board, unit), board.closed.get(unit, FAR))


def _awaited(asked: Question, unit: str, closing: Sequence[int], until: int) -> Iterator[int]:
    """The duties that are still to go up into a unit: they are expected, stay when it closes, and are not counted."""
    board, grid = asked.board, asked.board.grid
    for duty in duties_of_unit(grid, unit):
        sent = board.past_draft(duty)
        for edge in range(grid.edge_first[duty], grid.edge_first[duty + 1]):
            below = grid.edge_unit[edge]
            goes = grid.unit_of[below] in closing or grid.ends_at.get(below, FAR) <= until
            if not goes and not (sent and board.held[edge]) and not board.unexpected(below, asked.at):
                yield below


# ------------------------------------------------------------------ name_group

_CHANGED = {
    "duties": ("add or take away duties", "thêm hoặc bớt nhiệm vụ"),
    "graph": ("change who receives a report", "đổi nơi nhận báo cáo"),
    "order": ("change what must stand before a report", "đổi việc phải xong trước khi gửi"),
}


def _not_to_be_named(board: Board, said: Mapping[str, Any]) -> Iterator[Blocker]:
    plan, name, units = board.plan, str(said["group"]), tuple(said["units"])
    members = next(group.units for group in plan.groups if group.id == name)
    joining = [unit for unit in units if unit not in members]
    if not joining:
        yield Blocker("in_group_already", {"units": units, "group": name})
        return
    duties = [duty for unit in joining for duty in duties_of_unit(plan.columns, unit)]
    changed = unlike(plan, with_units(plan, name, joining), duties)
    if changed is not None:
        what, what_vi = _CHANGED[changed]
        values: dict[str, Value] = {"units": tuple(joining), "group": name, "what": what, "what_vi": what_vi}
        raise InvalidCommand(Finding("KH540", values, path="units"))
