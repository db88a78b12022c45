"""The plan: everything a campaign is run by, immutable, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from kehoach._calendar import Calendar, DayOff, WorkingDays
from kehoach._deadline import Deadline, Due, Reading
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy, Tier, UnitTable
from kehoach._lifecycle import Lifecycle
from kehoach._plan._build import Parts, calendar_of, dues_of, lives_of, paths_of, sound
from kehoach._plan._columns import PlanColumns, columns_of
from kehoach._plan._given import (
    given_calendar,
    given_deadlines,
    given_directive,
    given_lifecycle,
    given_policy,
    given_tiers,
)
from kehoach._plan._graphs import FormGraph, Owed, graphs_of, owed_of
from kehoach._plan._layers import Form, Layer
from kehoach._plan._lists import DueList, Duties, located
from kehoach._plan._order import Order
from kehoach._plan._reminders import Reminder
from kehoach._plan._scenarios import given_scenario
from kehoach._plan._source import Source
from kehoach._plan._unowed import unowed
from kehoach._plan._values import Duty, DutyRow, Event, Group, Policy, Terms
from kehoach._report import Check, Indicator, Section
from kehoach._scenario import Scenario
from kehoach.errors import Finding, InvalidPlan, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kehoach._plan._dues import Dues
    from kehoach._plan._reproject import Reprojection

__all__ = ["Plan"]

_READING: Final = Reading()
_POLICY: Final = Policy()


@attrs.frozen(eq=False, repr=False, init=False)
class Plan:
    """A directive carried out by units: who owes what, until when, in which order, with which content.

    Two plans are equal when their digests are.

    Args:
        directive: The document; a text is its title.
        hierarchy: The units; None makes a template, which can be shown and saved but not begun.
        deadlines: A rule or phrase for each tier, group or unit that has one; short for rows of the form ``report``.
        indicators: The figures that are asked for.
        outline: The headings that are asked for.
        duties: Rows that say who owes which form, or change that for some.
        groups: Units that rows speak of together.
        events: Days that deadlines count from.
        reading: How deadlines are read.
        lifecycle: The states a report goes through; None for the standard one.
        policy: The gate, late comers, the end of the campaign.
        calendar: Which days are worked: a calendar, or rows of days over the reading's; None for the reading's alone.
        tiers: The tiers of a template; with a hierarchy they are the hierarchy's.
        processing: How many working days a tier is to have after those below it.
        reminders: The ladder by which units are reminded of what they owe.
        scenario: How long things take, for simulations, or its table; no part of the digest: it asks nothing.
        checks: What the figures of reports must satisfy.

    Raises:
        InvalidPlan: Everything that contradicts something else, at once, each with its path.

    >>> plan = Plan("Tổng kết", Hierarchy.fan(province=1, district=2, commune=5), {"commune": "before 5-4-2019"})
    >>> plan.due("commune-3").last_day
    datetime.date(2019, 4, 4)
    >>> len(plan.duties()), str(plan.duties()[-1])
    (8, 'commune-5')
    """

    _parts: Parts
    _forms: tuple[Form, ...]
    _source: Source | None = None
    _origin: Plan | None = None

    def __init__(
        self,
        directive: Directive | str,
        hierarchy: Hierarchy | None = None,
        deadlines: Mapping[str, Deadline | str] | None = None,
        *,
        indicators: Iterable[Indicator] = (),
        outline: Iterable[Section] = (),
        duties: Iterable[DutyRow] = (),
        groups: Iterable[Group] = (),
        events: Iterable[Event] = (),
        reading: Reading = _READING,
        lifecycle: Lifecycle | None = None,
        policy: Policy = _POLICY,
        calendar: Calendar | WorkingDays | str | Iterable[DayOff] | None = None,
        tiers: Iterable[Tier | str] = (),
        processing: Mapping[str, int] | None = None,
        reminders: Iterable[Reminder] = (),
        scenario: Scenario | Mapping[str, object] | None = None,
        checks: Iterable[Check] = (),
    ) -> None:
        found: list[Finding] = []
        parts = Parts(
            directive=given_directive(directive, found),
            tiers=hierarchy.tiers if hierarchy is not None else given_tiers(tiers, found),
            hierarchy=hierarchy,
            deadlines=given_deadlines(deadlines or {}, found),
            processing=dict(processing or {}),
            indicators=tuple(indicators), outline=tuple(outline), duties=tuple(duties), groups=tuple(groups),
            events=tuple(events), reminders=tuple(reminders), checks=tuple(checks), reading=reading,
            lifecycle=(made := given_lifecycle(lifecycle)),
            policy=given_policy(policy, made),
            **given_calendar(calendar, found),
            scenario=given_scenario(scenario, found),
        )  # fmt: skip
        self._filled(parts, sound(parts, found))

    def _filled(
        self, parts: Parts, forms: tuple[Form, ...], source: Source | None = None, origin: Plan | None = None
    ) -> None:
        put = object.__setattr__
        put(self, "_parts", parts)
        put(self, "_forms", forms)
        put(self, "_source", source)
        put(self, "_origin", origin)

    @classmethod
    def of_parts(cls, parts: Parts, forms: tuple[Form, ...], *, source: Source | None = None) -> Plan:
        """A plan of parts that have been checked, and the text they were read from."""
        made = object.__new__(cls)
        made._filled(parts, forms, source)
        return made

    @property
    def source(self) -> Source | None:
        """The text it was loaded from; None for a plan that was made or changed since."""
        return self._source

    @property
    def origin(self) -> Plan:
        """The plan that was loaded, when this one was made from it by `replace`; else itself."""
        return self._origin or self

    # ------------------------------------------------------------- what it says

    @property
    def parts(self) -> Parts:
        """Its values together, with the places of its file, for the rooms that look for doubts in them."""
        return self._parts

    @property
    def directive(self) -> Directive:
        """The document."""
        return self._parts.directive

    @property
    def hierarchy(self) -> Hierarchy | None:
        """The units; None in a template."""
        return self._parts.hierarchy

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers from top to bottom."""
        return self._parts.tiers

    @property
    def deadlines(self) -> Mapping[str, Deadline]:
        """The deadlines that stand under tiers, groups and units."""
        return MappingProxyType(dict(self._parts.deadlines))

    @property
    def processing(self) -> Mapping[str, int]:
        """How many working days a tier is to have after those below it."""
        return MappingProxyType(dict(self._parts.processing))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The figures that are asked for."""
        return self._parts.indicators

    @property
    def outline(self) -> tuple[Section, ...]:
        """The headings that are asked for."""
        return self._parts.outline

    @property
    def rows(self) -> tuple[DutyRow, ...]:
        """The rows of duties as they were given; `duties` expands them."""
        return self._parts.duties

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups."""
        return self._parts.groups

    @property
    def events(self) -> tuple[Event, ...]:
        """The events."""
        return self._parts.events

    @property
    def reading(self) -> Reading:
        """How deadlines are read."""
        return self._parts.reading

    @property
    def lifecycle(self) -> Lifecycle:
        """The states a report goes through."""
        return self._parts.lifecycle

    @property
    def policy(self) -> Policy:
        """The gate, late comers, the end of the campaign."""
        return self._parts.policy

    @property
    def reminders(self) -> tuple[Reminder, ...]:
        """The ladder by which units are reminded of what they owe."""
        return self._parts.reminders

    @property
    def checks(self) -> tuple[Check, ...]:
        """What the figures of reports must satisfy."""
        return self._parts.checks

    @property
    def scenario(self) -> Scenario | None:
        """How long things take, for simulations; None where the plan does not say."""
        return self._parts.scenario

    @cached_property
    def calendar(self) -> Calendar | WorkingDays:
        """Which days are worked, the plan's own days included."""
        given = calendar_of(self._parts)
        return Calendar.coerce(self.reading.calendar) if given is None else given

    @property
    def days(self) -> tuple[DayOff, ...]:
        """The days of its own that it lays over the calendar of the reading."""
        return self._parts.days

    @property
    def is_template(self) -> bool:
        """Whether it names no units."""
        return self._parts.hierarchy is None

    # ------------------------------------------------------------- who owes what

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that somebody owes, ``report`` first."""
        return tuple(dict.fromkeys(form.name for form in self._forms))

    def duties(self) -> Sequence[Duty]:
        """Every duty, form by form, units in official order; each is made when it is looked at."""
        return Duties(self._owed)

    def dues(self, days: Mapping[str, date] | None = None) -> Sequence[Due]:
        """The due of every duty, in the order of `duties`; with `days` of events, what it would be by them."""
        return DueList(self._owed, (self._dues if days is None else self._dues.when(days)).due)

    def duty(self, unit: str) -> Duty:
        """One duty.

        Args:
            unit: ``unit``, ``unit:form`` or ``unit:form@period``.

        Raises:
            UnknownName: The plan has no such duty; the nearest ids are proposed.
        """
        form, number, name = self._located(unit)
        owed = self._forms[form]
        return Duty(name, owed.name, None if owed.period is None else str(owed.period), owed.terms[number])

    def due(self, unit: str) -> Due:
        """When a duty is due; `unit` as in `duty`.

        Raises:
            UnknownName: The plan has no such duty; the nearest ids are proposed.
        """
        form, number, _ = self._located(unit)
        return self._dues.due(form, number)

    def _located(self, unit: str) -> tuple[int, int, str]:
        found = None if self.hierarchy is None else located(unit, self._forms, self.hierarchy.columns)
        if found is not None:
            return found
        raise UnknownName("duty", str(unit)) if self.hierarchy is None else unowed(self.columns, unit, kind="duty")

    @cached_property
    def _owed(self) -> tuple[Owed, ...]:
        if self.hierarchy is None:
            return ()
        return owed_of(self._forms, self.hierarchy.columns)

    @cached_property
    def _graphs(self) -> tuple[FormGraph, ...]:
        return () if self.hierarchy is None else graphs_of(self._owed, self.hierarchy.columns)

    @cached_property
    def _dues(self) -> Dues:
        return dues_of(self._parts, self._forms)

    def reproject(self, calendar: Calendar | WorkingDays | str) -> tuple[Reprojection, ...]:
        """The dues that another version of the calendar would move, from what to what and why, in order of duties.

        Nothing is changed by asking: the calendar of a plan is part of its digest. Days of the plan's own lie over the
        other calendar as they do over the reading's.

        Args:
            calendar: A calendar, its name, or any object with ``is_working_day``.

        Raises:
            InvalidDeadline: It is no calendar, or a count finds no working day in it.

        >>> plan = Plan("Tổng kết", Hierarchy.fan(province=1), {"province": "1 working day after 31-12-2025"})
        >>> before = plan.replace(calendar=Calendar.vietnam(known_on="2025-12-01"))
        >>> print(before.reproject("VN")[0].days[0].text())
        2026-01-02 is off (swapped day off, made up on 2026-01-10, 12729/VPCP-KGVX)
        """
        from kehoach._plan._reproject import reprojected

        return reprojected(self._parts, self._forms, self._owed, calendar)

    def layers(self) -> tuple[Layer, ...]:
        """Each deadline of the plan once, with those it is for: what there is to show of 12,000 duties.

        >>> plan = Plan("Tổng kết", Hierarchy.fan(province=1, commune=3), {"commune": "before 5-4-2019"})
        >>> [(layer.terms.layer, layer.due.last_day, len(layer.units)) for layer in plan.layers()]
        [('tier province', None, 1), ('tier commune', datetime.date(2019, 4, 4), 3)]
        """
        return tuple(self._layers.values())

    @cached_property
    def _layers(self) -> Mapping[tuple[int, int], Layer]:
        found: dict[tuple[int, int], Layer] = {}
        for place, form in enumerate(self._forms):
            for number, terms in enumerate(form.terms):
                units = self._owed[place].owners(number) if self._owed else ()
                found[place, number] = Layer(form.label, terms, self._dues.due(place, number), units, form.period)
        return found

    @cached_property
    def columns(self) -> PlanColumns:
        """The duties as numbers.

        Raises:
            InvalidPlan: The plan is a template.
        """
        if self.hierarchy is None:
            raise InvalidPlan(Finding("KH161", path="units"))
        return columns_of(self.hierarchy.columns, self._graphs, self._dues.due, lives_of(self._parts))

    @cached_property
    def order(self) -> Order:
        """What must stand before what, beside the gates.

        Raises:
            InvalidPlan: The plan is a template.
        """
        if self.hierarchy is None:
            raise InvalidPlan(Finding("KH161", path="units"))
        return Order.of(self.hierarchy.columns, self._graphs)

    def terms(self, duty: int) -> Terms:
        """What a duty has in common with those under the same rows.

        Args:
            duty: Its number.
        """
        columns = self.columns
        return self._forms[columns.form_of[duty]].terms[columns.terms_of[duty]]

    def check(self) -> tuple[Finding, ...]:
        """What is legal and doubtful: errors, warnings, then notes, in the order of tiers and duties.

        A superior due before those below it, a due before the directive was issued, too few working days between two
        tiers, deadlines that are missing, doubtful or waiting, printed days that end on a day off while the reading
        does not roll, groups without units, edges the text does not state.
        """
        from kehoach._plan._check import View, doubts_of

        tiers = [tier.id for tier in self.tiers]
        reports = [form for form in self._forms if form.kind == "report"]  # acts have neither figures nor texts
        view = View(
            parts=self._parts,
            layers=self._layers,
            owing=frozenset(tiers[place] for form in reports for place in form.tiers_owing(self.hierarchy)),
            graphs=self._graphs,
            calendar=lambda: self.calendar,
            paths=paths_of(self._parts),
        )
        return doubts_of(view)

    # ------------------------------------------------------------- as a value

    def replace(self, **changes: object) -> Plan:
        """The same plan with other values; the names are those of the arguments.

        Raises:
            InvalidPlan: What it makes contradicts itself.
            TypeError: There is no such argument.

        >>> plan = Plan("Tổng kết", Hierarchy.fan(province=1, district=2), {"district": "before 5-4-2019"})
        >>> plan.replace(deadlines={"district": "by 5-4-2019"}).due("district-1").last_day
        datetime.date(2019, 4, 5)
        """
        made = Plan(**{**self.arguments(), **changes})  # type: ignore[arg-type]  # the names are checked by the call
        made._filled(made._parts, made._forms, None, self.origin)
        return made

    def arguments(self) -> dict[str, object]:
        """The arguments that make the same plan."""
        parts = self._parts
        names = (
            "directive", "hierarchy", "deadlines", "indicators", "outline", "duties", "groups", "events", "reading",
            "lifecycle", "policy", "tiers", "processing", "reminders", "scenario", "checks",
        )  # fmt: skip
        given: dict[str, object] = {name: getattr(parts, name) for name in names}
        return given | {"calendar": parts.calendar if parts.calendar is not None else parts.days or None}

    def to_dict(self, *, resolved: bool = True) -> dict[str, object]:
        """The plan as plain data, in the shape of its file; ready for JSON, without floats.

        Args:
            resolved: Whether calendar and lifecycle are written out, so that the plan stays the same under another
                version of any package; False leaves out what is the standard, as a file does.
        """
        from kehoach._plan._plain import plain

        return plain(self, resolved=resolved)

    @classmethod
    def from_dict(
        cls,
        document: Mapping[str, object],
        units: UnitTable | None = None,
        file: str | None = None,
        *,
        guards: Mapping[str, Callable[..., object]] | None = None,
    ) -> Plan:
        """The plan of a document, as `to_dict` or a TOML file gives it.

        Args:
            document: The tables of a plan file.
            units: The units, when they do not stand in the document.
            file: The file it comes from, for messages.
            guards: What the names of guards and callbacks in its lifecycle stand for.

        Raises:
            InvalidPlan: Everything that is wrong, at once, each with its path.
        """
        from kehoach._plan._document import read

        parts, forms, found = read(document, units=units, guards=guards or {})
        if found:
            raise InvalidPlan(attrs.evolve(one, file=one.file or file) for one in found)
        return cls.of_parts(parts, forms)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of everything it says, in hexadecimal: no comments, no file paths, no wording of deadlines."""
        from kehoach._plan._plain import digest_of

        return digest_of(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Plan):
            return NotImplemented
        return self is other or self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.arguments(),))

    def __str__(self) -> str:
        return str(self.directive)

    def __repr__(self) -> str:
        units = "a template" if self.hierarchy is None else f"{len(self.hierarchy)} units"
        return f"<Plan {self}: {units}, {', '.join(self.forms) or 'no forms'}>"


def _rebuilt(arguments: dict[str, object]) -> Plan:
    return Plan(**arguments)  # type: ignore[arg-type]  # what `arguments` gave
