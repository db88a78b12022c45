"""Whether each report is counted once at the top: shares along every way up, multiplied and added, must make one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from kehoach._plan._graphs import FormGraph
from kehoach._report import ADDITIVE, Indicator
from kehoach.errors import Finding, Severity, Value

__all__ = ["share_problems", "weight_problems"]

_WHOLE = Fraction(1)


def weight_problems(graphs: Sequence[FormGraph], ids: Sequence[str]) -> Iterator[Finding]:
    """Reports of which more or less than the whole reaches the top of their form, each with that top.

    A report that nobody receives is its own top. Where a form is owed by some units only, a share may go to a superior
    above whom nobody owes it: that part of the figures is lost.

    Args:
        graphs: Who owes what to whom, form by form.
        ids: The ids of all units.
    """
    told: set[str] = set()
    for graph in graphs:
        if graph.form.name in told or graph.form.kind == "act":
            continue  # the periods of a form are all alike
        told.add(graph.form.name)
        for (tops, weight), duties in _odd(graph).items():
            units = tuple(ids[graph.units[duty]] for duty in duties)
            values: dict[str, Value] = {"form": graph.form.name, "units": units, "weight": str(weight)}
            values["tops"] = tuple(ids[graph.units[top]] for top in tops)
            code = "KH643" if weight > 1 else "KH642"
            yield Finding(code, values, severity="error", path="units", subject=units[0])


def _odd(graph: FormGraph) -> dict[tuple[tuple[int, ...], Fraction], list[int]]:
    """Duties that nobody reports to and that do not reach the top with weight 1, by top and weight."""
    cut = {graph.edge_unit[edge] for edge in graph.share}
    if all(sum((share for _, share in _ways(graph, duty)), Fraction(0)) == 1 for duty in cut):
        return {}
    weights: dict[int, dict[int, Fraction]] = {}
    for duty in sorted(range(graph.n), key=graph.generation.__getitem__, reverse=True):
        found: dict[int, Fraction] = {}
        for above, share in _ways(graph, duty):
            for top, weight in weights[above].items():
                found[top] = found.get(top, Fraction(0)) + share * weight
        weights[duty] = found or {duty: _WHOLE}
    odd: dict[tuple[tuple[int, ...], Fraction], list[int]] = {}
    for duty, found in sorted(weights.items()):
        total = sum(found.values(), Fraction(0))
        if total != 1 and graph.edge_first[duty] == graph.edge_first[duty + 1]:
            odd.setdefault((tuple(found), total), []).append(duty)
    return odd


def _ways(graph: FormGraph, duty: int) -> Iterator[tuple[int, Fraction]]:
    """The superiors of a duty, each with its share."""
    for edge in graph.superior_edge[graph.superior_first[duty] : graph.superior_first[duty + 1]]:
        yield graph.edge_superior[edge], graph.share.get(edge, _WHOLE)


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
    edges = tuple(dict.fromkeys(_named(graph, ids, edge) for graph in graphs for edge in sorted(graph.share)))
    if not edges:
        return
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
