"""Whether each report is counted once at the top: shares along every way up, multiplied and added, must make one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from kehoach._hierarchy import Columns
from kehoach._plan._graphs import FormGraph
from kehoach._report import ADDITIVE, Indicator
from kehoach.errors import Finding, Severity, Value

__all__ = ["group_problems", "share_problems", "weight_problems"]

_WHOLE = Fraction(1)


def weight_problems(
    graphs: Sequence[FormGraph], ids: Sequence[str], indicators: Sequence[Indicator]
) -> Iterator[Finding]:
    """Reports of which more or less than the whole reaches the top of their form, each with that top.

    A report that nobody receives is its own top. Where a form is owed by some units only, a share may go to a superior
    above whom nobody owes it: that part of the figures is lost. It is asked for each group of indicators by itself.

    Args:
        graphs: Who owes what to whom, form by form.
        ids: The ids of all units.
        indicators: The plan's.
    """
    groups = dict.fromkeys(one.group for one in indicators) or {"": None}
    told: set[str] = set()
    for graph in graphs:
        if graph.form.name in told or graph.form.kind == "act":
            continue  # the periods of a form are all alike
        told.add(graph.form.name)
        for group in groups:
            shares = graph.parts.get(group, graph.share)
            for (tops, weight), duties in _odd(graph, shares).items():
                units = tuple(ids[graph.units[duty]] for duty in duties)
                named = tuple(ids[graph.units[top]] for top in tops)
                yield _told(graph.form.name, group, units, named or ("-",), weight)


def _told(form: str, group: str, units: tuple[str, ...], tops: tuple[str, ...], weight: Fraction) -> Finding:
    words = {"figures": "figures", "figures_vi": "số liệu"}
    if group:
        words = {"figures": f"figures of group {group!r}", "figures_vi": f"số liệu nhóm {group!r}"}
    values: dict[str, Value] = {"form": form, "units": units, "weight": str(weight), "tops": tops, **words}
    return Finding("KH643" if weight > 1 else "KH642", values, severity="error", path="units", subject=units[0])


def _odd(graph: FormGraph, shares: Mapping[int, Fraction]) -> dict[tuple[tuple[int, ...], Fraction], list[int]]:
    """Duties that nobody reports to and that do not reach the top with weight 1, by top and weight."""
    cut = {graph.edge_unit[edge] for edge in shares}
    if all(sum((share for _, share in _ways(graph, shares, duty)), Fraction(0)) == 1 for duty in cut):
        return {}
    weights: dict[int, dict[int, Fraction]] = {}
    for duty in sorted(range(graph.n), key=graph.generation.__getitem__, reverse=True):
        found: dict[int, Fraction] = {}
        ways = list(_ways(graph, shares, duty))
        for above, share in ways:
            for top, weight in weights[above].items():
                found[top] = found.get(top, Fraction(0)) + share * weight
        weights[duty] = found if ways else {duty: _WHOLE}
    odd: dict[tuple[tuple[int, ...], Fraction], list[int]] = {}
    for duty, found in sorted(weights.items()):
        total = sum(found.values(), Fraction(0))
        if total != 1 and graph.edge_first[duty] == graph.edge_first[duty + 1]:
            tops = tuple(top for top, weight in found.items() if weight)
            odd.setdefault((tops, total), []).append(duty)
    return odd


def _ways(graph: FormGraph, shares: Mapping[int, Fraction], duty: int) -> Iterator[tuple[int, Fraction]]:
    """The superiors of a duty, each with its share."""
    for edge in graph.superior_edge[graph.superior_first[duty] : graph.superior_first[duty + 1]]:
        yield graph.edge_superior[edge], shares.get(edge, _WHOLE)


def group_problems(columns: Columns, indicators: Sequence[Indicator], place: Callable[[str], str]) -> Iterator[Finding]:
    """Groups that indicators have and no edge names, and such as edges name and no indicator has.

    Args:
        columns: The units.
        indicators: The plan's.
        place: The path of the file for a path of the values.
    """
    for number, one in enumerate(indicators):
        if one.group and one.group not in columns.groups:
            values: dict[str, Value] = {"key": one.key, "group": one.group}
            yield Finding(
                "KH646", values, severity="note", path=f"{place(f'indicators[{number}]')}.group", subject=one.key
            )
    idle = tuple(group for group in columns.groups if all(one.group != group for one in indicators))
    if idle:
        units = tuple(dict.fromkeys(columns.ids[columns.edge_unit[edge]] for edge in sorted(columns.carries)))
        yield Finding("KH647", {"groups": idle, "units": units}, severity="warning", path="units")


def share_problems(
    graphs: Sequence[FormGraph], ids: Sequence[str], indicators: Sequence[Indicator], place: Callable[[str], str]
) -> Iterator[Finding]:
    """Indicators that know no shares in a plan that has some: each counts a shared report once and whole.

    That is told as a note. Where such an indicator is a part of one that is worked out from what shares do cut, the
    two do not fit each other, and it is a warning.

    Args:
        graphs: Who owes what to whom, form by form.
        ids: The ids of all units.
        indicators: The plan's.
        place: The path of the file for a path of the values.
    """
    shared = [(graph, edge) for graph in graphs for edge, share in sorted(graph.share.items()) if share]
    if not shared or all(one.goes_up in ADDITIVE for one in indicators):
        return
    edges = tuple(dict.fromkeys(_named(graph, ids, edge) for graph, edge in shared))
    known = {one.key: one for one in indicators}
    for number, one in enumerate(indicators):
        parts = [part for part in _given(one, known) if part.goes_up not in ADDITIVE]
        if not parts or one.goes_up == "none":
            continue
        values: dict[str, Value] = {"key": one.key, "goes_up": one.goes_up, "edges": edges}
        code, severity = ("KH641", "note")
        if one.is_computed:
            if len(parts) == len(_given(one, known)):
                continue  # all its parts count wholes
            values |= {"part": parts[0].key, "goes_up": parts[0].goes_up}
            code, severity = ("KH644", "warning")
        path = place(f"indicators[{number}]") + (".formula" if one.formula else ".goes_up")
        kind: Severity = "warning" if severity == "warning" else "note"
        yield Finding(code, values, severity=kind, path=path, subject=one.key)


def _named(graph: FormGraph, ids: Sequence[str], edge: int) -> str:
    unit, superior = (ids[graph.units[end[edge]]] for end in (graph.edge_unit, graph.edge_superior))
    return f"{unit} → {superior} ({graph.share[edge]})"


def _given(one: Indicator, known: Mapping[str, Indicator]) -> list[Indicator]:
    """The indicators that reports give and that one is worked out from; itself where it is given."""
    found: dict[str, Indicator] = {}
    left, met = [one], {one.key}
    while left:
        here = left.pop()
        if not here.is_computed:
            found[here.key] = here
            continue
        names = [part for _, part in here.terms] or [str(here.numerator), str(here.denominator)]
        fresh = [name for name in names if name in known and name not in met]
        met.update(fresh)
        left += [known[name] for name in fresh]
    return list(found.values())
