"""The machine as an SVG drawing: states in a row, ways forward above, ways back below; colours are the page's own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from kehoach import Lifecycle
from kehoach._lifecycle import label

__all__ = ["drawn", "lifecycle"]

_STEP, _WIDE, _HIGH = 205, 112, 38  # from state to state; a box
_RISE = 58  # how much higher an arc stands for each state that it passes
_LEFT, _LINE = 75, 16
_PEN = 'fill="none" stroke="currentColor" font-family="sans-serif" font-size="13"'
_TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0L10 5L0 10z" fill="currentColor" stroke="none"/></marker></defs>'
)


def lifecycle() -> str:
    """The standard lifecycle."""
    return drawn(Lifecycle.report())


def drawn(machine: Lifecycle) -> str:
    """A lifecycle as one SVG element.

    Args:
        machine: The lifecycle; its states stand from left to right in their order.
    """
    places = {name: place for place, name in enumerate(machine.states)}
    ways: dict[tuple[int, int], list[str]] = {}
    for one in machine.transitions:
        source = places[one.source]
        ends = (source, source if one.dest is None else places[one.dest])
        names = ways.setdefault(ends, [])
        if label(one.trigger) not in names:
            names.append(label(one.trigger))
    most = len(places) - 1
    middle = 70 + _RISE * most
    wide, high = _LEFT * 2 + _STEP * most, middle * 2
    told = f"States {', '.join(machine.states)} and the ways between them; the table of transitions says the same."
    lines = [
        f'<svg role="img" viewBox="0 0 {wide} {high}" width="100%" xmlns="http://www.w3.org/2000/svg" {_PEN}>',
        f"<title>{escape(told)}</title>",
        _TIP,
        *(_arrow(ends, names, middle) for ends, names in ways.items()),
        *_boxes(machine, middle),
        "</svg>",
    ]
    return "\n".join(lines)


def _centre(place: int) -> int:
    return _LEFT + _STEP * place


def _boxes(machine: Lifecycle, middle: int) -> Iterator[str]:
    for place, state in enumerate(machine.state_values):
        left, top = _centre(place) - _WIDE // 2, middle - _HIGH // 2
        heavy = ' stroke-width="3"' if state.final else ""
        yield f'<rect x="{left}" y="{top}" width="{_WIDE}" height="{_HIGH}" rx="8"{heavy}/>'
        yield _words(_centre(place), middle + 5, [label(state.name)])


def _arrow(ends: tuple[int, int], names: list[str], middle: int) -> str:
    here, there = ends
    x, y = _centre(here), _centre(there)
    half = _HIGH // 2
    if here == there:
        top = middle - half
        path = f"M{x - 16} {top}C{x - 26} {top - 42} {x + 26} {top - 42} {x + 16} {top}"
        return _path(path) + _words(x, top - 36, names, side=-1)
    side = -1 if there > here else 1  # forward above, back below
    if abs(here - there) == 1:
        line = middle + side * 9
        path = f"M{x - side * _WIDE // 2} {line}L{y + side * _WIDE // 2} {line}"
        return _path(path) + _words((x + y) // 2, line + (-6 if side < 0 else 16), names, side=side)
    edge, peak = middle + side * half, middle + side * (half + 34 + _RISE * (abs(here - there) - 1))
    lean = 34 if there > here else -34
    bow = edge + (peak - edge) * 4 // 3  # a cubic reaches three quarters of the way to its handles
    path = f"M{x + lean} {edge}C{x + lean} {bow} {y - lean} {bow} {y - lean} {edge}"
    return _path(path) + _words((x + y) // 2, peak + (-6 if side < 0 else 16), names, side=side)


def _path(path: str) -> str:
    return f'<path d="{path}" marker-end="url(#tip)"/>'


def _words(x: int, y: int, names: list[str], *, side: int = 1) -> str:
    """Names one under the other, away from the line they belong to."""
    lines = names if side > 0 else names[::-1]
    return "".join(
        f'<text x="{x}" y="{y + side * _LINE * number}" text-anchor="middle" fill="currentColor" stroke="none">'
        f"{escape(name)}</text>"
        for number, name in enumerate(lines)
    )
