"""``kehoach due``: when something is due, and how that comes about, so that anybody can redo the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from kehoach._campaign import Campaign
from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._looking import Sight, looking, sight_of
from kehoach._cli._options import campaign, formats, language, of_form, pass_desk, source_argument, within
from kehoach._cli._units import asked_duties, shown_name
from kehoach._deadline import Due
from kehoach._plan import Plan, Terms
from kehoach._progress import hierarchy_of
from kehoach._render import day_text, json_of, wrapped
from kehoach.errors import Lang
from kehoach.files import ics_of, load_plan
from kehoach.files._bytes import write_text

__all__ = ["COMMAND"]

_PERIODS: Final = 12  # periods that are told of a form


@click.command("due")
@source_argument
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@click.option("--calendar", metavar="FILE", type=click.Path(), help="Write the dues to an iCalendar file instead.")
@within
@of_form
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
    form: str | None,
    period: str | None,
    looks: str | None,
    campaign_id: str | None,
) -> None:
    """Explain when something is due, step by step.

    Of a campaign, with every step by which it was moved. Without a UNIT, each deadline of the plan is explained once;
    of a form that comes again the first period, with the last days of the others.

    \b
    kehoach due 2019.db --calendar dues.ics

    A calendar program that read the file before takes the dues that moved in place of the old ones; FILE - is stdout.
    """  # noqa: D301  # click's mark for lines that stay as they are
    campaign_ = campaign_of(source, campaign_id) if is_store(source) else None
    plan = load_plan(source) if campaign_ is None else campaign_.plan
    due_of = plan.due if campaign_ is None else campaign_.progress().due
    sight = sight_of(desk, plan, looks)
    duties = [sight.duty(text, under=under, form=form, period=period) for text in units]
    if calendar is not None:
        every = form is None and period is None and sight.scope is None
        _export(desk, campaign_ or plan, duties or (None if every else _asked(sight, form, period)), calendar)
        return
    chosen = [(duty, due_of(duty)) for duty in duties]
    rules = [] if chosen else _rules(sight, form, period)
    if desk.format == "json":
        facts = [{"duty": duty, **_facts(one)} for duty, one in chosen or [one for rule in rules for one in rule]]
        desk.put(json_of("due", {"dues": facts}))
        return
    blocks = [_block(desk, plan, duty, one) for duty, one in chosen]
    blocks += [_block(desk, plan, *rule[0], several=True, others=rule[1:]) for rule in rules]
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


Dated = tuple[str, Due]
"""The id of a duty, and when it is due."""


def _asked(sight: Sight, form: str | None, period: str | None) -> list[str]:
    """The duties of a form and period, as far as they are shown."""
    names = sight.plan.columns.names
    return [names[duty] for duty in sight.only(asked_duties(sight.plan, form=form, period=period))]


def _rules(sight: Sight, form: str | None, period: str | None) -> list[list[Dated]]:
    """Each deadline once, in all its periods, with the first duty that is shown and has it."""
    plan = sight.plan
    hierarchy_of(plan)
    shown = set(_asked(sight, form, period))
    found: dict[tuple[str, Terms], dict[str | None, Dated]] = {}
    for duty, one in zip(plan.duties(), plan.dues(), strict=True):
        if str(duty) in shown:
            found.setdefault((duty.form, duty.terms), {}).setdefault(duty.period, (str(duty), one))
    return [list(periods.values()) for periods in found.values()]


def _block(desk: Desk, plan: Plan, duty: str, one: Due, *, several: bool = False, others: Sequence[Dated] = ()) -> str:
    hierarchy = hierarchy_of(plan)
    name = shown_name(hierarchy, duty)
    if several:
        tier = hierarchy.tier_of(duty.partition(":")[0])
        name = desk.either(f"{tier}, such as {name}", f"{tier}, ví dụ {name}")
    steps = "\n".join(f"  {line}" for line in str(one.explain(desk.lang)).splitlines())
    return wrapped("\n".join([f"{name}:", steps, *_later(desk, others)]), width=desk.width)


def _later(desk: Desk, others: Sequence[Dated]) -> Iterator[str]:
    """The last days on time of the other periods of a form, of many only the first ones and the last."""
    days = [_last(duty, one, desk.lang) for duty, one in others if one.last_day is not None]
    if len(days) > _PERIODS:
        days = [*days[: _PERIODS - 1], "…", days[-1]]
    if days:
        head = desk.either("other periods, in time until", "các kỳ khác, đúng hạn đến hết")
        yield f"  {head}: {', '.join(days)}"


def _last(duty: str, one: Due, lang: Lang) -> str:
    day = "" if one.last_day is None else day_text(one.last_day, lang)
    return f"{day} ({duty.partition('@')[2]})"
