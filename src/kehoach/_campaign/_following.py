"""The shell of a plan that takes stragglers up: an acceptance may bring other moves along, in the same write."""

from __future__ import annotations

from kehoach._campaign._details import Salt
from kehoach._campaign._shell import Batch, Shell
from kehoach._clock import Clock
from kehoach._engine import Asks, Authority, Stragglers
from kehoach._plan import Plan
from kehoach._progress import Board, Line, LogEntry, duty_number
from kehoach._report import Command, Details
from kehoach.errors import Finding, InvalidCommand
from kehoach.stores import Record, Store

__all__ = ["Following"]


class Following(Shell):
    """A shell in which an acceptance may bring other moves along."""

    __slots__ = ("_stragglers",)

    def __init__(
        self,
        plan: Plan,
        store: Store,
        record: Record,
        *,
        clock: Clock,
        authority: Authority | Asks | None,
        expected: bool,
        salt: Salt | None = None,
        loaded: frozenset[int] | None = None,
    ) -> None:
        super().__init__(
            plan, store, record, clock=clock, authority=authority, expected=expected, salt=salt, loaded=loaded
        )
        self._stragglers = Stragglers(plan, self.engine.flat, self.engine.unasked)

    def act(self, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """Do one act, and what it brings along; the answer is the line of the act that was asked for."""
        if trigger not in self._stragglers.triggers:
            return super().act(duty, trigger, by, details)
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if self.journal.lock() != self._board.seq:
                self.caught_up()
            before = None if details.command_id is None else self.journal.find(details.command_id)
            if before is not None:
                self.journal.unlock()
                return self.same(before, duty, trigger, by, details)
            move, line = self.decided(self._board, duty, trigger, by, details)
            board = self._board.copy() if self._stragglers.met(self._board, duty, move) else None
            lines = [line]
            if board is not None:
                self.make(board, line)
                lines += self._stragglers.brought(board, duty, move, line[0])
            entries = self.journal.extend(lines)
        except BaseException:
            self.journal.unlock()
            raise
        if board is not None:
            self._board = board
        else:
            try:
                self.make(self._board, line)
            except BaseException:
                self._lose()
                raise
        self._tell(entries)
        return entries[0]

    def _lines(self, board: Board, duty: int, command: Command, details: Details) -> list[Line]:
        move, line = self.decided(board, duty, command.trigger, command.by, details)
        self.make(board, line)
        return [line, *self._stragglers.brought(board, duty, move, line[0])]

    def _decide(self, board: Board, batch: Batch, place: int) -> None:
        """Decide one command of a batch; one that another has brought along is done already."""
        command = batch.commands[place]
        along = () if command.carried() else batch.along.get(duty_number(self._plan, command.unit), ())
        spot = next((one for one in along if self._is(batch.lines[one], command)), None)
        if spot is None:
            super()._decide(board, batch, place)
        else:
            batch.written[place] = spot

    def _is(self, line: Line, command: Command) -> bool:
        """Whether a line is what a command asks for."""
        trigger, actor = self.engine.flat.moves[line[3]].trigger, self.engine.actors.name(line[4])
        return trigger == command.trigger and command.by in (None, actor)
