"""The duties of a plan as numbers: what the engine, the roll-up and the simulation read.

Duties are numbered form by form, ``report`` first, units in official order within a form. In a plan of one form that
every unit owes, a duty's number is its unit's, and the graph is the hierarchy's own arrays, not copies of them. Units
that do not owe a form are contracted out of its graph: shares multiply along a path, parallel paths merge, and the lead
is the first kept superior along the stated order.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

import attrs

from kehoach._deadline import Due
from kehoach._hierarchy import Columns, Hierarchy, contract
from kehoach._hierarchy._columns import generations, linked, ordered
from kehoach._plan._layers import Form
from kehoach._plan._values import BINDINGS, FORM, ISSUER, Terms

__all__ = ["FAR", "NEAR", "PlanColumns", "columns_of", "names_of", "owing"]

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


@attrs.frozen(eq=False)
class _Graph:
    """The graph of one form, numbered from 0: the hierarchy's columns, or its own arrays."""

    n: int
    units: Sequence[int]
    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]
    share: Mapping[int, Fraction]
    generation: array[int]
    order: array[int]
    lead: array[int]


def owing(form: Form, columns: Columns) -> tuple[Sequence[int], Sequence[int]]:
    """The units that owe a form, in official order, and the number of each one's terms."""
    if not form.of_unit and -1 not in form.of_tier:
        return range(columns.n), _mapped(columns.tier_no, form.of_tier)
    numbers = form.numbers(columns.tier_no)
    if -1 not in numbers:
        return range(columns.n), numbers
    units = [unit for unit, number in enumerate(numbers) if number >= 0]
    return units, [numbers[unit] for unit in units]


def _mapped(tier_no: Sequence[int], of_tier: Sequence[int]) -> Sequence[int]:
    if isinstance(tier_no, bytes) and max(of_tier, default=0) < 256:
        return tier_no.translate(bytes(of_tier).ljust(256, b"\0"))
    return list(map(of_tier.__getitem__, tier_no))


def names_of(form: str, ids: Iterable[str]) -> tuple[str, ...]:
    """The ids of the duties of one form."""
    return tuple(ids) if form == FORM else tuple([f"{unit}:{form}" for unit in ids])


def columns_of(hierarchy: Hierarchy, forms: Sequence[Form], due: Callable[[int, int], Due]) -> PlanColumns:
    """The columns of a plan.

    Args:
        hierarchy: The units.
        forms: Who owes what on which terms.
        due: The due of some terms of a form, by their places.
    """
    columns = hierarchy.columns
    parts = [_part(hierarchy, form) for form in forms]
    graphs = [graph for graph, _ in parts]
    whole = _joined(graphs)
    terms_of = array("i", [number for _, numbers in parts for number in numbers])
    form_of = b"".join(bytes([place]) * graph.n for place, graph in enumerate(graphs))
    unit_of = _units_of(graphs)
    names, index = _spellings(forms, graphs, columns)
    every = [(form, number) for form, (_, numbers) in enumerate(parts) for number in numbers]
    dues = {key: due(*key) for key in dict.fromkeys(every)}
    terms = {key: forms[key[0]].terms[key[1]] for key in dues}

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
        forms=tuple(form.name for form in forms),
        form_of=form_of,
        acts=frozenset(place for place, form in enumerate(forms) if form.kind == "act"),
        terms_of=terms_of,
        edge_first=whole.edge_first,
        edge_unit=whole.edge_unit,
        edge_superior=whole.edge_superior,
        superior_first=whole.superior_first,
        superior_edge=whole.superior_edge,
        share=whole.share,
        generation=whole.generation,
        order=whole.order,
        lead_actor=whole.lead,
        due_before=instants(lambda one: one.due_before_us, FAR),
        opens_at=instants(lambda one: one.opens_at_us, NEAR),
        closes_at=instants(lambda one: one.closes_at_us, FAR),
        gate=bytearray(bytes_of(lambda one: one.is_gated)),
        binding=bytes_of(lambda one: BINDINGS.index(one.binding)),
        tier_no=_tiers_of(columns, graphs, unit_of),
    )


def _units_of(graphs: Sequence[_Graph]) -> array[int]:
    return array("i", [unit for graph in graphs for unit in graph.units])


def _tiers_of(columns: Columns, graphs: Sequence[_Graph], unit_of: array[int]) -> Sequence[int]:
    if len(graphs) == 1 and graphs[0].n == columns.n:
        return columns.tier_no
    return array("H", map(columns.tier_no.__getitem__, unit_of))


def _spellings(
    forms: Sequence[Form], graphs: Sequence[_Graph], columns: Columns
) -> tuple[tuple[str, ...], dict[str, int]]:
    names: list[str] = []
    index: dict[str, int] = {}
    for form, graph in zip(forms, graphs, strict=True):
        first = len(names)
        if graph.n == columns.n:
            own: Sequence[str] = names_of(form.name, columns.ids)
        else:
            own = names_of(form.name, map(columns.ids.__getitem__, graph.units))
        names += own
        index.update(zip(own, range(first, first + graph.n), strict=True))
        if form.name == FORM:
            index.update(zip([f"{unit}:{FORM}" for unit in own], range(first, first + graph.n), strict=True))
    whole = len(forms) == 1 and forms[0].name == FORM and len(names) == columns.n
    return (columns.ids if whole else tuple(names)), index


def _part(hierarchy: Hierarchy, form: Form) -> tuple[_Graph, Sequence[int]]:
    """The graph of a form and the terms of each of its duties."""
    columns = hierarchy.columns
    units, numbers = owing(form, columns)
    kept = contract(columns, units)
    if form.kind == "act":
        return _flat(columns, form, units, numbers), numbers
    receivers = {place: terms.to for place, terms in enumerate(form.terms) if terms.to is not None}
    if receivers:
        return _redirected(hierarchy, kept, units, numbers, receivers), numbers
    return _graph(kept, units, columns.n), numbers


def _flat(columns: Columns, form: Form, units: Sequence[int], numbers: Sequence[int]) -> _Graph:
    """Acts: nothing goes up; each is seen to by its unit's lead superior, or by whom the row names."""
    n = len(units)
    none = array("i", bytes(4 * (n + 1)))
    empty = array("i")
    every = array("i", range(n))
    lead = array("i", [next(iter(columns.superiors_of(unit)), columns.n) for unit in units])
    for place, number in enumerate(numbers):
        to = form.terms[number].to
        if to is not None:
            lead[place] = columns.n if to == ISSUER else columns.index[to]
    return _Graph(n, units, none, empty, empty, none, empty, {}, none[:n], every, lead)


def _graph(kept: Columns, units: Sequence[int], issuer: int) -> _Graph:
    lead = array("i", [issuer]) * kept.n
    first, edges, superior = kept.superior_first, kept.superior_edge, kept.edge_superior
    for unit, (here, there) in enumerate(pairwise(first)):
        if here < there:
            lead[unit] = units[superior[edges[here]]]
    return _Graph(
        kept.n,
        units,
        kept.edge_first,
        kept.edge_unit,
        superior_first=first,
        edge_superior=superior,
        superior_edge=edges,
        share=kept.share,
        generation=kept.generation,
        order=kept.order,
        lead=lead,
    )


def _redirected(
    hierarchy: Hierarchy, kept: Columns, units: Sequence[int], numbers: Sequence[int], receivers: Mapping[int, str]
) -> _Graph:
    """The graph where some duties go to another receiver than their superior, whole."""
    columns = hierarchy.columns
    place_of = {unit: place for place, unit in enumerate(units)}
    ups = [kept.superiors_of(place) for place in range(kept.n)]
    shares = {(kept.edge_unit[edge], kept.edge_superior[edge]): share for edge, share in kept.share.items()}
    lead = _graph(kept, units, columns.n).lead
    for place, number in enumerate(numbers):
        to = receivers.get(number)
        if to is None:
            continue
        receiver = columns.n if to == ISSUER else columns.index[to]
        above = place_of.get(receiver)
        ups[place] = [] if above is None else [above]
        shares = {ends: share for ends, share in shares.items() if ends[0] != place}
        lead[place] = receiver
    only = [one[0] if len(one) == 1 else None for one in ups]
    links = linked(kept.n, only, {place: one for place, one in enumerate(ups) if len(one) > 1})
    generation = generations(kept.n, links, kept.tier_no)
    return _Graph(
        kept.n,
        units,
        links.edge_first,
        links.edge_unit,
        links.edge_superior,
        links.superior_first,
        links.superior_edge,
        {links.edge(*ends): share for ends, share in shares.items()},
        generation,
        ordered(generation),
        lead,
    )


def _joined(graphs: Sequence[_Graph]) -> _Graph:
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
    return _Graph(
        n=duties,
        units=_units_of(graphs),
        edge_first=firsts["edge_first"],
        edge_unit=ends["edge_unit"],
        edge_superior=ends["edge_superior"],
        superior_first=firsts["superior_first"],
        superior_edge=ends["superior_edge"],
        share=share,
        generation=generation,
        order=array("i", sorted(ends["order"], key=generation.__getitem__)),
        lead=array("i", [one for graph in graphs for one in graph.lead]),
    )
