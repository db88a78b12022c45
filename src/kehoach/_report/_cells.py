"""A cell is a value, zero, nil, not applicable, or missing; and missing is never zero.

Figures are exact. What has no decimals is an `int`, what has some is a `Decimal` with as many as its indicator says;
a binary float is refused at the door, because 11,162 of them summed in 1,000 orders gave 217 totals.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Final, cast

from kehoach._spelling import folded, shown
from kehoach.errors import Finding

__all__ = ["MISSING", "NA", "NIL", "Cell", "Mark", "parse_cell", "plain_cell", "pointed", "stored_cell"]


class Mark(enum.Enum):
    """What stands in a cell that has no figure.

    * ``NIL``: "nothing to report"; counts as zero, with coverage.
    * ``NA``: not applicable here; leaves the denominator.
    * ``MISSING``: nothing was said; in a patch it takes a cell back.
    """

    NIL = "nil"
    NA = "n/a"
    MISSING = "missing"

    def __repr__(self) -> str:
        return self.name

    def __str__(self) -> str:
        return self.value


NIL: Final = Mark.NIL
NA: Final = Mark.NA
MISSING: Final = Mark.MISSING

Cell = int | Decimal | str | Mark
_FIGURE = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,20})?", re.ASCII)
_FIGURES = 30  # before the point; what counts everything there is needs fewer
_digits = re.compile("[0-9]+").fullmatch
_LARGEST = 10**_FIGURES - 1
_TINIEST = -300  # powers of ten; below, a decimal is no figure of any indicator
_LONGEST_WORD = 40
_WORDS: Mapping[str, Mark] = {
    "nil": NIL,
    "không": NIL,
    "không phát sinh": NIL,
    "n/a": NA,
    "na": NA,
    "không áp dụng": NA,
    "missing": MISSING,
}


def parse_cell(key: str, value: object, *, decimals: int, text: bool, negative: bool) -> Cell | Finding:
    """One figure as people and programs give it, or the finding that says why not.

    Args:
        key: The indicator, for the message.
        value: An `int`, also one of numpy, a `Decimal`, a text of figures with a point, or a mark (also as its word,
            "nil" or "không").
        decimals: How many figures may stand behind the point.
        text: Whether the indicator holds words instead of figures.
        negative: Whether it may be below zero.

    >>> parse_cell("members", "1520", decimals=0, text=False, negative=False)
    1520
    >>> parse_cell("rate", "2.50", decimals=1, text=False, negative=False)
    Decimal('2.5')
    """
    if type(value) is int and decimals == 0 and not text and (0 if not negative else -_LARGEST) <= value <= _LARGEST:
        return value  # what programs give most, without a detour
    if type(value) is str and decimals == 0 and not text and len(value) <= _FIGURES and _digits(value):
        return int(value)  # and what tables hold most
    if isinstance(value, Mark):
        return value
    if text:
        return (
            value
            if isinstance(value, str)
            else Finding("KH508", {"value": shown(value), "wanted": "text", "wanted_vi": "chữ"})
        )
    if isinstance(value, float):
        return Finding("KH601", {"key": key, "value": shown(value)})
    if isinstance(value, str) and len(value) < _LONGEST_WORD and (mark := _WORDS.get(folded(value))):
        return mark
    figure = _figure(value)
    if figure is None:
        return Finding("KH600", {"key": key, "value": shown(value)})
    typed = str(value).strip()[:60]
    if figure < 0 and not negative:
        return Finding("KH603", {"key": key, "value": typed})
    scaled = figure * 10**decimals
    # "1.520" is a thousand and more to some readers, and one and a half to others
    doubtful = decimals == 0 and isinstance(value, str) and "." in value
    if scaled.denominator != 1 or doubtful:
        return Finding("KH602", {"key": key, "value": typed, "decimals": decimals})
    return int(scaled) if decimals == 0 else pointed(int(scaled), decimals)


def _figure(value: object) -> Fraction | None:
    """The exact figure, whatever precision the process has set for its decimals."""
    if isinstance(value, str) and not _FIGURE.fullmatch(value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, Integral | Decimal | str):
        return None
    if isinstance(value, Decimal):
        if not value or not value.is_finite():
            return None if value else Fraction(0)
        if not _TINIEST < value.adjusted() < _FIGURES:
            return None
    figure = Fraction(int(value) if isinstance(value, Integral) else value)
    return figure if abs(figure) < 10**_FIGURES else None


def pointed(scaled: int, decimals: int) -> Decimal:
    """The decimal of an integer with its point moved to the left; exact, however long it is.

    >>> pointed(-1205, 2)
    Decimal('-12.05')
    """
    return Decimal(f"{scaled}E-{decimals}")


def stored_cell(cell: Cell) -> object:
    """A cell as JSON keeps it: an integer, a text, or a mark in an object of its own; never a float.

    >>> stored_cell(NIL), stored_cell(Decimal("2.5")), stored_cell(7)
    ({'mark': 'nil'}, {'decimal': '2.5'}, 7)
    """
    if isinstance(cell, Mark):
        return {"mark": cell.value}
    if isinstance(cell, Decimal):
        return {"decimal": str(cell)}
    return cell


def plain_cell(stored: object) -> Cell:
    """The cell that `stored_cell` wrote.

    >>> plain_cell({"mark": "n/a"})
    NA
    """
    if isinstance(stored, Mapping):
        written = cast("Mapping[str, str]", stored)
        return Mark(written["mark"]) if "mark" in written else Decimal(written["decimal"])
    if isinstance(stored, int | str):
        return stored
    raise TypeError(f"{stored!r} is no stored cell")
