"""The columns of a hierarchy: units and edges as numbers.

Units are numbered in official order, that of the list they come from. Consolidating edges are numbered by superior, so
that the edges into one superior are one slice::

    edges into s:      edge_first[s] .. edge_first[s + 1]           edge_unit[e] -> edge_superior[e]
    edges out of u:    superior_edge[superior_first[u] .. superior_first[u + 1]], in the stated order, the lead first

A unit's generation is 0 when nobody reports to it, else one more than the highest of its subordinates (what
`networkx.topological_generations` answers for the graph unit -> superior). Every edge goes to a strictly higher tier,
so going through the superiors from the lowest tier up settles each generation once, without recursion.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate

import attrs

__all__ = ["Columns", "Links", "generations", "linked", "ordered", "tier_numbers"]


@attrs.frozen(eq=False, repr=False)
class Columns:
    """Units and edges as numbers; read by the engine, the roll-up and the simulation, never changed.

    Attributes:
        n: How many units.
        ids: Their ids, by number.
        index: Their numbers, by id.
        tier_no: The tier of each unit, 0 at the top.
        edge_first: n + 1 numbers: where the edges into each superior begin.
        edge_unit, edge_superior: The two ends of each consolidating edge; by superior, then by unit.
        superior_first: n + 1 numbers: where the edges out of each unit begin in ``superior_edge``.
        superior_edge: Edge numbers, by unit in the stated order; the first is the lead's.
        share: Edge to share, only where it is not 1.
        informs: (unit, superior) of every edge that only informs.
        derived: The consolidating edges that the document does not state.
        informs_derived: The places in ``informs`` of those that it does not state.
        generation: 0 where nobody reports to a unit, else 1 + the highest of its subordinates.
        order: All units, no unit before all of its subordinates, in official order within a generation.
        carries: Edge to the groups of indicators that it names, only where it names some; of a hierarchy as it was
            stated, and of none that is made from it.
        kept, position: For columns made by `contract`: the original number of each unit, and the new number of each
            original unit (-1 where it was taken out). Else both count from 0 to n - 1.
    """

    n: int
    ids: tuple[str, ...]
    index: dict[str, int]
    tier_no: bytes | array[int]
    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]
    share: dict[int, Fraction]
    informs: tuple[tuple[int, int], ...]
    derived: frozenset[int]
    informs_derived: frozenset[int]
    generation: array[int]
    order: array[int]
    kept: Sequence[int]
    position: Sequence[int]
    carries: Mapping[int, tuple[str, ...]] = attrs.field(factory=dict[int, tuple[str, ...]])

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of indicators that some edge names."""
        return tuple(dict.fromkeys(group for _, named in sorted(self.carries.items()) for group in named))

    def parts(self, group: str) -> dict[int, Fraction]:
        """The shares for a group of indicators, only where they are not 1; 0 where an edge does not carry it.

        A group goes up the edges of a unit that name it; where none does, up those that name none.

        Args:
            group: Its name; empty for indicators of no group.
        """
        found = dict(self.share)
        for unit in {self.edge_unit[edge] for edge in self.carries}:
            edges = self.edges_of(unit)
            by_name = [edge for edge in edges if group in self.carries.get(edge, ())]
            chosen = by_name or [edge for edge in edges if edge not in self.carries]
            found |= dict.fromkeys((edge for edge in edges if edge not in chosen), Fraction(0))
        return found

    def subordinates_of(self, superior: int) -> array[int]:
        """The units that consolidate into one, in official order."""
        return self.edge_unit[self.edge_first[superior] : self.edge_first[superior + 1]]

    def edges_of(self, unit: int) -> array[int]:
        """The consolidating edges out of a unit, the lead's first."""
        return self.superior_edge[self.superior_first[unit] : self.superior_first[unit + 1]]

    def superiors_of(self, unit: int) -> list[int]:
        """The units that one consolidates into, the lead first."""
        return [self.edge_superior[edge] for edge in self.edges_of(unit)]


@attrs.frozen(eq=False, repr=False)
class Links:
    """The consolidating edges of n units as numbers; the attributes are those of `Columns`."""

    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]

    def edge(self, unit: int, superior: int) -> int:
        """The number of the edge between two units."""
        first, last = self.edge_first[superior], self.edge_first[superior + 1]
        return bisect_left(self.edge_unit, unit, first, last)


def tier_numbers(numbers: Sequence[int], tiers: int) -> bytes | array[int]:
    """Tier numbers in as few bytes as they need: one below 257 tiers, two below 65,537."""
    if tiers <= 0x100:
        return bytes(numbers)
    return array("H" if tiers <= 0x10000 else "I", numbers)


def linked(n: int, only: Sequence[int | None], several: Mapping[int, Sequence[int]]) -> Links:
    """The edges of n units, numbered by superior.

    Args:
        n: How many units.
        only: The only superior of each unit; None for units that have none, or stand in ``several``.
        several: The superiors of each other unit, in the stated order.
    """
    keys = [s * n + u for u, s in enumerate(only) if s is not None]
    keys += [s * n + u for u, superiors in several.items() for s in superiors]
    keys.sort()
    edge_superior = array("i", [key // n for key in keys])
    edge_unit = array("i", [key % n for key in keys])
    superior_first = _firsts(n, edge_unit)
    superior_edge = array("i", bytes(4 * len(keys)))
    for edge, unit in enumerate(edge_unit):
        superior_edge[superior_first[unit]] = edge
    for unit, superiors in several.items():
        for place, superior in enumerate(superiors, superior_first[unit]):
            superior_edge[place] = bisect_left(keys, superior * n + unit)
    return Links(_firsts(n, edge_superior), edge_unit, edge_superior, superior_first, superior_edge)


def _firsts(n: int, ends: Iterable[int]) -> array[int]:
    counts = [0] * n
    for end, count in Counter(ends).items():
        counts[end] = count
    return array("i", accumulate(counts, initial=0))


def generations(n: int, links: Links, tier_no: Sequence[int]) -> array[int]:
    """The generation of each unit; every edge must go to a strictly higher tier."""
    first, unit = links.edge_first, links.edge_unit
    generation = array("i", bytes(4 * n))
    superiors = [s for s in range(n) if first[s] != first[s + 1]]
    superiors.sort(key=tier_no.__getitem__, reverse=True)
    for superior in superiors:
        below = unit[first[superior] : first[superior + 1]]
        generation[superior] = 1 + max(map(generation.__getitem__, below))
    return generation


def ordered(generation: Sequence[int]) -> array[int]:
    """All units by generation, in official order within one."""
    return array("i", sorted(range(len(generation)), key=generation.__getitem__))
