"""Tools for tests of this library and of programs that use it: a clock that stands, small plans, a store's contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kehoach._clock import ManualClock
from kehoach.testing._plans import small_plan

if TYPE_CHECKING:
    from kehoach.testing._store_contract import StoreContract as StoreContract

__all__ = ["ManualClock", "StoreContract", "small_plan"]


def __getattr__(name: str) -> object:
    if name == "StoreContract":  # it brings pytest, which a program's own tests may not use
        from kehoach.testing._store_contract import StoreContract

        return StoreContract
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
