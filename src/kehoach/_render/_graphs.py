"""The hierarchy as text that others draw: Mermaid and DOT."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kehoach._hierarchy import Edge, Hierarchy
from kehoach.errors import Lang

__all__ = ["hierarchy_dot", "hierarchy_mermaid"]

_WORDS: dict[Lang, tuple[str, str]] = {"en": ("informs", "not in the text"), "vi": ("để biết", "văn bản không nêu")}


def hierarchy_mermaid(hierarchy: Hierarchy, *, lang: Lang = "en") -> str:
    """A Mermaid flowchart: an arrow from each unit to those it reports to, dotted where it only informs.

    >>> print(hierarchy_mermaid(Hierarchy.fan(province=1, district=2)))
    flowchart BT
        u0["province"]
        u1["district-1"]
        u2["district-2"]
        u1 --> u0
        u2 --> u0
    """
    lines = ["flowchart BT"]
    for number, unit in enumerate(hierarchy):
        name = hierarchy.name_of(unit).replace("&", "#amp;").replace('"', "#quot;").replace("<", "#lt;")
        lines.append(f'    u{number}["{name}"]')
    for number, superior, edge in _edges(hierarchy):
        said = _said(edge, lang)
        arrow = "-.->" if edge.role == "informs" else "-->"
        label = f"|{said}|" if said else ""
        lines.append(f"    u{number} {arrow}{label} u{superior}")
    return "\n".join(lines)


def hierarchy_dot(hierarchy: Hierarchy, *, lang: Lang = "en") -> str:
    """A DOT digraph: an arrow from each unit to those it reports to, units of a tier side by side.

    >>> print(hierarchy_dot(Hierarchy.fan(province=1, district=1)))
    digraph hierarchy {
        rankdir=BT;
        node [shape=box];
        { rank=same; "province"; }
        { rank=same; "district"; }
        "province" [label="province"];
        "district" [label="district"];
        "district" -> "province";
    }
    """
    lines = ["digraph hierarchy {", "    rankdir=BT;", "    node [shape=box];"]
    for tier in hierarchy.tiers:
        units = " ".join(f"{_quoted(unit)};" for unit in hierarchy.units_of(tier.id))
        if units:
            lines.append(f"    {{ rank=same; {units} }}")
    lines += [f"    {_quoted(unit)} [label={_quoted(hierarchy.name_of(unit))}];" for unit in hierarchy]
    ids = tuple(hierarchy)
    for number, superior, edge in _edges(hierarchy):
        said = _said(edge, lang)
        marks = [f"label={_quoted(said)}"] if said else []
        marks += ["style=dashed"] if edge.role == "informs" else []
        end = f" [{', '.join(marks)}]" if marks else ""
        lines.append(f"    {_quoted(ids[number])} -> {_quoted(ids[superior])}{end};")
    return "\n".join([*lines, "}"])


def _edges(hierarchy: Hierarchy) -> Iterator[tuple[int, int, Edge]]:
    for number, unit in enumerate(hierarchy):
        for edge in hierarchy.edges(unit):
            yield number, hierarchy.number(edge.superior), edge


def _said(edge: Edge, lang: Lang) -> str:
    informs, derived = _WORDS[lang]
    parts = [informs] if edge.role == "informs" else []
    if edge.role != "informs" and edge.share not in (None, Fraction(1)):
        parts.append(str(edge.share))
    return ", ".join([*parts, derived] if edge.derived else parts)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
