"""``kehoach series``: the totals of several periods of a form, and what they come to."""

from __future__ import annotations

import attrs
import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, pass_desk, store_argument, within
from kehoach._cli._total import cell_of, which_version
from kehoach._render import Column, Plain, Table, csv_of, json_of, text_of, value_text, wrapped
from kehoach._rollup import Series, TotalVersion, Value
from kehoach.errors import Lang

__all__ = ["COMMAND"]

_WORDS = {
    "sum": ("sum", "tổng"),
    "mean": ("mean", "trung bình"),
    "weighted_mean": ("weighted mean", "trung bình gia quyền"),
    "min": ("smallest", "nhỏ nhất"),
    "max": ("largest", "lớn nhất"),
    "first": ("first", "kỳ đầu"),
    "last": ("last", "kỳ cuối"),
    "count": ("count", "số kỳ có số liệu"),
    "ratio": ("ratio of all", "tỷ lệ chung"),
    "formula": ("by its formula", "theo công thức"),
    "union": ("all", "gộp"),
    "gather": ("all", "gộp"),
}


@click.command("series")
@store_argument
@click.argument("unit")
@click.argument("indicator")
@click.option("--form", metavar="FORM", help="Which form that comes again.")
@click.option("--first", metavar="PERIOD", help="From this period on, such as 2019-01.")
@click.option("--last", metavar="PERIOD", help="Up to this one, itself included.")
@click.option(
    "--version",
    callback=which_version,
    default="draft",
    show_default=True,
    metavar="draft|published|N",
    help="Which one of each.",
)
@within
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def series(
    desk: Desk,
    *,
    store: str,
    unit: str,
    indicator: str,
    form: str | None,
    first: str | None,
    last: str | None,
    version: TotalVersion,
    under: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Total several periods of a form.

    An INDICATOR of a UNIT: period by period, and what they come to by the operator that the plan has for time: a
    flow adds up, a stock stands as it stood last. UNIT may name the form: 461:stock.
    """
    opened = campaign_of(store, campaign_id)
    sight = sight_of(desk, opened.plan, looks)
    name, colon, said = unit.partition(":")
    if colon and form is not None and said != form:
        raise click.UsageError(f"{unit} is of the form {said}, and --form says {form}.")
    duty = f"{sight.unit(name, under=under)}:{said or form or 'report'}"
    found = sight.source(opened).series(duty, indicator, first=first, last=last, version=version)
    if desk.format == "json":
        desk.put(json_of("series", {"campaign": opened.id, **found.to_dict()}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(found)).rstrip("\n"))
    else:
        desk.put(_text(desk, sight, found))


COMMAND = series


def _table(found: Series) -> Table:
    """One row for each period."""
    keys = ("unit", "period", "version", "indicator", "total", "reported", "expected", "missing", "measure")
    rows: list[tuple[Plain, ...]] = []
    for one in found.totals:
        counted = (one.reported, one.expected, one.missing, one.measure)
        rows.append((one.unit, _period(one.unit), one.version, one.key, cell_of(one.value), *counted))
    return Table(tuple(map(Column, keys)), tuple(rows))


def _period(duty: str) -> str:
    return duty.rpartition("@")[2]


def _text(desk: Desk, sight: Sight, found: Series) -> str:
    """A line for each period, and what they come to."""
    plan, lang = sight.plan, desk.lang
    (title,) = (one.title or one.key for one in plan.indicators if one.key == found.key)
    rows: list[tuple[Plain, ...]] = [
        (_period(one.unit), _figure(found, one.value, lang), _coverage(one.reported, one.expected))
        for one in found.totals
    ]
    whole = desk.either(*_WORDS[found.over_time])
    rows.append((whole, _figure(found, found.value, lang), _coverage(found.coverage.reported, found.coverage.expected)))
    columns = (
        Column("period"),
        Column("total", right=True),
        Column("coverage", right=True, head=desk.either("reported", "có số liệu")),
    )
    doubts = [f"! {finding.text(lang)}" for finding in found.findings]
    table = text_of(Table(columns, tuple(rows)), lang=lang, width=desk.width, color=desk.color)
    head = wrapped(f"{sight.named(found.unit, lang)}, {title}", width=desk.width)
    return "\n".join([head, table, *(wrapped(one, width=desk.width) for one in doubts)])


def _figure(found: Series, value: Value, lang: Lang) -> str:
    """A value as the totals of the series are printed."""
    return value_text(attrs.evolve(found.totals[-1], value=value), lang)


def _coverage(reported: int, expected: int) -> str:
    return f"{reported}/{expected}"
