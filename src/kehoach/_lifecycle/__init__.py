"""The lifecycle of a report: one `transitions` machine that everything else is made from."""

from __future__ import annotations

from kehoach._lifecycle._fitness import is_nameless
from kehoach._lifecycle._flat import CHANGES, Flat, Move, flatten
from kehoach._lifecycle._lifecycle import Lifecycle
from kehoach._lifecycle._machine import ReportMachine, answered, called
from kehoach._lifecycle._values import EFFECTS, ROLES, WHO, State, Transition
from kehoach._lifecycle._words import GUARDS, label

__all__ = [
    "CHANGES",
    "EFFECTS",
    "GUARDS",
    "ROLES",
    "WHO",
    "Flat",
    "Lifecycle",
    "Move",
    "ReportMachine",
    "State",
    "Transition",
    "answered",
    "called",
    "flatten",
    "is_nameless",
    "label",
]
