"""Days: reading them, counting the working ones, naming the others."""

from __future__ import annotations

from kehoach._calendar._calendar import Calendar
from kehoach._calendar._days import parse_day
from kehoach._calendar._names import weekday_name
from kehoach._calendar._rows import DayOff
from kehoach._calendar._walked import Walked, WorkingDays

__all__ = ["Calendar", "DayOff", "Walked", "WorkingDays", "parse_day", "weekday_name"]
