"""Breadth first through every state: where it is, what led there, and from where the end can be reached."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Protocol

import attrs

from kehoach._explore._numbers import Numbers
from kehoach._explore._tree import Onward
from kehoach._progress import Board
from kehoach.errors import Finding

__all__ = ["Place", "Search", "Space"]


class Space(Protocol):
    """The states of a campaign, each a number."""

    start: int
    noted: list[tuple[Finding, bool]]

    def onward(self, state: int, time: int, *, opening: bool) -> Onward:
        """Every state one act further."""
        ...  # pragma: no cover - the body of a protocol

    def board(self, state: int) -> Board:
        """A board in a state."""
        ...  # pragma: no cover - the body of a protocol

    def key(self, board: Board) -> int:
        """The number of the state that a board is in."""
        ...  # pragma: no cover - the body of a protocol

    def complete(self, state: int) -> bool:
        """Whether the campaign has ended in a state."""
        ...  # pragma: no cover - the body of a protocol


@attrs.frozen
class Place:
    """A state that was reached.

    Attributes:
        state: Its number in the space.
        left: How many versions may still be opened on the way from here.
        time: The moment.
    """

    state: int
    left: int
    time: int


class Search:
    """A search through the states of a campaign.

    Args:
        space: The states.
        moments: How many moments there are.
        returns: How many versions may be opened on one way; None: as many as anybody likes.
        limit: How many states are looked at, at most.
        depth: How many acts deep, at most; None: to the end.
        starts: Where it begins, with `returns` still to come; where nothing has happened when None.
        look: What is asked of every place when it is gone on from; it notes by itself.

    Attributes:
        flaws: For every law or rule, by its code, what was noted first: the finding, the number of the place, and
            whether an act is at fault.
        acts: How many acts lead from the places that were gone on from.
        cut: How many acts were not followed because too many versions were opened.
        deep: How many acts deep the search went.
        inner: How many places were gone on from.
    """

    def __init__(
        self,
        space: Space,
        moments: int,
        *,
        returns: int | None,
        limit: int,
        depth: int | None = None,
        starts: Iterable[Place] | None = None,
        look: Callable[[Place], Iterable[tuple[Finding, bool]]] | None = None,
    ) -> None:
        self.space, self.moments, self._limit, self._depth, self._look = space, moments, limit, depth, look
        self._lefts = 1 if returns is None else returns + 1
        self._unbounded = returns is None
        self.flaws: dict[str, tuple[Finding, int, bool]] = {}
        self.acts = self.cut = self.deep = self.inner = 0
        self._number: Numbers[int] = Numbers()
        self.keys = self._number.things
        for one in (Place(space.start, 0, 0),) if starts is None else starts:
            self.begun(one)
        self._parents = array("I", range(len(self.keys)))
        self._first = array("Q", [0])
        self._targets = array("I")

    def begun(self, place: Place) -> int:
        """The number of a place where the search begins: everything that may be opened is still to come."""
        return self._number[(place.state * self._lefts + self._lefts - 1) * self.moments + place.time]

    def place(self, number: int) -> Place:
        """The place of a number, in the order in which places were found."""
        key, time = divmod(self.keys[number], self.moments)
        state, left = divmod(key, self._lefts)
        return Place(state, left, time)

    @property
    def states(self) -> int:
        """How many places were found."""
        return len(self.keys)

    @property
    def exhausted(self) -> bool:
        """Whether every place that can be reached was gone on from."""
        return self.inner == len(self.keys)

    def run(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Search, until all is seen, the limit is reached, or somebody says to stop."""
        level_ends = 1
        with _uncollected():
            while self.inner < len(self.keys) and len(self.keys) <= self._limit and not stop():
                if self.inner == level_ends:
                    level_ends, self.deep = len(self.keys), self.deep + 1
                    if self.deep == self._depth:
                        return
                self._go_on()

    def _go_on(self) -> None:
        """Go on from the next place."""
        key, time = divmod(self.keys[self.inner], self.moments)
        state, left = divmod(key, self._lefts)
        lefts, moments, number = self._lefts, self.moments, self._number
        free, opened, cut = self.space.onward(state, time, opening=left > 0 or self._unbounded)
        keys = [(after * lefts + left) * moments + time for after in free]
        rest = left if self._unbounded else left - 1
        keys += [(after * lefts + rest) * moments + time for after in opened]
        if time + 1 < moments:
            keys.append(self.keys[self.inner] + 1)  # time passes
        self._targets.extend([number[key] for key in keys])
        self._parents.extend([self.inner] * (len(self.keys) - len(self._parents)))
        self.cut += cut
        self._note()
        self.inner += 1
        self._first.append(len(self._targets))
        self.acts = len(self._targets)

    def _note(self) -> None:
        """Keep the first place at which each thing was found to be wrong."""
        noted = self.space.noted
        if self._look is not None:
            noted += self._look(self.place(self.inner))
        for finding, acted in noted:
            self.flaws.setdefault(finding.code, (finding, self.inner, acted))
        noted.clear()

    def way_to(self, number: int) -> list[Place]:
        """The places on the shortest way from the beginning to one, both among them."""
        found = [number]
        while self._parents[number] != number:
            number = self._parents[number]
            found.append(number)
        return [self.place(one) for one in reversed(found)]

    def stuck(self) -> list[int]:
        """The places from which the end of the campaign cannot be reached, in the order in which they were found.

        What was not gone on from, and whatever leads to it, is not among them.
        """
        import numpy as np

        complete, lefts = self.space.complete, self._lefts * self.moments
        good = np.fromiter((complete(key // lefts) for key in self.keys), np.bool_, len(self.keys))
        good[self.inner :] = True
        targets = np.array(self._targets, np.uint32)
        sources = np.repeat(
            np.arange(self.inner, dtype=np.uint32), np.array(np.diff(np.array(self._first, np.int64)), np.int64)
        )
        fresh = sources[good[targets] & ~good[sources]]
        while len(fresh):
            good[fresh] = True
            fresh = sources[good[targets] & ~good[sources]]
        return [int(one) for one in np.flatnonzero(~good)]


@contextmanager
def _uncollected() -> Generator[None]:
    """Millions of small tuples are kept; looking for garbage among them again and again takes most of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
