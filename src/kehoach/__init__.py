"""Directives and the reports they ask for: who owes what to whom until when, and where it stands.

A `Plan` holds the directive, the units that report to one another, their deadlines and the lifecycle of a report; a
`Campaign` carries it out, act by act, in a store; a `Progress` says where it stands.

Names are loaded when they are first used, so that ``import kehoach`` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kehoach import errors as errors
    from kehoach import files as files
    from kehoach import rules as rules
    from kehoach import sim as sim
    from kehoach import stores as stores
    from kehoach import testing as testing
    from kehoach._calendar import Calendar as Calendar
    from kehoach._calendar import DayOff as DayOff
    from kehoach._campaign import Campaign as Campaign
    from kehoach._campaign import Outcome as Outcome
    from kehoach._campaign import Scoped as Scoped
    from kehoach._clock import SystemClock as SystemClock
    from kehoach._deadline import Deadline as Deadline
    from kehoach._deadline import Due as Due
    from kehoach._deadline import Reading as Reading
    from kehoach._directive import Clause as Clause
    from kehoach._directive import Directive as Directive
    from kehoach._directive import Reference as Reference
    from kehoach._engine import Authority as Authority
    from kehoach._engine import Bypass as Bypass
    from kehoach._engine import Delegation as Delegation
    from kehoach._engine import StandardAuthority as StandardAuthority
    from kehoach._hierarchy import Edge as Edge
    from kehoach._hierarchy import Hierarchy as Hierarchy
    from kehoach._hierarchy import Tier as Tier
    from kehoach._hierarchy import Unit as Unit
    from kehoach._lifecycle import Lifecycle as Lifecycle
    from kehoach._lifecycle import State as State
    from kehoach._lifecycle import Transition as Transition
    from kehoach._plan import After as After
    from kehoach._plan import Duty as Duty
    from kehoach._plan import DutyRow as DutyRow
    from kehoach._plan import Event as Event
    from kehoach._plan import Group as Group
    from kehoach._plan import Plan as Plan
    from kehoach._plan import Policy as Policy
    from kehoach._plan import Quorum as Quorum
    from kehoach._plan import Recurrence as Recurrence
    from kehoach._plan import Reminder as Reminder
    from kehoach._progress import Disorder as Disorder
    from kehoach._progress import LogEntry as LogEntry
    from kehoach._progress import Pace as Pace
    from kehoach._progress import Progress as Progress
    from kehoach._progress import ScopedProgress as ScopedProgress
    from kehoach._progress import Standing as Standing
    from kehoach._progress import Summary as Summary
    from kehoach._progress import Times as Times
    from kehoach._progress import Unsolicited as Unsolicited
    from kehoach._progress import Waiting as Waiting
    from kehoach._reminders import Notice as Notice
    from kehoach._report import MISSING as MISSING
    from kehoach._report import NA as NA
    from kehoach._report import NIL as NIL
    from kehoach._report import Check as Check
    from kehoach._report import Command as Command
    from kehoach._report import Indicator as Indicator
    from kehoach._report import Report as Report
    from kehoach._report import Row as Row
    from kehoach._report import Section as Section
    from kehoach._rollup import Absent as Absent
    from kehoach._rollup import Change as Change
    from kehoach._rollup import Consolidated as Consolidated
    from kehoach._rollup import Contribution as Contribution
    from kehoach._rollup import Coverage as Coverage
    from kehoach._rollup import Difference as Difference
    from kehoach._rollup import Figure as Figure
    from kehoach._rollup import Heading as Heading
    from kehoach._rollup import Lineage as Lineage
    from kehoach._rollup import Origin as Origin
    from kehoach._rollup import Part as Part
    from kehoach._rollup import Provenance as Provenance
    from kehoach._rollup import Quote as Quote
    from kehoach._rollup import Sender as Sender
    from kehoach._rollup import Series as Series
    from kehoach._rollup import Stale as Stale
    from kehoach._rollup import Total as Total
    from kehoach._rollup import Totals as Totals
    from kehoach.errors import Blocker as Blocker
    from kehoach.errors import Finding as Finding
    from kehoach.files import load_plan as load_plan
    from kehoach.files import save_plan as save_plan

__version__ = "0.1.0"

_ROOMS: dict[str, tuple[str, ...]] = {
    "_calendar": ("Calendar", "DayOff"),
    "_campaign": ("Campaign", "Outcome", "Scoped"),
    "_clock": ("SystemClock",),
    "_deadline": ("Deadline", "Due", "Reading"),
    "_directive": ("Clause", "Directive", "Reference"),
    "_engine": ("Authority", "Bypass", "Delegation", "StandardAuthority"),
    "_hierarchy": ("Edge", "Hierarchy", "Tier", "Unit"),
    "_lifecycle": ("Lifecycle", "State", "Transition"),
    "_plan": ("After", "Duty", "DutyRow", "Event", "Group", "Plan", "Policy", "Quorum", "Recurrence", "Reminder"),
    "_progress": (
        "Disorder",
        "LogEntry",
        "Pace",
        "Progress",
        "ScopedProgress",
        "Standing",
        "Summary",
        "Times",
        "Unsolicited",
        "Waiting",
    ),
    "_reminders": ("Notice",),
    "_report": ("MISSING", "NA", "NIL", "Check", "Command", "Indicator", "Report", "Row", "Section"),
    "_rollup": (
        "Absent",
        "Change",
        "Consolidated",
        "Contribution",
        "Coverage",
        "Difference",
        "Figure",
        "Heading",
        "Lineage",
        "Origin",
        "Part",
        "Provenance",
        "Quote",
        "Sender",
        "Series",
        "Stale",
        "Total",
        "Totals",
    ),
    "errors": ("Blocker", "Finding"),
    "files": ("load_plan", "save_plan"),
}
_HOMES = {name: room for room, names in _ROOMS.items() for name in names}
_NAMESPACES = ("errors", "files", "rules", "sim", "stores", "testing")

__all__ = [
    "MISSING",
    "NA",
    "NIL",
    "Absent",
    "After",
    "Authority",
    "Blocker",
    "Bypass",
    "Calendar",
    "Campaign",
    "Change",
    "Check",
    "Clause",
    "Command",
    "Consolidated",
    "Contribution",
    "Coverage",
    "DayOff",
    "Deadline",
    "Delegation",
    "Difference",
    "Directive",
    "Disorder",
    "Due",
    "Duty",
    "DutyRow",
    "Edge",
    "Event",
    "Figure",
    "Finding",
    "Group",
    "Heading",
    "Hierarchy",
    "Indicator",
    "Lifecycle",
    "Lineage",
    "LogEntry",
    "Notice",
    "Origin",
    "Outcome",
    "Pace",
    "Part",
    "Plan",
    "Policy",
    "Progress",
    "Provenance",
    "Quorum",
    "Quote",
    "Reading",
    "Recurrence",
    "Reference",
    "Reminder",
    "Report",
    "Row",
    "Scoped",
    "ScopedProgress",
    "Section",
    "Sender",
    "Series",
    "Stale",
    "StandardAuthority",
    "Standing",
    "State",
    "Summary",
    "SystemClock",
    "Tier",
    "Times",
    "Total",
    "Totals",
    "Transition",
    "Unit",
    "Unsolicited",
    "Waiting",
    "errors",
    "files",
    "load_plan",
    "rules",
    "save_plan",
    "sim",
    "stores",
    "testing",
]


if not TYPE_CHECKING:  # a checker knows every name from above, and a misspelt one is an error to it

    def __getattr__(name: str) -> object:
        if name in _NAMESPACES:
            return importlib.import_module(f"kehoach.{name}")
        if name not in _HOMES:
            raise AttributeError(f"module 'kehoach' has no attribute {name!r}")
        found = getattr(importlib.import_module(f"kehoach.{_HOMES[name]}"), name)
        globals()[name] = found  # the next look-up does not come here
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
