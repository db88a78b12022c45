"""The board on which acts are tried: filled from what is remembered, asked through the engine, read back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from kehoach._clock import from_micros
from kehoach._deadline._reading import zone_of
from kehoach._engine import OVER_A_TIER, TAKES_UP, Asks, Authority, Engine, Stragglers
from kehoach._engine._authority import expected_actors
from kehoach._explore._moments import Moments
from kehoach._explore._own import NOBODY, Own
from kehoach._lifecycle import ROLES, Move
from kehoach._plan import Plan
from kehoach._progress import NEAR, UNROW, Actors, Board, flat_of, hierarchy_of, stands_over
from kehoach._report import NIL, NOTHING, Details
from kehoach.errors import Refused

__all__ = ["OPENING", "Offer", "Stage"]

OPENING: Final = (3, 4, 6)
"""The effects that open another version: open, recall, correct."""
_FREEZE, _OPEN = 0, 3
_SENT, _ACCEPTED, _COUNTED, _WAIVED = (ROLES.index(one) for one in ("sent", "accepted", "counted", "waived"))
_UNIT, _LEAD, _OTHERS = 1, 2, 3
_REASON: Final = Details(reason="because")
_EMPTIED: Final = (
    *("rows", "cells", "texts", "filed", "base", "base_state", "earlier", "newest", "hands", "persons", "reasons"),
    *("dues", "own_dues", "shifts", "suspended", "requests", "excused", "asleep", "frames", "told_at"),
)
_SHARED: Final = ("seq", "at", "due_before", "opens_at", "closes_at", "waivers")
_COLUMNS: Final = (
    *("state", "version", "held", "sent_at", "first_at", "accepted_at", "first_version", "accepted_version"),
    "preparer",
)
_PAYLOAD: Final = '{"accept_gap":true}'


class Offer(NamedTuple):
    """An act that is allowed.

    Attributes:
        duty: The number of the duty.
        trigger: What is done.
        actor: The number of who does it.
        move: Which move it is.
        details: What it carries.
        time: At which moment.
    """

    duty: int
    trigger: str
    actor: int
    move: Move
    details: Details
    time: int

    @property
    def opens(self) -> bool:
        """Whether it opens another version."""
        return self.move.code in OPENING


class Stage:
    """A board to try acts on.

    Args:
        plan: The plan, with units.
        moments: The instants that are told apart.
        authority: Who may do what; the standard one when None.
        dated: Whether it is remembered when each report came in.
        extends: Whether superiors extend dues.
        thorough: Whether everybody tries everything, not only who may by the standard authority.

    Attributes:
        board: The board.
        engine: The production engine.
    """

    def __init__(
        self,
        plan: Plan,
        moments: Moments,
        *,
        authority: Authority | Asks | None = None,
        dated: bool = False,
        extends: bool = False,
        thorough: bool = False,
    ) -> None:
        units = hierarchy_of(plan).columns
        self.plan, self.grid, self.moments, self.flat = plan, plan.columns, moments, flat_of(plan)
        self.engine = Engine(plan, Actors(units.ids, units.index), self.flat, authority)
        self.dated, self.extends = dated, extends
        self.everybody = thorough or authority is not None
        follows = plan.policy.stragglers in TAKES_UP
        self.following = Stragglers(plan, self.flat, self.engine.unasked) if follows else None
        self.asks_base = any(name == "base_went_up" for move in self.flat.moves for name, _ in move.guards)
        self._blank = Board(plan, self.flat)
        self._contents: dict[int, Details] = {}
        self._over: dict[int, tuple[int, ...]] = {}
        self.board = self._scratch = self._blank.copy()

    # -- cells

    def clear(self) -> Board:
        """A board on which nothing has happened; always the same object."""
        board = self.board = self._scratch
        for name in _EMPTIED:
            setattr(board, name, {})
        for name in _SHARED:
            setattr(board, name, getattr(self._blank, name))
        for name in _COLUMNS:
            setattr(board, name, getattr(self._blank, name)[:])
        return board

    def fresh(self) -> Board:
        """A board of its own on which nothing has happened."""
        return self._blank.copy()

    def put(self, duty: int, own: Own) -> None:
        """Write what is remembered of a report, but for its rows, on the board."""
        board, role = self.board, self.flat.roles[own.state]
        board.state[duty], board.version[duty] = own.state, own.version
        if own.base:
            came = self._instant(own.base_came)
            board.base[duty] = (own.base, self.actor_of(duty, own.opener), came)
            board.earlier[duty] = ((own.base, came),)
        if own.newest:
            board.newest[duty] = own.newest
        if self.asks_base and own.base:
            board.base_state[duty] = own.base_state
        if role == _WAIVED:
            board.waivers |= {duty}
        if own.preparer:
            board.preparer[duty] = self.actor_of(duty, own.preparer)
        if 0 < role < _WAIVED:
            board.sent_at[duty] = self._instant(own.came or 1)
        self._put_times(duty, own, role)

    def _put_times(self, duty: int, own: Own, role: int) -> None:
        board = self.board
        if own.first:
            board.first_at[duty] = self._instant(own.first)
            board.first_version[duty] = own.version if own.first_is else own.base or own.newest + own.version
        if role in (_ACCEPTED, _COUNTED):
            board.accepted_version[duty], board.accepted_at[duty] = own.version, board.sent_at[duty]
        elif own.base:
            board.accepted_version[duty], board.accepted_at[duty] = own.base, self._instant(own.base_came)
        later = self.moments.later_us
        if own.extended:
            board.due_before, board.closes_at = board.due_before[:], board.closes_at[:]
            board.due_before[duty] = later
            board.closes_at[duty] = max(board.closes_at[duty], later)
        if own.rework:
            board.dues[duty] = later

    def take(self, duty: int, *, held: int = 0, before: int = 0, ever: int = 0, renumber: bool = True) -> Own:
        """What is to be remembered of a report, read off the board.

        Args:
            duty: The number of the duty.
            held: The version that its superior holds.
            before: The version that the one under correction above held.
            ever: Whether any that was sent held it.
            renumber: Whether its versions are numbered anew.
        """
        board = self.board
        state, version = board.state[duty], board.version[duty]
        role = self.flat.roles[state]
        base, opener, base_came = board.base.get(duty, (0, -1, NEAR))
        own = Own(
            state=state,
            version=version,
            base=base,
            opener=self.role_of(duty, opener) if base else NOBODY,
            newest=board.newest.get(duty, 0),
            held=held,
            before=before,
            ever=ever,
            preparer=self.role_of(duty, board.preparer[duty]) if role == _SENT else NOBODY,
            base_state=board.base_state.get(duty, 0) if base and self.asks_base else 0,
            came=self._moment(board.sent_at[duty]) if 0 < role < _WAIVED else 0,
            base_came=self._moment(base_came) if base else 0,
            first=self._moment(board.first_at[duty]),
            first_is=int(self.dated and board.first_version[duty] == version),
            extended=int(board.due_before[duty] == self.moments.later_us),
            rework=int(duty in board.dues),
        )
        return own.renumbered() if renumber else own

    def role_of(self, duty: int, actor: int) -> int:
        """An actor as a duty sees it: its unit, its lead superior, or another; so that duties that are alike agree."""
        if actor < 0:
            return NOBODY
        if actor == self.grid.unit_of[duty]:
            return _UNIT
        return _LEAD if actor == self.grid.lead_actor[duty] else _OTHERS + actor

    def actor_of(self, duty: int, role: int) -> int:
        """The number of an actor that a duty sees so."""
        if role == NOBODY:
            return -1
        if role == _UNIT:
            return self.grid.unit_of[duty]
        return self.grid.lead_actor[duty] if role == _LEAD else role - _OTHERS

    def _instant(self, moment: int) -> int:
        return self.moments.instants[moment - 1] if moment else NEAR

    def _moment(self, instant: int) -> int:
        return self.moments.instants.index(instant) + 1 if self.dated and instant != NEAR else 0

    # -- acts

    def offers(self, duty: int, time: int) -> Iterator[Offer]:
        """Every act on a duty that is allowed on the board, by whom it is for.

        Args:
            duty: The number of the duty.
            time: The moment.
        """
        board = self.board
        for trigger, moves in self.flat.table[board.state[duty]].items():
            for actor in dict.fromkeys(self._actors(duty, moves)):
                for details in self._details(duty, moves, actor):
                    offer = self._asked(duty, trigger, actor, details, time)
                    if offer is not None:
                        yield offer
                        break
        late = self.extends and board.due_before[duty] < self.moments.later_us
        if late and not self.flat.roles[board.state[duty]]:
            yield from self._extension(duty, time)

    def _actors(self, duty: int, moves: tuple[Move, ...]) -> Iterator[int]:
        """Who tries: whom the moves are for, and a higher tier where it may pass over the one between."""
        for move in moves:
            yield from expected_actors(self.board, duty, move)
        if self.everybody:
            yield from range(self.grid.units + 1)
        elif any(move.effect in OVER_A_TIER and "lead" in move.who for move in moves):
            yield from self._above(duty)

    def _above(self, duty: int) -> tuple[int, ...]:
        known = self._over.get(duty)
        if known is None:
            unit, everybody = self.grid.unit_of[duty], range(self.grid.units + 1)
            known = tuple(actor for actor in everybody if stands_over(self.plan, actor, unit))
            self._over[duty] = known
        return known

    def _details(self, duty: int, moves: tuple[Move, ...], actor: int) -> Iterator[Details]:
        """What the act may carry, the barest first."""
        if moves[0].code == _FREEZE:
            content = self._content(duty)
            yield content
            yield Details(data=content.data, sections=content.sections, reason="because")
            return
        yield NOTHING
        yield _REASON
        if moves[0].code == _OPEN and len(self.moments) > 1:
            yield Details(reason="because", due=self.moments.later, due_before=self.moments.later_us)

    def _content(self, duty: int) -> Details:
        """Everything that is required of a report: nil for each figure, a word for each text; of an act, its day."""
        known = self._contents.get(duty)
        if known is None:
            plan, grid = self.plan, self.grid
            if grid.form_of[duty] in grid.acts:
                day = from_micros(self.moments.instants[0]).astimezone(zone_of(plan.reading.zone)).date()
                return self._contents.setdefault(duty, Details(data={"done_on": day.isoformat()}))
            data = {one.key: NIL for one in plan.indicators if one.required}
            texts = {one.key: "as asked" for one in plan.outline if one.required}
            known = Details(data=data or None, sections=texts or None) if data or texts else NOTHING
            self._contents[duty] = known
        return known

    def _asked(self, duty: int, trigger: str, actor: int, details: Details, time: int) -> Offer | None:
        """The act as the engine decides it; None where it is refused."""
        at, board = self.moments.instants[time], self.board
        if not self.everybody and self._hindered(duty, trigger, actor, details, at):
            return None
        try:
            move = self.engine.decide(board, duty, trigger, actor, details, at)
        except Refused:
            return None
        return Offer(duty, trigger, actor, move, details, time)

    def _hindered(self, duty: int, trigger: str, actor: int, details: Details, at: int) -> bool:
        """Whether a guard of every move refuses: the engine would say the same, with all its words, and far slower."""
        board, engine = self.board, self.engine
        options = engine._table[board.state[duty]][trigger]  # pyright: ignore[reportPrivateUsage]
        for _, _, conditions, choosing in options:
            for guard in conditions:
                answer = guard(board, duty, actor, details, at)
                if answer is not None and answer is not True:
                    break
            else:
                for guard in choosing:
                    answer = guard(board, duty, actor, details, at)
                    if answer is not None and answer is not False:
                        break
                else:
                    return False
        return bool(options)

    def _extension(self, duty: int, time: int) -> Iterator[Offer]:
        """The extension of a due by the lead superior."""
        moments, actor = self.moments, self.grid.lead_actor[duty]
        details = Details(reason="because", due=moments.later, due_before=moments.later_us, payload=_PAYLOAD)
        try:
            self.engine.permit(self.board, "extend", (duty,), actor, details, moments.instants[time])
        except Refused:
            return
        yield Offer(duty, "extend", actor, self.flat.moves[self.flat.changes["extend"]], details, time)

    def seen(self, offer: Offer) -> int:
        """The version that an act is done on, as the log has it: for a row that is dropped, the row's."""
        board, duty = self.board, offer.duty
        return board.row(duty, offer.actor) if offer.move.code == UNROW else board.version[duty]

    def make(self, offer: Offer) -> None:
        """Do an act on the board, and what it brings along."""
        board, move, duty = self.board, offer.move, offer.duty
        at = self.moments.instants[offer.time]
        board.apply(move, duty, self.seen(offer), offer.actor, at, offer.details, offer.actor)
        if self.following is not None:
            self.following.brought(board, duty, move, at)

    def complete(self) -> bool:
        """Whether the campaign has ended, as `Progress.complete` has it."""
        board, grid = self.board, self.grid
        ends = self.flat.ends[self.plan.policy.root_ends]
        reports = (duty for duty in range(grid.n) if grid.form_of[duty] not in grid.acts)
        tops = (duty for duty in reports if grid.superior_first[duty] == grid.superior_first[duty + 1])
        return all(board.state[duty] in ends or board.unexpected(duty, board.at) for duty in tops)
