"""``kehoach test``: scripts are run, said to be fine or not, and rewritten where that is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

GOOD = """
title = "One in time"
[given]
plan = "plan.toml"
[[when]]
at = "before 5-4-2019"
act = "submit"
unit = "c1"
data = { members = 3 }
[then]
standing.c1 = "met_on_time"
"""
BAD = GOOD.replace("met_on_time", "met_late") + "# the end\n"
WRONG = GOOD.replace("submit", "submitt")


@pytest.fixture
def scripts(plan: Path) -> Path:
    """A folder with a plan and a script that is fine."""
    (plan.parent / "test_good.toml").write_text(GOOD, "utf-8")
    return plan.parent


def test_a_script_that_comes_true_is_fine(run: Run, scripts: Path) -> None:
    """One line per script, and how many there are; the exit code is 0."""
    answer = run("test", str(scripts / "test_good.toml"))
    assert answer.code == 0
    assert answer.out == f"ok        {scripts / 'test_good.toml'}  One in time (1 step)\n"
    assert answer.err == "1 as expected\n"


def test_what_came_otherwise_is_shown_with_its_line(run: Run, scripts: Path) -> None:
    """An expectation that did not come true is shown with file, line and caret; the exit code is 1."""
    (scripts / "test_bad.toml").write_text(BAD, "utf-8")
    answer = run("test", str(scripts))
    assert answer.code == 1
    assert "test_bad.toml:11:15: then.standing.c1: error KH883" in answer.out
    assert "expected met_late, and it is met_on_time" in answer.out
    assert answer.err == "1 as expected, 1 not\n"


def test_a_wrong_script_does_not_stop_the_others(run: Run, scripts: Path) -> None:
    """A script with an unknown act is told with the nearest one, the others are run; the exit code is 3."""
    (scripts / "test_a.toml").write_text(WRONG, "utf-8")
    answer = run("test", str(scripts), "--lang", "vi")
    assert answer.code == 3
    assert "có phải ý bạn là 'submit'?" in answer.out
    assert answer.err == "1 đúng như mong đợi, 1 tệp sai\n"


def test_expectations_are_rewritten_on_request(run: Run, scripts: Path) -> None:
    """With --update the file says what came, its comments stay, and the script is fine."""
    path = scripts / "test_bad.toml"
    path.write_text(BAD, "utf-8")
    answer = run("test", str(path), "--update")
    assert answer.code == 0
    assert answer.out.endswith("(1 step), 1 rewritten\n")
    assert path.read_text("utf-8") == GOOD + "# the end\n"
    assert run("test", str(path), "--update").out.endswith("(1 step)\n")


def test_programs_are_told_as_json(run: Run, scripts: Path) -> None:
    """JSON holds each file, whether it is fine, and each failure with its step, code and place."""
    (scripts / "test_bad.toml").write_text(BAD, "utf-8")
    (scripts / "test_wrong.toml").write_text(WRONG, "utf-8")
    told = json.loads(run("test", str(scripts), "--format", "json").out)
    bad, good, wrong = told["scripts"]
    assert (good["ok"], good["title"], good["steps"], good["failures"]) == (True, "One in time", 1, [])
    assert [(one["step"], one["code"], one["line"]) for one in bad["failures"]] == [(None, "KH883", 11)]
    assert [one["code"] for one in wrong["findings"]] == ["KH875"]


def test_a_folder_without_scripts_is_misuse(run: Run, tmp_path: Path) -> None:
    """Who names a folder without scripts is told so, and no file at all is misuse, too."""
    assert run("test", str(tmp_path)).code == 2
    assert run("test").code == 2


def test_a_file_that_is_not_there_is_wrong(run: Run, tmp_path: Path) -> None:
    """A missing file is a wrong input file."""
    answer = run("test", str(tmp_path / "test_none.toml"))
    assert answer.code == 3
    assert "KH800" in answer.out


def test_what_no_script_touches_is_told_on_request(run: Run, scripts: Path) -> None:
    """With --coverage a table says of each plan how much is touched; JSON holds every goal with its count."""
    answer = run("test", scripts, "--coverage")
    assert "\ncoverage of " in answer.out
    assert answer.lines[-1].startswith("total ")
    told = json.loads(run("test", scripts, "--coverage", "-f", "json").out)["coverage"]
    assert (told["total"], told["touched"]) == (len(told["plans"][0]["goals"]), 7)
