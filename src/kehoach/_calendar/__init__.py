"""Days: reading them, counting the working ones, naming the others."""

from __future__ import annotations

from kehoach._calendar._calendar import Calendar, DayOff, WorkingDays
from kehoach._calendar._days import parse_day

__all__ = ["Calendar", "DayOff", "WorkingDays", "parse_day"]
