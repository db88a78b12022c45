"""How .venv is made: the parts of tools/bootstrap.py that need no network."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "tools" / "bootstrap.py"
PINS = ["pip==26.3", "attrs==26.1.0"]
PROJECT: dict[str, Any] = {
    "build-system": {"requires": ["hatchling"]},
    "project": {"dependencies": ["attrs", "click"]},
    "dependency-groups": {"test": ["pytest"], "docs": ["sphinx"], "dev": ["ruff"]},
    "tool": {"ruff": {"line-length": 120}},
}


@pytest.fixture(scope="module")
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def key(bootstrap: ModuleType) -> str:
    return str(bootstrap.stamp_key(PROJECT, PINS, "3.11 .so", "2f61"))


def test_an_old_python_is_refused_in_one_line(bootstrap: ModuleType) -> None:
    """The line names what is wanted, what was found, and two ways to name another Python."""
    assert bootstrap.refusal((3, 10, 13), "/usr/bin/python3") == (
        "kehoach needs Python 3.11 or later, and /usr/bin/python3 is 3.10.13. Name a newer one: "
        "make PYTHON=python3.11 test, or python3.11 tools/bootstrap.py test"
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_a_python_that_is_new_enough_is_taken(bootstrap: ModuleType, version: tuple[int, int, int]) -> None:
    """From 3.11 on nothing is refused."""
    assert bootstrap.refusal(version, "python3") is None


def test_the_oldest_python_is_the_one_of_the_project(bootstrap: ModuleType) -> None:
    """Bootstrap and pyproject.toml agree on the oldest Python."""
    oldest = ".".join(map(str, bootstrap.OLDEST))
    assert f'requires-python = ">={oldest}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_an_old_python_can_parse_it() -> None:
    """The program has no syntax that came after Python 2.7, so that an old Python gets to the refusal."""
    text = PROGRAM.read_text(encoding="utf-8")
    assert text.isascii()
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Nonlocal, ast.Match)
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, newer), ast.unparse(node)
        assert not (isinstance(node, ast.Raise) and node.cause), ast.unparse(node)
        assert not (isinstance(node, ast.FunctionDef) and (node.args.kwonlyargs or node.returns)), node.name


def test_the_key_is_the_same_for_the_same(bootstrap: ModuleType, key: str) -> None:
    """Project, pins, Python and folder make the key, whatever the order of the tables."""
    turned = dict(reversed(PROJECT.items()))
    assert bootstrap.stamp_key(turned, list(PINS), "3.11 .so", "2f61") == key


def test_a_lint_rule_makes_no_new_environment(bootstrap: ModuleType, key: str) -> None:
    """What no installation reads does not change the key."""
    linted = {**PROJECT, "tool": {"ruff": {"line-length": 100}}}
    assert bootstrap.stamp_key(linted, PINS, "3.11 .so", "2f61") == key


@pytest.mark.parametrize(
    ("project", "pins", "python", "place"),
    [
        ({**PROJECT, "project": {"dependencies": ["attrs"]}}, PINS, "3.11 .so", "2f61"),
        (
            {**PROJECT, "project": {**PROJECT["project"], "entry-points": {"pytest11": {"a": "a"}}}},
            PINS,
            "3.11 .so",
            "2f61",
        ),
        ({**PROJECT, "dependency-groups": {}}, PINS, "3.11 .so", "2f61"),
        ({**PROJECT, "build-system": {"requires": ["hatchling>=1.26"]}}, PINS, "3.11 .so", "2f61"),
        ({**PROJECT, "tool": {"hatch": {"build": {}}}}, PINS, "3.11 .so", "2f61"),
        (PROJECT, ["pip==26.3", "attrs==26.2.0"], "3.11 .so", "2f61"),
        (PROJECT, PINS, "3.12 .so", "2f61"),
        (PROJECT, PINS, "3.11 .so", "2f62"),
    ],
)
def test_what_an_installation_reads_changes_the_key(
    bootstrap: ModuleType, key: str, project: dict[str, Any], pins: list[str], python: str, place: str
) -> None:
    """Another requirement, group, pin, Python or folder asks for another environment."""
    assert bootstrap.stamp_key(project, pins, python, place) != key


def test_a_task_brings_its_groups(bootstrap: ModuleType) -> None:
    """To what builds and runs the project come the packages of the groups that are asked for."""
    assert bootstrap.wanted_packages(PROJECT, ()) == ["hatchling", "attrs", "click"]
    assert bootstrap.wanted_packages(PROJECT, ("test", "dev")) == ["hatchling", "attrs", "click", "pytest", "ruff"]


def test_every_task_asks_for_groups_that_exist(bootstrap: ModuleType) -> None:
    """The table of tasks and the groups of the project agree."""
    assert {group for groups in bootstrap.NEEDS.values() for group in groups} == set(bootstrap.GROUPS)


def test_make_and_bootstrap_know_the_same_tasks(bootstrap: ModuleType) -> None:
    """Windows, which has no make, misses no task."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (tasks,) = re.findall(r"^TASKS = (.*)$", makefile, flags=re.MULTILINE)
    assert set(tasks.split()) == set(bootstrap.NEEDS)
    assert all(f"make {task} " in makefile for task in bootstrap.NEEDS)


def test_an_unknown_task_is_named_with_those_that_exist() -> None:
    """A misspelt task makes no environment and lists the tasks."""
    command = [sys.executable, str(PROGRAM), "tset"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    expected = "bootstrap: no task 'tset'; there are bench, demo, docs, lint, release-check, soak, test, types\n"
    assert (answer.returncode, answer.stderr) == (1, expected)


def test_a_cut_network_is_called_one(bootstrap: ModuleType) -> None:
    """Pip's talk of retries and versions becomes one line that says what to do."""
    said = (
        "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...)': /simple/attrs/\n"
        "ERROR: Could not find a version that satisfies the requirement attrs (from versions: none)\n"
        "ERROR: No matching distribution found for attrs\n"
    )
    line = bootstrap.pip_failure(said)
    assert line.startswith("the packages cannot be fetched: the package index does not answer.")
    assert "\n" not in line


def test_a_missing_pin_names_the_file(bootstrap: ModuleType) -> None:
    """A requirement added without its pin says where pins are kept."""
    said = "ERROR: In --require-hashes mode, all requirements must have their versions pinned with ==. These do not:\n"
    assert bootstrap.pip_failure(said).startswith("a package is not pinned in requirements/constraints.txt")


def test_a_folder_of_wheels_that_lacks_one_is_told_which(bootstrap: ModuleType) -> None:
    """Where pip is set to an index or a folder of its own, the package that is missing there is named."""
    said = (
        "ERROR: Could not find a version (from versions: none)\nERROR: No matching distribution found for pip==26.3\n"
    )
    expected = "the index or the folder that pip is set to does not hold pip==26.3, pinned in requirements"
    assert bootstrap.pip_failure(said) == expected


def test_other_failures_show_the_last_error(bootstrap: ModuleType) -> None:
    """Of pip's many lines the last error is kept."""
    said = "Collecting x\nERROR: first\nERROR: no space left on device\nhint: see above\n"
    assert bootstrap.pip_failure(said) == "pip failed: ERROR: no space left on device"
    assert bootstrap.pip_failure("") == "pip failed: no reason given"


def test_the_path_to_the_source_is_ascii(bootstrap: ModuleType) -> None:
    """In a folder with Vietnamese letters the .pth line has none, so that every Python can read it in every locale."""
    root = Path("/", "Kế hoạch 2019", "kehoach")
    packages = root / ".venv" / "lib" / "python3.11" / "site-packages"
    assert bootstrap.relative_path_line(packages, root / "src") == "../../../../src\n"


@pytest.mark.slow
def test_python_finds_the_source_by_that_path(bootstrap: ModuleType, tmp_path: Path) -> None:
    """A .pth file with the relative line leads a Python under LC_ALL=C into a folder with Vietnamese letters."""
    packages = tmp_path / "kế hoạch" / "site-packages"
    source = tmp_path / "kế hoạch" / "src"
    packages.mkdir(parents=True)
    source.mkdir()
    (source / "found_it.py").write_text("", encoding="ascii")
    (packages / "x.pth").write_text(bootstrap.relative_path_line(str(packages), str(source)), encoding="ascii")
    program = "import os, site; site.addsitedir(os.environ['PACKAGES']); import found_it"
    environment = {**os.environ, "LC_ALL": "C", "PACKAGES": str(packages)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
