"""The built-in guards in their scalar form: numbers in, None or a blocker out.

A guard is called as ``guard(board, duty, actor, details, at)``; `actor` is the one on whose behalf it is done, `at`
is in microseconds since 1970 UTC. A guard that demands something answers None or a `Blocker`; one that chooses
between two transitions (`others_hold`, `row_is_working`, `base_held`, `base_went_up`) answers True or False, so that it
can stand under ``unless``.

A guard that can never refuse in a plan is not called in its campaigns: a plan without opening dates pays nothing for
them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import sub
from typing import cast

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine._content_checks import Judge
from kehoach._lifecycle import ROLES, label
from kehoach._plan import Plan, PlanColumns
from kehoach._plan._values import ISSUER
from kehoach._progress import FAR, NEAR, Board, asks_to_reroute, came_past, done_from, hierarchy_of, rework_due
from kehoach._report import MISSING, Details
from kehoach.errors import Blocker

__all__ = ["CHOOSING", "Answer", "Guard", "all_in", "counts", "guards_for", "never", "not_preparer"]

CHOOSING = frozenset(("others_hold", "row_is_working", "base_held", "base_went_up"))
"""The guards that choose between two transitions: they answer True or False, and mean the contrary under ``unless``."""

Answer = Blocker | tuple[Blocker, ...] | bool | None
Guard = Callable[[Board, int, int, Details, int], Answer]
_DRAFT, _COUNTED = ROLES.index("draft"), ROLES.index("counted")


def _state(board: Board, duty: int) -> dict[str, str]:
    state = board.flat.states[board.state[duty]]
    return {"state": label(state), "state_vi": label(state, "vi")}


def all_in(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    """The gate of everybody: each subordinate that is expected has a row into this version.

    Where nobody below is expected any more, the report says itself that there is nothing, or what there is.
    """
    grid = board.grid
    first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
    if first == last or not grid.gate[duty] or 0 not in board.held[first:last]:
        return None
    return _awaited(board, duty, details, at)


def _awaited(board: Board, duty: int, details: Details, at: int) -> Answer:
    """What a gate waits for; apart, because names that a comprehension reads are slow in all of their function."""
    grid = board.grid
    first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
    units = [(edge, grid.edge_unit[edge]) for edge in range(first, last)]
    expected = [edge for edge, unit in units if board.held[edge] or not board.unexpected(unit, at)]
    missing = tuple(grid.names[grid.edge_unit[edge]] for edge in expected if not board.held[edge])
    if missing:
        return Blocker("gate", {"count": len(missing), "total": len(expected), "missing": missing})
    return None if expected or _says(board, duty, details) else Blocker("nil_unsaid", {"total": len(units)})


def all_in_by_then(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    """The same gate where it depends on more than the columns who is expected; it is asked duty by duty."""
    return all_in(board, duty, actor, details, at)


def _says(board: Board, duty: int, details: Details) -> bool:
    """Whether a report says anything of its own: a figure, nil among them, a text, or a reason for having none."""
    cells = {**board.cells.get(duty, {}), **(details.data or {})}
    texts = {**board.texts.get(duty, {}), **(details.sections or {})}
    said = any(cell is not MISSING for cell in cells.values()) or any(text.strip() for text in texts.values())
    return said or bool(details.reason and details.reason.strip())


def _quorum(plan: Plan) -> Guard:
    """The gate of quorums: enough are in, those that are required among them, and it may be used by now."""
    day = plan.policy.quorum_from
    opens = None if day is None else done_from(plan, day.isoformat())
    quorums = plan.columns.quorums

    def gate(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        blocker, quorum = all_in(board, duty, actor, details, at), quorums.get(duty)
        if not isinstance(blocker, Blocker) or quorum is None or blocker.code != "gate":
            return blocker
        required = quorum.required
        missing = cast("tuple[str, ...]", blocker.values["missing"])
        needed, held = quorum.needed(cast("int", blocker.values["total"])), _taken(board, duty)
        wanted = tuple(name for name in missing if name.partition(":")[0] in required)
        dues = [board.due_before[plan.columns.index[name]] for name in missing]
        usable = max((due for due in dues if due != FAR), default=NEAR) if opens is None else opens
        if held >= needed and not wanted and at >= usable:
            return None
        values = {**blocker.values, "held": held, "needed": needed, "missing": wanted or missing}
        if held < needed or wanted:
            return Blocker("quorum", values)
        return Blocker("quorum_early", values | {"opens": _local(plan, usable)})

    return gate


def _taken(board: Board, duty: int) -> int:
    first = board.grid.edge_first
    rows = board.held[first[duty] : first[duty + 1]]
    return len(rows) - rows.count(0)


def _reason_given(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    return None if details.reason and details.reason.strip() else Blocker("reason_missing")


def _not_taken(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    version, grid = board.version[duty], board.grid
    for edge in board.edges_up(duty):
        if board.held[edge] == version:
            return Blocker("taken", {"superior": grid.names[grid.edge_superior[edge]], "version": version})
    return None


def not_preparer(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    """Nobody reviews what they prepared: persons where both are known, else actors."""
    prepared_by = board.persons.get(duty)
    if prepared_by is not None and details.person is not None:
        return Blocker("own_work", {"reviewer": details.person}) if prepared_by == details.person else None
    if actor == board.preparer[duty] or (board.hands and actor == board.hands.get(duty)):
        return Blocker("own_work", {"reviewer": _called(board, actor)})
    return None


def _called(board: Board, actor: int) -> str:
    """What an actor is called; empty for one who is no unit, since a board does not know what others are called."""
    ids = hierarchy_of(board.plan).columns.ids
    return ids[actor] if actor < len(ids) else ISSUER if actor == len(ids) else ""


def _superior_is_draft(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    grid = board.grid
    edge = board.lead_edge[duty] if actor == grid.lead_actor[duty] else board.edge_of(duty, actor)
    if edge < 0:
        return _nobody_above(board, duty)
    superior = grid.edge_superior[edge]
    if board.flat.roles[board.state[superior]] == _DRAFT:
        return None
    return Blocker("superior_not_draft", {"superior": grid.names[superior], **_state(board, superior)})


def _nobody_above(board: Board, duty: int) -> Blocker:
    names, above = board.grid.names, board.grid.superiors_of(duty)
    superiors = tuple(names[superior] for superior in above) or ("issuer",)
    return Blocker("no_superior", {"unit": names[duty], "superiors": superiors})


def _others_hold(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    firsts = board.grid.superior_first
    if firsts[duty + 1] - firsts[duty] == 1:
        return True
    mine, version = board.edge_of(duty, actor), board.version[duty]
    return all(edge == mine or board.held[edge] == version for edge in board.edges_up(duty))


def _has_row(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    edge, grid = board.edge_of(duty, actor), board.grid
    if edge >= 0 and board.held[edge]:
        return None
    superior = grid.names[grid.edge_superior[edge]] if edge >= 0 else "issuer"
    return Blocker("no_row", {"superior": superior, "unit": grid.names[duty]})


def _row_is_working(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    edge = board.edge_of(duty, actor)
    return edge >= 0 and board.held[edge] == board.version[duty]


def _never_taken(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    grid = board.grid
    for superior in (*grid.superiors_of(duty), *sorted({owner for owner, _ in board.frames})):
        version = board.ever_held(duty, superior)
        if version:
            return Blocker("was_taken", {"superior": grid.names[superior], "version": version})
    return None


def _nothing_below(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    grid = board.grid
    below = grid.edge_unit[grid.edge_first[duty] : grid.edge_first[duty + 1]]
    units = tuple(grid.names[unit] for unit in below if not board.waived(unit))
    if units and not asks_to_reroute(details):
        return Blocker("reports_below", {"count": len(units), "units": units})
    if units and duty in board.base and not board.edges_up(duty):  # a root that had ended still counts
        return Blocker("was_taken", {"superior": "issuer", "version": board.base[duty][0]})
    return None


def _superiors_are_drafts(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    grid = board.grid
    for edge in board.edges_up(duty):
        superior = grid.edge_superior[edge]
        if board.flat.roles[board.state[superior]] != _DRAFT:
            return Blocker("superior_not_draft", {"superior": grid.names[superior], **_state(board, superior)})
    return _came_past(board, duty) if duty in board.rerouted else None


def _came_past(board: Board, duty: int) -> Answer:
    """What stands against it that reports go up into a duty again: a superior that has taken some of them past it."""
    names, taken = board.grid.names, [*came_past(board, duty)]
    if not taken:
        return None
    units = tuple(names[unit] for superior, unit, _ in taken if superior == taken[0][0])
    return Blocker("came_past", {"superior": names[taken[0][0]], "units": units, "waived": names[duty]})


def _act_said(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    done_on = {**board.cells.get(duty, {}), **(details.data or {})}.get("done_on")
    if done_on is None:
        return Blocker("act_unsaid")
    return Blocker("not_done_yet", {"day": str(done_on)}) if done_from(board.plan, str(done_on)) > at else None


def _correction_open(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    return None if duty in board.base else Blocker("no_correction")


def _base_held(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    edges, base = board.edges_up(duty), board.base.get(duty, (0, 0, 0))[0]
    return bool(edges) and all(board.held[edge] == base for edge in edges)


def _base_went_up(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    state = board.base_state.get(duty, -1)
    return state >= 0 and (state == board.flat.taken_from or board.flat.roles[state] == _COUNTED)


_ALWAYS: Mapping[str, Guard] = {
    "gate": all_in,
    "reason_given": _reason_given,
    "not_taken": _not_taken,
    "not_preparer": not_preparer,
    "superior_is_draft": _superior_is_draft,
    "has_row": _has_row,
    "row_is_working": _row_is_working,
    "act_said": _act_said,
    "never_taken": _never_taken,
    "nothing_below": _nothing_below,
    "superiors_are_drafts": _superiors_are_drafts,
    "correction_open": _correction_open,
    "base_held": _base_held,
    "base_went_up": _base_went_up,
}


def _has_diamonds(plan: Plan) -> bool:
    """Whether any duty has two superiors; only there can two versions of it meet."""
    firsts = plan.columns.superior_first
    return max(map(sub, firsts[1:], firsts), default=0) > 1


def _one_version(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    seen: dict[int, int] = {}
    for below, version in board.reached(duty, board.version[duty]):
        if seen.setdefault(below, version) != version:
            versions = (f"v{min(seen[below], version)}", f"v{max(seen[below], version)}")
            return Blocker("mixed_versions", {"unit": board.grid.names[below], "versions": versions})
    return None


def never(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    """The guard that holds nothing against anything: what a guard becomes in a plan that has no use for it."""
    return None


def guards_for(plan: Plan, grid: PlanColumns | None = None) -> Mapping[str, tuple[Guard, bool]]:
    """Every built-in guard for the campaigns of a plan, and whether it can refuse in them at all.

    Args:
        plan: The plan.
        grid: The columns that a campaign stands on by now; the plan's when None.
    """
    unconditional, diamonds = (grid or plan.columns).unconditional, _has_diamonds(plan)
    some = {
        "opened": (_opened(plan), True),
        "not_closed": (_not_closed(plan), True),
        "superior_accepts": (_superior_accepts, True) if plan.policy.stragglers == "reject" else (never, False),
        "content_present": _content_present(plan),
        "checks": _checks(plan),
        "expected": (_expected(plan), not unconditional),
        "in_order": (_in_order(plan), True) if not plan.order.is_plain else (never, False),
        "counted_or_ended": (_counted_or_ended(plan), True),
        "one_version": (_one_version, diamonds),
        "others_hold": (_others_hold, diamonds),
    }
    if plan.columns.quorums:
        some["gate"] = (_quorum(plan), True)
    elif not unconditional:
        some["gate"] = (all_in_by_then, True)
    return {name: (guard, True) for name, guard in _ALWAYS.items()} | some


def _expected(plan: Plan) -> Guard:
    """The unit exists when the duty is owed, and still does."""
    policy = plan.policy.denominator

    def expected(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        if duty in board.grid.outside:
            return Blocker("not_expected", {"unit": board.grid.names[duty], "policy": policy})
        if not board.lapsed(duty, at):
            return None
        return Blocker("lapsed", {"unit": board.grid.names[duty], "ended": _local(plan, board.grid.ends_at[duty])})

    return expected


def _in_order(plan: Plan) -> Guard:
    """What must stand before a duty is met; what is not expected is not waited for."""
    order = plan.order

    def in_order(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        wanted = (one for one, enforce in order.before(duty) if enforce == "refuse")
        missing = [one for one in wanted if not board.past_draft(one) and not board.unexpected(one, at)]
        if not missing:
            return None
        first = tuple(board.grid.names[one] for one in missing)
        return Blocker("not_in_order", {"count": len(missing), "first": first})

    return in_order


def idle_until_moved(columns: PlanColumns) -> frozenset[str]:
    """The guards of openings and closings that a plan has none of: idle until a campaign sets one.

    Args:
        columns: The plan's; a board in whose campaign any was set has others, and so one look tells.
    """
    idle = set[str]()
    if max(columns.opens_at, default=NEAR) == NEAR:
        idle.add("opened")
    if min(columns.closes_at, default=FAR) == FAR:
        idle.add("not_closed")
    return frozenset(idle)


def _local(plan: Plan, instant: int) -> str:
    return from_micros(instant).astimezone(zone_of(plan.reading.zone)).strftime("%d/%m/%Y %H:%M")


def _opened(plan: Plan) -> Guard:
    def opened(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        opens = board.opens_at[duty]
        return Blocker("not_opened", {"opens": _local(plan, opens)}) if at < opens else None

    return opened


def _not_closed(plan: Plan) -> Guard:
    def not_closed(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        closes = board.closes_at[duty]
        if at < max(closes, board.dues.get(duty, closes)) or details.due_before is not None:
            return None
        if board.flat.roles[board.state[duty]] != _DRAFT and rework_due(board, duty, at) is not None:
            return None  # the return brings a new due by the plan's rule
        return Blocker("closed", {"closed": _local(plan, closes)})

    return not_closed


def _superior_accepts(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
    grid = board.grid
    edge = board.lead_edge[duty]
    if edge < 0 or board.flat.roles[board.state[grid.edge_superior[edge]]] == _DRAFT:
        return None
    superior = grid.edge_superior[edge]
    return Blocker("superior_closed", {"superior": grid.names[superior], **_state(board, superior)})


def _content_present(plan: Plan) -> tuple[Guard, bool]:
    """The guard of required content, and whether anything is required at all."""
    figures = [one for one in plan.indicators if one.required]
    texts = [one for one in plan.outline if one.required]
    if not figures and not texts:
        return never, False
    tiers = [tier.id for tier in plan.tiers]

    def content_present(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        grid = board.grid
        tier, leaf = tiers[grid.tier_no[duty]], grid.edge_first[duty] == grid.edge_first[duty + 1]
        cells = {**board.cells.get(duty, {}), **(details.data or {})}
        said = {**board.texts.get(duty, {}), **(details.sections or {})}
        wanted = [one.key for one in figures if (tier in one.asked_of if one.asked_of else leaf)]
        missing = [key for key in wanted if cells.get(key, MISSING) is MISSING]
        asked = [one.key for one in texts if not one.asked_of or tier in one.asked_of]
        missing += [key for key in asked if not said.get(key, "").strip()]
        return Blocker("content_missing", {"keys": tuple(missing)}) if missing else None

    return content_present, True


def _checks(plan: Plan) -> tuple[Guard, bool]:
    """The guard of hard checks on content, and whether there are any."""
    hard = [one for one in plan.checks if one.is_hard]
    if not hard:
        return never, False
    judge = Judge(plan, hard)

    def checks(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        return tuple(one.blocker for one in judge.verdicts(board, duty, details)) or None

    return checks, True


def counts(plan: Plan, board: Board, duty: int) -> bool:
    """Whether the working version of a duty counts: a superior holds it, or it is a root that has ended."""
    version, edges = board.version[duty], board.edges_up(duty)
    ended = not edges and board.state[duty] in board.flat.ends[plan.policy.root_ends]
    return ended or any(board.held[edge] == version for edge in edges)


def _counted_or_ended(plan: Plan) -> Guard:
    def counted_or_ended(board: Board, duty: int, actor: int, details: Details, at: int) -> Answer:
        return None if counts(plan, board, duty) else Blocker("not_counted", {"version": board.version[duty]})

    return counted_or_ended
