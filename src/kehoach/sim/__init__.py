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
    from kehoach.sim._calibrate import fit as fit
    from kehoach.sim._compare import Comparison as Comparison
    from kehoach.sim._compare import Effect as Effect
    from kehoach.sim._durations import Duration as Duration
    from kehoach.sim._durations import durations as durations
    from kehoach.sim._fit import Fitted as Fitted
    from kehoach.sim._fit import ReturnRate as ReturnRate
    from kehoach.sim._fit import StepFit as StepFit
    from kehoach.sim._forecast import Critical as Critical
    from kehoach.sim._forecast import Curve as Curve
    from kehoach.sim._forecast import DayEstimate as DayEstimate
    from kehoach.sim._forecast import Effort as Effort
    from kehoach.sim._forecast import Forecast as Forecast
    from kehoach.sim._intervals import Estimate as Estimate
    from kehoach.sim._results import NEVER as NEVER
    from kehoach.sim._results import Results as Results
    from kehoach.sim._simulate import simulate as simulate
    from kehoach.sim._tornado import Sway as Sway
    from kehoach.sim._tornado import Tornado as Tornado
    from kehoach.sim._whatif import Point as Point
    from kehoach.sim._whatif import Solution as Solution
    from kehoach.sim._whatif import Solved as Solved
    from kehoach.sim._whatif import Sweep as Sweep
    from kehoach.sim._whatif import solve as solve
    from kehoach.sim._whatif import sweep as sweep

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
    "kehoach.sim._calibrate": ("fit",),
    "kehoach.sim._compare": ("Comparison", "Effect"),
    "kehoach.sim._durations": ("Duration", "durations"),
    "kehoach.sim._fit": ("Fitted", "ReturnRate", "StepFit"),
    "kehoach.sim._forecast": ("Critical", "Curve", "DayEstimate", "Effort", "Forecast"),
    "kehoach.sim._intervals": ("Estimate",),
    "kehoach.sim._tornado": ("Sway", "Tornado"),
    "kehoach.sim._whatif": ("Point", "Solution", "Solved", "Sweep", "solve", "sweep"),
    "kehoach.sim._results": ("NEVER", "Results"),
    "kehoach.sim._simulate": ("simulate",),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "NEVER",
    "PERT",
    "Comparison",
    "Critical",
    "Curve",
    "DayEstimate",
    "Duration",
    "Effect",
    "Effort",
    "Empirical",
    "Estimate",
    "Fitted",
    "Fixed",
    "Forecast",
    "Gamma",
    "Habit",
    "Leave",
    "LogNormal",
    "Point",
    "Results",
    "ReturnRate",
    "Scenario",
    "Shape",
    "Shared",
    "Solution",
    "Solved",
    "StepFit",
    "Steps",
    "Sway",
    "Sweep",
    "Tornado",
    "Triangular",
    "Weibull",
    "durations",
    "fit",
    "simulate",
    "solve",
    "sweep",
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
