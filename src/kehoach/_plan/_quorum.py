"""A gate that opens before everybody is in: how many it takes, and who must be among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

import attrs

from kehoach._hierarchy._edges import share_of
from kehoach._spelling import nfc
from kehoach.errors import Finding, InvalidPlan

__all__ = ["Quorum", "gate_of"]


def _share(value: object) -> Fraction:
    share = share_of(value)
    if isinstance(share, Fraction):
        return share
    raise InvalidPlan(Finding("KH139", {"given": str(value)[:60]}, path="quorum"))


def _ids(value: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(nfc(one).strip() for one in ((value,) if isinstance(value, str) else value))


@attrs.frozen
class Quorum:
    """How much of what is expected must be in before a report is sent.

    Attributes:
        share: The exact part of the subordinates, as ``"55%"``, ``"1/2"`` or a `Fraction`; a binary float is refused.
        required: Units that must be among them.

    >>> Quorum("55%").needed(100), Quorum("1/2", ["461"]).needed(7)
    (55, 4)
    """

    share: Fraction = attrs.field(converter=_share)
    required: tuple[str, ...] = attrs.field(default=(), converter=_ids)

    def needed(self, expected: int) -> int:
        """How many of so many are needed: the least whole number that is not below the share."""
        return -(-self.share.numerator * expected // self.share.denominator)

    def to_dict(self) -> dict[str, object]:
        """The quorum as the plan file writes it."""
        said: dict[str, object] = {"quorum": str(self.share)}
        return said | ({"required": list(self.required)} if self.required else {})


def gate_of(value: object) -> object:
    """A gate as people give it: ``"all"``, ``"none"``, a `Quorum`, or its table ``{quorum = "55%", required = […]}``.

    Raises:
        InvalidPlan: A key of the table is unknown, or the share cannot be read.
    """
    if not isinstance(value, Mapping):
        return value
    table = cast("Mapping[str, object]", value)
    known = ("quorum", "required")
    problems = [
        Finding(
            "KH101",
            {"key": key, "hint": f"known: {', '.join(known)}", "hint_vi": f"hiện có: {', '.join(known)}"},
            path=key,
        )
        for key in table
        if key not in known
    ]
    if problems:
        raise InvalidPlan(problems)
    return Quorum(table.get("quorum"), cast("list[str]", table.get("required", ())))
