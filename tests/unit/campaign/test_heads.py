"""Heads: how far a log reached, kept elsewhere; and clocks that jump back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Tampered
from kehoach.stores import Head, MemoryStore, SQLStore, Store
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, up


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    with SQLStore.open(tmp_path / "a.db") as opened:
        yield opened


def campaign_in(store: object, *, heard: list[Head] | None = None) -> kh.Campaign:
    return kh.Campaign.begin(
        small_plan(1, 1, 2),
        store,
        id="x",
        clock=ManualClock(MORNING),
        default_by="expected",
        on_head=None if heard is None else heard.append,
    )


def test_a_head_is_read_as_it_is_written() -> None:
    """A head is the number of a line and its hash; its text gives it back, whatever its letters' size."""
    head = Head(3, "ab" * 32, "x")
    assert Head.parse(str(head)) == head
    assert Head.parse(f" 3:{'AB' * 32}\n") == head
    for text in ("", "3", "3:ab", "x:" + "ab" * 32, "-1:" + "ab" * 32, "٣:" + "ab" * 32, "3:" + "zz" * 32):
        with pytest.raises(InvalidCommand) as error:
            Head.parse(text)
        assert [one.code for one in error.value.findings] == ["KH959"]


def test_every_head_fits_its_log(store: Store) -> None:
    """Each head that was given, the first before any line, is met by the log ever after."""
    campaign = campaign_in(store)
    heads = [campaign.head()]
    for unit in ("commune-1", "commune-2"):
        campaign.submit(unit, data={"members": 3})
        heads.append(campaign.head())
    assert [head.seq for head in heads] == [0, 1, 2]
    assert [head.hash for head in heads[1:]] == [entry.hash for entry in campaign.log()]
    assert {campaign.verify(head).entries for head in heads} == {2}
    assert campaign.verify(str(heads[1])).head == heads[2].hash


def test_a_log_that_was_cut_or_written_anew_does_not_meet_its_head(store: Store) -> None:
    """A log that fits in itself is found out by a head: shorter it names the first line lost, else the head's line."""
    campaign, other = campaign_in(store), campaign_in(MemoryStore())
    for one, figure in ((campaign, 1), (other, 2)):
        one.submit("commune-1", data={"members": figure})
    for head, code, seq in (
        (Head(5, "00" * 32), "KH949", 2),
        (attrs.evolve(campaign.head(), seq=2), "KH949", 2),
        (other.head(), "KH950", 1),
        (Head(0, "00" * 32), "KH950", 0),
    ):
        with pytest.raises(Tampered) as error:
            campaign.verify(head)
        assert (error.value.findings[0].code, error.value.seq) == (code, seq)
    assert campaign.verify().entries == 1


def test_heads_go_out_when_the_root_takes_up_and_when_it_ends() -> None:
    """Each report that the root takes up, and its own end, send the head out, once written; nothing else does."""
    heard: list[Head] = []
    campaign = campaign_in(None, heard=heard)
    for unit in ("commune-1", "commune-2"):
        up(campaign, unit)
    assert heard == []
    up(campaign, "district")
    assert heard == [campaign.head()]
    campaign.submit("province")
    campaign.review("province")
    assert heard[1:] == [campaign.head()]
    assert [head.campaign for head in heard] == ["x", "x"]
    campaign.leave()
    assert heard[2:] == heard[1:2]


def test_heads_of_a_whole_tier_go_out_line_by_line() -> None:
    """Taken up together, each line has its head."""
    heard: list[Head] = []
    plan = small_plan(1, 40)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected", on_head=heard.append)
    for trigger in ("submit", "review", "aggregate"):
        campaign.fire_all(trigger, tier="district")
    assert [head.seq for head in heard] == list(range(81, 121))
    assert {campaign.verify(head).entries for head in heard} == {120}


def test_who_does_not_take_the_head_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """A hook that raises is noted; the act is done."""

    def fail(head: Head) -> None:
        raise OSError("no paper")

    campaign = kh.Campaign.begin(small_plan(1, 1), clock=ManualClock(MORNING), default_by="expected", on_head=fail)
    with caplog.at_level(logging.ERROR, "kehoach"):
        up(campaign, "district")
    assert campaign.progress().state("district") == "aggregated"
    assert "a listener failed at entry 3" in caplog.text


def test_leaving_keeps_what_saves_time_and_closes_what_was_opened(tmp_path: Path) -> None:
    """After a thousand lines a snapshot is kept; the file is closed, and a store that was handed in stays open."""
    plan, path = small_plan(1, 4, 400), tmp_path / "a.db"
    with kh.Campaign.begin(plan, str(path), id="x", clock=ManualClock(MORNING), default_by="expected") as campaign:
        for trigger in ("submit", "review", "aggregate"):
            campaign.fire_all(trigger, tier="commune")
    assert [file.name for file in tmp_path.iterdir()] == ["a.db"]
    with SQLStore.open(path) as store:
        again = kh.Campaign.resume(store, clock=ManualClock(MORNING), default_by="expected")
        kept = again._shell.journal.snapshot()
        assert kept is not None
        assert (kept.seq, again._shell.kept) == (1200, 1200)
        again.submit("district-1")
        again.leave()
        assert again.verify().entries == 1201
        assert again._shell.journal.snapshot() == kept


# Clocks


def test_a_clock_that_jumped_back_is_recorded(store: Store) -> None:
    """A line is never before the one above; what the clock said then stands in it, and is proved by its hash."""
    clock = ManualClock(MORNING)
    one = kh.Campaign.begin(small_plan(1, 1, 3), store, id="x", clock=clock, default_by="expected")
    one.submit("commune-1", data={"members": 3})
    behind = ManualClock("2009-03-20T08:00+07:00")
    other = kh.Campaign.resume(store, id="x", clock=behind, default_by="expected")
    other.submit("commune-2")
    other.submit("commune-3", data={"members": 3}, command_id="again")
    other.fire_many([kh.Command(f"commune-{number}", "review") for number in (1, 2, 3)])
    other.fire_all("aggregate", tier="commune")
    other.extend("district", "by 30-4-2019", reason="x", accept_gap=True)
    other.reopen_path("commune-1", reason="x")
    lines = other.log()
    assert {line.at for line in lines} == {lines[0].at}
    assert lines[0].clock is None
    assert {line.clock for line in lines[1:]} == {
        kh.Campaign.begin(small_plan(1), clock=behind).submit("province", by="province").at
    }
    assert other.fire("commune-3", "submit", data={"members": 3}, command_id="again").seq == 3
    assert other.verify() == one.verify()
    assert one.progress() == other.progress()


def test_a_clock_that_goes_on_says_nothing() -> None:
    """Where the clock is not behind, nothing is recorded of it, at one instant neither."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1", "commune-2")
    assert [entry.clock for entry in campaign.log()] == [None] * 6
    assert "clock" not in campaign._shell.journal.read().canonical(1).decode()
