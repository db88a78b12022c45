"""Rules on what is asked for: titles, measures, and checks that can be broken and can be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from kehoach._plan import Plan
from kehoach._report import Check, Indicator, Section
from kehoach._spelling import folded
from kehoach.errors import Finding, Value
from kehoach.rules._rule import named

__all__: list[str] = []

_Bounds = tuple[Decimal | None, Decimal | None]
"""The least and the most that a figure can be; None: it has no such bound."""


def _asked(plan: Plan) -> list[tuple[str, Sequence[Indicator | Section]]]:
    """What is asked for, each list under the name of its table."""
    return [("indicators", plan.indicators), ("outline", plan.outline)]


@named("KH680", "a figure says what it counts", severity="note", name="no-measure", title_vi="chỉ tiêu có đơn vị tính")
def _no_measure(plan: Plan) -> Iterator[Finding]:
    if not any(one.measure for one in plan.indicators):
        return  # nothing is measured here, or it stands elsewhere
    for place, one in enumerate(plan.indicators):
        if one.kind in ("flow", "stock") and not one.measure:
            yield Finding("KH680", {"key": one.key}, path=plan.parts.place(f"indicators[{place}]"), subject=one.key)


@named("KH681", "no two figures, and no two headings, bear one title", severity="warning", name="same-title",
       title_vi="các chỉ tiêu, các mục không trùng tên")  # fmt: skip
def _same_title(plan: Plan) -> Iterator[Finding]:
    for table, every in _asked(plan):
        first: dict[str, str] = {}
        for place, one in enumerate(every):
            other = first.setdefault(folded(one.title), one.key) if one.title else one.key
            if other != one.key:
                values: dict[str, Value] = {"key": one.key, "first": other, "title": one.title}
                path = f"{plan.parts.place(f'{table}[{place}]')}.title"
                yield Finding("KH681", values, path=path, subject=one.key)


@named("KH682", "a figure has a title where the others have one", severity="note", name="untitled",
       title_vi="chỉ tiêu, mục có tên như các chỉ tiêu, mục khác")  # fmt: skip
def _untitled(plan: Plan) -> Iterator[Finding]:
    for table, every in _asked(plan):
        bare = [(place, one.key) for place, one in enumerate(every) if not one.title]
        for place, key in bare if len(bare) < len(every) else ():
            yield Finding("KH682", {"key": key}, path=plan.parts.place(f"{table}[{place}]"), subject=key)


@named("KH683", "a check is asked of somebody who reports", severity="warning", name="check-never-asked",
       title_vi="điều kiện đối chiếu áp dụng cho đơn vị có báo cáo")  # fmt: skip
def _check_never_asked(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    owing: dict[str, set[str]] = {}
    for layer in plan.layers():
        tiers = {plan.hierarchy.tier_of(unit) for unit in layer.units} if layer.terms.kind == "report" else set[str]()
        owing.setdefault(layer.form.partition("@")[0], set()).update(tiers)
    for place, check in enumerate(plan.checks):
        forms = [check.form] if check.form else list(owing)
        there = set[str]().union(*(owing.get(form, set()) for form in forms))
        if check.asked_of and not there.intersection(check.asked_of):
            values: dict[str, Value] = {"check": str(check), "tiers": check.asked_of}
            yield Finding("KH683", values, path=f"{plan.parts.place(f'checks[{place}]')}.asked_of")


@named("KH684", "a check can be broken", severity="warning", name="check-always-holds",
       title_vi="điều kiện đối chiếu có thể bị vi phạm")  # fmt: skip
def _check_always_holds(plan: Plan) -> Iterator[Finding]:
    for place, check in enumerate(plan.checks):
        if _certain(check, plan, holds=True):
            path = f"{plan.parts.place(f'checks[{place}]')}.formula"
            yield Finding("KH684", {"check": str(check)}, path=path)


@named("KH685", "a check can be kept", severity="error", name="check-never-holds",
       title_vi="điều kiện đối chiếu có thể đạt được")  # fmt: skip
def _check_never_holds(plan: Plan) -> Iterator[Finding]:
    for place, check in enumerate(plan.checks):
        if _certain(check, plan, holds=False):
            path = f"{plan.parts.place(f'checks[{place}]')}.formula"
            yield Finding("KH685", {"check": str(check)}, path=path)


@named("KH686", "a report must say something", severity="note", name="nothing-required",
       title_vi="báo cáo phải có nội dung")  # fmt: skip
def _nothing_required(plan: Plan) -> Iterator[Finding]:
    asked = [one for _, every in _asked(plan) for one in every]
    if asked and not any(one.required for one in asked) and not any(check.is_hard for check in plan.checks):
        yield Finding("KH686", {"asked": len(asked)}, path="indicators" if plan.indicators else "outline")


def _certain(check: Check, plan: Plan, *, holds: bool) -> bool:
    """Whether the bounds of the figures alone say that a check holds, or that it does not.

    What stands on both sides cancels out; the rest, left less right, lies between two bounds and is held against 0.
    """
    least, most = _off(check, {one.key: one for one in plan.indicators})
    if check.relation in (">", ">="):
        least, most = _negative(most), _negative(least)
    slack = Decimal(str(check.tolerance))
    if check.relation == "=":
        within = least is not None and most is not None and -slack <= least and most <= slack
        beyond = (least is not None and least > slack) or (most is not None and most < -slack)
        return within if holds else beyond
    is_strict = check.relation in ("<", ">")
    if holds:
        return most is not None and (most < slack if is_strict else most <= slack)
    return least is not None and (least >= slack if is_strict else least > slack)


def _off(check: Check, known: Mapping[str, Indicator]) -> _Bounds:
    """By how much the left side can exceed the right one: the least and the most."""
    counts: Counter[tuple[str, bool]] = Counter()
    for side, sign in zip(check.sides, (1, -1), strict=True):
        for operand in side:
            counts[operand.key, operand.is_below] += sign * operand.sign
    least: Decimal | None = Decimal(0)
    most: Decimal | None = Decimal(0)
    for (key, is_below), count in counts.items():
        low, high = _bounds(known.get(key), is_below=is_below)
        low, high = (low, high) if count > 0 else (_negative(high), _negative(low))
        if count:
            least = None if least is None or low is None else least + abs(count) * low
            most = None if most is None or high is None else most + abs(count) * high
    return least, most


def _negative(bound: Decimal | None) -> Decimal | None:
    return None if bound is None else -bound


def _bounds(one: Indicator | None, *, is_below: bool) -> _Bounds:
    if one is None or one.is_computed:
        return None, None
    least = Decimal(str(one.least)) if one.least is not None else Decimal(0) if one.kind == "stock" else None
    most = None if one.most is None else Decimal(str(one.most))
    if not is_below:
        return least, most
    zero = Decimal(0)  # what any number of reports come to, or none
    return zero if least is not None and least >= 0 else None, zero if most is not None and most <= 0 else None
