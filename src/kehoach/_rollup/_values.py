"""What a total can be, and how it is told: exactly in data, rounded in print."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import attrs

from kehoach._report import Cell, Mark, Rounding, pointed, rounded

__all__ = ["Quote", "Value", "exact", "plain_value", "shown_value"]


@attrs.frozen
class Quote:
    """What one unit wrote, as it wrote it.

    Attributes:
        unit: The duty.
        text: Its words.
    """

    unit: str
    text: str

    def __str__(self) -> str:
        return f"{self.unit}: {self.text}"


Value = int | Decimal | Fraction | str | tuple[str, ...] | tuple[Quote, ...] | Mark
"""What a total can be: a figure, exactly; a text, texts, or texts with their units; or a mark in place of these."""


def exact(value: int | Fraction, decimals: int) -> int | Decimal | Fraction:
    """A figure as an integer where it has no decimals, as a decimal where these hold it, else as the fraction it is.

    >>> exact(Fraction(5, 2), 1), exact(Fraction(1, 3), 1), exact(Fraction(4, 2), 0)
    (Decimal('2.5'), Fraction(1, 3), 2)
    """
    if isinstance(value, int):
        return value if decimals == 0 else pointed(value * 10**decimals, decimals)
    if value.denominator == 1 and decimals == 0:
        return int(value)
    scaled = value * 10**decimals
    return pointed(int(scaled), decimals) if scaled.denominator == 1 else value


def shown_value(value: Cell | Value, decimals: int, rounding: Rounding = "half_up") -> str:
    """A value as it is printed: a figure rounded, texts joined, a mark as its word."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, int | Decimal | Fraction):
        return rounded(Fraction(value), decimals, rounding)
    return str(value)


def plain_value(value: Cell | Value) -> object:
    """A value as plain data: an integer as it is, texts as lists, all else as text."""
    if isinstance(value, tuple):
        return [attrs.asdict(one) if isinstance(one, Quote) else one for one in value]
    return value if isinstance(value, int) and not isinstance(value, Mark) else str(value)
