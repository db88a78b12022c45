"""Rewriting what a script expects, where it is meant to change: comments, order and all else stay."""

from __future__ import annotations

from typing import Any, Final, cast

from kehoach._plan import is_list, is_table
from kehoach.files._edit import edited
from kehoach.files._toml import parse_toml
from kehoach.testing._script_result import GONE, UNCHANGED, ScriptResult
from kehoach.testing._script_text import plain_value

__all__ = ["updated"]

_ONE: Final = frozenset({"refused", "late", "overdue", "findings"})
"""Keys under which one name alone is a list of one."""


def updated(result: ScriptResult) -> str | None:
    """The text of a script that expects what has come; None where that is what it says, or cannot be said.

    Args:
        result: What became of a script that was read from a text.
    """
    source = result.script.source
    changes = [one for one in result.failures if one.actual is not UNCHANGED]
    if source is None or not changes:
        return None
    old = parse_toml(source.text).data
    new = cast("dict[str, Any]", _copied(old))
    for change in changes:
        _put(new, change.path, change.actual)
    return edited(source.text, old, new)


def _copied(value: object) -> object:
    """Tables and lists of one's own."""
    if is_table(value):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if is_list(value) else value


def _put(document: dict[str, Any], path: tuple[str | int, ...], actual: object) -> None:
    """Say something else at a path; a step that is refused for what it is not told of gets a new key."""
    table: Any = document
    for key in path[:-1]:
        table = table[key]
    last = path[-1]
    if actual is GONE:
        cast("dict[str | int, Any]", table).pop(last, None)
    else:
        table[last] = _said(last, table.get(last), plain_value(actual))


def _said(key: str | int, before: object, value: object) -> object:
    """A value as its author would write it: one name alone without brackets, where it stood so."""
    if is_list(value) and len(value) == 1 and (isinstance(before, str) or (key in _ONE and before is None)):
        return value[0]
    return value
