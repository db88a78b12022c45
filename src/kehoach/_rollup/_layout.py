"""Where everything stands in columns: units side by side that go up to the same superior, lowest superiors first.

Then what goes up to a superior is one run of columns, and all superiors of one generation are summed by a single
``reduceat`` over a slice, without gathering anything. A unit stands in the run of its lead superior; what goes up to
others, or by a share, is put right afterwards, edge by edge: that is a few in a hundred.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm, prod
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._plan import PlanColumns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Edges", "Layout", "Level"]

_WHOLE: Final = Fraction(1)


@attrs.frozen(eq=False)
class Edges:
    """Edges that a run does not count as they are.

    Attributes:
        number: Their numbers in the plan's columns.
        source: The column of each subordinate.
        target: The column of each superior.
        above, below: What is to be added of each, as numerator and denominator: its share, less the whole where the run
            counts it; one number for all of them where they are alike.
        is_lead: Whether the run counts it, by a share of 1.
        is_shared: Whether several superiors count its subordinate.
    """

    number: Ints
    source: Ints
    target: Ints
    above: Ints
    below: Ints
    is_lead: NDArray[np.bool_]
    is_shared: NDArray[np.bool_]


@attrs.frozen(eq=False)
class Level:
    """The superiors of one generation.

    Attributes:
        generation: Which.
        first, last: The columns of the units whose lead superiors they are.
        starts: Where the run of each superior begins, counted from `first`.
        targets: The columns of the superiors that have a run.
        leads: The number of the edge of each of these units, in the order of their columns.
        edges: What is put right afterwards.
    """

    generation: int
    first: int
    last: int
    starts: NDArray[np.intp]
    targets: Ints
    leads: Ints
    edges: Edges


@attrs.frozen(eq=False)
class Layout:
    """The columns of a graph of duties.

    Attributes:
        n: How many duties.
        place: The column of each duty.
        duty: The duty in each column.
        levels: The superiors by generation, lowest first.
        scale: What figures are multiplied by, so that every share of them is whole.
        shared: By duty, whether several superiors count it.
        superiors: The columns of all superiors.
        share: The share of each edge, where it is not 1.
        idle: The edges that carry nothing of what is laid out.
    """

    n: int
    place: Ints
    duty: Ints
    levels: tuple[Level, ...]
    scale: int
    shared: NDArray[np.bool_]
    superiors: Ints
    share: Mapping[int, Fraction]
    idle: Ints

    @classmethod
    def of(cls, grid: PlanColumns, group: str = "") -> Layout:
        """The layout of a plan's duties, for a group of indicators; empty: for those of none."""
        import numpy as np

        firsts, ups = np.asarray(grid.edge_first, "i8"), np.asarray(grid.superior_first, "i8")
        unit, generation = np.asarray(grid.edge_unit, "i8"), np.asarray(grid.generation, "i8")
        has_lead = ups[1:] > ups[:-1]
        leads = np.asarray(grid.superior_edge, "i8")[ups[:-1][has_lead]]
        is_lead = np.zeros(len(unit), bool)
        is_lead[leads] = True
        superiors = np.flatnonzero(firsts[1:] > firsts[:-1])
        superiors = superiors[np.argsort(generation[superiors], kind="stable")]
        edges = _runs(firsts[superiors], firsts[superiors + 1])
        order = np.concatenate([unit[edges[is_lead[edges]]], np.flatnonzero(~has_lead)])
        place = np.empty(grid.n, "i8")
        place[order] = np.arange(grid.n)
        return cls(
            n=grid.n,
            place=place,
            duty=order,
            levels=_levels(grid, grid.shares(group), place, edges, is_lead),
            scale=_scale(grid, grid.shares(group)),
            shared=ups[1:] - ups[:-1] > 1,
            superiors=place[superiors],
            share=grid.shares(group),
            idle=np.array([edge for edge, share in grid.shares(group).items() if share == 0], "i8"),
        )

    @property
    def has_shared(self) -> bool:
        """Whether any duty is counted by several superiors."""
        return bool(self.shared.any())

    def shares(self, grid: PlanColumns, edges: list[int]) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """The shares of some edges, as numerators and denominators, and whether each is of a shared duty."""
        import numpy as np

        ones = np.ones(len(edges), "i8")
        if not self.share and not self.has_shared:
            return ones, ones, np.zeros(len(edges), bool)
        shares = [self.share.get(edge, _WHOLE) for edge in edges]
        units = np.array([grid.edge_unit[edge] for edge in edges], "i8")
        return (
            _integers([one.numerator for one in shares]),
            _integers([one.denominator for one in shares]),
            self.shared[units],
        )


def _levels(
    grid: PlanColumns, given: Mapping[int, Fraction], place: Ints, edges: Ints, is_lead: NDArray[np.bool_]
) -> tuple[Level, ...]:
    """The levels of a graph.

    Args:
        grid: The graph.
        given: The share of each edge, where it is not 1.
        place: The column of each duty.
        edges: All edges, by the generation of their superior, then by superior.
        is_lead: By edge, whether it leads to a lead superior.
    """
    import numpy as np

    superior = np.asarray(grid.edge_superior, "i8")
    unit, ups = np.asarray(grid.edge_unit, "i8"), np.asarray(grid.superior_first, "i8")
    is_odd = (ups[1:] - ups[:-1] > 1)[unit]
    is_odd[list(given)] = True
    above_of = np.asarray(grid.generation, "i8")[superior]
    cuts = np.flatnonzero(np.diff(above_of[edges])) + 1
    levels: list[Level] = []
    first = 0
    for run in np.split(edges, cuts) if len(edges) else ():
        leads, odd = run[is_lead[run]], run[is_odd[run]]
        above = superior[leads]
        starts = np.flatnonzero(np.diff(above, prepend=-1))
        mended = [given.get(edge, _WHOLE) - int(is_lead[edge]) for edge in odd.tolist()]
        fixed = Edges(
            number=odd,
            source=place[unit[odd]],
            target=place[superior[odd]],
            above=_alike(_integers([one.numerator for one in mended])),
            below=_alike(_integers([one.denominator for one in mended])),
            is_lead=is_lead[odd],
            is_shared=(ups[1:] - ups[:-1] > 1)[unit[odd]],
        )
        last = first + len(leads)
        levels.append(Level(int(above_of[run[0]]), first, last, starts, place[above[starts]], leads, fixed))
        first = last
    return tuple(levels)


def _alike(figures: Ints) -> Ints:
    """One figure for all where all are alike: numpy divides by one number much faster than by many."""
    return figures[:1] if len(figures) and (figures == figures[0]).all() else figures


def _integers(figures: list[int]) -> Ints:
    """Integers as an array, of Python's own where they need more than 64 bits."""
    import numpy as np

    return np.array(figures, "i8" if max(map(abs, figures), default=0) < 2**63 else object)


def _scale(grid: PlanColumns, shares: Mapping[int, Fraction]) -> int:
    """A number that every share along every path divides: a path has at most one edge out of each generation."""
    below: dict[int, int] = {}
    for edge, share in shares.items():
        generation = grid.generation[grid.edge_unit[edge]]
        below[generation] = lcm(below.get(generation, 1), share.denominator)
    return prod(below.values())


def _runs(firsts: Ints, lasts: Ints) -> Ints:
    """The numbers of several ranges, one behind the other."""
    import numpy as np

    lengths = lasts - firsts
    ends = np.cumsum(lengths)
    found: Ints = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths - firsts, lengths)
    return found
