"""What is shipped: the whole package and nothing else in the wheel, tests and licence in the source archive."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def in_the_tree(folder: str) -> set[str]:
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in files}


@pytest.mark.slow
def test_the_wheel_is_the_package(dist: Path) -> None:
    """Every file of src is in the wheel, py.typed, migrations and tables among them, and nothing beside it."""
    (wheel,) = dist.glob("*.whl")
    names = {f"src/{name}" for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == in_the_tree("src")
    assert "src/kehoach/py.typed" in names


@pytest.mark.slow
def test_the_source_archive_can_be_tested(dist: Path) -> None:
    """Whoever packages from the source archive finds the tests, what they need, and the licence."""
    (archive,) = dist.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"LICENSE", "README.md", "CHANGELOG.md", "conftest.py", "pyproject.toml", "Makefile"} <= names
    assert in_the_tree("tests") <= names
    assert in_the_tree("examples") <= names


def test_groups_and_extras_are_equal(project: dict[str, Any]) -> None:
    """A pip that knows no dependency groups gets the same lists as extras."""
    extras = project["project"]["optional-dependencies"]
    assert {name: extras[name] for name in ("test", "docs", "dev", "bench")} == project["dependency-groups"]


def test_all_is_every_extra_for_users(project: dict[str, Any]) -> None:
    """The extra `all` brings every extra but those of the house."""
    extras = project["project"]["optional-dependencies"]
    (everything,) = extras["all"]
    named = everything.removeprefix("kehoach[").removesuffix("]").split(",")
    assert set(named) == set(extras) - {"all", "test", "docs", "dev", "bench"}


def test_every_direct_requirement_is_pinned(project: dict[str, Any]) -> None:
    """What .venv is made of is pinned with hashes, and no line of the pins tells where it came from."""
    text = (ROOT / "requirements" / "constraints.txt").read_text(encoding="ascii")
    pinned = set(re.findall(r"^([a-z0-9-]+)==", text, flags=re.MULTILINE))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    wanted += [name for group in project["dependency-groups"].values() for name in group]
    names = {re.split(r"[\[<>=! ]", name)[0].lower().replace("_", "-") for name in wanted}
    assert names - pinned == set()
    assert "://" not in text
    assert text.count("--hash=sha256:") >= len(pinned)


def test_every_requirement_has_a_lower_bound(project: dict[str, Any]) -> None:
    """A requirement says from which version on it is known to work, and leaves the future open."""
    extras = project["project"]["optional-dependencies"]
    every = [*project["project"]["dependencies"], *(name for extra in extras.values() for name in extra)]
    assert [name for name in every if not re.fullmatch(r"[\w-]+(\[\w+\])?>=[\d.]+|kehoach\[[\w,]+\]", name)] == []


def test_news_are_sentences_in_files_of_a_known_kind(project: dict[str, Any]) -> None:
    """Each piece of news in changelog.d is named +words.kind.md and ends with a full stop."""
    kinds = "|".join(kind["directory"] for kind in project["tool"]["towncrier"]["type"])
    pieces = [path for path in (ROOT / "changelog.d").iterdir() if path.name not in {"README.md", ".gitkeep"}]
    assert [path.name for path in pieces if not re.fullmatch(rf"\+[a-z0-9-]+\.({kinds})\.md", path.name)] == []
    assert [path.name for path in pieces if not path.read_text(encoding="utf-8").rstrip().endswith(".")] == []
