"""What importing kehoach costs, and that it leaves the process as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "alembic",
    "click",
    "holidays",
    "hypothesis",
    "networkx",
    "numpy",
    "pytest",
    "rich",
    "sqlalchemy",
    "sqlite3",
)

LOADED = """
import json, sys
import kehoach
json.dump(sorted(sys.modules), sys.stdout)
"""

USED = """
import json, sys
import kehoach
spaces = {"errors", "files", "rules", "sim", "stores", "testing"}
used = [getattr(kehoach, name) for name in kehoach.__all__ if name not in spaces]
json.dump(sorted(sys.modules), sys.stdout)
"""

LEFT = """
import json, locale, logging, random, signal, sys, threading, warnings

def process():
    return {
        "locale": locale.setlocale(locale.LC_ALL),
        "logging": [logging.root.level, len(logging.root.handlers)],
        "random": hash(random.getstate()),
        "signals": [str(signal.getsignal(signal.SIGINT)), str(signal.getsignal(signal.SIGTERM))],
        "threads": threading.active_count(),
        "excepthook": str(sys.excepthook),
        "recursion": sys.getrecursionlimit(),
        "path": sys.path,
    }

import attrs, pendulum, transitions  # what they do is theirs
done = []
shunned = ("socket.", "subprocess.", "os.system", "os.fork", "ctypes.")
sys.addaudithook(lambda event, args: done.append(event) if event.startswith(shunned) else None)
before = process()
import kehoach
json.dump({"before": before, "after": process(), "done": done}, sys.stdout)
"""


def answer_of(program: str, cache: Path) -> object:
    """What a fresh interpreter prints, as JSON; bytecode is kept, as it is for users."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": str(cache)}
    command = [sys.executable, "-W", "error", "-c", program]
    said = subprocess.run(command, cwd=cache, env=environment, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    return json.loads(said.stdout)


@pytest.mark.slow
def test_import_loads_nothing_heavy(tmp_path: Path) -> None:
    """`import kehoach` loads no numpy, networkx, SQLAlchemy, alembic, holidays, sqlite3, rich, click or pytest."""
    loaded = answer_of(LOADED, tmp_path)
    assert isinstance(loaded, list)
    assert "kehoach" in loaded
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.slow
def test_no_class_loads_anything_heavy(tmp_path: Path) -> None:
    """Fetching every class and function of the root loads no heavy package either; using them may."""
    loaded = answer_of(USED, tmp_path)
    assert isinstance(loaded, list)
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.slow
def test_import_leaves_the_process_as_it_was(tmp_path: Path) -> None:
    """Importing sets no locale, logger, seed, signal, hook or path, starts no thread or program and opens no socket."""
    answer = answer_of(LEFT, tmp_path)
    assert isinstance(answer, dict)
    assert answer["after"] == answer["before"]
    assert answer["done"] == []
