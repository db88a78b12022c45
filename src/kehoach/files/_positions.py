"""Where in a TOML text each key and each value stands.

Neither `tomllib` nor `tomlkit` tells the place of a value, so a text is walked once more, with the same grammar and
nothing but the grammar: no value is made, only offsets are kept. The walk takes everything `tomllib` takes (a law, held
by a property test) and stops quietly where a text is no TOML: that error is `tomllib`'s to report. Since both go from
left to right, what stands behind the stop is never parsed, and the limits below hold for all that is.

The limits are checked here, before a parser sees the text, because a short hostile text can cost a parser minutes: one
key of 50,000 parts takes `tomllib` of Python 3.11 ten seconds and three gigabytes, deep brackets end in a
`RecursionError`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Mapping

import attrs

__all__ = [
    "MAX_DEPTH",
    "MAX_FIGURES",
    "MAX_PARTS",
    "STRING",
    "Fault",
    "Path",
    "Positions",
    "Spot",
    "path_text",
    "split_path",
    "token_width",
]

Path = tuple[str | int, ...]

MAX_PARTS = 8  # parts of one key; a plan file needs three, and tomllib's time grows with their square
MAX_DEPTH = 16  # brackets inside brackets; a plan file needs three, and tomllib recurses at each
MAX_FIGURES = 64  # characters of one number or date; the longest date has 35, and int() refuses 4,301 figures

_SPACE = re.compile(r"[ \t]*+")
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*+)*+")
_LINE_END = re.compile(r"[ \t]*+(?:#[^\n]*+)?+(?:\r?\n|\Z)")
STRING = (
    r'"""(?:[^"\\]|\\.|"{1,2}+(?!"))*+"{3,5}+'
    r"|'''(?:[^']|'{1,2}+(?!'))*+'{3,5}+"
    r'|"(?!"")(?:[^"\\\n]|\\[^\n])*+"'
    r"|'(?!'')[^'\n]*+'"
)
_KEY_PART = re.compile(r"[A-Za-z0-9_-]++|\"(?:[^\"\\\n]|\\[^\n])*+\"|'[^'\n]*+'")
_VALUE = re.compile(
    rf"(?:{STRING})|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[ ][0-9]{{2}}:[^\s,\[\]{{}}#]*+|[^\s,\[\]{{}}#=\"']++", re.DOTALL
)
_TOKEN = re.compile(rf"(?:{STRING})|[^\s,\[\]{{}}#=]++|\S", re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STEP = re.compile(r"\.?([A-Za-z0-9_-]+)|\.?(\"(?:[^\"\\]|\\.)*\")|\[([0-9]+)\]")


@attrs.frozen
class Spot:
    """A place in a text.

    Attributes:
        line, column: Counted from 1; columns in characters.
        width: How many characters of that line it takes, at least 1.
    """

    line: int
    column: int
    width: int


@attrs.frozen
class Fault:
    """A limit that the text exceeds, and where.

    Attributes:
        kind: ``"parts"`` of a key, ``"depth"`` of brackets or ``"figures"`` of a number.
        offset: Where, in characters from the start of the text.
    """

    kind: str
    offset: int


_Place = tuple[int, int, int, int]
"""Offsets of a key and of its value: start and end of each."""


class _NotToml(Exception):
    """The walk ends here; what is wrong is for `tomllib` to say."""


class Positions:
    r"""The index of one text, from the path of keys to a place.

    Args:
        text: The TOML text, line ends as they are in the file.

    Attributes:
        faults: The limits it exceeds, in order; with any, no parser may see the text.
        end: Where the walk ended: the length of the text, unless it is no TOML.

    >>> index = Positions('[directive]\ntitle = "Tổng kết"\n')
    >>> index.value(("directive", "title"))
    Spot(line=2, column=9, width=10)
    >>> index.key(("directive", "title"))
    Spot(line=2, column=1, width=5)
    """

    __slots__ = ("_lines", "_places", "end", "faults", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        walk = _Walk(text)
        walk.run()
        self._places: Mapping[Path, _Place] = walk.places
        self.faults: tuple[Fault, ...] = tuple(walk.faults)
        self.end = walk.at

    def __iter__(self) -> Iterator[Path]:
        return iter(self._places)

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def spot(self, start: int, end: int | None = None) -> Spot:
        """The place of an offset, cut at the end of its line."""
        line = bisect_right(self._lines, start)
        first = self._lines[line - 1]
        last = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        stop = min(start + 1 if end is None else end, last)
        return Spot(line, start - first + 1, max(stop - start, 1))

    def key(self, path: Path) -> Spot | None:
        """Where the key of a path stands; of an element of an array, the element."""
        place = self._places.get(path)
        return None if place is None else self.spot(*place[:2])

    def value(self, path: Path) -> Spot | None:
        """Where the value of a path starts; of a table with a header, its name in the header."""
        place = self._places.get(path)
        return None if place is None else self.spot(*place[2:])

    def nearest(self, path: Path) -> Spot:
        """Where the value of a path stands or, when the text has none, that of the table it would stand in."""
        for length in range(len(path), 0, -1):
            found = self.value(path[:length])
            if found is not None:
                return found
        return Spot(1, 1, 1)


class _Walk:
    """One walk over a text; `places` and `faults` are what it finds."""

    __slots__ = ("arrays", "at", "faults", "places", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places: dict[Path, _Place] = {}
        self.arrays: dict[Path, int] = {}
        self.faults: list[Fault] = []

    def run(self) -> None:
        """Walk to the end, or to where the text is no TOML."""
        table: Path = ()
        try:
            while self._blank() < len(self.text):
                if self.text.startswith("[", self.at):
                    table = self._header()
                else:
                    self._pair(table, 0)
                self._line_end()
        except _NotToml:
            return

    def _blank(self) -> int:
        self.at = _match(_BLANK, self.text, self.at).end()
        return self.at

    def _space(self) -> int:
        self.at = _match(_SPACE, self.text, self.at).end()
        return self.at

    def _line_end(self) -> None:
        self.at = _match(_LINE_END, self.text, self.at).end()

    def _take(self, mark: str) -> None:
        if not self.text.startswith(mark, self.at):
            raise _NotToml
        self.at += len(mark)

    def _header(self) -> Path:
        """``[a.b]`` or ``[[a.b]]``; gives the path of the table that follows, indices of arrays filled in."""
        many = self.text.startswith("[[", self.at)
        self._take("[[" if many else "[")
        parts = self._key()
        self._take("]]" if many else "]")
        path: Path = ()
        for number, (name, start, end) in enumerate(parts, start=1):
            path = (*path, name)
            self.places.setdefault(path, (start, end, start, end))
            if many and number == len(parts):
                self.arrays[path] = self.arrays.get(path, 0) + 1
            if path in self.arrays:
                path = (*path, self.arrays[path] - 1)
                self.places.setdefault(path, (start, end, start, end))
        _, start, end = parts[-1]
        self.places[path] = (start, end, start, end)
        return path

    def _key(self) -> list[tuple[str, int, int]]:
        """A key, dotted or not: the name, start and end of each part."""
        parts: list[tuple[str, int, int]] = []
        while True:
            found = _match(_KEY_PART, self.text, self._space())
            parts.append((_named(found[0]), found.start(), found.end()))
            if len(parts) == MAX_PARTS + 1:  # said at once: what follows may be no TOML, and is parsed up to there
                self.faults.append(Fault("parts", parts[0][1]))
            self.at = found.end()
            self._space()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return parts

    def _pair(self, table: Path, depth: int) -> None:
        """``key = value``."""
        parts = self._key()
        self._take("=")
        self._space()
        path = table
        for name, start, end in parts[:MAX_PARTS]:
            path = (*path, name)
            self.places.setdefault(path, (start, end, start, end))
        value = self._value(path, depth)
        _, start, end = parts[-1]
        self.places[path] = (start, end, *value)

    def _value(self, path: Path, depth: int) -> tuple[int, int]:
        start = self.at
        mark = self.text[start : start + 1]
        if mark in ("[", "{"):
            if depth == MAX_DEPTH:
                self.faults.append(Fault("depth", start))
                raise _NotToml
            (self._array if mark == "[" else self._inline)(path, depth + 1)
            return (start, self.at)
        found = _match(_VALUE, self.text, start)
        self.at = found.end()
        if mark not in "\"'" and self.at - start > MAX_FIGURES:
            self.faults.append(Fault("figures", start))
        return (start, self.at)

    def _array(self, path: Path, depth: int) -> None:
        self._take("[")
        number = 0
        while self.text[self._blank() : self.at + 1] != "]":
            here = (*path, number)
            span = self._value(here, depth)
            self.places[here] = (*span, *span)
            number += 1
            if self.text[self._blank() : self.at + 1] != ",":
                break
            self.at += 1
        self._take("]")

    def _inline(self, path: Path, depth: int) -> None:
        # Line breaks between the pairs are TOML 1.1: tomllib of Python 3.11 refuses them, a later one may not.
        self._take("{")
        while self.text[self._blank() : self.at + 1] != "}":
            self._pair(path, depth)
            if self.text[self._blank() : self.at + 1] != ",":
                break
            self.at += 1
        self._take("}")


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    if found is None:
        raise _NotToml
    return found


def _named(part: str) -> str:
    """The name a part of a key stands for; escapes are left to `tomllib`, so that both agree."""
    if part[0] == "'":
        return part[1:-1]
    if part[0] != '"':
        return part
    if "\\" not in part:
        return part[1:-1]
    try:
        return next(iter(tomllib.loads(f"{part} = 0")))
    except tomllib.TOMLDecodeError as error:
        raise _NotToml from error


def path_text(path: Path) -> str:
    """A path as it is written in findings.

    >>> path_text(("units", 12, "reports_to"))
    'units[12].reports_to'
    >>> path_text(("scenario", "a b"))
    'scenario."a b"'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            quoted = step if _BARE.fullmatch(step) else '"' + step.replace("\\", "\\\\").replace('"', '\\"') + '"'
            text += f".{quoted}" if text else quoted
    return text


def split_path(text: str) -> Path:
    """The steps of a path as `path_text` writes it; an unreadable rest is dropped.

    >>> split_path('scenario."a b".steps[0]')
    ('scenario', 'a b', 'steps', 0)
    """
    steps: list[str | int] = []
    at = 0
    while found := _STEP.match(text, at):
        bare, quoted, number = found.groups()
        steps.append(int(number) if number else bare or re.sub(r"\\(.)", r"\1", quoted[1:-1]))
        at = found.end()
    return tuple(steps)


def token_width(line: str, column: int) -> int:
    """How many characters the word, text or number at a column of a line takes; at least 1."""
    found = _TOKEN.match(line, column - 1)
    return len(found[0]) if found else 1
