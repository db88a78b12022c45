"""The ways through a lifecycle: how far along each state lies, and what a step in between takes over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import attrs

from kehoach._lifecycle._values import State, Transition

__all__ = ["beyond", "is_step", "levels", "stepped", "way"]

_Node = TypeVar("_Node", str, int)

ONWARD: Final = ("freeze", "accept", "row")
"""The effects by which a report goes on; all others take it back, or aside."""

_LANDING: Final = ("unrow", "withdraw")  # what leads back to the state from which superiors take rows
_CAME_SO_FAR: Final = "base_went_up"


def levels(arrows: Iterable[tuple[_Node, _Node | None, str | None]], initial: _Node) -> dict[_Node, int]:
    """How many steps onward each state lies from the initial one; a state that only ways back lead to is not in it.

    Args:
        arrows: Source, dest and effect of each transition.
        initial: Where a report begins.

    >>> levels([("draft", "sent", "freeze"), ("sent", "noted", "accept"), ("noted", "draft", "open")], "draft")
    {'draft': 0, 'sent': 1, 'noted': 2}
    """
    onward = [(source, dest) for source, dest, effect in arrows if effect is None or effect in ONWARD]
    found, border = {initial: 0}, [initial]
    while border:
        here = border.pop(0)
        for source, dest in onward:
            if source == here and dest is not None and dest not in found:
                found[dest] = found[here] + 1
                border.append(dest)
    return found


def way(transitions: Sequence[Transition], initial: str, end: str) -> tuple[Transition, ...]:
    """The shortest way onward from the initial state to another; empty when there is none.

    >>> from kehoach._lifecycle._standard import TRANSITIONS
    >>> [one.trigger for one in way(TRANSITIONS, "draft", "aggregated")]
    ['submit', 'review', 'aggregate']
    """
    ways: dict[str, tuple[Transition, ...]] = {initial: ()}
    border = [initial]
    for here in border:
        for one in transitions:
            onward = one.source == here and (one.effect is None or one.effect in ONWARD)
            if onward and one.dest is not None and one.dest not in ways:
                ways[one.dest] = (*ways[here], one)
                border.append(one.dest)
    return ways.get(end, ())


def beyond(far: Mapping[int, int], accepted: Iterable[int]) -> dict[int, frozenset[int]]:
    """Per state, itself and the accepted ones that lie further on: where a campaign that ends in it has ended.

    Args:
        far: How many steps onward each state lies.
        accepted: The states of reports that are accepted or counted.
    """
    later = [(state, far[state]) for state in accepted if state in far]
    return {here: frozenset({here, *(state for state, level in later if level > far[here])}) for here in far}


def is_step(states: Sequence[State], transitions: Sequence[Transition], added: Transition) -> bool:
    """Whether a transition leads to a new state of the same role that nothing leaves yet: a step in between."""
    named = {state.name: state for state in states}
    source, dest = named.get(added.source), named.get(added.dest or "")
    if source is None or dest is None or source == dest or added.effect not in (None, "accept") or dest.final:
        return False
    return source.role == dest.role and all(one.source != dest.name for one in transitions)


def stepped(transitions: Sequence[Transition], initial: str, added: Transition) -> Iterator[Transition]:
    """The transitions with a step in between: its source and its dest are one stage, done in two steps.

    What led onward from the source now leaves the dest; what is possible in the source besides is possible in the
    dest, too; and what led back to where superiors take rows leads to where they take them now.

    Args:
        transitions: What there was.
        initial: The initial state.
        added: The step; its dest is a state that nothing leaves yet.
    """
    far = levels(((one.source, one.dest, one.effect) for one in transitions), initial)
    source, dest = added.source, added.dest or ""
    takes = any(one.effect == "row" and one.source == source for one in transitions)
    for one in transitions:
        if one.source == source:
            forward = one.effect in ONWARD or (
                one.effect is None and one.dest is not None and far.get(one.dest, -1) > far.get(source, 0)
            )
            yield from () if forward else (one,)
            yield attrs.evolve(one, source=dest)
        elif takes and one.dest == source and one.effect in _LANDING:
            yield from _landed(one, dest)
        else:
            yield one
    yield added


def _landed(one: Transition, dest: str) -> Iterator[Transition]:
    """A way back to the state that superiors took rows from; a version that never came so far goes back no further."""
    if one.effect == "withdraw" and _CAME_SO_FAR in one.unless:
        yield one
    elif one.effect == "withdraw" and _CAME_SO_FAR not in one.conditions:
        yield attrs.evolve(one, dest=dest, conditions=(*one.conditions, _CAME_SO_FAR))
        yield attrs.evolve(one, unless=(*one.unless, _CAME_SO_FAR))
    else:
        yield attrs.evolve(one, dest=dest)
