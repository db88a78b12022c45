"""``kehoach stale``: whose report is behind what has been accepted below it, and by how much."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._difference import signed_text
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, store_argument, within
from kehoach._cli._total import which_version
from kehoach._render import Column, Plain, Table, csv_of, json_of, wrapped
from kehoach._rollup import Stale, TotalVersion

__all__ = ["COMMAND"]


@click.command("stale")
@store_argument
@click.argument("unit", required=False)
@click.option(
    "--version",
    callback=which_version,
    default="draft",
    show_default=True,
    metavar="draft|published|N",
    help="Which one.",
)
@within
@of_form
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def stale(
    desk: Desk,
    *,
    store: str,
    unit: str | None,
    version: TotalVersion,
    under: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Say whose report is behind what is accepted below.

    Of one unit, or of everybody, from the lowest superior up: which version it holds, which one is accepted, and what
    taking it would change. What was sent is never changed by it.
    """
    if unit is None and (form is not None or period is not None or under is not None):
        raise click.UsageError("--form, --period and --under go with a UNIT.")
    opened = campaign_of(store, campaign_id)
    sight = sight_of(desk, opened.plan, looks)
    duty = None if unit is None else sight.duty(unit, under=under, form=form, period=period)
    found = sight.source(opened).stale(duty, version)
    if desk.format == "json":
        desk.put(json_of("stale", {"campaign": opened.id, "stale": [one.to_dict() for one in found]}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(sight, found)).rstrip("\n"))
    else:
        nothing = desk.either("nothing is behind what is accepted", "không có báo cáo nào cần cập nhật")
        desk.put(wrapped("\n".join(_line(desk, sight, one) for one in found) or nothing, width=desk.width))


COMMAND = stale


def _table(sight: Sight, found: Sequence[Stale]) -> Table:
    """One row for each cause, with a column for each indicator that goes up."""
    keys = [one.key for one in sight.plan.indicators if one.goes_up != "none"]
    about = ("unit", "version", "cause", "held", "accepted", "superior", "superior_version")
    rows: list[tuple[Plain, ...]] = []
    for one in found:
        deltas = tuple(one.deltas.get(key) for key in keys)
        said = (one.unit, one.version, one.cause, one.held, one.accepted, one.superior, one.superior_version)
        rows.append((*said, *deltas))
    return Table(tuple(map(Column, (*about, *keys))), tuple(rows))


def _line(desk: Desk, sight: Sight, one: Stale) -> str:
    unit, cause, superior = (sight.named(name, desk.lang) for name in (one.unit, one.cause, one.superior))
    where = "" if one.superior == one.unit else desk.either(f" (in {superior})", f" (tại {superior})")
    held = (
        desk.either(f"version {one.held}", f"bản {one.held}") if one.held else desk.either("nothing", "chưa có bản nào")
    )
    text = desk.either(
        f"{unit}, version {one.version}: holds {held} of {cause}{where}, version {one.accepted} is accepted",
        f"{unit}, bản {one.version}: đang giữ {held} của {cause}{where}, đã duyệt bản {one.accepted}",
    )
    return f"{text}{_deltas(desk, sight, one)}"


def _deltas(desk: Desk, sight: Sight, one: Stale) -> str:
    """What taking it would change, indicator by indicator; those that stay as they are are left out."""
    known = {indicator.key: indicator for indicator in sight.plan.indicators}
    parts: list[str] = []
    for key, delta in one.deltas.items():
        if delta:
            indicator = known[key]
            figure = signed_text(delta, indicator.decimals, indicator.rounding, desk.lang)
            parts.append(f"{indicator.title or key} {figure}")
    return f"; {', '.join(parts)}" if parts else ""
