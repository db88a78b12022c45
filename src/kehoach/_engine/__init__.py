"""The decision on an act: pure, and the only place where one is made."""

from __future__ import annotations

from kehoach._engine._authority import OVER_A_TIER, Asks, Authority, StandardAuthority, settled
from kehoach._engine._bypass import Bypass, bypasses
from kehoach._engine._case import Case
from kehoach._engine._composition import spoken_of
from kehoach._engine._content_checks import findings_of
from kehoach._engine._decide import Engine
from kehoach._engine._delegation import Delegation
from kehoach._engine._guards import guards_for
from kehoach._engine._paths import REOPEN_PATH, opener
from kehoach._engine._stragglers import TAKES_UP, Stragglers

__all__ = [
    "OVER_A_TIER",
    "REOPEN_PATH",
    "TAKES_UP",
    "Asks",
    "Authority",
    "Bypass",
    "Case",
    "Delegation",
    "Engine",
    "StandardAuthority",
    "Stragglers",
    "bypasses",
    "findings_of",
    "guards_for",
    "opener",
    "settled",
    "spoken_of",
]
