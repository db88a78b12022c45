"""The fold of the log: where a campaign stands."""

from __future__ import annotations

from kehoach._progress._board import NOBODY, UNROW, Board, flat_of, fold
from kehoach._progress._changes import FAR, NEAR, Request, Shift, done_from, selected
from kehoach._progress._closing import closes_from
from kehoach._progress._content import content_hash
from kehoach._progress._courses import courses
from kehoach._progress._excerpt import Excerpts, excerpt
from kehoach._progress._framing import duty_fields
from kehoach._progress._groups import unlike, with_units
from kehoach._progress._happenings import duties_of_unit
from kehoach._progress._lines import Lines
from kehoach._progress._log import WHOLE, Actors, Entries, Line, Log, LogEntry, Terms, chain_start
from kehoach._progress._named import forms_known, named_units, units_selected
from kehoach._progress._progress import Progress, duties_of, duty_number, hierarchy_of, report_of
from kehoach._progress._reach import stands_over, units_above, units_below
from kehoach._progress._reroute import asks_to_reroute, came_past
from kehoach._progress._reviews import Waiting, rework_due
from kehoach._progress._scope import Scope
from kehoach._progress._scoped import ScopedProgress, behind
from kehoach._progress._sequence import Disorder
from kehoach._progress._standing import BUCKETS, PHASES, UNEXPECTED, Standing, Summary
from kehoach._progress._times import Lengths, Pace, Span, Times, pace_of, times_of
from kehoach._progress._unsolicited import Unsolicited

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
    "Lengths",
    "Line",
    "Lines",
    "Log",
    "LogEntry",
    "Pace",
    "Progress",
    "Request",
    "Scope",
    "ScopedProgress",
    "Shift",
    "Span",
    "Standing",
    "Summary",
    "Terms",
    "Times",
    "Unsolicited",
    "Waiting",
    "asks_to_reroute",
    "behind",
    "came_past",
    "chain_start",
    "closes_from",
    "content_hash",
    "courses",
    "done_from",
    "duties_of",
    "duties_of_unit",
    "duty_fields",
    "duty_number",
    "excerpt",
    "flat_of",
    "fold",
    "forms_known",
    "hierarchy_of",
    "named_units",
    "pace_of",
    "report_of",
    "rework_due",
    "selected",
    "stands_over",
    "times_of",
    "units_above",
    "units_below",
    "units_selected",
    "unlike",
    "with_units",
]
