"""The hierarchy: who reports to whom."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from kehoach._hierarchy._build import Built, build
from kehoach._hierarchy._columns import Columns
from kehoach._hierarchy._csv import csv_text, read_units
from kehoach._hierarchy._edges import Edge
from kehoach._hierarchy._fan import fan_table
from kehoach._hierarchy._find import NameIndex
from kehoach._hierarchy._inference import inferred_tiers
from kehoach._hierarchy._networkx import graph_of, table_of_graph, tiers_of_graph
from kehoach._hierarchy._table import UnitTable, check_shape
from kehoach._hierarchy._tiers import Tier, tiers_of
from kehoach._hierarchy._units import Unit
from kehoach._hierarchy._views import Units, edges_out, rows_of
from kehoach._spelling import nearest
from kehoach.errors import UnknownName, listed

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

__all__ = ["Hierarchy"]


@attrs.frozen(eq=False, repr=False)
class Hierarchy:
    """Units in tiers, and who reports to whom: a graph without circles under one root.

    Made by `from_units`, `from_csv`, `from_networkx`, `from_columns` or `fan`, each of which checks everything and
    names all problems at once. It holds columns; units, edges and the graph are made from them when they are asked
    for. A parameter called ``unit`` is an id; an id that nothing bears raises `UnknownName` with the nearest.

    >>> h = Hierarchy.fan(province=1, district=2, commune=5)
    >>> h
    <Hierarchy of 8 units: province 1, district 2, commune 5>
    >>> h.superiors("commune-3"), h.subordinates("district-1")
    (('district-1',), ('commune-1', 'commune-3', 'commune-5'))
    """

    tiers: tuple[Tier, ...]
    _built: Built

    @classmethod
    def from_units(cls, tiers: Iterable[Tier | str], units: Iterable[Unit]) -> Hierarchy:
        """A hierarchy of units; their order is the official one.

        Args:
            tiers: From top to bottom; a text is the id of one.
            units: All units, in any order.

        Raises:
            InvalidHierarchy: Whatever is wrong, with paths such as ``units[12].reports_to``.

        >>> units = [Unit("45", tier="province"), Unit("461", tier="district", reports_to="455")]
        >>> Hierarchy.from_units(["province", "district"], units)
        Traceback (most recent call last):
        kehoach.errors.InvalidHierarchy: units[1].reports_to: no unit '455'; did you mean '45'?
        """
        return cls.from_columns(tiers, UnitTable.of(units))

    @classmethod
    def from_columns(cls, tiers: Iterable[Tier | str] | None, table: UnitTable) -> Hierarchy:
        """A hierarchy from columns of text; every other way comes through here.

        Args:
            tiers: From top to bottom; None to read them from the edges, a superior's tier above its units'.
            table: The units.

        Raises:
            InvalidHierarchy: Whatever is wrong, each finding at the place of its row.
        """
        check_shape(table)
        every = tiers_of(inferred_tiers(table) if tiers is None else tiers)
        return cls(every, build(every, table))

    @classmethod
    def from_csv(cls, path: str | Path, tiers: Iterable[Tier | str] | None = None) -> Hierarchy:
        """A hierarchy from a CSV file with the columns id, name, tier and reports_to; see `read_units`.

        Args:
            path: The file, in UTF-8.
            tiers: From top to bottom; None to read them from the edges, a superior's tier above its units'.

        Raises:
            InvalidHierarchy: Whatever is wrong, each finding with its file and line.
        """
        return cls.from_columns(tiers, read_units(path))

    @classmethod
    def from_networkx(cls, graph: nx.DiGraph[Hashable], tiers: Iterable[Tier | str] | None = None) -> Hierarchy:
        """A hierarchy from a graph with an edge from each unit to its superior.

        Args:
            graph: Nodes are ids, with the attributes ``tier`` and ``name``; edges may say ``share`` (exact), ``role``
                and ``derived``. The order of the nodes is the official one, the first edge of a node the lead.
            tiers: From top to bottom; None for those of ``graph.graph["tiers"]``, or else to read them from the edges.

        Raises:
            InvalidHierarchy: Whatever is wrong; a node without a tier is the end of an edge that was misspelt.
        """
        table = table_of_graph(graph)
        return cls.from_columns(tiers_of_graph(graph) if tiers is None else tiers, table)

    @classmethod
    def fan(cls, **totals: int) -> Hierarchy:
        """A made-up hierarchy with so many units in each tier, dealt round-robin over the tier above.

        Args:
            totals: Tier to the number of its units in all, top to bottom.

        Raises:
            InvalidHierarchy: A total is not a whole number from 1 up, or the top tier has several units.

        >>> h = Hierarchy.fan(province=1, district=9, commune=152)
        >>> h.units[0].id, h.units[1].id, h.units[-1].id, len(h)
        ('province', 'district-1', 'commune-152', 162)
        """
        return cls.from_columns(totals, fan_table(totals))

    # What there is.

    @property
    def columns(self) -> Columns:
        """The units and edges as numbers."""
        return self._built.columns

    @cached_property
    def units(self) -> Sequence[Unit]:
        """All units in official order; each is made when it is looked at."""
        return Units(self.tiers, self._built)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """A frozen `networkx.DiGraph`, an edge from each unit to those it reports to or informs; built on first use.

        Nodes have the attributes ``name`` and ``tier`` (and ``kind``, ``opened_on``, ``closed_on`` where known), edges
        ``share``, ``role`` and ``derived`` (and ``carries`` where they name groups of indicators); the share of an
        edge that only informs is 0.
        """
        return graph_of(self.tiers, self._built)

    @property
    def root(self) -> str:
        """The id of the one unit that reports to nobody."""
        return self.columns.ids[self.columns.order[-1]]

    def __len__(self) -> int:
        return self.columns.n

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns.ids)

    def __contains__(self, unit: object) -> bool:
        return unit in self.columns.index

    def number(self, unit: str) -> int:
        """The number of a unit in the columns.

        Raises:
            UnknownName: No unit has that id; the nearest is proposed.
        """
        number = self.columns.index.get(unit)
        if number is None:
            raise UnknownName("unit", unit, nearest(str(unit), self.columns.ids))
        return number

    def name_of(self, unit: str) -> str:
        """A unit's name; its id where it has none."""
        return self._built.names[self.number(unit)] or unit

    def tier_of(self, unit: str) -> str:
        """The id of a unit's tier."""
        return self.tiers[self.columns.tier_no[self.number(unit)]].id

    def units_of(self, tier: str) -> tuple[str, ...]:
        """The ids of all units of a tier, in official order.

        Raises:
            UnknownName: There is no such tier.
        """
        names = [each.id for each in self.tiers]
        if tier not in names:
            raise UnknownName("tier", tier, nearest(str(tier), names))
        wanted = names.index(tier)
        return tuple(
            name for name, number in zip(self.columns.ids, self.columns.tier_no, strict=True) if number == wanted
        )

    # Who reports to whom.

    def superiors(self, unit: str) -> tuple[str, ...]:
        """The units that one consolidates into, the lead first; none for the root."""
        return self._named(self.columns.superiors_of(self.number(unit)))

    def subordinates(self, unit: str) -> tuple[str, ...]:
        """The units that consolidate into one, in official order."""
        return self._named(self.columns.subordinates_of(self.number(unit)))

    def informed(self, unit: str) -> tuple[str, ...]:
        """The units that get a copy of what one reports, in the stated order."""
        number = self.number(unit)
        return self._named(informed for informer, informed in self.columns.informs if informer == number)

    def informants(self, unit: str) -> tuple[str, ...]:
        """The units that send one a copy of what they report, in official order."""
        number = self.number(unit)
        return self._named(informer for informer, informed in self.columns.informs if informed == number)

    def edges(self, unit: str) -> tuple[Edge, ...]:
        """The edges out of a unit: those that consolidate, the lead first, then those that inform.

        >>> units = [
        ...     Unit("A", tier="a"),
        ...     Unit("B", tier="b", reports_to="A"),
        ...     Unit("C", tier="c", reports_to="B|A=informs"),
        ... ]
        >>> [str(edge) for edge in Hierarchy.from_units("abc", units).edges("C")]
        ['B', 'A=informs']
        """
        return edges_out(self.columns, self.number(unit))

    @property
    def opened(self) -> Mapping[int, date]:
        """The first day of each unit that has one, by the unit's number."""
        return MappingProxyType(self._built.opened)

    @property
    def closed(self) -> Mapping[int, date]:
        """The day from which each unit does not exist any more, where there is one, by the unit's number."""
        return MappingProxyType(self._built.closed)

    def aggregation_order(self) -> tuple[str, ...]:
        """All units, none before all of its subordinates; official order within a generation."""
        return self._named(self.columns.order)

    def generations(self) -> tuple[tuple[str, ...], ...]:
        """The units by generation: first those to whom nobody reports, last the root."""
        found: list[list[str]] = [[] for _ in range(max(self.columns.generation) + 1)]
        for number in self.columns.order:
            found[self.columns.generation[number]].append(self.columns.ids[number])
        return tuple(map(tuple, found))

    def _named(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(map(self.columns.ids.__getitem__, numbers))

    # Looking up by name.

    def find(self, text: str, under: str | None = None) -> tuple[str, ...]:
        """The ids of all units that a name may mean, in official order.

        Case, Unicode form and the place of a tone make no difference, and the kind may be left out or abbreviated.

        Args:
            text: A name, such as ``Phường 1``, ``Đông Hà`` or ``TP Đông Hà``.
            under: Only units under this one, at any depth.

        Raises:
            UnknownName: There is no unit ``under``.
        """
        found = self._name_index.fitting(text)
        if under is not None:
            top = self.number(under)
            found = [number for number in found if self._is_under(number, top)]
        return self._named(found)

    @cached_property
    def _name_index(self) -> NameIndex:
        return NameIndex(name or unit for name, unit in zip(self._built.names, self.columns.ids, strict=True))

    def _is_under(self, number: int, top: int) -> bool:
        waiting, seen = self.columns.superiors_of(number), {number}
        while waiting:
            superior = waiting.pop()
            if superior == top:
                return True
            if superior not in seen:
                seen.add(superior)
                waiting.extend(self.columns.superiors_of(superior))
        return False

    # Writing.

    def to_rows(self) -> Iterator[tuple[str, ...]]:
        """The units as rows of text, the heading first; what a CSV file of them holds.

        The columns kind, opened_on and closed_on are there when a unit has one.
        """
        return rows_of(self.tiers, self._built)

    def to_csv(self, path: str | Path) -> None:
        """Write the units as CSV in UTF-8, with the mark that spreadsheets look for.

        Ids stay text; what a spreadsheet would run as a formula gets an apostrophe, which `from_csv` takes away again.
        """
        Path(path).write_text(csv_text(self.to_rows()), encoding="utf-8-sig", newline="")

    # As a value.

    def _key(self) -> tuple[object, ...]:
        columns = self.columns
        return (
            self.tiers,
            columns.ids,
            bytes(columns.tier_no),
            columns.edge_unit,
            columns.edge_superior,
            columns.superior_edge,
            columns.share,
            columns.carries,
            columns.informs,
            columns.derived,
            columns.informs_derived,
            self._built.names,
            self._built.kinds,
            self._built.opened,
            self._built.closed,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Hierarchy):
            return NotImplemented
        return self is other or self._key() == other._key()

    @cached_property
    def _hash(self) -> int:
        return hash((self.tiers, self.columns.ids, self.columns.edge_superior.tobytes()))

    def __hash__(self) -> int:
        return self._hash

    def __reduce__(self) -> tuple[object, ...]:
        return (Hierarchy, (self.tiers, self._built))

    def __repr__(self) -> str:
        counts = [0] * len(self.tiers)
        for number in self.columns.tier_no:
            counts[number] += 1
        tiers = listed(f"{tier.id} {count}" for tier, count in zip(self.tiers, counts, strict=True))
        return f"<Hierarchy of {len(self)} units: {tiers}>"
