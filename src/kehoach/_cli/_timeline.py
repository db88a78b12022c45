"""The timeline of a plan: what each tier has, from when until when, and what other readings would make of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal

import attrs

from kehoach._cli._desk import Desk
from kehoach._deadline import Deadline, Due, Reading
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import Bar, Column, Plain, Table, bars
from kehoach.errors import Lang

__all__ = ["Stretch", "bars_of", "legend", "readings_table", "stretches", "timeline_table"]

READINGS: Final[tuple[tuple[Literal["exclusive", "inclusive"], Literal["none", "next", "previous"]], ...]] = (
    ("exclusive", "none"),
    ("exclusive", "previous"),
    ("inclusive", "none"),
    ("inclusive", "next"),
)
"""The four readings that are in use: the day itself left out or taken in, days off left alone or stepped over."""


@attrs.frozen(kw_only=True)
class Stretch:
    """The days that the duties of one tier under one deadline have.

    Attributes:
        tier, form: Whose.
        units: How many duties.
        due: Their due.
        first: The day after those below are due, or after the directive was issued; None where nobody knows.
        calendar_days, working_days: How many days there are, the last one among them.
    """

    tier: str
    form: str
    units: int
    due: Due
    first: date | None = None
    calendar_days: int | None = None
    working_days: int | None = None


def stretches(plan: Plan) -> tuple[Stretch, ...]:
    """What each tier has, top to bottom; a tier with several deadlines stands several times."""
    found: dict[tuple[str, str, int], Stretch] = {}
    hierarchy = hierarchy_of(plan)
    for duty, due in zip(plan.duties(), plan.dues(), strict=True):
        key = (hierarchy.tier_of(duty.unit), duty.form, id(due))
        known = found.get(key)
        found[key] = Stretch(tier=key[0], form=duty.form, units=1, due=due) if known is None else _more(known)
    order = {tier.id: number for number, tier in enumerate(plan.tiers)}
    return tuple(_dated(plan, sorted(found.values(), key=lambda one: order[one.tier])))


def _more(stretch: Stretch) -> Stretch:
    return attrs.evolve(stretch, units=stretch.units + 1)


def _dated(plan: Plan, every: list[Stretch]) -> Iterator[Stretch]:
    """The stretches with their days: each tier begins when those below it are due."""
    issued = plan.directive.issued_on
    for one in every:
        last = one.due.last_day
        below = [other.due.last_day for other in every if other.form == one.form and other.tier != one.tier]
        earlier = [day for day in below if day is not None and last is not None and day < last]
        start = max(earlier, default=issued)
        if start is None or last is None or start >= last:
            yield one
            continue
        days = [start + timedelta(days=k) for k in range(1, (last - start).days + 1)]
        worked = sum(1 for day in days if plan.calendar.is_working_day(day))
        yield attrs.evolve(one, first=days[0], calendar_days=len(days), working_days=worked)


def timeline_table(plan: Plan, lang: Lang) -> Table:
    """One row for each stretch, with the rule in official wording and the last day on time."""
    columns = (
        Column("tier"),
        Column("form", shown=len(plan.forms) > 1),
        Column("units", right=True),
        Column("deadline"),
        Column("first", shown=False),
        Column("last_day"),
        Column("due_before", shown=False),
        Column("calendar_days", right=True),
        Column("working_days", right=True),
    )
    rows: list[tuple[Plain, ...]] = []
    for one in stretches(plan):
        due = one.due
        span: tuple[Plain, ...] = (one.first, due.last_day, due.due_before, one.calendar_days, one.working_days)
        rows.append((one.tier, one.form, one.units, _phrase(due.deadline, lang), *span))
    return Table(columns, tuple(rows))


def _phrase(deadline: Deadline, lang: Lang) -> str:
    return deadline.phrase(lang)


def bars_of(plan: Plan, *, width: int | None) -> str:
    """The stretches as bars of days, earliest first."""
    spans = [
        Bar(one.tier, one.first, one.due.last_day)
        for one in reversed(stretches(plan))
        if one.first is not None and one.due.last_day is not None
    ]
    if not spans:
        return ""
    first, last = min(span.first for span in spans), max(span.last for span in spans)
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    off = frozenset(day for day in days if not plan.calendar.is_working_day(day))
    return bars(sorted(spans, key=lambda span: span.first), off, width=width)


def legend(desk: Desk) -> str:
    """What the signs of the bars stand for."""
    return desk.either("■ a working day  · a day off", "■ ngày làm việc  · ngày nghỉ")


def readings_table(plan: Plan, lang: Lang) -> Table:
    """The last day on time of each tier under the four readings that are in use."""
    dated = [one for one in reversed(stretches(plan)) if one.due.last_day is not None]
    columns = (Column("reading"), *(Column(one.tier, head=one.tier) for one in dated))
    return Table(columns, tuple(_read(plan, reading, dated, lang) for reading in _readings(plan)))


def _readings(plan: Plan) -> list[Reading]:
    return [attrs.evolve(plan.reading, before=before, roll=roll) for before, roll in READINGS]


def _read(plan: Plan, reading: Reading, dated: list[Stretch], lang: Lang) -> tuple[Plain, ...]:
    words = {
        "exclusive": ("day left out", "không tính ngày nêu ra"),
        "inclusive": ("day counted", "tính cả ngày nêu ra"),
        "none": ("", ""),
        "previous": (", back to a working day", ", lùi về ngày làm việc"),
        "next": (", on to a working day", ", dời đến ngày làm việc"),
    }
    said = words[reading.before][lang == "vi"] + words[reading.roll][lang == "vi"]
    mark = " *" if (reading.before, reading.roll) == (plan.reading.before, plan.reading.roll) else ""
    dues = [one.due.deadline.resolve(reading, calendar=plan.calendar) for one in dated if not one.due.deadline.anchors]
    return (said + mark, *(due.last_day for due in dues))
