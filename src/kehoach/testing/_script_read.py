"""A script from its file: everything that is wrong with it in one run, each thing at its place."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import attrs

from kehoach._plan import Plan, Table, is_list, is_table
from kehoach.errors import Finding, Invalid, InvalidFile
from kehoach.files import load_plan
from kehoach.files._bytes import MAX_TOML, read_text
from kehoach.files._toml import Toml, parse_toml
from kehoach.testing._script import Expected, Guards, Script, ScriptSource, Step
from kehoach.testing._script_check import problems_of

__all__ = ["load_script", "read_script"]

_TEXTS: Final = ("act", "by", "person", "acting_for", "reason", "command_id", "document", "event", "group", "form")
_MOMENTS: Final = ("at", "received_at", "opens", "on", "deadline", "due", "closes")
_TABLES: Final = ("data", "sections", "payload")


def load_script(path: str | os.PathLike[str], *, guards: Guards | None) -> Script:
    """The script of a file; see `Script.load`."""
    where = Path(path)
    return read_script(read_text(where, most=MAX_TOML), name=str(path), folder=where.parent, guards=guards)


def read_script(text: str, *, name: str, folder: str | os.PathLike[str] | None, guards: Guards | None) -> Script:
    """The script of a text; see `Script.from_toml`."""
    toml = parse_toml(text, file=name)
    if toml.findings and not toml.data:
        raise InvalidFile(toml.findings)
    return _Reading(toml, name, None if folder is None else Path(folder), guards or {}).script()


class _Reading:
    """One text on its way to a script."""

    def __init__(self, toml: Toml, name: str, folder: Path | None, guards: Guards) -> None:
        self.toml, self.folder, self.guards = toml, folder, guards
        self.source = ScriptSource(toml.text, name, toml.positions)
        self.found: list[Finding] = []

    def script(self) -> Script:
        """The script.

        Raises:
            InvalidFile: Everything that is wrong.
        """
        top = Table(self.toml.data, "", self.found)
        title, clauses = top.text("title"), top.texts("clauses")
        given = top.table("given") or Table({}, "given", self.found)
        begins, default_by = _moment(given, "begins"), given.choice("default_by", ("expected", "nobody"), "expected")
        plan, plan_file = self._plan(given)
        given.close()
        steps = tuple(_step(table) for table in top.tables("when"))
        end = top.table("then")
        then = None if end is None else _expected(end)
        top.close()
        if plan is None:
            raise self._invalid(())
        script = Script(
            title=title,
            clauses=clauses,
            plan=plan,
            plan_file=plan_file,
            begins=begins,
            default_by=default_by,
            steps=steps,
            then=then,
            source=self.source,
        )
        problems = problems_of(script)
        if self.found or self.toml.findings or problems:
            raise self._invalid(problems)
        return script

    def _invalid(self, problems: tuple[Finding, ...]) -> InvalidFile:
        placed = [one if one.line is not None else self.source.place(one) for one in (*self.found, *problems)]
        every = dict.fromkeys([*self.toml.findings, *placed])
        return InvalidFile(
            sorted(every, key=lambda one: (one.file != self.source.name, one.line or 0, one.column or 0))
        )

    def _plan(self, given: Table) -> tuple[Plan | None, str | None]:
        """The plan, and the file it was read from; None where it cannot be read."""
        if is_table(given.raw("plan")):
            table = given.table("plan")
            return (None if table is None else self._plan_of(table)), None
        name = given.line("plan")
        if not name:
            if "plan" not in given:
                given.refuse("KH103", None, key="plan")
            return None, None
        return self._plan_in(name), name

    def _plan_of(self, table: Table) -> Plan | None:
        try:
            return Plan.from_dict(table.kept(), guards=self.guards)
        except Invalid as error:
            self.found += [attrs.evolve(one, path=joined_path(table.path, one.path)) for one in error.findings]
            return None

    def _plan_in(self, name: str) -> Plan | None:
        where = None if self.folder is None else self.folder / name
        if where is None:
            self.found.append(Finding("KH133", {"file": name[:60]}, path="given.plan"))
            return None
        try:
            return load_plan(where, guards=self.guards)
        except Invalid as error:
            self.found += [
                attrs.evolve(one, path="given.plan", file=None) if one.line is None else one for one in error.findings
            ]
            return None


def joined_path(head: str, rest: str) -> str:
    """A path continued by another."""
    return f"{head}{'' if not rest or rest.startswith('[') else '.'}{rest}"


def _moment(table: Table, key: str) -> str | None:
    """A day, an instant or a bound, as text; days and times of TOML's own as ISO texts."""
    value = table.raw(key)
    if value is None or isinstance(value, str):
        return table.line(key) or None
    if isinstance(value, date):
        return value.isoformat()
    table.refuse_type(key, "a day or a text in quotes", "ngày hoặc chữ trong ngoặc kép")
    return None


def _numbers(table: Table, key: str) -> tuple[int, ...]:
    """Whole numbers from 1; one alone is a list of one."""
    value = table.raw(key)
    many = value if is_list(value) else () if value is None else (value,)
    found = [one for one in many if isinstance(one, int) and not isinstance(one, bool) and one > 0]
    if len(found) < len(many):
        table.refuse_type(key, "whole numbers from 1", "các số nguyên từ 1")
    return tuple(found)


def _step(table: Table) -> Step:
    given: dict[str, Any] = {key: table.text(key) or None for key in _TEXTS}
    given |= {key: _moment(table, key) for key in _MOMENTS}
    for key in _TABLES:
        inner = table.table(key)
        given[key] = None if inner is None else inner.kept()
    then = table.table("then")
    step = Step(
        **given,
        unit=table.texts("unit"),
        version=table.number("version", least=1),
        request=table.number("request", least=1),
        entries=_numbers(table, "entries"),
        accept_gap=table.flag("accept_gap"),
        reroute=table.flag("reroute"),
        refused=table.texts("refused") if "refused" in table else None,
        then=None if then is None else _expected(then),
    )
    table.close()
    return attrs.evolve(step, act=step.act and step.act.replace("-", "_"))


# ------------------------------------------------------------------ what is expected


def _expected(table: Table) -> Expected:
    given = {name: read(table, name) for name, read in _READERS.items() if name in table}
    table.close()
    return Expected(**given)


def _each(read: Callable[[Table, str], Any]) -> Callable[[Table, str], dict[str, Any]]:
    """A reader of a table whose keys are units, and whose values are read alike; what cannot be read is left out."""

    def many(table: Table, key: str) -> dict[str, Any]:
        inner = table.table(key)
        if inner is None:
            return {}
        values = {name: read(inner, name) for name in inner.kept()}
        return {name: value for name, value in values.items() if value is not None}

    return many


def _text(table: Table, key: str) -> str | None:
    return table.text(key) or None


def _words(table: Table, key: str) -> str | None:
    """A text that may be empty: then nothing is said."""
    said = table.text(key)
    return said if isinstance(table.raw(key), str) else None


def _version(table: Table, key: str) -> int | None:
    return table.number(key, least=0)


def _cells(table: Table, key: str) -> Mapping[str, object] | None:
    inner = table.table(key)
    return None if inner is None else inner.kept()


def _flag(table: Table, key: str) -> bool | None:
    said = table.flag(key)
    return said if isinstance(table.raw(key), bool) else None


_READERS: Mapping[str, Callable[[Table, str], Any]] = {
    "state": _each(_text),
    "version": _each(_version),
    "standing": _each(_text),
    "due": _each(_moment),
    "data": _each(_cells),
    "sections": _each(_each(_words)),
    "total": _each(_cells),
    "rows": _each(_each(_version)),
    "held": _each(Table.texts),
    "missing": _each(Table.texts),
    "late": Table.texts,
    "overdue": Table.texts,
    "blockers": _each(_each(Table.texts)),
    "triggers": _each(Table.texts),
    "summary": _cells,
    "counts": _each(_version),
    "complete": _flag,
    "findings": Table.texts,
    "content": _each(Table.texts),
    "entries": _version,
}
