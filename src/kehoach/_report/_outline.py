"""What a report holds: indicators (figures) and sections (texts); each says how it goes up, and of whom it is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

import attrs

from kehoach._report._cells import Cell, parse_cell
from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidPlan

__all__ = ["LEGAL", "Indicator", "Section"]

LEGAL: Mapping[str, tuple[str, ...]] = {
    "flow": ("sum", "min", "max", "count", "mean", "weighted_mean", "first", "last", "none"),
    "stock": ("sum", "min", "max", "count", "mean", "weighted_mean", "first", "last", "none"),
    "ratio": ("ratio", "none"),
    "text": ("union", "gather", "first", "last", "count", "none"),
}
"""Which operators an indicator of each kind may go up by."""

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
        goes_up: The operator by which superiors total it.
        decimals: How many figures stand behind the point; 0 makes integers.
        required: Whether `submit` needs it (a value or nil).
        measure: What is counted, such as ``"người"``.
        asked_of: The tiers it is asked of; empty: of units without subordinates, the ground that figures come from.
        numerator, denominator: The indicators a ratio is made of.

    >>> Indicator("members", kind="stock", goes_up="sum").parse("1520")
    1520
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

    def __attrs_post_init__(self) -> None:
        if self.goes_up == "" and self.kind in tuple(LEGAL):
            object.__setattr__(self, "goes_up", LEGAL[self.kind][0])
        problems = [*_key(self.key), *_word("kind", self.kind, LEGAL), *self._illegal_operator(), *_typed(self)]
        if type(self.decimals) is not int or not 0 <= self.decimals <= _MOST_DECIMALS:
            problems.append(_odd("decimals", self.decimals, f"0 to {_MOST_DECIMALS}"))
        if problems:
            raise InvalidPlan(problems)

    def _illegal_operator(self) -> list[Finding]:
        legal = LEGAL[self.kind] if self.kind in tuple(LEGAL) else None
        if legal is None or self.goes_up in legal:
            return []
        values = {"key": str(self.key), "kind": self.kind, "goes_up": self.goes_up, "legal": ", ".join(legal)}
        return [Finding("KH604", values, path="goes_up")]

    def parse(self, value: object) -> Cell:
        """A cell of this indicator, as people type it.

        Raises:
            InvalidPlan: It is no figure, a float, has too many decimals, or is a stock below zero.
        """
        cell = self.read(value)
        if isinstance(cell, Finding):
            raise InvalidPlan(cell)
        return cell

    def read(self, value: object) -> Cell | Finding:
        """Like `parse`, but a problem is returned, so that many can be gathered."""
        return parse_cell(
            self.key, value, decimals=self.decimals, text=self.kind == "text", negative=self.kind != "stock"
        )

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
    return said
