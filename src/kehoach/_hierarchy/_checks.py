"""What edges must be: whole shares, upward, under one root.

A bulk question comes first each time; only where it fails are the culprits looked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from operator import gt

from kehoach._hierarchy._columns import Links
from kehoach._hierarchy._draft import Bond, Draft
from kehoach._hierarchy._networkx import one_circle
from kehoach.errors import Value

__all__ = ["check_roots", "check_shares", "check_upward"]


def check_shares(draft: Draft) -> None:
    """The shares of each unit's consolidating edges must be stated and sum to 1, for each group that they name."""
    for unit, bonds in draft.several.items():
        if unit in draft.unclear:
            continue
        every = [bond for bond in bonds if not bond.informs]
        named = dict.fromkeys(group for bond in every for group in bond.carries)
        rest = [bond for bond in every if not bond.carries]
        for up in (rest, *([bond for bond in every if group in bond.carries] for group in named)):
            stated = [bond.share for bond in up if bond.share is not None]
            if len(up) > 1 and len(stated) < len(up):
                _missing_shares(draft, unit, up)
            elif stated and sum(stated) != 1:
                _broken_sum(draft, unit, up, sum(stated, Fraction(0)))


def _superiors(draft: Draft, bonds: Sequence[Bond]) -> tuple[str, ...]:
    return tuple(draft.ids[bond.superior] if bond.superior >= 0 else "?" for bond in bonds)


def _missing_shares(draft: Draft, unit: int, up: Sequence[Bond]) -> None:
    missing = _superiors(draft, [bond for bond in up if bond.share is None])
    values: dict[str, Value] = {"unit": draft.ids[unit], "superiors": _superiors(draft, up), "missing": missing}
    draft.add(unit, "KH334", values, "reports_to")


def _broken_sum(draft: Draft, unit: int, up: Sequence[Bond], total: Fraction) -> None:
    values: dict[str, Value] = {"unit": draft.ids[unit], "superiors": _superiors(draft, up), "sum": str(total)}
    draft.add(unit, "KH335" if total > 1 else "KH336", values, "reports_to")


def check_upward(draft: Draft, links: Links) -> bool:
    """Every consolidating edge must go to a strictly higher tier; then there is no circle either.

    Returns:
        Whether that proves the edges free of circles.
    """
    tier = draft.tier_no.__getitem__
    if all(map(gt, map(tier, links.edge_unit), map(tier, links.edge_superior))) and min(draft.tier_no) >= 0:
        return True
    for unit, superior in sorted(zip(links.edge_unit, links.edge_superior, strict=True)):
        below, above = tier(unit), tier(superior)
        if min(below, above) >= 0 and below <= above:
            values = {
                "unit": draft.ids[unit],
                "tier": draft.tiers[below].id,
                "superior": draft.ids[superior],
                "superior_tier": draft.tiers[above].id,
            }
            draft.add(unit, "KH339", values, "reports_to")
    return _check_cycle(draft, links)


def _check_cycle(draft: Draft, links: Links) -> bool:
    circle = one_circle(sorted(zip(links.edge_unit, links.edge_superior, strict=True)))
    if not circle:
        return True
    draft.add_whole("KH340", {"count": len(circle), "units": draft.named(circle)}, circle)
    return False


def check_roots(draft: Draft, links: Links) -> None:
    """Exactly one unit must report to nobody; everybody else is under it."""
    first = links.superior_first
    tops = [unit for unit in range(draft.n) if first[unit] == first[unit + 1] and not _meant(draft, unit)]
    if len(tops) == 1:
        return
    if not tops:
        draft.add_whole("KH342", {})
        return
    highest = min(draft.tier_no[unit] for unit in tops)
    roots = [unit for unit in tops if draft.tier_no[unit] == highest]
    if len(roots) > 1:
        draft.add_whole("KH341", {"count": len(roots), "units": draft.named(roots)}, roots[1:])
    for unit in tops:
        if unit not in roots:
            draft.add(unit, "KH343", {"unit": draft.ids[unit], "root": draft.ids[roots[0]]}, "reports_to")


def _meant(draft: Draft, unit: int) -> bool:
    """Whether the unit names a superior all the same, one that does not exist or itself: that is told already."""
    text = draft.table.reports_to[unit] if draft.table.reports_to else ""
    bonds = draft.several.get(unit)
    return bool(text.strip(" ")) and (bonds is None or not all(bond.informs for bond in bonds))
