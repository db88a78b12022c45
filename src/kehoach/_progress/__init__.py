"""The fold of the log: where a campaign stands."""

from __future__ import annotations

from kehoach._progress._board import FAR, NEAR, NOBODY, UNROW, Board, Grid, fold
from kehoach._progress._log import Actors, Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._progress._progress import Progress, duty_number, hierarchy_of, report_of
from kehoach._progress._standing import BUCKETS, PHASES, Standing, Summary

__all__ = [
    "BUCKETS",
    "FAR",
    "NEAR",
    "NOBODY",
    "PHASES",
    "UNROW",
    "Actors",
    "Board",
    "Entries",
    "Grid",
    "Line",
    "Log",
    "LogEntry",
    "Progress",
    "Standing",
    "Summary",
    "Terms",
    "chain_start",
    "duty_number",
    "fold",
    "hierarchy_of",
    "report_of",
]
