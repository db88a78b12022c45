"""How duties stand, put together for showing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kehoach._cli._instants import local
from kehoach._lifecycle import ROLES
from kehoach._progress import Progress, hierarchy_of
from kehoach._render import Counts, Seen
from kehoach._render._standings import Opened

__all__ = ["counts_of", "seen", "tops"]


def seen(progress: Progress, duty: str) -> Seen:
    """A duty as it is shown.

    Args:
        progress: Where everything stands.
        duty: The id of the duty.
    """
    standing = progress.standing(duty)
    zone = progress.plan.reading.zone
    unit, _, form = standing.unit.partition(":")
    name = hierarchy_of(progress.plan).name_of(unit)
    due = standing.due_before
    sent = standing.submitted_at
    return Seen(
        name=f"{name}, {form}" if form else name,
        standing=standing,
        sent_on=None if sent is None else sent.astimezone(local(0, zone).tzinfo).date(),
        last_day=None if due is None else local(_before(progress, duty), zone).date(),
        role=ROLES[progress.board.flat.roles[progress.board.state[progress.plan.columns.index[duty]]]],
        opened=_opened(progress, duty),
    )


def _before(progress: Progress, duty: str) -> int:
    """The last microsecond in time."""
    return progress.board.due(progress.plan.columns.index[duty]) - 1


def _opened(progress: Progress, duty: str) -> Opened:
    board, number = progress.board, progress.plan.columns.index[duty]
    if number in board.base:
        return "corrected"
    if board.version[number] == 1:
        return ""
    return "returned" if number in board.reasons or board.first_version[number] else "recalled"


def tops(progress: Progress) -> frozenset[str]:
    """The duties that have no superior."""
    grid = progress.board.grid
    return frozenset(
        grid.names[duty] for duty in range(grid.n) if grid.superior_first[duty] == grid.superior_first[duty + 1]
    )


def counts_of(progress: Progress, duties: Iterable[str]) -> Counts:
    """How many of some duties have arrived where they belong."""
    every = list(duties)
    top = bool(every) and set(every) <= tops(progress)
    wanted = progress.plan.policy.root_ends if top else _counted(progress)
    done = sum(1 for duty in every if progress.state(duty) == wanted or _held(progress, duty))
    unsent = sum(1 for duty in every if progress.standing(duty).bucket == "open")
    return Counts(done=done, expected=len(every), unsent=unsent, state=wanted)


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
