"""Authorities of an application: functions, objects, and those that ask the standard one first."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, InvalidLifecycle, Refused
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, WAY, begun, codes, refusal, shared, up, written

ACTORS = ("commune-1", "commune-2", "commune-3", "district-1", "district-2", "province", "issuer", "a stranger")
TRIGGERS = ("submit", "recall", "review", "send_back", "aggregate", "release", "correct", "waive")
LATE = "2019-03-01T08:00+07:00"


class Standard(kh.StandardAuthority):
    """The standard authority, asked by one that adds nothing."""

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterable[kh.Blocker]:
        """What the standard one says."""
        return super().may(actor, trigger, duty, progress)


class Holding:
    """An authority of its own that holds the standard one, and knows nothing of its inside."""

    def __init__(self, *delegations: kh.Delegation) -> None:
        self.standard = kh.StandardAuthority(delegations)

    def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterator[kh.Blocker]:
        """What the standard one says, one by one."""
        yield from self.standard.may(actor, trigger, duty, progress)


# -- functions


def test_a_plain_function_is_an_authority() -> None:
    """It is asked with who acts, the trigger, the duty and the progress."""
    asked: list[tuple[str, str, str, str]] = []

    def clerks(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        asked.append((actor, trigger, duty, progress.state(duty)))
        return actor == "clerk"

    campaign = begun(1, 1, 2, authority=clerks)
    assert campaign.submit("commune-1", by="clerk").by == "clerk"
    assert asked == [("clerk", "submit", "commune-1", "draft")]
    (blocker,) = refusal(campaign, "commune-2", "submit", by="commune-2")
    assert blocker.code == "guard"
    assert str(blocker.values["guard"]).endswith("clerks")


@pytest.mark.parametrize("answer", [None, True, (), [], iter(()), frozenset()])
def test_what_lets_pass(answer: Any) -> None:
    """Nothing, True and no blockers."""
    assert begun(1, authority=lambda *_: answer).submit("province", by="anybody").by == "anybody"


@pytest.mark.parametrize("many", [tuple, list, iter, dict.fromkeys, set])
def test_blockers_refuse_as_they_are(many: Any) -> None:
    """One blocker, or several in whatever is gone through, with an application's own words."""
    own = kh.Blocker("on_leave", {"text": "on leave", "text_vi": "đang nghỉ phép"})
    assert refusal(begun(1, authority=lambda *_: own), "province", "submit", by="x") == (own,)
    assert refusal(begun(1, authority=lambda *_: many([own])), "province", "submit", by="x") == (own,)


@pytest.mark.parametrize("answer", ["no", 5, [True], {"a": 1}, object()])
def test_what_is_no_answer_is_an_error(answer: Any) -> None:
    """It is neither consent nor refusal, and nothing is done."""
    campaign = begun(1, authority=lambda *_: answer)
    with pytest.raises(InvalidLifecycle) as error:
        campaign.submit("province", by="x")
    assert error.value.findings[0].code == "KH408"
    assert written(campaign) == []


@pytest.mark.parametrize("authority", [5, "everybody", object(), kh.StandardAuthority, Holding])
def test_what_cannot_be_asked_is_no_authority(authority: Any) -> None:
    """A class in place of its object, too; nothing is begun."""
    store = kh.stores.MemoryStore()
    with pytest.raises(InvalidCommand) as error:
        kh.Campaign.begin(small_plan(1), store, authority=authority)
    assert [(one.code, one.path) for one in error.value.findings] == [("KH533", "authority")]
    assert store.campaigns() == ()


# -- what it knows


def test_an_authority_sees_the_whole_act() -> None:
    """On whose behalf, by which person, why and with which figures: all of it stands in the command."""
    seen: list[kh.Command | None] = []

    def noting(actor: str, trigger: str, duty: str, progress: kh.Progress) -> None:
        seen.append(progress.command)

    campaign = begun(1, 1, 2, authority=noting)
    campaign.submit("commune-1", by="a", acting_for="b", person="ba", reason="x", data={"members": 3})
    (command,) = seen
    assert command == kh.Command(
        "commune-1", "submit", by="a", acting_for="b", person="ba", reason="x", data={"members": 3}
    )
    assert campaign.progress().command is None


def test_an_authority_sees_changes_of_dues_too() -> None:
    """Once for each duty that is moved, or for none where it concerns the whole campaign."""
    seen: list[tuple[str, str, str | None]] = []

    def noting(actor: str, trigger: str, duty: str, progress: kh.Progress) -> None:
        assert progress.command is not None
        seen.append((trigger, duty, progress.command.reason))

    campaign = begun(authority=noting, deadlines={"commune": "before 5-4-2019"}, events=[kh.Event("tet")])
    campaign.suspend(["commune-1", "commune-2"], by="a", reason="x")
    campaign.record("tet", "1-4-2019", by="a")
    assert seen == [("suspend", "commune-1", "x"), ("suspend", "commune-2", "x"), ("record", "", None)]


def test_an_authority_may_look_at_the_campaign_and_not_act_in_it() -> None:
    """Asking is free; an act that it asks for is refused, and so is the one that is being decided."""
    campaign: kh.Campaign

    def meddling(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        assert campaign.report(duty).state == "draft"
        campaign.submit("commune-2", by="x")
        return True

    campaign = begun(1, 1, 2, authority=meddling)
    with pytest.raises(InvalidCommand) as error:
        campaign.submit("commune-1", by="x")
    assert [one.code for one in error.value.findings] == ["KH506"]
    assert written(campaign) == []


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, kh.errors.StoreError])
def test_what_an_authority_raises_is_raised_and_nothing_is_done(error: type[BaseException]) -> None:
    """It is no refusal and no consent: acts, batches and changes raise it, and the store stays byte-equal."""
    failing = [False]

    def authority(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        if failing[0]:
            raise error(())
        return True

    campaign = begun(authority=authority, deadlines={"commune": "before 5-4-2019"})
    up(campaign, "commune-1")
    before = campaign.progress(), written(campaign)
    failing[0] = True
    acts = (
        lambda: campaign.submit("commune-2", by="x"),
        lambda: campaign.blockers("commune-2", "submit", by="x"),
        lambda: campaign.fire_many([kh.Command("commune-2", "submit", by="x")]),
        lambda: campaign.fire_all("submit", tier="commune", by="x"),
        lambda: campaign.extend("commune-2", "before 8-4-2019", reason="x", by="x"),
    )
    for act in acts:
        with pytest.raises(error):
            act()
        assert (campaign.progress(), written(campaign)) == before
    failing[0] = False
    assert campaign.submit("commune-2", by="x").seq == len(before[1]) + 1


# -- on top of the standard one


@pytest.mark.parametrize("stage", [WAY[:number] for number in range(len(WAY) + 1)])
@pytest.mark.parametrize("authority", [Standard, Holding])
def test_who_hands_on_what_it_was_asked_gets_the_answer_of_the_engine(stage: tuple[str, ...], authority: Any) -> None:
    """For every actor, on behalf of everybody, with a reason and without, on a stated day: the same blockers."""
    delegations = [kh.Delegation("district-1", "commune-2"), kh.Delegation("province", "district-2", until="1-3-2019")]
    plain = begun(authority=kh.StandardAuthority(delegations))
    extended = begun(authority=authority(delegations) if authority is Standard else authority(*delegations))
    for campaign in (plain, extended):
        for trigger in stage:
            campaign.fire("commune-1", trigger)
    for trigger, by, acting_for, reason in itertools.product(TRIGGERS, ACTORS, (None, *ACTORS), (None, "a flood")):
        options: dict[str, Any] = {"by": by, "acting_for": acting_for, "reason": reason}
        assert plain.blockers("commune-1", trigger, **options) == extended.blockers("commune-1", trigger, **options)
    for by, acting_for in itertools.product(ACTORS, (None, "commune-1")):
        options = {"by": by, "acting_for": acting_for, "received_at": LATE}
        assert plain.blockers("commune-1", "submit", **options) == extended.blockers("commune-1", "submit", **options)


def test_the_standard_authority_is_asked_by_itself_for_the_same() -> None:
    """With the instant of the progress, and with on whose behalf and why as options."""
    standard = kh.StandardAuthority([kh.Delegation("district-1", "district-2", since="20-3-2019", until="20-3-2019")])
    clock = ManualClock(MORNING)
    campaign = begun(clock=clock, authority=standard)
    campaign.submit("commune-1")
    for _ in range(2):
        progress = campaign.progress()
        for by, acting_for, reason in itertools.product(ACTORS, (None, *ACTORS), (None, "a flood")):
            options: dict[str, Any] = {"acting_for": acting_for, "reason": reason}
            mine = standard.blockers(by, "send_back", "commune-1", progress, **options)
            theirs = campaign.blockers("commune-1", "send_back", by=by, **options)
            assert mine == tuple(one for one in theirs if one.code != "reason_missing")
            if acting_for is None and reason is None:
                assert tuple(standard.may(by, "send_back", "commune-1", progress)) == mine
        assert codes(standard.blockers("commune-1", "submit", "commune-1", progress)) == []
        clock.advance(days=1)
    assert codes(standard.blockers("commune-2", "recall", "commune-2", progress, received_at=LATE)) == []
    with pytest.raises(kh.errors.UnknownName):
        standard.may("commune-1", "submit", "commune-9", progress)


@pytest.mark.parametrize("authority", [Standard(), Holding()])
def test_changes_are_judged_alike(authority: Any) -> None:
    """A change of dues that the standard authority refuses is refused by one that hands it on."""
    changes: dict[str, Any] = {"deadlines": {"commune": "before 5-4-2019"}, "events": [kh.Event("tet")]}
    for by, seen in itertools.product(ACTORS, ("extend", "suspend", "record", "request")):
        answers: list[tuple[kh.Blocker, ...]] = []
        for campaign in (begun(**changes), begun(authority=authority, **changes)):
            try:
                if seen == "extend":
                    campaign.extend("commune-1", "before 8-4-2019", reason="x", by=by)
                elif seen == "request":
                    campaign.request("commune-1", "before 8-4-2019", reason="x", by=by)
                elif seen == "suspend":
                    campaign.suspend(["commune-1", "commune-3"], reason="x", by=by)
                else:
                    campaign.record("tet", "1-4-2019", by=by)
                answers.append(())
            except Refused as refused:
                answers.append(refused.blockers)
        assert answers[0] == answers[1], (by, seen)


def test_a_subclass_says_more_than_the_standard_one() -> None:
    """What it adds stands beside the reasons of the standard authority; it need not know of delegations."""

    class OfficeHours(kh.StandardAuthority):
        """Nobody reviews before noon."""

        def __init__(self) -> None:
            self.opens = 12

        def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterable[kh.Blocker]:
            """What the standard one says, and the hour."""
            if trigger == "review" and progress.at.hour < self.opens:
                yield kh.Blocker("closed_office", {"text": "the office opens at noon"})
            yield from super().may(actor, trigger, duty, progress)

    clock = ManualClock(MORNING)
    campaign = begun(clock=clock, authority=OfficeHours())
    campaign.submit("commune-1")
    assert codes(refusal(campaign, "commune-1", "review", by="commune-2")) == ["closed_office", "not_yours"]
    assert codes(refusal(campaign, "commune-1", "review")) == ["closed_office"]
    clock.advance(hours=4)
    assert campaign.review("commune-1").dest == "reviewed"


def test_another_actor_is_another_question() -> None:
    """An authority that knows users asks the standard one for the office of a user."""
    offices = {"lan": "commune-1", "ba": "district-1"}

    class Users(kh.StandardAuthority):
        """Users act for their office."""

        def may(self, actor: str, trigger: str, duty: str, progress: kh.Progress) -> Iterable[kh.Blocker]:
            """What the office of a user may."""
            return super().may(offices.get(actor, actor), trigger, duty, progress)

    campaign = begun(authority=Users())
    assert campaign.submit("commune-1", by="lan").by == "lan"
    assert codes(refusal(campaign, "commune-1", "review", by="lan")) == ["not_yours"]
    assert campaign.review("commune-1", by="ba").by == "ba"


def test_each_superior_takes_its_row_under_an_authority_that_asks_the_standard_one() -> None:
    """Of several transitions the one that is for the actor is taken."""
    campaign, plain = shared(authority=Standard()), shared()
    for one in (campaign, plain):
        up(one, "x", "y")
        one.correct("x", by="x", reason="x")
        one.withdraw("x", by="x")
    assert written(campaign) == written(plain)
