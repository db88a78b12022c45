"""Tools for tests of this library and of programs that use it: a clock that stands, small plans, a store's contract."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from kehoach._clock import ManualClock
from kehoach.testing._plans import small_plan

if TYPE_CHECKING:
    from kehoach.testing._script import Expected as Expected
    from kehoach.testing._script import Script as Script
    from kehoach.testing._script import Step as Step
    from kehoach.testing._store_contract import StoreContract as StoreContract

_HOMES = {
    "Expected": "_script",
    "Script": "_script",
    "Step": "_script",
    "StoreContract": "_store_contract",  # it brings pytest, which a program's own tests may not use
}

__all__ = ["Expected", "ManualClock", "Script", "Step", "StoreContract", "small_plan"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"kehoach.testing.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
