"""Lifecycles with steps of their own: the laws hold for them as they do for the standard one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach._engine import Engine
from kehoach._engine._authority import expected_actors
from kehoach._lifecycle import ROLES
from kehoach._progress import BUCKETS, UNROW, Actors, Board, flat_of, hierarchy_of
from kehoach._report import Details
from kehoach.errors import Refused
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock
from own_lifecycles import LIFECYCLES, WAY
from staged import MORNING, diamond, plain

REASON = Details(reason="because")
COUNTED = ROLES.index("counted")
Key = tuple[object, ...]


def key_of(board: Board) -> Key:
    """What tells two boards apart, whatever way led to them."""
    rows = tuple(sorted((owner, tuple(held)) for owner, held in board.rows.items()))
    bases = tuple(sorted((duty, base[0], board.base_state[duty]) for duty, base in board.base.items()))
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


@pytest.fixture(scope="module", params=LIFECYCLES)
def space(request: pytest.FixtureRequest) -> Space:
    plan = plain(1, 1).replace(lifecycle=LIFECYCLES[request.param], indicators=[])
    return Space(plan, 3)


def test_from_every_state_the_campaign_can_be_completed(space: Space) -> None:
    """Law 13: from every reachable state the campaign can still be completed, whatever steps there are."""
    assert len(space.boards) > 1_000
    assert space.leads_to_an_end() == set(space.boards)


def test_a_report_is_counted_when_every_superior_holds_it(space: Space) -> None:
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


def test_roles_say_what_has_happened(space: Space) -> None:
    """What is past its draft has come in, what is accepted or counted is the version accepted last, no other is."""
    for board in space.boards.values():
        for duty in range(board.grid.n):
            role = ROLES[board.flat.roles[board.state[duty]]]
            assert (board.sent_at[duty] >= 0) == (role in ("sent", "accepted", "counted"))
            if role in ("accepted", "counted"):
                assert board.accepted_version[duty] == board.version[duty]


SHAPES = {"three tiers": plain(1, 2, 3), "a diamond": diamond()}


class Walk:
    """Random acts on a campaign."""

    def __init__(self, plan: kh.Plan, data: st.DataObject) -> None:
        self.store, self.clock, self.data = MemoryStore(), ManualClock(MORNING), data
        self.campaign = kh.Campaign.begin(plan, self.store, id="x", clock=self.clock, default_by="expected")
        self.units = hierarchy_of(plan).aggregation_order()

    def rush(self) -> None:
        """Bring most reports up as far as they go."""
        for unit in self.units:
            for trigger in WAY * self.data.draw(st.integers(0, 2)):
                if trigger in self.campaign.plan.lifecycle.triggers and self.campaign.may(unit, trigger):
                    self.campaign.fire(unit, trigger)

    def act(self) -> None:
        """Try one act."""
        unit = self.data.draw(st.sampled_from(self.units))
        trigger = self.data.draw(st.sampled_from(self.campaign.plan.lifecycle.triggers))
        if self.campaign.may(unit, trigger, reason="why"):
            self.campaign.fire(unit, trigger, reason="why")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", LIFECYCLES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_walk_keeps_the_laws(name: str, shape: str, data: st.DataObject) -> None:
    """Laws 1, 5 and 10: two folds agree, every duty is in one bucket, and rows of sent versions never change."""
    walk = Walk(SHAPES[shape].replace(lifecycle=LIFECYCLES[name]), data)
    walk.rush()
    filed: dict[tuple[int, int], tuple[int, ...]] = {}
    for _ in range(15):
        walk.act()
        progress = walk.campaign.progress()
        for key, rows in progress.board.rows.items():
            assert filed.setdefault(key, tuple(rows)) == tuple(rows)
        summary = progress.summary()
        assert summary.expected == sum(getattr(summary, bucket) for bucket in BUCKETS) == len(walk.units)
    again = kh.Campaign.resume(walk.store, clock=walk.clock, default_by="expected")
    assert again.progress() == walk.campaign.progress()


@pytest.mark.parametrize("name", LIFECYCLES)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_many_at_once_is_one_by_one(name: str, data: st.DataObject) -> None:
    """`fire_all` over a tier does and refuses what act by act does and refuses, with the same reasons."""
    plan = plain(1, 2, 40).replace(lifecycle=LIFECYCLES[name])
    clock = ManualClock(MORNING)
    many, single = (kh.Campaign.begin(plan, id="x", clock=clock, default_by="expected") for _ in range(2))
    triggers = [*WAY, "recall", "uncheck", "reconsider"]
    for _ in range(data.draw(st.integers(1, 10))):
        trigger = data.draw(st.sampled_from([one for one in triggers if one in plan.lifecycle.triggers]))
        tier = data.draw(st.sampled_from(["commune", "district"]))
        outcomes = many.fire_all(trigger, tier=tier)
        commands = [kh.Command(outcome.command.unit, trigger) for outcome in outcomes]
        expected = single.fire_many(commands, atomic=False)
        assert [one.blockers for one in outcomes] == [one.blockers for one in expected]
        for unit in data.draw(st.lists(st.sampled_from([one.id for one in plan.hierarchy.units]), max_size=3)):  # type: ignore[union-attr]
            for trigger in WAY:
                if trigger in plan.lifecycle.triggers and many.may(unit, trigger):
                    many.fire(unit, trigger)
                    single.fire(unit, trigger)
    assert many.progress() == single.progress()
    assert [entry.to_dict() for entry in many.log()] == [entry.to_dict() for entry in single.log()]
