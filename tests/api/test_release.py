"""What is looked at before a release: a lock with hashes, an audit that saw all of it, a list of parts that repeats."""

from __future__ import annotations

import importlib.util
import json
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = f"""\
one==1.0 \\
    --hash=sha256:{"a" * 64}
two==2.0 ; python_version < '3.12' \\
    --hash=sha256:{"b" * 64}
"""


@pytest.fixture(scope="module")
def release() -> ModuleType:
    pytest.importorskip("packaging")
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(release: ModuleType) -> dict[str, dict[str, list[str]]]:
    return release.locked("\n".join((ROOT / name).read_text(encoding="utf-8") for name in release.LOCKS))


def test_every_pin_has_a_hash(release: ModuleType) -> None:
    """A package without one, and a file that pins nothing, are no lock."""
    assert release.locked(TEXT) == {"one": {"1.0": ["a" * 64]}, "two": {"2.0": ["b" * 64]}}
    for text in ("one==1.0\n" + TEXT.replace("one", "three"), ""):
        with pytest.raises(release.Found):
            release.locked(text)


def test_the_lock_holds_what_is_asked_for_and_installed(
    release: ModuleType, project: dict[str, Any], pins: dict[str, dict[str, list[str]]]
) -> None:
    """What the project asks for is pinned, in a version that fits, and so is what is installed."""
    assert release.check_lock(pins, project) > 50
    without = {name: versions for name, versions in pins.items() if name != "attrs"}
    for wrong in (without, {**pins, "attrs": {"1.0": []}}, {**pins, "mako": {"0.1": []}}):
        with pytest.raises(release.Found):
            release.check_lock(wrong, project)


def test_an_audit_that_saw_nothing_is_none(release: ModuleType) -> None:
    """What was skipped or left out counts as found, as does what is known to be weak."""
    pins = release.locked(TEXT)
    good = {"name": "One", "version": "1.0", "vulns": []}
    assert release.audited({"dependencies": [good, {"name": "two", "vulns": []}]}, pins) == 2
    for other in (
        [],
        [{"name": "two", "skip_reason": "could not be audited"}],
        [{"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1"}]}],
    ):
        with pytest.raises(release.Found, match="two"):
            release.audited({"dependencies": [good, *other]}, pins)


def test_an_audit_of_elsewhere_is_read(release: ModuleType, tmp_path: Path) -> None:
    """The report of an audit that ran in an environment of its own is looked at as if it ran here."""
    path = tmp_path / "report.json"
    path.write_text(json.dumps({"dependencies": [{"name": name, "vulns": []} for name in ("one", "two")]}))
    assert release.audit(release.locked(TEXT), ["--report", str(path)]) == 2


def test_the_list_of_parts_is_the_same_each_time(
    release: ModuleType, project: dict[str, Any], pins: dict[str, dict[str, list[str]]]
) -> None:
    """Each package that runs with kehoach is in it once, with its version and whether it is needed."""
    parts = release.parts_of(project, pins)
    assert parts == release.parts_of(project, pins)
    names = [one["bom-ref"] for one in parts["components"]]
    assert (parts["bomFormat"], parts["specVersion"]) == ("CycloneDX", "1.6")
    assert names == sorted(set(names))
    required = {one["bom-ref"] for one in parts["components"] if one["scope"] == "required"}
    assert {"attrs", "numpy", "sqlalchemy", "transitions"} <= required
    assert not {"pytest", "ruff", "psycopg", "numba"} & required
    refs = {one["ref"]: one["dependsOn"] for one in parts["dependencies"]}
    assert set(refs) == {"kehoach", *names}
    assert all(set(needs) <= set(names) for needs in refs.values())
    assert all(one["purl"] == f"pkg:pypi/{one['bom-ref']}@{one['version']}" for one in parts["components"])


@pytest.mark.slow
def test_two_builds_have_the_same_bytes(release: ModuleType, tmp_path: Path) -> None:
    """The wheel and the source archive do not depend on when and where they are built."""
    assert sorted(Path(name).suffix for name in release.built_twice(tmp_path)) == [".gz", ".whl"]
