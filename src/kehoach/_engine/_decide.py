"""The decision: may this act happen now, and which move is it? It changes nothing; the campaign does, afterwards.

The way of an act that nothing stands against is short: the candidates of (state, trigger), one comparison for who may, and
the guards, each a call. Everything else, a refusal with all its reasons, an actor who is not the expected one, a lifecycle
with a user's callables, goes the long way round through `transitions` and the authority.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from typing import Protocol, cast

from transitions.core import EventData

from kehoach._clock import from_micros
from kehoach._engine._authority import Authority, StandardAuthority, expected_actors, standard
from kehoach._engine._case import Case
from kehoach._engine._guards import Guard, guards_for
from kehoach._lifecycle import Move, answered, label
from kehoach._lifecycle._machine import GuardCondition, ReportMachine
from kehoach._plan import Plan
from kehoach._progress import Actors, Board, Progress
from kehoach._report import NOTHING, Details
from kehoach._spelling import nearest
from kehoach.errors import Blocker, Refused, UnknownName

__all__ = ["Engine"]


class _Sized(Protocol):
    def __getitem__(self, number: int, /) -> int: ...


_Option = tuple[Move, _Sized, tuple[Guard, ...], tuple[Guard, ...]]


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
        authority: Who may do what; the standard one when None.

    Attributes:
        busy: Whether a callback of a user is running; an act asked for meanwhile is refused.
    """

    __slots__ = ("_authority", "_guards", "_table", "actors", "busy", "flat", "plan")

    def __init__(self, plan: Plan, actors: Actors, authority: Authority | None = None) -> None:
        self.plan, self.actors, self.busy = plan, actors, False
        self._authority = None if authority is None or isinstance(authority, StandardAuthority) else authority
        self.flat = plan.lifecycle.flat
        guards = guards_for(plan)
        self._guards: Mapping[str, Guard] = {name: guard for name, (guard, _) in guards.items()}
        live = {name: guard for name, (guard, can_refuse) in guards.items() if can_refuse}
        self._table = tuple(
            {trigger: self._options(group, live) for trigger, group in row.items()} for row in self.flat.table
        )

    def _options(self, group: tuple[Move, ...], live: Mapping[str, Guard]) -> tuple[_Option, ...]:
        if not all(move.plain for move in group):
            return ()  # a user's callable takes part: the machine itself is run
        columns = self.plan.columns
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
                tuple(live[name] for name, unless in move.guards if not unless and name in live),
                tuple(live[name] for name, unless in move.guards if unless and name in live),
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
        options = self._table[board.state[duty]].get(trigger)
        if options and (details is NOTHING or self._usual(board, duty, details, at)):
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
        return self._reconsider(board, duty, trigger, by, details, at)

    def _usual(self, board: Board, duty: int, details: Details, at: int) -> bool:
        """Whether nothing among the details asks for the long way."""
        seen = details.version
        return details.acting_for is None and details.received_at is None and (seen is None or seen == board.version[duty])

    def _reconsider(self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int) -> Move:
        moves, blockers = self._allowed(board, duty, trigger, by, details, at)
        if not blockers:
            if all(move.plain for move in moves):
                found = self._first(moves, board, duty, by, details, at)
                if found is not None:
                    return found
            else:
                return self._run(moves, board, duty, trigger, by, details, at)
            blockers = self._against(moves, board, duty, trigger, by, details, at)
        raise Refused(board.grid.names[duty], trigger, blockers)

    def blockers(
        self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> tuple[Blocker, ...]:
        """Everything that stands against an act; empty when it would be done. Nothing moves.

        Raises:
            UnknownName: No transition has such a trigger.
        """
        moves, blockers = self._allowed(board, duty, trigger, by, details, at)
        return blockers or self._against(moves, board, duty, trigger, by, details, at)

    def expected(self, board: Board, duty: int, trigger: str) -> int | None:
        """Whom a trigger on a duty is for, the likeliest; None when nobody can fire it now."""
        moves = self.flat.table[board.state[duty]].get(trigger, ())
        return next((actor for move in moves for actor in expected_actors(board, duty, move)), None)

    def _allowed(
        self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> tuple[tuple[Move, ...], tuple[Blocker, ...]]:
        """The candidates, and what stands against the act before any guard is asked: no such move, or no right to it."""
        moves = self.flat.table[board.state[duty]].get(trigger, ())
        if not moves:
            if trigger not in self.flat.triggers:
                raise UnknownName("trigger", trigger, nearest(trigger, self.flat.triggers))
            return (), (self._no_such_move(board, duty, trigger),)
        blockers = self._authorised(board, duty, trigger, moves[0], by, details, at)
        return moves, blockers or tuple(self._untimely(board, duty, details, at))

    def _authorised(
        self, board: Board, duty: int, trigger: str, move: Move, by: int, details: Details, at: int
    ) -> tuple[Blocker, ...]:
        if self._authority is None:
            return standard(board, self.actors, duty, move, by, details)
        actor = by if details.acting_for is None else details.acting_for
        progress = Progress(self.plan, board, at)
        return tuple(self._authority.may(self.actors.name(actor), trigger, board.grid.names[duty], progress))

    def _no_such_move(self, board: Board, duty: int, trigger: str) -> Blocker:
        state = board.state[duty]
        name, possible = self.flat.states[state], tuple(self.flat.table[state])
        values = {
            "trigger": label(trigger),
            "trigger_vi": label(trigger, "vi"),
            "state": label(name),
            "state_vi": label(name, "vi"),
            "possible": ", ".join(label(one) for one in possible) or "nothing",
            "possible_vi": ", ".join(label(one, "vi") for one in possible) or "không gì",
        }
        return Blocker("no_such_move", values)

    def _untimely(self, board: Board, duty: int, details: Details, at: int) -> Iterator[Blocker]:
        version, state = board.version[duty], board.flat.states[board.state[duty]]
        if details.version is not None and details.version != version:
            words = {"state": label(state), "state_vi": label(state, "vi")}
            yield Blocker("stale_version", {"given": details.version, "version": version, **words})
        if details.received_at is not None and details.received_at > at:
            zone = self.plan.reading.zoneinfo
            when, now = (from_micros(one).astimezone(zone).isoformat() for one in (details.received_at, at))
            yield Blocker("received_later", {"received_at": when, "now": now})

    def _first(
        self, moves: tuple[Move, ...], board: Board, duty: int, by: int, details: Details, at: int
    ) -> Move | None:
        return next((move for move in moves if not self._held_against(move, board, duty, by, details, at)), None)

    def _held_against(
        self, move: Move, board: Board, duty: int, by: int, details: Details, at: int
    ) -> tuple[Blocker, ...]:
        """What every guard of a plain move holds against it."""
        actor = by if details.acting_for is None else details.acting_for
        return tuple(
            blocker
            for name, unless in move.guards
            for blocker in answered(name, self._guards[name](board, duty, actor, details, at), unless=unless)
        )

    def _against(
        self, moves: tuple[Move, ...], board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> tuple[Blocker, ...]:
        """All blockers of the candidate that the least stands against: the way that is nearest to open."""
        if all(move.plain for move in moves):
            verdicts = [self._held_against(move, board, duty, by, details, at) for move in moves]
        else:
            verdicts = self._asked(moves, board, duty, trigger, by, details, at)
        return min(verdicts, key=len)

    def _case(self, board: Board, duty: int, trigger: str, by: int, details: Details, at: int) -> Case:
        return Case(
            self.plan, board, self.actors, self._guards, duty=duty, trigger=trigger, by=by, details=details, at=at
        )

    def _asked(
        self, moves: tuple[Move, ...], board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> list[tuple[Blocker, ...]]:
        """The verdict of every guard of every candidate, asked through the machine; its preparations run, as they would."""
        machine = self.plan.lifecycle.machine
        case = self._case(board, duty, trigger, by, details, at)
        event = EventData(machine.get_model_state(case), machine.events[trigger], machine, case, args=(), kwargs={})
        with _Busy(self):
            machine.callbacks(machine.prepare_event, event)
            return [self._verdict(machine, move, event) for move in moves]

    @staticmethod
    def _verdict(machine: ReportMachine, move: Move, event: EventData) -> tuple[Blocker, ...]:
        event.transition = move.transition
        machine.callbacks(move.transition.prepare, event)
        conditions = cast("list[GuardCondition]", move.transition.conditions)
        return tuple(blocker for condition in conditions for blocker in condition.verdict(event))

    def _run(
        self, moves: tuple[Move, ...], board: Board, duty: int, trigger: str, by: int, details: Details, at: int
    ) -> Move:
        """Run the machine on a case: guards, callbacks and all; what they raise is raised, and nothing has moved."""
        machine = self.plan.lifecycle.machine
        case = self._case(board, duty, trigger, by, details, at)
        with _Busy(self):
            machine.events[trigger].trigger(case)
        taken = case.taken(moves)
        if taken is None:
            blockers = self._against(moves, board, duty, trigger, by, details, at)
            raise Refused(case.duty, trigger, blockers or (Blocker("callback_failed", {"error": trigger}),))
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
