"""Rules on units: odd ones out among their like, and names that do not tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from kehoach._hierarchy import Hierarchy
from kehoach._plan import Plan
from kehoach._spelling import folded
from kehoach.errors import Finding, Value
from kehoach.rules._rule import named

__all__: list[str] = []

_ODD: Final = 10  # one in so many is an exception; more are a custom


def _by_tier(hierarchy: Hierarchy) -> dict[str, list[int]]:
    """The numbers of the units of each tier that has some."""
    found: dict[str, list[int]] = {}
    tiers = [tier.id for tier in hierarchy.tiers]
    for unit, tier in enumerate(hierarchy.columns.tier_no):
        found.setdefault(tiers[tier], []).append(unit)
    return found


@named("KH390", "a unit has subordinates where its like have some", severity="note", name="nobody-below",
       title_vi="đơn vị có cấp dưới như các đơn vị cùng cấp")  # fmt: skip
def _nobody_below(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns = plan.hierarchy.columns
    for tier, units in _by_tier(plan.hierarchy).items():
        alone = [unit for unit in units if columns.edge_first[unit] == columns.edge_first[unit + 1]]
        if alone and len(alone) < len(units):
            names = tuple(columns.ids[unit] for unit in alone)
            yield Finding("KH390", {"units": names, "tier": tier}, path="units", subject=names[0])


@named("KH391", "a tier has units", severity="warning", name="empty-tier", title_vi="cấp có đơn vị")
def _empty_tier(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    there = _by_tier(plan.hierarchy)
    for place, tier in enumerate(plan.tiers):
        if tier.id not in there:
            yield Finding("KH391", {"tier": tier.id}, path=f"tiers[{place}].id", subject=tier.id)


@named("KH392", "a unit reports to the tier that its like report to", severity="note", name="odd-superior",
       title_vi="đơn vị báo cáo lên cấp như các đơn vị cùng cấp")  # fmt: skip
def _odd_superior(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns, tiers = plan.hierarchy.columns, [tier.id for tier in plan.tiers]
    for tier, units in _by_tier(plan.hierarchy).items():
        leads = {unit: columns.superiors_of(unit)[0] for unit in units if columns.superiors_of(unit)}
        counts = Counter(columns.tier_no[lead] for lead in leads.values())
        for place, count in counts.items():
            usual = counts.most_common(1)[0][0]
            if place != usual and count * _ODD <= len(leads):
                odd = tuple(columns.ids[unit] for unit, lead in leads.items() if columns.tier_no[lead] == place)
                values: dict[str, Value] = {"units": odd, "tier": tier, "to": tiers[place], "usual": tiers[usual]}
                yield Finding("KH392", values, path="units", subject=odd[0])


@named("KH393", "the units below one superior bear different names", severity="warning", name="same-name-beside",
       title_vi="các đơn vị cùng cấp trên mang tên khác nhau")  # fmt: skip
def _same_name_beside(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns = plan.hierarchy.columns
    for superior in range(columns.n):
        named_so: dict[str, list[str]] = {}
        for unit in columns.subordinates_of(superior):
            name = plan.hierarchy.name_of(columns.ids[unit])
            named_so.setdefault(folded(name), []).append(columns.ids[unit])
        for units in named_so.values():
            if len(units) > 1:
                name = plan.hierarchy.name_of(units[0])
                values: dict[str, Value] = {"units": tuple(units), "name": name, "superior": columns.ids[superior]}
                yield Finding("KH393", values, path="units", subject=units[0])


@named("KH394", "a unit has a name where its like have one", severity="note", name="nameless-unit",
       title_vi="đơn vị có tên như các đơn vị cùng cấp")  # fmt: skip
def _nameless_unit(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    ids = plan.hierarchy.columns.ids
    for tier, units in _by_tier(plan.hierarchy).items():
        bare = tuple(ids[unit] for unit in units if plan.hierarchy.name_of(ids[unit]) == ids[unit])
        if bare and 2 * len(bare) < len(units):
            yield Finding("KH394", {"units": bare, "tier": tier}, path="units", subject=bare[0])


@named("KH395", "a superior has several units below it where its like have", severity="note", name="one-below",
       title_vi="cấp trên có nhiều cấp dưới như các đơn vị cùng cấp")  # fmt: skip
def _one_below(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns = plan.hierarchy.columns
    for tier, units in _by_tier(plan.hierarchy).items():
        below = {unit: columns.edge_first[unit + 1] - columns.edge_first[unit] for unit in units}
        single = [unit for unit, count in below.items() if count == 1]
        if single and 2 * len(single) < sum(count > 0 for count in below.values()):
            names = tuple(columns.ids[unit] for unit in single)
            yield Finding("KH395", {"units": names, "tier": tier}, path="units", subject=names[0])
