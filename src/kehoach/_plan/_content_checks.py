"""Checks on content against the rest of a plan: figures that exist, can be added, and are measured alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kehoach._plan._table import hints
from kehoach._report import Check, Indicator, Operand
from kehoach.errors import Finding, Value

__all__ = ["check_problems", "mixed_measures"]


def check_problems(
    checks: Sequence[Check], indicators: Sequence[Indicator], forms: Sequence[str], paths: Sequence[str]
) -> Iterator[Finding]:
    """Everything that stands against checks of a plan.

    Args:
        checks: The checks.
        indicators: The indicators of the plan.
        forms: The forms that somebody owes.
        paths: Where each check stands.
    """
    known = {one.key: one for one in indicators}
    for check, path in zip(checks, paths, strict=True):
        if check.form and forms and check.form not in forms:
            values: dict[str, Value] = {"kind": "form", "kind_vi": "mẫu", "name": check.form}
            yield Finding("KH113", {**values, **hints(check.form, forms)}, path=f"{path}.form")
        for operand in _operands(check):
            if operand.key not in known:
                values = {"kind": "indicator", "kind_vi": "chỉ tiêu", "name": operand.key}
                yield Finding("KH113", {**values, **hints(operand.key, list(known))}, path=f"{path}.formula")
            elif reason := _unfit(operand, operand.key, known, ()):
                values = {"check": str(check), "part": operand.key, "reason": reason[0], "reason_vi": reason[1]}
                yield Finding("KH692", values, path=f"{path}.formula", subject=operand.key)


def mixed_measures(check: Check, indicators: Sequence[Indicator], path: str) -> Iterator[Finding]:
    """The warning that persons are compared with households."""
    known = {one.key: one for one in indicators}
    parts = [known[one.key] for one in _operands(check) if one.key in known]
    told = {part.measure: f"{part.measure} ({part.key})" for part in parts if part.measure}
    if len(told) > 1:
        values: dict[str, Value] = {"check": str(check), "measures": tuple(told.values())}
        yield Finding("KH693", values, severity="warning", path=f"{path}.formula")


def _operands(check: Check) -> tuple[Operand, ...]:
    left, right = check.sides
    return tuple(dict.fromkeys((*left, *right)))


def _unfit(
    operand: Operand, key: str, known: Mapping[str, Indicator], above: tuple[str, ...]
) -> tuple[str, str] | None:
    """Why an indicator cannot stand in a check, or None; of what is worked out each part is looked at."""
    one = known.get(key)
    if one is None or key in above:  # that is told of the indicator
        return None
    if one.kind == "text":
        return ("it is a text", "đó là chỉ tiêu chữ")
    if one.goes_up == "formula":
        parts = (_unfit(operand, part, known, (*above, key)) for _, part in one.terms)
        return next((reason for reason in parts if reason), None)
    if one.is_computed:
        return ("it is no sum of what reports say", "chỉ tiêu đó không phải là tổng các số liệu báo cáo")
    if operand.is_below and one.goes_up != "sum":
        return ("it does not go up by sum", "chỉ tiêu đó không tổng hợp bằng phép cộng")
    return None
