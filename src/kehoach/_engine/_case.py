"""What a guard or callback of a user sees: the act under decision, read-only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

import attrs

from kehoach._engine._guards import Answer, Guard, not_preparer
from kehoach._engine._question import Question, command_of
from kehoach._lifecycle import Move
from kehoach._lifecycle._machine import ReportTransition
from kehoach._plan import Plan
from kehoach._progress import Actors, Board, Progress, report_of
from kehoach._report import Command, Details, Report
from kehoach.errors import Blocker

__all__ = ["Asked", "Case"]


@attrs.frozen(eq=False)
class Asked:
    """An act under decision, in numbers: what the long way of the engine hands around.

    Attributes:
        board: Where everything stands.
        duty: The number of the duty.
        trigger: What is asked.
        by: The number of the actor.
        details: What the act carries.
        at: The instant of the act, in microseconds since 1970 UTC.
        actors: What actors are called.
    """

    board: Board
    duty: int
    trigger: str
    by: int
    details: Details
    at: int
    actors: Actors

    @property
    def actor(self) -> int:
        """The number of the one on whose behalf it is done."""
        return self.by if self.details.acting_for is None else self.details.acting_for

    @property
    def name(self) -> str:
        """The id of the duty."""
        return self.board.grid.names[self.duty]

    @property
    def moves(self) -> tuple[Move, ...]:
        """The transitions that the trigger has from the state of the duty."""
        return self.board.flat.table[self.board.state[self.duty]].get(self.trigger, ())

    @property
    def question(self) -> Question:
        """The same, as an authority is asked."""
        return Question(self.board, self.actors, self.trigger, (self.duty,), self.by, self.details, self.at)

    def answer(self, guard: Guard) -> Answer:
        """What a built-in guard says to it; whoever acts for another is asked after own work like that one."""
        answer = guard(self.board, self.duty, self.actor, self.details, self.at)
        if guard is not not_preparer:
            return answer
        if answer is None and self.by != self.actor:
            answer = guard(self.board, self.duty, self.by, self.details, self.at)
        if isinstance(answer, Blocker) and not answer.values["reviewer"]:
            return Blocker(answer.code, {"reviewer": self.actors.name(self.by)})
        return answer


class Case:
    """The model of an event: which duty, which version, who asks for what, and where everything stands.

    A callback reads `event.model.unit`, `.duty`, `.version`, `.by`, `.superior`, `.command`, `.report`, `.progress`,
    `.state`. Only the machine moves `state`, and what it moves is this object; the campaign's own state is published
    after every guard and callback has run and the store has taken the entry.
    """

    __slots__ = ("_actors", "_asked", "_guards", "_open", "_plan", "_state", "_taken")

    _actors: Actors
    _asked: Asked
    _guards: Mapping[str, Guard]
    _open: tuple[ReportTransition | None, ...]
    _plan: Plan
    _state: str
    _taken: ReportTransition | None

    def __init__(
        self, plan: Plan, actors: Actors, guards: Mapping[str, Guard], asked: Asked, moves: Iterable[Move]
    ) -> None:
        put = object.__setattr__
        put(self, "_plan", plan)
        put(self, "_actors", actors)
        put(self, "_guards", guards)
        put(self, "_asked", asked)
        put(self, "_state", asked.board.flat.states[asked.board.state[asked.duty]])
        put(self, "_open", tuple(move.transition for move in moves))
        put(self, "_taken", None)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a case is read-only; {name} cannot be set")

    @property
    def state(self) -> str:
        """The state of the report: before the move, or, once the machine has moved, after it."""
        return self._state

    @property
    def duty(self) -> str:
        """The duty: ``unit``, ``unit:form`` or ``unit:form@period``."""
        return self._asked.name

    @property
    def unit(self) -> str:
        """The unit whose duty it is."""
        return self.duty.partition(":")[0]

    @property
    def version(self) -> int:
        """The working version."""
        return self._asked.board.version[self._asked.duty]

    @property
    def by(self) -> str:
        """Who asks."""
        return self._actors.name(self._asked.by)

    @property
    def superior(self) -> str:
        """The lead superior; ``issuer`` for the root."""
        return self._actors.name(self._asked.board.grid.lead_actor[self._asked.duty])

    @property
    def report(self) -> Report:
        """The report as it stands before the act."""
        return report_of(self._asked.board, self._asked.duty)

    @property
    def progress(self) -> Progress:
        """Where the campaign stands before the act; valid while the callback runs."""
        return Progress(self._plan, self._asked.board, self._asked.at)

    @property
    def command(self) -> Command:
        """What is asked for, with everything that came with it."""
        asked = self._asked
        return command_of(self.duty, asked.trigger, asked.by, asked.details, self._actors)

    def builtin(self, name: str) -> Callable[[Any], object] | None:
        """The built-in guard of a name, as a callable of the event; None when there is none."""
        guard = self._guards.get(name)
        if guard is None:
            return None
        return lambda _: self._asked.answer(guard)

    def move(self, state: str) -> None:
        """The machine's own door to `state`."""
        object.__setattr__(self, "_state", state)

    def lets(self, transition: ReportTransition) -> bool:
        """The machine's own door: whether a transition is for who asks."""
        return transition in self._open

    def took(self, transition: ReportTransition) -> None:
        """The machine's own door: which transition was taken."""
        object.__setattr__(self, "_taken", transition)

    def taken(self, moves: Iterable[Move]) -> Move | None:
        """The move whose transition the machine took; None when it took none."""
        return next((move for move in moves if move.transition is self._taken), None)

    def __repr__(self) -> str:
        return f"<Case {self._asked.trigger} of {self.duty} v{self.version} by {self.by}>"
