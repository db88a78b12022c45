"""The graph of one form: who owes it, and to whom it goes.

Units that do not owe a form are contracted out of its graph; an act goes nowhere; a row that names another receiver
takes its duties out of their superiors' hands.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs

from kehoach._hierarchy import Columns, contract
from kehoach._hierarchy._columns import generations, linked, ordered
from kehoach._plan._layers import Form
from kehoach._plan._values import FORM, ISSUER

__all__ = ["FormGraph", "Owed", "graph_of", "graphs_of", "owed_of"]


@attrs.frozen(eq=False)
class Owed:
    """One form and those who owe it.

    Attributes:
        form: The form.
        ids: The ids of all units of the hierarchy.
        units: The numbers of the units that owe it, in official order.
        numbers: The number of the terms of each of these.
    """

    form: Form
    ids: Sequence[str]
    units: Sequence[int]
    numbers: Sequence[int]

    @classmethod
    def of(cls, form: Form, columns: Columns) -> Owed:
        """Who owes a form."""
        if not form.of_unit and -1 not in form.of_tier:
            return cls(form, columns.ids, range(columns.n), _mapped(columns.tier_no, form.of_tier))
        numbers = form.numbers(columns.tier_no)
        if -1 not in numbers:
            return cls(form, columns.ids, range(columns.n), numbers)
        units = [unit for unit, number in enumerate(numbers) if number >= 0]
        return cls(form, columns.ids, units, [numbers[unit] for unit in units])

    def named(self, unit: int) -> str:
        """The id of the duty of a unit."""
        label = self.form.label
        return self.ids[unit] if label == FORM else f"{self.ids[unit]}:{label}"

    def owners(self, number: int) -> tuple[str, ...]:
        """The ids of the units under some terms."""
        mask = map(number.__eq__, self.numbers)
        return tuple([self.ids[unit] for unit, is_under in zip(self.units, mask, strict=True) if is_under])


def _mapped(tier_no: Sequence[int], of_tier: Sequence[int]) -> Sequence[int]:
    if isinstance(tier_no, bytes) and max(of_tier, default=0) < 256:
        return tier_no.translate(bytes(of_tier).ljust(256, b"\0"))
    return list(map(of_tier.__getitem__, tier_no))


@attrs.frozen(eq=False)
class FormGraph:
    """The graph of one form, its duties numbered from 0; the arrays are those of `PlanColumns`.

    Attributes:
        form: The form.
        n: How many duties.
        units: The unit that owes each.
        numbers: The number of the terms of each.
        sent_to: Who receives a duty in place of its superior: a unit's number; one more than all for the issuer.
        parts: For each group of indicators that some edge names, the shares where they are not 1.
    """

    form: Form
    n: int
    units: Sequence[int]
    numbers: Sequence[int]
    edge_first: array[int]
    edge_unit: array[int]
    edge_superior: array[int]
    superior_first: array[int]
    superior_edge: array[int]
    share: Mapping[int, Fraction]
    generation: array[int]
    order: array[int]
    sent_to: Mapping[int, int]
    parts: Mapping[str, Mapping[int, Fraction]] = attrs.field(factory=dict[str, Mapping[int, Fraction]])

    def leads(self, columns: Columns) -> array[int]:
        """The unit that is the lead superior of each duty; the issuer, one more than all units, for tops.

        Args:
            columns: The hierarchy's; an act is seen to by its unit's lead superior there.
        """
        if self.form.kind == "act":
            leads = array("i", [next(iter(columns.superiors_of(unit)), columns.n) for unit in self.units])
        else:
            edges, superior, units = self.superior_edge, self.edge_superior, self.units
            spans = pairwise(self.superior_first)
            leads = array("i", [units[superior[edges[a]]] if a < b else columns.n for a, b in spans])
        for duty, receiver in self.sent_to.items():
            leads[duty] = receiver
        return leads


def owed_of(forms: Iterable[Form], columns: Columns) -> tuple[Owed, ...]:
    """Who owes each of some forms; periods of one form share what is found."""
    found: dict[str, Owed] = {}
    for form in forms:
        if form.name not in found:
            found[form.name] = Owed.of(form, columns)
    return tuple(attrs.evolve(found[form.name], form=form) for form in forms)


def graphs_of(owed: Iterable[Owed], columns: Columns) -> tuple[FormGraph, ...]:
    """The graph of each of some forms; periods of one form share its arrays."""
    found: dict[str, FormGraph] = {}
    made: list[FormGraph] = []
    for one in owed:
        if one.form.name not in found:
            found[one.form.name] = graph_of(one, columns)
        made.append(attrs.evolve(found[one.form.name], form=one.form))
    return tuple(made)


def graph_of(owed: Owed, columns: Columns) -> FormGraph:
    """The graph of a form.

    Args:
        owed: Who owes it.
        columns: The hierarchy's.
    """
    receivers = {number: terms.to for number, terms in enumerate(owed.form.terms) if terms.to is not None}
    numbers = {number: columns.n if to == ISSUER else columns.index[to] for number, to in receivers.items()}
    sent_to = {duty: numbers[one] for duty, one in enumerate(owed.numbers) if one in numbers} if numbers else {}
    if owed.form.kind == "act":
        return _flat(owed, sent_to)
    if not columns.carries:
        return _contracted(owed, contract(columns, owed.units), sent_to)
    graph, *others = (
        _contracted(owed, contract(attrs.evolve(columns, share=columns.parts(group)), owed.units), sent_to)
        for group in ("", *columns.groups)
    )  # the edges are the same for all, what goes up them is not
    return attrs.evolve(graph, parts={group: one.share for group, one in zip(columns.groups, others, strict=True)})


def _contracted(owed: Owed, kept: Columns, sent_to: Mapping[int, int]) -> FormGraph:
    """The graph of a form on the columns of those who owe it."""
    if sent_to:
        return _redirected(owed, kept, sent_to)
    return FormGraph(
        form=owed.form,
        n=kept.n,
        units=owed.units,
        numbers=owed.numbers,
        edge_first=kept.edge_first,
        edge_unit=kept.edge_unit,
        edge_superior=kept.edge_superior,
        superior_first=kept.superior_first,
        superior_edge=kept.superior_edge,
        share=kept.share,
        generation=kept.generation,
        order=kept.order,
        sent_to={},
    )


def _flat(owed: Owed, sent_to: Mapping[int, int]) -> FormGraph:
    """Acts: nothing goes up."""
    n = len(owed.units)
    none, empty = array("i", bytes(4 * (n + 1))), array("i")
    return FormGraph(
        form=owed.form,
        n=n,
        units=owed.units,
        numbers=owed.numbers,
        edge_first=none,
        edge_unit=empty,
        edge_superior=empty,
        superior_first=none,
        superior_edge=empty,
        share={},
        generation=none[:n],
        order=array("i", range(n)),
        sent_to=sent_to,
    )


def _redirected(owed: Owed, kept: Columns, sent_to: Mapping[int, int]) -> FormGraph:
    """The graph where some duties go, whole, to another receiver than their superior."""
    place_of = {unit: place for place, unit in enumerate(owed.units)}
    ups = [kept.superiors_of(place) for place in range(kept.n)]
    for duty, receiver in sent_to.items():
        above = place_of.get(receiver)
        ups[duty] = [] if above is None else [above]
    only = [one[0] if len(one) == 1 else None for one in ups]
    links = linked(kept.n, only, {place: one for place, one in enumerate(ups) if len(one) > 1})
    ends = [(kept.edge_unit[edge], kept.edge_superior[edge], share) for edge, share in kept.share.items()]
    generation = generations(kept.n, links, kept.tier_no)
    return FormGraph(
        form=owed.form,
        n=kept.n,
        units=owed.units,
        numbers=owed.numbers,
        edge_first=links.edge_first,
        edge_unit=links.edge_unit,
        edge_superior=links.edge_superior,
        superior_first=links.superior_first,
        superior_edge=links.superior_edge,
        share={links.edge(unit, superior): share for unit, superior, share in ends if unit not in sent_to},
        generation=generation,
        order=ordered(generation),
        sent_to=sent_to,
    )
