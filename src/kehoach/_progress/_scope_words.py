"""Words of selections as one actor may use them: they choose among what is shown, and nothing else bears a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from kehoach._plan import Plan
from kehoach._progress._changes import selected
from kehoach._progress._named import units_selected
from kehoach._spelling import nearest
from kehoach.errors import UnknownName

__all__ = ["Shown", "shown_duties", "shown_units"]


class Shown(Protocol):
    """What says whether a unit or a duty is shown."""

    def sees_unit(self, unit: str) -> bool:
        """Whether a unit is shown, by its id."""
        ...  # pragma: no cover - the body of a protocol

    def sees(self, duty: int) -> bool:
        """Whether a duty is shown, by its number."""
        ...  # pragma: no cover - the body of a protocol


def shown_duties(plan: Plan, shown: Shown, words: Iterable[str]) -> list[str]:
    """The words of a selection of duties, where all that they mean is shown; else the ids of what is.

    Args:
        plan: The plan.
        shown: What is shown.
        words: As in `selected`.

    Raises:
        UnknownName: A word names nothing that is shown, and no tier, group or form.
    """
    given, columns, every = list(words), plan.columns, set[int]()
    for word in given:
        found = _found(plan, word)
        if not any(map(shown.sees, found)) and not _is_kind(plan, word, columns.forms):
            known = (spelling for spelling, duty in columns.index.items() if shown.sees(duty))
            kinds = (*_kinds(plan), *dict.fromkeys(columns.forms))
            raise UnknownName("unit, tier, group or form", word, nearest(word, (*kinds, *known), 3))
        every.update(found)
    if all(map(shown.sees, every)):
        return given
    return [columns.names[duty] for duty in sorted(every) if shown.sees(duty)]


def _found(plan: Plan, word: str) -> list[int]:
    try:
        return selected(plan, (word,))
    except UnknownName:
        return []


def shown_units(plan: Plan, shown: Shown, words: Iterable[str]) -> list[str]:
    """The same of a selection of units.

    Args:
        plan: The plan.
        shown: What is shown.
        words: As in `units_selected`.

    Raises:
        UnknownName: A word names nothing that is shown, and no tier or group.
    """
    given, every = list(words), dict[str, None]()
    ids = () if plan.hierarchy is None else plan.hierarchy.columns.ids
    for word in given:
        try:
            found = units_selected(plan, (word,))
        except UnknownName:
            found = ()
        if not any(map(shown.sees_unit, found)) and not _is_kind(plan, word, ()):
            known = filter(shown.sees_unit, ids)
            raise UnknownName("unit, tier or group", word, nearest(word, (*_kinds(plan), *known), 3))
        every |= dict.fromkeys(found)
    return given if all(map(shown.sees_unit, every)) else [one for one in every if shown.sees_unit(one)]


def _kinds(plan: Plan) -> tuple[str, ...]:
    return (*(one.id for one in plan.tiers), *(one.id for one in plan.groups))


def _is_kind(plan: Plan, word: str, forms: Iterable[str]) -> bool:
    """Whether a word is one of the plan's own, which everybody may know: a tier, a group, a form, or all."""
    kind, colon, name = word.partition(":")
    named = name if colon and kind in ("tier", "group", "form") else word
    return word == "*" or named in (*_kinds(plan), *forms)
