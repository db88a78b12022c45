"""The decision: may this act happen now, and which move is it? It changes nothing; the campaign does, afterwards.

The way of an act that nothing stands against is short: the candidates of (state, trigger), one comparison for who
may, and the guards, each a call. Everything else, a refusal with all its reasons, an actor who is not the expected
one, a lifecycle with a user's callables, goes the long way round through `transitions` and the authority.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

import attrs
from transitions.core import EventData

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine._authority import Asks, Authority, expected_actors, judged, settled, standard
from kehoach._engine._case import Asked, Case
from kehoach._engine._composition import against, spoken_of
from kehoach._engine._guards import CHOOSING, Guard, guards_for, idle_until_moved, never
from kehoach._engine._paths import REOPEN_PATH, reopened
from kehoach._engine._permit import changer, obstacles
from kehoach._engine._question import Question
from kehoach._engine._stale import stale
from kehoach._engine._stragglers import EXCUSED
from kehoach._engine._unasked import unasked, verdict, weighed
from kehoach._lifecycle import Flat, Move, answered, label
from kehoach._lifecycle._machine import ReportMachine
from kehoach._plan import Plan, PlanColumns
from kehoach._progress import Actors, Board, Line
from kehoach._report import NOTHING, Details
from kehoach._spelling import nearest
from kehoach.errors import Blocker, Refused, UnknownName

if TYPE_CHECKING:
    from kehoach._engine._sweep import Sweep

__all__ = ["Engine"]


class _Sized(Protocol):
    def __getitem__(self, number: int, /) -> int: ...


_Option = tuple[Move, _Sized, tuple[Guard, ...], tuple[Guard, ...]]
_Table = tuple[Mapping[str, tuple[_Option, ...]], ...]


class _Stranger:
    """Stands where no actor is expected: whoever acts, the long way decides."""

    __slots__ = ()

    def __getitem__(self, number: int, /) -> int:
        return -2


class Engine:
    """Decides acts of the campaigns of one plan under one authority.

    Args:
        plan: The plan, with units.
        actors: Who acts, as numbers.
        flat: The lifecycle as arrays.
        authority: Who may do what; the standard one when None.

    Raises:
        InvalidCommand: `authority` is none (KH533), or its delegations do not fit the plan (KH530, KH532).

    Attributes:
        busy: Whether a callback of a user is running; an act asked for meanwhile is refused.
    """

    __slots__ = (
        "_authority", "_closes", "_grid", "_guards", "_live", "_rights", "_table", "_untouched", "actors", "busy",
        "flat", "plan",
    )  # fmt: skip

    def __init__(self, plan: Plan, actors: Actors, flat: Flat, authority: Authority | Asks | None = None) -> None:
        self.plan, self.actors, self.busy = plan, actors, False
        self._authority, self._rights = settled(plan, authority)
        self.flat, self._closes = flat, plan.columns.closes_at
        self._stand_on(plan.columns)

    def fit(self, grid: PlanColumns) -> None:
        """Decide on the graph of a board from here on; it is another when reports go past one, or a unit closes."""
        if grid is not self._grid:
            self._stand_on(grid)

    def _stand_on(self, grid: PlanColumns) -> None:
        guards = guards_for(self.plan, grid)
        self._guards: Mapping[str, Guard] = {name: guard for name, (guard, _) in guards.items()}
        refusing = frozenset(name for name, (_, can_refuse) in guards.items() if can_refuse)
        self._live = {name: guard for name, guard in self._guards.items() if name in refusing or name in CHOOSING}
        self._grid = grid
        self._table = self._prepared(refusing)
        self._untouched = self._prepared(refusing - idle_until_moved(self.plan.columns))

    def _prepared(self, asked: frozenset[str]) -> _Table:
        """The candidates of every state and trigger, with those of their guards that can hold something against it."""
        return tuple(
            {trigger: self._options(group, asked) for trigger, group in row.items()} for row in self.flat.table
        )

    def _options(self, group: tuple[Move, ...], asked: frozenset[str]) -> tuple[_Option, ...]:
        if not all(move.plain for move in group):
            return ()  # a user's callable takes part: the machine itself is run
        columns = self._grid
        usual: dict[str, array[int]] = {
            "unit": columns.unit_of,
            "lead": columns.lead_actor,
            "superior": columns.lead_actor,
        }
        known = usual if self._authority is None else {}
        return tuple(
            (
                move,
                cast(_Sized, known.get(move.who[0], _Stranger())),
                tuple(self._live[name] for name, unless in move.guards if not unless and name in asked),
                tuple(self._live[name] for name, unless in move.guards if unless and name in self._live),
            )
            for move in group
        )

    def decide(self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int) -> Move:
        """The move that an act is.

        Args:
            board: Where everything stands.
            duty: The number of the duty.
            trigger: What is asked.
            by: The number of the actor.
            details: What the act carries.
            at: The instant of the act, in microseconds since 1970 UTC.

        Raises:
            Refused: Something stands against it; every reason is in `blockers`.
            UnknownName: No transition has such a trigger.
        """
        table = self._untouched if board.closes_at is self._closes else self._table
        options = table[board.state[duty]].get(trigger)
        if options and (details is NOTHING or self._usual(board, duty, details)):
            for move, expected, conditions, selectors in options:
                if by != expected[duty]:
                    break
                for guard in conditions:
                    answer = guard(board, duty, by, details, at)
                    if answer is not None and answer is not True:
                        break
                else:
                    for guard in selectors:
                        answer = guard(board, duty, by, details, at)
                        if answer is not None and answer is not False:
                            break
                    else:
                        return move
        return self._reconsider(Asked(board, duty, trigger, by, details, at, self.actors))

    def blockers(
        self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> tuple[Blocker, ...]:
        """Everything that stands against an act; empty when it would be done. Nothing moves.

        Raises:
            UnknownName: No transition has such a trigger.
        """
        asked = Asked(board, duty, trigger, by, details, at, self.actors)
        return self._denied(asked) or self._against(asked)

    def expected(self, board: Board, duty: int, trigger: str, details: Details) -> tuple[int, Details]:
        """Whom a trigger on a duty is for, the likeliest, and the details of the act as that one does it.

        A paper whose day of arrival is stated is recorded by who received it, on behalf of who sent it.
        """
        unit, moves = board.grid.unit_of[duty], self.flat.table[board.state[duty]].get(trigger, ())
        actor = next((actor for move in moves for actor in expected_actors(board, duty, move)), unit)
        if details.received_at is not None and details.acting_for is None and actor == unit:
            return board.grid.lead_actor[duty], attrs.evolve(details, acting_for=unit)
        if details.acting_for is not None and details.acting_for == actor:
            return board.grid.lead_actor[duty], details
        return actor, details

    def changer(self, board: Board, kind: str, duties: Sequence[int], details: Details) -> str:
        """Whom a change of dues is for, where nobody is named."""
        return self.actors.name(changer(board, kind, duties, details))

    def permit(self, board: Board, kind: str, duties: Sequence[int], by: int, details: Details, at: int) -> None:
        """Let a change of dues pass, or say everything that stands against it.

        Args:
            board: Where everything stands.
            kind: One of the changes.
            duties: What it moves.
            by: The number of who decides.
            details: What it carries.
            at: The instant, in microseconds since 1970 UTC.

        Raises:
            Refused: Something stands against it.
        """
        question = Question(board, self.actors, kind, duties, by, details, at)
        if self._authority is None:
            blockers = judged(question, self._rights)
        else:
            names = [board.grid.names[duty] for duty in duties] or [
                spoken_of(board, (), details) if kind == "file" else ""
            ]
            blockers = tuple(dict.fromkeys(one for name in names for one in self._answer(question, name)))
        blockers = blockers or (*obstacles(board, kind, duties, details), *against(question))
        if blockers:
            raise Refused(spoken_of(board, duties, details), kind, blockers)

    def unasked(
        self,
        board: Board,
        duty: int,
        effect: str,
        by: int,
        details: Details,
        at: int,
        *,
        excused: frozenset[str] = EXCUSED,
    ) -> Move | tuple[Blocker, ...]:
        """The move with an effect that another act brings along, no authority being heard; or what stands against it.

        Args:
            board: Where everything stands.
            duty: The number of the duty.
            effect: What the move does.
            by: The number of who acts.
            details: What the line will carry.
            at: The instant, in microseconds since 1970 UTC.
            excused: Built-in guards that are not asked.
        """
        guards = {**self._guards, **dict.fromkeys(excused, never)}
        with _Busy(self):
            return unasked(self.plan, Asked(board, duty, "", by, details, at, self.actors), guards, effect)

    def reopened(self, board: Board, duty: int, by: int, details: Details, at: int) -> list[Line]:
        """Open every report on the way down to a duty that is past draft, the topmost first; the lines of the log.

        Args:
            board: A board of its own, changed in place.
            duty: The number of the duty.
            by: The number of who acts.
            details: What the lines carry.
            at: The instant, in microseconds since 1970 UTC.

        Raises:
            Refused: Something stands against one of them; every reason is in `blockers`.
        """
        question, name = Question(board, self.actors, REOPEN_PATH, (duty,), by, details, at), board.grid.names[duty]
        denied = judged(question, self._rights) if self._authority is None else self._answer(question, name)
        if denied:
            raise Refused(name, REOPEN_PATH, denied)
        find = partial(self.unasked, excused=frozenset())
        lines, blockers = reopened(self.plan, board, duty, by, details, at, find)
        if blockers:
            raise Refused(name, REOPEN_PATH, blockers)
        return lines

    def sweep(self, board: Board, trigger: str, duties: Sequence[int], by: str | None, at: int) -> Sweep | None:
        """One trigger on many duties over columns; None where only the way one by one is right.

        Args:
            board: Where everything stands.
            trigger: What is asked.
            duties: The numbers of the duties.
            by: Who acts; None: who is expected, each.
            at: The instant, in microseconds since 1970 UTC.
        """
        from kehoach._engine import _sweep  # numpy is loaded by those who sweep

        run = _sweep.run_of(duties)
        if self._authority is not None or not _sweep.can_sweep(self.plan, board, trigger, run):
            return None
        actor = None if by is None else self.actors.number(by)
        return _sweep.sweep(board, self._live, trigger, run, actor, NOTHING, at)

    def chosen(self, board: Board, trigger: str, tier: str | None) -> Sequence[int]:
        """The duties of a tier, or all, in whose state a trigger exists, in official order.

        Args:
            board: Where everything stands.
            trigger: What is to be asked.
            tier: Which tier; None: all.

        Raises:
            UnknownName: No such tier; the nearest is proposed.
        """
        from kehoach._engine import _sweep

        names = [one.id for one in self.plan.tiers]
        if tier is not None and tier not in names:
            raise UnknownName("tier", tier, nearest(tier, names))
        return _sweep.chosen(board, trigger, None if tier is None else names.index(tier))

    def refusals(
        self, board: Board, trigger: str, duties: Sequence[int], by: str | None, at: int
    ) -> dict[int, Refused]:
        """Why a trigger is refused on duties, with every reason; none of them is done.

        Args:
            board: Where everything stands.
            trigger: What was asked.
            duties: The numbers of the duties.
            by: Who acts; None: who is expected, each.
            at: The instant, in microseconds since 1970 UTC.
        """
        errors: dict[int, Refused] = {}
        for duty in duties:
            actor = self.actors.number(by) if by is not None else self.expected(board, duty, trigger, NOTHING)[0]
            blockers = self.blockers(board, duty, trigger, actor, NOTHING, at)
            errors[duty] = Refused(board.grid.names[duty], trigger, blockers)
        return errors

    def swept(self, board: Board, done: Sweep, at: int) -> None:
        """Make the moves of a sweep on a board.

        Args:
            board: Changed in place.
            done: What was decided.
            at: The instant, in microseconds since 1970 UTC.
        """
        from kehoach._engine import _sweep

        _sweep.swept(board, done, at)

    def _usual(self, board: Board, duty: int, details: Details) -> bool:
        """Whether nothing among the details asks for the long way."""
        seen = details.version
        unmet = details.acting_for is None and details.received_at is None and details.due is None
        return unmet and (seen is None or seen == board.version[duty])

    def _reconsider(self, asked: Asked) -> Move:
        """The long way: authority first, then every guard, then, where callables take part, the machine."""
        blockers = self._denied(asked)
        if not blockers:
            if not all(move.plain for move in asked.moves):
                return self._run(asked)
            for move in self._open_to(asked):
                if not self._held_against(move, asked):
                    return move
            blockers = self._against(asked)
        raise Refused(asked.name, asked.trigger, blockers)

    def _denied(self, asked: Asked) -> tuple[Blocker, ...]:
        """What stands against an act before any guard is asked: no such move, no right to it, seen too early."""
        if not asked.moves:
            if asked.trigger not in self.flat.triggers:
                raise UnknownName("trigger", asked.trigger, nearest(asked.trigger, self.flat.triggers))
            return (self._no_such_move(asked),)
        return self._unauthorised(asked) or tuple(self._untimely(asked))

    def _unauthorised(self, asked: Asked) -> tuple[Blocker, ...]:
        if self._authority is None:
            return judged(asked.question, self._rights)
        return self._answer(asked.question, asked.name)

    def _answer(self, question: Question, duty: str) -> tuple[Blocker, ...]:
        """What the host's authority says; an act that it asks for meanwhile is refused."""
        assert self._authority is not None
        with _Busy(self):
            return self._authority.answer(question, duty)

    def _open_to(self, asked: Asked) -> tuple[Move, ...]:
        """The transitions that are for who asks; an authority without the standard one in it knows no difference."""
        if self._authority is not None and not self._authority.standard:
            return asked.moves
        question = asked.question
        mine = tuple(move for move in asked.moves if not standard(question, move, self._rights))
        return mine or (() if self._authority is None else asked.moves)

    def _no_such_move(self, asked: Asked) -> Blocker:
        state = asked.board.state[asked.duty]
        name, possible = self.flat.states[state], tuple(self.flat.table[state])
        values = {
            "trigger": label(asked.trigger),
            "trigger_vi": label(asked.trigger, "vi"),
            "state": label(name),
            "state_vi": label(name, "vi"),
            "possible": ", ".join(label(one) for one in possible) or "nothing",
            "possible_vi": ", ".join(label(one, "vi") for one in possible) or "không gì",
        }
        return Blocker("no_such_move", values)

    def _untimely(self, asked: Asked) -> Iterator[Blocker]:
        board, details = asked.board, asked.details
        if details.version is not None and details.version != board.version[asked.duty]:
            yield stale(board, asked.duty, details.version)
        returned = any(move.effect == "open" for move in asked.moves)
        if details.due is not None and not (returned and asked.actor != board.grid.unit_of[asked.duty]):
            yield Blocker("no_due_here", {"trigger": label(asked.trigger), "trigger_vi": label(asked.trigger, "vi")})
        if details.received_at is not None and details.received_at > asked.at:
            zone = zone_of(self.plan.reading.zone)
            when, now = (from_micros(one).astimezone(zone).isoformat() for one in (details.received_at, asked.at))
            yield Blocker("received_later", {"received_at": when, "now": now})

    def _held_against(self, move: Move, asked: Asked) -> tuple[Blocker, ...]:
        """What every guard of a plain move holds against an act."""
        return tuple(
            blocker
            for name, unless in move.guards
            for blocker in answered(name, asked.answer(self._guards[name]), unless=unless)
        )

    def _against(self, asked: Asked) -> tuple[Blocker, ...]:
        """All blockers of the candidate that the least stands against: the way that is nearest to open."""
        if all(move.plain for move in asked.moves):
            return min((self._held_against(move, asked) for move in self._open_to(asked)), key=len)
        return min(self._verdicts(asked), key=len)

    def weighed(
        self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> list[tuple[Move, str, bool]]:
        """Every guard that an act is held against, of each transition that is open to who asks, and whether it passes.

        None is asked where the act is denied before: no such move, no right to it. For those who look at what was
        tried; a decision is made by `decide`.

        Args:
            board: Where everything stands.
            duty: The number of the duty.
            trigger: What is asked.
            by: The number of the actor.
            details: What it carries.
            at: The instant, in microseconds since 1970 UTC.

        Raises:
            UnknownName: No transition has such a trigger.
        """
        asked = Asked(board, duty, trigger, by, details, at, self.actors)
        if self._denied(asked):
            return []
        machine, case = cast("ReportMachine", asked.moves[0].machine), self._case(asked)
        state = machine.get_model_state(case)
        event = EventData(state, machine.events[trigger], machine, case, args=(), kwargs={})
        with _Busy(self):
            machine.callbacks(machine.prepare_event, event)
            return [(move, name, holds) for move in self._open_to(asked) for name, holds in weighed(move, event)]

    def _verdicts(self, asked: Asked) -> list[tuple[Blocker, ...]]:
        """The verdict of every guard of every candidate, asked through the machine with its preparations."""
        machine, case = cast("ReportMachine", asked.moves[0].machine), self._case(asked)
        event = EventData(
            machine.get_model_state(case), machine.events[asked.trigger], machine, case, args=(), kwargs={}
        )
        with _Busy(self):
            machine.callbacks(machine.prepare_event, event)
            return [verdict(move, event) for move in self._open_to(asked)]

    def _case(self, asked: Asked) -> Case:
        return Case(self.plan, self.actors, self._guards, asked, self._open_to(asked))

    def _run(self, asked: Asked) -> Move:
        """Run the machine on a case: guards, callbacks and all; what they raise is raised, and nothing has moved."""
        machine, case = cast("ReportMachine", asked.moves[0].machine), self._case(asked)
        with _Busy(self):
            machine.events[asked.trigger].trigger(case)
        taken = case.taken(asked.moves)
        if taken is None:
            blockers = self._against(asked) or (Blocker("callback_failed", {"error": asked.trigger}),)
            raise Refused(asked.name, asked.trigger, blockers)
        return taken


class _Busy:
    """Marks an engine as deciding, so that a callback that fires another act is refused."""

    __slots__ = ("_before", "_engine")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> None:
        self._before, self._engine.busy = self._engine.busy, True

    def __exit__(self, *_: object) -> None:
        self._engine.busy = self._before
