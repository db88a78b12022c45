"""Stragglers: what is accepted when its superior has been sent is taken up where the plan says so, in the same act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, codes, refusal, shared, up, written

SUPPLEMENT = kh.Policy(gate="none", stragglers="supplement")
REOPEN = kh.Policy(gate="none", stragglers="reopen")


def late(policy: kh.Policy, *above: str, **changes: Any) -> kh.Campaign:
    """One of two communes is in, the district (and whoever is named) was sent up, and the other commune was sent."""
    campaign = begun(1, 1, 2, policy=policy, **changes)
    up(campaign, "commune-1", data={"members": 3})
    campaign.submit("district")
    for unit in above:
        up(campaign, unit)
    campaign.submit("commune-2", data={"members": 4})
    return campaign


def lines(campaign: kh.Campaign, after: int) -> list[tuple[str, int, str, str, str | None]]:
    """What was written behind a line: duty, version, trigger, by, reason."""
    return [(one.duty, one.version, one.trigger, one.by, one.reason) for one in campaign.log(after=after)]


def test_the_superior_is_returned_and_takes_the_straggler() -> None:
    """A district that was sent and is not counted is opened without a word of its superior, and holds both communes."""
    campaign = late(SUPPLEMENT)
    seen = len(campaign.log())
    entry = campaign.review("commune-2")
    assert (entry.trigger, entry.by, entry.dest) == ("review", "district", "reviewed")
    because = "supplement: commune-2 v1"
    assert lines(campaign, seen) == [
        ("commune-2", 1, "review", "district", None),
        ("district", 1, "send_back", "district", because),
        ("commune-2", 1, "aggregate", "district", because),
    ]
    report = campaign.report("district")
    assert (report.state, report.version, report.reason) == ("draft", 2, because)
    assert [(row.unit, row.version) for row in report.rows] == [("commune-1", 1), ("commune-2", 1)]
    assert campaign.total("district", "members", version=1).value == 3
    assert campaign.total("district", "members").value == 7
    assert campaign.report("commune-2").state == "aggregated"
    assert campaign.progress().held("district") == ()


def test_the_version_that_counts_is_corrected() -> None:
    """Where the district is counted, a correction of it is opened; what was submitted upward stays, up to the root."""
    campaign = late(SUPPLEMENT)
    campaign.review("district")
    campaign.aggregate("district")
    campaign.submit("province")
    campaign.review("province")
    before = campaign.report("province"), campaign.total("province", "members")
    seen = len(campaign.log())
    campaign.review("commune-2")
    assert [line[2] for line in lines(campaign, seen)] == ["review", "correct", "aggregate"]
    assert (campaign.report("province"), campaign.total("province", "members")) == before
    campaign.submit("district")
    seen = len(campaign.log())
    campaign.review("district")
    assert lines(campaign, seen)[1:] == [
        ("province", 1, "correct", "province", "supplement: district v2"),
        ("district", 2, "aggregate", "province", "supplement: district v2"),
    ]
    campaign.submit("province")
    campaign.review("province")
    assert campaign.total("province", "members").value == 7
    assert campaign.progress().complete


def test_what_was_opened_for_a_straggler_can_be_given_up() -> None:
    """The correction is the district's own: it may withdraw it, and then the straggler waits."""
    campaign = late(SUPPLEMENT)
    campaign.review("district")
    campaign.aggregate("district")
    campaign.review("commune-2")
    campaign.withdraw("district")
    assert campaign.report("district").state == "aggregated"
    assert campaign.progress().held("district") == ("commune-2",)
    assert campaign.report("commune-2").state == "reviewed"


def test_a_correction_of_a_report_that_is_held_takes_the_place_of_the_old_version() -> None:
    """A straggler may be the next version of what the superior holds: it replaces that row."""
    campaign = begun(1, 1, 1, policy=SUPPLEMENT)
    up(campaign, "commune", data={"members": 3})
    up(campaign, "district")
    campaign.correct("commune", reason="miscounted")
    campaign.submit("commune", data={"members": 5})
    campaign.review("commune")
    assert campaign.report("district").rows == (kh.Row("commune", 2, "district", 2),)
    assert campaign.total("province", "members").value == 3


def test_a_superior_that_is_a_draft_takes_it_by_hand() -> None:
    """Nothing is brought along where the superior can take the report itself."""
    campaign = begun(1, 1, 1, policy=SUPPLEMENT)
    campaign.submit("commune")
    campaign.review("commune")
    assert len(campaign.log()) == 2
    assert campaign.aggregate("commune").dest == "aggregated"


def test_each_of_several_superiors_is_opened() -> None:
    """Two districts share a commune: each that is past draft is opened, and a draft takes it by hand."""
    campaign = shared(policy=SUPPLEMENT)
    for unit in ("a", "b"):
        campaign.submit(unit)
    campaign.submit("x", data={"members": 6})
    seen = len(campaign.log())
    campaign.review("x")
    assert [line[:4] for line in lines(campaign, seen)] == [
        ("x", 1, "review", "a"),
        ("a", 1, "send_back", "a"),
        ("x", 1, "aggregate", "a"),
        ("b", 1, "send_back", "b"),
        ("x", 1, "aggregate", "b"),
    ]
    assert campaign.report("x").state == "aggregated"
    half = shared(policy=SUPPLEMENT)
    half.submit("b")
    half.submit("x")
    half.review("x")
    assert half.report("x").state == "reviewed"
    assert [row.unit for row in half.report("b").rows] == ["x"]
    assert half.aggregate("x").by == "a"
    assert half.report("x").state == "aggregated"


def test_reopen_leaves_what_is_counted() -> None:
    """Under `reopen` the district is opened while nobody counts it; then, and once the root has ended, it waits."""
    campaign = late(REOPEN)
    campaign.review("commune-2")
    assert campaign.report("district").version == 2
    campaign = late(REOPEN)
    campaign.review("district")
    campaign.aggregate("district")
    assert len(lines(campaign, 0)) + 1 == campaign.review("commune-2").seq
    assert len(campaign.log()) == campaign.progress().seq
    assert campaign.progress().held("district") == ("commune-2",)
    campaign = begun(1, 1, policy=REOPEN)
    campaign.submit("province")
    campaign.review("province")
    campaign.submit("district")
    campaign.review("district")
    assert (campaign.report("province").state, campaign.progress().held("province")) == ("reviewed", ("district",))
    campaign.correct("province", reason="x")
    campaign.submit("province")
    campaign.send_back("district", reason="y")
    campaign.submit("district")
    campaign.review("district")
    assert (campaign.report("province").state, campaign.progress().held("province")) == ("draft", ())


def test_reopen_leaves_a_superior_whose_earlier_version_is_counted() -> None:
    """A district whose correction is sent is counted by its base: under `reopen` it waits, `supplement` opens it."""
    for policy, state in ((REOPEN, "submitted"), (SUPPLEMENT, "draft")):
        campaign = late(policy)
        campaign.review("district")
        campaign.aggregate("district")
        campaign.correct("district", reason="x")
        campaign.submit("district")
        campaign.review("commune-2")
        assert campaign.report("district").state == state
        assert campaign.report("province").rows == (kh.Row("district", 1, "province", 1),)


def test_it_is_opened_after_its_closing_and_sent_once_extended() -> None:
    """What closes the district does not stand in the way of opening it; an extension lets it be sent again."""
    rows = [kh.DutyRow("report", owed_by=["district"], deadline="before 25-3-2019", closes="before 25-3-2019")]
    rows += [kh.DutyRow("report", owed_by=["commune", "province"])]
    clock = ManualClock(MORNING)
    campaign = late(SUPPLEMENT, clock=clock, duties=rows, deadlines={})
    clock.set("2019-04-02T08:00+07:00")
    campaign.review("commune-2")
    assert campaign.report("district").state == "draft"
    assert codes(refusal(campaign, "district", "submit")) == ["closed"]
    campaign.extend("district", "before 9-4-2019", reason="a straggler")
    assert campaign.submit("district").dest == "submitted"


def test_a_command_id_stands_on_the_first_line() -> None:
    """The act that is asked for bears the id; asked again, it gives the same line, and nothing is written."""
    campaign = late(SUPPLEMENT)
    entry = campaign.review("commune-2", command_id="r-1")
    count = len(campaign.log())
    assert [one.command_id for one in campaign.log(after=entry.seq - 1)] == ["r-1", None, None]
    assert campaign.review("commune-2", command_id="r-1") == entry
    assert len(campaign.log()) == count
    with pytest.raises(kh.errors.InvalidCommand, match="already stands for another act"):
        campaign.review("commune-1", command_id="r-1")


def test_listeners_hear_every_line() -> None:
    """A subscriber is told of the act and of all that it brought along, in order."""
    campaign = late(SUPPLEMENT)
    heard: list[str] = []
    campaign.subscribe(lambda entry: heard.append(entry.trigger))
    campaign.review("commune-2")
    assert heard == ["review", "send_back", "aggregate"]


def test_a_refused_review_brings_nothing_along() -> None:
    """Who may not review may not open the superior by reviewing either."""
    campaign = late(SUPPLEMENT)
    assert codes(refusal(campaign, "commune-2", "review", by="commune-1")) == ["not_yours"]


@pytest.mark.parametrize("atomic", [True, False])
def test_batches_bring_it_along(atomic: bool) -> None:
    """In a batch each acceptance is followed by what it brings along, and the outcomes are the lines asked for."""
    campaign = begun(1, 1, 3, policy=SUPPLEMENT)
    campaign.submit("district")
    for unit in ("commune-1", "commune-2", "commune-3"):
        campaign.submit(unit)
    seen = len(campaign.log())
    outcomes = campaign.fire_many([kh.Command(f"commune-{one}", "review") for one in (2, 1, 3)], atomic=atomic)
    assert [(one.entry.duty, one.entry.trigger) for one in outcomes if one.entry is not None] == [
        ("commune-2", "review"),
        ("commune-1", "review"),
        ("commune-3", "review"),
    ]
    assert [line[2] for line in lines(campaign, seen)] == ["review", "send_back", "aggregate", "review", "review"]
    assert [row.unit for row in campaign.report("district").rows] == ["commune-2"]


def test_an_act_of_a_batch_that_another_brought_along_is_done() -> None:
    """Review and aggregate in one batch are one way, whether the superior was a draft or had to be opened."""
    for sent in (False, True):
        campaign = begun(1, 1, 1, policy=SUPPLEMENT)
        if sent:
            campaign.submit("district")
        acts = [
            kh.Command("commune", trigger, by=by)
            for trigger, by in zip(("submit", "review", "aggregate"), ("commune", "district", "district"), strict=True)
        ]
        outcomes = campaign.fire_many(acts)
        assert [one.entry.trigger for one in outcomes if one.entry is not None] == ["submit", "review", "aggregate"]
        again = campaign.fire_many([kh.Command("commune", "aggregate")])
        assert [one.code for one in again[0].blockers] == ["no_such_move"]


def test_an_act_that_is_asked_anew_in_a_batch_is_done_anew() -> None:
    """What was brought along answers only what follows at once: after a release the row is taken again."""
    campaign = late(SUPPLEMENT)
    acts = [
        kh.Command("commune-2", "review"),
        kh.Command("commune-2", "release", reason="x"),
        kh.Command("commune-2", "aggregate"),
    ]
    seen = len(campaign.log())
    assert all(one.done for one in campaign.fire_many(acts))
    assert [line[2] for line in lines(campaign, seen)] == ["review", "send_back", "aggregate", "release", "aggregate"]


def test_a_refused_batch_brings_nothing_along() -> None:
    """When another act of the batch is refused, the superior is not opened."""
    campaign = late(SUPPLEMENT)
    before = written(campaign), campaign.progress()
    outcomes = campaign.fire_many([kh.Command("commune-2", "review"), kh.Command("province", "review")])
    assert not any(one.done for one in outcomes)
    assert (written(campaign), campaign.progress()) == before


def test_whole_tiers_bring_it_along() -> None:
    """`fire_all` reviews one by one where the plan takes stragglers up, and by columns where it holds them."""
    ways: dict[str, list[str]] = {}
    for stragglers in ("supplement", "hold"):
        campaign = begun(1, 1, 40, policy=kh.Policy(gate="none", stragglers=stragglers))
        campaign.submit("district")
        campaign.fire_all("submit", tier="commune")
        assert all(one.done for one in campaign.fire_all("review", tier="commune"))
        ways[stragglers] = [entry.trigger for entry in campaign.log()]
    assert ways["supplement"].count("send_back") == ways["supplement"].count("aggregate") == 1
    assert set(ways["hold"]) == {"submit", "review"}


def test_a_paper_is_received_by_a_superior_that_was_sent() -> None:
    """`receive` opens it on the way; the answer is the row's line, however often the paper comes."""
    policy = kh.Policy(gate="none", stragglers="supplement", accepts_in_one=True)
    campaign = begun(1, 1, 1, policy=policy)
    campaign.submit("district")
    entry = campaign.receive("commune", data={"members": 2}, command_id="p-1")
    assert (entry.trigger, entry.by) == ("aggregate", "district")
    assert [line[2] for line in lines(campaign, 1)] == ["submit", "review", "send_back", "aggregate"]
    assert campaign.receive("commune", data={"members": 2}, command_id="p-1") == entry
    assert len(campaign.log()) == 5


def test_a_lifecycle_without_a_way_back_holds_it() -> None:
    """Where no move opens a sent report, the straggler waits, and only the acceptance is written."""
    rows = [row for row in kh.Lifecycle.report().transitions if row.effect not in ("open", "correct", "recall")]
    lifecycle = kh.Lifecycle(kh.Lifecycle.report().state_values, [row for row in rows if row.effect != "withdraw"])
    campaign = late(SUPPLEMENT, lifecycle=lifecycle)
    seen = len(campaign.log())
    campaign.review("commune-2")
    assert [line[2] for line in lines(campaign, seen)] == ["review"]
    assert campaign.progress().held("district") == ("commune-2",)


@pytest.mark.parametrize("guarded", ["correct", "aggregate"])
def test_a_guard_of_ones_own_has_a_say(guarded: str) -> None:
    """What a callable holds against opening or taking leaves the straggler waiting, and the superior as it was."""

    def asked(event: Any) -> bool:
        seen.append((event.model.duty, event.model.by, event.model.command.reason))
        return event.model.command.reason is None or not event.model.command.reason.startswith("supplement")

    seen: list[tuple[str, str, str | None]] = []
    lifecycle = kh.Lifecycle.report().extend(guarded, conditions=asked)
    campaign = late(SUPPLEMENT, lifecycle=lifecycle)
    campaign.review("district")
    campaign.aggregate("district")
    seen.clear()
    campaign.review("commune-2")
    duty = "district" if guarded == "correct" else "commune-2"
    assert seen
    assert set(seen) == {(duty, "district", "supplement: commune-2 v1")}
    assert campaign.report("district").state == "aggregated"
    assert campaign.progress().held("district") == ("commune-2",)


def test_a_callback_that_raises_leaves_everything_as_it_was() -> None:
    """When a callback of the superior's opening fails, the acceptance is not written either."""

    def fails(event: Any) -> None:
        raise RuntimeError(event.model.duty)

    lifecycle = kh.Lifecycle.report().extend("correct", after=fails)
    campaign = late(SUPPLEMENT, lifecycle=lifecycle)
    campaign.review("district")
    campaign.aggregate("district")
    before = written(campaign), campaign.progress()
    with pytest.raises(RuntimeError, match="district"):
        campaign.review("commune-2")
    assert (written(campaign), campaign.progress()) == before


def test_a_guard_of_the_own_work_does_not_stand_in_the_way() -> None:
    """Guards that ask something of people are not asked of what nobody does: own work, opening, closing, a reason."""
    guards = ("not_preparer", "opened", "not_closed", "reason_given")
    lifecycle = kh.Lifecycle.report().extend("send_back", conditions=guards)
    campaign = late(SUPPLEMENT, lifecycle=lifecycle)
    campaign.review("commune-2")
    assert campaign.report("district").state == "draft"


def test_a_signature_after_the_review_is_what_accepts() -> None:
    """With a state between review and row, the straggler is taken up when it is signed, whatever acts are called."""
    report = kh.Lifecycle.report()
    signed = report.with_state("signed", after="reviewed", role="accepted")
    signed = signed.insert("sign", source="reviewed", dest="signed", who="lead")
    words = {"aggregate": "take", "send_back": "hand_back"}
    rows = [attrs.evolve(one, trigger=words.get(one.trigger, one.trigger)) for one in signed.transitions]
    policy = kh.Policy(gate="none", stragglers="supplement")
    campaign = begun(1, 1, 1, policy=policy, lifecycle=kh.Lifecycle(signed.state_values, rows))
    campaign.submit("district")
    campaign.submit("commune")
    campaign.review("commune")
    assert campaign.report("district").state == "submitted"
    seen = len(campaign.log())
    campaign.fire("commune", "sign")
    assert [line[2] for line in lines(campaign, seen)] == ["sign", "hand_back", "take"]
    assert campaign.report("commune").state == "aggregated"


def test_another_process_and_a_resumption_see_the_same(tmp_path: Path) -> None:
    """In a database the lines of one act are there together; who resumes stands where the one who acted does."""
    store, clock = f"sqlite:///{tmp_path / 'x.db'}", ManualClock(MORNING)
    plan = small_plan(1, 1, 2, policy=SUPPLEMENT)
    first = kh.Campaign.begin(plan, store, id="x", clock=clock, default_by="expected")
    second = kh.Campaign.resume(store, clock=clock, default_by="expected")
    up(first, "commune-1")
    second.submit("district")
    first.submit("commune-2")
    entry = first.review("commune-2", command_id="r-1")
    assert second.review("commune-2", command_id="r-1") == entry
    assert [line[2] for line in lines(second, entry.seq - 1)] == ["review", "send_back", "aggregate"]
    third = kh.Campaign.resume(store, clock=clock, default_by="expected")
    assert third.progress() == second.progress() == first.progress()
    assert second.submit("district").version == 2
    assert third.verify().entries == 9


def test_the_issuer_opens_no_root_that_has_ended_without_need() -> None:
    """Under `supplement` the root that has ended is corrected, and ends again once it has taken the straggler."""
    campaign = begun(1, 1, policy=SUPPLEMENT)
    campaign.submit("province")
    campaign.review("province")
    assert campaign.progress().complete
    campaign.submit("district", data={"members": 1})
    seen = len(campaign.log())
    campaign.review("district")
    assert [line[2] for line in lines(campaign, seen)] == ["review", "correct", "aggregate"]
    assert not campaign.progress().complete
    campaign.submit("province")
    campaign.review("province")
    assert campaign.progress().complete
    assert campaign.total("province", "members").value == 1


def test_a_superior_whose_unit_has_closed_is_not_opened() -> None:
    """Nobody is there to send it again: what it sent stays, and the straggler waits."""
    clock = ManualClock(MORNING)
    units = [
        kh.Unit("province", tier="province"),
        kh.Unit("district", tier="district", reports_to="province", closed_on="25-3-2019"),
        kh.Unit("commune-1", tier="commune", reports_to="district"),
        kh.Unit("commune-2", tier="commune", reports_to="district"),
    ]
    tiers = [kh.Tier(one) for one in ("province", "district", "commune")]
    policy = kh.Policy(gate="none", stragglers="supplement", denominator="any_overlap")
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units), policy=policy)
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    campaign.submit("district")
    campaign.submit("commune-2")
    clock.set("2019-04-02T08:00+07:00")
    campaign.review("commune-2", by="province", reason="the district is no more")
    assert campaign.report("district").state == "submitted"
    assert campaign.progress().held("district") == ("commune-2",)


def test_a_callback_may_not_accept_another() -> None:
    """While an act is being decided no acceptance is, whatever it would bring along."""

    def reviews(event: Any) -> None:
        campaign.review("commune-2")

    campaign = late(SUPPLEMENT, lifecycle=kh.Lifecycle.report().extend("recall", after=reviews))
    with pytest.raises(kh.errors.InvalidCommand, match="another is being decided"):
        campaign.recall("district")
