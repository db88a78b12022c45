"""The decision on an act: pure, and the only place where one is made."""

from __future__ import annotations

from kehoach._engine._authority import OVER_A_TIER, Asks, Authority, StandardAuthority, settled
from kehoach._engine._bypass import Bypass, bypasses
from kehoach._engine._case import Case
from kehoach._engine._decide import Engine
from kehoach._engine._delegation import Delegation
from kehoach._engine._guards import guards_for

__all__ = [
    "OVER_A_TIER",
    "Asks",
    "Authority",
    "Bypass",
    "Case",
    "Delegation",
    "Engine",
    "StandardAuthority",
    "bypasses",
    "guards_for",
    "settled",
]
