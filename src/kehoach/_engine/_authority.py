"""Who may do what: deny by default, and under the lock, after the state is read.

The standard authority knows four actors of a duty: its unit, its lead superior, its superiors that count it, and the
issuer, who stands above every root. A higher tier may review and send back over the one between, with a reason that
stands in the log for ever; it may never aggregate, because whose version holds a figure is not a matter of rank.

Who acts on behalf of another stands above that one, or has a delegation from it; it is then judged as that one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol, cast, runtime_checkable

import attrs

from kehoach._clock import Instant, micros
from kehoach._engine._delegation import Delegation
from kehoach._engine._paths import REOPEN_PATH, standing_to_reopen
from kehoach._engine._permit import standing_to_change
from kehoach._engine._question import Hearing, Question
from kehoach._engine._rights import Rights
from kehoach._lifecycle import CHANGES, Move, answered, called, label
from kehoach._plan import Plan
from kehoach._progress import Actors, Board, Progress, duty_number, hierarchy_of, stands_over
from kehoach._report import Details
from kehoach._spelling import shown
from kehoach.errors import Blocker, Finding, InvalidCommand, Value

__all__ = [
    "OVER_A_TIER",
    "Asks",
    "Authority",
    "Judge",
    "StandardAuthority",
    "expected_actors",
    "judged",
    "settled",
    "standard",
]

OVER_A_TIER = ("accept", "open", "waive", "unwaive")
"""What a higher tier may do in place of the one between."""

Asks = Callable[[str, str, str, Progress], object]
"""An authority as a plain function of actor, trigger, duty and progress; its answer is read as a guard's."""


@runtime_checkable
class Authority(Protocol):
    """What a host application supplies to decide who may act; a plain function of the same arguments does as well.

    `progress.command` is the act that is asked about, with `by`, `acting_for` and `reason`.
    """

    def may(self, actor: str, trigger: str, duty: str, progress: Progress) -> Iterable[Blocker] | bool | None:
        """Why `actor` may not fire `trigger` on `duty` as things stand.

        Args:
            actor: Who acts; on whose behalf stands in `progress.command`.
            trigger: What is asked: a trigger of the lifecycle, or a change such as ``extend``.
            duty: The id of the duty; empty where the act concerns the campaign as a whole.
            progress: Where everything stands; valid while it answers.

        Returns:
            Nothing, None or True when it may; False, or blockers that say why not.
        """
        ...  # pragma: no cover - the body of a protocol


class StandardAuthority:
    """The authority of a plan: who reports to whom, and who has delegated what to whom.

    It can be extended: a subclass, or an authority that holds one, asks `may` for the same answer as a campaign gives
    that has no authority of its own.

    Args:
        delegations: Who may act in whose name, when, for what. Names are checked when a campaign begins or resumes.

    >>> StandardAuthority(delegations=[Delegation("461", "462", until="30-4-2019")])
    StandardAuthority(1 delegation)
    """

    __slots__ = ("_delegations", "_rights")

    _delegations: tuple[Delegation, ...]
    _rights: Rights

    def __init__(self, delegations: Iterable[Delegation] = ()) -> None:
        self._delegations = tuple(delegations)

    @property
    def delegations(self) -> tuple[Delegation, ...]:
        """What was delegated, in the order in which it was given."""
        return getattr(self, "_delegations", ())  # a subclass need not know that there are any

    def rights(self, plan: Plan) -> Rights:
        """The delegations, read for a plan.

        Raises:
            InvalidCommand: A delegation names what the plan does not have (KH530), or is never in force (KH532).
        """
        known: Rights | None = getattr(self, "_rights", None)
        if known is None or known.plan is not plan:
            known = self._rights = Rights(plan, self.delegations)
        return known

    def may(self, actor: str, trigger: str, duty: str, progress: Progress) -> Iterable[Blocker]:
        """Why `actor` may not fire `trigger` on `duty` as things stand; see `Authority.may`.

        Asked by an authority that was asked, it knows on whose behalf, why and when: that comes with `progress`.
        """
        if isinstance(progress, Hearing) and progress.is_about(actor, trigger, duty):
            return judged(progress.question, self.rights(progress.plan))
        return self.blockers(actor, trigger, duty, progress)

    def blockers(
        self,
        actor: str,
        trigger: str,
        duty: str,
        progress: Progress,
        *,
        acting_for: str | None = None,
        reason: str | None = None,
        received_at: Instant | None = None,
    ) -> tuple[Blocker, ...]:
        """Why `actor` may not fire `trigger` on `duty` as things stand; nothing when it may, and where nobody could.

        Args:
            actor: Who acts.
            trigger: What is asked: a trigger of the lifecycle, or a change such as ``extend``.
            duty: The id of the duty; empty where the act concerns the campaign as a whole.
            progress: Where everything stands, and at which instant it is asked.
            acting_for: On whose behalf, as in `Campaign.fire`.
            reason: Why.
            received_at: When the paper came.
        """
        units = hierarchy_of(progress.plan).columns
        actors = Actors(units.ids, units.index)
        details = Details(
            acting_for=None if acting_for is None or acting_for == actor else actors.number(acting_for),
            reason=reason,
            received_at=None if received_at is None else micros(received_at, path="received_at"),
        )
        duties = (duty_number(progress.plan, duty),) if duty else ()
        at = micros(progress.at)
        question = Question(progress.board, actors, trigger, duties, actors.number(actor), details, at)
        return judged(question, self.rights(progress.plan))

    def __repr__(self) -> str:
        count = len(self.delegations)
        said = f"{count} delegation{'' if count == 1 else 's'}" if count else ""
        return f"{type(self).__name__}({said})"


@attrs.frozen(eq=False)
class Judge:
    """An authority of the host application, whatever its shape.

    Attributes:
        name: What a bare refusal is called by.
        ask: What is asked.
        standard: Whether the standard authority has a say in it, so that of several transitions the one that is for
            the actor comes first.
    """

    name: str
    ask: Asks
    standard: bool

    def answer(self, question: Question, duty: str) -> tuple[Blocker, ...]:
        """What it holds against an act.

        Args:
            question: What is asked.
            duty: The id of the duty that is spoken of; empty where it concerns the campaign as a whole.

        Raises:
            InvalidLifecycle: The answer is none (KH408).
        """
        hearing = Hearing(question, duty)
        answer = self.ask(question.actors.name(question.by), question.trigger, duty, hearing)
        if isinstance(answer, Iterable) and not isinstance(answer, str):
            answer = iter(answer)
        return answered(self.name, answer)


def settled(plan: Plan, authority: Authority | Asks | None) -> tuple[Judge | None, Rights]:
    """An authority, ready to be asked about campaigns of a plan; no judge where the standard one decides alone.

    Args:
        plan: The plan.
        authority: The authority, a function, or None.

    Raises:
        InvalidCommand: It is no authority (KH533), or its delegations do not fit the plan.
    """
    standard = authority if isinstance(authority, StandardAuthority) else None
    rights = (standard or StandardAuthority()).rights(plan)
    if authority is None or type(authority) is StandardAuthority:
        return None, rights
    ask = getattr(authority, "may", authority)
    if isinstance(authority, type) or not callable(ask):
        raise InvalidCommand(Finding("KH533", {"value": shown(authority)}, path="authority"))
    return Judge(called(authority), cast("Asks", ask), standard is not None), rights


def judged(asked: Question, rights: Rights) -> tuple[Blocker, ...]:
    """Why the standard authority refuses an act; empty when it lets it pass, or nothing of the kind is possible."""
    if asked.trigger in CHANGES:
        return _behalf(asked, rights) or _hinted(asked, rights, standing_to_change(asked))
    if asked.trigger == REOPEN_PATH:
        return standing_to_reopen(asked)
    answers = [standard(asked, move, rights) for move in asked.moves]
    return answers[0] if answers and all(answers) else ()


def standard(asked: Question, move: Move, rights: Rights) -> tuple[Blocker, ...]:
    """Why who acts may not make one move on a duty under the standard authority; empty when it may."""
    return _behalf(asked, rights) or _hinted(asked, rights, _unentitled(asked, move), move) or _receiver(asked)


def _behalf(asked: Question, rights: Rights) -> tuple[Blocker, ...]:
    """Why who acts may not act for the one it names."""
    by, actor, board, names = asked.by, asked.actor, asked.board, asked.actors
    if actor == by or _records(asked):
        return ()
    covered = rights.against(asked)
    if covered is not None:
        return covered
    who = {"by": names.name(by), "acting_for": names.name(actor)}
    middle = rights.between(asked) if actor <= board.grid.units else None
    return (Blocker("not_for", who) if middle is None else Blocker("no_chain", {**who, "middle": names.name(middle)}),)


def _records(asked: Question) -> bool:
    """Whether who acts may record what comes from the one it acts for: it stands above it, or receives its report."""
    board, actor = asked.board, asked.actor
    if actor >= board.grid.units:
        return False
    return stands_over(board.plan, asked.by, actor) or any(
        board.grid.unit_of[duty] == actor and board.grid.lead_actor[duty] == asked.by for duty in asked.duties
    )


def _hinted(
    asked: Question, rights: Rights, blockers: tuple[Blocker, ...], move: Move | None = None
) -> tuple[Blocker, ...]:
    """A refusal, or, where who acts could do it in another's name and has not said so, what to say."""
    if not blockers or asked.actor != asked.by:
        return blockers
    able: list[str] = []
    for giver in rights.givers(asked):
        said = attrs.evolve(asked, details=attrs.evolve(asked.details, acting_for=giver))
        if not (standing_to_change(said) if move is None else _unentitled(said, move)):
            able.append(asked.actors.name(giver))
    if not able:
        return blockers
    words = {"trigger": label(asked.trigger), "trigger_vi": label(asked.trigger, "vi")}
    hint = Blocker("says_not_for_whom", {"by": asked.actors.name(asked.by), "acting_for": tuple(able), **words})
    return (*(one for one in blockers if one.code == "needs_reason"), hint)


def _unentitled(asked: Question, move: Move) -> tuple[Blocker, ...]:
    """Why a move is not for the one that acts, or is acted for."""
    duty, actor, names = asked.duties[0], asked.actor, asked.actors
    expected = expected_actors(asked.board, duty, move)
    if actor in expected:
        return ()
    whom = tuple(names.name(one) for one in expected) or ("nobody",)
    who: dict[str, Value] = {"by": names.name(actor), "expected": whom}
    passes = move.effect in OVER_A_TIER and "lead" in move.who
    if passes and stands_over(asked.board.plan, actor, asked.board.grid.unit_of[duty]):
        said = asked.details.reason and asked.details.reason.strip()
        return () if said else (Blocker("needs_reason", who),)
    words = {"trigger": label(move.trigger), "trigger_vi": label(move.trigger, "vi")}
    return (Blocker("not_yours", {**who, **words}),)


def _receiver(asked: Question) -> tuple[Blocker, ...]:
    """Why who acts may not state when a paper came: only who received it does."""
    duty, grid = asked.duties[0], asked.board.grid
    owner, by = grid.unit_of[duty], asked.by
    if asked.details.received_at is None or (by != owner and (asked.actor != owner or _records(asked))):
        return ()
    lead = asked.actors.name(grid.lead_actor[duty])
    who = {"by": asked.actors.name(by), "unit": asked.actors.name(owner), "expected": lead}
    return (Blocker("not_receiver", who),)


def expected_actors(board: Board, duty: int, move: Move) -> tuple[int, ...]:
    """Whom a move on a duty is for, the likeliest first; the first superior without a row comes first."""
    grid = board.grid
    found: list[int] = []
    for who in move.who:
        if who == "unit":
            found.append(grid.unit_of[duty])
        elif who == "lead":
            found.append(grid.lead_actor[duty])
        elif who == "superior":
            edges = sorted(board.edges_up(duty), key=lambda edge: _settled(board, duty, move, edge))
            found += [grid.unit_of[grid.edge_superior[edge]] for edge in edges]
            if not edges and move.effect not in ("row", "unrow"):  # nothing takes in the root's report
                found.append(grid.lead_actor[duty])
        elif who == "issuer":
            found.append(grid.units)
        elif duty in board.base:
            found.append(board.base[duty][1])
    return tuple(found)


def _settled(board: Board, duty: int, move: Move, edge: int) -> bool:
    """Whether a superior has nothing to do: it has its row already, or none that it could drop."""
    return board.held[edge] == board.version[duty] if move.effect == "row" else not board.held[edge]
