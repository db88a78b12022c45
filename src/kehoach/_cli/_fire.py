"""``kehoach fire``: any trigger of the plan's lifecycle."""

from __future__ import annotations

from kehoach._cli._wishes import verb

__all__ = ["COMMAND", "is_trigger"]

COMMAND = verb(
    "fire",
    """Fire any trigger of the plan's lifecycle.

    For lifecycles with triggers of their own; the standard ones have a verb each.""",
    content=True,
    act=True,
    reroute=True,
    due=True,
)


def is_trigger(store: str, name: str) -> bool:
    """Whether the lifecycle of a campaign in a store has a trigger of this name, dashes for underscores.

    Args:
        store: A path or URL; what is none holds no campaign.
        name: What was typed.
    """
    from kehoach._campaign import Campaign
    from kehoach._cli._campaigns import is_store, store_of
    from kehoach.errors import KehoachError

    if not is_store(store):
        return False
    try:
        opened = store_of(store)
        plans = (Campaign.resume(opened, id=record.id).plan for record in opened.campaigns())
        return any(name.replace("-", "_") in plan.lifecycle.flat.triggers for plan in plans)
    except (KehoachError, OSError):
        return False
