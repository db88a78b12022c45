"""Facts about taking out the units that do not owe."""

from __future__ import annotations

from fractions import Fraction

from kehoach._hierarchy import Columns, Hierarchy, Unit, contract


def diamond() -> Hierarchy:
    """A root over two districts with shares, one of which also goes up beside the other."""
    units = [
        Unit("top", tier="a"),
        Unit("mid", tier="b", reports_to="top"),
        Unit("l", tier="c", reports_to="mid"),
        Unit("r", tier="c", reports_to="top=1/4|mid=3/4"),
        Unit("x", tier="d", reports_to="r=1/3|l=2/3|top=informs"),
        Unit("y", tier="d", reports_to="l=derived"),
    ]
    return Hierarchy.from_units("abcd", units)


def kept(h: Hierarchy, *units: str) -> Columns:
    return contract(h.columns, [h.columns.index[unit] for unit in units])


def up(columns: Columns, unit: str) -> dict[str, Fraction]:
    edges = columns.edges_of(columns.index[unit])
    return {columns.ids[columns.edge_superior[edge]]: columns.share.get(edge, Fraction(1)) for edge in edges}


def test_shares_multiply_and_parallel_paths_add() -> None:
    """What went through units that are taken out arrives whole at the next kept ones."""
    columns = kept(diamond(), "top", "mid", "x", "y")
    assert up(columns, "x") == {"top": Fraction(1, 12), "mid": Fraction(11, 12)}
    assert up(columns, "y") == {"mid": Fraction(1)}


def test_the_lead_follows_the_stated_order() -> None:
    """The first kept superior along the first stated edge leads."""
    columns = kept(diamond(), "top", "mid", "x")
    assert [columns.ids[unit] for unit in columns.superiors_of(columns.index["x"])] == ["top", "mid"]


def test_paths_that_meet_again_make_one_whole_edge() -> None:
    """Where all shares come together, none is left to say."""
    columns = kept(diamond(), "top", "x", "y")
    assert (up(columns, "x"), columns.share) == ({"top": Fraction(1)}, {})


def test_numbers_translate_both_ways() -> None:
    """Contracted numbers are places among the kept units, and -1 marks those taken out."""
    h = diamond()
    columns = kept(h, "top", "x", "y")
    assert [h.columns.ids[unit] for unit in columns.kept] == list(columns.ids) == ["top", "x", "y"]
    assert list(columns.position) == [0, -1, -1, -1, 1, 2]
    assert columns.index == {"top": 0, "x": 1, "y": 2}


def test_order_and_tiers_are_those_of_the_kept_units() -> None:
    """Generations are counted anew; tier numbers stay."""
    columns = kept(diamond(), "top", "l", "x", "y")
    assert list(columns.generation) == [2, 1, 0, 0]
    assert [columns.ids[unit] for unit in columns.order] == ["x", "y", "l", "top"]
    assert columns.tier_no == bytes([0, 2, 3, 3])


def test_an_edge_made_from_a_derived_one_is_derived() -> None:
    """What the document does not state on the way, it does not state in the end."""
    columns = kept(diamond(), "top", "x", "y")
    assert {columns.ids[columns.edge_unit[edge]] for edge in columns.derived} == {"y"}


def test_copies_stay_when_both_ends_do() -> None:
    """An edge that informs is kept with its ends and never passed on."""
    h = diamond()
    assert kept(h, "top", "x").informs == ((1, 0),)
    assert kept(h, "mid", "x").informs == ()


def test_without_the_root_several_units_stand_at_the_top() -> None:
    """A root that owes nothing leaves those below it without a superior, and a path that ends there leads nowhere."""
    columns = kept(diamond(), "mid", "l", "r", "x")
    assert (up(columns, "mid"), up(columns, "r")) == ({}, {"mid": Fraction(3, 4)})


def test_keeping_nobody_leaves_nobody() -> None:
    """Columns may be empty."""
    columns = contract(diamond().columns, [])
    assert (columns.n, list(columns.order), list(columns.edge_first)) == (0, [], [0])


def test_keeping_all_gives_the_same_object() -> None:
    """Nothing to take out, nothing to make."""
    h = diamond()
    assert contract(h.columns, range(len(h))) is h.columns


def test_a_ladder_is_contracted_without_listing_its_paths() -> None:
    """Sixty tiers of two units have more paths than could ever be listed; each share comes out whole."""
    units = [Unit("top", tier="t0"), *(Unit(f"{side}1", tier="t1", reports_to="top") for side in "lr")]
    for i in range(2, 60):
        units += [Unit(f"{side}{i}", tier=f"t{i}", reports_to=f"l{i - 1}=1/3|r{i - 1}=2/3") for side in "lr"]
    h = Hierarchy.from_units([f"t{i}" for i in range(60)], units)
    columns = kept(h, "top", "l1", "r1", "l59")
    assert up(columns, "l59") == {"l1": Fraction(1, 3), "r1": Fraction(2, 3)}
    assert up(kept(h, "top", "r59"), "r59") == {"top": Fraction(1)}
