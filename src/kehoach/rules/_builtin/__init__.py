"""The rules that come with the library, family by family."""

from __future__ import annotations

from typing import Final

from kehoach.rules._builtin import (
    _conditions,
    _deadlines,
    _documents,
    _figures,
    _lifecycle,
    _plan,
    _steps,
    _under_way,
    _units,
)
from kehoach.rules._builtin._told import TOLD
from kehoach.rules._choice import rules_of
from kehoach.rules._rule import Rule

__all__ = ["BUILTIN"]

_ROOMS: Final = (_conditions, _deadlines, _documents, _figures, _lifecycle, _plan, _steps, _under_way, _units)

BUILTIN: Final[tuple[Rule, ...]] = tuple(sorted(rules_of([*TOLD, *_ROOMS]), key=lambda rule: rule.code))
"""All built-in rules, in the order of their codes."""
