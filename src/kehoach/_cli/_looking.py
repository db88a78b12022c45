"""``--as``: what a command shows is what one actor may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from kehoach._campaign import Campaign, Scoped
from kehoach._cli._desk import Desk
from kehoach._cli._units import duty_of, named, shown_name
from kehoach._clock import micros
from kehoach._engine import Bypass
from kehoach._hierarchy import Hierarchy
from kehoach._plan import Plan
from kehoach._plan._values import ISSUER
from kehoach._progress import Progress, Scope, ScopedProgress, hierarchy_of
from kehoach._spelling import nfc
from kehoach.errors import AmbiguousName, Lang, UnknownName, labelled
from kehoach.errors._words import Others

__all__ = ["Sight", "looking", "sight_in", "sight_of"]

F = TypeVar("F", bound=Callable[..., Any])
_TOLD = frozenset(name for name in dir(ScopedProgress) if not name.startswith("_")) - {"actor", "at", "others", "seq"}
"""What a view answers in place of the progress that stands behind it."""


def looking(function: F) -> F:
    """``--as``, the actor through whose eyes a command looks."""
    text = "Show only what this unit may see: its own, all below it, and what it is informed of."
    return click.option("--as", "looks", metavar="UNIT", help=text)(function)


class _Sighted(Progress):
    """A progress whose answers are those of a view; what has been shown may be looked up behind it."""

    __slots__ = ("scope", "view")

    def __init__(self, whole: Progress, scope: Scope) -> None:
        super().__init__(whole.plan, whole.board, micros(whole.at))
        self.scope, self.view = scope, ScopedProgress(whole, scope)

    def __getattribute__(self, name: str) -> Any:  # noqa: ANN401 - the view's attribute in place of one's own
        if name in _TOLD:
            return getattr(object.__getattribute__(self, "view"), name)
        return object.__getattribute__(self, name)


class Sight:
    """What a command may show of a plan or of a campaign.

    Args:
        plan: The plan.
        scope: What one actor may see; None: all is shown.
    """

    __slots__ = ("plan", "scope")

    def __init__(self, plan: Plan, scope: Scope | None) -> None:
        self.plan, self.scope = plan, scope

    @property
    def others(self) -> int:
        """How many units are not shown."""
        return 0 if self.scope is None else self.scope.others

    def progress(self, whole: Progress) -> Progress:
        """Where everything stands that is shown."""
        return whole if self.scope is None else _Sighted(whole, self.scope)

    def source(self, campaign: Campaign) -> Campaign | Scoped:
        """A campaign, or the view of it."""
        return campaign if self.scope is None else campaign.scoped(self.scope.actor)

    def bypasses(self, campaign: Campaign, until: int | None = None, duty: str | None = None) -> list[Bypass]:
        """Who passed over a tier, as far as it is shown.

        Args:
            campaign: The campaign.
            until: The last line of the log that is looked at; None: all are.
            duty: Only on this duty.
        """
        return [one for one in self.source(campaign).bypasses(duty) if until is None or one.seq <= until]

    def duty(self, text: str, *, under: str | None = None, form: str | None = None, period: str | None = None) -> str:
        """The duty that a text names; see `duty_of`.

        Raises:
            UnknownName: Nothing that is shown bears it.
            AmbiguousName: Several that are shown do.
        """
        scope = self.scope
        if scope is None:
            return duty_of(self.plan, text, under=under, form=form, period=period)
        name = _meant(hierarchy_of(self.plan), scope, nfc(text).strip())
        try:
            return scope.name(duty_of(self.plan, name, form=form, period=period))
        except (UnknownName, AmbiguousName) as error:
            told = scope.told(error)
        raise told

    def unit(self, text: str, *, under: str | None = None) -> str:
        """The unit that a text names.

        Raises:
            UnknownName: No unit that is shown bears it.
            AmbiguousName: Several that are shown do.
        """
        hierarchy = hierarchy_of(self.plan)
        if self.scope is None:
            return named(hierarchy, text, under=under)
        return self.scope.unit(_meant(hierarchy, self.scope, nfc(text).strip()))

    def only(self, duties: Iterable[int]) -> Iterable[int]:
        """Those of some duties that are shown, by their numbers."""
        return duties if self.scope is None else self.scope.only(duties)

    def shown_unit(self, unit: str) -> bool:
        """Whether a unit is shown, by its id."""
        return self.scope is None or self.scope.sees_unit(unit)

    def superiors(self, unit: str) -> tuple[str, ...]:
        """The units that one reports to, as far as they may be told."""
        superiors = hierarchy_of(self.plan).superiors(unit)
        return superiors if self.scope is None else self.scope.names(superiors)

    def name(self, duty: str, lang: Lang) -> str:
        """What the unit of a duty is called, or that it is one of the others."""
        told = duty if self.scope is None else self.scope.told_name(duty)
        if isinstance(told, Others):
            return told.text(lang)
        unit, hierarchy = told.partition(":")[0], hierarchy_of(self.plan)
        return hierarchy.name_of(unit) if unit in hierarchy else labelled(told, lang)

    def named(self, duty: str, lang: Lang) -> str:
        """A duty for people, with its id; or that it is one of the others."""
        return duty.text(lang) if isinstance(duty, Others) else shown_name(hierarchy_of(self.plan), duty)

    def rest(self, lang: Lang) -> str:
        """How many others there are, as one line; empty where nothing is left out."""
        return Others(self.others).text(lang) if self.others else ""


def sight_of(desk: Desk, plan: Plan, looks: str | None) -> Sight:
    """What a command may show.

    Args:
        desk: Who is told that nothing is shown, where the actor is unknown.
        plan: The plan.
        looks: Through whose eyes, as typed: an id, or a name that only one bears; None: through nobody's.
    """
    if looks is None:
        return Sight(plan, None)
    hierarchy, given = hierarchy_of(plan), nfc(looks).strip()
    found = (given,) if given in hierarchy or given == ISSUER else hierarchy.find(given)
    if len(found) != 1:
        desk.say(
            desk.either(
                f"no unit is known as {given!r}; nothing is shown", f"không có đơn vị {given!r}; không hiển thị gì"
            )
        )
    return Sight(plan, Scope(plan, found[0] if len(found) == 1 else given))


def sight_in(progress: Progress) -> Sight:
    """What a progress shows."""
    return Sight(progress.plan, progress.scope if isinstance(progress, _Sighted) else None)


def _meant(hierarchy: Hierarchy, scope: Scope, text: str) -> str:
    """A text in which the name of a unit is its id, where only one that is shown bears it."""
    name, mark, rest = text.partition(":")
    if name in hierarchy:
        return text
    found = [unit for unit in hierarchy.find(name) if scope.sees_unit(unit)]
    if len(found) > 1:
        raise AmbiguousName("unit", name, found)
    if not found:
        raise scope.told(UnknownName("unit", text))
    return f"{found[0]}{mark}{rest}"
