"""Periods as tables hold them: by their ids, as offices write them, or as the days that spreadsheets make of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from kehoach._spelling import folded, nearest
from kehoach.errors import UnknownName
from kehoach.files._figures import Raw, text_of

__all__ = ["period_of"]

_MONTH: Final = re.compile(r"(?:tháng |month )?(\d{1,2}) ?(?:[/.-]| năm ) ?(\d{4})", re.ASCII)
_PART: Final = re.compile(r"(quý|q|quarter|nửa năm|half|h) ?([1-4]|i{1,3}|iv) ?(?:[/.-]| năm | ) ?(\d{4})")
_YEAR: Final = re.compile(r"(?:năm )?(\d{4})", re.ASCII)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def period_of(raw: Raw, known: Sequence[str]) -> str:
    """The id of the period that a cell means.

    Args:
        raw: What the cell holds; not blank.
        known: The ids of the periods that there are.

    Raises:
        UnknownName: It is none of them; the nearest are proposed.

    >>> period_of("Tháng 3/2019", ["2019-02", "2019-03"]), period_of(date(2019, 3, 1), ["2019-03"])
    ('2019-03', '2019-03')
    """
    text = text_of(raw)
    for one in (text, *_readings(raw, folded(text))):
        if one in known:
            return one
    raise UnknownName("period", text[:60], nearest(text, known, 3))


def _readings(raw: Raw, word: str) -> Sequence[str]:
    """The ids that a cell may stand for; the first of a month is that month, as a spreadsheet writes ``3/2019``."""
    if isinstance(raw, date):
        return (f"{raw:%Y-%m-%d}", f"{raw:%Y-%m}") if raw.day == 1 else (f"{raw:%Y-%m-%d}",)
    month, part, year = _MONTH.fullmatch(word), _PART.fullmatch(word), _YEAR.fullmatch(word)
    if month is not None:
        return (f"{month[2]}-{int(month[1]):02}",)
    if part is not None:
        kind = "H" if part[1] in ("nửa năm", "half", "h") else "Q"
        return (f"{part[3]}-{kind}{_ROMAN.get(part[2], part[2])}",)
    return (year[1],) if year is not None else ()
