"""What a duty waits for, and what came before what it should have come after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, cast

import attrs

from kehoach._progress._board import Board

__all__ = ["Disorder", "disorders", "waits_for"]


@attrs.frozen
class Disorder:
    """A duty that is met while what must stand before it is not, or came later.

    Attributes:
        unit: The duty.
        first: What should have stood before it.
        enforce: ``"warn"``: the plan lets it pass and shows it; ``"refuse"``: it stood then, and does not now.
    """

    unit: str
    first: str
    enforce: Literal["refuse", "warn"]


def waits_for(board: Board, duty: int, at: int) -> Iterator[int]:
    """The duties that must stand before one and do not, those that only warn among them.

    Args:
        board: Where everything stands.
        duty: The number of the duty.
        at: The instant that is asked of, in microseconds since 1970 UTC.
    """
    for one, _ in board.plan.order.before(duty):
        if not board.past_draft(one) and not board.unexpected(one, at):
            yield one


def disorders(board: Board, duties: Iterable[int], at: int) -> Iterator[Disorder]:
    """The duties among some that are met out of order.

    Args:
        board: Where everything stands.
        duties: Which duties are looked at.
        at: The instant that is asked of, in microseconds since 1970 UTC.
    """
    names = board.grid.names
    for duty in () if board.plan.order.is_plain else duties:
        for one, enforce in board.plan.order.before(duty) if board.past_draft(duty) else ():
            stands = board.past_draft(one) or board.unexpected(one, at)
            if not stands or board.first_at[one] > board.first_at[duty]:
                yield Disorder(names[duty], names[one], cast("Literal['refuse', 'warn']", enforce))
