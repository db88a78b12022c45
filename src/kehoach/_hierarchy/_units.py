"""Units: those who owe reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from kehoach._calendar import parse_day
from kehoach._hierarchy._edges import Edge, edges_of
from kehoach._hierarchy._words import placed, read_id, read_name
from kehoach.errors import Finding, InvalidDeadline, InvalidHierarchy

__all__ = ["Unit", "UnitEdges", "closed_too_early", "read_day"]

UnitEdges = str | Edge | Iterable[str | Edge | tuple[str, Fraction | str | int]] | None


def read_day(value: str | date | None, *, path: str) -> date | None:
    """A day of a unit's life; None where none is given.

    Raises:
        InvalidHierarchy: It is no day.
    """
    if value is None or value == "":
        return None
    try:
        return parse_day(value)
    except InvalidDeadline as error:
        raise InvalidHierarchy(placed(finding, path) for finding in error.findings) from error


def _opened_on(value: str | date | None) -> date | None:
    return read_day(value, path="opened_on")


def _closed_on(value: str | date | None) -> date | None:
    return read_day(value, path="closed_on")


def _id(value: str) -> str:
    return read_id(value)


def _name(value: str) -> str:
    return read_name(value)


def _kind(value: str | None) -> str | None:
    return None if value is None or value == "" else read_name(value)


def closed_too_early(unit: str, opened: date | None, closed: date | None) -> Finding | None:
    """The finding that a unit closes before it opens, if it does."""
    if opened is None or closed is None or opened <= closed:
        return None
    values = {"unit": unit, "opened": opened.isoformat(), "closed": closed.isoformat()}
    return Finding("KH319", values, path="closed_on", subject=unit)


@attrs.frozen
class Unit:
    """One unit of a hierarchy.

    Args:
        id: What everything else calls it; never its name, which may stand twice.
        name: How it is printed, such as ``Phường Đông Giang``; the id where there is none.
        tier: The id of its tier.
        reports_to: Nobody (None), a superior's id, a text such as ``"A=1/2|B=1/2|C=informs"``, or a list of edges or
            (id, share) pairs; the first consolidating edge is the lead. Kept as a tuple of `Edge`.
        kind: What kind of unit it is, such as ``phuong``; free.
        opened_on, closed_on: The days on which it began and ceased to exist, where known.

    Raises:
        InvalidHierarchy: A part is ill-formed.

    >>> unit = Unit("19330", name="Phường Đông Giang", tier="commune", reports_to="461")
    >>> unit == Unit("19330", "Phường Đông Giang", "commune", reports_to=[Edge("461")])
    True
    >>> Unit("x", tier="commune", reports_to="A=1/2|B=1/2").reports_to_text
    'A=1/2|B=1/2'
    """

    id: str = attrs.field(converter=_id)
    name: str = attrs.field(default="", converter=_name)
    tier: str = attrs.field(default="", converter=_name)
    reports_to: tuple[Edge, ...] = attrs.field(default=(), converter=edges_of)
    kind: str | None = attrs.field(default=None, converter=_kind, kw_only=True)
    opened_on: date | None = attrs.field(default=None, converter=_opened_on, kw_only=True)
    closed_on: date | None = attrs.field(default=None, converter=_closed_on, kw_only=True)

    def __attrs_post_init__(self) -> None:
        early = closed_too_early(self.id, self.opened_on, self.closed_on)
        if early is not None:
            raise InvalidHierarchy(early)

    @property
    def reports_to_text(self) -> str:
        """Its edges as a list of units writes them."""
        return "|".join(map(str, self.reports_to))

    def __str__(self) -> str:
        return self.id
