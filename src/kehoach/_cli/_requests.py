"""Extensions that are asked for and not decided, as a list."""

from __future__ import annotations

from kehoach._campaign import Campaign
from kehoach._cli._desk import Desk
from kehoach._cli._instants import local
from kehoach._clock import micros
from kehoach._progress import FAR, hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, json_of, text_of

__all__ = ["list_requests"]


def list_requests(desk: Desk, campaign: Campaign) -> None:
    """Write what is asked for: who, until when it is due now, until when it would be, and why."""
    table = _table(desk, campaign)
    if desk.format == "json":
        desk.put(json_of("requests", {"campaign": campaign.id, "requests": table.to_dicts()}))
    elif desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
    elif table.rows:
        desk.put(text_of(table, lang=desk.lang, width=desk.width, color=desk.color))
    else:
        desk.say(desk.either("nothing is asked for", "không có đề nghị nào chưa giải quyết"))


def _table(desk: Desk, campaign: Campaign) -> Table:
    """A row for each request; the days are the last ones on time."""
    plan, board = campaign.plan, campaign.progress().board
    hierarchy, zone = hierarchy_of(plan), plan.reading.zone
    columns = (
        Column("request", right=True, names=True, head=desk.either("request", "đề nghị số")),
        Column("unit"),
        Column("name"),
        Column("last_day"),
        Column("asked_for", head=desk.either("asked for", "đề nghị đến hết")),
        Column("reason"),
    )
    rows: list[tuple[Plain, ...]] = []
    for asked in campaign.requests():
        due = board.due_before[plan.columns.index[asked.unit]]
        last = None if due == FAR else local(due - 1, zone).date()
        until = local(micros(asked.due_before) - 1, zone).date()
        rows.append((asked.seq, asked.unit, hierarchy.name_of(asked.unit.partition(":")[0]), last, until, asked.reason))
    return Table(columns, tuple(rows))
