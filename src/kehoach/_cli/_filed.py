"""What ``kehoach file`` does: the report is kept, or what stands against it is told."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from kehoach._campaign import Campaign
from kehoach._cli._acts import check_figures
from kehoach._cli._campaigns import Seat, seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._instants import local, received_instant
from kehoach._cli._outcomes import refusal_text
from kehoach._cli._units import actor_of, named, shown_name, spelled
from kehoach._plan._values import FORM
from kehoach._progress import LogEntry, hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, json_of
from kehoach.errors import Refused

__all__ = ["Paper", "do"]


@attrs.frozen(kw_only=True)
class Paper:
    """What the arguments ask for.

    Attributes:
        store: The path or URL.
        unit: The unit, by id or name, with or without a form.
        campaign: Which campaign, in a store of several.
        under: Names are looked for only below this unit.
        form, period: The form, where the unit does not say it.
        data: Figures, by indicator.
        sections: Texts, by section.
        received_at: When the paper came, as typed.
        reason, by, person, acting_for, command_id: As `Campaign.file` has them.
        at: When it is done, as typed.
        dry: Whether nothing shall be written.
    """

    store: str
    unit: str
    campaign: str | None = None
    under: str | None = None
    form: str | None = None
    period: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict[str, str])
    sections: Mapping[str, str] = attrs.field(factory=dict[str, str])
    received_at: str | None = None
    reason: str | None = None
    by: str | None = None
    person: str | None = None
    acting_for: str | None = None
    command_id: str | None = None
    at: str | None = None
    dry: bool = False


def do(desk: Desk, paper: Paper) -> int:
    """Keep a report, and tell what became of it; the answer is the exit code.

    Raises:
        UsageError: What is named does not go together.
        KehoachError: The store, a name or a figure is wrong; nothing is done.
    """
    seat = seated(store_of(paper.store, dry=paper.dry), paper.campaign, paper.at)
    plan = seat.campaign.plan
    check_figures(plan, paper.data)
    unit, form = _meant(seat.campaign, paper)
    try:
        outcome: LogEntry | Refused = _filed(seat, paper, unit, form)
    except Refused as error:
        outcome = error
    _tell(desk, seat.campaign, paper, (unit, form), outcome)
    if isinstance(outcome, LogEntry):
        return FINE
    desk.say(refusal_text(plan, outcome, desk.lang))
    desk.say(desk.either("nothing was done", "chưa thực hiện việc nào"))
    return REFUSED


def _meant(campaign: Campaign, paper: Paper) -> tuple[str, str]:
    """The id of the unit and the form that are named."""
    text = spelled(paper.unit, paper.form, paper.period)
    name, colon, form = text.partition(":")
    name, at, period = name.partition("@")
    unit = named(hierarchy_of(campaign.plan), name, under=paper.under)
    return unit, form if colon else f"{FORM}{at}{period}"


def _filed(seat: Seat, paper: Paper, unit: str, form: str) -> LogEntry:
    plan, came = seat.campaign.plan, paper.received_at
    by, acting_for = (None if one is None else actor_of(plan, one) for one in (paper.by, paper.acting_for))
    return seat.campaign.file(
        unit,
        form,
        by=by,
        data=paper.data or None,
        sections=paper.sections or None,
        received_at=None if came is None else received_instant(came, plan.reading.zone, seat.clock.now()),
        reason=paper.reason,
        person=paper.person,
        acting_for=acting_for,
        command_id=paper.command_id,
    )


def _tell(desk: Desk, campaign: Campaign, paper: Paper, about: tuple[str, str], outcome: LogEntry | Refused) -> None:
    if desk.format == "text":
        if isinstance(outcome, LogEntry):
            name = f"{shown_name(hierarchy_of(campaign.plan), about[0])}, {about[1]}"
            kept = f"filed as unsolicited, entry {outcome.seq}"
            desk.put(f"{name}: {desk.either(kept, f'đã ghi nhận báo cáo ngoài kế hoạch, dòng {outcome.seq}')}")
            if paper.dry:
                desk.say(desk.either("a rehearsal: nothing was written", "chạy thử: chưa ghi gì"))
        return
    table = _table(campaign, about, outcome)
    if desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
        return
    blockers = outcome.blockers if isinstance(outcome, Refused) else ()
    facts = table.to_dicts()[0] | {"blockers": [one.to_dict() for one in blockers]}
    desk.put(json_of("filed", {"campaign": campaign.id, "dry_run": paper.dry, **facts}))


def _table(campaign: Campaign, about: tuple[str, str], outcome: LogEntry | Refused) -> Table:
    """One row: what was to be filed, and what became of it."""
    keys = ("unit", "name", "form", "outcome", "seq", "at", "blockers")
    unit, form = about
    said: tuple[Plain, ...]
    if isinstance(outcome, LogEntry):
        said = ("done", outcome.seq, outcome.at.astimezone(local(0, campaign.plan.reading.zone).tzinfo), ())
    else:
        said = ("refused", None, None, tuple(one.code for one in outcome.blockers))
    row = (unit, hierarchy_of(campaign.plan).name_of(unit), form, *said)
    return Table(tuple(map(Column, keys)), (row,))
