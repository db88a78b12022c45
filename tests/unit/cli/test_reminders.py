"""reminders: whom to remind, as text and for programs; due --calendar: the dues for a calendar program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
LADDER = """
[[reminders]]
days = -3
tier = "commune"

[[reminders]]
days = 1
to = ["unit", "lead", "issuer"]
tier = "commune"
"""


@pytest.fixture
def laddered(run: Run, plan: Path, tmp_path: Path) -> Path:
    """A campaign whose plan has a ladder of reminders; c1 has sent."""
    plan.write_text(plan.read_text(encoding="utf-8") + LADDER, encoding="utf-8")
    store = tmp_path / "ladder.db"
    assert run("begin", plan, store, "--at", "15/3/2019").code == 0
    assert run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019").code == 0
    return store


def test_a_day_lists_whom_to_remind_on_it(run: Run, laddered: Path) -> None:
    """A day means the whole of it; who has sent is left in peace; each notice says whom it tells."""
    answer = run("reminders", laddered, "--since", "5/4/2019", "--until", "5/4/2019", "--lang", "vi")
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[:2] == [
        "Đôn đốc: Xã Hai chưa gửi báo cáo, quá hạn 1 ngày (chậm nhất ngày 04 tháng 4 năm 2019)",
        "  gửi: Xã Hai (c2), Huyện Một (d1), cơ quan ban hành",
    ]
    assert len(answer.lines) == 6


def test_instants_and_days_can_be_mixed(run: Run, laddered: Path) -> None:
    """A time of day is local to the plan, and the end is not inside."""
    assert len(run("reminders", laddered, "--since", "1/4/2019", "--until", "1/4/2019 08:00").lines) == 0
    assert len(run("reminders", laddered, "--since", "1/4/2019 08:00", "--until", "1/4/2019").lines) == 6
    both = run("reminders", laddered, "--since", "1/4/2019", "--until", "5/4/2019", "-f", "json")
    assert [one["rung"]["days"] for one in json.loads(both.out)["reminders"]] == [1, 1, 1]


def test_programs_get_rows(run: Run, laddered: Path) -> None:
    """CSV holds a row for each notice, JSON every field and the span that was asked about."""
    arguments = ("reminders", laddered, "--since", "1/4/2019", "--until", "1/4/2019")
    first = next(csv.DictReader(io.StringIO(run(*arguments, "-f", "csv").out)))
    assert first == {
        "unit": "c2",
        "name": "Xã Hai",
        "form": "report",
        "period": "",
        "to": "c2",
        "days": "-3",
        "working": "false",
        "came_at": "2019-04-01T08:00:00+07:00",
        "due_before": "2019-04-05T00:00:00+07:00",
        "last_day": "2019-04-04",
        "overdue": "false",
        "text": "Reminder: Xã Hai is to send its report by 4 April 2019 (3 days left)",
    }
    document = json.loads(run(*arguments, "-f", "json").out)
    assert (document["kind"], document["since"], document["until"]) == (
        "kehoach.reminders",
        "2019-04-01T00:00:00+07:00",
        "2019-04-02T00:00:00+07:00",
    )
    assert document["reminders"][0]["key"] == "c2 -3 2019-04-01T08:00:00+07:00"


def test_nobody_to_remind_and_no_ladder_are_told_apart(run: Run, laddered: Path, store: Path) -> None:
    """On stderr, so that a pipe stays empty."""
    none = run("reminders", laddered, "--since", "2/4/2019", "--until", "2/4/2019")
    assert (none.code, none.out, none.err) == (0, "", "nobody is to be reminded\n")
    assert run("reminders", store).err == "the plan has no [[reminders]]\n"
    assert run("reminders", store, "--lang", "vi").err == "kế hoạch không có [[reminders]]\n"


def test_a_span_that_runs_backwards_is_misuse(run: Run, laddered: Path) -> None:
    """The earlier day comes first, and what is no day is named with its option."""
    assert run("reminders", laddered, "--since", "2/4/2019", "--until", "1/4/2019").code == 2
    wrong = run("reminders", laddered, "--since", "soon")
    assert (wrong.code, "--since" in wrong.err) == (2, True)


def test_dues_are_written_as_a_calendar(run: Run, plan: Path, store: Path, tmp_path: Path) -> None:
    """Of a plan and of a campaign, the dues as they stand; only some units where they are named."""
    icalendar = pytest.importorskip("icalendar")
    file = tmp_path / "dues.ics"
    answer = run("due", plan, "--calendar", file)
    assert (answer.code, answer.out, answer.err) == (0, "", f"7 dues in {file}\n")
    run("extend", store, "c1", "--deadline", "before 10-4-2019", "--reason", "flood", "--at", "20/3/2019")
    assert run("due", store, "xã một", "--calendar", file, "--lang", "vi").err == f"1 thời hạn trong {file}\n"
    (event,) = icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert (str(event["UID"]), event["SEQUENCE"], str(event["SUMMARY"])) == (
        "116-KH/TU/c1@kehoach",
        1,
        "Hạn: Xã Một, báo cáo",
    )


def test_a_calendar_may_go_down_a_pipe(run: Run, plan: Path) -> None:
    """FILE - is stdout, and the same plan gives the same bytes."""
    pytest.importorskip("icalendar")
    answer = run("due", plan, "--calendar", "-")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("BEGIN:VCALENDAR")
    assert run("due", plan, "--calendar", "-").out == answer.out


def test_a_calendar_that_cannot_be_written_fails(run: Run, plan: Path, tmp_path: Path) -> None:
    """A folder that is not there is the machine's fault, told in a line."""
    pytest.importorskip("icalendar")
    answer = run("due", plan, "--calendar", tmp_path / "nowhere" / "dues.ics")
    assert (answer.code, "KH842" in answer.err) == (5, True)
