"""A plan: directive, hierarchy, duties, deadlines, outline and lifecycle, checked together."""

from __future__ import annotations

from kehoach._plan._table import BROKEN

__all__ = ["BROKEN"]
