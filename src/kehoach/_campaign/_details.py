"""What an act carries, read at the door: every problem at once, and nothing unchecked goes further."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import attrs

from kehoach._clock import micros
from kehoach._deadline import Deadline
from kehoach._plan import Plan
from kehoach._report import Cell, Details
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidCommand

__all__ = ["TEXT_LIMIT", "reader_of"]

TEXT_LIMIT: Final = 1_000_000
"""The longest text of a section, reason or payload, in characters: a book; longer documents are named, not kept."""

Read = Callable[..., Details]


def reader_of(plan: Plan, actor: Callable[[str], int]) -> Read:
    """The function that reads the options of acts of one plan.

    Args:
        plan: Whose indicators and outline the content is checked against.
        actor: The number of an actor's name.
    """
    indicators = {one.key: one for one in plan.indicators}
    outline = {one.key: one for one in plan.outline}

    def read(
        *,
        person: str | None = None,
        acting_for: str | None = None,
        data: Mapping[str, object] | None = None,
        sections: Mapping[str, str] | None = None,
        payload: Mapping[str, object] | None = None,
        reason: str | None = None,
        version: int | None = None,
        received_at: datetime | str | int | None = None,
        due: object | None = None,
        command_id: str | None = None,
    ) -> Details:
        problems: list[Finding] = []
        cells = _cells(data, indicators, problems)
        texts = _texts(sections, outline, problems)
        for name, given in (("person", person), ("reason", reason), ("command_id", command_id)):
            problems += _worded(name, given)
        if version is not None and (type(version) is not int or version < 1):
            problems.append(_wrong("version", version, "a version number from 1", "số bản từ 1"))
        came_in = _instant(received_at, problems)
        due_before = _due(plan, due, problems)
        kept = _payload(payload, problems)
        if problems:
            raise InvalidCommand(problems)
        return Details(
            person=person,
            acting_for=None if acting_for is None else actor(acting_for),
            data=cells,
            sections=texts,
            payload=kept,
            reason=None if reason is None else nfc(reason),
            version=version,
            received_at=came_in,
            due=None if due is None else str(due),
            due_before=due_before,
            command_id=command_id,
        )

    return read


def _wrong(path: str, value: object, wanted: str, wanted_vi: str) -> Finding:
    return Finding("KH508", {"value": repr(value)[:60], "wanted": wanted, "wanted_vi": wanted_vi}, path=path)


def _cells(
    data: Mapping[str, object] | None, indicators: Mapping[str, Any], problems: list[Finding]
) -> Mapping[str, Cell] | None:
    if data is None:
        return None
    read: dict[str, Cell] = {}
    for key, value in data.items():
        if key not in indicators:
            problems.append(_unknown("indicator", "chỉ tiêu", key, indicators, f"data.{key}"))
            continue
        cell = indicators[key].read(value)
        if isinstance(cell, Finding):
            problems.append(Finding(cell.code, cell.values, path=f"data.{key}"))
        else:
            read[key] = nfc(cell) if isinstance(cell, str) else cell
    return read


def _texts(
    sections: Mapping[str, str] | None, outline: Mapping[str, Any], problems: list[Finding]
) -> Mapping[str, str] | None:
    if sections is None:
        return None
    for key, text in sections.items():
        path = f"sections.{key}"
        if key not in outline:
            problems.append(_unknown("section", "mục", key, outline, path))
        else:
            problems += _worded(path, text)
    return {key: nfc(text) for key, text in sections.items() if isinstance(text, str)}


def _unknown(kind: str, kind_vi: str, key: object, known: Mapping[str, Any], path: str) -> Finding:
    names = ", ".join(known) or "none"
    return Finding("KH504", {"kind": kind, "kind_vi": kind_vi, "key": str(key), "known": names}, path=path)


def _worded(path: str, given: object) -> Iterator[Finding]:
    if given is None:
        return
    if not isinstance(given, str):
        yield _wrong(path, given, "text", "chữ")
    elif len(given) > TEXT_LIMIT:
        yield Finding("KH509", {"key": path, "length": len(given), "limit": TEXT_LIMIT}, path=path)
    elif any(0xD800 <= ord(letter) <= 0xDFFF or letter == "\0" for letter in given):
        yield _wrong(path, given, "text that can be stored", "chữ lưu được")


def _instant(received_at: datetime | str | int | None, problems: list[Finding]) -> int | None:
    if received_at is None:
        return None
    try:
        return micros(received_at, path="received_at")
    except InvalidCommand as error:
        problems.extend(error.findings)
        return None


def _due(plan: Plan, due: object | None, problems: list[Finding]) -> int | None:
    if due is None:
        return None
    if not isinstance(due, str | Deadline):
        problems.append(_wrong("due", due, "a deadline", "thời hạn"))
        return None
    try:
        resolved = Deadline.coerce(due).resolve(plan.reading, calendar=plan.calendar)
    except Invalid as error:
        problems.extend(attrs.evolve(finding, path="due") for finding in error.findings)
        return None
    if resolved.due_before_us is None:
        problems.append(_wrong("due", due, "a deadline with a day", "thời hạn có ngày"))
    return resolved.due_before_us


def _payload(payload: Mapping[str, object] | None, problems: list[Finding]) -> str | None:
    if payload is None:
        return None
    try:
        text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError):
        problems.append(_wrong("payload", payload, "plain data (text, integers, lists, tables)", "dữ liệu thuần"))
        return None
    problems += _worded("payload", text)
    return text
