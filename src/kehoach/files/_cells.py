"""Where a cell of a CSV file stands."""

from __future__ import annotations

import csv
import re

from kehoach.errors import Finding

__all__ = ["cell_column"]

_SEPARATORS = (",", ";", "\t")


def cell_column(text: str, finding: Finding) -> int:
    """The column of the cell that a finding about a row speaks of; 1 where it speaks of the row.

    Args:
        text: The text of the file.
        finding: With its line; the last step of its path, or its value ``column``, names the column.
    """
    lines = text.split("\n")
    heading = lines[0].rstrip("\r")
    separator = max(_SEPARATORS, key=heading.count)
    line = lines[(finding.line or 1) - 1].rstrip("\r") if (finding.line or 1) <= len(lines) else ""
    names = [name.strip().casefold() for row in csv.reader([heading], delimiter=separator) for name in row]
    wanted = finding.path.rpartition(".")[2]
    if finding.line == 1:
        wanted = str(finding.values.get("column", "")).casefold()
        if names.count(wanted) > 1:  # said of a column that stands twice: the second is one too many
            return _starts(heading, separator)[len(names) - 1 - names[::-1].index(wanted)]
    starts = _starts(line, separator)
    place = names.index(wanted) if wanted in names else 0
    return starts[place] if place < len(starts) else 1


def _starts(line: str, separator: str) -> list[int]:
    """The columns at which the cells of a line begin, counted from 1."""
    cell = re.compile(rf'"(?:[^"]|"")*"?|[^{re.escape(separator)}]*')
    starts: list[int] = []
    at = 0
    while True:
        starts.append(at + 1)
        found = cell.match(line, at)
        at = line.find(separator, found.end() if found else at)
        if at < 0:
            return starts
        at += 1
