"""Delegation: who acts in whose name, from when until when, for what, on whose reports; and who does not."""

from __future__ import annotations

import datetime as dt
import pickle
from collections.abc import Iterable
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, codes, refusal, up, written


def delegated(*delegations: kh.Delegation, at: str = MORNING, **changes: Any) -> kh.Campaign:
    """A campaign of a province, two districts and four communes with these delegations."""
    return begun(clock=ManualClock(at), authority=kh.StandardAuthority(delegations), **changes)


def sent(*delegations: kh.Delegation, **options: Any) -> kh.Campaign:
    """The same, in which the first commune has submitted."""
    campaign = delegated(*delegations, **options)
    campaign.submit("commune-1")
    return campaign


def given(giver: str = "district-1", taker: str = "district-2", **scope: Any) -> kh.Delegation:
    """A delegation from one district to the other, unless others are named."""
    return kh.Delegation(giver, taker, **scope)


# -- what is delegated is done in the giver's name


def test_a_delegate_acts_in_the_name_of_the_giver() -> None:
    """The taker does what the giver may, and the line names both."""
    campaign = sent(given())
    entry = campaign.review("commune-1", by="district-2", acting_for="district-1")
    assert (entry.by, entry.acting_for, entry.dest) == ("district-2", "district-1", "reviewed")
    campaign.aggregate("commune-1", by="district-2", acting_for="district-1")
    assert campaign.report("district-1").rows == (kh.Row("commune-1", 1, "district-1", 1),)


def test_a_delegate_may_no_more_than_the_giver() -> None:
    """What the giver may not do, nobody does in its name."""
    campaign = sent(given(), given("commune-3", "commune-1"))
    answer = refusal(campaign, "commune-1", "recall", by="district-2", acting_for="district-1")
    assert codes(answer) == ["not_yours"]
    assert answer[0].values["by"] == "district-1"
    assert codes(refusal(campaign, "commune-2", "submit", by="commune-1", acting_for="commune-3")) == ["not_yours"]


def test_the_issuer_delegates_too() -> None:
    """Whom the issuer has named reviews the top report; anybody else does not."""
    campaign = begun(1, authority=kh.StandardAuthority([given("issuer", "province", triggers="waive")]))
    campaign.submit("province")
    assert codes(refusal(campaign, "province", "review", by="province", acting_for="issuer")) == ["delegation_trigger"]
    campaign = delegated(given("issuer", "district-1"), policy=kh.Policy(gate="none"))
    campaign.submit("province")
    assert campaign.review("province", by="district-1", acting_for="issuer").dest == "reviewed"


def test_a_delegate_passes_over_a_tier_as_the_giver_does() -> None:
    """In the name of the province a report of a commune is returned with a reason, and not without."""
    campaign = sent(given("province", "district-2"))
    who = {"by": "district-2", "acting_for": "province"}
    assert codes(refusal(campaign, "commune-1", "send_back", **who)) == ["needs_reason", "reason_missing"][:1]
    assert campaign.send_back("commune-1", reason="a flood", **who).dest == "draft"


def test_dues_are_moved_in_the_name_of_the_giver() -> None:
    """Extensions, requests and suspensions are delegated like all other acts, and the line names both."""
    campaign = delegated(given(triggers=("extend", "suspend")), deadlines={"commune": "before 5-4-2019"})
    who = {"by": "district-2", "acting_for": "district-1"}
    entry = campaign.extend("commune-1", "before 8-4-2019", reason="x", **who)
    assert (entry.by, entry.acting_for) == ("district-2", "district-1")
    assert campaign.progress().due("commune-1").last_day == dt.date(2019, 4, 7)
    assert campaign.suspend(["commune-1", "commune-3"], reason="x", **who).acting_for == "district-1"
    with pytest.raises(Refused) as refused:
        campaign.suspend(["commune-2"], reason="x", **who)
    assert codes(refused.value.blockers) == ["not_yours"]
    with pytest.raises(Refused) as refused:
        campaign.reschedule("commune-1", deadline="before 9-4-2019", reason="x", **who)
    assert codes(refused.value.blockers) == ["delegation_trigger"]


def test_a_superior_moves_dues_on_behalf_of_who_stands_below() -> None:
    """What a unit asks for on paper is typed in by its superior; nobody else does it without a delegation."""
    campaign = begun(deadlines={"commune": "before 5-4-2019"})
    entry = campaign.request("commune-1", "before 8-4-2019", reason="x", by="district-1", acting_for="commune-1")
    assert (entry.by, entry.acting_for) == ("district-1", "commune-1")
    with pytest.raises(Refused) as refused:
        campaign.request("commune-1", "before 8-4-2019", reason="x", by="commune-2", acting_for="commune-1")
    assert codes(refused.value.blockers) == ["not_for"]


def test_a_change_on_behalf_of_oneself_is_one_act_however_it_is_asked_for() -> None:
    """Naming oneself changes nothing, and a repeated command id finds its line."""
    campaign = begun(deadlines={"commune": "before 5-4-2019"})
    options = {"reason": "x", "by": "district-1", "command_id": "k"}
    entry = campaign.extend("commune-1", "before 8-4-2019", acting_for="district-1", **options)
    assert entry.acting_for is None
    assert campaign.extend("commune-1", "before 8-4-2019", acting_for="district-1", **options) == entry
    assert campaign.extend("commune-1", "before 8-4-2019", **options) == entry
    assert len(campaign.log()) == 1


def test_what_was_done_by_delegation_is_resumed_without_it() -> None:
    """A log is folded whatever the authority is by then."""
    store = kh.stores.MemoryStore()
    authority = kh.StandardAuthority([given(), given("commune-1", "commune-2")])
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(small_plan(1, 2, 4), store, clock=clock, authority=authority)
    campaign.submit("commune-1", by="commune-2", acting_for="commune-1", person="ba")
    resumed = kh.Campaign.resume(store, clock=clock)
    assert resumed.progress() == campaign.progress()
    assert codes(refusal(resumed, "commune-1", "review", by="district-2", acting_for="district-1")) == ["not_for"]


# -- outside its bounds it says why


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2019-03-31T23:59:59.999999+07:00", ["delegation_not_yet"]),
        ("2019-04-01T00:00+07:00", []),
        ("2019-04-30T23:59:59.999999+07:00", []),
        ("2019-05-01T00:00+07:00", ["delegation_over"]),
    ],
)
def test_days_are_days_of_the_plan_with_their_ends(now: str, expected: list[str]) -> None:
    """From the first microsecond of the first day to the last of the last, in the plan's zone."""
    campaign = sent(given(since="1-4-2019", until="30-4-2019"), at="2019-03-31T08:00+07:00")
    campaign = sent(given(since="1-4-2019", until="30-4-2019"), at=now)
    assert codes(campaign.blockers("commune-1", "review", by="district-2", acting_for="district-1")) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2019-04-01T07:59:59.999999+07:00", ["delegation_not_yet"]),
        ("2019-04-01T01:00+00:00", []),
        ("2019-04-01T11:59:59.999999+07:00", []),
        ("2019-04-01T12:00+07:00", ["delegation_over"]),
    ],
)
def test_instants_are_from_one_to_before_the_other(now: str, expected: list[str]) -> None:
    """The first instant is inside, the last is not."""
    scope = {"since": "2019-04-01T08:00+07:00", "until": dt.datetime(2019, 4, 1, 5, tzinfo=dt.UTC)}
    campaign = sent(given(**scope), at=now)
    assert codes(campaign.blockers("commune-1", "review", by="district-2", acting_for="district-1")) == expected


def test_the_refusal_says_what_the_delegation_is_for() -> None:
    """Too early, too late, another act, another unit: each has a word of its own, in both languages."""
    campaign = sent(
        given(since="1-4-2019", triggers="send_back"),
        given("district-1", "commune-4", until="2019-03-01T12:00+07:00"),
        given("district-1", "commune-3", units=["commune-2"]),
    )
    who: dict[str, Any] = {"acting_for": "district-1"}
    early, other = refusal(campaign, "commune-1", "review", by="district-2", **who)
    assert early.text() == "district-1 lets district-2 act in its name from 01/04/2019 on"
    assert early.text("vi") == "uỷ quyền của district-1 cho district-2 có hiệu lực từ 01/04/2019"
    assert other.text() == "district-1 lets district-2 send back in its name, not review"
    assert other.text("vi") == "district-1 chỉ uỷ quyền cho district-2 trả lại, không gồm duyệt"
    (over,) = refusal(campaign, "commune-1", "review", by="commune-4", **who)
    assert over.text() == "district-1 let commune-4 act in its name until 01/03/2019 12:00"
    (unit,) = refusal(campaign, "commune-1", "review", by="commune-3", **who)
    assert unit.text() == "district-1 lets commune-3 act in its name for commune-2, not for commune-1"
    assert unit.text("vi") == "district-1 chỉ uỷ quyền cho commune-3 đối với commune-2, không gồm commune-1"


def test_of_several_delegations_the_nearest_speaks() -> None:
    """One that covers the act is enough; where none does, the one with the fewest reasons is told."""
    campaign = sent(given(until="1-3-2019", triggers="recall"), given(until="1-3-2019"))
    (blocker,) = refusal(campaign, "commune-1", "review", by="district-2", acting_for="district-1")
    assert blocker.code == "delegation_over"
    campaign = sent(given(until="1-3-2019"), given(since="20-3-2019", units="commune-1"))
    assert campaign.review("commune-1", by="district-2", acting_for="district-1").acting_for == "district-1"


@pytest.mark.parametrize("units", ["commune-1", "commune", "tier:commune", "pilot", "*", ["commune-2", "form:report"]])
def test_units_are_words_as_in_a_selection(units: str | Iterable[str]) -> None:
    """Ids, tiers, groups, forms and all."""
    campaign = sent(given(units=units), groups=[kh.Group("pilot", ["commune-1"])])
    assert campaign.review("commune-1", by="district-2", acting_for="district-1").by == "district-2"


def test_what_concerns_the_whole_campaign_is_not_delegated_for_some_units() -> None:
    """An event is recorded in the province's name where all is delegated, and not where some units are."""
    events = [kh.Event("tet")]
    who = {"by": "district-2", "acting_for": "province"}
    for units in ([], ["*"]):
        campaign = delegated(given("province", "district-2", units=units), events=events)
        assert campaign.record("tet", "1-4-2019", **who).acting_for == "province"
    campaign = delegated(given("province", "district-2", units=["commune"]), events=events)
    with pytest.raises(Refused, match="not for the campaign as a whole") as refused:
        campaign.record("tet", "1-4-2019", **who)
    assert "không gồm toàn đợt" in refused.value.text("vi")


def test_a_selection_is_covered_as_a_whole_or_not() -> None:
    """A change of several dues is delegated when every one of them is."""
    campaign = delegated(
        given("province", "district-2", units=["commune-1", "commune-2"]), deadlines={"commune": "before 5-4-2019"}
    )
    who = {"by": "district-2", "acting_for": "province", "reason": "x"}
    with pytest.raises(Refused) as refused:
        campaign.suspend(["commune-1", "commune-3"], **who)
    (blocker,) = refused.value.blockers
    assert (blocker.code, blocker.values["unit"]) == ("delegation_unit", ("commune-1", "commune-3"))
    assert campaign.suspend(["commune-1", "commune-2"], **who).seq == 1


def test_a_delegation_is_read_anew_when_an_event_has_got_its_day() -> None:
    """The plan of a campaign changes with its events; who may act does not."""
    campaign = delegated(given(units="commune"), events=[kh.Event("tet")])
    for unit in ("commune-1", "commune-3"):
        campaign.submit(unit)
        assert campaign.review(unit, by="district-2", acting_for="district-1").dest == "reviewed"
        campaign.record("tet", "1-4-2019", by="province", reason="x")


# -- what is delegated is not delegated on


def test_there_are_no_chains() -> None:
    """Who has it from one who has it from the giver may not act in the giver's name, and is told so."""
    campaign = sent(given("district-1", "district-2"), given("district-2", "commune-4"))
    (blocker,) = refusal(campaign, "commune-1", "review", by="commune-4", acting_for="district-1")
    assert blocker.code == "no_chain"
    assert blocker.values["middle"] == "district-2"
    assert codes(refusal(campaign, "commune-1", "review", by="commune-4", acting_for="district-2")) == ["not_yours"]


# -- who forgets to say so is told


def test_who_forgets_in_whose_name_is_told() -> None:
    """A delegate who acts in its own name learns in whose name it could."""
    campaign = sent(given())
    (blocker,) = refusal(campaign, "commune-1", "review", by="district-2")
    assert blocker.code == "says_not_for_whom"
    assert blocker.text() == "district-2 may review in the name of district-1, and does not say so"
    assert blocker.remedy() == "give acting_for=district-1"
    assert blocker.text("vi") == "district-2 được duyệt thay district-1 theo uỷ quyền, nhưng chưa nêu thay ai"


def test_nobody_is_told_of_what_would_be_refused_too() -> None:
    """A delegation that does not cover the act, or whose giver may not do it, is not proposed."""
    for delegation in (
        given(until="1-3-2019"),
        given(triggers="send_back"),
        given(units="commune-2"),
        given("commune-3"),
    ):
        assert codes(refusal(sent(delegation), "commune-1", "review", by="district-2")) == ["not_yours"]


def test_who_passes_over_a_tier_learns_of_both_ways() -> None:
    """A province with a delegation of the district gives a reason, or says that it acts for the district."""
    campaign = sent(given("district-1", "province"))
    assert codes(refusal(campaign, "commune-1", "review", by="province")) == ["needs_reason", "says_not_for_whom"]
    assert campaign.review("commune-1", by="province", acting_for="district-1").acting_for == "district-1"


def test_a_change_that_forgets_in_whose_name_is_told() -> None:
    """Changes of dues say it as acts do."""
    campaign = delegated(given(), deadlines={"commune": "before 5-4-2019"})
    with pytest.raises(Refused) as refused:
        campaign.extend("commune-1", "before 8-4-2019", reason="x", by="district-2")
    assert codes(refused.value.blockers) == ["says_not_for_whom"]


# -- nobody reviews what they prepared


def prepared(
    by: str = "commune-2", *delegations: kh.Delegation, person: str | None = None, **options: Any
) -> kh.Campaign:
    """A campaign in which `by` has submitted for the first commune, with a delegation to review for the district."""
    campaign = delegated(given("commune-1", by), given("district-1", by), *delegations, **options)
    campaign.submit("commune-1", by=by, acting_for="commune-1", person=person)
    return campaign


def test_who_prepared_for_a_unit_does_not_review_for_its_superior() -> None:
    """The taker of both delegations is refused in the district's name; the district itself reviews."""
    campaign = prepared()
    answer = refusal(campaign, "commune-1", "review", by="commune-2", acting_for="district-1")
    assert answer == (kh.Blocker("own_work", {"reviewer": "commune-2"}),)
    assert campaign.review("commune-1", by="district-1").by == "district-1"


def test_persons_are_compared_where_both_are_known() -> None:
    """Two persons of the taker's office may prepare and review; one may not; where one is unknown, offices count."""
    review = {"by": "commune-2", "acting_for": "district-1"}
    assert prepared(person="ba").review("commune-1", person="tu", **review).dest == "reviewed"
    answer = refusal(prepared(person="ba"), "commune-1", "review", person="ba", **review)
    assert answer == (kh.Blocker("own_work", {"reviewer": "ba"}),)
    for before, after in (("ba", None), (None, "ba"), (None, None)):
        answer = refusal(prepared(person=before), "commune-1", "review", person=after, **review)
        assert answer == (kh.Blocker("own_work", {"reviewer": "commune-2"}),)


def test_a_unit_does_not_review_its_own_report_for_its_superior() -> None:
    """A commune to which the district has delegated reviews its neighbour's report and not its own."""
    campaign = delegated(given("district-1", "commune-1"))
    campaign.submit("commune-1")
    campaign.submit("commune-3")
    who = {"by": "commune-1", "acting_for": "district-1"}
    assert codes(refusal(campaign, "commune-1", "review", **who)) == ["own_work"]
    assert campaign.review("commune-3", **who).dest == "reviewed"


def test_a_district_does_not_review_its_own_report_for_the_province() -> None:
    """The same one tier up."""
    campaign = delegated(given("province", "district-1"), policy=kh.Policy(gate="none"))
    campaign.submit("district-1")
    assert codes(refusal(campaign, "district-1", "review", by="district-1", acting_for="province")) == ["own_work"]


def test_recording_a_paper_is_not_preparing_it() -> None:
    """A district that types in a commune's paper reviews it, and so does its delegate that recorded nothing."""
    campaign = delegated(given("district-1", "district-2"))
    campaign.submit("commune-1", by="district-1", acting_for="commune-1", person="ba")
    assert campaign.review("commune-1", by="district-1", person="ba").dest == "reviewed"
    campaign.submit("commune-3", by="district-1", acting_for="commune-3")
    assert campaign.review("commune-3", by="district-2", acting_for="district-1").dest == "reviewed"


def test_who_prepared_once_may_review_the_next_version() -> None:
    """Whose hands were in an earlier version does not matter for one that the unit itself has sent."""
    campaign = prepared()
    campaign.send_back("commune-1", reason="x")
    campaign.submit("commune-1", by="commune-1")
    assert campaign.review("commune-1", by="commune-2", acting_for="district-1").dest == "reviewed"


def test_own_work_is_remembered_by_the_log() -> None:
    """Folding the log anew gives the same answer, and the sweep over columns gives it too."""
    campaign = prepared(by="district-2")
    assert campaign.progress() == campaign.progress(at=MORNING)
    for unit in ("commune-2", "commune-3", "commune-4"):
        campaign.submit(unit)
    outcomes = campaign.fire_all("review", tier="commune", by="district-1")
    assert [outcome.done for outcome in outcomes] == [True, False, True, False]


def test_who_confirms_an_act_has_not_completed_it() -> None:
    """What is done, and not sent, is confirmed by another, too."""
    duties = [kh.DutyRow("meeting", ("commune",), kind="act")]
    campaign = delegated(given("commune-1", "commune-2"), given("district-1", "commune-2"), duties=duties)
    done = {"done_on": "1-3-2019"}
    campaign.complete("commune-1:meeting", by="commune-2", acting_for="commune-1", data=done)
    who = {"by": "commune-2", "acting_for": "district-1"}
    assert codes(refusal(campaign, "commune-1:meeting", "confirm", **who)) == ["own_work"]
    campaign.complete("commune-3:meeting", by="commune-3", data=done)
    assert campaign.confirm("commune-3:meeting", **who).dest == "confirmed"


# -- the day of a paper


def test_a_delegate_of_the_sender_does_not_state_when_the_paper_came() -> None:
    """Only who received it does: a delegate is on the sender's side."""
    campaign = delegated(given("commune-1", "commune-2"))
    (blocker,) = refusal(
        campaign, "commune-1", "submit", by="commune-2", acting_for="commune-1", received_at="2019-03-01T08:00+07:00"
    )
    assert blocker == kh.Blocker("not_receiver", {"by": "commune-2", "unit": "commune-1", "expected": "district-1"})


# -- the value


def test_a_delegation_is_a_value() -> None:
    """It is read from what people type, compared, hashed and pickled."""
    one = given(since="1-4-2019", until=dt.date(2019, 4, 30), triggers="review", units="commune", document="12-QĐ/TU")
    other = given(
        since=dt.date(2019, 4, 1), until="2019-04-30", triggers=["review"], units=("commune",), document="12-QĐ/TU"
    )
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == one
    assert given(until=dt.date.max).ends("UTC") == given().ends("UTC")
    instant = "2019-04-01T08:00+07:00"
    assert given(since=instant).since == dt.datetime(2019, 4, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        ({"taker": "district-1"}, [("KH531", "taker")]),
        ({"taker": " "}, [("KH508", "taker")]),
        ({"giver": 5, "triggers": ["review", ""]}, [("KH508", "giver"), ("KH508", "triggers[1]")]),
        ({"since": "2-4-2019", "until": "1-4-2019"}, [("KH532", "until")]),
        ({"since": MORNING, "until": MORNING}, [("KH532", "until")]),
        ({"since": "2019-04-01T08:00", "until": "31-2-2019"}, [("KH501", "since"), ("KH201", "until")]),
        ({"since": True}, [("KH502", "since")]),
        ({"document": ""}, [("KH508", "document")]),
    ],
)
def test_what_is_no_delegation_is_refused(wrong: dict[str, Any], found: list[tuple[str, str]]) -> None:
    """Every problem at once, each with its place."""
    with pytest.raises(InvalidCommand) as error:
        kh.Delegation(**{"giver": "district-1", "taker": "district-2"} | wrong)
    assert [(one.code, one.path) for one in error.value.findings] == found


def test_unknown_names_are_named_before_a_campaign_begins() -> None:
    """A misspelt unit, trigger or word of a selection is told with its place and what is near; nothing is begun."""
    authority = kh.StandardAuthority(
        [
            given(since="20-4-2019", until="2019-04-20T00:00+07:00"),
            given("distrikt-1", "nobody at all", triggers=["review", "reveiw"], units=["tier:comune", "commune-1"]),
            "district-1",  # type: ignore[list-item]  # what is no delegation
        ]
    )
    store = kh.stores.MemoryStore()
    with pytest.raises(InvalidCommand) as error:
        kh.Campaign.begin(small_plan(1, 2, 4), store, authority=authority)
    assert [(one.code, one.path) for one in error.value.findings] == [
        ("KH532", "delegations[0].until"),
        ("KH530", "delegations[1].giver"),
        ("KH530", "delegations[1].taker"),
        ("KH530", "delegations[1].triggers[1]"),
        ("KH530", "delegations[1].units[0]"),
        ("KH534", "delegations[2]"),
    ]
    assert "did you mean 'district-1'?" in str(error.value)
    assert "có phải là 'district-1'?" in error.value.findings[1].remedy("vi")
    assert store.campaigns() == ()
    kh.Campaign.begin(small_plan(1, 2, 4), store)
    with pytest.raises(InvalidCommand, match="distrikt-1"):
        kh.Campaign.resume(store, authority=authority)


def test_a_refused_delegate_leaves_no_trace() -> None:
    """However often a delegate is refused, the log stays as it is."""
    campaign = sent(given(until="1-3-2019"), given("district-2", "commune-4"))
    before = written(campaign)
    for by in ("district-2", "commune-4", "commune-3"):
        refusal(campaign, "commune-1", "review", by=by, acting_for="district-1")
    up(campaign, "commune-2")
    assert written(campaign)[: len(before)] == before
