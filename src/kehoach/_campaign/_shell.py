"""The shell around the pure part: read the clock, ask the engine, append to the store, apply to the board.

In that order, and nothing else. What is published has been taken by the store; whatever raises before leaves
everything as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

import attrs

from kehoach._campaign._details import Reader
from kehoach._campaign._outcome import Outcome, Outcomes
from kehoach._clock import Clock
from kehoach._engine import Authority, Engine
from kehoach._plan import Plan
from kehoach._progress import UNROW, Actors, Board, Line, Log, LogEntry, Terms, duty_number, flat_of, fold, hierarchy_of
from kehoach._report import NOTHING, Command, Details
from kehoach.errors import Blocker, Finding, InvalidCommand, KehoachError, Refused, UnknownName, listed
from kehoach.stores import Record, Store

__all__ = ["Listener", "Shell"]

Listener = Callable[[LogEntry], object]
"""What is called with an entry after it has been written."""
_LOGGER = logging.getLogger("kehoach")
_LOGGER.addHandler(logging.NullHandler())
_Undone = (Refused, InvalidCommand, UnknownName)


class Shell:
    """What a campaign acts with.

    Attributes:
        clock: What tells the time.
        engine: What decides.
        journal: The campaign's log in its store.
        read: What reads the details of an act.
    """

    __slots__ = ("_board", "_expected", "_listeners", "_plan", "clock", "engine", "journal", "read")

    def __init__(
        self, plan: Plan, store: Store, record: Record, *, clock: Clock, authority: Authority | None, expected: bool
    ) -> None:
        units = hierarchy_of(plan).columns
        actors = Actors(units.ids, units.index)
        columns = plan.columns
        flat = flat_of(plan)
        terms = Terms(columns.names, columns.index, flat, actors, record.digest)
        self._plan, self._expected, self.clock = plan, expected, clock
        self._listeners: tuple[Listener, ...] = ()
        self.journal = store.journal(record.id, terms)
        self.engine = Engine(plan, self.journal.terms.actors, flat, authority)
        self.read = Reader(plan, self.journal.terms.actors.number)
        self._board = fold(self.fresh(), self.journal.read().lines())

    def fresh(self) -> Board:
        """A board on which nothing has happened."""
        return Board(self._plan, self.engine.flat)

    def current(self) -> Board:
        """The board, with every line that others wrote."""
        board = self._board
        return fold(board, self.journal.read(board.seq).lines(board.seq))

    def act(self, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """Do one act; see `Campaign.fire`."""
        journal, board, engine = self.journal, self._board, self.engine
        if engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if journal.lock() != board.seq:
                self.current()
            if details.command_id is not None:
                before = journal.find(details.command_id)
                if before is not None:
                    journal.unlock()
                    return self._repeated(before, duty, trigger, by, details)
            at = self.clock.now()
            if at < board.at:  # noqa: PLR1730 - a call of max() costs more than this line
                at = board.at  # a clock that jumped back: the log is in the order of its numbers
            number = engine.actors.known(by) if by is not None else None
            if number is None:
                number, details = self.actor(board, duty, trigger, by, details)
            move = engine.decide(board, duty, trigger, number, details, at)
            actor = number if details.acting_for is None else details.acting_for
            seen = board.version[duty] if move.code != UNROW else board.row(duty, actor)
            entry = journal.append(at, duty, seen, move.place, number, details)
        except BaseException:
            journal.unlock()
            raise
        board.apply(move, duty, seen, actor, at, details)
        if self._listeners:
            self._tell((entry,))
        return entry

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call somebody with every entry that is written from here on; the answer is how to stop it."""
        self._listeners = (*self._listeners, callback)

        def stop() -> None:
            self._listeners = tuple(one for one in self._listeners if one is not callback)

        return stop

    def _tell(self, entries: Iterable[LogEntry]) -> None:
        """Tell everybody of what is written: it is done, so what a listener raises is noted and goes no further."""
        for entry in entries:
            for listener in self._listeners:
                try:
                    listener(entry)
                except Exception:
                    _LOGGER.exception("a listener failed at entry %d", entry.seq, extra={"seq": entry.seq})

    def actor(self, board: Board, duty: int, trigger: str, by: str | None, details: Details) -> tuple[int, Details]:
        """The number of who acts, where it is not simply a unit that is named; and the details as that one gives them.

        Raises:
            Refused: Nobody is named, and the campaign was not begun with a default.
        """
        if by is not None:
            return self.engine.actors.number(by), details
        if not self._expected:
            raise Refused(board.grid.names[duty], trigger, (Blocker("no_actor"),))
        return self.engine.expected(board, duty, trigger, details)

    def _repeated(self, before: LogEntry, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """The line that the same command wrote before; another command of the same id is refused."""
        _, wrote_duty, _, _, _, wrote = self.journal.read(before.seq - 1).line(before.seq)
        same = attrs.evolve(wrote, acting_for=details.acting_for) == details if by is None else wrote == details
        if wrote_duty == duty and before.trigger == trigger and same and by in (None, before.by):
            return before
        raise InvalidCommand(Finding("KH507", {"command_id": details.command_id, "seq": before.seq}))

    def change(self, kind: str, duty: int, duties: Sequence[int], by: str | None, details: Details) -> LogEntry:
        """Move dues; see `Changes`.

        Args:
            kind: One of the changes.
            duty: The duty the line speaks of; `WHOLE` for several or none.
            duties: Every duty it moves.
            by: Who decides.
            details: What it carries.
        """
        journal, board = self.journal, self._board
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if journal.lock() != board.seq:
                self.current()
            before = journal.find(details.command_id) if details.command_id is not None else None
            if before is not None:
                journal.unlock()
                return self._repeated(before, duty, kind, by, details)
            at = max(self.clock.now(), board.at)
            number = self._changer(board, kind, duties, by)
            self.engine.permit(board, kind, duties, number, details, at)
            move = self.engine.flat.moves[self.engine.flat.changes[kind]]
            version = board.version[duty] if duty >= 0 else 0
            entry = journal.append(at, duty, version, move.place, number, details)
        except BaseException:
            journal.unlock()
            raise
        board.apply(move, duty, version, number, at, details)
        self._tell((entry,))
        return entry

    def _changer(self, board: Board, kind: str, duties: Sequence[int], by: str | None) -> int:
        if by is None and not self._expected:
            raise Refused(listed(board.grid.names[duty] for duty in duties) or "campaign", kind, (Blocker("no_actor"),))
        return self.engine.actors.number(by or self.engine.changer(board, kind, duties))

    def together(self, commands: Sequence[Command], places: Iterable[int]) -> dict[int, Outcome]:
        """Decide commands on a board of their own; only when none is refused is anything written."""
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        errors: dict[int, KehoachError] = {}
        done: dict[int, LogEntry | int] = {}
        lines: list[Line] = []
        try:
            if self.journal.lock() != self._board.seq:
                self.current()
            board = self._board.copy()
            for place in places:
                try:
                    line = self._line(board, commands[place], lines)
                    done[place] = line if isinstance(line, LogEntry | int) else len(lines)
                    lines += [] if isinstance(line, LogEntry | int) else [line]
                except _Undone as error:
                    errors[place] = error
            if errors:
                self.journal.unlock()
                return {place: Outcome(one, error=errors.get(place)) for place, one in enumerate(commands)}
            if not lines:
                self.journal.unlock()
            entries: Sequence[LogEntry] = self.journal.extend(lines) if lines else ()
        except BaseException:
            self.journal.unlock()
            raise
        self._board = board
        self._tell(entries)
        found = {place: entries[one] if isinstance(one, int) else one for place, one in done.items()}
        return {place: Outcome(commands[place], entry) for place, entry in found.items()}

    def sweep(self, trigger: str, by: str | None, tier: str | None, duties: Sequence[int] | None) -> Outcomes | None:
        """One trigger on many duties over columns; None where only the way one by one is right.

        Args:
            trigger: What is asked.
            by: Who acts; None: who is expected, each.
            tier: On every duty of this tier in whose state the trigger exists; None: of all tiers.
            duties: On these instead.
        """
        journal, engine = self.journal, self.engine
        if engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if journal.lock() != self._board.seq:
                self.current()
            board = self._board
            at = max(self.clock.now(), board.at)
            asked = engine.chosen(board, trigger, tier) if duties is None else duties
            found = engine.sweep(board, trigger, asked, by, at) if by is not None or self._expected else None
            if found is None:
                journal.unlock()
                return None
            errors = engine.refusals(board, trigger, found.refused, by, at)
            entries: Sequence[LogEntry] = ()
            if not len(found.duties):
                journal.unlock()
            elif isinstance(journal, Log):
                entries = journal.paste(found.packed(at).tobytes())
            else:
                entries = journal.extend([(*line, NOTHING) for line in found.lines(at)])
        except BaseException:
            journal.unlock()
            raise
        engine.swept(board, found, at)
        if self._listeners:
            self._tell(entries)
        return Outcomes(board.grid.names, asked, (trigger, by), entries, found.spots, errors)

    def _line(self, board: Board, command: Command, lines: Sequence[Line]) -> Line | LogEntry | int:
        """The line that a command is, applied to a board that is not published yet.

        A command that was done before is the entry it wrote, or its place among the lines of the same batch.
        """
        duty = duty_number(self._plan, command.unit)
        carried = command.carried()
        details = self.read(duty, command.by, **carried) if carried else NOTHING
        if details.command_id is not None:
            before = self.journal.find(details.command_id)
            if before is not None:
                return self._repeated(before, duty, command.trigger, command.by, details)
            again = next((spot for spot, line in enumerate(lines) if line[5].command_id == details.command_id), None)
            if again is not None:
                return self._again(again, lines, duty, command.trigger, details)
        at = max(self.clock.now(), board.at)
        number = self.engine.actors.known(command.by) if command.by is not None else None
        if number is None:
            number, details = self.actor(board, duty, command.trigger, command.by, details)
        move = self.engine.decide(board, duty, command.trigger, number, details, at)
        actor = number if details.acting_for is None else details.acting_for
        seen = board.version[duty] if move.code != UNROW else board.row(duty, actor)
        board.apply(move, duty, seen, actor, at, details)
        return at, duty, seen, move.place, number, details

    def _again(self, spot: int, lines: Sequence[Line], duty: int, trigger: str, details: Details) -> int:
        """The place of the same command among the lines of its batch; another command of the same id is refused."""
        _, wrote_duty, _, place, _, wrote = lines[spot]
        same = attrs.evolve(wrote, acting_for=details.acting_for) == details
        if same and wrote_duty == duty and self.engine.flat.moves[place].trigger == trigger:
            return spot
        values = {"command_id": details.command_id, "seq": self._board.seq + spot + 1}
        raise InvalidCommand(Finding("KH507", values))
