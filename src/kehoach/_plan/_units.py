"""The units of a document as columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypeGuard

from kehoach._hierarchy import COLUMNS, UnitTable
from kehoach._plan._table import Table, is_list, is_table
from kehoach.errors import Finding

__all__ = ["UnitRow", "table_of", "unit_row", "units_of"]

UnitRow = Mapping[str, str | bool | date | None]
_TEXTS = ("id", "name", "tier", "reports_to", "kind")
_DAYS = ("opened_on", "closed_on")


def units_of(value: object, found: list[Finding]) -> UnitTable | None:
    """The units of the array ``units`` of a document; None when it has none.

    Args:
        value: What stands under ``units``.
        found: Where problems go.
    """
    if not value:
        return None
    if is_list(value) and _is_plain(value):
        return table_of(value)
    top = Table({"units": value}, "", found)
    rows: list[UnitRow] = []
    for table in top.tables("units"):
        if "file" in table:
            table.raw("file")
            table.refuse("KH133", "file", file=str(table.raw("file"))[:60])
            continue
        row = unit_row(table)
        if row is not None:
            rows.append(row)
    return table_of(rows)


def _is_plain(rows: Iterable[object]) -> TypeGuard[Iterable[Mapping[str, str]]]:
    """Whether all rows are tables of texts under known keys, as `Plan.to_dict` writes them."""
    keys: set[object] = set()
    kinds: set[type] = set()
    for row in rows:
        if not is_table(row):
            return False
        keys.update(row)
        kinds.update(map(type, row.values()))
    return kinds <= {str} and keys <= set(COLUMNS)


def table_of(rows: Iterable[UnitRow]) -> UnitTable:
    """Rows as columns; what a row does not say is blank."""
    every = list(rows)
    columns = {name: [row.get(name, "") for row in every] for name in COLUMNS}
    return UnitTable(**columns)  # type: ignore[arg-type]  # texts, days and flags by the names of the columns


def unit_row(table: Table) -> UnitRow | None:
    """One ``[[units]]`` table that names a unit; None when it names none."""
    if not table.needs("id"):
        for key in (*COLUMNS, "file"):
            table.raw(key)
        table.close()
        return None
    row: dict[str, str | bool | date | None] = {key: table.text(key) for key in _TEXTS if key != "reports_to"}
    row["reports_to"] = "|".join(table.texts("reports_to"))
    for key in _DAYS:
        value = table.raw(key)
        row[key] = value if isinstance(value, str | date) and not isinstance(value, datetime) else None
        if value is not None and row[key] is None:
            table.refuse_type(key, "a day", "ngày")
    row["derived"] = table.flag("derived")
    table.close()
    return row if row["id"] else None
