"""The duties of a plan as numbers: what the engine, the roll-up and the simulation read.

Duties are numbered form by form, ``report`` first, units in official order within a form. In a plan of one form that
every unit owes, a duty's number is its unit's, and the graph is the hierarchy's own arrays, not copies of them. Units
that do not owe a form are contracted out of its graph: shares multiply along a path, parallel paths merge, and the lead
is the first kept superior along the stated order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs

from kehoach._deadline import Due
from kehoach._hierarchy import Columns
from kehoach._plan._graphs import FormGraph
from kehoach._plan._values import BINDINGS, FORM, Terms

__all__ = ["FAR", "NEAR", "PlanColumns", "columns_of"]

FAR: Final = 2**63 - 1
"""An instant that never comes: no deadline."""
NEAR: Final = -(2**63)
"""An instant before all others: always open."""


@attrs.define(eq=False, repr=False)
class PlanColumns:
    """The duties of a plan as numbers; never changed once made.

    Attributes:
        n: How many duties.
        units: How many units the hierarchy has; as an actor, this number is the issuer.
        names: The id of each duty: ``unit``, or ``unit:form`` for other forms than ``report``.
        index: The number of each duty, by every accepted spelling (``461`` and ``461:report``).
        unit_of: The unit that owes each duty.
        forms: The forms; ``form_of`` holds for each duty its place among them.
        acts: The places of the forms whose kind is ``act``.
        terms_of: For each duty, the place of its terms among those of its form.
        edge_first: n + 1 numbers: where the edges into each duty begin.
        edge_unit, edge_superior: The duties at the two ends of each edge; by superior, then by unit.
        superior_first: n + 1 numbers: where the edges out of each duty begin in ``superior_edge``.
        superior_edge: Edge numbers, by duty in the stated order; the first is the lead's.
        share: Edge to share, only where it is not 1.
        generation: 0 where nothing goes up to a duty, else 1 + the highest of its subordinates.
        order: All duties, none before all of its subordinates.
        lead_actor: The unit that is the lead superior of each duty; the issuer for tops.
        due_before, opens_at, closes_at: Microseconds since 1970 in UTC; `FAR` for none, `NEAR` for always open.
        gate: 1 where every subordinate's report must be in before a duty is sent, else 0.
        binding: For each duty 0 required, 1 asked (outside the rates), 2 own.
        tier_no: The tier of the unit of each duty.
    """

    n: int
    units: int
    names: tuple[str, ...]
    index: dict[str, int]
    unit_of: array[int]
    forms: tuple[str, ...]
    form_of: bytes
    acts: frozenset[int]
    terms_of: array[int]
    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]
    share: Mapping[int, Fraction]
    generation: array[int]
    order: array[int]
    lead_actor: array[int]
    due_before: array[int]
    opens_at: array[int]
    closes_at: array[int]
    gate: bytearray
    binding: bytes
    tier_no: Sequence[int]

    def superiors_of(self, duty: int) -> list[int]:
        """The duties that one goes up into, the lead first."""
        edges = self.superior_edge[self.superior_first[duty] : self.superior_first[duty + 1]]
        return [self.edge_superior[edge] for edge in edges]

    def subordinates_of(self, duty: int) -> array[int]:
        """The duties that go up into one, in official order."""
        return self.edge_unit[self.edge_first[duty] : self.edge_first[duty + 1]]


def columns_of(columns: Columns, graphs: Sequence[FormGraph], due: Callable[[int, int], Due]) -> PlanColumns:
    """The columns of a plan.

    Args:
        columns: The units.
        graphs: Who owes what, form by form.
        due: The due of some terms of a form, by their places.
    """
    whole = _joined(graphs)
    unit_of = array("i", [unit for graph in graphs for unit in graph.units])
    names, index = _spellings(graphs, columns)
    every = [(form, number) for form, graph in enumerate(graphs) for number in graph.numbers]
    dues = {key: due(*key) for key in dict.fromkeys(every)}
    terms = {key: graphs[key[0]].form.terms[key[1]] for key in dues}

    def instants(pick: Callable[[Due], int | None], none: int) -> array[int]:
        picked = {key: none if (us := pick(one)) is None else us for key, one in dues.items()}
        return array("q", map(picked.__getitem__, every))

    def bytes_of(pick: Callable[[Terms], int]) -> bytes:
        picked = {key: pick(one) for key, one in terms.items()}
        return bytes(map(picked.__getitem__, every))

    return PlanColumns(
        n=len(every),
        units=columns.n,
        names=names,
        index=index,
        unit_of=unit_of,
        forms=tuple(graph.form.name for graph in graphs),
        form_of=b"".join(bytes([place]) * graph.n for place, graph in enumerate(graphs)),
        acts=frozenset(place for place, graph in enumerate(graphs) if graph.form.kind == "act"),
        terms_of=array("i", [number for graph in graphs for number in graph.numbers]),
        edge_first=whole.edge_first,
        edge_unit=whole.edge_unit,
        edge_superior=whole.edge_superior,
        superior_first=whole.superior_first,
        superior_edge=whole.superior_edge,
        share=whole.share,
        generation=whole.generation,
        order=whole.order,
        lead_actor=array("i", [unit for graph in graphs for unit in graph.leads(columns)]),
        due_before=instants(lambda one: one.due_before_us, FAR),
        opens_at=instants(lambda one: one.opens_at_us, NEAR),
        closes_at=instants(lambda one: one.closes_at_us, FAR),
        gate=bytearray(bytes_of(lambda one: one.is_gated)),
        binding=bytes_of(lambda one: BINDINGS.index(one.binding)),
        tier_no=_tiers_of(columns, graphs, unit_of),
    )


def _tiers_of(columns: Columns, graphs: Sequence[FormGraph], unit_of: array[int]) -> Sequence[int]:
    if len(graphs) == 1 and graphs[0].n == columns.n:
        return columns.tier_no
    return array("H", map(columns.tier_no.__getitem__, unit_of))


def _spellings(graphs: Sequence[FormGraph], columns: Columns) -> tuple[tuple[str, ...], dict[str, int]]:
    """The id of every duty, and its number by every accepted spelling."""
    if len(graphs) == 1 and graphs[0].form.name == FORM and graphs[0].n == columns.n:
        index = dict(columns.index)
        index.update(zip([f"{unit}:{FORM}" for unit in columns.ids], range(columns.n), strict=True))
        return columns.ids, index
    names: list[str] = []
    index = dict[str, int]()
    for graph in graphs:
        form, numbers = graph.form.name, range(len(names), len(names) + graph.n)
        bare = [columns.ids[unit] for unit in graph.units]
        full = [f"{unit}:{form}" for unit in bare]
        index.update(zip(full, numbers, strict=True))
        if form == FORM:
            index.update(zip(bare, numbers, strict=True))
        names += bare if form == FORM else full
    return tuple(names), index


@attrs.frozen(eq=False)
class _Whole:
    """The arrays of all forms; those of `PlanColumns`."""

    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]
    share: Mapping[int, Fraction]
    generation: array[int]
    order: array[int]


def _joined(graphs: Sequence[FormGraph]) -> FormGraph | _Whole:
    """Several graphs, one behind the other; one alone as it is."""
    if len(graphs) == 1:
        return graphs[0]
    firsts = {name: array("i", [0]) for name in ("edge_first", "superior_first")}
    ends = {name: array("i") for name in ("edge_unit", "edge_superior", "order", "superior_edge")}
    share: dict[int, Fraction] = {}
    duties = edges = 0
    for graph in graphs:
        for name, array_of in firsts.items():
            array_of.extend(edges + one for one in getattr(graph, name)[1:])
        for name, array_of in ends.items():
            base = edges if name == "superior_edge" else duties
            array_of.extend(base + one for one in getattr(graph, name))
        share |= {edges + edge: part for edge, part in graph.share.items()}
        duties, edges = duties + graph.n, edges + len(graph.edge_unit)
    generation = array("i", [one for graph in graphs for one in graph.generation])
    return _Whole(
        edge_first=firsts["edge_first"],
        edge_unit=ends["edge_unit"],
        edge_superior=ends["edge_superior"],
        superior_first=firsts["superior_first"],
        superior_edge=ends["superior_edge"],
        share=share,
        generation=generation,
        order=array("i", sorted(ends["order"], key=generation.__getitem__)),
    )
