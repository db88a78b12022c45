"""What an authority is asked: who wants to do what to which reports, on whose behalf and when."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from kehoach._clock import from_micros
from kehoach._lifecycle import Move
from kehoach._progress import Actors, Board, Progress
from kehoach._report import Command, Details

__all__ = ["Hearing", "Question", "command_of"]


@attrs.frozen(eq=False)
class Question:
    """Who wants to do what, in numbers.

    Attributes:
        board: Where everything stands.
        actors: What actors are called.
        trigger: What is asked: a trigger of the lifecycle, or a change.
        duties: The numbers of the duties; none where it concerns the campaign as a whole.
        by: The number of who acts.
        details: What the act carries.
        at: The instant, in microseconds since 1970 UTC.
    """

    board: Board
    actors: Actors
    trigger: str
    duties: Sequence[int]
    by: int
    details: Details
    at: int

    @property
    def actor(self) -> int:
        """The number of the one on whose behalf it is done."""
        return self.by if self.details.acting_for is None else self.details.acting_for

    @property
    def moves(self) -> tuple[Move, ...]:
        """The transitions that the trigger has from the state of the duty; a change has none."""
        board = self.board
        return board.flat.table[board.state[self.duties[0]]].get(self.trigger, ()) if self.duties else ()


class Hearing(Progress):
    """Where everything stands while an authority is asked, and what it is asked about.

    Args:
        question: What is asked.
        duty: The id of the duty that is spoken of; empty where it concerns the campaign as a whole.
    """

    __slots__ = ("_duty", "question")

    def __init__(self, question: Question, duty: str) -> None:
        super().__init__(question.board.plan, question.board, question.at)
        self.question, self._duty = question, duty

    @property
    def command(self) -> Command:
        """The act that is being decided."""
        asked = self.question
        return command_of(self._duty, asked.trigger, asked.by, asked.details, asked.actors)

    def is_about(self, actor: str, trigger: str, duty: str) -> bool:
        """Whether these are who and what it is asked about."""
        asked = self.question
        return (actor, trigger, duty) == (asked.actors.name(asked.by), asked.trigger, self._duty)


def command_of(unit: str, trigger: str, by: int, details: Details, actors: Actors) -> Command:
    """What is asked for, with everything that came with it, in words.

    Args:
        unit: The id of the duty.
        trigger: What is asked.
        by: The number of who acts.
        details: What the act carries.
        actors: What actors are called.
    """
    return Command(
        unit,
        trigger,
        by=actors.name(by),
        person=details.person,
        acting_for=None if details.acting_for is None else actors.name(details.acting_for),
        data=details.data,
        sections=details.sections,
        reason=details.reason,
        version=details.version,
        received_at=None if details.received_at is None else from_micros(details.received_at),
        due=details.due,
        command_id=details.command_id,
    )
