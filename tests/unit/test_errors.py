"""Errors carry their values, speak two languages, and survive a pickle."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest

from kehoach import errors
from kehoach.errors import (
    AmbiguousName,
    Blocker,
    Conflict,
    ExecutorDied,
    Finding,
    Invalid,
    InvalidDeadline,
    InvalidHierarchy,
    InvalidPlan,
    KehoachError,
    MissingExtra,
    OutcomeUnknown,
    Refused,
    StoreError,
    Tampered,
    UnknownName,
    listed,
)
from kehoach.errors._words import Others

GUARD = Blocker("guard", {"guard": "budget_ok"})
ODD = Finding("KH100", {"problem": "the plan is odd"}, path="tiers[0].id", subject="commune")
EVERY: list[KehoachError] = [
    Invalid(ODD),
    InvalidPlan([ODD, ODD.at(file="plan.toml", line=3, column=1)]),
    UnknownName("unit", "19331", ("19330", "19333")),
    AmbiguousName("unit", "Phường 1", ("19330", "19351")),
    Refused("19330", "submit", [GUARD]),
    StoreError(ODD),
    Conflict(ODD),
    Tampered(ODD, 17),
    OutcomeUnknown(ODD),
    MissingExtra("matplotlib", "plot"),
    ExecutorDied(ODD),
]


@pytest.mark.parametrize("error", EVERY, ids=lambda error: type(error).__name__)
def test_an_error_survives_a_pickle(error: KehoachError) -> None:
    """What comes back from another process is the same error: class, values and text."""
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert vars(back) == vars(error)
    assert str(back) == str(error)


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (InvalidPlan, ValueError),
        (InvalidDeadline, ValueError),
        (UnknownName, LookupError),
        (AmbiguousName, LookupError),
        (StoreError, OSError),
        (MissingExtra, ImportError),
    ],
)
def test_an_error_is_of_a_kind_that_python_knows(error: type[KehoachError], builtin: type[Exception]) -> None:
    """Whoever catches the built-in kind catches ours."""
    assert issubclass(error, builtin)


def test_every_class_has_the_one_root() -> None:
    """Whoever catches KehoachError catches every error of the library."""
    classes = [value for name in errors.__all__ if isinstance(value := getattr(errors, name), type)]
    exceptions = [cls for cls in classes if issubclass(cls, BaseException)]
    assert [cls for cls in exceptions if not issubclass(cls, KehoachError)] == []


def test_a_hierarchy_that_is_wrong_makes_a_plan_wrong() -> None:
    """InvalidHierarchy is caught by those who load plans."""
    with pytest.raises(InvalidPlan):
        raise InvalidHierarchy(ODD)


def test_findings_come_all_at_once_a_line_each() -> None:
    """The text of an invalid plan holds every problem with its place, in the order given."""
    error = InvalidPlan([ODD, ODD.at(file="plan.toml", line=3, column=1)])
    assert error.findings == (ODD, ODD.at(file="plan.toml", line=3, column=1))
    assert error.text().splitlines() == [
        "tiers[0].id: the plan is odd",
        "plan.toml:3:1: tiers[0].id: the plan is odd",
    ]


def test_an_unknown_name_proposes_what_is_near() -> None:
    """The nearest names stand in the message and in an attribute."""
    error = UnknownName("unit", "19331", ("19330", "19333"))
    assert str(error) == "no unit '19331'; did you mean '19330', '19333'?"
    assert str(UnknownName("tier", "x")) == "no tier 'x'"
    assert error.nearest == ("19330", "19333")


def test_an_ambiguous_name_lists_its_choices() -> None:
    """A name that fits several units is answered with their ids."""
    error = AmbiguousName("unit", "Phường 1", ("a", "b", "c", "d"))
    assert str(error) == "unit 'Phường 1' may be any of a, b, c and 1 more; give the id"


def test_a_refusal_gives_every_reason_in_two_languages() -> None:
    """A refusal names the unit, the act, and all blockers."""
    error = Refused("19330", "submit", [GUARD, Blocker("guard", {"guard": "signed"})])
    assert str(error) == "19330 cannot submit: the guard budget_ok does not hold; the guard signed does not hold"
    assert error.text("vi") == "19330: không gửi được: điều kiện budget_ok không thoả; điều kiện signed không thoả"


def test_tampered_names_the_first_entry() -> None:
    """The place where the chain breaks is an attribute."""
    assert Tampered(ODD, 17).seq == 17


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ((), ""),
        (("a",), "a"),
        (("a", "b", "c"), "a, b, c"),
        (("a", "b", "c", "d"), "a, b, c and 1 more"),
    ],
)
def test_names_are_cut_after_three(names: tuple[str, ...], text: str) -> None:
    """Three names are shown, the rest is counted."""
    assert listed(names) == text


def test_a_list_of_names_is_cut_in_vietnamese_too() -> None:
    """What is left out is counted in the language of the text."""
    finding = Finding("KH100", {"problem": ("a", "b", "c", "d", "e")})
    assert finding.text("en") == "a, b, c and 2 more"
    assert finding.text("vi").startswith("a, b, c và 2")


def test_findings_compare_by_all_that_they_say() -> None:
    """Equal findings are one in a set; another place, subject or value is another finding."""
    same = Finding("KH100", {"problem": "the plan is odd"}, path="tiers[0].id", subject="commune")
    others = [ODD.at(file="plan.toml"), Finding("KH100", {"problem": "x"}), GUARD, "KH100"]
    assert {ODD, same} == {ODD}
    assert [other for other in others if other == ODD] == []


def test_blockers_compare_by_code_and_values() -> None:
    """The order in which values were given does not matter."""
    one = Blocker("no_such_move", {"trigger": "review", "state": "draft"})
    assert one == Blocker("no_such_move", {"state": "draft", "trigger": "review"})
    assert hash(one) == hash(Blocker("no_such_move", {"state": "draft", "trigger": "review"}))
    assert one != Blocker("no_such_move", {"state": "submitted", "trigger": "review"})


def test_values_cannot_be_changed() -> None:
    """A finding keeps a copy of what it was given, and nobody writes into it."""
    given: dict[str, errors.Value] = {"problem": "x"}
    finding = Finding("KH100", given)
    given["problem"] = "y"
    values: Any = finding.values
    with pytest.raises(TypeError):
        values["problem"] = "z"
    assert finding.text() == "x"


@pytest.mark.parametrize(
    ("placed", "place"),
    [
        (ODD, "tiers[0].id"),
        (ODD.at(file="plan.toml", line=3), "plan.toml:3: tiers[0].id"),
        (Finding("KH100", {"problem": "x"}, file="plan.toml", line=3, column=9), "plan.toml:3:9"),
        (Finding("KH100", {"problem": "x"}), ""),
    ],
)
def test_a_place_is_as_exact_as_is_known(placed: Finding, place: str) -> None:
    """File, line and column lead, the path follows, and what is unknown is left out."""
    assert placed.place == place


def test_findings_and_blockers_are_json() -> None:
    """Both turn into plain data with both languages in them."""
    finding = json.loads(json.dumps(ODD.to_dict()))
    assert (finding["code"], finding["name"], finding["severity"]) == ("KH100", "invalid-plan", "error")
    assert (finding["text"], finding["path"], finding["subject"]) == ("the plan is odd", "tiers[0].id", "commune")
    assert json.loads(json.dumps(GUARD.to_dict())) == {
        "code": "guard",
        "values": {"guard": "budget_ok"},
        "text": "the guard budget_ok does not hold",
        "text_vi": "điều kiện budget_ok không thoả",
    }


def test_units_that_are_not_named_are_one_line() -> None:
    """In place of names stands how many there are, alone or behind the names that are told, in both languages."""
    some = Blocker("gate", {"count": 7, "total": 9, "missing": ("a", "b", "c", "d", Others(3))})
    assert some.text() == "7 of its 9 subordinates are not aggregated (a, b, c and 1 more; others, 3 units)"
    assert some.text("vi") == "còn 7/9 đơn vị chưa tổng hợp (a, b, c và 1 đơn vị khác; 03 đơn vị khác)"
    none = Blocker("gate", {"count": 1, "total": 9, "missing": (Others(1),)})
    assert none.text() == "1 of its 9 subordinates are not aggregated (others, 1 unit)"
    assert json.loads(json.dumps(none.to_dict()))["values"]["missing"] == ["others, 1 unit"]
    assert Blocker("taken", {"superior": Others(1), "version": 2}).text("vi") == "01 đơn vị khác đang giữ bản 2"
    back = pickle.loads(pickle.dumps(some))
    assert (back, back.text("vi")) == (some, some.text("vi"))
