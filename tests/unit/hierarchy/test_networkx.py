"""Facts about the hierarchy as a networkx graph."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import networkx as nx
import pytest

from kehoach._hierarchy import Edge, Hierarchy, Tier, Unit
from kehoach.errors import InvalidHierarchy

QUANG_TRI = Path(__file__).parents[2] / "data" / "quang_tri_2019.csv"
TIERS = ("province", "district", "commune")


def small() -> Hierarchy:
    """A commune under two districts, and a copy to the province that the document does not state."""
    units = [
        Unit("top", "The top", tier="province"),
        Unit("a", tier="district", reports_to="top", kind="huyen", opened_on="2010-01-01", closed_on="2020-01-01"),
        Unit("b", tier="district", reports_to="top=derived"),
        Unit("x", tier="commune", reports_to=["b=1/3|a=2/3", Edge("top", role="informs", derived=True)]),
    ]
    return Hierarchy.from_units([Tier("province"), Tier("district", owes=False), Tier("commune")], units)


def graph_of(*nodes: tuple[object, str], edges: tuple[tuple[object, object], ...] = ()) -> nx.DiGraph[object]:
    graph: nx.DiGraph[object] = nx.DiGraph()
    for node, tier in nodes:
        graph.add_node(node, tier=tier)
    graph.add_edges_from(edges)
    return graph


def told(graph: nx.Graph[object]) -> list[tuple[str, str]]:
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_networkx(graph)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_nodes_and_edges_carry_what_units_say() -> None:
    """Names, tiers, kinds and days are on nodes; shares, roles and whether derived are on edges."""
    graph = small().graph
    assert dict(graph.nodes["top"]) == {"name": "The top", "tier": "province"}
    assert set(graph.nodes["a"]) == {"name", "tier", "kind", "opened_on", "closed_on"}
    assert list(graph.adj["x"].items()) == [
        ("b", {"share": Fraction(1, 3), "role": "consolidates", "derived": False}),
        ("a", {"share": Fraction(2, 3), "role": "consolidates", "derived": False}),
        ("top", {"share": Fraction(0), "role": "informs", "derived": True}),
    ]
    assert graph.edges["b", "top"] == {"share": Fraction(1), "role": "consolidates", "derived": True}


def test_the_graph_is_frozen_and_built_once() -> None:
    """The graph of a hierarchy is one object, and nobody adds to it."""
    h = small()
    assert h.graph is h.graph
    with pytest.raises(nx.NetworkXError, match="Frozen"):
        h.graph.add_edge("x", "y")


def test_no_two_nodes_share_their_attributes() -> None:
    """Every node and every edge has a dict of its own."""
    graph = Hierarchy.from_csv(QUANG_TRI).graph
    assert len({id(said) for _, said in graph.nodes(data=True)}) == len(graph)
    assert len({id(said) for _, _, said in graph.edges(data=True)}) == graph.number_of_edges()


def test_a_graph_says_its_tiers() -> None:
    """Names and owing of tiers travel with the graph."""
    assert Hierarchy.from_networkx(small().graph) == small()


def test_tiers_of_a_plain_graph_are_read_from_its_edges() -> None:
    """A graph made by hand needs no list of tiers; one that is given wins."""
    graph = graph_of(("x", "commune"), ("d", "district"), ("p", "province"), edges=(("x", "d"), ("d", "p")))
    assert [tier.id for tier in Hierarchy.from_networkx(graph).tiers] == list(TIERS)
    given = Hierarchy.from_networkx(graph, tiers=["nation", *TIERS])
    assert [tier.id for tier in given.tiers] == ["nation", *TIERS]


def test_a_misspelt_end_is_found_with_the_nearest() -> None:
    """networkx makes a node of every misspelt end; having no tier gives it away."""
    graph = graph_of(("province", "p"), ("district-1", "d"), edges=(("district-1", "provnce"),))
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_networkx(graph)
    assert str(caught.value) == "units[2].tier: the node 'provnce' has no tier; did you mean 'province'?"


def test_an_end_like_nothing_gets_a_way_out() -> None:
    """Where no node comes near, the message still says what to do."""
    graph = graph_of(("province", "p"), edges=(("province", "x"),))
    with pytest.raises(InvalidHierarchy, match="the node 'x' has no tier; add it with its tier"):
        Hierarchy.from_networkx(graph)


def test_nodes_are_text() -> None:
    """1, True and 1.0 are one node to networkx; none of them is an id."""
    assert told(graph_of((1, "p"), ("a", "d"))) == [("KH311", "units[0].id")]


def test_directions_are_needed() -> None:
    """An undirected graph, or one with parallel edges, is no hierarchy."""
    assert told(nx.Graph()) == told(nx.MultiDiGraph()) == [("KH350", "graph")]


def test_an_empty_graph_has_no_units() -> None:
    """Nobody is no hierarchy."""
    assert told(nx.DiGraph()) == [("KH344", "units")]


def test_a_float_share_is_refused() -> None:
    """Shares on edges are exact, too."""
    graph = graph_of(("p", "a"), ("q", "b"))
    graph.add_edge("q", "p", share=0.5)
    assert told(graph) == [("KH332", "units[1].reports_to")]


def test_shares_on_edges_are_taken_as_typed() -> None:
    """Texts, fractions and 1 are shares; an edge without one carries all."""
    graph = graph_of(("p", "a"), ("q", "b"), ("r", "b"), ("x", "c"), edges=(("q", "p"),))
    graph.add_edge("r", "p", share=1)
    graph.add_edge("x", "q", share="50%")
    graph.add_edge("x", "r", share=Fraction(1, 2))
    h = Hierarchy.from_networkx(graph)
    assert [unit.reports_to_text for unit in h.units] == ["", "p", "p", "q=1/2|r=1/2"]


def test_an_unknown_role_on_an_edge_is_refused() -> None:
    """The roles of edges are those of the text."""
    graph = graph_of(("p", "a"), ("q", "b"))
    graph.add_edge("q", "p", role="copies")
    assert told(graph) == [("KH331", "units[1].reports_to")]


def test_attributes_are_checked_like_columns() -> None:
    """A tier that is a number is found, not converted."""
    graph = graph_of(("p", "a"))
    graph.nodes["p"]["tier"] = 3
    assert told(graph) == [("KH311", "units[0].tier")]


def test_a_circle_in_a_graph_is_named() -> None:
    """The circle is proved by networkx and named in its direction."""
    graph = graph_of(("p", "a"), ("x", "b"), ("y", "b"), ("z", "b"), edges=(("x", "z"), ("z", "y"), ("y", "x")))
    with pytest.raises(InvalidHierarchy, match="3 units report in a circle: x, z, y"):
        Hierarchy.from_networkx(graph)


def test_a_graph_full_of_circles_names_one() -> None:
    """Forty nodes that all point at each other have more circles than could be listed."""
    nodes = [(f"u{i}", "a") for i in range(40)]
    edges = tuple((one, other) for one, _ in nodes for other, _ in nodes if one != other)
    graph = graph_of(*nodes)
    graph.add_edges_from(edges, share="1/39")
    assert [code for code, _ in told(graph)].count("KH340") == 1


def test_algorithms_of_networkx_apply() -> None:
    """Ancestors in the graph are the units above, descendants those below."""
    graph = Hierarchy.from_csv(QUANG_TRI).graph
    assert nx.descendants(graph, "19330") == {"461", "45"}
    assert len(nx.ancestors(graph, "461")) == 9
    assert nx.is_directed_acyclic_graph(graph)
