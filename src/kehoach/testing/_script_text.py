"""A script as TOML text: what a program found, as a file that a person reads and `kehoach test` runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kehoach._plan import is_list, is_table
from kehoach._report import Mark
from kehoach.files._write import toml_text, value_text
from kehoach.testing._script import Expected, Script, Step

__all__ = ["plain_value", "script_text"]

_FIRST = ("at", "act", "unit", "by")  # of a step, before all else


def script_text(script: Script) -> str:
    """A script as the text of a file.

    Args:
        script: The script; one whose plan was read from a file names that file, any other holds its plan.
    """
    told: dict[str, object] = {"title": script.title, "clauses": script.clauses}
    head = "".join(f"{key} = {value_text(value)}\n" for key, value in told.items() if value)
    return "\n".join([*([head] if head else []), *_given(script), *_steps(script), *_end(script)])


def _given(script: Script) -> Iterator[str]:
    said: dict[str, object] = {}
    if script.plan_file is not None:
        said["plan"] = script.plan_file
    if script.begins is not None:
        said["begins"] = script.begins
    if script.default_by != "expected":
        said["default_by"] = script.default_by
    if said:
        yield _block("[given]", said)
    if script.plan_file is None:
        yield toml_text({"given": {"plan": script.plan.to_dict(resolved=False)}})


def _steps(script: Script) -> Iterator[str]:
    for step in script.steps:
        yield _block("[[when]]", _ordered(step))
        if step.then is not None:
            yield _block("[when.then]", _expected(step.then))


def _end(script: Script) -> Iterator[str]:
    if script.then is not None:
        yield _block("[then]", _expected(script.then))


def _ordered(step: Step) -> dict[str, object]:
    said = step.said()
    said = {name: said[name] for name in (*_FIRST, *said) if name in said}
    for name in ("unit", "refused", "entries"):
        if name in said and len(said[name]) == 1:
            said[name] = said[name][0]
    return said


def _expected(expected: Expected) -> dict[str, Any]:
    return expected.asked()


def _block(heading: str, table: Mapping[str, object]) -> str:
    """A heading and its keys, each value in one line, however deep it is."""
    lines = (f"{key} = {value_text(plain_value(value))}\n" for key, value in table.items())
    return "".join([f"{heading}\n", *lines])


def plain_value(value: object) -> object:
    """A value as TOML holds it: marks, fractions and figures with a point as texts, since no float is exact."""
    if isinstance(value, Mark | Fraction | Decimal):
        return str(value)
    if is_table(value):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if is_list(value):
        return [plain_value(inner) for inner in value]
    return value
