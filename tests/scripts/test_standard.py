"""The scripts of the standard lifecycle: they come true, and together they touch all of it that can be touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.testing import Coverage, Script, run_script

SCRIPTS = sorted(Path(__file__, "..", "standard").resolve().glob("test_*.toml"))
BEYOND_REACH = {
    "send_back from submitted: not_taken (refuses)",  # only what was reviewed is ever taken
    "release from aggregated: has_row (refuses)",  # aggregated is what every superior holds,
    "release: aggregated → aggregated",  # and holds in its working version,
    "correct from aggregated: counted_or_ended (refuses)",  # so that it counts
    "withdraw from draft: correction_open (refuses)",  # where none is open, nobody is let to the guard
}
"""What no act can touch under the standard authority, and why; other lifecycles reach it."""


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    """What all scripts together touch; each of them came true."""
    counted = Coverage()
    for path in SCRIPTS:
        result = run_script(path, witness=counted)
        assert result.ok, result.text()
        counted.add(result)
    return counted


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.stem))
def test_every_script_comes_true(path: Path) -> None:
    """What the scripts of the standard lifecycle expect is what a campaign does."""
    assert run_script(path).text() == "everything came as it is expected"


def test_every_transition_and_every_guard_both_ways_is_touched(coverage: Coverage) -> None:
    """Of states, transitions, guards on both sides, bounds, tiers and clauses only what nothing can reach is left."""
    assert {str(goal) for goal in coverage.untouched} == BEYOND_REACH
    assert coverage.percent > 95


def test_the_days_of_a_real_plan_are_those_of_its_text() -> None:
    """The script of Plan 116 comes true: its bounds fall where its text says."""
    assert run_script(Path(__file__).parents[2] / "examples" / "plan_116" / "test_days.toml").ok


def test_a_guard_that_is_dropped_is_noticed() -> None:
    """Without a quorum or gate, with other policies, the same scripts fail: they hold the plan to its rules."""
    script = next(path for path in SCRIPTS if path.stem == "test_submit")
    read = Script.load(script)
    loose = read.plan.replace(checks=())
    assert {failure.step for failure in run_script(read, plan=loose).failures} >= {2, 3}
