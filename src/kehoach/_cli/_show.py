"""``kehoach show``: a plan for people, for programs, and for tools that draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

import click

from kehoach._cli._bypassed import bypassed_text
from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._content import checks_table
from kehoach._cli._desk import Desk
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, pass_desk, source_argument
from kehoach._cli._timeline import (
    bars_of,
    between,
    legend,
    periods_text,
    readings_table,
    stretches_table,
    terms_lines,
    timeline_table,
)
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import (
    Column,
    Plain,
    Table,
    csv_of,
    day_text,
    hierarchy_dot,
    hierarchy_mermaid,
    json_of,
    shown_value,
    text_of,
    wrapped,
)
from kehoach.errors import Lang
from kehoach.files import load_plan

__all__ = ["COMMAND", "plan_heading"]


_KINDS: Final = ("mermaid", "dot", "markdown", "stub")


def _is_no_kind(text: str) -> bool:
    """Whether a text is an option, or the name of a plan."""
    return text.startswith("-") or any(mark in text for mark in "./\\")


class _Show(click.Command):
    """A command whose ``--lifecycle`` may stand alone, also before the name of a plan."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a plan behind the option is no kind of drawing."""
        bare = [
            one == "--lifecycle" and _is_no_kind("".join(args[spot : spot + 1])) for spot, one in enumerate(args, 1)
        ]
        named = [f"{one}={_KINDS[0]}" if alone else one for one, alone in zip(args, bare, strict=True)]
        return super().parse_args(ctx, named)


@click.command("show", cls=_Show)
@source_argument
@click.option("--units", is_flag=True, help="Every unit with what it owes.")
@click.option("--readings", is_flag=True, help="What the readings in use make of the deadlines.")
@click.option(
    "--lifecycle",
    type=click.Choice(_KINDS),
    is_flag=False,
    flag_value=_KINDS[0],
    help="The states and triggers of a report instead: a drawing, a table, or a typed stub of the verbs.",
)
@looking
@campaign
@formats("text", "json", "csv", "mermaid", "dot")
@language
@pass_desk
def show(
    desk: Desk,
    *,
    source: str,
    units: bool,
    readings: bool,
    lifecycle: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Show a plan: tiers, units, duties, deadlines.

    Deadlines come with the last day on time. csv is a row for each duty; mermaid and dot draw who reports to whom
    (with --lifecycle: the states of a report). Of a campaign, who passed over a tier is shown as well. With --as, the
    duties that are shown stand in place of the tiers.
    """
    opened = campaign_of(source, campaign_id) if is_store(source) else None
    plan = load_plan(source) if opened is None else opened.plan
    if lifecycle is not None:
        desk.put(_lifecycle(desk, plan, lifecycle))
        return
    if desk.format in ("mermaid", "dot"):
        if looks is not None:
            raise click.UsageError("A drawing shows every unit; --as goes with text, json and csv.")
        desk.put(_drawing(plan, desk))
        return
    sight = sight_of(desk, plan, looks)
    passed = [] if opened is None else sight.bypasses(opened)
    if desk.format == "csv":
        desk.put(csv_of(_duties(sight)).rstrip("\n"))
    elif desk.format == "json":
        desk.put(json_of("plan", {**_facts(sight, desk.lang), "bypasses": [one.to_dict() for one in passed]}))
    else:
        blocks = _blocks(desk, plan, units=units, readings=readings) if looks is None else _of_actor(desk, sight)
        ends = (bypassed_text(desk, sight, passed), sight.rest(desk.lang))
        desk.put("\n\n".join([*blocks, *(wrapped(end, width=desk.width) for end in ends if end)]))


COMMAND = show


def _lifecycle(desk: Desk, plan: Plan, kind: str) -> str:
    if desk.format == "json":
        return json_of("lifecycle", plan.lifecycle.to_dict())
    if kind == "stub":
        return plan.lifecycle.stub().rstrip("\n")
    if kind == "markdown":
        return plan.lifecycle.table(kind, lang=desk.lang).rstrip("\n")
    return plan.lifecycle.diagram("dot" if desk.format == "dot" else kind, lang=desk.lang).rstrip("\n")


def _drawing(plan: Plan, desk: Desk) -> str:
    if plan.hierarchy is None:
        raise click.UsageError("The plan is a template and has no units to draw.")
    draw = hierarchy_mermaid if desk.format == "mermaid" else hierarchy_dot
    return draw(plan.hierarchy, lang=desk.lang)


def plan_heading(plan: Plan, lang: Lang) -> str:
    """Number, day, issuer and title of the directive, and how its deadlines are read."""
    directive = plan.directive
    lines: list[str] = []
    number = "" if directive.number is None else str(directive.number)
    day = "" if directive.issued_on is None else day_text(directive.issued_on, lang)
    if number or day:
        joined = "ngày" if lang == "vi" else "of"
        lines.append(f"{number} {joined} {day}" if number and day else number or day)
    lines += [directive.title, *([directive.issuer] if directive.issuer else [])]
    read = "Cách hiểu thời hạn" if lang == "vi" else "Deadlines are read"
    return "\n".join([*lines, f"{read}: {plan.reading.text(lang)}"])


def _blocks(desk: Desk, plan: Plan, *, units: bool, readings: bool) -> Iterator[str]:
    yield wrapped(plan_heading(plan, desk.lang), width=desk.width)
    if plan.hierarchy is None:
        yield wrapped(_template(desk, plan), width=desk.width)
    else:
        yield _table(desk, timeline_table(plan, desk.lang))
        said = terms_lines(plan, desk.lang)
        if said:
            yield wrapped("\n".join([desk.either("beside the deadlines:", "ngoài thời hạn:"), *said]), width=desk.width)
        drawn = bars_of(plan, width=desk.width)
        if drawn:
            yield f"{drawn}\n{wrapped(legend(desk), width=desk.width)}"
        if readings:
            yield _table(desk, readings_table(plan, desk.lang))
    if plan.indicators:
        yield _table(desk, _indicators(plan))
    if plan.checks:
        yield _table(desk, checks_table(plan, desk.lang))
    if plan.outline:
        yield wrapped(_outline(desk, plan), width=desk.width)
    if units and plan.hierarchy is not None:
        yield _table(desk, _of_units(plan, desk.lang))


def _of_actor(desk: Desk, sight: Sight) -> Iterator[str]:
    """A plan as one actor may see it: the duties that are shown, and what every report is asked for."""
    yield wrapped(plan_heading(sight.plan, desk.lang), width=desk.width)
    duties = _duties(sight)
    if duties.rows:
        yield _table(desk, duties)
    if sight.plan.indicators:
        yield _table(desk, _indicators(sight.plan))
    if sight.plan.checks:
        yield _table(desk, checks_table(sight.plan, desk.lang))
    if sight.plan.outline:
        yield wrapped(_outline(desk, sight.plan), width=desk.width)


def _table(desk: Desk, table: Table) -> str:
    return text_of(table, lang=desk.lang, width=desk.width, color=desk.color)


def _template(desk: Desk, plan: Plan) -> str:
    tiers = ", ".join(tier.id for tier in plan.tiers) or "-"
    return desk.either(f"a template without units; tiers: {tiers}", f"mẫu chưa có đơn vị; các cấp: {tiers}")


def _indicators(plan: Plan) -> Table:
    columns = (Column("indicator"), Column("title"), Column("measure"), Column("goes_up"))
    return Table(columns, tuple((one.key, one.title, one.measure, one.goes_up) for one in plan.indicators))


def _outline(desk: Desk, plan: Plan) -> str:
    head = desk.either(f"outline, {len(plan.outline)} sections:", f"đề cương, {len(plan.outline)} mục:")
    lines = [f"  {place}. {one.title or one.key}" for place, one in enumerate(plan.outline, 1)]
    return "\n".join([head, *lines])


def _of_units(plan: Plan, lang: Lang) -> Table:
    """One row for each unit and form, all periods of a form together."""
    hierarchy = hierarchy_of(plan)
    alike: dict[tuple[str, str], list[tuple[str | None, date | None]]] = {}
    for duty, due in zip(plan.duties(), plan.dues(), strict=True):
        alike.setdefault((duty.unit, duty.form), []).append((duty.period, due.last_day))
    again = any(periods[0][0] is not None for periods in alike.values())
    columns = (*_WHO, Column("form", shown=len(plan.forms) > 1), Column("periods", shown=again), Column("last_day"))
    rows: list[tuple[Plain, ...]] = []
    for (unit, form), periods in alike.items():
        days = [shown_value(day, lang) for day in sorted(day for _, day in periods if day is not None)]
        named = [period for period, _ in periods if period is not None]
        shown = (periods_text(named), between([days[0], days[-1]]) if days else None)
        rows.append((*_about(hierarchy, unit, hierarchy.superiors(unit)), form, *shown))
    return Table(columns, tuple(rows))


_WHO: Final = (Column("unit"), Column("name"), Column("tier"), Column("reports_to"))


def _about(hierarchy: Hierarchy, unit: str, superiors: tuple[str, ...]) -> tuple[Plain, ...]:
    return (unit, hierarchy.name_of(unit), hierarchy.tier_of(unit), superiors)


def _duties(sight: Sight) -> Table:
    """One row for each duty that is shown, for programs."""
    plan = sight.plan
    again = plan.hierarchy is not None and any(period is not None for period in plan.columns.periods)
    columns = (
        *_WHO,
        Column("form", shown=len(plan.forms) > 1),
        Column("period", shown=again),
        Column("deadline", shown=False),
        Column("last_day"),
        Column("due_before", shown=False),
    )
    if plan.hierarchy is None:
        return Table(columns, ())
    rows: list[tuple[Plain, ...]] = []
    for number, (duty, due) in enumerate(zip(plan.duties(), plan.dues(), strict=True)):
        if sight.scope is None or sight.scope.sees(number):
            superiors = sight.superiors(duty.unit)
            when = (str(due.deadline), due.last_day, due.due_before)
            rows.append((*_about(plan.hierarchy, duty.unit, superiors), duty.form, duty.period, *when))
    return Table(columns, tuple(rows))


def _facts(sight: Sight, lang: Lang) -> dict[str, object]:
    """The plan for programs; the timeline is that of all units, so it is left out of what one actor sees."""
    plan = sight.plan
    timeline = [] if plan.hierarchy is None or sight.scope else stretches_table(plan, lang).to_dicts()
    return {
        "digest": plan.digest,
        "directive": plan.directive.to_dict(),
        "reading": plan.reading.to_dict(),
        "timeline": timeline,
        "indicators": [one.to_dict() for one in plan.indicators],
        "checks": [one.to_dict() for one in plan.checks],
        "outline": [one.to_dict() for one in plan.outline],
        "duties": _duties(sight).to_dicts(),
        "others": sight.others,
    }
