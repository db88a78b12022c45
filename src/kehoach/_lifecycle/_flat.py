"""The machine, flattened once: what `fire` reads instead of walking objects of `transitions`.

A stock trigger costs about seven microseconds: it builds an `EventData`, formats log lines and looks names up. None
of that is meaning. The meaning of a transition that has only built-in guards is: who it is for, which guards, where
it leads, and what it does; that is a `Move`. Where a user's callable takes part in any way, the move is not `plain`,
and the machine itself is run. So the array form is a shortcut, never another meaning, and a test fires both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

import attrs

from kehoach._lifecycle._machine import ReportMachine, ReportState, ReportTransition, called
from kehoach._lifecycle._values import EFFECTS, ROLES
from kehoach._lifecycle._ways import beyond, levels
from kehoach._lifecycle._words import GUARDS

__all__ = ["CHANGES", "Flat", "Move", "flatten"]

CHANGES: tuple[str, ...] = (
    "extend",
    "reschedule",
    "suspend",
    "resume_clock",
    "record",
    "request",
    "grant",
    "decline",
    "file",
    "close",
    "name_group",
    "erase",
)
"""The acts that change no report's state: what is due, of whom and when, and what is kept of what was said. They stand
in the log like all others."""
_ACCEPTED = (ROLES.index("accepted"), ROLES.index("counted"))


@attrs.frozen(eq=False, kw_only=True)
class Move:
    """One transition of the machine, as numbers; or one of `CHANGES`, which has no states.

    Attributes:
        place: Its number in the machine; the log keeps this one number for trigger, source and dest.
        trigger: The trigger's name.
        source, dest: Numbers of states; an internal transition has both alike.
        who: Who it is for, in the order of preference.
        effect: What it does beside; see `kehoach._lifecycle.EFFECTS`.
        code: The effect's number there, -1 for none.
        guards: The names of its built-in guards with what they must not be: ``(name, unless)``.
        plain: Whether no callable of a user takes part.
        machine, transition: The machine and its transition that it was made from; None for a change.
    """

    place: int
    trigger: str
    source: int
    dest: int
    who: tuple[str, ...]
    effect: str | None
    code: int
    guards: tuple[tuple[str, bool], ...]
    plain: bool
    machine: ReportMachine | None
    transition: ReportTransition | None


@attrs.frozen(eq=False, kw_only=True)
class Flat:
    """A machine as arrays.

    Attributes:
        states: The names of the states; a state's number is its place here.
        roles: Per state, the number of its role.
        numbers: The number of each state's name; of two alike, the one of reports.
        initials: Per machine, the state in which its duties begin: reports, then acts.
        moves: Every transition, by place; behind them the changes.
        words: What the log calls each move: trigger, source, dest; a change has no states.
        changes: The place of each change.
        table: Per state, the candidates of each trigger in the order in which they are tried.
        triggers: Every trigger, in the machine's order.
        taken_from: The number of the state from which superiors take rows; a unit whose row is lost stands there again.
        taken_to: The number of the state of a unit that every superior has taken.
        ends: Per state of a report, the numbers of the states in which a campaign that ends in it has ended: it, and
            the accepted ones beyond it.
    """

    states: tuple[str, ...]
    roles: bytes
    numbers: Mapping[str, int]
    initials: tuple[int, ...]
    moves: tuple[Move, ...]
    words: tuple[tuple[str, str, str], ...]
    changes: Mapping[str, int]
    table: tuple[Mapping[str, tuple[Move, ...]], ...]
    triggers: tuple[str, ...]
    taken_from: int
    taken_to: int
    ends: Mapping[str, frozenset[int]]

    @property
    def takes(self) -> bool:
        """Whether reports are taken up at all; where nobody takes any, none waits to be taken."""
        return any(move.effect == "row" for move in self.moves)


def flatten(*machines: ReportMachine) -> Flat:
    """The array form of machines as they are now; one that is changed later must be flattened anew.

    Args:
        *machines: The machine of reports; behind it others, such as that of acts, whose states get the next numbers.
    """
    states: list[str] = []
    roles: list[int] = []
    initials: list[int] = []
    moves: list[Move] = []
    table: list[dict[str, tuple[Move, ...]]] = []
    for machine in machines:
        nodes = cast("dict[str, ReportState]", machine.states)
        numbers = {name: len(states) + spot for spot, name in enumerate(nodes)}
        table += [{} for _ in nodes]
        for trigger, source, group in _groups(machine, numbers, len(moves)):
            moves.extend(group)
            table[source][trigger] = group
        states += nodes
        roles += [ROLES.index(state.role) for state in nodes.values()]
        initials.append(numbers[str(machine.initial)])
    words = [(move.trigger, states[move.source], states[move.dest]) for move in moves]
    changes = {name: len(moves) + spot for spot, name in enumerate(CHANGES)}
    return Flat(
        states=tuple(states),
        roles=bytes(roles),
        numbers={name: number for number, name in reversed([*enumerate(states)])},
        initials=tuple(initials),
        moves=(*moves, *(_change(place, name) for name, place in changes.items())),
        words=(*words, *((name, "", "") for name in CHANGES)),
        changes=changes,
        table=tuple(table),
        triggers=tuple(dict.fromkeys(trigger for machine in machines for trigger in machine.events)),
        taken_from=next((move.source for move in moves if move.effect == "row"), 0),
        taken_to=next((move.dest for move in moves if move.effect == "row" and move.dest != move.source), 0),
        ends=_ends(moves, states, roles, initials[0]),
    )


def _ends(moves: list[Move], states: list[str], roles: list[int], initial: int) -> dict[str, frozenset[int]]:
    far = levels(((move.source, move.dest, move.effect) for move in moves), initial)
    accepted = [number for number, role in enumerate(roles) if role in _ACCEPTED]
    ends = beyond(far, accepted)
    return {name: ends.get(number, frozenset({number})) for number, name in reversed([*enumerate(states)])}


def _groups(
    machine: ReportMachine, numbers: Mapping[str, int], first: int
) -> Iterator[tuple[str, int, tuple[Move, ...]]]:
    """The candidates of every trigger and state of one machine, with places from `first` on."""
    place = first
    for trigger, event in machine.events.items():
        for source, found in event.transitions.items():
            candidates = cast("list[ReportTransition]", found)
            plain = _plain(machine, candidates)
            group = tuple(
                _move(place + spot, machine, trigger, one, numbers, plain=plain) for spot, one in enumerate(candidates)
            )
            place += len(group)
            yield trigger, numbers[source], group


def _change(place: int, name: str) -> Move:
    return Move(
        place=place,
        trigger=name,
        source=-1,
        dest=-1,
        who=("lead",),
        effect="change",
        code=len(EFFECTS),
        guards=(),
        plain=True,
        machine=None,
        transition=None,
    )


def _move(
    place: int,
    machine: ReportMachine,
    trigger: str,
    one: ReportTransition,
    numbers: Mapping[str, int],
    *,
    plain: bool,
) -> Move:
    return Move(
        place=place,
        trigger=trigger,
        source=numbers[one.source],
        dest=numbers[one.source if one.dest is None else one.dest],
        who=one.who,
        effect=one.effect,
        code=-1 if one.effect is None else EFFECTS.index(one.effect),
        guards=tuple((called(condition.func), not condition.target) for condition in one.conditions),
        plain=plain,
        machine=machine,
        transition=one,
    )


def _plain(machine: ReportMachine, candidates: list[ReportTransition]) -> bool:
    hooks = (machine.prepare_event, machine.before_state_change, machine.after_state_change, machine.finalize_event)
    return not any(hooks) and all(_untouched(machine, one) for one in candidates)


def _untouched(machine: ReportMachine, one: ReportTransition) -> bool:
    if one.prepare or one.before or one.after:
        return False
    if not all(_builtin(machine, condition.func) for condition in one.conditions):
        return False
    if one.dest is None:
        return True
    dest = machine.states[one.dest]
    return not (machine.states[one.source].on_exit or dest.on_enter or (dest.final and machine.on_final))


def _builtin(machine: ReportMachine, func: object) -> bool:
    return isinstance(func, str) and func in GUARDS and func not in machine.guards
