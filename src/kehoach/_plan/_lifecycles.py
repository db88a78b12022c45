"""A lifecycle as a document writes it: whole, or as more transitions of the standard one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from kehoach._lifecycle import Lifecycle, Transition
from kehoach._plan._table import Table, is_list, is_table
from kehoach.errors import Finding, Invalid

__all__ = ["Guards", "lifecycle_of"]

Guards = Mapping[str, Callable[..., object]]
"""What the names of guards and callbacks stand for."""

_ROW = re.compile(r"(lifecycle\.transitions)\[([0-9]+)\]")
_Rows = Sequence[Mapping[str, object]]


def lifecycle_of(table: Table, guards: Guards) -> Lifecycle:
    """The lifecycle of the table ``lifecycle``; the standard one where it cannot be made, which is noted.

    Args:
        table: With ``states`` it is a lifecycle of its own; without, its ``transitions`` join the standard ones.
        guards: What the names of guards and callbacks stand for.
    """
    before = len(table.found)
    states = [one.kept() for one in table.tables("states") if one.needs("name")]
    rows = {one.path: one.kept() for one in table.tables("transitions") if one.needs("trigger", "source")}
    initial = table.line("initial")
    hooks, _ = table.raw("hooks"), table.raw("guards")
    named = _hooks(hooks) if is_table(hooks) else {}
    table.close()
    if len(table.found) > before:
        return Lifecycle.report()
    usual = Lifecycle.report()
    try:
        if states:
            return Lifecycle(states, rows.values(), initial=initial or None, guards=guards, **named)
        every: list[Transition | Mapping[str, object]] = [*usual.transitions, *rows.values()]
        return Lifecycle(usual.state_values, every, initial=initial or usual.initial, guards=guards, **named)
    except Invalid as error:
        standard = () if states else usual.transitions
        paths = [(one.trigger, one.source, "lifecycle") for one in standard]
        paths += _expanded(rows, [str(one.get("name")) for one in states] or list(usual.states))
        table.found += [_moved(finding, paths) for finding in error.findings]
    except (TypeError, ValueError, AttributeError) as error:  # a value of another type than its field's
        table.refuse("KH131", None, reason=str(error)[:200])
    return usual


def _hooks(given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, names)) if is_list(names) else (str(names),) for name, names in given.items()}


_Spot = tuple[str, str, str]
"""Trigger and source of a transition, and the path of the row it comes from."""


def _expanded(rows: Mapping[str, Mapping[str, object]], states: Sequence[str]) -> Iterator[_Spot]:
    """The transitions of some rows: a row may name several sources, or all."""
    for path, row in rows.items():
        source = row["source"]
        for one in states if source == "*" else source if is_list(source) else (source,):
            yield str(row["trigger"]), str(one), path


def _moved(finding: Finding, spots: Sequence[_Spot]) -> Finding:
    """A finding about a transition, with the path of its row; one of the standard's own stands at the table."""
    found = _ROW.match(finding.path)
    if found is None:
        return finding
    place = int(found[2])
    every = _by_machine(spots) if finding.code == "KH403" else spots
    path = every[place][2] if place < len(every) else "lifecycle"
    return attrs.evolve(finding, path=path + finding.path[found.end() :])


def _by_machine(spots: Sequence[_Spot]) -> list[_Spot]:
    """Transitions as a machine holds them: by trigger, then by source, each in the order of its first row."""
    triggers = {trigger: place for place, (trigger, _, _) in reversed(list(enumerate(spots)))}
    sources = {(trigger, source): place for place, (trigger, source, _) in reversed(list(enumerate(spots)))}
    return sorted(spots, key=lambda spot: (triggers[spot[0]], sources[spot[:2]]))
