"""Figures as tables hold them: as Vietnamese or English offices write them, or as numbers of a spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, Literal

from kehoach._report import Cell, Indicator, Mark
from kehoach._spelling import shown
from kehoach.errors import Finding

__all__ = ["Numbers", "Raw", "figure_problem", "read_figure", "text_of"]

Numbers = Literal["vi", "en"]
"""How figures are written: ``1.520,5`` or ``1,520.5``."""

Raw = str | int | float | bool | date | datetime | time | timedelta | Decimal | Mark
"""What a cell of a table holds; a blank one holds an empty text. Decimals and marks stand in data frames only."""

_THOUSANDS: Final = re.compile(r"[+-]?[0-9]{1,3}([.,][0-9]{3})+|[+-]?[0-9]+,[0-9]+")
_BLANKS: Final = " \u00a0\u202f"


def _written(thousand: str, point: str) -> re.Pattern[str]:
    grouped = "|".join(rf"[0-9]{{1,3}}(?:[{mark}][0-9]{{3}}){{1,9}}" for mark in (thousand, _BLANKS))
    return re.compile(rf"[+-]?(?:[0-9]{{1,30}}|{grouped})(?:[{point}][0-9]{{1,20}})?")


_WRITTEN: Final[Mapping[Numbers, re.Pattern[str]]] = {"vi": _written(".", ","), "en": _written(",", ".")}
_POINTS: Final[Mapping[Numbers, str]] = {"vi": ",", "en": "."}
_EXACT: Final = 10**15  # a spreadsheet keeps fifteen figures of a number


def read_figure(indicator: Indicator, raw: Raw, numbers: Numbers | None) -> Cell | Finding:
    """The cell that a figure of a table is, or what is wrong with it.

    Args:
        indicator: Whose figure it is.
        raw: What the table holds; not blank.
        numbers: How texts of figures are written; None refuses what could be read in two ways.

    >>> read_figure(Indicator("members"), "1.520", "vi"), read_figure(Indicator("rate", decimals=1), "1520,5", "vi")
    (1520, Decimal('1520.5'))
    """
    if isinstance(raw, Mark):
        return indicator.read(raw)
    if indicator.kind == "text":
        return indicator.read(text_of(raw))
    if isinstance(raw, Decimal):
        return indicator.read(raw)
    if isinstance(raw, bool | date | time | timedelta):
        return Finding("KH600", {"key": indicator.key, "value": shown(str(raw))})
    if isinstance(raw, int | float):
        return _number(indicator, raw)
    if numbers is not None:
        written = _plain(raw.strip(), numbers)
        return indicator.read(raw) if written is None and _is_word(raw) else _of_text(indicator, raw, written)
    return _unambiguous(indicator, raw)


def figure_problem(indicator: Indicator, text: str) -> Finding | None:
    """What is wrong with a figure as it was typed; None where it can be taken.

    ``1.520`` and ``1,520`` are refused for what has fewer than three decimals: one means 1520 in Việt Nam, the other
    elsewhere, and a figure that may be read in two ways is none.

    >>> figure_problem(Indicator("members", decimals=0), "1.520") is None
    False
    >>> figure_problem(Indicator("members", decimals=0), "1520") is None
    True
    """
    cell = _unambiguous(indicator, text)
    return cell if isinstance(cell, Finding) else None


def _unambiguous(indicator: Indicator, text: str) -> Cell | Finding:
    if indicator.kind != "text" and indicator.decimals < 3 and _THOUSANDS.fullmatch(text.strip()):
        return Finding("KH600", {"key": indicator.key, "value": repr(text)})
    return indicator.read(text)


def text_of(raw: Raw) -> str:
    """What a cell holds, as text: numbers without an exponent, days as ISO writes them.

    >>> text_of(19330.0), text_of(1e21), text_of(" x ")
    ('19330', '1000000000000000000000', 'x')
    """
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, float):
        return f"{_decimal(raw):f}" if raw - raw == 0 else str(raw)
    if isinstance(raw, Decimal):
        return f"{raw:f}"
    return raw.isoformat() if isinstance(raw, date | time) else str(raw)


def _decimal(number: float) -> Decimal:
    """The number with the fifteen figures that a spreadsheet keeps: 0.1 + 0.2 is 0.3 there."""
    return Decimal(int(number)) if number.is_integer() else Decimal(f"{number:.15g}")


def _number(indicator: Indicator, number: float) -> Cell | Finding:
    if not abs(number) < _EXACT:
        return Finding("KH601", {"key": indicator.key, "value": shown(number)})
    return indicator.read(number if isinstance(number, int) else _decimal(number))


def _of_text(indicator: Indicator, raw: str, written: str | None) -> Cell | Finding:
    if written is None:
        return Finding("KH600", {"key": indicator.key, "value": shown(raw)})
    return indicator.read(Decimal(written))


def _plain(text: str, numbers: Numbers) -> str | None:
    """The figures with a point and nothing else; None where they are written otherwise."""
    if not _WRITTEN[numbers].fullmatch(text):
        return None
    whole, _, rest = text.partition(_POINTS[numbers])
    whole = "".join(character for character in whole if character in "+-0123456789")
    return f"{whole}.{rest}" if rest else whole


def _is_word(text: str) -> bool:
    return not any(character in "0123456789" for character in text)
