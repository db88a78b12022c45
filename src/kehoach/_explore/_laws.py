"""What holds in every campaign, whatever the plan: asked of every state, and of every act that is found."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from kehoach._explore._stage import Offer, Stage
from kehoach._lifecycle import ROLES, label
from kehoach.errors import Finding

__all__ = ["DEAD_END", "Before", "broken_by", "broken_in", "overlooked"]

DEAD_END = "KH893"
"""The campaign cannot be completed any more."""
_FREEZE = 0
_DRAFT, _COUNTED, _WAIVED = (ROLES.index(one) for one in ("draft", "counted", "waived"))


@attrs.frozen(eq=False)
class Before:
    """How things stood before an act: what it may not change.

    Attributes:
        rows: What every version that was sent holds, of each superior.
        held: What every superior's working version holds.
        states: The state of each report.
        versions: The working version of each report.
        preparer: Who prepared the report that is acted on.
    """

    rows: dict[tuple[int, int], bytes]
    held: array[int]
    states: bytes
    versions: array[int]
    preparer: int

    @classmethod
    def of(cls, stage: Stage, duty: int) -> Before:
        """How things stand on a stage before an act on a duty."""
        board = stage.board
        rows = {key: held.tobytes() for key, held in board.rows.items()}
        return cls(rows, board.held[:], bytes(board.state), board.version[:], board.preparer[duty])


def broken_in(stage: Stage, duty: int, offers: Sequence[Offer]) -> Iterator[Finding]:
    """What is wrong with how a report stands.

    Args:
        stage: On its board everything stands so.
        duty: The number of the duty.
        offers: Every act on it that is allowed.
    """
    board, name = stage.board, stage.grid.names[duty]
    role = stage.flat.roles[board.state[duty]]
    if _DRAFT < role < _WAIVED and not any(one.opens for one in offers):
        state = stage.flat.states[board.state[duty]]
        yield Finding("KH895", {"unit": name, "state": label(state), "state_vi": label(state, "vi")}, subject=name)


def broken_by(stage: Stage, offer: Offer, before: Before) -> Iterator[Finding]:
    """What is wrong with an act that was allowed and is done.

    Args:
        stage: On its board everything stands as after the act.
        offer: The act.
        before: How things stood.
    """
    name = stage.grid.names[offer.duty]
    if offer.move.code == _FREEZE:
        yield from _sent(stage, offer, before)
    yield from _frozen(stage, offer, before)
    if offer.move.effect == "accept" and offer.actor == before.preparer:
        actor = stage.engine.actors.name(offer.actor)
        yield Finding("KH897", {"unit": name, "by": actor}, subject=name)
    for duty in (offer.duty, *stage.grid.subordinates_of(offer.duty)):
        yield from _counted(stage, duty)


def _sent(stage: Stage, offer: Offer, before: Before) -> Iterator[Finding]:
    """Laws 8 and 9: the rows of what is sent satisfy the gate, and each report below is met once."""
    board, grid, duty = stage.board, stage.grid, offer.duty
    name, at = grid.names[duty], stage.moments.instants[offer.time]
    edges = range(grid.edge_first[duty], grid.edge_first[duty + 1])
    below = [(edge, grid.edge_unit[edge]) for edge in edges]
    expected = [edge for edge, unit in below if before.held[edge] or not board.unexpected(unit, at)]
    taken = sum(before.held[edge] > 0 for edge in expected)
    quorum = grid.quorums.get(duty)
    wanted = 0 if not grid.gate[duty] else len(expected) if quorum is None else quorum.needed(len(expected))
    if taken < wanted:
        yield Finding("KH890", {"unit": name, "taken": taken, "wanted": wanted}, subject=name)
    reached = board.reached(duty, board.version[duty])
    twice = len({one for one, _ in reached}) != len(reached)
    if twice or any(not 0 <= share <= Fraction(1) for share in reached.values()):
        yield Finding("KH891", {"unit": name}, subject=name)


def _frozen(stage: Stage, offer: Offer, before: Before) -> Iterator[Finding]:
    """Laws 10 and 13: nothing that was sent changes; no act of a unit on its own duty takes its row away."""
    board, grid, duty = stage.board, stage.grid, offer.duty
    owners = [key[0] for key, rows in before.rows.items() if key not in board.rows or board.rows[key].tobytes() != rows]
    own = range(grid.edge_first[duty], grid.edge_first[duty + 1])
    roles, allowed = stage.flat.roles, {edge: held for edge, held in enumerate(board.held) if held != before.held[edge]}
    for edge in allowed:
        superior = grid.edge_superior[edge]
        if edge not in own and _DRAFT < roles[before.states[superior]] < _WAIVED and roles[board.state[superior]]:
            owners.append(superior)
    for owner in dict.fromkeys(owners):
        yield Finding("KH892", {"superior": grid.names[owner], "unit": grid.names[duty]}, subject=grid.names[owner])
    if offer.actor == grid.unit_of[duty]:
        for edge in board.edges_up(duty):
            if before.held[edge] and not board.held[edge]:
                values = {"unit": grid.names[duty], "superior": grid.names[grid.edge_superior[edge]]}
                yield Finding("KH894", values, subject=grid.names[duty])


def _counted(stage: Stage, duty: int) -> Iterator[Finding]:
    """A report is in its counted state just when every superior holds its working version."""
    board, name = stage.board, stage.grid.names[duty]
    role, edges = stage.flat.roles[board.state[duty]], board.edges_up(duty)
    held = bool(edges) and all(board.held[edge] == board.version[duty] for edge in edges)
    if stage.flat.takes and (role == _COUNTED) != held and role != _WAIVED:
        state = stage.flat.states[board.state[duty]]
        yield Finding("KH896", {"unit": name, "state": label(state), "state_vi": label(state, "vi")}, subject=name)


def overlooked(stage: Stage, time: int) -> Iterator[tuple[Finding, Offer | None]]:
    """Everything that is wrong with how the board stands, and with each act that may be done.

    Args:
        stage: On its board everything stands so, and does afterwards.
        time: The moment.
    """
    kept = stage.board
    for duty in range(stage.grid.n):
        stage.board = kept
        offers = [*stage.offers(duty, time)]
        yield from ((finding, None) for finding in broken_in(stage, duty, offers))
        for offer in offers:
            stage.board = kept.copy()
            before = Before.of(stage, duty)
            stage.make(offer)
            yield from ((finding, offer) for finding in broken_by(stage, offer, before))
    stage.board = kept
