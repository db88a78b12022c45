"""Reading a document table by table: every problem is kept, and a key that nobody asked for is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeGuard, TypeVar

import attrs

from kehoach._calendar import parse_day
from kehoach._spelling import named_character, nearest, nfc, unprintable
from kehoach.errors import Finding, Invalid, Value, listed

__all__ = ["BROKEN", "Broken", "Table", "hints", "is_list", "is_table", "placed", "plain_table", "step"]

_T = TypeVar("_T")
_LONGEST = 20_000  # characters of one text; a clause of a directive has fewer, and messages repeat what they were given
_DEEPEST = 40  # steps of a path into a table that is kept unread; a file has at most 16 brackets of 8 keys
_HINTED = 50  # unknown keys of one table that get a proposal
_LARGEST = 2**53  # integers above lose figures in other languages' JSON, and the digest is to be the same everywhere


@attrs.frozen
class Broken:
    """Stands for a value that could not be read and has been reported already."""


BROKEN: Final = Broken()


def is_table(value: object) -> TypeGuard[Mapping[str, object]]:
    """Whether a value of a document is a table; its keys are texts, as TOML and JSON make them."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Whether a value of a document is a list."""
    return isinstance(value, list | tuple)


def step(path: str, key: str | int) -> str:
    """A path with one more step.

    >>> step(step("units", 12), "reports_to")
    'units[12].reports_to'
    """
    if isinstance(key, int):
        return f"{path}[{key}]"
    bare = key.replace("_", "").replace("-", "").isalnum() and key.isascii()
    quoted = key if bare else '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{path}.{quoted}" if path else quoted


def placed(error: Invalid, path: str, *, renamed: Mapping[str, str] | None = None) -> list[Finding]:
    """The findings of a value that stands at a path; their own paths are continued from there.

    Args:
        error: What the value's constructor raised.
        path: Where the value stands.
        renamed: Keys of the file for fields of the value, where they differ.
    """
    found: list[Finding] = []
    for finding in error.findings:
        inner = (renamed or {}).get(finding.path, finding.path)
        found.append(attrs.evolve(finding, path=_continued(path, inner)))
    return found


def _continued(path: str, inner: str) -> str:
    if not inner or not path:
        return inner or path
    return inner if inner.startswith(path) else f"{path}{inner if inner.startswith('[') else '.' + inner}"


def hints(word: str, known: Iterable[str]) -> dict[str, Value]:
    """The values ``hint`` and ``hint_vi`` of a message about an unknown word: the nearest, else what there is."""
    choices = tuple(dict.fromkeys(known))
    near = nearest(word, choices) if choices else ()
    if near:
        return {"hint": f"did you mean {near[0]!r}?", "hint_vi": f"có phải ý bạn là {near[0]!r}?"}
    if not choices:
        return {"hint": "there are none", "hint_vi": "chưa có mục nào"}
    named = listed(choices)
    named_vi = named.replace(" and ", " và ").replace(" more", " mục khác") if len(choices) > 3 else named
    return {"hint": f"known: {named}", "hint_vi": f"hiện có: {named_vi}"}


class Table:
    """One table of a document.

    Args:
        data: The table as `tomllib` or `json` gives it.
        path: Where it stands.
        found: Where its problems go.
    """

    __slots__ = ("_asked", "_data", "found", "path")

    def __init__(self, data: Mapping[str, object], path: str, found: list[Finding]) -> None:
        self._data = data
        self._asked: dict[str, None] = {}
        self.path = path
        self.found = found

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def refuse(self, code: str, key: str | None = None, /, **values: Value) -> None:
        """Note a problem of this table or of one of its keys."""
        self.found.append(Finding(code, values, path=self.path if key is None else step(self.path, key)))

    def refuse_all(self, error: Invalid, key: str | None = None, **renamed: str) -> None:
        """Note the problems that a value of this table was refused for."""
        self.found += placed(error, self.path if key is None else step(self.path, key), renamed=renamed)

    def raw(self, key: str) -> object:
        """What stands under a key, None when nothing or something broken does; the key counts as known."""
        self._asked[key] = None
        value = self._data.get(key)
        return None if value is BROKEN else value

    def is_broken(self, key: str) -> bool:
        """Whether the key stands there with a value that could not be read."""
        return self._data.get(key) is BROKEN

    def needs(self, *keys: str) -> bool:
        """Whether all keys are there; a missing one is a problem."""
        self._asked.update(dict.fromkeys(keys))
        missing = [key for key in keys if key not in self._data]
        for key in missing:
            self.refuse("KH103", None, key=key)
        return not missing

    def _typed(self, key: str, kind: type[_T], wanted: str, wanted_vi: str) -> _T | None:
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, kind) and not (isinstance(value, bool) and kind is not bool):
            return value
        self.refuse_type(key, wanted, wanted_vi)
        return None

    def refuse_type(self, key: str, wanted: str, wanted_vi: str) -> None:
        """Note that a value is of another type than its key wants."""
        value = self._data.get(key)
        if value is not None and value is not BROKEN:
            self.refuse("KH104", key, key=key, wanted=wanted, wanted_vi=wanted_vi, **_shown(value))

    def text(self, key: str, default: str = "") -> str:
        """A text, in NFC; what cannot be printed is refused."""
        return self._text(key) or default

    def line(self, key: str) -> str:
        """A text that must not be blank, such as an id; empty when it is."""
        given = self._data.get(key)
        if isinstance(given, str) and not given.strip():
            self.refuse("KH108", key, key=key)
        return (self._text(key) or "").strip()

    def _text(self, key: str) -> str | None:
        value = self._typed(key, str, "a text in quotes", "chữ trong ngoặc kép")
        if value is None:
            return None
        return self.printed(value, step(self.path, key))

    def printed(self, value: str, path: str) -> str:
        """A text in NFC, empty when it is too long or holds what cannot be printed (line ends and tabs may stand)."""
        text = nfc(value)
        if len(text) > _LONGEST:
            self.found.append(Finding("KH106", {"given": len(text), "most": _LONGEST}, path=path))
            return ""
        strange = unprintable(text.replace("\n", " ").replace("\r", " ").replace("\t", " "))
        if strange is not None:
            self.found.append(Finding("KH107", {"character": named_character(strange)}, path=path))
            return ""
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one."""
        value = self.raw(key)
        if value is None:
            return ()
        many = [value] if isinstance(value, str) else value
        if not is_list(many) or not all(isinstance(one, str) or one is BROKEN for one in many):
            self.refuse_type(key, "a list of texts", "danh sách chữ")
            return ()
        here = step(self.path, key)
        read = [self.printed(one, step(here, number)) for number, one in enumerate(many) if isinstance(one, str)]
        return tuple(one.strip() for one in read if one.strip())

    def flag(self, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self._typed(key, bool, "true or false", "true hoặc false")
        return default if value is None else value

    def kept(self) -> dict[str, object]:
        """The whole table, for a reader that knows its keys; without what is broken."""
        self._asked.update(dict.fromkeys(self._data))
        return {key: value for key, value in self._data.items() if value is not BROKEN}

    def number(self, key: str, *, least: int = 0) -> int | None:
        """A whole number."""
        value = self._typed(key, int, "a whole number", "số nguyên")
        if value is not None and not least <= value < _LARGEST:
            self.refuse("KH105", key, key=key, given=str(value)[:60], least=least)
            return None
        return value

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        """One of a few words."""
        value = self._typed(key, str, "a text in quotes", "chữ trong ngoặc kép")
        known = tuple(choices)
        if value is None or value in known:
            return default if value is None else value
        self.refuse("KH109", key, key=key, value=value[:60], **hints(value, known))
        return default

    def day(self, key: str) -> date | None:
        """A day, as TOML writes it or in any way people do."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str | date):
            self.refuse_type(key, "a day", "ngày")
            return None
        try:
            return parse_day(value.isoformat() if isinstance(value, datetime) else value)
        except Invalid as error:
            self.refuse_all(error, key)
            return None

    def table(self, key: str) -> Table | None:
        """The table under a key."""
        value = self.raw(key)
        if value is None or is_table(value):
            return None if value is None else Table(value, step(self.path, key), self.found)
        self.refuse_type(key, f"a table [{key}]", f"bảng [{key}]")
        return None

    def tables(self, key: str) -> list[Table]:
        """The tables of an array such as ``[[units]]``; those that could not be read are left out."""
        value = self.raw(key)
        here = step(self.path, key)
        made: list[Table] = []
        if value is not None and not is_list(value):
            self.refuse_type(key, f"several tables [[{key}]]", f"các bảng [[{key}]]")
            return made
        for number, one in enumerate(value or ()):
            if is_table(one):
                made.append(Table(one, step(here, number), self.found))
            elif one is not BROKEN:
                values: dict[str, Value] = {"key": key, "wanted": "a table", "wanted_vi": "bảng", **_shown(one)}
                self.found.append(Finding("KH104", values, path=step(here, number)))
        return made

    def not_yet(self, *keys: str) -> None:
        """Refuse keys whose meaning is settled and whose work is not done."""
        for key in keys:
            if self.raw(key) is not None:
                self.refuse("KH110", key, key=key)

    def close(self) -> None:
        """Say of each key that nobody asked for that it is unknown."""
        free = [key for key in self._asked if key not in self._data]
        for number, key in enumerate(key for key in self._data if key not in self._asked):
            self.refuse("KH101", key, key=key[:60], **hints(key, free if number < _HINTED else ()))


def _shown(value: object) -> dict[str, Value]:
    """The values ``given`` and ``given_vi`` of a message about a value of the wrong type."""
    if is_table(value):
        return {"given": "a table", "given_vi": "một bảng"}
    if is_list(value):
        return {"given": "a list", "given_vi": "một danh sách"}
    text = str(value).lower() if isinstance(value, bool) else repr(value) if isinstance(value, str) else str(value)
    return {"given": text[:60], "given_vi": text[:60]}


def plain_table(given: Mapping[str, object], path: str, found: list[Finding]) -> dict[str, object]:
    """A table that the plan keeps without reading it: what JSON and TOML both hold, exactly.

    Numbers with a point become texts, since no float is the same everywhere; days become ISO texts.

    Args:
        given: The table.
        path: Where it stands.
        found: Where problems go: values of other kinds, keys that are one in NFC.
    """
    kept: dict[str, object] = {}
    for key, value in given.items():
        name = nfc(str(key))
        here = step(path, name)
        if name in kept:
            found.append(Finding("KH127", {"key": name[:60]}, path=here))
        kept[name] = _plain(value, here, found)
    return kept


def _plain(value: object, path: str, found: list[Finding]) -> object:
    if is_table(value) and path.count(".") + path.count("[") < _DEEPEST:
        return plain_table(value, path, found)
    if is_list(value):
        return [_plain(one, step(path, number), found) for number, one in enumerate(value)]
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float | Decimal) and Decimal(str(value)).is_finite():
        return str(Decimal(str(value)))
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    return _refused(value, path, found)


def _refused(value: object, path: str, found: list[Finding]) -> str:
    if value is not BROKEN:
        found.append(Finding("KH126", _shown(value), path=path))
    return ""
