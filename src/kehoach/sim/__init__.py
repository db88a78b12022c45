"""Campaigns simulated: when will one end, what makes it late, what would another date do.

Names are loaded when they are first used: numpy comes with them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kehoach.sim._results import NEVER as NEVER
    from kehoach.sim._results import Results as Results

_HOMES = {"NEVER": "_results", "Results": "_results"}

__all__ = ["NEVER", "Results"]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'kehoach.sim' has no attribute {name!r}")
        found = getattr(importlib.import_module(f"kehoach.sim.{_HOMES[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
