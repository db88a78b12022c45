"""Who stands above whom: the units over one and those under one, along the consolidating edges of the hierarchy."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kehoach._hierarchy import Columns
from kehoach._plan import Plan

__all__ = ["stands_over", "units_above", "units_below"]


def stands_over(plan: Plan, actor: int, unit: int) -> bool:
    """Whether an actor stands above a unit, any number of tiers up; the issuer stands above all.

    Args:
        plan: Whose units.
        actor: The number of the actor: a unit's, or, as many as there are units, the issuer's.
        unit: The number of the unit.
    """
    if actor == plan.columns.units:
        return True
    columns = _columns(plan)
    return max(actor, unit) < columns.n and actor in _met(unit, columns.superiors_of, until=actor)


def units_above(plan: Plan, unit: int) -> set[int]:
    """The numbers of all units that stand above one."""
    return _met(unit, _columns(plan).superiors_of)


def units_below(plan: Plan, unit: int) -> set[int]:
    """The numbers of all units that stand below one."""
    return _met(unit, _columns(plan).subordinates_of)


def _columns(plan: Plan) -> Columns:
    assert plan.hierarchy is not None  # a template has no actors
    return plan.hierarchy.columns


def _met(unit: int, step: Callable[[int], Iterable[int]], until: int | None = None) -> set[int]:
    """What is met going on from a unit; no further once `until` is."""
    seen, border = set[int](), [unit]
    while border and until not in seen:
        fresh = set(step(border.pop())) - seen
        seen |= fresh
        border.extend(fresh)
    return seen
