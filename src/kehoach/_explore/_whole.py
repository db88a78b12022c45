"""The states of any campaign, each as one thing: where a report has several superiors, or anybody's code decides.

Of the versions that were sent those are kept that something can still be read down to, or gone back to; their numbers
are made anew, as in a tree. Siblings are not told to be alike: that a tree has.
"""

from __future__ import annotations

from array import array
from typing import NamedTuple

from kehoach._explore._laws import Before, broken_by, broken_in
from kehoach._explore._numbers import Numbers
from kehoach._explore._own import Own, latest, renumbered
from kehoach._explore._stage import Stage
from kehoach._explore._tree import Onward
from kehoach._progress import Board
from kehoach.errors import Finding

__all__ = ["Whole"]

_EARLIER = 200  # the version that stands for all that are not kept


class _State(NamedTuple):
    """Everything that is remembered.

    Attributes:
        owns: Of each report, but for its rows.
        held: Per edge, what the superior's working version holds.
        ever: Per edge, whether any version that was sent held something.
        rows: What each version holds that is kept: duty, version, rows.
    """

    owns: tuple[Own, ...]
    held: bytes
    ever: bytes
    rows: tuple[tuple[int, int, bytes], ...]


class Whole:
    """The states of a campaign, each a number.

    Args:
        stage: What decides.

    Attributes:
        start: The state in which nothing has happened.
        noted: What was found to be wrong since somebody looked: the code, and whether an act is at fault.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.noted: list[tuple[Finding, bool]] = []
        self._number: Numbers[_State] = Numbers()
        self._ended: dict[bytes, bool] = {}
        self.start = self.key(stage.clear())

    def key(self, board: Board) -> int:
        """The number of the state that a board is in."""
        grid = self.stage.grid
        self.stage.board = board
        live = self._live(board)
        names = [renumbered(versions) for versions in live]
        owns: list[Own] = []
        for duty in range(grid.n):
            own, name = self.stage.take(duty, renumber=False), names[duty]
            newest = latest(name, own.version)
            owns.append(own._replace(version=name[own.version], base=name[own.base], newest=newest))
        kept: list[tuple[int, int, bytes]] = []
        for (duty, version), rows in sorted(board.rows.items()):
            if version in live[duty]:
                kept.append((duty, names[duty][version], self._named(names, duty, rows)))
        units = enumerate(grid.edge_unit)
        held = bytes(names[unit][board.held[edge]] for edge, unit in units)
        return self._number[_State(tuple(owns), held, self._ever(board), tuple(kept))]

    def _named(self, names: list[dict[int, int]], duty: int, rows: array[int]) -> bytes:
        first, grid = self.stage.grid.edge_first[duty], self.stage.grid
        return bytes(names[grid.edge_unit[edge]][version] for edge, version in enumerate(rows, first))

    def _live(self, board: Board) -> list[set[int]]:
        """Per duty, the versions that something speaks of: working ones, those under correction, and their rows."""
        grid = self.stage.grid
        live = [{board.version[duty], board.base.get(duty, (0, 0, 0))[0]} for duty in range(grid.n)]
        for edge, unit in enumerate(grid.edge_unit):
            live[unit].add(board.held[edge])
        for duty in reversed(grid.order):
            first = grid.edge_first[duty]
            for version in live[duty]:
                for edge, taken in enumerate(board.rows.get((duty, version), ()), first):
                    live[grid.edge_unit[edge]].add(taken)
        return live

    def _ever(self, board: Board) -> bytes:
        grid, found = self.stage.grid, bytearray(len(self.stage.grid.edge_unit))
        for (duty, _), rows in board.rows.items():
            for edge, version in enumerate(rows, grid.edge_first[duty]):
                found[edge] |= version > 0
        return bytes(found)

    def board(self, state: int) -> Board:
        """A board in a state."""
        remembered, board, grid = self._number.things[state], self.stage.clear(), self.stage.grid
        for duty, own in enumerate(remembered.owns):
            self.stage.put(duty, own)
        board.held[:] = array("I", [*remembered.held])
        for duty in range(grid.n):
            ever = remembered.ever[grid.edge_first[duty] : grid.edge_first[duty + 1]]
            if any(ever):
                board.rows[duty, _EARLIER] = array("I", [*ever])
        for duty, version, rows in remembered.rows:
            board.rows[duty, version] = array("I", [*rows])
        return board

    def onward(self, state: int, time: int, *, opening: bool) -> Onward:
        """Every state one act further.

        Args:
            state: The number of the state.
            time: The moment.
            opening: Whether acts that open another version are followed.
        """
        stage, found, cut = self.stage, (dict[int, None](), dict[int, None]()), 0
        kept = self.board(state).copy()
        for duty in range(stage.grid.n):
            stage.board = kept
            offers, before = [*stage.offers(duty, time)], Before.of(stage, duty)
            self.noted += [(finding, False) for finding in broken_in(stage, duty, offers)]
            for offer in offers:
                stage.board = kept.copy()
                stage.make(offer)
                self.noted += [(finding, True) for finding in broken_by(stage, offer, before)]
                opened = offer.opens or max(stage.board.version) > max(before.versions)
                if opened and not opening:
                    cut += 1
                    continue
                found[opened][self.key(stage.board)] = None
        return [*found[0]], [*found[1]], cut

    def complete(self, state: int) -> bool:
        """Whether the campaign has ended in a state."""
        states = bytes(own.state for own in self._number.things[state].owns)
        known = self._ended.get(states)
        if known is None:
            self.board(state)
            known = self._ended[states] = self.stage.complete()
        return known
