"""How long things take: what a plan's timeline is simulated from. Plain values; nothing here draws a number."""

from __future__ import annotations

from kehoach._scenario._scenario import Scenario
from kehoach._scenario._shapes import PERT, Empirical, Fixed, Gamma, LogNormal, Shape, Triangular, Weibull
from kehoach._scenario._steps import Habit, Leave, Shared, Steps

__all__ = [
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
]
