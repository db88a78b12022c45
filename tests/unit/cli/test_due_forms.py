"""due, calendars and reminders, of a plan of several forms and periods."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.many_forms import PLAN, written

Run = Callable[..., Any]
LADDER = """
[[reminders]]
days = -3

[[reminders]]
days = 1
to = ["unit", "lead"]
"""


def test_a_form_that_comes_again_is_explained_once(run: Run, forms: Path) -> None:
    """The first period is worked out step by step; of the others the last days on time are told."""
    blocks = run("due", forms).out.split("\n\n")
    assert [block.partition(":\n")[0] for block in blocks] == [
        "province, such as Tỉnh Mẫu (p), report@2019-01",
        "district, such as Huyện Một (d1), report@2019-01",
        "district, such as Huyện Hai (d2), report@2019-01",
        "commune, such as Xã Một (c1), report@2019-01",
        "province, such as Tỉnh Mẫu (p), plan",
        "district, such as Huyện Một (d1), plan",
        "commune, such as Xã Một (c1), damage",
    ]
    last = blocks[3].splitlines()[-1]
    assert last.startswith("  other periods, in time until: 2019-03-05 (2019-02), 2019-04-05 (2019-03), ")
    assert last.endswith(", 2020-01-05 (2019-12)")
    vi = run("due", forms, "--form", "report", "--lang", "vi").lines[-1]
    assert vi.startswith("  các kỳ khác, đúng hạn đến hết: 05/3/2019 (2019-02), ")


def test_of_many_periods_the_first_and_the_last_are_told(run: Run, tmp_path: Path) -> None:
    """Two years of months are cut."""
    text = PLAN.replace('until = "2019-12"', 'until = "2020-12"')
    last = run("due", written(tmp_path, text), "--form", "report").lines[-1]
    assert last.endswith("2019-12-05 (2019-11), 2020-01-05 (2019-12), …, 2021-01-05 (2020-12)")


def test_a_period_is_asked_for(run: Run, forms: Path, many: Path) -> None:
    """With --period that one is worked out, of a unit or of every tier, of a plan or of a campaign."""
    said = run("due", forms, "--period", "2019-04").out
    assert "other periods" not in said
    assert said.count("Sunday 2019-05-05 is inside") == 4
    for source in (forms, many):
        assert run("due", source, "c1", "--period", "2019-04").lines[0] == "Xã Một (c1), report@2019-04:"
    assert run("due", forms, "c1").code == 2
    dues = json.loads(run("due", forms, "--form", "report", "--period", "2019-04", "-f", "json").out)["dues"]
    assert [(one["duty"], one["last_day"]) for one in dues] == [
        (f"{unit}:report@2019-04", "2019-05-05") for unit in ("p", "d1", "d2", "c1")
    ]


def test_a_calendar_of_one_form_or_period(run: Run, many: Path, tmp_path: Path) -> None:
    """Without a unit, --calendar takes that form or period of all; what depends on an event is not in it yet."""
    pytest.importorskip("icalendar")
    file = tmp_path / "dues.ics"
    assert run("due", many, "--calendar", file).err == f"75 dues in {file}\n"
    assert run("due", many, "--period", "2019-04", "--calendar", file).err == f"6 dues in {file}\n"
    text = file.read_text(encoding="utf-8")
    assert "SUMMARY:Due: Xã Một\\, report 2019-04" in text
    assert "UID:20-KH/TU/c1:report@2019-04@kehoach" in text
    assert run("due", many, "--form", "plan", "--calendar", file, "--lang", "vi").err == f"3 thời hạn trong {file}\n"


def test_reminders_tell_form_and_period(run: Run, tmp_path: Path) -> None:
    """Each notice says which report of which month, or what is to be done, and how many days there are."""
    store = tmp_path / "c.db"
    assert run("begin", written(tmp_path, PLAN + LADDER), store, "--at", "11/1/2019").code == 0
    lines = run("reminders", store, "--since", "27/1/2019", "--until", "27/1/2019").lines
    assert lines[0] == "Reminder: Tỉnh Mẫu is to complete plan by 30 January 2019 (3 days left)"
    asked = ("reminders", store, "--since", "6/2/2019", "--until", "6/2/2019")
    assert run(*asked).lines[:2] == [
        "Overdue: Tỉnh Mẫu has not sent its report for 2019-01, 1 day late (by 5 February 2019)",
        "  to: Tỉnh Mẫu (p), the issuer",
    ]
    assert run(*asked, "--lang", "vi").lines[:2] == [
        "Đôn đốc: Tỉnh Mẫu chưa gửi báo cáo kỳ 2019-01, quá hạn 1 ngày (chậm nhất ngày 05 tháng 02 năm 2019)",
        "  gửi: Tỉnh Mẫu (p), cơ quan ban hành",
    ]
    rows = list(csv.DictReader(io.StringIO(run(*asked, "-f", "csv").out)))
    assert {(row["form"], row["period"]) for row in rows} == {("report", "2019-01")}
    assert len(run(*asked, "--form", "report", "--period", "2019-01").lines) == 12
    assert run(*asked, "--form", "plan").err == "nobody is to be reminded\n"
    assert run(*asked, "--form", "plam").code == 2


def test_nobody_is_reminded_of_what_is_not_expected(run: Run, tmp_path: Path) -> None:
    """Reports of damage are reminded of once the storm is recorded, and not before."""
    store = tmp_path / "c.db"
    assert run("begin", written(tmp_path, PLAN + LADDER), store, "--at", "11/1/2019").code == 0
    asked = ("reminders", store, "--since", "8/2/2019", "--until", "8/2/2019")
    assert run(*asked).err == "nobody is to be reminded\n"
    assert run("record", store, "storm", "1/2/2019", "--by", "issuer", "--at", "2/2/2019").code == 0
    found = [line for line in run(*asked).lines if "damage" in line]
    assert found[0] == "Reminder: Xã Một is to send its report damage by 11 February 2019 (3 days left)"
