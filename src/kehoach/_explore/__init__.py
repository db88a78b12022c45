"""Every state that a small campaign can reach, under every act of everybody: decided by the production engine."""

from __future__ import annotations

from kehoach._explore._asked import asked_of
from kehoach._explore._run import Bounds, Seen, searched
from kehoach._explore._stage import Offer
from kehoach._explore._walk import Trail

__all__ = ["Bounds", "Offer", "Seen", "Trail", "asked_of", "searched"]
