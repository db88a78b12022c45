"""What another version of the calendar would do to the dues of a plan; asking moves none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import attrs

from kehoach._calendar import Calendar, Walked, WorkingDays
from kehoach._deadline import Deadline, Due, duty_of
from kehoach._plan._build import Parts, dues_of
from kehoach._plan._dues import Dues
from kehoach._plan._graphs import Owed
from kehoach._plan._layers import Form
from kehoach.errors import Lang, listed

__all__ = ["ChangedDay", "Reprojection", "reprojected"]

_WALKS: Final = ("working_days", "working_days_back", "rolled")
"""Steps of an explanation that walk over days of a calendar."""
_ENDS: Final = ("start", "day", "last")
_ONE: Final = timedelta(1)
_Key = tuple[int, int]


@attrs.frozen
class ChangedDay:
    """A day that one version of a calendar takes for worked and another for off.

    Attributes:
        day: The day.
        works: Whether it is worked in the new version.
        label, label_vi: What it is, by the version that has a name for it.
        source: The document that says so; may be empty.
    """

    day: date
    works: bool
    label: str
    label_vi: str
    source: str = ""

    def text(self, lang: Lang = "en") -> str:
        """The change in words.

        >>> ChangedDay(date(2026, 1, 2), False, "swapped day off", "nghỉ hoán đổi", "12729/VPCP-KGVX").text()
        '2026-01-02 is off (swapped day off, 12729/VPCP-KGVX)'
        """
        name = ", ".join(one for one in (self.label_vi if lang == "vi" else self.label, self.source) if one)
        if lang == "vi":
            return f"{self.day:%d/%m/%Y} {'làm việc' if self.works else 'nghỉ'} ({name})"
        return f"{self.day.isoformat()} is {'worked' if self.works else 'off'} ({name})"

    def to_dict(self) -> dict[str, object]:
        """The change as plain data, ready for JSON."""
        return {**attrs.asdict(self), "day": self.day.isoformat()}


@attrs.frozen
class Reprojection:
    """A due that another version of the calendar would move.

    Attributes:
        unit: The duty.
        was: The due as it is.
        becomes: The due as it would be.
        days: The changed days that the count goes over, its own and those of the dues it counts from, in order.
    """

    unit: str
    was: Due
    becomes: Due
    days: tuple[ChangedDay, ...]

    def text(self, lang: Lang = "en") -> str:
        """The move and its reasons in one line."""
        why = listed(day.text(lang) for day in self.days)
        if lang == "vi":
            why = why.replace(" and ", " và ").replace(" more", " ngày khác") if len(self.days) > 3 else why
            return f"{self.unit}: hạn chuyển từ {_shown(self.was)} sang {_shown(self.becomes)}, vì {why}"
        return f"{self.unit}: {self.was} would become {self.becomes}, because {why}"

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """The move as plain data, ready for JSON."""
        was, becomes = self.was.to_dict(), self.becomes.to_dict()
        return {"unit": self.unit, "was": was, "becomes": becomes, "days": [day.to_dict() for day in self.days]}


def _shown(due: Due) -> str:
    return f"ngày {due.last_day:%d/%m/%Y}" if due.last_day is not None else "chưa xác định"


def reprojected(
    parts: Parts, forms: tuple[Form, ...], owed: Sequence[Owed], calendar: Calendar | WorkingDays | str
) -> tuple[Reprojection, ...]:
    """Every due that moves under another calendar; see `Plan.reproject`.

    Args:
        parts: The values of the plan.
        forms: Who owes what on which terms.
        owed: The same unit by unit.
        calendar: The other calendar; days of the plan's own lie over it.
    """
    asked = _Asked(parts, forms, calendar)
    found: list[Reprojection] = []
    for form, one in enumerate(owed):
        moves = {number: move for number in set(one.numbers) if (move := asked.move((form, number))) is not None}
        for unit, number in zip(one.units, one.numbers, strict=True) if moves else ():
            if number in moves:
                found.append(
                    attrs.evolve(
                        moves[number],
                        unit=one.named(unit),
                    )
                )
    return tuple(found)


class _Asked:
    """The dues of a plan under two calendars."""

    def __init__(self, parts: Parts, forms: tuple[Form, ...], calendar: Calendar | WorkingDays | str) -> None:
        self.forms = forms
        new: Calendar | Walked = Calendar.coerce(calendar)
        if parts.calendar is None and parts.days and isinstance(new, Calendar):
            new = Calendar.from_rows(parts.days, name=new.name, base=new)
        self.before: Dues = dues_of(parts, forms)
        self.after: Dues = dues_of(attrs.evolve(parts, calendar=new, days=()), forms)
        self.old = Calendar.coerce(parts.reading.calendar if self.before.calendar is None else self.before.calendar)
        self.new = new

    def move(self, key: _Key) -> Reprojection | None:
        """How the due of some terms moves; None where it stays."""
        was, becomes = self.before.due(*key), self.after.due(*key)
        if _instants(was) == _instants(becomes):
            return None
        days = {day.day: day for day in self._days(key)}
        return Reprojection("", was, becomes, tuple(days[day] for day in sorted(days)))

    def _days(self, key: _Key) -> Iterator[ChangedDay]:
        """The changed days that a due was or would be counted over, and those of the dues it counts from."""
        terms = self.forms[key[0]].terms[key[1]]
        for rule in (terms.deadline, terms.opens, terms.closes):
            if rule is not None:
                yield from self._days_of(rule)

    def _days_of(self, rule: Deadline) -> Iterator[ChangedDay]:
        ends = [end for dues in (self.before, self.after) for end in _walked(dues.of_rule(rule))]
        if ends:
            yield from self._changed(min(ends), max(ends))
        for anchor in rule.anchors:
            other = duty_of(anchor)
            for inner in self.before.terms_at(*other) if other is not None else ():
                yield from self._days(inner)

    def _changed(self, first: date, last: date) -> Iterator[ChangedDay]:
        day = first
        while day <= last:
            works = self.new.is_working_day(day)
            if works != self.old.is_working_day(day):
                row = self.new.row(day) or self.old.row(day)
                named = self.new if self.new.row(day) is not None or row is None else self.old
                labels = named.label(day), named.label(day, "vi")
                yield ChangedDay(day, works, *labels, "" if row is None else row.source)
            day += _ONE


def _instants(due: Due) -> tuple[int | None, ...]:
    return due.due_before_us, due.opens_at_us, due.closes_at_us


def _walked(due: Due) -> Iterator[date]:
    """The ends of the walks over days in a derivation."""
    for step in due.explain():
        if step.code in _WALKS:
            values: Mapping[str, object] = step.values
            yield from (date.fromisoformat(str(values[name])) for name in _ENDS if name in values)
