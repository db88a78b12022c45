"""Who passed over a tier: what a superior did in place of the one between, with the reason it gave.

It is read from the log, never kept, so no later version of a report hides it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

import attrs

from kehoach._clock import from_micros
from kehoach._engine._authority import OVER_A_TIER, expected_actors
from kehoach._lifecycle import Flat, Move, label
from kehoach._progress import Actors, Board, Line, asks_to_reroute, stands_over
from kehoach.errors import Lang

__all__ = ["Bypass", "bypasses"]


@attrs.frozen(kw_only=True)
class Bypass:
    """One act of a higher tier in place of the lead superior.

    Attributes:
        seq: The line of the log.
        at: When, in UTC.
        duty: On whose report.
        trigger: What was done.
        by: Who did it.
        acting_for: On whose behalf, when it was.
        expected: The lead superior, whom it was for.
        reason: Why.
    """

    seq: int
    at: datetime
    duty: str
    trigger: str
    by: str
    acting_for: str | None = None
    expected: str
    reason: str | None

    def text(self, lang: Lang = "en") -> str:
        """The bypass in one line of official wording."""
        who, why = self.acting_for or self.by, f": {self.reason}" if self.reason else ""
        act = label(self.trigger, lang)
        if lang == "vi":
            return f"{who} vượt cấp {self.expected}, {act} {self.duty}{why}"
        return f"{who} passed over {self.expected} to {act} {self.duty}{why}"

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """The bypass as plain data, ready for JSON."""
        return {**attrs.asdict(self), "at": self.at.isoformat()}


def bypasses(
    fresh: Callable[[], Board], lines: Callable[[], Iterable[Line]], actors: Actors, duty: int | None = None
) -> Iterator[Bypass]:
    """Every act of a log by which a tier was passed over, in its order.

    Args:
        fresh: Makes a board on which nothing has happened.
        lines: Gives the lines of the log from the first one on.
        actors: What actors are called.
        duty: Only those on this duty; None: all.
    """
    board = fresh()
    over = _over(board.flat)
    if not any(line[3] in over and _is_doubtful(board, line) for line in lines()):
        return
    for seq, (at, number, version, place, by, details) in enumerate(lines(), 1):
        move, actor = board.flat.moves[place], by if details.acting_for is None else details.acting_for
        if place in over and duty in (None, number) and _passes_over(board, move, number, actor):
            yield Bypass(
                seq=seq,
                at=from_micros(at),
                duty=board.grid.names[number],
                trigger=move.trigger,
                by=actors.name(by),
                acting_for=None if details.acting_for is None else actors.name(actor),
                expected=actors.name(board.grid.lead_actor[number]),
                reason=details.reason,
            )
        board.apply(move, number, version, actor, at, details, by)


def _over(flat: Flat) -> frozenset[int]:
    """The places of the moves that a higher tier may make in place of the one between."""
    return frozenset(move.place for move in flat.moves if "lead" in move.who and move.effect in OVER_A_TIER)


def _is_doubtful(board: Board, line: Line) -> bool:
    """Whether an act was done by another than the plan's lead, or may have made another one the lead."""
    _, duty, _, _, by, details = line
    actor = by if details.acting_for is None else details.acting_for
    return actor != board.grid.lead_actor[duty] or asks_to_reroute(details)


def _passes_over(board: Board, move: Move, duty: int, actor: int) -> bool:
    others = actor not in expected_actors(board, duty, move)
    return others and stands_over(board.plan, actor, board.grid.unit_of[duty])
