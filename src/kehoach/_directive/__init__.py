"""The document that directs: its number, its clauses, what it rests on."""

from __future__ import annotations

from kehoach._directive._directive import Clause, Directive
from kehoach._directive._reference import Found, Reference

__all__ = ["Clause", "Directive", "Found", "Reference"]
