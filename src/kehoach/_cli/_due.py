"""``kehoach due``: when something is due, and how that comes about, so that anybody can redo the arithmetic."""

from __future__ import annotations

import click

from kehoach._cli._campaigns import campaign_of, is_store
from kehoach._cli._desk import Desk
from kehoach._cli._options import campaign, formats, language, pass_desk, source_argument, within
from kehoach._cli._units import duty_of, shown_name
from kehoach._deadline import Due
from kehoach._plan import Plan
from kehoach._progress import hierarchy_of
from kehoach._render import json_of, wrapped
from kehoach.files import load_plan

__all__ = ["COMMAND"]


@click.command("due")
@source_argument
@click.argument("units", metavar="[UNIT]...", nargs=-1)
@within
@campaign
@formats("text", "json")
@language
@pass_desk
def due(desk: Desk, *, source: str, units: tuple[str, ...], under: str | None, campaign_id: str | None) -> None:
    """Explain when something is due, step by step.

    Of a campaign, with every step by which it was moved. Without a UNIT, each deadline of the plan is explained once.
    """
    campaign_ = campaign_of(source, campaign_id) if is_store(source) else None
    plan = load_plan(source) if campaign_ is None else campaign_.plan
    due_of = plan.due if campaign_ is None else campaign_.progress().due
    chosen = [(duty, due_of(duty)) for duty in (duty_of(plan, text, under=under) for text in units)]
    if desk.format == "json":
        facts = [{"duty": duty, **_facts(one)} for duty, one in chosen or _distinct(plan)]
        desk.put(json_of("due", {"dues": facts}))
        return
    blocks = [_block(desk, plan, duty, one) for duty, one in chosen]
    blocks = blocks or [_block(desk, plan, duty, one, several=True) for duty, one in _distinct(plan)]
    desk.put("\n\n".join(blocks))


COMMAND = due


def _facts(one: Due) -> dict[str, object]:
    return {**one.to_dict(), "steps": one.explain().to_dict()}


def _distinct(plan: Plan) -> list[tuple[str, Due]]:
    """Each due once, with the first duty that has it."""
    hierarchy_of(plan)
    seen: dict[int, tuple[str, Due]] = {}
    for duty, one in zip(plan.duties(), plan.dues(), strict=True):
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
