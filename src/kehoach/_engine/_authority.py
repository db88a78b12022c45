"""Who may do what: deny by default, and under the lock, after the state is read.

The standard authority knows four actors of a duty: its unit, its lead superior, its superiors that count it, and the
issuer, who stands above every root. A higher tier may review and send back over the one between, with a reason that
stands in the log for ever; it may never aggregate, because whose version holds a figure is not a matter of rank.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from kehoach._lifecycle import Move, label
from kehoach._progress import Actors, Board, Progress, duty_number, hierarchy_of
from kehoach._report import NOTHING, Details
from kehoach.errors import Blocker

__all__ = ["Authority", "StandardAuthority", "expected_actors", "is_above", "standard"]

_OVER_A_TIER = ("accept", "open", "waive", "unwaive")  # what a higher tier may do in place of the one between


@runtime_checkable
class Authority(Protocol):
    """What a host application supplies to decide who may act."""

    def may(self, actor: str, trigger: str, duty: str, progress: Progress) -> Iterable[Blocker]:
        """Why `actor` may not fire `trigger` on `duty` as things stand; nothing when it may."""
        ...  # pragma: no cover - the body of a protocol


class StandardAuthority:
    """The authority of a plan that says no more than who reports to whom."""

    __slots__ = ()

    def may(self, actor: str, trigger: str, duty: str, progress: Progress) -> Iterable[Blocker]:
        """Why `actor` may not fire `trigger` on `duty`; the engine asks this authority in numbers instead."""
        board, units = progress.board, hierarchy_of(progress.plan).columns
        number = duty_number(progress.plan, duty)
        actors = Actors(units.ids, units.index)
        moves = board.flat.table[board.state[number]].get(trigger, ())
        return standard(board, actors, number, moves[0], actors.number(actor), NOTHING) if moves else ()

    def __repr__(self) -> str:
        return "StandardAuthority()"


def standard(board: Board, actors: Actors, duty: int, move: Move, by: int, details: Details) -> tuple[Blocker, ...]:
    """Why `by` may not make `move` on a duty under the standard authority; empty when it may."""
    actor = by if details.acting_for is None else details.acting_for
    if actor != by and (actor >= board.grid.units or not _over(board, by, actor)):
        return (Blocker("not_for", {"by": actors.name(by), "acting_for": actors.name(actor)}),)
    expected = expected_actors(board, duty, move)
    if actor not in expected:
        return _over_a_tier(board, actors, duty, move, actor, details, expected)
    if details.received_at is not None and by == board.grid.unit_of[duty]:
        lead = actors.name(board.grid.lead_actor[duty])
        return (Blocker("not_receiver", {"by": actors.name(by), "unit": actors.name(actor), "expected": lead}),)
    return ()


def _over_a_tier(
    board: Board, actors: Actors, duty: int, move: Move, actor: int, details: Details, expected: tuple[int, ...]
) -> tuple[Blocker, ...]:
    names = tuple(actors.name(one) for one in expected) or ("nobody",)
    if move.effect in _OVER_A_TIER and "lead" in move.who and is_above(board, actor, duty):
        if details.reason and details.reason.strip():
            return ()
        return (Blocker("needs_reason", {"by": actors.name(actor), "expected": names}),)
    words = {"trigger": label(move.trigger), "trigger_vi": label(move.trigger, "vi")}
    return (Blocker("not_yours", {"by": actors.name(actor), "expected": names, **words}),)


def expected_actors(board: Board, duty: int, move: Move) -> tuple[int, ...]:
    """Whom a move on a duty is for, the likeliest first; the first superior without a row comes first."""
    grid = board.grid
    found: list[int] = []
    for who in move.who:
        if who == "unit":
            found.append(grid.unit_of[duty])
        elif who == "lead":
            found.append(grid.lead_actor[duty])
        elif who == "superior":
            edges = sorted(board.edges_up(duty), key=lambda edge: _settled(board, duty, move, edge))
            found += [grid.unit_of[grid.edge_superior[edge]] for edge in edges]
        elif who == "issuer":
            found.append(grid.units)
        elif duty in board.base:
            found.append(board.base[duty][1])
    return tuple(found)


def _settled(board: Board, duty: int, move: Move, edge: int) -> bool:
    """Whether a superior has nothing to do: it has its row already, or none that it could drop."""
    return board.held[edge] == board.version[duty] if move.effect == "row" else not board.held[edge]


def is_above(board: Board, actor: int, duty: int) -> bool:
    """Whether an actor stands above the unit of a duty, any number of tiers up; the issuer stands above all."""
    return _over(board, actor, board.grid.unit_of[duty])


def _over(board: Board, actor: int, unit: int) -> bool:
    if actor == board.grid.units:
        return True
    columns = hierarchy_of(board.plan).columns
    seen, border = {unit}, [unit]
    while border:
        here = border.pop()
        for edge in columns.superior_edge[columns.superior_first[here] : columns.superior_first[here + 1]]:
            superior = columns.edge_superior[edge]
            if superior == actor:
                return True
            if superior not in seen:
                seen.add(superior)
                border.append(superior)
    return False
