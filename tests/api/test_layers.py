"""The architecture is a test: imports go down the ranks, and the pure rooms reach for nothing outside."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "kehoach"

# The rooms that are given time, randomness and stores, and ask for none.
PURE = (
    "_calendar",
    "_deadline",
    "_directive",
    "_engine",
    "_explore",
    "_hierarchy",
    "_lifecycle",
    "_plan",
    "_progress",
    "_reminders",
    "_report",
    "_rollup",
    "_spelling",
    "errors",
    "rules",
    "sim",
)
OUTSIDE = {
    "alembic",
    "asyncio",
    "click",
    "http",
    "logging",
    "multiprocessing",
    "random",
    "rich",
    "secrets",
    "socket",
    "sqlalchemy",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}


def lint_imports(config: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", "--config", config]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def modules(room: str) -> list[Path]:
    return sorted([*PACKAGE.glob(f"{room}.py"), *(PACKAGE / room).rglob("*.py")])


@pytest.mark.slow
def test_imports_go_down_the_ranks_only() -> None:
    """No room imports one of its own rank or above, and every room has a rank."""
    answer = lint_imports(ROOT / "pyproject.toml")
    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.slow
def test_a_room_without_a_rank_is_found(tmp_path: Path) -> None:
    """A room that the table of ranks leaves out breaks the rule, by name."""
    table = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    config = tmp_path / "pyproject.toml"
    config.write_text(table.replace('  "errors",\n', ""), encoding="utf-8")
    answer = lint_imports(config)
    assert answer.returncode == 1
    assert "errors" in answer.stdout


def reaches_out(tree: ast.Module) -> set[str]:
    """The modules of the outside world that are imported anywhere in the tree, and open, input and print."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names} & OUTSIDE
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module.split(".")[0]} & OUTSIDE
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found |= {node.func.id} & {"open", "input", "print"}
    return found


def test_what_reaches_out_is_seen() -> None:
    """An import inside a function counts, and so does a bare open."""
    text = "def f():\n    from time import monotonic\n    return open('x'), monotonic()\n"
    assert reaches_out(ast.parse(text)) == {"time", "open"}


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_reach_for_nothing(room: str) -> None:
    """Rooms from progress and engine down, rules, explore and sim read no clock, socket or global random source."""
    found = {
        str(path.relative_to(ROOT)): sorted(reached)
        for path in modules(room)
        if (reached := reaches_out(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert found == {}
