"""The rules of deadlines, as values: what each says stands in its docstring, what it means in the resolving module."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, TypeVar

import attrs

from kehoach._deadline._anchors import anchor_name
from kehoach._deadline._periods import Period
from kehoach.errors import Finding, InvalidDeadline

__all__ = [
    "DAY_ENDS",
    "MOST",
    "STATED_DOUBTS",
    "After",
    "Ahead",
    "Before",
    "By",
    "Day",
    "Doubt",
    "Occasion",
    "On",
    "Part",
    "PeriodDay",
    "Point",
    "Rule",
    "Span",
    "Unbound",
    "Unit",
    "Within",
    "clock",
    "span_unit",
]

DAY_ENDS: Final = 24 * 60
"""The minute of the day at which it ends."""

T = TypeVar("T")
Doubt = Literal["provisional", "tentative", "approximate", "uncertain", "ambiguous", "awaiting"]
STATED_DOUBTS: Final = frozenset({"tentative", "approximate", "uncertain", "ambiguous"})
"""Doubts that a text can state; a due may also be provisional (its calendar ends) or awaiting (an anchor)."""

Unit = Literal["hours", "days", "working_days", "weeks", "months", "years"]
_UNITS: Final[dict[str, Unit]] = {
    "hour": "hours",
    "hours": "hours",
    "day": "days",
    "days": "days",
    "calendar days": "days",
    "working day": "working_days",
    "working days": "working_days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}
MOST: Final = 9999  # a span of more is a slip of the keyboard


def clock(minute: int) -> str:
    """A minute of the day as ``17:00``.

    >>> clock(17 * 60)
    '17:00'
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def span_unit(text: str) -> Unit:
    """A unit of time from its name, such as ``working days``.

    Raises:
        InvalidDeadline: There is no such unit (KH212).
    """
    unit = _UNITS.get(text.strip().lower().replace("_", " ").replace("-", " "))
    if unit is None:
        raise InvalidDeadline(
            Finding("KH212", {"value": text[:60], "choices": ", ".join(sorted(set(_UNITS.values())))})
        )
    return unit


def _anchor(value: date | str) -> date | str:
    return anchor_name(value) if isinstance(value, str) else value


def _span(instance: Span, _: attrs.Attribute[int], value: int) -> None:
    if not 1 <= value <= MOST:
        unit = instance.unit.replace("_", " ")
        raise InvalidDeadline(Finding("KH216", {"value": value, "unit": unit, "most": MOST}))


@attrs.frozen
class Day:
    """A fixed day, or an instant of it.

    Attributes:
        day: The day.
        minute: Minutes after its midnight; None = the whole day; 1440 = its end.
    """

    day: date
    minute: int | None = None


@attrs.frozen
class Part:
    """The start, middle or end of a month, quarter, half or year (Civil Code 2015 article 146).

    Attributes:
        which: Which part.
        of: Of what.
    """

    which: Literal["start", "middle", "end"]
    of: Period


@attrs.frozen
class PeriodDay:
    """A day told by the reporting period of a duty; the period's last day is its anchor.

    Attributes:
        every: ``month``: day `day` of the period's last month; ``week``: weekday `day` (1 = Monday) of its last
            week; ``year``: `day` and `month` in its last year; ``day``: its last day.
        day: 1 to 31; a month without it has its last day instead.
        month: 1 to 12 for ``year``, else 0.
        later: How many months (weeks, years, days) later.
        minute: Minutes after midnight; None = the whole day.
    """

    every: Literal["day", "week", "month", "year"]
    day: int = 1
    month: int = 0
    later: int = 0
    minute: int | None = None

    def __attrs_post_init__(self) -> None:
        most = {"day": 1, "week": 7, "month": 31, "year": 31}[self.every]
        if not 1 <= self.day <= most or self.later not in (0, 1) or (1 <= self.month <= 12) != (self.every == "year"):
            values = {"value": f"{self.every} {self.day} {self.month} {self.later}"}
            raise InvalidDeadline(Finding("KH229", values))


@attrs.frozen
class Occasion:
    """The day of an anchor.

    Attributes:
        anchor: Its name.
        minute: Minutes after midnight; None = the whole day.
    """

    anchor: str = attrs.field(converter=anchor_name)
    minute: int | None = None


Point = Day | Part | PeriodDay | Occasion


def _has_words(_: object, attribute: attrs.Attribute[T], value: T) -> None:
    """A window, a day or a week as a period has no words of its own; its days stand for it."""
    if isinstance(value, Period) and (value.start_day != 1 or value.every in ("day", "week")):
        days = {"first": value.first.isoformat(), "last": value.last.isoformat()}
        raise InvalidDeadline(Finding("KH234", {"name": attribute.name, "value": str(value), **days}))


@attrs.frozen
class Before:
    """Before a day, an instant or a period; the bound itself is outside."""

    target: Point | Period = attrs.field(validator=_has_words)


@attrs.frozen
class By:
    """Up to the end of a day or a period, or of the minute of an instant; the bound is inside."""

    target: Point | Period = attrs.field(validator=_has_words)


@attrs.frozen
class On:
    """On a day, or from one day to another; opens with the first, due at the end of the last."""

    first: Point
    last: Point | None = None

    def __attrs_post_init__(self) -> None:
        ends = (self.first, self.last)
        if self.last is not None and any(isinstance(end, Occasion) for end in ends):
            raise InvalidDeadline(Finding("KH228", {}))


@attrs.frozen
class Within:
    """In a period; opens with its first day, due at the end of its last."""

    period: Period = attrs.field(validator=_has_words)


@attrs.frozen
class Span:
    """What `After` and `Ahead` share: a number of units from an anchor.

    Attributes:
        n: How many.
        unit: Of what.
        anchor: From where: a day, or a name.
        minute: The minute of the last day; None = its end.
    """

    n: int = attrs.field(validator=_span)
    unit: Unit
    anchor: date | str = attrs.field(converter=_anchor)
    minute: int | None = None


@attrs.frozen
class After(Span):
    """So much after an anchor; the day of the anchor is not counted (Civil Code 2015 article 147)."""


@attrs.frozen
class Ahead(Span):
    """So much before an anchor, counted back; never moved off a day off."""


@attrs.frozen
class Unbound:
    """No deadline."""


Rule = Before | By | On | Within | After | Ahead | Unbound
