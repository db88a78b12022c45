"""``kehoach receive``: a paper that came in is submitted, reviewed and aggregated in one act."""

from __future__ import annotations

from kehoach._cli._wishes import RECEIVE, verb

__all__ = ["COMMAND"]

COMMAND = verb(
    "receive",
    """Submit, review and aggregate in one act.

    The superior that received the papers does it, where the plan's policy says accepts_in_one.""",
    trigger=RECEIVE,
    content=True,
)
