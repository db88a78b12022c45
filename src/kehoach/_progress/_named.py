"""What names of units mean: in selections, and in the lines of the log that speak of units rather than of duties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kehoach._plan import Plan
from kehoach._spelling import nearest
from kehoach.errors import UnknownName

if TYPE_CHECKING:
    from kehoach._hierarchy import Hierarchy

__all__ = ["forms_known", "named_units", "units_selected"]

_KINDS = ("tier", "group", "unit")


def units_selected(plan: Plan, selection: Iterable[str]) -> tuple[str, ...]:
    """The ids of the units that words name, in official order.

    Args:
        plan: The plan.
        selection: Ids of units, tiers or groups; ``"*"``: all. A kind may stand in front where a word is several
            things: ``tier:commune``, ``group:pilot``, ``unit:461``.

    Raises:
        UnknownName: A word names nothing; the nearest are proposed.
    """
    hierarchy = _units_of(plan)
    found: set[str] = set()
    for word in selection:
        found.update(_meant(plan, hierarchy, word))
    return tuple(unit for unit in hierarchy.columns.ids if unit in found)


def _meant(plan: Plan, hierarchy: Hierarchy, word: str) -> Iterable[str]:
    columns = hierarchy.columns
    if word == "*":
        return columns.ids
    kind, colon, name = word.partition(":")
    named = name if colon and kind in _KINDS else word
    tiers = [tier.id for tier in plan.tiers]
    if named in columns.index and kind in ("unit", word):
        return (named,)
    if named in tiers and kind in ("tier", word):
        place = tiers.index(named)
        return (unit for unit, tier in zip(columns.ids, columns.tier_no, strict=True) if tier == place)
    group = next((one for one in plan.groups if one.id == named), None)
    if group is not None and kind in ("group", word):
        return (unit for unit in group.units if unit in columns.index)
    known = (*tiers, *(one.id for one in plan.groups), *columns.ids)
    raise UnknownName("unit, tier or group", word, nearest(named, known, 3))


def named_units(plan: Plan, said: Mapping[str, Any]) -> tuple[int, ...]:
    """The numbers of the units that a line of the log names in its payload; none where it names none.

    Args:
        plan: The plan.
        said: The payload: ``unit`` or ``units``.
    """
    index = _units_of(plan).columns.index
    names: Iterable[str] = said.get("units", (said["unit"],) if "unit" in said else ())
    return tuple(index[name] for name in names)


def forms_known(plan: Plan) -> Iterator[str]:
    """The names by which forms can be filed: each form, and each of its periods where it has some."""
    columns = plan.columns
    for form, period in zip(columns.forms, columns.periods, strict=True):
        yield from (form,) if period is None else (form, f"{form}@{period}")


def _units_of(plan: Plan) -> Hierarchy:
    assert plan.hierarchy is not None  # a campaign has units
    return plan.hierarchy
