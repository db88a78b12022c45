"""Campaigns simulated: when will one end, what makes it late, what would another date do.

Names are loaded when they are first used: numpy comes with them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kehoach._scenario import PERT as PERT
    from kehoach._scenario import Empirical as Empirical
    from kehoach._scenario import Fixed as Fixed
    from kehoach._scenario import Gamma as Gamma
    from kehoach._scenario import Habit as Habit
    from kehoach._scenario import Leave as Leave
    from kehoach._scenario import LogNormal as LogNormal
    from kehoach._scenario import Scenario as Scenario
    from kehoach._scenario import Shape as Shape
    from kehoach._scenario import Shared as Shared
    from kehoach._scenario import Steps as Steps
    from kehoach._scenario import Triangular as Triangular
    from kehoach._scenario import Weibull as Weibull
    from kehoach.sim._results import NEVER as NEVER
    from kehoach.sim._results import Results as Results
    from kehoach.sim._simulate import simulate as simulate

_ROOMS = {
    "kehoach._scenario": (
        "PERT",
        "Empirical",
        "Fixed",
        "Gamma",
        "Habit",
        "Leave",
        "LogNormal",
        "Scenario",
        "Shape",
        "Shared",
        "Steps",
        "Triangular",
        "Weibull",
    ),
    "kehoach.sim._results": ("NEVER", "Results"),
    "kehoach.sim._simulate": ("simulate",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "NEVER",
    "PERT",
    "Empirical",
    "Fixed",
    "Gamma",
    "Habit",
    "Leave",
    "LogNormal",
    "Results",
    "Scenario",
    "Shape",
    "Shared",
    "Steps",
    "Triangular",
    "Weibull",
    "simulate",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'kehoach.sim' has no attribute {name!r}")
        found = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
