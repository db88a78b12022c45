"""Laws of the hierarchy, held by random ones of up to five tiers with several superiors, copies and any order."""

from __future__ import annotations

import pickle
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from kehoach._hierarchy import (
    Edge,
    Hierarchy,
    Tier,
    Unit,
    UnitTable,
    contract,
    csv_text,
    guarded,
    unguarded,
    units_from_text,
)
from kehoach._spelling import unprintable
from kehoach.errors import Finding, InvalidHierarchy

NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=8).filter(
    lambda text: not unprintable(text)
)
DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@st.composite
def shares(draw: st.DrawFn, n: int) -> list[Fraction | None]:
    """Parts of n edges that sum to 1; an only edge needs none."""
    if n <= 1:
        return [draw(st.sampled_from([None, Fraction(1)]))] * n
    weights = draw(st.lists(st.integers(1, 9), min_size=n, max_size=n))
    return [Fraction(weight, sum(weights)) for weight in weights]


@st.composite
def edges(draw: st.DrawFn, above: Sequence[str], others: Sequence[str]) -> list[Edge]:
    """Edges of one unit: one to three that go up, and copies to anybody else."""
    up = draw(st.lists(st.sampled_from(above), min_size=1, max_size=3, unique=True)) if above else []
    parts = draw(shares(len(up)))
    said = [Edge(unit, part, derived=draw(st.booleans())) for unit, part in zip(up, parts, strict=True)]
    free = [unit for unit in others if unit not in up]
    copies = draw(st.lists(st.sampled_from(free), max_size=2, unique=True)) if free else []
    return said + [Edge(unit, role="informs", derived=draw(st.booleans())) for unit in copies]


@st.composite
def hierarchies(draw: st.DrawFn) -> Hierarchy:
    """Any hierarchy of up to five tiers and seventeen units."""
    counts = [1, *draw(st.lists(st.integers(0, 4), max_size=4))]
    tiers = [Tier(f"t{i}", name=draw(NAMES), owes=draw(st.booleans())) for i in range(len(counts))]
    levels = [[f"u{i}-{k}" for k in range(count)] for i, count in enumerate(counts)]
    every = [unit for level in levels for unit in level]
    units: list[Unit] = []
    for i, level in enumerate(levels):
        above = [unit for higher in levels[:i] for unit in higher]
        for name in level:
            said = draw(edges(above, [unit for unit in every if unit != name]))
            opened = draw(st.none() | DAYS)
            closed = draw(st.none() | DAYS)
            if opened and closed and closed < opened:
                opened, closed = closed, opened
            kind = draw(st.sampled_from([None, "phuong", "xa"]))
            units.append(Unit(name, draw(NAMES), f"t{i}", said, kind=kind, opened_on=opened, closed_on=closed))
    return Hierarchy.from_units(tiers, draw(st.permutations(units)))


@st.composite
def parts_of(draw: st.DrawFn) -> tuple[Hierarchy, list[int]]:
    """A hierarchy and some of its units, by number."""
    hierarchy = draw(hierarchies())
    return hierarchy, sorted(draw(st.sets(st.integers(0, len(hierarchy) - 1))))


@given(hierarchies())
def test_units_make_the_hierarchy_they_come_from(hierarchy: Hierarchy) -> None:
    """The units of a hierarchy make an equal one, with an equal hash."""
    again = Hierarchy.from_units(hierarchy.tiers, hierarchy.units)
    assert (again, hash(again)) == (hierarchy, hash(hierarchy))


@given(hierarchies())
def test_a_graph_makes_the_hierarchy_it_comes_from(hierarchy: Hierarchy) -> None:
    """From columns to networkx and back nothing is lost."""
    assert Hierarchy.from_networkx(hierarchy.graph) == hierarchy


@given(hierarchies())
def test_rows_make_the_hierarchy_they_come_from(hierarchy: Hierarchy) -> None:
    """Rows as text, with the tiers beside them, make an equal hierarchy, through a file as well."""
    table = units_from_text(csv_text(hierarchy.to_rows()))
    assert Hierarchy.from_columns(hierarchy.tiers, table) == hierarchy
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "units.csv")
        hierarchy.to_csv(path)
        assert Hierarchy.from_csv(path, tiers=hierarchy.tiers) == hierarchy


@given(hierarchies())
def test_pickling_changes_nothing(hierarchy: Hierarchy) -> None:
    """A hierarchy that went to another process is the same value."""
    again = pickle.loads(pickle.dumps(hierarchy))
    assert (again, hash(again), repr(again)) == (hierarchy, hash(hierarchy), repr(hierarchy))


@given(hierarchies())
def test_generations_are_those_of_networkx(hierarchy: Hierarchy) -> None:
    """The columns and networkx order the same graph the same way, the official order inside a generation."""
    up = nx.DiGraph([(a, b) for a, b, role in hierarchy.graph.edges(data="role") if role == "consolidates"])
    up.add_nodes_from(hierarchy)
    number = hierarchy.columns.index.__getitem__
    expected = tuple(tuple(sorted(layer, key=number)) for layer in nx.topological_generations(up))
    assert hierarchy.generations() == expected
    assert hierarchy.aggregation_order() == tuple(unit for layer in expected for unit in layer)


@given(hierarchies())
def test_no_unit_comes_before_its_subordinates(hierarchy: Hierarchy) -> None:
    """In the order of aggregation every unit comes after all who report to it, and the root comes last."""
    order = hierarchy.aggregation_order()
    place = {unit: i for i, unit in enumerate(order)}
    assert all(place[below] < place[unit] for unit in order for below in hierarchy.subordinates(unit))
    assert order[-1] == hierarchy.root


@given(hierarchies())
def test_columns_say_what_units_say(hierarchy: Hierarchy) -> None:
    """Edges numbered by superior hold exactly the edges that the units state, leads first, in official order."""
    columns = hierarchy.columns
    for unit in hierarchy.units:
        up = [edge for edge in unit.reports_to if edge.role == "consolidates"]
        assert hierarchy.superiors(unit.id) == tuple(edge.superior for edge in up)
        numbers = columns.edges_of(columns.index[unit.id])
        assert [columns.share.get(edge, Fraction(1)) for edge in numbers] == [edge.weight for edge in up]
        assert hierarchy.informed(unit.id) == tuple(edge.superior for edge in unit.reports_to if edge.role == "informs")
        below = list(hierarchy.subordinates(unit.id))
        assert below == sorted(below, key=columns.index.__getitem__)
    assert len(columns.edge_unit) == sum(len(hierarchy.superiors(unit)) for unit in hierarchy)


@given(hierarchies())
def test_finding_a_name_finds_the_unit(hierarchy: Hierarchy) -> None:
    """Every unit is among those that its own name finds, and among those under the root."""
    for unit in hierarchy:
        name = hierarchy.name_of(unit)
        assert unit in hierarchy.find(name)
        assert (unit in hierarchy.find(name, under=hierarchy.root)) == (unit != hierarchy.root)


Paths = dict[int, dict[int, Fraction]]


def paths_by_force(hierarchy: Hierarchy, keep: Sequence[int]) -> Paths:
    """For each kept unit every path to the next kept ones, listed one by one."""
    columns = hierarchy.columns
    found: Paths = {}
    for unit in keep:
        waiting = [(unit, Fraction(1))]
        ways: defaultdict[int, Fraction] = defaultdict(Fraction)
        while waiting:
            at, part = waiting.pop()
            for edge in reversed(columns.edges_of(at)):
                superior, share = columns.edge_superior[edge], part * columns.share.get(edge, Fraction(1))
                if superior in keep:
                    ways[superior] += share
                else:
                    waiting.append((superior, share))
        found[unit] = dict(ways)
    return found


@given(parts_of())
def test_contraction_is_the_sum_over_paths(part: tuple[Hierarchy, list[int]]) -> None:
    """Shares multiply along a path and add over parallel ones: the same as listing every path."""
    hierarchy, keep = part
    columns = contract(hierarchy.columns, keep)
    got: Paths = {}
    for place, unit in enumerate(columns.kept):
        numbers = columns.edges_of(place)
        got[unit] = {columns.kept[columns.edge_superior[e]]: columns.share.get(e, Fraction(1)) for e in numbers}
    assert got == paths_by_force(hierarchy, keep)
    assert [columns.ids[columns.position[unit]] for unit in keep] == [hierarchy.columns.ids[unit] for unit in keep]


def lead_by_force(hierarchy: Hierarchy, unit: int, keep: Sequence[int]) -> int | None:
    """The first kept unit on a walk up that tries the superiors in their stated order, deepest path first."""
    for superior in hierarchy.columns.superiors_of(unit):
        found = superior if superior in keep else lead_by_force(hierarchy, superior, keep)
        if found is not None:
            return found
    return None


@given(parts_of())
def test_the_lead_is_the_first_kept_superior(part: tuple[Hierarchy, list[int]]) -> None:
    """After contraction the lead is the first kept superior along the stated order."""
    hierarchy, keep = part
    columns = contract(hierarchy.columns, keep)
    for place, unit in enumerate(columns.kept):
        superiors = columns.superiors_of(place)
        assert (columns.kept[superiors[0]] if superiors else None) == lead_by_force(hierarchy, unit, keep)


@given(hierarchies(), st.data())
def test_contracting_twice_is_contracting_once(hierarchy: Hierarchy, data: st.DataObject) -> None:
    """Taking units out in two steps leaves the same graph as taking them out in one."""
    keep = sorted(data.draw(st.sets(st.integers(0, len(hierarchy) - 1), min_size=1)))
    fewer = sorted(data.draw(st.sets(st.sampled_from(keep))))
    first = contract(hierarchy.columns, keep)
    twice = contract(first, [first.position[unit] for unit in fewer])
    once = contract(hierarchy.columns, fewer)
    assert (twice.ids, twice.edge_unit, twice.edge_superior) == (once.ids, once.edge_unit, once.edge_superior)
    assert (twice.superior_edge, twice.share, twice.informs) == (once.superior_edge, once.share, once.informs)
    assert (twice.derived, twice.generation, twice.order) == (once.derived, once.generation, once.order)


@given(hierarchies())
def test_keeping_all_is_keeping_the_columns(hierarchy: Hierarchy) -> None:
    """When every unit is kept, the columns come back as the same object."""
    assert contract(hierarchy.columns, range(len(hierarchy))) is hierarchy.columns


@given(hierarchies())
def test_every_leaf_counts_once_at_the_root(hierarchy: Hierarchy) -> None:
    """Through all diamonds, exactly the whole of each unit without subordinates arrives at the root."""
    columns = hierarchy.columns
    leaves = [unit for unit in range(columns.n) if not columns.generation[unit]]
    flat = contract(columns, [*leaves, columns.index[hierarchy.root]])
    assert flat.share == {}
    assert len(flat.edge_unit) == flat.n - 1


@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=3, unique=True).flatmap(lambda up: edges(up, ["D", "E"])))
def test_edges_read_as_they_print(said: list[Edge]) -> None:
    """A list of edges as text parses to the same edges, one by one and all together."""
    assert [Edge.parse(str(edge)) for edge in said] == said
    assert Unit("x", reports_to="|".join(map(str, said))).reports_to == tuple(said)


@given(st.text() | st.text("'=+-@\t\r\n1a", max_size=6))
def test_guarding_a_cell_can_be_undone(cell: str) -> None:
    """A guarded cell reads back as it was, and runs nowhere: it begins with no sign of a formula, numbers aside."""
    safe = guarded(cell)
    assert unguarded(safe) == cell
    assert safe[:1] not in {"=", "+", "@", "\t", "\r", "\n"}


def findings_of(tiers: Sequence[str], table: UnitTable) -> tuple[Finding, ...]:
    """What is wrong with a table; nothing when it makes a hierarchy."""
    try:
        Hierarchy.from_columns(tiers, table)
    except InvalidHierarchy as error:
        return error.findings
    return ()


IDS = st.sampled_from(["a", "b", "c", "A", "", "a|b", "д", "а"])
REPORTS = st.sampled_from(["", "a", "b", "c", "a=1/2|b=1/2", "a|b", "a=1/2|c=1/3", "c=informs", "a=2", "x", "b=?", "|"])


def is_sound(ids: Sequence[str], tiers: Sequence[int], superiors: Sequence[dict[str, Fraction]]) -> bool:
    """Whether plain ids with these edges make a hierarchy, asked the slow way."""
    tier = dict(zip(ids, tiers, strict=True))
    upward = all(
        other in tier and tier[other] < tier[unit] for unit, up in zip(ids, superiors, strict=True) for other in up
    )
    whole = all(sum(up.values()) == 1 for up in superiors if up)
    return len(tier) == len(ids) and upward and whole and sum(not up for up in superiors) == 1


@given(st.lists(st.tuples(IDS, st.sampled_from(["t0", "t1", "t2", "t9"]), REPORTS), max_size=5))
def test_whatever_is_typed_gives_a_hierarchy_or_findings(rows: list[tuple[str, str, str]]) -> None:
    """No table of units raises anything but findings, each with a place and words in both languages."""
    ids, tiers, reports = ([row[i] for row in rows] for i in range(3))
    found = findings_of(["t0", "t1", "t2"], UnitTable(ids, tier=tiers, reports_to=reports))
    assert all(finding.path.startswith("units") for finding in found)
    assert all(finding.text(lang) for finding in found for lang in ("en", "vi"))


@given(st.text("\",;\n\r' aid=|\tđ", max_size=40), st.sampled_from(["", "id,name,tier,reports_to\n", "id;tier\n"]))
def test_whatever_a_file_holds_gives_a_table_or_findings(text: str, heading: str) -> None:
    """No text raises anything but findings, each with its line."""
    try:
        table = units_from_text(heading + text)
    except InvalidHierarchy as error:
        assert all(finding.line for finding in error.findings)  # noqa: PT017  # either end is a good one
    else:
        assert len(table.name) == len(table)


PARTS = st.dictionaries(
    st.sampled_from("abcdx"), st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(1, 3)]), max_size=2
)


@given(st.lists(st.tuples(st.integers(0, 3), PARTS), min_size=1, max_size=4))
def test_the_checks_accept_what_is_sound_and_nothing_else(rows: list[tuple[int, dict[str, Fraction]]]) -> None:
    """The fast checks and the slow definition agree on every small table."""
    ids = "abcd"[: len(rows)]
    reports = ["|".join(f"{unit}={share}" for unit, share in up.items()) for _, up in rows]
    table = UnitTable(list(ids), tier=[f"t{tier}" for tier, _ in rows], reports_to=reports)
    accepted = not findings_of([f"t{i}" for i in range(4)], table)
    assert accepted == is_sound(ids, [tier for tier, _ in rows], [up for _, up in rows])
