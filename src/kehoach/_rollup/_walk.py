"""Reading down from a version along its rows: as they are, or as they would be if everything accepted were taken.

The two differ at edges where the version that a superior holds is not the one that is accepted by now. Such an edge is
a cause of staleness, and every version that is met behind it bears its mark; of several one behind the other, that of
the highest.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from kehoach._lifecycle import ROLES
from kehoach._progress import Board

__all__ = ["Cause", "Node", "Walk", "accepted_now", "walked"]

Node = tuple[int, int]
"""One version of one duty."""
_ACCEPTED = (ROLES.index("accepted"), ROLES.index("counted"))


@attrs.frozen
class Cause:
    """An edge at which what is held is not what is accepted.

    Attributes:
        superior: The version of the superior.
        duty: The number of the subordinate's duty.
        held: The version of it that is held; 0: none.
        accepted: The version that is accepted.
    """

    superior: Node
    duty: int
    held: int
    accepted: int


@attrs.frozen(eq=False)
class Walk:
    """What is met going down from a version.

    Attributes:
        weights: Every version that is met, with the share of it that is counted; superiors first.
        marks: The cause behind which each of them was met, the highest one; those behind none are not there.
        causes: The causes that lie behind no other, in official order.
    """

    weights: dict[Node, int | Fraction]
    marks: dict[Node, Cause]
    causes: tuple[Cause, ...]


def accepted_now(board: Board, duty: int) -> int:
    """The version of a duty that is accepted: the working one, or the one that it corrects; 0: none."""
    if board.flat.roles[board.state[duty]] in _ACCEPTED:
        return board.version[duty]
    return board.base[duty][0] if duty in board.base else 0


def walked(board: Board, top: Node, *, fresh: bool, group: str = "") -> Walk:
    """What is met going down from a version, with the causes of staleness on the way.

    Args:
        board: Where everything stands.
        top: The version.
        fresh: Whether to go on with what is accepted, in place of what is held.
        group: The group of indicators that is read; empty: those of none.
    """
    grid = board.grid
    weights: dict[Node, int | Fraction] = {top: 1}
    marks: dict[Node, Cause] = {}
    causes: list[Cause] = []
    layers: dict[int, list[Node]] = {grid.generation[top[0]]: [top]}
    for generation in range(grid.generation[top[0]], -1, -1):  # a weight is whole before it goes on
        for node in layers.pop(generation, ()):
            above, whole = marks.get(node), weights[node]
            for duty, held, share in _edges(board, node, group):
                accepted, taken, mark = accepted_now(board, duty), held, above
                if accepted not in (0, held):
                    mark = above or Cause(node, duty, held, accepted)
                    causes += [] if above is not None else [mark]
                    taken = accepted if fresh else held
                if not taken:
                    continue
                below, part = (duty, taken), whole if share is None else whole * share
                if mark is not None:
                    marks[below] = mark
                if below in weights:
                    weights[below] += part
                else:
                    weights[below] = part
                    layers.setdefault(grid.generation[duty], []).append(below)
    return Walk(weights, marks, tuple(sorted(causes, key=lambda one: (one.duty, one.superior))))


def _edges(board: Board, node: Node, group: str) -> Iterator[tuple[int, int, Fraction | None]]:
    """The duties that go up into a version: each with the version that is held, 0 for none, and its share, None for 1.

    An edge that does not carry the group is none.

    One that is waived is not waited for; where it is held all the same, it is read.
    """
    frame, held = board.frame(*node), dict(board.rows_of(*node))
    shares = frame.shares(group)
    for edge in range(frame.edge_first[node[0]], frame.edge_first[node[0] + 1]):
        duty, taken, share = frame.edge_unit[edge], held.get(edge, 0), shares.get(edge)
        if share != 0 and (taken or not board.waived(duty)):
            yield duty, taken, share
