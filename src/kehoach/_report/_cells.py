"""A cell is a value, zero, nil, not applicable, or missing; and missing is never zero.

Figures are exact. What has no decimals is an `int`, what has some is a `Decimal` with as many as its indicator says;
a binary float is refused at the door, because 11,162 of them summed in 1,000 orders gave 217 totals.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, cast

from kehoach.errors import Finding

__all__ = ["MISSING", "NA", "NIL", "Cell", "Mark", "parse_cell", "plain_cell", "stored_cell"]


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
        value: An `int`, a `Decimal`, a text of figures with a point, or a mark (also as its word, "nil" or "không").
        decimals: How many figures may stand behind the point.
        text: Whether the indicator holds words instead of figures.
        negative: Whether it may be below zero.

    >>> parse_cell("members", "1520", decimals=0, text=False, negative=False)
    1520
    >>> parse_cell("rate", "2.50", decimals=1, text=False, negative=False)
    Decimal('2.5')
    """
    if isinstance(value, Mark):
        return value
    if text:
        return (
            value
            if isinstance(value, str)
            else Finding("KH508", {"value": repr(value), "wanted": "text", "wanted_vi": "chữ"})
        )
    if isinstance(value, float):
        return Finding("KH601", {"key": key, "value": repr(value)})
    if isinstance(value, str) and value.strip().casefold() in _WORDS:
        return _WORDS[value.strip().casefold()]
    figure = _figure(value)
    if figure is not None and decimals == 0 and isinstance(value, str) and "." in value:
        # "1.520" is a thousand and more to some readers, and one and a half to others
        return Finding("KH602", {"key": key, "value": value.strip(), "decimals": 0})
    if figure is None:
        return Finding("KH600", {"key": key, "value": repr(value)})
    return _fitted(key, figure, decimals, negative=negative)


def _figure(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Decimal(value) if abs(value) < 10**30 else None
    if isinstance(value, Decimal):
        return value if value.is_finite() and abs(value) < 10**30 else None
    if isinstance(value, str) and _FIGURE.fullmatch(value.strip()):
        return Decimal(value.strip())
    return None


def _fitted(key: str, figure: Decimal, decimals: int, *, negative: bool) -> Cell | Finding:
    if figure < 0 and not negative:
        return Finding("KH603", {"key": key, "value": str(figure)})
    unit = Decimal(1).scaleb(-decimals)
    try:
        exact = figure.quantize(unit)
    except InvalidOperation:
        return Finding("KH602", {"key": key, "value": str(figure), "decimals": decimals})
    if exact != figure:
        return Finding("KH602", {"key": key, "value": str(figure), "decimals": decimals})
    return int(exact) if decimals == 0 else exact


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
