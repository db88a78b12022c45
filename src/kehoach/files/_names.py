"""Units as people write them: an id, an id that lost its leading zeros, or a name that only one bears."""

from __future__ import annotations

from collections.abc import Iterable

from kehoach._hierarchy import Hierarchy
from kehoach._plan import Duty, Plan
from kehoach._plan._values import ISSUER
from kehoach._progress import hierarchy_of
from kehoach._spelling import folded, nearest, nfc
from kehoach.errors import AmbiguousName, UnknownName

__all__ = ["Codes", "actor_of", "duty_of", "named", "shown_name"]


def duty_of(plan: Plan, text: str, *, under: str | None = None, propose: bool = True) -> str:
    """The duty that a text names.

    Args:
        plan: The plan.
        text: An id such as ``461``, ``461:plan`` or ``461:stock@2019-03``, or the same with a name: ``Đông Hà:plan``.
        under: Names are looked for only below this unit.
        propose: Whether to look for what it may have meant; that takes 40 ms among 50,000 units.

    Raises:
        UnknownName: Nothing bears it; what looks like it is proposed, ids and names.
        AmbiguousName: Several units bear the name, each listed with its superior; or the unit owes several duties of
            which the text may mean any.
    """
    given = nfc(text).strip()
    if given in plan.columns.index:
        return plan.columns.names[plan.columns.index[given]]
    hierarchy = hierarchy_of(plan)
    name, mark, rest = given.rpartition(":") if ":" in given else given.partition("@")
    unit = named(hierarchy, name, under=under, propose=propose)
    duty = f"{unit}{mark}{rest}"
    if duty not in plan.columns.index:
        raise _not_owed(plan, unit, duty) if propose else UnknownName("duty", duty)
    return plan.columns.names[plan.columns.index[duty]]


def _not_owed(plan: Plan, unit: str, duty: str) -> UnknownName | AmbiguousName:
    """Why a unit has no such duty: it owes several that this may mean, or others."""
    columns, number = plan.columns, hierarchy_of(plan).number(unit)
    owed = [columns.names[one] for one, owner in enumerate(columns.unit_of) if owner == number]
    behind, _, period = duty.partition("@")
    form = behind.partition(":")[2]
    meant = [one for one in map(Duty.parse, owed) if form in ("", one.form) and period in ("", one.period)]
    if len(meant) > 1:
        return AmbiguousName("duty", duty, map(str, meant))
    return UnknownName("duty", duty, map(str, meant) if meant else nearest(duty, owed, 3))


def actor_of(plan: Plan, text: str, *, propose: bool = True) -> str:
    """Who acts: ``issuer``, or the unit that an id or a name means; see `duty_of` for the arguments.

    Raises:
        UnknownName: No unit bears it.
        AmbiguousName: Several do.
    """
    given = nfc(text).strip()
    return given if given == ISSUER else named(hierarchy_of(plan), given, propose=propose)


def named(hierarchy: Hierarchy, text: str, *, under: str | None = None, propose: bool = True) -> str:
    """The id of the unit that an id or a name means; see `duty_of` for the arguments.

    Raises:
        UnknownName: No unit bears it.
        AmbiguousName: Several do.
    """
    if text in hierarchy:
        return text
    top = None if under is None else named(hierarchy, under)
    found = hierarchy.find(text, under=top)
    if len(found) == 1:
        return found[0]
    if found:
        raise AmbiguousName("unit", text, (_with_superior(hierarchy, unit) for unit in found))
    raise UnknownName("unit", text, _alike(hierarchy, text) if propose else ())


class Codes:
    """The ids of a plan without the zeros that a spreadsheet takes from their front.

    Args:
        hierarchy: Whose units.
    """

    __slots__ = ("_bare", "_hierarchy")

    def __init__(self, hierarchy: Hierarchy) -> None:
        self._hierarchy = hierarchy
        self._bare: dict[str, list[str]] | None = None

    def unit(self, code: str, *, is_number: bool) -> str | None:
        """The id that a code of figures stands for; None where no id has these figures, or the code is an id.

        Args:
            code: The figures.
            is_number: Whether the cell holds a number, so that an id that looks the same may have had zeros, too.

        Raises:
            AmbiguousName: Several ids differ only by zeros in front.
        """
        if not (code.isascii() and code.isdigit()):
            return None
        if code in self._hierarchy and not is_number:
            return None
        if self._bare is None:
            self._bare = {}
            for unit in self._hierarchy:
                self._bare.setdefault(unit.lstrip("0"), []).append(unit)
        found = self._bare.get(code.lstrip("0"), [])
        if len(found) > 1:
            raise AmbiguousName("unit", code, (_with_superior(self._hierarchy, unit) for unit in found))
        return found[0] if found else None


def shown_name(hierarchy: Hierarchy, duty: str) -> str:
    """A duty for people: the name of its unit with the id, and the form where it is not the report.

    >>> shown_name(Hierarchy.fan(province=1, district=2), "district-1")
    'district-1'
    """
    unit, _, form = duty.partition(":")
    name = hierarchy.name_of(unit)
    shown = f"{name} ({unit})" if name != unit else unit
    return f"{shown}, {form}" if form else shown


def _with_superior(hierarchy: Hierarchy, unit: str) -> str:
    above = hierarchy.superiors(unit)
    where = f", {hierarchy.name_of(above[0])}" if above else ""
    return f"{unit}  {hierarchy.name_of(unit)}{where}"


def _alike(hierarchy: Hierarchy, text: str) -> Iterable[str]:
    """Ids and names that look like a text, the ids of the names with them."""
    ids = nearest(text, tuple(hierarchy), 2)
    names: dict[str, str] = {}
    for unit in hierarchy:
        names.setdefault(folded(hierarchy.name_of(unit)), unit)
    alike = nearest(text, tuple(names), 2)
    return tuple(dict.fromkeys([*ids, *(shown_name(hierarchy, names[one]) for one in alike)]))[:3]
