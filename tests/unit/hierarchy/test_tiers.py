"""Facts about tiers."""

from __future__ import annotations

import pytest

from kehoach._hierarchy import Tier, tiers_of
from kehoach.errors import Finding, InvalidHierarchy


def problems(*given: Tier | str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidHierarchy) as caught:
        tiers_of(given)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_a_text_is_the_id_of_a_tier() -> None:
    """Tiers may be given by their ids, and print as them."""
    assert tiers_of(["province", Tier("district")]) == (Tier("province"), Tier("district"))
    assert [str(tier) for tier in tiers_of(["province"])] == ["province"]


def test_a_tier_is_kept_composed_and_without_spaces_around() -> None:
    """The id and the name of a tier are NFC and have no spaces at their ends."""
    assert Tier(" xa\u0303 ", name=" cấp cơ sở") == Tier("xã", name="cấp cơ sở")


@pytest.mark.parametrize(
    ("owes", "kept"), [(False, False), ("false", False), ("no", False), ("true", True), ("có", True)]
)
def test_owing_is_yes_or_no(owes: bool | str, kept: bool) -> None:
    """Whether a tier owes is a bool or a word that says yes or no."""
    assert Tier("bloc", owes=owes).owes is kept


def test_a_word_that_says_neither_is_refused() -> None:
    """What is neither yes nor no is named."""
    with pytest.raises(InvalidHierarchy, match="'perhaps' is neither yes nor no"):
        Tier("bloc", owes="perhaps")


@pytest.mark.parametrize(
    ("given", "code"),
    [("", "KH310"), (7, "KH311"), ("a\u200b", "KH312"), ("a|b", "KH313"), ("Issuer", "KH314"), ("\u0430b", "KH315")],
)
def test_an_ill_formed_id_is_refused(given: str, code: str) -> None:
    """A tier's id is printable text without the signs of the notation and without letters that pass for others."""
    with pytest.raises(InvalidHierarchy) as caught:
        Tier(given)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_all_problems_of_a_list_come_at_once() -> None:
    """Each ill-formed, repeated or look-alike tier is found, each at its own place."""
    assert problems("province", "", "district", "province", "DISTRICT") == [
        ("KH310", "tiers[1].id"),
        ("KH317", "tiers[3].id"),
        ("KH318", "tiers[4].id"),
    ]


def test_a_tier_given_twice_names_both_places() -> None:
    """The message says where the first one stands."""
    with pytest.raises(InvalidHierarchy) as caught:
        tiers_of(["a", "b", "a"])
    assert caught.value.findings == (
        Finding("KH317", {"tier": "a", "first": "tiers[0]"}, path="tiers[2].id", subject="a"),
    )
    assert str(caught.value) == "tiers[2].id: the tier 'a' stands twice, at tiers[0] and here; list each tier once"
