"""Where a cell of a CSV file stands."""

from __future__ import annotations

import re

from kehoach.errors import Finding

__all__ = ["cell_column", "lines_of"]

_SEPARATORS = (",", ";", "\t")


def lines_of(text: str) -> list[str]:
    """The lines of a text, whichever way they end; a text without line feeds may have carriage returns alone."""
    lines = text.split("\n" if "\n" in text else "\r")
    return [line.removesuffix("\r") for line in lines]


def cell_column(text: str, finding: Finding) -> int:
    """The column of the cell that a finding about a row speaks of; 1 where it speaks of the row.

    Args:
        text: The text of the file.
        finding: With its line; the last step of its path, or its value ``column``, names the column.
    """
    lines = lines_of(text)
    separator = max(_SEPARATORS, key=lines[0].count)
    heading = _cells(lines[0], separator)
    names = [name.casefold() for _, name in heading]
    wanted = finding.path.rpartition(".")[2]
    if finding.line == 1:
        wanted = str(finding.values.get("column", "")).casefold()
        if wanted in names:  # said of a column that stands twice: the second is one too many
            return heading[len(names) - 1 - names[::-1].index(wanted)][0]
    line = lines[(finding.line or 1) - 1] if (finding.line or 1) <= len(lines) else ""
    cells = _cells(line, separator)
    place = names.index(wanted) if wanted in names else 0
    return cells[place][0] if place < len(cells) else 1


def _cells(line: str, separator: str) -> list[tuple[int, str]]:
    """The cells of a line: the column at which each begins, counted from 1, and what it holds."""
    cell = re.compile(rf'"(?:[^"]|"")*"?|[^{re.escape(separator)}]*')
    cells: list[tuple[int, str]] = []
    at = 0
    while True:
        found = cell.match(line, at)
        end = line.find(separator, found.end() if found else at)
        text = line[at:end] if end >= 0 else line[at:]
        cells.append((at + 1, text.strip().strip('"').replace('""', '"').strip()))
        if end < 0:
            return cells
        at = end + 1
