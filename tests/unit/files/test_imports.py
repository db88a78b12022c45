"""What reading a plan does not load."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAN_116 = Path(__file__).parents[3] / "examples" / "plan_116" / "plan.toml"
HEAVY = ("tomlkit", "numpy", "networkx", "sqlalchemy", "alembic", "sqlite3", "rich", "click", "pytest", "pendulum")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("program", "unwanted"),
    [
        ("import kehoach.files", (*HEAVY, "holidays")),
        (f"import kehoach.files; kehoach.files.load_plan({str(PLAN_116)!r})", (*HEAVY, "holidays")),
        (f"import kehoach.files; kehoach.files.load_plan({str(PLAN_116)!r}).check()", HEAVY),
    ],
)
def test_to_read_a_plan_loads_nothing_heavy(program: str, unwanted: tuple[str, ...]) -> None:
    """The writer of TOML loads when something is written, the calendar when a due is asked for."""
    end = f"import sys; print(*sorted(set({unwanted!r}) & set(sys.modules)))"
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", f"{program}; {end}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.split() == []
