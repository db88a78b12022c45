"""Facts about tables of units."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach._hierarchy import Hierarchy, Place, Unit, UnitTable, units_from_text
from kehoach.errors import InvalidHierarchy


def test_empty_columns_stand_for_blanks() -> None:
    """Only ids and tiers are needed for a hierarchy of one unit."""
    h = Hierarchy.from_columns(["province"], UnitTable(["45"], tier=["province"]))
    assert h.units[0] == Unit("45", tier="province")


def test_joined_tables_keep_where_their_rows_come_from() -> None:
    """A row is counted in the whole and named by the file and line of its part."""
    typed = UnitTable(["45"], tier=["province"], place=lambda i: Place(f"units[{i}]", "plan.toml", 12))
    listed = units_from_text("id,name,tier,reports_to\n461,,district,45\n462,,district,46\n", file="units.csv")
    both = UnitTable.joined([typed, listed])
    assert [both.place(i) for i in range(3)] == [
        Place("units[0]", "plan.toml", 12),
        Place("units[1]", "units.csv", 2),
        Place("units[2]", "units.csv", 3),
    ]
    with pytest.raises(InvalidHierarchy, match=r"units\.csv:3: units\[2\]\.reports_to: no unit '46'"):
        Hierarchy.from_columns(["province", "district"], both)


def test_joined_tables_fill_the_columns_that_one_of_them_lacks() -> None:
    """Blanks stand where a part says nothing."""
    one = UnitTable(["a"], tier=["t"], opened_on=[date(2020, 1, 1)], derived=[True])
    both = UnitTable.joined([one, UnitTable(["b"], kind=["x"])])
    assert (both.kind, both.opened_on, both.derived) == (["", "x"], [date(2020, 1, 1), None], [True, ""])


def test_a_table_of_units_says_what_they_say() -> None:
    """Units go into columns without loss."""
    unit = Unit("x", "X", "t", "A=1/2|B=1/2|C=informs", kind="k", opened_on="2020-01-01")
    table = UnitTable.of([unit])
    assert (table.id, table.reports_to, table.opened_on) == (["x"], ["A=1/2|B=1/2|C=informs"], [date(2020, 1, 1)])


@pytest.mark.parametrize("derived", [True, "true", "x", "có"])
def test_a_derived_row_derives_all_its_edges(derived: str | bool) -> None:
    """A row may say that the document leaves its edges unsaid."""
    table = UnitTable(
        ["a", "b", "c"], tier=["t0", "t1", "t2"], reports_to=["", "a", "b|a=informs"], derived=["", "", derived]
    )
    h = Hierarchy.from_columns(["t0", "t1", "t2"], table)
    assert [str(edge) for edge in h.edges("c")] == ["b=derived", "a=informs derived"]
    assert [str(edge) for edge in h.edges("b")] == ["a"]


def codes(table: UnitTable) -> list[tuple[str, str]]:
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_columns(["t0", "t1"], table)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_columns_are_all_of_one_length() -> None:
    """A column that is longer or shorter than the ids is named."""
    assert codes(UnitTable(["a", "b"], name=["A"], tier=["t0", "t1"])) == [("KH345", "units")]


def test_cells_are_text() -> None:
    """Numbers and None in a column of text are found, each at its place."""
    table = UnitTable(["a", 461], tier=["t0", "t1"], reports_to=["", None])  # type: ignore[list-item]
    assert codes(table) == [("KH311", "units[1].id"), ("KH311", "units[1].reports_to")]


def test_a_table_without_rows_is_no_hierarchy() -> None:
    """There is no hierarchy of nobody."""
    assert codes(UnitTable([])) == [("KH344", "units")]


def test_no_tiers_are_no_hierarchy() -> None:
    """Units need tiers."""
    with pytest.raises(InvalidHierarchy, match="tiers: no tiers are given"):
        Hierarchy.from_columns([], UnitTable(["a"], tier=[""]))
    with pytest.raises(InvalidHierarchy, match="tiers: no tiers are given"):
        Hierarchy.from_columns(None, UnitTable(["a"]))


def test_a_word_that_says_neither_yes_nor_no_is_found() -> None:
    """The column derived holds yes, no or nothing."""
    table = UnitTable(["a", "b"], tier=["t0", "t1"], reports_to=["", "a"], derived=["", "maybe"])
    assert codes(table) == [("KH320", "units[1].derived")]
