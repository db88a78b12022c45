"""Who passed over a tier stands in the log for ever, and is shown ever after."""

from __future__ import annotations

import datetime as dt
import pickle
from typing import Any

import pytest

import kehoach as kh
from kehoach.testing import ManualClock
from staged import MORNING, begun, codes, refusal, shared, up


def passed_over(campaign: kh.Campaign, unit: str | None = None) -> list[tuple[int, str, str, str, str]]:
    """The bypasses of a campaign, in short."""
    return [(one.seq, one.duty, one.trigger, one.by, one.expected) for one in campaign.bypasses(unit)]


def test_a_campaign_in_which_everybody_does_their_own_has_none() -> None:
    """Neither what a unit does nor what its lead does is a bypass."""
    campaign = begun(1, 1, 2)
    assert campaign.bypasses() == ()
    up(campaign, "commune-1", "commune-2", "district")
    campaign.submit("province")
    campaign.review("province", by="issuer")
    assert campaign.bypasses() == ()


def test_each_act_over_a_tier_is_listed() -> None:
    """Reviews, returns and waivers of a higher tier, with who, in place of whom, when and why."""
    campaign = begun()
    campaign.submit("commune-1")
    campaign.send_back("commune-1", by="province", reason="a flood")
    campaign.submit("commune-1")
    campaign.review("commune-1", by="issuer", reason="in haste")
    campaign.waive("commune-2", by="province", reason="merged")
    campaign.unwaive("commune-2", by="issuer", reason="a mistake")
    assert passed_over(campaign) == [
        (2, "commune-1", "send_back", "province", "district-1"),
        (4, "commune-1", "review", "issuer", "district-1"),
        (5, "commune-2", "waive", "province", "district-2"),
        (6, "commune-2", "unwaive", "issuer", "district-2"),
    ]
    assert passed_over(campaign, "commune-2:report") == passed_over(campaign)[2:]
    first = campaign.bypasses()[0]
    assert first.at == dt.datetime(2019, 3, 20, 1, tzinfo=dt.UTC)
    assert str(first) == "province passed over district-1 to send back commune-1: a flood"
    assert first.text("vi") == "province vượt cấp district-1, trả lại commune-1: a flood"
    assert first.to_dict()["at"] == "2019-03-20T01:00:00+00:00"
    assert pickle.loads(pickle.dumps(first)) == first


def test_later_versions_do_not_hide_it() -> None:
    """What is corrected, taken and resumed later has been passed over all the same."""
    store = kh.stores.MemoryStore()
    campaign = kh.Campaign.begin(begun().plan, store, clock=ManualClock(MORNING), default_by="expected")
    campaign.submit("commune-1")
    campaign.review("commune-1", by="province", reason="a flood")
    before = campaign.bypasses()
    campaign.aggregate("commune-1")
    campaign.correct("commune-1", reason="x")
    up(campaign, "commune-1")
    assert campaign.bypasses() == before
    assert kh.Campaign.resume(store).bypasses() == before
    assert len(before) == 1


def test_who_acts_for_the_lead_passes_over_nobody() -> None:
    """Neither a delegate of the lead nor a province that acts on its behalf does; a delegate of the province does."""
    delegations = [kh.Delegation("district-1", "district-2"), kh.Delegation("province", "district-2")]
    campaign = begun(authority=kh.StandardAuthority(delegations))
    for unit in ("commune-1", "commune-3"):
        campaign.submit(unit)
    campaign.review("commune-1", by="district-2", acting_for="district-1")
    campaign.review("commune-3", by="province", acting_for="district-1")
    assert campaign.bypasses() == ()
    campaign.send_back("commune-3", by="district-2", acting_for="province", reason="x")
    (one,) = campaign.bypasses()
    assert (one.by, one.acting_for, one.expected) == ("district-2", "province", "district-1")
    assert one.text() == "province passed over district-1 to send back commune-3: x"


def test_the_second_superior_passes_over_the_lead() -> None:
    """A superior that counts a unit without being its lead passes over it when it reviews, and not when it waives."""
    campaign = shared()
    campaign.submit("x")
    assert codes(refusal(campaign, "x", "review", by="b")) == ["needs_reason"]
    campaign.review("x", by="b", reason="x")
    other = shared()
    other.waive("x", by="b", reason="x")
    assert passed_over(campaign) == [(2, "x", "review", "b", "a")]
    assert other.bypasses() == ()


def test_under_an_authority_of_its_own_strangers_pass_over_nobody() -> None:
    """A clerk who reviews stands above nobody."""
    campaign = begun(authority=lambda *_: True)
    campaign.submit("commune-1", by="clerk")
    campaign.review("commune-1", by="clerk-2")
    assert campaign.bypasses() == ()


def test_what_goes_past_a_waived_report_has_another_lead() -> None:
    """Once a district is passed over for good, the province is the lead and the district's word would be the bypass."""
    campaign = begun()
    options: dict[str, Any] = {"reason": "merged", "payload": {"reroute": True}}
    campaign.waive("district-1", by="province", **options)
    campaign.submit("commune-1")
    campaign.review("commune-1", by="province")
    campaign.submit("commune-3")
    campaign.review("commune-3", by="district-1", reason="x")
    assert passed_over(campaign) == [(5, "commune-3", "review", "district-1", "province")]


def test_acts_that_are_done_are_confirmed_over_a_tier_too() -> None:
    """What is no report has a lead that may be passed over."""
    duties = [kh.DutyRow("meeting", ("commune",), kind="act")]
    campaign = begun(duties=duties)
    campaign.complete("commune-1:meeting", data={"done_on": "1-3-2019"})
    campaign.confirm("commune-1:meeting", by="province", reason="x")
    assert passed_over(campaign) == [(2, "commune-1:meeting", "confirm", "province", "district-1")]


def test_an_unknown_unit_is_named() -> None:
    """As everywhere, the nearest is proposed."""
    with pytest.raises(kh.errors.UnknownName, match="commune-1"):
        begun().bypasses("comune-1")
