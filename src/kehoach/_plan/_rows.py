"""A row of duties as a document writes it."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import attrs

from kehoach._deadline import Deadline
from kehoach._plan._quorum import Quorum
from kehoach._plan._recurrence import EVERY, Recurrence
from kehoach._plan._table import Table, is_table
from kehoach._plan._values import BINDINGS, FORM, KINDS, After, Binding, DutyRow, Kind
from kehoach.errors import Invalid

__all__ = ["duty_row", "written_deadline"]


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
    clocks = _clocks(table, issued_on)
    period, gate = _recurrence(table), written_gate(table)
    only_if = table.line("only_if") or None
    estimate = table.flag("estimate") if "estimate" in table else None
    table.raw("estimate")
    table.close()
    try:
        attrs.evolve(Deadline.none(), doubts=doubt)  # says what is no doubt
        return DutyRow(
            form, owed_by, kind=kind, to=to, copies=copies, binding=binding, doubt=doubt, after=after, gate=gate,
            period=period, only_if=only_if, estimate=estimate, override=override, clause=clause, **rules, **clocks,
        )  # fmt: skip
    except Invalid as error:
        table.refuse_all(error)
        return None


def _clocks(table: Table, issued_on: date | None) -> dict[str, Deadline | None]:
    """The clocks of rework and review: ``clocks = {rework = "5 days after sent_back"}``."""
    inner = table.table("clocks")
    if inner is None:
        return {}
    made = {key: written_deadline(inner, key, issued_on) for key in ("rework", "review")}
    inner.close()
    return made


def _recurrence(table: Table) -> Recurrence | None:
    inner = table.table("period")
    if inner is None:
        return None
    there = [inner.needs(key) for key in ("every", "from", "until")]
    every = inner.choice("every", EVERY, "month")
    bounds = {key: _bound(inner.raw(key)) for key in ("from", "until")}
    months, window = inner.raw("months"), inner.raw("window")
    inner.close()
    if not all(there) or any(inner.is_broken(key) for key in ("every", "from", "until")):
        return None
    try:
        return Recurrence(every, bounds["from"], bounds["until"], months=months, window=window)  # type: ignore[arg-type]  # judged by the value
    except Invalid as error:
        inner.refuse_all(error, since="from")
    except TypeError:
        inner.refuse_type("months", "a list of months from 1 to 12", "danh sách các tháng từ 1 đến 12")
    return None


def _bound(value: object) -> object:
    """A year alone is the period of that year, not a number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def written_gate(table: Table) -> str | Quorum | None:
    """A gate under the key ``gate``: a word, or ``{quorum = "55%", required = […]}``."""
    if not is_table(table.raw("gate")):
        return table.line("gate") or None
    inner = table.table("gate")
    assert inner is not None  # it is a table
    given = {"quorum": inner.text("quorum"), "required": inner.texts("required")}
    inner.close()
    try:
        return Quorum(given["quorum"], given["required"])
    except Invalid as error:
        inner.refuse_all(error)
        return None


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
