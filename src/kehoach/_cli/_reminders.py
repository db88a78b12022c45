"""``kehoach reminders``: whom to remind between two instants; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import click

from kehoach._calendar import parse_day
from kehoach._cli._campaigns import seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import act_instant, local
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, store_argument
from kehoach._cli._units import asked_duties
from kehoach._deadline._due import local_us
from kehoach._plan._values import ISSUER
from kehoach._reminders import Notice
from kehoach._render import Column, Plain, Table, csv_of, json_of, wrapped
from kehoach.errors import Invalid, labelled

__all__ = ["COMMAND"]


@click.command("reminders")
@store_argument
@click.option("--since", metavar="DAY|INSTANT", help="From then on: a day means its beginning; today by default.")
@click.option("--until", metavar="DAY|INSTANT", help="Before then: a day means its end; now by default.")
@of_form
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def reminders(
    desk: Desk,
    *,
    store: str,
    since: str | None,
    until: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """List whom to remind; nothing is sent.

    \b
    kehoach reminders 2019.db --since 1/4/2019 --until 1/4/2019
    kehoach reminders 2019.db --since 2/4/2019 --until 4/4/2019 -f csv

    The rungs of the plan's [[reminders]] that came due in that time, for each report that is still open. Ask from
    where you asked up to last: then nobody is reminded twice of one rung, and nobody is left out. After days without
    asking, each report has its last rung only.
    """  # noqa: D301  # click's mark for lines that stay as they are
    seat = seated(store_of(store), campaign_id, None)
    plan = seat.campaign.plan
    zone = plan.reading.zone
    last = seat.clock.now() if until is None else _after(until, zone)
    first = local_us(local(last - 1, zone).date(), 0, zone) if since is None else _beginning(since, zone)
    if last <= first:
        raise click.UsageError("--until ends before --since begins.")
    sight = sight_of(desk, plan, looks)
    asked = frozenset(plan.columns.names[duty] for duty in asked_duties(plan, form=form, period=period))
    notices = [one for one in sight.source(seat.campaign).reminders(first, last) if one.unit in asked]
    if desk.format == "json":
        span = {"since": local(first, zone).isoformat(), "until": local(last, zone).isoformat()}
        facts = [notice.to_dict() for notice in notices]
        desk.put(json_of("reminders", {"campaign": seat.campaign.id, **span, "reminders": facts}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(notices)).rstrip("\n"))
    else:
        for notice in notices:
            desk.put(wrapped(_line(desk, sight, notice), width=desk.width))
        _talk(desk, notices, has_ladder=bool(plan.reminders))


COMMAND = reminders


def _beginning(text: str, zone: str) -> int:
    """An instant; a day alone means its first microsecond."""
    try:
        return local_us(parse_day(text), 0, zone)
    except Invalid:
        return act_instant(text, zone, option="--since")


def _after(text: str, zone: str) -> int:
    """An instant; a day alone means the first microsecond after it."""
    try:
        return local_us(parse_day(text) + timedelta(days=1), 0, zone)
    except Invalid:
        return act_instant(text, zone, option="--until")


def _line(desk: Desk, sight: Sight, notice: Notice) -> str:
    to = [labelled(ISSUER, desk.lang) if one == ISSUER else sight.named(one, desk.lang) for one in notice.to]
    return f"{notice.text(desk.lang)}\n  {desk.either('to', 'gửi')}: {', '.join(to)}"


def _talk(desk: Desk, notices: Sequence[Notice], *, has_ladder: bool) -> None:
    if not has_ladder:
        desk.say(desk.either("the plan has no [[reminders]]", "kế hoạch không có [[reminders]]"))
    elif not notices:
        desk.say(desk.either("nobody is to be reminded", "không có đơn vị nào cần nhắc"))


def _table(notices: Sequence[Notice]) -> Table:
    keys = ("unit", "name", "form", "period", "to", "days", "working", "came_at", "due_before", "last_day", "overdue")
    rows: list[tuple[Plain, ...]] = []
    for one in notices:
        rung: tuple[int, bool, datetime] = (one.rung.days, one.rung.working, one.came_at)
        due = (one.due_before, one.last_day, one.overdue)
        rows.append((one.unit, one.name, one.form, one.period, one.to, *rung, *due, one.text()))
    return Table(tuple(map(Column, (*keys, "text"))), tuple(rows))
