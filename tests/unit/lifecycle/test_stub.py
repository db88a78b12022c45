"""The typed stub of a lifecycle's verbs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import kehoach as kh
from kehoach import Lifecycle
from kehoach._report import Options
from own_lifecycles import LIFECYCLES, signed

PROGRAM = """
from typing import TYPE_CHECKING, assert_type, cast

import kehoach as kh
from kehoach.testing import small_plan

if TYPE_CHECKING:
    from verbs import State, Trigger, Verbs

campaign = kh.Campaign.begin(small_plan(1, 2, 3))
verbs = cast("Verbs", campaign.verbs)
assert_type(verbs.sign("commune-1", by="commune-1", reason="x"), kh.LogEntry)
verbs.fire("commune-1", "sign")
state: "State" = "signed"
trigger: "Trigger" = "sign"
verbs.sign("commune-1", reson="x")  # type: ignore[call-arg]
verbs.sing("commune-1")  # type: ignore[attr-defined]
verbs.fire("commune-1", "sing")  # type: ignore[arg-type]
state = "sgined"  # type: ignore[assignment]
"""


@pytest.mark.parametrize("name", LIFECYCLES)
def test_a_stub_has_a_method_for_each_trigger(name: str) -> None:
    """The text is Python; its class has the triggers of the machine, and equal machines give equal bytes."""
    lifecycle = LIFECYCLES[name]
    tree = ast.parse(lifecycle.stub())
    verbs = next(one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == "Verbs")
    methods = [one.name for one in verbs.body if isinstance(one, ast.FunctionDef)]
    assert methods == ["fire", *lifecycle.triggers]
    assert Lifecycle.from_dict(lifecycle.to_dict()).stub() == lifecycle.stub()


def test_a_stub_has_the_options_of_fire() -> None:
    """The options in the stub are those of an act, with their types."""
    tree = ast.parse(Lifecycle.report().stub())
    options = next(one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == "Options")
    said = {
        ast.unparse(one.target): ast.unparse(one.annotation) for one in options.body if isinstance(one, ast.AnnAssign)
    }
    wanted = {**Options.__annotations__}
    assert set(said) == set(wanted)


def test_a_word_of_python_is_no_method() -> None:
    """A trigger that Python takes for a word of its own is told, and fired by name."""
    lifecycle = Lifecycle.report().insert(
        "return", source="submitted", dest="draft", who="issuer", effect="open", conditions="reason_given"
    )
    assert "# return is a word of Python: fire(unit, 'return')" in lifecycle.stub()
    assert ast.parse(lifecycle.stub())


@pytest.mark.slow
def test_a_type_checker_knows_the_verbs(tmp_path: Path) -> None:
    """Under mypy, strict, a program with the stub is clean, and every misspelling in it is found."""
    mypy = pytest.importorskip("mypy.api")
    (tmp_path / "verbs.pyi").write_text(signed().stub(), encoding="utf-8")
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    source = Path(kh.__file__).parents[1]
    config = tmp_path / "mypy.ini"
    config.write_text(f"[mypy]\nstrict = true\nmypy_path = {source},{tmp_path}\n", encoding="utf-8")
    out, err, code = mypy.run(
        [
            "--config-file",
            str(config),
            "--cache-dir",
            str(tmp_path / "cache"),
            str(program),
            str(tmp_path / "verbs.pyi"),
        ]
    )
    assert (code, err) == (0, ""), out
