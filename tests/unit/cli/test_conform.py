"""``kehoach conform``: a log from elsewhere against a plan, as text, JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def log(plan: Path) -> Path:
    """A log in which one commune is late and one was aggregated without a review."""
    path = plan.parent / "log.csv"
    path.write_text("who,act,time\nc1,submit,6/4/2019\nXã Ba,submit,1/4/2019\nc3,aggregate,2/4/2019\n", "utf-8")
    return path


def test_deviations_are_lines(run: Run, plan: Path, log: Path) -> None:
    """Each deviation is a line with its place, and the fitness is told; the exit code is 1."""
    answer = run("conform", plan, log, "-c", "who=unit")
    assert answer.code == 1
    assert [line.partition(": ")[2] for line in answer.lines] == [
        "skipped: aggregate of c3 stands in the log without review before it",
        "late: submit of c1 came 2 days late; it was due before 2019-04-05 00:00",
    ]
    assert answer.err == "3 of 3 acts as planned, fitness 0.857; 1 of 2 in time\n"


def test_programs_get_json_and_csv(run: Run, plan: Path, log: Path) -> None:
    """JSON holds the numbers and every deviation, CSV a row for each."""
    told = json.loads(run("conform", plan, log, "-c", "who=unit", "-f", "json").out)
    assert (told["events"], told["skipped"], [one["kind"] for one in told["deviations"]]) == (3, 1, ["skipped", "late"])
    rows = run("conform", plan, log, "-c", "who=unit", "-f", "csv", "--lang", "vi").lines
    assert rows[0] == "line,unit,act,kind,skipped,text"
    assert rows[1].startswith("4,c3,aggregate,skipped,review,")


def test_a_column_that_is_missing_is_a_wrong_file(run: Run, plan: Path, log: Path) -> None:
    """Without the column of units the file is wrong, and those it has are told."""
    answer = run("conform", plan, log)
    assert (answer.code, "no column 'unit'; it has who, act, time" in answer.err) == (3, True)


def test_a_log_as_planned_is_fine(run: Run, plan: Path, log: Path) -> None:
    """Where nothing deviates, the exit code is 0."""
    log.write_text("unit,act,time\nc1,submit,1/4/2019\n", "utf-8")
    assert run("conform", plan, log).code == 0
