"""What is proved of a plan before it is carried out: nobody waits for himself, whoever waits waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehoach._hierarchy import Hierarchy
from kehoach._plan._dues import Dues
from kehoach._plan._graphs import FormGraph, graphs_of, owed_of
from kehoach._plan._layers import Form
from kehoach._plan._order import Order
from kehoach._plan._quorum import Quorum
from kehoach._plan._values import After, Policy, Terms
from kehoach.errors import Finding, Value

__all__ = ["early_estimates", "order_problems"]


def early_estimates(dues: Dues, paths: Mapping[str, str]) -> Iterator[Finding]:
    """What is due before its period ends can hold no more than estimates, and must say so; one finding for a row.

    Args:
        dues: The dues of a plan.
        paths: The place of the deadline of each layer, as ``form layer``.
    """
    said: set[str] = set()
    for place, form in enumerate(dues.forms):
        for number, terms in enumerate(form.terms if form.period is not None else ()):
            last = dues.due(place, number).last_day
            path = paths.get(f"{form.name} {terms.layer}", "duties")
            if last is None or form.period is None or terms.estimate or terms.kind == "act" or path in said:
                continue
            if last < form.period.last:
                said.add(path)
                values: dict[str, Value] = {"form": form.name, "period": str(form.period), "day": last.isoformat()}
                yield Finding("KH147", {**values, "cutoff": form.period.last.isoformat()}, path=path)


def order_problems(
    hierarchy: Hierarchy, forms: tuple[Form, ...], paths: Mapping[str, str], policy: Policy
) -> Iterator[Finding]:
    """Duties that wait for each other, and duties that are to wait for somebody and have nobody to wait for.

    Args:
        hierarchy: The units.
        forms: Who owes what.
        paths: The place of the deadline of each layer, as ``form layer``.
        policy: Whose gate holds where no row states one.
    """
    every = [terms for form in forms for terms in form.terms]
    if not any(terms.after or terms.states_order or _own_quorum(terms, policy) for terms in every):
        return  # the graph of a plain plan is its hierarchy's, which is proved acyclic when that is made
    columns = hierarchy.columns
    graphs = graphs_of(owed_of(forms, columns), columns)
    order = Order.of(columns, graphs)
    if not order.is_plain:
        circle = order.circle()
        if circle:
            yield Finding(
                "KH148", {"chain": " → ".join(_named(order, hierarchy, duty) for duty in circle)}, path="duties"
            )
    for place, graph in enumerate(graphs):
        first = next(spot for spot, one in enumerate(graphs) if one.form.name == graph.form.name)
        if first == place:  # the periods of a form are all alike
            yield from _nobody(order, hierarchy, place, paths, policy)


def _own_quorum(terms: Terms, policy: Policy) -> bool:
    return isinstance(terms.gate, Quorum) and terms.gate != policy.gate


def _named(order: Order, hierarchy: Hierarchy, duty: int) -> str:
    place = next(place for place, first in enumerate(order.firsts[1:]) if duty < first)
    graph = order.graphs[place]
    return f"{hierarchy.columns.ids[graph.units[duty - order.firsts[place]]]}:{graph.form.label}"


def _nobody(
    order: Order, hierarchy: Hierarchy, place: int, paths: Mapping[str, str], policy: Policy
) -> Iterator[Finding]:
    """Rows under which nobody finds whom they are to wait for: a unit that should have sources has none.

    A row for whole tiers says nothing about those of its units that have none by design, such as the top or an island;
    it is wrong when none of them has any. One for a group or single units is wrong when these have none.
    """
    graph = order.graphs[place]
    owing = [_under(graph, number) for number in range(len(graph.form.terms))]
    served = [_served(order, place, terms, duties) for terms, duties in _each(graph, owing)]
    everywhere = set[After]().union(*served)
    for number, (terms, duties) in enumerate(_each(graph, owing)):
        path = paths.get(f"{graph.form.name} {terms.layer}", "duties")
        subject: dict[str, Value] = {"form": graph.form.name, "layer": terms.layer}
        found = served[number] if terms.states_order else everywhere
        for entry in terms.after if duties else ():
            by_design = entry.of == "subordinates" and not terms.states_order
            if entry not in found and not by_design:
                yield Finding("KH149", {**subject, "wanted": entry.form, "of": _of(entry)}, path=path)
        below = {hierarchy.columns.ids[graph.units[graph.edge_unit[edge]]] for edge in _edges(graph, duties)}
        if duties and terms.states_order and terms.is_gated and not below:
            yield Finding("KH149", {**subject, "wanted": graph.form.name, "of": "subordinates"}, path=path)
        elif duties and isinstance(terms.gate, Quorum) and _own_quorum(terms, policy):
            strangers = tuple(unit for unit in terms.gate.required if unit not in below)
            if strangers:
                yield Finding("KH114", {**subject, "units": strangers}, path=path)


def _each(graph: FormGraph, owing: list[list[int]]) -> Iterator[tuple[Terms, list[int]]]:
    return zip(graph.form.terms, owing, strict=True)


def _under(graph: FormGraph, number: int) -> list[int]:
    return [duty for duty, one in enumerate(graph.numbers) if one == number]


def _served(order: Order, place: int, terms: Terms, duties: list[int]) -> set[After]:
    """The entries for which at least one of some duties finds somebody."""
    units = [order.graphs[place].units[duty] for duty in duties]
    return {one for one in terms.after if any(True for unit in units for _ in order.asked(place, unit, one))}


def _edges(graph: FormGraph, duties: list[int]) -> Iterator[int]:
    for duty in duties:
        yield from range(graph.edge_first[duty], graph.edge_first[duty + 1])


def _of(entry: After) -> str:
    return {"self": "the unit itself"}.get(entry.of, entry.of)
