"""The totals of every unit of every tier, in columns: one pass over all, and then only what an act has touched.

A ledger follows the log. A line touches one duty: what it says, which of its versions is the working one, and in which
rows it stands. Each superior whose rows or words have changed is worked out anew from what it holds, and so is, step by
step, whatever holds it: the path to the root, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from kehoach._progress import Board, Line
from kehoach._report import Cell
from kehoach._rollup._census import Bonus, shared_below
from kehoach._rollup._groups import Extra, Links
from kehoach._rollup._lanes import COLUMNED, Sheet
from kehoach._rollup._layout import Layout
from kehoach._rollup._pages import Pages
from kehoach._rollup._reach import cells_of
from kehoach._rollup._recipe import Book
from kehoach._rollup._walk import Node

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Ledger", "can_be_columned"]

_FEW = 1_000  # versions that are read one by one; of more, all are turned into a column


def can_be_columned(board: Board) -> bool:
    """Whether totals are worked out by columns: on the plan's own graph, where nothing depends on what may happen."""
    return board.grid is board.plan.columns and not board.frames and board.grid.unconditional


class Ledger:
    """The columns of one campaign.

    Args:
        book: How totals are worked out.
        board: Where everything stands.
        tops: Versions whose totals are kept beside those of the working ones.
        group: The group of indicators; empty: those of none.

    Attributes:
        book: How totals are worked out.
        board: Where everything stood when it was followed last.
        recipes: The recipes that are worked out by columns.
        places: The place of each, by the key of its indicator.
        layout: Where every duty has its column.
        pages: The columns.
        shared: By column of a superior, the columns of the shared versions that it reaches.
        seq: The last line of the log that is in it.
    """

    def __init__(self, book: Book, board: Board, tops: Iterable[Node] = (), group: str = "") -> None:
        self.book, self.board = book, board
        every = [recipe for recipe in map(book.recipe, book.keys) if recipe.indicator.group == group]
        self.recipes = [one for one in every if all(given.goes_up in COLUMNED for given in one.givens)]
        self.places = {recipe.indicator.key: place for place, recipe in enumerate(self.recipes)}
        self.grid, self.layout = board.grid, Layout.of(board.grid, group)
        self._tops = tuple(tops)
        self._fill()

    def _fill(self) -> None:
        """Read everything, and work every superior out."""
        import numpy as np

        board, layout = self.board, self.layout
        self.seq, self.waivers = board.seq, board.waivers
        self._nodes: list[Node] = [(duty, board.version[duty]) for duty in layout.duty.tolist()]
        self._extra: dict[Node, Extra] = {}
        self._room: int | None = None
        self._holders: dict[int, list[tuple[Extra, int]]] = {}
        self.links = Links(self._sources(0, len(self.grid.edge_unit)), {})
        for node in self._tops:
            self.column_of(node)
        for extra in self._extra.values():
            self._keep(extra)
        self._fresh = set[int]()
        self._cells: list[Mapping[str, Cell]] = [cells_of(board, node) for node in self._nodes]
        self._room = len(self._nodes) + 64 + len(self._nodes) // 16
        spare = self._room - len(self._nodes)
        duties = [duty for duty, _ in self._nodes] + [0] * spare
        sheet = Sheet(self.book.plan, duties, [*self._cells, *({} for _ in range(spare))])
        self.pages = Pages(self.recipes, sheet, layout)
        self.expected, self.waived = self.pages.asked(self.grid, layout, sheet, np.array(sorted(self.waivers), "i8"))
        self.shared = shared_below(self.grid, layout, self.links)
        self._bonus: Bonus | None = None
        self.roll()

    def roll(self) -> Ints:
        """Work every superior out anew, in one pass; the answer is what they count behind shared versions, packed."""
        self.pages.roll(self.links)
        if self._bonus is None:
            self._bonus = Bonus.of(self.shared)
        return self.pages.added(self._bonus)

    # ----------------------------------------------------------- which column

    def _sources(self, first: int, last: int) -> Ints:
        """The columns of the versions that are held at some edges; -1 where none is."""
        import numpy as np

        units = np.asarray(self.grid.edge_unit[first:last], "i8")
        held = np.asarray(self.board.held[first:last], "i8")
        working = np.asarray(self.board.version, "i8")[units] if last - first > _FEW else self._working(units)
        if len(self.layout.idle):  # what an edge does not carry is not held by it
            held = np.where(np.isin(np.arange(first, last), self.layout.idle), 0, held)
        source = np.where(held == 0, -1, self.layout.place[units])
        for spot in np.flatnonzero((held != 0) & (held != working)).tolist():
            source[spot] = self.column_of((int(units[spot]), int(held[spot])))
        return source

    def _working(self, units: Ints) -> Ints:
        import numpy as np

        return np.array([self.board.version[unit] for unit in units.tolist()], "i8")

    def column_of(self, node: Node) -> int:
        """The column of a version; one that is not a working one gets its own, below what it holds."""
        left = [node]
        while left:
            here = left[-1]
            if self._known(here) is None:
                rows = [(self.grid.edge_unit[edge], taken) for edge, taken in self._rows(here)]
                missing = [below for below in rows if self._known(below) is None]
                if missing:
                    left.extend(missing)
                    continue
                self._add(here)
            left.pop()
        known = self._known(node)
        assert known is not None
        return known

    def _rows(self, node: Node) -> list[tuple[int, int]]:
        """What a version holds along edges that carry anything."""
        share = self.layout.share
        return [(edge, taken) for edge, taken in self.board.rows_of(*node) if share.get(edge) != 0]

    def _known(self, node: Node) -> int | None:
        if node[1] == self.board.version[node[0]]:
            return int(self.layout.place[node[0]])
        extra = self._extra.get(node)
        return None if extra is None else extra.column

    def _add(self, node: Node) -> None:
        """A column for a version that is not a working one."""
        import numpy as np

        column = len(self._nodes)
        if self._room is not None and column >= self._room:
            raise _FullError
        rows = self._rows(node)
        edges = [edge for edge, _ in rows]
        columns = [self._known((self.grid.edge_unit[edge], taken)) for edge, taken in rows]
        shares = self.layout.shares(self.grid, edges)
        held = tuple((self.grid.edge_unit[edge], taken) for edge, taken in rows)
        extra = Extra(column, node[0], held, np.array(columns, "i8"), *shares)
        self._nodes.append(node)
        self._extra[node] = extra
        if self._room is not None:
            self._keep(extra)
            self._cells.append(cells_of(self.board, node))
            self._tell(column)
            self._fresh.add(column)

    def _keep(self, extra: Extra) -> None:
        self.links.extras.setdefault(self.grid.generation[extra.duty], []).append(extra)
        for place, source in enumerate(extra.sources.tolist()):
            self._holders.setdefault(source, []).append((extra, place))

    # ---------------------------------------------------------- what changes

    def follow(self, board: Board, lines: Sequence[Line]) -> None:
        """Take in what lines of the log have changed.

        Args:
            board: Where everything stands now.
            lines: The lines since the ledger was followed last.
        """
        self.board = board
        touched = {line[1] for line in lines if line[1] >= 0}
        if board.waivers != self.waivers or len(touched) > 64 + self.grid.n // 16:
            self._fill()
            return
        try:
            changed: set[int] = set()
            for duty in touched:
                changed |= self._touched(duty)
            self._rework(changed | self._fresh)
        except _FullError:
            self._fill()
            return
        self._fresh.clear()
        self.seq, self._bonus = board.seq, None

    def _touched(self, duty: int) -> set[int]:
        """The columns that differ after an act on a duty, before what follows from them."""
        board, grid, changed = self.board, self.grid, set[int]()
        column = int(self.layout.place[duty])
        before, node = self._nodes[column], (duty, board.version[duty])
        self._nodes[column] = node
        if before != node:
            self._part(column, before)
        cells = cells_of(board, node)
        if cells is not self._cells[column] and cells != self._cells[column]:
            self._cells[column] = cells
            self._tell(column)
            changed.add(column)
        for edge in grid.superior_edge[grid.superior_first[duty] : grid.superior_first[duty + 1]]:
            (source,) = self._sources(edge, edge + 1)
            if source != self.links.source[edge]:
                self.links.source[edge] = source
                changed.add(int(self.layout.place[grid.edge_superior[edge]]))
        first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
        if first < last:
            sources = self._sources(first, last)
            if (sources != self.links.source[first:last]).any():
                self.links.source[first:last] = sources
                changed.add(column)
        return changed

    def _part(self, column: int, before: Node) -> None:
        """Let versions that hold what was the working version hold it where it stands now; it is what it was."""
        for extra, place in self._holders.pop(column, ()):
            source = self.column_of(before) if extra.held[place] == before else column
            extra.sources[place] = source
            self._holders.setdefault(source, []).append((extra, place))

    def _tell(self, column: int) -> None:
        """Note what a version says itself."""
        duty, _ = self._nodes[column]
        cells = self._cells[column]
        answers = [(recipe.said(cells, asked := self.book.asks(recipe, duty)), asked) for recipe in self.recipes]
        if not self.pages.say(column, answers):
            raise _FullError

    def _rework(self, changed: Iterable[int]) -> None:
        """Work out anew what has changed, and whatever holds it, lowest generation first."""
        grid, waiting, met = self.grid, list[tuple[int, int]](), set[int]()
        for column in changed:
            heappush(waiting, (grid.generation[self._nodes[column][0]], column))
        while waiting:
            _, column = heappop(waiting)
            if column in met:
                continue
            met.add(column)
            duty = self._nodes[column][0]
            self._work_out(duty, column)
            if column >= self.layout.n:
                continue  # what was sent and is held elsewhere never changes
            for edge in grid.superior_edge[grid.superior_first[duty] : grid.superior_first[duty + 1]]:
                if self.links.source[edge] == column:
                    above = grid.edge_superior[edge]
                    heappush(waiting, (grid.generation[above], int(self.layout.place[above])))

    def _work_out(self, duty: int, column: int) -> None:
        """Work one superior out anew from what it holds."""
        first, last = self.grid.edge_first[duty], self.grid.edge_first[duty + 1]
        extra = self._extra.get(self._nodes[column]) if column >= self.layout.n else None
        if extra is not None:
            self.pages.rework(column, extra.sources, extra.above, extra.below, extra.is_shared)
            self._reach(column, extra.sources)
        if extra is not None or first == last:
            return
        source = self.links.source[first:last]
        edges = [edge for edge, one in enumerate(source.tolist(), first) if one >= 0]
        sources = source[source >= 0]
        self.pages.rework(column, sources, *self.layout.shares(self.grid, edges))
        self._reach(column, sources)

    def _reach(self, column: int, sources: Ints) -> None:
        """The shared versions that a superior reaches, from those that what it holds reach."""
        if not self.layout.has_shared:
            return
        reached = frozenset[int]().union(
            *(self.shared.get(one, frozenset()) for one in sources.tolist()),
            (one for one in sources.tolist() if self.layout.shared[self._nodes[one][0]]),
        )
        own = {column} if self.layout.shared[self._nodes[column][0]] else set[int]()
        self.shared[column] = reached - own

    def duty_of(self, column: int) -> int:
        """The duty whose version has a column."""
        return self._nodes[column][0]

    def cells_at(self, column: int) -> Mapping[str, Cell]:
        """The figures of the version that has a column."""
        return self._cells[column]

    def sources_of(self, column: int) -> Ints:
        """The columns of what the version in a column holds."""
        if column >= self.layout.n:
            return self._extra[self._nodes[column]].sources
        duty = self._nodes[column][0]
        source = self.links.source[self.grid.edge_first[duty] : self.grid.edge_first[duty + 1]]
        return source[source >= 0]


class _FullError(Exception):
    """What has changed has no room in the columns as they are: they are made anew."""
