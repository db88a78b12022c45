"""Who may what: deny by default, the expected actor, and the few who may act in its place."""

from __future__ import annotations

from typing import Any

import pytest

import kehoach as kh
from kehoach._engine import Authority, StandardAuthority
from kehoach._lifecycle import label
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, Everybody, begun, codes, refusal, shared, up, written

ACTORS = ("commune-1", "commune-2", "commune-3", "district-1", "district-2", "province", "issuer", "a stranger", "")
"""The unit, two neighbours (the first under another district), the lead, another district, above it, and nobody."""
ABOVE = ("province", "issuer")
UNIT, LEAD = ("commune-1",), ("district-1",)
RIGHTS: dict[str, tuple[tuple[str, ...], str, bool]] = {
    "submit": ((), "commune-1", False),
    "recall": (("submit",), "commune-1", False),
    "send_back": (("submit",), "district-1", True),
    "review": (("submit",), "district-1", True),
    "aggregate": (("submit", "review"), "district-1", False),
    "release": (("submit", "review", "aggregate"), "district-1", False),
    "waive": ((), "district-1", True),
}
"""For each trigger: what comes before it, whom it is for, and whether a tier above may do it with a reason."""


def ready(*before: str, **options: Any) -> kh.Campaign:
    """A campaign in which a commune's report has come so far."""
    campaign = begun(1, 2, 4, **options)
    for trigger in before:
        campaign.fire("commune-1", trigger)
    return campaign


def not_yours(by: str, trigger: str, *expected: str) -> kh.Blocker:
    """The refusal of an actor whom a trigger is not for."""
    words = {"trigger": label(trigger), "trigger_vi": label(trigger, "vi")}
    return kh.Blocker("not_yours", {"by": by, "expected": expected, **words})


@pytest.mark.parametrize("trigger", RIGHTS)
@pytest.mark.parametrize("by", ACTORS)
def test_who_may_what(trigger: str, by: str) -> None:
    """Each trigger is for one actor; a higher tier may accept, return and waive with a reason, and nothing else."""
    before, expected, over = RIGHTS[trigger]
    campaign = ready(*before)
    if by == expected or (over and by in ABOVE):
        assert campaign.fire("commune-1", trigger, by=by, reason="a flood").by == by
        return
    answer = refusal(campaign, "commune-1", trigger, by=by, reason="a flood")
    assert answer == (not_yours(by, trigger, *(LEAD * 2 if trigger == "waive" else (expected,))),)


@pytest.mark.parametrize("trigger", [trigger for trigger, (_, _, over) in RIGHTS.items() if over])
@pytest.mark.parametrize("by", ABOVE)
def test_who_passes_over_a_tier_says_why(trigger: str, by: str) -> None:
    """A higher tier without a reason, or with a blank one, is told whom it passes over."""
    campaign = ready(*RIGHTS[trigger][0])
    for reason in (None, " \n"):
        (blocker,) = refusal(campaign, "commune-1", trigger, by=by, reason=reason)
        assert (blocker.code, blocker.values["by"]) == ("needs_reason", by)
        assert set(blocker.values["expected"] or ()) == {"district-1"}  # type: ignore[arg-type]  # names


@pytest.mark.parametrize("by", ACTORS)
def test_a_correction_is_for_the_unit_and_its_lead(by: str) -> None:
    """The unit and its lead correct; no higher tier does, with a reason either."""
    campaign = ready("submit", "review", "aggregate")
    if by in (*UNIT, *LEAD):
        assert campaign.correct("commune-1", by=by, reason="x").by == by
    else:
        answer = refusal(campaign, "commune-1", "correct", by=by, reason="x")
        assert answer == (not_yours(by, "correct", "commune-1", "district-1"),)


@pytest.mark.parametrize("by", [actor for actor in ACTORS if actor not in LEAD])
def test_a_correction_is_withdrawn_by_who_opened_it(by: str) -> None:
    """Of all, only the opener withdraws."""
    campaign = ready("submit", "review", "aggregate")
    campaign.correct("commune-1", by="district-1", reason="x")
    answer = refusal(campaign, "commune-1", "withdraw", by=by, reason="x")
    assert answer == (not_yours(by, "withdraw", "district-1"),)


def test_a_draft_that_corrects_nothing_is_for_nobody_to_withdraw() -> None:
    """Where no correction is open, nobody is expected, and it says so."""
    assert refusal(begun(), "commune-1", "withdraw") == (not_yours("commune-1", "withdraw", "nobody"),)


def test_authority_is_asked_before_the_guards() -> None:
    """Who may not act learns that, and nothing of how the report stands."""
    campaign = begun(1, 2, 4, indicators=[kh.Indicator("members", required=True)])
    assert codes(refusal(campaign, "commune-1", "submit", by="commune-2")) == ["not_yours"]
    assert codes(refusal(campaign, "commune-1", "submit", by="commune-2", version=7)) == ["not_yours"]
    assert codes(refusal(campaign, "commune-1", "submit")) == ["content_missing"]


def test_the_issuer_reviews_the_root() -> None:
    """Above the root stands the issuer, without a reason; the root does not review itself."""
    campaign = begun(1)
    campaign.submit("province")
    assert refusal(campaign, "province", "review", by="province") == (not_yours("province", "review", "issuer"),)
    assert campaign.review("province", by="issuer").dest == "reviewed"
    assert refusal(campaign, "province", "aggregate", by="issuer") == (not_yours("issuer", "aggregate", "nobody"),)


def test_each_of_two_superiors_takes_its_own_row() -> None:
    """Both superiors of a unit aggregate and release it; the lead alone reviews without a reason."""
    campaign = shared()
    campaign.submit("x")
    assert codes(refusal(campaign, "x", "review", by="b")) == ["needs_reason"]
    campaign.review("x", by="a")
    assert codes(refusal(campaign, "x", "aggregate", by="p", reason="x")) == ["not_yours"]
    assert [campaign.aggregate("x", by=by).by for by in ("b", "a")] == ["b", "a"]
    assert codes(refusal(campaign, "x", "release", by="p", reason="x")) == ["not_yours"]
    assert [campaign.release("x", by=by, reason="x").by for by in ("b", "a")] == ["b", "a"]


def test_all_ways_up_are_looked_at_once() -> None:
    """Whether somebody stands above a unit of two superiors is answered over both, whoever asks."""
    campaign = shared()
    campaign.submit("x")
    assert codes(refusal(campaign, "x", "review", by="a stranger", reason="x")) == ["not_yours"]
    assert campaign.review("x", by="p", reason="x").by == "p"


def test_nobody_is_expected_where_nobody_is_named() -> None:
    """Without a default, asking says what acting says: that nobody is named."""
    campaign = kh.Campaign.begin(small_plan(1, 1, 2), clock=ManualClock(MORNING))
    assert codes(refusal(campaign, "commune-1", "submit")) == ["no_actor"]


def test_the_refusal_names_the_likeliest_first() -> None:
    """Of two superiors, the one that still has something to do stands first."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="a")
    assert refusal(campaign, "x", "aggregate", by="x") == (not_yours("x", "aggregate", "b", "a"),)
    assert refusal(campaign, "x", "release", by="x") == (not_yours("x", "release", "a", "b"),)


# -- on behalf


@pytest.mark.parametrize("by", ["district-1", "province", "issuer"])
def test_who_stands_above_acts_on_behalf(by: str) -> None:
    """Any tier above a unit records what came on paper, and the line names both."""
    campaign = begun()
    entry = campaign.submit("commune-1", by=by, acting_for="commune-1")
    assert (entry.by, entry.acting_for, entry.dest) == (by, "commune-1", "submitted")


@pytest.mark.parametrize("by", ["commune-2", "district-2", "a stranger"])
def test_nobody_else_acts_on_behalf(by: str) -> None:
    """A neighbour, another district and a stranger do not."""
    blocker = kh.Blocker("not_for", {"by": by, "acting_for": "commune-1"})
    assert refusal(begun(), "commune-1", "submit", by=by, acting_for="commune-1") == (blocker,)


def test_acting_on_behalf_gives_no_more_rights_than_that_one_has() -> None:
    """A district on behalf of a commune may do what the commune may, not more."""
    campaign = ready("submit")
    answer = refusal(campaign, "commune-1", "review", by="district-1", acting_for="commune-1")
    assert answer == (not_yours("commune-1", "review", "district-1"),)
    answer = refusal(campaign, "commune-1", "recall", by="district-1", acting_for="commune-3")
    assert answer == (not_yours("commune-3", "recall", "commune-1"),)


def test_a_superior_does_not_act_for_its_peer() -> None:
    """Of two superiors none puts a row into the other's report, or takes one out."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    blocker = kh.Blocker("not_for", {"by": "a", "acting_for": "b"})
    assert refusal(campaign, "x", "aggregate", by="a", acting_for="b") == (blocker,)
    assert campaign.aggregate("x", by="p", acting_for="b").acting_for == "b"
    assert campaign.report("b").rows == (kh.Row("x", 1, "b", 1),)
    assert refusal(campaign, "x", "release", by="a", acting_for="b", reason="x") == (blocker,)


@pytest.mark.parametrize("acting_for", ["province", "issuer", "a stranger"])
def test_nobody_acts_for_who_stands_above_or_outside(acting_for: str) -> None:
    """A district does not act on behalf of its province, of the issuer, or of who is no unit."""
    campaign = ready("submit")
    answer = refusal(campaign, "commune-1", "review", by="district-1", acting_for=acting_for, reason="x")
    assert answer == (kh.Blocker("not_for", {"by": "district-1", "acting_for": acting_for}),)


def test_the_issuer_acts_for_units_alone() -> None:
    """The issuer stands above all units, and a stranger is none."""
    answer = refusal(begun(), "commune-1", "submit", by="issuer", acting_for="a stranger")
    assert codes(answer) == ["not_for"]


def test_acting_for_oneself_is_acting() -> None:
    """Naming oneself changes nothing: the line says so, and who prepared is who prepared."""
    campaign = begun()
    entry = campaign.submit("commune-1", by="commune-1", acting_for="commune-1", person="ba", command_id="k")
    assert entry.acting_for is None
    assert campaign.submit("commune-1", by="commune-1", acting_for="commune-1", person="ba", command_id="k") == entry
    assert codes(refusal(campaign, "commune-1", "review", person="ba")) == ["own_work"]


def test_recording_a_paper_is_not_preparing_it() -> None:
    """The clerk who enters a commune's paper may review it; so may the district whose clerk did."""
    for person in ("ba", None):
        campaign = begun()
        campaign.submit("commune-1", by="district-1", acting_for="commune-1", person=person)
        assert campaign.review("commune-1", by="district-1", person=person).dest == "reviewed"


def test_a_paper_is_received_in_one_act_by_one_person() -> None:
    """Where the policy lets a superior accept in one act, the clerk may be named."""
    campaign = begun(1, 1, 2, policy=kh.Policy(accepts_in_one=True))
    desk = campaign.acting(by="district", person="ba")
    assert desk.receive("commune-1", data={"members": 4}).dest == "aggregated"
    assert {entry.person for entry in campaign.log()} == {"ba"}


# -- the day of a paper


def test_a_unit_does_not_state_when_its_own_paper_came() -> None:
    """Who received it does; the refusal says who."""
    answer = refusal(begun(), "commune-1", "submit", by="commune-1", received_at=MORNING)
    blocker = kh.Blocker("not_receiver", {"by": "commune-1", "unit": "commune-1", "expected": "district-1"})
    assert answer == (blocker,)


def test_the_root_does_not_state_when_its_own_paper_came() -> None:
    """The issuer received it."""
    campaign = begun(1)
    (blocker,) = refusal(campaign, "province", "submit", by="province", received_at=MORNING)
    assert blocker.values["expected"] == "issuer"
    assert campaign.submit("province", by="issuer", acting_for="province", received_at=MORNING).by == "issuer"


def test_a_paper_is_recorded_by_whom_it_is_for_where_nobody_is_named() -> None:
    """Where the expected actor acts and a paper's day is stated, its lead has received it, on behalf of the unit."""
    entry = begun().submit("commune-1", received_at=MORNING)
    assert (entry.by, entry.acting_for) == ("district-1", "commune-1")
    entry = begun().submit("commune-1", acting_for="commune-1")
    assert (entry.by, entry.acting_for) == ("district-1", "commune-1")


def test_the_same_paper_recorded_twice_is_one_act() -> None:
    """A command id makes one act of it, whether the receiver is named or expected."""
    campaign = begun()
    first = campaign.submit("commune-1", received_at=MORNING, command_id="k")
    again = campaign.submit("commune-1", by="district-1", acting_for="commune-1", received_at=MORNING, command_id="k")
    assert first == again == campaign.submit("commune-1", received_at=MORNING, command_id="k")
    assert len(campaign.log()) == 1


# -- authorities


class Recorded:
    """An authority that notes what it is asked, and lets only one actor do anything."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, str]] = []

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> list[kh.Blocker]:
        """Nothing against the clerk; a blocker of its own against all others."""
        self.asked.append((actor, trigger, duty, progress.state(duty)))
        return [] if actor == "clerk" else [kh.Blocker("guard", {"guard": "clerks_only"})]


def test_another_authority_alone_decides_who_may() -> None:
    """An authority of the application is asked of who acts, trigger, duty and progress; then all guards are asked."""
    authority = Recorded()
    assert isinstance(authority, Authority)
    campaign = begun(1, 1, 2, authority=authority)
    assert codes(refusal(campaign, "commune-1", "submit", by="commune-1")) == ["guard"]
    assert set(authority.asked) == {("commune-1", "submit", "commune-1", "draft")}
    assert codes(refusal(campaign, "district", "submit", by="clerk")) == ["gate"]
    assert campaign.submit("commune-1", by="clerk").by == "clerk"
    assert codes(refusal(campaign, "commune-2", "submit", by="somebody", acting_for="clerk")) == ["guard"]
    assert campaign.submit("commune-2", by="clerk", acting_for="somebody").acting_for == "somebody"


def test_another_authority_decides_on_changes_too() -> None:
    """Extensions and events are asked of it: a duty by its name, the campaign as a whole by none."""
    authority = Recorded()
    plan = small_plan(1, 1, deadlines={"district": "before 5-4-2019"}, events=[kh.Event("tet")])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), authority=Everybody())
    assert campaign.extend("district", "before 8-4-2019", reason="x", by="anybody").by == "anybody"
    assert campaign.record("tet", "1-4-2019", by="anybody").by == "anybody"
    strict = kh.Campaign.begin(plan, clock=ManualClock(MORNING), authority=Only())
    with pytest.raises(kh.errors.Refused, match="clerks_only"):
        strict.extend("district", "before 8-4-2019", reason="x", by="anybody")
    assert not authority.asked


class Only:
    """An authority that does not look at progress."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> list[kh.Blocker]:
        """Only clerks."""
        return [] if actor == "clerk" else [kh.Blocker("guard", {"guard": "clerks_only"})]


def test_the_standard_authority_is_the_one_that_is_used_anyway() -> None:
    """Naming it changes no answer; asked by itself it says the same, and nothing where there is no such move."""
    named, unnamed = begun(authority=StandardAuthority()), begun()
    authority = StandardAuthority()
    assert isinstance(authority, Authority)
    assert repr(authority) == "StandardAuthority()"
    for by in ACTORS:
        answer = named.blockers("commune-1", "submit", by=by)
        assert answer == unnamed.blockers("commune-1", "submit", by=by)
        assert tuple(authority.may(by, "submit", "commune-1", named.progress())) == answer
    assert tuple(authority.may("issuer", "review", "commune-1", named.progress())) == ()


def test_a_refused_stranger_leaves_no_trace() -> None:
    """However many strangers are refused, later lines are those of a campaign that never saw them."""
    seen, unseen = begun(), begun()
    for number in range(50):
        refusal(seen, "commune-1", "submit", by=f"stranger-{number}", acting_for=f"other-{number}")
    for campaign in (seen, unseen):
        up(campaign, "commune-1")
    assert written(seen) == written(unseen)
    assert {hash(entry) for entry in seen.log()} == {hash(entry) for entry in unseen.log()}


@pytest.mark.parametrize("acting_for", [5, ["commune-1"], b"commune-1", "\ud800", "a\0b"])
def test_who_is_acted_for_is_a_name(acting_for: Any) -> None:
    """What is no text, or cannot be stored, is refused at the door with its place."""
    with pytest.raises(kh.errors.InvalidCommand) as error:
        begun().submit("commune-1", acting_for=acting_for)
    assert [(one.code, one.path) for one in error.value.findings] == [("KH508", "acting_for")]
