"""Whether a lifecycle serves a plan: its campaign can end, its gates can open, and what it asks for is guarded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from kehoach._lifecycle import Lifecycle, Transition, called, is_nameless
from kehoach._plan._table import hints
from kehoach.errors import Finding, Value

if TYPE_CHECKING:
    from kehoach._hierarchy import Hierarchy
    from kehoach._plan._build import Parts

__all__ = ["endings", "nameless_guards", "usual_end"]

_OF_THE_TOP = frozenset(("unit", "lead", "issuer"))  # who there is for a report that has no superior
_ENDS = ("sent", "accepted", "counted")


def usual_end(lifecycle: Lifecycle) -> str:
    """The state in which a campaign ends where nothing is said: ``reviewed``, else the one that reports go up from.

    >>> usual_end(Lifecycle.report())
    'reviewed'
    """
    if "reviewed" in lifecycle.states:
        return "reviewed"
    taken = [one.source for one in lifecycle.transitions if one.effect == "row"]
    possible = taken or list(_possible(lifecycle))
    return possible[-1] if possible else lifecycle.initial


def endings(parts: Parts) -> Iterator[Finding]:
    """What a lifecycle lacks in the plan it is given to; every problem with its place."""
    lifecycle, ends = parts.lifecycle, parts.policy.root_ends
    lacks = lifecycle.check()
    yield from lacks
    if ends not in lifecycle.states:
        yield Finding("KH122", {"name": ends, **hints(ends, lifecycle.states)}, path="policy.root_ends")
    elif not lacks and ends not in _possible(lifecycle):
        possible = ", ".join(_possible(lifecycle)) or "-"
        yield Finding("KH418", {"name": ends, "possible": possible}, path="policy.root_ends")
    if not lacks and parts.hierarchy is not None:
        yield from _gates(parts, lifecycle.transitions)
        yield from _guards(parts, parts.hierarchy, lifecycle.transitions)


def _possible(lifecycle: Lifecycle) -> Sequence[str]:
    """The states past draft that a report without a superior can be in, in the order in which they are reached."""
    ways = [one for one in lifecycle.transitions if one.effect in (None, "freeze", "accept")]
    reached = [lifecycle.initial]
    for here in reached:
        onward = [one.dest for one in ways if one.source == here and _OF_THE_TOP.intersection(one.who)]
        reached += [dest for dest in dict.fromkeys(onward) if dest is not None and dest not in reached]
    return [state for state in reached if lifecycle.role(state) in _ENDS]


def _gates(parts: Parts, transitions: Sequence[Transition]) -> Iterator[Finding]:
    """A gate waits for rows: where nothing makes rows, it never opens."""
    if any(one.effect == "row" for one in transitions) or parts.policy.gate == "none":
        return
    if parts.hierarchy is None or not parts.hierarchy.columns.edge_unit:
        return
    for place, one in enumerate(transitions):
        if one.effect == "freeze" and "gate" in one.conditions:
            yield Finding("KH419", {"trigger": one.trigger}, path=f"lifecycle.transitions[{place}].conditions")


def _guards(parts: Parts, hierarchy: Hierarchy, transitions: Sequence[Transition]) -> Iterator[Finding]:
    """The guards that what a plan asks for rests on."""
    needed: Mapping[str, bool] = {
        "one_version": any(there - here > 1 for here, there in pairwise(hierarchy.columns.superior_first)),
        "in_order": any(row.after for row in parts.duties),
        "checks": any(check.is_hard for check in parts.checks),
    }
    takes = any(one.effect == "row" for one in transitions)
    for place, one in enumerate(transitions):
        missing = [name for name, asked in needed.items() if asked and name not in one.conditions]
        missing = [name for name in missing if takes or name != "one_version"]
        if one.effect == "freeze" and missing:
            values: dict[str, Value] = {"trigger": one.trigger, "guards": ", ".join(missing)}
            yield Finding("KH420", values, path=f"lifecycle.transitions[{place}].conditions")


def nameless_guards(lifecycle: Lifecycle) -> Iterator[Finding]:
    """The guards that the digest of a plan does not tell from others; each named once."""
    seen: set[str] = set()
    for place, one in enumerate(lifecycle.transitions):
        for field in ("conditions", "unless"):
            for func in getattr(one, field):
                if is_nameless(func) and called(func) not in seen:
                    seen.add(called(func))
                    path = f"lifecycle.transitions[{place}].{field}"
                    yield Finding("KH421", {"guard": called(func)}, severity="warning", path=path)
