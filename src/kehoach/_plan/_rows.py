"""A row of duties as a document writes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import cast

import attrs

from kehoach._deadline import Deadline
from kehoach._plan._table import Table
from kehoach._plan._values import BINDINGS, FORM, KINDS, After, Binding, DutyRow, Kind
from kehoach.errors import Finding, Invalid

__all__ = ["duty_row", "later_order", "written_deadline"]

_LATER = ("period", "only_if", "estimate", "clocks")


def duty_row(table: Table, issued_on: date | None) -> DutyRow | None:
    """One ``[[duties]]`` table; None where it cannot be read so far that others could build on it.

    Args:
        table: The table.
        issued_on: The day of issue: a day without a year is the first such day not before it.
    """
    table.needs("owed_by")
    form = table.line("form") or FORM
    owed_by, copies, doubt = table.texts("owed_by"), table.texts("copies"), table.texts("doubt")
    kind = cast("Kind", table.choice("kind", KINDS, "report"))
    binding = cast("Binding | None", table.choice("binding", BINDINGS, "") or None)
    to, clause = table.line("to") or None, table.text("clause")
    override = table.flag("override")
    rules = {key: written_deadline(table, key, issued_on) for key in ("opens", "deadline", "closes")}
    after = _after(table, form)
    table.not_yet(*_LATER)
    table.close()
    try:
        attrs.evolve(Deadline.none(), doubts=doubt)  # says what is no doubt
        return DutyRow(
            form, owed_by, kind=kind, to=to, copies=copies, binding=binding, doubt=doubt, after=after,
            override=override, clause=clause, **rules,
        )  # fmt: skip
    except Invalid as error:
        table.refuse_all(error)
        table.found += later_order(form, kind, after, table.path)
        return None


def later_order(form: str, kind: str, after: Iterable[After] | None, path: str) -> list[Finding]:
    """Order that is settled in meaning and not carried out yet: anything but the gate of a report on its own form."""
    found: list[Finding] = []
    for number, one in enumerate(after or ()):
        if (one.form, one.of, one.enforce) != (form, "subordinates", "refuse") or kind == "act":
            key = f"after = {{form = {one.form!r}, of = {one.of!r}, enforce = {one.enforce!r}}}"
            found.append(Finding("KH110", {"key": key}, path=f"{path}.after[{number}]"))
    return found


def _after(table: Table, form: str) -> tuple[After, ...] | None:
    if "after" not in table:
        table.raw("after")
        return None
    made: list[After] = []
    for one in table.tables("after"):
        given = {key: text for key in ("form", "of", "enforce") if (text := one.line(key))}
        one.close()
        try:
            made.append(After(**{"form": form, **given}))
        except Invalid as error:
            one.refuse_all(error)
    return tuple(made)


def written_deadline(table: Table, key: str, issued_on: date | None) -> Deadline | None:
    """A deadline under a key; a day alone opens or closes, but does not say whether a deadline counts it.

    Args:
        table: The table.
        key: ``"deadline"``, ``"opens"`` or ``"closes"``.
        issued_on: The day of issue.
    """
    check = table.text("checked_by") if key == "deadline" else ""
    value = table.raw(key)
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return _of_day(table, key, value)
    if not isinstance(value, str):
        table.refuse_type(key, "a phrase in quotes", "câu chữ trong ngoặc kép")
        return None
    try:
        made = Deadline.parse(value, issued_on=issued_on)
    except Invalid as error:
        table.refuse_all(error, key)
        return None
    return _with_check(table, made, check, issued_on)


def _of_day(table: Table, key: str, day: date) -> Deadline | None:
    if key == "deadline":
        table.refuse("KH132", key, day=day.isoformat())
        return None
    return Deadline.on(day) if key == "opens" else Deadline.by(day)


def _with_check(table: Table, made: Deadline, check: str, issued_on: date | None) -> Deadline:
    if not check:
        return made
    try:
        return attrs.evolve(made, checked_by=Deadline.parse(check, issued_on=issued_on))
    except Invalid as error:
        table.refuse_all(error, "checked_by")
        return made
