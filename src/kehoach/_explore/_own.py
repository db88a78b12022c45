"""What is remembered of one report while every state is searched: as few numbers as what can happen next depends on.

Versions are numbered anew in every state: only which of them are alike, and which is later, is kept. So a report that
was returned a hundred times is one that was returned, and the space is finite although versions go on for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

__all__ = ["NOBODY", "Own", "latest", "renumbered"]

NOBODY: Final = 0


class Own(NamedTuple):
    """One report, and its row in its superior's version where it has one superior.

    Attributes:
        state: The number of its state.
        version: Its working version.
        base: The version under correction; 0: none.
        opener: Who opened that correction, as `Stage.role_of` calls actors.
        newest: The highest version number used, where it is above the working one; else 0.
        held: The version that its superior's working version holds; 0: none.
        before: The version that its superior's version under correction held when it was sent; 0: none.
        ever: Whether any version that its superior sent held it.
        preparer: Who prepared what waits for a review.
        base_state: The state in which it was corrected last, where the lifecycle asks for that.
        came: When the working version came in: the number of the moment, from 1; 0: not, or not told apart.
        base_came: When the version under correction came in.
        first: When the first submission came in that was not recalled.
        first_is: 1 where the working version is that first one, else 0.
        extended: Whether its due was extended.
        rework: Whether its rework has a due of its own.
    """

    state: int
    version: int = 1
    base: int = 0
    opener: int = NOBODY
    newest: int = 0
    held: int = 0
    before: int = 0
    ever: int = 0
    preparer: int = NOBODY
    base_state: int = 0
    came: int = 0
    base_came: int = 0
    first: int = 0
    first_is: int = 0
    extended: int = 0
    rework: int = 0

    def renumbered(self) -> Own:
        """The same with the versions that are spoken of numbered from 1."""
        name = renumbered((self.version, self.base, self.held, self.before))
        return self._replace(
            version=name[self.version],
            base=name[self.base],
            held=name[self.held],
            before=name[self.before],
            newest=latest(name, self.version),
        )


def renumbered(versions: Iterable[int]) -> dict[int, int]:
    """New numbers for versions, in their order, from 1; 0 stays what it is.

    Args:
        versions: The versions that are spoken of.

    >>> renumbered([7, 0, 3, 7])
    {0: 0, 3: 1, 7: 2}
    """
    return dict(zip(sorted({0, *versions}), range(len({0, *versions})), strict=True))


def latest(name: dict[int, int], working: int) -> int:
    """The new number of the highest version that is spoken of, where that is not the working one; else 0.

    Args:
        name: The new numbers.
        working: The working version, by its old number.
    """
    highest = max(name)
    return name[highest] if highest > working else 0
