"""A plan being carried out: the shell around the pure part.

It reads the clock, asks the engine, appends to the store, and then applies to the board: in that order, nothing else.
What is published has been taken by the store; whatever raises before leaves everything as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Self, Unpack

import attrs

from kehoach._campaign._details import reader_of
from kehoach._campaign._outcome import Outcome
from kehoach._campaign._verbs import Verbs
from kehoach._clock import Clock, Instant, SystemClock, micros
from kehoach._engine import Authority, Engine
from kehoach._plan import Plan
from kehoach._progress import (
    UNROW,
    Actors,
    Board,
    Line,
    LogEntry,
    Progress,
    Terms,
    duty_number,
    fold,
    hierarchy_of,
    report_of,
)
from kehoach._report import NOTHING, Command, Details, Options, Report
from kehoach._rollup import Total, TotalVersion, total
from kehoach._spelling import nearest
from kehoach.errors import Blocker, Finding, InvalidCommand, KehoachError, Refused, UnknownName
from kehoach.stores import Record, Store, Verified, open_store

__all__ = ["Acting", "Campaign"]

DefaultBy = Literal["expected"]
Order = Literal["upward", "downward"]
_DONE_IN_ONE = ("submit", "review", "aggregate")


class Campaign(Verbs):
    """A plan being carried out; make one with `Campaign.begin` or `Campaign.resume`.

    One object serves one thread. Several objects, in one process or many, may work on one campaign of one store: each
    folds what it missed before it decides.

    Attributes:
        id: Its name in its store.
        plan: The plan that is carried out.
    """

    __slots__ = ("_board", "_clock", "_engine", "_expected", "_index", "_journal", "_read", "id", "plan")

    def __init__(
        self,
        plan: Plan,
        store: Store,
        record: Record,
        *,
        clock: Clock | None,
        authority: Authority | None,
        default_by: DefaultBy | None,
    ) -> None:
        self.id, self.plan = record.id, plan
        self._clock: Clock = clock or SystemClock()
        units, flat = hierarchy_of(plan).columns, plan.lifecycle.flat
        actors = Actors(units.ids, units.index)
        self._index = plan.columns.index
        terms = Terms(plan.columns.names, self._index, flat, actors, record.digest)
        self._journal = store.journal(record.id, terms)
        self._engine = Engine(plan, self._journal.terms.actors, authority)
        self._read = reader_of(plan, self._journal.terms.actors.number)
        self._expected = default_by == "expected"
        self._board = self._fresh()
        fold(self._board, self._journal.read().lines())

    def _fresh(self) -> Board:
        return Board(self.plan.columns, self._engine.flat, self._engine.flat.numbers[self.plan.lifecycle.initial])

    @classmethod
    def begin(
        cls,
        plan: Plan,
        store: object = None,
        *,
        id: str | None = None,
        clock: Clock | None = None,
        authority: Authority | None = None,
        default_by: DefaultBy | None = None,
    ) -> Self:
        """Begin to carry out a plan.

        Args:
            plan: The plan, with units.
            store: A URL such as ``sqlite:///2019.db``, the path of a file, a store; None: in memory.
            id: Its name in the store; the number of the directive, else ``campaign``.
            clock: What tells the time; the machine's when None.
            authority: Who may act; the standard one when None.
            default_by: ``"expected"``: who is expected acts where `by` is left out. For tests, simulation, command
                lines.

        Raises:
            InvalidCommand: The plan has no units (KH500), or the store has a campaign of this id (KH510).
            StoreError: The store cannot be opened.
        """
        hierarchy_of(plan)
        opened = open_store(store)
        ticking = clock or SystemClock()
        name = id or (str(plan.directive.number) if plan.directive.number else "campaign")
        text = json.dumps(plan.to_dict(), ensure_ascii=False, sort_keys=True)
        record = Record(name, plan.digest, text, ticking.now())
        opened.begin(record)
        return cls(plan, opened, record, clock=ticking, authority=authority, default_by=default_by)

    @classmethod
    def resume(
        cls,
        store: object,
        *,
        id: str | None = None,
        plan: Plan | None = None,
        clock: Clock | None = None,
        authority: Authority | None = None,
        default_by: DefaultBy | None = None,
    ) -> Self:
        """Go on with a campaign that was begun.

        Args:
            store: Where it is kept.
            id: Its name there; the only campaign of the store when None.
            plan: The plan it was begun with, when its lifecycle has callables that no text can hold.
            clock: As in `begin`.
            authority: As in `begin`.
            default_by: As in `begin`.

        Raises:
            UnknownName: No campaign of this id.
            InvalidCommand: There are several and none is named (KH512), or `plan` is another (KH511).
            StoreError: The store cannot be opened.
        """
        opened = open_store(store)
        record = _chosen(opened.campaigns(), id)
        known = plan or Plan.from_dict(json.loads(record.plan))
        if known.digest != record.digest:
            values = {"id": record.id, "stored": record.digest[:12], "given": known.digest[:12]}
            raise InvalidCommand(Finding("KH511", values))
        return cls(known, opened, record, clock=clock, authority=authority, default_by=default_by)

    def fire(  # pyright: ignore[reportIncompatibleMethodOverride]  # the same options, spelled out for help()
        self,
        unit: str,
        trigger: str,
        *,
        by: str | None = None,
        person: str | None = None,
        acting_for: str | None = None,
        data: Mapping[str, object] | None = None,
        sections: Mapping[str, str] | None = None,
        payload: Mapping[str, object] | None = None,
        reason: str | None = None,
        version: int | None = None,
        received_at: datetime | str | int | None = None,
        due: object | None = None,
        command_id: str | None = None,
    ) -> LogEntry:
        """Do one act, or refuse it and change nothing.

        Args:
            unit: A duty: ``unit``, ``unit:form`` or ``unit:form@period``.
            trigger: What to do; a trigger of the plan's lifecycle.
            by: Who acts: a unit, or ``issuer`` above the root.
            person: Which person, as the application names people.
            acting_for: On whose behalf a superior records what came on paper.
            data: Figures, a patch over the last version; `kehoach.NIL`, `NA`, `MISSING` are marks.
            sections: Texts, a patch over the last version.
            payload: Plain data of the application, kept with the line.
            reason: Why.
            version: The version that was seen; another one by now is refused.
            received_at: When the paper came, stated by who received it: an instant with a zone.
            due: A new deadline that comes with a return.
            command_id: What makes the act one, however often it is asked for.

        Returns:
            The line of the log.

        Raises:
            Refused: Something stands against it; `.blockers` says what.
            UnknownName: No such unit or trigger.
            InvalidCommand: What it carries is ill-formed; every problem at once.
            StoreError: The store failed.
        """
        duty = self._index.get(unit)
        if duty is None:
            duty = duty_number(self.plan, unit)
        if (
            person is None
            and acting_for is None
            and data is None
            and sections is None
            and payload is None
            and reason is None
            and version is None
            and received_at is None
            and due is None
            and command_id is None
        ):
            details = NOTHING
        else:
            details = self._read(
                person=person,
                acting_for=acting_for,
                data=data,
                sections=sections,
                payload=payload,
                reason=reason,
                version=version,
                received_at=received_at,
                due=due,
                command_id=command_id,
            )
        journal, board, engine = self._journal, self._board, self._engine
        if engine.busy:
            raise InvalidCommand(Finding("KH506"))
        try:
            if journal.lock() != board.seq:
                self._catch_up()
            if details.command_id is not None:
                before = journal.find(details.command_id)
                if before is not None:
                    return self._repeated(before, duty, trigger, by, details)
            at = self._clock.now()
            at = max(at, board.at)  # a clock that jumped back: the log is in the order of its numbers
            number = engine.actors.known(by) if by is not None else None
            if number is None:
                number, details = self._actor(board, duty, trigger, by, details)
            move = engine.decide(board, duty, trigger, number, details, at)
            actor = number if details.acting_for is None else details.acting_for
            seen = board.version[duty] if move.code != UNROW else board.row(duty, actor)
            entry = journal.append(at, duty, seen, move.place, number, details)
        except BaseException:
            journal.unlock()
            raise
        board.apply(move, duty, seen, actor, at, details)
        return entry

    def _catch_up(self) -> None:
        fold(self._board, self._journal.read(self._board.seq).lines(self._board.seq))

    def _actor(self, board: Board, duty: int, trigger: str, by: str | None, details: Details) -> tuple[int, Details]:
        """The number of who acts, where it is not simply a unit that is named."""
        engine = self._engine
        if by is not None:
            return engine.actors.number(by), details
        if not self._expected:
            raise Refused(board.grid.names[duty], trigger, (Blocker("no_actor"),))
        return engine.expected(board, duty, trigger, details)

    def _repeated(self, before: LogEntry, duty: int, trigger: str, by: str | None, details: Details) -> LogEntry:
        """The line that the same command wrote before; another command of the same id is refused."""
        self._journal.unlock()
        wrote = self._journal.read(before.seq - 1).line(before.seq)
        same_actor = by is None or by == before.by
        if wrote[1] == duty and before.trigger == trigger and same_actor and _same(wrote[5], details, by):
            return before
        raise InvalidCommand(Finding("KH507", {"command_id": details.command_id, "seq": before.seq}))

    def acting(self, *, by: str | None = None, person: str | None = None) -> Acting:
        """A view of the campaign in which every act is by this unit and person."""
        return Acting(self, by, person)

    def receive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Submit, review and aggregate in one act of the superior that received the paper; all or nothing.

        The options are those of `fire`; `by` is the receiving superior. The plan's policy must say `accepts_in_one`.

        Raises:
            Refused: One of the three is refused, or the policy does not allow it.
        """
        if not self.plan.policy.accepts_in_one:
            raise Refused(unit, "receive", (Blocker("not_in_one"),))
        duty = duty_number(self.plan, unit)
        lead = self._engine.actors.name(self.plan.columns.lead_actor[duty])
        by, person = options.get("by") or lead, options.get("person")
        owner = hierarchy_of(self.plan).columns.ids[self.plan.columns.unit_of[duty]]
        first = Options(acting_for=owner) | options | Options(by=by)
        later = ["review"] if lead == "issuer" else ["review", "aggregate"]
        steps = [Command(unit, trigger, by=by, person=person) for trigger in later]
        outcomes = self.fire_many([Command(unit, "submit", **first), *steps], atomic=True)
        refused = next((one.error for one in outcomes if one.error is not None), None)
        if refused is not None:
            raise refused
        last = outcomes[-1].entry
        assert last is not None  # all were done
        return last

    def fire_many(
        self, commands: Iterable[Command], *, atomic: bool = True, order: Order | None = None
    ) -> tuple[Outcome, ...]:
        """Do many acts, in the caller's order.

        Args:
            commands: What to do.
            atomic: All or none, in one write; otherwise each for itself.
            order: ``"upward"``: subordinates first; ``"downward"``: superiors first; the outcomes keep the caller's
                order.

        Returns:
            One outcome per command, in the caller's order. When one of an atomic batch is refused, none is done.
        """
        asked = list(commands)
        places = self._places(asked, order)
        results = self._together(asked, places) if atomic else self._singly(asked, places)
        return tuple(results[place] for place in range(len(asked)))

    def _places(self, commands: Sequence[Command], order: Order | None) -> Sequence[int]:
        places = range(len(commands))
        if order is None:
            return places
        generation, index = self.plan.columns.generation, self._index
        depth = [generation[index[one.unit]] if one.unit in index else 0 for one in commands]
        return sorted(places, key=depth.__getitem__, reverse=order == "downward")

    def _singly(self, commands: Sequence[Command], places: Iterable[int]) -> dict[int, Outcome]:
        results: dict[int, Outcome] = {}
        for place in places:
            one = commands[place]
            try:
                results[place] = Outcome(one, self.fire(one.unit, one.trigger, **one.options()))
            except (Refused, InvalidCommand, UnknownName) as error:
                results[place] = Outcome(one, error=error)
        return results

    def _together(self, commands: Sequence[Command], places: Iterable[int]) -> dict[int, Outcome]:
        """Decide all on a board of their own; only when none is refused is anything written."""
        journal = self._journal
        errors: dict[int, KehoachError] = {}
        if self._engine.busy:
            raise InvalidCommand(Finding("KH506"))
        written: dict[int, int] = {}
        lines: list[Line] = []
        try:
            if journal.lock() != self._board.seq:
                self._catch_up()
            board = self._board.copy()
            for place in places:
                try:
                    lines.append(self._line(board, commands[place]))
                    written[place] = len(lines) - 1
                except (Refused, InvalidCommand, UnknownName) as error:
                    errors[place] = error
            if errors:
                journal.unlock()
                return {place: Outcome(one, error=errors.get(place)) for place, one in enumerate(commands)}
            entries = journal.extend(lines)
        except BaseException:
            journal.unlock()
            raise
        self._board = board
        return {place: Outcome(commands[place], entries[spot]) for place, spot in written.items()}

    def _line(self, board: Board, command: Command) -> Line:
        """The line that a command is, applied to a board that is not published yet."""
        duty = duty_number(self.plan, command.unit)
        options = command.options()
        by = options.pop("by", None)
        details = self._read(**options) if options else NOTHING
        before = self._journal.find(details.command_id) if details.command_id is not None else None
        if before is not None:
            raise InvalidCommand(Finding("KH507", {"command_id": details.command_id, "seq": before.seq}))
        at = max(self._clock.now(), board.at)
        number = self._engine.actors.known(by) if by is not None else None
        if number is None:
            number, details = self._actor(board, duty, command.trigger, by, details)
        move = self._engine.decide(board, duty, command.trigger, number, details, at)
        actor = number if details.acting_for is None else details.acting_for
        seen = board.version[duty] if move.code != UNROW else board.row(duty, actor)
        board.apply(move, duty, seen, actor, at, details)
        return at, duty, seen, move.place, number, details

    def fire_all(
        self,
        trigger: str,
        *,
        tier: str | None = None,
        units: Iterable[str] | None = None,
        by: str | None = None,
        person: str | None = None,
        reason: str | None = None,
    ) -> tuple[Outcome, ...]:
        """Fire a trigger on every duty of a tier, or on some, for which it is possible; each for itself.

        Args:
            trigger: What to do.
            tier: On every duty of this tier in whose state the trigger exists.
            units: On these, in their order.
            by: Who acts.
            person: Which person.
            reason: Why.
        """
        table, board = self._engine.flat.table, self._board
        if units is None:
            names = self.progress().duties(tier)
            units = [name for name in names if trigger in table[board.state[self._index[name]]]]
        return self.fire_many(
            [Command(unit, trigger, by=by, person=person, reason=reason) for unit in units], atomic=False
        )

    def blockers(self, unit: str, trigger: str, **options: Unpack[Options]) -> tuple[Blocker, ...]:
        """Everything that stands against an act; empty when `fire` would do it. Nothing moves."""
        duty, board = duty_number(self.plan, unit), self._current()
        by = options.pop("by", None)
        details = self._read(**options) if options else NOTHING
        number = self._engine.actors.known(by) if by is not None else None
        if number is None:
            try:
                number, details = self._actor(board, duty, trigger, by, details)
            except Refused as error:
                return error.blockers
        return self._engine.blockers(board, duty, trigger, number, details, max(self._clock.now(), board.at))

    def may(self, unit: str, trigger: str, **options: Unpack[Options]) -> bool:
        """Whether `fire` would do it."""
        return not self.blockers(unit, trigger, **options)

    def triggers(self, unit: str, **options: Unpack[Options]) -> tuple[str, ...]:
        """The triggers that `fire` would accept from `by` on a duty, in the lifecycle's order."""
        return tuple(one for one in self._engine.flat.triggers if self.may(unit, one, **options))

    def report(self, unit: str) -> Report:
        """The report of a duty as it stands."""
        return report_of(self._current(), duty_number(self.plan, unit))

    def progress(self, at: Instant | None = None) -> Progress:
        """Where everything stands.

        Args:
            at: What was known at that instant, and how it stood then; now when None.
        """
        if at is None:
            board = self._current()
            return Progress(self.plan, board.copy(), max(self._clock.now(), board.at))
        instant = micros(at, path="at")
        board = self._fresh()
        fold(board, (line for line in self._journal.read().lines() if line[0] <= instant))
        return Progress(self.plan, board, instant)

    def log(self, after: int = 0) -> Sequence[LogEntry]:
        """The lines after one, in order."""
        return self._journal.entries(after)

    def total(self, unit: str, key: str, version: TotalVersion = "draft") -> Total:
        """The total of an indicator in one version of a unit's report; see `kehoach._rollup.total`."""
        return total(self.plan, self._current(), unit, key, version)

    def check(self) -> tuple[Finding, ...]:
        """What is doubtful about the plan; nothing here stops a campaign."""
        return self.plan.check()

    def verify(self) -> Verified:
        """Check the hash chain of the log.

        Raises:
            Tampered: A line does not fit; `.seq` names the first.
        """
        return self._journal.verify()

    def _current(self) -> Board:
        """The board, with every line that others wrote."""
        self._catch_up()
        return self._board

    def __repr__(self) -> str:
        return f"<Campaign {self.id!r}, {self._board.seq} entries>"


class Acting(Verbs):
    """A campaign seen by one who acts: `by` and `person` are fixed."""

    __slots__ = ("_by", "_campaign", "_person")

    def __init__(self, campaign: Campaign, by: str | None, person: str | None) -> None:
        self._campaign, self._by, self._person = campaign, by, person

    def _fixed(self, options: Options) -> Options:
        return Options(by=self._by, person=self._person) | options

    def fire(self, unit: str, trigger: str, **options: Unpack[Options]) -> LogEntry:
        """Do one act; see `Campaign.fire`."""
        return self._campaign.fire(unit, trigger, **self._fixed(options))

    def receive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Submit, review and aggregate in one act; see `Campaign.receive`."""
        return self._campaign.receive(unit, **self._fixed(options))

    def may(self, unit: str, trigger: str, **options: Unpack[Options]) -> bool:
        """Whether `fire` would do it."""
        return self._campaign.may(unit, trigger, **self._fixed(options))

    def blockers(self, unit: str, trigger: str, **options: Unpack[Options]) -> tuple[Blocker, ...]:
        """Everything that stands against an act."""
        return self._campaign.blockers(unit, trigger, **self._fixed(options))

    def triggers(self, unit: str, **options: Unpack[Options]) -> tuple[str, ...]:
        """The triggers that `fire` would accept."""
        return self._campaign.triggers(unit, **self._fixed(options))


def _chosen(records: Sequence[Record], id: str | None) -> Record:
    names = [record.id for record in records]
    if id is not None:
        if id not in names:
            raise UnknownName("campaign", id, nearest(id, names))
        return records[names.index(id)]
    if len(records) != 1:
        raise InvalidCommand(Finding("KH512", {"count": len(records), "ids": tuple(names) or ("none",)}))
    return records[0]


def _same(wrote: Details, asked: Details, by: str | None) -> bool:
    """Whether two acts carry the same; what was filled in for an actor that was left out is not compared."""
    if by is not None:
        return wrote == asked
    return attrs.evolve(wrote, acting_for=asked.acting_for) == asked
