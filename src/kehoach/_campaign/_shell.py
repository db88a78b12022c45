"""The shell around the pure part: read the clock, ask the engine, append to the store, apply to the board.

In that order, and nothing else. What is published has been taken by the store; whatever raises before leaves
everything as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import cast

import attrs

from kehoach._campaign._details import Reader, Salt, stranger
from kehoach._campaign._outcome import Outcome, Outcomes
from kehoach._clock import Clock
from kehoach._engine import Asks, Authority, Engine, spoken_of
from kehoach._lifecycle import Move
from kehoach._plan import Plan
from kehoach._progress import UNROW, Actors, Board, Line, Log, LogEntry, Terms, duty_number, flat_of, fold, hierarchy_of
from kehoach._progress._snapshot import FORMAT, Unfit, parts_of, unpacked
from kehoach._report import NOTHING, Command, Details
from kehoach.errors import AmbiguousName, Blocker, Finding, InvalidCommand, KehoachError, Refused, UnknownName
from kehoach.stores import Record, Store

__all__ = ["PROPOSED", "UNDONE", "Batch", "Listener", "Shell"]

Listener = Callable[[LogEntry], object]
"""What is called with an entry after it has been written."""
_LOGGER = logging.getLogger("kehoach")
_LOGGER.addHandler(logging.NullHandler())
UNDONE = (Refused, InvalidCommand, UnknownName, AmbiguousName)
"""What one command of many may be wrong with, while others are right."""
PROPOSED = 20
"""Unknown names of many for which one that looks alike is looked for; more come of one mistake."""


class Batch:
    """Commands that are decided together: what each has come to, by its place.

    Attributes:
        commands: What is asked.
        ids: The place at which each command id was asked first.
        lines: What is to be written.
        written: Which of these lines a command is.
        before: The lines that commands wrote in an earlier call.
        twins: The places of commands that stand in the batch twice.
        errors: Why a command is refused.
        along: The lines that the last command on a duty has brought along for it.
    """

    __slots__ = ("along", "before", "commands", "errors", "ids", "lines", "twins", "written")

    def __init__(self, commands: Sequence[Command]) -> None:
        self.commands = commands
        self.ids: dict[str, int] = {}
        self.lines: list[Line] = []
        self.written: dict[int, int] = {}
        self.before: dict[int, LogEntry] = {}
        self.twins: dict[int, int] = {}
        self.errors: dict[int, KehoachError] = {}
        self.along: dict[int, list[int]] = {}

    def write(self, place: int, lines: Sequence[Line]) -> None:
        """Note what a command has come to: its line, and those that it has brought along."""
        self.written[place] = first = len(self.lines)
        self.lines += lines
        duty = lines[0][1]
        self.along.pop(duty, None)
        if len(lines) > 1:
            self.along[duty] = [spot for spot, line in enumerate(lines[1:], first + 1) if line[1] == duty]

    def outcomes(self, entries: Sequence[LogEntry]) -> dict[int, Outcome]:
        """What became of each command; nothing was done where no lines were written, but what was done before."""
        done = dict(self.before)
        if entries:
            done |= {place: entries[spot] for place, spot in self.written.items()}
        sources = {place: self.twins.get(place, place) for place in range(len(self.commands))}
        return {
            place: Outcome(self.commands[place], done.get(source), self.errors.get(source))
            for place, source in sources.items()
        }


class Shell:
    """What a campaign acts with.

    Attributes:
        clock: What tells the time.
        engine: What decides.
        expected: Whether who is expected acts where nobody is named.
        journal: The campaign's log in its store.
        read: What reads the details of an act.
        begun_at: When the campaign was begun, in microseconds since 1970 UTC.
        loaded: The duties that are loaded; None: all.
        kept: The last line of the snapshot that it began with, or that was kept since; 0: none.
        refolded: Called when lines that were folded have lost their content.
    """

    __slots__ = (
        "_board", "_listeners", "_plan", "_units", "begun_at", "clock", "engine", "expected", "journal", "kept",
        "loaded", "read", "refolded",
    )  # fmt: skip

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
        units = hierarchy_of(plan).columns
        actors = Actors(units.ids, units.index)
        self._units = cast("Mapping[str | None, int]", units.index)  # as actors, units bear their own numbers
        columns = plan.columns
        flat = flat_of(plan)
        terms = Terms(columns.names, columns.index, flat, actors, record.digest)
        self._plan, self.expected, self.clock = plan, expected, clock
        self._listeners: tuple[Listener, ...] = ()
        self.refolded: Callable[[], None] = _nothing
        self.begun_at = record.begun_at
        self.journal = store.journal(record.id, terms)
        self.engine = Engine(plan, self.journal.terms.actors, flat, authority)
        self.read = Reader(plan, self.journal.terms.actors.number, salt)
        self.loaded, self.kept = loaded, 0
        self._board = self._reached()
        self.engine.fit(self._board.grid)

    def _reached(self) -> Board:
        """Where the log has come to: from the snapshot on, where there is one that fits, else from the start."""
        wanted = None if self.loaded is None else parts_of(self.loaded)
        kept, board = self.journal.snapshot(wanted), self.fresh()
        if kept is not None and kept.format == FORMAT:
            with suppress(Unfit):
                board = unpacked(self.fresh(), self.engine.actors, kept.parts)
                self.kept = board.seq
        return fold(board, self.journal.read(board.seq).lines(board.seq))

    def fresh(self) -> Board:
        """A board on which nothing has happened."""
        return Board(self._plan, self.engine.flat)

    def current(self) -> Board:
        """The board, with every line that others wrote; see `look` for what concerns one duty."""
        return self.caught_up()

    def look(self, duty: int) -> Board:
        """The board, with every line that others wrote, for what concerns one duty."""
        return self.caught_up()

    def caught_up(self) -> Board:
        """The board, with every line that others wrote; what duties said that are not loaded, it does not know."""
        lines = list(self.journal.read(self._board.seq).lines(self._board.seq))
        if any(line[3] == self.engine.flat.changes["erase"] for line in lines):
            return self.refold()
        try:
            board = fold(self._board, lines)
            self.engine.fit(board.grid)
        except BaseException:
            self._lose()
            raise
        return board

    def _lose(self) -> None:
        """Forget a board that something interrupted half-way; whoever comes next folds the log anew."""
        self._board = self.fresh()

    def refold(self) -> Board:
        """The board, folded anew: lines of it have lost their content."""
        board = self._board = fold(self.fresh(), self.journal.read().lines())
        self.engine.fit(board.grid)
        self.refolded()
        return board

    def act(self, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """Do one act; see `Campaign.fire`."""
        journal, board, engine = self.journal, self._board, self.engine
        if engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if journal.lock() != board.seq:
                board = self.caught_up()
            if details.command_id is not None:
                before = journal.find(details.command_id)
                if before is not None:
                    journal.unlock()
                    return self.same(before, duty, trigger, by, details)
            at = self.clock.now()
            if at < board.at:  # a clock that jumped back: the log is in the order of its numbers
                at, details = board.at, attrs.evolve(details, clock=at)
            number = self._units.get(by)
            if number is None:
                number, details = self.actor(board, duty, trigger, by, details)
            move = engine.decide(board, duty, trigger, number, details, at)
            actor = number if details.acting_for is None else details.acting_for
            rare = move.code >= UNROW  # a row that is dropped; a waiver, after which the graph may be another
            seen = board.row(duty, actor) if rare and move.code == UNROW else board.version[duty]
            entry = journal.append(at, duty, seen, move.place, number, details)
        except BaseException:
            journal.unlock()
            raise
        try:
            board.apply(move, duty, seen, actor, at, details, number)
            if rare:
                engine.fit(board.grid)
        except BaseException:
            self._lose()
            raise
        if self._listeners:
            self._tell((entry,))
        return entry

    def _now(self, board: Board, details: Details) -> tuple[int, Details]:
        """The instant of an act, never before the line above, and its details: what a clock said that was behind."""
        at = self.clock.now()
        return (at, details) if at >= board.at else (board.at, attrs.evolve(details, clock=at))

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
            return self.engine.actors.number(stranger(by)), details
        if not self.expected:
            raise Refused(board.grid.names[duty], trigger, (Blocker("no_actor"),))
        return self.engine.expected(board, duty, trigger, details)

    def same(self, before: LogEntry, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """The line that a command id wrote before, when it is that of this command; otherwise it is refused (KH507)."""
        _, wrote_duty, _, _, _, wrote = self.journal.read(before.seq - 1).line(before.seq)
        same = attrs.evolve(wrote, acting_for=details.acting_for) == details if by is None else wrote == details
        if wrote_duty == duty and before.trigger == trigger and same and by in (None, before.by):
            return before
        raise InvalidCommand(Finding("KH507", {"command_id": details.command_id, "seq": before.seq}))

    def change(
        self,
        kind: str,
        duty: int,
        duties: Sequence[int],
        by: str | None,
        details: Details,
        *,
        erased: Sequence[int] = (),
    ) -> LogEntry:
        """Move dues; see `Changes`.

        Args:
            kind: One of the changes.
            duty: The duty the line speaks of; `WHOLE` for several or none.
            duties: Every duty it moves.
            by: Who decides.
            details: What it carries.
            erased: The lines that lose their content with it.
        """
        journal, board = self.journal, self._board
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        details = details if by is None else _own(details, self.engine.actors.known(by))
        try:
            if journal.lock() != board.seq:
                board = self.caught_up()
            before = journal.find(details.command_id) if details.command_id is not None else None
            if before is not None:
                journal.unlock()
                return self.same(before, duty, kind, by, details)
            at, details = self._now(board, details)
            details = _own(details, number := self._changer(board, kind, duties, by, details))
            self.engine.permit(board, kind, duties, number, details, at)
            move = self.engine.flat.moves[self.engine.flat.changes[kind]]
            version = board.version[duty] if duty >= 0 else 0
            if erased:
                journal.erase(erased)
            entry = journal.append(at, duty, version, move.place, number, details)
        except BaseException:
            journal.unlock()
            raise
        try:
            board.apply(move, duty, version, number, at, details)
            self.engine.fit(board.grid)
        except BaseException:
            self._lose()
            raise
        self._tell((entry,))
        return entry

    def _changer(self, board: Board, kind: str, duties: Sequence[int], by: str | None, details: Details) -> int:
        if by is None and not self.expected:
            raise Refused(spoken_of(board, duties, details), kind, (Blocker("no_actor"),))
        name = self.engine.changer(board, kind, duties, details) if by is None else stranger(by)
        return self.engine.actors.number(name)

    def together(self, commands: Sequence[Command], places: Iterable[int]) -> dict[int, Outcome]:
        """Decide commands on a board of their own; only when none is refused is anything written."""
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        batch = Batch(commands)
        try:
            if self.journal.lock() != self._board.seq:
                self.caught_up()
            board = self._board.copy()
            for place in places:
                try:
                    self._decide(board, batch, place)
                except UNDONE as error:
                    batch.errors[place] = error.with_traceback(None)  # which would hold the whole batch
            if batch.errors or not batch.lines:
                self.journal.unlock()
                self.engine.fit(self._board.grid)
                return batch.outcomes(())
            entries = self.journal.extend(batch.lines)
        except BaseException:
            self.journal.unlock()
            self.engine.fit(self._board.grid)
            raise
        self._board = board
        self._tell(entries)
        return batch.outcomes(entries)

    def _decide(self, board: Board, batch: Batch, place: int) -> None:
        """Decide one command of a batch: it is done now, or it was done before, or it stands in the batch twice."""
        command = batch.commands[place]
        duty = duty_number(self._plan, command.unit, propose=len(batch.errors) < PROPOSED)
        carried = command.carried()
        details = self.read(duty, command.by, **carried) if carried else NOTHING
        id = details.command_id
        twin = place if id is None else batch.ids.setdefault(id, place)
        before = None if id is None else self.journal.find(id)
        if twin != place and batch.commands[twin] == command:
            batch.twins[place] = twin
        elif twin != place and before is None:
            seq = self._board.seq + batch.written.get(twin, 0) + 1
            raise InvalidCommand(Finding("KH507", {"command_id": id, "seq": seq}))
        elif before is not None:
            batch.before[place] = self.same(before, duty, command.trigger, command.by, details)
        else:
            batch.write(place, self._lines(board, duty, command, details))

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
                self.caught_up()
            board, at = self._board, self.clock.now()
            if at < board.at:  # each line says what the clock said, which columns have no room for
                journal.unlock()
                return None
            asked = engine.chosen(board, trigger, tier) if duties is None else duties
            found = engine.sweep(board, trigger, asked, by, at) if by is not None or self.expected else None
            if found is None:
                journal.unlock()
                return None
            errors = engine.refusals(board, trigger, found.refused, by, at)
            entries: Sequence[LogEntry] = ()
            if not len(found.run.duties):
                journal.unlock()
            elif isinstance(journal, Log):
                entries = journal.paste(found.packed(at))
            else:
                entries = journal.extend([(*line, NOTHING) for line in found.lines(at)])
        except BaseException:
            journal.unlock()
            raise
        try:
            engine.swept(board, found, at)
        except BaseException:
            self._lose()
            raise
        if self._listeners:
            self._tell(entries)
        return Outcomes(board.grid.names, asked, (trigger, by), entries, found.spots, errors)

    def several(
        self, before: Callable[[], Sequence[LogEntry] | None], decide: Callable[[Board, int], list[Line]]
    ) -> Sequence[LogEntry]:
        """Several moves as one act: decided on a board of their own, and written together or not at all.

        Args:
            before: Finds the lines that the same act wrote before; None when it did not.
            decide: Makes the moves on a board, at an instant in microseconds since 1970 UTC, and answers their lines.
        """
        if self.engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if self.journal.lock() != self._board.seq:
                self.caught_up()
            known = before()
            if known is not None:
                self.journal.unlock()
                return known
            board = self._board.copy()
            at, said = self._now(board, NOTHING)
            lines = decide(board, at)
            if said is not NOTHING:
                lines = [(*line[:5], attrs.evolve(line[5], clock=said.clock)) for line in lines]
            entries = self.journal.extend(lines)
        except BaseException:
            self.journal.unlock()
            raise
        self._board = board
        self._tell(entries)
        return entries

    def _lines(self, board: Board, duty: int, command: Command, details: Details) -> list[Line]:
        """The lines that a command is, applied to a board that is not published yet."""
        _, line = self.decided(board, duty, command.trigger, command.by, details)
        self.make(board, line)
        return [line]

    def decided(self, board: Board, duty: int, trigger: str, by: str | None, details: Details) -> tuple[Move, Line]:
        """The move that an act is now, and its line of the log; nothing is made yet."""
        at, details = self._now(board, details)
        number = self.engine.actors.known(by) if by is not None else None
        if number is None:
            number, details = self.actor(board, duty, trigger, by, details)
        move = self.engine.decide(board, duty, trigger, number, details, at)
        actor = number if details.acting_for is None else details.acting_for
        seen = board.version[duty] if move.code != UNROW else board.row(duty, actor)
        return move, (at, duty, seen, move.place, number, details)

    def make(self, board: Board, line: Line) -> None:
        """Make the move of a line on a board."""
        at, duty, seen, place, number, details = line
        actor = number if details.acting_for is None else details.acting_for
        board.apply(board.flat.moves[place], duty, seen, actor, at, details, number)
        if details is not NOTHING:
            self.engine.fit(board.grid)


def _nothing() -> None:
    return None


def _own(details: Details, by: int | None) -> Details:
    """Details in which nobody acts on behalf of oneself."""
    return details if details.acting_for is None or details.acting_for != by else attrs.evolve(details, acting_for=None)
