"""From rules to instants: the meaning of every rule, one function each.

Civil Code 2015 (91/2015/QH13): article 146 (start, middle, end), 147 (the first day is not counted), 148 (a span in
days ends at the end of its last day; in months on the same day of the last month, or on its last; on a day off it ends
at the end of the next working day).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._calendar import Calendar, Walked
from kehoach._deadline._anchors import PERIOD_LAST
from kehoach._deadline._due import Due, local_us
from kehoach._deadline._explain import RawStep, reason
from kehoach._deadline._periods import Period
from kehoach._deadline._reading import Reading, zone_of
from kehoach._deadline._rules import (
    DAY_ENDS,
    After,
    Ahead,
    Before,
    By,
    Day,
    Doubt,
    Occasion,
    On,
    Part,
    PeriodDay,
    Point,
    Span,
    Within,
    clock,
)
from kehoach._deadline._wording import anchor_words, period_words
from kehoach._spelling import folded
from kehoach.errors import Finding, InvalidDeadline, Value

if TYPE_CHECKING:
    from kehoach._deadline._deadline import Deadline

__all__ = ["Anchors", "resolved"]

Anchors = Mapping[str, "date | datetime | Due"]

_DAY: Final = timedelta(1)
_LAST_COUNTED: Final = date(9998, 12, 31)
_VI: Final = {
    "days": "ngày",
    "weeks": "tuần",
    "months": "tháng",
    "years": "năm",
    "start": "đầu",
    "middle": "giữa",
    "end": "cuối",
    "next": "kế tiếp",
    "previous": "liền trước",
}


def _named(anchor: str) -> dict[str, str]:
    return {"anchor": anchor_words(anchor, "en"), "anchor_vi": anchor_words(anchor, "vi")}


def _of(period: Period) -> dict[str, str]:
    return {"of": period_words(period, "en"), "of_vi": period_words(period, "vi")}


def _instant(day: date, minute: int) -> dict[str, str]:
    return {"instant": f"{day.isoformat()} {clock(minute)}", "instant_vi": f"{clock(minute)} {day:%d/%m/%Y}"}


def _count(rule: Span) -> dict[str, Value]:
    unit = rule.unit.replace("_", " ")
    return {"n": rule.n, "unit": rule.unit, "count": f"{rule.n} {unit if rule.n > 1 else unit.removesuffix('s')}"}


class _Awaiting(Exception):
    def __init__(self, anchor: str) -> None:
        self.anchor = anchor
        super().__init__(anchor)


@attrs.define
class _Derivation:
    """A derivation under way."""

    reading: Reading
    calendar: Calendar | Walked
    anchors: Anchors
    last_day: date | None = None
    due_us: int | None = None
    opens_us: int | None = None
    doubts: set[Doubt] = attrs.field(factory=set[Doubt])
    findings: list[Finding] = attrs.field(factory=list[Finding])
    steps: list[RawStep] = attrs.field(factory=list[RawStep])

    def step(self, code: str, **values: Value) -> None:
        self.steps.append((code, values))

    # ------------------------------------------------------------- anchors

    def given(self, name: str) -> date | datetime:
        value = self.anchors.get(name)
        if value is None:
            wanted = folded(name)
            value = next((self.anchors[other] for other in self.anchors if folded(other) == wanted), None)
        if isinstance(value, Due):
            value = value.last_day
        if value is None:
            raise _Awaiting(name)
        if (isinstance(value, datetime) and value.utcoffset() is None) or not isinstance(value, date):
            raise InvalidDeadline(Finding("KH223", {"anchor": name, "value": repr(value)[:60]}))
        return value

    def anchor_day(self, anchor: date | str) -> date:
        """The local day of an anchor."""
        value = self.given(anchor) if isinstance(anchor, str) else anchor
        if isinstance(value, datetime):
            value = value.astimezone(zone_of(self.reading.zone)).date()
        if isinstance(anchor, str):
            self.step("anchor", **_named(anchor), day=date(value.year, value.month, value.day).isoformat())
        return date(value.year, value.month, value.day)

    # -------------------------------------------------------------- points

    def point(self, point: Point) -> tuple[date, int | None]:
        """A point in time as a local day and a minute of it."""
        if isinstance(point, Day):
            return point.day, point.minute
        if isinstance(point, Occasion):
            return self.anchor_day(point.anchor), point.minute
        if isinstance(point, PeriodDay):
            return self.periodic(point), point.minute
        return self.part(point), None

    def periodic(self, point: PeriodDay) -> date:
        last = self.anchor_day(PERIOD_LAST)
        if point.every == "day":
            day = last + _DAY * point.later
        elif point.every == "week":
            day = last + _DAY * (point.day - 1 - last.weekday() + 7 * point.later)
        else:
            month = point.month or last.month + point.later
            year = last.year + (month > 12) + (point.later if point.every == "year" else 0)
            day = self.clamped(year, (month - 1) % 12 + 1, point.day)
        self.step("periodic", last=last.isoformat(), day=day.isoformat())
        return day

    def clamped(self, year: int, month: int, day: int) -> date:
        last = monthrange(year, month)[1]
        if day > last:
            self.step("clamped", wanted=day, day=date(year, month, last).isoformat())
        return date(year, month, min(day, last))

    def part(self, part: Part) -> date:
        """The day of a part of a month or year, by article 146."""
        self.doubts.add("approximate")
        of = part.of
        middle = date(of.year, of.number, 15) if of.every == "month" else date(of.year, 6, 30)
        day = {"start": of.first, "middle": middle, "end": of.last}[part.which]
        self.step("part", which=part.which, which_vi=_VI[part.which], **_of(of), day=day.isoformat())
        return day

    def whole(self, target: Point | Period) -> Point | Period:
        """A part of a quarter or a half has no day of its own: the whole stands for it, approximately."""
        if isinstance(target, Part) and target.of.every in ("quarter", "half"):
            self.doubts.add("approximate")
            self.step("part_loose", which=target.which, which_vi=_VI[target.which], **_of(target.of))
            return target.of
        return target

    # -------------------------------------------------------------- ending

    def lean(self, *days: date) -> None:
        """Mark the due provisional when it leans on days that the calendar does not know for certain."""
        for day in days:
            if not self.calendar.is_certain(day) and "provisional" not in self.doubts:
                values = {
                    "day": day.isoformat(),
                    "calendar": self.calendar.name,
                    "first": str(self.calendar.first),
                    "last": str(self.calendar.last),
                }
                self.doubts.add("provisional")
                self.findings.append(Finding("KH230", values, severity="warning"))

    def rolled(self, day: date, way: str) -> date:
        """The last day on time, moved off a day off as the reading says."""
        if way == "none":
            return day
        moved = self.calendar.rolled(day, way)
        self.lean(day, moved)
        if moved != day:
            why = reason(self.calendar, day)
            self.step("rolled", day=day.isoformat(), **why, way=way, way_vi=_VI[way], last=moved.isoformat())
        return moved

    def end(self, day: date, minute: int | None, way: str) -> None:
        """Close the last day: at a minute of it, exclusive, or at the reading's closing time."""
        self.last_day = self.rolled(day, way)
        closing = self.reading.closing_minute if minute is None else minute
        self.due_us = local_us(self.last_day, closing, self.reading.zone)

    def open(self, day: date, minute: int | None) -> None:
        self.opens_us = local_us(day, minute or 0, self.reading.zone)

    def until(self, day: date, minute: int | None, way: str) -> None:
        """Up to the end of a day, or of a minute of it."""
        if minute is None:
            self.step("until", last=day.isoformat())
            self.end(day, None, way)
        else:
            self.step("until_instant", **_instant(day, minute))
            self.end(day, min(minute + 1, DAY_ENDS), way)


# --------------------------------------------------------------------- rules


def _before(d: _Derivation, rule: Before) -> None:
    target = d.whole(rule.target)
    if isinstance(target, Period):
        _before_period(d, target)
        return
    day, minute = d.point(target)
    if d.reading.before == "inclusive":
        if minute is None:
            d.step("before_inclusive", bound=day.isoformat(), last=day.isoformat())
            d.end(day, None, d.reading.roll)
        else:
            d.until(day, minute, d.reading.roll)
    elif minute is None:
        d.step("before", bound=day.isoformat(), last=(day - _DAY).isoformat())
        d.end(day - _DAY, None, d.reading.roll)
    else:
        last, end = (day, minute) if minute else (day - _DAY, DAY_ENDS)
        d.step("before_instant", **_instant(day, minute), last=last.isoformat())
        d.end(last, end, d.reading.roll)


def _before_period(d: _Derivation, period: Period) -> None:
    """Before its first day; in doubt for what is longer than a month, and for all under "inclusive"."""
    if period.every != "month" or d.reading.before == "inclusive":
        d.doubts.add("ambiguous")
    last = period.first - _DAY
    d.step("before_period", **_of(period), first=period.first.isoformat(), last=last.isoformat())
    d.end(last, None, d.reading.roll)


def _by(d: _Derivation, rule: By) -> None:
    target = d.whole(rule.target)
    if isinstance(target, Period):
        d.step("period", **_of(target), first=target.first.isoformat(), last=target.last.isoformat())
        d.until(target.last, None, d.reading.roll)
        return
    d.until(*d.point(target), d.reading.roll)


def _on(d: _Derivation, rule: On) -> None:
    first = d.whole(rule.first)
    if isinstance(first, Period):
        opening: tuple[date, int | None] = (first.first, None)
        closing: tuple[date, int | None] = (first.last, None)
    else:
        opening = closing = d.point(first)
    if rule.last is None:
        if opening[1] is not None:
            d.doubts.add("ambiguous")  # "8 giờ ngày 5/4": a beginning, or an end
        opening = (opening[0], None)
    else:
        last = d.whole(rule.last)
        closing = (last.last, None) if isinstance(last, Period) else d.point(last)
    d.open(*opening)
    d.until(*closing, d.reading.roll)
    if d.last_day is not None and d.last_day < opening[0]:
        d.open(d.last_day, None)  # a day that rolls back takes its opening along


def _within(d: _Derivation, rule: Within) -> None:
    period = rule.period
    d.step("period", **_of(period), first=period.first.isoformat(), last=period.last.isoformat())
    d.open(period.first, None)
    d.end(period.last, None, d.reading.roll)


def _after(d: _Derivation, rule: After) -> None:
    if rule.unit == "hours":
        _hours(d, rule, 1)
        return
    day = _counted(d, rule, 1)
    minute = None if rule.minute is None else min(rule.minute + 1, DAY_ENDS)
    d.end(day, minute, "none" if rule.unit == "working_days" else d.reading.roll_spans)


def _ahead(d: _Derivation, rule: Ahead) -> None:
    if rule.unit == "hours":
        _hours(d, rule, -1)
        return
    d.end(_counted(d, rule, -1), None if rule.minute is None else min(rule.minute + 1, DAY_ENDS), "none")


def _counted(d: _Derivation, rule: Span, sign: int) -> date:
    """The day that a span ends on; months and years always from the original anchor."""
    start = d.anchor_day(rule.anchor)
    back = "_back" if sign < 0 else ""
    if rule.unit == "working_days":
        last = d.calendar.add(start, sign * rule.n)
        d.lean(start, last)
        d.step(f"working_days{back}", **_count(rule), start=start.isoformat(), last=last.isoformat())
    else:
        last = _moved(d, start, sign * rule.n, rule)
        days = {"start": start.isoformat(), "last": last.isoformat()}
        d.step(f"span{back}", **_count(rule), unit_vi=_VI[rule.unit], **days)
    if last > _LAST_COUNTED:
        raise _beyond(rule)
    return last


def _moved(d: _Derivation, start: date, n: int, rule: Span) -> date:
    import pendulum

    try:
        moved = pendulum.date(start.year, start.month, start.day).add(**{rule.unit: n})
    except (OverflowError, ValueError) as error:
        raise _beyond(rule) from error
    last = date(moved.year, moved.month, moved.day)
    if last.day != start.day and rule.unit in ("months", "years"):
        d.step("clamped", wanted=start.day, day=last.isoformat())
    return last


def _beyond(rule: Span) -> InvalidDeadline:
    return InvalidDeadline(Finding("KH225", {"rule": f"{rule.n} {rule.unit.replace('_', ' ')} from {rule.anchor}"}))


def _hours(d: _Derivation, rule: Span, sign: int) -> None:
    """A span of hours runs from an instant (Civil Code 2015 article 147(1)), through days off."""
    value = d.given(rule.anchor) if isinstance(rule.anchor, str) else rule.anchor
    if not isinstance(value, datetime):
        raise InvalidDeadline(Finding("KH224", {"anchor": str(rule.anchor), "value": value.isoformat()}))
    zone = zone_of(d.reading.zone)
    end = value.astimezone(zone_of("UTC")) + timedelta(hours=sign * rule.n)
    d.due_us = (end - datetime.fromtimestamp(0, zone_of("UTC"))) // timedelta(microseconds=1)
    d.last_day = (end - timedelta(microseconds=1)).astimezone(zone).date()
    texts: dict[str, str] = {}
    for name, at in (("start", value.astimezone(zone)), ("last", end.astimezone(zone))):
        texts |= {name: f"{at:%Y-%m-%d %H:%M}", f"{name}_vi": f"{at:%H:%M %d/%m/%Y}"}
    d.step("hours_back" if sign < 0 else "hours", **_count(rule), **texts)


def _derive(d: _Derivation, deadline: Deadline) -> None:
    rule = deadline.rule
    if isinstance(rule, Before):
        _before(d, rule)
    elif isinstance(rule, By):
        _by(d, rule)
    elif isinstance(rule, On):
        _on(d, rule)
    elif isinstance(rule, Within):
        _within(d, rule)
    elif isinstance(rule, After):
        _after(d, rule)
    elif isinstance(rule, Ahead):
        _ahead(d, rule)
    else:
        d.step("never")


def resolved(deadline: Deadline, reading: Reading, anchors: Anchors, calendar: Calendar | Walked) -> Due:
    """What a deadline comes to.

    Args:
        deadline: The rule.
        reading: How it is read.
        anchors: Days and instants by name; another duty's due may be given as it is.
        calendar: Which days are worked.

    Raises:
        InvalidDeadline: An anchor is naive or no day (KH223, KH224), or the span leaves the calendar (KH225).
    """
    d = _Derivation(reading, calendar, anchors)
    d.doubts.update(deadline.doubts)
    awaiting: str | None = None
    try:
        _derive(d, deadline)
    except _Awaiting as waits:
        awaiting = waits.anchor
        d.doubts.add("awaiting")
        d.step("awaiting", **_named(awaiting))
        d.last_day = d.due_us = d.opens_us = None
    if deadline.checked_by is not None:
        _check(d, deadline, resolved(deadline.checked_by, reading, anchors, calendar))
    return Due(
        deadline,
        reading,
        d.last_day,
        d.due_us,
        d.opens_us,
        doubts=frozenset(d.doubts),
        awaiting=awaiting,
        findings=tuple(d.findings),
        steps=tuple(d.steps),
        calendar=calendar,
    )


def _check(d: _Derivation, deadline: Deadline, second: Due) -> None:
    if d.last_day is not None and second.last_day is not None and d.last_day != second.last_day:
        days = {"day": d.last_day.isoformat(), "checked": second.last_day.isoformat()}
        values = {"rule": str(attrs.evolve(deadline, checked_by=None)), "check": str(second.deadline), **days}
        d.findings.append(Finding("KH231", values))
