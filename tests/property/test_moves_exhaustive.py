"""Every reachable state of small campaigns with stragglers taken up, paths opened and reports that go past a unit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import kehoach as kh
from kehoach._engine import Engine, Stragglers, opener
from kehoach._engine._authority import expected_actors
from kehoach._lifecycle import ROLES
from kehoach._progress import UNROW, Actors, Board, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach.errors import Refused
from kehoach.testing import small_plan

REASON = Details(reason="because", data={"members": 1})
REROUTE = Details(reason="because", payload='{"reroute":true}')
COUNTED, WAIVED = ROLES.index("counted"), ROLES.index("waived")
Key = tuple[object, ...]


def key_of(board: Board) -> Key:
    """What tells two boards apart, whatever way led to them."""
    rows = tuple(
        sorted((owner, tuple(held), *sorted(board.frames.get(owner, ()))) for owner, held in board.rows.items())
    )
    bases = tuple(sorted((duty, base[0]) for duty, base in board.base.items()))
    newest = tuple(sorted(board.newest.items()))
    taken = bytes(board.state), tuple(board.version), tuple(board.held), rows
    return (*taken, bases, newest, board.waivers, board.rerouted)


class Space:
    """Every state that can be reached by whoever an act is for, and which lead where."""

    def __init__(self, plan: kh.Plan, versions: int) -> None:
        units = hierarchy_of(plan).columns
        self.engine, self.versions = Engine(plan, Actors(units.ids, units.index), flat_of(plan)), versions
        self.stragglers = Stragglers(plan, self.engine.flat, self.engine.unasked)
        first = Board(plan)
        self.boards: dict[Key, Board] = {key_of(first): first}
        self.back: dict[Key, set[Key]] = {}
        border = [key_of(first)]
        while border:
            here = border.pop()
            for after in self.onward(self.boards[here]):
                there = key_of(after)
                self.back.setdefault(there, set()).add(here)
                if there not in self.boards:
                    self.boards[there] = after
                    border.append(there)

    def onward(self, board: Board) -> Iterator[Board]:
        """The boards one act further, up to so many versions of a report."""
        self.engine.fit(board.grid)
        for after in (*self.acts(board), *self.paths(board)):
            if max(*after.version, *after.newest.values(), 0) <= self.versions:
                yield after

    def acts(self, board: Board) -> Iterator[Board]:
        """What every trigger leads to, with what it brings along."""
        for duty in range(board.grid.n):
            for trigger, moves in self.engine.flat.table[board.state[duty]].items():
                for actor in {actor for move in moves for actor in expected_actors(board, duty, move)}:
                    for details in (REASON, REROUTE) if trigger == "waive" else (REASON,):
                        try:
                            move = self.engine.decide(board, duty, trigger, actor, details, 0)
                        except Refused:
                            continue
                        after = board.copy()
                        seen = board.row(duty, actor) if move.code == UNROW else board.version[duty]
                        after.apply(move, duty, seen, actor, 0, details)
                        self.stragglers.brought(after, duty, move, 0)
                        yield after

    def paths(self, board: Board) -> Iterator[Board]:
        """What opening the way down to each report leads to."""
        for duty in range(board.grid.n):
            after = board.copy()
            try:
                self.engine.reopened(after, duty, opener(board, duty), REASON, 0)
            except Refused:
                continue
            yield after

    def leads_to_an_end(self) -> set[Key]:
        """The states from which the campaign can still be completed."""
        good = {key for key, board in self.boards.items() if kh.Progress(board.plan, board, 0).complete}
        border = list(good)
        while border:
            for before in self.back.get(border.pop(), set()) - good:
                good.add(before)
                border.append(before)
        return good


SMALL = {
    "supplement, one district": ((1, 1), "supplement", "none", 3),
    "reopen, two districts": ((1, 2), "reopen", "none", 2),
    "supplement, three tiers": ((1, 1, 1), "supplement", "none", 2),
    "hold, three tiers, all gates": ((1, 1, 1), "hold", "all", 2),
}


@pytest.fixture(scope="module", params=SMALL)
def space(request: pytest.FixtureRequest) -> Space:
    sizes, stragglers, gate, versions = SMALL[request.param]
    return Space(small_plan(*sizes, policy=kh.Policy(gate=gate, stragglers=stragglers)), versions)


def test_from_every_state_the_campaign_can_be_completed(space: Space) -> None:
    """Law 13: from every reachable state the campaign can still be completed."""
    assert len(space.boards) > 300
    assert space.leads_to_an_end() == set(space.boards)


def test_a_report_is_aggregated_when_every_superior_holds_it(space: Space) -> None:
    """A report is in its counted state just when every superior that it has by then holds its working version."""
    for board in space.boards.values():
        for duty in range(board.grid.n):
            edges = board.edges_up(duty)
            held = bool(edges) and all(board.held[edge] == board.version[duty] for edge in edges)
            assert (board.flat.roles[board.state[duty]] == COUNTED) == held


def test_what_was_sent_had_all_its_rows(space: Space) -> None:
    """Law 8: the rows of a version that was sent satisfied the gate on the graph it was sent on, and still fit it."""
    gated = any(space.engine.plan.columns.gate)
    for board in space.boards.values():
        for (duty, version), rows in board.rows.items():
            frame, excused = board.frame(duty, version), board.waived_in(duty, version)
            below = frame.subordinates_of(duty)
            assert len(rows) == len(below)
            assert not gated or all(held or unit in excused for unit, held in zip(below, rows, strict=True))


def test_each_report_is_read_once(space: Space) -> None:
    """Law 9: read down from a top report, each unit is met in at most one version, its weights sum to 1 at most."""
    for board in space.boards.values():
        for top in range(board.grid.n):
            if not board.edges_up(top):
                reached = board.reached(top, board.version[top])
                assert len({duty for duty, _ in reached}) == len(reached)
                assert all(0 < weight <= 1 for weight in reached.values())


def test_what_is_past_draft_can_be_taken_back(space: Space) -> None:
    """Law 13, its last part: whatever is past draft can be opened, with everything above it."""
    for board in space.boards.values():
        for duty in range(board.grid.n):
            if 0 < board.flat.roles[board.state[duty]] < WAIVED:
                after = board.copy()
                assert space.engine.reopened(after, duty, opener(board, duty), REASON, 0)
                assert after.flat.roles[after.state[duty]] == 0
