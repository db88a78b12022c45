"""The columns behind a campaign: folded, copied, pickled, and wide enough."""

from __future__ import annotations

import pickle

import pytest

import kehoach as kh
from kehoach._progress import Board, fold
from kehoach._report import Details
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan
from staged import begun, shared, up

AT = 1_553_043_600_000_000


def test_a_copy_is_a_board_of_its_own() -> None:
    """What is applied to a copy does not show in the board it was made from, in any column."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1", data={"members": 3})
    board = campaign.progress().board
    twin = board.copy()
    move = board.flat.table[0]["submit"][0]
    index = campaign.plan.columns.index
    twin.apply(move, index["commune-2"], 1, 0, AT, Details(person="ba", data={"members": 4}, sections={}))
    again = campaign.progress().board
    for name in Board.__slots__:
        assert getattr(board, name) == getattr(again, name), name
    assert twin.seq == board.seq + 1


def test_a_board_survives_pickling() -> None:
    """A board that crosses a process says the same, acts included, and goes on from there."""
    rows = [
        kh.DutyRow("report", owed_by=["province", "district"]),
        kh.DutyRow("plan", kind="act", owed_by=["district"]),
    ]
    plan = small_plan(1, 1, duties=rows, deadlines={})
    store = MemoryStore()
    campaign = kh.Campaign.begin(plan, store, clock=ManualClock(AT), default_by="expected")
    campaign.complete("district:plan", data={"done_on": "19-3-2019"})
    campaign.submit("district")
    progress = campaign.progress()
    again = pickle.loads(pickle.dumps(progress))
    assert again == progress
    campaign.review("district")
    fold(again.board, store.journal("campaign", None).read().lines(2))  # type: ignore[arg-type]  # the journal is there
    assert kh.Progress(plan, again.board, AT) == campaign.progress()


@pytest.mark.parametrize("version", [65_535, 65_536, 4_000_000_000])
def test_a_report_may_have_any_number_of_versions(version: int) -> None:
    """A report that has gone to and fro however often goes on: sent, recalled, taken, singly and with its tier."""
    campaign = begun(1, 1, 40)
    board = campaign._shell.current()
    duties = [campaign.plan.columns.index[f"commune-{number:02d}"] for number in range(1, 41)]
    for duty in duties:
        board.version[duty] = version
    assert campaign.submit("commune-01").version == version
    campaign.recall("commune-01")
    assert campaign.report("commune-01").version == version + 1
    for trigger in ("submit", "review", "aggregate"):
        assert all(one.done for one in campaign.fire_all(trigger, tier="commune"))
    rows = {row.unit: row.version for row in campaign.report("district").rows}
    assert set(rows.values()) == {version, version + 1}
    assert [entry.version for entry in campaign.log()][:3] == [version, version, version + 1]


def test_reached_lists_every_version_with_its_share() -> None:
    """Read down from a version, each unit is there with the version that was taken and the share of it that counts."""
    campaign = shared()
    up(campaign, "x", "y", "a", "b")
    board, index = campaign.progress().board, campaign.plan.columns.index
    reached = {
        campaign.plan.columns.names[duty]: (version, str(share))
        for (duty, version), share in board.reached(index["p"], 1).items()
    }
    assert reached == {"p": (1, "1"), "a": (1, "1"), "b": (1, "1"), "x": (1, "1"), "y": (1, "1")}
    part = {campaign.plan.columns.names[duty]: str(share) for (duty, _), share in board.reached(index["b"], 1).items()}
    assert part == {"b": "1", "x": "2/3", "y": "1"}


def test_edges_are_those_of_a_unit_and_an_actor() -> None:
    """An actor's edge is that of the superior it is; who is none has none, and neither has the root's."""
    campaign = shared()
    board, index = campaign.progress().board, campaign.plan.columns.index
    grid = campaign.plan.columns
    for superior in ("a", "b"):
        edge = board.edge_of(index["x"], index[superior])
        assert (grid.edge_unit[edge], grid.edge_superior[edge]) == (index["x"], index[superior])
    assert [board.edge_of(index["x"], actor) for actor in (index["p"], index["y"], grid.units, 99)] == [-1] * 4
    assert board.edge_of(index["p"], grid.units) == -1
    assert [grid.names[grid.edge_superior[edge]] for edge in board.edges_up(index["x"])] == ["a", "b"]
