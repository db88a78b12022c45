"""What is legal in a plan and doubtful all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, cast
from zoneinfo import ZoneInfo

import attrs

from kehoach._calendar import Calendar, WorkingDays
from kehoach._clock import from_micros
from kehoach._deadline import Due
from kehoach._deadline._explain import reason
from kehoach._deadline._rules import Before, By, Day, On, PeriodDay
from kehoach._plan._alike import Told, together
from kehoach._plan._build import Parts, lives_of
from kehoach._plan._content_checks import mixed_measures
from kehoach._plan._endings import nameless_guards
from kehoach._plan._graphs import FormGraph
from kehoach._plan._layers import Layer
from kehoach._plan._weights import group_problems, share_problems, weight_problems
from kehoach.errors import Finding, Lang, Severity, Value

__all__ = ["View", "doubts_of"]

_RANK: Final[Mapping[Severity, int]] = {"error": 0, "warning": 1, "note": 2}
_DAYS_OFF: Final = 16  # calendar days that hold a working day for certain: the longest Tết had 9 days off in a row
_DOUBTS_VI: Final[Mapping[str, str]] = {
    "provisional": "tạm tính, vì lịch chưa công bố đến ngày đó",
    "tentative": "dự kiến",
    "approximate": "ước chừng",
    "uncertain": "chưa chắc chắn",
    "ambiguous": "có thể hiểu nhiều cách",
}
_DOUBTS_EN: Final[Mapping[str, str]] = {
    "provisional": "provisional: the calendar does not reach so far",
    "tentative": "tentative",
    "approximate": "approximate",
    "uncertain": "uncertain",
    "ambiguous": "ambiguous",
}


@attrs.frozen(kw_only=True)
class View:
    """What a check looks at.

    Attributes:
        parts: The plan's values.
        layers: Its deadlines, by form and number of terms.
        owing: The tiers of which somebody owes a report.
        graphs: Who owes what to whom, form by form; none in a template.
        calendar: Gives the days worked; asked only where they decide.
        paths: The place of the deadline of each layer, as ``form layer``.
    """

    parts: Parts
    layers: Mapping[tuple[int, int], Layer]
    owing: frozenset[str]
    graphs: Sequence[FormGraph]
    calendar: Callable[[], Calendar | WorkingDays]
    paths: Mapping[str, str]

    def path_of(self, layer: Layer) -> str:
        """Where a deadline stands."""
        return self.paths.get(f"{layer.form.partition('@')[0]} {layer.terms.layer}", "duties")


def doubts_of(view: View) -> tuple[Finding, ...]:
    """Everything doubtful, errors first; see `Plan.check`."""
    found = [
        *_directive(view),
        *_template(view),
        *together(_dues(view)),
        *together(_order(view)),
        *together(_lives(view)),
        *_groups(view),
        *_derived(view),
        *_asked(view),
        *_counted(view),
        *nameless_guards(view.parts.lifecycle),
        *_mixed(view),
    ]
    return tuple(sorted(found, key=lambda finding: _RANK[finding.severity]))


def _directive(view: View) -> Iterator[Finding]:
    for finding in view.parts.directive.doubts:
        yield attrs.evolve(finding, path=f"directive.{finding.path}" if finding.path else "directive")


def _template(view: View) -> Iterator[Finding]:
    if view.parts.hierarchy is None:
        yield Finding("KH161", severity="note", path="units")


def _groups(view: View) -> Iterator[Finding]:
    for place, group in enumerate(view.parts.groups):
        if not group.units:
            path = f"{view.parts.place(f'groups[{place}]')}.id"
            used = group.id in view.parts.deadlines or any(group.id in row.owed_by for row in view.parts.duties)
            severity: Severity = "warning" if used else "note"
            yield Finding("KH154", {"group": group.id}, severity=severity, path=path, subject=group.id)


def _derived(view: View) -> Iterator[Finding]:
    if view.parts.hierarchy is None:
        return
    columns = view.parts.hierarchy.columns
    units = sorted({columns.edge_unit[edge] for edge in columns.derived})
    if units:
        names = tuple(columns.ids[unit] for unit in units)
        yield Finding("KH158", {"units": names}, severity="note", path="units")


def _asked(view: View) -> Iterator[Finding]:
    figures = [
        ("indicator", "chỉ tiêu", place, one.key, one.asked_of) for place, one in enumerate(view.parts.indicators)
    ]
    texts = [("section", "mục", place, one.key, one.asked_of) for place, one in enumerate(view.parts.outline)]
    for kind, kind_vi, place, key, tiers in (*figures, *texts):
        if tiers and not view.owing.intersection(tiers):
            values: dict[str, Value] = {"kind": kind, "kind_vi": kind_vi, "key": key}
            where = view.parts.place(f"{'outline' if kind == 'section' else 'indicators'}[{place}]")
            yield Finding("KH163", values, severity="warning", path=f"{where}.asked_of", subject=key)


def _mixed(view: View) -> Iterator[Finding]:
    for place, check in enumerate(view.parts.checks):
        yield from mixed_measures(check, view.parts.indicators, view.parts.place(f"checks[{place}]"))


def _counted(view: View) -> Iterator[Finding]:
    """Whether each report is counted once at the top, and whether every indicator can be cut as reports are."""
    if view.parts.hierarchy is None:
        return
    columns, indicators = view.parts.hierarchy.columns, view.parts.indicators
    yield from weight_problems(view.graphs, columns.ids, indicators)
    yield from share_problems(view.graphs, columns.ids, indicators, view.parts.place)
    yield from group_problems(columns, indicators, view.parts.place)


# ------------------------------------------------------------------- each due


def _dues(view: View) -> Iterator[Told]:
    """What is found in the deadlines that somebody has; in one that several tiers share, once for all of them."""
    found: dict[tuple[str, str, Finding], list[Layer]] = {}
    for layer in view.layers.values():
        for one in _due(view, layer) if view.parts.hierarchy is None or layer.units else ():
            found.setdefault((view.path_of(layer), layer.form, one), []).append(layer)
    for (path, form, one), layers in found.items():
        said: dict[str, Value] = {"subject": subject_of(*layers), "subject_vi": subject_of(*layers, lang="vi")}
        values = one.values if one in layers[0].due.findings else {**said, **one.values}  # those speak of the rule
        told = attrs.evolve(one, values=values, path=path, subject=subject_of(*layers))
        yield Told(told, form, tuple(layer.terms.layer for layer in layers))


def _due(view: View, layer: Layer) -> Iterator[Finding]:
    due = layer.due
    yield from due.findings
    yield from _known(due)
    yield from _doubts(due)
    yield from _early(due, view.parts.directive.issued_on)
    yield from _day_off(view, due)
    yield from _window(due)


def _known(due: Due) -> Iterator[Finding]:
    if due.awaiting is not None:
        yield Finding("KH159", {"anchor": due.awaiting}, severity="note")
    elif not due.is_dated:
        yield Finding("KH153", severity="note")


def _early(due: Due, issued: date | None) -> Iterator[Finding]:
    if due.last_day is not None and issued is not None and due.last_day < issued:
        yield Finding("KH152", {"day": _iso(due.last_day), "issued": _iso(issued)}, severity="error")


def _day_off(view: View, due: Due) -> Iterator[Finding]:
    """A printed day whose last day on time is off, while the reading names no roll: people will ask which day it is."""
    day, rule = due.last_day, due.deadline.rule
    printed = (
        rule.target if isinstance(rule, Before | By) else (rule.last or rule.first) if isinstance(rule, On) else None
    )
    daily = isinstance(printed, PeriodDay) and printed.every == "day"  # every day off is meant, too
    if day is None or not isinstance(printed, Day | PeriodDay) or daily or view.parts.reading.roll != "none":
        return
    calendar = view.calendar()
    if calendar.is_working_day(day):
        return
    why = reason(Calendar.coerce(calendar), day)
    code = "KH165" if "Tết Nguyên đán" in why["why_vi"] else "KH164"
    yield Finding(code, {"day": _iso(day), **why}, severity="warning")


def subject_of(*layers: Layer, lang: Lang = "en") -> str:
    """Whom a deadline is for, in a few words."""
    where = ", ".join(dict.fromkeys(layer.terms.layer.partition(" ")[2] or layer.terms.layer for layer in layers))
    form = layers[0].form
    return where if form == "report" else f"{form} {'của' if lang == 'vi' else 'of'} {where}"


def _doubts(due: Due) -> Iterator[Finding]:
    day = "an unknown day" if due.last_day is None else _iso(due.last_day)
    day_vi = "ngày chưa biết" if due.last_day is None else f"{due.last_day:%d/%m/%Y}"
    said = {"provisional"} if any(finding.code == "KH230" for finding in due.findings) else set[str]()
    for doubt in sorted(due.doubts - {"awaiting"} - said):
        values = {"day": day, "day_vi": day_vi, "doubt": _DOUBTS_EN[doubt], "doubt_vi": _DOUBTS_VI[doubt]}
        yield Finding("KH155", values, severity="note")


def _window(due: Due) -> Iterator[Finding]:
    if due.due_before_us is None:
        return
    shown = _local(due, due.due_before_us)
    if due.opens_at_us is not None and due.opens_at_us >= due.due_before_us:
        yield Finding("KH157", {"opens": _local(due, due.opens_at_us), "due": shown}, severity="error")
    if due.closes_at_us is not None and due.closes_at_us < due.due_before_us:
        yield Finding("KH162", {"closes": _local(due, due.closes_at_us), "due": shown}, severity="error")


def _local(due: Due, us: int) -> str:
    return from_micros(us).astimezone(ZoneInfo(due.reading.zone)).strftime("%Y-%m-%d %H:%M")


def _iso(day: date) -> str:
    return day.isoformat()


# --------------------------------------------------- dues against each other


def _order(view: View) -> Iterator[Told]:
    """Superiors against those below them: one finding for each pair of deadlines, with the units it concerns."""
    for place, graph in enumerate(view.graphs):
        above = map(graph.numbers.__getitem__, graph.edge_superior)
        below = map(graph.numbers.__getitem__, graph.edge_unit)
        edges = list(zip(above, below, strict=True))
        for pair in dict.fromkeys(edges):
            upper, lower = view.layers[place, pair[0]], view.layers[place, pair[1]]
            found = _pair(view, upper, lower)
            if found is not None:
                here = [edge for edge, one in enumerate(edges) if one == pair]
                named = _named(view, found, upper, graph, here)
                whom = (named.values["superiors"], named.values["subordinates"])
                yield Told(named, graph.form.label, (str(whom), upper.terms.layer, lower.terms.layer))


def _pair(view: View, upper: Layer, lower: Layer) -> Finding | None:
    """What stands against two deadlines of which the upper needs the reports of the lower; without the units' names."""
    top, day = upper.due.last_day, lower.due.last_day
    above, below = upper.due.due_before_us, lower.due.due_before_us
    if top is None or day is None or above is None or below is None or not upper.terms.is_gated:
        return None
    values: dict[str, Value] = {"superior_day": _iso(top), "day": _iso(day)}
    if above < below:
        return Finding("KH150", values, severity="error")
    if top == day:
        return Finding("KH151", values, severity="warning")
    wanted = _wanted(view, upper)
    if wanted == 1 and (top - day).days > _DAYS_OFF:
        return None
    given = Calendar.coerce(view.calendar()).count(day, top)
    return Finding("KH156", values | {"given": given, "wanted": wanted}, severity="warning") if given < wanted else None


def _lives(view: View) -> Iterator[Told]:
    """Units that cease to exist before something is due, and units that do not exist when it is owed."""
    lives, hierarchy = lives_of(view.parts), view.parts.hierarchy
    if hierarchy is None or not (lives.opened or lives.closed):
        return
    ids = hierarchy.columns.ids
    for place, graph in enumerate(view.graphs):
        dues = {(0, number): view.layers[place, number].due for number in set(graph.numbers)}
        outside = lives.outside((graph,), dues)
        ending = (duty for duty, unit in enumerate(graph.units) if unit in lives.closed and duty not in outside)
        early = [duty for duty in ending if _ends_before(dues[0, graph.numbers[duty]], lives.closed[graph.units[duty]])]
        for code, severity, duties in (("KH166", "warning", early), ("KH167", "note", sorted(outside))):
            if duties:
                names = tuple(ids[graph.units[duty]] for duty in duties)
                values: dict[str, Value] = {"units": names, "form": graph.form.label, "denominator": lives.denominator}
                severe = cast("Severity", severity)
                found = Finding(code, values, severity=severe, path="units", subject=names[0])
                yield Told(found, graph.form.label, names)


def _ends_before(due: Due, closed: date) -> bool:
    return due.last_day is not None and closed <= due.last_day


def _wanted(view: View, upper: Layer) -> int:
    """The working days a superior is to have: what its tier says, else one (Decree 09/2019/NĐ-CP article 8(5))."""
    hierarchy = view.parts.hierarchy
    if hierarchy is None:
        return 1
    return max(view.parts.processing.get(tier, 1) for tier in {hierarchy.tier_of(unit) for unit in upper.units})


def _named(view: View, found: Finding, upper: Layer, graph: FormGraph, edges: Sequence[int]) -> Finding:
    ids = () if view.parts.hierarchy is None else view.parts.hierarchy.columns.ids
    ends = (graph.edge_superior, graph.edge_unit)
    above, below = (tuple(dict.fromkeys(ids[graph.units[end[edge]]] for edge in edges)) for end in ends)
    values = {**found.values, "superiors": above, "subordinates": below}
    path = view.path_of(upper)
    return Finding(found.code, values, severity=found.severity, path=path, subject=subject_of(upper))
