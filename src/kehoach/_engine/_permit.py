"""Whether a due may move: who may say so, and what stands against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine._composition import day_known, entitled, for_whom, said_of
from kehoach._engine._question import Question
from kehoach._lifecycle import label
from kehoach._progress import FAR, Board, hierarchy_of, stands_over
from kehoach._report import Details
from kehoach.errors import Blocker

__all__ = ["changer", "obstacles", "standing_to_change"]

_UNREASONED = ("record", "grant", "file", "name_group")


def changer(board: Board, kind: str, duties: Sequence[int], details: Details) -> int:
    """Whom a change is for: the unit that asks, the lead superior of the one it moves, else the issuer."""
    grid, whom = board.grid, for_whom(board, kind, details)
    if whom is not None:
        return whom
    if kind == "request":
        return grid.unit_of[duties[0]]
    return grid.lead_actor[duties[0]] if len(duties) == 1 else grid.units


def standing_to_change(asked: Question) -> tuple[Blocker, ...]:
    """Why an actor may not make a change under the standard authority; empty when it may.

    An event concerns the campaign as a whole: it is recorded by the issuer or by a unit without a superior. What
    happened to one unit alone, that unit may record.
    """
    board, kind, duties, actor, actors = asked.board, asked.trigger, asked.duties, asked.actor, asked.actors
    grid = board.grid
    named = entitled(asked)
    if named is not None:
        allowed = named
    elif kind == "request":
        allowed = actor == grid.unit_of[duties[0]]
    elif kind == "record":
        above = hierarchy_of(board.plan).columns.superiors_of
        allowed = actor == grid.units or (actor < grid.units and not len(above(actor)))
    else:
        allowed = all(
            actor == grid.lead_actor[duty] or stands_over(board.plan, actor, grid.unit_of[duty]) for duty in duties
        )
    if allowed:
        return ()
    expected = actors.name(changer(board, kind, duties, asked.details))
    words = {"trigger": label(kind), "trigger_vi": label(kind, "vi")}
    return (Blocker("not_yours", {"by": actors.name(actor), "expected": (expected,), **words}),)


def obstacles(board: Board, kind: str, duties: Sequence[int], details: Details) -> Iterator[Blocker]:
    """What stands against a change, whoever makes it."""
    said = said_of(details)
    known = day_known(board, said)
    changed = known is not None and known != said["on"]
    if (kind not in _UNREASONED or changed) and not (details.reason and details.reason.strip()):
        yield Blocker("reason_missing")
    if kind == "extend":
        yield from _too_early_or_late(board, duties[0], details.due_before or FAR, gap=bool(said.get("accept_gap")))
    names = board.grid.names
    if kind == "suspend":
        still = tuple(names[duty] for duty in duties if duty in board.suspended)
        if still:
            yield Blocker("stands_still", {"units": still})
    if kind == "resume_clock":
        running = tuple(names[duty] for duty in duties if duty not in board.suspended)
        if running:
            yield Blocker("runs", {"units": running})


def _too_early_or_late(board: Board, duty: int, becomes: int, *, gap: bool) -> Iterator[Blocker]:
    was, lead = max(board.due_before[duty], board.due(duty)), board.lead_edge[duty]
    if becomes <= was < FAR:
        yield Blocker("not_later", {"due": _shown(board, was)})
    if lead < 0 or gap:
        return
    superior = board.grid.edge_superior[lead]
    if becomes >= board.due_before[superior]:
        due = _shown(board, board.due_before[superior])
        yield Blocker("past_superior", {"superior": board.grid.names[superior], "due": due})


def _shown(board: Board, instant: int) -> str:
    return f"{from_micros(instant).astimezone(zone_of(board.plan.reading.zone)):%d/%m/%Y %H:%M}"
