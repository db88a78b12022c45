"""Facts about how words are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach._spelling import (
    folded,
    impostor,
    named_character,
    nearest,
    nfc,
    skeleton,
    unprintable,
)

PROVINCE_COMMITTEE = "Tỉnh uỷ Quảng Trị"


def test_composed_text_is_kept_as_the_same_object() -> None:
    """A text that is composed already is not copied."""
    assert nfc(PROVINCE_COMMITTEE) is PROVINCE_COMMITTEE


@pytest.mark.parametrize("name", ["Đakrông", "Hướng Hóa", "Triệu Phong", PROVINCE_COMMITTEE])
def test_decomposed_names_are_composed(name: str) -> None:
    """The two Unicode spellings of a name become one."""
    assert nfc(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Hướng Hóa", "Hướng Hoá"),
        ("Tỉnh ủy", "Tỉnh uỷ"),
        ("Cam Thủy", "Cam Thuỷ"),
        ("SỨC KHỎE", "sức khoẻ"),
        ("qúy", "quý"),
    ],
)
def test_both_places_of_a_tone_are_one_word(old: str, new: str) -> None:
    """A tone on the first or on the second vowel makes no difference."""
    assert folded(old) == folded(new)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Đông", "Dong"), ("Hòa", "Hoa"), ("má", "mà"), ("mua", "mưa"), ("của", "cua")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    """Folding removes no tone and no mark, and đ stays đ."""
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """Folding is idempotent, composed and squeezed."""
    once = folded(text)
    assert (folded(once), nfc(once), " ".join(once.split())) == (once, once, once)


@given(st.text())
def test_a_skeleton_does_not_depend_on_normalisation(text: str) -> None:
    """Both Unicode spellings of any text have one skeleton."""
    assert skeleton(unicodedata.normalize("NFD", text)) == skeleton(unicodedata.normalize("NFC", text))


def test_the_nearest_choice_comes_back_as_it_was_given() -> None:
    """Proposals keep the spelling of the list they come from."""
    assert nearest("quang tri", ["Quảng Bình", "Quảng Trị", "Thừa Thiên"], n=1) == ("Quảng Trị",)


def test_nothing_is_proposed_when_nothing_is_near() -> None:
    """A word far from every choice gets no proposal."""
    assert nearest("xyz", ["province", "district"]) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("comune-00123", "commune-00123"),
        ("commune-00123x", "commune-00123"),
        ("commune-00123", "commune-00123"),
    ],
)
def test_the_nearest_of_many_is_found_from_either_end(typed: str, meant: str) -> None:
    """Among thousands only those are compared that share the longest beginning or end; a slip spares one of them."""
    assert nearest(typed, [f"commune-{i:05}" for i in range(3000)]) == (meant,)


def test_several_proposals_come_best_first() -> None:
    """With n above one the best choice stands first."""
    assert nearest("district-1", ["district-12", "district-1", "commune-1"], n=2) == (
        "district-1",
        "district-12",
    )


@pytest.mark.parametrize(
    "character",
    [
        "\n",
        "\x1b",
        "\u202e",
        "\u200b",
        "\u00a0",
        "\u2066",
        "\ufeff",
        "\u3164",
        "\ufe0f",
        "\ud800",
    ],
)
def test_what_cannot_be_seen_is_found(character: str) -> None:
    """Controls, zero-width characters, bidi controls and lone surrogates are found."""
    assert unprintable(f"Phường{character} 1") == character


@pytest.mark.parametrize(
    "text",
    ["", "Phường 1", "Đảng uỷ Quân sự tỉnh", "A & B (cũ)", "ủ".encode().decode()],
)
def test_ordinary_names_are_printable(text: str) -> None:
    """Letters with marks, signs and plain spaces are printable."""
    assert unprintable(text) is None


def test_a_decomposed_name_is_printable() -> None:
    """Combining marks of Vietnamese are letters, not hidden characters."""
    assert unprintable(unicodedata.normalize("NFD", PROVINCE_COMMITTEE)) is None


@pytest.mark.parametrize(
    ("character", "shown"),
    [
        ("\n", "U+000A LINE FEED"),
        ("\u202e", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("\x01", "U+0001"),
        ("\ud800", "U+D800"),
    ],
)
def test_a_hidden_character_is_shown_by_number_and_name(character: str, shown: str) -> None:
    """A message shows what cannot be seen."""
    assert named_character(character) == shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("commune-a", "commune-\u0430"),
        ("HN", "\u041dN"),
        ("đ1", "\u00f01"),
        ("Đ1", "\u00d01"),
        ("A-1", "a\u20131"),
        ("A1", "\uff21\uff11"),
        ("hoà", "hòa"),
        ("n1", "n\u0661"),
        ("A1", "a1"),
    ],
)
def test_what_looks_the_same_has_one_skeleton(one: str, other: str) -> None:
    """Letters of other scripts, other hyphens, digits, case and tone placement do not tell identifiers apart."""
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("d1", "đ1"), ("a1", "a2"), ("o1", "ơ1"), ("19330", "19333"), ("l1", "11")],
)
def test_what_can_be_told_apart_keeps_its_own_skeleton(one: str, other: str) -> None:
    """Marks and digits tell identifiers apart."""
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("text", ["commune-0\u041e1", "\u0430", "\uff11", "x\u20131", "\u00d0ak", "\u0661"])
def test_a_letter_that_passes_for_another_is_found(text: str) -> None:
    """A look-alike among Latin letters or digits is an impostor."""
    assert impostor(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "19330",
        "đội-1",
        "xã Tà Rụt",
        "\u0440\u0430\u0439\u043e\u043d",
        "Straße",
        "北京",
    ],
)
def test_an_identifier_of_one_script_has_no_impostor(text: str) -> None:
    """Vietnamese, and words plainly of another script, are left alone."""
    assert impostor(text) is None
