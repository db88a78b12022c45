"""What the tests of scripts share: a plan in a folder, and how a script is run beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.testing import Script, ScriptResult, run_script

PLAN = """\
[directive]
title = "Tổng kết"
issued_on = 2019-03-14

[[directive.clauses]]
id = "II.3"
text = "communes report before 5/4"

[[tiers]]
id = "province"

[[tiers]]
id = "district"
deadline = "trước 20/4"

[[tiers]]
id = "commune"
deadline = "trước 5/4"
clause = "II.3"

[[units]]
id = "p"
tier = "province"

[[units]]
id = "d1"
tier = "district"
reports_to = "p"

[[units]]
id = "d2"
tier = "district"
reports_to = "p"

[[units]]
id = "c1"
tier = "commune"
reports_to = "d1"

[[units]]
id = "c2"
tier = "commune"
reports_to = "d1"

[[groups]]
id = "pilot"
units = []

[[events]]
id = "conference"

[[outline]]
key = "results"
goes_up = "gather"
asked_of = ["commune"]

[[indicators]]
key = "members"
kind = "stock"
goes_up = "sum"

[[indicators]]
key = "note"
kind = "text"
goes_up = "none"
"""
GIVEN = '[given]\nplan = "plan.toml"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a plan file: a province, two districts, two communes."""
    (tmp_path / "plan.toml").write_text(PLAN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def read(folder: Path) -> Callable[[str], Script]:
    """The script of a text that goes on behind its [given]."""
    return lambda text: Script.from_toml(GIVEN + text, name="test_it.toml", folder=folder)


@pytest.fixture
def run(read: Callable[[str], Script]) -> Callable[[str], ScriptResult]:
    """What becomes of the script of a text that goes on behind its [given]."""
    return lambda text: run_script(read(text))
