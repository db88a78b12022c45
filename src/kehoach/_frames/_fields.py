"""A column before any library has made one of it: a name, a kind, and its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Final, Literal

import attrs

from kehoach.errors import Finding, InvalidCommand, Value

__all__ = ["MOST_FIGURES", "Field", "Kind", "decimals_of"]

Kind = Literal["text", "integer", "decimal", "flag", "instant", "day", "length"]
"""What a column holds. Instants and lengths are microseconds, days are dates, all else is as Python has it."""

MOST_FIGURES: Final = 38
"""How many figures a decimal of 128 bits has."""
_BITS: Final = 63


@attrs.frozen
class Field:
    """A column.

    Attributes:
        name: What it is called.
        kind: What it holds.
        values: From the first row on; None: null.
        decimals: Of decimals, how many figures stand behind the point.
        zone: Of instants, the zone in which they are told.
    """

    name: str
    kind: Kind
    values: Sequence[object]
    decimals: int = attrs.field(default=0, kw_only=True)
    zone: str = attrs.field(default="UTC", kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Nothing is cut off or wraps around.

        Raises:
            InvalidCommand: A figure has more places than any library keeps exactly (KH696).
        """
        if self.kind == "integer":
            bound = 2**_BITS
            self._fit(lambda value: isinstance(value, int) and -bound <= value < bound, "64 bits")
        elif self.kind == "decimal":
            whole = Decimal(1).scaleb(MOST_FIGURES - self.decimals)
            self._fit(lambda value: isinstance(value, Decimal) and abs(value) < whole, "38 figures")

    def _fit(self, fits: Callable[[object], bool], room: str) -> None:
        for row, value in enumerate(self.values):
            if value is not None and not fits(value):
                told: dict[str, Value] = {"column": self.name, "row": row, "value": str(value)[:60], "room": room}
                raise InvalidCommand(Finding("KH696", told, path=self.name))


def decimals_of(values: Iterable[int | Decimal | None], decimals: int) -> list[Decimal | None]:
    """Figures as decimals with one number of places, exactly, whatever precision the process has set.

    Args:
        values: The figures; none has more places.
        decimals: How many figures stand behind the point.

    >>> decimals_of([7, Decimal("2.5"), None], 2)
    [Decimal('7.00'), Decimal('2.50'), None]
    """
    return [None if value is None else Decimal(f"{value:.{decimals}f}") for value in values]
