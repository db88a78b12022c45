"""Plans that are small enough to think about."""

from __future__ import annotations

from typing import Any

from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Plan
from kehoach._report import Indicator
from kehoach.errors import Finding, InvalidPlan

__all__ = ["small_plan"]

_TIERS = ("province", "district", "commune", "village", "household")


def small_plan(*sizes: int, **changes: Any) -> Plan:  # noqa: ANN401 - what Plan takes, as it takes it
    """A plan of one province and the districts and communes under it, without deadlines unless they are given.

    Args:
        *sizes: How many units each tier has, top to bottom, beginning with 1; ``1, 2, 3`` when left out.
        **changes: What else `kehoach.Plan` takes: `deadlines`, `policy`, `lifecycle`, …

    Raises:
        InvalidPlan: The sizes do not begin with 1, or there are more than five.

    >>> plan = small_plan(1, 2, 3, deadlines={"commune": "before 5-4-2019"})
    >>> plan.hierarchy.superiors("commune-3")
    ('district-1',)
    """
    counts = sizes or (1, 2, 3)
    if counts[0] != 1 or len(counts) > len(_TIERS) or any(count < 1 for count in counts):
        problem = f"small_plan{counts!r}: give 1 to {len(_TIERS)} sizes of at least 1, the first of them 1"
        raise InvalidPlan(Finding("KH100", {"problem": problem}))
    hierarchy = Hierarchy.fan(**dict(zip(_TIERS, counts, strict=False)))
    changes.setdefault("indicators", [Indicator("members", kind="stock", goes_up="sum")])
    return Plan(Directive("A small plan"), hierarchy, **changes)
