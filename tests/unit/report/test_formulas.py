"""Formulas of indicators: names, signs and parentheses, and nothing that could be called."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kehoach as kh
from kehoach._report import terms_of
from kehoach.errors import Finding, InvalidPlan

KEYS = ("a", "b1", "c_d", "male", "z9")


@pytest.mark.parametrize(
    ("formula", "terms"),
    [
        ("a", [(1, "a")]),
        (" -a ", [(-1, "a")]),
        ("a+b1", [(1, "a"), (1, "b1")]),
        ("a - (b1 - c_d) + male", [(1, "a"), (-1, "b1"), (1, "c_d"), (1, "male")]),
        ("-(a - (b1 + c_d))", [(-1, "a"), (1, "b1"), (1, "c_d")]),
        ("a - (-b1)", [(1, "a"), (1, "b1")]),
        ("((a))", [(1, "a")]),
    ],
)
def test_a_formula_is_its_terms(formula: str, terms: list[tuple[int, str]]) -> None:
    """Signs go through parentheses; the order is that of the text."""
    assert terms_of(formula) == tuple(terms)


@pytest.mark.parametrize(
    ("formula", "part", "place"),
    [
        ("", "the end", 1),
        ("   ", "the end", 4),
        ("a +", "the end", 4),
        ("(a", "the end", 3),
        ("a)", ")", 2),
        ("()", ")", 2),
        ("a b1", "b1", 3),
        ("a + - b1", "-", 5),
        ("a(b1)", "(", 2),
        ("a * 2", "*", 3),
        ("2 + a", "2", 1),
        ("Male", "M", 1),
        ("số", "ố", 2),
        ("__import__('os')", "_", 1),
        ("a.b", ".", 2),
        ("a" * 2001, "the end", 2002),
    ],
)
def test_what_is_no_formula_is_told_with_its_place(formula: str, part: str, place: int) -> None:
    """Everything but keys, signs and parentheses in their order is refused where it stands."""
    found = terms_of(formula)
    assert isinstance(found, Finding)
    assert (found.code, found.values["part"], found.values["place"]) == ("KH631", part, place)
    assert all(found.text(lang) for lang in ("en", "vi"))


def test_a_part_stands_once() -> None:
    """A key that stands twice in a formula is a slip."""
    found = terms_of("a + b1 - a")
    assert isinstance(found, Finding)
    assert (found.code, found.values["part"]) == ("KH632", "a")


def test_parentheses_may_be_as_deep_as_the_text_is_long() -> None:
    """A thousand parentheses are read without recursion."""
    assert terms_of("(" * 900 + "a" + ")" * 900) == ((1, "a"),)


@st.composite
def formulas(draw: st.DrawFn) -> tuple[str, dict[str, int]]:
    """A formula of some keys, written with any parentheses, and the sign of each key."""
    keys = draw(st.lists(st.sampled_from(KEYS), min_size=1, unique=True))
    text, signs = "", dict[str, int]()
    while keys:
        part, rest = keys[: draw(st.integers(1, len(keys)))], len(text)
        keys = keys[len(part) :]
        outer, inner = draw(st.sampled_from("+-")), [draw(st.sampled_from("+-")) for _ in part]
        body = "".join(f" {sign} {key}" for sign, key in zip(inner, part, strict=True))
        text += f"{outer if rest else ''}({body})" if rest or outer == "+" else f"-({body})"
        signs |= {key: (1 if outer == sign else -1) for sign, key in zip(inner, part, strict=True)}
    return text, signs


@given(formulas())
def test_signs_are_those_of_arithmetic(written: tuple[str, dict[str, int]]) -> None:
    """Whatever the parentheses, each key has the sign that arithmetic gives it."""
    text, signs = written
    assert terms_of(text) == tuple((sign, key) for key, sign in signs.items())


def test_an_indicator_with_a_formula_goes_up_by_it() -> None:
    """A formula makes the operator, and the indicator is worked out, not reported."""
    members = kh.Indicator("members", kind="stock", formula="male + female")
    assert (members.goes_up, members.is_computed, members.along_periods) == ("formula", True, "formula")
    assert members.terms == ((1, "male"), (1, "female"))
    assert kh.Indicator(**members.to_dict()) == members
    plain = kh.Indicator("male", kind="stock")
    assert (plain.is_computed, plain.terms, plain.along_periods) == (False, (), "last")


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({"formula": "male +"}, [("KH631", "formula")]),
        ({"formula": 5}, [("KH508", "formula")]),
        ({"kind": "text", "formula": "male"}, [("KH604", "goes_up")]),
        ({"kind": "stock", "over_time": "sum"}, [("KH638", "over_time")]),
        ({"kind": "flow", "over_time": "last"}, [("KH638", "over_time")]),
        ({"kind": "ratio", "over_time": "mean"}, [("KH638", "over_time")]),
        ({"rounding": "bankers"}, [("KH605", "rounding")]),
    ],
)
def test_what_an_indicator_cannot_be(options: dict[str, Any], codes: list[tuple[str, str]]) -> None:
    """An unreadable formula, an operator that its kind does not allow, and an unknown mode are refused."""
    with pytest.raises(InvalidPlan) as error:
        kh.Indicator("members", **options)
    assert [(one.code, one.path) for one in error.value.findings] == codes
