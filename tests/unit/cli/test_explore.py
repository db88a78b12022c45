"""``kehoach explore``: what was seen, what is wrong, and scripts of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach import Lifecycle, save_plan
from kehoach.testing import small_plan

pytest.importorskip("numpy")
Run = Callable[..., Any]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A plan in which nothing is wrong."""
    path = tmp_path / "plan.toml"
    save_plan(small_plan(1, 2), path)
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A plan in which nothing can be corrected."""
    standard = Lifecycle.report()
    rows = [row for row in standard.transitions if row.trigger != "correct"]
    path = tmp_path / "broken.toml"
    save_plan(small_plan(1, 1, lifecycle=Lifecycle(standard.state_values, rows, initial="draft")), path)
    return path


def test_a_plan_in_which_nothing_is_wrong_is_fine(run: Run, sound: Path) -> None:
    """How much was seen, and that it is all; the exit code is 0."""
    answer = run("explore", str(sound))
    assert answer.code == 0
    assert answer.lines[1] == "every state while reports are taken back once at most"


def test_what_is_wrong_is_shown_and_written_as_a_script(run: Run, broken: Path, tmp_path: Path) -> None:
    """The acts are shown, the exit code is 1, and the script that is written comes true."""
    script = tmp_path / "test_found.toml"
    answer = run("explore", str(broken), "--script", str(script))
    assert answer.code == 1
    assert answer.lines[2].startswith("KH895: district is aggregated")
    assert run("test", str(script)).code == 0


def test_what_was_seen_is_data_as_well(run: Run, broken: Path) -> None:
    """JSON says how much was seen, what is wrong, and the steps that lead there."""
    answer = run("explore", str(broken), "--format", "json", "--returns", "any", "--acts", "9")
    said = json.loads(answer.out)
    assert (said["ok"], said["returns"], [step["act"] for step in said["traces"][0]["steps"]]) == (
        False,
        None,
        ["submit", "review", "aggregate"],
    )


def test_a_bound_that_is_none_is_misuse(run: Run, sound: Path) -> None:
    """A word other than 'any' for the number of returns is misuse; the exit code is 2."""
    answer = run("explore", str(sound), "--returns", "many")
    assert answer.code == 2
    assert "neither a number nor 'any'" in answer.err
