"""``kehoach fire``: any trigger of the plan's lifecycle."""

from __future__ import annotations

from kehoach._cli._wishes import verb

__all__ = ["COMMAND"]

COMMAND = verb(
    "fire",
    """Fire any trigger of the plan's lifecycle.

    For lifecycles with triggers of their own; the standard ones have a verb each.""",
    content=True,
    due=True,
)
