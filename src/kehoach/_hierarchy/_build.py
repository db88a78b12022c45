"""From a table to columns, with every check on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from kehoach._hierarchy._checks import check_roots, check_shares, check_upward
from kehoach._hierarchy._columns import Columns, Links, generations, linked, ordered, tier_numbers
from kehoach._hierarchy._draft import Draft, drafted
from kehoach._hierarchy._table import UnitTable
from kehoach._hierarchy._tiers import Tier
from kehoach.errors import InvalidHierarchy

__all__ = ["Built", "build"]


@attrs.frozen(eq=False)
class Built:
    """The columns of a hierarchy and the words that go with them, by unit number."""

    columns: Columns
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    opened: Mapping[int, date]
    closed: Mapping[int, date]


def build(tiers: Sequence[Tier], table: UnitTable) -> Built:
    """Check a table of units and number its units and edges.

    Raises:
        InvalidHierarchy: Whatever is wrong, all of it at once.
    """
    draft = drafted(tiers, table)
    check_shares(draft)
    links = linked(draft.n, draft.only, _superiors(draft))
    check_upward(draft, links)
    check_roots(draft, links)
    findings = draft.findings()
    if findings:
        raise InvalidHierarchy(findings)
    return Built(_columns(draft, links), tuple(draft.names), tuple(draft.kinds), draft.opened, draft.closed)


def _superiors(draft: Draft) -> dict[int, list[int]]:
    return {
        unit: [bond.superior for bond in bonds if not bond.informs and bond.superior >= 0]
        for unit, bonds in draft.several.items()
    }


def _columns(draft: Draft, links: Links) -> Columns:
    generation = generations(draft.n, links, draft.tier_no)
    share, derived, carries = _said_of_edges(draft, links)
    informs = [(unit, bond) for unit, bonds in sorted(draft.several.items()) for bond in bonds if bond.informs]
    return Columns(
        n=draft.n,
        ids=tuple(draft.ids),
        index=draft.index,
        tier_no=tier_numbers(draft.tier_no, len(draft.tiers)),
        edge_first=links.edge_first,
        edge_unit=links.edge_unit,
        edge_superior=links.edge_superior,
        superior_first=links.superior_first,
        superior_edge=links.superior_edge,
        share=share,
        informs=tuple((unit, bond.superior) for unit, bond in informs),
        derived=derived,
        informs_derived=frozenset(i for i, (unit, bond) in enumerate(informs) if bond.derived or unit in draft.unsaid),
        generation=generation,
        order=ordered(generation),
        kept=range(draft.n),
        position=range(draft.n),
        carries=carries,
    )


def _said_of_edges(
    draft: Draft, links: Links
) -> tuple[dict[int, Fraction], frozenset[int], dict[int, tuple[str, ...]]]:
    """The shares that are not 1, the edges that are derived, and the groups that edges name."""
    share: dict[int, Fraction] = {}
    carries: dict[int, tuple[str, ...]] = {}
    derived: set[int] = set()
    for unit, bonds in draft.several.items():
        for bond in bonds:
            if not bond.informs:
                edge = links.edge(unit, bond.superior)
                if bond.share is not None and bond.share != 1:
                    share[edge] = bond.share
                if bond.derived:
                    derived.add(edge)
                if bond.carries:
                    carries[edge] = bond.carries
    for unit in draft.unsaid:
        derived.update(links.superior_edge[links.superior_first[unit] : links.superior_first[unit + 1]])
    return share, frozenset(derived), carries
