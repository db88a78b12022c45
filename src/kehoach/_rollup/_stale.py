"""What a total does not know yet: accepted versions below that are not the ones it holds.

Staleness is asked and never stored: a version that was sent is not changed by what comes later, and whether it is
behind follows from the rows it has and from what is accepted by now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import attrs

from kehoach._rollup._recipe import Recipe
from kehoach._rollup._values import exact
from kehoach._rollup._walk import Cause, Walk, walked
from kehoach._rollup._waterfall import Delta, steps_between

if TYPE_CHECKING:
    from kehoach._rollup._reach import Reach

__all__ = ["Stale", "stale_in"]


def _kept(given: Mapping[str, Delta | None]) -> Mapping[str, Delta | None]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True, hash=False)
class Stale:
    """One reason why a version of a report is behind what is accepted below it.

    Attributes:
        unit: Whose report is behind.
        version: Which version of it.
        cause: The duty below of which another version is accepted.
        held: The version of it that is held; 0: none.
        accepted: The version that is accepted.
        superior: The duty that holds the one and not the other.
        superior_version: In which version.
        deltas: What taking it, and all that is accepted below it, would change, by indicator; of texts None.
    """

    unit: str
    version: int
    cause: str
    held: int
    accepted: int
    superior: str
    superior_version: int
    deltas: Mapping[str, Delta | None] = attrs.field(converter=_kept)

    def __reduce__(self) -> tuple[object, ...]:
        fields = {one.name: getattr(self, one.name) for one in attrs.fields(Stale)}
        return (_made, ({**fields, "deltas": dict(self.deltas)},))

    def __str__(self) -> str:
        held = f"version {self.held}" if self.held else "none"
        return f"{self.superior} holds {held} of {self.cause}, and version {self.accepted} is accepted"

    def to_dict(self) -> dict[str, object]:
        """The reason as plain data, exact figures as text where they are no integers."""
        deltas = {key: str(one) if isinstance(one, Decimal | Fraction) else one for key, one in self.deltas.items()}
        fields = {one.name: getattr(self, one.name) for one in attrs.fields(Stale) if one.name != "deltas"}
        return {**fields, "deltas": deltas}


def _made(fields: dict[str, Any]) -> Stale:
    return Stale(**fields)


def stale_in(reach: Reach, recipes: Sequence[Recipe]) -> tuple[Stale, ...]:
    """Everything that is accepted below a version and not held by it, in official order.

    Args:
        reach: The version, read down.
        recipes: The indicators whose change is asked for.
    """
    groups = {one.indicator.group for one in recipes}
    if groups - {reach.group}:
        return _merged([stale_in(reach.grouped(some[0]), some) for some in _by_group(recipes).values()])
    held = reach.walk
    if held is None or not held.causes:
        return ()
    fresh = walked(reach.board, reach.top, fresh=True, group=reach.group)
    causes = sorted({*held.causes, *fresh.causes}, key=lambda one: (one.duty, one.superior))
    deltas: dict[Cause, dict[str, Delta | None]] = {one: {} for one in causes}
    for recipe in recipes:
        found, nothing = _deltas(reach, recipe, held, fresh), exact(0, recipe.indicator.decimals)
        for cause, told in deltas.items():
            told[recipe.indicator.key] = found.get(cause, nothing)
    names = reach.board.grid.names
    return tuple(
        Stale(
            unit=names[reach.top[0]],
            version=reach.top[1],
            cause=names[cause.duty],
            held=cause.held,
            accepted=cause.accepted,
            superior=names[cause.superior[0]],
            superior_version=cause.superior[1],
            deltas=told,
        )
        for cause, told in deltas.items()
    )


def _by_group(recipes: Sequence[Recipe]) -> dict[str, list[Recipe]]:
    found: dict[str, list[Recipe]] = {}
    for one in recipes:
        found.setdefault(one.indicator.group, []).append(one)
    return found


def _merged(every: Sequence[tuple[Stale, ...]]) -> tuple[Stale, ...]:
    """The causes of several groups of indicators; one that several meet is told once."""
    found: dict[tuple[object, ...], Stale] = {}
    for one in (one for some in every for one in some):
        key = (one.cause, one.held, one.accepted, one.superior, one.superior_version)
        other = found.get(key)
        found[key] = one if other is None else attrs.evolve(one, deltas={**other.deltas, **one.deltas})
    return tuple(found.values())


def _deltas(reach: Reach, recipe: Recipe, held: Walk, fresh: Walk) -> dict[Cause, Delta | None]:
    """What each cause changes of one total."""
    before = reach.read(held.weights).entries(recipe)
    after = reach.read(fresh.weights).entries(recipe)
    marks = {node[0]: cause for walk in (held, fresh) for node, cause in walk.marks.items()}
    found: dict[Cause, int | Fraction | None] = {}
    for duty, delta in steps_between(recipe, reach.board.grid.names, before, after):
        cause, known = marks[duty], found.get(marks[duty], 0)
        found[cause] = None if delta is None or known is None else known + delta
    return {cause: None if delta is None else exact(delta, recipe.indicator.decimals) for cause, delta in found.items()}
