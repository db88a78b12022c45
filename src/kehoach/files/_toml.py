"""A TOML text as data with places; what is wrong with it comes as findings, many at once.

`tomllib` stops at the first error. So that one misspelt date does not hide forty-nine other problems, a text with an
error on one line is read again with that value marked as broken (`BROKEN`), as often as the budget allows; who reads
the data passes over what is broken without another word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from typing import cast

import attrs

from kehoach._plan import BROKEN, is_list, is_table
from kehoach.errors import Finding, Value
from kehoach.files._positions import MAX_DEPTH, MAX_FIGURES, MAX_PARTS, Fault, Positions

__all__ = ["Toml", "parse_toml"]

_BUDGET = 512 * 1024  # characters that may be read again after errors, so that time stays linear
_MOST = 100  # errors of one run; whoever has more will not mend them all before the next
_STRANGE = 10  # errors from which on it is asked whether the text is TOML at all
_AT = re.compile(r" \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)$")
_QUOTED = re.compile(r"character ('.*'|\".*\")$")
_KEY = re.compile(r"([ \t]*(?:[A-Za-z0-9_.\- \t]|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')+=)")
_DAY = re.compile(r"=[ \t]*([0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9])")
_MARK = "\ue000broken"  # a private character: in no text that means something

_KINDS: tuple[tuple[str, str], ...] = (
    ("Invalid date", "KH817"),
    ("Expected '='", "KH811"),
    ("Invalid value", "KH812"),
    ("Unterminated string", "KH813"),
    ("Expected \"'", "KH813"),
    ("Cannot overwrite", "KH814"),
    ("Cannot declare", "KH814"),
    ("Cannot redefine", "KH814"),
    ("Cannot mutate", "KH814"),
    ("Duplicate", "KH814"),
    ("Expected ']", "KH815"),
    ("Unclosed", "KH815"),
    ("Expected newline", "KH816"),
    ("Invalid statement", "KH816"),
    ("Invalid initial character", "KH816"),
    ("Unescaped", "KH818"),
    ("Invalid hex", "KH818"),
    ("Escaped character", "KH818"),
    ("Illegal character", "KH819"),
    ("Found invalid character", "KH819"),
)
_LIMITS: Mapping[str, tuple[str, int]] = {
    "parts": ("KH806", MAX_PARTS),
    "depth": ("KH807", MAX_DEPTH),
    "figures": ("KH808", MAX_FIGURES),
}


@attrs.frozen
class Toml:
    """A text, its data and its places.

    Attributes:
        text: The text, line ends as they are in the file.
        data: What it holds; `BROKEN` where a value could not be read. Numbers with a point are `Decimal`.
        findings: What is no TOML, in the order of its places.
        positions: The index of places, of the text as far as it is TOML.
    """

    text: str
    data: Mapping[str, object]
    findings: tuple[Finding, ...]
    positions: Positions


def parse_toml(text: str, *, file: str | None = None) -> Toml:
    """Read a TOML text; limits are checked before a parser sees it.

    Args:
        text: The text.
        file: Its name, for the findings.
    """
    positions = Positions(text)
    if positions.faults:
        return Toml(text, {}, tuple(_limit(fault, positions, file) for fault in positions.faults), positions)
    try:
        return Toml(text, tomllib.loads(text, parse_float=Decimal), (), positions)
    except tomllib.TOMLDecodeError as error:
        return _mended(positions, error, file)


def _limit(fault: Fault, positions: Positions, file: str | None) -> Finding:
    code, most = _LIMITS[fault.kind]
    spot = positions.spot(fault.offset)
    return Finding(code, {"most": most}, file=file, line=spot.line, column=spot.column)


def _mended(whole: Positions, error: tomllib.TOMLDecodeError, file: str | None) -> Toml:
    """Read again and again, each time with the line of the last error made harmless."""
    text = whole.text
    lines = text.split("\n")
    found: list[Finding] = []
    for left in range(min(_MOST, _BUDGET // (len(text) + 1)), -1, -1):
        finding = _finding(error, lines, file)
        if found and _follows(finding, found[-1], text):
            break
        again = bool(found) and found[-1].line == finding.line
        if not again:
            found.append(finding)
        if not left or not _mend(lines, finding, len(found), again=again):
            break
        positions = Positions("\n".join(lines))
        if positions.faults:
            break
        try:
            data = _unmarked(positions.text)
        except tomllib.TOMLDecodeError as next_error:
            error = next_error
        else:
            strange = _strange(found, text, file)
            return Toml(text, {}, strange, whole) if strange else Toml(text, data, tuple(found), positions)
    return Toml(text, {}, _strange(found, text, file) or tuple(found), whole)


def _strange(found: list[Finding], text: str, file: str | None) -> tuple[Finding, ...]:
    """One finding in the place of all, where more lines are wrong than right: another kind of file."""
    reached = text.split("\n")[: found[-1].line]
    lines = sum(1 for line in reached if line.strip())
    if len(found) < _STRANGE or 2 * len(found) <= lines:
        return ()
    return (Finding("KH826", {"count": len(found), "lines": lines}, file=file, line=found[0].line),)


def _follows(finding: Finding, last: Finding, text: str) -> bool:
    """Whether a finding comes of the mending before it: the rest of a list whose first line was cut off."""
    mended = text.split("\n")[(last.line or 1) - 1].partition("#")[0].rstrip()
    return last.code == "KH815" and finding.line == (last.line or 0) + 1 and not mended.endswith(("]", "}"))


def _finding(error: tomllib.TOMLDecodeError, lines: list[str], file: str | None) -> Finding:
    message = str(error)
    at = _AT.search(message)
    reason = message[: at.start()] if at else message
    line, column = (int(at[1]), int(at[2])) if at and at[1] else (len(lines), len(lines[-1]) + 1)
    if line > 1 and not lines[line - 1].strip() and column > len(lines[line - 1]):
        line, column = line - 1, len(lines[line - 2].rstrip("\r")) + 1  # the end is better shown on the last line
    code = next((code for start, code in _KINDS if reason.startswith(start)), "KH810")
    if "character '\\n'" in reason or "character '\\r'" in reason:
        code = "KH813"
    if code == "KH816" and _DAY.search(lines[line - 1]):
        code = "KH817"
    if code == "KH811" and not lines[line - 1][column - 1 : column].isascii():
        code = "KH816"
    line, column = _culprit(code, lines, line, column)
    return Finding(code, _values(code, reason), file=file, line=line, column=column)


def _culprit(code: str, lines: list[str], line: int, column: int) -> tuple[int, int]:
    """The place to show: where a text was opened, a key given again or an escape begun, rather than where it ended."""
    shown = lines[line - 1]
    if code == "KH813":
        positions = Positions("\n".join(lines))
        if positions.text[positions.end : positions.end + 1] in ("'", '"'):
            spot = positions.spot(positions.end)
            return spot.line, spot.column
    if code == "KH814":
        return line, len(shown) - len(shown.lstrip(" \t[")) + 1
    day = _DAY.search(shown)
    if code == "KH817" and day is not None:
        return line, day.start(1) + 1
    if code == "KH818":
        return line, shown.rfind("\\", 0, column - 1) + 1
    return line, column


def _values(code: str, reason: str) -> dict[str, Value]:
    if code == "KH819":
        quoted = _QUOTED.search(reason)
        return {"character": quoted[1] if quoted else "?"}
    return {"reason": reason} if code == "KH810" else {}


def _mend(lines: list[str], finding: Finding, number: int, *, again: bool) -> bool:
    """Make a line harmless so that, where it can, it still tells which key was meant; False when it cannot be done."""
    line, name = lines[(finding.line or 1) - 1], f'"{_MARK}{number}"'
    key = _KEY.match(line)
    if line.startswith(f"{name} = ") or (key is None and finding.code == "KH815"):
        return False
    if line.lstrip().startswith("["):
        mended = f"[{name}]"
    elif again or key is None or finding.code in ("KH811", "KH814", "KH816"):
        mended = f"{name} = 0"
    else:
        mended = f"{key[1]} {name}"
    lines[(finding.line or 1) - 1] = mended
    return True


def _unmarked(text: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", _without_marks(tomllib.loads(text, parse_float=Decimal)))


def _without_marks(value: object) -> object:
    """The data with `BROKEN` for each marked value, and without the keys that stand for unreadable lines."""
    if is_table(value):
        return {key: _without_marks(inner) for key, inner in value.items() if not key.startswith(_MARK)}
    if is_list(value):
        return [_without_marks(inner) for inner in value]
    return BROKEN if isinstance(value, str) and value.startswith(_MARK) else value
