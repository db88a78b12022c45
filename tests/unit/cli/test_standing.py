"""status --times, what waits for a review, file, close, name-group, record --unit at a keyboard."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach._cli._looking import Sight
from kehoach._cli._times import review_lines
from kehoach.testing import ManualClock, small_plan

Run = Callable[..., Any]
PLAN = """\
[directive]
title = "Annual review"
number = "116-KH/TU"

[[tiers]]
id = "province"

[[tiers]]
id = "district"
name = "cấp huyện"

[[tiers]]
id = "commune"
name = "cấp xã"
deadline = "before 5-4-2019"

[[units]]
file = "units.csv"

[[groups]]
id = "pilot"
units = []

[[groups]]
id = "nobody"
units = []

[[events]]
id = "conference"

[[duties]]
form = "report"
owed_by = ["pilot"]
override = true
deadline = "before 28-3-2019"

[[duties]]
form = "report"
owed_by = ["commune"]
override = true
clocks = { rework = "5 days after sent_back", review = "3 working days after submitted" }

[[duties]]
form = "minutes"
owed_by = ["district"]
kind = "act"
deadline = "5 days after conference"

[[indicators]]
key = "members"
kind = "stock"
"""
UNITS = """\
id,name,tier,reports_to
p,Tỉnh Mẫu,province,
d1,Huyện Một,district,p
d2,Huyện Hai,district,p
c1,Xã Một,commune,d1
c2,Xã Hai,commune,d1
c3,Xã Ba,commune,d2
"""
AT = ("--at", "21/3/2019")


@pytest.fixture
def store(tmp_path: Path, run: Run) -> Path:
    """A campaign in which c1 was returned and sent again and c3 was sent, both on the 20th of March."""
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    kept = tmp_path / "2019.db"
    for act in (
        ("begin", tmp_path / "plan.toml", kept, "--at", "15/3/2019"),
        ("submit", kept, "c1", "-d", "members=3", "--at", "18/3/2019"),
        ("send-back", kept, "c1", "--reason", "x", "--at", "19/3/2019"),
        ("submit", kept, "c1", "c3", "--at", "20/3/2019"),
    ):
        answer = run(*act)
        assert answer.code == 0, answer.err
    return kept


def lines(run: Run, store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("log", store, "-f", "json").lines]


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


# ------------------------------------------------------- how long it takes


def test_times_are_told_tier_by_tier_and_by_reviewer(run: Run, store: Path) -> None:
    """Return rate, reworks and waits; then the reviewers, who lets others wait longest first."""
    answer = run("status", store, "--times", "--at", "2019-04-02 08:00")
    assert answer.lines == [
        "116-KH/TU, as of 2019-04-02 08:00",
        "",
        "Reworks and waits for a review",
        "",
        "tier     sent  returned  return rate  rework, median  longest rework  wait, median  longest wait",
        "─" * 96,
        "commune     3         1         100%             1 d             1 d          13 d          13 d",
        "",
        "Who lets others wait",
        "",
        "name       waits  still waiting  wait, mean  wait, median  longest wait",
        "─" * 71,
        "Huyện Hai      1              1        13 d          13 d          13 d",
        "Huyện Một      2              1         7 d           7 d          13 d",
    ]


def test_times_in_official_wording(run: Run, store: Path) -> None:
    """In Vietnamese: tỷ lệ trả lại, thời gian sửa, thời gian chờ duyệt."""
    answer = run("status", store, "--times", "--lang", "vi", "--at", "2019-04-02 08:00")
    assert "Thời gian sửa và thời gian chờ duyệt" in answer.lines
    assert "Thời gian chờ duyệt theo nơi duyệt" in answer.lines
    assert "tỷ lệ trả lại" in answer.out
    assert "13 ngày" in answer.out


def test_times_for_programs_are_exact(run: Run, store: Path) -> None:
    """A row for each report, lengths in ISO 8601; JSON holds the tables of people beside it."""
    arguments = ("status", store, "--times", "--tier", "commune", "--at", "2019-04-02 08:00")
    found = {row["unit"]: row for row in rows(run(*arguments, "-f", "csv"))}
    assert list(found) == ["c1", "c2", "c3"]
    assert found["c1"] == {
        "unit": "c1",
        "name": "Xã Một",
        "tier": "commune",
        "form": "report",
        "superior": "d1",
        "submissions": "2",
        "returns": "1",
        "recalls": "0",
        "corrections": "0",
        "unit_time": "P4D",
        "rework_time": "P1D",
        "reviewer_time": "P14D",
        "total_time": "P18D",
        "since": "2019-03-15T08:00:00+07:00",
        "holder": "reviewer",
    }
    document = json.loads(run(*arguments, "-f", "json").out)
    assert (document["kind"], document["seq"], document["others"]) == ("kehoach.times", 4, 0)
    assert document["pace"][0]["return_rate"] == "1"
    assert [one["superior"] for one in document["reviewers"]] == ["d2", "d1"]
    assert [one["total_time"] for one in document["times"]] == ["P18D"] * 3


def test_times_of_what_one_unit_may_see(run: Run, store: Path) -> None:
    """With --as only its own, with how many others there are."""
    answer = run("status", store, "--times", "--as", "d1", "-f", "json")
    document = json.loads(answer.out)
    assert [one["unit"] for one in document["times"]] == ["d1", "c1", "c2", "d1:minutes"]
    assert [one["superior"] for one in document["reviewers"]] == ["d1"]
    assert document["others"] == 3
    assert "others, 3 units" in run("status", store, "--times", "--as", "d1").out


def test_times_before_anything_was_sent(run: Run, store: Path) -> None:
    """Then that is said; a period without its form is misuse."""
    assert run("status", store, "--times", "--at", "16/3/2019").lines[-1] == "Nothing has been sent yet."
    misused = run("status", store, "--times", "--period", "2019-03")
    assert misused.code == 2
    assert "give --form" in misused.err


def test_what_waits_for_a_review_is_part_of_the_status(run: Run, store: Path) -> None:
    """By reviewer, how many and since when; what is overdue for its reviewer one by one."""
    told = run("status", store, "--at", "20/3/2019", "--lang", "vi").lines
    assert told[told.index("Chờ duyệt:") :][:3] == [
        "Chờ duyệt:",
        "  - Huyện Một: 1 báo cáo, lâu nhất từ 20/3/2019",
        "  - Huyện Hai: 1 báo cáo, lâu nhất từ 20/3/2019",
    ]
    late = run("status", store, "--at", "2/4/2019").lines
    assert late[late.index("Waiting for a review:") :][:3] == [
        "Waiting for a review:",
        "  - Huyện Một: 1 report, the oldest since 2019-03-20",
        "    - Xã Một (c1): its review is 8 days overdue",
    ]
    document = json.loads(run("status", store, "--at", "2/4/2019", "-f", "json").out)
    assert document["reviews"][0] == {
        "unit": "c1",
        "superior": "d1",
        "version": 2,
        "submitted_at": "2019-03-20T08:00:00+07:00",
        "due_before": "2019-03-26T00:00:00+07:00",
        "overdue": True,
        "days_late": 8,
    }
    assert json.loads(run("status", store, "--tier", "district", "-f", "json").out)["reviews"] == []


def test_of_many_that_wait_the_rest_is_counted() -> None:
    """Ten reviewers, and ten overdue reports of each; of more, how many there are besides."""
    row = kh.DutyRow("report", ("commune",), override=True, review="1 day after submitted")
    clock = ManualClock("2019-03-20T08:00+07:00")
    for districts, communes, last in ((12, 12, ("  … and 2 more", "  … và 2 nơi khác")), (1, 13, _THREE)):
        plan = small_plan(1, districts, communes, duties=[row])
        campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
        campaign.fire_all("submit", tier="commune")
        clock.advance(days=3)
        progress = campaign.progress()
        for lang, told in zip(("en", "vi"), last, strict=True):
            lines = review_lines(Sight(plan, None), progress, progress.reviews(), lang)  # type: ignore[arg-type]
            assert (lines[-1], len(lines)) == (told, 22 if districts > 1 else 13)


_THREE = ("    … and 3 more", "    … và 3 báo cáo khác")


def test_a_return_tells_the_due_of_the_plan(run: Run, store: Path) -> None:
    """Without --due the rework due of the row holds."""
    answer = run("send-back", store, "c1", "--reason", "again", *AT)
    assert answer.out == "Xã Một (c1): sent back, not sent again, in time (until 2019-03-26)\n"


# -------------------------------------------------------------------- file


def test_a_report_that_nobody_asked_for_is_filed(run: Run, store: Path) -> None:
    """By name, with form and figures; the status shows it apart, the log as what it is."""
    answer = run("file", store, "xã hai:minutes", "-d", "done_on=1-3-2019", "--reason", "by post", *AT, "--lang", "vi")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Xã Hai (c2), minutes: đã ghi nhận báo cáo ngoài kế hoạch, dòng 5\n"
    assert "Xã Hai, minutes" in run("status", store, "--at", "22/3/2019").out
    assert "file as unsolicited" in run("log", store, "--unit", "c2").out
    entry = lines(run, store)[-1]
    assert (entry["trigger"], entry["by"], entry["data"]) == ("file", "c2", {"done_on": "2019-03-01"})


def test_what_is_owed_is_not_filed(run: Run, store: Path) -> None:
    """It is refused with the way out, in text and for programs; nothing is written."""
    answer = run("file", store, "c2", *AT)
    assert (answer.code, answer.out) == (4, "")
    assert answer.err.splitlines() == [
        "Xã Hai (c2), report: cannot file as unsolicited",
        "- Xã Hai (c2) owes it (Xã Hai (c2))",
        "  submit it instead; only what nobody asked for is filed",
        "nothing was done",
    ]
    document = json.loads(run("file", store, "c2", *AT, "-f", "json").out)
    assert (document["outcome"], [one["code"] for one in document["blockers"]]) == ("refused", ["owed"])
    assert rows(run("file", store, "c2", *AT, "-f", "csv"))[0]["blockers"] == "owed"
    assert len(lines(run, store)) == 4


def test_a_paper_is_filed_by_who_received_it(run: Run, store: Path) -> None:
    """With the day on which it came, once under one id, and in a rehearsal not at all."""
    arguments = ("file", store, "c2", "--form", "minutes", "--received-at", "19/3/2019", "--command-id", "k", *AT)
    assert run(*arguments, "--dry-run").err == "a rehearsal: nothing was written\n"
    document = json.loads(run(*arguments, "-f", "json").out)
    assert document == {
        "kind": "kehoach.filed",
        "format": 1,
        "campaign": "116-KH/TU",
        "dry_run": False,
        "unit": "c2",
        "name": "Xã Hai",
        "form": "minutes",
        "outcome": "done",
        "seq": 5,
        "at": "2019-03-21T08:00:00+07:00",
        "blockers": [],
    }
    assert run(*arguments, "-f", "csv").code == 0
    assert [entry["by"] for entry in lines(run, store)[4:]] == ["d1"]


def test_slips_in_what_is_filed_are_told(run: Run, store: Path) -> None:
    """Unknown units and forms propose the nearest; figures that can be read in two ways are refused."""
    assert "did you mean 'minutes'" in run("file", store, "c2:minute", *AT).err
    assert run("file", store, "xã bốn", *AT).code == 2
    assert run("file", store, "c2:minutes", "--form", "report", *AT).code == 2
    assert run("file", store, "d1", "-d", "members=1.520", *AT).code == 2
    assert run("file", store, "c2:minutes", "--received-at", "32/3/2019", *AT).code == 2


# ------------------------------------------------- close, name-group, record


def test_units_close_with_a_day(run: Run, store: Path) -> None:
    """By name, tier or group; what lapses with them is told, and what has been sent is not."""
    arguments = ("close", store, "xã một", "c2", "--on", "31/3/2019", "--reason", "merged", *AT)
    assert run(*arguments, "--dry-run").err == "a rehearsal: nothing was written\n"
    answer = run(*arguments)
    assert answer.lines == [
        "Xã Một (c1), Xã Hai (c2): cease to exist with 2019-03-31",
        "  Xã Hai (c2): lapses then, unless it is sent before",
    ]
    assert "Xã Hai: hết trách nhiệm gửi" in run("status", store, "--at", "2/4/2019", "--lang", "vi").out
    late = run("submit", store, "c2", "--at", "2/4/2019")
    assert late.code == 4
    assert "ceased to exist on 01/04/2019 00:00" in late.err
    assert "close" in run("log", store, "--unit", "c2").out
    told = run("close", store, "c3", "--on", "31/3/2019", "--reason", "x", *AT, "--lang", "vi").lines
    assert told == ["Xã Ba (c3): chấm dứt hoạt động hết ngày 31/3/2019"]


def test_a_unit_that_others_report_to_is_not_closed(run: Run, store: Path) -> None:
    """They are listed by name, with the way out; of several the refusal names them all."""
    answer = run("close", store, "d1", "--on", "31/3/2019", "--reason", "merged", *AT)
    assert answer.code == 4
    assert "2 reports are still to go up into Huyện Một (d1) (Xã Một (c1), Xã Hai (c2))" in answer.err
    assert run("close", store, "district", "--on", "31/3/2019", "--reason", "merged", *AT).code == 4
    everybody = run("close", store, "district", "commune", "--on", "31/3/2019", "--reason", "merged", *AT, "-f", "csv")
    assert {row["change"] for row in rows(everybody)} == {"close"}
    assert run("close", store, "nobody", "--on", "31/3/2019", "--reason", "x", *AT).code == 2
    assert run("close", store, "c9", "--on", "31/3/2019", "--reason", "x", *AT).code == 2
    assert run("close", store, "c1", "--on", "31/2/2019", "--reason", "x", *AT).code == 2


def test_units_join_a_group(run: Run, store: Path) -> None:
    """The old due beside the new one; a group that has them already, and one that is unknown, are told."""
    arguments = ("name-group", store, "pilot", "xã hai", "c3", "--document", "15-QĐ/TU", *AT)
    assert run(*arguments).lines == ["Xã Hai (c2), Xã Ba (c3): in time until 2019-04-04 → until 2019-03-27"]
    again = run(*arguments)
    assert again.code == 4
    assert "the group pilot has" in again.err
    assert "did you mean 'pilot'" in run("name-group", store, "pilt", "c1", *AT).err
    assert "group pilot" in run("due", store, "c2").out


def test_an_event_of_one_unit_is_recorded(run: Run, store: Path) -> None:
    """Only its duties follow; the unit is named by name."""
    answer = run("record", store, "conference", "20/3/2019", "--unit", "huyện một", *AT)
    assert answer.lines == [
        "conference, Huyện Một (d1): on 2019-03-20",
        "Huyện Một (d1), minutes: in time until 2019-03-25",
    ]
    entry = lines(run, store)[-1]
    assert (entry["by"], json.loads(entry["payload"])["unit"]) == ("d1", "d1")
    assert run("record", store, "conference", "20/3/2019", "--unit", "huyện ba", *AT).code == 2
