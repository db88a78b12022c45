"""Every reachable state of small campaigns, under every act of whoever it is for: laws 8, 9 and 13 without chance."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import kehoach as kh
from kehoach._engine import Engine
from kehoach._engine._authority import expected_actors
from kehoach._lifecycle import ROLES
from kehoach._progress import UNROW, Actors, Board, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach.errors import Refused
from kehoach.testing import small_plan

REASON = Details(reason="because")
COUNTED = ROLES.index("counted")
Key = tuple[object, ...]


def key_of(board: Board) -> Key:
    """What tells two boards apart, whatever way led to them."""
    rows = tuple(sorted((owner, tuple(held)) for owner, held in board.rows.items()))
    bases = tuple(sorted((duty, base[0]) for duty, base in board.base.items()))
    newest = tuple(sorted(board.newest.items()))
    return bytes(board.state), tuple(board.version), tuple(board.held), rows, bases, newest, board.waivers


def onward(engine: Engine, board: Board, versions: int) -> Iterator[Board]:
    """The boards one act further, up to so many versions of a report."""
    for duty in range(board.grid.n):
        for trigger, moves in engine.flat.table[board.state[duty]].items():
            for actor in {actor for move in moves for actor in expected_actors(board, duty, move)}:
                try:
                    move = engine.decide(board, duty, trigger, actor, REASON, 0)
                except Refused:
                    continue
                after = board.copy()
                seen = board.row(duty, actor) if move.code == UNROW else board.version[duty]
                after.apply(move, duty, seen, actor, 0, REASON)
                if max(*after.version, *after.newest.values(), 0) <= versions:
                    yield after


class Space:
    """Every state that can be reached, and which lead where."""

    def __init__(self, plan: kh.Plan, versions: int) -> None:
        units = hierarchy_of(plan).columns
        engine = Engine(plan, Actors(units.ids, units.index), flat_of(plan))
        first = Board(plan)
        self.boards: dict[Key, Board] = {key_of(first): first}
        self.back: dict[Key, set[Key]] = {}
        border = [key_of(first)]
        while border:
            here = border.pop()
            for after in onward(engine, self.boards[here], versions):
                there = key_of(after)
                self.back.setdefault(there, set()).add(here)
                if there not in self.boards:
                    self.boards[there] = after
                    border.append(there)

    def leads_to_an_end(self) -> set[Key]:
        """The states from which the campaign can still be completed."""
        good = {key for key, board in self.boards.items() if kh.Progress(board.plan, board, 0).complete}
        border = list(good)
        while border:
            for before in self.back.get(border.pop(), set()) - good:
                good.add(before)
                border.append(before)
        return good


SMALL = {"one district": ((1, 1), 3), "two districts": ((1, 2), 2), "three tiers": ((1, 1, 1), 2)}


@pytest.fixture(scope="module", params=SMALL)
def space(request: pytest.FixtureRequest) -> Space:
    sizes, versions = SMALL[request.param]
    return Space(small_plan(*sizes, indicators=[]), versions)


def test_from_every_state_the_campaign_can_be_completed(space: Space) -> None:
    """Law 13: from every reachable state the campaign can still be completed."""
    assert len(space.boards) > 1_500
    assert space.leads_to_an_end() == set(space.boards)


def test_a_report_is_aggregated_when_every_superior_holds_it(space: Space) -> None:
    """A report below the root is in its counted state just when every superior holds its working version."""
    for board in space.boards.values():
        for duty in range(board.grid.n):
            edges = board.edges_up(duty)
            held = bool(edges) and all(board.held[edge] == board.version[duty] for edge in edges)
            assert (board.flat.roles[board.state[duty]] == COUNTED) == held


def test_what_was_sent_had_all_its_rows(space: Space) -> None:
    """Law 8: at the moment of `submit`, the rows of that version satisfied the gate."""
    for board in space.boards.values():
        for (duty, version), rows in board.rows.items():
            first = board.grid.edge_first[duty]
            excused = board.waived_in(duty, version)
            assert all(held or board.grid.edge_unit[edge] in excused for edge, held in enumerate(rows, first))


def test_each_report_is_read_once(space: Space) -> None:
    """Law 9: read down from one version of the root, each unit is met in at most one version, weights at most 1."""
    for board in space.boards.values():
        reached = board.reached(0, board.version[0])
        assert len({duty for duty, _ in reached}) == len(reached)
        assert all(0 < weight <= 1 for weight in reached.values())
