"""Numbers for things, in the order in which they are first asked for."""

from __future__ import annotations

from typing import Generic, TypeVar

__all__ = ["Numbers"]

_Thing = TypeVar("_Thing")


class Numbers(dict[_Thing, int], Generic[_Thing]):
    """The number of each thing that was asked for; a new one gets the next.

    Attributes:
        things: Each thing, by its number.

    >>> numbers = Numbers()
    >>> numbers["a"], numbers["b"], numbers["a"], numbers.things
    (0, 1, 0, ['a', 'b'])
    """

    __slots__ = ("things",)

    def __init__(self) -> None:
        super().__init__()
        self.things: list[_Thing] = []

    def __missing__(self, thing: _Thing) -> int:
        number = self[thing] = len(self.things)
        self.things.append(thing)
        return number
