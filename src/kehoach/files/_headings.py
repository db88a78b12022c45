"""What the columns of a table mean: keys, titles of the plan, and the words that officials head their tables with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import attrs

from kehoach._plan import Plan
from kehoach._plan._table import hints
from kehoach._report import ACT_CELLS
from kehoach._spelling import folded, nearest
from kehoach.errors import Finding, InvalidFile, Value
from kehoach.files._figures import text_of
from kehoach.files._grid import Grid, Line

__all__ = ["DONE", "FORM", "NAME", "PERIOD", "RECEIVED", "UNIT", "Heading", "heading_of"]

UNIT: Final = "unit"
NAME: Final = "name"
RECEIVED: Final = "received_at"
FORM: Final = "form"
PERIOD: Final = "period"
DONE: Final = "done_on"
_KEYS: Final = (UNIT, FORM, PERIOD, RECEIVED, "reason", "by", "person", "acting_for")
_IGNORED: Final = ""
_WORDS: Final[Mapping[str, str]] = {
    "mã": UNIT,
    "mã đơn vị": UNIT,
    "code": UNIT,
    "đơn vị": UNIT,
    "tên": NAME,
    "tên đơn vị": NAME,
    "ngày nhận": RECEIVED,
    "received": RECEIVED,
    "lý do": "reason",
    "mẫu": FORM,
    "biểu mẫu": FORM,
    "mẫu biểu": FORM,
    "nhiệm vụ": FORM,
    "kỳ": PERIOD,
    "kỳ báo cáo": PERIOD,
    "stt": _IGNORED,
    "số tt": _IGNORED,
    "tt": _IGNORED,
    "no.": _IGNORED,
}
_OF_ACTS: Final[Mapping[str, str]] = {
    "ngày thực hiện": DONE,
    "ngày hoàn thành": DONE,
    "hình thức": "manner",
    "hình thức thực hiện": "manner",
    "cách thức": "manner",
    "minh chứng": "evidence",
    "tài liệu minh chứng": "evidence",
}
_LOOKED_AT: Final = 20  # rows in which the heading is looked for; above it stand titles
_MEASURE: Final = re.compile(r"(.*\S)\s*\([^()]{0,40}\)")


@attrs.frozen
class Heading:
    """The heading of a table.

    Attributes:
        line: The number of its row.
        keys: What each column means; blank where it means nothing.
        lines: The rows below it.
    """

    line: int
    keys: tuple[str, ...]
    lines: tuple[Line, ...]

    def column(self, key: str) -> int | None:
        """The column of a key, from 0; None where there is none."""
        return self.keys.index(key) if key in self.keys else None


def heading_of(grid: Grid, plan: Plan, columns: Mapping[str, str | None], *, within: int = _LOOKED_AT) -> Heading:
    """The heading of a table: the first row that has a column of units, else the first row.

    Args:
        grid: The table.
        plan: Whose indicators and sections may stand in it.
        columns: What headings mean that say it otherwise; None or a blank: nothing.
        within: In how many rows it is looked for.

    Raises:
        InvalidFile: Everything that is wrong with the heading, at once.
    """
    if not grid.lines:
        raise InvalidFile(Finding("KH362", {"columns": "unit, received_at, …"}, file=grid.file, line=1))
    words = _Words(plan, columns)
    for spot, line in enumerate(grid.lines[:within]):
        if any({UNIT, NAME}.intersection(words.meant(text)) for text in map(text_of, line.cells)):
            return _checked(grid, spot, words, columns)
    return _checked(grid, 0, words, columns)


class _Words:
    """What a heading may be called."""

    def __init__(self, plan: Plan, columns: Mapping[str, str | None]) -> None:
        titles = [(one.title, one.key) for one in plan.indicators] + [(one.title, one.key) for one in plan.outline]
        acts = ACT_CELLS if any(row.kind == "act" for row in plan.rows) else ()
        self.words = {**_WORDS, **_OF_ACTS} if acts else _WORDS
        self.known = tuple(dict.fromkeys((*_KEYS, NAME, *(key for _, key in titles), *acts)))
        self.given = {folded(heading): key or _IGNORED for heading, key in columns.items()}
        self.titles: dict[str, list[str]] = {}
        for title, key in titles:
            self.titles.setdefault(folded(title), []).append(key)

    def meant(self, text: str) -> Sequence[str]:
        """What a heading may mean: one key, several, or nothing known; a blank key is a column to pass over."""
        word = folded(text)
        key = "_".join(word.split())
        if word in self.given:
            return (self.given[word],)
        if key in self.known or not word:
            return (key,)
        short = _MEASURE.fullmatch(word)
        for one in (word, short[1] if short else word):
            found = self._titled(one) or self._bare(one)
            if found:
                return found
        return ()

    def _titled(self, word: str) -> Sequence[str]:
        found = self.titles.get(word, ())
        return found or ((self.words[word],) if word in self.words else ())

    def _bare(self, word: str) -> Sequence[str]:
        """The same without the marks over letters, where that leaves one choice."""
        bare = _unmarked(word)
        every = [*((word, key) for word, key in self.words.items()), *self._every_title()]
        return tuple(dict.fromkeys(key for one, key in every if _unmarked(one) == bare))

    def _every_title(self) -> Iterator[tuple[str, str]]:
        for title, keys in self.titles.items():
            if title:
                yield from ((title, key) for key in keys)


def _unmarked(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _checked(grid: Grid, spot: int, words: _Words, columns: Mapping[str, str | None]) -> Heading:
    line = grid.lines[spot]
    texts = tuple(map(text_of, line.cells))
    found = [*_misnamed(grid, line, words, columns, texts)]
    keys: list[str] = []
    for place, text in enumerate(texts):
        meant = words.meant(text)
        keys.append(meant[0] if len(meant) == 1 else _IGNORED)
        if len(meant) > 1:
            values: dict[str, Value] = {"heading": text[:60], "choices": tuple(meant)}
            found.append(grid.at(Finding("KH864", values), line.number, place))
        elif not meant:
            found.append(grid.at(_unknown(text, words.known), line.number, place))
        elif meant[0] and meant[0] in keys[:-1]:
            found.append(grid.at(Finding("KH364", {"column": meant[0]}), line.number, place))
    if not {UNIT, NAME}.intersection(keys):
        present = tuple(text for text in texts if text) or ("-",)
        missing: dict[str, Value] = {"column": UNIT, "present": present, "columns": ", ".join(words.known)}
        found.insert(0, grid.at(Finding("KH363", missing), line.number))
    if found:
        raise InvalidFile(found)
    return Heading(line.number, tuple(keys), grid.lines[spot + 1 :])


def _misnamed(
    grid: Grid, line: Line, words: _Words, columns: Mapping[str, str | None], texts: Sequence[str]
) -> Iterator[Finding]:
    """What is wrong with the caller's own names of columns."""
    present = {folded(text) for text in texts}
    for heading, key in columns.items():
        if key and key not in words.known:
            yield grid.at(Finding("KH868", {"key": key[:60], "known": ", ".join(words.known)}), line.number)
        if folded(heading) not in present:
            values = {"heading": heading[:60], "present": ", ".join(text for text in texts if text)}
            yield grid.at(Finding("KH863", values), line.number)


def _unknown(text: str, known: Sequence[str]) -> Finding:
    name = "_".join(folded(text).split())
    near = nearest(name, known)
    if near:
        return Finding("KH365", {"column": text[:60], "nearest": near[0]})
    return Finding("KH504", {"kind": "column", "kind_vi": "cột", "key": text[:60], **hints(text[:60], known)})
