"""A document as TOML text: what a plan that was never a file looks like as one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from kehoach._plan import is_list, is_table

__all__ = ["DAYS", "toml_text", "value_text"]

DAYS = frozenset({"issued_on", "effective_on", "on", "opened_on", "closed_on", "known_on", "day", "first", "last"})
"""Keys whose texts are days: they are written as TOML's own days."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDE = 100  # characters; a longer list takes a line for each element
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def toml_text(document: Mapping[str, object]) -> str:
    """A document as TOML, tables in their order, a blank line before each.

    Args:
        document: Tables of texts, whole numbers, flags, lists and tables.

    >>> print(toml_text({"directive": {"title": "Tổng kết", "issued_on": "2019-03-14"}}), end="")
    [directive]
    title = "Tổng kết"
    issued_on = 2019-03-14
    """
    return "\n".join(_blocks("", document, ()))


def _blocks(heading: str, table: Mapping[str, object], path: tuple[str, ...]) -> Iterator[str]:
    """A table and the tables inside it, a text for each; a table that only holds others needs no heading."""
    plain = [f"{_key(key)} = {value_text(value, key)}" for key, value in table.items() if not _has_heading(value)]
    if plain or not table or heading.startswith("[["):
        yield "".join(f"{line}\n" for line in ([heading] if heading else []) + plain)
    for key, value in table.items():
        name = ".".join(map(_key, (*path, key)))
        if is_table(value):
            yield from _blocks(f"[{name}]", value, (*path, key))
        elif _has_heading(value) and is_list(value):
            for inner in value:
                yield from _blocks(f"[[{name}]]", inner if is_table(inner) else {}, (*path, key))


def _has_heading(value: object) -> bool:
    """Whether a value is written under headings of its own."""
    return is_table(value) or (is_list(value) and bool(value) and all(map(is_table, value)))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else value_text(name)


def value_text(value: object, key: str = "") -> str:
    r"""A value as TOML writes it behind a key.

    >>> print(value_text(["a", 'b"']), value_text("2019-03-14", "on"), value_text(True))
    ["a", "b\""] 2019-03-14 true
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if is_table(value):
        return "{" + ", ".join(f"{_key(name)} = {value_text(inner, name)}" for name, inner in value.items()) + "}"
    if is_list(value):
        return _list(value)
    return _text(str(value), is_day=key in DAYS)


def _list(values: Sequence[object]) -> str:
    parts = [value_text(one) for one in values]
    short = f"[{', '.join(parts)}]"
    return short if len(short) <= _WIDE else "[\n" + "".join(f"    {part},\n" for part in parts) + "]"


def _text(text: str, *, is_day: bool) -> str:
    if is_day and _is_day(text):
        return text
    return '"' + "".join(_ESCAPES.get(c) or (c if c.isprintable() else _escaped(c)) for c in text) + '"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
