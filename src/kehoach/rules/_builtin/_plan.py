"""Rules on what a plan names: events, groups, clauses and rows that serve for something."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach._deadline import duty_of
from kehoach._plan import Plan
from kehoach._plan._layers import Line
from kehoach._spelling import folded, nearest
from kehoach.errors import Finding, Value, listed
from kehoach.rules._builtin._rows import deadlines_of, rows_of
from kehoach.rules._rule import named

__all__: list[str] = []

_SAID = (
    "deadline", "opens", "closes", "binding", "to", "copies", "doubt", "after", "gate", "only_if", "estimate",
    "rework", "review",
)  # fmt: skip


@named("KH190", "an event is one that something counts from or depends on", severity="note", name="event-for-nothing",
       title_vi="sự kiện có thời hạn hoặc nhiệm vụ dựa vào")  # fmt: skip
def _event_for_nothing(plan: Plan) -> Iterator[Finding]:
    used = {folded(line.row.only_if) for line in rows_of(plan) if line.row.only_if}
    for line in rows_of(plan):
        for _, rule in deadlines_of(line):
            used |= {folded(anchor) for anchor in rule.anchors if duty_of(anchor) is None}
    for place, event in enumerate(plan.events):
        if folded(event.id) not in used:
            path = f"{plan.parts.place(f'events[{place}]')}.id"
            yield Finding("KH190", {"event": event.id}, path=path, subject=event.id)


@named("KH191", "a group is one that a row or a deadline names", severity="note", name="group-for-nothing",
       title_vi="nhóm có dòng hoặc thời hạn nêu tên")  # fmt: skip
def _group_for_nothing(plan: Plan) -> Iterator[Finding]:
    used = {word for line in rows_of(plan) for word in line.row.owed_by}
    for place, group in enumerate(plan.groups):
        if group.units and group.id not in used:
            path = f"{plan.parts.place(f'groups[{place}]')}.id"
            yield Finding("KH191", {"group": group.id, "units": group.units}, path=path, subject=group.id)


@named("KH196", "a clause is one that a row or a deadline rests on", severity="note", name="clause-for-nothing",
       title_vi="mục của văn bản có dòng hoặc thời hạn dựa vào")  # fmt: skip
def _clause_for_nothing(plan: Plan) -> Iterator[Finding]:
    used = {clause for line in rows_of(plan) for _, clause in _clauses_of(line)}
    idle = tuple(clause.id for clause in plan.directive.clauses if clause.id not in used)
    if idle:
        yield Finding("KH196", {"clauses": idle}, path="directive.clauses")


@named("KH197", "a clause that a row rests on stands in the directive", severity="warning", name="unknown-clause",
       title_vi="mục mà dòng dựa vào có trong văn bản")  # fmt: skip
def _unknown_clause(plan: Plan) -> Iterator[Finding]:
    known = [clause.id for clause in plan.directive.clauses]
    for line in rows_of(plan) if known else ():
        for key, clause in _clauses_of(line):
            if clause not in known:
                near = nearest(clause, known)
                words = f"did you mean {near[0]!r}?" if near else f"known: {listed(known)}"
                words_vi = f"có phải là {near[0]!r}?" if near else f"hiện có: {listed(known)}"
                values: dict[str, Value] = {"clause": clause, "hint": words, "hint_vi": words_vi}
                yield Finding("KH197", values, path=line.at(key), subject=clause)


def _clauses_of(line: Line) -> Iterator[tuple[str, str]]:
    """The clauses that a row names, each with the key it stands under."""
    if line.row.clause:
        yield "clause", line.row.clause
    for key, rule in deadlines_of(line):
        if rule.clause and rule.clause != line.row.clause:
            yield key, rule.clause


@named("KH198", "an override says something else than the row below it", severity="warning",
       name="override-of-nothing", title_vi="dòng thay đổi có quy định khác với dòng bị thay đổi")  # fmt: skip
def _override_of_nothing(plan: Plan) -> Iterator[Finding]:
    for line in rows_of(plan):
        row = line.row
        said = [key for key in _SAID if getattr(row, key) not in (None, ()) or (key == "after" and row.after == ())]
        if not row.override or not row.owed_by:
            continue
        if not said and not line.is_short:
            yield Finding("KH198", _changed(line, "nothing", "gì cả"), path=line.path)
        elif said == ["deadline"] and _broader(plan, line):
            words = f"its deadline, {row.deadline}", f"thời hạn {row.deadline}"
            yield Finding("KH198", _changed(line, *words), path=line.at("deadline"))


def _changed(line: Line, what: str, what_vi: str) -> dict[str, Value]:
    return {"layer": ", ".join(line.row.owed_by), "form": line.row.form, "what": what, "what_vi": what_vi}


def _broader(plan: Plan, line: Line) -> bool:
    """Whether every unit that a row for groups or units names has the same deadline from its tier already."""
    hierarchy = plan.hierarchy
    if hierarchy is None:
        return False
    of_tier = {
        word: other.row.deadline
        for other in rows_of(plan)
        if other.row.form == line.row.form and other.row.deadline is not None and other is not line
        for word in other.row.owed_by
        if any(word == tier.id for tier in plan.tiers)
    }
    groups = {group.id: group.units for group in plan.groups}
    units = [unit for word in line.row.owed_by for unit in groups.get(word, (word,)) if unit in hierarchy]
    return bool(units) and all(of_tier.get(hierarchy.tier_of(unit)) == line.row.deadline for unit in units)


@named("KH199", "a deadline is somebody's", severity="warning", name="deadline-never-used",
       title_vi="thời hạn có đơn vị áp dụng")  # fmt: skip
def _deadline_never_used(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    owned = {(layer.form.partition("@")[0], layer.terms.layer) for layer in plan.layers() if layer.units}
    owned = {(form.removesuffix("-final"), layer) for form, layer in owned}
    groups = {group.id: group.units for group in plan.groups}
    populated = {plan.hierarchy.tier_of(unit) for unit in plan.hierarchy}
    for line in rows_of(plan):
        loses = line.clause in plan.policy.precedence[1:]  # that is what an order of precedence is for
        for word in line.row.owed_by if line.row.deadline is not None and not loses else ():
            is_tier = any(word == tier.id for tier in plan.tiers)
            rank = "tier" if is_tier else "group" if word in groups else "unit"
            if (is_tier and word not in populated) or not groups.get(word, (word,)):
                continue  # nobody is there: that is told elsewhere
            if (line.row.form, f"{rank} {word}") not in owned:
                values: dict[str, Value] = {"deadline": str(line.row.deadline), "layer": word, "form": line.row.form}
                yield Finding("KH199", values, path=line.at("deadline"), subject=word)
