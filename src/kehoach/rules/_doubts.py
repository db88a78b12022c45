"""The rules whose findings a plan tells by itself: `Plan.check` answers all of them in one pass."""

from __future__ import annotations

import attrs

from kehoach._plan import Plan
from kehoach.errors import Finding

__all__ = ["Doubt", "doubts_of"]


@attrs.frozen
class Doubt:
    """The function of such a rule: of all that `Plan.check` says, what bears one code.

    Attributes:
        code: The code.
    """

    code: str

    def __call__(self, plan: Plan) -> list[Finding]:
        """What the plan says under this code."""
        return doubts_of(plan).get(self.code, [])


def doubts_of(plan: Plan) -> dict[str, list[Finding]]:
    """What `Plan.check` says, code by code."""
    found: dict[str, list[Finding]] = {}
    for one in plan.check():
        found.setdefault(one.code, []).append(one)
    return found
