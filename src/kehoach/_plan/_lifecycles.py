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
        paths = _expanded(rows, len(states))
        table.found += [_moved(finding, paths, 0 if states else len(usual.transitions)) for finding in error.findings]
    except (TypeError, ValueError, AttributeError) as error:  # a value of another type than its field's
        table.refuse("KH131", None, reason=str(error)[:200])
    return usual


def _hooks(given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, names)) if is_list(names) else (str(names),) for name, names in given.items()}


def _expanded(rows: Mapping[str, Mapping[str, object]], states: int) -> list[str]:
    """The path of the row that each transition comes from: a row may name several sources, or all."""
    return [path for path, row in rows.items() for _ in _sources(row.get("source"), states)]


def _sources(source: object, states: int) -> Iterator[int]:
    count = states or len(Lifecycle.report().states) if source == "*" else len(source) if is_list(source) else 1
    yield from range(count)


def _moved(finding: Finding, paths: Sequence[str], standard: int) -> Finding:
    """A finding about a transition, with the path of its row; one of the standard's own stands at the table."""
    found = _ROW.match(finding.path)
    if found is None:
        return finding
    place = int(found[2]) - standard
    path = paths[place] if 0 <= place < len(paths) else "lifecycle"
    return attrs.evolve(finding, path=path + finding.path[found.end() :])
