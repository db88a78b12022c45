"""The machine as text that others draw: Mermaid, DOT, Markdown."""

from __future__ import annotations

from kehoach._lifecycle._machine import called
from kehoach._lifecycle._values import State, Transition
from kehoach._lifecycle._words import label
from kehoach._spelling import nearest
from kehoach.errors import Lang, UnknownName

__all__ = ["diagram", "table"]


def diagram(
    states: tuple[State, ...],
    transitions: tuple[Transition, ...],
    initial: str,
    *,
    kind: str,
    highlight: str | None,
    lang: Lang,
) -> str:
    """A drawing as text, ``"mermaid"`` or ``"dot"``, with one state picked out when `highlight` names it.

    Raises:
        UnknownName: Another kind, or no such state.
    """
    names = [state.name for state in states]
    if highlight is not None and highlight not in names:
        raise UnknownName("state", highlight, nearest(highlight, names))
    arrows = list(
        dict.fromkeys((one.source, one.source if one.dest is None else one.dest, one.trigger) for one in transitions)
    )
    if kind == "mermaid":
        return _mermaid(states, arrows, initial, highlight, lang)
    if kind == "dot":
        return _dot(states, arrows, initial, highlight, lang)
    raise UnknownName("kind of diagram", kind, ("mermaid", "dot"))


def _mermaid(
    states: tuple[State, ...], arrows: list[tuple[str, str, str]], initial: str, highlight: str | None, lang: Lang
) -> str:
    lines = ["stateDiagram-v2"]
    lines += [f"    {state.name} : {label(state.name, lang)}" for state in states]
    lines.append(f"    [*] --> {initial}")
    lines += [f"    {source} --> {dest} : {label(trigger, lang)}" for source, dest, trigger in arrows]
    lines += [f"    {state.name} --> [*]" for state in states if state.final]
    if highlight is not None:
        lines += ["    classDef here fill:#ffe08a,stroke:#333", f"    class {highlight} here"]
    return "\n".join(lines) + "\n"


def _dot(
    states: tuple[State, ...], arrows: list[tuple[str, str, str]], initial: str, highlight: str | None, lang: Lang
) -> str:
    lines = ["digraph lifecycle {", "    rankdir=LR;", "    start [shape=point];"]
    for state in states:
        shape = "doublecircle" if state.final else "ellipse"
        fill = ", style=filled, fillcolor=lightgoldenrod" if state.name == highlight else ""
        lines.append(f'    {state.name} [label="{label(state.name, lang)}", shape={shape}{fill}];')
    lines.append(f"    start -> {initial};")
    lines += [f'    {source} -> {dest} [label="{label(trigger, lang)}"];' for source, dest, trigger in arrows]
    return "\n".join([*lines, "}"]) + "\n"


_HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("from", "trigger", "to", "who", "effect", "guards"),
    "vi": ("từ", "việc", "đến", "ai", "hệ quả", "điều kiện"),
}


def table(transitions: tuple[Transition, ...], *, kind: str, lang: Lang) -> str:
    """The transitions as a Markdown table, in the order in which they are tried.

    Raises:
        UnknownName: Another kind than ``"markdown"``.
    """
    if kind != "markdown":
        raise UnknownName("kind of table", kind, ("markdown",))
    heads = _HEADS[lang]
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    for one in transitions:
        dest = label(one.source if one.dest is None else one.dest, lang)
        guards = [called(func) for func in one.conditions] + [f"not {called(func)}" for func in one.unless]
        who = ", ".join(label(who, lang) for who in one.who)
        effect = label(one.effect, lang) if one.effect else "-"
        cells = (label(one.source, lang), label(one.trigger, lang), dest, who, effect, ", ".join(guards) or "-")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
