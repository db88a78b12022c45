"""What a lifecycle needs so that gates, rows, versions and rates hold; every lack with its repair."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from kehoach._lifecycle._flat import CHANGES
from kehoach._lifecycle._machine import called
from kehoach._lifecycle._values import EFFECTS, ROLES, Callback, State, Transition
from kehoach.errors import Finding, Value

__all__ = ["implied", "is_nameless", "lacks_of"]

RESERVED: Final = (*CHANGES, "receive", "fire")
"""Names of acts that every campaign has."""

_WAY: Final = ROLES[:4]  # from draft to counted
_LEADS: Final[Mapping[str | None, frozenset[tuple[str, str]]]] = {
    None: frozenset((role, role) for role in ROLES),
    "freeze": frozenset({("draft", "sent")}),
    "accept": frozenset({("sent", "accepted"), ("accepted", "accepted")}),
    "row": frozenset({("accepted", "accepted"), ("accepted", "counted")}),
    "open": frozenset({("sent", "draft"), ("accepted", "draft")}),
    "recall": frozenset({("sent", "draft"), ("accepted", "draft")}),
    "unrow": frozenset((role, role) for role in _WAY) | {("counted", "accepted")},
    "correct": frozenset({("accepted", "draft"), ("counted", "draft")}),
    "withdraw": frozenset({("draft", "accepted"), ("draft", "counted")}),
    "waive": frozenset({("draft", "waived")}),
    "unwaive": frozenset({("waived", "draft")}),
}
_IMPLIED: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "sent"): "freeze",
    ("sent", "accepted"): "accept",
    ("accepted", "counted"): "row",
    ("counted", "accepted"): "unrow",
    ("counted", "draft"): "correct",
    ("draft", "waived"): "waive",
    ("waived", "draft"): "unwaive",
}
_NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "row": ("superior_is_draft",),
    "unrow": ("has_row", "superior_is_draft"),
    "withdraw": ("correction_open",),
    "waive": ("never_taken", "nothing_below"),
    "unwaive": ("superiors_are_drafts",),
}
_NEEDS_BETWEEN: Final[Mapping[tuple[str, str, str], str]] = {
    ("row", "accepted", "counted"): "others_hold",
    ("unrow", "counted", "accepted"): "row_is_working",
    ("withdraw", "draft", "counted"): "base_held",
    ("open", "accepted", "draft"): "not_taken",
    ("recall", "accepted", "draft"): "not_taken",
}


def is_nameless(func: Callback) -> bool:
    """Whether a callable is not known by its import path: a lambda, a function inside another, a method of an object.

    >>> is_nameless("gate"), is_nameless(is_nameless), is_nameless(lambda event: True)
    (False, False, True)
    """
    if isinstance(func, str):
        return False
    owner = getattr(func, "__self__", None)
    bound = owner is not None and not isinstance(owner, type) and not hasattr(owner, "__path__")
    is_builtin = type(func).__name__ == "builtin_function_or_method"
    return not hasattr(func, "__qualname__") or "<" in called(func) or (bound and not is_builtin)


def implied(states: Sequence[State], transitions: Iterable[Transition]) -> Iterator[Transition]:
    """Transitions with the effect that the roles of their ends imply, where one was left out and there is one.

    Args:
        states: The states.
        transitions: Transitions; one whose states are unknown, or that has an effect, comes as it is.

    >>> states = [State("draft"), State("sent", role="sent")]
    >>> [one.effect for one in implied(states, [Transition("send", "draft", "sent")])]
    ['freeze']
    """
    roles = {state.name: state.role for state in states}
    for one in transitions:
        ends = (roles.get(one.source, ""), roles.get(one.source if one.dest is None else one.dest, ""))
        only = _IMPLIED.get(ends) if one.effect is None else None
        yield one if only is None else attrs.evolve(one, effect=only)


def lacks_of(states: Sequence[State], transitions: Sequence[Transition], initial: str) -> list[Finding]:
    """What stands in the way of a campaign under a lifecycle whose names are right; empty when nothing does.

    Args:
        states: Its states.
        transitions: Its transitions, in the order of the machine.
        initial: Where a report begins.
    """
    roles = {state.name: state.role for state in states}
    takes = any(one.effect == "row" for one in transitions)
    found: list[Finding] = []
    for place, one in enumerate(transitions):
        path = f"lifecycle.transitions[{place}]"
        found += _reserved(one, path)
        ends = (roles[one.source], roles[one.source if one.dest is None else one.dest])
        found += _misplaced(one, ends, path) or _unguarded(one, ends, path, takes=takes)
    return [*found, *_blind(states, transitions, initial)]


def _reserved(one: Transition, path: str) -> Iterator[Finding]:
    if one.trigger in RESERVED:
        yield Finding("KH416", {"trigger": one.trigger, "reserved": ", ".join(RESERVED)}, path=f"{path}.trigger")


def _misplaced(one: Transition, ends: tuple[str, str], path: str) -> list[Finding]:
    """An effect between states whose roles make nothing of it, or another role without an effect."""
    if ends in _LEADS[one.effect]:
        return []
    fitting = tuple(effect for effect in EFFECTS if ends in _LEADS[effect])
    values: dict[str, Value] = {
        "trigger": one.trigger,
        "source": one.source,
        "source_role": ends[0],
        "dest": one.source if one.dest is None else one.dest,
        "dest_role": ends[1],
    }
    if one.effect is None:
        if fitting:
            return [Finding("KH412", {**values, "fitting": ", ".join(fitting)}, path=path)]
        return [Finding("KH413", values, path=path)]
    legal = "; ".join(f"{here} → {there}" for here, there in sorted(_LEADS[one.effect], key=_by_role))
    return [Finding("KH411", {**values, "effect": one.effect, "legal": legal}, path=f"{path}.effect")]


def _by_role(ends: tuple[str, str]) -> tuple[int, int]:
    return ROLES.index(ends[0]), ROLES.index(ends[1])


def _unguarded(one: Transition, ends: tuple[str, str], path: str, *, takes: bool) -> list[Finding]:
    """The guards without which an effect would contradict rows, versions or gates."""
    if one.effect is None:
        return []
    needed = [*_NEEDS.get(one.effect, ())]
    more = _NEEDS_BETWEEN.get((one.effect, *ends))
    if more is not None and (takes or more != "not_taken"):
        needed.append(more)
    missing = [name for name in needed if name not in one.conditions]
    values: Mapping[str, Value] = {"trigger": one.trigger, "source": one.source, "effect": one.effect}
    return [Finding("KH414", {**values, "guards": ", ".join(missing)}, path=f"{path}.conditions")] if missing else []


def _blind(states: Sequence[State], transitions: Sequence[Transition], initial: str) -> Iterator[Finding]:
    """States from which no report is ever accepted, nor comes to an end."""
    goals = {state.name for state in states if state.role in ("accepted", "counted") or state.final}
    arrows = [(one.source, one.dest) for one in transitions if one.dest is not None]
    lost = [state.name for state in states if not _leads(state.name, goals, arrows)]
    for name in [initial] if initial in lost else lost:
        place = [state.name for state in states].index(name)
        yield Finding("KH415", {"name": name}, path=f"lifecycle.states[{place}]")


def _leads(start: str, goals: set[str], arrows: Iterable[tuple[str, str]]) -> bool:
    seen, border, ways = {start}, [start], [*arrows]
    while border and not seen & goals:
        here = border.pop()
        onward = {dest for source, dest in ways if source == here} - seen
        seen |= onward
        border.extend(onward)
    return bool(seen & goals)
