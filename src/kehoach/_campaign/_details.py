"""What an act carries, read at the door: every problem at once, and nothing unchecked goes further."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Unpack, cast

import attrs

from kehoach._calendar import parse_day
from kehoach._clock import micros
from kehoach._deadline import Deadline, Due
from kehoach._plan import Plan
from kehoach._plan._table import hints
from kehoach._report import ACT_CELLS, CARRIED, Carried, Cell, Details
from kehoach._spelling import nearest, nfc, shown
from kehoach.errors import Finding, Invalid, InvalidCommand, Value

__all__ = ["NAME_LIMIT", "SALT", "TEXT_LIMIT", "Reader", "Salt", "deadline_of", "named", "stranger", "worded"]

TEXT_LIMIT: Final = 1_000_000
"""The longest text of a section, reason or payload, in characters: a book; longer documents are named, not kept."""

NAME_LIMIT: Final = 200
"""The longest name of an actor or person, and the longest id of a command, in characters."""

SALT: Final = 16
"""How many random bytes the content of a line is hashed with: a bare hash of one figure is tried out in a second."""

Salt = Callable[[], bytes]
"""What draws them."""

_LONGEST_KEY: Final = 64  # of a key in a message; those of a plan have at most 63 characters
_SAYING: Final = frozenset({"data", "sections", "payload", "reason"})
_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_VERSIONS: Final = 2**32 - 1  # as many as a line of the log has room for


class Reader:
    """Reads what acts of one plan carry.

    Args:
        plan: Whose indicators and outline the content is checked against.
        actor: The number of an actor's name.
        salt: What draws the bytes with which content is hashed; the system when None.
    """

    __slots__ = ("_actor", "_indicators", "_outline", "_plan", "_salt")

    def __init__(self, plan: Plan, actor: Callable[[str], int], salt: Salt | None = None) -> None:
        self._plan, self._actor, self._salt = plan, actor, salt or _drawn
        self._indicators = {one.key: one for one in plan.indicators}
        self._outline = {one.key: one for one in plan.outline}

    def __call__(self, duty: int | None = None, by: str | None = None, /, **carried: Unpack[Carried]) -> Details:
        """The details of an act.

        Args:
            duty: The number of the duty it is asked of; None for an act of the campaign as a whole.
            by: Who acts, where it is said; nobody acts on behalf of oneself.
            **carried: What it carries.

        Raises:
            InvalidCommand: Something it carries is ill-formed; every problem at once, each with its duty as subject.
            TypeError: There is no such option.
        """
        if duty is None:
            return self.of_form(None, by, **carried)
        columns = self._plan.columns
        try:
            return self.of_form(columns.form_of[duty], by, **carried)
        except InvalidCommand as error:
            unit = columns.names[duty]
            raise InvalidCommand(attrs.evolve(one, subject=one.subject or unit) for one in error.findings) from error

    def of_form(self, form: int | None = None, by: str | None = None, /, **carried: Unpack[Carried]) -> Details:
        """The details of an act on a form, whether it is owed or not; as for a duty of it.

        Args:
            form: The place of the form; None for an act of the campaign as a whole.
            by: As for a duty.
            **carried: What it carries.

        Raises:
            InvalidCommand: Something it carries is ill-formed; every problem at once.
            TypeError: There is no such option.
        """
        _only_known(carried)
        problems: list[Finding] = []
        reason, due = carried.get("reason"), carried.get("due")
        acting_for = named("acting_for", carried.get("acting_for"), problems)
        details = Details(
            person=named("person", carried.get("person"), problems),
            acting_for=None if acting_for in (None, by) else self._actor(acting_for),
            data=self._data(form, carried.get("data"), problems),
            sections=_texts(carried.get("sections"), self._outline, problems),
            payload=_payload(carried.get("payload"), problems),
            reason=_reason(reason, problems),
            version=_version(carried.get("version"), problems),
            received_at=_instant(carried.get("received_at"), problems),
            due=None if due is None else str(due),
            due_before=_due(self._plan, due, problems),
            command_id=named("command_id", carried.get("command_id"), problems),
            # A change of what is due is no content: the fold needs it, and it is never erased.
            salt=None if form is None or not _SAYING & carried.keys() else self._salt(),
        )
        if problems:
            raise InvalidCommand(problems)
        return details

    def _data(
        self, form: int | None, data: Mapping[str, object] | None, problems: list[Finding]
    ) -> Mapping[str, Cell] | None:
        if form in self._plan.columns.acts:
            return _act_cells(data, problems)
        return _cells(data, self._indicators, problems)


def _drawn() -> bytes:
    return secrets.token_bytes(SALT)


def _only_known(carried: Carried) -> None:
    for name in carried:
        if name not in CARRIED:
            near = nearest(name, CARRIED)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TypeError(f"fire() got an unexpected keyword argument {name!r}{hint}")


def _wrong(path: str, value: object, wanted: str, wanted_vi: str) -> Finding:
    return Finding("KH508", {"value": shown(value), "wanted": wanted, "wanted_vi": wanted_vi}, path=path)


def _cells(
    data: Mapping[str, object] | None, indicators: Mapping[str, Any], problems: list[Finding]
) -> Mapping[str, Cell] | None:
    if data is None or _no_table("data", data, problems):
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
            read[key] = (worded(f"data.{key}", cell, problems) or "") if isinstance(cell, str) else cell
    return read


def _act_cells(data: Mapping[str, object] | None, problems: list[Finding]) -> Mapping[str, Cell] | None:
    """What is said of an act: the day as an ISO text, the rest as texts."""
    if data is None or _no_table("data", data, problems):
        return None
    read: dict[str, Cell] = {}
    for key, value in data.items():
        path = f"data.{key}"
        if key not in ACT_CELLS:
            problems.append(_unknown("word of an act", "nội dung", key, dict.fromkeys(ACT_CELLS), path))
        elif key == "done_on":
            try:
                read[key] = parse_day(cast("str", value)).isoformat()
            except Invalid as error:
                problems.extend(attrs.evolve(finding, path=path) for finding in error.findings)
        else:
            read[key] = worded(path, cast("str", value), problems) or ""
    return read


def _texts(
    sections: Mapping[str, str] | None, outline: Mapping[str, Any], problems: list[Finding]
) -> Mapping[str, str] | None:
    if sections is None or _no_table("sections", sections, problems):
        return None
    read: dict[str, str] = {}
    for key, text in sections.items():
        path = f"sections.{key}"
        if key not in outline:
            problems.append(_unknown("section", "mục", key, outline, path))
        else:
            read[key] = worded(path, text, problems) or ""
            if text is None:
                problems.append(_wrong(path, text, "text", "chữ"))
    return read


def _no_table(path: str, given: object, problems: list[Finding]) -> bool:
    if type(given) is MappingProxyType or isinstance(given, Mapping):
        return False
    problems.append(_wrong(path, given, "table", "bảng"))
    return True


def _unknown(kind: str, kind_vi: str, key: object, known: Mapping[str, Any], path: str) -> Finding:
    name = str(key)[:_LONGEST_KEY]
    values: dict[str, Value] = {"kind": kind, "kind_vi": kind_vi, "key": name, **hints(name, known)}
    return Finding("KH504", values, path=path[: _LONGEST_KEY + 9])


def worded(path: str, given: object, problems: list[Finding]) -> str | None:
    """A text in NFC; one that is none, is too long or cannot be stored is a problem."""
    if given is None:
        return None
    if not isinstance(given, str):
        problems.append(_wrong(path, given, "text", "chữ"))
    elif len(given) > TEXT_LIMIT:
        problems.append(Finding("KH509", {"key": path, "length": len(given), "limit": TEXT_LIMIT}, path=path))
    elif _UNSTORABLE.search(given):
        problems.append(_wrong(path, given, "text that can be stored", "chữ lưu được"))
    else:
        return nfc(given)
    return None


def named(path: str, given: object, problems: list[Finding]) -> str | None:
    """A name or id in NFC; one that is blank or too long is a problem, too."""
    if isinstance(given, str) and len(given) > NAME_LIMIT:
        problems.append(Finding("KH509", {"key": path, "length": len(given), "limit": NAME_LIMIT}, path=path))
        return None
    if isinstance(given, str) and not given.strip():
        problems.append(_wrong(path, given, "name: it is blank", "tên: để trống"))
        return None
    return worded(path, given, problems)


def stranger(name: object) -> str:
    """The name of an actor that is no unit.

    Raises:
        InvalidCommand: It is none.
    """
    problems: list[Finding] = []
    actor = named("by", name, problems) if name != "" else ""  # nobody's name: nobody may do anything under it
    if actor is None:
        raise InvalidCommand(problems or [_wrong("by", name, "text", "chữ")])
    return actor


def _reason(given: object, problems: list[Finding]) -> str | None:
    """A reason; one of characters that nobody sees is blank, and a guard that asks for one says so."""
    text = worded("reason", given, problems)
    return text if text is None or any(one.isprintable() and not one.isspace() for one in text) else ""


def _version(given: int | None, problems: list[Finding]) -> int | None:
    if given is not None and (type(given) is not int or not 1 <= given <= _VERSIONS):
        problems.append(_wrong("version", given, "version number from 1", "số bản từ 1"))
    return given


def _instant(received_at: datetime | str | int | None, problems: list[Finding]) -> int | None:
    if received_at is None:
        return None
    try:
        return micros(received_at, path="received_at")
    except InvalidCommand as error:
        problems.extend(error.findings)
        return None


def deadline_of(plan: Plan, deadline: object, path: str) -> Due:
    """What a deadline that is given under way comes to, counted from the plan's own days where it counts.

    Args:
        plan: Whose reading, calendar, dates and events apply.
        deadline: A text or `Deadline`.
        path: Which argument it is, for the message.

    Raises:
        InvalidCommand: It is no deadline, or cannot be read.
    """
    if not isinstance(deadline, str | Deadline):
        raise InvalidCommand(_wrong(path, deadline, "deadline", "thời hạn"))
    days = {"issued": plan.directive.issued_on, "effective": plan.directive.effective_on}
    days |= {event.id: event.on for event in plan.events}
    anchors = {name: day for name, day in days.items() if day is not None}
    try:
        return Deadline.coerce(deadline).resolve(plan.reading, anchors, calendar=plan.calendar)
    except Invalid as error:
        raise InvalidCommand(attrs.evolve(finding, path=path) for finding in error.findings) from error


def _due(plan: Plan, due: object | None, problems: list[Finding]) -> int | None:
    if due is None:
        return None
    try:
        resolved = deadline_of(plan, due, "due")
    except InvalidCommand as error:
        problems.extend(error.findings)
        return None
    if resolved.due_before_us is None:
        problems.append(Finding("KH516", {"value": str(due)[:60]}, path="due"))
    return resolved.due_before_us


def _payload(payload: Mapping[str, object] | None, problems: list[Finding]) -> str | None:
    if payload is None:
        return None
    plain = dict(payload) if isinstance(payload, Mapping) else payload  # a command shows its own read-only
    try:
        text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        problems.append(_wrong("payload", payload, "plain data (text, integers, lists, tables)", "dữ liệu thuần"))
        return None
    return worded("payload", text, problems)
