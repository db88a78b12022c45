"""What the arguments of a plan may be given as: texts for values, names for calendars; every problem is noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypedDict

import attrs

from kehoach._calendar import Calendar, DayOff, WorkingDays
from kehoach._deadline import Deadline
from kehoach._directive import Directive
from kehoach._hierarchy import Tier, tiers_of
from kehoach._lifecycle import Lifecycle
from kehoach._plan._endings import usual_end
from kehoach._plan._table import placed
from kehoach._plan._values import Policy
from kehoach.errors import Finding, Invalid

__all__ = ["given_calendar", "given_deadlines", "given_directive", "given_lifecycle", "given_policy", "given_tiers"]

_END: Final = Policy().root_ends


def given_tiers(given: Iterable[Tier | str], found: list[Finding]) -> tuple[Tier, ...]:
    """The tiers of a template."""
    try:
        return tiers_of(given)
    except Invalid as error:
        found += error.findings
        return ()


def given_directive(given: Directive | str, found: list[Finding]) -> Directive:
    """A directive; a text is its title."""
    if isinstance(given, Directive):
        return given
    try:
        return Directive(given)
    except Invalid as error:
        found += placed(error, "directive")
        return Directive("?")


def given_lifecycle(given: Lifecycle | None) -> Lifecycle:
    """A lifecycle; None is the standard one."""
    return Lifecycle.report() if given is None else given


def given_policy(given: Policy, lifecycle: Lifecycle) -> Policy:
    """A policy; one that leaves the end as it is ends where a lifecycle without ``reviewed`` does."""
    if given.root_ends == _END and _END not in lifecycle.states and not lifecycle.check():
        return attrs.evolve(given, root_ends=usual_end(lifecycle))
    return given


def given_deadlines(given: Mapping[str, Deadline | str], found: list[Finding]) -> dict[str, Deadline]:
    """Deadlines by name; texts are read."""
    made: dict[str, Deadline] = {}
    for name, rule in given.items():
        try:
            made[name] = Deadline.coerce(rule)
        except Invalid as error:
            found += placed(error, f"deadlines.{name}")
    return made


class WorkedDays(TypedDict):
    """Which days are worked: rows over the calendar of the reading, or a calendar instead of it."""

    days: tuple[DayOff, ...]
    calendar: Calendar | WorkingDays | None


def given_calendar(given: Calendar | WorkingDays | str | Iterable[DayOff] | None, found: list[Finding]) -> WorkedDays:
    """The rows of days that a plan has of its own, or the calendar that it has instead of the reading's."""
    if given is None or isinstance(given, Calendar):
        return WorkedDays(days=(), calendar=given)
    if isinstance(given, str | WorkingDays):
        try:
            return WorkedDays(days=(), calendar=Calendar.coerce(given))
        except Invalid as error:
            found += placed(error, "calendar")
            return WorkedDays(days=(), calendar=None)
    return WorkedDays(days=tuple(given), calendar=None)
