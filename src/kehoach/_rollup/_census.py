"""How many are below each superior, each counted once, also where several ways lead to it.

Whoever has one superior is counted along the one way up. Whoever has several is left out there, with all below whom no
other such unit stands over, and added once to each superior that it reaches: a count is that of the units reached
along single ways, and of those behind each shared unit that is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import attrs

from kehoach._plan import PlanColumns
from kehoach._rollup._groups import Extra, Group, Links
from kehoach._rollup._layout import Layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Bonus", "Packing", "Shared", "census", "shared_below"]

Shared = Mapping[int, frozenset[int]]
"""By column of a superior, the columns of the shared versions that it reaches."""


def shared_below(grid: PlanColumns, layout: Layout, links: Links) -> dict[int, frozenset[int]]:
    """The shared versions that each superior reaches; superiors that reach none are left out.

    Args:
        grid: The graph.
        layout: Its columns.
        links: Which versions are held.
    """
    import numpy as np

    shared = np.flatnonzero(layout.shared)
    if not len(shared):
        return {}
    holders = _extra_holders(links)
    found: dict[int, set[int]] = {}
    generation = grid.generation
    border: dict[int, set[int]] = {}
    owners = {int(layout.place[duty]): int(duty) for duty in shared}
    extras = [extra for some in links.extras.values() for extra in some if layout.shared[extra.duty]]
    owners |= {extra.column: extra.duty for extra in extras}
    for column, duty in owners.items():
        border.setdefault(generation[duty], set()).add(column)
    for depth in range(max(generation, default=0) + 1):
        for column in border.pop(depth, ()):
            duty = owners[column]
            reached = found.get(column, set[int]()) | ({column} if layout.shared[duty] else set[int]())
            for above, above_duty in _holders(grid, layout, links, duty, column, holders):
                found.setdefault(above, set()).update(reached)
                owners[above] = above_duty
                border.setdefault(generation[above_duty], set()).add(above)
    return {column: frozenset(reached) for column, reached in found.items()}


def _extra_holders(links: Links) -> dict[int, list[Extra]]:
    """By column, the versions that are not working ones and hold it."""
    found: dict[int, list[Extra]] = {}
    for some in links.extras.values():
        for extra in some:
            for source in extra.sources.tolist():
                found.setdefault(source, []).append(extra)
    return found


def _holders(
    grid: PlanColumns, layout: Layout, links: Links, duty: int, column: int, extras: Mapping[int, Sequence[Extra]]
) -> Iterable[tuple[int, int]]:
    """The versions that hold one: their columns and duties."""
    for spot in range(grid.superior_first[duty], grid.superior_first[duty + 1]):
        edge = grid.superior_edge[spot]
        if links.source[edge] == column:
            above = grid.edge_superior[edge]
            yield int(layout.place[above]), above
    for extra in extras.get(column, ()):
        yield extra.column, extra.duty


@attrs.frozen(eq=False)
class Bonus:
    """What superiors count behind the shared versions that they reach.

    Attributes:
        owners: The columns of the superiors.
        starts: Where those of each begin among `sources`.
        sources: The columns of the shared versions.
    """

    owners: Ints
    starts: NDArray[np.intp]
    sources: Ints

    @classmethod
    def of(cls, shared: Shared) -> Bonus:
        """The bonus of every superior that reaches shared versions."""
        import numpy as np

        owners = sorted(shared)
        lengths = [len(shared[one]) for one in owners]
        sources = np.array([source for one in owners for source in sorted(shared[one])], "i8")
        return cls(np.array(owners, "i8"), np.cumsum([0, *lengths[:-1]]).astype(np.intp), sources)

    def added(self, columns: Ints) -> Ints:
        """What is behind the shared versions that each of the superiors reaches: one row for each lane."""
        import numpy as np

        if not len(self.owners):
            return columns[:, :0]
        return np.add.reduceat(np.take(columns, self.sources, axis=1), self.starts, axis=1)


@attrs.frozen(eq=False)
class Packing:
    """Small counts side by side in one integer.

    Attributes:
        width: How many bits each has.
        each: How many there are in an integer.
    """

    width: int
    each: int

    @classmethod
    def of(cls, n: int) -> Packing:
        """The packing of counts up to a number."""
        width = n.bit_length() + 1
        return cls(width, max(1, 62 // width))

    def packed(self, masks: Sequence[NDArray[np.bool_]], n: int) -> Ints:
        """Columns of bits as rows of integers."""
        import numpy as np

        rows = np.zeros((-(-len(masks) // self.each), n), "i8")
        for place, mask in enumerate(masks):
            rows[place // self.each] += mask.astype("i8") << (self.width * (place % self.each))
        return rows

    def read(self, rows: Ints, place: int) -> Ints:
        """The counts of one column of bits.

        Args:
            rows: Rows of integers, or one integer of each.
            place: The place of the column.
        """
        found: Ints = rows[place // self.each] >> (self.width * (place % self.each)) & (1 << self.width) - 1
        return found


def census(grid: PlanColumns, layout: Layout, masks: Sequence[NDArray[np.bool_]]) -> list[Ints]:
    """How many duties that bear a mark are at or below each duty, whoever has reported; one column for each mask.

    Args:
        grid: The graph.
        layout: Its columns.
        masks: By column, who bears the mark.
    """
    import numpy as np

    source = layout.place[np.asarray(grid.edge_unit, "i8")]
    source[layout.idle] = -1
    links = Links(source, {})
    packing = Packing.of(layout.n)
    group = Group("count", packing.packed(masks, layout.n), layout, ())
    group.roll(links)
    bonus = Bonus.of(shared_below(grid, layout, links))
    counted = group.columns.copy()
    counted[:, bonus.owners] += bonus.added(group.columns)
    return [packing.read(counted, place) for place in range(len(masks))]
