"""Checks on what a report says: one side of figures against another, such as ``male + female = members``.

A side is a sum of indicators, read by the parser of formulas. ``below(members)`` is the sum of what the reports below
say that the version holds, and ``members`` alone the figure that the report itself says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, cast

import attrs

from kehoach._report._cells import parse_cell
from kehoach._report._formula import terms_of
from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidPlan

__all__ = ["Check", "Operand", "Sides"]

_RELATIONS: Final = ("=", "<=", ">=", "<", ">")
_RELATION: Final = re.compile(r"<=|>=|==|=|<|>")
_BELOW: Final = re.compile(r"\bbelow\s*\(\s*([a-z][a-z0-9_]*)\s*\)", re.ASCII)
_SUM: Final = "below_" + "_" * 63  # longer than any key of an indicator, and so none of them
_MOST_DECIMALS: Final = 18
_SHOWN: Final = 60


@attrs.frozen
class Operand:
    """One figure of a check.

    Attributes:
        sign: 1 where it is added, -1 where it is taken away.
        key: The indicator.
        is_below: Whether it is the sum of what the reports below say, instead of what the report says itself.
    """

    sign: int
    key: str
    is_below: bool


Sides = tuple[tuple[Operand, ...], tuple[Operand, ...]]
"""The operands on the left and on the right."""


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@lru_cache(maxsize=256)
def _read(formula: str) -> tuple[Sides, str] | Finding:
    """The sides of a check and how they are compared, or what stands against it."""
    told = {"check": formula[:_SHOWN]}
    found = _RELATION.findall(formula)
    if len(found) != 1 or found[0] == "==":
        return Finding("KH690", told, path="formula")
    sides: list[tuple[Operand, ...]] = []
    for text in formula.split(found[0]):
        terms = terms_of(_BELOW.sub(lambda one: _SUM + one[1], text))
        if isinstance(terms, Finding):
            part = str(terms.values.get("part", "")).removeprefix("below_").strip("_")
            return Finding("KH691", {**told, "side": text.strip()[:_SHOWN], "part": part}, path="formula")
        sides.append(tuple(Operand(sign, key.removeprefix(_SUM), key.startswith(_SUM)) for sign, key in terms))
    return (sides[0], sides[1]), found[0]


@attrs.frozen
class Check:
    """What the figures of a report must satisfy.

    Attributes:
        formula: Two sums of indicators and how they compare: ``=``, ``<=``, ``>=``, ``<`` or ``>``;
            ``below(members)`` is the sum of the reports below that a version holds, by their shares.
        title: What it is about, for people.
        tolerance: By how much the sides may miss it: exact, 0 unless stated; an integer, a decimal or its text.
        severity: ``"hard"`` (a report that breaks it cannot be sent) or ``"soft"`` (it is sent, and the finding shown).
        asked_of: The tiers it is asked of; empty: of whoever says, or is asked for, a figure of its own in it.
        form: The form it is asked of; empty: of all reports.

    Raises:
        InvalidPlan: The formula cannot be read, or another field is none of what it may be.

    >>> Check("male + female = members").severity
    'hard'
    >>> Check("stated = below(members)", tolerance="0.5", severity="soft").tolerance
    Decimal('0.5')
    """

    formula: str
    title: str = attrs.field(default="", kw_only=True)
    tolerance: int | Decimal | str = attrs.field(default=0, kw_only=True)
    severity: str = attrs.field(default="hard", kw_only=True)
    asked_of: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_names)
    form: str = attrs.field(default="", kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = [*self._typed(), *self._bounded()]
        if not problems and isinstance(read := _read(self.formula), Finding):
            problems = [read]
        if problems:
            raise InvalidPlan(problems)

    def _typed(self) -> Iterator[Finding]:
        for name in ("formula", "title", "form"):
            given = getattr(self, name)
            if not isinstance(given, str):
                yield Finding("KH508", {"value": shown(given), "wanted": "text", "wanted_vi": "chữ"}, path=name)
        if self.severity not in ("hard", "soft"):
            told = {"field": "severity", "value": str(self.severity), "legal": "hard, soft"}
            yield Finding("KH605", told, path="severity")

    def _bounded(self) -> Iterator[Finding]:
        """Take the tolerance as an exact figure."""
        given = self.tolerance
        read = parse_cell("tolerance", given, decimals=_MOST_DECIMALS, text=False, negative=False)
        if isinstance(read, Finding):
            yield attrs.evolve(read, path="tolerance")
        elif not isinstance(read, Decimal):
            yield Finding("KH600", {"key": "tolerance", "value": str(given)}, path="tolerance")
        else:
            plain = Decimal(format(read, "f").rstrip("0").rstrip("."))
            object.__setattr__(self, "tolerance", int(plain) if plain == int(plain) else plain)

    @property
    def is_hard(self) -> bool:
        """Whether a report that breaks it cannot be sent."""
        return self.severity == "hard"

    @property
    def relation(self) -> str:
        """How the sides compare."""
        return cast("tuple[Sides, str]", _read(self.formula))[1]

    @property
    def sides(self) -> Sides:
        """What stands on the left, and what on the right."""
        return cast("tuple[Sides, str]", _read(self.formula))[0]

    def __str__(self) -> str:
        return self.formula

    def to_dict(self) -> dict[str, Any]:
        """The check as the plan file writes it, without what is default."""
        said: dict[str, Any] = {}
        for field in attrs.fields(Check):
            given: Any = getattr(self, field.name)
            if given != field.default:
                said[field.name] = list(cast("tuple[str, ...]", given)) if isinstance(given, tuple) else given
                if isinstance(given, Decimal):  # the floats of a file are not exact
                    said[field.name] = str(given)
        return said
