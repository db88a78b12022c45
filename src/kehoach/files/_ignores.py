"""Findings that the author of a plan file has answered: comments beside what they speak of.

``# kehoach: ignore[KH164] agreed with the province`` silences a finding of that code, or name, or family:

* at the end of a line, on that line;
* alone on a line, on the next key, or in the whole table where a header follows;
* as ``ignore-file``, anywhere in the file.

A comment that silences nothing, names no rule, or gives no reason is itself a finding, which nothing silences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import attrs

from kehoach._plan import Plan
from kehoach._spelling import nearest
from kehoach.errors import FINDINGS, Finding, Value
from kehoach.files._load import locate
from kehoach.files._positions import STRING
from kehoach.rules import Rule
from kehoach.rules._choice import found_by

__all__ = ["Answered", "silence"]

_PIECE: Final = re.compile(rf"(?:{STRING})|(?P<comment>#[^\n]*)", re.DOTALL)
_COMMENT: Final = re.compile(r"#+\s*kehoach:\s*(?P<kind>ignore(?:-file)?)\s*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)")
_OTHERS: Final = re.compile(r"(?!KH[0-9])[A-Z]{1,8}[0-9]{2,5}")
_TABLE: Final = re.compile(r"\s*\[")


@attrs.frozen(kw_only=True)
class Answered:
    """Findings, sorted by whether a comment in the file answers them.

    Attributes:
        open: Those that no comment answers, and what is wrong with comments.
        silenced: Those that one does.
    """

    open: tuple[Finding, ...]
    silenced: tuple[Finding, ...] = ()


class _Spot(NamedTuple):
    """Where a comment stands."""

    file: str
    line: int
    column: int

    def put(self, finding: Finding) -> Finding:
        """A finding about it."""
        return finding.at(file=self.file, line=self.line, column=self.column)


@attrs.frozen
class _Comment:
    """One code of a comment, and the lines it is for.

    Attributes:
        code: A code, the beginning of codes, or a name.
        first, last: The lines; all of them where `first` is 0.
        spot: The finding about the comment itself would stand here.
    """

    code: str
    first: int
    last: int
    spot: Finding

    def fits(self, finding: Finding) -> bool:
        """Whether it answers a finding."""
        line = finding.line or 1
        is_there = self.first <= line <= self.last or not self.first
        return is_there and (self.code in (finding.code, finding.name) or finding.code.startswith(self.code))


def silence(plan: Plan, findings: Iterable[Finding], *, rules: Sequence[Rule] | None = None) -> Answered:
    """Findings about a plan, without those that a comment in its file answers.

    Args:
        plan: The plan; one that was not loaded from a text has no comments.
        findings: What was found; those without a place get theirs, as `locate` gives it.
        rules: The rules that were asked; a comment for another is not held against anything. None: any may have been.

    >>> from kehoach.files import parse_plan
    >>> plan = parse_plan('''
    ... [directive]
    ... title = "Tổng kết"
    ... [[tiers]]  # kehoach: ignore[KH153] told by telephone
    ... id = "commune"
    ... ''')
    >>> [one.code for one in silence(plan, plan.check()).open]
    ['KH161']
    """
    every = [one if one.line is not None else located for one, located in _both(plan, findings)]
    source = plan.source
    if source is None or "kehoach:" not in source.text:
        return Answered(open=tuple(every))
    names = {*FINDINGS, *(entry.name for entry in FINDINGS.values())}
    names |= {name for rule in rules or () for name in (rule.code, rule.name)}
    problems: list[Finding] = []
    comments = list(_comments(source.text, source.shown, names, problems))
    used: set[_Comment] = set()
    kept: list[Finding] = []
    silenced: list[Finding] = []
    for finding in every:
        answers = [one for one in comments if finding.file == source.shown and one.fits(finding)]
        used.update(answers)
        (silenced if answers else kept).append(finding)
    idle = [one for one in comments if one not in used and (rules is None or found_by(rules, one.code))]
    problems += [one.spot for one in idle]
    return Answered(open=(*kept, *sorted(problems, key=lambda one: (one.line, one.code))), silenced=tuple(silenced))


def _both(plan: Plan, findings: Iterable[Finding]) -> Iterator[tuple[Finding, Finding]]:
    given = list(findings)
    return zip(given, locate(plan, given), strict=True)


def _comments(text: str, shown: str, names: set[str], problems: list[Finding]) -> Iterator[_Comment]:
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    number = 0
    for piece in _PIECE.finditer(text):
        found = _COMMENT.fullmatch(piece["comment"].rstrip()) if piece["comment"] else None
        while starts[number + 1] <= piece.start():
            number += 1
        if found is None:
            continue
        column = piece.start() - starts[number] + 1
        is_alone = not lines[number][: column - 1].strip()
        here = (number + 1, number + 1)
        span = (0, 0) if found["kind"] == "ignore-file" else _span(lines, number) if is_alone else here
        codes = [code for word in found["codes"].split(",") if (code := word.strip())]
        at = _Spot(shown, number + 1, column)
        problems += _wrong(codes, found["reason"], names, at)
        for code in (code for code in codes if _is_known(code, names)):
            spot = at.put(Finding("KH790", {"code": code}, severity="warning"))
            yield _Comment(code, span[0], span[1], spot)


def _span(lines: Sequence[str], number: int) -> tuple[int, int]:
    """The lines that a comment alone on its line is for: the next that says something, or a table to its end."""
    after = (place for place in range(number + 1, len(lines)) if _says(lines[place]))
    first = next(after, number)
    if not _TABLE.match(lines[first]):
        return first + 1, first + 1
    last = next((place for place in range(first + 1, len(lines)) if _TABLE.match(lines[place])), len(lines))
    return first + 1, last


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _is_known(code: str, names: set[str]) -> bool:
    """Whether a word means a rule; a code of somebody else's may be one that was not asked."""
    return (
        code in names
        or (_OTHERS.fullmatch(code) is not None)
        or (len(code) > 2 and any(name.startswith(code) for name in names if name[:1].isupper()))
    )


def _wrong(codes: Sequence[str], reason: str, names: set[str], at: _Spot) -> Iterator[Finding]:
    """What is wrong with a comment before anything is held against it."""
    said = ", ".join(codes)
    placed: list[Finding] = []
    for code in (code for code in codes if not _is_known(code, names)):
        near = nearest(code, sorted(names))
        hint = f"did you mean {near[0]}?" if near else "see `kehoach rules`"
        hint_vi = f"có phải là {near[0]}?" if near else "xem `kehoach rules`"
        values: dict[str, Value] = {"code": code, "hint": hint, "hint_vi": hint_vi}
        placed.append(Finding("KH791", values, severity="warning"))
    if not codes:
        values = {"code": "", "hint": "write ignore[KH164] and the reason", "hint_vi": "ghi ignore[KH164] kèm lý do"}
        placed.append(Finding("KH791", values, severity="warning"))
    elif not reason.strip():
        placed.append(Finding("KH792", {"codes": said}, severity="note"))
    return map(at.put, placed)
