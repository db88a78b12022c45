"""What each kind of cell does to a total: the truth tables that totals are worked out by.

A cell is a value, zero, nil ("nothing to report"), not applicable, or missing; and who should give it is asked, not
asked, or waived. Missing is never zero, nil is zero and counts as reported, what does not apply leaves the
denominator, and what is waived is outside it.

Two questions are kept apart. What a cell adds follows from the cell alone, so that what a superior says of its own
accord counts too. What it does to the coverage follows from who is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from itertools import product
from typing import Final, NamedTuple

from kehoach._report import MISSING, NA, NIL, Cell, Mark

__all__ = ["ADDS", "CELLS", "COVERAGE", "JOINED", "RESULTS", "STANDINGS", "Counts", "Heard", "heard", "kind_of"]

CELLS: Final = ("value", "zero", "nil", "n/a", "missing")
STANDINGS: Final = ("asked", "not asked", "waived")


class Counts(NamedTuple):
    """What one cell adds to a coverage."""

    reported: int
    expected: int
    waived: int


def _counts(cell: str, standing: str) -> Counts:
    if standing == "not asked":
        return Counts(0, 0, 0)
    if standing == "waived":
        return Counts(0, 0, 1)
    return {"n/a": Counts(0, 0, 0), "missing": Counts(0, 1, 0)}.get(cell, Counts(1, 1, 0))


COVERAGE: Mapping[tuple[str, str], Counts] = {pair: _counts(*pair) for pair in product(CELLS, STANDINGS)}
"""What a cell of somebody adds to reported, expected and waived."""

_FIGURE = {"value": "itself", "zero": "0", "nil": "0", "n/a": "", "missing": ""}
_NUMBER = {"value": "1", "zero": "1", "nil": "0", "n/a": "", "missing": ""}
_WORDS = {"value": "itself", "zero": "itself", "nil": "nothing", "n/a": "", "missing": ""}

ADDS: Mapping[str, Mapping[str, str]] = {
    "sum": _FIGURE,
    "min": _FIGURE,
    "max": _FIGURE,
    "mean": _FIGURE,
    "weighted_mean": _FIGURE,
    "count": _NUMBER,
    "first": _FIGURE,
    "last": _FIGURE,
    "union": _WORDS,
    "gather": _WORDS,
}
"""What a cell adds under each operator: itself, 0, 1, nothing but its having been said, or (empty) not even that.

Of texts, ``first`` and ``last`` pass over a nil, as ``union`` and ``gather`` do.
"""

RESULTS: Mapping[tuple[bool, bool], str] = {
    (True, True): "figure",
    (True, False): "figure",
    (False, True): "missing",
    (False, False): "n/a",
}
"""What a total is, by whether anything was said, and whether anything is expected that does apply."""


class Heard(IntEnum):
    """What a report says to an indicator: something, that it does not apply, nothing though asked, or nothing."""

    SAID = 0
    NA = 1
    MISSING = 2
    SILENT = 3

    @property
    def word(self) -> str:
        """As a table shows it."""
        return ("said", "n/a", "missing", "not asked")[self]


def _formula(one: Heard, other: Heard) -> Heard:
    """Two parts of a sum: one that is missing makes it missing; one that does not apply is left out."""
    pair = {one, other}
    for first in (Heard.MISSING, Heard.SAID, Heard.NA):
        if first in pair:
            return first
    return Heard.SILENT


def _ratio(one: Heard, other: Heard) -> Heard:
    """Two parts of a quotient: it applies only where both do."""
    return Heard.NA if Heard.NA in (one, other) else _formula(one, other)


JOINED: Mapping[str, Mapping[tuple[Heard, Heard], Heard]] = {
    name: {pair: rule(*pair) for pair in product(Heard, Heard)}
    for name, rule in (("formula", _formula), ("ratio", _ratio), ("weighted_mean", _ratio))
}
"""What a report says to an indicator that is worked out, from what it says to two of its parts.

A report enters whole or not at all: where one part is missing, the others are not added either, so that no total rests
on more than its coverage says.
"""


def kind_of(cell: Cell) -> str:
    """Which of `CELLS` a cell is."""
    if isinstance(cell, Mark):
        return {NIL: "nil", NA: "n/a", MISSING: "missing"}[cell]
    return "zero" if cell == 0 else "value"


def heard(cell: Cell, *, asked: bool) -> Heard:
    """What a cell says."""
    if cell is MISSING:
        return Heard.MISSING if asked else Heard.SILENT
    return Heard.NA if cell is NA else Heard.SAID
