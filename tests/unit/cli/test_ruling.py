"""check, rules and explain: rules on the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach.rules import BUILTIN

Run = Callable[..., Any]
RULES = '''
from kehoach.rules import rule

@rule("X001", "there is one commune", severity="warning", clause="2.1")
def one_commune(plan):
    """Each further one is named."""
    for unit in plan.hierarchy.units_of("commune")[1:]:
        yield unit, f"{unit} is one too many"
'''


@pytest.fixture
def doubtful(plan: Path) -> Path:
    """A plan whose districts are due before their communes."""
    text = plan.read_text(encoding="utf-8").replace("before 20-4-2019", "before 2-4-2019")
    plan.write_text(text, encoding="utf-8")
    return plan


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A file with a rule."""
    file = tmp_path / "mine.py"
    file.write_text(RULES, encoding="utf-8")
    return file


def codes(run: Run, *words: object) -> list[str]:
    """What `check` finds."""
    return [one["code"] for one in json.loads(run("check", *words, "-f", "json").out)["findings"]]


def test_rules_are_chosen(run: Run, doubtful: Path) -> None:
    """`--select` and `--ignore` take codes, families and names, and name the nearest of what is none."""
    assert codes(run, doubtful, "--select", "KH150") == ["KH150"]
    assert "KH150" not in codes(run, doubtful, "--ignore", "due-before-subordinates,KH39")
    answer = run("check", doubtful, "--select", "KH15O")
    assert (answer.code, "did you mean" in answer.err) == (2, True)


def test_rules_of_ones_own_are_asked(run: Run, doubtful: Path, mine: Path) -> None:
    """A file of rules is asked beside the built-in ones; one that cannot be loaded ends with 3."""
    assert codes(run, doubtful, "--rules", mine, "--select", "X") == ["X001"] * 3
    assert run("check", doubtful, "--rules", mine, "--ignore", "KH").code == 1
    answer = run("check", doubtful, "--rules", "nowhere.py")
    assert (answer.code, "KH788" in answer.err) == (3, True)


def test_sarif_is_a_log_of_one_run(run: Run, doubtful: Path, mine: Path) -> None:
    """The version, all rules that were asked, and for each finding rule, level, message and place."""
    log = json.loads(run("check", doubtful, "-f", "sarif", "--rules", mine).out)
    (made,) = log["runs"]
    driver = made["tool"]["driver"]
    assert (log["version"], driver["name"], len(driver["rules"])) == ("2.1.0", "kehoach", len(BUILTIN) + 1)
    assert driver["rules"][-1]["properties"] == {"clause": "2.1"}
    first = made["results"][0]
    assert driver["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "KH150"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"].startswith("file:///")
    assert place["region"] == {"startLine": 15, "startColumn": 12}
    assert {one["level"] for one in made["results"]} <= {"error", "warning", "note"}


def test_github_shows_each_finding_beside_its_line(run: Run, doubtful: Path) -> None:
    """A workflow command for each, on stdout; the summary stays on stderr."""
    answer = run("check", doubtful, "-f", "github", "--select", "KH150")
    (line,) = answer.out.splitlines()
    assert line.startswith(f"::error file={doubtful},line=15,col=12,title=KH150 due-before-subordinates::d1")
    assert answer.err == "1 error\n"


def test_a_comment_in_the_plan_answers_a_finding(run: Run, doubtful: Path) -> None:
    """It is left out and counted; a comment for another finding is told, where its rule was asked."""
    text = doubtful.read_text(encoding="utf-8").replace(
        '"before 2-4-2019"', '"before 2-4-2019" # kehoach: ignore[KH150] they know'
    )
    doubtful.write_text(text, encoding="utf-8")
    answer = run("check", doubtful, "--select", "KH150")
    assert (answer.code, answer.err) == (0, "nothing found by 1 rules, 1 silenced by comments\n")
    doubtful.write_text(text.replace("ignore[KH150]", "ignore[KH151]"), encoding="utf-8")
    assert codes(run, doubtful, "--select", "KH15") == ["KH150", "KH790"]
    assert codes(run, doubtful, "--select", "KH150") == ["KH150"]


def test_a_baseline_leaves_only_what_is_new(run: Run, doubtful: Path, tmp_path: Path) -> None:
    """Written once, it keeps old findings quiet; what is gone is counted, and a missing file ends with 3."""
    file = tmp_path / "baseline.json"
    assert run("check", doubtful, "--baseline", file).code == 3
    assert run("check", doubtful, "--update-baseline").code == 2
    answer = run("check", doubtful, "--baseline", file, "--update-baseline", "--select", "KH150,KH153")
    assert (answer.code, "1 findings are known from now on" in answer.err) == (0, True)
    answer = run("check", doubtful, "--baseline", file, "--select", "KH150")
    assert (answer.code, answer.err) == (0, "nothing found by 1 rules, 1 known in the baseline\n")
    text = doubtful.read_text(encoding="utf-8").replace("before 2-4-2019", "before 20-4-2019")
    doubtful.write_text(text, encoding="utf-8")
    answer = run("check", doubtful, "--baseline", file, "--select", "KH150")
    assert (answer.code, answer.err) == (0, "nothing found by 1 rules, 1 of the baseline gone\n")


def test_a_campaign_is_checked_as_it_stood(run: Run, plan: Path, tmp_path: Path) -> None:
    """In a store the rules on progress and steps are asked too, at a day if one is named."""
    store = tmp_path / "c.db"
    assert run("begin", plan, store, "--at", "2019-03-20").code == 0
    assert run("submit", store, "c1", "--data", "members=5", "--at", "2019-04-01").code in (0, 2)
    assert codes(run, store, "--at", "2019-03-25", "--select", "KH56") == []
    assert codes(run, store, "--at", "2019-04-03", "--select", "KH56") == ["KH561"]
    found = codes(run, store, "--at", "2019-04-25", "--select", "KH5")
    assert "KH560" in found
    assert "KH575" in found


def test_rules_are_listed(run: Run, mine: Path) -> None:
    """All of them, or those that are chosen, as a table, CSV or JSON, in both languages."""
    rows = list(csv.DictReader(io.StringIO(run("rules", "-f", "csv").out)))
    assert [row["code"] for row in rows] == [rule.code for rule in BUILTIN]
    listed = json.loads(run("rules", "--rules", mine, "--select", "X", "-f", "json").out)["rules"]
    assert [(one["code"], one["clause"]) for one in listed] == [("X001", "2.1")]
    answer = run("rules", "--select", "KH150", "--lang", "vi")
    assert "cấp trên có hạn sau cấp dưới" in answer.out
    assert answer.code == 0


def test_rules_are_put_to_the_test(run: Run, doubtful: Path, mine: Path, tmp_path: Path) -> None:
    """A rule that never or always finds something in some plans is named, and the exit code is 1."""
    sound = tmp_path / "sound.toml"
    sound.write_text(doubtful.read_text(encoding="utf-8").replace("before 2-4-2019", "before 20-4-2019"), "utf-8")
    assert run("rules", "--exercise", doubtful, sound, "--select", "KH150").code == 0
    answer = run("rules", "--exercise", doubtful, sound, "--rules", mine, "--select", "KH150,KH151,X001")
    assert (answer.code, answer.err) == (1, "3 rules on 2: 1 never found something, 1 always did\n")
    assert [line.split()[-1] for line in answer.lines[-3:]] == ["due-before-subordinates", "never", "always"]
    told = json.loads(run("rules", "--exercise", doubtful, sound, "--select", "KH15", "-f", "json").out)
    assert told["fired"]["KH150"] == 1
    assert run("rules", "--exercise").code == 2
    assert run("rules", doubtful).code == 2


def test_scripts_put_rules_on_campaigns_to_the_test(run: Run, plan: Path) -> None:
    """A script is run, and the rules are asked of the campaign it leaves."""
    early, late = plan.parent / "test_early.toml", plan.parent / "test_late.toml"
    for script, day in ((early, "2019-03-20"), (late, "2019-04-30")):
        text = f'[given]\nplan = "{plan.name}"\n\n[[when]]\nat = "{day}"\nact = "submit"\nunit = "c1"\n'
        script.write_text(f"{text}data = {{ members = 5 }}\n", encoding="utf-8")
    told = json.loads(run("rules", "--exercise", early, late, "--select", "KH560,KH565", "-f", "json").out)
    assert (told["fired"], told["never"]) == ({"KH560": 1, "KH565": 0}, ["KH565"])


def test_a_code_is_explained(run: Run, mine: Path) -> None:
    """Of a rule what, why, and plans both ways; of any other code its words; of a rule of one's own what it says."""
    answer = run("explain", "KH150")
    assert answer.code == 0
    assert answer.out.startswith("# KH150 due-before-subordinates\n\nA superior is due after those below it.")
    assert "Breaks it:" in answer.out
    told = json.loads(run("explain", "KH150", "gate", "-f", "json").out)["pages"]
    assert [("breaks" in one, one["code"]) for one in told] == [(True, "KH150"), (False, "gate")]
    own = run("explain", "X001", "--rules", mine)
    assert own.out == "# X001 one-commune\n\nthere is one commune (warning, clause 2.1)\n\nEach further one is named.\n"
    assert json.loads(run("explain", "X001", "--rules", mine, "-f", "json").out)["pages"][0]["on"] == "plan"
    answer = run("explain", "KH15O")
    assert (answer.code, "did you mean 'KH150'?" in answer.err) == (2, True)
