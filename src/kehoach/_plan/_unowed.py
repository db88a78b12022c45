"""Why a text names no duty: it may mean several, or a unit that owes nothing of that name, or nothing there is."""

from __future__ import annotations

from kehoach._plan._columns import PlanColumns
from kehoach._plan._values import FORM
from kehoach._spelling import nearest, shown
from kehoach.errors import AmbiguousName, UnknownName

__all__ = ["unowed"]


def unowed(columns: PlanColumns, text: object, *, kind: str = "unit", propose: bool = True) -> Exception:
    """The error of a text that is no duty's id.

    A unit that owes several forms or periods, and not ``report`` alone, must be said with one of them: they are listed.
    One that it may mean is proposed, and not taken for meant.

    Args:
        columns: The duties of a plan.
        text: What was given for a duty.
        kind: What was looked for, where nothing bears the name.
        propose: Whether to look for ids that are alike, which takes a while among many.
    """
    if not isinstance(text, str):
        return UnknownName(kind, shown(text))
    unit, _, behind = text.partition(":")
    unit, _, at = unit.partition("@")
    form, _, period = behind.partition("@") if behind else ("", "", at)
    meant = tuple(_meant(columns, unit, form, period))
    if len(meant) > 1:
        return AmbiguousName("duty", text, meant)
    if meant:
        return UnknownName("duty", text, meant)
    alike = nearest(text, columns.index, 3) if propose and columns.index else ()
    return UnknownName(kind, text, tuple(dict.fromkeys(columns.names[columns.index[one]] for one in alike)))


def _meant(columns: PlanColumns, unit: str, form: str, period: str) -> list[str]:
    """The ids of what a unit owes, of a form and a period where these are said."""
    found: list[str] = []
    for known, of in zip(columns.forms, columns.periods, strict=True):
        if form not in ("", known) or period not in ("", of or ""):
            continue
        spelled = f"{unit}:{known}" if of is None else f"{unit}:{known}@{of}"
        number = columns.index.get(spelled, columns.index.get(unit) if known == FORM and of is None else None)
        if number is not None:
            found.append(columns.names[number])
    return found
