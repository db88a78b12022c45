"""Opening the way down to a report: from the top, in one act, as a whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach._clock import from_micros
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, Everybody, begun, codes, shared, up, written

CHAIN = ("province", "district", "commune")


def counted(*sizes: int, **changes: Any) -> kh.Campaign:
    """A campaign of one unit a tier in which everything has gone up once and the root has ended."""
    campaign = begun(*(sizes or (1, 1, 1)), **changes)
    up(campaign, "commune", data={"members": 15})
    up(campaign, "district")
    campaign.submit("province")
    campaign.review("province")
    return campaign


def opened(entries: Iterable[kh.LogEntry]) -> list[tuple[str, str, str]]:
    """Duty, trigger and actor of lines."""
    return [(entry.duty, entry.trigger, entry.by) for entry in entries]


def refused(campaign: kh.Campaign, unit: str, **options: Any) -> tuple[kh.Blocker, ...]:
    """Why a path is not opened; and nothing has changed."""
    before = campaign.progress(), written(campaign)
    with pytest.raises(kh.errors.Refused) as caught:
        campaign.reopen_path(unit, **({"reason": "wrong"} | options))
    assert (caught.value.unit, caught.value.trigger) == (unit, "reopen_path")
    assert (campaign.progress(), written(campaign)) == before
    assert all(blocker.text(lang) for blocker in caught.value.blockers for lang in ("en", "vi"))
    return caught.value.blockers


def test_corrections_are_opened_from_the_top_down() -> None:
    """A wrong figure deep down: everything above is under correction, what counts stays, and the new figure goes up."""
    campaign = counted()
    entries = campaign.reopen_path("commune", reason="1,5 typed as 15")
    assert opened(entries) == [(unit, "correct", "province") for unit in CHAIN]
    assert {entry.reason for entry in entries} == {"1,5 typed as 15"}
    assert [entry.payload for entry in entries] == [{"reopen_path": "commune"}] * 3
    assert [campaign.report(unit).state for unit in CHAIN] == ["draft"] * 3
    assert campaign.total("province", "members", version=1).value == 15
    assert campaign.total("province", "members").value == 15
    up(campaign, "commune", data={"members": 2})
    up(campaign, "district")
    campaign.submit("province")
    campaign.review("province")
    assert campaign.progress().complete
    assert campaign.total("province", "members").value == 2
    assert campaign.total("province", "members", version=1).value == 15


def test_what_is_sent_and_not_counted_is_returned() -> None:
    """A district that was sent is returned, the commune that it holds corrected; a draft above is left as it is."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.submit("district")
    entries = campaign.reopen_path("commune", reason="x")
    assert opened(entries) == [("district", "send_back", "district"), ("commune", "correct", "district")]
    assert [campaign.report(unit).version for unit in CHAIN] == [1, 2, 2]
    alone = begun(1, 1, 1)
    up(alone, "commune")
    assert opened(alone.reopen_path("commune", reason="x")) == [("commune", "correct", "commune")]


def test_a_report_that_is_a_draft_already_has_its_superiors_opened() -> None:
    """Where the commune corrects already, or was never sent, its superiors are opened so that they can take it."""
    campaign = counted()
    campaign.correct("commune", reason="x")
    assert opened(campaign.reopen_path("commune", reason="x")) == [
        ("province", "correct", "province"),
        ("district", "correct", "province"),
    ]
    never = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    up(never, "district")
    assert opened(never.reopen_path("commune-1", reason="x")) == [("district", "correct", "district")]


def test_every_path_is_opened() -> None:
    """A commune of two districts: both are opened, and what they hold of others stays; the other commune too."""
    campaign = shared()
    up(campaign, "x", "y", data={"members": 6})
    up(campaign, "a", "b")
    campaign.submit("p")
    entries = campaign.reopen_path("x", reason="x")
    assert [entry.duty for entry in entries] == ["p", "a", "b", "x"]
    assert campaign.report("y").state == "aggregated"
    assert [row.unit for row in campaign.report("b").rows] == ["x", "y"]
    half = shared(policy=kh.Policy(gate="none"))
    up(half, "x")
    half.submit("a")
    assert opened(half.reopen_path("x", reason="x")) == [("a", "send_back", "a"), ("x", "correct", "a")]


def test_who_may() -> None:
    """It is for the unit of the topmost report that is opened, or one above; of several, for one above each."""
    campaign = counted()
    for by in ("district", "commune"):
        (blocker,) = refused(campaign, "commune", by=by)
        assert (blocker.code, blocker.values["expected"]) == ("not_yours", ("province",))
    assert opened(campaign.reopen_path("commune", reason="x", by="issuer"))[0] == ("province", "correct", "issuer")
    twofold = shared(policy=kh.Policy(gate="none"))
    up(twofold, "x")
    twofold.submit("a")
    twofold.submit("b")
    (blocker,) = refused(twofold, "x", by="a")
    assert blocker.values["expected"] == ("a", "b")
    assert [entry.by for entry in twofold.reopen_path("x", reason="x")] == ["p", "p", "p"]


def test_an_actor_is_named_where_nobody_is_expected() -> None:
    """Without `by` it is refused unless the campaign was begun with a default."""
    campaign = kh.Campaign.begin(small_plan(1), clock=ManualClock(MORNING))
    campaign.submit("province", by="province")
    assert codes(refused(campaign, "province")) == ["no_actor"]
    assert opened(campaign.acting(by="issuer").reopen_path("province", reason="x"))[0][2] == "issuer"


def test_it_is_refused_as_a_whole() -> None:
    """Nothing past draft, a blank reason, a report that closed: nothing is opened, and all reasons are given."""
    campaign = begun(1, 1, 1)
    assert codes(refused(campaign, "commune")) == ["nothing_to_open"]
    assert codes(refused(campaign, "commune", reason=" ")) == ["reason_missing", "nothing_to_open"]
    assert codes(refused(counted(), "commune", reason="")) == ["reason_missing"]
    rows = [kh.DutyRow("report", owed_by=["district", "commune"], closes="before 21-3-2019")]
    rows += [kh.DutyRow("report", owed_by=["province"])]
    clock = ManualClock(MORNING)
    closing = begun(1, 1, 1, clock=clock, duties=rows, deadlines={})
    up(closing, "commune")
    closing.submit("district")
    clock.advance(days=3)
    (blocker,) = refused(closing, "commune")
    assert (blocker.code, blocker.values["unit"]) == ("on_the_way", "district")
    assert "closed" in blocker.text()
    closing.extend("district", "before 30-3-2019", reason="x")
    assert len(closing.reopen_path("commune", reason="x")) == 2


def test_a_lifecycle_without_a_way_back_says_so() -> None:
    """Where no move opens a report that counts, the path is refused and the report is named."""
    rows = [row for row in kh.Lifecycle.report().transitions if row.effect not in ("correct", "withdraw")]
    campaign = counted(lifecycle=kh.Lifecycle(kh.Lifecycle.report().state_values, rows))
    blockers = refused(campaign, "commune")
    assert [(one.code, one.values["unit"]) for one in blockers] == [("on_the_way", unit) for unit in CHAIN]
    assert "no way back to a draft" in blockers[0].text()


def test_without_a_return_a_report_is_recalled() -> None:
    """A lifecycle in which nothing is sent back may still have a recall."""
    rows = [row for row in kh.Lifecycle.report().transitions if row.effect != "open"]
    campaign = begun(1, 1, lifecycle=kh.Lifecycle(kh.Lifecycle.report().state_values, rows))
    campaign.submit("district")
    assert opened(campaign.reopen_path("district", reason="x")) == [("district", "recall", "district")]


def test_guards_of_ones_own_are_asked() -> None:
    """A callable sees the act on each report, with its reason and who acts, and may refuse it as a whole."""
    seen: list[tuple[str, str, str | None]] = []

    def asked(event: Any) -> bool:
        seen.append((event.model.duty, event.model.by, event.model.command.reason))
        return event.model.duty != "commune"

    campaign = counted(lifecycle=kh.Lifecycle.report().extend("correct", conditions=asked))
    (blocker,) = refused(campaign, "commune")
    assert (blocker.code, blocker.values["unit"]) == ("on_the_way", "commune")
    assert {one[1:] for one in seen} == {("province", "wrong")}
    assert {one[0] for one in seen} == set(CHAIN)


def test_an_authority_of_ones_own_is_asked_for_it() -> None:
    """It is asked for the trigger `reopen_path` on the unit; one that holds the standard one gets its answer."""
    asked: list[tuple[str, str, str]] = []

    def may(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        asked.append((actor, trigger, duty))
        return trigger != "reopen_path" or actor == "commune"

    campaign = counted(authority=may)
    assert len(refused(campaign, "commune")) == 1
    assert asked[-1] == ("province", "reopen_path", "commune")
    assert len(campaign.reopen_path("commune", reason="x", by="commune")) == 3
    standard = kh.StandardAuthority()
    (blocker,) = standard.blockers("district", "reopen_path", "commune", counted().progress())
    assert blocker.code == "not_yours"
    assert not standard.blockers("province", "reopen_path", "commune", counted().progress())
    assert len(counted(authority=Everybody()).reopen_path("commune", reason="x", by="commune")) == 3


def test_a_command_id_makes_it_one_act() -> None:
    """Asked again under its id it gives the same lines and writes nothing; for another unit or reason it is refused."""
    campaign = counted()
    heard: list[int] = []
    campaign.subscribe(lambda entry: heard.append(entry.seq))
    entries = campaign.reopen_path("commune", reason="x", person="an", command_id="o-1")
    assert [entry.command_id for entry in entries] == ["o-1", None, None]
    assert [entry.seq for entry in entries] == heard
    campaign.submit("commune")
    assert campaign.reopen_path("commune", reason="x", person="an", command_id="o-1") == entries
    assert campaign.reopen_path("commune", reason="x", person="an", by="province", command_id="o-1") == entries
    count = len(campaign.log())
    for unit, reason, by in (("district", "x", None), ("commune", "y", None), ("commune", "x", "issuer")):
        with pytest.raises(kh.errors.InvalidCommand, match="already stands for another act"):
            campaign.reopen_path(unit, reason=reason, person="an", by=by, command_id="o-1")
    with pytest.raises(kh.errors.InvalidCommand, match="already stands for another act"):
        campaign.correct("province", reason="x", person="an", command_id="o-1")
    assert len(campaign.log()) == count


def test_it_is_refused_inside_a_callback() -> None:
    """While another act is being decided no path is opened."""

    def opens(event: Any) -> None:
        campaign.reopen_path("district", reason="x")

    campaign = begun(1, 1, lifecycle=kh.Lifecycle.report().extend("review", after=opens))
    campaign.submit("district")
    with pytest.raises(kh.errors.InvalidCommand, match="another is being decided"):
        campaign.review("district")


def test_every_line_or_none_is_in_a_database(tmp_path: Path) -> None:
    """The lines are written together; others and who resumes stand where the one who acted does, now and then."""
    store, clock = f"sqlite:///{tmp_path / 'x.db'}", ManualClock(MORNING)
    first = kh.Campaign.begin(small_plan(1, 1, 1), store, id="x", clock=clock, default_by="expected")
    second = kh.Campaign.resume(store, clock=clock, default_by="expected")
    up(first, "commune", "district")
    before = clock.now()
    clock.advance(days=1)
    entries = second.reopen_path("commune", reason="x", command_id="o-1")
    assert first.reopen_path("commune", reason="x", command_id="o-1") == entries
    third = kh.Campaign.resume(store, clock=clock, default_by="expected")
    assert third.progress() == first.progress() == second.progress()
    assert third.progress().state("commune") == "draft"
    assert third.progress(at=from_micros(before)).state("commune") == "aggregated"
    assert third.verify().entries == 8


def test_a_correction_of_the_path_is_withdrawn_by_who_opened_it() -> None:
    """Whoever opened the path may give up each correction, from the bottom up or the top down."""
    campaign = counted()
    campaign.reopen_path("commune", reason="x")
    assert codes(campaign.blockers("commune", "withdraw", by="commune")) == ["not_yours"]
    for unit in reversed(CHAIN):
        campaign.withdraw(unit, by="province")
    assert campaign.progress().complete
    assert campaign.total("province", "members").value == 15


def test_a_waived_report_is_left_and_its_superiors_are_opened() -> None:
    """So it can be expected again, which needs superiors that are drafts."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1")
    campaign.waive("commune-2", reason="x")
    up(campaign, "district")
    assert opened(campaign.reopen_path("commune-2", reason="it reports after all"))[0][:2] == ("district", "correct")
    assert campaign.unwaive("commune-2").dest == "draft"


def test_it_goes_past_a_waived_superior() -> None:
    """Where reports go past a district, the path leads past it, too."""
    campaign = begun(1, 1, 1)
    campaign.waive("district", reroute=True, reason="x")
    campaign.submit("commune")
    campaign.review("commune")
    campaign.aggregate("commune")
    campaign.submit("province")
    entries = campaign.reopen_path("commune", reason="x")
    assert [entry.duty for entry in entries] == ["province", "commune"]
