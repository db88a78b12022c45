"""Corrections: what counts stays while another version is made, and withdrawing puts everything back."""

from __future__ import annotations

from typing import Any

import pytest

import kehoach as kh
from kehoach.testing import ManualClock
from staged import begun, codes, refusal, shared, up

KEPT = ("state", "version", "data", "sections", "rows", "submitted_at", "first_submitted_at")


def kept(campaign: kh.Campaign, *units: str) -> dict[str, dict[str, Any]]:
    """What withdrawing puts back of some reports."""
    return {unit: {name: getattr(campaign.report(unit), name) for name in KEPT} for unit in units}


def test_a_correction_replaces_what_counts_when_it_is_taken() -> None:
    """Correct, submit, review, aggregate: until the last the superior's total is that of the base, then the new one."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", data={"members": 5})
    campaign.correct("commune", reason="miscounted")
    for trigger, data in (("submit", {"members": 7}), ("review", None)):
        campaign.fire("commune", trigger, data=data)
        assert campaign.total("district", "members").value == 5
    campaign.aggregate("commune")
    assert campaign.total("district", "members").value == 7
    assert campaign.total("commune", "members", version=1).value == 5
    assert codes(refusal(campaign, "commune", "withdraw")) == ["no_such_move"]


def test_a_correction_keeps_its_base_through_recall_and_return() -> None:
    """However often a correction goes to and fro, withdrawing leads back to the version that counts."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", data={"members": 5})
    before = kept(campaign, "commune", "district")
    campaign.correct("commune", reason="miscounted")
    campaign.submit("commune", data={"members": 6})
    campaign.recall("commune")
    campaign.submit("commune", data={"members": 7})
    campaign.review("commune")
    campaign.send_back("commune", reason="still wrong")
    assert campaign.report("commune").version == 4
    assert campaign.withdraw("commune").dest == "aggregated"
    assert kept(campaign, "commune", "district") == before


def test_withdrawing_puts_back_content_rows_and_texts() -> None:
    """The figures and texts of the abandoned draft are gone; the next version begins with those of the base."""
    campaign = begun(1, 1, 2, outline=[kh.Section("results")])
    up(campaign, "commune-1", "commune-2")
    campaign.submit("district", data={"members": 1}, sections={"results": "tốt"})
    campaign.review("district")
    campaign.aggregate("district")
    before = kept(campaign, "commune-1", "commune-2", "district", "province")
    campaign.correct("district", reason="x")
    campaign.submit("district", data={"members": 2}, sections={"results": "xấu"})
    campaign.recall("district")
    campaign.release("commune-1", reason="x")
    assert campaign.withdraw("district").dest == "aggregated"
    assert kept(campaign, "commune-1", "commune-2", "district", "province") == before
    campaign.correct("district", reason="again")
    report = campaign.report("district")
    assert (dict(report.data), dict(report.sections)) == ({"members": 1}, {"results": "tốt"})


def test_withdrawing_returns_a_straggler_that_was_newly_taken() -> None:
    """What only the abandoned draft had taken is reviewed again, waits, and can be taken, sent back or corrected."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    up(campaign, "commune-1", "district")
    campaign.submit("commune-2")
    campaign.review("commune-2")
    before = kept(campaign, "commune-1", "commune-2", "district")
    campaign.correct("district", reason="one came late")
    assert campaign.aggregate("commune-2").dest == "aggregated"
    campaign.withdraw("district")
    assert kept(campaign, "commune-1", "commune-2", "district") == before
    assert campaign.progress().held("district") == ("commune-2",)
    assert campaign.may("commune-2", "send_back", reason="x")


def test_withdrawing_returns_a_newer_version_that_was_taken() -> None:
    """When the abandoned draft had taken a unit's correction, the unit's new version waits, and the old one counts."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", data={"members": 5})
    up(campaign, "district")
    campaign.correct("commune", reason="miscounted")
    campaign.submit("commune", data={"members": 7})
    campaign.review("commune")
    campaign.correct("district", reason="a commune corrects")
    assert campaign.aggregate("commune").dest == "aggregated"
    campaign.withdraw("district")
    assert campaign.report("district").rows == (kh.Row("commune", 1, "district", 1),)
    assert campaign.report("commune").state == "reviewed"
    assert campaign.total("district", "members").value == 5
    campaign.correct("district", reason="after all")
    assert campaign.aggregate("commune").dest == "aggregated"
    assert campaign.total("district", "members").value == 7


def test_withdrawing_takes_again_what_was_released() -> None:
    """A row that the abandoned draft had dropped is there again, and its unit is aggregated again."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", "district")
    before = kept(campaign, "commune", "district")
    campaign.correct("district", reason="x")
    assert campaign.release("commune", reason="x").dest == "reviewed"
    campaign.withdraw("district")
    assert kept(campaign, "commune", "district") == before


def test_withdrawing_leaves_a_unit_that_went_on_where_it_is() -> None:
    """A unit that was released and sent back meanwhile keeps its draft; the old row counts, and the new one waits."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", "district")
    campaign.correct("district", reason="x")
    campaign.release("commune", reason="x")
    campaign.send_back("commune", reason="x")
    campaign.withdraw("district")
    report = campaign.report("commune")
    assert (report.state, report.version) == ("draft", 2)
    assert campaign.report("district").rows == (kh.Row("commune", 1, "district", 1),)
    assert campaign.progress().standing("commune").bucket == "met_undated"
    campaign.submit("commune")
    campaign.review("commune")
    assert campaign.progress().held("district") == ("commune",)


def test_withdrawing_by_one_of_two_superiors_leaves_the_other_alone() -> None:
    """With two superiors a unit is aggregated again only when the other still holds the same version."""
    for other_released in (False, True):
        campaign = shared()
        up(campaign, "x", "y", "b")
        campaign.correct("b", reason="x")
        campaign.release("x", by="b", reason="x")
        if other_released:
            campaign.release("x", by="a", reason="x")
        campaign.withdraw("b")
        assert campaign.report("x").state == ("reviewed" if other_released else "aggregated")
        assert [len(campaign.report(one).rows) for one in ("a", "b")] == [0 if other_released else 1, 2]


def test_withdrawing_with_two_superiors_that_both_hold_the_base() -> None:
    """A shared unit withdraws to aggregated while both hold its base."""
    campaign = shared()
    up(campaign, "x")
    before = kept(campaign, "x", "a", "b")
    campaign.correct("x", reason="x")
    assert campaign.withdraw("x").dest == "aggregated"
    assert kept(campaign, "x", "a", "b") == before


@pytest.mark.parametrize("took", ["dropped", "newer"])
def test_withdrawing_when_one_of_two_superiors_has_it_no_more(took: str) -> None:
    """Where one superior dropped the base, or took a later version, it is reviewed again and can be taken anew."""
    campaign = shared()
    up(campaign, "x")
    campaign.correct("x", reason="x")
    if took == "newer":
        campaign.submit("x")
        campaign.review("x")
        campaign.aggregate("x", by="b")
        campaign.correct("x", reason="y")
        assert campaign.report("x").version == 3
    else:
        campaign.release("x", by="b", reason="y")
    assert campaign.withdraw("x").dest == "reviewed"
    version = campaign.report("x").version
    assert version == (2 if took == "newer" else 1)
    missing = "a" if took == "newer" else "b"
    assert campaign.aggregate("x", by=missing).dest == "aggregated"


def test_the_root_withdraws_to_reviewed() -> None:
    """The root, whose rows nobody takes, is reviewed again, and the campaign complete again; its rows are put back."""
    campaign = begun(1, 1)
    up(campaign, "district", data={"members": 5})
    campaign.submit("province", data={"members": 1})
    campaign.review("province")
    before = kept(campaign, "district", "province")
    campaign.correct("province", reason="x")
    campaign.release("district", reason="x")
    assert campaign.withdraw("province").dest == "reviewed"
    assert kept(campaign, "district", "province") == before
    assert campaign.progress().complete


def test_the_correction_of_the_root_ends_when_it_is_accepted() -> None:
    """When the new version of the root is accepted nothing is left to withdraw; sent back, it is a plain draft."""
    campaign = begun(1)
    campaign.submit("province")
    campaign.review("province")
    campaign.correct("province", reason="x")
    campaign.submit("province")
    campaign.review("province")
    assert campaign.progress().complete
    campaign.send_back("province", by="issuer", reason="x")
    assert [one.code for one in refusal(campaign, "province", "withdraw")] == ["not_yours"]


def test_version_numbers_go_on_after_a_withdrawal() -> None:
    """A number that an abandoned draft had used is not used again."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    seen = []
    for _ in range(3):
        campaign.correct("commune", reason="x")
        seen.append(campaign.report("commune").version)
        campaign.withdraw("commune")
        assert campaign.report("commune").version == 1
    assert seen == [2, 3, 4]
    campaign.release("commune", reason="x")
    campaign.send_back("commune", reason="x")
    assert campaign.report("commune").version == 5


def test_a_correction_of_a_report_without_content_brings_none() -> None:
    """Withdrawing to a version that said nothing leaves nothing of what the draft said."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.correct("commune", reason="x")
    campaign.submit("commune", data={"members": 7})
    campaign.recall("commune")
    campaign.withdraw("commune")
    assert dict(campaign.report("commune").data) == {}
    assert campaign.total("district", "members").value is kh.MISSING


def test_a_duty_stays_met_while_it_is_corrected() -> None:
    """By either clock a report that counts is met, whatever becomes of its correction."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = begun(1, 1, 1, clock=clock, deadlines={"commune": "before 22-3-2019"})
    up(campaign, "commune")
    clock.advance(days=10)

    def buckets() -> tuple[str, str]:
        progress = campaign.progress()
        return progress.standing("commune", by="first").bucket, progress.standing("commune", by="accepted").bucket

    campaign.correct("commune", reason="x")
    assert buckets() == ("met_on_time", "met_on_time")
    campaign.submit("commune")
    assert buckets() == ("met_on_time", "met_on_time")
    campaign.review("commune")
    assert buckets() == ("met_on_time", "met_late")
    campaign.send_back("commune", reason="still wrong")
    assert buckets() == ("met_on_time", "met_on_time")
    campaign.withdraw("commune")
    assert buckets() == ("met_on_time", "met_on_time")


def test_what_counts_is_accepted_again_when_what_was_to_replace_it_is_returned() -> None:
    """A correction that a withdrawn draft had taken ends there; returned, it leaves accepted what counts."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = begun(1, 1, 1, clock=clock, deadlines={"commune": "before 22-3-2019"})
    up(campaign, "commune", "district", data={"members": 5})
    campaign.correct("commune", reason="x")
    campaign.correct("district", reason="x")
    clock.advance(days=10)
    up(campaign, "commune", data={"members": 7})
    assert campaign.progress().standing("commune", by="accepted").bucket == "met_late"
    campaign.withdraw("district")
    campaign.send_back("commune", reason="still wrong")
    assert campaign.report("district").rows == (kh.Row("commune", 1, "district", 1),)
    assert campaign.progress().standing("commune", by="accepted").bucket == "met_on_time"
    assert campaign.total("commune", "members", version="published").value == 5


def test_a_withdrawn_correction_leaves_no_trace_in_what_is_accepted() -> None:
    """Corrections that were accepted and withdrawn are not what a later return falls back to."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = begun(1, 1, 1, clock=clock, deadlines={"commune": "before 22-3-2019"})
    up(campaign, "commune")
    for _ in range(2):
        campaign.correct("commune", reason="x")
        campaign.submit("commune")
        clock.advance(days=10)
        campaign.recall("commune")
        campaign.withdraw("commune")
    campaign.correct("commune", reason="x")
    campaign.submit("commune")
    campaign.review("commune")
    campaign.send_back("commune", reason="y")
    assert campaign.progress().standing("commune", by="accepted").bucket == "met_on_time"
    assert campaign.total("commune", "members", version="published").version == 1


def test_a_rework_due_is_that_of_its_own_version() -> None:
    """A correction that is returned with a later due does not make the late version that counts punctual."""
    clock = ManualClock("2019-03-25T08:00+07:00")
    campaign = begun(1, 1, 1, clock=clock, deadlines={"commune": "before 22-3-2019"})
    up(campaign, "commune")
    campaign.correct("commune", reason="x")
    campaign.submit("commune")
    campaign.send_back("commune", reason="y", due="before 1-4-2019")
    assert campaign.progress().standing("commune", by="accepted").bucket == "met_late"
    campaign.submit("commune")
    campaign.review("commune")
    assert campaign.progress().standing("commune", by="accepted").bucket == "met_on_time"
    assert campaign.progress().standing("commune", by="first").bucket == "met_late"
