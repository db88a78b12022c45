"""Rules on the days and hours of deadlines, on clocks for reviews and returns, and on reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Due
from kehoach._plan import Layer, Plan, Reminder
from kehoach.errors import Finding, InvalidDeadline, Value
from kehoach.rules._builtin._rows import Pair, local, pairs_of, rows_of, where
from kehoach.rules._rule import named

__all__: list[str] = []

_SHORT: Final = 3  # working days from the issue of a directive to a due that nobody calls time enough
_FAR: Final = 1826  # calendar days: five years, the term of a committee
_OPEN, _SHUT = 7 * 60, 18 * 60  # minutes after midnight between which somebody is in the office


def _each(plan: Plan) -> Iterator[Layer]:
    """The first period of every deadline that somebody has."""
    told: set[tuple[str, str]] = set()
    for layer in plan.layers():
        key = (layer.form.partition("@")[0], layer.terms.layer)
        if (plan.hierarchy is None or layer.units) and key not in told:
            told.add(key)
            yield layer


def _subject(layer: Layer) -> dict[str, Value]:
    of = layer.terms.layer or layer.form
    form = layer.form.partition("@")[0]
    return {"subject": of if form == "report" else f"{form} of {of}"}


@named("KH280", "there are at least three working days from the issue to a due", severity="warning",
       name="short-notice", title_vi="từ ngày ban hành đến hạn có ít nhất ba ngày làm việc")  # fmt: skip
def _short_notice(plan: Plan) -> Iterator[Finding]:
    issued = plan.directive.issued_on
    for layer in _each(plan):
        last = layer.due.last_day
        if issued is None or last is None or last < issued or (last - issued).days > 4 * _SHORT + 9:
            continue
        given = Calendar.coerce(plan.calendar).count(issued, last)
        if given < _SHORT:
            values: dict[str, Value] = {"given": given, "issued": issued.isoformat(), "day": last.isoformat()}
            yield Finding("KH280", {**_subject(layer), **values}, path=where(plan, layer))


@named("KH281", "a due lies within five years of the issue", severity="warning", name="far-off",
       title_vi="thời hạn trong vòng năm năm kể từ ngày ban hành")  # fmt: skip
def _far_off(plan: Plan) -> Iterator[Finding]:
    issued = plan.directive.issued_on
    for layer in _each(plan):
        last = layer.due.last_day
        if issued is not None and last is not None and layer.period is None and (last - issued).days > _FAR:
            values: dict[str, Value] = {"issued": issued.isoformat(), "day": last.isoformat()}
            yield Finding("KH281", {**_subject(layer), **values}, path=where(plan, layer))


@named("KH282", "nothing opens before the directive was issued", severity="warning", name="opens-before-issue",
       title_vi="không mở nhận trước ngày ban hành")  # fmt: skip
def _opens_before_issue(plan: Plan) -> Iterator[Finding]:
    issued = plan.directive.issued_on
    for layer in _each(plan):
        opens = layer.due.opens_at_us
        if issued is None or opens is None or layer.terms.opens is None:
            continue
        day = local(layer.due, opens).date()
        if day < issued:
            values: dict[str, Value] = {"issued": issued.isoformat(), "day": day.isoformat()}
            yield Finding("KH282", {**_subject(layer), **values}, path=where(plan, layer))


@named("KH283", "nothing is due before the directive takes effect", severity="warning", name="due-before-effect",
       title_vi="không có hạn trước ngày văn bản có hiệu lực")  # fmt: skip
def _due_before_effect(plan: Plan) -> Iterator[Finding]:
    issued, effective = plan.directive.issued_on, plan.directive.effective_on
    for layer in _each(plan):
        last = layer.due.last_day
        if effective is not None and last is not None and last < effective and (issued is None or last >= issued):
            values: dict[str, Value] = {"effective": effective.isoformat(), "day": last.isoformat()}
            yield Finding("KH283", {**_subject(layer), **values}, path=where(plan, layer))


@named("KH284", "an hour that is printed is an hour of the office", severity="note", name="odd-hour",
       title_vi="giờ ghi trong thời hạn là giờ làm việc")  # fmt: skip
def _odd_hour(plan: Plan) -> Iterator[Finding]:
    for layer in _each(plan):
        if layer.due.due_before_us is None:
            continue
        instant = local(layer.due, layer.due.due_before_us)
        minute = instant.hour * 60 + instant.minute
        if minute and not _OPEN <= minute <= _SHUT:
            values: dict[str, Value] = {"hour": f"{instant:%H:%M}", "day": instant.date().isoformat()}
            yield Finding("KH284", {**_subject(layer), **values}, path=where(plan, layer))


@named("KH285", "what comes in on the last day is reviewed before the superior is due", severity="warning",
       name="review-past-superior", title_vi="báo cáo nộp ngày cuối được duyệt trước hạn của cấp trên")  # fmt: skip
def _review_past_superior(plan: Plan) -> Iterator[Finding]:
    yield from _past_superior(plan, "KH285", "review", "submitted")


@named("KH286", "what is sent back on the last day is due again before the superior is due", severity="warning",
       name="rework-past-superior", title_vi="báo cáo trả lại ngày cuối nộp lại trước hạn của cấp trên")  # fmt: skip
def _rework_past_superior(plan: Plan) -> Iterator[Finding]:
    yield from _past_superior(plan, "KH286", "rework", "sent_back")


def _past_superior(plan: Plan, code: str, key: str, anchor: str) -> Iterator[Finding]:
    told: set[tuple[object, ...]] = set()
    for pair in pairs_of(plan):
        rule: Deadline | None = getattr(pair.terms, key)
        last, above = pair.due.last_day, pair.superior_due.due_before_us
        if rule is None or last is None or above is None:
            continue
        come = _come_to(plan, rule, anchor, pair)
        mark = (rule, pair.terms.layer, pair.superior_terms.layer)
        if come is not None and (come.due_before_us or 0) > above and mark not in told:
            told.add(mark)
            values: dict[str, Value] = {"rule": str(rule), "unit": pair.unit, "last": last.isoformat()}
            values |= {"superior": pair.superior, "day": str(come.last_day), "due": str(pair.superior_due.last_day)}
            yield Finding(code, values, path=_row_of(plan, pair, key), subject=pair.unit)


def _come_to(plan: Plan, rule: Deadline, anchor: str, pair: Pair) -> Due | None:
    """What a clock comes to that starts on the last day on time."""
    last = pair.due.last_day
    assert last is not None
    days = {event.id: event.on for event in plan.events if event.on is not None}
    try:
        return rule.resolve(plan.reading, {**days, anchor: last}, calendar=plan.calendar)
    except InvalidDeadline:  # a span of hours, or days outside of the calendar
        return None


def _row_of(plan: Plan, pair: Pair, key: str) -> str:
    rule = getattr(pair.terms, key)
    return next((line.at(key) for line in rows_of(plan) if getattr(line.row, key) == rule), "duties")


@named("KH287", "processing days are for a tier that waits for others", severity="note", name="processing-of-nobody",
       title_vi="số ngày tổng hợp dành cho cấp có cấp dưới")  # fmt: skip
def _processing_of_nobody(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns, tiers = plan.columns, [tier.id for tier in plan.tiers]
    waiting = {tiers[columns.tier_no[duty]] for duty in range(columns.n) if _waits(plan, duty)}
    for tier, days in plan.processing.items():
        if tier not in waiting:
            path = plan.parts.place(f"processing.{tier}")
            yield Finding("KH287", {"tier": tier, "days": days}, path=path, subject=tier)


def _waits(plan: Plan, duty: int) -> bool:
    columns = plan.columns
    return bool(columns.gate[duty]) and columns.edge_first[duty] != columns.edge_first[duty + 1]


def _rungs(plan: Plan) -> Iterator[tuple[str, Reminder, list[Due]]]:
    """Each rung of the ladder, with the dues it speaks of."""
    for place, rung in enumerate(plan.reminders):
        dues = [layer.due for layer in plan.layers() if _concerned(plan, rung, layer)]
        yield plan.parts.place(f"reminders[{place}]"), rung, dues


def _concerned(plan: Plan, rung: Reminder, layer: Layer) -> bool:
    form = layer.form.partition("@")[0]
    if plan.hierarchy is None:
        return rung.concerns(layer.terms.layer.partition(" ")[2], form)
    return any(rung.concerns(tier, form) for tier in {plan.hierarchy.tier_of(unit) for unit in layer.units})


@named("KH288", "a reminder is for something that has a date", severity="warning", name="reminder-never",
       title_vi="mốc nhắc dành cho việc có thời hạn")  # fmt: skip
def _reminder_never(plan: Plan) -> Iterator[Finding]:
    for path, rung, dues in _rungs(plan):
        if not any(due.is_dated or due.awaiting is not None for due in dues):
            yield Finding("KH288", {"rung": rung.text(), "rung_vi": rung.text("vi")}, path=path)


@named("KH289", "a reminder comes after the directive was issued", severity="warning", name="reminder-before-issue",
       title_vi="mốc nhắc đến sau ngày ban hành")  # fmt: skip
def _reminder_before_issue(plan: Plan) -> Iterator[Finding]:
    issued = plan.directive.issued_on
    for path, rung, dues in _rungs(plan):
        lasts = [due.last_day for due in dues if due.last_day is not None]
        days = [last + timedelta(days=rung.days) for last in lasts]
        if issued is not None and days and max(days) < issued:  # working days lie farther back still
            values: dict[str, Value] = {"rung": rung.text(), "rung_vi": rung.text("vi"), "day": str(max(days))}
            yield Finding("KH289", {**values, "issued": issued.isoformat()}, path=path)


@named("KH290", "a late report can still come in", severity="note", name="closes-when-due",
       title_vi="báo cáo trễ vẫn nộp được")  # fmt: skip
def _closes_when_due(plan: Plan) -> Iterator[Finding]:
    for layer in _each(plan):
        due = layer.due
        if due.closes_at_us is not None and due.closes_at_us == due.due_before_us:
            values: dict[str, Value] = {**_subject(layer), "day": str(due.last_day)}
            yield Finding("KH290", values, path=where(plan, layer))
