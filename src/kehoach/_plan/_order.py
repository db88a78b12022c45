"""What must stand before what: the order of duties beside the gate, and the proof that nobody waits for himself.

A unit that does not owe a form is passed over: what is asked of a superior who does not owe it is asked of the next
above who does, on every way up; and so downward.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from kehoach._hierarchy import Columns
from kehoach._plan._graphs import FormGraph
from kehoach._plan._values import After

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

__all__ = ["Order"]


@attrs.frozen(eq=False)
class Order:
    """What must stand before each duty of a plan, beside the reports that its gate asks for.

    Attributes:
        columns: The units.
        graphs: Who owes what to whom, form by form.
        firsts: The number of the first duty of each form.
    """

    columns: Columns
    graphs: tuple[FormGraph, ...]
    firsts: tuple[int, ...]
    _units: dict[int, dict[int, int]] = attrs.field(factory=dict, init=False)

    @classmethod
    def of(cls, columns: Columns, graphs: Sequence[FormGraph]) -> Order:
        """The order of the duties of some graphs."""
        firsts = [0]
        for graph in graphs:
            firsts.append(firsts[-1] + graph.n)
        return cls(columns, tuple(graphs), tuple(firsts))

    @property
    def is_plain(self) -> bool:
        """Whether nothing stands before anything but what gates ask for."""
        return not any(terms.after for graph in self.graphs for terms in graph.form.terms)

    def before(self, duty: int) -> Iterator[tuple[int, str]]:
        """The duties that must stand before one, each with how that is enforced: ``"refuse"`` or ``"warn"``.

        Args:
            duty: Its number.
        """
        place = self._place(duty)
        graph = self.graphs[place]
        inner = duty - self.firsts[place]
        seen = {duty}
        for entry in graph.form.terms[graph.numbers[inner]].after:
            for other in self.asked(place, graph.units[inner], entry):
                if other not in seen:
                    seen.add(other)
                    yield other, entry.enforce

    def asked(self, place: int, unit: int, entry: After) -> Iterator[int]:
        """The duties that one entry asks for, seen from a unit's duty of one form.

        Args:
            place: Which form, by its place.
            unit: The number of the unit.
            entry: What is asked.
        """
        for other in self._places(entry.form, place):
            owners = self._owners(other)
            for found in self._units_of(entry.of, unit, owners):
                yield self.firsts[other] + owners[found]

    def graph(self) -> nx.DiGraph[int]:
        """The graph of duties, an edge from what must stand first to what waits for it; what only warns is left out."""
        import networkx as nx

        made: nx.DiGraph[int] = nx.DiGraph()
        for place, graph in enumerate(self.graphs):
            base, form = self.firsts[place], graph.form
            gated = [form.terms[number].is_gated for number in graph.numbers]
            ends = zip(graph.edge_unit, graph.edge_superior, strict=True)
            made.add_edges_from((base + unit, base + above) for unit, above in ends if gated[above])
            if any(terms.after for terms in form.terms):
                duties = range(base, base + graph.n)
                made.add_edges_from((one, duty) for duty in duties for one, how in self.before(duty) if how == "refuse")
        return made

    def circle(self) -> tuple[int, ...]:
        """Duties that wait for each other, the first again at the end; empty where there are none."""
        import networkx as nx

        graph = self.graph()
        if nx.is_directed_acyclic_graph(graph):
            return ()
        edges: list[tuple[int, int]] = list(nx.find_cycle(graph))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        return (*(edge[0] for edge in edges), edges[0][0])

    def _place(self, duty: int) -> int:
        return next(place for place, first in enumerate(self.firsts[1:]) if duty < first)

    def _places(self, form: str, seen_from: int) -> list[int]:
        """Where a form stands: in the same period, else where it is owed once, else in every period."""
        places = [place for place, graph in enumerate(self.graphs) if graph.form.name == form]
        wanted = self.graphs[seen_from].form.period
        for period in (wanted, None):
            same = [place for place in places if self.graphs[place].form.period == period]
            if same:
                return same
        return places

    def _owners(self, place: int) -> dict[int, int]:
        """The units that owe a form, with the number of their duty within it."""
        if place not in self._units:
            self._units[place] = {unit: duty for duty, unit in enumerate(self.graphs[place].units)}
        return self._units[place]

    def _units_of(self, of: str, unit: int, owners: dict[int, int]) -> Iterable[int]:
        if of == "self":
            return (unit,) if unit in owners else ()
        if of == "superior":
            return _nearest(unit, owners, self.columns.superiors_of)
        if of == "subordinates":
            return _nearest(unit, owners, self._below)
        beside = {one for above in self.columns.superiors_of(unit) for one in self._below(above)} - {unit}
        return (one for one in sorted(beside) if one in owners)

    def _below(self, unit: int) -> array[int]:
        first = self.columns.edge_first
        return self.columns.edge_unit[first[unit] : first[unit + 1]]


def _nearest(unit: int, owners: dict[int, int], onward: Callable[[int], Iterable[int]]) -> Iterator[int]:
    """The first units on every way from one that owe something, in the order of the ways."""
    seen, border = {unit}, list(onward(unit))
    while border:
        here = border.pop(0)
        if here in seen:
            continue
        seen.add(here)
        if here in owners:
            yield here
        else:
            border.extend(onward(here))
