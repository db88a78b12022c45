"""Coverage of plans by scripts: what is touched, what is not, as text, plain data and a tracefile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import kehoach as kh
from kehoach.testing import Coverage, Script, Step, run_script, small_plan

Read = Callable[[str], Script]
SENT = '[[when]]\nat = "trước 5/4"\nact = "submit"\nunit = "c1"\n'
HELD = SENT + '[[when]]\nact = "submit"\nunit = "d1"\nrefused = "gate"\n'
LATE = '[[when]]\nat = "5/4"\nact = "submit"\nunit = "c2"\n'


def covered(*scripts: Script) -> Coverage:
    """What scripts touch together."""
    coverage = Coverage()
    for script in scripts:
        coverage.add(run_script(script, witness=coverage))
    return coverage


def left(coverage: Coverage, kind: str) -> set[str]:
    """What is left of a kind."""
    return {str(goal) for goal in coverage.untouched if goal.kind == kind}


def test_guards_and_deadlines_have_two_sides(read: Read) -> None:
    """What let an act pass has not yet held one up, and what was sent in time says nothing of being late."""
    first = covered(read(SENT))
    assert "submit from draft: gate (refuses)" in left(first, "guard")
    assert "submit from draft: gate (passes)" not in left(first, "guard")
    assert left(first, "deadline") >= {"report at tier commune: before 2019-04-05 (after)"}
    both = covered(read(HELD), read(LATE))
    assert not {one for one in left(both, "guard") if ": gate" in one}
    assert not {one for one in left(both, "deadline") if "commune" in one}


def test_a_clause_is_touched_by_its_duties_or_by_name(read: Read, folder: Path) -> None:
    """A script is about a clause when it acts on a duty of it, or says so."""
    assert left(covered(read(SENT)), "clause") == set()
    named = Script.from_toml('clauses = ["II.3"]\n[given]\nplan = "plan.toml"\n[then]\nentries = 0\n', folder=folder)
    assert left(covered(named), "clause") == set()
    unnamed = Script.from_toml('[given]\nplan = "plan.toml"\n[then]\nentries = 0\n', folder=folder)
    assert left(covered(unnamed), "clause") == {"II.3"}


def test_each_plan_has_a_table_of_its_own(read: Read) -> None:
    """Scripts of two plans are counted apart, and what an act of a stranger is denied is no touch of a guard."""
    other = Script(plan=small_plan(1, 1), steps=[Step(act="submit", unit="district", by="x", refused="not_yours")])
    coverage = covered(read(SENT), other)
    told = coverage.text()
    assert told.count("coverage of ") == 2
    assert told.splitlines()[-1] == f"total {coverage.touched} / {coverage.total}, {coverage.percent:.1f} %"
    assert "Độ phủ của" in coverage.text("vi")
    assert str(coverage) == told


def test_counts_of_processes_add_up(read: Read) -> None:
    """What two processes have counted, each in plain data, is what one would have."""
    one, two, both = covered(read(SENT)), covered(read(LATE)), covered(read(SENT), read(LATE))
    merged = Coverage().merge(one.to_dict()).merge(two.to_dict())
    assert merged.to_dict() == both.to_dict()
    assert merged.lcov() == both.lcov()


def test_a_tracefile_knows_the_lines_of_the_plan(read: Read) -> None:
    """A deadline, a tier and a clause stand at their lines of the plan file; a value has lines of its own."""
    script = read(SENT)
    source = script.plan.source
    assert source is not None
    coverage = covered(script)
    line = 1 + next(n for n, text in enumerate(source.text.splitlines()) if text == 'deadline = "trước 5/4"')
    assert f"DA:{line},1" in coverage.lcov().splitlines()
    assert f"SF:{source.shown}" in coverage.lcov()
    assert "SF:A small plan" in covered(Script(plan=small_plan(1), steps=[Step(act="submit", unit="province")])).lcov()


def test_what_nobody_can_do_is_no_goal() -> None:
    """Acts are goals only where some are owed, and guards only where they can refuse at all."""
    plain = {goal.name for goal in covered(Script(plan=small_plan(1, 1), steps=[Step(at="1/1/2019")])).goals}
    assert not {name for name in plain if "complete" in name or "opened" in name or "others_hold" in name}
    row = kh.DutyRow("work", kind="act", owed_by=["district"], opens="1-1-2019")
    acting = small_plan(1, 1, duties=[row])
    more = {goal.name for goal in covered(Script(plan=acting, steps=[Step(at="1/1/2019")])).goals}
    assert more >= {"complete: planned → completed", "complete from planned: opened", "planned"}


def test_nothing_is_wholly_touched() -> None:
    """Before any script there is nothing to touch."""
    coverage = Coverage()
    assert (coverage.total, coverage.percent, coverage.lcov()) == (0, pytest.approx(100.0), "")
