"""The table of the standard lifecycle: each row as it goes, and every other pair of state and trigger refused."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

import kehoach as kh
from kehoach._lifecycle import label
from staged import begun, refusal, shared, up

STATES = ("draft", "submitted", "reviewed", "aggregated", "waived")
TRIGGERS = kh.Lifecycle.report().triggers
TABLE = {
    "submit": ("draft",),
    "recall": ("submitted",),
    "send_back": ("submitted", "reviewed"),
    "review": ("submitted",),
    "aggregate": ("reviewed",),
    "release": ("draft", "submitted", "reviewed", "aggregated"),
    "correct": ("reviewed", "aggregated"),
    "withdraw": ("draft",),
    "waive": ("draft",),
    "unwaive": ("waived",),
}
"""From which states each trigger leads on."""


def standing(state: str, **changes: Any) -> kh.Campaign:
    """A campaign in which a commune of several stands in a state."""
    campaign = begun(1, 1, 2, **changes)
    way = ("submit", "review", "aggregate")[: STATES.index(state)] if state != "waived" else ("waive",)
    for trigger in way:
        campaign.fire("commune-1", trigger, reason="because" if trigger == "waive" else None)
    assert campaign.report("commune-1").state == state
    return campaign


def untouched(lifecycle: kh.Lifecycle) -> dict[str, Any]:
    """What a plan is changed by, so that its lifecycle is run by the machine itself."""
    return {"lifecycle": lifecycle}


WAYS: dict[str, Callable[[], dict[str, Any]]] = {
    "arrays": dict,
    "machine": lambda: untouched(kh.Lifecycle.report(prepare_event=lambda event: None)),
}
OTHERS = [pair for pair in itertools.product(STATES, TRIGGERS) if pair[0] not in TABLE[pair[1]]]


def test_the_table_names_every_state_and_trigger() -> None:
    """What is tested below is all that there is."""
    lifecycle = kh.Lifecycle.report()
    assert lifecycle.states == STATES
    assert set(TABLE) == set(TRIGGERS)
    assert {(one.source, one.trigger) for one in lifecycle.transitions} == {
        (state, trigger) for trigger, states in TABLE.items() for state in states
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("state", "trigger"), OTHERS)
def test_every_other_pair_is_refused(state: str, trigger: str, way: str) -> None:
    """What stands in no row of the table is no move, whoever asks; the refusal says what is possible instead."""
    campaign = standing(state, **WAYS[way]())
    possible = [one for one in TRIGGERS if state in TABLE[one]]
    values = {
        "trigger": label(trigger),
        "trigger_vi": label(trigger, "vi"),
        "state": label(state),
        "state_vi": label(state, "vi"),
        "possible": ", ".join(label(one) for one in possible),
        "possible_vi": ", ".join(label(one, "vi") for one in possible),
    }
    for by in ("commune-1", "district", "issuer", "a stranger"):
        assert refusal(campaign, "commune-1", trigger, by=by, reason="x") == (kh.Blocker("no_such_move", values),)


def said(entry: kh.LogEntry) -> tuple[object, ...]:
    """What a line says of a move: the version acted on, from where to where, by whom."""
    return entry.version, entry.source, entry.dest, entry.by


def test_submit_freezes_the_version() -> None:
    """From draft to submitted, by the unit: version, content and rows are what was sent."""
    campaign = begun(1, 1, 1)
    assert said(campaign.submit("commune", data={"members": 4})) == (1, "draft", "submitted", "commune")
    campaign.review("commune")
    campaign.aggregate("commune")
    assert said(campaign.submit("district")) == (1, "draft", "submitted", "district")
    report = campaign.report("district")
    assert (report.version, report.rows) == (1, (kh.Row("commune", 1, "district", 1),))
    assert report.submitted_at == report.first_submitted_at == campaign.log()[-1].at


def test_recall_opens_the_next_version() -> None:
    """From submitted back to draft, by the unit, with the content; that submission does not count."""
    campaign = standing("submitted")
    assert said(campaign.recall("commune-1")) == (1, "submitted", "draft", "commune-1")
    report = campaign.report("commune-1")
    assert (report.version, report.submitted_at, report.first_submitted_at) == (2, None, None)


@pytest.mark.parametrize("state", TABLE["send_back"])
def test_send_back_opens_the_next_version(state: str) -> None:
    """From submitted or reviewed back to draft, by the lead superior, with a reason; the submission still counts."""
    campaign = standing(state)
    assert said(campaign.send_back("commune-1", reason="illegible")) == (1, state, "draft", "district")
    report = campaign.report("commune-1")
    assert (report.version, report.reason, report.submitted_at) == (2, "illegible", None)
    assert report.first_submitted_at == campaign.log()[0].at


def test_review_accepts() -> None:
    """From submitted to reviewed, by the lead superior."""
    assert said(standing("submitted").review("commune-1")) == (1, "submitted", "reviewed", "district")


def test_aggregate_takes_the_row() -> None:
    """From reviewed to aggregated, by the only superior: its working version holds the row."""
    campaign = standing("reviewed")
    assert said(campaign.aggregate("commune-1")) == (1, "reviewed", "aggregated", "district")
    assert campaign.report("district").rows == (kh.Row("commune-1", 1, "district", 1),)


def test_aggregate_stays_until_every_superior_has_its_row() -> None:
    """With two superiors the first row leaves the state; the second makes it aggregated, in either order."""
    for order in (("a", "b"), ("b", "a")):
        campaign = shared()
        campaign.submit("x")
        campaign.review("x")
        dests = [said(campaign.aggregate("x", by=by)) for by in order]
        assert dests == [(1, "reviewed", "reviewed", order[0]), (1, "reviewed", "aggregated", order[1])]


def test_aggregate_expects_the_first_superior_without_a_row() -> None:
    """Where nobody is named, the lead takes its row first, then the one that has none."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="a")
    campaign.release("x", by="a", reason="not yet")
    assert [campaign.aggregate("x").by, campaign.aggregate("x").by] == ["a", "b"]


def test_aggregate_again_replaces_the_row() -> None:
    """A superior that takes a corrected version holds one row of the unit, of that version."""
    campaign = standing("aggregated")
    campaign.correct("commune-1", reason="miscounted")
    up(campaign, "commune-1")
    assert campaign.report("district").rows == (kh.Row("commune-1", 2, "district", 1),)


@pytest.mark.parametrize("state", ["draft", "submitted", "reviewed"])
def test_release_drops_an_older_row_from_any_state(state: str) -> None:
    """While a unit corrects its report, its superior may drop the row it holds; the state stays, the line names v1."""
    campaign = standing("aggregated")
    campaign.correct("commune-1", reason="miscounted")
    for trigger in ("submit", "review")[: STATES.index(state)]:
        campaign.fire("commune-1", trigger)
    assert said(campaign.release("commune-1", reason="wait for v2")) == (1, state, state, "district")
    assert campaign.report("district").rows == ()
    assert campaign.report("commune-1").version == 2


def test_release_of_the_working_version_returns_it_to_reviewed() -> None:
    """From aggregated back to reviewed, by the superior whose row it is, with a reason."""
    campaign = standing("aggregated")
    assert said(campaign.release("commune-1", reason="recount")) == (1, "aggregated", "reviewed", "district")
    assert campaign.report("district").rows == ()


def test_release_by_one_of_two_superiors_leaves_the_other_its_row() -> None:
    """Each superior drops its own row only."""
    campaign = shared()
    up(campaign, "x")
    assert said(campaign.release("x", by="b", reason="recount")) == (1, "aggregated", "reviewed", "b")
    assert [len(campaign.report(one).rows) for one in ("a", "b")] == [1, 0]


@pytest.mark.parametrize("by", ["commune-1", "district"])
def test_correct_opens_the_next_version_and_leaves_the_row(by: str) -> None:
    """From aggregated to draft, by the unit or its lead, with a reason: what counts stays until v2 is taken."""
    campaign = standing("aggregated")
    entry = campaign.correct("commune-1", by=by, reason="miscounted")
    assert said(entry) == (1, "aggregated", "draft", by)
    assert campaign.report("commune-1").version == 2
    assert campaign.report("district").rows == (kh.Row("commune-1", 1, "district", 1),)


def test_correct_from_reviewed_needs_one_row() -> None:
    """A report that one of two superiors holds is corrected, although it is not aggregated."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="b")
    assert said(campaign.correct("x", reason="miscounted")) == (1, "reviewed", "draft", "x")


def test_correct_of_the_root_in_its_end_state() -> None:
    """The root, whose rows nobody takes, is corrected from where the campaign is complete, and is then not complete."""
    campaign = begun(1)
    campaign.submit("province")
    campaign.review("province")
    assert campaign.progress().complete
    assert said(campaign.correct("province", reason="a misprint")) == (1, "reviewed", "draft", "province")
    assert not campaign.progress().complete


@pytest.mark.parametrize("opener", ["commune-1", "district"])
def test_withdraw_is_for_who_opened_it(opener: str) -> None:
    """From a correction back to aggregated, by who opened it and by nobody else of the two."""
    campaign = standing("aggregated")
    campaign.correct("commune-1", by=opener, reason="miscounted")
    other = {"commune-1": "district", "district": "commune-1"}[opener]
    assert [one.code for one in refusal(campaign, "commune-1", "withdraw", by=other)] == ["not_yours"]
    assert said(campaign.withdraw("commune-1")) == (2, "draft", "aggregated", opener)
    assert campaign.report("commune-1").version == 1


def test_waive_and_unwaive() -> None:
    """A draft that nobody has taken is waived by a superior with a reason, and expected again."""
    campaign = standing("draft")
    assert said(campaign.waive("commune-1", reason="merged")) == (1, "draft", "waived", "district")
    assert said(campaign.unwaive("commune-1")) == (1, "waived", "draft", "district")


@pytest.mark.parametrize("way", WAYS)
def test_an_unknown_trigger_is_no_refusal(way: str) -> None:
    """A misspelt trigger raises in every state, with the nearest, and is never taken for a rule that stands against."""
    for state in STATES:
        campaign = standing(state, **WAYS[way]())
        for ask in (campaign.fire, campaign.blockers):
            with pytest.raises(kh.errors.UnknownName, match="no trigger 'sumbit'; did you mean 'submit'"):
                ask("commune-1", "sumbit")
