"""The ladder of reminders: what a rung takes and refuses, and how it stands in a plan and its file."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import kehoach as kh
from kehoach._plan import DutyRow, Reminder
from kehoach.errors import InvalidPlan
from kehoach.files import parse_plan, plan_text, save_plan
from kehoach.testing import small_plan

LADDER = (
    Reminder(-3, ["unit", "lead"], tier="commune"),
    Reminder(0, at="14:30"),
    Reminder(2, ("superiors", "issuer"), working=True, form="report"),
)
FILE = """\
[directive]
title = "Tổng kết"

[[tiers]]
id = "commune"
deadline = "trước ngày 05 tháng 4 năm 2019"

# before it is late
[[reminders]]
days = -3
to = ["unit", "lead"]
tier = "commune"

[[reminders]]
days = 1
"""


def _codes(error: pytest.ExceptionInfo[InvalidPlan]) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in error.value.findings]


def test_a_rung_says_when_to_whom_and_for_which_duties() -> None:
    """A rung reads as a sentence in both languages, and one day is no plural."""
    assert str(Reminder(-1)) == "1 day before the due, to unit"
    assert Reminder(0, ["unit", "issuer"]).text("vi") == "ngày đến hạn, gửi đơn vị, cơ quan ban hành"
    assert LADDER[2].text("vi") == "quá hạn 2 ngày làm việc, gửi cấp trên, cơ quan ban hành, áp dụng cho report"


def test_one_recipient_is_a_list_of_one_and_none_is_named_twice() -> None:
    """`to` takes a text or several, and keeps the order without doubles."""
    assert Reminder(1, "issuer").to == ("issuer",)
    assert Reminder(1, ["lead", "unit", "lead"]).to == ("lead", "unit")


def test_everything_wrong_with_a_rung_is_said_at_once() -> None:
    """Days, recipients, time and the flag are judged together, the nearest word proposed."""
    with pytest.raises(InvalidPlan) as caught:
        Reminder(9_999, ["units"], working="yes", at="25:00")  # type: ignore[arg-type]  # on purpose
    assert _codes(caught) == [("KH135", "days"), ("KH109", "to[0]"), ("KH136", "at"), ("KH109", "working")]
    assert "did you mean 'unit'?" in str(caught.value)


@pytest.mark.parametrize("days", ["3", 1.0, True, None])
def test_days_are_a_whole_number(days: object) -> None:
    """A text, a float and a flag are no number of days."""
    with pytest.raises(InvalidPlan) as caught:
        Reminder(days)  # type: ignore[arg-type]  # on purpose
    assert _codes(caught) == [("KH104", "days")]


@pytest.mark.parametrize("at", ["8", "08:60", "24:00", "", "8h00", 800])
def test_a_rung_comes_at_a_time_of_day(at: object) -> None:
    """What is no HH:MM is refused."""
    with pytest.raises(InvalidPlan) as caught:
        Reminder(0, at=at)  # type: ignore[arg-type]  # on purpose
    assert _codes(caught) == [("KH136", "at")]


def test_nobody_is_no_recipient() -> None:
    """A rung that tells nobody is refused."""
    with pytest.raises(InvalidPlan) as caught:
        Reminder(0, [])
    assert _codes(caught) == [("KH108", "to")]


@pytest.mark.parametrize("rung", LADDER)
def test_a_rung_is_a_value(rung: Reminder) -> None:
    """It can be pickled and is equal to what says the same."""
    assert pickle.loads(pickle.dumps(rung)) == rung


def test_a_ladder_comes_back_from_plain_data() -> None:
    """`to_dict` and `from_dict` keep every rung in its order, and what is the default is left out."""
    plan = small_plan(1, 1, 2, reminders=LADDER)
    assert plan.reminders == LADDER
    assert plan.to_dict()["reminders"] == [
        {"days": -3, "to": ["unit", "lead"], "tier": "commune"},
        {"days": 0, "to": ["unit"], "at": "14:30"},
        {"days": 2, "working": True, "to": ["superiors", "issuer"], "form": "report"},
    ]
    assert kh.Plan.from_dict(plan.to_dict()) == plan
    assert kh.Plan.from_dict(plan.to_dict()).reminders == LADDER


def test_the_ladder_is_part_of_the_digest() -> None:
    """Another day, another recipient, another order make another plan; without a ladder the digest is what it was."""
    plan = small_plan(1, 1, 2)
    ladders = [LADDER, LADDER[:1], LADDER[::-1], [Reminder(-3, tier="commune")], [Reminder(-2, tier="commune")]]
    digests = {plan.replace(reminders=ladder).digest for ladder in ladders}
    assert len({plan.digest, *digests}) == len(ladders) + 1
    assert plan.replace(reminders=LADDER).replace(reminders=()).digest == plan.digest
    assert "reminders" not in plan.to_dict()


def test_a_ladder_is_read_from_a_file_and_written_back(tmp_path: Path) -> None:
    """Tables `[[reminders]]` make the ladder; a change is written beside the comments of the file."""
    path = tmp_path / "plan.toml"
    path.write_text(FILE, encoding="utf-8")
    plan = kh.load_plan(path)
    assert plan.reminders == (Reminder(-3, ["unit", "lead"], tier="commune"), Reminder(1))
    changed = plan.replace(reminders=[plan.reminders[0], Reminder(1, "lead"), Reminder(7, "issuer")])
    save_plan(changed, path)
    assert kh.load_plan(path) == changed
    assert "# before it is late" in path.read_text(encoding="utf-8")
    assert parse_plan(plan_text(changed)) == changed


def test_everything_wrong_in_a_file_has_its_place() -> None:
    """Missing days, unknown keys, tiers and forms, and a rung that stands twice are found in one run."""
    text = FILE + (
        '[[reminders]]\ndays = 1\nto = "lead"\n'
        "[[reminders]]\ndas = 2\n"
        '[[reminders]]\ndays = 3\ntier = "comune"\nform = "plan"\n'
        '[[reminders]]\ndays = 4\nto = [5]\nworking = "no"\n'
        '[[reminders]]\ndays = 9999\nto = ["units"]\nat = "8h"\n'
    )
    with pytest.raises(InvalidPlan) as caught:
        parse_plan(text)
    assert {(finding.code, finding.path, finding.line) for finding in caught.value.findings} == {
        ("KH137", "reminders[2]", 16),
        ("KH103", "reminders[3]", 19),
        ("KH101", "reminders[3].das", 20),
        ("KH113", "reminders[4].tier", 23),
        ("KH113", "reminders[4].form", 24),
        ("KH104", "reminders[5].to", 27),
        ("KH104", "reminders[5].working", 28),
        ("KH135", "reminders[6].days", 30),
        ("KH109", "reminders[6].to[0]", 31),
        ("KH136", "reminders[6].at", 32),
    }


def test_a_rung_may_speak_of_any_form_that_is_owed() -> None:
    """A form of the duties is known, whoever owes it."""
    rows = [DutyRow("plan", "district", deadline="by 1-4-2019", kind="act")]
    plan = small_plan(1, 1, 2, duties=rows, reminders=[Reminder(-1, form="plan")])
    assert plan.reminders[0].concerns("district", "plan")
    assert not plan.reminders[0].concerns("district", "report")
