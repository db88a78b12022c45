"""Content that is erased: what was said is gone everywhere, that it was said stays, and the chain stays whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused
from kehoach.stores import MemoryStore, SQLStore, Store
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, codes

SECRET = 987_654_321


def begun(store: Store | None = None, **changes: Any) -> kh.Campaign:
    """A campaign in which two communes have reported, the first with content of every kind."""
    plan = small_plan(1, 1, 2).replace(outline=[kh.Section("awareness")], **changes)
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, store or MemoryStore(), id="x", clock=clock, default_by="expected")
    said = {"awareness": "Bà Hồng ốm"}
    campaign.submit("commune-1", data={"members": SECRET}, sections=said, payload={"phone": "0912"}, reason="late")
    campaign.review("commune-1")
    campaign.aggregate("commune-1")
    campaign.submit("commune-2", data={"members": 7})
    return campaign


@pytest.fixture(params=["memory", "file"])
def campaign(request: pytest.FixtureRequest, tmp_path: Path) -> kh.Campaign:
    return begun(SQLStore.open(tmp_path / "a.db") if request.param == "file" else None)


def again(campaign: kh.Campaign, store: Store) -> kh.Campaign:
    return kh.Campaign.resume(store, id="x", clock=ManualClock(MORNING), default_by="expected")


def test_what_was_said_is_gone_and_the_chain_stays_whole(campaign: kh.Campaign) -> None:
    """Figures, texts, payload and reason go; who did it and when stay, with every hash; the erasure is a line."""
    before = [entry.to_dict() for entry in campaign.log()]
    entry = campaign.erase(1, reason="decision 12/QĐ", document="12/QĐ")
    said = campaign.log()[0].to_dict()
    gone = ("data", "sections", "payload", "reason", "salt")
    assert {name: said[name] for name in gone} == dict.fromkeys(gone)
    kept = {name: value for name, value in before[0].items() if name not in gone}
    assert {name: said[name] for name in kept} == kept
    assert [one.to_dict() for one in campaign.log()][1:4] == before[1:]
    assert (entry.trigger, entry.by, entry.payload["lines"], entry.reason) == (
        "erase",
        "district",
        [1],
        "decision 12/QĐ",
    )
    verified = campaign.verify()
    assert (verified.entries, verified.erased) == (5, (1,))
    assert campaign.log()[0].erased
    assert not campaign.log()[1].erased


def test_figures_that_are_gone_are_missing(campaign: kh.Campaign) -> None:
    """What was built on them says so: the report has no figures, the total above is not complete."""
    assert campaign.total("district", "members").value == SECRET
    campaign.erase([1], reason="x")
    assert (dict(campaign.report("commune-1").data), dict(campaign.report("commune-1").sections)) == ({}, {})
    assert campaign.total("district", "members").coverage == 0
    assert campaign.report("commune-1").state == "aggregated"
    assert campaign.report("commune-2").data["members"] == 7


def test_a_later_version_keeps_what_it_said_itself() -> None:
    """Of a later version what it said itself stays; what it had from the erased one is gone."""
    campaign = begun(indicators=[kh.Indicator("members", kind="stock"), kh.Indicator("cells")])
    campaign.correct("commune-1", reason="x")
    campaign.submit("commune-1", data={"cells": 3})
    assert dict(campaign.report("commune-1").data) == {"members": SECRET, "cells": 3}
    campaign.erase(1, reason="x")
    assert dict(campaign.report("commune-1").data) == {"cells": 3}


def test_others_who_hold_the_campaign_forget_it_as_well(tmp_path: Path) -> None:
    """An object that has folded the line folds anew when it meets the erasure, totals too; so does who resumes."""
    store = SQLStore.open(tmp_path / "a.db")
    one = begun(store)
    other = again(one, store)
    assert other.totals("members", tier="district")["district", "members"].value == SECRET
    one.snapshot()
    one.erase(1, reason="x")
    assert dict(other.report("commune-1").data) == {}
    assert other.totals("members", tier="district")["district", "members"].value != SECRET
    assert other.progress() == one.progress() == again(one, store).progress()


def test_nothing_of_it_is_left_in_the_files(tmp_path: Path) -> None:
    """After the erasure no byte of what was said is in the database or beside it, in a snapshot neither."""
    with SQLStore.open(tmp_path / "a.db") as store:
        campaign = begun(store)
        campaign.snapshot()
        campaign.erase(1, reason="x")
        for file in tmp_path.iterdir():
            held = file.read_bytes()
            assert [word for word in (str(SECRET), "Bà Hồng", "0912") if word.encode() in held] == []


def test_twice_is_once(campaign: kh.Campaign) -> None:
    """What is gone can be asked for again, and a repeated command is the same line."""
    first = campaign.erase(1, reason="x", command_id="e")
    assert campaign.erase(1, reason="x", command_id="e") == first
    campaign.erase(1, reason="still there?")
    assert campaign.verify().erased == (1,)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda one: one.extend("commune-2", "by 30-4-2019", reason="x", accept_gap=True), "KH947"),
        (lambda one: (one.recall("commune-2"), one.waive("commune-2", reason="x"))[1], "KH947"),
        (lambda one: one.erase(1, reason="x"), "KH947"),
    ],
)
def test_what_the_log_is_folded_from_stays(campaign: kh.Campaign, act: Any, code: str) -> None:
    """Who owes what and until when cannot be erased, nor that something was erased."""
    seq = act(campaign).seq
    with pytest.raises(InvalidCommand) as error:
        campaign.erase(seq, reason="x")
    assert [one.code for one in error.value.findings] == [code]


def test_every_problem_is_named(campaign: kh.Campaign) -> None:
    """Lines that are not there are named all at once, and nothing is erased."""
    for asked in ([0, 1, 99], [], [True, 1.5]):
        with pytest.raises(InvalidCommand) as error:
            campaign.erase(asked, reason="x")
        assert {one.code for one in error.value.findings} == {"KH946"}
    assert campaign.verify().erased == ()


def test_an_act_that_was_done_stays() -> None:
    """The day on which an act was done makes its standing, and is not erased."""
    plan = small_plan(1, 1, 1).replace(duties=[kh.DutyRow("meet", "commune", kind="act")])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    campaign.complete("commune:meet", data={"done_on": "2019-03-19", "manner": "họp"})
    with pytest.raises(InvalidCommand, match="cannot be erased"):
        campaign.erase(1, reason="x")


def test_only_who_stands_above_may(campaign: kh.Campaign) -> None:
    """A superior of all whose lines they are, or the issuer, and with a reason; nobody else."""
    for by, code in (("commune-1", "not_yours"), ("commune-2", "not_yours"), ("a stranger", "not_yours")):
        with pytest.raises(Refused) as refused:
            campaign.erase(1, reason="x", by=by)
        assert codes(refused.value.blockers) == [code]
    with pytest.raises(Refused) as refused:
        campaign.erase(1, by="district")
    assert codes(refused.value.blockers) == ["reason_missing"]
    assert campaign.verify().erased == ()
    assert campaign.erase([1, 4], reason="x", by="issuer").by == "issuer"


def test_a_report_that_nobody_asked_for_can_go() -> None:
    """Of a filed report the content goes; that there was one, and of which form, stays."""
    plan = small_plan(1, 1, 1).replace(duties=[kh.DutyRow("stock", "district")])
    filed = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    filed.file("commune", "stock", data={"members": 3}, payload={"desk": 4}, reason="x", by="issuer")
    filed.erase(1, reason="x", by="issuer")
    (one,) = filed.progress().unsolicited()
    assert (one.unit, one.form, dict(one.data)) == ("commune", "stock", {})
    assert filed.verify().erased == (1,)


def test_content_of_an_early_release_stands_in_the_chain() -> None:
    """A line without a salt has its content in the chain itself: that is said, and it stays."""
    store = MemoryStore()
    campaign = begun(store)
    old = MemoryStore()
    old.begin(store.campaigns()[0])
    journal = old.journal("x", campaign._shell.journal.terms)
    lines = list(campaign._shell.journal.read().lines())
    journal.extend([(*line[:5], attrs.evolve(line[5], salt=None)) for line in lines[:1]])
    resumed = again(campaign, old)
    with pytest.raises(InvalidCommand) as error:
        resumed.erase(1, reason="x")
    assert [one.code for one in error.value.findings] == ["KH948"]
    assert resumed.report("commune-1").data["members"] == SECRET
