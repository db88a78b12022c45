"""status, of a campaign of several forms, periods, conditions and an order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.many_forms import PLAN, written

import kehoach as kh
from kehoach.testing import ManualClock

Run = Callable[..., Any]
COUNTED = "0 of 3 units aggregated; 2 units have not sent their report; 1 unit has sent it and is not aggregated yet"


@pytest.fixture
def midway(run: Run, many: Path) -> Path:
    """A campaign in which the province's plan is done, and one commune has sent January's and February's reports."""
    acts: tuple[tuple[object, ...], ...] = (
        ("complete", many, "p:plan", "--done-on", "18/1/2019", "--at", "20/1/2019"),
        ("submit", many, "c1", "--period", "2019-01", "--at", "4/2/2019"),
        ("submit", many, "c1", "--period", "2019-02", "--at", "9/2/2019"),
    )
    for act in acts:
        answer = run(*act)
        assert answer.code == 0, answer.err
    return many


def blocks(text: str) -> dict[str, list[str]]:
    """The lines of each block under its first line."""
    found = [block.splitlines() for block in text.rstrip("\n").split("\n\n")]
    return {lines[0]: lines[1:] for lines in found}


def test_each_form_and_period_in_question_has_a_row_and_a_heading(run: Run, midway: Path) -> None:
    """On 10 February January is overdue and February open; March has not begun and is not shown."""
    answer = run("status", midway, "--at", "10/2/2019")
    table = [line.split()[:3] for line in answer.lines[4:12]]
    assert table == [
        ["province", "report", "2019-01"],
        ["province", "report", "2019-02"],
        ["province", "plan", "1"],
        ["district", "report", "2019-01"],
        ["district", "report", "2019-02"],
        ["district", "plan", "2"],
        ["commune", "report", "2019-01"],
        ["commune", "report", "2019-02"],
    ]
    said = blocks(answer.out)
    assert said["Commune"] == [
        f"  report@2019-01: {COUNTED}",
        "  - Xã Một: sent on 2019-02-04, on time",
        "  - Xã Hai: not sent, 5 days overdue",
        "  - Xã Ba: not sent, 5 days overdue",
        f"  report@2019-02: {COUNTED}",
        "  - Xã Một: sent on 2019-02-09, on time",
        "  - Xã Hai: not sent, in time (until 2019-03-05)",
        "  - Xã Ba: not sent, in time (until 2019-03-05)",
        "  damage: 3 not expected, unless storm happens",
    ]
    assert answer.lines[-1] == "Other periods are not shown (report 2019-03 … 2019-12); --all or --period shows them."


def test_acts_are_done_and_confirmed(run: Run, midway: Path) -> None:
    """What is done rather than sent is said so, in both languages."""
    said = blocks(run("status", midway, "--form", "plan", "--at", "10/2/2019").out)
    assert said["Province"] == [
        "  plan: 0 of 1 unit confirmed; 1 unit has done it and is not confirmed yet",
        "  - Tỉnh Mẫu: done on 2019-01-18, on time",
    ]
    assert said["District"][0] == "  plan: 0 of 2 units confirmed; 2 units have not done it"
    assert run("confirm", midway, "p:plan", "--at", "11/2/2019").code == 0
    said = blocks(run("status", midway, "--form", "plan", "--at", "11/2/2019", "--lang", "vi").out)
    assert said["Province"] == [
        "  plan: đã xác nhận 1/1 đơn vị",
        "  - Tỉnh Mẫu: đã thực hiện ngày 18/01/2019, đúng hạn, đã xác nhận",
    ]
    assert said["District"] == [
        "  plan: đã xác nhận 0/2 đơn vị; còn 02 đơn vị chưa thực hiện",
        "  - Huyện Một: chưa thực hiện, quá hạn 12 ngày",
        "  - Huyện Hai: chưa thực hiện, quá hạn 12 ngày",
    ]


def test_what_waits_says_for_what(run: Run, many: Path) -> None:
    """A district's plan waits for that of the province, and says so while it does."""
    lines = run("status", many, "--form", "plan", "--at", "20/1/2019").lines
    assert "  - Huyện Một: not done, in time (until 2019-01-30); waits for plan (Tỉnh Mẫu)" in lines
    lines = run("status", many, "--form", "plan", "--at", "20/1/2019", "--lang", "vi").lines
    assert "  - Huyện Một: chưa thực hiện, trong hạn (đến hết ngày 30/01/2019); chờ plan (Tỉnh Mẫu)" in lines


def test_a_period_a_form_and_a_tier_may_be_asked_for(run: Run, midway: Path) -> None:
    """Options narrow the tables, the blocks and the rows for programs; --all shows every period."""
    said = run("status", midway, "--tier", "commune", "--period", "2019-06", "--at", "10/2/2019")
    assert list(blocks(said.out))[2:] == ["Commune"]
    rows = list(csv.DictReader(io.StringIO(run("status", midway, "--form", "report", "-f", "csv").out)))
    assert {row["form"] for row in rows} == {"report"}
    assert len({row["period"] for row in rows}) == 12
    every = run("status", midway, "--all", "--at", "10/2/2019").out
    assert "report@2019-12" in every
    assert "Other periods" not in every
    assert "  - Xã Một: not expected, unless storm happens" in every
    assert run("status", midway, "--period", "2019-13").code == 2


def test_periods_before_the_first_and_after_the_last(run: Run, forms: Path, tmp_path: Path) -> None:
    """Before anything has begun the first period is shown; when all is met, the last that has begun."""
    plan = kh.load_plan(forms)
    campaign = kh.Campaign.begin(plan, clock=ManualClock("2018-12-01T08:00+07:00"), store=f"sqlite:///{tmp_path}/c.db")
    assert campaign.id
    out = run("status", tmp_path / "c.db", "--at", "2/12/2018").out
    assert ("report@2019-01" in out, "report@2019-02" in out) == (True, False)


def test_late_ones_of_every_period(run: Run, midway: Path) -> None:
    """--late names who is late under form and period, and nothing else."""
    said = blocks(run("status", midway, "--late", "--at", "10/3/2019").out)
    assert said["Commune"] == [
        "  report@2019-01",
        "  - Xã Hai: not sent, 33 days overdue",
        "  - Xã Ba: not sent, 33 days overdue",
        "  report@2019-02",
        "  - Xã Hai: not sent, 5 days overdue",
        "  - Xã Ba: not sent, 5 days overdue",
    ]
    assert "Nobody is late." in run("status", midway, "--late", "--form", "damage", "--at", "10/3/2019").out


def test_a_condition_that_comes_true_makes_reports_expected(run: Run, many: Path) -> None:
    """Reports of damage are not expected until the storm is recorded, and then they are."""
    before = json.loads(run("status", many, "--form", "damage", "--at", "1/2/2019", "-f", "json").out)["tiers"][0]
    assert (before["expected"], before["dormant"]) == (0, 3)
    assert run("record", many, "storm", "1/2/2019", "--by", "issuer", "--at", "1/2/2019").code == 0
    after = json.loads(run("status", many, "--form", "damage", "--at", "1/2/2019", "-f", "json").out)["tiers"][0]
    assert (after["expected"], after["dormant"], after["open_in_time"]) == (3, 0, 3)
    assert "  - Xã Một: not sent, in time (until 2019-02-11)" in run("status", many, "--at", "1/2/2019").lines


def test_waived_and_closed_units_stand_apart(run: Run, tmp_path: Path) -> None:
    """Who is waived, who has closed and who does not exist yet is counted beside those who are expected."""
    file = written(tmp_path)
    units = file.parent / "units.csv"
    lines = units.read_text(encoding="utf-8").splitlines()
    lines = [f"{line},opened_on,closed_on" if n == 0 else f"{line},," for n, line in enumerate(lines)]
    lines = [line.replace("c3,Xã Ba,commune,d2,,", "c3,Xã Ba,commune,d2,,2019-02-04") for line in lines]
    units.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run("begin", file, tmp_path / "c.db", "--at", "11/1/2019").code == 0
    assert run("waive", tmp_path / "c.db", "c2@2019-01", "--reason", "x", "--at", "1/2/2019").code == 0
    said = blocks(run("status", tmp_path / "c.db", "--form", "report", "--at", "10/2/2019").out)["Commune"]
    assert said[0] == "  report@2019-01: 0 of 1 unit aggregated; 1 unit has not sent its report; 1 waived; 1 lapsed"
    assert said[2:4] == ["  - Xã Hai: waived", "  - Xã Ba: lapsed"]
    assert said[4].endswith("2 units have not sent their report; 1 closed or not yet open")
    vi = run("status", tmp_path / "c.db", "--form", "report", "--at", "10/2/2019", "--lang", "vi", "--all").out
    assert "còn 01 đơn vị chưa gửi báo cáo; 01 đơn vị được miễn; 01 đơn vị hết trách nhiệm" in vi
    assert "  - Xã Ba: không phải gửi: đơn vị không hoạt động trong kỳ" in vi


WARNS = """
[[duties]]
form = "survey"
owed_by = ["district"]
after = [{ form = "plan", of = "self", enforce = "warn" }]
"""


def test_what_came_out_of_order_is_told(run: Run, tmp_path: Path) -> None:
    """What was sent before something that should come first stands in a block of its own, and for programs."""
    store = tmp_path / "c.db"
    assert run("begin", written(tmp_path, PLAN + WARNS), store, "--at", "11/1/2019").code == 0
    assert run("submit", store, "d1:survey", "--at", "15/1/2019").code == 0
    assert blocks(run("status", store, "--at", "16/1/2019").out)["Out of order:"] == [
        "  - Huyện Một, survey: came before Huyện Một, plan"
    ]
    vi = blocks(run("status", store, "--at", "16/1/2019", "--lang", "vi").out)
    assert vi["Không đúng trình tự:"] == ["  - Huyện Một, survey: có trước Huyện Một, plan"]
    facts = json.loads(run("status", store, "--at", "16/1/2019", "-f", "json").out)
    assert facts["out_of_order"] == [{"unit": "d1:survey", "first": "d1:plan", "enforce": "warn"}]
    survey = next(one for one in facts["duties"] if one["unit"] == "d2:survey")
    assert (survey["form"], survey["period"], survey["waits_for"]) == ("survey", None, ["d2:plan"])
    assert "Out of order" not in run("status", store, "--tier", "commune", "--at", "16/1/2019").out


def test_only_asked_forms_are_marked(run: Run, tmp_path: Path) -> None:
    """A form that is asked for and not required is marked where it stands, not its whole tier."""
    row = '\n[[duties]]\nform = "survey"\nowed_by = ["district"]\nbinding = "asked"\n'
    assert run("begin", written(tmp_path, PLAN + row), tmp_path / "c.db", "--at", "11/1/2019").code == 0
    said = blocks(run("status", tmp_path / "c.db", "--at", "16/1/2019").out)
    heads = [line for line in said["District"] if not line.startswith("  - ")]
    assert [" (asked, in no rate): " in head for head in heads] == [False, False, True]
    assert heads[2].startswith("  survey (asked, in no rate): 0 of 2")


def test_what_nobody_owes_is_counted_apart(run: Run, tmp_path: Path) -> None:
    """A report that its unit does not owe stands in a block of its own, and in no count."""
    store = tmp_path / "c.db"
    assert run("begin", written(tmp_path), store, "--at", "11/1/2019").code == 0
    campaign = kh.Campaign.resume(
        f"sqlite:///{store}", clock=ManualClock("2019-02-01T08:00+07:00"), default_by="expected"
    )
    campaign.file("d1", "damage", by="d1")
    answer = run("status", store, "--at", "2/2/2019")
    assert blocks(answer.out)["Sent without being owed (counted apart):"] == [
        "  - Huyện Một, damage: sent on 2019-02-01"
    ]
    facts = json.loads(run("status", store, "--at", "2/2/2019", "-f", "json").out)
    assert facts["unsolicited"] == [{"seq": 1, "unit": "d1", "form": "damage"}]
    for words, count in ((("--tier", "commune"), 0), (("--form", "plan"), 0), (("--form", "damage"), 1)):
        assert run("status", store, *words, "--at", "2/2/2019").out.count("counted apart") == count
    vi = blocks(run("status", store, "--at", "2/2/2019", "--lang", "vi").out)
    assert vi["Gửi thêm, không phải nộp (tính riêng):"] == ["  - Huyện Một, damage: gửi ngày 01/02/2019"]


def test_superiors_of_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    """In a large tier each superior has a line of its own, also where two bear one name; the issuer is called so."""
    units = ["p,,province,", "a,Huyện Mẫu,district,p", "b,Huyện Mẫu,district,p"]
    units += [f"c{n},,commune,{'ab'[n % 2]}" for n in range(24)]
    (tmp_path / "u.csv").write_text("\n".join(["id,name,tier,reports_to", *units]) + "\n", encoding="utf-8")
    tiers = "".join(f'[[tiers]]\nid = "{tier}"\n' for tier in ("province", "district", "commune"))
    act = '[[duties]]\nform = "list"\nkind = "act"\nowed_by = ["commune"]\nto = "issuer"\n'
    text = f'[directive]\ntitle = "T"\n{tiers}[[units]]\nfile = "u.csv"\n{act}'
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    assert run("begin", tmp_path / "p.toml", tmp_path / "c.db", "--at", "1/4/2019").code == 0
    said = blocks(run("status", tmp_path / "c.db", "--tier", "commune", "--at", "2/4/2019").out)["Commune"]
    own = "0 of 12 units aggregated; 12 units have not sent their report"
    assert said[1:3] == [f"  - Huyện Mẫu: {own}"] * 2
    assert said[4] == "  - the issuer: 0 of 24 units confirmed; 24 units have not done it"


DAILY = """
[[duties]]
form = "water"
owed_by = ["commune"]
deadline = "17 giờ hằng ngày"
period = { every = "day", from = "2019-02-01", until = "2019-12-31" }
"""


def test_of_many_open_periods_the_last_are_shown(run: Run, tmp_path: Path) -> None:
    """Of a form that was owed every day for two months the last twelve days are shown, and the others counted."""
    store = tmp_path / "c.db"
    assert run("begin", written(tmp_path, PLAN + DAILY), store, "--at", "11/1/2019").code == 0
    asked = ("status", store, "--form", "water", "--at", "31/3/2019")
    said = run(*asked).out
    assert [f"water@2019-03-{day}:" in said for day in (19, 20, 31)] == [False, True, True]
    said = said.replace("\n", " ")
    assert "Other periods are not shown (water 2019-02-01 … 2019-12-31, 47 of them open); --all or" in said
    vi = run(*asked, "--lang", "vi").out.replace("\n", " ")
    assert "Chưa nêu các kỳ khác (water 2019-02-01 … 2019-12-31, trong đó 47 kỳ còn phải gửi); xem bằng" in vi
    assert "water@2019-02-01:" in run(*asked, "--all").out
