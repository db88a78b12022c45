"""What another version of the calendar would do to the dues of a plan."""

from __future__ import annotations

from datetime import date

import pytest

import kehoach as kh
from kehoach._calendar import DayOff
from kehoach._plan import ChangedDay, DutyRow
from kehoach.errors import InvalidDeadline
from kehoach.testing import small_plan

OLD = kh.Calendar.vietnam(known_on="2025-12-01")
NEW = kh.Calendar.vietnam()
SWAP = ChangedDay(
    date(2026, 1, 2),
    works=False,
    label="swapped day off, made up on 2026-01-10",
    label_vi="nghỉ hoán đổi, làm bù 10/01/2026",
    source="12729/VPCP-KGVX",
)


def planned(**changes: object) -> kh.Plan:
    given: dict[str, object] = {"calendar": OLD, "deadlines": {"commune": "1 working day after 31-12-2025"}}
    return small_plan(1, 1, 2, **(given | changes))


def test_a_swap_that_was_announced_moves_the_dues_that_count_over_it() -> None:
    """From what to what, by which day, and by which document; fixed days stay where they are."""
    plan = planned(deadlines={"commune": "1 working day after 31-12-2025", "district": "by 12-1-2026"})
    moves = plan.reproject(NEW)
    assert [(move.unit, move.was.last_day, move.becomes.last_day) for move in moves] == [
        ("commune-1", date(2026, 1, 2), date(2026, 1, 5)),
        ("commune-2", date(2026, 1, 2), date(2026, 1, 5)),
    ]
    assert moves[0].days == (SWAP,)
    assert moves[0].text("vi") == (
        "commune-1: hạn chuyển từ ngày 02/01/2026 sang ngày 05/01/2026, "
        "vì 02/01/2026 nghỉ (nghỉ hoán đổi, làm bù 10/01/2026, 12729/VPCP-KGVX)"
    )
    assert str(moves[0]).startswith("commune-1: before 2026-01-03 00:00 +0700")
    assert moves[0].to_dict()["days"] == [SWAP.to_dict()]


def test_a_made_up_saturday_is_a_reason_and_makes_up_for_the_swap() -> None:
    """Six working days end on the Saturday that is worked; seven end on the Monday after it, as before."""
    moves = planned(deadlines={"commune": "6 working days after 31-12-2025"}).reproject("VN")
    assert [(move.was.last_day, move.becomes.last_day) for move in moves] == [(date(2026, 1, 9), date(2026, 1, 10))] * 2
    assert [(day.day.day, day.works) for day in moves[0].days] == [(2, False), (10, True)]
    assert planned(deadlines={"commune": "7 working days after 31-12-2025"}).reproject("VN") == ()


def test_a_due_that_rolls_moves_with_the_day_it_rolls_over() -> None:
    """A fixed day on a day that is off by now rolls, and the reason is that day."""
    plan = planned(deadlines={"commune": "by 2-1-2026"}, reading=kh.Reading(roll="next"))
    moves = plan.reproject(NEW)
    assert [move.becomes.last_day for move in moves] == [date(2026, 1, 5)] * 2
    assert moves[0].days == (SWAP,)
    back = plan.replace(calendar=NEW).reproject(OLD)
    assert [(move.was.last_day, move.becomes.last_day) for move in back] == [(date(2026, 1, 5), date(2026, 1, 2))] * 2
    assert back[0].days[0].works


def test_a_due_that_counts_from_another_moves_with_it_and_names_its_days() -> None:
    """The days of the due it counts from are reasons of its own."""
    deadlines = {"commune": "1 working day after 31-12-2025", "district": "3 days after due of report at commune"}
    moves = planned(deadlines=deadlines, reading=kh.Reading(roll_spans="none")).reproject(NEW)
    assert [move.unit for move in moves] == ["district", "commune-1", "commune-2"]
    assert moves[0].days == (SWAP,)


def test_an_opening_that_moves_is_a_move() -> None:
    """A window that opens on another day is told like a due that ends on another."""
    rows = [DutyRow("report", "commune", override=True, opens="1 working day after 31-12-2025")]
    moves = planned(duties=rows, deadlines={"commune": "by 20-1-2026"}).reproject(NEW)
    assert [move.unit for move in moves] == ["commune-1", "commune-2"]
    assert (moves[0].was.last_day, moves[0].becomes.last_day) == (date(2026, 1, 20), date(2026, 1, 20))
    assert moves[0].days == (SWAP,)


def test_the_same_calendar_moves_nothing() -> None:
    """Asked with the calendar that it has, a plan has nothing to say, and it is what it was."""
    plan = planned()
    digest = plan.digest
    assert plan.reproject(OLD) == ()
    assert plan.reproject(NEW) != ()
    assert (plan.digest, plan.calendar, plan.due("commune-1").last_day) == (digest, OLD, date(2026, 1, 2))


def test_days_of_the_plan_lie_over_the_other_calendar_too() -> None:
    """What the plan itself says of a day does not change with the calendar beneath."""
    days = [DayOff("2-1-2026", works=True), DayOff("5-1-2026", name="nghỉ của tỉnh")]
    plan = planned(calendar=days, reading=kh.Reading(calendar=OLD))
    assert plan.due("commune-1").last_day == date(2026, 1, 2)
    assert plan.reproject(NEW) == ()


def test_a_day_without_a_name_is_its_weekday() -> None:
    """Any object that knows working days will do; where it gives no name the weekday stands."""

    class NeverOnFridays:
        def is_working_day(self, day: date) -> bool:
            return day.weekday() < 4

    moves = planned().reproject(NeverOnFridays())
    assert [move.becomes.last_day for move in moves] == [date(2026, 1, 1)] * 2
    assert [day.text() for day in moves[0].days] == [
        "2026-01-01 is worked (New Year, 45/2019/QH14)",
        "2026-01-02 is off (Friday)",
    ]
    assert "01/01/2026 làm việc" in moves[0].text("vi")


def test_many_days_are_cut_after_three() -> None:
    """A line names three reasons and counts the rest."""
    far = planned(deadlines={"commune": "20 working days after 31-12-2025"})
    text = far.reproject(kh.Calendar("sundays", week=(6,)))[0].text("vi")
    assert " ngày khác" in text


def test_what_is_no_calendar_is_refused() -> None:
    """A name that no calendar bears, and an object that knows no days."""
    for given in ("mars", 5):
        with pytest.raises(InvalidDeadline):
            planned().reproject(given)  # type: ignore[arg-type]  # on purpose


def test_a_template_has_no_dues_to_move() -> None:
    """Without units nobody owes anything."""
    template = kh.Plan("Tổng kết", None, {"commune": "1 working day after 31-12-2025"}, tiers=["commune"], calendar=OLD)
    assert template.reproject(NEW) == ()
