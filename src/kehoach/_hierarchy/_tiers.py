"""Tiers: the levels of a hierarchy, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from kehoach._hierarchy._words import placed, read_id, read_name, shown, yes
from kehoach._spelling import skeleton
from kehoach.errors import Finding, InvalidHierarchy

__all__ = ["Tier", "tiers_of"]


def _tier_id(value: str) -> str:
    return read_id(value, what="tier")


def _name(value: str) -> str:
    return read_name(value)


def _owes(value: bool | str) -> bool:  # noqa: FBT001  # a converter takes the value alone
    said = yes(value)
    if said is None:
        raise InvalidHierarchy(Finding("KH320", {"value": shown(value)}, path="owes"))
    return said


@attrs.frozen
class Tier:
    """One level, such as the communes.

    Args:
        id: What units and deadlines call it.
        name: How it is printed, such as ``cấp cơ sở``; the id where there is none.
        owes: Whether its units owe reports; a tier that does not only stands between two others.

    Raises:
        InvalidHierarchy: The id is blank or holds what an id must not hold, or the name what cannot be seen.

    >>> Tier("commune", name="cấp cơ sở")
    Tier(id='commune', name='cấp cơ sở', owes=True)
    >>> print(Tier("commune"))
    commune
    """

    id: str = attrs.field(converter=_tier_id)
    name: str = attrs.field(default="", converter=_name)
    owes: bool = attrs.field(default=True, converter=_owes, kw_only=True)

    def __str__(self) -> str:
        return self.id


def _tier(given: Tier | str) -> Tier:
    return given if isinstance(given, Tier) else Tier(given)


def tiers_of(given: Iterable[Tier | str]) -> tuple[Tier, ...]:
    """Tiers from top to bottom; a text is the id of one.

    Raises:
        InvalidHierarchy: An id is ill-formed, or two cannot be told apart; all problems at once.

    >>> [str(tier) for tier in tiers_of(["province", Tier("district")])]
    ['province', 'district']
    """
    tiers: list[Tier] = []
    findings: list[Finding] = []
    seen: dict[str, int] = {}
    for i, each in enumerate(given):
        try:
            tier = _tier(each)
        except InvalidHierarchy as error:
            findings.extend(placed(finding, f"tiers[{i}].{finding.path}") for finding in error.findings)
            continue
        first = seen.setdefault(skeleton(tier.id), i)
        if first != i:
            findings.append(_twice(tier, next(t for t in tiers if skeleton(t.id) == skeleton(tier.id)), first, i))
        tiers.append(tier)
    if findings:
        raise InvalidHierarchy(findings)
    return tuple(tiers)


def _twice(tier: Tier, other: Tier, first: int, i: int) -> Finding:
    path, place = f"tiers[{i}].id", f"tiers[{first}]"
    if tier.id == other.id:
        return Finding("KH317", {"tier": tier.id, "first": place}, path=path, subject=tier.id)
    return Finding("KH318", {"id": tier.id, "other": other.id, "first": place}, path=path, subject=tier.id)
