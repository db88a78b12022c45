"""Plans with one fault each: what somebody gets wrong who writes a lifecycle, a policy, a deadline or a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, Literal, cast

import attrs

from kehoach._deadline import Deadline
from kehoach._engine import guards_for
from kehoach._lifecycle import Lifecycle, Transition
from kehoach._lifecycle._machine import called
from kehoach._plan import Plan, Quorum

__all__ = ["OPERATORS", "Mutant", "mutants_of"]

Make = Callable[[], Plan]
_Fault = tuple[str, Make]
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_CHOOSING: Final = ("others_hold", "row_is_working", "base_held", "base_went_up")
_SWAPPED: Final[Mapping[str, str]] = {"open": "recall", "recall": "open"}


@attrs.frozen(eq=False)
class Mutant:
    """A plan with one fault.

    Attributes:
        operator: Which kind of fault: a key of `OPERATORS`.
        what: What is changed, and where.
        make: Makes the plan; it raises what a plan of that kind is refused with.
    """

    operator: str
    what: str
    make: Make = attrs.field(repr=False)


def mutants_of(plan: Plan, operators: Sequence[str] | None = None) -> Iterator[Mutant]:
    """Every plan that differs from one by one fault, kind by kind.

    What cannot be told apart by construction is left out: a guard that can never refuse in the plan is not missed.

    Args:
        plan: The plan.
        operators: Which kinds of faults; all when None.

    >>> from kehoach.testing import small_plan
    >>> [mutant.what for mutant in mutants_of(small_plan(1, 1), ["swap-all-for-any"])]
    ["gate 'all' becomes 'none'", "gate 'all' becomes half of them"]
    """
    for name, (_, faults) in OPERATORS.items():
        if operators is None or name in operators:
            for what, make in faults(plan):
                yield Mutant(name, what, make)


# -- the lifecycle


def _with_rows(plan: Plan, rows: Sequence[Transition]) -> Plan:
    """A plan whose lifecycle has other transitions."""
    rebuilt = cast("tuple[Any, tuple[object, object, Mapping[str, Any]]]", plan.lifecycle.__reduce__())
    options = dict(rebuilt[1][2])
    return plan.replace(lifecycle=Lifecycle(plan.lifecycle.state_values, rows, **options))


def _changed(
    plan: Plan, change: Callable[[Transition], Iterator[tuple[str, Sequence[Transition]]]]
) -> Iterator[_Fault]:
    """A fault for each way in which one transition may be changed."""
    rows = plan.lifecycle.transitions
    for place, row in enumerate(rows):
        for what, instead in change(row):
            after = (*rows[:place], *instead, *rows[place + 1 :])
            yield f"{_name(row)}: {what}", _maker(plan, after)


def _maker(plan: Plan, rows: Sequence[Transition]) -> Make:
    return lambda: _with_rows(plan, rows)


def _name(row: Transition) -> str:
    return f"{row.trigger} from {row.source}"


def _dropped_guards(plan: Plan) -> Iterator[_Fault]:
    idle = {name for name, (_, can_refuse) in guards_for(plan).items() if not can_refuse}

    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        for guard in row.conditions:
            if guard not in idle and guard not in _CHOOSING:
                rest = tuple(one for one in row.conditions if one != guard)
                yield f"without {called(guard)}", [attrs.evolve(row, conditions=rest)]

    return _changed(plan, change)


def _blurred_choices(plan: Plan) -> Iterator[_Fault]:
    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        for guard in row.conditions:  # what is asked under unless is settled by the transition in front of it
            if guard in _CHOOSING:
                conditions = tuple(one for one in row.conditions if one != guard)
                unless = tuple(one for one in row.unless if one != guard)
                yield f"whatever {called(guard)} says", [attrs.evolve(row, conditions=conditions, unless=unless)]

    return _changed(plan, change)


def _turned_choices(plan: Plan) -> Iterator[_Fault]:
    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        for guard in (*row.conditions, *row.unless):
            if guard in _CHOOSING:
                turned = guard in row.conditions
                conditions = tuple(one for one in row.conditions if one != guard)
                unless = tuple(one for one in row.unless if one != guard)
                conditions, unless = (conditions, (*unless, guard)) if turned else ((*conditions, guard), unless)
                yield f"{called(guard)} the other way", [attrs.evolve(row, conditions=conditions, unless=unless)]

    return _changed(plan, change)


def _removed(plan: Plan) -> Iterator[_Fault]:
    return _changed(plan, lambda row: iter([("is gone", ())]))


def _to_the_unit(plan: Plan) -> Iterator[_Fault]:
    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        if "unit" not in row.who:
            conditions = tuple(one for one in row.conditions if one != "not_preparer")
            yield "by its own unit", [attrs.evolve(row, who=("unit",), conditions=conditions)]
        if "unit" not in row.who and row.effect not in ("row", "unrow"):  # these change rows of the one who does them
            conditions = tuple(one for one in row.conditions if one != "not_preparer")
            yield "by its own unit as well", [attrs.evolve(row, who=(*row.who, "unit"), conditions=conditions)]

    return _changed(plan, change)


def _to_the_superior(plan: Plan) -> Iterator[_Fault]:
    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        if "unit" in row.who and "lead" not in row.who:
            yield "by the superior", [attrs.evolve(row, who=("lead",))]
        several = len(row.who) > 1 and not {"lead", "superior"} <= {*row.who}  # of these one is most often the other
        for who in row.who if several else ():
            yield f"not by {who}", [attrs.evolve(row, who=tuple(one for one in row.who if one != who))]

    return _changed(plan, change)


def _led_elsewhere(plan: Plan) -> Iterator[_Fault]:
    names = {state.name: state.role for state in plan.lifecycle.state_values}

    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        if row.dest is not None and row.dest != row.source:
            yield "stays where it is", [attrs.evolve(row, dest=None)]
        for name, role in names.items():
            if name not in (row.dest or row.source, row.source) and role != "waived":
                yield f"leads to {name}", [attrs.evolve(row, dest=name)]

    return _changed(plan, change)


def _other_effects(plan: Plan) -> Iterator[_Fault]:
    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        other = _SWAPPED.get(row.effect or "")
        if other is not None:
            yield f"does what {other} does", [attrs.evolve(row, effect=other)]

    return _changed(plan, change)


def _wider_sources(plan: Plan) -> Iterator[_Fault]:
    known = {(row.trigger, row.source) for row in plan.lifecycle.transitions}

    def change(row: Transition) -> Iterator[tuple[str, Sequence[Transition]]]:
        for source in plan.lifecycle.states:
            if (row.trigger, source) not in known and source != row.dest:
                yield f"from {source} as well", [row, attrs.evolve(row, source=source)]

    return _changed(plan, change)


# -- the policy


def _policies(plan: Plan, *changes: tuple[str, Mapping[str, Any]]) -> Iterator[_Fault]:
    for what, fields in changes:
        yield what, _policy_maker(plan, fields)


def _policy_maker(plan: Plan, fields: Mapping[str, Any]) -> Make:
    return lambda: plan.replace(policy=attrs.evolve(plan.policy, **fields))


def _gates(plan: Plan) -> Iterator[_Fault]:
    gate = plan.policy.gate
    others = (("'none'", "none"), ("'all'", "all"), ("half of them", Quorum("1/2")))
    said = "a quorum" if isinstance(gate, Quorum) else repr(gate)
    changes = [(f"gate {said} becomes {name}", {"gate": other}) for name, other in others if other != gate]
    yield from _policies(plan, *changes)


def _stragglers(plan: Plan) -> Iterator[_Fault]:
    others = [one for one in ("hold", "reject", "supplement", "reopen") if one != plan.policy.stragglers]
    yield from _policies(plan, *((f"stragglers {other!r}", {"stragglers": other}) for other in others))


def _ends(plan: Plan) -> Iterator[_Fault]:
    others = [one for one in plan.lifecycle.states if one != plan.policy.root_ends]
    yield from _policies(plan, *((f"the campaign ends {other!r}", {"root_ends": other}) for other in others))


def _rates(plan: Plan) -> Iterator[_Fault]:
    other = "accepted" if plan.policy.rate == "first" else "first"
    yield from _policies(plan, (f"the rate by {other!r}", {"rate": other}))


# -- dues


def _dues(plan: Plan, change: Callable[[Deadline], Iterator[tuple[str, Deadline | None]]]) -> Iterator[_Fault]:
    """A fault for each way in which a deadline, an opening or a closing may be changed."""
    deadlines = cast("Mapping[str, Deadline]", plan.arguments()["deadlines"])
    for tier, deadline in deadlines.items():
        for what, other in change(deadline):
            rest = (
                {**deadlines, tier: other} if other is not None else {k: v for k, v in deadlines.items() if k != tier}
            )
            yield f"{tier}: {what}", _replacer(plan, deadlines=rest)
    for place, row in enumerate(plan.rows):
        for field in ("opens", "deadline", "closes"):
            said = cast("Deadline | None", getattr(row, field))
            for what, other in change(said) if said is not None else ():
                rows = (
                    *plan.rows[:place],
                    attrs.evolve(row, **cast("dict[str, Any]", {field: other})),
                    *plan.rows[place + 1 :],
                )
                yield f"{row.form} of {', '.join(row.owed_by)}, {field}: {what}", _replacer(plan, duties=rows)


def _replacer(plan: Plan, **changes: Any) -> Make:  # noqa: ANN401  # what a plan takes, as it takes it
    return lambda: plan.replace(**changes)


def _moved_bounds(plan: Plan) -> Iterator[_Fault]:
    def change(deadline: Deadline) -> Iterator[tuple[str, Deadline | None]]:
        text = str(deadline)
        found = _DAY.search(text)
        for days in (1, -1) if found is not None else ():
            assert found is not None  # only then there are days
            day = date.fromisoformat(found[0]) + timedelta(days=days)
            yield f"{text}, {days:+d} day", Deadline.parse(text.replace(found[0], day.isoformat()))

    return _dues(plan, change)


def _turned_bounds(plan: Plan) -> Iterator[_Fault]:
    def change(deadline: Deadline) -> Iterator[tuple[str, Deadline | None]]:
        text = str(deadline)
        for first, second in (("before ", "by "), ("by ", "before ")):
            if text.startswith(first):
                yield f"{text} becomes {second.strip()}", Deadline.parse(second + text.removeprefix(first))

    return _dues(plan, change)


def _lost_bounds(plan: Plan) -> Iterator[_Fault]:
    return _dues(plan, lambda deadline: iter([(f"{deadline} is forgotten", None)] if deadline.is_bound else []))


def _readings(plan: Plan) -> Iterator[_Fault]:
    other: Literal["inclusive", "exclusive"] = "inclusive" if plan.reading.before == "exclusive" else "exclusive"
    if any(str(due).startswith("before ") for due in _said_dues(plan)):
        yield f"before is read {other}", _replacer(plan, reading=attrs.evolve(plan.reading, before=other))


def _said_dues(plan: Plan) -> Iterator[Deadline]:
    yield from cast("Mapping[str, Deadline]", plan.arguments()["deadlines"]).values()
    for row in plan.rows:
        yield from (one for one in (row.opens, row.deadline, row.closes) if one is not None)


# -- order and content


def _lost_orders(plan: Plan) -> Iterator[_Fault]:
    for place, row in enumerate(plan.rows):
        for spot, one in enumerate(row.after or ()):
            rest = (*(row.after or ())[:spot], *(row.after or ())[spot + 1 :])
            if rest and (one.form, one.of) == (row.form, "subordinates"):
                continue  # the gate stands by itself where an order says something else
            rows = (*plan.rows[:place], attrs.evolve(row, after=rest), *plan.rows[place + 1 :])
            what = f"{row.form} of {', '.join(row.owed_by)}: not after {one.form} of {one.of}"
            yield what, _replacer(plan, duties=rows)


def _lost_content(plan: Plan) -> Iterator[_Fault]:
    for place, one in enumerate(plan.indicators):
        if one.required:
            kept = (*plan.indicators[:place], attrs.evolve(one, required=False), *plan.indicators[place + 1 :])
            yield f"{one.key} is not required", _replacer(plan, indicators=kept)
    for place, check in enumerate(plan.checks):
        yield f"no check {check.formula}", _replacer(plan, checks=(*plan.checks[:place], *plan.checks[place + 1 :]))


def _other_sums(plan: Plan) -> Iterator[_Fault]:
    for place, one in enumerate(plan.indicators):
        other = {"sum": "max", "max": "min", "min": "max"}.get(str(one.goes_up))
        if other is not None:
            kept = (*plan.indicators[:place], attrs.evolve(one, goes_up=other), *plan.indicators[place + 1 :])
            yield f"{one.key} goes up by {other}", _replacer(plan, indicators=kept)


OPERATORS: Final[Mapping[str, tuple[str, Callable[[Plan], Iterator[_Fault]]]]] = {
    "drop-guard": ("a transition lacks one of its guards", _dropped_guards),
    "blur-choice": ("of two transitions one no longer asks which of them is meant", _blurred_choices),
    "turn-choice": ("of two transitions one is taken when the other is meant", _turned_choices),
    "remove-transition": ("a transition is missing", _removed),
    "let-the-author": ("a unit does on its own report what its superior does", _to_the_unit),
    "change-actor": ("a superior does what the unit does, or one of several may not", _to_the_superior),
    "lead-elsewhere": ("a transition leads to another state", _led_elsewhere),
    "change-effect": ("a return counts for punctuality otherwise than it should", _other_effects),
    "widen-source": ("an act is possible in a state in which it should not be", _wider_sources),
    "swap-all-for-any": ("the gate asks for another number of reports", _gates),
    "change-stragglers": ("late reports are taken up otherwise: a cascade is forgotten, or added", _stragglers),
    "change-end": ("the campaign ends in another state", _ends),
    "change-clock": ("the rate is made from the other clock", _rates),
    "move-bound": ("a deadline, an opening or a closing is a day off", _moved_bounds),
    "turn-bound": ("before is by, or by is before", _turned_bounds),
    "forget-bound": ("a deadline, an opening or a closing is missing", _lost_bounds),
    "change-reading": ("before a day is read the other way", _readings),
    "forget-order": ("a report no longer waits for what must stand before it", _lost_orders),
    "forget-content": ("a figure is not required, or a check is missing", _lost_content),
    "change-sum": ("a figure goes up otherwise", _other_sums),
}
"""Every kind of fault: what it is, and what makes plans that have it."""
