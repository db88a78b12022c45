"""The days that differ from their weekday."""

from __future__ import annotations

from datetime import date

import attrs

from kehoach._calendar._days import parse_day
from kehoach.errors import Lang

__all__ = ["DayOff", "maybe_day"]


def _text(value: str) -> str:
    return value.strip()


def _day(value: date | str) -> date:
    return parse_day(value)


def maybe_day(value: date | str | None) -> date | None:
    """A day, or None for None and an empty text."""
    return None if value is None or value == "" else parse_day(value)


@attrs.frozen
class DayOff:
    """One day that differs from its weekday: off although in the week, or worked although at its end.

    Attributes:
        day: The day.
        works: True for a made-up day that is worked, False for a day off.
        name: Its name in Vietnamese; may be empty.
        name_en: Its name in English; the Vietnamese one where empty.
        source: The document that says so, such as ``2450/VPCP-KGVX``.
        known_on: The day that this became known; None when it always was (a law).

    >>> DayOff("2-9-2019", name="Quốc khánh", name_en="National Day").label()
    'National Day'
    """

    day: date = attrs.field(converter=_day)
    works: bool = attrs.field(default=False, kw_only=True)
    name: str = attrs.field(default="", converter=_text, kw_only=True)
    name_en: str = attrs.field(default="", converter=_text, kw_only=True)
    source: str = attrs.field(default="", converter=_text, kw_only=True)
    known_on: date | None = attrs.field(default=None, converter=maybe_day, kw_only=True)

    def label(self, lang: Lang = "en") -> str:
        """The name in one language."""
        return (self.name_en or self.name) if lang == "en" else (self.name or self.name_en)

    def to_list(self) -> list[str]:
        """The row as texts: day, ``off`` or ``work``, name, English name, source, known_on."""
        known = "" if self.known_on is None else self.known_on.isoformat()
        return [self.day.isoformat(), "work" if self.works else "off", self.name, self.name_en, self.source, known]
