"""Numbers as people and files give them, and the findings of those that are none."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kehoach._spelling import nearest, shown
from kehoach.errors import Finding, InvalidScenario

__all__ = ["fitting", "plain", "positive", "probability", "refused", "spread", "whole"]

_FRACTION: Final = re.compile(r"\s*(-?[0-9]{1,12})\s*/\s*([0-9]{1,12})\s*")
_LONGEST: Final = 36_525.0
"""The longest length in days: a century. Lengths are counted in whole microseconds, and their sums in 64 bits."""


def refused(code: str, key: str, value: object = "", **values: str) -> InvalidScenario:
    """The error of one argument; of a shape as a whole where it lacks one."""
    path = "" if code == "KH976" else key
    return InvalidScenario(Finding(code, {"key": key, "value": shown(value), **values}, path=path))


def number(value: object, key: str) -> float:
    """A finite number, from an int, a float, a Decimal, a Fraction or a text of one.

    Raises:
        InvalidScenario: It is none (KH970).
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal | Fraction):
        raise refused("KH970", key, value)
    try:
        made = _written(value) if isinstance(value, str) else float(value)
    except (ValueError, ZeroDivisionError, OverflowError) as error:
        raise refused("KH970", key, value) from error
    if not math.isfinite(made):
        raise refused("KH970", key, value)
    return made


def _written(text: str) -> float:
    """The number of a text, or of a short fraction; a long power of ten is no work, it is infinite."""
    found = _FRACTION.fullmatch(text)
    return float(text) if found is None else int(found[1]) / int(found[2])


def positive(value: object, key: str, most: float = _LONGEST) -> float:
    """A number above zero and not above another, a century of days unless said.

    Raises:
        InvalidScenario: It is none (KH970), or not above zero or too large (KH971).
    """
    made = number(value, key)
    if not 0 < made <= most:
        raise refused("KH971", key, value)
    return made


def spread(value: object, key: str) -> float:
    """A number that is not negative.

    Raises:
        InvalidScenario: It is none (KH970), or negative or too large (KH972).
    """
    made = number(value, key)
    if not 0 <= made <= _LONGEST:
        raise refused("KH972", key, value)
    return made


def probability(value: object, key: str) -> float:
    """A number from 0 to 1; a text may say ``"10%"``.

    Raises:
        InvalidScenario: It is none (KH970), or outside (KH973).
    """
    percent = isinstance(value, str) and value.strip().endswith("%")
    made = number(value.strip()[:-1], key) / 100 if percent and isinstance(value, str) else number(value, key)
    if not 0 <= made <= 1:
        raise refused("KH973", key, value)
    return made


def whole(value: object, key: str, *, least: int = 1) -> int:
    """A whole number that is not below another.

    Raises:
        InvalidScenario: It is none, or below (KH974).
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least or value > 1_000_000:
        raise refused("KH974", key, value, least=str(least))
    return value


def plain(value: float) -> int | str:
    """A number as a file holds it: an integer where it is one, else a text that says it exactly."""
    return int(value) if value == int(value) else repr(value)


def fitting(kind: str, name: object, known: Iterable[str], path: str) -> Finding:
    """The finding of a name that nothing bears, with the nearest that something does."""
    choices = tuple(known)
    near = nearest(str(name), choices) if choices else ()
    hint = f"did you mean {near[0]!r}?" if near else "there are none"
    hint_vi = f"có phải ý bạn là {near[0]!r}?" if near else "chưa có mục nào"
    return Finding("KH975", {"kind": kind, "name": shown(name), "hint": hint, "hint_vi": hint_vi}, path=path)
