"""Periods: days, weeks, months, quarters, halves and years, by the calendar or by another cut-off."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

import attrs

from kehoach._calendar._days import FIRST_YEAR, LAST_YEAR
from kehoach.errors import Finding, InvalidDeadline

__all__ = ["DECREE_09", "Every", "Period"]

Every = Literal["day", "week", "month", "quarter", "half", "year"]
DECREE_09: Final = 15
"""The window of Decree 09/2019/NĐ-CP article 12: from the 15th of the month before to the 14th."""

_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_MOST: Final = {"day": 366, "week": 53, "month": 12, "quarter": 4, "half": 2, "year": 1}


@attrs.frozen
class Period:
    """A reporting period, or one that a deadline speaks of.

    Attributes:
        every: Its length.
        year: Its year; of a week, that of ISO 8601.
        number: Which one of its year, from 1; of a day, the day of the year.
        start_day: The day of the month on which it starts. 1 = calendar periods; 15 = the window of Decree
            09/2019/NĐ-CP article 12, which starts in the month before. Days and weeks have none but 1.

    >>> str(Period("quarter", 2022, 1)), Period("quarter", 2022, 1, start_day=DECREE_09).first
    ('2022-Q1', datetime.date(2021, 12, 15))
    """

    every: Every
    year: int
    number: int = 1
    start_day: int = attrs.field(default=1, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise InvalidDeadline(Finding("KH217", {"value": self.year, "first": FIRST_YEAR, "last": LAST_YEAR}))
        if not 1 <= self.number <= self._most() or not 1 <= self.start_day <= 28:
            text = f"{self.every} {self.number} (start day {self.start_day})"
            raise InvalidDeadline(Finding("KH219", {"text": text, "kind": self.every, "value": self.number}))

    def _most(self) -> int:
        if self.every == "day":
            return (date(self.year + 1, 1, 1) - date(self.year, 1, 1)).days
        if self.every == "week":
            return date(self.year, 12, 28).isocalendar().week
        return _MOST[self.every]

    @classmethod
    def holding(cls, day: date, every: Every, *, start_day: int = 1) -> Period:
        """The period that a day lies in.

        >>> str(Period.holding(date(2021, 12, 15), "month", start_day=DECREE_09))
        '2022-01'
        """
        if every == "day":
            return cls(every, day.year, day.timetuple().tm_yday)
        if every == "week":
            week = day.isocalendar()
            return cls(every, week.year, week.week)
        ordinal = day.year * 12 + day.month - 1 + (start_day > 1 and day.day >= start_day)
        year, month = divmod(ordinal, 12)
        return cls(every, year, month // _MONTHS[every] + 1, start_day=start_day)

    @classmethod
    def each(cls, every: Every, first: date, last: date, *, start_day: int = 1) -> Iterator[Period]:
        """The periods from the one that holds a day to the one that holds another, in order."""
        period = cls.holding(first, every, start_day=start_day)
        while period.first <= last:
            yield period
            period = period.next()

    def next(self) -> Period:
        """The period after this one."""
        return Period.holding(self._after(), self.every, start_day=self.start_day)

    def _after(self) -> date:
        return self.last + timedelta(1)

    @property
    def first(self) -> date:
        """Its first day."""
        if self.every == "day":
            return date(self.year, 1, 1) + timedelta(self.number - 1)
        if self.every == "week":
            return date.fromisocalendar(self.year, self.number, 1)
        month = (self.number - 1) * _MONTHS[self.every] + 1
        if self.start_day == 1:
            return date(self.year, month, 1)
        return date(self.year - (month == 1), (month - 2) % 12 + 1, self.start_day)

    @property
    def last(self) -> date:
        """Its last day: the one on which its figures are cut off."""
        if self.every == "day":
            return self.first
        if self.every == "week":
            return date.fromisocalendar(self.year, self.number, 7)
        month = self.number * _MONTHS[self.every]
        if self.start_day == 1:
            return date(self.year, month, monthrange(self.year, month)[1])
        return date(self.year, month, self.start_day - 1)

    def __str__(self) -> str:
        if self.every == "day":
            return self.first.isoformat()
        if self.every == "week":
            return f"{self.year}-W{self.number:02}"
        tail = {"month": f"-{self.number:02}", "quarter": f"-Q{self.number}", "half": f"-H{self.number}"}
        return f"{self.year}{tail.get(self.every, '')}"
