"""Totals as columns of a data frame: a figure as it is printed, and beside it the same exactly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from kehoach._frames import Field, decimals_of
from kehoach._report import NIL, Cell, Mark, Rounding, rounded
from kehoach._rollup._total import Total
from kehoach._rollup._values import Value, shown_value
from kehoach.errors import Finding, InvalidCommand

__all__ = ["Figured", "figure_field", "total_fields", "value_fields"]

Figured = tuple[Cell | Value | None, Rounding, int]
"""A value, the mode by which it is rounded, and to how many decimals."""


def figure_field(name: str, figures: Iterable[Figured], decimals: int) -> Field:
    """A column of figures as they are printed; nil is 0, and what is no figure is null.

    Args:
        name: What the column is called.
        figures: The values.
        decimals: How many figures stand behind the point in the whole column; 0 makes integers.
    """
    printed = [_printed(*one) for one in figures]
    if decimals:
        return Field(name, "decimal", decimals_of(printed, decimals), decimals=decimals)
    return Field(name, "integer", [None if one is None else int(one) for one in printed])


def _printed(value: Cell | Value | None, mode: Rounding, places: int) -> Decimal | None:
    if value is NIL:
        return Decimal(0)
    if isinstance(value, Mark) or not isinstance(value, int | Decimal | Fraction):
        return None
    return Decimal(rounded(Fraction(value), places, mode))


def value_fields(name: str, figures: Sequence[Figured], decimals: int) -> list[Field]:
    """Values as four columns: the figure, the same exactly, a text, and what stands in place of all of these.

    Args:
        name: What the column of figures is called.
        figures: The values.
        decimals: As in `figure_field`.
    """
    values = [value for value, _, _ in figures]
    return [
        figure_field(name, figures, decimals),
        Field("exact", "text", [_exact(value) for value in values]),
        Field("text", "text", [shown_value(one, 0) if isinstance(one, str | tuple) else None for one in values]),
        Field("mark", "text", [str(value) if isinstance(value, Mark) else None for value in values]),
    ]


def _exact(value: Cell | Value | None) -> str | None:
    if isinstance(value, Mark) or not isinstance(value, int | Decimal | Fraction):
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def total_fields(totals: Sequence[Total], decimals: int) -> list[Field]:
    """What totals say, as columns: the value, the unit's own part, and their coverage.

    Args:
        totals: The totals.
        decimals: How many figures stand behind the point in the whole column.

    Raises:
        InvalidCommand: A total does not fit into 64 bits (KH651).
    """
    values: list[Figured] = [(one.value, one.rounding, one.decimals) for one in totals]
    if not decimals:
        _check_bounds(totals)
    own: list[Figured] = [(one.own, one.rounding, one.decimals) for one in totals]
    counts = ("reported", "expected", "waived", "estimated")
    return [
        Field("version", "integer", [one.version for one in totals]),
        *value_fields("value", values, decimals),
        figure_field("own", own, decimals),
        *(Field(name, "integer", [getattr(one, name) for one in totals]) for name in counts),
        Field("measure", "text", [one.measure or None for one in totals]),
    ]


def _check_bounds(totals: Sequence[Total]) -> None:
    bound = 2**63
    for one in totals:
        if isinstance(one.value, int) and not -bound <= one.value < bound:
            told = {"unit": one.unit, "key": one.key, "value": str(one.value)}
            raise InvalidCommand(Finding("KH651", told, subject=one.unit))
