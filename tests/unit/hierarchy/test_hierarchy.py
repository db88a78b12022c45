"""Facts about a hierarchy: the units of Quảng Trị in 2019, and small made-up ones."""

from __future__ import annotations

import pickle
import subprocess
import sys
from array import array
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kehoach._hierarchy import Edge, Hierarchy, Tier, Unit, contract
from kehoach.errors import UnknownName

QUANG_TRI = Path(__file__).parents[2] / "data" / "quang_tri_2019.csv"


@pytest.fixture(scope="module")
def quang_tri() -> Hierarchy:
    return Hierarchy.from_csv(QUANG_TRI)


def shared() -> Hierarchy:
    """A commune under two districts with a copy to a third, in an order of its own."""
    units = [
        Unit("x", tier="commune", reports_to="c=informs|b=1/3|a=2/3"),
        Unit("a", tier="district", reports_to="top"),
        Unit("b", tier="district", reports_to="top"),
        Unit("c", tier="district", reports_to="top"),
        Unit("top", "The top", tier="province", kind="tinh", opened_on="1989-07-01"),
    ]
    return Hierarchy.from_units(["province", "district", "commune"], units)


def test_quang_tri_has_the_units_of_the_plan(quang_tri: Hierarchy) -> None:
    """One province, ten districts, 141 communes, read from the file alone."""
    assert repr(quang_tri) == "<Hierarchy of 152 units: province 1, district 10, commune 141>"
    assert quang_tri.tiers == (Tier("province"), Tier("district"), Tier("commune"))
    assert (quang_tri.root, quang_tri.name_of("45")) == ("45", "Tỉnh Quảng Trị")


def test_the_districts_of_quang_tri_have_their_communes(quang_tri: Hierarchy) -> None:
    """The numbers of communes are those of the statistics office; an island district has none."""
    counts = {district: len(quang_tri.subordinates(district)) for district in quang_tri.units_of("district")}
    assert list(counts.values()) == [9, 5, 22, 22, 21, 14, 9, 19, 20, 0]


def test_an_island_district_waits_for_nobody(quang_tri: Hierarchy) -> None:
    """A district without communes is of the first generation, with the communes."""
    assert quang_tri.name_of("471") == "Huyện Cồn Cỏ"
    assert "471" in quang_tri.generations()[0]
    assert quang_tri.aggregation_order()[0] == "471"


def test_a_unit_is_made_from_its_row(quang_tri: Hierarchy) -> None:
    """A unit that is looked at is the value that would have been typed."""
    unit = Unit("19330", "Phường Đông Giang", "commune", "461", kind="phuong")
    assert (quang_tri.units[11], quang_tri.units[-141]) == (unit, unit)


def test_units_are_a_sequence(quang_tri: Hierarchy) -> None:
    """Units have a length, slices and an order; they are made one at a time."""
    assert len(quang_tri.units) == 152
    assert [unit.id for unit in quang_tri.units[:3]] == ["45", "461", "462"]
    assert quang_tri.units[0] in quang_tri.units
    assert repr(quang_tri.units) == "<152 units>"
    with pytest.raises(IndexError):
        quang_tri.units[152]


def test_a_hierarchy_is_a_collection_of_ids(quang_tri: Hierarchy) -> None:
    """Length, membership and iteration speak of ids in official order."""
    assert (len(quang_tri), "461" in quang_tri, "999" in quang_tri, 461 in quang_tri) == (152, True, False, False)
    assert list(quang_tri)[:2] == ["45", "461"]


def test_the_lead_is_the_first_stated_superior() -> None:
    """Superiors come in the stated order, the lead first, whatever their order in the list; copies stand apart."""
    h = shared()
    assert h.superiors("x") == ("b", "a")
    assert h.informed("x") == ("c",)
    assert h.edges("x") == (Edge("b", "1/3"), Edge("a", "2/3"), Edge("c", role="informs"))
    assert (h.subordinates("a"), h.subordinates("c"), h.informants("c")) == (("x",), (), ("x",))


def test_columns_number_edges_by_superior() -> None:
    """The edges into one superior are one slice; a unit's own edges are listed in the stated order."""
    columns = shared().columns
    assert columns.edge_first == array("i", [0, 0, 1, 2, 2, 5])
    assert columns.edge_unit == array("i", [0, 0, 1, 2, 3])
    assert columns.edge_superior == array("i", [1, 2, 4, 4, 4])
    assert columns.superior_first == array("i", [0, 2, 3, 4, 5, 5])
    assert columns.superior_edge == array("i", [1, 0, 2, 3, 4])
    assert columns.share == {0: Fraction(2, 3), 1: Fraction(1, 3)}
    assert columns.informs == ((0, 3),)
    assert columns.tier_no == bytes([2, 1, 1, 1, 0])
    assert columns.generation == array("i", [0, 1, 1, 0, 2])
    assert columns.order == array("i", [0, 3, 1, 2, 4])
    assert (list(columns.kept), list(columns.position)) == ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4])


def test_the_official_order_is_kept_within_a_generation() -> None:
    """Units of one generation come in the order of the list."""
    assert shared().generations() == (("x", "c"), ("a", "b"), ("top",))


def test_an_unknown_unit_is_refused_with_the_nearest(quang_tri: Hierarchy) -> None:
    """Every question about a unit that does not exist proposes one that does."""
    with pytest.raises(UnknownName) as caught:
        quang_tri.superiors("1933")
    assert (caught.value.kind, caught.value.name, caught.value.nearest) == ("unit", "1933", ("19330",))
    for ask in (quang_tri.subordinates, quang_tri.edges, quang_tri.tier_of, quang_tri.name_of, quang_tri.informed):
        with pytest.raises(UnknownName):
            ask("nobody")


def test_an_unknown_tier_is_refused_with_the_nearest(quang_tri: Hierarchy) -> None:
    """A misspelt tier proposes the right one."""
    with pytest.raises(UnknownName, match=r"no tier 'comune'; did you mean 'commune'\?"):
        quang_tri.units_of("comune")


def test_a_unit_knows_its_tier(quang_tri: Hierarchy) -> None:
    """The tier of a unit is given by its id."""
    assert [quang_tri.tier_of(unit) for unit in ("45", "461", "19330")] == ["province", "district", "commune"]


def test_a_unit_without_a_name_is_called_by_its_id() -> None:
    """The id stands in for a blank name."""
    assert (shared().name_of("x"), shared().name_of("top")) == ("x", "The top")


def test_hierarchies_are_equal_by_content() -> None:
    """Two hierarchies of the same units are one value; another order of the list is another value."""
    one, other = shared(), shared()
    assert (one, hash(one)) == (other, hash(other))
    assert one != Hierarchy.from_units(one.tiers, list(one.units)[::-1])
    assert one != Hierarchy.from_units([Tier("province", owes=False), *one.tiers[1:]], one.units)
    assert one != "a hierarchy"


def test_a_hierarchy_can_be_pickled() -> None:
    """A hierarchy that went to another process is the same value."""
    again = pickle.loads(pickle.dumps(shared()))
    assert (again, hash(again), again.columns.order) == (shared(), hash(shared()), shared().columns.order)


def test_days_are_kept_where_they_are_known() -> None:
    """The day on which a unit began is part of it and of the rows."""
    h = shared()
    assert (h.units[4].opened_on, h.units[0].opened_on) == (date(1989, 7, 1), None)
    rows = list(h.to_rows())
    assert rows[0] == ("id", "name", "tier", "reports_to", "kind", "opened_on")
    assert rows[1] == ("x", "", "commune", "b=1/3|a=2/3|c=informs", "", "")
    assert rows[5] == ("top", "The top", "province", "", "tinh", "1989-07-01")


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand_does_not_recurse() -> None:
    """Depth costs no stack: building, ordering, contracting and walking up are loops."""
    n = 100_000
    h = Hierarchy.fan(**{f"t{i}": 1 for i in range(n)})
    columns = contract(h.columns, [0, n - 1])
    assert (h.aggregation_order()[0], h.root) == (f"t{n - 1}", "t0")
    assert list(columns.edge_superior) == [0]
    assert h.find(f"t{n - 1}", under="t0") == (f"t{n - 1}",)
    assert isinstance(h.columns.tier_no, array)


def test_three_hundred_tiers_take_two_bytes_each() -> None:
    """Tier numbers grow a byte when one is too small."""
    columns = Hierarchy.fan(**{f"t{i}": 1 for i in range(300)}).columns
    assert isinstance(columns.tier_no, array)
    assert (columns.tier_no.itemsize, columns.tier_no[299]) == (2, 299)
    contracted = contract(columns, [0, 299])
    assert list(contracted.tier_no) == [0, 299]


def test_importing_the_hierarchy_loads_nothing_heavy() -> None:
    """networkx and numpy load where they are used."""
    code = "import sys, kehoach._hierarchy; print({'networkx', 'numpy', 'pendulum'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src"}
    )
    assert done.stdout == "set()\n"
