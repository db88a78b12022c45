"""Events that get their day while a campaign runs, for all or for one unit, and what is due by then.

An event of the plan is one day for everybody: an election. It may also happen to each unit on a day of its own, as when
every commune holds its conference; then only the duties of that unit follow whose deadline, opening or closing names
the event. What happened to a unit alone is the narrower layer and stays when the event gets a day for everybody.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import attrs

from kehoach._deadline import Due
from kehoach._plan import FAR, NEAR, Plan, PlanColumns
from kehoach._progress._changes import Changing
from kehoach._spelling import folded

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["Planned", "due_of", "duties_of_unit", "follow", "planned", "recorded"]


@attrs.frozen(eq=False)
class Planned:
    """What a plan and the events that are known come to, one number per duty; as in `PlanColumns`.

    Attributes:
        due_before, opens_at, closes_at: Microseconds since 1970 UTC; `FAR` for none, `NEAR` for always open.
    """

    due_before: array[int]
    opens_at: array[int]
    closes_at: array[int]

    def of(self, duty: int) -> tuple[int, int, int]:
        """When a duty is due, opens and closes."""
        return self.due_before[duty], self.opens_at[duty], self.closes_at[duty]

    def put(self, duty: int, instants: tuple[int, int, int]) -> None:
        """Say when a duty is due, opens and closes."""
        self.due_before[duty], self.opens_at[duty], self.closes_at[duty] = instants


def duties_of_unit(columns: PlanColumns, unit: str) -> Iterator[int]:
    """The numbers of the duties of a unit, form by form.

    Args:
        columns: The duties.
        unit: Its id.
    """
    for form, period in zip(columns.forms, columns.periods, strict=True):
        duty = columns.index.get(f"{unit}:{form}" if period is None else f"{unit}:{form}@{period}")
        if duty is not None:
            yield duty


def due_of(board: Board, duty: int, plan: Plan) -> Due:
    """When a duty is due by a plan and what happened to its unit, before anything was extended or rescheduled.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        plan: The board's plan, or its origin: the same without the groups that were named under way.
    """
    days = _days_of(board, board.grid.unit_of[duty])
    if not any(_names(plan, duty, event) for event in days):
        return plan.dues()[duty]
    return plan.dues(days)[duty]


def _days_of(board: Board, unit: int) -> dict[str, date]:
    """The days on which events happened to a unit alone."""
    if not board.happened:
        return {}
    events = (event.id for event in board.plan.events)
    return {event: board.happened[event, unit] for event in events if (event, unit) in board.happened}


def _names(plan: Plan, duty: int, event: str) -> bool:
    """Whether the deadline, the opening or the closing of a duty names an event."""
    terms, wanted = plan.terms(duty), folded(event)
    rules = (terms.deadline, terms.opens, terms.closes)
    return any(folded(name) == wanted for rule in rules if rule is not None for name in rule.anchors)


def _instants(due: Due) -> tuple[int, int, int]:
    pairs = ((due.due_before_us, FAR), (due.opens_at_us, NEAR), (due.closes_at_us, FAR))
    before, opens, closes = (none if said is None else said for said, none in pairs)
    return before, opens, closes


def planned(board: Board, plan: Plan) -> Planned:
    """What a plan and the events that are known come to.

    Args:
        board: Where everything stands.
        plan: As for `due_of`.
    """
    columns = plan.columns
    if not board.happened:
        return Planned(columns.due_before, columns.opens_at, columns.closes_at)
    made = Planned(columns.due_before[:], columns.opens_at[:], columns.closes_at[:])
    units = {unit for _, unit in board.happened}
    for duty in range(columns.n):
        if columns.unit_of[duty] in units:
            made.put(duty, _instants(due_of(board, duty, plan)))
    return made


def recorded(one: Changing) -> None:
    """Fold a line that gives an event its day, for all or for the unit that it names."""
    board, event, on = one.board, one.payload["event"], date.fromisoformat(one.payload["on"])
    unit = one.payload.get("unit")
    if unit is not None:
        _recorded_for(one, event, on, unit)
        return
    before, plain = planned(board, board.plan), board.origin is board.plan
    board.plan = _with_day(board.plan, event, on)
    board.origin = board.plan if plain else _with_day(board.origin, event, on)
    after = planned(board, board.plan)
    for duty in range(board.grid.n):
        follow(one, duty, before.of(duty), after.of(duty))
    board.first_due = after.due_before if plain else planned(board, board.origin).due_before


def _with_day(plan: Plan, event: str, on: date) -> Plan:
    return plan.replace(events=[attrs.evolve(one, on=on) if one.id == event else one for one in plan.events])


def _recorded_for(one: Changing, event: str, on: date, unit: str) -> None:
    """An event has its day for one unit: of its duties those follow that name the event, and no others."""
    board = one.board
    named = [duty for duty in duties_of_unit(board.grid, unit) if _names(board.plan, duty, event)]
    before = [_instants(due_of(board, duty, board.plan)) for duty in named]
    board.happened[event, _number(board, unit)] = on
    if named:
        board.first_due = board.first_due[:]
    for duty, was in zip(named, before, strict=True):
        follow(one, duty, was, _instants(due_of(board, duty, board.plan)))
        board.first_due[duty] = _instants(due_of(board, duty, board.origin))[0]


def _number(board: Board, unit: str) -> int:
    hierarchy = board.plan.hierarchy
    assert hierarchy is not None  # a campaign has units
    return hierarchy.columns.index[unit]


def follow(
    one: Changing,
    duty: int,
    was: tuple[int, int, int],
    becomes: tuple[int, int, int],
    *,
    late: bool = False,
) -> None:
    """Let a duty follow what is planned, as far as no act of the campaign has moved it.

    Args:
        one: The change.
        duty: The number of the duty.
        was: When it was planned to be due, to open and to close.
        becomes: The same by now.
        late: Whether a due that had passed stays, and is only shown to have moved; where an event was awaited it had
            not passed.
    """
    if was == becomes:
        return
    board = one.board
    for column, before, after in (("opens_at", was[1], becomes[1]), ("closes_at", was[2], becomes[2])):
        instants: array[int] = getattr(board, column)
        if instants[duty] == before:
            instants[duty] = after
    due, since = board.due_before[duty], board.suspended.get(duty)
    if was[0] != becomes[0] and due == was[0]:
        stands_still = since is not None and since < due
        one.shift(duty, becomes[0], retroactive=late and one.at >= due and not stands_still)
