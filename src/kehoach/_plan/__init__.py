"""A plan: directive, hierarchy, duties, deadlines, outline and lifecycle, checked together."""

from __future__ import annotations

from kehoach._plan._columns import FAR, NEAR, PlanColumns
from kehoach._plan._document import read
from kehoach._plan._layers import Layer
from kehoach._plan._order import Order
from kehoach._plan._plan import Plan
from kehoach._plan._quorum import Quorum
from kehoach._plan._recurrence import Recurrence
from kehoach._plan._reminders import Reminder
from kehoach._plan._reproject import ChangedDay, Reprojection
from kehoach._plan._source import Include, Source
from kehoach._plan._table import BROKEN, Table, is_list, is_table, step
from kehoach._plan._units import UnitRow, table_of, unit_row
from kehoach._plan._values import ANY, After, Duty, DutyRow, Event, Group, Policy, Terms

__all__ = [
    "ANY",
    "BROKEN",
    "FAR",
    "NEAR",
    "After",
    "ChangedDay",
    "Duty",
    "DutyRow",
    "Event",
    "Group",
    "Include",
    "Layer",
    "Order",
    "Plan",
    "PlanColumns",
    "Policy",
    "Quorum",
    "Recurrence",
    "Reminder",
    "Reprojection",
    "Source",
    "Table",
    "Terms",
    "UnitRow",
    "is_list",
    "is_table",
    "read",
    "step",
    "table_of",
    "unit_row",
]
