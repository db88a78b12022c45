"""Who acts, as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["Actors"]


class Actors:
    """Who acts, as numbers: the units of the hierarchy in its order, then the issuer, then whoever else appears.

    Args:
        units: The ids of the units, in order.
        index: The number of each id.
    """

    __slots__ = ("_called", "_index", "_others", "_units", "issuer")

    def __init__(self, units: Sequence[str], index: Mapping[str, int]) -> None:
        self._units, self._index = units, index
        self.issuer = len(units)
        self._others: dict[str, int] = {"issuer": self.issuer}
        self._called = ["issuer"]

    def known(self, name: str) -> int | None:
        """The number of a unit, of ``"issuer"`` or of somebody who acted before; None for a stranger."""
        number = self._index.get(name)
        return self._others.get(name) if number is None else number

    def number(self, name: str) -> int:
        """The number of a name; a stranger gets the next one."""
        number = self.known(name)
        if number is None:
            number = self._others[name] = self.issuer + len(self._others)
            self._called.append(name)
        return number

    def name(self, number: int) -> str:
        """The name that bears a number."""
        if number < self.issuer:
            return self._units[number]
        return self._called[number - self.issuer]
