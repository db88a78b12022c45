"""The decision on an act: pure, and the only place where one is made."""

from __future__ import annotations

from kehoach._engine._authority import Authority, StandardAuthority
from kehoach._engine._case import Case
from kehoach._engine._decide import Engine
from kehoach._engine._guards import guards_for

__all__ = ["Authority", "Case", "Engine", "StandardAuthority", "guards_for"]
