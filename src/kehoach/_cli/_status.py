"""``kehoach status``: where everything stands, tier by tier, in the words that officials use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs
import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import end_of
from kehoach._cli._options import asked_at, campaign, formats, language, pass_desk, store_argument
from kehoach._cli._standings import counts_of, seen
from kehoach._progress import Progress, Summary, hierarchy_of
from kehoach._render import (
    Column,
    Plain,
    Seen,
    Table,
    counts_line,
    csv_of,
    json_of,
    shown_value,
    standing_line,
    text_of,
    wrapped,
)
from kehoach._render._table import Style
from kehoach.errors import Lang

__all__ = ["COMMAND", "status_text"]

_FEW = 20  # units of a tier that are listed without being asked for; of more, each superior with who is behind
_NAMED = 10  # units behind that are named under their superior


@click.command("status")
@store_argument
@click.option("--tier", metavar="TIER", help="Only this tier.")
@click.option("--late", is_flag=True, help="Only who is overdue or was late.")
@click.option("--all", "every", is_flag=True, help="Every unit, also of large tiers.")
@asked_at
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def status(
    desk: Desk, *, store: str, tier: str | None, late: bool, every: bool, at: str | None, campaign_id: str | None
) -> None:
    """Where everything stands, tier by tier.

    \b
    kehoach status 2019.db --at 20/4/2019
    kehoach status 2019.db --late --format csv

    Of tiers with many units, those are listed that are behind, under who waits for them; with --all, every unit. A day
    means its end.
    """  # noqa: D301  # click's mark for lines that stay as they are
    opened = campaign_of(store, campaign_id)
    zone = opened.plan.reading.zone
    progress = opened.progress(None if at is None else end_of(at, zone))
    if desk.format == "text":
        desk.put(status_text(desk, progress, tier=tier, late=late, every=every))
        return
    table = _duties(progress, tier, late=late)
    if desk.format == "csv":
        desk.put(csv_of(table).rstrip("\n"))
        return
    facts = {"campaign": opened.id, "at": progress.at.isoformat(), "seq": progress.seq, "complete": progress.complete}
    tiers = _tiers(progress, tier).to_dicts()
    desk.put(json_of("status", {**facts, "tiers": tiers, "duties": table.to_dicts()}))


COMMAND = status


def status_text(
    desk: Desk, progress: Progress, *, tier: str | None = None, late: bool = False, every: bool = False
) -> str:
    """Where everything stands, as text: the table of tiers, then each tier with its units.

    Args:
        desk: Language and width.
        progress: Where everything stands.
        tier: Only this tier.
        late: Only who is overdue or was late.
        every: Every unit, also of large tiers.
    """
    when = shown_value(progress.at, desk.lang)
    title = str(progress.plan.directive.number or progress.plan.directive.title)
    head = desk.either(f"{title}, as of {when}", f"{title}, tính đến {when}")
    parts = [wrapped(head, width=desk.width)]
    table = _tiers(progress, tier)
    counted = tuple(row for row in table.rows if row[_KEYS.index("expected")])  # who is only asked is in no rate
    if counted and not late:
        table = attrs.evolve(table, rows=counted)
        parts.append(text_of(table, lang=desk.lang, width=desk.width, color=desk.color))
    parts += [wrapped(block, width=desk.width) for block in _blocks(desk, progress, tier, late=late, every=every)]
    if progress.complete and not late:
        parts.append(wrapped(desk.either("The campaign is complete.", "Đợt báo cáo đã hoàn thành."), width=desk.width))
    return "\n\n".join(parts)


def _named_tiers(progress: Progress, tier: str | None) -> list[str]:
    """The tiers to show; a name that none bears is refused by the progress."""
    every = [one.id for one in progress.plan.tiers]
    if tier is not None and tier not in every:
        progress.duties(tier)
    return [one for one in every if tier in (None, one) and progress.duties(one)]


def _blocks(desk: Desk, progress: Progress, tier: str | None, *, late: bool, every: bool) -> Iterator[str]:
    names = {one.id: one.name or one.id for one in progress.plan.tiers}
    for one in _named_tiers(progress, tier):
        duties = progress.duties(one)
        few = every or late or len(duties) <= _FEW
        lines = _units(progress, duties, desk.lang, late=late) if few else _by_superior(progress, duties, desk.lang)
        told = list(lines)
        if late and not told:
            continue
        asked = progress.summary(one).asked
        mark = desk.either(" (asked, in no rate)", " (đề nghị, không tính tỷ lệ)") if asked else ""
        head = [f"{names[one][:1].upper()}{names[one][1:]}{mark}"]
        if not late:
            head.append(f"  {counts_line(counts_of(progress, duties), lang=desk.lang)}")
        yield "\n".join([*head, *told])
    if late and not progress.late(tier):
        yield desk.either("Nobody is late.", "Không có đơn vị nào trễ hạn.")


def _units(progress: Progress, duties: Sequence[str], lang: Lang, *, late: bool) -> Iterator[str]:
    for duty in duties:
        if not late or progress.standing(duty).late:
            yield f"  - {standing_line(seen(progress, duty), lang=lang)}"


def _by_superior(progress: Progress, duties: Sequence[str], lang: Lang) -> Iterator[str]:
    """Of each superior that still waits: how many have come in, and who is behind."""
    columns, hierarchy = progress.plan.columns, hierarchy_of(progress.plan)
    below: dict[str, list[str]] = {}
    for duty in duties:
        superiors = columns.superiors_of(columns.index[duty])
        below.setdefault(columns.names[superiors[0]] if superiors else "", []).append(duty)
    for superior, group in below.items():
        counts = counts_of(progress, group)
        if counts.done == counts.expected:
            continue
        name = hierarchy.name_of(superior.partition(":")[0]) if superior else "issuer"
        line = counts_line(counts, lang=lang)
        yield f"  - {name}: {line[:1].lower()}{line[1:]}"
        behind = [shown for duty in group if _is_behind(shown := seen(progress, duty))]
        yield from (f"    - {standing_line(shown, lang=lang)}" for shown in behind[:_NAMED])
        if len(behind) > _NAMED:
            more = len(behind) - _NAMED
            yield f"    - … và {more} đơn vị khác (--all)" if lang == "vi" else f"    - … and {more} more (--all)"


def _is_behind(shown: Seen) -> bool:
    standing = shown.standing
    return standing.phase == "overdue" or (standing.bucket == "open" and bool(shown.opened))


def _tiers(progress: Progress, tier: str | None) -> Table:
    """One row per tier: the official two by two of done and open, in time and not; and who is only asked."""
    named = _named_tiers(progress, tier)
    tiers = [one for one in progress.plan.tiers if one.id in named]
    rows = tuple((one.id, one.name, *_counts(progress.summary(one.id))) for one in tiers)
    undated = {"done_undated", "open_undated"}
    hidden = {"name", "asked", "asked_met"} | {key for key in undated if not any(row[_KEYS.index(key)] for row in rows)}
    columns = tuple(Column(key, right=place > 1, shown=key not in hidden) for place, key in enumerate(_KEYS))
    return Table(columns, rows)


_KEYS = (
    "tier",
    "name",
    "expected",
    "done_on_time",
    "done_late",
    "done_undated",
    "open_in_time",
    "open_overdue",
    "open_undated",
    "rate",
    "asked",
    "asked_met",
)


def _counts(summary: Summary) -> tuple[Plain, ...]:
    (on_time, late), (in_time, overdue) = summary.table
    undated = summary.undated + summary.awaiting
    rate = summary.rate("on_time")
    asked = (summary.asked, summary.asked_met)
    return (summary.expected, on_time, late, summary.met_undated, in_time, overdue, undated, rate, *asked)


def _duties(progress: Progress, tier: str | None, *, late: bool) -> Table:
    """One row per duty, for programs."""
    keys = ("unit", "name", "tier", "state", "version", "bucket", "phase", "submitted_at", "last_day", "days_late")
    hierarchy = hierarchy_of(progress.plan)
    rows: list[tuple[Plain, ...]] = []
    styles: list[Style] = []
    for standing in progress.standings(tier):
        if late and not standing.late:
            continue
        duty = standing.unit
        unit = duty.partition(":")[0]
        shown = seen(progress, duty)
        place = (hierarchy.name_of(unit), hierarchy.tier_of(unit), standing.state, progress.version(duty))
        sent = None if standing.submitted_at is None else standing.submitted_at.astimezone(progress.at.tzinfo)
        rows.append((duty, *place, standing.bucket, standing.phase, sent, shown.last_day, standing.days_late))
        styles.append("bad" if standing.late else "")
    return Table(tuple(map(Column, keys)), tuple(rows), tuple(styles))
