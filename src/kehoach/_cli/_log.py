"""``kehoach log``: what happened, line by line; JSON lines hold every field, the chain's hashes among them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import cast

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import local
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, store_argument, within
from kehoach._cli._units import asked_duties
from kehoach._lifecycle import CHANGES, label
from kehoach._plan import Plan
from kehoach._progress import LogEntry, hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, text_of
from kehoach.errors import Lang, listed

__all__ = ["COMMAND"]


@click.command("log")
@store_argument
@click.option("--after", metavar="N", type=click.IntRange(0), default=0, help="Only lines after this one.")
@click.option("--last", metavar="N", type=click.IntRange(1), help="Only so many, the newest.")
@click.option("--unit", metavar="UNIT", help="Only lines about what this unit owes.")
@within
@of_form
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def log(
    desk: Desk,
    *,
    store: str,
    after: int,
    last: int | None,
    unit: str | None,
    under: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Print the log, oldest first.

    With --unit, --form or --period only lines about one duty, or about those of a form or period; --unit alone means
    all that the unit owes.

    Where the content of a line was erased, or a clock was behind the line above, a column says so.

    json is one object a line (NDJSON), with every field, so that it can be kept elsewhere and compared.
    """
    opened = campaign_of(store, campaign_id)
    sight = sight_of(desk, opened.plan, looks)
    entries: Iterable[LogEntry] = sight.source(opened).log(after)
    if unit is not None or form is not None or period is not None:
        wanted = _wanted(sight, unit, under=under, form=form, period=period)
        entries = [entry for entry in entries if not wanted.isdisjoint((entry.duty, *_about(entry)))]
    if last is not None:
        entries = list(entries)[-last:]
    if desk.format == "json":
        for entry in entries:
            desk.put(json.dumps(entry.to_dict(), ensure_ascii=False))
        return
    passed = {one.seq: one.expected for one in sight.source(opened).bypasses()}
    table = _table(opened.plan, entries, desk.lang, passed)
    if desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
    else:
        desk.put(text_of(table, lang=desk.lang, width=desk.width, color=desk.color))
        if sight.others:
            desk.put(sight.rest(desk.lang))


COMMAND = log


def _wanted(
    sight: Sight, unit: str | None, *, under: str | None, form: str | None, period: str | None
) -> frozenset[str]:
    """The duties whose lines are asked for; of a unit, the unit itself, too."""
    plan, grid = sight.plan, sight.plan.columns
    if unit is None:
        return frozenset(grid.names[duty] for duty in asked_duties(plan, form=form, period=period))
    if form is None and period is None and ":" not in unit and "@" not in unit:
        name = sight.unit(unit, under=under)
        number = hierarchy_of(plan).number(name)
        return frozenset((name, *(grid.names[duty] for duty, owner in enumerate(grid.unit_of) if owner == number)))
    return frozenset((sight.duty(unit, under=under, form=form, period=period),))


def _table(plan: Plan, entries: Iterable[LogEntry], lang: Lang, passed: Mapping[int, str]) -> Table:
    hierarchy, zone = hierarchy_of(plan), local(0, plan.reading.zone).tzinfo
    rows: list[tuple[Plain, ...]] = []
    gone = behind = False  # whether a line was erased, and whether the clock of one had jumped back
    for entry in entries:
        received, clock = (None if one is None else one.astimezone(zone) for one in (entry.received_at, entry.clock))
        units = _about(entry)  # a change speaks of several, or of a unit, and of no version
        name = hierarchy.name_of(units[0]) if len(units) == 1 and units[0] in hierarchy else ""
        about: tuple[Plain, ...] = (listed(_selection(entry) or units), name, None)
        if entry.duty:
            about = (entry.duty, hierarchy.name_of(entry.unit), entry.version)
        about = (*about, entry.trigger, entry.dest, entry.by)
        gone, behind = gone or entry.erased, behind or clock is not None
        rest = (received, entry.person, entry.acting_for, passed.get(entry.seq), clock, entry.erased or None)
        rows.append((entry.seq, entry.at.astimezone(zone), *about, *rest, entry.reason))
    return Table(_columns(plan, lang, passed=bool(passed), gone=gone, behind=behind), tuple(rows))


def _columns(plan: Plan, lang: Lang, *, passed: bool, gone: bool, behind: bool) -> tuple[Column, ...]:
    """The columns; what hardly any line has is shown to people only where one of them has it."""
    flat = plan.lifecycle.flat
    words = {name: label(name, lang) for name in (*flat.triggers, *CHANGES, *flat.states)}
    return (
        Column("seq", right=True, names=True),
        Column("at"),
        Column("unit"),
        Column("name"),
        Column("version", right=True, names=True),
        Column("trigger", codes=words),
        Column("state", codes=words),
        Column("by"),
        Column("received_at", shown=False),
        Column("person", shown=False),
        Column("acting_for", shown=False),
        Column("passed_over", shown=passed),
        Column("clock", shown=behind),
        Column("erased", shown=gone),
        Column("reason"),
    )


def _selection(entry: LogEntry) -> tuple[str, ...]:
    """The tiers, groups or units that a change of dues under way speaks of."""
    return _texts(entry, "selection")


def _about(entry: LogEntry) -> tuple[str, ...]:
    """The units that a change of who is expected speaks of, or the one to which an event happened."""
    return _texts(entry, "units") or _texts(entry, "unit")


def _texts(entry: LogEntry, key: str) -> tuple[str, ...]:
    """What a change says under a key of its payload; nothing where the payload is an application's own."""
    if entry.trigger not in CHANGES or not isinstance(entry.payload, dict):
        return ()
    said = cast("Mapping[str, object]", entry.payload).get(key)
    if isinstance(said, list):
        return tuple(map(str, cast("list[object]", said)))
    return (said,) if isinstance(said, str) else ()
