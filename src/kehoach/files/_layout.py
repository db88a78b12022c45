"""How the units of a plan are spread over its text and the files beside it, before and after a change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from kehoach._hierarchy import COLUMNS, csv_text
from kehoach._plan import Source, is_list, is_table
from kehoach.errors import InvalidFile, MissingExtra
from kehoach.files._bytes import MAX_TABLE, read_text
from kehoach.files._load import digest_of
from kehoach.files._unit_sheets import is_workbook, sheet_text

__all__ = ["Entries", "Layout", "table_text", "text_of"]

Row = Mapping[str, object]


@attrs.frozen
class Entries:
    """The tables ``[[units]]`` of a text and the files they name.

    Attributes:
        rows: The tables: ``file`` alone, or a unit.
        tables: The texts of the files, by name.
    """

    rows: tuple[Row, ...]
    tables: Mapping[str, str]


class Layout:
    """The units of a text, and where they are to stand.

    Args:
        source: The text.
        old: The units as it has them.
        new: The units as they are to be.
    """

    def __init__(self, source: Source, old: Sequence[Row], new: Sequence[Row]) -> None:
        self.source = source
        self.old = {row["id"]: row for row in old}
        self.new = {row["id"]: row for row in new}
        self.includes = {include.name: include for include in source.includes}

    def entries(self) -> list[Row]:
        """The tables ``[[units]]`` as they stand in the text."""
        units = tomllib.loads(self.source.text).get("units", ())
        rows = [one for one in units if is_table(one)] if is_list(units) else []
        return [{"file": row["file"]} if "file" in row else self.old.get(row.get("id"), row) for row in rows]

    def kept(self) -> Entries:
        """The tables with what has changed, each unit where it stood, new ones at the end."""
        rows: list[Row] = []
        tables: dict[str, str] = {}
        left = dict(self.new)
        for row in self.entries():
            if "file" in row:
                name = str(row["file"])
                text = self._table(name, left)
                if text is None:
                    continue
                name = name if digest_of(text) == self.includes[name].digest else _fresh(name, text)
                tables[name] = text
                rows.append({"file": name})
            elif row.get("id") in left:
                rows.append(left.pop(row["id"]))
        return Entries((*rows, *left.values()), tables)

    def _table(self, name: str, left: dict[object, Row]) -> str | None:
        """The text of a file: as it was read where its units are the same, else made anew; they leave `left`.

        None where none of its units is left.
        """
        include = self.includes[name]
        ids = [one for one in include.ids if one in left]
        now = [left.pop(one) for one in ids]
        if include.ids and not now:
            return None
        if len(ids) != len(include.ids) or any(row != self.old.get(row["id"]) for row in now):
            return table_text(now)
        text = None if self.source.folder is None else text_of(Path(self.source.folder) / name)
        return text if text is not None and digest_of(text) == include.digest else table_text(now)


def _fresh(name: str, text: str) -> str:
    """A name for a changed file that tells its content: the old one stays for whoever still reads it."""
    path = Path(name)
    stem = path.stem if len(path.stem) < 9 or path.stem[-9] != "-" else path.stem[:-9]
    return str(path.with_name(f"{stem}-{digest_of(text)[:8]}.csv"))


def table_text(rows: Sequence[Row]) -> str:
    """Units as the text of a CSV file."""
    heading = [name for name in COLUMNS if name in COLUMNS[:4] or any(name in row for row in rows)]
    return csv_text([heading, *([str(row.get(name, "")) for name in heading] for row in rows)])


def text_of(path: Path) -> str | None:
    """The text of a file of units; None where it cannot be read."""
    try:
        return sheet_text(path, shown=str(path)) if is_workbook(path.name) else read_text(path, most=MAX_TABLE)
    except (InvalidFile, MissingExtra):
        return None
