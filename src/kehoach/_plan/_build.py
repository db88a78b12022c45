"""A plan in the making: its parts, and whether they fit each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import attrs

from kehoach._calendar import Calendar, DayOff, WorkingDays
from kehoach._deadline import KNOWN_ANCHORS, Deadline, Reading, duty_of
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy, Tier
from kehoach._lifecycle import Lifecycle
from kehoach._plan._content_checks import check_problems
from kehoach._plan._dues import Dues
from kehoach._plan._endings import endings
from kehoach._plan._figures import figure_problems
from kehoach._plan._layers import FINAL, Form, Line, Scope, laid
from kehoach._plan._lives import Lives
from kehoach._plan._proofs import early_estimates, order_problems
from kehoach._plan._quorum import Quorum
from kehoach._plan._reminders import Reminder, rungs_twice
from kehoach._plan._scenarios import strangers
from kehoach._plan._table import hints
from kehoach._plan._values import ANY, FORM, ISSUER, DutyRow, Event, Group, Policy
from kehoach._report import Check, Indicator, Section
from kehoach._scenario import Scenario
from kehoach._spelling import folded
from kehoach.errors import Finding, InvalidPlan, Value

__all__ = ["Parts", "calendar_of", "checked", "dues_of", "lives_of", "paths_of"]

_KINDS: Mapping[str, str] = {
    "tier": "cấp",
    "group": "nhóm",
    "unit": "đơn vị",
    "form": "mẫu",
    "event": "sự kiện",
    "indicator": "chỉ tiêu",
    "section": "mục",
}
_HINTED = 20  # unknown units that get a proposal: comparing one with 12,000 ids takes a tenth of a second


def _known(parts: Parts) -> Collection[str] | None:
    return None if parts.hierarchy is None else parts.hierarchy.columns.index


@attrs.frozen(kw_only=True)
class Parts:
    """What a plan is made of; the attributes are those of `Plan`.

    Attributes:
        known: The ids of all units; None where nobody can tell.
        places: Paths of the file for paths of the values, where they differ.
    """

    directive: Directive
    tiers: tuple[Tier, ...]
    hierarchy: Hierarchy | None
    deadlines: Mapping[str, Deadline]
    processing: Mapping[str, int]
    indicators: tuple[Indicator, ...]
    outline: tuple[Section, ...]
    duties: tuple[DutyRow, ...]
    groups: tuple[Group, ...]
    events: tuple[Event, ...]
    reading: Reading
    lifecycle: Lifecycle
    policy: Policy
    calendar: Calendar | WorkingDays | None
    days: tuple[DayOff, ...]
    scenario: Scenario | None
    reminders: tuple[Reminder, ...] = ()
    checks: tuple[Check, ...] = ()
    known: Collection[str] | None = attrs.field(default=attrs.Factory(_known, takes_self=True))
    places: Mapping[str, str] = attrs.field(factory=dict[str, str])

    def place(self, path: str) -> str:
        """A path as the file has it."""
        return self.places.get(path, path)

    @property
    def scope(self) -> Scope:
        """What names in rows can mean."""
        return Scope(self.tiers, {group.id: group for group in self.groups}, self.hierarchy, self.known)


def lines_of(parts: Parts) -> list[Line]:
    """All rows, those that a deadline under a tier or an owing tier stands for first."""
    stated = {name for row in parts.duties if row.form == FORM and not row.override for name in row.owed_by}
    lines: list[Line] = []
    for number, tier in enumerate(parts.tiers):
        deadline = parts.deadlines.get(tier.id)
        path = parts.place(f"deadlines.{tier.id}") if deadline is not None else f"tiers[{number}]"
        said = tier.id in stated
        if deadline is not None or (tier.owes and not said):
            lines.append(Line(DutyRow(FORM, (tier.id,), deadline=deadline, override=said), path, is_short=True))
    lines += [Line(row, parts.place(f"duties[{number}]")) for number, row in enumerate(parts.duties)]
    ids = {tier.id for tier in parts.tiers}
    for name, deadline in parts.deadlines.items():
        if name not in ids:
            row = DutyRow(FORM, (name,), deadline=deadline, override=True)
            lines.append(Line(row, parts.place(f"deadlines.{name}"), is_short=True))
    return lines


def checked(parts: Parts, found: list[Finding]) -> tuple[Form, ...]:
    """The forms of a plan, every contradiction between its parts noted in `found`."""
    lines = lines_of(parts)
    found += _names_twice(parts)
    found += _unknown_names(parts, lines)
    found += _idle_deadlines(parts)
    forms = laid(lines, parts.scope, parts.policy, found)
    found += _unknown_anchors(parts, lines, forms)
    found += _reminders(parts, forms)
    found += _receivers(parts, forms, lines)
    found += _unknown_required(parts)
    found += _unknown_order(parts, lines, forms)
    found += endings(parts)
    found += _content_checks(parts, forms)
    found += strangers(parts)
    if parts.hierarchy is not None and not forms and not found:
        found.append(Finding("KH128", path="duties"))
    if not found:
        dues, paths = dues_of(parts, forms), paths_of(parts)
        found += dues.problems(paths)
        found += [] if found else early_estimates(dues, paths)
        found += [] if found or parts.hierarchy is None else order_problems(parts.hierarchy, forms, paths, parts.policy)
    return forms


def sound(parts: Parts, found: list[Finding]) -> tuple[Form, ...]:
    """The forms of a plan whose parts contradict nothing; what has been found before is said as well."""
    forms = checked(parts, found)
    if found:
        raise InvalidPlan(found)
    return forms


def _content_checks(parts: Parts, forms: tuple[Form, ...]) -> Iterator[Finding]:
    names = tuple(dict.fromkeys(form.name for form in forms))
    paths = [parts.place(f"checks[{place}]") for place in range(len(parts.checks))]
    return check_problems(parts.checks, parts.indicators, names, paths)


def paths_of(parts: Parts) -> dict[str, str]:
    """The place of the deadline of each layer, as ``form layer``; of the row where it has none."""
    found: dict[str, str] = {}
    order = parts.policy.precedence
    for line in sorted(lines_of(parts), key=lambda one: one.strength(order)):  # the one that wins is said last
        path = line.path if line.row.deadline is None else line.at("deadline")
        for word in line.row.owed_by:
            for rank in ("tier", "group", "unit"):
                for form in (line.row.form, line.row.form + FINAL):
                    key = f"{form} {rank} {word}"
                    found[key] = path if line.row.deadline is not None else found.get(key, path)
    return found


def dues_of(parts: Parts, forms: tuple[Form, ...]) -> Dues:
    """The dues of a plan, none of them worked out yet."""
    named = [("issued", parts.directive.issued_on), ("effective", parts.directive.effective_on)]
    named += [(event.id, event.on) for event in parts.events]
    days = {name: day for name, day in named if day is not None}
    return Dues(forms, parts.scope, parts.reading, calendar_of(parts), days)


def lives_of(parts: Parts) -> Lives:
    """From when to when the units of a plan exist."""
    none: dict[int, date] = {}
    return Lives(
        opened=none if parts.hierarchy is None else parts.hierarchy.opened,
        closed=none if parts.hierarchy is None else parts.hierarchy.closed,
        denominator=parts.policy.denominator,
        issued=parts.directive.issued_on,
        zone=parts.reading.zone,
    )


def calendar_of(parts: Parts) -> Calendar | WorkingDays | None:
    """The calendar that was given, or the reading's with the plan's own days over it; None for the reading's alone."""
    if parts.calendar is not None or not parts.days:
        return parts.calendar
    base = Calendar.coerce(parts.reading.calendar)
    under = base if isinstance(base, Calendar) else Calendar.weekdays()
    return Calendar.from_rows(parts.days, name=under.name, base=under)


def _names_twice(parts: Parts) -> Iterator[Finding]:
    """Ids and keys that are given twice, or taken already."""
    named: tuple[tuple[str, str, Sequence[str]], ...] = (
        ("group", "groups[{}] id", [group.id for group in parts.groups]),
        ("event", "events[{}] id", [event.id for event in parts.events]),
        ("indicator", "indicators[{}] key", [one.key for one in parts.indicators]),
        ("section", "outline[{}] key", [one.key for one in parts.outline]),
    )
    for kind, path, names in named:
        first: dict[str, str] = {}
        where, _, key = path.partition(" ")
        for place, name in enumerate(names):
            here = f"{parts.place(where.format(place))}.{key}"
            if first.setdefault(folded(name), here) != here:
                values: dict[str, Value] = {"kind": kind, "kind_vi": _KINDS[kind], "name": name}
                yield Finding("KH115", {**values, "first": first[folded(name)]}, path=here)
            by = _taken(parts, kind, name)
            if by is not None:
                words = {"kind": kind, "kind_vi": _KINDS[kind], "name": name, "by": by[0], "by_vi": by[1]}
                yield Finding("KH129", words, path=here)


def _taken(parts: Parts, kind: str, name: str) -> tuple[str, str] | None:
    if kind == "event" and folded(name) in KNOWN_ANCHORS:
        return f"deadlines count from {name!r} as a word of their own", f"từ {name!r} có nghĩa riêng trong thời hạn"
    if kind == "group" and any(tier.id == name for tier in parts.tiers):
        return "a tier is called so", "đã có cấp mang tên này"
    if kind == "group" and parts.known is not None and name in parts.known:
        return "a unit is called so", "đã có đơn vị mang tên này"
    return None


class _Lookup:
    """Names against what there is; only the first few unknown ones get a proposal."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.scope = parts, parts.scope
        self.asked = 0

    def words(self) -> list[str]:
        """All that a row may be owed by."""
        self.asked += 1
        units = self.parts.known if self.asked <= _HINTED and self.parts.known is not None else ()
        return [*(tier.id for tier in self.parts.tiers), *self.scope.groups, *units]

    def unit(self, name: str, path: str) -> Iterator[Finding]:
        """The finding that a unit does not exist."""
        if self.parts.known is not None and name not in self.parts.known:
            self.asked += 1
            yield _unknown("unit", name, self.parts.known if self.asked <= _HINTED else (), path)

    def owner(self, name: str, path: str) -> Iterator[Finding]:
        """The finding that a name is no tier, group or unit; a tier wins over a unit of the same id."""
        if self.parts.known is not None and not self.scope.meanings(name):
            kinds = {"kind": "tier, group or unit", "kind_vi": "cấp, nhóm hay đơn vị"}
            yield Finding("KH113", {**kinds, "name": name, **hints(name, self.words())}, path=path)

    def tier(self, name: str, path: str) -> Iterator[Finding]:
        """The finding that a tier does not exist."""
        names = [tier.id for tier in self.parts.tiers]
        if names and name not in names:
            yield _unknown("tier", name, names, path)


def _unknown(kind: str, name: str, known: Iterable[str], path: str) -> Finding:
    return Finding("KH113", {"kind": kind, "kind_vi": _KINDS[kind], "name": name, **hints(name, known)}, path=path)


def _unknown_names(parts: Parts, lines: Sequence[Line]) -> Iterator[Finding]:
    look = _Lookup(parts)
    for place, group in enumerate(parts.groups):
        for number, unit in enumerate(group.units):
            yield from look.unit(unit, f"{parts.place(f'groups[{place}]')}.units[{number}]")
    for line in lines:
        owned_by = [line.path] if line.is_short else [line.at(f"owed_by[{n}]") for n in range(len(line.row.owed_by))]
        for name, path in zip(line.row.owed_by, owned_by, strict=True):
            yield from look.owner(name, path)
        if line.row.to not in (None, ISSUER):
            yield from look.unit(str(line.row.to), line.at("to"))
        for number, unit in enumerate(line.row.copies):
            yield from look.unit(unit, line.at(f"copies[{number}]"))
    for tier in parts.processing:
        yield from look.tier(tier, parts.place(f"processing.{tier}"))
    yield from _unknown_in_content(parts, look)


def _unknown_in_content(parts: Parts, look: _Lookup) -> Iterator[Finding]:
    asked = [(f"indicators[{place}]", one.asked_of) for place, one in enumerate(parts.indicators)]
    asked += [(f"outline[{place}]", one.asked_of) for place, one in enumerate(parts.outline)]
    for path, tiers in asked:
        for number, tier in enumerate(tiers):
            yield from look.tier(tier, f"{parts.place(path)}.asked_of[{number}]")
    paths = [parts.place(f"indicators[{place}]") for place in range(len(parts.indicators))]
    yield from figure_problems(parts.indicators, paths)
    for place, one in enumerate(parts.checks):
        for number, tier in enumerate(one.asked_of):
            yield from look.tier(tier, f"{parts.place(f'checks[{place}]')}.asked_of[{number}]")


def _idle_deadlines(parts: Parts) -> Iterator[Finding]:
    """Deadlines under tiers that owe nothing."""
    stated = {name for row in parts.duties if row.form == FORM and not row.override for name in row.owed_by}
    for tier in parts.tiers:
        if not tier.owes and tier.id in parts.deadlines and tier.id not in stated:
            yield Finding("KH123", {"tier": tier.id}, path=parts.place(f"deadlines.{tier.id}"), subject=tier.id)


def _unknown_required(parts: Parts) -> Iterator[Finding]:
    """Units that a quorum requires and that the plan does not have."""
    gate, hierarchy = parts.policy.gate, parts.hierarchy
    if isinstance(gate, Quorum) and hierarchy is not None:
        for place, unit in enumerate(gate.required):
            if unit not in hierarchy:
                values = {"unit": unit, **hints(unit, hierarchy.columns.ids)}
                yield Finding("KH138", values, path=f"policy.gate.required[{place}]")


def _unknown_anchors(parts: Parts, lines: Sequence[Line], forms: Sequence[Form]) -> Iterator[Finding]:
    events = {folded(event.id) for event in parts.events}
    names = [form.name for form in forms]
    for line in lines:
        for key in ("deadline", "opens", "closes", "rework", "review"):
            deadline = getattr(line.row, key)
            for anchor in deadline.anchors if deadline is not None else ():
                other = duty_of(anchor)
                if other is not None:
                    yield from _unknown_duty(parts, *other, names, line.at(key))
                elif anchor not in KNOWN_ANCHORS and folded(anchor) not in events:
                    known = hints(anchor, [*(event.id for event in parts.events), *KNOWN_ANCHORS[:2]])
                    yield Finding("KH120", {"anchor": anchor, **known}, path=line.at(key))


def _unknown_order(parts: Parts, lines: Sequence[Line], forms: Sequence[Form]) -> Iterator[Finding]:
    """Forms that nobody owes and events that are none, where order and conditions name them."""
    names, events = [form.name for form in forms], [event.id for event in parts.events]
    for line in lines:
        for number, one in enumerate(line.row.after or ()):
            if one.form not in names:
                yield _unknown("form", one.form, dict.fromkeys(names), f"{line.at(f'after[{number}]')}.form")
        only_if = line.row.only_if
        if only_if not in (None, ANY, *events):
            yield _unknown("event", str(only_if), [*events, ANY], line.at("only_if"))
        gate = line.row.gate
        required = gate.required if isinstance(gate, Quorum) else ()
        for number, unit in enumerate(required if parts.known is not None else ()):
            if parts.known is not None and unit not in parts.known:
                values = {"unit": unit, **hints(unit, parts.known)}
                yield Finding("KH138", values, path=line.at(f"gate.required[{number}]"))


def _unknown_duty(parts: Parts, form: str, at: str | None, names: Sequence[str], path: str) -> Iterator[Finding]:
    if form not in names:
        yield _unknown("form", form, names, path)
    if at is not None:
        yield from _Lookup(parts).owner(at, path)


def _reminders(parts: Parts, forms: Sequence[Form]) -> Iterator[Finding]:
    """Rungs that stand twice, and rungs for tiers and forms that do not exist."""
    paths = [parts.place(f"reminders[{place}]") for place in range(len(parts.reminders))]
    yield from rungs_twice(parts.reminders, paths)
    look, names = _Lookup(parts), [form.name for form in forms]
    for reminder, path in zip(parts.reminders, paths, strict=True):
        if reminder.tier is not None:
            yield from look.tier(reminder.tier, f"{path}.tier")
        if reminder.form is not None and names and reminder.form not in names:
            yield _unknown("form", reminder.form, names, f"{path}.form")


def _receivers(parts: Parts, forms: Sequence[Form], lines: Sequence[Line]) -> Iterator[Finding]:
    """Duties that would go sideways or down: their receiver owes the same form and stands no higher."""
    if parts.hierarchy is None:
        return
    columns = parts.hierarchy.columns
    for form in forms:
        for number, terms in enumerate(form.terms):
            receiver = columns.index.get(terms.to or "")
            if receiver is None:
                continue
            numbers = form.numbers(columns.tier_no)
            units = [
                columns.ids[unit]
                for unit, one in enumerate(numbers)
                if one == number and columns.tier_no[unit] <= columns.tier_no[receiver]
            ]
            if units and numbers[receiver] >= 0:
                path = next(line.at("to") for line in lines if line.row.to == terms.to and line.row.form == form.name)
                yield Finding("KH124", {"units": tuple(units), "form": form.name, "to": terms.to}, path=path)
