"""Verbs of what is done rather than sent, of what is waived, and of one form or period among several."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_begin_counts_each_form(run: Run, forms: Path, tmp_path: Path) -> None:
    """A plan of several forms begins with the number of duties of each."""
    answer = run("begin", forms, tmp_path / "c.db", "--at", "11/1/2019")
    assert answer.out.endswith(": 72 report, 3 plan, 3 damage\n")


def test_what_was_done_is_completed_confirmed_and_reopened(run: Run, many: Path) -> None:
    """An act is in time by the day on which it was done, and its line says so in both languages."""
    said = ("--done-on", "18/1/2019", "--manner", "hội nghị", "--evidence", "12/KH")
    answer = run("complete", many, "p:plan", *said, "--at", "1/2/2019")
    assert (answer.code, answer.out) == (0, "Tỉnh Mẫu (p), plan: done on 2019-01-18, on time\n")
    report = json.loads(run("report", many, "p:plan", "-f", "json").out)
    assert report["data"] == {"done_on": "2019-01-18", "manner": "hội nghị", "evidence": "12/KH"}
    assert run("report", many, "p:plan", "--at", "1/2/2019", "--lang", "vi").lines[1:] == [
        "bản 1, đã thực hiện",
        "- ngày thực hiện: 18/01/2019",
        "- cách thức: hội nghị",
        "- minh chứng: 12/KH",
    ]
    answer = run("confirm", many, "p", "--form", "plan", "--at", "2/2/2019", "--lang", "vi")
    assert answer.out == "Tỉnh Mẫu (p), plan: đã thực hiện ngày 18/01/2019, đúng hạn, đã xác nhận\n"
    answer = run("reopen", many, "Tỉnh Mẫu:plan", "--reason", "no minutes", "--at", "3/2/2019")
    assert answer.out == "Tỉnh Mẫu (p), plan: reopened, not done again, 4 days overdue\n"
    answer = run("report", many, "p:plan", "--lang", "vi", "--at", "3/2/2019")
    assert "mở lại, chưa thực hiện lại, quá hạn 4 ngày" in answer.lines[0]


def test_the_way_out_is_an_option(run: Run, many: Path) -> None:
    """Whoever does not say when it was done is told how to."""
    answer = run("complete", many, "p:plan", "--at", "20/1/2019")
    assert answer.code == 4
    assert "  give --done-on 2019-04-01, and manner and evidence where there is some" in answer.err.splitlines()


def test_an_act_waits_for_that_of_its_superior(run: Run, many: Path) -> None:
    """A district's plan cannot come before that of the province."""
    answer = run("complete", many, "d1:plan", "--done-on", "18/1/2019", "--at", "20/1/2019")
    assert answer.code == 4
    assert "Tỉnh Mẫu (p), plan" in answer.err


def test_a_report_is_waived_and_expected_again(run: Run, many: Path) -> None:
    """A waived report has a reason; one that others go up into is waived with --reroute only."""
    assert run("waive", many, "c1", "--period", "2019-02", "--at", "1/3/2019").code == 4
    answer = run("waive", many, "c1", "--period", "2019-02", "--reason", "merged", "--at", "1/3/2019")
    assert (answer.code, answer.out) == (0, "Xã Một (c1), report@2019-02: waived\n")
    assert run("waive", many, "d2@2019-02", "--reason", "merged", "--at", "1/3/2019").code == 4
    assert run("waive", many, "d2@2019-02", "--reason", "merged", "--reroute", "--at", "1/3/2019").code == 0
    answer = run("unwaive", many, "c1@2019-02", "--at", "2/3/2019", "--reason", "not merged", "--lang", "vi")
    assert answer.out == "Xã Một (c1), report@2019-02: chưa gửi, trong hạn (đến hết ngày 05/3/2019)\n"


@pytest.mark.parametrize(
    "words",
    [
        ("c1:report@2019-02",),
        ("c1@2019-02",),
        ("c1:report", "--period", "2019-02"),
        ("c1", "--form", "report", "--period", "2019-02"),
        ("Xã Một", "--period", "2019-02"),
        ("Xã Một:report", "--form", "report", "--period", "2019-02"),
    ],
)
def test_form_and_period_may_be_options(run: Run, many: Path, words: tuple[str, ...]) -> None:
    """`c1 --form report --period 2019-02` is what `c1:report@2019-02` is, with names, too."""
    answer = run("submit", many, *words, "--at", "1/3/2019")
    assert (answer.code, answer.out) == (0, "Xã Một (c1), report@2019-02: sent on 2019-03-01, on time\n")


def test_a_name_and_an_option_that_disagree_are_misuse(run: Run, many: Path) -> None:
    """Nobody can say which of the two is meant."""
    answer = run("submit", many, "c1:damage", "--form", "report")
    assert (answer.code, "c1:damage is of the form damage, and --form says report." in answer.err) == (2, True)
    answer = run("submit", many, "c1@2019-02", "--period", "2019-03")
    assert (answer.code, "c1@2019-02 is of the period 2019-02, and --period says 2019-03." in answer.err) == (2, True)


def test_a_whole_tier_begins_one_form_and_period(run: Run, many: Path) -> None:
    """A tier that owes several forms or periods does not begin all of them by one word."""
    answer = run("submit", many, "--tier", "commune", "--at", "1/3/2019")
    assert (answer.code, "commune owes several: report, damage. Name one with --form." in answer.err) == (2, True)
    answer = run("submit", many, "--tier", "commune", "--form", "report", "--at", "1/3/2019")
    assert (answer.code, "2019-01, 2019-02, 2019-03 and 9 more. Name one with --period." in answer.err) == (2, True)
    answer = run("submit", many, "--tier", "commune", "--period", "2019-02", "--at", "1/3/2019")
    assert (answer.code, len(answer.lines)) == (0, 3)


def test_a_whole_tier_is_accepted_at_once(run: Run, many: Path) -> None:
    """What has come in of any form or period is accepted by one word."""
    for period in ("2019-01", "2019-02"):
        assert run("submit", many, "--tier", "commune", "--period", period, "--at", "1/3/2019").code == 0
    answer = run("review", many, "--tier", "commune", "--at", "2/3/2019")
    assert (answer.code, len(answer.lines)) == (0, 6)


@pytest.mark.parametrize(("option", "word"), [("--form", "reprt"), ("--period", "2019-13"), ("--tier", "comune")])
def test_what_a_tier_does_not_owe_is_unknown(run: Run, many: Path, option: str, word: str) -> None:
    """A form, period or tier that does not exist is named, and the nearest proposed."""
    given = {"--tier": "commune", "--form": "report", "--period": "2019-02"} | {option: word}
    answer = run("submit", many, *(part for pair in given.items() for part in pair))
    assert (answer.code, f"no {option[2:]} '{word}'; did you mean" in answer.err) == (2, True)


def test_a_form_and_a_period_are_named_in_vietnamese(run: Run, many: Path) -> None:
    """What does not exist is called by its Vietnamese word."""
    for option, kind in (("--form", "mẫu"), ("--period", "kỳ")):
        answer = run("submit", many, "--tier", "commune", option, "x", "--lang", "vi")
        assert f"không có {kind} 'x'" in answer.err


def test_a_trigger_of_the_plan_s_own_is_not_an_unknown_command(run: Run, tmp_path: Path) -> None:
    """Whoever types a trigger as a command is shown how to fire it."""
    file = tmp_path / "plan.toml"
    file.write_text(SIGNED, encoding="utf-8")
    assert run("begin", file, tmp_path / "c.db", "--at", "1/4/2019").code == 0
    answer = run("sign", tmp_path / "c.db", "45")
    assert answer.code == 2
    assert f"No such command 'sign'. It is a trigger: kehoach fire {tmp_path / 'c.db'} sign 45" in answer.err
    assert "trigger" not in run("sing", tmp_path / "c.db", "45").err
    assert "trigger" not in run("sign", tmp_path / "plan.toml", "45").err
    assert "trigger" not in run("sign").err


def test_a_store_that_cannot_be_read_proposes_nothing(run: Run, tmp_path: Path) -> None:
    """A database of something else is no reason for another error."""
    file = tmp_path / "x.db"
    file.write_bytes(b"SQLite format 3\0 and then nothing of use")
    answer = run("sign", file)
    assert (answer.code, "No such command 'sign'" in answer.err) == (2, True)


SIGNED = """\
[directive]
title = "T"

[[tiers]]
id = "province"

[[units]]
id = "45"
tier = "province"

[[lifecycle.states]]
name = "draft"

[[lifecycle.states]]
name = "submitted"
role = "sent"

[[lifecycle.states]]
name = "signed"
role = "accepted"
final = true

[[lifecycle.transitions]]
trigger = "submit"
source = "draft"
dest = "submitted"
who = "unit"
effect = "freeze"

[[lifecycle.transitions]]
trigger = "sign"
source = "submitted"
dest = "signed"
who = "issuer"
effect = "accept"

[policy]
root_ends = "signed"
"""


def test_a_unit_that_owes_several_duties_lists_them_by_form(run: Run, many: Path) -> None:
    """A bare unit may mean any of what it owes: each form is named, with its first and last period."""
    answer = run("submit", many, "c1")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "'c1' may be any of these; give the id, or --form and --period:",
        "    c1:report@2019-01 … 2019-12",
        "    c1:damage",
    ]
    answer = run("submit", many, "Huyện Một", "--form", "report", "--lang", "vi")
    assert answer.err.splitlines() == [
        "'d1:report' có thể là một trong các nhiệm vụ sau; hãy ghi đủ mã, hoặc thêm --form, --period:",
        "    d1:report@2019-01 … 2019-12",
    ]
    choices = json.loads(run("submit", many, "c1", "-f", "json").out)["choices"]
    assert (len(choices), choices[0], choices[-1]) == (13, "c1:report@2019-01", "c1:damage")


def test_of_many_forms_three_are_listed(run: Run, tmp_path: Path) -> None:
    """Where one of many forms is to be chosen, three are named and the rest is counted."""
    rows = "".join(f'\n[[duties]]\nform = "form{n}"\nowed_by = ["p"]\n' for n in range(5))
    text = (
        '[directive]\ntitle = "T"\n[[tiers]]\nid = "province"\nowes = false\n[[units]]\nid = "p"\ntier = "province"\n'
    )
    (tmp_path / "plan.toml").write_text(text + rows, encoding="utf-8")
    assert run("begin", tmp_path / "plan.toml", tmp_path / "c.db", "--at", "1/4/2019").code == 0
    for lang, rest in (("en", "    … and 2 more"), ("vi", "    … và 2 mẫu khác")):
        lines = run("submit", tmp_path / "c.db", "p", "--lang", lang).err.splitlines()
        assert lines[1:] == ["    p:form0", "    p:form1", "    p:form2", rest]


def test_what_a_unit_does_not_owe_proposes_what_it_does(run: Run, many: Path) -> None:
    """A misspelt form or period of a unit is answered with the nearest of what it owes."""
    assert "no duty 'c1:damag'; did you mean 'c1:damage'?" in run("submit", many, "c1:damag").err
    assert "did you mean 'c1:report@2019-01' or" in run("submit", many, "c1@2019-13").err
    assert (
        "d1 owes nothing of that form and period" in run("suspend", many, "d1", "--form", "damage", "--reason", "x").err
    )
    assert "'c1' may be any of these" in run("submit", many, "c1:").err


def test_questions_name_one_duty_by_form_and_period(run: Run, many: Path) -> None:
    """report, total, log and due take a form and a period beside the unit."""
    assert run("submit", many, "c1", "--period", "2019-02", "--at", "1/3/2019").code == 0
    words = ("c1", "--period", "2019-02")
    assert run("report", many, *words).lines[0] == "Xã Một, report@2019-02: sent on 2019-03-01, on time"
    assert run("total", many, *words).code == 0
    answer = run("total", many, "p:plan")
    assert (answer.code, "p:plan is something that is done, and has no figures." in answer.err) == (2, True)
    assert run("log", many, "--unit", *words, "-f", "csv").out.count("c1:report@2019-02") == 1


def test_the_log_of_a_unit_a_form_or_a_period(run: Run, many: Path) -> None:
    """A unit means all that it owes; a form or a period alone means that of all units."""
    acts = (("submit", many, "c1@2019-02"), ("submit", many, "c2@2019-01"), ("complete", many, "p:plan", "--done-on"))
    for act in acts:
        assert run(*act, *(("18/1/2019",) if act[-1] == "--done-on" else ()), "--at", "1/3/2019").code == 0

    def lines(*words: str) -> list[str]:
        said = run("log", many, *words, "-f", "json").out.splitlines()
        return [json.loads(line)["duty"] for line in said]

    assert lines("--unit", "c1") == ["c1:report@2019-02"]
    assert lines("--unit", "c1:report", "--period", "2019-02") == ["c1:report@2019-02"]
    assert lines("--form", "plan") == ["p:plan"]
    assert lines("--period", "2019-01") == ["c2:report@2019-01"]
    assert lines("--form", "report") == ["c1:report@2019-02", "c2:report@2019-01"]


def test_dues_are_moved_by_form_and_period(run: Run, many: Path) -> None:
    """extend takes them beside a unit; reschedule and suspend take that of a selection."""
    way = ("--deadline", "by 9-4-2019", "--accept-gap", "--reason", "flood", "--by", "d1", "--at", "1/4/2019")
    assert run("extend", many, "c1", "--period", "2019-03", *way).code == 0
    way = ("--deadline", "by 10-6-2019", "--reason", "x", "--by", "issuer", "--at", "1/4/2019", "-f", "csv")
    answer = run("reschedule", many, "commune", "--form", "report", "--period", "2019-05", *way)
    assert answer.code == 0
    units = [line.split(",")[0] for line in answer.lines[1:]]
    assert units == [f"c{n}:report@2019-05" for n in (1, 2, 3)]
    answer = run("suspend", many, "district", "--form", "damage", "--reason", "x")
    assert (answer.code, "district owes nothing of that form and period." in answer.err) == (2, True)


def test_a_total_says_of_which_form_and_period(run: Run, tmp_path: Path) -> None:
    """Beside the unit stands the form with its period, in both languages."""
    folder = Path(__file__).parents[3] / "examples" / "storm_season"
    store = tmp_path / "c.db"
    assert run("begin", folder / "plan.toml", store, "--at", "14/1/2019").code == 0
    words = ("district-1", "--period", "2019-02")
    for lang, none in (("en", "no figure yet"), ("vi", "chưa có số liệu")):
        line = run("total", store, *words, "--lang", lang).lines[0]
        assert line.startswith(f"Huyện 1, report@2019-02, Số hộ phải di dời: {none}")
