"""new, show, due and check: the commands about plans."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach.rules import BUILTIN

Run = Callable[..., Any]
PLAN_116 = Path(__file__).parents[3] / "examples" / "plan_116" / "plan.toml"


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_new_plan_is_a_plan(run: Run, tmp_path: Path, lang: str) -> None:
    """What `new` writes loads without a finding, shows, and begins."""
    file = tmp_path / "plan.toml"
    answer = run("new", file, "--lang", lang)
    assert (answer.code, answer.out) == (0, "")
    assert str(file) in answer.err
    answer = run("check", file)
    assert (answer.code, answer.out, answer.err) == (0, "", f"nothing found by {len(BUILTIN)} rules\n")
    assert run("show", file).code == 0
    assert run("begin", file, tmp_path / "c.db", "--at", "20/3/2025").code == 0


def test_new_never_overwrites(run: Run, tmp_path: Path) -> None:
    """A file that exists is left as it is, and the command is refused."""
    file = tmp_path / "plan.toml"
    file.write_text("mine", encoding="utf-8")
    answer = run("new", file)
    assert answer.code == 4
    assert "exists" in answer.err
    assert file.read_text(encoding="utf-8") == "mine"


def test_new_can_print(run: Run) -> None:
    """A dash prints the template instead of writing it."""
    answer = run("new", "-")
    assert answer.lines[0] == "# A plan for kehoach. Lines after # are remarks. Fill it in, then run:"


def test_show_gives_tiers_deadlines_and_days(run: Run, plan: Path) -> None:
    """Each tier stands with its units, its deadline, the last day on time, and the days it has."""
    answer = run("show", plan)
    assert answer.code == 0
    assert answer.out == (
        "116-KH/TU of 2019-03-14\n"
        "Annual review\n"
        "Deadlines are read: before exclusive, roll none, spans next, closing 24:00, Asia/Ho_Chi_Minh, calendar VN\n"
        "\n"
        "tier      units  deadline              last day on time  days  working days\n"
        "───────────────────────────────────────────────────────────────────────────\n"
        "province      1  before 30 April 2019  2019-04-29          10             5\n"
        "district      2  before 20 April 2019  2019-04-19          15            10\n"
        "commune       4  before 5 April 2019   2019-04-04          21            15\n"
        "\n"
        "commune   ■··■■■■■··■■■■■··■■■■\n"
        "district                       ■··■■■■■···■■■■\n"
        "province                                      ··■■■■■···\n"
        "■ a working day  · a day off\n"
        "\n"
        "indicator  title    measure  goes up\n"
        "────────────────────────────────────\n"
        "members    Members  people   sum\n"
        "\n"
        "outline, 1 sections:\n"
        "  1. Results\n"
    )


def test_show_lists_the_units_when_asked(run: Run, plan: Path) -> None:
    """With --units every unit stands with its superior and its last day."""
    answer = run("show", plan, "--units", "--lang", "vi")
    assert answer.lines[-1].split() == ["c4", "Xã", "Hai", "commune", "d2", "04/04/2019"]


def test_show_tells_the_four_readings(run: Run) -> None:
    """With --readings the deadlines of Plan 116 are read in the four ways that are in use."""
    lines = [line for line in run("show", PLAN_116, "--readings").lines if line.startswith("day ")]
    assert [line.split()[-3:] for line in lines] == [
        ["2019-04-04", "2019-04-19", "2019-04-29"],
        ["2019-04-04", "2019-04-19", "2019-04-26"],
        ["2019-04-05", "2019-04-20", "2019-04-30"],
        ["2019-04-05", "2019-04-22", "2019-05-02"],
    ]


def test_show_for_programs(run: Run, plan: Path) -> None:
    """JSON and CSV hold a row for each duty, with ISO days and the exclusive instant."""
    document = json.loads(run("show", plan, "-f", "json").out)
    assert (document["kind"], document["format"]) == ("kehoach.plan", 1)
    rows = list(csv.DictReader(io.StringIO(run("show", plan, "-f", "csv").out)))
    assert len(rows) == len(document["duties"]) == 7
    assert (rows[3]["unit"], rows[3]["last_day"]) == ("c1", "2019-04-04")
    assert document["duties"][3]["due_before"] == "2019-04-05T00:00:00+07:00"


def test_show_draws(run: Run, plan: Path) -> None:
    """Mermaid and DOT draw who reports to whom, or the states of a report."""
    assert run("show", plan, "-f", "mermaid").lines[:2] == ["flowchart BT", '    u0["Tỉnh Mẫu"]']
    assert run("show", plan, "-f", "dot").lines[0] == "digraph hierarchy {"
    assert run("show", plan, "--lifecycle", "-f", "mermaid").lines[0] == "stateDiagram-v2"
    assert run("show", plan, "--lifecycle", "-f", "dot").lines[0] == "digraph lifecycle {"
    assert "states" in json.loads(run("show", plan, "--lifecycle", "-f", "json").out)


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        ("mermaid", "stateDiagram-v2"),
        ("dot", "digraph lifecycle {"),
        ("markdown", "| from | trigger | to | who | effect | guards |"),
        ("stub", "# The verbs of a lifecycle"),
    ],
)
def test_show_writes_the_lifecycle(run: Run, plan: Path, kind: str, begins: str) -> None:
    """The states of a report come as a drawing, a table or a stub; the name of the plan may stand behind the option."""
    assert run("show", plan, "--lifecycle", kind).lines[0].startswith(begins)
    assert run("show", f"--lifecycle={kind}", plan).lines[0].startswith(begins)
    assert run("show", "--lifecycle", plan).lines[0] == "stateDiagram-v2"
    assert run("show", plan, "--lifecycle", "markdown", "--lang", "vi").lines[0].startswith("| từ | việc |")


def test_an_unknown_kind_of_lifecycle_names_the_others(run: Run, plan: Path) -> None:
    """A misspelt kind is misuse, and the kinds there are are listed."""
    answer = run("show", plan, "--lifecycle", "mermade")
    assert answer.code == 2
    assert "'mermaid', 'dot', 'markdown', 'stub'" in answer.err


def test_a_store_can_be_shown_as_well(run: Run, plan: Path, store: Path) -> None:
    """The plan of a campaign is shown like that of its file."""
    assert run("show", store).out == run("show", plan).out


def test_a_template_is_shown_without_units(run: Run, tmp_path: Path) -> None:
    """A plan without units can be shown, in words but not as a drawing."""
    file = tmp_path / "t.toml"
    file.write_text('[directive]\ntitle = "T"\n[[tiers]]\nid = "commune"\n', encoding="utf-8")
    assert "a template without units; tiers: commune" in run("show", file).out
    assert run("show", file, "-f", "dot").code == 2
    assert run("show", file, "-f", "csv").lines == [
        "unit,name,tier,reports_to,form,period,deadline,last_day,due_before",
    ]


def test_due_explains_each_step(run: Run, plan: Path) -> None:
    """From the explanation alone a person can redo the arithmetic."""
    answer = run("due", plan, "Xã Một")
    assert answer.lines[0] == "Xã Một (c1):"
    assert "  Friday 2019-04-05 is outside, so the last day on time is Thursday 2019-04-04" in answer.lines


def test_due_without_a_unit_explains_every_deadline_once(run: Run, plan: Path) -> None:
    """Three tiers with a deadline each give three explanations."""
    document = json.loads(run("due", plan, "-f", "json").out)
    assert [(one["duty"], one["last_day"]) for one in document["dues"]] == [
        ("p", "2019-04-29"),
        ("d1", "2019-04-19"),
        ("c1", "2019-04-04"),
    ]
    assert all(one["steps"] for one in document["dues"])
    heads = [line for line in run("due", plan, "--lang", "vi").lines if line and not line.startswith(" ")]
    assert heads == [
        "province, ví dụ Tỉnh Mẫu (p):",
        "district, ví dụ Huyện Một (d1):",
        "commune, ví dụ Xã Một (c1):",
    ]


@pytest.fixture
def sound(plan: Path) -> Path:
    """The small plan with days on time that are all worked: the province's is Friday, 26 April."""
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("before 30-4-2019", "before 27-4-2019"), encoding="utf-8")
    return plan


def test_a_sound_plan_has_no_findings(run: Run, sound: Path) -> None:
    """A plan with nothing to say of exits with 0."""
    answer = run("check", sound)
    assert (answer.code, answer.out, answer.err) == (0, "", f"nothing found by {len(BUILTIN)} rules\n")


def test_a_doubtful_plan_exits_with_one(run: Run, sound: Path) -> None:
    """A district due before its communes is a finding with file, line, column and caret."""
    text = sound.read_text(encoding="utf-8").replace("before 20-4-2019", "before 2-4-2019")
    sound.write_text(text, encoding="utf-8")
    answer = run("check", sound)
    assert answer.code == 1
    assert answer.lines[0].startswith(f"{sound}:15:")
    assert "^" in answer.out
    rows = list(csv.DictReader(io.StringIO(run("check", sound, "-f", "csv").out)))
    assert {row["line"] for row in rows} == {"15"}
    document = json.loads(run("check", sound, "-f", "json").out)
    assert document["findings"][0]["file"] == str(sound)


def test_the_real_plan_ends_on_a_day_off(run: Run) -> None:
    """The province of Plan 116 has until 29 April 2019, a swapped day off: a warning, and the exit code is 1."""
    answer = run("check", PLAN_116)
    assert (answer.code, answer.err) == (1, "1 warning, 3 notes; why: kehoach explain KH164\n")
    assert f"{PLAN_116}:23:12: tiers[0].deadline: warning KH164: " in answer.lines[0]
    assert "2019-04-29, is a day off (swapped day off, made up on 2019-05-04)" in answer.lines[0]
    vietnamese = run("check", PLAN_116, "--lang", "vi")
    assert (vietnamese.code, vietnamese.err) == (1, "1 cảnh báo, 3 ghi chú; vì sao: kehoach explain KH164\n")
    assert "là ngày nghỉ (nghỉ hoán đổi, làm bù 04/05/2019)" in vietnamese.lines[0]


def test_notes_are_findings_only_when_strict(run: Run, tmp_path: Path) -> None:
    """Plan 116 leaves things open even when days off are rolled: notes, which count with --strict alone."""
    shutil.copytree(PLAN_116.parent, tmp_path / "rolled")
    rolled = tmp_path / "rolled" / "plan.toml"
    text = rolled.read_text(encoding="utf-8").replace('roll = "none"', 'roll = "previous"')
    rolled.write_text(text, encoding="utf-8")
    answer = run("check", rolled)
    assert (answer.code, answer.err) == (0, "3 notes; why: kehoach explain KH153\n")
    assert run("check", rolled, "--strict").code == 1
    assert run("check", rolled, "--lang", "vi").err == "3 ghi chú; vì sao: kehoach explain KH153\n"


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_what_a_new_plan_offers_works_when_it_is_taken_up(run: Run, tmp_path: Path, lang: str) -> None:
    """With its last remarks made lines, a new plan has an act, a monthly form and one on a condition, and no error."""
    lines = run("new", "-", "--lang", lang).out.splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(("# It may ask", "# Kế hoạch có thể")))
    bare = [re.sub(r"^# ?(?=\[\[|\w+ = |$)", "", line) for line in lines[first:]]
    file = tmp_path / "plan.toml"
    file.write_text("\n".join([*lines[:first], *bare]) + "\n", encoding="utf-8")
    found = json.loads(run("check", file, "-f", "json").out)["findings"]
    assert {one["severity"] for one in found} <= {"warning", "note"}
    shown = run("show", file, "--lang", lang).out
    assert all(word in shown for word in (("plan", "stock", "damage") if lang == "en" else ("ke_hoach", "thiet_hai")))
    assert run("begin", file, tmp_path / "c.db", "--at", "20/3/2025").code == 0
