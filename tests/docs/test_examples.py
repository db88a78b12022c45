"""The examples are programs with their output beside them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PROGRAMS = sorted(
    path.relative_to(EXAMPLES).as_posix()
    for path in EXAMPLES.rglob("*.py")
    if path.parent.name != "fastapi_app"  # it answers through HTTP, in tests/hosts
)


def test_every_example_has_its_output_beside_it() -> None:
    """To each program belongs an .out file, and to each .out file a program."""
    outputs = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.out")}
    assert outputs == {program.removesuffix(".py") + ".out" for program in PROGRAMS}


@pytest.mark.slow
@pytest.mark.parametrize("program", PROGRAMS)
def test_an_example_prints_what_stands_beside_it(program: str, tmp_path: Path) -> None:
    """An example runs from a copy of its folder, warns of nothing, and prints its .out file to the letter."""
    folder = tmp_path / "examples"
    shutil.copytree(EXAMPLES, folder)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", "NO_COLOR": "1"}
    path = folder / program
    command = [sys.executable, "-W", "error", path.name]
    answer = subprocess.run(
        command, cwd=path.parent, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout == (EXAMPLES / program).with_suffix(".out").read_text(encoding="utf-8")
