"""What is wrong with a lifecycle, found when it is built and not when it runs; every problem with its repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kehoach._lifecycle._machine import called
from kehoach._lifecycle._values import EFFECTS, HOOKS, ROLES, WHO, Callback, State, Transition
from kehoach._lifecycle._words import GUARDS
from kehoach._spelling import nearest
from kehoach.errors import Finding, Value

__all__ = ["gaps_of", "misplaced", "problems_of"]

Registry = Mapping[str, Callable[..., Any]]


def problems_of(
    states: tuple[State, ...],
    transitions: tuple[Transition, ...],
    initial: str,
    guards: Registry,
    hooks: Mapping[str, Callback | Iterable[Callback] | None],
) -> list[Finding]:
    """Every problem of a lifecycle, each at its place; empty when there is none."""
    names = [state.name for state in states]
    called_for = [*_named(states, transitions), *_hooked(hooks)]
    problems = [*_states(states, initial), *_rows(transitions, names), *_names(called_for, guards)]
    problems += [_unknown("hook", name, HOOKS, f"lifecycle.{name}") for name in hooks if name not in HOOKS]
    return problems


def gaps_of(states: tuple[State, ...], transitions: tuple[Transition, ...], initial: str) -> list[Finding]:
    """What is missing or too much on the ways through a lifecycle whose names are right; empty when nothing is."""
    return [*_ways(states, transitions, initial), *_shadowed(transitions)]


def misplaced(after: Sequence[object], names: Sequence[str], first: int) -> Iterator[Finding]:
    """States that are to stand behind one that there is not.

    Args:
        after: Behind which state each of the last ones is to stand; None: nobody has said.
        names: The names of all states.
        first: The place of the first of the last ones.
    """
    for place, name in enumerate(after, first):
        if name is not None and name not in names[:place]:
            yield _unknown("state", name, names[:place], f"lifecycle.states[{place}].after")


def _unknown(kind: str, name: object, known: Iterable[str], path: str) -> Finding:
    choices = tuple(known)
    near = nearest(str(name), choices)
    return Finding("KH400", {"kind": kind, "name": str(name), "nearest": near or choices}, path=path)


def _states(states: tuple[State, ...], initial: str) -> Iterator[Finding]:
    names = [state.name for state in states]
    for place, state in enumerate(states):
        path = f"lifecycle.states[{place}]"
        if not isinstance(state.name, str) or not state.name.isidentifier():
            yield Finding("KH409", {"name": str(state.name)}, path=f"{path}.name")
        if state.role not in ROLES:
            yield _unknown("role", state.role, ROLES, f"{path}.role")
        if names.index(state.name) != place:
            yield Finding("KH410", {"name": state.name}, path=f"{path}.name")
    if initial not in names:
        yield _unknown("state", initial, names, "lifecycle.initial")
    elif states[names.index(initial)].role != "draft":
        yield Finding("KH406", {"name": initial, "role": states[names.index(initial)].role}, path="lifecycle.initial")


def _rows(transitions: tuple[Transition, ...], names: list[str]) -> Iterator[Finding]:
    for place, one in enumerate(transitions):
        path = f"lifecycle.transitions[{place}]"
        if not isinstance(one.trigger, str) or not one.trigger.isidentifier():
            yield Finding("KH409", {"name": str(one.trigger)}, path=f"{path}.trigger")
        if one.source not in names:
            yield _unknown("state", one.source, names, f"{path}.source")
        if one.dest is not None and one.dest not in names:
            yield _unknown("state", one.dest, names, f"{path}.dest")
        if not one.who:
            yield _unknown("who", "", WHO, f"{path}.who")
        for who in one.who:
            if who not in WHO:
                yield _unknown("who", who, WHO, f"{path}.who")
        if one.effect is not None and one.effect not in EFFECTS:
            yield _unknown("effect", one.effect, EFFECTS, f"{path}.effect")


def _named(states: tuple[State, ...], transitions: tuple[Transition, ...]) -> Iterator[tuple[str, Callback]]:
    for place, state in enumerate(states):
        for field in ("on_enter", "on_exit"):
            for func in getattr(state, field):
                yield f"lifecycle.states[{place}].{field}", func
    for place, one in enumerate(transitions):
        for field in ("conditions", "unless", "prepare", "before", "after"):
            for func in getattr(one, field):
                yield f"lifecycle.transitions[{place}].{field}", func


def _hooked(hooks: Mapping[str, Callback | Iterable[Callback] | None]) -> Iterator[tuple[str, Callback]]:
    for name, given in hooks.items():
        several = (given,) if isinstance(given, str) or callable(given) else given or ()
        for func in several:
            yield f"lifecycle.{name}", func


def _names(called_for: Iterable[tuple[str, Callback]], guards: Registry) -> Iterator[Finding]:
    known = (*GUARDS, *guards)
    seen: dict[str, Callback] = {}
    for path, func in called_for:
        if path.endswith(("conditions", "unless")) and seen.setdefault(called(func), func) != func:
            yield Finding("KH417", {"guard": called(func)}, path=path)
        if isinstance(func, str) and func not in known:
            yield _unknown("guard", func, known, path)
        elif not isinstance(func, str) and not callable(func):
            yield Finding("KH408", {"guard": called(func), "answer": repr(func)}, path=path)


def _ways(states: tuple[State, ...], transitions: tuple[Transition, ...], initial: str) -> Iterator[Finding]:
    reached, border = {initial}, [initial]
    while border:
        here = border.pop()
        onward = {one.dest for one in transitions if one.source == here and one.dest is not None} - reached
        reached |= onward
        border.extend(onward)
    for place, state in enumerate(states):
        path = f"lifecycle.states[{place}]"
        leaves = any(one.source == state.name and one.dest not in (None, state.name) for one in transitions)
        if state.name not in reached:
            yield Finding("KH401", {"name": state.name}, path=path)
        elif not state.final and not leaves:
            yield Finding("KH402", {"name": state.name}, path=path)


def _shadowed(transitions: tuple[Transition, ...]) -> Iterator[Finding]:
    """A transition is never tried behind one that is for the same actors and asks no more than it does."""
    earlier: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(transitions):
        before = earlier.setdefault((one.trigger, one.source), [])
        first = next((spot for spot in before if _takes_all(transitions[spot], one)), None)
        if first is not None:
            values: dict[str, Value] = {
                "trigger": one.trigger,
                "source": one.source,
                "first": first,
                "second": place,
            }
            yield Finding("KH403", values, path=f"lifecycle.transitions[{place}]")
        before.append(place)


def _takes_all(first: Transition, second: Transition) -> bool:
    """Whether the first of two passes wherever the second would."""
    asks_no_more = all(one in second.conditions for one in first.conditions)
    asks_no_more &= all(one in second.unless for one in first.unless)
    return asks_no_more and set(second.who) <= set(first.who)
