"""Rules on what can never come about, and what always does: conditions, order, quorums."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach._plan import ANY, After, Plan, Quorum
from kehoach._spelling import folded
from kehoach.errors import Finding, Value
from kehoach.rules._builtin._rows import pairs_of, rows_of, where
from kehoach.rules._rule import named

__all__: list[str] = []


@named("KH192", "what a duty depends on is open", severity="note", name="condition-always-holds",
       title_vi="điều kiện của nhiệm vụ còn để ngỏ")  # fmt: skip
def _condition_always_holds(plan: Plan) -> Iterator[Finding]:
    known = {folded(event.id): event.on for event in plan.events if event.on is not None}
    for line in rows_of(plan):
        only_if = line.row.only_if
        if only_if and only_if != ANY and folded(only_if) in known:
            day = known[folded(only_if)].isoformat()
            values: dict[str, Value] = {"form": line.row.form, "event": only_if, "day": day}
            yield Finding("KH192", values, path=line.at("only_if"), subject=line.row.form)


@named("KH193", "a duty is not due before what it depends on", severity="warning", name="due-before-its-event",
       title_vi="nhiệm vụ không đến hạn trước sự kiện mà nó phụ thuộc")  # fmt: skip
def _due_before_its_event(plan: Plan) -> Iterator[Finding]:
    known = {event.id: event.on for event in plan.events}
    told: set[tuple[str, str]] = set()
    for layer in plan.layers():
        event, last = layer.terms.only_if, layer.due.last_day
        on = known.get(event or "")
        key = (layer.form.partition("@")[0], layer.terms.layer)
        if on is not None and last is not None and last < on and key not in told:
            told.add(key)
            values: dict[str, Value] = {"form": layer.form, "event": event, "on": on.isoformat()}
            yield Finding("KH193", {**values, "day": last.isoformat()}, path=where(plan, layer), subject=layer.form)


@named("KH194", "whatever a row waits for is owed by somebody there", severity="note", name="order-of-nobody",
       title_vi="điều mà dòng phải chờ có đơn vị thực hiện")  # fmt: skip
def _order_of_nobody(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None or plan.order.is_plain:
        return
    order, found = plan.order, dict[tuple[str, After], bool]()
    for place, graph in enumerate(order.graphs):
        for number, terms in enumerate(graph.form.terms):
            units = [graph.units[duty] for duty, one in enumerate(graph.numbers) if one == number]
            for entry in terms.after if units else ():
                serves = any(True for unit in units for _ in order.asked(place, unit, entry))
                found[graph.form.name, entry] = found.get((graph.form.name, entry), False) or serves
    for form, entry in (key for key, serves in found.items() if not serves):
        path = next((line.path for line in rows_of(plan) if entry in (line.row.after or ())), "duties")
        yield Finding("KH194", {"form": form, "wanted": entry.form, "of": entry.of}, path=path, subject=form)


@named("KH195", "a quorum is less than everybody", severity="note", name="quorum-of-everybody",
       title_vi="tỷ lệ thấp hơn toàn bộ")  # fmt: skip
def _quorum_of_everybody(plan: Plan) -> Iterator[Finding]:
    if plan.hierarchy is None:
        return
    columns = plan.columns
    sizes: dict[Quorum, set[int]] = {}
    for duty, quorum in columns.quorums.items():
        below = columns.edge_first[duty + 1] - columns.edge_first[duty]
        if below:
            sizes.setdefault(quorum, set()).add(below)
    for quorum, counts in sizes.items():
        if all(quorum.needed(count) == count for count in counts):
            line = next((line for line in rows_of(plan) if line.row.gate == quorum), None)
            path = "policy.gate" if line is None else line.at("gate")
            yield Finding("KH195", {"share": str(quorum.share), "most": max(counts)}, path=path)


@named("KH485", "a quorum may be used before those who need it are due", severity="warning", name="quorum-too-late",
       title_vi="tỷ lệ được dùng trước khi đơn vị cần nó hết hạn")  # fmt: skip
def _quorum_too_late(plan: Plan) -> Iterator[Finding]:
    first = plan.policy.quorum_from
    late = [
        pair
        for pair in pairs_of(plan) if first is not None
        if isinstance(pair.superior_terms.gate, Quorum)
        and pair.superior_due.last_day is not None and first > pair.superior_due.last_day
    ]  # fmt: skip
    for day in dict.fromkeys(pair.superior_due.last_day for pair in late):
        superiors = tuple(dict.fromkeys(pair.superior for pair in late if pair.superior_due.last_day == day))
        values: dict[str, Value] = {"first": str(first), "superiors": superiors, "day": str(day)}
        yield Finding("KH485", values, path="policy.quorum_from")
