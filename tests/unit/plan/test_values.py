"""The small values of a plan: what they take, what they refuse."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from kehoach._deadline import Deadline
from kehoach._plan import After, Duty, DutyRow, Event, Group, Policy
from kehoach.errors import InvalidDeadline, InvalidPlan


def _codes(error: InvalidPlan) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in error.findings]


@pytest.mark.parametrize("text", ["461", "461:plan", "461:stock@2019-03", "Tổ dân phố 5:plan"])
def test_a_duty_prints_what_parses_back(text: str) -> None:
    """A duty's id is its unit, with the form where it is not the usual one, and the period where there is one."""
    assert str(Duty.parse(text)) == text


def test_the_usual_form_needs_no_name() -> None:
    """`461` and `461:report` are one duty, and a period always shows the form."""
    assert Duty.parse("461:report") == Duty.parse("461") == Duty("461")
    assert str(Duty("461", period="2019-03")) == "461:report@2019-03"


@pytest.mark.parametrize("text", ["", ":plan", "461:", "461@", "a:b:c", "a@b@c", 461])
def test_what_names_no_duty_is_refused(text: object) -> None:
    """A text without a unit, form or period where its sign stands names no duty."""
    with pytest.raises(InvalidPlan) as caught:
        Duty.parse(text)  # type: ignore[arg-type]  # on purpose
    assert _codes(caught.value) == [("KH112", "")]


def test_a_policy_says_everything_that_is_wrong_with_it() -> None:
    """All keys are judged at once, each with the nearest word that it may be."""
    with pytest.raises(InvalidPlan) as caught:
        Policy(gate="al", stragglers="suplement", rate="slow", accepts_in_one="yes")  # type: ignore[arg-type]  # on purpose
    assert _codes(caught.value) == [
        ("KH109", "gate"),
        ("KH109", "stragglers"),
        ("KH109", "rate"),
        ("KH109", "accepts_in_one"),
    ]
    assert "did you mean 'all'?" in str(caught.value)


def test_rows_take_what_people_type() -> None:
    """One name is a list of one, phrases are deadlines, and what is not said stays unsaid."""
    row = DutyRow("plan", "district", deadline="by 5-4-2019", kind="act")
    assert row.owed_by == ("district",)
    assert row.deadline == Deadline.by("2019-04-05")
    assert (row.opens, row.binding, row.after) == (None, None, None)


@pytest.mark.parametrize("name", ["", "stock take", "1st", "a:b", "x" * 64, "a|b"])
def test_names_of_forms_groups_and_events_are_identifiers(name: str) -> None:
    """What is no identifier would not survive a duty's id or a deadline's words."""
    for make in (DutyRow, Group, Event):
        with pytest.raises(InvalidPlan) as caught:
            make(name)
        assert [finding.code for finding in caught.value.findings] == ["KH111"]


def test_words_of_few_choices_are_checked() -> None:
    """Kind, binding and order know their words."""
    for wrong in ({"kind": "deed"}, {"binding": "maybe"}):
        with pytest.raises(InvalidPlan, match="is"):
            DutyRow("plan", "district", **wrong)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(InvalidPlan):
        After("report", of="everybody")


def test_days_of_events_are_read_day_first() -> None:
    """An event's day is parsed, never guessed."""
    assert Event("conference", "10-5-2019").on == date(2019, 5, 10)
    with pytest.raises(InvalidDeadline):
        Event("conference", "5/13/2019")


def test_values_survive_pickling() -> None:
    """What crosses processes comes out equal."""
    for value in (Policy(gate="none"), Group("g", ["a"]), Event("e", "2019-05-10"), DutyRow("plan", "a"), Duty("a")):
        assert pickle.loads(pickle.dumps(value)) == value
