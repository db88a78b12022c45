"""Groups that are named while a campaign runs: what the plan says of the group holds for its units from then on.

A plan may leave a group empty ("pilot units, to be named later") and say what is otherwise for it. Naming never adds or
takes away duties and never changes who reports to whom: it moves dues, openings and closings, step by step as an act of
the campaign does, and says what binds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from kehoach._plan import Plan, Terms
from kehoach._progress._changes import Changing
from kehoach._progress._happenings import follow, planned

__all__ = ["named", "unlike", "with_units"]

_GRAPH = ("edge_unit", "edge_superior", "superior_edge", "share", "lead_actor")
_SAME = ("after", "gate", "only_if", "to", "estimate")  # what a campaign is built on when it begins


def with_units(plan: Plan, group: str, units: Iterable[str]) -> Plan:
    """A plan in which units have joined a group.

    Args:
        plan: The plan.
        group: The group.
        units: The ids of the units that join it; who is in it already stays.

    Raises:
        InvalidPlan: The rows of the plan contradict each other for one of them.
    """
    joined = tuple(units)
    groups = (
        attrs.evolve(one, units=tuple(dict.fromkeys((*one.units, *joined)))) if one.id == group else one
        for one in plan.groups
    )
    return plan.replace(groups=tuple(groups))


def unlike(before: Plan, after: Plan, duties: Sequence[int]) -> str | None:
    """What a plan in which a group was named has otherwise, that a running campaign cannot take; None: nothing.

    Args:
        before: The plan as it stands.
        after: The plan with the group named.
        duties: The duties of the units that join the group, by their numbers before.

    Returns:
        ``"duties"``: other duties are owed; ``"graph"``: something goes to another receiver; ``"order"``: something
        else must stand first, or is waited for.
    """
    old, new = before.columns, after.columns
    if old.names != new.names:
        return "duties"
    if any(getattr(old, name) != getattr(new, name) for name in _GRAPH):
        return "graph"
    if old.outside != new.outside:
        return "duties"
    return None if all(_kept(before.terms(duty), after.terms(duty)) for duty in duties) else "order"


def _kept(old: Terms, new: Terms) -> bool:
    return all(getattr(old, name) == getattr(new, name) for name in _SAME)


def named(one: Changing) -> None:
    """Fold a line by which units join a group; a due that has passed stays, and is shown to have moved."""
    board = one.board
    before = planned(board, board.plan)
    board.plan = with_units(board.plan, one.payload["group"], one.payload["units"])
    board.regrid()
    after = planned(board, board.plan)
    for duty in range(board.grid.n):
        follow(one, duty, before.of(duty), after.of(duty), late=True)
