"""Objects and rows made from the columns when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import overload

from kehoach._hierarchy._build import Built
from kehoach._hierarchy._columns import Columns
from kehoach._hierarchy._edges import Edge, edge_text
from kehoach._hierarchy._tiers import Tier
from kehoach._hierarchy._units import Unit

__all__ = ["Units", "edges_out", "rows_of"]


def edges_out(columns: Columns, unit: int) -> tuple[Edge, ...]:
    """The edges out of a unit: those that consolidate, the lead first, then those that inform."""
    up = [
        Edge(
            columns.ids[columns.edge_superior[edge]],
            columns.share.get(edge),
            derived=edge in columns.derived,
            carries=columns.carries.get(edge, ()),
        )
        for edge in columns.edges_of(unit)
    ]
    copies = [
        Edge(columns.ids[informed], role="informs", derived=place in columns.informs_derived)
        for place, (informer, informed) in enumerate(columns.informs)
        if informer == unit
    ]
    return (*up, *copies)


class Units(Sequence[Unit]):
    """The units of a hierarchy in official order; each is made when it is looked at, and again the next time."""

    __slots__ = ("_built", "_tiers")

    def __init__(self, tiers: Sequence[Tier], built: Built) -> None:
        self._tiers, self._built = tiers, built

    def __len__(self) -> int:
        return self._built.columns.n

    @overload
    def __getitem__(self, index: int) -> Unit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Unit]: ...
    def __getitem__(self, index: int | slice) -> Unit | Sequence[Unit]:
        if isinstance(index, slice):
            return tuple(map(self._made, range(*index.indices(len(self)))))
        return self._made(range(len(self))[index])

    def _made(self, number: int) -> Unit:
        built, columns = self._built, self._built.columns
        return Unit(
            columns.ids[number],
            built.names[number],
            self._tiers[columns.tier_no[number]].id,
            edges_out(columns, number),
            kind=built.kinds[number],
            opened_on=built.opened.get(number),
            closed_on=built.closed.get(number),
        )

    def __repr__(self) -> str:
        return f"<{len(self)} units>"


def rows_of(tiers: Sequence[Tier], built: Built) -> Iterator[tuple[str, ...]]:
    """The units as rows of text, the heading first; kind and days only where a unit has one."""
    columns, names = built.columns, [tier.id for tier in tiers]
    said: dict[str, Sequence[str]] = {
        "id": columns.ids,
        "name": built.names,
        "tier": [names[number] for number in columns.tier_no],
        "reports_to": _reports(columns),
        "kind": built.kinds if any(built.kinds) else (),
        "opened_on": _days(columns.n, built.opened),
        "closed_on": _days(columns.n, built.closed),
    }
    present = {name: cells for name, cells in said.items() if cells}
    yield tuple(present)
    yield from zip(*present.values(), strict=True)


def _days(n: int, days: Mapping[int, date]) -> Sequence[str]:
    return [days[number].isoformat() if number in days else "" for number in range(n)] if days else ()


def _reports(columns: Columns) -> Sequence[str]:
    texts = [""] * columns.n
    for edge in columns.superior_edge:
        unit, superior = columns.edge_unit[edge], columns.ids[columns.edge_superior[edge]]
        share, is_derived, carries = columns.share.get(edge), edge in columns.derived, columns.carries.get(edge, ())
        text = edge_text(superior, share, informs=False, derived=is_derived, carries=carries)
        texts[unit] = f"{texts[unit]}|{text}" if texts[unit] else text
    for place, (unit, informed) in enumerate(columns.informs):
        text = edge_text(columns.ids[informed], None, informs=True, derived=place in columns.informs_derived)
        texts[unit] = f"{texts[unit]}|{text}" if texts[unit] else text
    return texts
