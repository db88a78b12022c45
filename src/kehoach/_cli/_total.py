"""``kehoach total``: what a report says of everything below it, never without its coverage."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import end_of
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, store_argument, within
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, json_of, total_line, wrapped
from kehoach._report import Cell, Mark
from kehoach._rollup import Lineage, Origin, Total, TotalVersion, Value

__all__ = ["COMMAND", "cell_of", "total_text", "totalled", "which_version"]

_NAMED = 10  # units that are missing and named; of more, the rest is counted


def which_version(_ctx: click.Context, _parameter: click.Parameter, value: str) -> TotalVersion:
    """``draft``, ``published`` or a number from 1."""
    if value == "draft":
        return "draft"
    if value == "published":
        return "published"
    if value.isdecimal() and value.isascii() and 0 < int(value) < 2**16:
        return int(value)
    raise click.BadParameter(f"{value!r} is neither draft, published nor the number of a version.")


@click.command("total")
@store_argument
@click.argument("unit")
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
@click.option(
    "--version",
    callback=which_version,
    default="draft",
    show_default=True,
    metavar="draft|published|N",
    help="Which one.",
)
@click.option("--known-on", metavar="DAY|INSTANT", help="As it was known then; a day means its end. Now when left out.")
@click.option("--explain", is_flag=True, help="Where it comes from, down to those that nobody reports to.")
@click.option("--depth", type=click.IntRange(min=0), help="How many levels are explained; all when left out.")
@click.option("--largest", type=click.IntRange(min=1), help="How many of each superior are, the largest first.")
@within
@of_form
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def total(
    desk: Desk,
    *,
    store: str,
    unit: str,
    indicators: tuple[str, ...],
    version: TotalVersion,
    explain: bool,
    depth: int | None,
    largest: int | None,
    under: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    known_on: str | None,
    campaign_id: str | None,
) -> None:
    """Total indicators, with their coverage.

    Of a unit and all below it; without an INDICATOR, all that go up. draft is the working version, published
    the last that was sent. --explain shows every version that a total rests on, with the hash of what it holds.
    """
    if (depth is not None or largest is not None) and not explain:
        raise click.UsageError("--depth and --largest go with --explain.")
    opened = campaign_of(store, campaign_id)
    sight = sight_of(desk, opened.plan, looks)
    duty = sight.duty(unit, under=under, form=form, period=period)
    keys = totalled(opened.plan, duty, indicators)
    until = None if known_on is None else end_of(known_on, opened.plan.reading.zone, option="--known-on")
    totals = [sight.source(opened).total(duty, key, version, known_on=until) for key in keys]
    lineages = [one.explain(depth, largest) for one in totals] if explain else []
    if desk.format == "json":
        told = [one.to_dict() for one in totals]
        for one, lineage in zip(told, lineages, strict=False):
            one["lineage"] = lineage.to_dict()["top"]
        desk.put(json_of("total", {"campaign": opened.id, "totals": told}))
    elif desk.format == "csv":
        desk.put(csv_of(lineage_table(lineages) if explain else _table(totals)).rstrip("\n"))
    else:
        _put(desk, sight, totals, lineages)


def _put(desk: Desk, sight: Sight, totals: Sequence[Total], lineages: Sequence[Lineage]) -> None:
    """The totals as lines, each with the tree of its lineage where it is explained."""
    for place, one in enumerate(totals):
        desk.put(wrapped(total_text(desk, sight, one), width=desk.width))
        if lineages:
            text = lineages[place].text(lang=desk.lang, named=lambda duty: sight.named(duty, desk.lang))
            desk.put("\n".join(cropped(line, desk.width) for line in text.splitlines()))


COMMAND = total


def totalled(plan: Plan, duty: str, indicators: Sequence[str]) -> Sequence[str]:
    """The indicators whose totals are asked for: those that are named, else all that go up.

    Raises:
        UsageError: The duty is an act, which has no figures.
    """
    grid = plan.columns
    if duty in grid.index and grid.form_of[grid.index[duty]] in grid.acts:
        raise click.UsageError(f"{duty} is something that is done, and has no figures.")
    return indicators or tuple(one.key for one in plan.indicators if one.goes_up != "none")


def total_text(desk: Desk, sight: Sight, one: Total) -> str:
    """A total in a line, and who is missing in it under that."""
    plan, hierarchy = sight.plan, hierarchy_of(sight.plan)
    titles = {indicator.key: indicator.title or indicator.key for indicator in plan.indicators}
    unit, _, form = one.unit.partition(":")
    name = hierarchy.name_of(unit) + (f", {form}" if form else "")
    line = total_line(one, name, titles[one.key], lang=desk.lang)
    if not one.missing:
        return line
    names = ", ".join(sight.named(duty, desk.lang) for duty in one.missing[:_NAMED])
    more = len(one.missing) - _NAMED
    rest = desk.either(f" and {more} more", f" và {more} đơn vị khác") if more > 0 else ""
    return f"{line}\n  {desk.either('missing', 'còn thiếu')}: {names}{rest}"


def _table(totals: list[Total]) -> Table:
    keys = ("unit", "version", "indicator", "total", "own", "reported", "expected", "missing", "measure")
    rows: list[tuple[Plain, ...]] = []
    for one in totals:
        value, own = (cell_of(cell) for cell in (one.value, one.own))
        counted = (one.reported, one.expected, one.missing, one.measure)
        rows.append((one.unit, one.version, one.key, value, own, *counted))
    return Table(tuple(map(Column, keys)), tuple(rows))


def lineage_table(lineages: Sequence[Lineage]) -> Table:
    """Every version that totals rest on: one row for each time it is held, the top first."""
    keys = ("indicator", "superior", "superior_version", "unit", "version", "share", "value", "own", "hash")
    rows: list[tuple[Plain, ...]] = []
    for lineage in lineages:
        top = lineage.top
        rows.append((lineage.key, "", None, *_origin(top, Fraction(1))))
        for above in lineage.origins():
            rows += [(lineage.key, above.unit, above.version, *_origin(one.origin, one.share)) for one in above.parts]
    return Table(tuple(map(Column, keys)), tuple(rows))


def _origin(origin: Origin, share: Fraction) -> tuple[Plain, ...]:
    return (origin.unit, origin.version, str(share), cell_of(origin.value), cell_of(origin.own), origin.hash)


def cropped(line: str, width: int | None) -> str:
    """A line of a tree, which no second line can go on."""
    return line if width is None or len(line) <= width else f"{line[: width - 1]}…"


def cell_of(value: Cell | Value) -> Plain:
    """A value as a cell of a table: figures as they are, texts with their units, marks as words."""
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return str(value) if isinstance(value, Mark) else value
