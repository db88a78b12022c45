"""Facts about edges and how they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kehoach._hierarchy import Edge, Unit
from kehoach.errors import Finding, InvalidHierarchy


def codes(text: str) -> list[str]:
    with pytest.raises(InvalidHierarchy) as caught:
        Unit("x", reports_to=text)
    return [finding.code for finding in caught.value.findings]


@pytest.mark.parametrize("share", ["1/2", "2/4", "0.5", "0,5", "50%", "50 %", " 1/2 ", Fraction(1, 2)])
def test_a_share_may_be_written_in_many_ways(share: str | Fraction) -> None:
    """A fraction, a decimal with point or comma and a percentage are one exact share."""
    assert Edge("A", share).share == Fraction(1, 2)


@pytest.mark.parametrize(
    "share",
    [
        "0",
        "3/2",
        "-1/2",
        "1/0",
        "half",
        "",
        "1e-3",
        "١/٢",
        "1_0%",
        "150%",
        0.5,
        Decimal("0.5"),
        True,
        2,
        "1/" + "9" * 20,
    ],
)
def test_what_is_no_exact_part_is_refused(share: object) -> None:
    """Floats, decimals, bools, parts above 1 or not above 0, and foreign digits are no shares."""
    with pytest.raises(InvalidHierarchy) as caught:
        Edge("A", share)  # type: ignore[arg-type]
    assert [(finding.code, finding.path) for finding in caught.value.findings] == [("KH332", "share")]


def test_a_refused_float_says_why_and_how() -> None:
    """The message names the value, the reason and the way out."""
    with pytest.raises(InvalidHierarchy) as caught:
        Edge("A", 0.5)  # type: ignore[arg-type]
    assert str(caught.value) == (
        "share: '0.5' is no share: a float is not exact; write an exact part above 0 and up to 1: '1/2', '0.5' or '50%'"
    )
    assert "không chính xác" in caught.value.text("vi")


def test_an_edge_prints_what_parses() -> None:
    """Share, role and whether it is derived are words after the sign."""
    edges = [
        Edge("A"),
        Edge("A", "1/3"),
        Edge("C", role="informs"),
        Edge("45", derived=True),
        Edge("A", "1/2", derived=True),
        Edge("C", role="informs", derived=True),
    ]
    texts = ["A", "A=1/3", "C=informs", "45=derived", "A=1/2 derived", "C=informs derived"]
    assert [str(edge) for edge in edges] == texts
    assert [Edge.parse(text) for text in texts] == edges


@pytest.mark.parametrize("text", ["", "A|B", "A=1/2|B=1/2"])
def test_a_text_of_no_or_several_edges_is_no_edge(text: str) -> None:
    """One edge is read from a text of one edge only."""
    with pytest.raises(InvalidHierarchy):
        Edge.parse(text)


@pytest.mark.parametrize(
    ("edge", "weight"),
    [(Edge("A"), 1), (Edge("A", "1/3"), Fraction(1, 3)), (Edge("A", role="informs"), 0)],
)
def test_the_weight_of_an_edge_is_what_goes_up(edge: Edge, weight: Fraction) -> None:
    """All where no share is stated, the share where one is, nothing of a copy."""
    assert edge.weight == weight


def test_a_copy_has_no_share() -> None:
    """An edge that informs carries no figures."""
    with pytest.raises(InvalidHierarchy) as caught:
        Edge("C", "1/2", role="informs")
    assert caught.value.findings == (Finding("KH333", {"superior": "C", "share": "1/2"}),)
    assert codes("C=1/2 informs") == ["KH333"]


def test_an_unknown_role_is_refused() -> None:
    """There are two roles, and the message lists them."""
    with pytest.raises(InvalidHierarchy, match="'inform' is no role of an edge; an edge 'consolidates' or 'informs'"):
        Edge("C", role="inform")  # type: ignore[arg-type]
    assert codes("A|B=copies") == ["KH331"]


@pytest.mark.parametrize("text", ["A|", "|A", "A||B", "=1/2", "A=", "A=1/2 1/2", "A=informs consolidates", "A=1=2"])
def test_a_text_that_says_half_an_edge_is_refused(text: str) -> None:
    """Every part of a list of edges names a unit and says at most one share and one role."""
    assert set(codes(text)) <= {"KH330", "KH332"}


def test_all_problems_of_a_text_come_at_once() -> None:
    """A list of edges is read to its end."""
    assert codes("A=3/2|=1/2|B=sends") == ["KH332", "KH330", "KH331"]


@pytest.mark.parametrize(
    "given",
    [
        "A=1/2|B=1/2",
        " A = 1/2 | B = 50 % ",
        [("A", "1/2"), ("B", Fraction(1, 2))],
        [Edge("A", "1/2"), "B=1/2"],
        ["A=1/2|B=1/2"],
        (Edge("A", "1/2"), Edge("B", "1/2")),
    ],
)
def test_edges_are_taken_as_people_type_them(given: str) -> None:
    """Text, pairs, edges, and lists that mix them, are the same edges."""
    assert Unit("x", reports_to=given).reports_to == (Edge("A", "1/2"), Edge("B", "1/2"))


def test_one_edge_or_none_needs_no_list() -> None:
    """Nobody is None or a blank; an edge alone is a list of one."""
    assert Unit("x").reports_to == Unit("x", reports_to=None).reports_to == Unit("x", reports_to="").reports_to == ()
    assert Unit("x", reports_to=Edge("A")).reports_to == Unit("x", reports_to="A").reports_to == (Edge("A"),)


def test_problems_of_a_list_come_at_once() -> None:
    """Every ill-formed edge of a list is found."""
    with pytest.raises(InvalidHierarchy) as caught:
        Unit("x", reports_to=[("A", "2"), ("", "1/2"), "B"])
    assert [(finding.code, finding.path) for finding in caught.value.findings] == [
        ("KH332", "reports_to"),
        ("KH310", "reports_to"),
    ]
