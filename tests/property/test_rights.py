"""Laws of rights: delegations, tiers that are passed over, and what an actor may see, on random campaigns."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import Refused
from kehoach.testing import ManualClock

MORNING = "2019-03-20T08:00+07:00"
TIERS = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
TRIGGERS = ("submit", "review", "aggregate", "send_back", "recall", "release", "correct", "waive", "unwaive")
DAYS = ("2019-03-20", "2019-03-21", "2019-03-22")


@st.composite
def plans(draw: st.DrawFn, *, shared: bool = True) -> kh.Plan:
    """A province, two or three districts, up to five communes; where `shared`, some stand under two districts."""
    districts = [f"d{number}" for number in range(draw(st.integers(2, 3)))]
    units = [kh.Unit("p", tier="province"), *(kh.Unit(one, tier="district", reports_to="p") for one in districts)]
    for number in range(draw(st.integers(1, 5))):
        above = draw(st.lists(st.sampled_from(districts), min_size=1, max_size=2 if shared else 1, unique=True))
        to: Any = above[0] if len(above) == 1 else [(one, "1/2") for one in above]
        units.append(kh.Unit(f"c{number}", tier="commune", reports_to=to))
    due = st.sampled_from(["before 22-3-2019", "by 21-3-2019", "none"])
    return kh.Plan(
        "Random",
        kh.Hierarchy.from_units(TIERS, units),
        {tier.id: draw(due) for tier in TIERS},
        indicators=[kh.Indicator("members", kind="stock")],
        policy=kh.Policy(gate=draw(st.sampled_from(["all", "none", "none"]))),
    )


def ids(plan: kh.Plan) -> list[str]:
    """The units of a plan."""
    assert plan.hierarchy is not None
    return [*plan.hierarchy]


@st.composite
def delegations(draw: st.DrawFn, plan: kh.Plan) -> list[kh.Delegation]:
    """Up to five delegations between actors of a plan, each with bounds and a scope or without."""
    made: list[kh.Delegation] = []
    for _ in range(draw(st.integers(0, 5))):
        giver, taker = draw(st.lists(st.sampled_from([*ids(plan), "issuer"]), min_size=2, max_size=2, unique=True))
        since, until = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2)))
        scope: dict[str, Any] = {
            "since": draw(st.sampled_from([None, since])),
            "until": draw(st.sampled_from([None, until])),
        }
        scope["triggers"] = draw(st.sampled_from([(), ("review",), ("submit", "send_back")]))
        scope["units"] = draw(st.sampled_from([(), ("commune",), ("d0", "c0"), ("*",)]))
        made.append(kh.Delegation(giver, taker, **scope))
    return made


def carried_out(plan: kh.Plan, data: st.DataObject, given: list[kh.Delegation], steps: int = 25) -> kh.Campaign:
    """A campaign in which random actors have tried random acts, in their own names and in others'."""
    clock = ManualClock(MORNING)
    authority = kh.StandardAuthority(given)
    campaign = kh.Campaign.begin(plan, clock=clock, authority=authority, default_by="expected")
    actors = st.sampled_from([None, None, *ids(plan), "issuer"])
    for _ in range(steps):
        clock.advance(hours=data.draw(st.integers(0, 8)))
        unit, trigger = data.draw(st.sampled_from(ids(plan))), data.draw(st.sampled_from(TRIGGERS))
        by = data.draw(actors)
        acting_for = data.draw(actors) if by is not None else None
        try:
            campaign.fire(unit, trigger, by=by, acting_for=acting_for, reason=data.draw(st.sampled_from([None, "x"])))
        except Refused:
            continue
    return campaign


@settings(max_examples=60)
@given(st.data())
def test_the_root_and_the_issuer_see_the_whole(data: st.DataObject) -> None:
    """What a view of the root or of the issuer says is what the campaign says: summaries, standings and lines."""
    campaign = carried_out(data.draw(plans()), data, [])
    whole = campaign.progress()
    for actor in ("p", "issuer"):
        scoped = campaign.scoped(actor)
        view = scoped.progress()
        for tier in (None, "province", "district", "commune"):
            assert view.duties(tier) == whole.duties(tier)
            for by, against in (("first", "effective"), ("accepted", "effective"), ("first", "original")):
                options: dict[str, Any] = {"by": by, "against": against}
                assert view.summary(tier, **options) == whole.summary(tier, **options)
                assert list(view.standings(tier, **options)) == list(whole.standings(tier, **options))
                assert view.rate(tier, **options) == whole.rate(tier, **options)
        assert (view.counts(), view.complete, view.late()) == (whole.counts(), whole.complete, whole.late())
        assert [entry.to_dict() for entry in scoped.log()] == [entry.to_dict() for entry in campaign.log()]
        assert scoped.others == 0


@settings(max_examples=60)
@given(st.data())
def test_siblings_see_nothing_of_each_other(data: st.DataObject) -> None:
    """Where nobody is shared, the views of districts are disjoint, and with the province's own they add up to all."""
    campaign = carried_out(data.draw(plans(shared=False)), data, [])
    assert campaign.plan.hierarchy is not None
    districts = campaign.plan.hierarchy.subordinates("p")
    views = [campaign.scoped(one).progress() for one in districts]
    seen = Counter(duty for view in views for duty in view.duties())
    assert set(seen.values()) <= {1}
    assert {*seen, "p"} == set(campaign.progress().duties())
    for tier in ("district", "commune"):
        whole = campaign.progress().summary(tier)
        for count in ("expected", "met_on_time", "met_late", "met_undated", "open", "waived", "overdue"):
            assert sum(getattr(view.summary(tier), count) for view in views) == getattr(whole, count)
    lines = Counter(entry.seq for one in districts for entry in campaign.scoped(one).log())
    own = {entry.seq for entry in campaign.log() if entry.duty == "p"}
    assert set(lines.values()) <= {1}
    assert set(lines) | own == {entry.seq for entry in campaign.log()}


@settings(max_examples=60)
@given(st.data())
def test_a_view_says_of_what_it_shows_what_the_campaign_says(data: st.DataObject) -> None:
    """Standings of an actor's duties are those of the campaign, and its summary counts them and nothing else."""
    campaign = carried_out(data.draw(plans()), data, [])
    whole, actor = campaign.progress(), data.draw(st.sampled_from(ids(campaign.plan)))
    view = campaign.scoped(actor).progress()
    standings = list(view.standings())
    assert standings == [whole.standing(one) for one in view.duties()]
    summary = view.summary()
    assert summary.expected == len(standings)
    assert summary.overdue == len(view.overdue()) == sum(1 for one in standings if one.phase == "overdue")
    rate = view.rate()
    assert rate is None or 0 <= rate <= 1
    for one in view.duties():
        assert view.report(one) == whole.report(one)
        assert campaign.scoped(actor).total(one, "members") == campaign.total(one, "members")


@settings(max_examples=60)
@given(st.data())
def test_what_is_refused_in_a_view_changes_nothing(data: st.DataObject) -> None:
    """Law 2 in a view: a refused act leaves progress and log byte-equal, and is refused in the campaign too."""
    campaign = carried_out(data.draw(plans()), data, [], steps=15)
    scoped = campaign.scoped(data.draw(st.sampled_from(ids(campaign.plan))))
    for _ in range(15):
        before = campaign.progress(), [entry.to_dict() for entry in campaign.log()]
        unit, trigger = data.draw(st.sampled_from(ids(campaign.plan))), data.draw(st.sampled_from(TRIGGERS))
        try:
            scoped.fire(unit, trigger, reason="x")
            continue
        except (Refused, kh.errors.UnknownName) as error:
            refused = error
        assert (campaign.progress(), [entry.to_dict() for entry in campaign.log()]) == before
        theirs = campaign.blockers(unit, trigger, by=scoped.actor, reason="x")
        known = unit in scoped.progress().duties()
        assert known is isinstance(refused, Refused)
        if isinstance(refused, Refused):
            assert [one.code for one in refused.blockers] == [one.code for one in theirs]


def covered(given: list[kh.Delegation], at: str, plan: kh.Plan, act: tuple[str, str, str, str]) -> bool:
    """Whether a delegation covers an act, worked out the slow way."""
    by, acting_for, unit, trigger = act
    assert plan.hierarchy is not None
    for one in given:
        days = (one.since is None or str(one.since) <= at) and (one.until is None or at <= str(one.until))
        units = not one.units or "*" in one.units or unit in one.units or plan.hierarchy.tier_of(unit) in one.units
        triggers = not one.triggers or trigger in one.triggers
        if (one.taker, one.giver) == (by, acting_for) and days and units and triggers:
            return True
    return False


def stand_above(plan: kh.Plan, unit: str) -> set[str]:
    """Everybody above a unit."""
    assert plan.hierarchy is not None
    above = set(plan.hierarchy.superiors(unit))
    return above.union(*(stand_above(plan, one) for one in above), {"issuer"})


@settings(max_examples=80)
@given(st.data())
def test_a_delegate_may_what_the_giver_may_and_was_given(data: st.DataObject) -> None:
    """In another's name one may what that one may, where a delegation covers it or one stands above, and no more."""
    plan = data.draw(plans())
    given = data.draw(delegations(plan))
    campaign = carried_out(plan, data, given)
    day = str(campaign.progress().at.date())
    actors = st.sampled_from([*ids(plan), "issuer"])
    for _ in range(15):
        unit, trigger = data.draw(st.sampled_from(ids(plan))), data.draw(st.sampled_from(TRIGGERS))
        by, acting_for = data.draw(actors), data.draw(actors)
        if by == acting_for:
            continue
        codes = [one.code for one in campaign.blockers(unit, trigger, by=by, acting_for=acting_for, reason="x")]
        above = acting_for != "issuer" and by in stand_above(plan, acting_for)
        if above or covered(given, day, plan, (by, acting_for, unit, trigger)):
            theirs = [one.code for one in campaign.blockers(unit, trigger, by=acting_for, reason="x")]
            theirs = ["not_yours" if code == "says_not_for_whom" else code for code in theirs]
            assert [code for code in codes if code != "own_work"] == [code for code in theirs if code != "own_work"]
        else:
            wrong = {"no_such_move", "not_for", "no_chain"} | {
                f"delegation_{one}" for one in ("not_yet", "over", "trigger", "unit")
            }
            assert codes
            assert set(codes) <= wrong


@settings(max_examples=60)
@given(st.data())
def test_nobody_reviews_what_went_through_their_hands(data: st.DataObject) -> None:
    """Read from the log: no version was reviewed by its unit or by who had prepared it in its unit's name."""
    plan = data.draw(plans())
    campaign = carried_out(plan, data, data.draw(delegations(plan)), steps=40)
    hands: dict[str, set[str]] = {}
    for entry in campaign.log():
        if entry.trigger == "submit":
            recorded = entry.by in stand_above(plan, entry.duty)
            hands[entry.duty] = {entry.duty} | (set() if recorded else {entry.by})
        elif entry.trigger == "review":
            assert not hands[entry.duty] & {entry.by, entry.acting_for}
    assert campaign.progress() == campaign.progress(at=campaign.progress().at)


@settings(max_examples=60)
@given(st.data())
def test_bypasses_are_the_acts_of_who_is_not_the_lead(data: st.DataObject) -> None:
    """Read from the log: reviews, returns and waivers in the name of nobody whom they were for."""
    plan = data.draw(plans())
    campaign = carried_out(plan, data, data.draw(delegations(plan)), steps=40)
    assert plan.hierarchy is not None
    found: list[int] = []
    for entry in campaign.log():
        superiors = plan.hierarchy.superiors(entry.duty) or ("issuer",)
        for_whom = superiors if entry.trigger in ("waive", "unwaive") else superiors[:1]
        over = entry.trigger in ("review", "send_back", "waive", "unwaive")
        if over and (entry.acting_for or entry.by) not in for_whom:
            found.append(entry.seq)
            assert entry.reason
    assert [one.seq for one in campaign.bypasses()] == found
