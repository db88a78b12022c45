"""The one place that talks to networkx: the hierarchy as a graph and back, and the proof of circles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from kehoach._hierarchy._columns import Columns
from kehoach._hierarchy._edges import edge_text, share_of
from kehoach._hierarchy._table import UnitTable
from kehoach._hierarchy._tiers import Tier
from kehoach._hierarchy._words import Hints, shown
from kehoach.errors import Finding, InvalidHierarchy

if TYPE_CHECKING:
    import networkx as nx  # type: ignore[import-untyped]

    from kehoach._hierarchy._build import Built

__all__ = ["graph_of", "one_circle", "table_of_graph", "tiers_of_graph"]

_WHOLE, _NOTHING = Fraction(1), Fraction(0)
_Said = Mapping[str, object]


def one_circle(edges: Iterable[tuple[int, int]]) -> list[int]:
    """The nodes of one circle among some edges, in its direction and from its smallest; empty when there is none.

    One is enough: 40 nodes can have millions.

    >>> one_circle([(3, 2), (2, 1), (1, 3), (1, 0)])
    [1, 3, 2]
    """
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(edges)
    try:
        found = cast("list[tuple[int, int]]", nx.find_cycle(graph))  # pyright: ignore[reportUnknownMemberType]
    except nx.NetworkXNoCycle:
        return []
    circle = [node for node, _ in found]
    start = circle.index(min(circle))
    return circle[start:] + circle[:start]


def graph_of(tiers: tuple[Tier, ...], built: Built) -> nx.DiGraph[str]:
    """A frozen graph with an edge from each unit to its superiors, made anew.

    Nodes are in official order, the edges of a node in the stated order, those that only inform last; every node and
    edge has attributes of its own.
    """
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph(tiers=tiers)
    _add_nodes(graph, tiers, built)
    _add_edges(graph, built.columns)
    return cast("nx.DiGraph[str]", nx.freeze(graph))  # pyright: ignore[reportUnknownMemberType]


def _add_nodes(graph: nx.DiGraph[str], tiers: tuple[Tier, ...], built: Built) -> None:
    """Nodes with a dict each, which networkx makes; filling it is faster than handing one in to be copied."""
    columns, names = built.columns, [tier.id for tier in tiers]
    graph.add_nodes_from(columns.ids)
    said = cast("Iterable[tuple[str, dict[str, str | date]]]", graph.nodes(data=True))
    for (_, node), name, tier, kind in zip(said, built.names, columns.tier_no, built.kinds, strict=True):
        node["name"] = name
        node["tier"] = names[tier]
        if kind:
            node["kind"] = kind
    for field, days in (("opened_on", built.opened), ("closed_on", built.closed)):
        for unit, day in days.items():
            graph.nodes[columns.ids[unit]][field] = day


def _add_edges(graph: nx.DiGraph[str], columns: Columns) -> None:
    """Edges with what most of them say, then what the others say instead."""
    ids, unit, superior = columns.ids, columns.edge_unit, columns.edge_superior
    up = [(ids[unit[edge]], ids[superior[edge]]) for edge in columns.superior_edge]
    graph.add_edges_from(up, share=_WHOLE, role="consolidates", derived=False)
    for edge, share in columns.share.items():
        graph.edges[ids[unit[edge]], ids[superior[edge]]]["share"] = share
    for edge, carries in columns.carries.items():
        graph.edges[ids[unit[edge]], ids[superior[edge]]]["carries"] = carries
    copies = [(ids[informer], ids[informed]) for informer, informed in columns.informs]
    graph.add_edges_from(copies, share=_NOTHING, role="informs", derived=False)
    derived = [(ids[unit[edge]], ids[superior[edge]]) for edge in columns.derived]
    for ends in derived + [copies[place] for place in columns.informs_derived]:
        graph.edges[ends]["derived"] = True


def tiers_of_graph(graph: nx.DiGraph[Hashable]) -> Iterable[Tier | str] | None:
    """The tiers that a graph says it has, top to bottom, if it does."""
    return cast("Iterable[Tier | str] | None", graph.graph.get("tiers"))


def table_of_graph(graph: nx.DiGraph[Hashable]) -> UnitTable:
    """The units of a graph whose edges go from a unit to its superior.

    Raises:
        InvalidHierarchy: The graph has no directions, a node is no text or has no tier (the end of an edge that was
            misspelt), or an edge says what cannot be read.
    """
    if not graph.is_directed() or graph.is_multigraph():
        raise InvalidHierarchy(Finding("KH350", {"type": type(graph).__name__}, path="graph"))
    nodes = cast("list[tuple[object, _Said]]", list(graph.nodes(data=True)))
    findings = list(_bad_nodes(nodes))
    if findings:
        raise InvalidHierarchy(findings)
    units = cast("list[str]", [unit for unit, _ in nodes])
    reports = [
        _reports(cast("Mapping[str, _Said]", graph.adj[unit]), i, unit, findings) for i, unit in enumerate(units)
    ]
    if findings:
        raise InvalidHierarchy(findings)
    said = [said for _, said in nodes]
    return UnitTable(
        units,
        _texts(said, "name"),
        _texts(said, "tier"),
        reports,
        kind=_texts(said, "kind"),
        opened_on=cast("Sequence[str | date | None]", [each.get("opened_on") for each in said]),
        closed_on=cast("Sequence[str | date | None]", [each.get("closed_on") for each in said]),
    )


def _texts(said: Iterable[_Said], attribute: str) -> Sequence[str]:
    """An attribute of every node, blank where it is absent; what is no text is found with the columns."""
    return cast("Sequence[str]", [each.get(attribute) or "" for each in said])


def _bad_nodes(nodes: Sequence[tuple[object, _Said]]) -> Iterator[Finding]:
    known = [node for node, said in nodes if isinstance(node, str) and said.get("tier")]
    hints = Hints()
    for i, (node, said) in enumerate(nodes):
        if not isinstance(node, str):
            yield Finding("KH311", {"value": shown(node), "type": type(node).__name__}, path=f"units[{i}].id")
        elif not said.get("tier"):
            way = hints.of(node, known, otherwise="add it with its tier", otherwise_vi="thêm nút kèm theo cấp")
            yield Finding("KH351", {"node": shown(node), **way}, path=f"units[{i}].tier", subject=node)


def _is_alone(carries: Iterable[str], edges: Mapping[str, _Said]) -> bool:
    """Whether some groups have no other edge, so that a share of 1 need not be said."""
    every = [cast("tuple[str, ...]", said.get("carries", ())) for said in edges.values()]
    return bool(carries) and all(sum(name in one for one in every) == 1 for name in carries)


def _reports(edges: Mapping[str, _Said], i: int, unit: str, findings: list[Finding]) -> str:
    texts: list[str] = []
    for superior, said in edges.items():
        role, share = said.get("role", "consolidates"), said.get("share")
        informs = role == "informs"
        exact = None if informs and share == 0 else share_of(share)
        if role not in {"consolidates", "informs"}:
            exact = Finding("KH331", {"role": shown(role)})
        if isinstance(exact, Finding):
            findings.append(Finding(exact.code, exact.values, path=f"units[{i}].reports_to", subject=unit))
        else:
            only, carries = exact == 1, cast("tuple[str, ...]", said.get("carries", ()))
            alone = only and (len(edges) == 1 or _is_alone(carries, edges))
            derived = bool(said.get("derived"))
            texts.append(
                edge_text(superior, None if alone else exact, informs=informs, derived=derived, carries=carries)
            )
    return "|".join(texts)
