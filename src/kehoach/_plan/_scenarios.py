"""The scenario of a plan: how long things take is no part of what is asked, but it has to speak of those who are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from kehoach._lifecycle import Lifecycle
from kehoach._plan._table import placed, plain_table
from kehoach._scenario import Scenario
from kehoach.errors import Finding, Invalid

if TYPE_CHECKING:
    from kehoach._plan._build import Parts

__all__ = ["given_scenario", "strangers"]

_Given = Scenario | Mapping[str, object] | None


def given_scenario(given: _Given, found: list[Finding]) -> Scenario | None:
    """A scenario, or the table of one; None where nothing is said."""
    if given is None or isinstance(given, Scenario):
        return given
    before, table = len(found), plain_table(given, "scenario", found)
    if len(found) > before or not table:
        return None
    try:
        return Scenario.from_dict(table)
    except Invalid as error:
        found += placed(error, "scenario")
        return None


def strangers(parts: Parts) -> Iterator[Finding]:
    """The names that the scenario speaks of and the plan does not have."""
    scenario, known = parts.scenario, parts.known
    if scenario is None:
        return
    units: Collection[str] = () if known is None else known
    triggers = [one.trigger for lifecycle in (parts.lifecycle, Lifecycle.act()) for one in lifecycle.transitions]
    for finding in scenario.strangers(
        tiers=[tier.id for tier in parts.tiers],
        groups=[group.id for group in parts.groups],
        has_unit=(lambda _: True) if known is None else known.__contains__,
        units=units,
        triggers=dict.fromkeys(triggers),
    ):
        yield attrs.evolve(finding, path=f"scenario.{finding.path}")
