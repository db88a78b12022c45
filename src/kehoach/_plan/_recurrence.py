"""Duties that come again: which periods there are, and what each is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Final, cast, get_args

import attrs

from kehoach._calendar import parse_day
from kehoach._deadline import Every, Period
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidPlan

__all__ = ["EVERY", "MOST_PERIODS", "Recurrence"]

EVERY: Final[tuple[str, ...]] = get_args(Every)
MOST_PERIODS: Final = 4000
"""The most periods of one form: ten years of days."""
_PERIOD: Final = re.compile(r"([0-9]{4})(?:-(?:W([0-9]{2})|Q([1-4])|H([12])|([0-9]{2})))?")
_KINDS: Final[tuple[Every, ...]] = ("week", "quarter", "half", "month")
_YEAR: Final[tuple[Every, str]] = ("year", "1")


def _bound(value: object) -> date | str:
    """A day, or a period such as ``"2019-03"`` or ``"2019-Q1"`` that stands for its first or last day."""
    if isinstance(value, str) and _PERIOD.fullmatch(nfc(value).strip()):
        return nfc(value).strip()
    return parse_day(cast("str", value))


def _months(value: int | Iterable[int] | None) -> tuple[int, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, int) else tuple(value)


def _window(value: object) -> int:
    if value in (None, "calendar", ""):
        return 1
    read = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
    return cast("int", read)  # what else it is, is judged with the rest


@attrs.frozen
class Recurrence:
    """How often a form is owed, and from when to when.

    Attributes:
        every: ``"day"``, ``"week"``, ``"month"``, ``"quarter"``, ``"half"`` or ``"year"``.
        since: The first period: a day in it, or its name (``"2019-01"``, ``"2019-Q1"``, ``"2019"``).
        until: The last period, likewise.
        months: Only periods that end in one of these months, 1 to 12; empty: all.
        window: The day of the month on which a period starts, 1 to 28: 1 is the calendar's month; 15 the window of
            Decree 09/2019/NĐ-CP article 12, from the 15th of the month before to the 14th. Not for days and weeks.

    >>> [str(one) for one in Recurrence("month", "2019-01", "2019-12", months=(6, 12))]
    ['2019-06', '2019-12']
    >>> quarter = next(iter(Recurrence("quarter", "2022-Q1", "2022", window=15)))
    >>> quarter.first, quarter.last
    (datetime.date(2021, 12, 15), datetime.date(2022, 3, 14))
    """

    every: Every
    since: date | str = attrs.field(converter=_bound)
    until: date | str = attrs.field(converter=_bound)
    months: tuple[int, ...] = attrs.field(default=(), converter=_months, kw_only=True)
    window: int = attrs.field(default=1, converter=_window, kw_only=True)  # judged below

    def __attrs_post_init__(self) -> None:
        found = list(self._problems())
        if found:
            raise InvalidPlan(found)
        first, last = self.bounds
        if last < first:
            values = {"since": str(self.since), "until": str(self.until)}
            raise InvalidPlan(Finding("KH141", values, path="until"))
        count = sum(1 for _ in islice(self, MOST_PERIODS + 1))
        if not count:
            raise InvalidPlan(Finding("KH142", {"months": ", ".join(map(str, self.months))}, path="months"))
        if count > MOST_PERIODS:
            raise InvalidPlan(Finding("KH143", {"most": MOST_PERIODS, "every": self.every}, path="until"))

    def _problems(self) -> Iterator[Finding]:
        if self.every not in EVERY:
            known = ", ".join(EVERY)
            hint = {"hint": f"write one of: {known}", "hint_vi": f"chọn một trong: {known}"}
            yield Finding("KH109", {"key": "every", "value": str(self.every)[:60], **hint}, path="every")
        for month in self.months:
            if type(month) is not int or not 1 <= month <= 12:
                yield Finding("KH144", {"value": str(month)[:60]}, path="months")
        days = self.every in ("day", "week")
        if type(self.window) is not int or not 1 <= self.window <= 28 or (days and self.window != 1):
            yield Finding("KH145", {"value": str(self.window)[:60], "every": str(self.every)[:20]}, path="window")

    @property
    def bounds(self) -> tuple[date, date]:
        """The first day of its first and the last day of its last period.

        Raises:
            InvalidPlan: A name is that of no period.
        """
        first = _day_of(self.since, self.window, last=False, path="since")
        last = _day_of(self.until, self.window, last=True, path="until")
        return first, last

    def __iter__(self) -> Iterator[Period]:
        first, last = self.bounds
        for period in Period.each(self.every, first, last, start_day=self.window):
            if not self.months or period.last.month in self.months:
                yield period

    def after(self, period: Period) -> Period:
        """The period after one, also when that lies behind `until`; what is owed for good of an estimate comes with it.

        >>> monthly = Recurrence("month", "2019-01", "2019-12", months=(6, 12))
        >>> str(monthly.after(Period("month", 2019, 12)))
        '2020-06'
        """
        later = period.next()
        while self.months and later.last.month not in self.months:
            later = later.next()
        return later

    def to_dict(self) -> dict[str, object]:
        """The recurrence as a plan file writes it."""
        said: dict[str, object] = {"every": self.every}
        for key, bound in (("from", self.since), ("until", self.until)):
            said[key] = bound if isinstance(bound, str) else bound.isoformat()
        if self.months:
            said["months"] = list(self.months)
        return said if self.window == 1 else {**said, "window": self.window}


def _day_of(bound: date | str, window: int, *, last: bool, path: str) -> date:
    if isinstance(bound, date):
        return bound
    found = _PERIOD.fullmatch(bound)
    assert found is not None  # the converter let nothing else pass
    year, *numbers = found.groups()
    pairs: Iterator[tuple[Every, str]] = ((kind, one) for kind, one in zip(_KINDS, numbers, strict=True) if one)
    kind, number = next(pairs, _YEAR)
    start = window if kind != "week" else 1
    try:
        period = Period(kind, int(year), int(number), start_day=start)
    except Invalid as error:
        raise InvalidPlan(attrs.evolve(one, path=path) for one in error.findings) from error
    return period.last if last else period.first
