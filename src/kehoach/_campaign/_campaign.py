"""A plan being carried out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import islice, takewhile
from types import ModuleType
from typing import TYPE_CHECKING, Literal, Self, Unpack

from kehoach._campaign._acting import Acting
from kehoach._campaign._composition import Composition
from kehoach._campaign._consolidating import Consolidating
from kehoach._campaign._details import Salt
from kehoach._campaign._erasing import Erasing
from kehoach._campaign._figures import Figures
from kehoach._campaign._keeping import Keeping, OnHead, announces
from kehoach._campaign._limited import shell_of
from kehoach._campaign._opening import called, chosen, closing, stored
from kehoach._campaign._outcome import Outcome
from kehoach._campaign._paths import Paths
from kehoach._campaign._receiving import steps_of
from kehoach._campaign._scoped import Scoped
from kehoach._campaign._shell import PROPOSED, UNDONE, Listener
from kehoach._campaign._timing import Timing
from kehoach._campaign._verbs import Verbs
from kehoach._clock import Clock, Instant, SystemClock, micros
from kehoach._engine import Asks, Authority, Bypass, bypasses, findings_of, settled
from kehoach._plan import Plan
from kehoach._progress import Lines, LogEntry, Progress, Scope, duties_of, duty_number, fold, hierarchy_of, report_of
from kehoach._reminders import Notice, reminders
from kehoach._report import NOTHING, Carried, Command, Options, Report
from kehoach._rollup import Reckoning
from kehoach._spelling import shown
from kehoach.errors import Blocker, Finding, InvalidCommand, Refused
from kehoach.stores import Record, Store, open_store

if TYPE_CHECKING:
    from kehoach.rules import Rule

__all__ = ["Campaign"]

DefaultBy = Literal["expected"]
Order = Literal["upward", "downward"]
_WORTH_A_SWEEP = 32  # below, loading and starting numpy costs more than the acts


class Campaign(Verbs, Composition, Paths, Timing, Figures, Consolidating, Erasing, Keeping):
    """A plan being carried out; make one with `Campaign.begin` or `Campaign.resume`.

    One object serves one thread. Several objects, in one process or many, may work on one campaign of one store: each
    folds what it missed before it decides.

    Attributes:
        id: Its name in its store.
        plan: The plan that is carried out.
    """

    __slots__ = ("_closes", "_index", "_on_head", "_reckoning", "_shell", "id", "plan")

    def __init__(
        self,
        plan: Plan,
        store: Store,
        record: Record,
        *,
        clock: Clock | None,
        authority: Authority | Asks | None,
        default_by: DefaultBy | None,
        salt: Salt | None = None,
        on_head: OnHead | None = None,
        units: Iterable[str] | None = None,
        closes: Callable[[], None] | None = None,
    ) -> None:
        self.id, self.plan = record.id, plan
        ticking = clock or SystemClock()
        expected = default_by == "expected"
        self._shell = shell_of(
            plan, store, record, clock=ticking, authority=authority, expected=expected, salt=salt, units=units
        )
        self._index = plan.columns.index
        self._reckoning = Reckoning(plan)
        self._shell.refolded = self._reckoning.forget
        self._on_head, self._closes = on_head, closes
        if on_head is not None:
            self._shell.listen(announces(plan, record.id, self._shell, on_head))

    @classmethod
    def begin(
        cls,
        plan: Plan,
        store: object = None,
        *,
        id: str | None = None,
        clock: Clock | None = None,
        authority: Authority | Asks | None = None,
        default_by: DefaultBy | None = None,
        salt: Salt | None = None,
        on_head: OnHead | None = None,
    ) -> Self:
        """Begin to carry out a plan.

        Args:
            plan: The plan, with units.
            store: A URL such as ``sqlite:///2019.db`` or ``postgresql+psycopg://host/name``, the path of a file, a
                store, an engine of the application, or a connection of it: then the campaign is kept or undone with the
                transaction that is under way there, and ends with it; None: in memory.
            id: Its name in the store; the number of the directive, else ``campaign``.
            clock: What tells the time; the machine's when None.
            authority: Who may act: an authority, or a function of actor, trigger, duty and progress; the standard one
                when None.
            default_by: ``"expected"``: who is expected acts where `by` is left out. For tests, simulation, command
                lines.
            salt: What draws the sixteen random bytes with which the content of a line is hashed, so that it can be
                erased; the system's generator when None. Tests give one that repeats itself.
            on_head: Called with a `kehoach.stores.Head` that is to be kept elsewhere: when the root takes a report up,
                when its own comes to its end, and at `leave`. After the write, and perhaps twice; campaign and number
                are the key. What it raises is logged and changes nothing, but at `leave`.

        Raises:
            InvalidCommand: The plan has no units (KH500), the store has a campaign of this id (KH510), or `authority`
                is none (KH533) or names what the plan does not have (KH530).
            StoreError: The store cannot be opened.
        """
        hierarchy_of(plan)
        settled(plan, authority)
        opened = open_store(store)
        ticking = clock or SystemClock()
        name = called(plan, id)
        text = json.dumps(plan.to_dict(), ensure_ascii=False, sort_keys=True)
        record = Record(name, plan.digest, text, ticking.now())
        opened.begin(record)
        return cls(
            plan,
            opened,
            record,
            clock=ticking,
            authority=authority,
            default_by=default_by,
            salt=salt,
            on_head=on_head,
            closes=closing(opened, store),
        )

    @classmethod
    def resume(
        cls,
        store: object,
        *,
        id: str | None = None,
        plan: Plan | None = None,
        clock: Clock | None = None,
        authority: Authority | Asks | None = None,
        default_by: DefaultBy | None = None,
        salt: Salt | None = None,
        on_head: OnHead | None = None,
        units: Iterable[str] | None = None,
    ) -> Self:
        """Go on with a campaign that was begun.

        Args:
            store: Where it is kept, as in `begin`.
            id: Its name there; the only campaign of the store when None.
            plan: The plan it was begun with, when its lifecycle has callables that no text can hold.
            clock: As in `begin`.
            authority: As in `begin`.
            default_by: As in `begin`.
            salt: As in `begin`.
            on_head: As in `begin`.
            units: Only these are loaded, with all above and below them: from a snapshot (see `snapshot`) that is a
                small part of what there is to read. The campaign then acts on them, shows their reports, and refuses
                what concerns others, or all (KH954).

        Raises:
            UnknownName: No campaign of this id, or no such unit.
            InvalidCommand: There are several and none is named (KH512), `plan` is another (KH511), or `authority` is
                none (KH533) or names what the plan does not have (KH530).
            StoreError: The store cannot be opened.
        """
        opened = open_store(store, create=False)
        record = chosen(opened.campaigns(), id)
        known = plan or stored(record)
        if known.digest != record.digest:
            values = {"id": record.id, "stored": record.digest[:12], "given": known.digest[:12]}
            raise InvalidCommand(Finding("KH511", values))
        return cls(
            known,
            opened,
            record,
            clock=clock,
            authority=authority,
            default_by=default_by,
            salt=salt,
            on_head=on_head,
            units=units,
            closes=closing(opened, store),
        )

    def fire(self, unit: str, trigger: str, *, by: str | None = None, **options: Unpack[Carried]) -> LogEntry:
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
        details = self._shell.read(duty, by, **options) if options else NOTHING
        return self._shell.act(duty, trigger, by, details)

    def acting(self, *, by: str | None = None, person: str | None = None) -> Acting:
        """A view of the campaign in which every act is by this unit and person."""
        return Acting(self, by, person)

    def scoped(self, actor: str, *, person: str | None = None) -> Scoped:
        """A view of the campaign that shows only what an actor may see, and in which it acts.

        Args:
            actor: Who looks: a unit, or ``issuer``, who sees all; anybody else sees nothing.
            person: Which person acts.
        """
        return Scoped(self, Scope(self.plan, actor), person)

    def subscribe(self, callback: Listener) -> Callable[[], None]:
        """Have `callback` called with every entry that this object writes, after it has been written.

        What it raises is logged under ``kehoach`` and changes nothing: the act is done. A program that must miss
        nothing, also what others write, polls `log` after the last number it has seen instead; a number is the key by
        which it tells what it has handled.

        Returns:
            What ends it.
        """
        return self._shell.listen(callback)

    def receive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Submit, review and aggregate in one act of the superior that received the paper; all or nothing.

        The options are those of `fire`; `by` is the receiving superior. The plan's policy must say `accepts_in_one`.
        Steps of a lifecycle of one's own are done with the others; those of the unit on its behalf.

        Raises:
            Refused: One of them is refused, or the policy does not allow it.
        """
        if not self.plan.policy.accepts_in_one:
            raise Refused(unit, "receive", (Blocker("not_in_one"),))
        duty = duty_number(self.plan, unit)
        lead = self._shell.engine.actors.name(self._shell.look(duty).grid.lead_actor[duty])
        by = options.get("by") or lead
        owner = hierarchy_of(self.plan).columns.ids[self.plan.columns.unit_of[duty]]
        first = Options(acting_for=owner) | options | Options(by=by)
        steps, sends = steps_of(self.plan, duty, top=lead == "issuer", owner=owner, options=first)
        again = self._received(duty, [one.trigger for one in steps[sends:]], first)
        if again is not None:
            return again
        outcomes = self.fire_many(steps, atomic=True)
        refused = next((one.error for one in outcomes if one.error is not None), None)
        if refused is not None:
            raise refused
        last = outcomes[-1].entry
        assert last is not None  # all were done
        return last

    def _received(self, duty: int, triggers: Sequence[str], options: Options) -> LogEntry | None:
        """The last line of the same paper, received before under the same command id; None when it was not."""
        shell, id = self._shell, options.get("command_id")
        shell.look(duty)
        before = shell.journal.find(id) if isinstance(id, str) else None
        if before is None:
            return None
        carried = Carried(**{name: given for name, given in options.items() if name != "by"})  # type: ignore[typeddict-item]  # the rest of them
        by = options.get("by")
        shell.same(before, duty, triggers[0], by, shell.read(duty, by, **carried))
        run = takewhile(lambda entry: entry.at == before.at, self.log(after=before.seq - 1))
        lines = list(islice((entry for entry in run if entry.duty == before.duty), len(triggers)))
        if [entry.trigger for entry in lines] == list(triggers):
            return lines[-1]
        raise InvalidCommand(Finding("KH507", {"command_id": id, "seq": before.seq}))

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
        for other in [one for one in asked if not isinstance(one, Command)]:
            raise TypeError(f"fire_many() takes commands, and {shown(other)} is none")
        places = self._places(asked, order)
        results = self._shell.together(asked, places) if atomic else self._singly(asked, places)
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
        unknown = 0
        for place in places:
            one = commands[place]
            try:
                if one.unit not in self._index:
                    unknown += 1
                    duty_number(self.plan, one.unit, propose=unknown <= PROPOSED)
                results[place] = Outcome(one, self.fire(one.unit, one.trigger, by=one.by, **one.carried()))
            except UNDONE as error:
                results[place] = Outcome(one, error=error.with_traceback(None))
        return results

    def fire_all(
        self,
        trigger: str,
        *,
        tier: str | None = None,
        units: Iterable[str] | None = None,
        by: str | None = None,
        person: str | None = None,
        reason: str | None = None,
    ) -> Sequence[Outcome]:
        """Fire a trigger on every duty of a tier, or on some, for which it is possible; each for itself.

        Args:
            trigger: What to do.
            tier: On every duty of this tier in whose state the trigger exists.
            units: On these, in their order.
            by: Who acts.
            person: Which person.
            reason: Why.
        """
        plan = self.plan
        known, named = self._index, None
        if units is not None:
            named = [
                known[unit] if isinstance(unit, str) and unit in known else duty_number(plan, unit) for unit in units
            ]
        if person is None and reason is None and (named is None or len(named) >= _WORTH_A_SWEEP):
            swept = self._shell.sweep(trigger, by, tier, named)
            if swept is not None:
                return swept
        if named is None:
            board = self._shell.current()
            table, states = board.flat.table, board.state
            named = [duty for duty in duties_of(plan, tier) if trigger in table[states[duty]]]
        names = (plan.columns.names[duty] for duty in named)
        return self.fire_many(
            [Command(name, trigger, by=by, person=person, reason=reason) for name in names], atomic=False
        )

    def blockers(
        self, unit: str, trigger: str, *, by: str | None = None, **options: Unpack[Carried]
    ) -> tuple[Blocker, ...]:
        """Everything that stands against an act; empty when `fire` would do it. Nothing moves."""
        duty = duty_number(self.plan, unit)
        board = self._shell.look(duty)
        details = self._shell.read(duty, by, **options) if options else NOTHING
        number = self._shell.engine.actors.known(by) if by is not None else None
        if number is None:
            try:
                number, details = self._shell.actor(board, duty, trigger, by, details)
            except Refused as error:
                return error.blockers
        return self._shell.engine.blockers(
            board, duty, trigger, number, details, max(self._shell.clock.now(), board.at)
        )

    def may(self, unit: str, trigger: str, **options: Unpack[Options]) -> bool:
        """Whether `fire` would do it."""
        return not self.blockers(unit, trigger, **options)

    def triggers(self, unit: str, **options: Unpack[Options]) -> tuple[str, ...]:
        """The triggers that `fire` would accept from `by` on a duty, in the lifecycle's order."""
        return tuple(one for one in self._shell.engine.flat.triggers if self.may(unit, one, **options))

    def report(self, unit: str) -> Report:
        """The report of a duty as it stands."""
        duty = duty_number(self.plan, unit)
        return report_of(self._shell.look(duty), duty)

    def progress(self, at: Instant | None = None) -> Progress:
        """Where everything stands.

        Args:
            at: What was known at that instant, and how it stood then; now when None.
        """
        if at is None:
            board = self._shell.current()
            return Progress(self.plan, board.copy(), max(self._shell.clock.now(), board.at))
        instant = micros(at, path="at")
        board = self._shell.fresh()
        fold(board, (line for line in self._shell.journal.read().lines() if line[0] <= instant))
        return Progress(self.plan, board, instant)

    def reminders(self, since: Instant, until: Instant | None = None) -> tuple[Notice, ...]:
        """What is to be sent: of each duty that is still open, the last rung of the plan's ladder that it has reached.

        Who asks keeps the instant up to which it has asked and asks from there: then no rung of a duty comes twice, and
        none is left out. Nothing is sent, and nothing is changed by asking.

        Args:
            since: From this instant on: up to where it was asked last.
            until: Before this one; now when None.

        Raises:
            InvalidCommand: `until` lies before `since` (KH517), or an instant is naive.
        """
        board = self._shell.current()
        first = micros(since, path="since")
        last = max(self._shell.clock.now(), board.at) if until is None else micros(until, path="until")
        if last < first:
            raise InvalidCommand(Finding("KH517", {"since": str(since), "until": str(until or "now")}, path="until"))
        return reminders(Progress(self.plan, board, last), first, last)

    def log(self, after: int = 0) -> Lines:
        """The lines after one, in order."""
        return self._shell.journal.entries(after)

    def bypasses(self, unit: str | None = None) -> tuple[Bypass, ...]:
        """Every act by which a tier was passed over, in the order of the log: they are shown ever after.

        Args:
            unit: Only those on this duty.
        """
        duty, shell = None if unit is None else duty_number(self.plan, unit), self._shell
        shell.current()
        lines = shell.journal.read().lines
        return tuple(bypasses(shell.fresh, lines, shell.engine.actors, duty))

    def check(
        self,
        rules: Iterable[Rule | ModuleType] | None = None,
        *,
        select: Iterable[str] | str = (),
        ignore: Iterable[str] | str = (),
    ) -> tuple[Finding, ...]:
        """What rules find in the plan, in where everything stands, and in each step; nothing here stops a campaign.

        Args:
            rules: Rules, or modules with rules; the built-in ones when None.
            select: Only these: codes, beginnings of codes, or names.
            ignore: All but these.

        Raises:
            UnknownName: `select` or `ignore` names no rule.
            InvalidRule: Two rules have one code, or a module holds none.
        """
        from kehoach.rules import check

        return check(self, rules, select=select, ignore=ignore)

    def content(self, unit: str) -> tuple[Finding, ...]:
        """Which checks of the plan a report breaks as it stands, hard ones (errors) before soft ones (warnings).

        Args:
            unit: Whose report.

        Raises:
            UnknownName: No such unit.
        """
        duty = duty_number(self.plan, unit)
        return findings_of(self.plan, self._shell.look(duty), duty)

    def __repr__(self) -> str:
        return f"<Campaign {self.id!r}, {self._shell.caught_up().seq} entries>"
