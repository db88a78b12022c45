"""What a unit sends: figures, texts, and the act of sending."""

from __future__ import annotations

from kehoach._report._cells import MISSING, NA, NIL, Cell, Mark, parse_cell, plain_cell, pointed, stored_cell
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
from kehoach._report._outline import LEGAL, Indicator, Section

__all__ = [
    "ACT_CELLS",
    "CARRIED",
    "LEGAL",
    "MISSING",
    "NA",
    "NIL",
    "NOTHING",
    "Carried",
    "Cell",
    "Command",
    "Details",
    "Indicator",
    "Mark",
    "Options",
    "Report",
    "Row",
    "Section",
    "Signed",
    "parse_cell",
    "plain_cell",
    "pointed",
    "stored_cell",
]
