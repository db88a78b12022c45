"""A document as a plan: every table read, every problem kept, then the parts checked against each other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

import attrs

from kehoach._calendar import Calendar, DayOff
from kehoach._deadline import Deadline, Reading
from kehoach._directive import Clause, Directive
from kehoach._hierarchy import Hierarchy, Tier, UnitTable, tiers_of
from kehoach._lifecycle import Lifecycle
from kehoach._plan._build import Parts, checked
from kehoach._plan._endings import usual_end
from kehoach._plan._layers import Form
from kehoach._plan._lifecycles import Guards, lifecycle_of
from kehoach._plan._plain import FORMAT
from kehoach._plan._reminders import reminder_of
from kehoach._plan._rows import duty_row, written_deadline
from kehoach._plan._scenarios import given_scenario
from kehoach._plan._table import Table, is_list, is_table
from kehoach._plan._units import units_of
from kehoach._plan._values import DutyRow, Event, Group, Policy
from kehoach._report import LEGAL, Check, Indicator, Section
from kehoach._scenario import Scenario
from kehoach._spelling import skeleton
from kehoach.errors import Finding, Invalid

__all__ = ["read"]

_T = TypeVar("_T")
_TIER: Final = re.compile(r"tiers\[([0-9]+)\]")
_UNNAMED_TIER: Final = re.compile(r"tiers(\[[0-9]+\](\.id)?)?")
_OF_TIERS: Final = ("KH300", "KH302")  # no tiers, no such tier
_OF_UNITS: Final = ("KH301", "KH341", "KH342", "KH343")  # no such superior, several roots, none, orphans
_FIGURE_WORDS: Final = (
    "kind", "goes_up", "numerator", "denominator", "weight", "formula", "over_time", "rounding", "group",
)  # fmt: skip
_READING_KEYS: Final = tuple(field.name for field in attrs.fields(Reading))


def read(
    document: Mapping[str, object], *, units: UnitTable | None, guards: Guards, is_whole: bool = True
) -> tuple[Parts, tuple[Form, ...], list[Finding]]:
    """The parts of a plan, its forms, and everything wrong with it; what could not be read is as if it were not there.

    Args:
        document: The tables of a plan file, as `tomllib` or `json` give them.
        units: The units, when they were read from elsewhere; an empty table when they could not be.
        guards: What names of guards in its lifecycle stand for.
        is_whole: Whether no units are missing because they could not be read.
    """
    found: list[Finding] = []
    parts = _Reader(Table(document, "", found), guards, is_whole=is_whole).parts(units)
    forms = checked(parts, found)
    if parts.directive.issued_on is None and any(one.path.startswith("directive") for one in found):
        found = [one for one in found if one.code != "KH204"]  # the missing year is perhaps that of an unreadable issue
    return parts, forms, found


class _Reader:
    """A document being read."""

    def __init__(self, top: Table, guards: Guards, *, is_whole: bool) -> None:
        self.top, self.found, self.guards, self.is_whole = top, top.found, guards, is_whole
        self.places: dict[str, str] = {}
        self.deadlines: dict[str, Deadline] = {}
        self.processing: dict[str, int] = {}
        self.issued_on: date | None = None

    def parts(self, units: UnitTable | None) -> Parts:
        """All parts; what could not be read is as if it were not there."""
        self._format()
        directive = self._directive()
        self.issued_on = directive.issued_on
        tiers = self._tiers()
        listed = self.top.raw("units")
        table = units_of(listed, self.found) if units is None else units
        if tiers is None and table is None:
            self.top.needs("tiers")
        hierarchy = self._hierarchy(tiers, table)
        reading = self._reading()
        days, calendar = self._calendar()
        before = len(self.found)
        lifecycle = self._lifecycle()
        is_sound = len(self.found) == before
        parts = Parts(
            directive=directive,
            tiers=hierarchy.tiers if hierarchy is not None else tiers or (),
            hierarchy=hierarchy,
            deadlines=self.deadlines,
            processing=self.processing,
            indicators=tuple(self._each("indicators", _indicator)),
            outline=tuple(self._each("outline", _section)),
            checks=tuple(self._each("checks", _check)),
            duties=self._duties(),
            groups=tuple(self._each("groups", _group)),
            events=tuple(self._each("events", _event)),
            reading=reading,
            lifecycle=lifecycle,
            policy=self._policy(lifecycle, is_sound=is_sound),
            calendar=calendar,
            days=days,
            scenario=self._scenario(),
            reminders=tuple(self._each("reminders", reminder_of)),
            known=hierarchy.columns.index if hierarchy is not None else _ids(table) if self.is_whole else None,
            places=self.places,
        )
        self.top.close()
        return parts

    def _format(self) -> None:
        number = self.top.number("format", least=1)
        if number is not None and number > FORMAT:
            self.top.refuse("KH130", "format", given=number, known=FORMAT)

    def _directive(self) -> Directive:
        self.top.needs("directive")
        table = self.top.table("directive")
        if table is None:
            return Directive("?")
        given: dict[str, object] = {"title": table.line("title")} if table.needs("title") else {}
        broken = table.is_broken("title") or not given or not given["title"]
        given |= {key: text for key in ("number", "issuer") if (text := table.line(key))}
        given |= {key: day for key in ("issued_on", "effective_on") if (day := table.day(key)) is not None}
        given |= {key: table.texts(key) for key in ("basis", "implements")}
        given["clauses"] = [_clause(row) for row in table.tables("clauses")]
        table.close()
        return _best(Directive, given | ({"title": "?"} if broken else {}), table, "title")

    def _tiers(self) -> tuple[Tier, ...] | None:
        if "tiers" not in self.top:
            self.top.raw("tiers")
            return None
        tiers: dict[str, Tier] = {}
        for table in self.top.tables("tiers"):
            tier = self._tier(table)
            if tier is not None:
                tiers[table.path] = tier
        try:
            return tiers_of(tiers.values())
        except Invalid as error:
            self.found += [_renumbered(finding, list(tiers)) for finding in error.findings]
        return tuple({skeleton(tier.id): tier for tier in reversed(tiers.values())}.values())[::-1]

    def _tier(self, table: Table) -> Tier | None:
        name = table.line("id") if table.needs("id") else ""
        given = {"name": table.text("name"), "owes": table.flag("owes", default=True)}
        deadline = written_deadline(table, "deadline", self.issued_on)
        clause = table.text("clause")
        processing = table.number("processing", least=1)
        table.close()
        if not name:
            return None
        if deadline is not None:
            self.deadlines[name] = attrs.evolve(deadline, clause=clause) if clause else deadline
            self.places[f"deadlines.{name}"] = f"{table.path}.deadline"
        if processing is not None:
            self.processing[name] = processing
            self.places[f"processing.{name}"] = f"{table.path}.processing"
        try:
            return Tier(name, **given)  # type: ignore[arg-type]  # a text and a flag
        except Invalid as error:
            table.refuse_all(error)
            return None

    def _hierarchy(self, tiers: tuple[Tier, ...] | None, table: UnitTable | None) -> Hierarchy | None:
        if table is None or not len(table):
            return None
        has_tiers = not any(_UNNAMED_TIER.fullmatch(finding.path) for finding in self.found)
        passed = {*(() if has_tiers else _OF_TIERS), *(() if self.is_whole else _OF_UNITS)}
        try:
            made = Hierarchy.from_columns(tiers or None, table)
        except Invalid as error:  # what follows from what could not be read is not said again
            self.found += [one for one in error.findings if one.code not in passed]
            return None
        return made if self.is_whole else None

    def _reading(self) -> Reading:
        table = self.top.table("reading")
        if table is None:
            return Reading()
        given: dict[str, object] = {key: text for key in _READING_KEYS if (text := table.line(key))}
        table.close()
        name = given.get("calendar")
        if name not in (None, "VN", "weekdays") and not self._has_whole_calendar():
            table.refuse("KH222", "calendar", value=str(name), choices="VN, weekdays")
        for key in list(given):
            try:
                Reading(**{key: given[key]})  # type: ignore[arg-type]  # texts, which the validators judge
            except Invalid as error:
                table.refuse_all(error, key)
                del given[key]
        return Reading(**given)  # type: ignore[arg-type]  # judged one by one

    def _has_whole_calendar(self) -> bool:
        calendar = self.top.raw("calendar")
        return is_table(calendar) and "week" in calendar

    def _policy(self, lifecycle: Lifecycle, *, is_sound: bool) -> Policy:
        usual = {"root_ends": usual_end(lifecycle)}
        table = self.top.table("policy")
        if table is None:
            return Policy(**usual)  # type: ignore[arg-type]  # the name of a state
        given: dict[str, object] = {}
        gate = table.table("gate") if is_table(table.raw("gate")) else None
        if gate is not None:
            given["gate"] = {"quorum": gate.text("quorum"), "required": gate.texts("required")}
            gate.close()
        elif word := table.line("gate"):
            given["gate"] = word
        given |= {key: text for key in ("stragglers", "root_ends", "rate", "denominator") if (text := table.line(key))}
        given["accepts_in_one"] = table.flag("accepts_in_one")
        given["quorum_from"] = table.day("quorum_from")
        given["precedence"] = table.texts("precedence")
        table.close()
        if not is_sound:  # it names a state of a lifecycle that could not be made
            given.pop("root_ends", None)
        return _best(Policy, usual | given, table)

    def _duties(self) -> tuple[DutyRow, ...]:
        rows: list[DutyRow] = []
        for table in self.top.tables("duties"):
            row = duty_row(table, self.issued_on)
            if row is not None:
                self.places[f"duties[{len(rows)}]"] = table.path
                rows.append(row)
        return tuple(rows)

    def _each(self, key: str, make: Callable[[Table], _T | None]) -> Iterator[_T]:
        """The values of an array of tables; where one could not be read, the places of the next are noted."""
        made = 0
        for table in self.top.tables(key):
            value = make(table)
            table.close()
            if value is not None:
                self.places[f"{key}[{made}]"] = table.path
                made += 1
                yield value

    def _lifecycle(self) -> Lifecycle:
        table = self.top.table("lifecycle")
        return Lifecycle.report() if table is None else lifecycle_of(table, self.guards)

    def _calendar(self) -> tuple[tuple[DayOff, ...], Calendar | None]:
        table = self.top.table("calendar")
        if table is None:
            return (), None
        days = tuple(row for one in table.tables("days") if (row := _day(one)) is not None)
        name = table.line("name") or "own"
        week = table.raw("week")
        bounds = {key: day for key in ("first", "last") if (day := table.day(key)) is not None}
        table.close()
        if week is None:
            return days, None
        weekdays = [one for one in week if isinstance(one, int) and 0 <= one < 7] if is_list(week) else []
        if not is_list(week) or len(weekdays) != len(week):
            table.refuse_type("week", "a list of weekdays from 0 to 6", "danh sách các thứ từ 0 đến 6")
            return (), None
        try:
            return (), Calendar(name, week=tuple(weekdays), rows=days, **bounds)
        except Invalid as error:
            table.refuse_all(error, "days")
            return (), None

    def _scenario(self) -> Scenario | None:
        value = self.top.raw("scenario")
        if value is None:
            return None
        if not is_table(value):
            self.top.table("scenario")
            return None
        return given_scenario(value, self.found)


def _renumbered(finding: Finding, paths: Sequence[str]) -> Finding:
    """A finding about the n-th tier that could be read, with the paths of the document."""

    def path(found: re.Match[str]) -> str:
        return paths[int(found[1])]

    values = {key: _TIER.sub(path, text) if isinstance(text, str) else text for key, text in finding.values.items()}
    return attrs.evolve(finding, values=values, path=_TIER.sub(path, finding.path))


def _ids(table: UnitTable | None) -> Collection[str] | None:
    return frozenset(table.id) if table is not None and len(table) else None


def _best(make: Callable[..., _T], given: dict[str, object], table: Table, *needed: str) -> _T:
    """A value of all keys that fit; the problems of the others are noted."""
    try:
        return make(**given)
    except Invalid as error:
        table.refuse_all(error)
    kept = {key: given[key] for key in needed}
    for key, value in given.items():
        try:
            make(**kept, **({} if key in kept else {key: value}))
        except Invalid:
            continue
        kept[key] = value
    return make(**kept)


def _clause(table: Table) -> Clause:
    made = Clause(table.text("id"), table.text("text"))
    table.close()
    return made


def _group(table: Table) -> Group | None:
    name = table.line("id") if table.needs("id") else ""
    units, title = table.texts("units"), table.text("name")
    return _value(lambda: Group(name, units, name=title), table) if name else None


def _event(table: Table) -> Event | None:
    name = table.line("id") if table.needs("id") else ""
    on, title = table.day("on"), table.text("name")
    return _value(lambda: Event(name, on, name=title), table) if name else None


def _section(table: Table) -> Section | None:
    key = table.line("key") if table.needs("key") else ""
    given: dict[str, object] = {"title": table.text("title"), "asked_of": table.texts("asked_of")}
    given |= {"goes_up": table.line("goes_up")} if "goes_up" in table else {}
    given["required"] = table.flag("required")
    table.raw("goes_up")
    if not key:
        return None
    made = _value(lambda: Section(key, **given), table)  # type: ignore[arg-type]  # read by name
    return made or _bare(Section, key)


def _indicator(table: Table) -> Indicator | None:
    key = table.line("key") if table.needs("key") else ""
    given: dict[str, object] = {name: table.text(name) for name in ("title", "measure")}
    for name in _FIGURE_WORDS:
        text = table.line(name)
        given |= {name: text} if text else {}
    if given.get("kind") == "text" and "goes_up" not in given:
        table.refuse("KH630", "goes_up", key=key, kind="text", legal=", ".join(LEGAL["text"]))
    given |= {"asked_of": table.texts("asked_of"), "required": table.flag("required")}
    decimals = table.number("decimals")
    given |= {} if decimals is None else {"decimals": decimals}
    given |= {name: bound for name in ("least", "most") if (bound := table.raw(name)) is not None}
    if not key:
        return None
    made = _value(lambda: Indicator(key, **given), table)  # type: ignore[arg-type]  # read by name
    return made or _bare(Indicator, key)


def _check(table: Table) -> Check | None:
    formula = table.line("formula") if table.needs("formula") else ""
    given: dict[str, object] = {"title": table.text("title"), "asked_of": table.texts("asked_of")}
    given |= {name: text for name in ("severity", "form") if (text := table.line(name))}
    given |= {} if (tolerance := table.raw("tolerance")) is None else {"tolerance": tolerance}
    return _value(lambda: Check(formula, **given), table) if formula else None  # type: ignore[arg-type]  # by name


def _bare(make: Callable[[str], _T], key: str) -> _T | None:
    """What stands for a value that could not be read, so that others may name it."""
    try:
        return make(key)
    except Invalid:
        return None


def _day(table: Table) -> DayOff | None:
    day = table.day("day") if table.needs("day") else None
    kind = table.choice("kind", ("off", "work"), "off")
    names = {key: table.text(key) for key in ("name", "name_en", "source")}
    known_on = table.day("known_on")
    table.close()
    return None if day is None else DayOff(day, works=kind == "work", known_on=known_on, **names)


def _value(make: Callable[[], _T], table: Table) -> _T | None:
    try:
        return make()
    except Invalid as error:
        table.refuse_all(error)
        return None
