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
from typing import Final, TypeVar

import attrs

from kehoach._deadline import Due
from kehoach._hierarchy import Columns
from kehoach._plan._graphs import FormGraph
from kehoach._plan._lives import Lives
from kehoach._plan._quorum import Quorum
from kehoach._plan._values import BINDINGS, FORM, Terms

__all__ = ["FAR", "NEAR", "PlanColumns", "columns_of"]

FAR: Final = 2**63 - 1
"""An instant that never comes: no deadline."""
NEAR: Final = -(2**63)
"""An instant before all others: always open."""
_T = TypeVar("_T")


def _is_unconditional(columns: PlanColumns) -> bool:
    return not (columns.only_if or columns.outside or columns.ends_at)


@attrs.define(eq=False, repr=False)
class PlanColumns:
    """The duties of a plan as numbers; never changed once made.

    Attributes:
        n: How many duties.
        units: How many units the hierarchy has; as an actor, this number is the issuer.
        names: The id of each duty: ``unit``, ``unit:form`` for other forms than ``report``, ``unit:form@period``.
        index: The number of each duty, by every accepted spelling (``461`` and ``461:report``).
        unit_of: The unit that owes each duty.
        forms: The forms, one that comes again once for each period; ``form_of`` holds for each duty its place there.
        periods: The period of each of these; None where it is owed once.
        acts: The places of the forms whose kind is ``act``.
        terms_of: For each duty, the place of its terms among those of its form.
        edge_first: n + 1 numbers: where the edges into each duty begin.
        edge_unit, edge_superior: The duties at the two ends of each edge; by superior, then by unit.
        superior_first: n + 1 numbers: where the edges out of each duty begin in ``superior_edge``.
        superior_edge: Edge numbers, by duty in the stated order; the first is the lead's.
        share: Edge to share, only where it is not 1; 0 where an edge carries nothing but groups that it names.
        parts: For each group of indicators that some edge names, the same; empty where none does.
        generation: 0 where nothing goes up to a duty, else 1 + the highest of its subordinates.
        order: All duties, none before all of its subordinates.
        lead_actor: The unit that is the lead superior of each duty; the issuer for tops.
        due_before, opens_at, closes_at: Microseconds since 1970 in UTC; `FAR` for none, `NEAR` for always open.
        gate: 1 where subordinates' reports must be in before a duty is sent, else 0.
        quorums: Duty to how many of them, where it is not all.
        only_if: Duty to the event it waits for, or ``"any"``; empty where nothing is conditional.
        outside: The duties of units that do not exist when they would be owed.
        unconditional: Whether every duty is expected whatever happens, unless it is waived.
        ends_at: Duty to the instant from which its unit does not exist any more, in microseconds since 1970 UTC.
        binding: For each duty 0 required, 1 asked (outside the rates), 2 own.
        tier_no: The tier of the unit of each duty.
    """

    n: int
    units: int
    names: tuple[str, ...]
    index: dict[str, int]
    unit_of: array[int]
    forms: tuple[str, ...]
    periods: tuple[str | None, ...]
    form_of: Sequence[int]
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
    quorums: Mapping[int, Quorum]
    only_if: Mapping[int, str]
    outside: frozenset[int]
    ends_at: Mapping[int, int]
    unconditional: bool = attrs.field(init=False, default=attrs.Factory(_is_unconditional, takes_self=True))
    binding: bytes
    tier_no: Sequence[int]
    parts: Mapping[str, Mapping[int, Fraction]] = attrs.field(factory=dict[str, Mapping[int, Fraction]])

    def shares(self, group: str) -> Mapping[int, Fraction]:
        """The shares for a group of indicators, only where they are not 1; of those of no group for an empty name."""
        return self.parts.get(group, self.share)

    def superiors_of(self, duty: int) -> list[int]:
        """The duties that one goes up into, the lead first."""
        edges = self.superior_edge[self.superior_first[duty] : self.superior_first[duty + 1]]
        return [self.edge_superior[edge] for edge in edges]

    def subordinates_of(self, duty: int) -> array[int]:
        """The duties that go up into one, in official order."""
        return self.edge_unit[self.edge_first[duty] : self.edge_first[duty + 1]]


def columns_of(
    columns: Columns,
    graphs: Sequence[FormGraph],
    due: Callable[[int, int], Due],
    lives: Lives,
) -> PlanColumns:
    """The columns of a plan.

    Args:
        columns: The units.
        graphs: Who owes what, form by form.
        due: The due of some terms of a form, by their places.
        lives: From when to when units exist.
    """
    whole, said, unit_of = _joined(graphs), _Said(graphs, due), _units_of(graphs)
    names, index = _spellings(graphs, columns)
    return PlanColumns(
        n=len(unit_of),
        units=columns.n,
        names=names,
        index=index,
        unit_of=unit_of,
        forms=tuple(graph.form.name for graph in graphs),
        periods=tuple(None if graph.form.period is None else str(graph.form.period) for graph in graphs),
        form_of=_places(graphs),
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
        due_before=said.instants(lambda one: one.due_before_us, FAR),
        opens_at=said.instants(lambda one: one.opens_at_us, NEAR),
        closes_at=said.instants(lambda one: one.closes_at_us, FAR),
        gate=bytearray(said.bytes(lambda one: one.is_gated)),
        quorums=said.picked(lambda one: one.gate if isinstance(one.gate, Quorum) else None),
        only_if=said.picked(lambda one: one.only_if),
        outside=lives.outside(graphs, said.dues),
        ends_at=lives.ends(unit_of),
        binding=said.bytes(lambda one: BINDINGS.index(one.binding)),
        tier_no=_tiers_of(columns, graphs, unit_of),
        parts=_parts(graphs),
    )


class _Said:
    """What the terms and dues of every duty say: each is asked once for all duties that share it."""

    def __init__(self, graphs: Sequence[FormGraph], due: Callable[[int, int], Due]) -> None:
        self.every = [(form, number) for form, graph in enumerate(graphs) for number in graph.numbers]
        self.dues = {key: due(*key) for key in dict.fromkeys(self.every)}
        self.terms = {key: graphs[key[0]].form.terms[key[1]] for key in self.dues}

    def instants(self, pick: Callable[[Due], int | None], none: int) -> array[int]:
        """An instant of every due; `none` where it has none."""
        picked = {key: none if (us := pick(one)) is None else us for key, one in self.dues.items()}
        return array("q", map(picked.__getitem__, self.every))

    def bytes(self, pick: Callable[[Terms], int]) -> bytes:
        """A small number of the terms of every duty."""
        picked = {key: pick(one) for key, one in self.terms.items()}
        return bytes(map(picked.__getitem__, self.every))

    def picked(self, pick: Callable[[Terms], _T | None]) -> dict[int, _T]:
        """What some terms say, by duty; no duty is looked at where none says anything."""
        said = {key: value for key, one in self.terms.items() if (value := pick(one)) is not None}
        return {duty: said[key] for duty, key in enumerate(self.every) if key in said} if said else {}


def _units_of(graphs: Sequence[FormGraph]) -> array[int]:
    return array("i", [unit for graph in graphs for unit in graph.units])


def _places(graphs: Sequence[FormGraph]) -> Sequence[int]:
    if len(graphs) < 256:
        return b"".join(bytes([place]) * graph.n for place, graph in enumerate(graphs))
    return array("H", [place for place, graph in enumerate(graphs) for _ in range(graph.n)])


def _tiers_of(columns: Columns, graphs: Sequence[FormGraph], unit_of: array[int]) -> Sequence[int]:
    if len(graphs) == 1 and graphs[0].n == columns.n:
        return columns.tier_no
    return array("H", map(columns.tier_no.__getitem__, unit_of))


def _spellings(graphs: Sequence[FormGraph], columns: Columns) -> tuple[tuple[str, ...], dict[str, int]]:
    """The id of every duty, and its number by every accepted spelling."""
    if len(graphs) == 1 and graphs[0].form.label == FORM and graphs[0].n == columns.n:
        index = dict(columns.index)
        index.update(zip([f"{unit}:{FORM}" for unit in columns.ids], range(columns.n), strict=True))
        return columns.ids, index
    names: list[str] = []
    index = dict[str, int]()
    for graph in graphs:
        form, numbers = graph.form, range(len(names), len(names) + graph.n)
        tail = "" if form.period is None else f"@{form.period}"
        bare = [columns.ids[unit] + tail for unit in graph.units]
        full = [f"{columns.ids[unit]}:{form.label}" for unit in graph.units]
        index.update(zip(full, numbers, strict=True))
        if form.name == FORM:
            index.update(zip(bare, numbers, strict=True))
        names += bare if form.label == FORM else full
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


def _parts(graphs: Sequence[FormGraph]) -> Mapping[str, Mapping[int, Fraction]]:
    """For each group of indicators that some edge names, the shares of the edges of all forms."""
    found: dict[str, dict[int, Fraction]] = {group: {} for graph in graphs for group in graph.parts}
    edges = 0
    for graph in graphs:
        for group, shares in found.items():
            shares.update((edges + edge, part) for edge, part in graph.parts.get(group, graph.share).items())
        edges += len(graph.edge_unit)
    return found


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
