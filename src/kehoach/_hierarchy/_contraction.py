"""Contraction: the graph of those who owe.

Units that owe nothing are taken out. What went to one of them goes on to the nearest superiors above that are kept;
shares multiply along a path, and parallel paths merge, their shares added. The units are gone through once, superiors
first, each with what its superiors have found, so no path is ever listed: a ladder of 18 tiers of 2 units has 131,072.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from kehoach._hierarchy._columns import Columns, Links, generations, linked, ordered

__all__ = ["contract"]

_WHOLE = Fraction(1)


class _Way(NamedTuple):
    """All that goes up from a unit to one kept superior."""

    share: Fraction
    derived: bool


_DIRECT = _Way(_WHOLE, derived=False)
_Ways = dict[int, _Way]


def contract(columns: Columns, keep: Iterable[int]) -> Columns:
    """The columns without the units that are not kept.

    The lead is the first kept superior along the stated order. Where a path ends at a unit that is taken out and has no
    kept superior above it, its share goes nowhere. A copy stays when both its ends do.

    Args:
        columns: The columns of a hierarchy, or contracted ones.
        keep: Numbers of the units to keep, in any order; the kept ones stay in official order.

    Returns:
        New columns, in which a unit's number is its place among the kept ones; ``kept`` and ``position`` translate to
        and from the numbers of the columns given. The same object when all units are kept.
    """
    mask = bytearray(columns.n)
    for unit in keep:
        mask[unit] = 1
    if all(mask):
        return columns
    kept = array("i", [unit for unit in range(columns.n) if mask[unit]])
    position = array("i", [-1]) * columns.n
    for place, unit in enumerate(kept):
        position[unit] = place
    return _made(columns, kept, position, _sent(columns, position, len(kept)))


class _Sent(NamedTuple):
    """What the kept units send up, and to whom, all by new number.

    ``only`` holds the superiors of those that a plain edge links to one kept superior, ``several`` all the others.
    """

    only: list[int | None]
    several: dict[int, _Ways]


def _sent(columns: Columns, position: array[int], kept: int) -> _Sent:
    only: list[int | None] = [None] * kept
    several: dict[int, _Ways] = {}
    beyond: dict[int, _Ways] = {}  # what comes of that which reaches a superior
    for unit in reversed(columns.order):
        place, ways = position[unit], _merged(columns, unit, beyond)
        if place < 0:
            beyond[unit] = ways
            continue
        if columns.generation[unit]:
            beyond[unit] = {place: _DIRECT}
        if list(ways.values()) == [_DIRECT]:
            (only[place],) = ways
        else:
            several[place] = ways
    return _Sent(only, several)


def _merged(columns: Columns, unit: int, beyond: dict[int, _Ways]) -> _Ways:
    edges, superior = columns.edges_of(unit), columns.edge_superior
    if len(edges) == 1 and edges[0] not in columns.share and edges[0] not in columns.derived:
        return beyond[superior[edges[0]]]
    ways: _Ways = {}
    for edge in edges:
        part, unsaid = columns.share.get(edge, _WHOLE), edge in columns.derived
        for top, way in beyond[superior[edge]].items():
            share, derived = _times(part, way.share), unsaid or way.derived
            other = ways.get(top)
            ways[top] = _Way(share, derived) if other is None else _Way(other.share + share, other.derived or derived)
    return ways


def _times(one: Fraction, other: Fraction) -> Fraction:
    """A product; most factors are 1, and multiplying fractions is slow."""
    return other if one is _WHOLE else one if other is _WHOLE else one * other


def _made(columns: Columns, kept: array[int], position: array[int], sent: _Sent) -> Columns:
    n = len(kept)
    ids = tuple(map(columns.ids.__getitem__, kept))
    tiers = _picked(columns.tier_no, kept)
    links = linked(n, sent.only, {unit: list(ways) for unit, ways in sent.several.items()})
    share, derived = _said(sent.several, links)
    informs, informs_derived = _copies(columns, position)
    generation = generations(n, links, tiers)
    return Columns(
        n=n,
        ids=ids,
        index=dict(zip(ids, range(n), strict=True)),
        tier_no=tiers,
        edge_first=links.edge_first,
        edge_unit=links.edge_unit,
        edge_superior=links.edge_superior,
        superior_first=links.superior_first,
        superior_edge=links.superior_edge,
        share=share,
        informs=informs,
        derived=derived,
        informs_derived=informs_derived,
        generation=generation,
        order=ordered(generation),
        kept=kept,
        position=position,
    )


def _picked(numbers: bytes | array[int], kept: array[int]) -> bytes | array[int]:
    picked = map(numbers.__getitem__, kept)
    return bytes(picked) if isinstance(numbers, bytes) else array(numbers.typecode, picked)


def _said(several: dict[int, _Ways], links: Links) -> tuple[dict[int, Fraction], frozenset[int]]:
    """The shares that are not 1, and the edges that are derived."""
    said = [(links.edge(unit, superior), way) for unit, ways in several.items() for superior, way in ways.items()]
    share = {edge: way.share for edge, way in said if way.share != 1}
    return share, frozenset(edge for edge, way in said if way.derived)


def _copies(columns: Columns, position: array[int]) -> tuple[tuple[tuple[int, int], ...], frozenset[int]]:
    both = [
        (position[unit], position[superior], place in columns.informs_derived)
        for place, (unit, superior) in enumerate(columns.informs)
        if position[unit] >= 0 and position[superior] >= 0
    ]
    return tuple((u, s) for u, s, _ in both), frozenset(i for i, (_, _, unsaid) in enumerate(both) if unsaid)
