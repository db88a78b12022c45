"""``kehoach difference``: what made a total another between two days, report by report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

import click

from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import end_of, local
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, store_argument, within
from kehoach._cli._total import total_text, totalled, which_version
from kehoach._clock import micros
from kehoach._render import Column, Plain, Table, csv_of, json_of, shown_value, text_of, wrapped
from kehoach._render._values import figure_text
from kehoach._report import Rounding, rounded
from kehoach._rollup import Difference, TotalVersion
from kehoach.errors import Lang

__all__ = ["COMMAND", "signed_text"]

_CAUSES: Final[Mapping[str, tuple[str, str]]] = {
    "new": ("came in", "mới gửi"),
    "late": ("came in late", "gửi quá hạn"),
    "correction": ("corrected", "đính chính"),
    "return": ("sent back and changed", "trả lại, đã sửa"),
    "recall": ("recalled and changed", "rút lại, đã sửa"),
    "release": ("released", "gỡ"),
    "waiver": ("waived, or no more", "miễn hoặc thôi miễn"),
    "hidden": ("not shown", "không hiển thị"),
    "other": ("counted otherwise", "tính theo cách khác"),
}


@click.command(
    "difference",
    help="""Say what made a total another between two days.

    \b
    kehoach difference 2019.db 461 members --since 1/4/2019
    kehoach difference 2019.db 45 --since 1/4/2019 --until 20/4/2019 -f csv

    Each change has its cause: a report that came in, in time or late, was corrected, sent back, recalled, released or
    waived. The changes add up to the difference exactly. Without an INDICATOR, all that go up.""",
)
@store_argument
@click.argument("unit")
@click.argument("indicators", metavar="[INDICATOR]...", nargs=-1)
@click.option("--since", metavar="DAY|INSTANT", required=True, help="From what was known then; a day means its end.")
@click.option("--until", metavar="DAY|INSTANT", help="To what was known then; now when left out.")
@click.option(
    "--version",
    callback=which_version,
    default="draft",
    show_default=True,
    metavar="draft|published|N",
    help="Which one, at each of the two times.",
)
@within
@of_form
@looking
@campaign
@formats("text", "json", "csv")
@language
@pass_desk
def difference(
    desk: Desk,
    *,
    store: str,
    unit: str,
    indicators: tuple[str, ...],
    since: str,
    until: str | None,
    version: TotalVersion,
    under: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Say what made a total another between two days."""
    opened = campaign_of(store, campaign_id)
    zone, sight = opened.plan.reading.zone, sight_of(desk, opened.plan, looks)
    duty = sight.duty(unit, under=under, form=form, period=period)
    first = end_of(since, zone, option="--since")
    last = None if until is None else end_of(until, zone, option="--until")
    keys, source = totalled(opened.plan, duty, indicators), sight.source(opened)
    found = [source.difference(duty, key, first, last, version=version) for key in keys]
    if desk.format == "json":
        desk.put(json_of("difference", {"campaign": opened.id, "differences": [one.to_dict() for one in found]}))
    elif desk.format == "csv":
        desk.put(csv_of(_table(found)).rstrip("\n"))
    else:
        desk.put("\n\n".join(_text(desk, sight, one) for one in found))


COMMAND = difference


def signed_text(delta: Plain, decimals: int, rounding: Rounding, lang: Lang) -> str:
    """A change of a figure as it is printed, with its sign; blank for a text.

    >>> signed_text(Fraction(5, 2), 0, "half_up", "vi"), signed_text(-1520, 0, "half_up", "vi")
    ('+3', '-1.520')
    """
    if not isinstance(delta, int | Decimal | Fraction):
        return ""
    text = figure_text(Decimal(rounded(Fraction(delta), decimals, rounding)), lang)
    return f"+{text}" if text[0] != "-" and delta else text


def _table(found: Sequence[Difference]) -> Table:
    """Every change of every indicator, for programs: exact figures."""
    keys = ("indicator", "unit", "cause", "delta", "was", "becomes", "through")
    rows: list[tuple[Plain, ...]] = []
    for one in found:
        key = one.closing.key
        for change in one.changes:
            was, becomes = (tuple(map(str, versions)) for versions in (change.was, change.becomes))
            rows.append((key, change.unit, change.cause, change.delta, was, becomes, change.through))
    return Table(tuple(map(Column, keys)), tuple(rows))


def _text(desk: Desk, sight: Sight, found: Difference) -> str:
    """The first total, every change, what each cause comes to, and the second total."""
    parts = [_head(desk, sight, found, first=True)]
    if found.changes:
        parts.append(text_of(_changes(desk, sight, found), lang=desk.lang, width=desk.width, color=desk.color))
        if found.delta is not None:
            parts.append(wrapped(_by_cause(desk, found), width=desk.width))
    else:
        parts.append(desk.either("nothing has changed it", "không có thay đổi"))
    return "\n".join([*parts, _head(desk, sight, found, first=False)])


def _head(desk: Desk, sight: Sight, found: Difference, *, first: bool) -> str:
    moment, total = (found.since, found.opening) if first else (found.until, found.closing)
    when = shown_value(local(micros(moment), sight.plan.reading.zone), desk.lang)
    line = total_text(desk, sight, total).partition("\n")[0]
    return wrapped(f"{when}: {line}", width=desk.width)


def _changes(desk: Desk, sight: Sight, found: Difference) -> Table:
    closing, lang = found.closing, desk.lang
    rows: list[tuple[Plain, ...]] = []
    for one in found.changes:
        delta = signed_text(one.delta, closing.decimals, closing.rounding, lang)
        ways = desk.either(*_CAUSES[one.cause])
        by = "" if one.through == one.unit else sight.named(one.through, lang)
        versions = " → ".join(", ".join(map(str, some)) or "–" for some in (one.was, one.becomes))
        rows.append((delta, sight.named(one.unit, lang), ways, "" if one.cause == "hidden" else versions, by))
    heads = {
        "delta": desk.either("change", "thay đổi"),
        "unit": desk.either("report", "báo cáo"),
        "cause": desk.either("why", "lý do"),
        "versions": desk.either("version", "bản"),
        "through": desk.either("through", "qua"),
    }
    shown = {"through": any(row[4] for row in rows)}
    columns = tuple(
        Column(key, right=key == "delta", head=head, shown=shown.get(key, True)) for key, head in heads.items()
    )
    return Table(columns, tuple(rows))


def _by_cause(desk: Desk, found: Difference) -> str:
    closing = found.closing
    parts = [
        f"{desk.either(*_CAUSES[cause])} {signed_text(delta, closing.decimals, closing.rounding, desk.lang)}"
        for cause, delta in found.causes.items()
    ]
    whole = signed_text(found.delta, closing.decimals, closing.rounding, desk.lang)
    return f"{desk.either('in all', 'tổng cộng')} {whole}: {', '.join(parts)}"
