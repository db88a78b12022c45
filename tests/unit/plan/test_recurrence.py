"""Duties that come again: which periods there are, what each is called, when it is due."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach._deadline import Period
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Duty, DutyRow, Plan, Recurrence
from kehoach.errors import InvalidPlan

H = Hierarchy.fan(province=1, district=2, commune=4)
YEAR = Recurrence("month", "2019-01", "2019-12")


def monthly(deadline: str = "by the 5 of the next month", **more: object) -> Plan:
    """Communes and districts report stock every month of 2019."""
    row = DutyRow("stock", ("commune", "district"), deadline=deadline, period=YEAR, **more)  # type: ignore[arg-type]
    return Plan("T", H, duties=[row])


def refused(*args: object, **more: object) -> list[tuple[str, str]]:
    with pytest.raises(InvalidPlan) as caught:
        Recurrence(*args, **more)  # type: ignore[arg-type]
    return [(one.code, one.path) for one in caught.value.findings]


def test_every_period_has_its_duties() -> None:
    """A form owed every month by six units makes seventy-two duties, each with its own id and due."""
    plan = monthly()
    ids = [str(duty) for duty in plan.duties() if duty.form == "stock"]
    assert len(ids) == 72
    assert ids[0] == "district-1:stock@2019-01"
    assert ids[-1] == "commune-4:stock@2019-12"
    assert plan.due("commune-1:stock@2019-03").last_day == date(2019, 4, 5)
    assert plan.duty("commune-1:stock@2019-03") == Duty("commune-1", "stock", "2019-03")
    assert plan.forms == ("report", "stock")


def test_the_columns_tell_form_and_period_apart() -> None:
    """A duty's place says which form and which period; figures and gate stay inside one of them."""
    columns = monthly().columns
    march = columns.index["district-1:stock@2019-03"]
    place = columns.form_of[march]
    assert (columns.forms[place], columns.periods[place]) == ("stock", "2019-03")
    below = [columns.names[duty] for duty in columns.subordinates_of(march)]
    assert below == ["commune-1:stock@2019-03", "commune-3:stock@2019-03"]


def test_the_report_itself_may_come_again() -> None:
    """Without a form it is `report`, and both spellings of its duties are accepted."""
    plan = Plan("T", H, {"commune": "by the 5 of the next month"}, duties=[DutyRow(owed_by="commune", period=YEAR)])
    columns = plan.columns
    assert columns.index["commune-1@2019-02"] == columns.index["commune-1:report@2019-02"]
    assert plan.due("commune-1@2019-02").last_day == date(2019, 3, 5)
    assert "commune-1" not in columns.index


def test_windows_are_those_of_the_decree() -> None:
    """With window 15 the figures of March run from 15 February to 14 March (Decree 09/2019/NĐ-CP article 12)."""
    march = next(one for one in Recurrence("month", "2019-01", "2019-12", window=15) if str(one) == "2019-03")
    assert (march.first, march.last) == (date(2019, 2, 15), date(2019, 3, 14))


@given(
    st.sampled_from(["day", "week", "month", "quarter", "half", "year"]), st.dates(date(2001, 1, 1), date(2040, 1, 1))
)
def test_periods_follow_each_other_without_a_gap(every: str, first: date) -> None:
    """Each period begins on the day after the last one ends, and its name is that of no other."""
    periods = list(Recurrence(every, first, date(first.year + 1, 3, 1)))  # type: ignore[arg-type]
    assert periods[0].first <= first <= periods[0].last
    assert all((after.first - before.last).days == 1 for before, after in pairwise(periods))
    assert len({str(one) for one in periods}) == len(periods)


def test_only_some_months() -> None:
    """Months choose the periods that end in them; the one after the last is found beyond the end."""
    halves = Recurrence("month", "2019", "2019", months=(6, 12))
    assert [str(one) for one in halves] == ["2019-06", "2019-12"]
    assert halves.after(Period("month", 2019, 12)) == Period("month", 2020, 6)


@pytest.mark.parametrize(
    ("args", "more", "found"),
    [
        (("fortnight", "2019", "2019"), {}, [("KH109", "every")]),
        (("month", "2019-05", "2019-01"), {}, [("KH141", "until")]),
        (("quarter", "2019", "2019", 5), {}, None),
        (("quarter", "2019", "2019"), {"months": (5,)}, [("KH142", "months")]),
        (("month", "2019", "2019"), {"months": (13,)}, [("KH144", "months")]),
        (("day", "2001", "2019"), {}, [("KH143", "until")]),
        (("week", "2019", "2019"), {"window": 15}, [("KH145", "window")]),
        (("month", "2019", "2019"), {"window": 29}, [("KH145", "window")]),
        (("month", "2019-13", "2019"), {}, [("KH219", "since")]),
    ],
)
def test_what_is_no_recurrence_is_refused(args: tuple[object, ...], more: dict[str, object], found: object) -> None:
    """Each thing that is wrong with a recurrence is named at its own key."""
    if found is None:
        with pytest.raises(TypeError):
            Recurrence(*args, **more)  # type: ignore[arg-type]
    else:
        assert refused(*args, **more) == found


def test_two_rows_of_one_form_agree_on_its_periods() -> None:
    """A form has one rhythm; a row that overrides has none to give."""
    rows = [
        DutyRow("stock", "commune", period=YEAR, deadline="by the 5 of the next month"),
        DutyRow("stock", "district", period=Recurrence("quarter", "2019", "2019")),
        DutyRow("stock", "commune-1", override=True, period=YEAR),
    ]
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", H, duties=rows)
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH140", "duties[2].period"),
        ("KH140", "duties[1].period"),
    ]


def test_what_is_due_before_the_cut_off_holds_estimates() -> None:
    """A figure that is due before its period ends is an estimate, and the plan has to say so."""
    with pytest.raises(InvalidPlan) as caught:
        monthly("by the 25 of every month")
    (one,) = caught.value.findings
    assert (one.code, one.path, one.values["cutoff"]) == ("KH147", "duties[0].deadline", "2019-01-31")


def test_estimates_are_owed_for_good_with_the_next_period() -> None:
    """Beside each estimate stands what is owed for good; it is due when the next period's is, also after the last."""
    plan = monthly("by the 25 of every month", estimate=True)
    assert plan.forms == ("report", "stock", "stock-final")
    assert plan.due("commune-1:stock@2019-03").last_day == date(2019, 3, 25)
    assert plan.due("commune-1:stock-final@2019-03").last_day == date(2019, 4, 25)
    assert plan.due("commune-1:stock-final@2019-12").last_day == date(2020, 1, 25)
    assert plan.duty("commune-1:stock@2019-03").terms.estimate
    assert not plan.duty("commune-1:stock-final@2019-03").terms.estimate


def test_the_name_of_what_is_owed_for_good_is_taken() -> None:
    """No other row may state the form that stands beside estimates."""
    row = DutyRow("stock", "commune", deadline="by the 25 of every month", period=YEAR, estimate=True)
    with pytest.raises(InvalidPlan) as caught:
        Plan("T", H, duties=[row, DutyRow("stock-final", "commune")])
    assert [(one.code, one.path) for one in caught.value.findings] == [("KH146", "duties[0].estimate")]


def test_a_due_counts_from_the_same_period_of_another_form() -> None:
    """Where both forms come again, the due of the same period is meant."""
    later = DutyRow("note", "district", deadline="3 days after due of stock at commune", period=YEAR)
    plan = Plan("T", H, duties=[*monthly().rows, later])
    assert plan.due("district-1:note@2019-03").last_day == date(2019, 4, 8)


def test_a_plan_that_comes_again_is_the_same_when_it_is_read_back() -> None:
    """Periods, estimates, conditions, clocks and gates stand in the document, and give the same digest."""
    row = DutyRow(
        "stock", "commune", deadline="by the 25 of every month", period=Recurrence("month", "2019", "2019", window=15),
        estimate=True, only_if="any", rework="5 days after sent_back", review="3 working days after submitted",
        gate={"quorum": "55%"},
    )  # fmt: skip
    plan = Plan("T", H, duties=[row])
    assert Plan.from_dict(plan.to_dict()) == plan
    assert Plan.from_dict(plan.to_dict(resolved=False)).rows == plan.rows
