"""Each guard of the lifecycle, refusing alone: its code, its values, and both sides of its bound."""

from __future__ import annotations

from typing import Any

import pytest

import kehoach as kh
from kehoach._engine import guards_for
from kehoach._lifecycle import GUARDS
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, Everybody, begun, codes, refusal, shared, up

SUBMITTED = {"state": "submitted", "state_vi": "đã gửi"}
BLANKS = [None, "", " \n\t "]


def only(code: str, **values: Any) -> tuple[kh.Blocker, ...]:
    """One blocker."""
    return (kh.Blocker(code, values),)


def closing(day: str, clock: ManualClock) -> kh.Campaign:
    """A campaign whose communes are closed before a day."""
    campaign = begun(1, 1, 2, clock=clock, deadlines={"commune": "before 22-3-2019"})
    campaign.reschedule("commune", closes=f"before {day}", reason="the books close")
    return campaign


def test_every_guard_has_its_words_and_its_form() -> None:
    """The guards that are documented are those that an engine asks."""
    assert set(guards_for(small_plan(1, 1))) == set(GUARDS)


# -- submit


def test_opened() -> None:
    """Before the opening instant a report cannot be sent; at it, it can."""
    clock = ManualClock("2019-03-24T23:59:59.999999+07:00")
    campaign = begun(1, 1, 2, clock=clock, deadlines={"commune": "on 25-3-2019"})
    assert refusal(campaign, "commune-1", "submit") == only("not_opened", opens="25/03/2019 00:00")
    clock.set("2019-03-25T00:00+07:00")
    assert campaign.submit("commune-1").dest == "submitted"


def test_not_closed() -> None:
    """In the last microsecond before the closing a report can be sent; at it, it cannot."""
    clock = ManualClock("2019-03-25T23:59:59.999999+07:00")
    campaign = closing("26-3-2019", clock)
    assert campaign.submit("commune-1").dest == "submitted"
    clock.set("2019-03-26T00:00+07:00")
    assert refusal(campaign, "commune-2", "submit") == only("closed", closed="26/03/2019 00:00")


def test_a_due_is_no_closing() -> None:
    """What is only late can be sent."""
    campaign = begun(1, 1, 2, clock=ManualClock("2019-05-01T08:00+07:00"), deadlines={"commune": "before 22-3-2019"})
    assert campaign.submit("commune-1").dest == "submitted"


def test_a_rework_due_lets_in_what_was_sent_back_after_closing() -> None:
    """What was sent back after closing can be sent until its rework is due, by a recall in between too."""
    clock = ManualClock(MORNING)
    campaign = closing("26-3-2019", clock)
    campaign.submit("commune-1")
    clock.set("2019-03-27T08:00+07:00")
    campaign.send_back("commune-1", reason="illegible", due="before 29-3-2019")
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    assert campaign.may("commune-1", "submit")
    clock.set("2019-03-29T00:00+07:00")
    assert refusal(campaign, "commune-1", "submit") == only("closed", closed="26/03/2019 00:00")


def test_superior_accepts() -> None:
    """Where the plan rejects stragglers, a unit cannot send once its lead superior is past draft."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none", stragglers="reject"))
    campaign.submit("commune-1")
    campaign.submit("district")
    assert refusal(campaign, "commune-2", "submit") == only("superior_closed", superior="district", **SUBMITTED)
    campaign.recall("district")
    assert campaign.submit("commune-2").dest == "submitted"


def test_superior_accepts_asks_the_lead_alone() -> None:
    """With two superiors the lead's state decides; the root, above whom nobody is a report, is never rejected."""
    campaign = shared(policy=kh.Policy(gate="none", stragglers="reject"))
    campaign.submit("b")
    assert campaign.submit("x").dest == "submitted"
    campaign.recall("x")
    campaign.submit("a")
    assert refusal(campaign, "x", "submit") == only("superior_closed", superior="a", **SUBMITTED)
    assert campaign.submit("p").dest == "submitted"


CONTENT = {
    "indicators": [
        kh.Indicator("members", required=True),
        kh.Indicator("poor"),
        kh.Indicator("staff", required=True, asked_of="district"),
    ],
    "outline": [
        kh.Section("results", required=True),
        kh.Section("causes", required=True, asked_of="commune"),
        kh.Section("plans"),
    ],
}
TEXTS = {"results": "tốt", "causes": "mưa"}


@pytest.mark.parametrize(
    ("data", "sections", "missing"),
    [
        (None, None, ("members", "results", "causes")),
        ({"members": kh.MISSING}, TEXTS, ("members",)),
        ({"members": 0}, {"results": "tốt"}, ("causes",)),
        ({"members": kh.NA}, {"results": " ", "causes": ""}, ("results", "causes")),
        ({"members": kh.NIL}, TEXTS, ()),
        ({"members": 0}, TEXTS, ()),
    ],
)
def test_content_present(data: Any, sections: Any, missing: tuple[str, ...]) -> None:
    """What is required of a commune is a figure, nil or not applicable, and texts that are not blank."""
    campaign = begun(1, 1, 2, **CONTENT)
    if not missing:
        assert campaign.submit("commune-1", data=data, sections=sections).dest == "submitted"
        return
    answer = refusal(campaign, "commune-1", "submit", data=data, sections=sections)
    assert answer == only("content_missing", keys=missing)


def test_content_present_asks_each_tier_its_own() -> None:
    """A district is asked what is asked of districts and of all, not what is asked of the ground."""
    campaign = begun(1, 1, 1, **CONTENT, policy=kh.Policy(gate="none"))
    assert refusal(campaign, "district", "submit") == only("content_missing", keys=("staff", "results"))
    assert refusal(campaign, "province", "submit") == only("content_missing", keys=("results",))


def test_content_present_counts_what_the_last_version_said() -> None:
    """What was said before a return need not be said again; what is taken back is missing."""
    campaign = begun(1, 1, 1, **CONTENT)
    campaign.submit("commune", data={"members": 3}, sections=TEXTS)
    campaign.recall("commune")
    answer = refusal(campaign, "commune", "submit", data={"members": kh.MISSING}, sections={"causes": ""})
    assert answer == only("content_missing", keys=("members", "causes"))
    assert campaign.submit("commune").dest == "submitted"


def test_gate() -> None:
    """A superior is refused with the number and the names of those without a row, in official order."""
    campaign = begun(1, 1, 3)
    up(campaign, "commune-2")
    campaign.submit("commune-3")
    campaign.review("commune-3")
    assert refusal(campaign, "district", "submit") == only("gate", count=2, total=3, missing=("commune-1", "commune-3"))
    campaign.aggregate("commune-3")
    up(campaign, "commune-1")
    assert campaign.submit("district").dest == "submitted"


def test_gate_looks_at_rows_and_not_at_states() -> None:
    """An older row, of a unit that is a draft again, keeps the gate open; a row that was dropped shuts it."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.correct("commune", reason="miscounted")
    assert campaign.may("district", "submit")
    campaign.release("commune", reason="wait for it")
    assert refusal(campaign, "district", "submit") == only("gate", count=1, total=1, missing=("commune",))


def test_gate_of_none() -> None:
    """Where the policy has no gate, and for a unit without subordinates, nothing is waited for."""
    assert begun(1, 1, 3, policy=kh.Policy(gate="none")).submit("district").dest == "submitted"
    assert begun(1, 1).submit("district").dest == "submitted"


def test_gate_does_not_wait_for_what_is_waived() -> None:
    """A waived report is neither missing nor counted; with all waived a superior has to say that there is nothing."""
    campaign = begun(1, 1, 2)
    campaign.waive("commune-1", reason="merged")
    assert refusal(campaign, "district", "submit") == only("gate", count=1, total=1, missing=("commune-2",))
    campaign.waive("commune-2", reason="merged")
    assert refusal(campaign, "district", "submit") == only("nil_unsaid", total=2)
    assert campaign.submit("district", data={"members": kh.NIL}).dest == "submitted"


def test_one_version() -> None:
    """A superior in which two versions of one unit meet cannot send; one version on both ways is no obstacle."""
    campaign = shared()
    up(campaign, "x", "y", "a")
    campaign.correct("x", reason="miscounted")
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="b")
    up(campaign, "b")
    assert refusal(campaign, "p", "submit") == only("mixed_versions", unit="x", versions=("v1", "v2"))


# -- what comes with an act


def test_a_stale_version() -> None:
    """Who saw another version than the working one is told both, and how it stands."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    for seen in (1, 3):
        answer = refusal(campaign, "commune-1", "submit", version=seen)
        told = {"state": "draft", "state_vi": "dự thảo", "keys": (), "differs": "", "differs_vi": ""}
        assert answer == only("stale_version", given=seen, version=2, **told)
    assert campaign.submit("commune-1", version=2).version == 2


def test_a_stale_version_comes_with_what_differs() -> None:
    """Who saw a version that was corrected since is told which figures and sections are other by now, and how."""
    sections = [kh.Section("results"), kh.Section("causes"), kh.Section("ways")]
    campaign = begun(1, 1, 2, outline=sections, indicators=[kh.Indicator("members"), kh.Indicator("poor")])
    campaign.submit("commune-1", data={"members": 3, "poor": 1}, sections={"results": "tốt", "causes": "x"})
    campaign.send_back("commune-1", reason="count again")
    campaign.submit("commune-1", data={"members": 5, "poor": kh.NIL}, sections={"results": "rất tốt", "ways": "y"})
    (blocker,) = refusal(campaign, "commune-1", "review", version=1)
    assert blocker.values["keys"] == ("members", "poor", "results", "ways")
    assert blocker.text().endswith("submitted; other by now: members 3 → 5, poor 1 → nil, results and 1 more")
    assert blocker.text("vi").endswith("đã gửi; đã khác: members 3 → 5, poor 1 → nil, results và 1 mục khác")
    (blocker,) = refusal(campaign, "commune-1", "review", version=7)
    assert blocker.values["keys"] == ()


def test_received_later() -> None:
    """A paper did not come after now; now it may have come."""
    campaign = begun(1, 1, 2)
    late = "2019-03-20T08:00:00.000001+07:00"
    answer = refusal(campaign, "commune-1", "submit", received_at=late)
    assert answer == only("received_later", received_at=late, now="2019-03-20T08:00:00+07:00")
    assert campaign.submit("commune-1", received_at=MORNING).dest == "submitted"


def test_a_due_comes_with_a_return_alone() -> None:
    """A unit cannot give itself a due, by sending, recalling or correcting; nor is one given where none belongs."""
    campaign = begun(1, 1, 2, deadlines={"commune": "before 22-3-2019"})
    due = "before 1-1-2030"
    assert codes(refusal(campaign, "commune-1", "submit", due=due)) == ["no_due_here"]
    campaign.submit("commune-1")
    answer = refusal(campaign, "commune-1", "recall", due=due)
    assert answer == only("no_due_here", trigger="recall", trigger_vi="rút lại")
    assert codes(refusal(campaign, "commune-1", "review", due=due)) == ["no_due_here"]
    up(campaign, "commune-2")
    for by in ("commune-2", "district"):
        assert codes(refusal(campaign, "commune-2", "correct", reason="x", due=due, by=by)) == ["no_due_here"]
    assert campaign.send_back("commune-1", reason="x", due=due).dest == "draft"


def test_closing_is_not_passed_by_bringing_a_due() -> None:
    """After closing, a due that the unit brings along does not let its report in."""
    campaign = closing("20-3-2019", ManualClock("2019-03-27T08:00+07:00"))
    assert codes(refusal(campaign, "commune-1", "submit", due="before 1-1-2030")) == ["no_due_here"]


def test_an_act_is_not_given_a_due_by_its_unit() -> None:
    """A unit that reopens its own act cannot give it a later due; its superior can."""
    rows = [kh.DutyRow("report", owed_by=["province"]), kh.DutyRow("plan", kind="act", owed_by=["district"])]
    campaign = begun(1, 1, duties=rows)
    campaign.complete("district:plan", data={"done_on": "19-3-2019"})
    due = "before 1-1-2030"
    answer = refusal(campaign, "district:plan", "reopen", by="district", reason="x", due=due)
    assert codes(answer) == ["no_due_here"]
    assert campaign.reopen("district:plan", by="province", reason="x", due=due).dest == "planned"


# -- send back, review


@pytest.mark.parametrize("reason", BLANKS)
def test_reason_given(reason: str | None) -> None:
    """What needs a reason is refused without one, and with a blank one."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    up(campaign, "commune-2")
    assert refusal(campaign, "commune-1", "send_back", reason=reason) == only("reason_missing")
    for trigger in ("release", "correct"):
        assert refusal(campaign, "commune-2", trigger, reason=reason) == only("reason_missing")
    fresh = begun(1, 1, 2)
    assert refusal(fresh, "commune-1", "waive", reason=reason) == only("reason_missing")


def test_not_taken() -> None:
    """A version that one superior holds is not sent back, although it is only reviewed; the holder is named."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="b")
    assert refusal(campaign, "x", "send_back", reason="x") == only("taken", superior="b", version=1)
    campaign.release("x", by="b", reason="x")
    assert campaign.send_back("x", reason="x").dest == "draft"


def test_an_older_row_does_not_hinder_a_return() -> None:
    """A correction can be sent back while the superior holds the version that it corrects."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.correct("commune", reason="miscounted")
    campaign.submit("commune")
    assert campaign.send_back("commune", reason="still wrong").dest == "draft"


def test_after_closing_a_return_needs_a_due() -> None:
    """After closing a report is sent back only with a new due."""
    clock = ManualClock(MORNING)
    campaign = closing("26-3-2019", clock)
    campaign.submit("commune-1")
    clock.set("2019-03-26T00:00+07:00")
    answer = refusal(campaign, "commune-1", "send_back", reason="x")
    assert answer == only("closed", closed="26/03/2019 00:00")
    assert campaign.send_back("commune-1", reason="x", due="before 29-3-2019").dest == "draft"


def test_not_preparer_by_unit() -> None:
    """Where no persons are named, the unit that prepared a report is not the one that reviews it."""
    campaign = begun(1, 1, 2, authority=Everybody())
    campaign.submit("commune-1", by="commune-1")
    assert refusal(campaign, "commune-1", "review", by="commune-1") == only("own_work", reviewer="commune-1")
    assert campaign.review("commune-1", by="commune-2").dest == "reviewed"


@pytest.mark.parametrize(
    ("prepared", "reviews", "passes"), [("ba", "ba", False), ("ba", "tư", True), ("ba", None, True)]
)
def test_not_preparer_by_person(prepared: str, reviews: str | None, passes: bool) -> None:
    """Persons are compared when both are known; when one is not, units are."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1", person=prepared)
    if passes:
        assert campaign.review("commune-1", person=reviews).dest == "reviewed"
        return
    assert refusal(campaign, "commune-1", "review", person=reviews) == only("own_work", reviewer=prepared)


def test_who_prepared_an_earlier_version_may_review_a_later_one() -> None:
    """What counts is who prepared the working version, named or not."""
    for second in ({"person": "tư"}, {}, {"data": {"members": 1}}):
        campaign = begun(1, 1, 2)
        campaign.submit("commune-1", person="ba")
        campaign.recall("commune-1")
        campaign.submit("commune-1", **second)
        assert campaign.review("commune-1", person="ba").dest == "reviewed"


def test_two_persons_of_one_unit_may_prepare_and_review() -> None:
    """Where both persons are known and differ, that they are of one unit does not matter."""
    campaign = begun(1, 1, 2, authority=Everybody())
    campaign.submit("commune-1", by="commune-1", person="ba")
    assert campaign.review("commune-1", by="commune-1", person="tư").dest == "reviewed"


# -- rows


def test_superior_is_draft() -> None:
    """Only rows into a draft change: taking and dropping are refused while the superior is past it."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    up(campaign, "commune-1")
    campaign.submit("commune-2")
    campaign.review("commune-2")
    campaign.submit("district")
    blockers = only("superior_not_draft", superior="district", **SUBMITTED)
    assert refusal(campaign, "commune-2", "aggregate") == blockers
    assert refusal(campaign, "commune-1", "release", reason="x") == blockers
    assert codes(refusal(campaign, "commune-1", "release")) == ["superior_not_draft", "reason_missing"]
    campaign.recall("district")
    assert campaign.aggregate("commune-2").dest == "aggregated"


def test_no_superior() -> None:
    """Whoever may act, only a superior that counts a unit has a row of it; the root has none."""
    campaign = begun(1, 2, 2, authority=Everybody())
    campaign.submit("commune-1", by="commune-1")
    campaign.review("commune-1", by="x")
    answer = refusal(campaign, "commune-1", "aggregate", by="district-2")
    assert answer == only("no_superior", unit="commune-1", superiors=("district-1",))
    alone = begun(1, authority=Everybody())
    alone.submit("province", by="province")
    alone.review("province", by="issuer")
    for by in ("issuer", "province"):
        answer = refusal(alone, "province", "aggregate", by=by)
        assert answer == only("no_superior", unit="province", superiors=("issuer",))
    assert codes(refusal(alone, "province", "release", by="issuer", reason="x")) == ["no_row", "no_superior"]
    assert refusal(alone, "province", "release", by="issuer", reason="x")[0].values["superior"] == "issuer"


@pytest.mark.parametrize("state", ["draft", "submitted", "reviewed"])
def test_has_row(state: str) -> None:
    """What a superior does not hold it cannot drop."""
    campaign = begun(1, 1, 2)
    for trigger in {"draft": (), "submitted": ("submit",), "reviewed": ("submit", "review")}[state]:
        campaign.fire("commune-1", trigger)
    answer = refusal(campaign, "commune-1", "release", reason="x")
    assert answer == only("no_row", superior="district", unit="commune-1")


def test_counted_or_ended() -> None:
    """What stands in no superior's report is not corrected: it is recalled or sent back."""
    campaign = begun(1, 1, 1)
    campaign.submit("commune")
    campaign.review("commune")
    for by in ("commune", "district"):
        assert refusal(campaign, "commune", "correct", reason="x", by=by) == only("not_counted", version=1)


def test_a_reviewed_correction_is_corrected_when_it_is_held() -> None:
    """A row of an older version is not one of this version."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.correct("commune", reason="x")
    campaign.submit("commune")
    campaign.review("commune")
    assert refusal(campaign, "commune", "correct", reason="x") == only("not_counted", version=2)


def test_a_root_that_went_beyond_its_end_state_is_corrected_too() -> None:
    """A campaign that ends with what is sent has ended with what is reviewed; a correction of that can be given up."""
    campaign = begun(1, policy=kh.Policy(root_ends="submitted"))
    campaign.submit("province")
    assert campaign.progress().complete
    campaign.review("province")
    assert campaign.progress().complete
    campaign.correct("province", reason="x")
    assert not campaign.progress().complete
    assert campaign.withdraw("province").dest == "reviewed"
    assert campaign.progress().complete


def test_correction_open() -> None:
    """A draft that corrects nothing is not withdrawn, by whoever may act."""
    campaign = begun(1, 1, 1, authority=Everybody())
    assert refusal(campaign, "commune", "withdraw", by="commune") == only("no_correction")
    campaign.submit("commune", by="commune")
    campaign.recall("commune", by="commune")
    assert refusal(campaign, "commune", "withdraw", by="commune") == only("no_correction")


# -- waive


def test_never_taken() -> None:
    """What a superior ever sent is not waived, a draft again or not; the holder is named with the version."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.submit("district")
    campaign.recall("district")
    campaign.release("commune", reason="x")
    campaign.send_back("commune", reason="x")
    assert refusal(campaign, "commune", "waive", reason="x") == only("was_taken", superior="district", version=1)


def test_nothing_below() -> None:
    """A superior is waived after those that report into it."""
    campaign = begun(1, 1, 2)
    answer = refusal(campaign, "district", "waive", reason="x")
    assert answer == only("reports_below", count=2, units=("commune-1", "commune-2"))
    campaign.waive("commune-1", reason="x")
    assert refusal(campaign, "district", "waive", reason="x") == only("reports_below", count=1, units=("commune-2",))
    campaign.waive("commune-2", reason="x")
    assert campaign.waive("district", reason="x").dest == "waived"


def test_superiors_are_drafts() -> None:
    """What is waived is expected again only while every superior is a draft, the second too."""
    campaign = shared(policy=kh.Policy(gate="none"))
    campaign.waive("x", reason="merged")
    campaign.submit("b")
    assert refusal(campaign, "x", "unwaive") == only("superior_not_draft", superior="b", **SUBMITTED)
    campaign.recall("b")
    assert campaign.unwaive("x").dest == "draft"


# -- acts


def test_act_said() -> None:
    """An act is completed with the day on which it was done, today at the latest; what was said before still holds."""
    rows = [kh.DutyRow("report", owed_by=["province"]), kh.DutyRow("plan", kind="act", owed_by=["district"])]
    campaign = begun(1, 1, duties=rows)
    assert refusal(campaign, "district:plan", "complete") == only("act_unsaid")
    answer = refusal(campaign, "district:plan", "complete", data={"done_on": "21-3-2019"})
    assert answer == only("not_done_yet", day="2019-03-21")
    campaign.complete("district:plan", data={"done_on": "20-3-2019"})
    campaign.reopen("district:plan", reason="no minutes")
    assert campaign.complete("district:plan", data={"evidence": "12/BB"}).dest == "completed"
    assert campaign.report("district:plan").data == {"done_on": "2019-03-20", "evidence": "12/BB"}
    assert campaign.progress().seq == 3
