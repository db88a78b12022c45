"""Dues: worked out once per deadline, in the order in which they count from each other."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach._calendar import Calendar, DayOff
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy
from kehoach._plan import DutyRow, Event, Group, Plan
from kehoach.errors import InvalidPlan

H = Hierarchy.fan(province=1, district=2, commune=6)
ISSUED = Directive("T", issued_on="14-3-2019", effective_on="1-4-2019")


def test_deadlines_count_from_the_days_of_the_directive_and_from_events() -> None:
    """`issued`, `effective` and an event with a day are anchors."""
    rows = [
        DutyRow("a", "district", deadline="3 days after issued"),
        DutyRow("b", "district", deadline="3 days after effective"),
    ]
    plan = Plan(
        ISSUED, H, {"commune": "5 days before conference"}, duties=rows, events=[Event("conference", "10-5-2019")]
    )
    # 17-3-2019 is a Sunday: the span ends on the next working day; what counts back is never rolled.
    days = [plan.due(name).last_day for name in ("district-1:a", "district-1:b", "commune-1")]
    assert days == [date(2019, 3, 18), date(2019, 4, 4), date(2019, 5, 5)]


def test_a_due_that_waits_for_an_event_is_legal() -> None:
    """An event without a day leaves the due awaiting, and whatever counts from it as well."""
    plan = Plan(
        "T",
        H,
        {"commune": "5 days before conference", "district": "2 days after due of report at commune"},
        events=[Event("conference")],
    )
    assert [plan.due(name).awaiting for name in ("commune-1", "district-1")] == [
        "conference",
        "due of report at commune",
    ]


def test_a_due_counts_from_the_latest_of_those_it_names() -> None:
    """Of a tier whose units are due on several days, the last one is counted from; of a group or a unit, its own."""
    plan = Plan(
        "T",
        H,
        {
            "commune": "by 4-4-2019",
            "commune-1": "by 9-4-2019",
            "commune-2": "by 1-4-2019",
            "province": "1 day after due of report at commune",
            "district-1": "1 day after due of report at commune-2",
            "district-2": "1 day after due of report at pilot",
        },
        groups=[Group("pilot", ["commune-2", "commune-3"])],
    )
    days = {name: plan.due(name).last_day for name in ("province", "district-1", "district-2")}
    assert days == {"province": date(2019, 4, 10), "district-1": date(2019, 4, 2), "district-2": date(2019, 4, 5)}


def test_deadlines_that_wait_for_each_other_are_refused() -> None:
    """A circle of deadlines is named with its way."""
    with pytest.raises(InvalidPlan) as caught:
        Plan(
            "T",
            H,
            {"commune": "1 day after due of report at district", "district": "1 day after due of report at commune"},
        )
    assert {(one.code, one.path) for one in caught.value.findings} == {
        ("KH121", "deadlines.commune"),
        ("KH121", "deadlines.district"),
    }
    assert "report at tier district → report at tier commune → report at tier district" in str(caught.value)


def test_an_anchor_that_is_nothing_is_refused_with_the_nearest() -> None:
    """An event that does not exist, a form that nobody owes and a tier that is misspelt are three findings."""
    rows = [DutyRow("a", "district", deadline="1 day after due of b at comune")]
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", H, {"commune": "5 days before conferense"}, duties=rows, events=[Event("conference", "10-5-2019")])
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH120", "deadlines.commune"),
        ("KH113", "duties[0].deadline"),
        ("KH113", "duties[0].deadline"),
    ]
    assert "did you mean 'conference'?" in str(caught.value)


def test_a_span_that_leaves_the_calendar_is_found_when_the_plan_is_made() -> None:
    """No deadline can fail later, when it is asked for."""
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", H, {"commune": "9999 years after 1-4-2019"})
    assert [one.path for one in caught.value.findings] == ["deadlines.commune"]


def test_windows_open_and_close_apart_from_the_deadline() -> None:
    """`opens` is the first instant of its day, `closes` the bound of its rule."""
    row = DutyRow("plan", "district", opens="20-3-2019", deadline="by 29-3-2019", closes="by 5-4-2019")
    due = Plan("T", H, duties=[row]).due("district-1:plan")
    assert [str(one) for one in (due.opens_at, due.due_before, due.closes_at)] == [
        "2019-03-20 00:00:00+07:00",
        "2019-03-30 00:00:00+07:00",
        "2019-04-06 00:00:00+07:00",
    ]


def test_a_doubt_of_the_row_is_a_doubt_of_its_dues() -> None:
    """What the text leaves open is carried to the due; a word that is no doubt is refused."""
    plan = Plan("T", H, duties=[DutyRow("plan", "district", deadline="by 29-3-2019", doubt="tentative")])
    assert plan.due("district-1:plan").doubts == {"tentative"}


def test_the_layer_stands_in_the_explanation() -> None:
    """From the explanation one sees by which row a unit is due."""
    plan = Plan("T", H, {"commune": "by 4-4-2019", "commune-1": "by 1-4-2019"})
    assert "unit commune-1" in str(plan.due("commune-1").explain())


def test_the_clause_of_a_row_stands_in_the_explanation() -> None:
    """A row says where in the directive its deadline stands."""
    plan = Plan("T", H, duties=[DutyRow("plan", "district", deadline="by 29-3-2019", clause="2.1")])
    assert plan.duty("district-1:plan").terms.clause == "2.1"
    assert "2.1" in str(plan.due("district-1:plan").explain())


def test_days_of_the_plan_lie_over_the_calendar() -> None:
    """A day off that the plan adds moves what counts working days, and nothing else."""
    rule = {"commune": "3 working days after 1-4-2019"}
    assert Plan("T", H, rule).due("commune-1").last_day == date(2019, 4, 4)
    with_day = Plan("T", H, rule, calendar=[DayOff("2019-04-03", name="nghỉ")])
    assert with_day.due("commune-1").last_day == date(2019, 4, 5)
    assert Plan("T", H, rule, calendar=Calendar.weekdays()).due("commune-1").last_day == date(2019, 4, 4)
    assert Plan("T", H, rule, calendar="weekdays").calendar == Calendar.weekdays()
    with pytest.raises(InvalidPlan):
        Plan("T", H, rule, calendar="VNM")


def test_all_duties_under_one_deadline_share_one_due() -> None:
    """12,000 duties under four deadlines are four dues."""
    plan = Plan("T", H, {"commune": "by 4-4-2019"})
    assert len({id(due) for due in plan.dues()}) == 3
    assert len(plan.dues()) == len(plan.duties()) == 9


def test_a_due_may_count_from_a_form_wherever_it_is_owed() -> None:
    """Without a place, the latest due of that form counts; of a tier, single units included."""
    rows = [
        DutyRow("a", ["district", "commune-1"], deadline="by 4-4-2019"),
        DutyRow("b", "province", deadline="1 day after due of a"),
        DutyRow("c", "province", deadline="1 day after due of a at commune"),
    ]
    plan = Plan("T", H, duties=rows)
    assert [plan.due(name).last_day for name in ("province:b", "province:c")] == [date(2019, 4, 5), date(2019, 4, 5)]
