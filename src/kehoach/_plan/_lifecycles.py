"""A lifecycle as a document writes it: whole, or as more states and transitions of the standard one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

import attrs

from kehoach._lifecycle import Lifecycle
from kehoach._plan._table import Table, is_list, is_table
from kehoach.errors import Finding, Invalid

__all__ = ["Guards", "lifecycle_of"]

Guards = Mapping[str, Callable[..., object]]
"""What the names of guards and callbacks stand for."""

_Rows = Mapping[str, Mapping[str, object]]
"""Rows of a table, by path."""

_ROW = re.compile(r"(lifecycle\.(?:states|transitions))\[([0-9]+)\]")


def lifecycle_of(table: Table, guards: Guards) -> Lifecycle:
    """The lifecycle of the table ``lifecycle``; the standard one where it cannot be made, which is noted.

    Args:
        table: States that are none of the standard ones, with transitions that lead from or to standard ones, join the
            standard lifecycle as steps of it, and so do transitions without states; all else is a lifecycle of its own.
        guards: What the names of guards and callbacks stand for.
    """
    before = len(table.found)
    states = {one.path: one.kept() for one in table.tables("states") if one.needs("name")}
    rows = {one.path: one.kept() for one in table.tables("transitions") if one.needs("trigger", "source")}
    initial = table.line("initial")
    hooks, _ = table.raw("hooks"), table.raw("guards")
    named = _hooks(hooks) if is_table(hooks) else {}
    table.close()
    usual = Lifecycle.report()
    if len(table.found) > before:
        return usual
    made, joins = None, _joins(usual, states, rows)
    try:
        if joins:
            made = Lifecycle.report(guards=guards, **named).joined(states.values(), rows.values())
            made = made if not initial else made.beginning(initial)
        else:
            made = Lifecycle(states.values(), rows.values(), initial=initial or None, guards=guards, **named)
        problems = made.check()
    except Invalid as error:
        problems = error.findings
    except (TypeError, ValueError, AttributeError) as error:  # a value of another type than its field's
        table.refuse("KH131", None, reason=str(error)[:200])
        return usual
    spots = _Spots(usual if joins else None, made, states, rows)
    table.found += [spots.moved(finding) for finding in problems]
    return usual if problems or made is None else made


def _joins(usual: Lifecycle, states: _Rows, rows: _Rows) -> bool:
    """Whether states and transitions are more of the standard lifecycle, not one of their own."""
    names = {str(one.get("name")) for one in states.values()}
    spoken = {str(end) for one in rows.values() for end in _ends(one)}
    return names.isdisjoint(usual.states) and (not names or not spoken.isdisjoint(usual.states))


def _ends(row: Mapping[str, object]) -> Iterator[object]:
    source = row.get("source")
    yield from source if is_list(source) else (source,)
    yield row.get("dest")


def _hooks(given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(str, names)) if is_list(names) else (str(names),) for name, names in given.items()}


_OF_THE_MACHINE = ("KH401", "KH402", "KH403", "KH411", "KH412", "KH413", "KH414", "KH415", "KH416")


class _Spots:
    """Where in a document the states and transitions of a lifecycle stand.

    Args:
        usual: The lifecycle that they join; None: they are one of their own.
        made: What was made of them, if anything was.
        states: The rows of states, by path.
        rows: The rows of transitions, by path.
    """

    def __init__(self, usual: Lifecycle | None, made: Lifecycle | None, states: _Rows, rows: _Rows) -> None:
        known = () if usual is None else usual.states
        self.names = {str(row.get("name")): path for path, row in states.items()}
        names = [*known, *(str(row.get("name")) for row in states.values())]
        given = [(trigger, source, path) for trigger, source, path in _expanded(rows, names)]
        lead = () if usual is None else usual.transitions
        self.given = [*((one.trigger, one.source, "lifecycle") for one in lead), *given]
        self.states = [*("lifecycle" for _ in known), *states]
        self.rows = [*("lifecycle" for _ in lead), *rows]
        self.made, self.added = made, given

    def moved(self, finding: Finding) -> Finding:
        """A finding about a state or transition, with the path of its row; of a standard one, that of the table."""
        found = _ROW.match(finding.path)
        if found is None:
            return finding
        kind, place = found[1].rpartition(".")[2], int(found[2])
        path = self._state(finding, place) if kind == "states" else self._transition(finding, place)
        return attrs.evolve(finding, path=path + finding.path[found.end() :])

    def _state(self, finding: Finding, place: int) -> str:
        if finding.code in _OF_THE_MACHINE and self.made is not None:
            return self.names.get(self.made.states[place], "lifecycle")
        return self.states[place]

    def _transition(self, finding: Finding, place: int) -> str:
        if finding.code in _OF_THE_MACHINE and self.made is not None:
            return self._added(self.made, place)
        if finding.code == "KH407":  # a key that there is not, of a row that is not taken apart yet
            return self.rows[place]
        every = _by_machine(self.given) if finding.code in _OF_THE_MACHINE else self.given
        return every[place][2] if place < len(every) else "lifecycle"

    def _added(self, made: Lifecycle, place: int) -> str:
        """The row of a transition of the machine: those that were added stand last of a trigger and source."""
        ends = [(one.trigger, one.source) for one in made.transitions]
        paths = [path for trigger, source, path in self.added if (trigger, source) == ends[place]]
        behind = ends[place:].count(ends[place])
        return paths[-behind] if behind <= len(paths) else "lifecycle"


_Spot = tuple[str, str, str]
"""Trigger and source of a transition, and the path of the row it comes from."""


def _expanded(rows: _Rows, states: Sequence[str]) -> Iterator[_Spot]:
    """The transitions of some rows: a row may name several sources, or all."""
    for path, row in rows.items():
        source = row["source"]
        for one in states if source == "*" else source if is_list(source) else (source,):
            yield str(row["trigger"]), str(one), path


def _by_machine(spots: Sequence[_Spot]) -> list[_Spot]:
    """Transitions as a machine holds them: by trigger, then by source, each in the order of its first row."""
    triggers = {trigger: place for place, (trigger, _, _) in reversed(list(enumerate(spots)))}
    sources = {(trigger, source): place for place, (trigger, source, _) in reversed(list(enumerate(spots)))}
    return sorted(spots, key=lambda spot: (triggers[spot[0]], sources[spot[:2]]))
