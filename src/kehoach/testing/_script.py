"""A script: given a plan, when these acts are done on these days, then it stands so.

It is a value, written by hand as a TOML file or made by a program, such as a counter-example that a search has found.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

from kehoach._clock import from_micros
from kehoach._plan import Plan
from kehoach.errors import Finding
from kehoach.files._positions import Positions, split_path

__all__ = ["ANY", "Expected", "Script", "ScriptSource", "Step", "names_of"]

ANY: Final = "any"
"""Among what an act is refused for: whatever the reason is."""

_OF_KEYS: Final = frozenset({"KH101", "KH880"})
Names = tuple[str, ...]
Guards = Mapping[str, Callable[..., object]]


def _names(given: str | Iterable[str] | None) -> Names | None:
    if given is None:
        return None
    return (given,) if isinstance(given, str) else tuple(given)


def _numbers(given: int | Iterable[int]) -> tuple[int, ...]:
    return (given,) if isinstance(given, int) else tuple(given)


def _reasons(given: str | Iterable[str] | None) -> Names | None:
    """Why an act is refused; for no reason it is not."""
    return _names(given) or None


def _table(given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return None if given is None else MappingProxyType(dict(given))


def _name_lists(given: Mapping[str, str | Iterable[str]] | None) -> Mapping[str, Names] | None:
    return None if given is None else MappingProxyType({key: _names(names) or () for key, names in given.items()})


def _blocker_lists(given: Mapping[str, Mapping[str, str | Iterable[str]]] | None) -> Mapping[str, Any] | None:
    return None if given is None else MappingProxyType({unit: _name_lists(acts) for unit, acts in given.items()})


def _moment(given: str | date | datetime | int | None) -> str | None:
    """A time as text: a day, or an instant with its offset; a number counts microseconds since 1970 UTC."""
    if given is None or isinstance(given, str):
        return given
    return from_micros(given).isoformat() if isinstance(given, int) else given.isoformat()


def names_of(units: str | Iterable[str] | None) -> Names:
    """What a script names: nobody, one, or several."""
    return _names(units) or ()


@attrs.frozen(kw_only=True, hash=False)
class Expected:
    """What a script expects at an instant; what is None is not looked at.

    Attributes:
        state: The state of each report, by unit or duty.
        version: The number of each working version.
        standing: The standing of each duty: a bucket, or of an open one the phase.
        due: When each duty is due: a deadline in words, the last day, an instant (in time before it), or ``"none"``.
        data: Figures of each working version; those that are named.
        sections: Texts of each working version; those that are named.
        total: Totals of each report by indicator: a figure, a fraction as text, ``"nil"``, ``"n/a"`` or ``"missing"``;
            or a table of ``value``, ``reported`` and ``expected``.
        rows: Which version of whom each superior's working version holds; all of its rows.
        held: The stragglers of each superior, in official order.
        missing: The subordinates without a row in each superior's version, in official order.
        late: Every duty that is overdue or came late, in official order.
        overdue: Every duty that is overdue, in official order.
        blockers: What stands against acts, by unit and trigger (``"review"``, ``"review by province"``): the codes;
            none: it may be done.
        triggers: What each unit's report could be done with by who is expected.
        summary: Figures of the summary, of all duties; under the name of a tier, of that tier.
        counts: How many duties are in each state; those that are named.
        complete: Whether the campaign is complete.
        findings: The codes of what rules find: all errors and warnings, and such notes as are named.
        content: The codes of the checks on content that each report breaks.
        entries: How many lines the log has.
    """

    state: Mapping[str, str] | None = attrs.field(default=None, converter=_table)
    version: Mapping[str, int] | None = attrs.field(default=None, converter=_table)
    standing: Mapping[str, str] | None = attrs.field(default=None, converter=_table)
    due: Mapping[str, str] | None = attrs.field(default=None, converter=_table)
    data: Mapping[str, Mapping[str, object]] | None = attrs.field(default=None, converter=_table)
    sections: Mapping[str, Mapping[str, str]] | None = attrs.field(default=None, converter=_table)
    total: Mapping[str, Mapping[str, object]] | None = attrs.field(default=None, converter=_table)
    rows: Mapping[str, Mapping[str, int]] | None = attrs.field(default=None, converter=_table)
    held: Mapping[str, Names] | None = attrs.field(default=None, converter=_name_lists)
    missing: Mapping[str, Names] | None = attrs.field(default=None, converter=_name_lists)
    late: Names | None = attrs.field(default=None, converter=_names)
    overdue: Names | None = attrs.field(default=None, converter=_names)
    blockers: Mapping[str, Mapping[str, Names]] | None = attrs.field(default=None, converter=_blocker_lists)
    triggers: Mapping[str, Names] | None = attrs.field(default=None, converter=_name_lists)
    summary: Mapping[str, object] | None = attrs.field(default=None, converter=_table)
    counts: Mapping[str, int] | None = attrs.field(default=None, converter=_table)
    complete: bool | None = None
    findings: Names | None = attrs.field(default=None, converter=_names)
    content: Mapping[str, Names] | None = attrs.field(default=None, converter=_name_lists)
    entries: int | None = None

    def asked(self) -> dict[str, Any]:
        """What is looked at, by name, in the order of the attributes."""
        every = ((field.name, getattr(self, field.name)) for field in attrs.fields(Expected))
        return {name: value for name, value in every if value is not None}


@attrs.frozen(kw_only=True, hash=False)
class Step:
    """One step of a script: an act, what is expected then, or both.

    Attributes:
        act: A trigger of the plan's lifecycle, a change such as ``extend``, ``receive`` or ``reopen_path``; None: only
            a look.
        unit: On whose report; several: on each in turn.
        at: When: a day (08:00 of it; of a look, its end), a day and a time of the plan's zone, an instant, a bound
            (``"before 5/4"``: the last microsecond before it), or a span after the step above (``"2 days later"``).
            None: when the step above was done.
        by: Who acts; who is expected when None.
        person, acting_for, data, sections, payload, reason, version, received_at, due, command_id: As
            `kehoach.Campaign.fire` has them.
        deadline, opens, closes, document, accept_gap, event, on, group, form, request, entries, reroute: As the
            changes of a campaign have them.
        refused: The codes for which it is refused, all of them; ``"any"``: whatever they are; None: it is done.
        then: What is expected behind it.
    """

    act: str | None = None
    unit: Names = attrs.field(default=(), converter=names_of)
    at: str | None = attrs.field(default=None, converter=_moment)
    by: str | None = None
    person: str | None = None
    acting_for: str | None = None
    data: Mapping[str, object] | None = attrs.field(default=None, converter=_table)
    sections: Mapping[str, str] | None = attrs.field(default=None, converter=_table)
    payload: Mapping[str, object] | None = attrs.field(default=None, converter=_table)
    reason: str | None = None
    version: int | None = None
    received_at: str | None = attrs.field(default=None, converter=_moment)
    due: str | None = None
    command_id: str | None = None
    deadline: str | None = None
    opens: str | None = attrs.field(default=None, converter=_moment)
    closes: str | None = None
    document: str | None = None
    accept_gap: bool = False
    event: str | None = None
    on: str | None = attrs.field(default=None, converter=_moment)
    group: str | None = None
    form: str | None = None
    request: int | None = None
    entries: tuple[int, ...] = attrs.field(default=(), converter=_numbers)
    reroute: bool = False
    refused: Names | None = attrs.field(default=None, converter=_reasons)
    then: Expected | None = None

    def said(self) -> dict[str, Any]:
        """What it says, by name, without what was left out, and without what is expected behind it."""
        every = ((field.name, getattr(self, field.name)) for field in attrs.fields(Step) if field.name != "then")
        return {name: value for name, value in every if value not in (None, (), False)}


def _steps(given: Iterable[Step]) -> tuple[Step, ...]:
    return tuple(given)


@attrs.frozen(eq=False)
class ScriptSource:
    """Where a script was read from.

    Attributes:
        text: The text, line ends as they are in the file.
        name: What the file is called in findings.
        positions: Where in it each key and value stands.
    """

    text: str
    name: str
    positions: Positions

    def place(self, finding: Finding) -> Finding:
        """A finding about the script with its line and column; what is wrong with a key stands at the key."""
        path = split_path(finding.path)
        of_key = finding.code in _OF_KEYS or (path and path[-1] == finding.values.get("name"))
        spot = (self.positions.key(path) if of_key else None) or self.positions.nearest(path)
        return finding.at(file=self.name, line=spot.line, column=spot.column)


@attrs.frozen(kw_only=True, hash=False)
class Script:
    r"""Given a plan, when these acts are done, then it stands so.

    Attributes:
        title: What it shows, as a sentence.
        clauses: Which clauses of the directive it is about.
        plan: The plan.
        plan_file: The file the plan was read from, as the script names it; None: the plan stands in the script.
        begins: When the campaign begins, as a step says when; the day of the first step when None.
        default_by: Who acts where a step names nobody: ``"expected"``, or ``"nobody"``: such a step is refused.
        steps: What is done, in its order.
        then: What is expected at the end.
        source: Where it was read from; no part of its equality.

    >>> from kehoach.testing import small_plan
    >>> plan = small_plan(1, 1, deadlines={"district": "before 5-4-2019"})
    >>> last = Step(at="2019-04-04 23:59:59.999999", act="submit", unit="district", data={"members": 12})
    >>> script = Script(title="In time", plan=plan, steps=[last], then=Expected(standing={"district": "met_on_time"}))
    >>> print(script.to_toml().partition("[[when]]")[2])
    <BLANKLINE>
    at = "2019-04-04 23:59:59.999999"
    act = "submit"
    unit = "district"
    data = {members = 12}
    <BLANKLINE>
    [then]
    standing = {district = "met_on_time"}
    <BLANKLINE>
    """

    title: str = ""
    clauses: Names = attrs.field(default=(), converter=names_of)
    plan: Plan
    plan_file: str | None = None
    begins: str | None = attrs.field(default=None, converter=_moment)
    default_by: str = "expected"
    steps: tuple[Step, ...] = attrs.field(default=(), converter=_steps)
    then: Expected | None = None
    source: ScriptSource | None = attrs.field(default=None, eq=False, repr=False)

    @staticmethod
    def from_toml(
        text: str,
        *,
        name: str = "script.toml",
        folder: str | os.PathLike[str] | None = None,
        guards: Guards | None = None,
    ) -> Script:
        """The script of a TOML text.

        Args:
            text: The text.
            name: What to call it in findings.
            folder: Where the plan file lies that it names; None refuses such files.
            guards: What the names of guards and callbacks in the plan's lifecycle stand for.

        Raises:
            InvalidFile: Everything that is wrong with it and with its plan, at once, each with its line and column.
        """
        from kehoach.testing._script_read import read_script

        return read_script(text, name=name, folder=folder, guards=guards)

    @staticmethod
    def load(path: str | os.PathLike[str], *, guards: Guards | None = None) -> Script:
        """The script of a TOML file, with the plan file that it names beside it.

        Args:
            path: The file, at most 2 MiB of UTF-8.
            guards: As in `from_toml`.

        Raises:
            InvalidFile: It cannot be read, or something is wrong with it; everything at once.
        """
        from kehoach.testing._script_read import load_script

        return load_script(path, guards=guards)

    def to_toml(self) -> str:
        """The script as the text of a file, which reads back as it is."""
        from kehoach.testing._script_text import script_text

        return script_text(self)
