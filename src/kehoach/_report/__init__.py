"""What a unit sends: figures, texts, and the act of sending."""

from __future__ import annotations

from kehoach._report._cells import MISSING, NA, NIL, Cell, Mark, parse_cell, plain_cell, pointed, stored_cell
from kehoach._report._check import Check, Operand, Sides
from kehoach._report._command import (
    ACT_CELLS,
    CARRIED,
    NOTHING,
    Carried,
    Command,
    Details,
    Options,
    Report,
    Row,
    Signed,
)
from kehoach._report._formula import Terms, terms_of
from kehoach._report._operators import ADDITIVE, COMPUTED, LEGAL, LEGAL_OVER_TIME, OPERATORS, Operator
from kehoach._report._outline import Indicator, Section
from kehoach._report._rounding import ROUNDINGS, Rounding, rounded

__all__ = [
    "ACT_CELLS",
    "ADDITIVE",
    "CARRIED",
    "COMPUTED",
    "LEGAL",
    "LEGAL_OVER_TIME",
    "MISSING",
    "NA",
    "NIL",
    "NOTHING",
    "OPERATORS",
    "ROUNDINGS",
    "Carried",
    "Cell",
    "Check",
    "Command",
    "Details",
    "Indicator",
    "Mark",
    "Operand",
    "Operator",
    "Options",
    "Report",
    "Rounding",
    "Row",
    "Section",
    "Sides",
    "Signed",
    "Terms",
    "parse_cell",
    "plain_cell",
    "pointed",
    "rounded",
    "stored_cell",
    "terms_of",
]
