"""Lifecycles of a user's own: states, guards, callbacks and actors, on the arrays and through the machine alike."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidLifecycle
from staged import Everybody, begun, codes, refusal, up, written

REPORT = kh.Lifecycle.report
WAYS: dict[str, Callable[[], kh.Lifecycle]] = {
    "arrays": REPORT,
    "machine": lambda: REPORT(prepare_event=lambda event: None),
}


def signed(lifecycle: kh.Lifecycle, **fields: Any) -> kh.Lifecycle:
    """A lifecycle in which the issuer may sign what the lead would review."""
    return (
        lifecycle.with_state("signed", role="accepted")
        .insert("review", source="submitted", dest="signed", who="issuer", **fields)
        .insert("unsign", source="signed", dest="reviewed", who="lead")
    )


@pytest.mark.parametrize("way", WAYS)
def test_each_transition_is_for_its_own_actor(way: str) -> None:
    """Of two transitions of one trigger each actor takes the one that is for it, and the others take none."""
    lifecycle = signed(WAYS[way]())
    for by, dest in (("district", "reviewed"), ("issuer", "signed")):
        campaign = begun(1, 1, 1, lifecycle=lifecycle)
        campaign.submit("commune")
        assert campaign.review("commune", by=by).dest == dest
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    campaign.submit("commune")
    assert codes(refusal(campaign, "commune", "review", by="commune")) == ["not_yours"]


@pytest.mark.parametrize("way", WAYS)
def test_a_transition_for_another_is_not_taken_in_place_of_ones_own(way: str) -> None:
    """When a guard refuses an actor its own transition, the next one, for somebody else, is not taken instead."""
    campaign = begun(1, 1, 1, lifecycle=signed(WAYS[way]()))
    campaign.submit("commune", person="ba")
    assert codes(refusal(campaign, "commune", "review", by="district", person="ba")) == ["own_work"]
    assert campaign.review("commune", by="issuer", person="ba").dest == "signed"


@pytest.mark.parametrize("way", WAYS)
def test_under_another_authority_the_first_open_transition_is_taken(way: str) -> None:
    """An authority of the application knows triggers, not transitions: then the guards alone choose."""
    campaign = begun(1, 1, 1, lifecycle=signed(WAYS[way]()), authority=Everybody())
    campaign.submit("commune", by="x", person="ba")
    assert campaign.review("commune", by="x", person="ba").dest == "signed"


ONE, TWO = kh.Blocker("no_actor"), kh.Blocker("not_in_one")
GUARDS: dict[str, tuple[Any, tuple[kh.Blocker, ...]]] = {
    "none": (None, ()),
    "true": (True, ()),
    "false": (False, (kh.Blocker("guard", {"guard": "budget"}),)),
    "no blockers": ([], ()),
    "a blocker": (kh.Blocker("no_actor"), (kh.Blocker("no_actor"),)),
    "blockers": (
        (kh.Blocker("no_actor"), kh.Blocker("not_in_one")),
        (kh.Blocker("no_actor"), kh.Blocker("not_in_one")),
    ),
}


@pytest.mark.parametrize("answer", GUARDS)
def test_a_guard_answers_with_a_truth_or_with_blockers(answer: str) -> None:
    """None, True and no blockers pass; False refuses under the guard's name; blockers refuse as they are."""
    given, blockers = GUARDS[answer]
    lifecycle = REPORT().with_guards(budget=lambda event: given).extend("submit", conditions="budget")
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    if blockers:
        assert refusal(campaign, "commune", "submit") == blockers
    else:
        assert campaign.submit("commune").dest == "submitted"


@pytest.mark.parametrize("answer", GUARDS)
def test_a_guard_that_must_not_hold(answer: str) -> None:
    """Under `unless`, True refuses under the guard's name, blockers refuse as they are, and all else passes."""
    given, blockers = GUARDS[answer]
    lifecycle = REPORT().with_guards(frozen=lambda event: given).extend("submit", unless="frozen")
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    if given is True:
        assert refusal(campaign, "commune", "submit") == (kh.Blocker("guard", {"guard": "frozen"}),)
    elif blockers and given is not False:
        assert refusal(campaign, "commune", "submit") == blockers
    else:
        assert campaign.submit("commune").dest == "submitted"


@pytest.mark.parametrize("given", ["yes", 2, {"a": 1}, ["a"], object()])
def test_a_guard_that_answers_anything_else_is_an_error(given: Any) -> None:
    """An answer that is neither is no refusal and no consent: it raises, and nothing has moved."""
    campaign = begun(1, 1, 1, lifecycle=REPORT().extend("submit", conditions=lambda event: given))
    with pytest.raises(InvalidLifecycle, match="answered"):
        campaign.submit("commune")
    assert written(campaign) == []


def test_all_guards_are_asked_and_all_their_blockers_given() -> None:
    """Built-in and own guards refuse together, in the order in which they stand."""
    lifecycle = REPORT().with_guards(budget=lambda event: False).extend("submit", conditions="budget")
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    assert codes(refusal(campaign, "district", "submit")) == ["gate", "guard"]


def test_a_guard_of_ones_own_may_replace_a_built_in_one() -> None:
    """A registry that names a built-in guard is asked in its place."""
    lifecycle = REPORT(guards={"gate": lambda event: True})
    assert begun(1, 1, 4, lifecycle=lifecycle).submit("district").dest == "submitted"


def test_of_several_ways_the_blockers_of_the_nearest_are_given() -> None:
    """Where several transitions are tried, the refusal gives the reasons of the one that the least stands against."""
    lifecycle = REPORT().insert(
        "submit", source="draft", dest="submitted", effect="freeze", conditions=("reason_given", "gate", "has_row")
    )
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    assert codes(refusal(campaign, "district", "submit")) == ["gate"]


def test_preparations_run_before_the_guards_when_asking_too() -> None:
    """A guard that relies on what `prepare` worked out says the same when it is only asked."""
    state: dict[str, bool] = {}

    def prepare(event: Any) -> None:
        state["ready"] = event.kwargs == {}

    lifecycle = REPORT().extend("submit", prepare=prepare, conditions=lambda event: state.pop("ready"))
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    assert campaign.blockers("commune", "submit") == ()
    assert campaign.submit("commune").dest == "submitted"


def test_a_case_says_everything_that_is_asked() -> None:
    """A callback sees the command with all that it carries, and who stands where."""
    seen: list[Any] = []
    lifecycle = REPORT().extend("submit", before=lambda event: seen.append((event.model.command, repr(event.model))))
    campaign = begun(1, 1, 1, lifecycle=lifecycle, outline=[kh.Section("results")])
    options: dict[str, Any] = {
        "person": "ba",
        "acting_for": "commune",
        "data": {"members": 3},
        "sections": {"results": "tốt"},
        "reason": "on paper",
        "version": 1,
        "command_id": "k",
    }
    campaign.submit("commune", by="district", received_at="2019-03-19T16:00+07:00", **options)
    command, text = seen[0]
    assert command.carried() == {**options, "received_at": campaign.log()[0].received_at}
    assert (command.unit, command.trigger, command.by) == ("commune", "submit", "district")
    assert text == "<Case submit of commune v1 by district>"


def test_a_name_that_is_in_no_registry_is_never_imported() -> None:
    """A callback that was added to the machine under a name nobody knows raises when it is met, and nothing moves."""
    lifecycle = REPORT()
    lifecycle.machine.add_transition("archive", "aggregated", None, conditions="os.getcwd")
    campaign = begun(1, 1, 1, lifecycle=lifecycle)
    up(campaign, "commune")
    with pytest.raises(kh.errors.UnknownName, match=r"no guard 'os\.getcwd'"):
        campaign.fire("commune", "archive", by="commune")
    assert len(campaign.log()) == 3


def test_asking_inside_a_callback_is_allowed_and_acting_is_not() -> None:
    """A guard may ask the campaign anything; every act and every change it asks for is refused."""
    campaigns: list[kh.Campaign] = []
    errors: list[str] = []

    def meddle(event: Any) -> None:
        campaign = campaigns[0]
        if event.model.unit != "commune-1":
            return
        assert campaign.may("commune-2", "submit")
        assert campaign.progress().state("commune-1") == "draft"
        for act in (
            lambda: campaign.submit("commune-2"),
            lambda: campaign.fire_many([kh.Command("commune-2", "submit")]),
            lambda: campaign.fire_all("submit", tier="commune"),
            lambda: campaign.extend("commune-2", "before 1-1-2030", reason="x"),
        ):
            with pytest.raises(kh.errors.InvalidCommand) as error:
                act()
            errors.append(error.value.findings[0].code)

    campaigns.append(begun(1, 1, 2, lifecycle=REPORT().extend("submit", conditions=meddle)))
    assert campaigns[0].submit("commune-1").seq == 1
    assert errors == ["KH506"] * 4


def always(event: Any) -> bool:
    """A guard that can be pickled by its name."""
    return True


def test_a_lifecycle_with_callables_survives_pickling() -> None:
    """Guards, callbacks and hooks of a module come back, and the copy decides alike."""
    lifecycle = signed(REPORT(guards={"always": always}, after_state_change=always), conditions="always")
    again = pickle.loads(pickle.dumps(lifecycle))
    assert again == lifecycle
    campaign = begun(1, 1, 1, lifecycle=again)
    campaign.submit("commune")
    assert campaign.review("commune", by="issuer").dest == "signed"
