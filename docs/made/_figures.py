"""Tables of how figures go up: the truth tables that totals are worked out by."""

from __future__ import annotations

from kehoach._rollup import CAUSES
from kehoach._rollup._algebra import ADDS, CELLS, COVERAGE, JOINED, RESULTS, STANDINGS, Heard
from made._tables import _coded, _table

__all__ = ["adds", "causes", "coverage", "joined", "results"]


def adds() -> str:
    """What each kind of cell adds, operator by operator."""
    rows = ((f"`{name}`", *(cells[cell] or "-" for cell in CELLS)) for name, cells in ADDS.items())
    return _table(("operator", *CELLS), rows)


def coverage() -> str:
    """What each kind of cell does to reported, expected and waived, by who is asked."""
    rows = ((cell, *(" / ".join(map(str, COVERAGE[cell, standing])) for standing in STANDINGS)) for cell in CELLS)
    return _table(("cell", *STANDINGS), rows)


def results() -> str:
    """What a total is."""
    words = {True: "yes", False: "no"}
    rows = ((words[said], words[asked], result) for (said, asked), result in RESULTS.items())
    return _table(("anything said", "anybody expected", "the total is"), rows)


def joined() -> str:
    """What a report says to what is worked out, from what it says to two of its parts."""
    names = tuple(JOINED)
    rows = (
        (one.word, other.word, *(JOINED[name][one, other].word for name in names))
        for one in Heard
        for other in Heard
        if one <= other
    )
    return _table(("one part", "the other", *(_coded((name,)) for name in names)), rows)


def causes() -> str:
    """Why a total changes."""
    return _table(("cause", "means"), ((f"`{name}`", told) for name, told in CAUSES.items()))
