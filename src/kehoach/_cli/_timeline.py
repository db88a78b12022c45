"""The timeline of a plan: what each tier has, from when until when, and what other readings would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal

import attrs

from kehoach._cli._desk import Desk
from kehoach._cli._stretches import Line, lines_of, stretches
from kehoach._deadline import Reading
from kehoach._plan import Plan, Terms
from kehoach._render import Bar, Column, Plain, Table, bars, shown_value, terms_text
from kehoach.errors import Lang

__all__ = [
    "bars_of",
    "between",
    "legend",
    "periods_text",
    "readings_table",
    "stretches_table",
    "terms_lines",
    "timeline_table",
]

READINGS: Final[tuple[tuple[Literal["exclusive", "inclusive"], Literal["none", "next", "previous"]], ...]] = (
    ("exclusive", "none"),
    ("exclusive", "previous"),
    ("inclusive", "none"),
    ("inclusive", "next"),
)
"""The four readings that are in use: the day itself left out or taken in, days off left alone or stepped over."""


def timeline_table(plan: Plan, lang: Lang) -> Table:
    """One row for each tier and form, with the rule in official wording and the last days on time."""
    lines = lines_of(plan)
    columns = (
        Column("tier"),
        Column("form", shown=len(plan.forms) > 1),
        Column("periods", shown=any(line.one.period is not None for line in lines)),
        Column("units", right=True),
        Column("deadline"),
        Column("last_day"),
        Column("calendar_days", right=True),
        Column("working_days", right=True),
    )
    return Table(columns, tuple(_row(line, lang) for line in lines))


def _row(line: Line, lang: Lang) -> tuple[Plain, ...]:
    one, days = line.one, line.last_days
    last = between([shown_value(day, lang) for day in (min(days), max(days))]) if days else None
    counts = [[getattr(period, key) for period in line.periods] for key in ("calendar_days", "working_days")]
    about = (line.who, one.form, periods_text(line.names), one.units)
    return (*about, one.due.deadline.phrase(lang), last, *map(_extent, counts))


def periods_text(periods: Sequence[str]) -> str | None:
    """How many periods there are, and which; None for what is owed once.

    >>> periods_text(["2019-01", "2019-02", "2019-03"]), periods_text([])
    ('3: 2019-01 … 2019-03', None)
    """
    if len(periods) < 2:
        return next(iter(periods), None)
    return f"{len(periods)}: {between([periods[0], periods[-1]])}"


def between(ends: Sequence[str]) -> str:
    """The two ends of something, or the one where they are the same.

    >>> between(["2019-01", "2019-12"]), between(["2019-01", "2019-01"])
    ('2019-01 … 2019-12', '2019-01')
    """
    return " … ".join(dict.fromkeys(ends))


def _extent(counts: Sequence[int | None]) -> Plain:
    known = [count for count in counts if count is not None]
    if not known:
        return None
    return known[0] if len(set(known)) == 1 else f"{min(known)}–{max(known)}"


def terms_lines(plan: Plan, lang: Lang) -> tuple[str, ...]:
    """What is said of duties beside their deadlines, a line each; nothing for a plan that says nothing."""
    found: dict[tuple[str, str], list[str]] = {}
    for line in lines_of(plan):
        said = terms_text(plan, line.one.form, line.one.terms, lang)
        if said:
            found.setdefault((line.one.form, said), []).append(line.who)
    of = "của" if lang == "vi" else "of"
    heads = {form: "" if len(plan.forms) == 1 else f"{form} {of} " for form, _ in found}
    return tuple(f"- {heads[form]}{', '.join(who)}: {said}" for (form, said), who in found.items())


def stretches_table(plan: Plan, lang: Lang) -> Table:
    """A row for each deadline of each tier, period by period, for programs."""
    whose_keys = ("tier", "part", "form", "period", "kind", "units", "deadline")
    keys = (*whose_keys, "first", "last_day", "due_before", "calendar_days", "working_days", *_TERMS)
    rows: list[tuple[Plain, ...]] = []
    for one in stretches(plan):
        due, terms = one.due, one.terms
        whose = (one.tier, one.part, one.form, None if one.period is None else str(one.period), terms.kind, one.units)
        span = (one.first, due.last_day, due.due_before, one.calendar_days, one.working_days)
        rows.append((*whose, due.deadline.phrase(lang), *span, *_said(terms)))
    return Table(tuple(map(Column, keys)), tuple(rows))


_TERMS: Final = ("gate", "after", "only_if", "estimate", "rework", "review", "to", "copies", "binding")


def _said(terms: Terms) -> tuple[Plain, ...]:
    """The values of `_TERMS`; an order as ``form:of``, with a question mark where it only warns."""
    gate = terms.gate if isinstance(terms.gate, str) else str(terms.gate.share)
    after = tuple(f"{one.form}:{one.of}{'' if one.enforce == 'refuse' else '?'}" for one in terms.after)
    clocks = (None if one is None else str(one) for one in (terms.rework, terms.review))
    return (gate, after, terms.only_if, terms.estimate, *clocks, terms.to, terms.copies, terms.binding)


def bars_of(plan: Plan, *, width: int | None) -> str:
    """The days of each tier and form as bars, earliest first; all periods of a form in one."""
    found = [(line, line.spans) for line in reversed(lines_of(plan)) if line.spans]
    if not found:
        return ""
    lone = len(plan.forms) == 1
    drawn = [Bar(_label(line, lone=lone), *spans[0], more=spans[1:]) for line, spans in found]
    first, last = min(bar.ends[0] for bar in drawn), max(bar.ends[1] for bar in drawn)
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    off = frozenset(day for day in days if not plan.calendar.is_working_day(day))
    return bars(sorted(drawn, key=lambda bar: bar.ends[0]), off, width=width)


def _label(line: Line, *, lone: bool) -> str:
    return line.who if lone else f"{line.who}, {line.one.form}"


def legend(desk: Desk) -> str:
    """What the signs of the bars stand for."""
    return desk.either("■ a working day  · a day off", "■ ngày làm việc  · ngày nghỉ")


def readings_table(plan: Plan, lang: Lang) -> Table:
    """The last day on time of each tier under the four readings that are in use, where a day is printed."""
    printed = (line for line in reversed(lines_of(plan)) if not line.one.due.deadline.anchors)
    dated = [line for line in printed if line.last_days]
    lone = len(plan.forms) == 1
    columns = (Column("reading"), *(Column(label, head=label) for label in (_label(one, lone=lone) for one in dated)))
    return Table(columns, tuple(_read(plan, reading, dated, lang) for reading in _readings(plan)))


def _readings(plan: Plan) -> list[Reading]:
    return [attrs.evolve(plan.reading, before=before, roll=roll) for before, roll in READINGS]


def _read(plan: Plan, reading: Reading, dated: Sequence[Line], lang: Lang) -> tuple[Plain, ...]:
    words = {
        "exclusive": ("day left out", "không tính ngày nêu ra"),
        "inclusive": ("day counted", "tính cả ngày nêu ra"),
        "none": ("", ""),
        "previous": (", back to a working day", ", lùi về ngày làm việc"),
        "next": (", on to a working day", ", dời đến ngày làm việc"),
    }
    said = words[reading.before][lang == "vi"] + words[reading.roll][lang == "vi"]
    mark = " *" if (reading.before, reading.roll) == (plan.reading.before, plan.reading.roll) else ""
    dues = [line.one.due.deadline.resolve(reading, calendar=plan.calendar) for line in dated]
    return (said + mark, *(due.last_day for due in dues))
