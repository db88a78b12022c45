"""Snapshots are a cache: with and without them a campaign stands where its log says; and some of it can be loaded."""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach._progress import Board, fold
from kehoach._progress._snapshot import FORMAT, Unfit, packed, unpacked
from kehoach.errors import InvalidCommand, Tampered
from kehoach.stores import MemoryStore, SQLStore, Store
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, up


def plan() -> kh.Plan:
    """A plan in which everything can happen: two forms, an act, a group to be named, an event, another one by unit."""
    return small_plan(1, 2, 4, deadlines={"commune": "before 5-4-2019"}).replace(
        outline=[kh.Section("awareness")],
        duties=[
            kh.DutyRow("stock", "commune", deadline="by 25-3-2019"),
            kh.DutyRow("meet", "district", kind="act", deadline="10 days after storm"),
            kh.DutyRow("relief", "commune", only_if="flood", deadline="3 days after flood"),
            kh.DutyRow("stock", "pilot", deadline="by 30-3-2019", override=True),
        ],
        groups=[kh.Group("pilot", ())],
        events=[kh.Event("storm"), kh.Event("flood")],
    )


def busy(store: Store) -> kh.Campaign:
    """A campaign in which everything has happened."""
    clock = ManualClock(MORNING)
    one = kh.Campaign.begin(plan(), store, id="x", clock=clock, default_by="expected")
    said = {"data": {"members": 3}, "sections": {"awareness": "Đã quán triệt"}}
    for unit in ("commune-1", "commune-2"):
        one.submit(unit, **said, person="Hồng", reason="first")
        one.review(unit)
        one.aggregate(unit)
        clock.advance(hours=3)
    one.submit("commune-3:stock", data={"members": kh.NIL})
    one.send_back("commune-3:stock", reason="x", due="by 2-4-2019")
    one.submit("commune-3:stock", data={"members": 4})
    one.record("storm", "19-3-2019")
    one.record("flood", "20-3-2019", "commune-2")
    one.complete("district-1:meet", data={"done_on": "20-3-2019", "manner": "họp"})
    one.name_group("pilot", ["commune-1", "commune-4"])
    one.extend("commune-4", "by 20-4-2019", reason="x", document="5/CV", accept_gap=True)
    one.reschedule("tier:commune", deadline="by 9-4-2019", reason="x")
    one.suspend("commune-4:stock", reason="x")
    clock.advance(days=2)
    one.resume_clock("commune-4:stock", reason="x")
    one.suspend("commune-4:stock", reason="x")
    one.request("commune-4", "by 21-4-2019", reason="x")
    one.request("commune-3", "by 22-4-2019", reason="x")
    one.decline(one.requests()[0].seq, reason="x")
    one.correct("commune-1", by="commune-1", reason="wrong", person="Ba")
    one.submit("commune-1", data={"members": 5})
    one.correct("commune-2", by="district-2", reason="wrong")
    one.withdraw("commune-2")
    one.file("district-1", "stock", by="issuer", data={"members": 9}, received_at=MORNING)
    one.close("commune-3", "30-4-2019", reason="merged", by="issuer")
    one.waive("district-2", reroute=True, reason="dissolved")
    one.submit("commune-4:stock", data={"members": 4})
    one.review("commune-4:stock")
    return one


def test_every_cut_of_a_log_can_be_a_snapshot() -> None:
    """Wherever a snapshot is taken, with the lines behind it it gives the same board, and the same bytes again."""
    store = MemoryStore()
    campaign = busy(store)
    log = campaign._shell.journal.read()
    lines, actors = list(log.lines()), log.terms.actors
    whole = fold(Board(campaign.plan), lines)
    for cut in range(len(lines) + 1):
        part = fold(Board(campaign.plan), lines[:cut])
        again = unpacked(Board(campaign.plan), actors, packed(part, actors))
        assert kh.Progress(campaign.plan, again, 0) == kh.Progress(campaign.plan, part, 0), cut
        assert packed(again, actors) == packed(part, actors)
        fold(again, lines[cut:])
        assert kh.Progress(campaign.plan, again, 0) == kh.Progress(campaign.plan, whole, 0), cut
        assert packed(again, actors) == packed(whole, actors)


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_with_and_without_a_snapshot_it_is_the_same(tmp_path: Path, kind: str) -> None:
    """Who resumes from a snapshot, or after it was dropped, sees the same and can do the same; so does `verify`."""
    store: Store = MemoryStore() if kind == "memory" else SQLStore.open(tmp_path / "a.db")
    campaign = busy(store)
    clock = campaign._shell.clock
    seq = campaign.snapshot()
    campaign.submit("commune-3", data={"members": 3})
    answers: list[Any] = []
    for _ in range(2):
        again = kh.Campaign.resume(store, id="x", clock=clock, default_by="expected")
        assert again.progress() == campaign.progress()
        assert again.progress().summary() == campaign.progress().summary()
        answers.append(
            (again._shell.kept, again.verify(), [again.triggers(name, reason="x") for name in again.plan.columns.names])
        )
        campaign._shell.journal.keep(None)
    assert (answers[0][0], answers[1][0]) == (seq, 0)
    assert answers[0][1:] == answers[1][1:]


def test_strangers_are_told_apart_by_name() -> None:
    """Who acted and is no unit may have another number elsewhere: the snapshot knows them by name."""
    store = MemoryStore()
    campaign = kh.Campaign.begin(
        small_plan(1, 1, 2), store, id="x", clock=ManualClock(MORNING), authority=lambda *_: True, default_by="expected"
    )
    for number in (1, 2):
        campaign.submit(f"commune-{number}", by=f"clerk-{number}")
    board = campaign.progress().board
    parts = packed(board, campaign._shell.engine.actors)
    other = MemoryStore()
    other.begin(store.campaigns()[0])
    there = kh.Campaign.resume(other, clock=ManualClock(MORNING), authority=lambda *_: True, default_by="expected")
    actors = there._shell.engine.actors
    actors.number("clerk-2")
    again = unpacked(there._shell.fresh(), actors, parts)
    assert [actors.name(again.preparer[duty]) for duty in (2, 3)] == ["clerk-1", "clerk-2"]


def cut(parts: dict[int, bytes]) -> dict[int, bytes]:
    return {**parts, 0: parts[0][:-9]}


DAMAGES: dict[str, Any] = {
    "cut": cut,
    "empty": lambda parts: {**parts, 0: b""},
    "no head": lambda parts: {part: held for part, held in parts.items() if part},
    "a flipped bit": lambda parts: {**parts, 0: parts[0][:40] + bytes([parts[0][40] ^ 1]) + parts[0][41:]},
    "another form": lambda parts: {**parts, 1: zlib.compress(b"[]")},
    "nothing in it": lambda parts: {**parts, 0: zlib.compress(b"")},
    "no json": lambda parts: {**parts, 1: zlib.compress(b"{")},
    "deep": lambda parts: {**parts, 1: zlib.compress(b"[" * 100_000)},
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_snapshot_is_passed_over(damage: str) -> None:
    """What cannot be read is no snapshot: the log is folded, and nothing is refused."""
    store = MemoryStore()
    campaign = busy(store)
    campaign.snapshot()
    journal = campaign._shell.journal
    kept = journal.snapshot()
    assert kept is not None
    harmed = DAMAGES[damage](dict(kept.parts))
    with pytest.raises(Unfit):
        unpacked(Board(campaign.plan), journal.terms.actors, harmed)
    journal.keep(attrs.evolve(kept, parts=harmed))
    again = kh.Campaign.resume(store, clock=ManualClock(MORNING))
    assert (again._shell.kept, again.progress()) == (0, campaign.progress())
    assert again.verify() == campaign.verify()


def test_a_snapshot_of_another_form_or_lifecycle_is_passed_over() -> None:
    """What another release wrote, or what was made with other states, is left alone."""
    store = MemoryStore()
    campaign = busy(store)
    campaign.snapshot()
    journal = campaign._shell.journal
    kept = journal.snapshot()
    assert kept is not None
    journal.keep(attrs.evolve(kept, format="board-0"))
    assert kept.format == FORMAT != "board-0"
    assert kh.Campaign.resume(store, clock=ManualClock(MORNING))._shell.kept == 0
    other = small_plan(1, 2, 4)
    with pytest.raises(Unfit):
        unpacked(Board(other), journal.terms.actors, dict(kept.parts))


def test_a_snapshot_that_lies_is_found(tmp_path: Path) -> None:
    """`verify` compares the snapshot with the log."""
    store = MemoryStore()
    campaign = busy(store)
    board = campaign.progress().board
    board.state[0] ^= 1
    kept = packed(board, campaign._shell.engine.actors)
    campaign.snapshot()
    honest = campaign._shell.journal.snapshot()
    assert honest is not None
    campaign._shell.journal.keep(attrs.evolve(honest, parts=kept))
    with pytest.raises(Tampered) as error:
        campaign.verify()
    assert (error.value.findings[0].code, error.value.seq) == ("KH958", board.seq)


def test_the_snapshot_of_a_line_that_is_not_there_is_none(tmp_path: Path) -> None:
    """A snapshot whose line is not the log's is not used: a copy that was restored from before, say."""
    with SQLStore.open(tmp_path / "a.db") as store:
        campaign = busy(store)
        campaign.snapshot()
        journal = campaign._shell.journal
        kept = journal.snapshot()
        assert kept is not None
        for changed in (attrs.evolve(kept, seq=kept.seq + 5), attrs.evolve(kept, head="00" * 32)):
            journal.keep(changed)
            assert journal.snapshot() is None
            assert kh.Campaign.resume(store, clock=ManualClock(MORNING)).progress() == campaign.progress()


# Some units


def test_some_units_are_loaded_with_what_is_above_and_below(tmp_path: Path) -> None:
    """Who resumes for some units may act on them, on all above and below, and see their reports, as ever."""
    with SQLStore.open(tmp_path / "a.db") as store:
        campaign = busy(store)
        campaign.snapshot()
        campaign.submit("commune-3", data={"members": 3})
        some = kh.Campaign.resume(
            store, units=["commune-1"], plan=campaign.plan, clock=campaign._shell.clock, default_by="expected"
        )
        for name in ("commune-1", "commune-1:stock", "district-1", "district-1:meet", "province"):
            assert some.report(name) == campaign.report(name)
            assert some.triggers(name, reason="x") == campaign.triggers(name, reason="x")
        assert some.review("commune-1").seq == campaign.log()[-1].seq
        assert campaign.report("commune-1") == some.report("commune-1")
        assert [one.error for one in some.fire_many([kh.Command("commune-1", "aggregate")])] == [None]
        some.extend("commune-1", "by 30-4-2019", reason="x", accept_gap=True)
        assert campaign.verify() == some.verify()


def test_others_are_refused_clearly() -> None:
    """What was not loaded is named with what was, whoever asks and for what; nothing is written."""
    store = MemoryStore()
    campaign = busy(store)
    some = kh.Campaign.resume(
        store, units=["commune-1"], plan=campaign.plan, clock=campaign._shell.clock, default_by="expected"
    )
    before = campaign.verify()
    asked: list[Any] = [
        lambda: some.submit("commune-2"),
        lambda: some.report("commune-2"),
        lambda: some.blockers("commune-4", "submit"),
        lambda: some.fire_many([kh.Command("commune-1", "review"), kh.Command("commune-2", "submit")]),
        lambda: some.extend("commune-4", "by 30-4-2019", reason="x"),
        some.progress,
        some.snapshot,
        lambda: some.total("province", "members"),
        lambda: some.record("storm", "20-3-2019"),
        lambda: some.reschedule("tier:commune", deadline="by 30-4-2019", reason="x"),
        lambda: some.fire_all("submit", tier="commune"),
        lambda: some.reopen_path("commune-1", reason="x"),
    ]
    for ask in asked:
        with pytest.raises(InvalidCommand, match="only commune-1 and what is above and below was loaded") as error:
            ask()
        assert [one.code for one in error.value.findings] == ["KH954"]
    assert campaign.verify() == before
    with pytest.raises(kh.errors.UnknownName, match="commune-1"):
        kh.Campaign.resume(store, units=["comune-1"], plan=campaign.plan)


def test_what_others_write_meanwhile_is_caught_up(tmp_path: Path) -> None:
    """A part of a campaign sees what others wrote, dues that moved too."""
    with SQLStore.open(tmp_path / "a.db") as store:
        clock = ManualClock(MORNING)
        whole = kh.Campaign.begin(small_plan(1, 2, 4), store, id="x", clock=clock, default_by="expected")
        whole.snapshot()
        some = kh.Campaign.resume(store, units=["district-1"], clock=clock, default_by="expected")
        for unit in ("commune-1", "commune-2", "commune-3", "commune-4"):
            up(whole, unit, data={"members": 2})
        whole.reschedule("*", deadline="by 30-4-2019", reason="x")
        assert some.submit("district-1").version == 1
        assert some.report("district-1") == whole.report("district-1")
        assert whole.total("district-1", "members").value == 4
        some.leave()
        kept = some._shell.journal.snapshot()
        assert kept is not None
        assert kept.seq == 0


def test_a_part_of_a_plan_that_takes_stragglers_up() -> None:
    """Where an acceptance brings other moves along, a part of the campaign does the same as the whole."""
    store = MemoryStore()
    made = small_plan(1, 2, 4).replace(policy=kh.Policy(gate="none", stragglers="supplement"))
    whole = kh.Campaign.begin(made, store, id="x", clock=ManualClock(MORNING), default_by="expected")
    whole.submit("district-1")
    some = kh.Campaign.resume(store, units=["commune-1"], clock=ManualClock(MORNING), default_by="expected")
    some.submit("commune-1", data={"members": 2})
    some.review("commune-1")
    assert [line.trigger for line in whole.log()][-2:] != ["submit", "review"]
    assert some.report("district-1") == whole.report("district-1")
