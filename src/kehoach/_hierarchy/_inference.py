"""Which tier stands above which, read from the edges where nobody says so."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence

from kehoach._hierarchy._edges import stated_edges
from kehoach._hierarchy._table import UnitTable, filled
from kehoach._hierarchy._words import cleaned

__all__ = ["inferred_tiers"]


def inferred_tiers(table: UnitTable) -> list[str]:
    """The tiers of a table from top to bottom.

    A tier stands above every tier whose units consolidate into its own; where edges say nothing, the tier that comes
    first in the table stands higher. Where they contradict each other, that order is kept and the checks name them.

    >>> inferred_tiers(UnitTable(["c", "d", "p"], tier=["commune", "district", "province"], reports_to=["d", "p", ""]))
    ['province', 'district', 'commune']
    """
    cells = filled(table.tier, len(table), "")
    tidy = {cell: cleaned(cell) for cell in dict.fromkeys(cells)}
    names = list(dict.fromkeys(filter(None, tidy.values())))
    rank = {name: place for place, name in enumerate(names)}
    above = {(rank[tidy[one]], rank[tidy[other]]) for one, other in _pairs(table, cells) if tidy[one] and tidy[other]}
    return [names[place] for place in _sorted(len(names), {(one, other) for one, other in above if one != other})]


def _pairs(table: UnitTable, cells: Sequence[str]) -> set[tuple[str, str]]:
    """(tier of a superior, tier of its unit) for every consolidating edge."""
    reports = filled(table.reports_to, len(table), "")
    tier = dict(zip(table.id, cells, strict=True))
    pairs = {(one, other) for one, other in set(zip(map(tier.get, reports), cells, strict=True)) if one is not None}
    rest = [unit for unit, text in enumerate(reports) if text and text not in tier]
    if rest:
        tier = dict(zip(map(cleaned, table.id), cells, strict=True))
        for unit in rest:
            superiors = (edge.superior for edge in stated_edges(reports[unit], []) if not edge.informs)
            pairs.update((tier[superior], cells[unit]) for superior in superiors if superior in tier)
    return pairs


def _sorted(n: int, above: set[tuple[int, int]]) -> list[int]:
    """Numbers so that each pair's first comes first, the smaller before the larger where nothing is said."""
    below: defaultdict[int, list[int]] = defaultdict(list)
    waiting = [0] * n
    for one, other in above:
        below[one].append(other)
        waiting[other] += 1
    ready = [number for number in range(n) if not waiting[number]]
    done: list[int] = []
    while ready:
        number = heapq.heappop(ready)
        done.append(number)
        for other in below[number]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, other)
    return done if len(done) == n else list(range(n))
