"""The fold of the log: where a campaign stands."""

from __future__ import annotations

from kehoach._progress._board import NOBODY, UNROW, Board, flat_of, fold
from kehoach._progress._changes import FAR, NEAR, Request, Shift, done_from, selected
from kehoach._progress._excerpt import Excerpts, excerpt
from kehoach._progress._log import WHOLE, Actors, Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._progress._progress import Progress, duties_of, duty_number, hierarchy_of, report_of
from kehoach._progress._reach import stands_over, units_above, units_below
from kehoach._progress._reroute import asks_to_reroute, came_past
from kehoach._progress._scope import Scope
from kehoach._progress._scoped import ScopedProgress, behind
from kehoach._progress._sequence import Disorder
from kehoach._progress._standing import BUCKETS, PHASES, UNEXPECTED, Standing, Summary

__all__ = [
    "BUCKETS",
    "FAR",
    "NEAR",
    "NOBODY",
    "PHASES",
    "UNEXPECTED",
    "UNROW",
    "WHOLE",
    "Actors",
    "Board",
    "Disorder",
    "Entries",
    "Excerpts",
    "Line",
    "Log",
    "LogEntry",
    "Progress",
    "Request",
    "Scope",
    "ScopedProgress",
    "Shift",
    "Standing",
    "Summary",
    "Terms",
    "asks_to_reroute",
    "behind",
    "came_past",
    "chain_start",
    "done_from",
    "duties_of",
    "duty_number",
    "excerpt",
    "flat_of",
    "fold",
    "hierarchy_of",
    "report_of",
    "selected",
    "stands_over",
    "units_above",
    "units_below",
]
