"""What ``kehoach erase`` does: the content goes, or what stands against it is told."""

from __future__ import annotations

import attrs

from kehoach._campaign import Campaign
from kehoach._cli._campaigns import Seat, seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._instants import local
from kehoach._cli._outcomes import refusal_text
from kehoach._cli._units import actor_of
from kehoach._progress import LogEntry
from kehoach._render import Column, Plain, Table, csv_of, json_of
from kehoach.errors import Refused, listed

__all__ = ["Erasure", "do"]


@attrs.frozen(kw_only=True)
class Erasure:
    """What the arguments ask for.

    Attributes:
        store: The path or URL.
        lines: The numbers of the lines.
        reason: Why.
        campaign: Which campaign, in a store of several.
        document, by, person, acting_for, command_id: As `Campaign.erase` has them.
        at: When it is done, as typed.
        dry: Whether nothing shall be erased.
    """

    store: str
    lines: tuple[int, ...]
    reason: str
    campaign: str | None = None
    document: str | None = None
    by: str | None = None
    person: str | None = None
    acting_for: str | None = None
    command_id: str | None = None
    at: str | None = None
    dry: bool = False


def do(desk: Desk, erasure: Erasure) -> int:
    """Erase what is asked for, and tell what became of it; the answer is the exit code.

    Raises:
        KehoachError: The store, a line or a name is wrong; nothing is done.
    """
    seat = seated(store_of(erasure.store, dry=erasure.dry), erasure.campaign, erasure.at)
    try:
        outcome: LogEntry | Refused = _erased(seat, erasure)
    except Refused as error:
        outcome = error
    _tell(desk, seat.campaign, erasure, outcome)
    if isinstance(outcome, LogEntry):
        return FINE
    desk.say(refusal_text(seat.campaign.plan, outcome, desk.lang))
    desk.say(desk.either("nothing was done", "chưa thực hiện việc nào"))
    return REFUSED


def _erased(seat: Seat, erasure: Erasure) -> LogEntry:
    plan = seat.campaign.plan
    by, acting_for = (None if one is None else actor_of(plan, one) for one in (erasure.by, erasure.acting_for))
    return seat.campaign.erase(
        erasure.lines,
        reason=erasure.reason,
        document=erasure.document,
        by=by,
        person=erasure.person,
        acting_for=acting_for,
        command_id=erasure.command_id,
    )


def _tell(desk: Desk, campaign: Campaign, erasure: Erasure, outcome: LogEntry | Refused) -> None:
    if desk.format == "text":
        if isinstance(outcome, LogEntry):
            _say(desk, erasure, outcome)
        return
    table = _table(campaign, erasure, outcome)
    if desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
        return
    blockers = outcome.blockers if isinstance(outcome, Refused) else ()
    facts = {"campaign": campaign.id, "dry_run": erasure.dry, "rows": table.to_dicts()}
    desk.put(json_of("erased", {**facts, "blockers": [one.to_dict() for one in blockers]}))


def _say(desk: Desk, erasure: Erasure, entry: LogEntry) -> None:
    gone = sorted(set(erasure.lines))
    lines, entries = listed(tuple(map(str, gone))), "entry" if len(gone) == 1 else "entries"
    desk.put(
        desk.either(
            f"content of {entries} {lines} erased; entry {entry.seq} says so",
            f"đã xóa nội dung dòng {lines}; ghi lại ở dòng {entry.seq}",
        )
    )
    if erasure.dry:
        desk.say(desk.either("a rehearsal: nothing was erased", "chạy thử: chưa xóa gì"))
    else:
        desk.say(
            desk.either(
                "backups, exported logs and replicas keep what they have",
                "bản sao lưu, nhật ký đã xuất và bản sao máy chủ vẫn còn nội dung",
            )
        )


def _table(campaign: Campaign, erasure: Erasure, outcome: LogEntry | Refused) -> Table:
    """A row for each line whose content was to go, with the line that says so."""
    said: tuple[Plain, ...] = ("refused", None, None, None)
    if isinstance(outcome, LogEntry):
        said = ("done", outcome.seq, outcome.at.astimezone(local(0, campaign.plan.reading.zone).tzinfo), outcome.by)
    why = tuple(one.code for one in outcome.blockers) if isinstance(outcome, Refused) else ()
    rows = [(seq, *said, why) for seq in sorted(set(erasure.lines))]
    return Table(tuple(map(Column, ("line", "outcome", "seq", "at", "by", "blockers"))), tuple(rows))
