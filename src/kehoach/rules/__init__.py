"""Policy as rules: each has a code and finds what stands against it in a plan, a progress, or a step of a campaign.

>>> from kehoach import Hierarchy, Plan, rules
>>> @rules.rule("X001", "every commune has a district", severity="warning")
... def communes_have_districts(plan):
...     for unit in plan.hierarchy.units:
...         if unit.tier == "commune" and plan.hierarchy.tier_of(unit.reports_to[0].superior) != "district":
...             yield unit.id, f"{unit.id} reports to no district"
>>> plan = Plan("Test", Hierarchy.fan(province=1, commune=2))
>>> [str(one) for one in rules.check(plan, rules=[communes_have_districts])]
['commune-1 reports to no district', 'commune-2 reports to no district']
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from kehoach.errors import Finding as Finding

if TYPE_CHECKING:
    from kehoach.rules._builtin import BUILTIN as BUILTIN
    from kehoach.rules._check import check as check
    from kehoach.rules._exercise import Exercise as Exercise
    from kehoach.rules._exercise import exercise as exercise
    from kehoach.rules._page import Case as Case
    from kehoach.rules._page import Page as Page
    from kehoach.rules._page import page as page
    from kehoach.rules._plugins import plugins as plugins
    from kehoach.rules._rule import Rule as Rule
    from kehoach.rules._rule import rule as rule
    from kehoach.rules._step import Step as Step

_HOMES = {
    "BUILTIN": "_builtin",
    "Case": "_page",
    "Exercise": "_exercise",
    "Page": "_page",
    "Rule": "_rule",
    "Step": "_step",
    "check": "_check",
    "exercise": "_exercise",
    "page": "_page",
    "plugins": "_plugins",
    "rule": "_rule",
}

__all__ = [
    "BUILTIN", "Case", "Exercise", "Finding", "Page", "Rule", "Step", "check", "exercise", "page", "plugins", "rule",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"kehoach.rules.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
