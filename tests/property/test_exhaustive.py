"""Every reachable state of small campaigns, under every act of whoever it is for: laws 8, 9, 10 and 13 without chance.

What is searched is said in `SPACES`: the units of each tier, how many versions of each report, and under which policy.
Waivers are among the acts of all of them. The acts are decided by the production engine and made on its board.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import settings

import kehoach as kh
from explored import COUNTED, FREEZE, OPENING, REASON, UNTOUCHED, WAIVED, Space
from kehoach._engine import opener
from kehoach._engine._paths import path_of
from kehoach._lifecycle import Move
from kehoach._progress import Board
from kehoach._rollup import total
from kehoach.testing import small_plan

SOAK = (settings.default or settings()).max_examples > 1_000  # `make soak`: the largest spaces too


class Look(NamedTuple):
    """What is searched, and how much that is: states, up to so many acts away from the beginning."""

    plan: kh.Plan
    versions: int
    states: int
    deep: int
    twins: tuple[tuple[str, ...], ...] = ()
    depth: int | None = None


def fan(*sizes: int, **policy: object) -> kh.Plan:
    """A plan of so many units of each tier."""
    return small_plan(*sizes, policy=kh.Policy(**policy))  # type: ignore[arg-type]  # as the policy takes them


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


def same(tier: str, *numbers: int) -> tuple[str, ...]:
    """Units of a tier that nothing tells apart."""
    return tuple(f"{tier}-{number}" for number in numbers)


HALF = {"quorum": "1/2"}
SPACES: dict[str, Callable[[], Look]] = {
    "1-1 v3": lambda: Look(fan(1, 1), 3, 1_891, 19),
    "1-2 v2": lambda: Look(fan(1, 2), 2, 4_252, 22),
    "1-1-1 v3": lambda: Look(fan(1, 1, 1), 3, 171_103, 32),
    "1-1-2 v2": lambda: Look(fan(1, 1, 2), 2, 34_326, 31, (same("commune", 1, 2),)),
    "1-2-3 v2, 13 acts": lambda: Look(fan(1, 2, 3), 2, 23_657, 13, (same("commune", 1, 3),), 13),
    "diamond v2": lambda: Look(diamond(), 2, 114_167, 33),
    "1-2 v2, one of two": lambda: Look(fan(1, 2, gate=HALF), 2, 3_080, 22, (same("district", 1, 2),)),
    "1-3 v2, two of three": lambda: Look(fan(1, 3, gate=HALF), 2, 29_892, 31, (same("district", 1, 2, 3),)),
    "1-1-1 v2, no gate": lambda: Look(fan(1, 1, 1, gate="none"), 2, 6_953, 19),
    "1-1-1 v2, rejecting": lambda: Look(fan(1, 1, 1, gate="none", stragglers="reject"), 2, 6_953, 19),
    "1-2 v2, supplementing": lambda: Look(fan(1, 2, gate="none", stragglers="supplement"), 2, 7_719, 19),
    "1-1-1 v2, reopening": lambda: Look(fan(1, 1, 1, gate="none", stragglers="reopen"), 2, 6_953, 19),
}
LARGE: dict[str, Callable[[], Look]] = {
    "1-1-1-1 v2": lambda: Look(fan(1, 1, 1, 1), 2, 48_104, 31),
    "1-2 v3": lambda: Look(fan(1, 2), 3, 90_111, 32, (same("district", 1, 2),)),
    "1-2 v3, one of two": lambda: Look(fan(1, 2, gate=HALF), 3, 164_450, 32, (same("district", 1, 2),)),
    "diamond v2, no gate": lambda: Look(diamond().replace(policy=kh.Policy(gate="none")), 2, 701_602, 30),
    "1-2-3 v2, 20 acts": lambda: Look(fan(1, 2, 3), 2, 409_795, 20, (same("commune", 1, 3),), 20),
}
USED_UP = ("diamond v2", "diamond v2, no gate")
"""Where two versions of a unit may meet above it when its superiors have used up theirs: one more is needed then."""


class Proofs(Space):
    """A space in which the laws are held against every state and every act; what breaks one is kept by its name."""

    def __init__(self, look: Look) -> None:
        self.broken: dict[str, list[bytes]] = {}
        self.quorum = look.plan.policy.gate
        super().__init__(look.plan, look.versions, twins=look.twins, depth=look.depth)

    def hold(self, law: str, key: bytes, *, holds: bool) -> None:
        """Keep a state in which a law is broken."""
        if not holds:
            self.broken.setdefault(law, []).append(key)

    def look_at(self, key: bytes, acts: Sequence[tuple[int, Move, int]]) -> None:
        """What holds of every state."""
        board, grid = self.board, self.board.grid
        self.hold("asking changes nothing", key, holds=self.read() == key)
        opened = {duty for duty, move, _ in acts if move.code in OPENING}
        for duty, state in enumerate(board.state):
            role, version = board.flat.roles[state], board.version[duty]
            if role == WAIVED:
                continue
            edges = board.edges_up(duty)
            held = bool(edges) and all(board.held[edge] == version for edge in edges)
            self.hold("aggregated is held by all", key, holds=(role == COUNTED) == held)
            if role:
                first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
                self.hold("what was sent can be taken back", key, holds=duty in opened)
                sent = first == last or board.rows[duty, version] == board.held[first:last]
                self.hold("what was sent is as it was sent", key, holds=sent)
        if board.flat.states[board.state[0]] == self.plan.policy.root_ends:
            corrects = any(duty == 0 and move.trigger == "correct" for duty, move, _ in acts)
            self.hold("what is complete can be corrected", key, holds=corrects)

    def compare(self, before: bytes, after: bytes, duty: int, move: Move, actor: int) -> None:
        """What holds of every act."""
        at, board, grid = self.layout.frozen_at, self.board, self.board.grid
        known, now = self.rows_of(before[at:]), self.rows_of(after[at:])
        same = now == known
        if move.code == FREEZE:
            key = (duty, board.version[duty])
            has_rows = grid.edge_first[duty] != grid.edge_first[duty + 1]
            same = key not in known and {one: rows for one, rows in now.items() if one != key} == known
            same = same and (key in now) == has_rows
            self.sending(before, duty)
        kept = sum(waivers is UNTOUCHED for waivers in board.excused.values()) == len(known)
        self.hold("what was sent never changes", before, holds=same and kept)
        if actor == grid.unit_of[duty]:
            held = before[2 * self.layout.n :]
            keeps = all(board.held[edge] or not held[edge] for edge in board.edges_up(duty))
            self.hold("no own act shuts a gate", before, holds=keeps)

    def sending(self, before: bytes, duty: int) -> None:
        """What holds of every version when it is sent."""
        board, grid = self.board, self.board.grid
        first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
        expected = [edge for edge in range(first, last) if board.held[edge] or not board.waived(grid.edge_unit[edge])]
        taken = sum(board.held[edge] > 0 for edge in expected)
        share = {"all": Fraction(1), "none": Fraction(0)}.get(str(self.quorum), Fraction(1, 2))
        self.hold("the gate was satisfied", before, holds=taken >= share * len(expected))
        reached = board.reached(duty, board.version[duty])
        once = len({below for below, _ in reached}) == len(reached)
        self.hold("each is read once", before, holds=once and all(0 < share <= 1 for share in reached.values()))

    def shown(self, law: str) -> str:
        """The shortest way to the first state in which a law is broken; empty when it holds everywhere."""
        found = self.broken.get(law)
        return "\n".join(self.way_to(self.canonical(found[0]))) if found else ""


@cache
def searched(name: str) -> Proofs:
    """A space, searched once."""
    return Proofs((SPACES | LARGE)[name]())


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """No space outlives this module: with a heap of gigabytes every later test waits for the garbage collector."""
    yield
    searched.cache_clear()
    gc.collect()


@pytest.fixture(params=[*SPACES, *(LARGE if SOAK else ())])
def name(request: pytest.FixtureRequest) -> str:
    """Each space."""
    return request.param


def complete(space: Space, key: bytes) -> bool:
    """Whether the root is in the state in which the campaign ends; a root that is waived does not count."""
    return space.board.flat.states[key[0]] == space.plan.policy.root_ends


@pytest.mark.slow
def test_every_state_is_searched(name: str) -> None:
    """The spaces are as large as is said: a change of the lifecycle that opens or shuts a way is seen."""
    look = (SPACES | LARGE)[name]()
    assert (len(searched(name).keys), searched(name).level) == (look.states, look.deep)


@pytest.mark.slow
def test_from_every_state_the_campaign_can_be_completed(name: str) -> None:
    """Law 13: from every reachable state the campaign can be completed; with one more version where all are used up."""
    space = searched(name)
    stuck = ~space.leading_to(space.where(lambda key: complete(space, key)))
    left = [space.keys[place] for place in np.flatnonzero(stuck)]
    assert not left or name in USED_UP or space.inner < len(space.keys)
    assert all(space.finish(key) for key in left)


@pytest.mark.slow
def test_what_is_past_draft_can_be_taken_back(name: str) -> None:
    """Law 13: what is past draft can be recalled, sent back or corrected, in every state by somebody."""
    assert searched(name).shown("what was sent can be taken back") == ""


@pytest.mark.slow
def test_a_unit_shuts_no_gate(name: str) -> None:
    """Law 13: no act of a unit on its own duty makes a satisfied gate unsatisfied."""
    assert searched(name).shown("no own act shuts a gate") == ""


@pytest.mark.slow
def test_what_is_complete_can_be_corrected(name: str) -> None:
    """A root in its end state can be corrected, in every state."""
    assert searched(name).shown("what is complete can be corrected") == ""


@pytest.mark.slow
def test_a_report_is_aggregated_when_every_superior_holds_it(name: str) -> None:
    """A report below the root is in its counted state just when every superior holds its working version."""
    assert searched(name).shown("aggregated is held by all") == ""


@pytest.mark.slow
def test_what_was_sent_had_its_rows(name: str) -> None:
    """Law 8: at the moment of `submit`, the rows of that version satisfied the gate."""
    assert searched(name).shown("the gate was satisfied") == ""


@pytest.mark.slow
def test_each_report_is_read_once(name: str) -> None:
    """Law 9: read down from any version that was sent, each unit is met in at most one version, weights at most 1."""
    assert searched(name).shown("each is read once") == ""


@pytest.mark.slow
def test_what_was_sent_never_changes(name: str) -> None:
    """Law 10: no act changes the rows of a version that was sent, nor who was waived in it; asking changes nothing."""
    space = searched(name)
    for law in ("what was sent never changes", "what was sent is as it was sent", "asking changes nothing"):
        assert space.shown(law) == ""


@pytest.mark.slow
def test_a_wrong_figure_of_two_superiors_can_be_taken_back() -> None:
    """In a diamond, while its superiors are in their first version, a unit's first can be replaced in all there is."""
    space = searched("diamond v2")
    root, x = space.layout.grid.index["p"], space.layout.grid.index["x"]

    def replaced(key: bytes) -> bool:
        return complete(space, key) and (x, 2) in space.fill(key).reached(root, key[space.layout.n + root])

    def first(key: bytes) -> bool:
        return all(key[4 + duty] == 1 and not space.newest(key, duty) for duty in range(4))

    firsts = space.where(first)
    assert firsts.sum() == 63
    assert (space.leading_to(space.where(replaced)) >= firsts).all()


@pytest.mark.slow
def test_a_wrong_figure_can_be_taken_back_from_everywhere() -> None:
    """In a diamond, opened from the top and brought up again, a unit's newest version stands in all there is."""
    space = searched("diamond v2")
    root, x = space.layout.grid.index["p"], space.layout.grid.index["x"]
    for key in space.keys[::20]:
        waived = space.fill(key).waived(x)
        before = 0 if waived else max(key[space.layout.n + x], space.newest(key, x))
        draft = not space.board.flat.roles[key[x]]
        assert space.finish(key, leaves=True)
        reached = space.board.reached(root, space.board.version[root])
        assert {version for duty, version in reached if duty == x} == (set() if waived else {before + (not draft)})


class Totals(Proofs):
    """A space in which every version of every unit has a figure of its own, and every act leaves all totals alone."""

    def fill(self, key: bytes) -> Board:
        """The board of a state, with figures."""
        board = super().fill(key)
        for duty in range(self.layout.n):
            for version in range(1, self.versions + 1):
                board.filed[duty, version] = ({"members": 10**duty * version}, {})
        return board

    def totals(self, key: bytes) -> dict[tuple[int, int], object]:
        """What every version says that was sent, of superiors and of others."""
        board, names = self.board, self.layout.grid.names
        sent = {(duty, version) for duty, version in self.rows_of(key[self.layout.frozen_at :])}
        return {one: total(self.plan, board, names[one[0]], "members", one[1]) for one in sent}

    def look_at(self, key: bytes, acts: Sequence[tuple[int, Move, int]]) -> None:
        """Keep what was said before the acts."""
        self.before = self.totals(key)

    def compare(self, before: bytes, after: bytes, duty: int, move: Move, actor: int) -> None:
        """The same is said after each."""
        said = self.totals(before)
        self.hold("totals stay", before, holds=said == self.before)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1-2 v2", "1-1-1 v2, no gate"])
def test_totals_of_what_was_sent_never_change(name: str) -> None:
    """Law 10: the totals of a submitted version never change, after any act in any state."""
    space = Totals(SPACES[name]())
    assert len(space.keys) == len(searched(name).keys)
    assert space.shown("totals stay") == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["1-1 v3", "1-2 v2", "1-1-1 v2, no gate"])
def test_the_engine_allows_what_no_guard_hinders(name: str) -> None:
    """A search asks the guards first, to be fast; the engine by itself allows just the same acts in every state."""
    space = searched(name)
    for key in space.keys:
        board = space.fill(key)
        asked, space.thorough = [*space.allowed(board)], True
        assert [*space.allowed(board)] == asked
        space.thorough = False


@pytest.mark.slow
def test_twins_are_told_apart_by_their_names_alone() -> None:
    """Each state that a search with twins finds is the least of those that differ in names, and none is left out."""
    look = SPACES["1-2 v2"]()
    fewer = Proofs(look._replace(twins=(same("district", 1, 2),)))
    assert len(fewer.keys) == 2_219
    assert {*fewer.keys} == {fewer.canonical(key) for key in searched("1-2 v2").keys}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "every"), [("1-2 v2", 1), ("1-1-1 v2, no gate", 1), ("diamond v2", 40)])
def test_the_way_down_to_a_report_can_be_opened(name: str, every: int) -> None:
    """In every state what is past draft on the way down to a unit is opened in one act; what was sent stays."""
    space = searched(name)
    for key in space.keys[::every]:
        for duty in range(space.layout.n):
            board = space.fill(key)
            path, sent = path_of(board, duty), dict(board.rows)
            if path:
                space.engine.reopened(board, duty, opener(board, duty), REASON, 0)
                assert not any(board.flat.roles[board.state[one]] for one in path)
                assert board.rows == sent
                assert set(board.excused.values()) <= {UNTOUCHED}
