"""Indicators and sections: what a report holds, checked when it is declared."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach._report import LEGAL
from kehoach.errors import Finding, InvalidPlan

KINDS = tuple(LEGAL)
OPERATORS = tuple(dict.fromkeys(way for ways in LEGAL.values() for way in ways))
UNKEYS = ("", "Members", "1st", "_a", "a-b", "a b", "số", "a" * 64, "a\n", "a.b", None, 7)


def findings(declared: type, *given: Any, **options: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with a declaration."""
    with pytest.raises(InvalidPlan) as error:
        declared(*given, **options)
    return [(one.code, one.path) for one in error.value.findings]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("goes_up", OPERATORS)
def test_the_kind_decides_the_legal_operators(kind: str, goes_up: str) -> None:
    """Of every kind and operator, just those of the table make an indicator; the others are refused with the legal."""
    if goes_up in LEGAL[kind]:
        assert kh.Indicator("members", kind=kind, goes_up=goes_up).goes_up == goes_up
        return
    with pytest.raises(InvalidPlan) as error:
        kh.Indicator("members", kind=kind, goes_up=goes_up)
    values = {"key": "members", "kind": kind, "goes_up": goes_up, "legal": ", ".join(LEGAL[kind])}
    assert error.value.findings == (Finding("KH604", values, path="goes_up"),)


@pytest.mark.parametrize(
    ("kind", "goes_up"), [("flow", "sum"), ("stock", "sum"), ("ratio", "ratio"), ("text", "union")]
)
def test_a_kind_has_a_usual_operator(kind: str, goes_up: str) -> None:
    """Left out, the operator is the first that is legal for the kind."""
    assert kh.Indicator("members", kind=kind).goes_up == goes_up


@pytest.mark.parametrize("key", UNKEYS)
@pytest.mark.parametrize("kind", [kh.Indicator, kh.Section])
def test_a_key_is_a_plain_word(kind: type, key: Any) -> None:
    """A key is small letters, figures and underscores, begins with a letter, and is not longer than 63."""
    assert findings(kind, key) == [("KH606", "key")]


@pytest.mark.parametrize("key", ["a", "a1_", "z" * 63])
def test_a_plain_word_is_a_key(key: str) -> None:
    """One letter, figures behind it, and 63 characters are keys."""
    assert (kh.Indicator(key).key, kh.Section(key).key) == (key, key)


@pytest.mark.parametrize("decimals", [-1, 19, 2.0, "2", True, None])
def test_decimals_are_a_number_from_none_to_eighteen(decimals: Any) -> None:
    """Decimals outside 0 to 18, or that are no integer, are refused with the range."""
    with pytest.raises(InvalidPlan) as error:
        kh.Indicator("area", decimals=decimals)
    values = {"field": "decimals", "value": str(decimals), "legal": "0 to 18"}
    assert error.value.findings == (Finding("KH605", values, path="decimals"),)


@pytest.mark.parametrize("decimals", [0, 18])
def test_both_ends_of_the_decimals_are_legal(decimals: int) -> None:
    """None and eighteen decimals can be written and read."""
    cell = kh.Indicator("area", decimals=decimals).parse("1")
    assert cell == 1
    assert isinstance(cell, Decimal) == bool(decimals)


def test_all_problems_of_an_indicator_come_at_once() -> None:
    """A wrong key, kind and number of decimals are reported together, each at its place."""
    assert findings(kh.Indicator, "A", kind="flows", decimals=99) == [
        ("KH606", "key"),
        ("KH605", "kind"),
        ("KH605", "decimals"),
    ]
    assert findings(kh.Indicator, "A", kind="text", goes_up="sum") == [("KH606", "key"), ("KH604", "goes_up")]


def test_all_problems_of_a_section_come_at_once() -> None:
    """A wrong key and a wrong way up are reported together, each at its place."""
    assert findings(kh.Section, "A", goes_up="sum") == [("KH606", "key"), ("KH605", "goes_up")]


@pytest.mark.parametrize("declared", [kh.Indicator, kh.Section])
def test_a_word_is_no_truth_and_a_number_no_title(declared: type) -> None:
    """What is said to be required is true or false, not a word for it; a title is a text."""
    assert findings(declared, "a", required="false", title=5) == [("KH508", "title"), ("KH605", "required")]
    assert findings(declared, "a", required=0) == [("KH605", "required")]
    assert declared("a", required=True).required is True


@pytest.mark.parametrize("kind", [["flow"], None, 5])
def test_a_kind_is_one_of_the_words(kind: Any) -> None:
    """What is no word at all is refused as a misspelt one is."""
    assert findings(kh.Indicator, "a", kind=kind) == [("KH605", "kind")]
    assert findings(kh.Section, "a", goes_up=kind) == [("KH605", "goes_up")]


def test_asked_of_may_be_one_tier() -> None:
    """One tier, or several in any order of things, is kept as a tuple."""
    assert kh.Indicator("a", asked_of="commune").asked_of == ("commune",)
    assert kh.Section("a", asked_of=["district", "body"]).asked_of == ("district", "body")


def test_parse_raises_what_read_returns() -> None:
    """`read` gives the finding that `parse` raises, and both the same cell."""
    members = kh.Indicator("members", kind="stock")
    found = members.read("-1")
    assert found == Finding("KH603", {"key": "members", "value": "-1"})
    with pytest.raises(InvalidPlan) as error:
        members.parse("-1")
    assert error.value.findings == (found,)
    assert members.parse("12") == members.read("12") == 12


@pytest.mark.parametrize(("kind", "value", "cell"), [("flow", "-3", -3), ("ratio", -3, -3), ("text", "-3", "-3")])
def test_only_a_stock_has_a_floor(kind: str, value: Any, cell: Any) -> None:
    """A flow and a ratio may be below zero, and a text is a text."""
    assert kh.Indicator("balance", kind=kind, goes_up="none").parse(value) == cell


def test_what_is_worked_out_is_not_reported() -> None:
    """A figure for a formula or a ratio is refused with its parts; taking one back is no figure."""
    both = kh.Indicator("both", formula="male + female")
    rate = kh.Indicator("rate", kind="ratio", numerator="male", denominator="both")
    assert both.read(5) == Finding("KH640", {"key": "both", "parts": ("male", "female")})
    assert rate.read("0.5") == Finding("KH640", {"key": "rate", "parts": ("male", "both")})
    assert both.read(kh.MISSING) is kh.MISSING


def test_a_declaration_writes_what_is_not_default() -> None:
    """The table that a plan file holds says what was said, and makes an equal value again."""
    for value, table in (
        (kh.Indicator("a"), {"key": "a", "goes_up": "sum"}),
        (
            kh.Indicator("b", title="Tỉ lệ", kind="ratio", decimals=2, required=True, asked_of="x", numerator="a"),
            {"key": "b", "title": "Tỉ lệ", "kind": "ratio", "goes_up": "ratio", "decimals": 2, "required": True}
            | {"asked_of": ["x"], "numerator": "a"},
        ),
        (kh.Section("c"), {"key": "c"}),
        (kh.Section("c", goes_up="none", asked_of="x"), {"key": "c", "goes_up": "none", "asked_of": ["x"]}),
    ):
        assert value.to_dict() == table
        assert type(value)(**table) == value


@pytest.mark.parametrize("value", [kh.Indicator("a", decimals=2), kh.Section("b", required=True)])
def test_a_declaration_is_a_value(value: Any) -> None:
    """It is equal to its copy, hashes alike, survives pickling, and cannot be written to."""
    copy = pickle.loads(pickle.dumps(value))
    assert (copy, hash(copy)) == (value, hash(value))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        value.key = "c"
    assert attrs.evolve(value, key="c") != value
