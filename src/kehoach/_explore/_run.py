"""A plan, searched: what was seen, what is wrong, and the shortest way to each thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from kehoach._engine import Asks, Authority
from kehoach._explore._asked import Looking, asked_of
from kehoach._explore._laws import DEAD_END, overlooked
from kehoach._explore._moments import Moments, moments_of
from kehoach._explore._search import Place, Search, Space
from kehoach._explore._stage import Offer, Stage
from kehoach._explore._tree import Tree, is_tree
from kehoach._explore._walk import Trail, trail_of
from kehoach._explore._whole import Whole
from kehoach._plan import Plan
from kehoach._progress import FAR, NEAR
from kehoach.errors import Finding, InvalidCommand
from kehoach.rules._rule import Rule

__all__ = ["Bounds", "Seen", "searched"]

_MORE: Final = 3  # returns beyond the bound, before it is said that a campaign cannot be completed


@attrs.frozen(kw_only=True)
class Bounds:
    """How far a search goes.

    Attributes:
        returns: How often reports are taken back to draft, on one way; None: as often as anybody likes.
        limit: How many states are looked at, at most.
        acts: How many acts deep, at most; None: to the end.
        times: Whether openings, dues and closings pass; None: where acts depend on them, or rules are asked.
        symmetric: Whether siblings are taken to be alike; None: unless rules are asked, which may name them.
        first: Whether it ends with the first thing that is wrong.
    """

    returns: int | None = 1
    limit: int = 500_000
    acts: int | None = None
    times: bool | None = None
    symmetric: bool | None = None
    first: bool = False

    def __attrs_post_init__(self) -> None:
        for name, value, least in (("returns", self.returns, 0), ("limit", self.limit, 1), ("acts", self.acts, 0)):
            if value is not None and (not isinstance(value, int) or value < least):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise InvalidCommand(Finding("KH898", {"name": name, "value": str(value), "least": least}, path=name))


@attrs.frozen(eq=False, kw_only=True)
class Seen:
    """What a search has seen.

    Attributes:
        states: How many states.
        acts: How many acts lead from them.
        deep: How many acts deep.
        complete: Whether every state was looked at that can be reached within the bounds.
        cut: How many acts were not followed because reports had been taken back as often as the bounds say.
        findings: What is wrong with the plan itself.
        trails: The shortest way to each thing that is wrong.
        moments: The instants that are told apart.
        stage: What decided.
    """

    states: int
    acts: int
    deep: int
    complete: bool
    cut: int
    findings: tuple[Finding, ...]
    trails: tuple[Trail, ...]
    moments: Moments
    stage: Stage

    def actor(self, number: int) -> str:
        """What an actor is called."""
        return self.stage.engine.actors.name(number)


def searched(plan: Plan, rules: Sequence[object], bounds: Bounds, *, authority: Authority | Asks | None = None) -> Seen:
    """Search a plan.

    Args:
        plan: The plan, with units.
        rules: What is asked beside the laws.
        bounds: How far to go.
        authority: Who may do what; the standard one when None.

    Raises:
        InvalidRule: Something is no rule.
        InvalidCommand: The plan has no units.
    """
    asked = [asked_of(one, number) for number, one in enumerate(rules, 1)]
    moved, times = _is_timed(plan), bounds.times
    dated = any(one.on != "plan" for one in asked)
    still = not (times if times is not None else moved or dated)
    moments = moments_of(plan, still=still)
    closes = min(plan.columns.closes_at, default=FAR) < FAR
    stage = Stage(plan, moments, authority=authority, dated=dated and len(moments) > 1, extends=closes and not still)
    symmetric = not dated if bounds.symmetric is None else bounds.symmetric
    space = Tree(stage, symmetric=symmetric) if is_tree(stage) else Whole(stage)
    return _Run(stage, space, asked, bounds).seen(plan)


def _is_timed(plan: Plan) -> bool:
    """Whether what may be done depends on the time."""
    columns = plan.columns
    closes, opens = min(columns.closes_at, default=FAR) < FAR, max(columns.opens_at, default=NEAR) > NEAR
    return closes or opens or bool(columns.quorums)


def _is_broken(findings: Iterable[Finding]) -> bool:
    """Whether something is wrong; a note is not."""
    return any(one.severity != "note" for one in findings)


class _Run:
    """One search, with all that is asked."""

    def __init__(self, stage: Stage, space: Space, asked: Sequence[Rule], bounds: Bounds) -> None:
        self._stage, self._space, self._bounds, self._asked = stage, space, bounds, asked
        self._looking = Looking(stage, asked) if any(one.on != "plan" for one in asked) else None
        self._search = Search(
            space,
            len(stage.moments),
            returns=bounds.returns,
            limit=bounds.limit,
            depth=bounds.acts,
            look=None if self._looking is None else self._look,
        )

    def seen(self, plan: Plan) -> Seen:
        """Search, and say what was seen."""
        search = self._search
        findings = [finding for one in self._asked if one.on == "plan" for finding in one.look(plan)]
        first = self._bounds.first
        search.run(lambda: first and _is_broken([*findings, *(finding for finding, _, _ in search.flaws.values())]))
        flaws = [*search.flaws.values()]
        if not (first and _is_broken(finding for finding, _, _ in flaws)):
            flaws += self._dead_ends()
        trails = [
            trail_of(self._stage, self._space, search.way_to(number), finding, self._overlooked)
            for finding, number, _ in flaws
        ]
        return Seen(
            states=search.states,
            acts=search.acts,
            deep=search.deep,
            complete=search.exhausted,
            cut=search.cut,
            findings=tuple(findings),
            trails=tuple(trails),
            moments=self._stage.moments,
            stage=self._stage,
        )

    def _look(self, place: Place) -> Iterator[tuple[Finding, bool]]:
        """What the rules find at a place."""
        assert self._looking is not None  # only then it is asked
        self._space.board(place.state)
        return ((finding, offer is not None) for finding, offer in self._looking(place.time))

    def _overlooked(self, time: int) -> Iterator[tuple[Finding, Offer | None]]:
        """Everything that laws and rules find on the board of the stage."""
        yield from overlooked(self._stage, time)
        if self._looking is not None:
            yield from self._looking(time)

    def _dead_ends(self) -> Iterator[tuple[Finding, int, bool]]:
        """The nearest state from which the campaign cannot be completed, with some returns beyond the bound."""
        stuck = self._search.stuck()
        for returns in range(1, _MORE + 1) if self._bounds.returns is not None else ():
            search = Search(
                self._space,
                len(self._stage.moments),
                returns=returns,
                limit=self._bounds.limit,
                starts=[self._search.place(number) for number in stuck],
            )
            search.run()
            left = {*search.stuck()}
            stuck = [number for number in stuck if search.begun(self._search.place(number)) in left]
            if not stuck or not search.cut:
                break
        if stuck:
            yield Finding(DEAD_END), stuck[0], False
