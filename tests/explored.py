"""Every state that a small campaign can reach, under every act of whoever it is for; as bytes, so that many fit.

The production engine decides and the production board moves: a state is a few bytes from which a board is filled, and
the board after an act is bytes again. What is held against every act, every edge and every state stands in `Laws`.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

import kehoach as kh
from kehoach._engine import TAKES_UP, Engine, Stragglers
from kehoach._engine._authority import expected_actors
from kehoach._lifecycle import ROLES, Move
from kehoach._progress import UNROW, Actors, Board, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach.errors import Refused

REASON = Details(reason="because")
ACCEPTED, COUNTED, WAIVED = map(ROLES.index, ("accepted", "counted", "waived"))
FREEZE, OPENING = 0, (3, 4, 6)
UNTOUCHED: frozenset[int] = frozenset((-1,))
"""What stands for the waivers that a sent version knew of: no act may put anything else in its place."""


class Layout:
    """Where in the bytes of a state each thing stands."""

    def __init__(self, plan: kh.Plan, versions: int) -> None:
        grid = plan.columns
        self.grid, self.n, self.edges, self.versions = grid, grid.n, len(grid.edge_unit), versions
        self.sent: list[tuple[int, int, int, int]] = []  # duty, version, where its slice begins, where it ends
        place = 4 * self.n + self.edges
        self.frozen_at = place
        for duty in range(grid.n):
            width = grid.edge_first[duty + 1] - grid.edge_first[duty]
            for version in range(1, versions + 1) if width else ():
                self.sent.append((duty, version, place, width))
                place += 1 + width  # whether it was sent, and its rows
        self.size = place

    def renamed(self, names: Sequence[int]) -> tuple[int, ...]:
        """Where each byte comes from when duty d is called names[d]."""
        grid, n = self.grid, self.n
        old = {new: duty for duty, new in enumerate(names)}
        edge_of = {(grid.edge_unit[edge], grid.edge_superior[edge]): edge for edge in range(self.edges)}
        edge = [edge_of[old[grid.edge_unit[e]], old[grid.edge_superior[e]]] for e in range(self.edges)]
        slices = {(duty, version): place for duty, version, place, _ in self.sent}
        found = [block * n + old[duty] for block in (0, 1) for duty in range(n)]
        found += [2 * n + edge[e] for e in range(self.edges)]
        found += [2 * n + self.edges + block * n + old[duty] for block in (0, 1) for duty in range(n)]
        for duty, version, _, width in self.sent:
            there = slices[old[duty], version]
            first = grid.edge_first[duty]
            found.append(there)
            found += [there + 1 + edge[first + spot] - grid.edge_first[old[duty]] for spot in range(width)]
        return tuple(found)

    def twins(self, groups: Sequence[Sequence[str]]) -> list[Callable[[bytes], tuple[int, ...]]]:
        """The ways to rename units that nothing tells apart, but for the way that changes nothing."""
        found = []
        for change in itertools.product(*(itertools.permutations(group) for group in groups)):
            names = [*range(self.n)]
            for group, order in zip(groups, change, strict=True):
                for old, new in zip(group, order, strict=True):
                    names[self.grid.index[old]] = self.grid.index[new]
            if names != [*range(self.n)]:
                found.append(itemgetter(*self.renamed(names)))
        return found


class Space:
    """Every state that can be reached with so many versions of each report, and which act leads from where to where.

    Args:
        plan: The plan; one form of reports.
        versions: How many versions of each report; an act that would open another is not followed.
        twins: Groups of units that nothing tells apart: states that differ in their names only are one.
        depth: How many acts deep to look; None: to the end.

    Attributes:
        keys: The states, in the order in which they were found.
        sources, targets: For every act, from which state it leads to which.
        inner: How many states were gone on from; all, unless a depth is given.
        cut: How many acts were not followed, because they would open a version too many.
    """

    def __init__(
        self, plan: kh.Plan, versions: int, *, twins: Sequence[Sequence[str]] = (), depth: int | None = None
    ) -> None:
        units = hierarchy_of(plan).columns
        self.plan, self.versions = plan, versions
        self.layout = Layout(plan, versions)
        self.engine = Engine(plan, Actors(units.ids, units.index), flat_of(plan))
        follows = plan.policy.stragglers in TAKES_UP
        self.following = Stragglers(plan, self.engine.flat, self.engine.unasked) if follows else None
        self.board = Board(plan)
        for name in ("version", "held"):
            setattr(self.board, name, bytearray([*getattr(self.board, name)]))
        self.renamings = self.layout.twins(twins)
        self.cut = self.inner = self.level = 0
        self.thorough = False  # whether guards are not asked before the engine is
        self.sent_rows: dict[bytes, dict[tuple[int, int], bytes]] = {}
        self.sources, self.targets = array("I"), array("I")
        self.keys = [self.canonical(self.read())]
        self.number = {self.keys[0]: 0}
        self.explore(depth)

    def explore(self, depth: int | None) -> None:
        """Breadth first: every state once."""
        end = 1
        while self.inner < len(self.keys) and (depth is None or self.level < depth):
            for after in self.onward(self.keys[self.inner]):
                there = self.canonical(after)
                number = self.number.setdefault(there, len(self.keys))
                if number == len(self.keys):
                    self.keys.append(there)
                self.sources.append(self.inner)
                self.targets.append(number)
            self.inner += 1
            if self.inner == end:
                end, self.level = len(self.keys), self.level + 1

    # -- one state

    def fill(self, key: bytes) -> Board:
        """The board of a state."""
        board, layout, n = self.board, self.layout, self.layout.n
        place, grid = 2 * n + layout.edges, board.grid
        board.state = bytearray(key[:n])
        board.version = bytearray(key[n : 2 * n])  # type: ignore[assignment]  # read and written by place alone
        board.held = bytearray(key[2 * n : place])  # type: ignore[assignment]
        board.base, board.earlier, board.newest = {}, {}, {}
        for duty, base in enumerate(key[place : place + n]):
            if base:
                board.base[duty], board.earlier[duty] = (base, grid.unit_of[duty], 0), ((base, 0),)
        for duty, newest in enumerate(key[place + n : place + 2 * n]):
            if newest:
                board.newest[duty] = newest
        waived = self.waived
        board.waivers = frozenset([duty for duty, state in enumerate(board.state) if state == waived])
        board.rows = self.rows_of(key[layout.frozen_at :]).copy()  # type: ignore[assignment]
        board.excused = dict.fromkeys(board.rows, UNTOUCHED)
        board.cells, board.filed = {}, {}
        return board

    @cached_property
    def waived(self) -> int:
        """The number of the state of what is waived."""
        return next(state for state, role in enumerate(self.board.flat.roles) if role == WAIVED)

    def rows_of(self, frozen: bytes) -> dict[tuple[int, int], bytes]:
        """What each sent version holds, from the last bytes of a state."""
        found = self.sent_rows.get(frozen)
        if found is None:
            at = self.layout.frozen_at
            found = self.sent_rows[frozen] = {
                (duty, version): frozen[place - at + 1 : place - at + 1 + width]
                for duty, version, place, width in self.layout.sent
                if frozen[place - at]
            }
        return found

    def read(self) -> bytes:
        """The bytes of the board."""
        board, n = self.board, self.layout.n
        bases, newest = bytearray(n), bytearray(n)
        for duty, base in board.base.items():
            bases[duty] = base[0]
        for duty, version in board.newest.items():
            newest[duty] = version
        parts: list[bytes | bytearray] = [board.state, board.version, board.held, bases, newest]  # type: ignore[list-item]
        for duty, version, _, width in self.layout.sent:
            rows = board.rows.get((duty, version))
            parts += (bytes(1 + width),) if rows is None else (b"\1", rows)  # type: ignore[arg-type]
        return b"".join(parts)

    def canonical(self, key: bytes) -> bytes:
        """The least of all states that differ in the names of twins only."""
        return min([key, *(bytes(rename(key)) for rename in self.renamings)]) if self.renamings else key

    # -- the acts

    def onward(self, key: bytes) -> Iterator[bytes]:
        """The states one act further."""
        board = self.fill(key)
        acts = [*self.allowed(board)]
        self.look_at(key, acts)
        moved = False
        for duty, move, actor in acts:
            if move.code in OPENING and max(key[self.layout.n + duty], self.newest(key, duty)) == self.versions:
                self.cut += 1
                continue
            if moved:
                self.fill(key)
            moved = True
            self.make(duty, move, actor)
            if max(board.version) > self.versions:  # a superior was opened for a straggler
                self.cut += 1
                continue
            after = self.read()
            self.compare(key, after, duty, move, actor)
            yield after

    def make(self, duty: int, move: Move, actor: int) -> None:
        """Make a move on the board, and those that it brings along."""
        board = self.board
        seen = board.row(duty, actor) if move.code == UNROW else board.version[duty]
        board.apply(move, duty, seen, actor, 0, REASON)
        if self.following is not None:
            self.following.brought(board, duty, move, 0)

    def newest(self, key: bytes, duty: int) -> int:
        """The highest version number used, where it is above the working one."""
        return key[3 * self.layout.n + self.layout.edges + duty]

    def allowed(self, board: Board) -> Iterator[tuple[int, Move, int]]:
        """Every act that is allowed: on which duty, which move, by whom."""
        for duty in range(self.layout.n):
            for trigger, moves in self.engine.flat.table[board.state[duty]].items():
                for actor in {actor for move in moves for actor in expected_actors(board, duty, move)}:
                    if not self.thorough and self.hindered(board, duty, trigger, actor):
                        continue
                    try:
                        yield duty, self.engine.decide(board, duty, trigger, actor, REASON, 0), actor
                    except Refused:
                        continue

    def hindered(self, board: Board, duty: int, trigger: str, actor: int) -> bool:
        """Whether every transition has a guard that refuses: the engine would say the same, with all its words."""
        for _, _, conditions, choosing in self.engine._table[board.state[duty]][trigger]:
            for guard in conditions:
                answer = guard(board, duty, actor, REASON, 0)
                if answer is not None and answer is not True:
                    break
            else:
                for guard in choosing:
                    answer = guard(board, duty, actor, REASON, 0)
                    if answer is not None and answer is not False:
                        break
                else:
                    return False
        return True

    def look_at(self, key: bytes, acts: Sequence[tuple[int, Move, int]]) -> None:
        """Asked of every state with its acts."""

    def compare(self, before: bytes, after: bytes, duty: int, move: Move, actor: int) -> None:
        """Asked of every act, when the board is as it is afterwards."""

    def attempt(self, duty: int, trigger: str, actor: int) -> bool:
        """Do one act on the board, if it is allowed."""
        try:
            move = self.engine.decide(self.board, duty, trigger, actor, REASON, 0)
        except Refused:
            return False
        self.make(duty, move, actor)
        return True

    def finish(self, key: bytes, *, leaves: bool = False) -> bool:
        """Whether patience ends the campaign: superiors, and leaves if asked, are opened top down, and all goes up."""
        board, grid = self.fill(key), self.board.grid
        for duty in reversed(grid.order):
            unit, lead = grid.unit_of[duty], grid.lead_actor[duty]
            if leaves or grid.edge_first[duty] != grid.edge_first[duty + 1]:
                any(self.attempt(duty, trigger, by) for trigger, by in _openings(unit, lead))
        for duty in grid.order:
            unit, lead = grid.unit_of[duty], grid.lead_actor[duty]
            for trigger, by in (("submit", unit), ("review", lead)):
                self.attempt(duty, trigger, by)
            for superior in grid.superiors_of(duty):
                self.attempt(duty, "aggregate", grid.unit_of[superior])
        return all(board.flat.roles[board.state[duty]] >= ACCEPTED for duty in range(grid.n))

    def way_to(self, key: bytes) -> list[str]:
        """The acts that led to a state, for people; the shortest way, up to the names of twins."""
        found, here = list[str](), self.number[key]
        while here:
            before = self.sources[self.targets.index(here)]
            found.append(self.told(self.keys[before]))
            here = before
        return [*reversed(found), self.told(key)]

    def told(self, key: bytes) -> str:
        """A state in words: each duty with its state and version, and what it holds."""
        board, names = self.fill(key), self.layout.grid.names
        found = list[str]()
        for duty, name in enumerate(names):
            rows = board.rows_of(duty, board.version[duty])
            held = ", ".join(f"{names[board.grid.edge_unit[edge]]} v{taken}" for edge, taken in rows)
            found.append(f"{name} {board.flat.states[board.state[duty]]} v{board.version[duty]} ({held})")
        return "; ".join(found)

    # -- all states

    def leading_to(self, ends: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The states from which one of some states can be reached."""
        good, sources, targets = ends.copy(), np.array(self.sources), np.array(self.targets)
        while True:
            fresh = sources[good[targets] & ~good[sources]]
            if not len(fresh):
                return good
            good[fresh] = True

    def where(self, holds: Callable[[bytes], bool]) -> NDArray[np.bool_]:
        """In which states something holds."""
        return np.fromiter(map(holds, self.keys), dtype=np.bool_, count=len(self.keys))


def _openings(unit: int, lead: int) -> tuple[tuple[str, int], ...]:
    """What makes a draft of a report that was sent, and by whom."""
    return ("recall", unit), ("correct", unit), ("send_back", lead)
