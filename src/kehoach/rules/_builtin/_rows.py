"""Rows and dues of a plan as rules look at them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import attrs

from kehoach._clock import from_micros
from kehoach._deadline import Deadline, Due
from kehoach._plan import Layer, Plan, Terms
from kehoach._plan._build import lines_of
from kehoach._plan._layers import Line

__all__ = ["Pair", "deadlines_of", "local", "pairs_of", "rows_of", "where"]

_RULES = ("deadline", "opens", "closes", "rework", "review")


def rows_of(plan: Plan) -> list[Line]:
    """Every row of a plan with its place, those that deadlines under tiers and groups stand for among them."""
    return lines_of(plan.parts)


def deadlines_of(line: Line) -> Iterator[tuple[str, Deadline]]:
    """The rules in time that a row states, each with its key."""
    for key in _RULES:
        rule = getattr(line.row, key)
        if isinstance(rule, Deadline):
            yield key, rule


def where(plan: Plan, layer: Layer) -> str:
    """The place of a deadline: of the row that states it, else of its duties."""
    form = layer.form.partition("@")[0]
    rank, _, word = layer.terms.layer.partition(" ")
    found = "duties"
    for line in rows_of(plan):
        if line.row.form in (form, form.removesuffix("-final")) and word in line.row.owed_by and rank:
            path = line.path if line.row.deadline is None else line.at("deadline")
            if line.row.deadline == layer.terms.deadline:
                return path
            found = path if found == "duties" else found
    return found


def local(due: Due, micros: int) -> datetime:
    """An instant of a due in the zone of its reading."""
    return from_micros(micros).astimezone(ZoneInfo(due.reading.zone))


@attrs.frozen(eq=False)
class Pair:
    """Duties on one deadline that go up into duties on another.

    Attributes:
        terms, due: Of those below.
        superior_due: Of those above.
        superior_terms: What those above have in common.
        unit, superior: The first duty of each.
    """

    terms: Terms
    due: Due
    superior_terms: Terms
    superior_due: Due
    unit: str
    superior: str


def pairs_of(plan: Plan) -> list[Pair]:
    """Every two deadlines of which one is for the superiors of the other, once; none in a template."""
    if plan.hierarchy is None:
        return []
    columns, dues = plan.columns, plan.dues()
    found: dict[tuple[int, int, int], tuple[int, int]] = {}
    for edge, below in enumerate(columns.edge_unit):
        above = columns.edge_superior[edge]
        key = (columns.form_of[below], columns.terms_of[below], columns.terms_of[above])
        found.setdefault(key, (below, above))
    names = columns.names
    return [
        Pair(plan.terms(below), dues[below], plan.terms(above), dues[above], names[below], names[above])
        for below, above in found.values()
    ]
