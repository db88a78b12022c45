"""Facts about looking units up by name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kehoach._hierarchy import Hierarchy, Unit
from kehoach.errors import UnknownName

QUANG_TRI = Path(__file__).parents[2] / "data" / "quang_tri_2019.csv"


@pytest.fixture(scope="module")
def h() -> Hierarchy:
    return Hierarchy.from_csv(QUANG_TRI)


@pytest.mark.parametrize(
    "text",
    [
        "Phường Đông Giang",
        "Đông Giang",
        "đông giang",
        "PHƯỜNG  ĐÔNG GIANG",
        "P. Đông Giang",
        "Đông Giang ward",
        "ward Đông Giang",
    ],
)
def test_a_kind_may_be_left_out_or_written_otherwise(h: Hierarchy, text: str) -> None:
    """Case, spaces and the word for the kind make no difference."""
    assert h.find(text) == ("19330",)


@pytest.mark.parametrize(
    "text", ["Thành phố Đông Hà", "TP Đông Hà", "tp. Đông Hà", "TP.Đông Hà", "Đông Hà", "Đông Hà city"]
)
def test_abbreviations_are_read(h: Hierarchy, text: str) -> None:
    """The usual short forms of a kind are understood."""
    assert h.find(text) == ("461",)


def test_names_are_not_keys(h: Hierarchy) -> None:
    """All units of a name are found, in official order."""
    assert h.find("Phường 1") == h.find("1") == ("19333", "19357")


def test_a_superior_narrows_the_search(h: Hierarchy) -> None:
    """Under a superior, at any depth, fewer units fit."""
    assert h.find("Phường 1", under="461") == ("19333",)
    assert h.find("Phường 1", under="45") == ("19333", "19357")
    assert h.find("Phường 1", under="464") == ()


def test_a_unit_is_not_under_itself(h: Hierarchy) -> None:
    """Under means below."""
    assert h.find("Đông Hà", under="461") == ()


@pytest.mark.parametrize("text", ["Hướng Hóa", "Hướng Hoá", unicodedata.normalize("NFD", "Hướng Hóa")])
def test_both_places_of_a_tone_find_a_name(h: Hierarchy, text: str) -> None:
    """The place of a tone and the Unicode form make no difference."""
    assert h.find(text) == ("465",)


def test_another_kind_does_not_fit(h: Hierarchy) -> None:
    """Where both name a kind, the kinds agree."""
    assert h.find("Đakrông") == ("467", "19564")
    assert h.find("huyện Đakrông") == h.find("Đakrông district") == ("467",)
    assert h.find("xã Đakrông") == ("19564",)


def test_another_word_does_not_fit(h: Hierarchy) -> None:
    """Names are compared whole: no parts, no missing marks."""
    assert (h.find("Đông"), h.find("Dong Giang"), h.find("")) == ((), (), ())


def test_an_unknown_superior_is_refused(h: Hierarchy) -> None:
    """The unit to look under must exist."""
    with pytest.raises(UnknownName, match="no unit '46l'"):
        h.find("Phường 1", under="46l")


def test_a_diamond_is_searched_once() -> None:
    """A unit with two superiors is under both, and under the one above them."""
    units = [
        Unit("top", tier="a"),
        Unit("l", tier="b", reports_to="top"),
        Unit("r", tier="b", reports_to="top"),
        Unit("x", "Xã Tà Long", tier="c", reports_to="l=1/2|r=1/2"),
    ]
    h = Hierarchy.from_units("abc", units)
    assert [h.find("Tà Long", under=unit) for unit in ("top", "l", "r", "x")] == [("x",), ("x",), ("x",), ()]


def test_a_ladder_is_not_searched_path_by_path() -> None:
    """Thirty tiers of two units have half a thousand million paths; looking under the top takes none of them twice."""
    units = [Unit("top", tier="t0"), *(Unit(f"{side}1", tier="t1", reports_to="top") for side in "lr")]
    for i in range(2, 31):
        units += [Unit(f"{side}{i}", tier=f"t{i}", reports_to=f"l{i - 1}=1/2|r{i - 1}=1/2") for side in "lr"]
    h = Hierarchy.from_units([f"t{i}" for i in range(31)], units)
    assert h.find("l30", under="top") == ("l30",)
    assert h.find("l30", under="r30") == ()


def test_a_name_that_is_only_a_kind_is_a_name() -> None:
    """A kind with nothing after it is no prefix."""
    h = Hierarchy.from_units(["a"], [Unit("x", "Phường", tier="a")])
    assert h.find("phường") == ("x",)


def test_units_without_names_are_found_by_their_ids() -> None:
    """Where a unit has no name, its id is looked at."""
    assert Hierarchy.fan(province=1, district=2).find("District-2") == ("district-2",)
