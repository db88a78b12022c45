"""Totals: what a version of a report says of everything below it, with what that rests on."""

from __future__ import annotations

from kehoach._rollup._consolidated import Consolidated, Figure, Provenance, Sender
from kehoach._rollup._consolidating import consolidated
from kehoach._rollup._difference import CAUSES, Change, Difference, History
from kehoach._rollup._gathering import Absent, Contribution, Heading
from kehoach._rollup._lineage import Lineage, Origin, Part
from kehoach._rollup._reach import Reach, total, version_of
from kehoach._rollup._recipe import Book
from kehoach._rollup._reckoning import Reckoning
from kehoach._rollup._series import Series
from kehoach._rollup._stale import Stale
from kehoach._rollup._total import Coverage, Total, TotalVersion
from kehoach._rollup._totals import Totals
from kehoach._rollup._values import Quote, Value, exact

__all__ = [
    "CAUSES",
    "Absent",
    "Book",
    "Change",
    "Consolidated",
    "Contribution",
    "Coverage",
    "Difference",
    "Figure",
    "Heading",
    "History",
    "Lineage",
    "Origin",
    "Part",
    "Provenance",
    "Quote",
    "Reach",
    "Reckoning",
    "Sender",
    "Series",
    "Stale",
    "Total",
    "TotalVersion",
    "Totals",
    "Value",
    "consolidated",
    "exact",
    "total",
    "version_of",
]
