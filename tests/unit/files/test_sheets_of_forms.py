"""Tables of several forms, periods and acts: whose duty a row is, and what it may say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import UnknownName
from kehoach.files import Submissions, parse_plan, read_submissions
from kehoach.files._periods import period_of
from kehoach.testing import ManualClock

TEXT = """
[directive]
title = "Nhiều biểu"
issued_on = 2019-01-01
[[tiers]]
id = "province"
owes = false
[[tiers]]
id = "district"
[[units]]
id = "P"
tier = "province"
[[units]]
id = "00461"
name = "Huyện Một"
tier = "district"
reports_to = "P"
[[units]]
id = "00462"
name = "Huyện Hai"
tier = "district"
reports_to = "P"
[[duties]]
form = "meeting"
kind = "act"
owed_by = ["district"]
[[duties]]
form = "stock"
owed_by = ["district"]
period = { every = "month", from = "2019-01", until = "2019-06" }
[[indicators]]
key = "members"
title = "Số ĐV"
kind = "stock"
most = 5000
[[outline]]
key = "results"
"""
PLAN = parse_plan(TEXT, name="plan.toml")
Read = Callable[..., Submissions]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a CSV text as submissions."""

    def from_text(text: str, *, plan: kh.Plan = PLAN, **options: Any) -> Submissions:
        file = tmp_path / "in.csv"
        file.write_text(text, encoding="utf-8")
        return read_submissions(file, plan, **options)

    return from_text


def said(found: Submissions) -> list[tuple[str, str, Mapping[str, object]]]:
    """The commands: of which duty, what is done, and with which data."""
    assert found.errors == ()
    return [(one.unit, one.trigger, one.data or {}) for one in found.commands]


def codes(found: Submissions) -> list[str]:
    return [finding.code for finding in found.errors]


def test_a_row_says_its_form_and_period(read: Read) -> None:
    """Form and period stand in columns of their own or behind the code; a row without them is the report."""
    text = "unit,form,period,members\n00461,stock,2019-03,1\n00462:stock@2019-03,,,2\n00462:stock,,2019-04,3\n461,,,4\n"
    assert said(read(text)) == [
        ("00461:stock@2019-03", "submit", {"members": 1}),
        ("00462:stock@2019-03", "submit", {"members": 2}),
        ("00462:stock@2019-04", "submit", {"members": 3}),
        ("00461", "submit", {"members": 4}),
    ]


def test_the_caller_says_form_and_period_for_rows_that_do_not(read: Read) -> None:
    """Options speak for all rows, and a row that says otherwise wins."""
    text = "unit,period,members\n461,,1\n462,2019-05,2\n"
    assert [unit for unit, _, _ in said(read(text, form="stock", period="2019-03"))] == [
        "00461:stock@2019-03",
        "00462:stock@2019-05",
    ]
    with pytest.raises(UnknownName, match="did you mean 'stock'"):
        read(text, form="stok")
    with pytest.raises(UnknownName, match="no period '2020-01'"):
        read(text, period="2020-01")


def test_an_act_is_done_on_a_day(read: Read) -> None:
    """Columns of acts have their keys or official words, and the row completes the act."""
    text = "Mã đơn vị;Nhiệm vụ;Ngày thực hiện;Hình thức;Minh chứng\n461;meeting;5/3/2019;Trực tuyến;BB số 12\n"
    assert said(read(text)) == [
        ("00461:meeting", "complete", {"done_on": "2019-03-05", "manner": "Trực tuyến", "evidence": "BB số 12"})
    ]
    assert said(read("unit,form,done_on\n461,meeting,2019-03-05\n")) == [
        ("00461:meeting", "complete", {"done_on": "2019-03-05"})
    ]
    (finding,) = read("unit,form,done_on\n461,meeting,31/2/2019\n").errors
    assert (finding.line, finding.path) == (2, "done_on")


def test_rows_of_reports_and_acts_are_done_together(read: Read) -> None:
    """One table holds both, and a campaign takes what it asks for."""
    text = "unit,form,period,members,done_on\n461,meeting,,,2019-03-05\n461,stock,2019-03,5,\n"
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
    outcomes = campaign.fire_many(read(text).commands)
    assert [outcome.text() for outcome in outcomes] == ["00461:meeting: completed", "00461:stock@2019-03: submitted"]


def test_a_form_is_not_asked_what_another_is(read: Read) -> None:
    """Figures of an act, and the day of a report, are cells in the wrong row."""
    head = "unit,form,members,results,done_on,evidence\n"
    assert codes(read(f"{head}461,meeting,5,,2019-03-05,\n")) == ["KH871"]
    assert codes(read(f"{head}461,meeting,,tốt,2019-03-05,\n")) == ["KH871"]
    assert codes(read(f"{head}461,,5,,,BB 12\n")) == ["KH871"]
    assert codes(read(f"{head}461,meeting,,,2019-03-05,BB 12\n")) == []


def test_a_plan_without_acts_knows_no_columns_of_acts(read: Read) -> None:
    """The words of acts head columns only where the plan has acts."""
    plan = PLAN.replace(duties=[row for row in PLAN.rows if row.kind == "report"])
    with pytest.raises(kh.errors.InvalidFile, match="done_on"):
        read("unit,done_on\n461,2019-03-05\n", plan=plan)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("461,stok,2019-03", "KH873"),
        ("461,stock,2019-13", "KH873"),
        ("461,stock,", "KH874"),
        ("461:stock@2019-01,stock,2019-02", "KH872"),
        ("461:stock,meeting,", "KH872"),
        ("461:stok@2019-03,,", "KH113"),
        ("461,report,2019-03", "KH113"),
    ],
)
def test_a_row_that_names_no_duty_says_why(read: Read, row: str, code: str) -> None:
    """A form or period that there is not, two that differ, and a unit that owes several are told at their cell."""
    found = read(f"unit,form,period\n{row}\n")
    assert codes(found) == [code]
    assert all(finding.text("vi") and finding.remedy("vi") for finding in found.errors)


def test_choices_are_cut_after_three(read: Read) -> None:
    """Of six periods that a row may mean, three are named and the others counted."""
    (finding,) = read("unit,form\n461,stock\n").errors
    assert finding.text() == (
        "'461' may be any of 00461:stock@2019-01, 00461:stock@2019-02, 00461:stock@2019-03 and 3 more"
    )


KNOWN = ["2019-01", "2019-03", "2019-Q1", "2019-H2", "2019", "2019-03-05", "2019-W05"]


@pytest.mark.parametrize(
    ("raw", "period"),
    [
        ("2019-03", "2019-03"),
        (" 3/2019 ", "2019-03"),
        ("03-2019", "2019-03"),
        ("Tháng 3 năm 2019", "2019-03"),
        ("tháng 03/2019", "2019-03"),
        ("quý I/2019", "2019-Q1"),
        ("Quý 1 năm 2019", "2019-Q1"),
        ("Q1 2019", "2019-Q1"),
        ("H2/2019", "2019-H2"),
        ("năm 2019", "2019"),
        (2019, "2019"),
        ("2019-w05".upper(), "2019-W05"),
        (date(2019, 3, 1), "2019-03"),
        (datetime(2019, 3, 5), "2019-03-05"),  # noqa: DTZ001  # as a workbook gives it
    ],
)
def test_a_period_is_read_as_offices_write_it(raw: Any, period: str) -> None:
    """Months, quarters, halves and years have their words; the first of a month is what a spreadsheet makes of one."""
    assert period_of(raw, KNOWN) == period


@pytest.mark.parametrize("raw", ["tháng 2/2019", "quý V/2019", "2018", "x", date(2019, 3, 2), 43525.5])
def test_what_is_no_period_is_named(raw: Any) -> None:
    """A period that the plan has not is refused, whatever it is written as."""
    with pytest.raises(UnknownName, match="no period"):
        period_of(raw, KNOWN)


def test_a_workbook_keeps_days_its_own_way(tmp_path: Path) -> None:
    """Days of acts and periods come as days, or as the numbers that Excel counts them by, with a note."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    file = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet, day = book.add_worksheet("S"), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Mã đơn vị", "Mẫu", "Kỳ", "Số ĐV", "Ngày thực hiện"])
    sheet.write_row(1, 0, [461, "meeting"])
    sheet.write_datetime(1, 4, date(2019, 3, 5), day)
    sheet.write_row(2, 0, [462, "stock"])
    sheet.write_datetime(2, 2, date(2019, 3, 1), day)
    sheet.write(2, 3, 1520)
    sheet.write_row(3, 0, [462, "meeting", "", "", 43530])
    sheet.write_row(4, 0, [461, "stock", 43525, 15])
    sheet.write_row(5, 0, [461, "stock", 2019, 15])
    book.close()
    found = read_submissions(file, PLAN)
    assert [(one.unit, dict(one.data or {})) for one in found.commands] == [
        ("00461:meeting", {"done_on": "2019-03-05"}),
        ("00462:stock@2019-03", {"members": 1520}),
        ("00462:meeting", {"done_on": "2019-03-06"}),
        ("00461:stock@2019-03", {"members": 15}),
    ]
    assert [(one.code, one.file) for one in found.errors] == [("KH873", f"{file}:S!C6")]
    assert sorted(one.code for one in found.notes) == ["KH862", "KH867", "KH867"]


def test_bounds_hold_in_tables_too(read: Read) -> None:
    """A figure beyond what the plan allows is told at its line."""
    (finding,) = read("unit,members\n461,5001\n").errors
    assert (finding.code, finding.line, finding.path) == ("KH611", 2, "members")
    assert [one.code for one in read("unit,members\n461,-1\n").errors] == ["KH603"]


def test_a_lifecycle_of_ones_own_is_sent_by_its_own_trigger(read: Read) -> None:
    """What sends a report in the plan's lifecycle is what a row asks for; the caller may say another."""
    own = kh.Lifecycle(
        ["draft", kh.State("sent", role="sent"), kh.State("noted", role="accepted", final=True)],
        [kh.Transition("send", "draft", "sent"), kh.Transition("note", "sent", "noted", who="lead")],
    )
    plan = PLAN.replace(lifecycle=own)
    assert [trigger for _, trigger, _ in said(read("unit,members\n461,1\n", plan=plan))] == ["send"]
    assert [trigger for _, trigger, _ in said(read("unit,members\n461,1\n", plan=plan, trigger="note"))] == ["note"]


def test_an_id_is_made_of_the_duty_too(read: Read) -> None:
    """The same figures for another period are another act, and a row that moved is the same one."""
    text = "unit,form,period,members\n461,stock,2019-03,1\n461,stock,2019-04,1\n"
    first, second = (one.command_id for one in read(text).commands)
    moved = read("members,unit\n1,461:stock@2019-03\n").commands[0].command_id
    assert first != second
    assert moved == first
