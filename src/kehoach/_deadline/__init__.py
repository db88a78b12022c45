"""Deadlines, how they are read, and what they come to."""

from __future__ import annotations

from kehoach._calendar import parse_day
from kehoach._deadline._anchors import KNOWN_ANCHORS, duty_of
from kehoach._deadline._deadline import Deadline
from kehoach._deadline._due import Due
from kehoach._deadline._explain import DayNote, Explanation, Step
from kehoach._deadline._periods import DECREE_09, Every, Period
from kehoach._deadline._reading import Reading

__all__ = [
    "DECREE_09",
    "KNOWN_ANCHORS",
    "DayNote",
    "Deadline",
    "Due",
    "Every",
    "Explanation",
    "Period",
    "Reading",
    "Step",
    "duty_of",
    "parse_day",
]
