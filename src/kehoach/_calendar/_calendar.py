"""Which days are worked, as versioned data, and counting them in constant time."""

from __future__ import annotations

import hashlib
import json
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import accumulate
from typing import Final, Protocol, runtime_checkable

import attrs

from kehoach._calendar._days import parse_day
from kehoach.errors import Finding, InvalidDeadline, Lang

__all__ = ["Calendar", "DayOff", "WorkingDays", "weekday_name"]

_WEEKDAYS_EN: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS_VI: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_WALK: Final = 400  # days; longer without one working day is no calendar of an office
_LAST_ORDINAL: Final = date.max.toordinal()


def weekday_name(day: date, lang: Lang = "en") -> str:
    """The name of a day's weekday.

    >>> weekday_name(date(2019, 4, 5)), weekday_name(date(2019, 4, 5), "vi")
    ('Friday', 'thứ Sáu')
    """
    return (_WEEKDAYS_VI if lang == "vi" else _WEEKDAYS_EN)[day.weekday()]


@runtime_checkable
class WorkingDays(Protocol):
    """Anything that can say of a day whether it is worked; accepted wherever a calendar is asked for."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether the day is worked."""
        ...


def _text(value: str) -> str:
    return str(value).strip()


def _day(value: date | str) -> date:
    return parse_day(value)


def _day_or_none(value: date | str | None) -> date | None:
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
    """

    day: date = attrs.field(converter=_day)
    works: bool = False
    name: str = attrs.field(default="", converter=_text)
    name_en: str = attrs.field(default="", converter=_text)
    source: str = attrs.field(default="", converter=_text)
    known_on: date | None = attrs.field(default=None, converter=_day_or_none)

    def label(self, lang: Lang = "en") -> str:
        """The name in one language."""
        return (self.name_en or self.name) if lang == "en" else self.name

    def to_list(self) -> list[str]:
        """The row as texts: day, ``off`` or ``work``, names, source, known_on."""
        known = "" if self.known_on is None else self.known_on.isoformat()
        kind = "work" if self.works else "off"
        return [self.day.isoformat(), kind, self.name, self.name_en, self.source, known]


def _sorted(rows: Iterable[DayOff]) -> tuple[DayOff, ...]:
    return tuple(sorted(rows, key=lambda row: row.day))


@attrs.frozen(slots=False, eq=False)
class Calendar:
    """Working days as data: a week, the days that differ from it, and the span that is certain.

    Outside the span the week alone, and what rows there are, still answer; a due that leans on such a day is
    *provisional*.

    Attributes:
        name: What plans call it, such as ``VN``.
        week: The weekdays worked, Monday = 0.
        rows: The days that differ, in order of day.
        first, last: The span of certain data; None = without end.

    >>> Calendar.weekdays().add(date(2019, 4, 12), 10)
    datetime.date(2019, 4, 26)
    """

    name: str
    week: tuple[int, ...] = (0, 1, 2, 3, 4)
    rows: tuple[DayOff, ...] = attrs.field(default=(), converter=_sorted)
    first: date | None = None
    last: date | None = None

    def __attrs_post_init__(self) -> None:
        self._refuse_contradictions()
        start = self.rows[0].day.toordinal() - 1 if self.rows else 1
        stop = self.rows[-1].day.toordinal() + 1 if self.rows else 1
        exceptions = {row.day.toordinal(): row for row in self.rows}
        weekly = frozenset(self.week)
        works = bytearray((ordinal - 1) % 7 in weekly for ordinal in range(start, stop))
        for ordinal, row in exceptions.items():
            works[ordinal - start] = row.works
        put = object.__setattr__
        put(self, "_weekly", tuple((k % 7) in weekly for k in range(7)))
        put(self, "_exceptions", exceptions)
        put(self, "_start", start)
        put(self, "_through", array("q", accumulate(works, initial=self._weekly_through(start - 1))))
        put(self, "_worked", array("q", (o for o, w in enumerate(works, start) if w)))

    # ---------------------------------------------------------------- making

    @classmethod
    def weekdays(cls) -> Calendar:
        """Monday to Friday, every week of every year."""
        return _WEEKDAYS

    @classmethod
    def vietnam(cls, known_on: date | str | None = None) -> Calendar:
        """The days of Vietnamese state offices: statutory holidays, days in lieu, swapped days, made-up Saturdays.

        Args:
            known_on: Only what was known on that day; None = everything this version knows.

        >>> Calendar.vietnam().is_working_day(date(2019, 5, 4))
        True
        """
        from kehoach._calendar._vietnam import vietnam

        return vietnam(None if known_on is None else parse_day(known_on))

    @classmethod
    def named(cls, name: str) -> Calendar:
        """``"VN"`` or ``"weekdays"``.

        Raises:
            InvalidDeadline: There is no such calendar (KH222).
        """
        if name == "VN":
            return cls.vietnam()
        if name == "weekdays":
            return _WEEKDAYS
        raise InvalidDeadline(Finding("KH222", {"value": name, "choices": "VN, weekdays"}))

    @classmethod
    def from_rows(
        cls,
        rows: Iterable[DayOff],
        *,
        name: str = "own",
        base: Calendar | None = None,
        first: date | str | None = None,
        last: date | str | None = None,
        known_on: date | str | None = None,
    ) -> Calendar:
        """A calendar of rows, over another one or over plain weeks.

        Args:
            rows: Days that differ; a row wins over the same day of `base`.
            name: What it is called.
            base: The calendar beneath; None = Monday to Friday.
            first, last: The span of certain data; None = that of `base`.
            known_on: Rows that became known later are left out.

        Raises:
            InvalidDeadline: Two rows contradict each other (KH251).
        """
        under = base or _WEEKDAYS
        limit = _day_or_none(known_on)
        over = tuple(row for row in rows if limit is None or row.known_on is None or row.known_on <= limit)
        said = {row.day for row in over}
        return cls(
            name,
            week=under.week,
            rows=(*over, *(row for row in under.rows if row.day not in said)),
            first=_day_or_none(first) or under.first,
            last=_day_or_none(last) or under.last,
        )

    @classmethod
    def from_csv_text(cls, text: str, *, name: str = "own", base: Calendar | None = None) -> Calendar:
        """A calendar from CSV with the columns ``day``, ``kind`` (``off`` or ``work``), ``name``, ``source``, ``known_on``.

        Raises:
            InvalidDeadline: Every row that cannot be read (KH250, KH252).
        """
        from kehoach._calendar._text import rows_of_csv

        return cls.from_rows(rows_of_csv(text), name=name, base=base)

    @classmethod
    def coerce(cls, given: Calendar | WorkingDays | str) -> Calendar | Walked:
        """A calendar from a calendar, its name, or any object with ``is_working_day``."""
        if isinstance(given, str):
            return cls.named(given)
        return given if isinstance(given, (Calendar, Walked)) else Walked(given)

    def _refuse_contradictions(self) -> None:
        for one, two in zip(self.rows, self.rows[1:], strict=False):
            if one.day == two.day:
                raise InvalidDeadline(Finding("KH251", {"day": one.day.isoformat()}))
        if not self.week or (self.first is not None and self.last is not None and self.first > self.last):
            raise InvalidDeadline(Finding("KH254", {"first": str(self.first), "last": str(self.last)}))

    # --------------------------------------------------------------- asking

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        row = self._exceptions.get(day.toordinal())
        return self._weekly[day.weekday()] if row is None else row.works

    def is_certain(self, day: date) -> bool:
        """Whether the day lies in the span of certain data."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def label(self, day: date, lang: Lang = "en") -> str:
        """What the day is: a holiday's name, a made-up day, or the weekday.

        >>> Calendar.vietnam().label(date(2019, 4, 15))
        'day in lieu of the Hùng Kings'
        """
        row = self._exceptions.get(day.toordinal())
        name = "" if row is None else row.label(lang)
        return name or weekday_name(day, lang)

    def row(self, day: date) -> DayOff | None:
        """The row of a day that differs from its weekday."""
        return self._exceptions.get(day.toordinal())

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day, which itself is not counted; before it when n is negative.

        Raises:
            InvalidDeadline: The count leaves the years 1 to 9999 (KH225).

        >>> Calendar.vietnam().add(date(2019, 4, 26), 10)
        datetime.date(2019, 5, 14)
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        rank = self._count_through(ordinal) + n if n > 0 else self._count_through(ordinal - 1) + n + 1
        found = self._ranked(rank)
        if not 1 <= found <= _LAST_ORDINAL:
            raise InvalidDeadline(Finding("KH225", {"rule": f"{n} working days from {day.isoformat()}"}))
        return date.fromordinal(found)

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another; negative when they stand the other way round.

        >>> Calendar.vietnam().count(date(2019, 3, 14), date(2019, 4, 4))
        15
        """
        return self._count_through(until.toordinal()) - self._count_through(after.toordinal())

    def rolled(self, day: date, way: str) -> date:
        """The day itself when worked, else the ``next`` or the ``previous`` working day; unchanged under ``none``."""
        if way == "none" or self.is_working_day(day):
            return day
        return self.add(day, 1 if way == "next" else -1)

    def _weekly_through(self, ordinal: int) -> int:
        """Working days of plain weeks from 1-1-1, a Monday, to a day."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * len(self.week) + sum(self._weekly[:rest])

    def _count_through(self, ordinal: int) -> int:
        place = ordinal - self._start + 1
        if place < 0:
            return self._weekly_through(ordinal)
        if place < len(self._through):
            return self._through[place]
        past = self._start + len(self._through) - 2
        return self._through[-1] + self._weekly_through(ordinal) - self._weekly_through(past)

    def _ranked(self, rank: int) -> int:
        """The ordinal of the working day with a rank, the first of 1-1-1 having rank 1."""
        before = self._through[0]
        if rank <= before:
            return self._weekly_ranked(rank)
        if rank <= self._through[-1]:
            return self._worked[rank - before - 1]
        past = self._start + len(self._through) - 2
        return self._weekly_ranked(rank - self._through[-1] + self._weekly_through(past))

    def _weekly_ranked(self, rank: int) -> int:
        weeks, rest = divmod(rank - 1, len(self.week))
        return weeks * 7 + sorted(self.week)[rest] + 1

    # -------------------------------------------------------------- keeping

    def within(self, first: date, last: date) -> Calendar:
        """The same calendar with only the rows of a span; a plan keeps the part it leans on."""
        lo = bisect_left(self.rows, first, key=lambda row: row.day)
        rows = tuple(row for row in self.rows[lo:] if row.day <= last)
        return attrs.evolve(self, rows=rows)

    def to_dict(self, *, first: date | None = None, last: date | None = None) -> dict[str, object]:
        """The resolved table as plain data, whole or only the rows of a span; ready for JSON and for a digest."""
        rows = [
            row.to_list() for row in self.rows if (first is None or first <= row.day) and (last is None or row.day <= last)
        ]
        return {
            "name": self.name,
            "week": list(self.week),
            "first": None if self.first is None else self.first.isoformat(),
            "last": None if self.last is None else self.last.isoformat(),
            "days": rows,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Calendar:
        """The calendar that `to_dict` wrote.

        Raises:
            InvalidDeadline: A row cannot be read (KH250).
        """
        from kehoach._calendar._text import calendar_parts

        parts = calendar_parts(data)
        return cls(parts.name, week=parts.week, rows=parts.rows, first=parts.first, last=parts.last)

    @property
    def digest(self) -> str:
        """The SHA-256 of the resolved table, in hexadecimal."""
        text = json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _key(self) -> tuple[object, ...]:
        return (self.name, self.week, self.rows, self.first, self.last)

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Calendar) and self._key() == other._key())

    def __hash__(self) -> int:
        return hash((self.name, len(self.rows), self.first, self.last))

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Calendar {self.name}: {len(self.rows)} days, certain {self.first} to {self.last}>"


_WEEKDAYS: Final = Calendar("weekdays")


@attrs.frozen
class Walked:
    """A calendar over any object that can say whether a day is worked; it walks from day to day.

    Attributes:
        of: The object.
    """

    of: WorkingDays

    @property
    def name(self) -> str:
        """What to call it."""
        return type(self.of).__name__

    @property
    def first(self) -> None:
        """Its data have no stated beginning."""
        return None

    @property
    def last(self) -> None:
        """Its data have no stated end."""
        return None

    def is_working_day(self, day: date) -> bool:
        """Whether the object says that the day is worked."""
        return bool(self.of.is_working_day(day))

    def is_certain(self, day: date) -> bool:
        """Always: the object answers for itself."""
        return True

    def label(self, day: date, lang: Lang = "en") -> str:
        """The weekday; the object gives no names."""
        return weekday_name(day, lang)

    def row(self, day: date) -> DayOff | None:
        """A row without a name when the answer differs from Monday to Friday."""
        works = self.is_working_day(day)
        return None if works == (day.weekday() < 5) else DayOff(day, works)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day, or before it when n is negative."""
        step = 1 if n > 0 else -1
        for _ in range(abs(n)):
            day = self._walk(day, step)
        return day

    def _walk(self, start: date, step: int) -> date:
        ordinal = start.toordinal()
        for distance in range(1, _WALK + 1):
            here = ordinal + step * distance
            if 1 <= here <= _LAST_ORDINAL and self.is_working_day(date.fromordinal(here)):
                return date.fromordinal(here)
        values = {"calendar": self.name, "days": _WALK, "day": start.isoformat()}
        raise InvalidDeadline(Finding("KH253", values))

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another."""
        if until < after:
            return -self.count(until, after)
        return sum(self.is_working_day(after + timedelta(k + 1)) for k in range((until - after).days))

    def rolled(self, day: date, way: str) -> date:
        """The day itself when worked, else the ``next`` or the ``previous`` working day; unchanged under ``none``."""
        if way == "none" or self.is_working_day(day):
            return day
        return self.add(day, 1 if way == "next" else -1)
