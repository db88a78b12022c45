"""What an act is held against, for those who look at what was tried."""

from __future__ import annotations

import attrs

from kehoach._campaign._campaign import Campaign
from kehoach._progress import duty_number
from kehoach._report import NOTHING, Command

__all__ = ["Weighed", "weighed"]


@attrs.frozen
class Weighed:
    """One guard of one transition, and what it said.

    Attributes:
        trigger: The trigger.
        source: The state that the transition leaves.
        guard: The guard.
        passes: Whether it let the act pass.
    """

    trigger: str
    source: str
    guard: str
    passes: bool


def weighed(campaign: Campaign, command: Command) -> tuple[Weighed, ...]:
    """Every guard that an act would be held against now; none where it is denied before.

    Args:
        campaign: The campaign.
        command: The act, of a trigger of its lifecycle.

    Raises:
        KehoachError: There is no such duty or trigger, or what it carries is ill-formed.
    """
    shell = campaign._shell  # pyright: ignore[reportPrivateUsage]  # the door of the room
    duty, board = duty_number(campaign.plan, command.unit), shell.current()
    carried = command.carried()
    details = shell.read(duty, command.by, **carried) if carried else NOTHING
    actor, details = shell.actor(board, duty, command.trigger, command.by, details)
    at = max(shell.clock.now(), board.at)
    found = shell.engine.weighed(board, duty, command.trigger, actor, details, at)
    states = shell.engine.flat.states
    return tuple(Weighed(move.trigger, states[move.source], guard, passes) for move, guard, passes in found)
