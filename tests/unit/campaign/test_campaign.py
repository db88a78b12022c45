"""A campaign: acts, refusals, and what is asked of it."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan

MORNING = "2019-03-20T08:00+07:00"


def begun(*sizes: int, **changes: object) -> kh.Campaign:
    plan = small_plan(*(sizes or (1, 2, 4)), **changes)
    return kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def up(campaign: kh.Campaign, unit: str) -> None:
    """Submit, review and aggregate one report."""
    for trigger in ("submit", "review", "aggregate"):
        campaign.fire(unit, trigger)


def test_a_campaign_runs_from_the_ground_to_the_root() -> None:
    """Communes, then districts, then the province: submitted, reviewed, aggregated, and the campaign is complete."""
    campaign = begun(1, 2, 4)
    for unit in campaign.plan.hierarchy.aggregation_order()[:-1]:
        up(campaign, unit)
    campaign.submit("province")
    assert not campaign.progress().complete
    campaign.review("province")
    progress = campaign.progress()
    assert progress.complete
    assert progress.counts() == {"draft": 0, "submitted": 0, "reviewed": 1, "aggregated": 6, "waived": 0}


def test_an_entry_says_who_did_what_when() -> None:
    """The line that `fire` returns holds every field of the act."""
    campaign = begun()
    entry = campaign.submit("commune-1", person="anh-ba", data={"members": "12"}, payload={"desk": 4}, command_id="c1")
    assert (entry.seq, entry.unit, entry.version, entry.trigger) == (1, "commune-1", 1, "submit")
    assert (entry.source, entry.dest, entry.by, entry.person) == ("draft", "submitted", "commune-1", "anh-ba")
    assert entry.at.isoformat() == "2019-03-20T01:00:00+00:00"
    assert dict(entry.data) == {"members": 12}
    assert entry.payload == {"desk": 4}
    assert entry.command_id == "c1"
    assert entry.plan == campaign.plan.digest


def test_a_district_is_refused_while_communes_are_missing() -> None:
    """The gate counts and names the subordinates without a row, and nothing changes."""
    campaign = begun(1, 1, 4)
    with pytest.raises(Refused) as refused:
        campaign.submit("district")
    assert refused.value.blockers == (
        kh.Blocker("gate", {"count": 4, "total": 4, "missing": ("commune-1", "commune-2", "commune-3", "commune-4")}),
    )
    assert "commune-1, commune-2, commune-3 and 1 more" in str(refused.value)
    assert list(campaign.log()) == []


def test_a_plan_without_a_gate_lets_a_district_go_first() -> None:
    """With `gate = "none"` a superior submits when it likes."""
    campaign = begun(1, 1, 4, policy=kh.Policy(gate="none"))
    assert campaign.submit("district").dest == "submitted"


def test_all_blockers_are_given_at_once() -> None:
    """A release without a reason, out of a report that has been sent, names both obstacles."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune")
    campaign.submit("district")
    with pytest.raises(Refused) as refused:
        campaign.release("commune")
    assert codes(refused) == ["superior_not_draft", "reason_missing"]


def test_every_return_to_draft_opens_the_next_version_with_the_content() -> None:
    """A report that was sent back keeps its figures, and its next version is number 2."""
    campaign = begun()
    campaign.submit("commune-1", data={"members": 12})
    campaign.send_back("commune-1", reason="the sum is wrong")
    report = campaign.report("commune-1")
    assert (report.version, report.state, dict(report.data)) == (2, "draft", {"members": 12})
    assert report.reason == "the sum is wrong"
    assert report.submitted_at is None


def test_data_is_a_patch_over_the_last_version() -> None:
    """What a new version does not say stays; `MISSING` takes a cell back."""
    plan = small_plan(1, 1, indicators=[kh.Indicator("members", kind="stock"), kh.Indicator("poor", kind="stock")])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    campaign.submit("district", data={"members": 12, "poor": kh.NIL})
    campaign.recall("district")
    campaign.submit("district", data={"members": 13, "poor": kh.MISSING})
    assert dict(campaign.report("district").data) == {"members": 13}


def test_a_recalled_submission_does_not_count_for_punctuality() -> None:
    """After a recall the first submission is the next one."""
    clock = ManualClock(MORNING)
    plan = small_plan(1, 1, deadlines={"district": "before 21-3-2019"})
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    campaign.submit("district")
    campaign.recall("district")
    clock.advance(days=3)
    campaign.submit("district")
    assert campaign.progress().standing("district").bucket == "met_late"


def test_a_return_does_not_erase_that_the_first_was_in_time() -> None:
    """A report that was sent in time, returned, and sent again late is on time by the first clock only."""
    clock = ManualClock(MORNING)
    plan = small_plan(1, 1, deadlines={"district": "before 21-3-2019"})
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    campaign.submit("district")
    campaign.send_back("district", reason="illegible")
    clock.advance(days=3)
    campaign.submit("district")
    campaign.review("district")
    progress = campaign.progress()
    assert progress.standing("district", by="first").bucket == "met_on_time"
    assert progress.standing("district", by="accepted").bucket == "met_late"


def test_a_superior_takes_rows_only_into_its_draft() -> None:
    """When the district is sent, a commune that was accepted late waits, and the district lists it."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.submit("district")
    with pytest.raises(Refused) as refused:
        campaign.aggregate("commune-1")
    assert codes(refused) == ["superior_not_draft"]
    assert campaign.progress().held("district") == ("commune-1",)


def test_stragglers_are_rejected_where_the_plan_says_so() -> None:
    """With `stragglers = "reject"` a commune cannot send once its district has."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none", stragglers="reject"))
    campaign.submit("district")
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1")
    assert codes(refused) == ["superior_closed"]


def test_a_row_can_be_released_and_taken_again() -> None:
    """Releasing a row returns the report to reviewed; it may be sent back or aggregated again."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1")
    assert campaign.release("commune-1", reason="recount").dest == "reviewed"
    assert campaign.report("district").rows == ()
    assert campaign.aggregate("commune-1").dest == "aggregated"
    assert campaign.report("district").rows == (kh.Row("commune-1", 1, "district", 1),)


def test_a_version_that_is_held_is_not_sent_back() -> None:
    """A version with a row must be released or corrected."""
    campaign = begun(1, 2, 2)
    up(campaign, "commune-1")
    with pytest.raises(Refused) as refused:
        campaign.send_back("commune-1", reason="late thought")
    assert codes(refused) == ["no_such_move"]


def test_the_root_is_reviewed_by_the_issuer_and_not_aggregated() -> None:
    """Above the root stands the issuer; nobody takes the root's row."""
    campaign = begun(1)
    campaign.submit("province")
    assert campaign.review("province").by == "issuer"
    with pytest.raises(Refused) as refused:
        campaign.aggregate("province", by="issuer")
    assert codes(refused) == ["not_yours"]


def test_the_log_is_published_after_the_act_alone() -> None:
    """A refused act leaves log, progress and reports equal."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    before, log = campaign.progress(), [entry.to_dict() for entry in campaign.log()]
    with pytest.raises(Refused):
        campaign.submit("commune-1")
    assert campaign.progress() == before
    assert [entry.to_dict() for entry in campaign.log()] == log


# -- who may act


def test_nobody_acts_unnamed() -> None:
    """Without `by`, and without a default, an act is refused and says how to name one."""
    campaign = kh.Campaign.begin(small_plan(1, 1, 2), clock=ManualClock(MORNING))
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1")
    assert codes(refused) == ["no_actor"]
    assert "default_by='expected'" in refused.value.blockers[0].remedy()


def test_a_neighbour_may_not_act() -> None:
    """Another commune, and a district that is not the superior, are refused."""
    campaign = begun(1, 2, 4)
    for by in ("commune-2", "district-2", "somebody"):
        with pytest.raises(Refused) as refused:
            campaign.submit("commune-1", by=by)
        assert codes(refused) == ["not_yours"]
    assert "this is for commune-1" in str(refused.value)


def test_a_higher_tier_reviews_over_one_with_a_reason() -> None:
    """The province may review a commune's report when it says why, and never aggregates it."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    with pytest.raises(Refused) as refused:
        campaign.review("commune-1", by="province")
    assert codes(refused) == ["needs_reason"]
    entry = campaign.review("commune-1", by="province", reason="the district is flooded")
    assert (entry.by, entry.reason) == ("province", "the district is flooded")
    with pytest.raises(Refused) as refused:
        campaign.aggregate("commune-1", by="province", reason="the district is flooded")
    assert codes(refused) == ["not_yours"]


def test_nobody_reviews_what_they_prepared() -> None:
    """The same person on both sides is refused, whichever unit the person acts for."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1", person="chi-tu")
    with pytest.raises(Refused) as refused:
        campaign.review("commune-1", person="chi-tu")
    assert codes(refused) == ["own_work"]
    assert campaign.review("commune-1", person="chi-nam").dest == "reviewed"


def test_recording_a_paper_is_not_preparing_it() -> None:
    """A district that records a commune's paper may review it."""
    campaign = begun(1, 1, 2)
    entry = campaign.submit("commune-1", by="district", acting_for="commune-1", received_at="2019-03-19T16:00+07:00")
    assert (entry.by, entry.acting_for) == ("district", "commune-1")
    assert campaign.review("commune-1", by="district").dest == "reviewed"


def test_the_day_of_a_paper_is_stated_by_who_received_it() -> None:
    """A unit may not state when its own report came in, and nobody states a day to come."""
    campaign = begun(1, 1, 2)
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1", by="commune-1", received_at="2019-03-19T16:00+07:00")
    assert codes(refused) == ["not_receiver"]
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1", received_at="2019-03-21T16:00+07:00")
    assert codes(refused) == ["received_later"]


def test_standings_use_the_day_the_paper_came() -> None:
    """A paper that came before the due and was entered after it is on time."""
    clock = ManualClock("2019-04-10T08:00+07:00")
    campaign = kh.Campaign.begin(
        small_plan(1, 1, deadlines={"district": "before 5-4-2019"}), clock=clock, default_by="expected"
    )
    campaign.submit("district", received_at="2019-04-04T23:59:59.999999+07:00")
    assert campaign.progress().standing("district").bucket == "met_on_time"


def test_a_view_fixes_who_acts() -> None:
    """`acting` fixes unit and person for every verb."""
    campaign = kh.Campaign.begin(small_plan(1, 1, 2), clock=ManualClock(MORNING))
    desk = campaign.acting(by="commune-1", person="anh-ba")
    assert desk.triggers("commune-1") == ("submit",)
    assert desk.may("commune-1", "submit")
    assert desk.submit("commune-1").person == "anh-ba"
    assert [blocker.code for blocker in desk.blockers("commune-1", "review")] == ["not_yours"]


class OnlyTuesday:
    """An authority of a host application."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> list[kh.Blocker]:
        """Only an actor called tuesday, and nobody reviews a draft's superior."""
        return [] if actor == "tuesday" else [kh.Blocker("guard", {"guard": f"{actor} is not tuesday"})]


def test_a_host_supplies_its_own_authority() -> None:
    """An authority of the application decides alone, by actor, trigger, duty and progress."""
    campaign = kh.Campaign.begin(small_plan(1, 1), clock=ManualClock(MORNING), authority=OnlyTuesday())
    with pytest.raises(Refused, match="district is not tuesday"):
        campaign.submit("district", by="district")
    assert campaign.submit("district", by="tuesday").by == "tuesday"


# -- questions


def test_triggers_are_what_fire_accepts() -> None:
    """`triggers` lists just what `fire` would do, for the one who asks."""
    campaign = begun(1, 1, 2)
    assert campaign.triggers("commune-1") == ("submit",)
    assert campaign.triggers("district") == ()
    campaign.submit("commune-1")
    assert campaign.triggers("commune-1") == ("recall", "review")
    assert campaign.triggers("commune-1", reason="x") == ("recall", "send_back", "review")
    assert campaign.triggers("commune-1", by="commune-1") == ("recall",)


def test_blockers_move_nothing() -> None:
    """Asking what stands against an act writes nothing."""
    campaign = begun(1, 1, 2)
    assert campaign.blockers("district", "submit")[0].code == "gate"
    assert campaign.blockers("commune-1", "submit") == ()
    assert len(campaign.log()) == 0


def test_progress_of_the_past_is_what_was_known_then() -> None:
    """`progress(at=…)` folds the entries that were written by then, and stands at that instant."""
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(
        small_plan(1, 1, 2, deadlines={"commune": "before 22-3-2019"}), clock=clock, default_by="expected"
    )
    campaign.submit("commune-1")
    clock.advance(days=5)
    campaign.submit("commune-2")
    then = campaign.progress(at="2019-03-21T00:00+07:00")
    assert (then.state("commune-1"), then.state("commune-2")) == ("submitted", "draft")
    assert then.standing("commune-2").phase == "in_time"
    assert campaign.progress().standing("commune-2").bucket == "met_late"
    assert campaign.progress().late() == ("commune-2",)
    assert then.seq == 1


def test_a_snapshot_does_not_move_with_the_campaign() -> None:
    """A progress that was handed out stays as it was."""
    campaign = begun(1, 1, 2)
    before = campaign.progress()
    campaign.submit("commune-1")
    assert before.state("commune-1") == "draft"
    assert before.seq == 0


def test_summaries_add_up_and_rates_are_fractions() -> None:
    """The buckets sum to what is expected, and the rate is an exact fraction."""
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(
        small_plan(1, 1, 3, deadlines={"commune": "before 22-3-2019"}), clock=clock, default_by="expected"
    )
    campaign.submit("commune-1")
    clock.advance(days=5)
    campaign.submit("commune-2")
    progress = campaign.progress()
    summary = progress.summary("commune")
    assert (summary.expected, summary.met_on_time, summary.met_late, summary.open, summary.overdue) == (3, 1, 1, 1, 1)
    assert summary.table == ((1, 1), (0, 1))
    assert progress.rate("commune") == Fraction(2, 3)
    assert progress.rate("commune", of="on_time") == Fraction(1, 3)
    assert progress.rate("province", of="on_time") is None
    assert progress.overdue() == ("commune-3",)


# -- totals


def test_a_total_travels_with_its_coverage() -> None:
    """Five and missing is five, one of two; missing alone is missing; nil counts as zero."""
    campaign = begun(1, 1, 3)
    assert campaign.total("district", "members").value is kh.MISSING
    campaign.submit("commune-1", data={"members": 5})
    campaign.submit("commune-2", data={"members": kh.NIL})
    for unit in ("commune-1", "commune-2"):
        campaign.review(unit)
        campaign.aggregate(unit)
    total = campaign.total("district", "members")
    assert (total.value, total.reported, total.expected, total.missing) == (5, 2, 3, ("commune-3",))
    assert total.coverage == Fraction(2, 3)
    with pytest.raises(TypeError, match=r"2 of 3.*\.value"):
        float(total)


def test_what_is_not_applicable_leaves_the_denominator() -> None:
    """A commune to which an indicator does not apply is not expected to answer it."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1", data={"members": 5})
    campaign.submit("commune-2", data={"members": kh.NA})
    for unit in ("commune-1", "commune-2"):
        campaign.review(unit)
        campaign.aggregate(unit)
    total = campaign.total("district", "members")
    assert (total.value, total.reported, total.expected) == (5, 1, 1)


def test_shares_split_a_figure_between_two_superiors() -> None:
    """A commune with two superiors of half shares is counted once at the root, exactly."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/2"), ("b", "1/2")]),
        kh.Unit("y", tier="commune", reports_to="b"),
    ]
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    campaign.submit("x", data={"members": 3})
    campaign.review("x")
    assert campaign.aggregate("x").dest == "reviewed"
    assert campaign.aggregate("x").by == "b"
    assert campaign.progress().state("x") == "aggregated"
    assert campaign.total("a", "members").value == Fraction(3, 2)
    up_to = [("y", {"members": 4}), ("a", None), ("b", None)]
    for unit, data in up_to:
        campaign.submit(unit, data=data)
        campaign.review(unit)
        campaign.aggregate(unit)
    assert campaign.total("p", "members").value == 7


def test_a_published_total_does_not_follow_a_correction() -> None:
    """While a commune corrects its figure, the district's total stays on the version it holds."""
    campaign = begun(1, 1, 1)
    campaign.submit("commune", data={"members": 5})
    campaign.review("commune")
    campaign.aggregate("commune")
    campaign.submit("district")
    campaign.correct("commune", reason="miscounted")
    campaign.submit("commune", data={"members": 50})
    assert campaign.total("commune", "members").value == 50
    assert campaign.total("district", "members", version="published").value == 5
    assert campaign.total("district", "members", version=1).value == 5


def test_decimals_stay_exact() -> None:
    """A figure with decimals goes up as a `Decimal` of as many."""
    plan = small_plan(1, 1, indicators=[kh.Indicator("area", decimals=2)])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    campaign.submit("district", data={"area": "0.10"})
    assert campaign.total("district", "area").value == Decimal("0.10")
    assert str(campaign.total("district", "area")) == "0.10 (1 of 1 reported)"


# -- what is wrong with an act


def test_an_act_that_is_wrong_in_many_ways_says_all() -> None:
    """Unknown keys, floats, naive instants and odd versions are reported together, each with its path."""
    campaign = begun(1, 1, 2)
    with pytest.raises(InvalidCommand) as error:
        campaign.submit(
            "commune-1",
            data={"members": 1.5, "membres": 2},
            sections={"nothing": "x"},
            received_at="2019-03-20",
            version=0,
            payload={"x": float("nan")},
        )
    assert [(one.code, one.path) for one in error.value.findings] == [
        ("KH601", "data.members"),
        ("KH504", "data.membres"),
        ("KH504", "sections.nothing"),
        ("KH508", "payload"),
        ("KH508", "version"),
        ("KH501", "received_at"),
    ]
    assert len(campaign.log()) == 0


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("abc", "KH600"),
        (True, "KH600"),
        (0.5, "KH601"),
        ("1.5", "KH602"),
        (-1, "KH603"),
        (10**40, "KH600"),
        (None, "KH600"),
    ],
)
def test_a_figure_that_is_none_is_refused(value: object, code: str) -> None:
    """Text, truth, floats, too many decimals, a negative stock: each its own finding."""
    with pytest.raises(InvalidCommand) as error:
        begun(1, 1, 2).submit("commune-1", data={"members": value})
    assert [one.code for one in error.value.findings] == [code]


def test_unknown_units_and_triggers_propose_the_nearest() -> None:
    """A misspelt unit or trigger names what it may have meant."""
    campaign = begun(1, 1, 2)
    with pytest.raises(UnknownName, match=r"no unit 'comune-1'; did you mean 'commune-1'"):
        campaign.submit("comune-1")
    with pytest.raises(UnknownName, match="no trigger 'sumbit'; did you mean 'submit'"):
        campaign.fire("commune-1", "sumbit")


def test_an_unknown_option_proposes_the_nearest() -> None:
    """A misspelt keyword is a TypeError that names what it may have meant."""
    with pytest.raises(TypeError, match="unexpected keyword argument 'reasn'; did you mean 'reason'"):
        begun(1, 1, 2).submit("commune-1", reasn="x")  # type: ignore[call-arg]  # what is tested


def test_required_content_is_asked_of_the_ground() -> None:
    """A required indicator must be present or nil in a unit without subordinates; a superior is not asked again."""
    campaign = begun(1, 1, 1, indicators=[kh.Indicator("members", required=True)])
    with pytest.raises(Refused) as refused:
        campaign.submit("commune")
    assert refused.value.blockers == (kh.Blocker("content_missing", {"keys": ("members",)}),)
    campaign.submit("commune", data={"members": kh.NIL})
    campaign.review("commune")
    campaign.aggregate("commune")
    assert campaign.submit("district").dest == "submitted"


def test_a_stale_version_is_refused_with_the_difference() -> None:
    """Who saw version 1 is told that the report is at version 2 by now."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    with pytest.raises(Refused) as refused:
        campaign.submit("commune-1", version=1)
    assert codes(refused) == ["stale_version"]
    assert campaign.submit("commune-1", version=2).version == 2


def test_a_command_id_is_one_act() -> None:
    """The same command twice is one entry; the id with another payload is refused."""
    campaign = begun(1, 1, 2)
    first = campaign.submit("commune-1", data={"members": 1}, command_id="k")
    again = campaign.submit("commune-1", data={"members": 1}, command_id="k")
    assert first == again
    assert len(campaign.log()) == 1
    with pytest.raises(InvalidCommand, match="already stands for another act, entry 1"):
        campaign.submit("commune-1", data={"members": 2}, command_id="k")
    with pytest.raises(InvalidCommand, match="already stands for another act"):
        campaign.submit("commune-2", data={"members": 1}, command_id="k")


# -- many acts


def test_an_atomic_batch_is_done_whole_or_not_at_all() -> None:
    """One refusal among many leaves nothing written, and each item has its outcome in the caller's order."""
    campaign = begun(1, 1, 2)
    commands = [kh.Command("commune-1", "submit"), kh.Command("district", "submit"), kh.Command("commune-2", "submit")]
    outcomes = campaign.fire_many(commands)
    assert [one.done for one in outcomes] == [False, False, False]
    assert [blocker.code for blocker in outcomes[1].blockers] == ["gate"]
    assert "others were refused" in outcomes[0].text()
    assert len(campaign.log()) == 0
    outcomes = campaign.fire_many(commands, atomic=False)
    assert [one.done for one in outcomes] == [True, False, True]


def test_a_batch_can_be_ordered_upward() -> None:
    """With `order="upward"` subordinates come first, and outcomes stay in the caller's order."""
    campaign = begun(1, 1, 1)
    steps = [
        kh.Command(unit, trigger) for unit in ("district", "commune") for trigger in ("submit", "review", "aggregate")
    ]
    outcomes = campaign.fire_many(steps, order="upward")
    assert all(one.done for one in outcomes)
    assert [one.entry.seq for one in outcomes if one.entry] == [4, 5, 6, 1, 2, 3]


def test_fire_all_acts_where_the_trigger_exists() -> None:
    """A tier is fired where it can be, each unit for itself."""
    campaign = begun(1, 1, 3)
    campaign.submit("commune-2")
    outcomes = campaign.fire_all("submit", tier="commune")
    assert [one.command.unit for one in outcomes] == ["commune-1", "commune-3"]
    assert campaign.progress().counts()["submitted"] == 3


def test_receiving_is_three_acts_in_one() -> None:
    """Where the policy says so, a superior receives, reviews and aggregates at once, or not at all."""
    campaign = begun(1, 1, 2, policy=kh.Policy(accepts_in_one=True))
    entry = campaign.receive("commune-1", data={"members": 4}, received_at="2019-03-19T10:00+07:00")
    assert (entry.trigger, entry.dest, entry.seq) == ("aggregate", "aggregated", 3)
    with pytest.raises(Refused):
        campaign.receive("district")
    assert len(campaign.log()) == 3


def test_receiving_needs_the_policy() -> None:
    """Where the policy does not say so, receiving in one act is refused with the way out."""
    with pytest.raises(Refused) as refused:
        begun(1, 1, 2).receive("commune-1")
    assert codes(refused) == ["not_in_one"]
    assert "accepts_in_one = true" in refused.value.blockers[0].remedy()


# -- stores of campaigns


def test_a_campaign_is_resumed_where_it_stood() -> None:
    """Another object on the same store folds the same log to the same progress."""
    store = MemoryStore()
    first = kh.Campaign.begin(small_plan(1, 1, 2), store, id="a", clock=ManualClock(MORNING), default_by="expected")
    first.submit("commune-1", data={"members": 3})
    second = kh.Campaign.resume(store, clock=ManualClock(MORNING), default_by="expected")
    assert second.progress() == first.progress()
    second.review("commune-1")
    assert first.progress().state("commune-1") == "reviewed"
    assert first.aggregate("commune-1").seq == 3


def test_one_id_is_begun_once() -> None:
    """A second campaign of one id in a store is refused; another id is not."""
    store, plan = MemoryStore(), small_plan(1, 1)
    kh.Campaign.begin(plan, store, id="a")
    with pytest.raises(InvalidCommand, match="already holds a campaign 'a'"):
        kh.Campaign.begin(plan, store, id="a")
    kh.Campaign.begin(plan, store, id="b")
    with pytest.raises(InvalidCommand, match="holds 2 campaigns: a, b"):
        kh.Campaign.resume(store)
    with pytest.raises(UnknownName, match="no campaign 'c'"):
        kh.Campaign.resume(store, id="c")


def test_a_campaign_of_another_plan_is_refused() -> None:
    """Resuming with a plan of another digest names both."""
    store = MemoryStore()
    kh.Campaign.begin(small_plan(1, 1), store, id="a")
    with pytest.raises(InvalidCommand, match="was begun with another plan"):
        kh.Campaign.resume(store, plan=small_plan(1, 2))


def test_a_template_cannot_be_begun() -> None:
    """A plan without units says what it needs."""
    with pytest.raises(InvalidCommand, match="the plan has no units"):
        kh.Campaign.begin(kh.Plan(kh.Directive("A template"), None))


def test_the_chain_is_verified() -> None:
    """The chain fits as it was written, and its head is that of the last entry."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    entry = campaign.submit("commune-2")
    verified = campaign.verify()
    assert (verified.entries, verified.head) == (2, entry.hash)
    assert entry.previous == campaign.log()[0].hash


def test_errors_of_acts_survive_pickling() -> None:
    """A refusal that crosses a process says the same on the other side."""
    with pytest.raises(Refused) as refused:
        begun(1, 1, 2).submit("district")
    again = pickle.loads(pickle.dumps(refused.value))
    assert (again.unit, again.trigger, again.blockers) == ("district", "submit", refused.value.blockers)


def _budget(event: object) -> None:
    """A guard that lets pass."""


@pytest.mark.parametrize(
    "lifecycle",
    [
        kh.Lifecycle.report(guards={"budget": _budget}).extend("submit", conditions="budget"),
        kh.Lifecycle.report().extend("submit", conditions=_budget),
        kh.Lifecycle.report(after_state_change=_budget),
    ],
)
def test_a_campaign_with_callables_is_resumed_with_its_plan(lifecycle: kh.Lifecycle) -> None:
    """No text holds a callable: resuming without the plan says so, and with it goes on."""
    store, plan = MemoryStore(), small_plan(1, 1, lifecycle=lifecycle)
    kh.Campaign.begin(plan, store, clock=ManualClock(MORNING), default_by="expected").submit("district")
    with pytest.raises(InvalidCommand, match="resume with plan="):
        kh.Campaign.resume(store)
    assert kh.Campaign.resume(store, plan=plan).progress().state("district") == "submitted"


def test_what_is_handed_out_cannot_be_written_to() -> None:
    """Figures of a report and of an entry are read-only, and later acts do not change a report that was handed out."""
    campaign = begun(1, 1, 2)
    entry = campaign.submit("commune-1", data={"members": 1})
    report = campaign.report("commune-1")
    for data in (entry.data, report.data):
        with pytest.raises(TypeError):
            data["members"] = 2  # type: ignore[index]  # what is tested
    campaign.recall("commune-1")
    campaign.submit("commune-1", data={"members": 5})
    assert dict(report.data) == {"members": 1}


def shared(**changes: object) -> kh.Campaign:
    """A campaign of one commune that two districts share by halves."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/2"), ("b", "1/2")]),
    ]
    plan = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units), **changes)
    return kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")


def test_two_versions_of_one_unit_do_not_meet() -> None:
    """A province cannot send while its districts hold two versions of one commune; when both hold one, it can."""
    campaign = shared()
    campaign.submit("x", data={"members": 4})
    campaign.review("x")
    campaign.aggregate("x", by="a")
    campaign.aggregate("x", by="b")
    up(campaign, "a")
    campaign.correct("x", reason="miscounted")
    campaign.submit("x", data={"members": 6})
    campaign.review("x")
    assert campaign.aggregate("x", by="b").dest == "reviewed"
    up(campaign, "b")
    with pytest.raises(Refused) as refused:
        campaign.submit("p")
    assert refused.value.blockers == (kh.Blocker("mixed_versions", {"unit": "x", "versions": ("v1", "v2")}),)
    campaign.release("a", reason="an older figure")
    campaign.send_back("a", reason="an older figure")
    assert campaign.aggregate("x").by == "a"
    assert campaign.progress().state("x") == "aggregated"
    up(campaign, "a")
    campaign.submit("p")
    assert campaign.total("p", "members").value == 6


def test_reports_and_commands_survive_pickling() -> None:
    """What is handed out and what is asked for cross a process as they are."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1", data={"members": 1})
    command = kh.Command("commune-1", "submit", data={"members": 1})
    for value in (campaign.report("commune-1"), command):
        assert pickle.loads(pickle.dumps(value)) == value


def test_an_application_gives_its_own_blockers_words() -> None:
    """A blocker with a code of the application's own says what its values say, in both languages."""
    blocker = kh.Blocker("over_budget", {"text": "12 over budget", "text_vi": "vượt dự toán 12"})
    assert (blocker.text(), blocker.text("vi"), blocker.name) == ("12 over budget", "vượt dự toán 12", "over-budget")
    assert kh.Blocker("closed_for_tet").text() == "closed_for_tet"


def test_what_is_asked_and_what_is_done_agree_about_late_comers() -> None:
    """Where the plan holds stragglers, a commune may send after its district, and is told so."""
    campaign = begun(1, 1, 1, policy=kh.Policy(gate="none"))
    campaign.submit("district")
    assert campaign.triggers("commune") == ("submit",)
    assert campaign.submit("commune").dest == "submitted"


# -- waivers


def test_a_waived_report_is_outside_gate_rate_and_coverage() -> None:
    """A district goes without a waived commune; rates and totals do not count it, and a list names it."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1", data={"members": 3})
    campaign.review("commune-1")
    campaign.aggregate("commune-1")
    entry = campaign.waive("commune-2", reason="merged last month")
    assert (entry.by, entry.dest) == ("district", "waived")
    assert campaign.submit("district").dest == "submitted"
    progress = campaign.progress()
    assert progress.standing("commune-2").bucket == "waived"
    assert (progress.summary("commune").waived, progress.rate("commune")) == (1, 1)
    total = campaign.total("district", "members")
    assert (total.value, total.reported, total.expected, total.waived, total.missing) == (3, 1, 1, 1, ())


def test_a_waived_report_refuses_all_but_being_expected_again() -> None:
    """Nothing is done with a waived report until it is expected again, while its superior is a draft."""
    campaign = begun(1, 1, 1)
    campaign.waive("commune", reason="merged")
    assert campaign.triggers("commune", reason="x") == ("unwaive",)
    campaign.unwaive("commune")
    campaign.waive("commune", reason="merged")
    campaign.submit("district", data={"members": kh.NIL})
    with pytest.raises(Refused) as refused:
        campaign.unwaive("commune")
    assert codes(refused) == ["superior_not_draft"]


def test_what_was_taken_or_has_reports_below_is_not_waived() -> None:
    """A report that stands in a superior's is corrected, not waived; a superior is waived after its subordinates."""
    campaign = begun(1, 1, 1)
    with pytest.raises(Refused) as refused:
        campaign.waive("district")
    assert codes(refused) == ["reason_missing", "reports_below"]
    up(campaign, "commune")
    campaign.correct("commune", reason="miscounted")
    with pytest.raises(Refused) as refused:
        campaign.waive("commune", reason="merged")
    assert refused.value.blockers == (kh.Blocker("was_taken", {"superior": "district", "version": 1}),)


def test_a_later_waiver_does_not_change_what_was_sent() -> None:
    """The coverage of a report that was sent is that of its sending."""
    campaign = begun(1, 1, 2, policy=kh.Policy(gate="none"))
    campaign.submit("district")
    campaign.waive("commune-2", reason="merged")
    assert campaign.total("district", "members", version=1).missing == ("commune-1", "commune-2")
    campaign.recall("district")
    assert campaign.total("district", "members").missing == ("commune-1",)


# -- listeners


def test_a_listener_hears_what_is_written_and_nothing_else() -> None:
    """Single acts, batches, sweeps and changes are told after they are written; refusals are not."""
    campaign = begun(1, 1, 40)
    heard: list[int] = []
    stop = campaign.subscribe(lambda entry: heard.append(entry.seq))
    campaign.submit("commune-01")
    with pytest.raises(Refused):
        campaign.submit("district")
    campaign.fire_many([kh.Command("commune-02", "submit"), kh.Command("commune-03", "submit")])
    campaign.fire_all("submit", tier="commune")
    campaign.suspend("commune-01", reason="a storm")
    assert heard == list(range(1, 42))
    stop()
    campaign.review("commune-01")
    assert len(heard) == 41


def test_a_listener_that_fails_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The act is done; what the listener raised is in the log of the program, and other listeners hear of it."""
    campaign = begun(1, 1, 1)
    heard: list[str] = []

    def fail(entry: kh.LogEntry) -> None:
        raise RuntimeError("the mail server is away")

    campaign.subscribe(fail)
    campaign.subscribe(lambda entry: heard.append(entry.trigger))
    assert campaign.submit("commune").dest == "submitted"
    assert heard == ["submit"]
    assert "a listener failed at entry 1" in caplog.text


@pytest.mark.parametrize("atomic", [True, False])
def test_a_batch_asked_twice_is_done_once(atomic: bool) -> None:
    """A batch whose commands have ids answers the second time with the entries of the first, also within itself."""
    campaign = begun(1, 1, 2)
    batch = [kh.Command(unit, "submit", command_id=unit) for unit in ("commune-1", "commune-2", "commune-1")]
    first = campaign.fire_many(batch, atomic=atomic)
    again = campaign.fire_many(batch, atomic=atomic)
    assert [one.entry.seq for one in first if one.entry] == [1, 2, 1]
    assert [one.entry for one in again] == [one.entry for one in first]
    assert len(campaign.log()) == 2
    other = campaign.fire_many([kh.Command("commune-1", "review", command_id="commune-2")], atomic=atomic)
    assert "already stands for another act" in str(other[0].error)
