"""What a report holds: indicators (figures) and sections (texts); each says how it goes up, and of whom it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, cast

import attrs

from kehoach._report._cells import MISSING, Cell, Mark, parse_cell
from kehoach._report._formula import Terms, terms_of
from kehoach._report._operators import COMPUTED, LEGAL, LEGAL_OVER_TIME
from kehoach._report._rounding import ROUNDINGS, Rounding
from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidPlan, Value

__all__ = ["Indicator", "Section"]

_SECTION_WAYS = ("gather", "rewrite", "none")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_MOST_DECIMALS = 18  # a 64-bit integer holds 18 figures, and no official statistic needs more


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _word(field: str, value: object, legal: Iterable[str]) -> list[Finding]:
    choices = tuple(legal)
    return [] if value in choices else [_odd(field, value, ", ".join(choices))]


def _odd(field: str, value: object, legal: str) -> Finding:
    return Finding("KH605", {"field": field, "value": str(value), "legal": legal}, path=field)


def _typed(given: Indicator | Section) -> list[Finding]:
    """What is no text where a text belongs, and no truth where one does: a required "false" would be required."""
    words = ("title", "measure") if isinstance(given, Indicator) else ("title",)
    fields = {name: getattr(given, name) for name in words}
    odd = [
        Finding("KH508", {"value": shown(value), "wanted": "text", "wanted_vi": "chữ"}, path=name)
        for name, value in fields.items()
        if not isinstance(value, str)
    ]
    return odd if isinstance(given.required, bool) else [*odd, _odd("required", given.required, "true, false")]


def _key(value: object) -> list[Finding]:
    if isinstance(value, str) and _KEY.fullmatch(value):
        return []
    return [Finding("KH606", {"key": str(value)}, path="key")]


@attrs.frozen
class Indicator:
    """A figure that a report holds.

    Attributes:
        key: Its name in data and files: ``a``-``z``, figures, ``_``.
        title: Its name for people.
        kind: ``"flow"``, ``"stock"``, ``"ratio"`` or ``"text"``; the kind decides the legal operators (`LEGAL`).
        goes_up: The operator by which superiors total it; the usual one of its kind, or ``"formula"`` where it has one.
        group: The group by which it goes up where edges name groups; see `Edge`.
        over_time: The operator by which totals of several periods are put together (`LEGAL_OVER_TIME`).
        decimals: How many figures stand behind the point; 0 makes integers.
        required: Whether `submit` needs it (a value or nil).
        measure: What is counted, such as ``"người"``.
        asked_of: The tiers it is asked of; empty: of units without subordinates, the ground that figures come from.
        numerator, denominator: The indicators a ratio is made of.
        weight: The indicator by which a weighted mean weighs.
        formula: Sums and differences of other indicators, such as ``"male + female"``; worked out anew at every tier.
        rounding: How it is rounded when it is printed: ``"half_up"``, ``"half_even"``, ``"half_down"``, ``"up"``,
            ``"down"``, ``"ceiling"`` or ``"floor"``.
        least, most: The bounds of what may be reported, themselves inside: integers, decimals or texts of them. A stock
            is never below zero unless `least` says so.

    >>> Indicator("members", kind="stock", goes_up="sum").parse("1520")
    1520
    >>> Indicator("growth", decimals=1, least="-100", most=100).least
    Decimal('-100.0')
    >>> Indicator("members", kind="stock", formula="male + female").goes_up
    'formula'
    """

    key: str
    title: str = attrs.field(default="", kw_only=True)
    kind: str = attrs.field(default="flow", kw_only=True)
    goes_up: str = attrs.field(default="", kw_only=True)
    decimals: int = attrs.field(default=0, kw_only=True)
    required: bool = attrs.field(default=False, kw_only=True)
    measure: str = attrs.field(default="", kw_only=True)
    asked_of: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_names)
    numerator: str | None = attrs.field(default=None, kw_only=True)
    denominator: str | None = attrs.field(default=None, kw_only=True)
    weight: str | None = attrs.field(default=None, kw_only=True)
    formula: str | None = attrs.field(default=None, kw_only=True)
    over_time: str = attrs.field(default="", kw_only=True)
    group: str = attrs.field(default="", kw_only=True)
    rounding: Rounding = attrs.field(default="half_up", kw_only=True)
    least: int | Decimal | str | None = attrs.field(default=None, kw_only=True)
    most: int | Decimal | str | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self._settle()
        problems = [*_key(self.key), *_word("kind", self.kind, LEGAL), *self._illegal_operators(), *_typed(self)]
        problems += [*_word("rounding", self.rounding, ROUNDINGS), *self._unread_formula()]
        if self.group != "" and _key(self.group):
            problems.append(Finding("KH657", {"group": shown(self.group)}, path="group"))
        if type(self.decimals) is not int or not 0 <= self.decimals <= _MOST_DECIMALS:
            problems.append(_odd("decimals", self.decimals, f"0 to {_MOST_DECIMALS}"))
        else:
            problems += self._bounds()
        if problems:
            raise InvalidPlan(problems)

    def _bounds(self) -> Iterator[Finding]:
        """Take the bounds as figures; what is no figure of this indicator, or leaves none, is a problem."""
        for name in ("least", "most"):
            given = getattr(self, name)
            if given is None:
                continue
            if self.kind == "text" or self.is_computed:
                yield Finding("KH612", {"key": str(self.key), "name": name}, path=name)
                return
            bound = parse_cell(name, given, decimals=self.decimals, text=False, negative=True)
            if isinstance(bound, Finding):
                yield attrs.evolve(bound, path=name)
                return
            if isinstance(bound, Mark):
                yield attrs.evolve(Finding("KH600", {"key": name, "value": str(bound)}), path=name)
                return
            object.__setattr__(self, name, bound)
        if self.least is not None and self.most is not None and self.least > self.most:  # type: ignore[operator]
            values: dict[str, Value] = {"key": str(self.key), "least": str(self.least), "most": str(self.most)}
            yield Finding("KH613", values, path="most")

    def _settle(self) -> None:
        """Take the usual operators of the kind where none is stated."""
        if self.kind not in tuple(LEGAL):
            return
        if self.goes_up == "":
            object.__setattr__(self, "goes_up", LEGAL[self.kind][0] if self.formula is None else "formula")

    def _illegal_operators(self) -> Iterator[Finding]:
        if self.kind not in tuple(LEGAL):
            return
        values = {"key": str(self.key), "kind": self.kind}
        if self.goes_up not in LEGAL[self.kind]:
            told = {**values, "goes_up": self.goes_up, "legal": ", ".join(LEGAL[self.kind])}
            yield Finding("KH604", told, path="goes_up")
        if self.over_time not in ("", *self._legal_over_time()):
            legal = ", ".join(self._legal_over_time())
            yield Finding("KH638", {**values, "over_time": str(self.over_time), "legal": legal}, path="over_time")

    def _legal_over_time(self) -> tuple[str, ...]:
        """What is worked out is worked out for a year as for a month, or not at all."""
        return (self.goes_up, "none") if self.goes_up in COMPUTED else LEGAL_OVER_TIME[self.kind]

    def _unread_formula(self) -> list[Finding]:
        if self.formula is None:
            return []
        if not isinstance(self.formula, str):
            values = {"value": shown(self.formula), "wanted": "text", "wanted_vi": "chữ"}
            return [Finding("KH508", values, path="formula")]
        terms = terms_of(self.formula)
        return [terms] if isinstance(terms, Finding) else []

    @property
    def is_computed(self) -> bool:
        """Whether it is worked out from other indicators, and reported by nobody."""
        return self.goes_up in COMPUTED

    @property
    def terms(self) -> Terms:
        """What its formula adds and subtracts; nothing where it has none."""
        terms = () if self.formula is None else terms_of(self.formula)
        return () if isinstance(terms, Finding) else terms

    @property
    def along_periods(self) -> str:
        """The operator by which periods are put together: the stated one, else the usual one of its kind."""
        return self.over_time or self._legal_over_time()[0]

    def parse(self, value: object) -> Cell:
        """A cell of this indicator, as people type it.

        Raises:
            InvalidPlan: It is no figure, a float, has too many decimals, is a stock below zero, or out of its bounds.
        """
        cell = self.read(value)
        if isinstance(cell, Finding):
            raise InvalidPlan(cell)
        return cell

    def read(self, value: object) -> Cell | Finding:
        """Like `parse`, but a problem is returned, so that many can be gathered."""
        if self.is_computed and value is not MISSING:
            parts = (self.numerator, self.denominator) if self.formula is None else [part for _, part in self.terms]
            return Finding("KH640", {"key": self.key, "parts": tuple(part for part in parts if part is not None)})
        negative = self.kind != "stock" or self.least is not None
        cell = parse_cell(self.key, value, decimals=self.decimals, text=self.kind == "text", negative=negative)
        bounded = self.least is not None or self.most is not None
        return self._within(cell) if bounded and isinstance(cell, int | Decimal) else cell

    def _within(self, cell: int | Decimal) -> Cell | Finding:
        values: dict[str, Value] = {"key": self.key, "value": str(cell)}
        if self.least is not None and cell < self.least:  # type: ignore[operator]  # the bounds are figures by now
            return Finding("KH610", {**values, "least": str(self.least)})
        if self.most is not None and cell > self.most:  # type: ignore[operator]  # as above
            return Finding("KH611", {**values, "most": str(self.most)})
        return cell

    def to_dict(self) -> dict[str, Any]:
        """The indicator as the plan file writes it, without what is default."""
        return _said(self)


@attrs.frozen
class Section:
    """A heading of the outline that a report follows.

    Attributes:
        key: Its name in data and files.
        title: The heading.
        goes_up: ``"gather"`` (texts are collected with the unit's name), ``"rewrite"`` (written anew by every tier)
            or ``"none"``.
        asked_of: The tiers it is asked of; empty: all.
        required: Whether `submit` needs it.
    """

    key: str
    title: str = attrs.field(default="", kw_only=True)
    goes_up: str = attrs.field(default="gather", kw_only=True)
    asked_of: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_names)
    required: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = [*_key(self.key), *_word("goes_up", self.goes_up, _SECTION_WAYS), *_typed(self)]
        if problems:
            raise InvalidPlan(problems)

    def to_dict(self) -> dict[str, Any]:
        """The section as the plan file writes it, without what is default."""
        return _said(self)


def _said(value: Indicator | Section) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for field in attrs.fields(type(value)):
        given: Any = getattr(value, field.name)
        if given != field.default:
            said[field.name] = list(cast("tuple[str, ...]", given)) if isinstance(given, tuple) else given
            if isinstance(given, Decimal):  # the floats of a file are not exact
                said[field.name] = str(given)
    return said
