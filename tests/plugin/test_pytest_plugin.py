"""The plugin for pytest: cheap where it is not used, scripts as tests, fixtures, and coverage of plans."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[2]
PLAN = """\
[directive]
title = "Annual review"
issued_on = 2019-03-14
clauses = [{ id = "II.3", text = "communes report" }, { id = "II.4", text = "districts report" }]

[[tiers]]
id = "district"

[[tiers]]
id = "commune"
deadline = "trước 5/4"
clause = "II.3"

[[units]]
id = "d"
tier = "district"

[[units]]
id = "c"
tier = "commune"
reports_to = "d"
"""
GOOD = """\
[given]
plan = "plan.toml"
[[when]]
at = "trước 5/4"
act = "submit"
unit = "c"
[[when]]
act = "submit"
unit = "d"
refused = "gate"
[then]
standing.c = "met_on_time"
"""


@attrs.frozen
class Answer:
    """What a run of pytest gave."""

    code: int
    out: str


Run = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of tests with a plan in it."""
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n", "utf-8")
    (tmp_path / "plan.toml").write_text(PLAN, "utf-8")
    return tmp_path


@pytest.fixture
def run(folder: Path) -> Run:
    """Run pytest in a process of its own, with the plugin and no other that is installed."""

    def ran(*arguments: str) -> Answer:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "COLUMNS": "160",
        }
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "kehoach_pytest", *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)
        return Answer(done.returncode, done.stdout + done.stderr)

    return ran


def test_loading_the_plugin_loads_nothing_else() -> None:
    """To a pytest that has started, the plugin adds one module: itself."""
    program = (
        "import sys, json, pytest; b = {*sys.modules}; import kehoach_pytest; print(json.dumps([*{*sys.modules} - b]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(said.stdout) == ["kehoach_pytest"]


def test_a_run_that_does_not_use_it_loads_nothing_of_kehoach(folder: Path, run: Run) -> None:
    """Tests of something else, and TOML files that are no scripts, run as if the plugin were not there."""
    (folder / "test_data.toml").write_text("[tool]\nname = 1\n", "utf-8")
    test = "import sys\ndef test_it():\n    assert not [n for n in sys.modules if n.split('.')[0] == 'kehoach']\n"
    (folder / "test_other.py").write_text(test, "utf-8")
    answer = run("-q")
    assert (answer.code, "1 passed" in answer.out) == (0, True)


def test_scripts_are_tests(folder: Path, run: Run) -> None:
    """A script passes, fails with what came otherwise at its line, or is wrong with the nearest name."""
    (folder / "test_good.toml").write_text(GOOD, "utf-8")
    (folder / "test_late.toml").write_text(GOOD.replace("met_on_time", "met_late"), "utf-8")
    (folder / "test_wrong.toml").write_text(GOOD.replace("submit", "submitt"), "utf-8")
    answer = run("-q")
    assert answer.code == 1
    assert "1 passed" in answer.out
    assert "2 failed" in answer.out
    assert "test_late.toml:12:14: then.standing.c: error KH883" in answer.out
    assert "did you mean 'submit'?" in answer.out
    assert "Traceback" not in answer.out


def test_fixtures_give_plans_and_campaigns(folder: Path, run: Run) -> None:
    """The clock, small plans, a campaign that has begun, and the search are at hand; the plan may be one's own."""
    (folder / "test_fixtures.py").write_text(
        "import pytest\n"
        "def test_campaign(campaign, manual_clock):\n"
        "    manual_clock.advance(days=1)\n"
        "    assert campaign.submit('commune-1').at.day == 21\n"
        "def test_explore(explore, small_plan):\n"
        "    assert explore(small_plan(1, 1)).ok\n"
        "class TestOwn:\n"
        "    @pytest.fixture\n"
        "    def kehoach_plan(self, small_plan):\n"
        "        return small_plan(1, 1)\n"
        "    def test_plan(self, campaign):\n"
        "        assert campaign.submit('district').duty == 'district'\n",
        "utf-8",
    )
    answer = run("-q")
    assert (answer.code, "3 passed" in answer.out) == (0, True), answer.out


def test_guards_of_ones_own_come_from_a_hook(folder: Path, run: Run) -> None:
    """A conftest says what the names of guards in the lifecycles of scripts stand for."""
    own = (
        '[[lifecycle.transitions]]\ntrigger = "submit"\nsource = "draft"\ndest = "submitted"\nconditions = ["sealed"]\n'
    )
    (folder / "plan.toml").write_text(PLAN + own, "utf-8")
    (folder / "test_good.toml").write_text(GOOD.replace('"gate"', '"any"'), "utf-8")
    assert "sealed" in run("-q").out
    (folder / "conftest.py").write_text(
        "def pytest_kehoach_guards(config):\n    return {'sealed': lambda event: event.model.unit == 'c'}\n", "utf-8"
    )
    assert run("-q").code == 0


def test_coverage_says_what_no_script_touches(folder: Path, run: Run) -> None:
    """States, transitions, guards on both sides, bounds, tiers and clauses: how many, and which are missing."""
    (folder / "test_good.toml").write_text(GOOD, "utf-8")
    answer = run("-q", "--kehoach-coverage")
    assert answer.code == 0
    told = {words[0]: line for line in answer.out.splitlines() if (words := line.split()) and "/" in line}
    assert re.match(r"\s*states\s+2 / 5 .*reviewed; aggregated; waived", told["states"])
    assert re.match(r"\s*transitions\s+1 / ", told["transitions"])
    assert "commune: before 2019-04-05 (after)" in told["deadlines"]
    assert re.match(r"\s*tiers\s+2 / 2", told["tiers"])
    assert re.match(r"\s*clauses\s+1 / 2 .*II\.4", told["clauses"])


def test_too_little_coverage_fails(folder: Path, run: Run) -> None:
    """A run whose scripts touch less than is asked for fails, also one without any script; a lower bound does not."""
    (folder / "test_good.toml").write_text(GOOD, "utf-8")
    assert run("-q", "--kehoach-fail-under", "90").code == 1
    assert run("-q", "--kehoach-fail-under", "5").code == 0
    (folder / "test_good.toml").unlink()
    (folder / "test_other.py").write_text("def test_it():\n    pass\n", "utf-8")
    answer = run("-q", "--kehoach-fail-under", "5")
    assert (answer.code, "no script was run" in answer.out) == (1, True)


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")])
def test_coverage_is_written_for_programs(folder: Path, run: Run, workers: tuple[str, ...]) -> None:
    """JSON goes to a file; workers of pytest-xdist add up to the same counts."""
    if workers:
        pytest.importorskip("xdist")
    (folder / "test_one.toml").write_text(GOOD, "utf-8")
    (folder / "test_two.toml").write_text(GOOD.replace('"trước 5/4"', '"5/4"').replace("on_time", "late"), "utf-8")
    where = folder / "made"
    assert run(*workers, "--kehoach-coverage=json", "--kehoach-coverage-file", str(where)).code == 0
    told = json.loads(where.read_text("utf-8"))
    (plan,) = told["plans"]
    counts = {(goal["kind"], goal["name"], goal["side"]): goal["count"] for goal in plan["goals"]}
    assert counts["transition", "submit: draft → submitted", ""] == 2
    assert counts["guard", "submit from draft: gate", "refuses"] == 2
    assert [counts[key] for key in counts if key[0] == "deadline"] == [1, 1]
    assert told["touched"] == sum(count > 0 for count in counts.values())


def test_coverage_is_written_in_the_manner_of_lcov(folder: Path, run: Run) -> None:
    """States and transitions are functions, sides of guards and deadlines branches, lines those of the plan."""
    (folder / "test_one.toml").write_text(GOOD, "utf-8")
    where = folder / "made"
    assert run("--kehoach-coverage=lcov", "--kehoach-coverage-file", str(where)).code == 0
    lines = where.read_text("utf-8").splitlines()
    assert "FNDA:1,transition submit: draft → submitted" in lines
    assert {line.partition(":")[0] for line in lines} >= {"TN", "SF", "FN", "FNDA", "BRDA", "DA", "LF", "end_of_record"}
    deadline = next(number for number, line in enumerate(PLAN.splitlines(), 1) if line.startswith("deadline"))
    assert f"DA:{deadline},1" in lines
