"""What indicators say of each other: whether what is worked out can be, and from what is counted alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kehoach._plan._table import hints
from kehoach._report import OPERATORS, Indicator
from kehoach.errors import Finding, Value

__all__ = ["figure_problems"]

_FIELDS: Mapping[str, tuple[str, ...]] = {one.name: one.needs for one in OPERATORS}
_PARTS = ("numerator", "denominator", "weight", "formula")


def figure_problems(indicators: Sequence[Indicator], paths: Sequence[str]) -> Iterator[Finding]:
    """Everything that stands against working indicators out from each other.

    Args:
        indicators: The indicators of a plan.
        paths: Where each stands.
    """
    known = {one.key: one for one in indicators}
    for one, path in zip(indicators, paths, strict=True):
        yield from _fields(one, path)
        for field, part in _parts(one):
            if part not in known:
                values: dict[str, Value] = {"kind": "indicator", "kind_vi": "chỉ tiêu", "name": part}
                yield Finding("KH113", {**values, **hints(part, list(known))}, path=f"{path}.{field}")
            else:
                yield from _unfit(one, known[part], field, path)
        yield from _measures(one, known, path)
        yield from _strangers(one, known, path)
        if one.is_computed and one.required:
            yield Finding("KH639", {"key": one.key}, path=f"{path}.required", subject=one.key)
    yield from _circles(known, dict(zip(known, paths, strict=False)))


def _parts(one: Indicator) -> Iterator[tuple[str, str]]:
    """The indicators that one is worked out from, each with the field that names it."""
    for field in ("numerator", "denominator", "weight"):
        part = getattr(one, field)
        if part is not None:
            yield field, part
    for _, part in one.terms:
        yield "formula", part


def _fields(one: Indicator, path: str) -> Iterator[Finding]:
    """Fields that the operator needs and that are missing, and such as it does not use."""
    for field in _PARTS:
        is_given, is_needed = getattr(one, field) is not None, field in _FIELDS[one.goes_up]
        if is_given != is_needed:
            values = {"key": one.key, "goes_up": one.goes_up, "field": field}
            where = f"{path}.{field}" if is_given else path
            yield Finding("KH634" if is_given else "KH633", values, path=where, subject=one.key)


def _unfit(one: Indicator, part: Indicator, field: str, path: str) -> Iterator[Finding]:
    """Why one indicator cannot be a part of another."""
    if part.kind == "text":
        reason = ("it is a text", "đó là chỉ tiêu chữ")
    elif part.goes_up == "none":
        reason = ("it does not go up", "chỉ tiêu đó không tổng hợp lên")
    elif field == "weight" and part.is_computed:
        reason = ("it is worked out itself", "chỉ tiêu đó cũng được tính ra")
    else:
        return
    values = {"key": one.key, "part": part.key, "reason": reason[0], "reason_vi": reason[1]}
    yield Finding("KH636", values, path=f"{path}.{field}", subject=one.key)


def _measures(one: Indicator, known: Mapping[str, Indicator], path: str) -> Iterator[Finding]:
    """A sum of persons and households is neither."""
    parts = [known[part] for _, part in one.terms if part in known]
    told = {part.measure: f"{part.measure} ({part.key})" for part in (*parts, one) if part.measure}
    if len(told) > 1:
        yield Finding("KH637", {"key": one.key, "measures": tuple(told.values())}, path=f"{path}.formula")


def _strangers(one: Indicator, known: Mapping[str, Indicator], path: str) -> Iterator[Finding]:
    """Parts of another group go up other edges: they are not of the same reports."""
    for field, part in _parts(one):
        if part in known and known[part].group != one.group:
            values = {"key": one.key, "part": part, "group": one.group or "-", "other": known[part].group or "-"}
            yield Finding("KH645", values, path=f"{path}.{field}", subject=one.key)


def _circles(known: Mapping[str, Indicator], paths: Mapping[str, str]) -> Iterator[Finding]:
    """Indicators that are worked out from themselves, by any number of steps; each circle once."""
    above = {key: [part for _, part in _parts(one) if part in known] for key, one in known.items()}
    settled, told = set[str](), set[str]()
    for start in known:
        chain = _circle(above, start, settled)
        if chain and not told.intersection(chain):
            told |= set(chain)
            values = {"chain": " → ".join((*chain, chain[0]))}
            yield Finding("KH635", values, path=paths[chain[0]], subject=chain[0])


def _circle(above: Mapping[str, Sequence[str]], start: str, settled: set[str]) -> tuple[str, ...]:
    """The first circle that is met going on from an indicator; what led into none is settled."""
    way, left = [start], [iter(above[start])]
    while way and start not in settled:
        part = next(left[-1], None)
        if part is None:
            settled.add(way.pop())
            left.pop()
        elif part in way:
            return tuple(way[way.index(part) :])
        elif part not in settled:
            way.append(part)
            left.append(iter(above[part]))
    return ()
