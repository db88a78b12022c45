"""Findings for other programs: SARIF 2.1.0 for code scanning, annotations for GitHub's pull requests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Final
from urllib.parse import quote

from kehoach.errors import FINDINGS, Finding, Lang
from kehoach.rules import Rule

__all__ = ["github_of", "sarif_of"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_GITHUB: Final[Mapping[str, str]] = {"error": "error", "warning": "warning", "note": "notice"}


def sarif_of(findings: Sequence[Finding], rules: Sequence[Rule], *, version: str, lang: Lang = "en") -> str:
    """Findings as a SARIF 2.1.0 log (OASIS, 2020), with all rules that were asked.

    Args:
        findings: What was found.
        rules: The rules that were asked; codes of findings that are no rule are added.
        version: The version of the program that found them.
        lang: The language of the messages.
    """
    listed = {rule.code: _described(rule, lang) for rule in rules}
    for one in findings:
        listed.setdefault(one.code, {"id": one.code, "name": _camel(one.name)})
    places = {code: number for number, code in enumerate(listed)}
    driver = {"name": "kehoach", "version": version, "rules": list(listed.values())}
    results = [_result(one, places[one.code], lang) for one in findings]
    run = {
        "tool": {"driver": driver},
        "language": "vi-VN" if lang == "vi" else "en-US",
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _described(rule: Rule, lang: Lang) -> dict[str, object]:
    said: dict[str, object] = {
        "id": rule.code,
        "name": _camel(rule.name),
        "shortDescription": {"text": rule.said(lang)},
        "defaultConfiguration": {"level": rule.severity or "error"},
    }
    if rule.code in FINDINGS:
        said["help"] = {"text": f"kehoach explain {rule.code}", "markdown": f"`kehoach explain {rule.code}`"}
    if rule.clause:
        said["properties"] = {"clause": rule.clause}
    return said


def _camel(name: str) -> str:
    """A name as SARIF writes those of rules: ``DueOnADayOff``."""
    return "".join(part[:1].upper() + part[1:] for part in name.replace("_", "-").split("-"))


def _result(one: Finding, place: int, lang: Lang) -> dict[str, object]:
    text, way = one.text(lang), one.remedy(lang)
    said: dict[str, object] = {
        "ruleId": one.code,
        "ruleIndex": place,
        "level": one.severity,
        "message": {"text": f"{text}; {way}" if way else text},
    }
    location: dict[str, object] = {}
    if one.file is not None:
        spot: dict[str, object] = {"artifactLocation": {"uri": _uri(one.file)}}
        if one.line is not None:
            region = {"startLine": one.line} | ({} if one.column is None else {"startColumn": one.column})
            spot["region"] = region
        location["physicalLocation"] = spot
    names = [name for name in (one.path, one.subject) if name]
    if names:
        location["logicalLocations"] = [{"fullyQualifiedName": name} for name in dict.fromkeys(names)]
    return said | ({"locations": [location]} if location else {})


def _uri(file: str) -> str:
    path = PurePath(file)
    said = quote(path.as_posix())
    return f"file:///{said.lstrip('/')}" if path.is_absolute() else said


def github_of(findings: Sequence[Finding], *, lang: Lang = "en") -> str:
    """Findings as workflow commands, which GitHub shows beside the lines of a pull request.

    Args:
        findings: What was found.
        lang: The language of the messages.

    >>> print(github_of([Finding("KH161", severity="note", file="plan.toml", line=3, column=1)]))
    ::notice file=plan.toml,line=3,col=1,title=KH161 template::the plan names no units; it can be shown and saved; \
add [[units]] before a campaign begins
    """
    return "\n".join(_command(one, lang) for one in findings)


def _command(one: Finding, lang: Lang) -> str:
    where = {"file": one.file, "line": one.line, "col": one.column, "title": f"{one.code} {one.name}"}
    said = ",".join(f"{key}={_escaped(str(value), ',:')}" for key, value in where.items() if value is not None)
    text, way = one.text(lang), one.remedy(lang)
    message = _escaped(f"{text}; {way}" if way else text, "")
    return f"::{_GITHUB[one.severity]} {said}::{message}"


def _escaped(text: str, more: str) -> str:
    """A text as a workflow command takes it: what would end it is written as its code."""
    for character in f"%\r\n{more}":
        text = text.replace(character, f"%{ord(character):02X}")
    return text
