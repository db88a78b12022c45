"""Made-up hierarchies: so many units in each tier, dealt round-robin."""

from __future__ import annotations

from collections.abc import Mapping

from kehoach._hierarchy._table import UnitTable
from kehoach._hierarchy._words import shown
from kehoach.errors import Finding, InvalidHierarchy

__all__ = ["fan_table"]


def fan_table(totals: Mapping[str, int]) -> UnitTable:
    """A table with so many units in each tier, top to bottom.

    Unit k of a tier (from 0) reports to unit k modulo m of the m units of the tier above. The id is the tier and the
    number, padded to the width of the tier's total; the unit of a tier of one is called as the tier. Names are blank.

    Raises:
        InvalidHierarchy: A total is no whole number from 1 up.

    >>> fan_table({"province": 1, "district": 9}).id[:3]
    ['province', 'district-1', 'district-2']
    """
    findings = [
        Finding("KH346", {"count": shown(total)}, path=tier, subject=tier)
        for tier, total in totals.items()
        if type(total) is not int or total < 1
    ]
    if findings:
        raise InvalidHierarchy(findings)
    ids: list[str] = []
    tiers: list[str] = []
    superiors: list[str] = []
    above: list[str] = []
    for tier, total in totals.items():
        units = _numbered(tier, total)
        ids += units
        tiers += [tier] * total
        superiors += (above * (total // len(above) + 1))[:total] if above else [""] * total
        above = units
    return UnitTable(ids, tier=tiers, reports_to=superiors)


def _numbered(tier: str, total: int) -> list[str]:
    if total == 1:
        return [tier]
    width = len(str(total))
    return [f"{tier}-{number:0{width}}" for number in range(1, total + 1)]
