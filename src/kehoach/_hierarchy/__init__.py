"""Who reports to whom: tiers, units, edges, the graph they make and the columns everything reads."""

from __future__ import annotations

from kehoach._hierarchy._columns import Columns
from kehoach._hierarchy._contraction import contract
from kehoach._hierarchy._csv import csv_text, guarded, read_units, unguarded, units_from_rows, units_from_text
from kehoach._hierarchy._edges import Edge
from kehoach._hierarchy._hierarchy import Hierarchy
from kehoach._hierarchy._table import COLUMNS, Place, UnitTable
from kehoach._hierarchy._tiers import Tier, tiers_of
from kehoach._hierarchy._units import Unit

__all__ = [
    "COLUMNS",
    "Columns",
    "Edge",
    "Hierarchy",
    "Place",
    "Tier",
    "Unit",
    "UnitTable",
    "contract",
    "csv_text",
    "guarded",
    "read_units",
    "tiers_of",
    "unguarded",
    "units_from_rows",
    "units_from_text",
]
