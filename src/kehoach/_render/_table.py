"""A table, once: as aligned text for people, as CSV and JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import attrs

from kehoach._hierarchy import csv_text
from kehoach._render._lines import wrapped
from kehoach._render._values import Plain, head_text, plain_value, shown_value
from kehoach.errors import Lang

if TYPE_CHECKING:
    from rich.table import Table as RichTable

__all__ = ["Column", "Table", "csv_of", "json_of", "text_of"]

VERSION = 1
"""The number of the JSON shapes; it rises when a key is renamed or taken away, not when one is added."""

_MANY = 1_000
"""Rows that rich may set; it takes a second for each thousand, and nobody reads more of them for their colours."""

Style = Literal["", "bad", "soft"]
_STYLES: Mapping[Style, str] = {"": "", "bad": "red", "soft": "dim"}


@attrs.frozen
class Column:
    """A column.

    Attributes:
        key: Its name in CSV and JSON, and what its heading is made from.
        right: Whether it is set flush right: figures.
        names: Whether its numbers name something, as those of lines and versions do, and count nothing.
        shown: Whether text shows it; programs get every column.
        head: A heading that no table of words knows, such as the name of an indicator.
        codes: What stands for a code in text, such as ``đúng hạn`` for ``met_on_time``.
    """

    key: str
    right: bool = attrs.field(default=False, kw_only=True)
    names: bool = attrs.field(default=False, kw_only=True)
    shown: bool = attrs.field(default=True, kw_only=True)
    head: str = attrs.field(default="", kw_only=True)
    codes: Mapping[str, str] = attrs.field(factory=dict[str, str], kw_only=True)


@attrs.frozen
class Table:
    """Rows under columns.

    Attributes:
        columns: What stands in each row.
        rows: The values.
        styles: How each row looks on a terminal with colours; shorter than `rows`: the rest looks plain.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Plain, ...], ...]
    styles: tuple[Style, ...] = ()

    def to_dicts(self) -> list[dict[str, object]]:
        """The rows as plain data, ready for JSON."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, map(plain_value, row), strict=True)) for row in self.rows]


def json_of(kind: str, facts: Mapping[str, object]) -> str:
    """A document for programs: what it is, the number of its shape, and the facts.

    >>> json_of("verify", {"entries": 3})
    '{"kind": "kehoach.verify", "format": 1, "entries": 3}'
    """
    return json.dumps({"kind": f"kehoach.{kind}", "format": VERSION, **facts}, ensure_ascii=False)


def csv_of(table: Table) -> str:
    r"""A table as CSV with its keys as the heading; a cell that a spreadsheet would run gets an apostrophe.

    >>> csv_of(Table((Column("unit"), Column("expected")), (("461", 9), ("=1+1", None))))
    "unit,expected\n461,9\n'=1+1,\n"
    """
    rows = [[column.key for column in table.columns]]
    rows += [[_cell(value) for value in row] for row in table.rows]
    return csv_text(rows)


def _cell(value: Plain) -> str:
    plain = plain_value(value)
    if isinstance(plain, list):
        return "|".join(plain)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else str(plain)


def text_of(table: Table, *, lang: Lang = "en", width: int | None = None, color: bool = False) -> str:
    """A table as text; where its words do not fit side by side, each row is set as lines of its own.

    Args:
        table: The table.
        lang: The language of headings, days and figures.
        width: How many cells a line may have; None: as many as it takes.
        color: Whether the terminal shows colours.

    >>> print(text_of(Table((Column("unit"), Column("expected", right=True)), (("461", 9), ("462", 15)))))
    unit  expected
    ──────────────
    461          9
    462         15
    """
    shown = [place for place, column in enumerate(table.columns) if column.shown]
    heads = [table.columns[place].head or head_text(table.columns[place].key, lang) for place in shown]
    cells = [[_word(table.columns[place], row[place], lang) for place in shown] for row in table.rows]
    columns = [table.columns[place] for place in shown]
    if len(cells) > _MANY or (width is None and not color):
        text = _aligned(columns, heads, cells)
        return text if width is None or len(text.split("\n", 2)[1]) <= width else _stacked(heads, cells, width)
    drawn = _drawn(columns, heads, cells, table.styles)
    return _rendered(drawn, width or 10_000, color=color) or _stacked(heads, cells, width or 0)


def _word(column: Column, value: Plain, lang: Lang) -> str:
    if isinstance(value, str) and value in column.codes:
        return column.codes[value]
    return str(value) if column.names and isinstance(value, int) else shown_value(value, lang)


def _aligned(columns: Sequence[Column], heads: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """What `_rendered` makes of it where nothing is wrapped or coloured, for logs of many thousand lines."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(heads, *cells, strict=True)]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))

    def line(row: Sequence[str]) -> str:
        spaces = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        set_out = zip(columns, row, spaces, strict=True)
        return "  ".join(pad + cell if column.right else cell + pad for column, cell, pad in set_out).rstrip()

    return "\n".join([line(heads), rule, *map(line, cells)])


def _drawn(
    columns: Sequence[Column], heads: Sequence[str], cells: Sequence[Sequence[str]], styles: Sequence[Style]
) -> RichTable:
    from rich import box
    from rich.table import Table as Drawing
    from rich.text import Text

    drawing = Drawing(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, (column, head) in enumerate(zip(columns, heads, strict=True)):
        words = [word for cell in (head, *(row[place] for row in cells)) for word in cell.split()]
        longest = max(map(len, words), default=0)  # no word is cut: rather is each row set as lines of its own
        drawing.add_column(Text(head), justify="right" if column.right else "left", min_width=longest)
    for place, row in enumerate(cells):
        style = _STYLES[styles[place]] if place < len(styles) else ""
        drawing.add_row(*map(Text, row), style=style)
    return drawing


def _rendered(drawing: RichTable, width: int, *, color: bool) -> str | None:
    """The drawing as lines; None where its longest words do not fit beside each other."""
    from io import StringIO

    from rich.console import Console
    from rich.measure import Measurement

    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        no_color=not color,
        color_system="standard" if color else None,
        legacy_windows=False,
    )
    unbounded = console.options.update(width=10_000)  # else the measure is cut to the width, whatever the words need
    needed = Measurement.get(console, unbounded, drawing).minimum + 1  # rich forgets the padding of the last column
    if needed > console.width:
        return None
    console.print(drawing)
    return "\n".join(line.rstrip() for line in out.getvalue().rstrip("\n").split("\n"))


def _stacked(heads: Sequence[str], cells: Sequence[Sequence[str]], width: int) -> str:
    blocks: list[str] = []
    for row in cells:
        said = [f"{head}: {cell}" if place else cell for place, (head, cell) in enumerate(zip(heads, row, strict=True))]
        blocks.append(wrapped("\n  ".join(line for line, cell in zip(said, row, strict=True) if cell), width=width))
    return "\n".join(blocks)
