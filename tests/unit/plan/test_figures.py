"""What indicators say of each other: parts that exist and fit, no circles, one measure."""

from __future__ import annotations

import pytest

import kehoach as kh
from kehoach.errors import InvalidPlan

A = kh.Indicator("a", measure="người")
B = kh.Indicator("b", measure="người")


def found(*indicators: kh.Indicator) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with the indicators of a plan."""
    with pytest.raises(InvalidPlan) as error:
        kh.Plan("Tổng kết", kh.Hierarchy.fan(province=1), indicators=indicators)
    assert all(finding.text(lang) for finding in error.value.findings for lang in ("en", "vi"))
    return [(one.code, one.path) for one in error.value.findings]


def test_what_is_worked_out_from_what_is_there_is_sound() -> None:
    """Ratios, weighted means, formulas, and formulas of these, are a plan."""
    plan = kh.Plan(
        "Tổng kết",
        kh.Hierarchy.fan(province=1),
        indicators=[
            A,
            B,
            kh.Indicator("c", formula="a - b", measure="người"),
            kh.Indicator("d", kind="ratio", numerator="c", denominator="a", decimals=3),
            kh.Indicator("e", kind="ratio", formula="d - f"),
            kh.Indicator("f", kind="ratio", numerator="b", denominator="a"),
            kh.Indicator("g", goes_up="weighted_mean", weight="a"),
        ],
    )
    assert [one.is_computed for one in plan.indicators] == [False, False, True, True, True, True, False]
    assert kh.Plan.from_dict(plan.to_dict()) == plan


@pytest.mark.parametrize("field", ["numerator", "denominator", "weight", "formula"])
def test_a_part_that_does_not_exist_is_named_with_its_field(field: str) -> None:
    """A part is the key of an indicator of the plan; a misspelt one proposes the nearest."""
    options = {
        "numerator": {"kind": "ratio", "numerator": "aa", "denominator": "b"},
        "denominator": {"kind": "ratio", "numerator": "a", "denominator": "aa"},
        "weight": {"goes_up": "weighted_mean", "weight": "aa"},
        "formula": {"formula": "a + aa"},
    }[field]
    assert found(A, B, kh.Indicator("r", **options)) == [("KH113", f"indicators[2].{field}")]  # type: ignore[arg-type]


def test_an_operator_has_what_it_works_with() -> None:
    """A ratio names both parts, a weighted mean its weight, a formula itself; and nobody names what is not used."""
    assert found(A, kh.Indicator("r", kind="ratio")) == [("KH633", "indicators[1]"), ("KH633", "indicators[1]")]
    assert found(A, kh.Indicator("r", kind="ratio", numerator="a")) == [("KH633", "indicators[1]")]
    assert found(A, kh.Indicator("m", goes_up="weighted_mean")) == [("KH633", "indicators[1]")]
    assert found(A, kh.Indicator("m", goes_up="formula")) == [("KH633", "indicators[1]")]
    assert found(A, kh.Indicator("m", weight="a")) == [("KH634", "indicators[1].weight")]
    assert found(A, kh.Indicator("m", goes_up="sum", formula="a")) == [("KH634", "indicators[1].formula")]


def test_circles_are_told_once() -> None:
    """Indicators that are worked out from each other are named in their circle, whoever leads into it."""
    circle = [kh.Indicator("x", formula="a + y"), kh.Indicator("y", formula="z"), kh.Indicator("z", formula="x")]
    assert found(A, kh.Indicator("w", formula="x"), *circle) == [("KH635", "indicators[2]")]
    assert found(kh.Indicator("x", formula="x")) == [("KH635", "indicators[0]")]


def test_parts_are_figures_that_go_up() -> None:
    """A text, what does not go up, and a weight that is worked out itself are no parts."""
    text, idle = kh.Indicator("t", kind="text"), kh.Indicator("n", goes_up="none")
    assert found(A, text, kh.Indicator("m", formula="a + t")) == [("KH636", "indicators[2].formula")]
    assert found(A, idle, kh.Indicator("m", formula="a + n")) == [("KH636", "indicators[2].formula")]
    weighted = kh.Indicator("m", goes_up="weighted_mean", weight="c")
    assert found(A, kh.Indicator("c", formula="a"), weighted) == [("KH636", "indicators[2].weight")]


def test_what_is_added_is_measured_alike() -> None:
    """Persons and households do not add up; a ratio of them is one."""
    households = kh.Indicator("h", measure="hộ")
    assert found(A, households, kh.Indicator("s", formula="a + h")) == [("KH637", "indicators[2].formula")]
    assert found(A, kh.Indicator("s", formula="a", measure="hộ")) == [("KH637", "indicators[1].formula")]
    kh.Plan("x", indicators=[A, households, kh.Indicator("r", kind="ratio", numerator="a", denominator="h")])


def test_nobody_is_required_to_report_what_is_worked_out() -> None:
    """A report holds figures; what follows from them is not required of it."""
    assert found(A, kh.Indicator("s", formula="a", required=True)) == [("KH639", "indicators[1].required")]


def test_two_indicators_of_one_key_are_two_too_many() -> None:
    """A key stands for one indicator, and the place of the first is told."""
    assert found(A, B, kh.Indicator("a")) == [("KH115", "indicators[2].key")]


def test_a_text_in_a_file_says_how_it_goes_up() -> None:
    """Whether texts are gathered or each is told once is the author's to say."""
    document = {"directive": {"title": "x"}, "tiers": [{"id": "t"}], "indicators": [{"key": "r", "kind": "text"}]}
    with pytest.raises(InvalidPlan) as error:
        kh.Plan.from_dict(document)
    assert [(one.code, one.path) for one in error.value.findings] == [("KH630", "indicators[0].goes_up")]
