"""Arguments of a scenario as people and files give them: lengths, hours, days, shares; every problem kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, TypeGuard, TypeVar

import attrs

from kehoach._calendar import parse_day
from kehoach._scenario._numbers import fitting, refused
from kehoach._scenario._shapes import PERT, SHAPES, Empirical, Fixed, Gamma, LogNormal, Shape, Triangular, Weibull
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidScenario

__all__ = ["Taking", "day_of", "is_listed", "is_table", "name_of", "placed", "shape_of", "span_of"]

_T = TypeVar("_T")
_D = TypeVar("_D")
_HOURS: Final = re.compile(r"\s*(\d{1,2})[:h](\d{2})?\s*[-–]\s*(\d{1,2})[:h](\d{2})?\s*")
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "fixed": ("days",),
    "lognormal": ("mean", "sigma", "sd", "median", "mu"),
    "gamma": ("mean", "sd", "k", "scale"),
    "weibull": ("mean", "sd", "k", "scale"),
    "triangular": ("low", "mode", "high"),
    "pert": ("low", "mode", "high", "weight"),
    "empirical": ("days",),
}


def is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether something is a table."""
    return isinstance(value, Mapping)


def is_listed(value: object) -> TypeGuard[Iterable[object]]:
    """Whether something is a list of things: neither a text nor a table."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def placed(error: Invalid, path: str) -> list[Finding]:
    """The findings of something that stands at a path; their own paths go on from there."""
    return [attrs.evolve(one, path=f"{path}.{one.path}" if one.path and path else path or one.path) for one in
            error.findings]  # fmt: skip


class Taking:
    """Arguments taken one by one; all that are wrong are refused together."""

    __slots__ = ("found",)

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def take(self, key: str, value: object, read: Callable[[object, str], _T], default: _D) -> _T | _D:
        """What an argument says; the default where it says nothing, or nothing that can be read."""
        if value is None:
            return default
        try:
            return read(value, key)
        except Invalid as error:
            self.found += [one if one.path.startswith(key) else attrs.evolve(one, path=_joined(key, one.path)) for one
                           in error.findings]  # fmt: skip
        return default

    def close(self) -> None:
        """Refuse what was found.

        Raises:
            InvalidScenario: There is something.
        """
        if self.found:
            raise InvalidScenario(self.found)


def _joined(key: str, inner: str) -> str:
    return f"{key}.{inner}" if inner else key


def shape_of(value: object, key: str) -> Shape:
    """How long something takes: a shape, a number of days, a list of lengths, or the table of a shape.

    Raises:
        InvalidScenario: It is none of them.

    >>> shape_of(3, "draft"), shape_of({"mean": 5, "sigma": "0.5"}, "draft")
    (Fixed(mean=3.0), LogNormal(mean=5.0, sigma=0.5))
    """
    if isinstance(value, Shape):
        return value
    try:
        return _tabled(value) if is_table(value) else Empirical(value) if is_listed(value) else Fixed(value)
    except InvalidScenario as error:
        raise InvalidScenario(placed(error, key)) from error


def _tabled(table: Mapping[str, object]) -> Shape:
    given = dict(table)
    kind = given.pop("shape", "lognormal")
    if kind not in SHAPES:
        raise InvalidScenario(fitting("shape", kind, SHAPES, "shape"))
    name = str(kind)
    known = _KEYS[name]
    unknown = [fitting("key", key, known, key) for key in given if key not in known]
    if unknown:
        raise InvalidScenario(unknown)
    return _built(name, given.get)


def _built(name: str, get: Callable[[str], object]) -> Shape:
    """The shape of a table whose keys are known."""
    if name == "lognormal":
        return LogNormal(mean=get("mean"), sigma=get("sigma"), sd=get("sd"), median=get("median"), mu=get("mu"))
    if name == "gamma":
        return Gamma(mean=get("mean"), sd=get("sd"), shape=get("k"), scale=get("scale"))
    if name == "weibull":
        return Weibull(mean=get("mean"), sd=get("sd"), shape=get("k"), scale=get("scale"))
    if name == "triangular":
        return Triangular(get("low"), get("mode"), get("high"))
    if name == "pert":
        weight = get("weight")
        return PERT(get("low"), get("mode"), get("high"), weight=4 if weight is None else weight)
    days = get("days")
    if name == "fixed":
        return Fixed(days)
    return Empirical(days if is_listed(days) else ())


def day_of(value: object, key: str) -> date:
    """A day, as people write it.

    Raises:
        InvalidDeadline: It is none.
    """
    if isinstance(value, str | date):
        return parse_day(value)
    raise refused("KH970", key, value)


def name_of(value: object, key: str) -> str:
    """A name in normal form."""
    if not isinstance(value, str) or not value.strip():
        raise refused("KH970", key, value)
    return nfc(value).strip()


def span_of(value: object, key: str) -> tuple[int, int]:
    """Hours of a day such as ``"07:30-11:30"``, in minutes since midnight.

    Raises:
        InvalidScenario: They are none (KH978).

    >>> span_of("7h30-11h", "hours")
    (450, 660)
    """
    found = _HOURS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise refused("KH978", key, value)
    hours = [int(one or 0) for one in found.groups()]
    first, last = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if not 0 <= first < last <= 24 * 60 or hours[1] > 59 or hours[3] > 59:
        raise refused("KH978", key, value)
    return first, last
