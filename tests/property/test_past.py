"""Every reachable state of small campaigns in which waived reports are passed over: laws hold on changing graphs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from hypothesis import settings

import kehoach as kh
from kehoach._engine import Engine
from kehoach._engine._authority import expected_actors
from kehoach._lifecycle import ROLES, Move
from kehoach._progress import UNROW, Actors, Board, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach.errors import Refused
from kehoach.testing import small_plan

REASON = Details(reason="because")
PAST = Details(reason="because", payload='{"reroute":true}')
DRAFT, ACCEPTED, COUNTED, WAIVED = map(ROLES.index, ("draft", "accepted", "counted", "waived"))
OPENING = ("recall", "send_back", "correct")
SOAK = (settings.default or settings()).max_examples > 1_000  # `make soak`: the largest space too
Key = tuple[object, ...]
Act = tuple[int, Move, int, Details]


def key_of(board: Board) -> Key:
    """What tells two boards apart, whatever way led to them: on the same graph edges have the same numbers."""
    rows = tuple(sorted((owner, tuple(held), tuple(board.frames.get(owner, ()))) for owner, held in board.rows.items()))
    bases = tuple(sorted((duty, base[0]) for duty, base in board.base.items()))
    newest = tuple(sorted(board.newest.items()))
    return bytes(board.state), tuple(board.version), tuple(board.held), rows, bases, newest, board.rerouted


class Space:
    """Every state that can be reached with so many versions of each report, and what breaks a law on the way."""

    def __init__(self, plan: kh.Plan, versions: int) -> None:
        self.plan, self.versions = plan, versions
        self.engines: dict[frozenset[int], Engine] = {}
        first = Board(plan)
        self.boards = {key_of(first): first}
        self.back: dict[Key, list[Key]] = {}
        self.broken: dict[str, list[Key]] = {}
        border = [key_of(first)]
        for here in border:  # it grows
            for after in self.onward(here):
                there = key_of(after)
                self.back.setdefault(there, []).append(here)
                if there not in self.boards:
                    self.boards[there] = after
                    border.append(there)

    def engine(self, board: Board) -> Engine:
        """What decides on the graph of a board."""
        found = self.engines.get(board.rerouted)
        if found is None:
            units = hierarchy_of(self.plan).columns
            found = self.engines[board.rerouted] = Engine(self.plan, Actors(units.ids, units.index), flat_of(self.plan))
            found.fit(board.grid)
        return found

    def allowed(self, board: Board) -> Iterator[Act]:
        """Every act that is allowed."""
        engine = self.engine(board)
        for duty in range(board.grid.n):
            for trigger, moves in engine.flat.table[board.state[duty]].items():
                for actor in {actor for move in moves for actor in expected_actors(board, duty, move)}:
                    for details in (REASON, PAST) if trigger == "waive" else (REASON,):
                        try:
                            yield duty, engine.decide(board, duty, trigger, actor, details, 0), actor, details
                        except Refused:
                            continue

    def onward(self, key: Key) -> Iterator[Board]:
        """The boards one act further."""
        board = self.boards[key]
        acts = [*self.allowed(board)]
        self.look_at(key, board, acts)
        sent = {one: board.reached(*one) for one in board.rows}
        for duty, move, actor, details in acts:
            after = board.copy()
            seen = board.row(duty, actor) if move.code == UNROW else board.version[duty]
            after.apply(move, duty, seen, actor, 0, details)
            if max(*after.version, *after.newest.values(), 0) <= self.versions:
                self.hold("what was sent stays", key, {one: after.reached(*one) for one in sent} == sent)
                self.compare(key, board, after, duty, move, actor)
                yield after

    def hold(self, law: str, key: Key, holds: bool) -> None:
        """Keep a state in which a law is broken."""
        if not holds:
            self.broken.setdefault(law, []).append(key)

    def look_at(self, key: Key, board: Board, acts: list[Act]) -> None:
        """What holds of every state."""
        opened = {duty for duty, move, _, _ in acts if move.trigger in OPENING}
        for duty in range(board.grid.n):
            role, edges = board.flat.roles[board.state[duty]], board.edges_up(duty)
            if role != WAIVED:
                held = bool(edges) and all(board.held[edge] == board.version[duty] for edge in edges)
                self.hold("aggregated is held by all", key, (role == COUNTED) == held)
                self.hold("what was sent can be taken back", key, role == DRAFT or duty in opened)
                lost = any(board.grid.edge_superior[edge] in board.rerouted for edge in edges)
                self.hold("nothing goes up into what is passed over", key, not lost)

    def compare(self, key: Key, before: Board, after: Board, duty: int, move: Move, actor: int) -> None:
        """What holds of every act."""
        grid = before.grid
        if move.trigger == "submit":
            reached = after.reached(duty, after.version[duty])
            once = len({below for below, _ in reached}) == len(reached)
            self.hold("each is read once", key, once and all(0 < share <= 1 for share in reached.values()))
            edges = range(grid.edge_first[duty], grid.edge_first[duty + 1])
            lacking = [edge for edge in edges if not after.held[edge] and not after.waived(grid.edge_unit[edge])]
            self.hold("the gate was satisfied", key, not lacking)
        if actor == grid.unit_of[duty]:
            keeps = all(after.held[edge] or not before.held[edge] for edge in before.edges_up(duty))
            self.hold("no own act shuts a gate", key, keeps)

    def leading_to_an_end(self) -> set[Key]:
        """The states from which the campaign can be completed, with something in it."""
        good = {key for key, board in self.boards.items() if self.is_complete(board)}
        border = [*good]
        while border:
            for before in self.back.get(border.pop(), ()):
                if before not in good:
                    good.add(before)
                    border.append(before)
        return good

    def is_complete(self, board: Board) -> bool:
        """Whether the campaign is complete and not all of it waived."""
        return kh.Progress(board.plan, board, 0).complete and len(board.waivers) < board.grid.n


def diamond() -> kh.Plan:
    """A plan of a unit x with two superiors, a and b, under one root."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    ]
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    return small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))


SPACES: dict[str, tuple[Callable[[], kh.Plan], int, int]] = {
    "1-1 v3": (lambda: small_plan(1, 1), 3, 2_092),
    "1-1-1 v2": (lambda: small_plan(1, 1, 1), 2, 14_468),
    "1-1-2 v1": (lambda: small_plan(1, 1, 2), 1, 161),
    "diamond v1": (diamond, 1, 729),
}
"""Which plan, how many versions of each report, and how many states that is."""
LARGE = {"1-1-2 v2": (lambda: small_plan(1, 1, 2), 2, 384_348)}
LAWS = {
    "what was sent stays": "Law 10: on whatever graph a campaign stands, a sent version is read as it was sent.",
    "each is read once": "Law 9: a unit is met in one version, its weights are at most 1, though shares multiply.",
    "the gate was satisfied": "Law 8: what is sent holds all that is expected on the graph it is sent on.",
    "no own act shuts a gate": "Law 13: no act of a unit on its own duty makes a satisfied gate unsatisfied.",
    "what was sent can be taken back": "Law 13: what is past draft can be recalled, sent back or corrected.",
    "aggregated is held by all": "A report is counted just when all whom it goes up into hold its working version.",
    "nothing goes up into what is passed over": "Whoever is expected goes up into one that reports, or is a top.",
}


@cache
def searched(name: str) -> Space:
    """A space, searched once."""
    plan, versions, _ = (SPACES | LARGE)[name]
    return Space(plan(), versions)


@pytest.fixture(params=[*SPACES, *(LARGE if SOAK else ())])
def name(request: pytest.FixtureRequest) -> str:
    """Each space."""
    return request.param


@pytest.mark.slow
def test_every_state_is_searched(name: str) -> None:
    """The spaces are as large as is said, states on changed graphs among them."""
    space = searched(name)
    assert len(space.boards) == (SPACES | LARGE)[name][2]
    assert any(board.rerouted for board in space.boards.values())


@pytest.mark.slow
@pytest.mark.parametrize("law", LAWS)
def test_a_law_holds_on_changing_graphs(name: str, law: str) -> None:
    """Each law holds in every state and of every act, whoever is passed over and expected again."""
    assert searched(name).broken.get(law, []) == [], LAWS[law]


@pytest.mark.slow
def test_from_every_state_the_campaign_can_be_completed(name: str) -> None:
    """Law 13: from every reachable state the campaign can be completed, and not by waiving all of it."""
    space = searched(name)
    assert space.leading_to_an_end() == {*space.boards}
