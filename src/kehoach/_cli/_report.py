"""``kehoach report``: one report as it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from kehoach._cli._bypassed import bypassed_text
from kehoach._cli._campaigns import campaign_of
from kehoach._cli._desk import Desk
from kehoach._cli._instants import end_of
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import asked_at, campaign, formats, language, of_form, pass_desk, store_argument, within
from kehoach._cli._standings import seen
from kehoach._cli._total import which_version
from kehoach._lifecycle import label
from kehoach._progress import Progress
from kehoach._render import day_text, json_of, standing_line, wrapped
from kehoach._render._values import figure_text
from kehoach._report import Cell, Mark, Report, stored_cell
from kehoach._rollup import Consolidated, TotalVersion
from kehoach.errors import Finding, Lang

__all__ = ["COMMAND"]

_ACT = {
    "done_on": ("done on", "ngày thực hiện"),
    "manner": ("how", "cách thức"),
    "evidence": ("evidence", "minh chứng"),
}
_MARKS = {Mark.NIL: ("nothing to report", "không phát sinh"), Mark.NA: ("not applicable", "không áp dụng")}


@click.command("report")
@store_argument
@click.argument("unit")
@click.option("--consolidated", is_flag=True, help="The whole report: what lies below each heading, totals, who sent.")
@click.option(
    "--version", callback=which_version, default="draft", metavar="draft|published|N", help="Which one is consolidated."
)
@within
@of_form
@looking
@asked_at
@campaign
@formats("text", "json", "markdown")
@language
@pass_desk
def report(
    desk: Desk,
    *,
    store: str,
    unit: str,
    consolidated: bool,
    version: TotalVersion,
    under: str | None,
    form: str | None,
    period: str | None,
    looks: str | None,
    at: str | None,
    campaign_id: str | None,
) -> None:
    """Show one report as it stands.

    Version, figures, texts, and what it holds of the reports below it. With --consolidated all of what it holds:
    the texts of everybody below under each heading, the totals with their coverage, who sent and who did not; markdown
    is always that.
    """
    consolidated = consolidated or desk.format == "markdown"
    if not consolidated and version != "draft":
        raise click.UsageError("--version goes with --consolidated.")
    opened = campaign_of(store, campaign_id)
    sight = sight_of(desk, opened.plan, looks)
    duty = sight.duty(unit, under=under, form=form, period=period)
    until = None if at is None else end_of(at, opened.plan.reading.zone)
    if consolidated:
        _put_whole(desk, sight.source(opened).consolidated(duty, version, known_on=until))
        return
    progress = sight.progress(opened.progress(until))
    one, passed = progress.report(duty), sight.bypasses(opened, progress.seq, duty)
    broken = opened.content(one.unit) if until is None and looks is None else ()
    if desk.format == "json":
        bypasses = [bypass.to_dict() for bypass in passed]
        desk.put(json_of("report", {"campaign": opened.id, **_facts(one), "bypasses": bypasses, **_checked(broken)}))
    else:
        told = [f"! {found.text(desk.lang)}" for found in broken]
        lines = [*_lines(desk, sight, progress, one), *told, *bypassed_text(desk, sight, passed).splitlines()]
        desk.put(wrapped("\n".join(lines), width=desk.width))


COMMAND = report


def _put_whole(desk: Desk, whole: Consolidated) -> None:
    """A consolidated report in the format that is asked for."""
    if desk.format == "json":
        desk.put(json_of("consolidated", whole.to_dict()))
    elif desk.format == "markdown":
        desk.put(whole.markdown(desk.lang).rstrip("\n"))
    else:
        desk.put(wrapped(whole.text(desk.lang).rstrip("\n"), width=desk.width))


def _checked(broken: tuple[Finding, ...]) -> dict[str, object]:
    return {"content": [found.to_dict() for found in broken]} if broken else {}


def _facts(one: Report) -> dict[str, object]:
    sent, first = one.submitted_at, one.first_submitted_at
    return {
        "unit": one.unit,
        "version": one.version,
        "state": one.state,
        "data": {key: stored_cell(cell) for key, cell in one.data.items()},
        "sections": dict(one.sections),
        "rows": [{"unit": row.unit, "version": row.version} for row in one.rows],
        "submitted_at": None if sent is None else sent.isoformat(),
        "first_submitted_at": None if first is None else first.isoformat(),
        "reason": one.reason,
    }


def _lines(desk: Desk, sight: Sight, progress: Progress, one: Report) -> Iterator[str]:
    lang, plan = desk.lang, sight.plan
    yield standing_line(seen(progress, one.unit), lang=lang)
    yield desk.either(f"version {one.version}, {label(one.state)}", f"bản {one.version}, {label(one.state, 'vi')}")
    if one.reason:
        yield desk.either(f"reason: {one.reason}", f"lý do: {one.reason}")
    titles = {indicator.key: indicator.title or indicator.key for indicator in plan.indicators}
    titles |= {key: words[lang == "vi"] for key, words in _ACT.items()}
    measures = {indicator.key: indicator.measure for indicator in plan.indicators}
    for key, cell in one.data.items():
        yield f"- {titles.get(key, key)}: {_cell(cell, lang, key)} {measures.get(key, '')}".rstrip()
    headings = {section.key: section.title or section.key for section in plan.outline}
    for key, text in one.sections.items():
        yield f"- {headings.get(key, key)}: {text}"
    missing = progress.missing(one.unit)
    if one.rows or missing:
        count, every = len(one.rows), len(one.rows) + len(missing)
        yield desk.either(
            f"it holds {count} of {every} reports below it", f"đã tổng hợp {count}/{every} báo cáo cấp dưới"
        )
    for duty in missing:
        yield f"- {desk.either('missing', 'còn thiếu')}: {sight.named(duty, lang)}"


def _cell(cell: Cell, lang: Lang, key: str) -> str:
    if key == "done_on" and isinstance(cell, str):
        return day_text(date.fromisoformat(cell), lang)
    if isinstance(cell, Mark):
        return _MARKS.get(cell, ("missing", "chưa có"))[lang == "vi"]
    return cell if isinstance(cell, str) else figure_text(cell, lang)
