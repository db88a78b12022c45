"""Findings as a person reads them: the place, what is wrong, the way out, and a caret under the spot."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kehoach.errors import Finding, Invalid, InvalidFile, Lang, StoreError
from kehoach.files._bytes import MAX_TABLE, read_text
from kehoach.files._cells import lines_of
from kehoach.files._positions import token_width

__all__ = ["explain"]

_SHOWN = 100  # characters of a line; a longer one is cut around the spot
_SEVERITY: Mapping[str, tuple[str, str]] = {
    "error": ("error", "lỗi"),
    "warning": ("warning", "cảnh báo"),
    "note": ("note", "ghi chú"),
}


def explain(
    findings: Invalid | StoreError | Iterable[Finding],
    text: str | Mapping[str, str] | None = None,
    *,
    lang: Lang = "en",
    worded: Callable[[str], str] = str,
) -> str:
    """Findings as text, each with the line it speaks of and a caret under the spot.

    Args:
        findings: What a loader raised or `Plan.check` gave.
        text: The text of the file, or of each file by its name in the findings; a file that is not given is read.
        lang: ``"en"`` or ``"vi"``.
        worded: What says a text or a way out, which speak of the API, in other words; lines of files are quoted as
            they are.

    >>> found = Finding("KH817", file="plan.toml", line=1, column=13)
    >>> print(explain([found], "issued_on = 2019-02-30"))
    plan.toml:1:13: error KH817: there is no such day or time
        issued_on = 2019-02-30
                    ^^^^^^^^^^
        write year-month-day, as in 2019-04-05
    """
    every = findings.findings if isinstance(findings, Invalid | StoreError) else tuple(findings)
    pages = _Pages(text)
    return "\n".join(_explained(finding, pages, lang, worded) for finding in every)


class _Pages:
    """The lines of the files that findings speak of, each file read once."""

    __slots__ = ("_given", "_lines")

    def __init__(self, text: str | Mapping[str, str] | None) -> None:
        self._given = text
        self._lines: dict[str, list[str]] = {}

    def line(self, file: str | None, number: int) -> str | None:
        name = file or ""
        if name not in self._lines:
            self._lines[name] = lines_of(self._text(name).removeprefix("\ufeff"))
        lines = self._lines[name]
        return lines[number - 1] if number <= len(lines) else None

    def _text(self, name: str) -> str:
        if isinstance(self._given, str):
            return self._given
        if self._given is not None and name in self._given:
            return self._given[name]
        try:
            return read_text(Path(name), most=MAX_TABLE) if name else ""
        except InvalidFile:
            return ""


def _explained(finding: Finding, pages: _Pages, lang: Lang, worded: Callable[[str], str]) -> str:
    words = _SEVERITY[finding.severity]
    head = f"{words[lang == 'vi']} {finding.code}: {worded(finding.text(lang))}"
    lines = [f"{finding.place}: {head}" if finding.place else head]
    if finding.line is not None:
        lines += _pointed(pages.line(finding.file, finding.line), finding.column)
    way = worded(finding.remedy(lang))
    return "\n".join([*lines, f"    {way}"] if way else lines)


def _pointed(line: str | None, column: int | None) -> list[str]:
    """The line, cut around the column, and carets under the word that starts there."""
    if line is None or not line.strip():
        return []
    if column is None:
        return [f"    {_visible(line[:_SHOWN])}"]
    width = token_width(line, column)
    start = max(0, column - 1 - _SHOWN // 2) if len(line) > _SHOWN else 0
    shown = line[start : start + _SHOWN]
    before = shown[: column - 1 - start]
    under = shown[column - 1 - start : column - 1 - start + width]
    carets = "^" * max(sum(map(_cells, under)), 1)
    pad = "".join("\t" if c == "\t" else " " * _cells(c) for c in before)
    return [f"    {_visible(shown)}", f"    {pad}{carets}"]


def _visible(line: str) -> str:
    """A line without what would move a terminal's cursor or turn its writing around."""
    return "".join(c if c == "\t" or c.isprintable() else "\ufffd" for c in line)


def _cells(character: str) -> int:
    """How many cells of a terminal a character takes: 0 for a tone that stands over a letter, 2 for a wide letter."""
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("F", "W") else 1
