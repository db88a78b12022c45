"""``kehoach mutate``: faults, what finds them, and what survives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach import save_plan
from kehoach.testing import small_plan

pytest.importorskip("numpy")
Run = Callable[..., Any]
SCRIPT = """
title = "The province waits"
[given]
plan = "plan.toml"
[[when]]
at = "2019-03-20"
act = "submit"
unit = "province"
refused = "gate"
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with a script beside it."""
    path = tmp_path / "plan.toml"
    save_plan(small_plan(1, 2), path)
    (tmp_path / "test_gate.toml").write_text(SCRIPT, "utf-8")
    return path


def test_a_fault_that_scripts_find_is_fine(run: Run, plan: Path) -> None:
    """Where nothing survives the exit code is 0."""
    answer = run("mutate", str(plan), "--scripts", str(plan.parent), "--operator", "swap-all-for-any")
    assert (answer.code, answer.lines[-1]) == (0, "2 faults: 0 refused by the plan itself, 2 of 2 found (100.0%)")


def test_a_survivor_is_a_finding_unless_enough_are_found(run: Run, plan: Path) -> None:
    """What survives is named, and the exit code is 1; with a share that is asked for it is 0 where that is reached."""
    asked = ("mutate", str(plan), "--operator", "change-clock", "--operator", "change-end")
    answer = run(*asked)
    assert answer.code == 1
    assert "  change-clock: the rate by 'accepted'" in answer.lines
    assert run(*asked, "--fail-under", "0").code == 0


def test_every_fault_is_data_as_well(run: Run, plan: Path) -> None:
    """JSON says of each fault what it is, what refuses it, and what finds it."""
    answer = run("mutate", str(plan), "--operator", "swap-all-for-any", "--scripts", str(plan.parent), "-f", "json")
    (first, _) = json.loads(answer.out)["faults"]
    assert first["what"] == "gate 'all' becomes 'none'"
    assert first["found_by"]["scripts"] == "The province waits"


def test_the_kinds_of_faults_are_listed(run: Run, plan: Path) -> None:
    """--list says every kind with its sentence; an unknown one is answered with the nearest."""
    answer = run("mutate", "--list")
    assert (answer.code, len(answer.lines) >= 15) == (0, True)
    assert "drop-guard" in run("mutate", str(plan), "--operator", "drop-gard").err
