"""How duties stand, put together for showing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kehoach._cli._instants import local
from kehoach._lifecycle import ROLES
from kehoach._plan import Plan
from kehoach._plan._values import FORM
from kehoach._progress import Progress, hierarchy_of
from kehoach._render import Counts, Seen
from kehoach._render._standings import Kind, Opened
from kehoach.errors._words import Others

__all__ = ["counts_of", "opened", "seen"]

_APART = ("waived", "lapsed", "dormant", "cancelled")  # where nothing is expected any more, or yet


def seen(progress: Progress, duty: str) -> Seen:
    """A duty as it is shown.

    Args:
        progress: Where everything stands.
        duty: The id of the duty.
    """
    plan, standing = progress.plan, progress.standing(duty)
    zone, grid = plan.reading.zone, plan.columns
    number = grid.index[duty]
    unit, _, form = standing.unit.partition(":")
    name = hierarchy_of(plan).name_of(unit)
    due = standing.due_before
    sent = standing.submitted_at
    return Seen(
        name=f"{name}, {form}" if form else name,
        standing=standing,
        sent_on=None if sent is None else sent.astimezone(local(0, zone).tzinfo).date(),
        last_day=None if due is None else local(_before(progress, duty), zone).date(),
        role=ROLES[progress.board.flat.roles[progress.board.state[number]]],
        opened=opened(progress, duty),
        kind="act" if grid.form_of[number] in grid.acts else "report",
        only_if=_event(plan, number),
        waits_for=_awaited(progress, duty) if standing.bucket == "open" else (),
    )


def _event(plan: Plan, duty: int) -> str:
    """The name of the event that a duty depends on; empty where it depends on none."""
    event = plan.columns.only_if.get(duty)
    return next((one.name or one.id for one in plan.events if one.id == event), "")


def _awaited(progress: Progress, duty: str) -> tuple[str, ...]:
    """What must stand before a duty and does not, by the names of units and forms."""
    plan = progress.plan
    if plan.order.is_plain:
        return ()
    return tuple(one if isinstance(one, Others) else _called(plan, one) for one in progress.waits_for(duty))


def _called(plan: Plan, duty: str) -> str:
    unit, _, form = duty.partition(":")
    return f"{form or FORM} ({hierarchy_of(plan).name_of(unit)})"


def _before(progress: Progress, duty: str) -> int:
    """The last microsecond in time."""
    return progress.board.due(progress.plan.columns.index[duty]) - 1


def opened(progress: Progress, duty: str) -> Opened:
    """Why the draft of a duty is not its first; empty where it is.

    Args:
        progress: Where everything stands.
        duty: The id of the duty.
    """
    board, number = progress.board, progress.plan.columns.index[duty]
    if number in board.base:
        return "corrected"
    if board.version[number] == 1:
        return ""
    return "returned" if number in board.reasons or board.first_version[number] else "recalled"


def counts_of(progress: Progress, duties: Iterable[str]) -> Counts:
    """How many of some duties of one form have arrived where they belong."""
    every = list(duties)
    buckets = {duty: progress.standing(duty).bucket for duty in every}
    apart = {key: sum(1 for one in buckets.values() if one == key) for key in _APART}
    expected = [duty for duty, bucket in buckets.items() if bucket not in _APART]
    is_act = bool(every) and _is_act(progress, every[0])
    wanted = "confirmed" if is_act else _wanted(progress, every)
    flat = progress.board.flat
    ends = {flat.states[number] for number in flat.ends[wanted]}  # that state, or an accepted one beyond it
    done = sum(1 for duty in expected if progress.state(duty) in ends or _held(progress, duty))
    unsent = sum(1 for duty in expected if buckets[duty] == "open")
    kind: Kind = "act" if is_act else "report"
    grid = progress.plan.columns
    event = _event(progress.plan, grid.index[every[0]]) if every else ""
    return Counts(done=done, expected=len(expected), unsent=unsent, state=wanted, kind=kind, only_if=event, **apart)


def _is_act(progress: Progress, duty: str) -> bool:
    grid = progress.plan.columns
    return grid.form_of[grid.index[duty]] in grid.acts


def _wanted(progress: Progress, every: Sequence[str]) -> str:
    """The state in which reports have arrived: at the top that in which a campaign ends."""
    grid = progress.plan.columns
    numbers = (grid.index[duty] for duty in every)
    top = bool(every) and all(grid.superior_first[one] == grid.superior_first[one + 1] for one in numbers)
    return progress.plan.policy.root_ends if top else _counted(progress)


def _held(progress: Progress, duty: str) -> bool:
    """Whether a version is held above while another is corrected: what counts stays counted."""
    return progress.plan.columns.index[duty] in progress.board.base


def _counted(progress: Progress) -> str:
    """The first state in which a report is counted."""
    flat = progress.board.flat
    counted: Iterator[str] = (
        name for name, role in zip(flat.states, flat.roles, strict=True) if ROLES[role] == "counted"
    )
    return next(counted, progress.plan.policy.root_ends)
