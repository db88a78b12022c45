"""status, total, report, log and verify: the commands that ask."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kehoach import Campaign
from kehoach.testing import ManualClock

Run = Callable[..., Any]


def test_status_in_official_wording(run: Run, busy: Path) -> None:
    """Each tier has its counts and each unit its line, in the words that officials use, in official order."""
    assert run("status", busy, "--at", "8/4/2019", "--lang", "vi").out == (
        "116-KH/TU, tính đến 08/04/2019 23:59\n"
        "\n"
        "cấp       phải gửi  đã gửi, đúng hạn  đã gửi, trễ hạn  chưa gửi, trong hạn  chưa gửi, quá hạn"
        "  tỷ lệ đúng hạn\n"
        "──────────────────────────────────────────────────────────────────────────────────────────────"
        "───────────────\n"
        "province         1                 0                0                    1                  0"
        "              0%\n"
        "district         2                 0                0                    2                  0"
        "              0%\n"
        "commune          4                 2                0                    0                  2"
        "             50%\n"
        "\n"
        "Province\n"
        "  Đã duyệt 0/1 đơn vị; còn 01 đơn vị chưa gửi báo cáo\n"
        "  - Tỉnh Mẫu: chưa gửi, trong hạn (đến hết ngày 29/4/2019)\n"
        "\n"
        "District\n"
        "  Đã tổng hợp 0/2 đơn vị; còn 02 đơn vị chưa gửi báo cáo\n"
        "  - Huyện Một: chưa gửi, trong hạn (đến hết ngày 19/4/2019)\n"
        "  - Huyện Hai: chưa gửi, trong hạn (đến hết ngày 19/4/2019)\n"
        "\n"
        "Cấp cơ sở\n"
        "  Đã tổng hợp 1/4 đơn vị; còn 02 đơn vị chưa gửi báo cáo; 01 đơn vị đã gửi, chưa tổng hợp\n"
        "  - Xã Một: đã gửi ngày 20/3/2019, đúng hạn, đã tổng hợp\n"
        "  - Xã Hai: đã trả lại, chưa gửi lại, quá hạn 4 ngày\n"
        "  - Xã Ba: đã gửi ngày 04/4/2019, đúng hạn\n"
        "  - Xã Hai: chưa gửi, quá hạn 4 ngày\n"
        "\n"
        "Chờ duyệt:\n"
        "  - Huyện Hai: 1 báo cáo, lâu nhất từ 04/4/2019\n"
    )


def test_a_day_means_its_end(run: Run, busy: Path) -> None:
    """On the last day everything is still in time until midnight; what came later is not known yet."""
    last = json.loads(run("status", busy, "--at", "4/4/2019", "-f", "json").out)
    assert last["at"] == "2019-04-04T23:59:59.999999+07:00"
    assert [tier["open_overdue"] for tier in last["tiers"]] == [0, 0, 0]
    assert last["seq"] == 3
    after = json.loads(run("status", busy, "--at", "2019-04-05T00:00", "-f", "json").out)
    assert [tier["open_overdue"] for tier in after["tiers"]] == [0, 0, 3]


def test_only_who_is_late(run: Run, busy: Path) -> None:
    """--late leaves the overdue and the late alone, in text and for programs."""
    assert run("status", busy, "--late", "--at", "8/4/2019").lines[2:] == [
        "Cấp cơ sở",
        "  - Xã Hai: sent back, not sent again, 4 days overdue",
        "  - Xã Hai: not sent, 4 days overdue",
    ]
    rows = list(csv.DictReader(io.StringIO(run("status", busy, "--late", "--at", "8/4/2019", "-f", "csv").out)))
    assert [(row["unit"], row["phase"], row["days_late"]) for row in rows] == [
        ("c2", "overdue", "4"),
        ("c4", "overdue", "4"),
    ]
    assert "Nobody is late." in run("status", busy, "--late", "--at", "20/3/2019").out


def test_one_tier_alone(run: Run, busy: Path) -> None:
    """--tier leaves the others out; a misspelt one proposes the nearest."""
    assert "District" not in run("status", busy, "--tier", "commune", "--at", "8/4/2019").out
    answer = run("status", busy, "--tier", "comune")
    assert answer.code == 2
    assert "did you mean 'commune'?" in answer.err


def test_every_duty_for_programs(run: Run, busy: Path) -> None:
    """JSON and CSV hold one row for each duty, with codes and ISO days."""
    document = json.loads(run("status", busy, "--at", "8/4/2019", "-f", "json").out)
    assert (document["kind"], document["campaign"], document["complete"]) == ("kehoach.status", "116-KH/TU", False)
    assert document["duties"][3] == {
        "unit": "c1",
        "name": "Xã Một",
        "tier": "commune",
        "state": "aggregated",
        "version": 1,
        "bucket": "met_on_time",
        "phase": None,
        "submitted_at": "2019-03-20T08:00:00+07:00",
        "last_day": "2019-04-04",
        "days_late": 0,
        "form": "report",
        "period": None,
        "waits_for": [],
    }


def test_a_large_tier_is_told_by_superior(run: Run, tmp_path: Path) -> None:
    """Of more than twenty units, each superior that waits is told with who is behind, unless --all."""
    units = "".join(f"c{n},,commune,d{n % 2 + 1}\n" for n in range(1, 31))
    (tmp_path / "u.csv").write_text(f"id,name,tier,reports_to\np,,province,\nd1,,district,p\nd2,,district,p\n{units}")
    tiers = '[[tiers]]\nid="province"\n[[tiers]]\nid="district"\n[[tiers]]\nid="commune"\ndeadline="before 5-4-2019"\n'
    (tmp_path / "p.toml").write_text(f'[directive]\ntitle="T"\n{tiers}[[units]]\nfile="u.csv"\n')
    store = tmp_path / "c.db"
    run("begin", tmp_path / "p.toml", store, "--at", "1/4/2019")
    run("submit", store, "c2", "--at", "1/4/2019")
    lines = run("status", store, "--tier", "commune", "--at", "6/4/2019").lines
    told = "0 of 15 units aggregated; 14 units have not sent their report; 1 unit has sent it and is not aggregated yet"
    assert f"  - d1: {told}" in lines
    assert lines.count("    - … and 4 more (--all)") == 1
    assert lines.count("    - … and 5 more (--all)") == 1
    assert len(run("status", store, "--tier", "commune", "--all", "--at", "6/4/2019").lines) > 30
    in_time = run("status", store, "--tier", "commune", "--at", "2/4/2019").lines
    assert not [line for line in in_time if line.startswith("    - ")]


@pytest.mark.parametrize("columns", ["40", "60", "80"])
@pytest.mark.parametrize("question", ["status", "log", "report", "total", "due", "show"])
def test_the_width_of_the_terminal_is_kept(run: Run, busy: Path, question: str, columns: str) -> None:
    """No line is longer than COLUMNS says."""
    units = {"report": ["c1"], "total": ["d1"], "due": ["c1"]}.get(question, [])
    answer = run(question, busy, *units, COLUMNS=columns)
    assert answer.code == 0
    assert max(map(len, answer.lines)) <= int(columns)


def test_a_total_never_travels_without_its_coverage(run: Run, busy: Path) -> None:
    """The figure comes with how many reported it, who is missing, and of which version it is."""
    assert run("total", busy, "Huyện Một", "members", "--lang", "vi").lines == [
        "Huyện Một, Members: 1.500 people (1/2 đơn vị có số liệu, bản 1)",
        "  còn thiếu: Xã Hai (c2)",
    ]
    document = json.loads(run("total", busy, "p", "-f", "json").out)
    assert (document["totals"][0]["value"], document["totals"][0]["reported"]) == ("missing", 0)
    assert run("total", busy, "d1", "-f", "csv").lines == [
        "unit,version,indicator,total,own,reported,expected,missing,measure",
        "d1,1,members,1500,missing,1,2,c2,people",
    ]


def test_a_total_of_what_does_not_exist(run: Run, busy: Path) -> None:
    """An unknown indicator, an unknown version, and a word that is no version are misuse."""
    assert "did you mean 'members'?" in run("total", busy, "d1", "member").err
    for version in ("7", "published", "newest", "0"):
        assert run("total", busy, "d1", "members", "--version", version).code == 2


def test_a_report_as_it_stands(run: Run, busy: Path) -> None:
    """Version, reason, figures, texts, and what is held and missing below."""
    assert run("report", busy, "c1").lines == [
        "Xã Một: sent on 2019-03-20, on time, aggregated",
        "version 1, aggregated",
        "- Members: 1,500 people",
        "- Results: all good",
    ]
    returned = run("report", busy, "c2", "--at", "8/4/2019", "--lang", "vi").lines
    assert returned[1:] == ["bản 2, dự thảo", "lý do: no causes", "- Members: không phát sinh people"]
    assert run("report", busy, "d1", "--at", "8/4/2019").lines[2:] == [
        "it holds 1 of 2 reports below it",
        "- missing: Xã Hai (c2)",
    ]
    document = json.loads(run("report", busy, "d1", "-f", "json").out)
    assert document["rows"] == [{"unit": "c1", "version": 1}]


def test_the_log_line_by_line(run: Run, busy: Path) -> None:
    """Text for people; CSV and NDJSON for programs; after a line, the last ones, of one unit."""
    assert run("log", busy, "--lang", "vi").lines[2].split()[:5] == ["1", "20/03/2019", "08:00", "c1", "Xã"]
    assert len(run("log", busy).lines) == 8
    entries = [json.loads(line) for line in run("log", busy, "-f", "json").lines]
    assert [entry["seq"] for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert all(a["hash"] == b["previous"] for a, b in pairwise(entries))
    rows = list(csv.DictReader(io.StringIO(run("log", busy, "--after", "4", "-f", "csv").out)))
    assert [(row["seq"], row["trigger"], row["reason"]) for row in rows] == [
        ("5", "send_back", "no causes"),
        ("6", "submit", ""),
    ]
    assert len(run("log", busy, "--unit", "c1", "-f", "json").lines) == 3
    assert len(run("log", busy, "--last", "1", "-f", "json").lines) == 1


def test_changes_under_way_are_shown(run: Run, busy: Path) -> None:
    """An extension shows in the log, in the due with its document, and in the standing."""
    clock = ManualClock("2019-04-08T09:00+07:00")
    campaign = Campaign.resume(str(busy), clock=clock)
    campaign.extend("d1", "by 22-4-2019", by="p", reason="storm", document="12-CV/TU")
    campaign.reschedule(["d2"], deadline="by 25-4-2019", by="issuer", reason="elections")
    rows = list(csv.DictReader(io.StringIO(run("log", busy, "--last", "2", "-f", "csv").out)))
    assert [(row["unit"], row["trigger"], row["reason"]) for row in rows] == [
        ("d1", "extend", "storm"),
        ("d2", "reschedule", "elections"),
    ]
    assert len(run("log", busy).lines) == 10
    assert "moved to Monday 2019-04-22 by 12-CV/TU: storm" in run("due", busy, "d1").out
    lines = run("status", busy, "--at", "8/4/2019").lines
    assert "  - Huyện Một: not sent, in time (until 2019-04-22)" in lines
    assert "  - Huyện Hai: not sent, in time (until 2019-04-25)" in lines


def test_a_sound_log_is_verified(run: Run, busy: Path) -> None:
    """The number of lines and the last hash are given, to be kept elsewhere."""
    document = json.loads(run("verify", busy, "-f", "json").out)
    assert (document["ok"], document["entries"]) == (True, 6)
    answer = run("verify", busy)
    assert answer.code == 0
    assert answer.out == f"6 entries, all as written\nlast hash {document['head']}\n"


def test_a_changed_log_is_a_finding(run: Run, busy: Path) -> None:
    """A line that was changed in the file is named, and the exit code is that of findings."""
    with closing(sqlite3.connect(busy)) as connection, connection:
        connection.execute("DROP TRIGGER log_no_update")
        connection.execute("UPDATE log SET version = 9 WHERE seq = 2")
    answer = run("verify", busy)
    assert answer.code == 1
    assert "entry 2" in answer.err
    document = json.loads(run("verify", busy, "-f", "json").out)
    assert (document["ok"], document["seq"]) == (False, 2)
