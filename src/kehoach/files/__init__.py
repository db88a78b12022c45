"""Plans and units as files: read with the place of every problem, written back without loss."""

from __future__ import annotations

from kehoach.files._baseline import Baseline, read_baseline
from kehoach.files._days import read_calendar
from kehoach.files._explain import explain
from kehoach.files._framed import submissions_from_frame
from kehoach.files._ics import ics_of
from kehoach.files._ignores import Answered, silence
from kehoach.files._load import load_plan, locate, parse_plan, read_units
from kehoach.files._ocel import ocel_of
from kehoach.files._rule_files import read_rules
from kehoach.files._save import plan_text, save_plan
from kehoach.files._sheet_rows import Submission
from kehoach.files._submissions import Submissions, read_submissions
from kehoach.files._xes import xes_of

__all__ = [
    "Answered",
    "Baseline",
    "Submission",
    "Submissions",
    "explain",
    "ics_of",
    "load_plan",
    "locate",
    "ocel_of",
    "parse_plan",
    "plan_text",
    "read_baseline",
    "read_calendar",
    "read_rules",
    "read_submissions",
    "read_units",
    "save_plan",
    "silence",
    "submissions_from_frame",
    "xes_of",
]
