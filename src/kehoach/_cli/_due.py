"""``kehoach due``: when something is due, and how that comes about, so that anybody can redo the arithmetic."""

from __future__ import annotations

from pathlib import Path

import click

from kehoach._campaign import Campaign
from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, pass_desk, source_argument, within
from kehoach._cli._units import shown_name
from kehoach._deadline import Due
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import json_of, wrapped
from kehoach.files import ics_of, load_plan
from kehoach.files._bytes import write_text

__all__ = ["COMMAND"]


@click.command("due")
@source_argument
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@click.option("--calendar", metavar="FILE", type=click.Path(), help="Write the dues to an iCalendar file instead.")
@within
@looking
@campaign
@formats("text", "json")
@language
@pass_desk
def due(
    desk: Desk,
    *,
    source: str,
    units: tuple[str, ...],
    calendar: str | None,
    under: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Explain when something is due, step by step.

    Of a campaign, with every step by which it was moved. Without a UNIT, each deadline of the plan is explained once.

    \b
    kehoach due 2019.db --calendar dues.ics

    A calendar program that read the file before takes the dues that moved in place of the old ones; FILE - is stdout.
    """  # noqa: D301  # click's mark for lines that stay as they are
    campaign_ = campaign_of(source, campaign_id) if is_store(source) else None
    plan = load_plan(source) if campaign_ is None else campaign_.plan
    due_of = plan.due if campaign_ is None else campaign_.progress().due
    sight = sight_of(desk, plan, looks)
    duties = [sight.duty(text, under=under) for text in units]
    if calendar is not None:
        shown = None if looks is None else sight.only(map(str, plan.duties()))
        _export(desk, campaign_ or plan, duties or shown, calendar)
        return
    chosen = [(duty, due_of(duty)) for duty in duties]
    if desk.format == "json":
        facts = [{"duty": duty, **_facts(one)} for duty, one in chosen or _distinct(sight)]
        desk.put(json_of("due", {"dues": facts}))
        return
    blocks = [_block(desk, plan, duty, one) for duty, one in chosen]
    blocks = blocks or [_block(desk, plan, duty, one, several=True) for duty, one in _distinct(sight)]
    desk.put("\n\n".join(blocks))


COMMAND = due


def _export(desk: Desk, source: Campaign | Plan, chosen: list[str] | None, file: str) -> None:
    """Write dues to an iCalendar file, or to stdout; of all duties where none are chosen."""
    if isinstance(source, Plan):
        made = ics_of(source, units=chosen, lang=desk.lang)
    else:
        made = ics_of(source.progress(), id=source.id, units=chosen, lang=desk.lang)
    if file == "-":
        click.echo(made, nl=False)
        return
    write_text(Path(file), made.decode())
    count = made.count(b"BEGIN:VEVENT")
    desk.say(desk.either(f"{count} dues in {file}", f"{count} thời hạn trong {file}"))


def _facts(one: Due) -> dict[str, object]:
    return {**one.to_dict(), "steps": one.explain().to_dict()}


def _distinct(sight: Sight) -> list[tuple[str, Due]]:
    """Each due once, with the first duty that is shown and has it."""
    plan = sight.plan
    hierarchy_of(plan)
    seen: dict[int, tuple[str, Due]] = {}
    for duty, one in zip(plan.duties(), plan.dues(), strict=True):
        if sight.scope is None or sight.scope.shows(str(duty)):
            seen.setdefault(id(one), (str(duty), one))
    return list(seen.values())


def _block(desk: Desk, plan: Plan, duty: str, one: Due, *, several: bool = False) -> str:
    hierarchy = hierarchy_of(plan)
    name = shown_name(hierarchy, duty)
    if several:
        tier = hierarchy.tier_of(duty.partition(":")[0])
        name = desk.either(f"{tier}, such as {name}", f"{tier}, ví dụ {name}")
    steps = "\n".join(f"  {line}" for line in str(one.explain(desk.lang)).splitlines())
    return wrapped(f"{name}:\n{steps}", width=desk.width)
