"""Moves that one act brings along: told from others by what they do, whatever they are called, and made unasked.

No authority is heard on them. Guards are, all but those that the caller excuses; a user's callables run as always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import attrs
from transitions.core import EventData

from kehoach._engine._case import Asked, Case
from kehoach._engine._guards import Guard
from kehoach._lifecycle import ROLES, Flat, Move, answered, label
from kehoach._lifecycle._machine import GuardCondition, ReportMachine, ReportTransition, called
from kehoach._plan import Plan
from kehoach._progress import UNROW, Board, Line
from kehoach._report import Details
from kehoach.errors import Blocker

__all__ = ["Unasked", "has_way", "made", "unasked", "verdict", "weighed"]

_DRAFT = ROLES.index("draft")
_Decided = Move | tuple[Blocker, ...]
Unasked = Callable[[Board, int, str, int, Details, int], _Decided]
"""What finds the move with an effect on a duty: board, duty, effect, by, details, at."""


def _does(flat: Flat, move: Move, effect: str) -> bool:
    """Whether a move has an effect; what opens a report leads to a draft."""
    return move.effect == effect and (effect == "row" or flat.roles[move.dest] == _DRAFT)


def has_way(flat: Flat, state: int, effect: str) -> bool:
    """Whether a lifecycle has a move with an effect from a state, by the state's number."""
    return any(_does(flat, move, effect) for group in flat.table[state].values() for move in group)


def unasked(plan: Plan, asked: Asked, guards: Mapping[str, Guard], effect: str) -> Move | tuple[Blocker, ...]:
    """The move with an effect that can be made on a duty now; else what stands against the one nearest to open.

    Args:
        plan: The plan.
        asked: Which duty, and who acts; the trigger is looked for.
        guards: What built-in guards are asked.
        effect: What the move does; it leads to a draft unless it is a row.
    """
    verdicts: list[tuple[Blocker, ...]] = []
    for trigger, group in asked.board.flat.table[asked.board.state[asked.duty]].items():
        moves = tuple(move for move in group if _does(asked.board.flat, move, effect))
        if not moves:
            continue
        one = attrs.evolve(asked, trigger=trigger)
        decide = _plainly if all(move.plain for move in group) else _by_machine
        found = decide(plan, one, guards, moves)
        if isinstance(found, Move):
            return found
        verdicts.append(found)
    return min(verdicts, key=len) if verdicts else (_no_way(asked),)


def _no_way(asked: Asked) -> Blocker:
    state = asked.board.flat.states[asked.board.state[asked.duty]]
    return Blocker("no_way", {"unit": asked.name, "state": label(state), "state_vi": label(state, "vi")})


def _plainly(plan: Plan, asked: Asked, guards: Mapping[str, Guard], moves: Sequence[Move]) -> _Decided:
    verdicts: list[tuple[Blocker, ...]] = []
    for move in moves:
        against = [answered(name, asked.answer(guards[name]), unless=unless) for name, unless in move.guards]
        if not any(against):
            return move
        verdicts.append(tuple(blocker for one in against for blocker in one))
    return min(verdicts, key=len)


def _by_machine(plan: Plan, asked: Asked, guards: Mapping[str, Guard], moves: Sequence[Move]) -> _Decided:
    machine = cast("ReportMachine", moves[0].machine)
    case = Case(plan, asked.actors, guards, asked, moves)
    machine.events[asked.trigger].trigger(case)
    taken = case.taken(moves)
    if taken is not None:
        return taken
    verdicts = list(_verdicts(machine, Case(plan, asked.actors, guards, asked, moves), asked.trigger, moves))
    return min(verdicts, key=len) or (Blocker("callback_failed", {"error": asked.trigger}),)


def _verdicts(machine: ReportMachine, case: Case, trigger: str, moves: Sequence[Move]) -> Iterator[tuple[Blocker, ...]]:
    event = EventData(machine.get_model_state(case), machine.events[trigger], machine, case, args=(), kwargs={})
    machine.callbacks(machine.prepare_event, event)
    return (verdict(move, event) for move in moves)


def verdict(move: Move, event: EventData) -> tuple[Blocker, ...]:
    """What the guards of a transition hold against an event, after its preparations."""
    event.transition = transition = cast("ReportTransition", move.transition)
    event.machine.callbacks(transition.prepare, event)
    conditions = cast("list[GuardCondition]", transition.conditions)
    return tuple(blocker for condition in conditions for blocker in condition.verdict(event))


def made(board: Board, duty: int, move: Move, by: int, details: Details, at: int) -> Line:
    """Make a move on a board; the answer is its line of the log.

    Args:
        board: Changed in place.
        duty: The number of the duty.
        move: The move.
        by: The number of who acts.
        details: What the line carries.
        at: The instant, in microseconds since 1970 UTC.
    """
    seen = board.version[duty] if move.code != UNROW else board.row(duty, by)
    board.apply(move, duty, seen, by, at, details, by)
    return at, duty, seen, move.place, by, details


def weighed(move: Move, event: EventData) -> list[tuple[str, bool]]:
    """Every guard of a transition, by name, and whether an event passes it, after its preparations."""
    event.transition = transition = cast("ReportTransition", move.transition)
    event.machine.callbacks(transition.prepare, event)
    conditions = cast("list[GuardCondition]", transition.conditions)
    return [(called(condition.func), not condition.verdict(event)) for condition in conditions]
