"""Reports that are waived and passed over: what went up into one goes on to its superiors, for the rest of a campaign.

The board then stands on a graph of its own, the plan's without the edges into those reports. A version that was sent
before keeps the graph it was sent on, with its edges and shares: what it holds, and what it is counted for, never
changes. Generations stay those of the plan: whoever is passed over, no report comes before what goes up into it.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import attrs

from kehoach._hierarchy._columns import linked
from kehoach._lifecycle import ROLES
from kehoach._plan import PlanColumns
from kehoach._report import Details

if TYPE_CHECKING:
    from kehoach._progress._board import Board

__all__ = ["asks_to_reroute", "came_past", "edge_between", "put_back", "realigned", "reroute", "without"]

_WHOLE = Fraction(1)
_ACCEPTED, _WAIVED = ROLES.index("accepted"), ROLES.index("waived")


def asks_to_reroute(details: Details) -> bool:
    """Whether an act says that what goes up into the report shall go past it: ``{"reroute": true}`` in its payload."""
    if details.payload is None or '"reroute"' not in details.payload:
        return False
    said = json.loads(details.payload)
    return isinstance(said, dict) and cast("dict[str, object]", said).get("reroute") is True


def edge_between(grid: PlanColumns, duty: int, superior: int) -> int:
    """The edge from a duty to another; -1 where there is none."""
    first, last = grid.edge_first[superior], grid.edge_first[superior + 1]
    edge = bisect_left(grid.edge_unit, duty, first, last)
    return edge if edge < last and grid.edge_unit[edge] == duty else -1


def without(grid: PlanColumns, passed: frozenset[int]) -> PlanColumns:
    """The graph in which nothing goes up into some duties: what did goes on to the superiors above them.

    Shares multiply along a path, parallel paths merge, and the lead is the first superior along the stated order. The
    duties that are passed over keep their own edges upward, so that whoever waived them may expect them again.

    Args:
        grid: The plan's columns.
        passed: The duties that are passed over; their numbers, like those of all duties, stay.
    """
    ups, leads = _ways(grid, passed), grid.lead_actor[:]
    above = [list(ups[duty]) if duty in ups else grid.superiors_of(duty) for duty in range(grid.n)]
    links = linked(
        grid.n,
        [one[0] if len(one) == 1 else None for one in above],
        {duty: one for duty, one in enumerate(above) if len(one) > 1},
    )
    ends = {(grid.edge_unit[edge], grid.edge_superior[edge]): part for edge, part in grid.share.items()}
    share = {pair: part for pair, part in ends.items() if pair[0] not in ups}
    for duty, ways in ups.items():  # superiors first: the lead of one that is passed over is known before it is asked
        share |= {(duty, superior): part for superior, part in ways.items() if part != 1}
        leads[duty] = _lead(grid, leads, duty, next(iter(ways), -1))
    return attrs.evolve(
        grid,
        edge_first=links.edge_first,
        edge_unit=links.edge_unit,
        edge_superior=links.edge_superior,
        superior_first=links.superior_first,
        superior_edge=links.superior_edge,
        share={links.edge(*pair): part for pair, part in share.items()},
        parts={
            group: without(attrs.evolve(grid, share=part, parts={}), passed).share for group, part in grid.parts.items()
        },
        lead_actor=leads,
    )


def _ways(grid: PlanColumns, passed: frozenset[int]) -> dict[int, dict[int, Fraction]]:
    """To whom every duty goes that went up into one that is passed over, and with what share; superiors first."""
    below = {duty for one in passed for duty in grid.subordinates_of(one)}
    ways: dict[int, dict[int, Fraction]] = {}
    for duty in sorted(below, key=grid.generation.__getitem__, reverse=True):
        found: dict[int, Fraction] = {}
        for edge in grid.superior_edge[grid.superior_first[duty] : grid.superior_first[duty + 1]]:
            superior, part = grid.edge_superior[edge], grid.share.get(edge, _WHOLE)
            for top, rest in _beyond(grid, passed, ways, superior).items():
                found[top] = found.get(top, Fraction(0)) + part * rest
        ways[duty] = found
    return ways


def _beyond(
    grid: PlanColumns, passed: frozenset[int], ways: dict[int, dict[int, Fraction]], superior: int
) -> dict[int, Fraction]:
    """Where that ends which reaches a superior: with it, or, where it is passed over, with those above it."""
    if superior not in passed:
        return {superior: _WHOLE}
    if superior in ways:
        return ways[superior]
    edges = grid.superior_edge[grid.superior_first[superior] : grid.superior_first[superior + 1]]
    return {grid.edge_superior[edge]: grid.share.get(edge, _WHOLE) for edge in edges}


def _lead(grid: PlanColumns, leads: array[int], duty: int, first: int) -> int:
    """The unit that is the lead superior of a duty; where nobody above it reports, who received the one passed over."""
    if first >= 0:
        return grid.unit_of[first]
    return leads[grid.edge_superior[grid.superior_edge[grid.superior_first[duty]]]]


def reroute(board: Board, duty: int) -> None:
    """Let what goes up into a waived duty go past it; where all of that is waived, nothing changes.

    What its draft held is dropped: those reports are accepted again, and for their new superiors to take.

    Args:
        board: Changed in place.
        duty: The number of the duty.
    """
    grid = board.grid
    below = grid.subordinates_of(duty)
    if all(map(board.waived, below)):
        return
    for edge in range(grid.edge_first[duty], grid.edge_first[duty + 1]):
        board.held[edge] = 0
    _stand_on(board, board.rerouted | {duty})
    for unit in below:
        board.recount(unit)
        if not board.edges_up(unit) and _ACCEPTED <= board.flat.roles[board.state[unit]] < _WAIVED:
            board.base.pop(unit, None)  # nobody takes its rows any more: a correction of it ended when it was accepted


def put_back(board: Board, duty: int) -> None:
    """Let what went past a duty go up into it again, once it is expected again.

    Args:
        board: Changed in place.
        duty: The number of the duty.
    """
    _stand_on(board, board.rerouted - {duty})
    for unit in board.grid.subordinates_of(duty):
        board.recount(unit)


def _stand_on(board: Board, passed: frozenset[int]) -> None:
    """Put a board on the graph in which some duties are passed over; what is held stays held."""
    old, was = board.grid, board.rerouted
    for key in board.rows:
        board.frames.setdefault(key, was)
    board.rerouted = passed
    board.grid = new = board.graph(passed)
    held = array("I", bytes(4 * len(new.edge_unit)))
    for edge, taken in enumerate(board.held):
        spot = edge_between(new, old.edge_unit[edge], old.edge_superior[edge]) if taken else -1
        if spot >= 0:
            held[spot] = taken
    board.held = held
    board.settle()


def realigned(board: Board, duty: int, version: int) -> array[int]:
    """What a sent version of a superior holds, in the order of its edges as they are now."""
    grid, frame = board.grid, board.frame(duty, version)
    rows, first = board.rows[duty, version], frame.edge_first[duty]
    spots = [edge_between(frame, unit, duty) for unit in grid.subordinates_of(duty)]
    return array("I", [rows[spot - first] if spot >= 0 else 0 for spot in spots])


def came_past(board: Board, duty: int) -> Iterator[tuple[int, int, int]]:
    """What superiors hold, or ever sent, that came to them past a duty: (superior, subordinate, its version).

    Args:
        board: Where everything stands.
        duty: The number of a duty that is passed over.
    """
    before = board.graph(board.rerouted - {duty})
    for superior in board.grid.superiors_of(duty):
        for unit in before.subordinates_of(duty):
            if edge_between(before, unit, superior) < 0:
                taken = board.ever_held(unit, superior)
                if taken:
                    yield superior, unit, taken
