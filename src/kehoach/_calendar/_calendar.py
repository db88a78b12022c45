"""Which days are worked, as versioned data, and counting them in constant time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

import attrs

from kehoach._calendar._names import weekday_name
from kehoach._calendar._rows import DayOff, maybe_day
from kehoach._calendar._walked import Walked, WorkingDays
from kehoach._calendar._worktable import WorkTable
from kehoach.errors import Finding, InvalidDeadline, Lang

__all__ = ["Calendar"]

_SUNDAY: Final = 6
_LAST_ORDINAL: Final = date.max.toordinal()


def _sorted(rows: Iterable[DayOff]) -> tuple[DayOff, ...]:
    return tuple(sorted(rows, key=lambda row: row.day))


def _by_ordinal(calendar: Calendar) -> dict[int, DayOff]:
    for one, two in zip(calendar.rows, calendar.rows[1:], strict=False):
        if one.day == two.day:
            raise InvalidDeadline(Finding("KH251", {"day": one.day.isoformat()}))
    first, last = calendar.first, calendar.last
    backwards = first is not None and last is not None and first > last
    if backwards or not calendar.week or not all(0 <= day <= _SUNDAY for day in calendar.week):
        raise InvalidDeadline(Finding("KH254", {"first": str(first), "last": str(last)}))
    return {row.day.toordinal(): row for row in calendar.rows}


def _table(calendar: Calendar) -> WorkTable:
    return WorkTable.of(calendar.week, {row.day.toordinal(): row.works for row in calendar.rows})


@attrs.frozen(eq=False)
class Calendar:
    """Working days as data: a week, the days that differ from it, and the span that is certain.

    Outside the span the week and what rows there are still answer; a due that leans on such a day is *provisional*.

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
    _by_ordinal: dict[int, DayOff] = attrs.field(default=attrs.Factory(_by_ordinal, takes_self=True), init=False)
    _table: WorkTable = attrs.field(default=attrs.Factory(_table, takes_self=True), init=False)

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

        return vietnam(maybe_day(known_on))

    @classmethod
    def named(cls, name: str) -> Calendar:
        """``"VN"`` or ``"weekdays"``.

        Raises:
            InvalidDeadline: There is no such calendar (KH222).
        """
        return _named(name)

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
            first: The first day of certain data; None = that of `base`.
            last: The last day of certain data; None = that of `base`.
            known_on: Rows that became known later are left out.

        Raises:
            InvalidDeadline: Two rows speak of one day (KH251).
        """
        under, limit = base or _WEEKDAYS, maybe_day(known_on)
        over = tuple(row for row in rows if limit is None or row.known_on is None or row.known_on <= limit)
        said = {row.day for row in over}
        return cls(
            name,
            week=under.week,
            rows=(*over, *(row for row in under.rows if row.day not in said)),
            first=maybe_day(first) or under.first,
            last=maybe_day(last) or under.last,
        )

    @classmethod
    def from_csv_text(cls, text: str, *, name: str = "own", base: Calendar | None = None) -> Calendar:
        r"""A calendar from CSV with the columns ``day``, ``kind`` (off or work), ``name``, ``source``, ``known_on``.

        Args:
            text: The whole of it, with a line of names; ``day`` and ``kind`` are needed.
            name: What it is called.
            base: The calendar beneath; None = Monday to Friday.

        Raises:
            InvalidDeadline: Every row that cannot be read (KH250, KH252).

        >>> mine = Calendar.from_csv_text("day,kind\n2019-04-10,off\n")
        >>> mine.is_working_day(date(2019, 4, 10))
        False
        """
        from kehoach._calendar._text import rows_of_csv

        return cls.from_rows(rows_of_csv(text), name=name, base=base)

    @classmethod
    def coerce(cls, given: Calendar | WorkingDays | str) -> Calendar | Walked:
        """A calendar from a calendar, its name, or any object with ``is_working_day``.

        Raises:
            InvalidDeadline: It is none of these (KH222).
        """
        if isinstance(given, str):
            return _named(given)
        if isinstance(given, (Calendar, Walked)):
            return given
        if not isinstance(given, WorkingDays):
            raise InvalidDeadline(Finding("KH222", {"value": repr(given)[:60], "choices": "VN, weekdays"}))
        return Walked(given)

    # --------------------------------------------------------------- asking

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        row = self._by_ordinal.get(day.toordinal())
        return day.weekday() in self.week if row is None else row.works

    def is_certain(self, day: date) -> bool:
        """Whether the day lies in the span of certain data."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def row(self, day: date) -> DayOff | None:
        """The row of a day that differs from its weekday, with its source."""
        return self._by_ordinal.get(day.toordinal())

    def label(self, day: date, lang: Lang = "en") -> str:
        """What the day is: a holiday's name, a made-up day, or the weekday.

        >>> Calendar.vietnam().label(date(2019, 4, 15))
        'day in lieu of the Hùng Kings'
        """
        row = self._by_ordinal.get(day.toordinal())
        return (row.label(lang) if row is not None else "") or weekday_name(day, lang)

    def add(self, day: date, n: int) -> date:
        """The n-th working day after a day, which itself is not counted; before it when n is negative.

        Args:
            day: Where the count starts; it need not be worked.
            n: How many working days; 0 is the day itself.

        Raises:
            InvalidDeadline: The count leaves the years 1 to 9999 (KH225).

        >>> Calendar.vietnam().add(date(2019, 4, 26), 10)
        datetime.date(2019, 5, 14)
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        rank = self._table.count(ordinal) + n if n > 0 else self._table.count(ordinal - 1) + n + 1
        found = self._table.ranked(rank)
        if not 1 <= found <= _LAST_ORDINAL:
            raise InvalidDeadline(Finding("KH225", {"rule": f"{n} working days from {day.isoformat()}"}))
        return date.fromordinal(found)

    def count(self, after: date, until: date) -> int:
        """Working days after one day, up to and with another; negative when they stand the other way round.

        >>> Calendar.vietnam().count(date(2019, 3, 14), date(2019, 4, 4))
        15
        """
        return self._table.count(until.toordinal()) - self._table.count(after.toordinal())

    def rolled(self, day: date, way: str) -> date:
        """The day itself when worked, else the ``next`` or the ``previous`` working day; unchanged under ``none``.

        >>> Calendar.vietnam().rolled(date(2019, 4, 29), "previous")
        datetime.date(2019, 4, 26)
        """
        if way == "none" or self.is_working_day(day):
            return day
        return self.add(day, 1 if way == "next" else -1)

    # -------------------------------------------------------------- keeping

    def within(self, first: date, last: date) -> Calendar:
        """The same calendar with only the rows of a span, and certain only there: what a plan leans on and keeps.

        Raises:
            InvalidDeadline: The span and the certain span do not meet (KH254).
        """
        return attrs.evolve(
            self,
            rows=tuple(row for row in self.rows if first <= row.day <= last),
            first=first if self.first is None else max(first, self.first),
            last=last if self.last is None else min(last, self.last),
        )

    def to_dict(self) -> dict[str, object]:
        """The resolved table as plain data, ready for JSON and for a digest."""
        return {
            "name": self.name,
            "week": list(self.week),
            "first": None if self.first is None else self.first.isoformat(),
            "last": None if self.last is None else self.last.isoformat(),
            "days": [row.to_list() for row in self.rows],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Calendar:
        """The calendar that `to_dict` wrote.

        Raises:
            InvalidDeadline: Something in it cannot be read (KH250).
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
        return f"<Calendar {self.name}: {len(self.rows)} days differ, certain from {self.first} to {self.last}>"


_WEEKDAYS: Final = Calendar("weekdays")


@lru_cache(maxsize=8)
def _named(name: str) -> Calendar:
    if name == "VN":
        return Calendar.vietnam()
    if name == "weekdays":
        return _WEEKDAYS
    raise InvalidDeadline(Finding("KH222", {"value": name[:60], "choices": "VN, weekdays"}))
