"""From states that stand for many back to one campaign: the acts that somebody does, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import attrs

from kehoach._explore._search import Place, Space
from kehoach._explore._stage import Offer, Stage
from kehoach._progress import Board
from kehoach.errors import Finding

__all__ = ["Overlooked", "Trail", "trail_of"]


@attrs.frozen(eq=False)
class Trail:
    """A way from the beginning of a campaign to what is wrong.

    Attributes:
        finding: What is wrong.
        offers: The acts, in their order.
        time: The moment at its end.
        board: How everything stands at its end.
    """

    finding: Finding
    offers: tuple[Offer, ...]
    time: int
    board: Board


Overlooked = Callable[[int], Iterable[tuple[Finding, Offer | None]]]
"""What says everything that is wrong with how the board of a stage stands at a moment, each with the act at fault."""


def trail_of(stage: Stage, space: Space, places: Sequence[Place], finding: Finding, find: Overlooked) -> Trail:
    """The acts that lead along places, and the one behind them that is wrong.

    Args:
        stage: What decides.
        space: The states.
        places: The way, from the beginning.
        finding: What is wrong at its end, in a state that stands for many.
        find: What finds it there.
    """
    board, offers = stage.fresh(), list[Offer]()
    for before, after in pairwise(places):
        if before.time == after.time:
            board, offer = _step(stage, space, board, after)
            offers.append(offer)
    time = places[-1].time
    stage.board = board
    for one, last in find(time):
        if one.code == finding.code:
            if last is not None:
                stage.board = board.copy()
                stage.make(last)
                offers.append(last)
            return Trail(one, tuple(offers), time, stage.board)
    return Trail(finding, tuple(offers), time, board)


def _step(stage: Stage, space: Space, board: Board, after: Place) -> tuple[Board, Offer]:
    """The act that leads from a board to a place, and the board behind it."""
    for duty in range(stage.grid.n):
        stage.board = board
        for offer in [*stage.offers(duty, after.time)]:
            stage.board = moved = board.copy()
            stage.make(offer)
            if space.key(moved) == after.state:
                return moved, offer
    raise AssertionError(after)  # pragma: no cover - a place is behind another only by an act
