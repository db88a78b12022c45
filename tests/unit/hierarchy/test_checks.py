"""Facts about what a hierarchy must be; every problem is found at once, at its place, in a stable order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import pytest

from kehoach._hierarchy import Hierarchy, Unit, UnitTable
from kehoach.errors import Finding, InvalidHierarchy

TIERS = ("province", "district", "commune")


def table(*rows: tuple[str, str, str]) -> UnitTable:
    """A table of (id, tier, reports_to)."""
    ids, tiers, reports = zip(*rows, strict=True)
    return UnitTable(ids, tier=tiers, reports_to=reports)


def error_of(units: UnitTable, tiers: Iterable[str] = TIERS) -> InvalidHierarchy:
    with pytest.raises(InvalidHierarchy) as caught:
        Hierarchy.from_columns(tiers, units)
    return caught.value


def found(*rows: tuple[str, str, str]) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in error_of(table(*rows)).findings]


def told(*rows: tuple[str, str, str]) -> str:
    return str(error_of(table(*rows)))


TOP = ("45", "province", "")
DONG_HA = ("461", "district", "45")


def test_an_unknown_superior_gets_the_nearest_proposed() -> None:
    """The message names the place, the value and the way out, in both languages."""
    error = error_of(table(TOP, DONG_HA, ("19330", "commune", "4611")))
    assert str(error) == "units[2].reports_to: no unit '4611'; did you mean '461'?"
    assert error.findings[0].text("vi") == "không có đơn vị “4611”"
    assert error.findings[0].remedy("vi") == "có phải là “461”?"
    assert error.findings[0].subject == "19330"


def test_an_unknown_superior_like_nothing_gets_a_way_out() -> None:
    """Where no id comes near, the message still says what to do."""
    assert told(TOP, ("461", "district", "xyz")) == (
        "units[1].reports_to: no unit 'xyz'; write the id of a unit of a higher tier"
    )


def test_a_slip_made_twice_is_told_twice() -> None:
    """Every unit with the same misspelt superior gets the same proposal."""
    findings = error_of(table(TOP, DONG_HA, ("a", "commune", "46l"), ("b", "commune", "46l"))).findings
    assert [(finding.path, finding.values["nearest"]) for finding in findings] == [
        ("units[2].reports_to", "461"),
        ("units[3].reports_to", "461"),
    ]


def test_what_is_proposed_stands_higher() -> None:
    """Neither the unit itself nor its neighbours are proposed, however like they are spelt."""
    rows = (("top", "province", ""), ("district-1", "district", "district-l"), ("district-2", "district", "topp"))
    first, second = error_of(table(*rows)).findings
    assert (first.values["nearest"], second.values["nearest"]) == (None, "top")


def test_an_unknown_tier_gets_the_nearest_proposed() -> None:
    """A misspelt tier is found for every unit that has it."""
    assert told(TOP, ("461", "distrct", "45")) == "units[1].tier: no tier 'distrct'; did you mean 'district'?"


def test_an_unknown_tier_like_nothing_gets_the_list() -> None:
    """Where no tier comes near, all are listed."""
    assert told(TOP, ("461", "x", "45")) == ("units[1].tier: no tier 'x'; the tiers are province, district, commune")


def test_two_shares_that_sum_to_less_leak() -> None:
    """A leak names the unit, its superiors and what is counted."""
    rows = (TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461=1/2|462=1/3"))
    assert told(*rows) == (
        "units[3].reports_to: only 5/6 of x is counted: its shares to 461, 462 sum to less than 1;"
        " raise the shares until they sum to 1"
    )


def test_two_shares_that_sum_to_more_count_double() -> None:
    """A double count names the unit, its superiors and how often it is counted."""
    rows = (TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461=1/2|462=2/3"))
    assert told(*rows) == (
        "units[3].reports_to: x is counted 7/6 times: its shares to 461, 462 sum to more than 1;"
        " lower the shares until they sum to 1"
    )


def test_two_edges_without_shares_are_an_error() -> None:
    """Nothing says how the figures part, so nothing is guessed."""
    rows = (TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461|462"))
    assert told(*rows).startswith(
        "units[3].reports_to: x reports to 461, 462, but no share says how much goes up to 461, 462; give each edge"
    )


def test_one_of_two_edges_without_a_share_is_an_error() -> None:
    """The rest is not guessed either; only the edge without a share is named."""
    rows = (TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461=1/2|462"))
    assert error_of(table(*rows)).findings[0].values["missing"] == ("462",)


def test_an_only_edge_with_a_part_leaks() -> None:
    """Half a unit is not a whole one."""
    assert found(TOP, ("461", "district", "45=1/2")) == [("KH336", "units[1].reports_to")]


def test_an_edge_to_inform_is_outside_the_sum() -> None:
    """Copies carry nothing, so one consolidating edge beside them needs no share."""
    h = Hierarchy.from_columns(
        TIERS, table(TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461|462=informs"))
    )
    assert (h.superiors("x"), h.informed("x"), h.informants("462")) == (("461",), ("462",), ("x",))


def test_an_edge_to_the_same_tier_is_refused() -> None:
    """Figures go up only; both tiers are named."""
    assert told(TOP, DONG_HA, ("462", "district", "461")).startswith(
        "units[2].reports_to: 462 (district) reports to 461 (district), which is of no higher tier; figures go up only"
    )


def test_an_edge_to_a_lower_tier_is_refused() -> None:
    """A district does not report to a commune."""
    assert ("KH339", "units[1].reports_to") in found(TOP, ("461", "district", "x"), ("x", "commune", "45"))


def test_a_copy_may_go_anywhere() -> None:
    """An edge that informs may go down or sideways, even both ways."""
    h = Hierarchy.from_columns(
        TIERS,
        table(
            ("45", "province", "461=informs"),
            ("461", "district", "45|45x=informs"),
            ("45x", "district", "45|461=informs"),
        ),
    )
    assert h.informed("461") == ("45x",)
    assert h.informed("45") == ("461",)


def test_a_circle_is_named_once_from_its_first_unit() -> None:
    """However many circles there are, one is named, and at most three of its units."""
    rows = [TOP, *((f"d{i}", "district", f"d{(i + 1) % 5}") for i in range(5))]
    error = error_of(table(*rows))
    circles = [finding for finding in error.findings if finding.code == "KH340"]
    assert circles == [
        Finding(
            "KH340", {"count": 5, "units": ("d0", "d1", "d2", "d3", "d4")}, path="units[1].reports_to", subject="d0"
        )
    ]
    assert circles[0].text() == "5 units report in a circle: d0, d1, d2 and 2 more"
    assert circles[0].text("vi") == "5 đơn vị báo cáo vòng tròn: d0, d1, d2 và 2 đơn vị khác"


def test_a_table_of_circles_only_has_no_top() -> None:
    """When everybody reports to somebody, the circle and the missing top are both told."""
    assert found(("a", "district", "b"), ("b", "commune", "a")) == [
        ("KH339", "units[0].reports_to"),
        ("KH340", "units[0].reports_to"),
        ("KH342", "units"),
    ]


def test_two_units_of_the_top_tier_are_two_roots() -> None:
    """Exactly one unit reports to nobody."""
    assert told(TOP, ("46", "province", "")) == (
        "units[1].reports_to: 2 units of one tier report to nobody: 45, 46;"
        " one unit stands at the top; let the others report to it"
    )


def test_a_lower_unit_without_a_superior_is_an_orphan() -> None:
    """The unit of the highest tier is the root; whoever else reports to nobody is named with it."""
    assert told(TOP, DONG_HA, ("19330", "commune", ""), ("19333", "commune", "461")) == (
        "units[2].reports_to: 19330 reports to nobody and is not the top, which is 45; name its superior in reports_to"
    )


def test_a_unit_that_only_informs_is_an_orphan() -> None:
    """A copy is no report."""
    assert found(TOP, ("461", "district", "45=informs")) == [("KH343", "units[1].reports_to")]


def test_a_unit_with_a_misspelt_superior_is_no_orphan_besides() -> None:
    """One slip of the pen makes one finding."""
    assert found(TOP, ("461", "district", "54x")) == [("KH301", "units[1].reports_to")]


def test_a_unit_does_not_report_to_itself() -> None:
    """A self edge is found, alone or among others, and makes no orphan."""
    assert found(TOP, ("461", "district", "461")) == [("KH337", "units[1].reports_to")]
    assert found(TOP, ("461", "district", "45|461")) == [("KH337", "units[1].reports_to")]


def test_a_superior_stands_once() -> None:
    """The same superior twice is an error, whatever the roles."""
    assert found(TOP, ("461", "district", "45|45=informs")) == [("KH338", "units[1].reports_to")]
    assert found(TOP, ("461", "district", "45=1/2|45=1/2")) == [("KH338", "units[1].reports_to")]


def test_shares_that_cannot_be_read_are_not_summed() -> None:
    """One slip in a share makes one finding, not a leak besides."""
    assert found(TOP, DONG_HA, ("462", "district", "45"), ("x", "commune", "461=half|462=1/2")) == [
        ("KH331", "units[3].reports_to")
    ]


def test_an_id_stands_once() -> None:
    """A repeated id names the first place."""
    assert told(TOP, DONG_HA, DONG_HA) == (
        "units[2].id: the id '461' stands twice, at units[1] and here; give each unit its own id"
    )


def test_two_unicode_forms_are_one_id() -> None:
    """An id composed and decomposed is the same id twice."""
    name = "xã-1"
    assert found(TOP, (name, "district", "45"), (unicodedata.normalize("NFD", name), "district", "45")) == [
        ("KH316", "units[2].id")
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("xa-1", "XA-1"), ("hoà-1", "hòa-1"), ("Đ-1", "Ð1"[0] + "-1"), ("a 1", "a  1")]
)
def test_ids_that_look_alike_are_refused(one: str, other: str) -> None:
    """Case, tone placement and letters that look alike do not tell two units apart."""
    assert ("KH318", "units[2].id") in found(TOP, (one, "district", "45"), (other, "district", "45"))


def test_signs_in_ids_do_not_hide_look_alikes() -> None:
    """Two slips in two ids are both told, even when one holds the sign between edges."""
    assert found(TOP, ("A|1", "district", "45"), ("b", "district", "45"), ("B", "district", "45")) == [
        ("KH313", "units[1].id"),
        ("KH318", "units[3].id"),
    ]


def test_names_may_hold_what_people_type() -> None:
    """Dashes, quotes and letters of other scripts are fine in names."""
    names = ["Khối cơ quan – doanh nghiệp “A”", "Район", "北京", "Đảng uỷ…"]
    units = UnitTable(["45", "a", "b", "c"], names, ["province", *["district"] * 3], ["", "45", "45", "45"])
    assert [unit.name for unit in Hierarchy.from_columns(TIERS, units).units] == names


def test_a_superior_may_be_written_in_another_unicode_form() -> None:
    """References are composed before they are looked up."""
    rows = (("tỉnh", "province", ""), ("461", "district", unicodedata.normalize("NFD", "tỉnh")))
    assert Hierarchy.from_columns(TIERS, table(*rows)).superiors("461") == ("tỉnh",)


def test_spaces_around_ids_and_references_are_passed_over() -> None:
    """A stray space at an end makes no new unit."""
    h = Hierarchy.from_columns(TIERS, table((" 45", "province ", " "), ("461 ", "district", " 45 ")))
    assert (h.root, h.superiors("461")) == ("45", ("45",))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "KH310"),
        ("a\nb", "KH312"),
        ("a\u202eb", "KH312"),
        ("a=b", "KH313"),
        ("issuer", "KH314"),
        ("x\u0430", "KH315"),
        ("x" * 501, "KH321"),
    ],
)
def test_an_ill_formed_id_is_found(name: str, code: str) -> None:
    """Blank, unseen, reserved and look-alike: the same rules as for one unit alone."""
    assert found(TOP, (name, "district", "45")) == [(code, "units[1].id")]


def test_names_and_kinds_hold_nothing_unseen() -> None:
    """A forged line in a name is found at its place."""
    units = UnitTable(
        ["45", "461"],
        ["Quảng Trị\napproved by chief", "Đông Hà"],
        ["province", "district"],
        ["", "45"],
        kind=["tinh", "tp\u200b"],
    )
    assert [(f.code, f.path) for f in error_of(units).findings] == [
        ("KH312", "units[0].name"),
        ("KH312", "units[1].kind"),
    ]


def test_days_are_checked_in_columns_too() -> None:
    """A text that is no day, and a closing before the opening, are found at their fields."""
    units = UnitTable(
        ["45", "461", "462"],
        tier=["province", "district", "district"],
        reports_to=["", "45", "45"],
        opened_on=["", "soon", "2-1-2020"],
        closed_on=["", "", "1-1-2020"],
    )
    assert [f.path for f in error_of(units).findings] == ["units[1].opened_on", "units[2].closed_on"]


def test_all_problems_come_at_once_in_the_order_of_the_rows() -> None:
    """A list with many slips is told in one go, row by row; what concerns the whole comes last."""
    rows = (TOP, ("461", "distrct", "45"), ("", "commune", "461"), ("19330", "commune", "999"), ("46", "province", ""))
    assert found(*rows) == [
        ("KH302", "units[1].tier"),
        ("KH310", "units[2].id"),
        ("KH301", "units[3].reports_to"),
        ("KH341", "units[4].reports_to"),
    ]


def test_the_order_of_findings_is_stable() -> None:
    """The same table gives the same findings in the same order."""
    rows = (TOP, ("a", "x", "y"), ("b", "y", "z"), ("c", "commune", "d"), ("d", "commune", "c"))
    assert error_of(table(*rows)).findings == error_of(table(*rows)).findings


def test_units_are_checked_like_columns() -> None:
    """Objects go through the same checks."""
    units = [Unit("45", tier="province"), Unit("461", tier="district", reports_to=[("45", "1/2")])]
    with pytest.raises(InvalidHierarchy, match="only 1/2 of 461 is counted"):
        Hierarchy.from_units(TIERS, units)


def test_a_thousand_unknown_superiors_are_found_quickly() -> None:
    """Every one is found; only the first few get a proposal, since looking for one takes time."""
    rows = [TOP, *((f"district-{i}", "district", f"province-{i}") for i in range(1000))]
    findings = error_of(table(*rows)).findings
    assert len(findings) == 1000
    assert sum(finding.values["nearest"] is not None for finding in findings) <= 20


def test_a_hierarchy_of_one_unit_is_legal() -> None:
    """A unit alone is its own top."""
    h = Hierarchy.from_columns(["office"], table(("a", "office", "")))
    assert (len(h), h.root, h.superiors("a"), h.subordinates("a")) == (1, "a", (), ())


def test_a_tier_without_units_is_legal() -> None:
    """Tiers may be listed before their units are known."""
    assert Hierarchy.from_columns(TIERS, table(TOP)).units_of("commune") == ()


def test_an_edge_may_skip_tiers() -> None:
    """A commune may report to the province."""
    assert Hierarchy.from_columns(TIERS, table(TOP, DONG_HA, ("x", "commune", "45"))).superiors("x") == ("45",)
