"""What a paper goes through when it is received: the whole way of its report, in one act of who received it."""

from __future__ import annotations

from kehoach._lifecycle import Lifecycle, Transition
from kehoach._plan import Plan
from kehoach._report import Command, Options

__all__ = ["steps_of"]


def steps_of(plan: Plan, duty: int, *, top: bool, owner: str, options: Options) -> tuple[list[Command], int]:
    """The acts that receive a paper, and which of them sends it: that one carries what the paper says.

    Args:
        plan: The plan.
        duty: The number of the duty.
        top: Whether it has no superior that could take it.
        owner: The unit whose paper it is.
        options: What it carries, and who received it.
    """
    way = _way(plan, duty, top=top)
    by, person = options.get("by"), options.get("person")
    name = plan.columns.names[duty]
    sends = next((spot for spot, one in enumerate(way) if one.effect == "freeze"), 0)
    owners = [owner if "unit" in one.who else None for one in way]
    commands = [
        Command(name, one.trigger, by=by, person=person, acting_for=acting_for)
        for one, acting_for in zip(way, owners, strict=True)
    ]
    if way:
        commands[sends] = Command(name, way[sends].trigger, **(Options(acting_for=owner) | options))
    return commands, sends


def _way(plan: Plan, duty: int, *, top: bool) -> tuple[Transition, ...]:
    if plan.columns.form_of[duty] in plan.columns.acts:
        return Lifecycle.act().way("confirmed")
    lifecycle = plan.lifecycle
    taken = [one.dest for one in lifecycle.transitions if one.effect == "row" and one.dest not in (None, one.source)]
    return lifecycle.way(str(taken[0]) if taken and not top else plan.policy.root_ends)
