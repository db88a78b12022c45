"""Editing a TOML text by what has changed between two documents; comments, order and spelling of the rest stay.

The work is `tomlkit`'s. It keeps the comment above a heading in the table before that heading, so what stands at the
end of a table is taken off before the table changes, and put back behind what was added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeGuard

from kehoach._plan import is_list, is_table
from kehoach.files._write import toml_text, value_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import AoT, Item, Table

__all__ = ["edited"]

_NAMES = ("id", "key", "day")  # what tells the tables of an array apart
_Tail = list[tuple[Any, "Item"]]
_Rows = Sequence[Mapping[str, object]]


def edited(
    text: str,
    old: Mapping[str, object],
    new: Mapping[str, object],
) -> str:
    """A text that says what `new` says.

    Args:
        text: The text as it was.
        old: What it says, as plain data; its arrays have an element for each table of the text.
        new: What it is to say.
    """
    import tomlkit

    document = tomlkit.parse(text)
    _Editor(document).merge(document, old, new)
    out = tomlkit.dumps(document)
    return re.sub(r"(?<!\r)\n", "\r\n", out) if "\r\n" in text else out


class _Editor:
    """One document being edited."""

    def __init__(self, document: TOMLDocument) -> None:
        self.document = document

    def merge(self, container: Any, old: Mapping[str, object], new: Mapping[str, object]) -> None:  # noqa: ANN401
        """Change what differs in one table."""
        for key in old:
            if key not in new and key in container:
                self.remove(container, key)
        for key, value in new.items():
            if key in old and old[key] == value:
                continue
            before = old.get(key)
            if key in container:
                self.change(container, key, before, value)
            elif is_table(before) and is_table(value):  # of a table that was left to its defaults, what is none now
                self.add(container, key, {name: one for name, one in value.items() if before.get(name) != one})
            else:
                self.add(container, key, value)

    def change(self, container: Any, key: str, old: object, value: object) -> None:  # noqa: ANN401
        """Another value for a key that is there."""
        item = container.get(key)
        if is_table(old) and is_table(value) and is_table(item):
            self.merge(item, old, value)
        elif _is_rows(old) and _is_rows(value) and _is_array(item) and len(item) == len(old):
            self.rows(container, key, old, value)
        elif _is_inline(item):
            self.inline(container, key, old, value)
        elif _has_heading(value):
            self.replace(container, key, value)
        elif is_list(value) and not value and _is_array(item):
            self.remove(container, key)
        else:
            container[key] = _value(key, value)

    def inline(self, container: Any, key: str, old: object, value: object) -> None:  # noqa: ANN401
        """Another value for one in brackets or braces; tables in it are changed one by one, as long as they stay."""
        item = container[key]
        if _is_rows(old) and _is_rows(value) and len(item) == len(old) == len(value):
            for table, before, row in zip(item, old, value, strict=True):
                self.merge(table, before, row)
        else:
            container[key] = _value(key, value)

    def rows(self, container: Any, key: str, old: _Rows, new: _Rows) -> None:  # noqa: ANN401
        """The tables of an array: kept, changed, added, taken out."""
        array: AoT = container[key]
        known, wanted = _identities(old), _identities(new)
        before = dict(zip(known, old, strict=True))
        for place in range(len(known) - 1, -1, -1):
            if known[place] not in wanted:
                self.take(container, key, array, place)
                del known[place]
        kept = [name for name in wanted if name in known]
        if not known or kept != known:  # none is left, or the order is another
            self.replace(container, key, new)
            return
        for place, (name, row) in enumerate(zip(wanted, new, strict=True)):
            if name in before:
                self.merge(array[place], before[name], row)
            else:
                self.insert(array, place, key, row)

    def take(self, container: Any, key: str, array: AoT, place: int) -> None:  # noqa: ANN401
        """Take a table out of an array; the comment behind it, which speaks of the next heading, stays."""
        tail = _cut(array[place])
        del array[place]
        if place:
            _put(array[place - 1], _joined(array[place - 1], tail))
        elif container is self.document:
            self.hand_over(key, tail)

    def insert(self, array: AoT, place: int, key: str, row: Mapping[str, object]) -> None:
        """Put a table into an array, the comment of the next heading behind it."""
        table = _parsed(key, [row])[0]
        if place:
            tail = _cut(array[place - 1])
            _put(array[place - 1], [_blank()])
            _put(table, tail)
        else:
            _put(table, [_blank()])
        array.insert(place, table)

    def add(self, container: Any, key: str, value: object) -> None:  # noqa: ANN401
        """A key that is not there yet, behind the last that is."""
        if is_list(value) and not value and container is self.document:
            return
        if _is_inline(container):
            container[key] = _value(key, value)
            return
        if _has_heading(value):
            if container is self.document:
                self.hand_over("", [_blank()])
            container.add(key, _parsed(key, value))
            return
        tail = _cut(container, is_own=True)
        container.add(key, _value(key, value))
        _put(container, tail, is_own=True)

    def remove(self, container: Any, key: str) -> None:  # noqa: ANN401
        """Take a key out; a comment behind a table speaks of the next heading and stays."""
        item = container[key]
        tail = _cut(item[-1] if _is_array(item) and item else item) if _has_body(item) or _is_array(item) else []
        if container is self.document:
            self.hand_over(key, tail)
        container.remove(key)

    def replace(self, container: Any, key: str, value: object) -> None:  # noqa: ANN401
        """A whole table or array in place of another."""
        if container is not self.document:  # a table inside another: its heading needs the outer name
            container[key] = _value(key, value)
            return
        item = container[key]
        tail = _cut(item[-1] if _is_array(item) and item else item)
        made = _parsed(key, value)
        _put(made[-1] if _is_array(made) else made, tail)
        container[key] = made

    def hand_over(self, key: str, tail: _Tail) -> None:
        """Put what stood behind a table behind the one before it; behind the last one where no key is given."""
        before: Any = None
        for name, item in self.document.body:
            if key and name is not None and name.key == key:
                break
            if name is not None:
                before = item
        if before is not None and (_has_body(before) or _is_array(before)):
            last = before[-1] if _is_array(before) else before
            _put(last, _joined(last, tail))


def _is_rows(value: object) -> TypeGuard[_Rows]:
    return is_list(value) and bool(value) and all(map(is_table, value))


def _is_array(item: object) -> TypeGuard[AoT]:
    from tomlkit.items import AoT

    return isinstance(item, AoT)


def _is_inline(item: object) -> bool:
    """Whether a value stands in brackets or braces, on the line of its key."""
    from tomlkit.items import Array, InlineTable

    return isinstance(item, Array | InlineTable)


def _has_body(item: object) -> TypeGuard[Table]:
    from tomlkit.items import Table

    return isinstance(item, Table)


def _has_heading(value: object) -> bool:
    return is_table(value) or _is_rows(value)


def _identities(rows: _Rows) -> list[tuple[str, int]]:
    """What tells each row of an array from the others, before and after a change: a name, and which of that name."""
    seen: dict[str, int] = {}
    found: list[tuple[str, int]] = []
    for row in rows:
        name = next((str(row[key]) for key in _NAMES if key in row), None)
        if name is None:
            name = "file" if "file" in row else repr([row.get(key) for key in ("form", "owed_by", "override")])
        seen[name] = seen.get(name, 0) + 1
        found.append((name, seen[name]))
    return found


def _value(key: str, value: object) -> Item:
    import tomlkit

    return tomlkit.value(value_text(value, key))


def _parsed(key: str, value: object) -> Any:  # noqa: ANN401
    import tomlkit

    return tomlkit.parse(toml_text({key: value}))[key]


def _blank() -> tuple[Any, Item]:
    from tomlkit.items import Whitespace

    return (None, Whitespace("\n"))


def _body(table: Any, *, is_own: bool) -> Any:  # noqa: ANN401
    """The body in which a table ends: its own, or that of the last table inside it."""
    body = table.value.body if _has_body(table) else table.body
    if not is_own and body and body[-1][0] is not None:
        last = body[-1][1]
        if _is_array(last) and len(last):
            return _body(last[-1], is_own=False)
        if _has_body(last):
            return _body(last, is_own=False)
    return body


def _cut(table: Any, *, is_own: bool = False) -> _Tail:  # noqa: ANN401
    """Take the blank lines and comments off the end of a table."""
    body = _body(table, is_own=is_own)
    tail: _Tail = []
    while body and body[-1][0] is None:
        tail.insert(0, body.pop())
    return tail


def _put(table: Any, tail: _Tail, *, is_own: bool = False) -> None:  # noqa: ANN401
    """Put blank lines and comments behind a table."""
    _body(table, is_own=is_own).extend(tail)


def _joined(table: Any, tail: _Tail) -> _Tail:  # noqa: ANN401
    """A tail without its first blank line where the table ends in one already."""
    if tail and _ends_blank(table) and not tail[0][1].as_string().strip():
        return tail[1:]
    return tail


def _ends_blank(table: Any) -> bool:  # noqa: ANN401
    body = _body(table, is_own=False)
    return bool(body) and body[-1][0] is None and not body[-1][1].as_string().strip()
