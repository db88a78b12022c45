"""Rounding: only when a figure is printed, exactly, and by a mode that has a name.

Half of what is printed lies in the mode: statistics offices round half away from zero, accountants half to even. The
names are those of the `decimal` module, in small letters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Literal, get_args

from kehoach._report._cells import pointed

__all__ = ["ROUNDINGS", "Rounding", "rounded"]

Rounding = Literal["half_up", "half_even", "half_down", "up", "down", "ceiling", "floor"]
ROUNDINGS: tuple[str, ...] = get_args(Rounding)
_HALF = Fraction(1, 2)


def _away(value: Fraction) -> int:
    return ceil(value) if value > 0 else floor(value)


def _half_up(value: Fraction) -> int:
    return -floor(-value + _HALF) if value < 0 else floor(value + _HALF)


def _half_down(value: Fraction) -> int:
    return -ceil(-value - _HALF) if value < 0 else ceil(value - _HALF)


_MODES: Mapping[Rounding, Callable[[Fraction], int]] = {
    "half_up": _half_up,
    "half_even": round,
    "half_down": _half_down,
    "up": _away,
    "down": trunc,
    "ceiling": ceil,
    "floor": floor,
}


def rounded(value: Fraction, decimals: int, mode: Rounding = "half_up") -> str:
    """A figure as it is printed, with just as many decimals; exact, however long it is.

    Args:
        value: The figure.
        decimals: How many figures stand behind the point.
        mode: ``"half_up"``: half away from zero; ``"half_even"``: half to the even neighbour; ``"half_down"``: half
            towards zero; ``"up"``: away from zero; ``"down"``: towards zero; ``"ceiling"``; ``"floor"``.

    >>> [rounded(Fraction(5, 2), 0, mode) for mode in ("half_up", "half_even", "half_down")]
    ['3', '2', '2']
    """
    return f"{pointed(_MODES[mode](value * 10**decimals), decimals):.{decimals}f}"
