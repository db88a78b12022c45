"""Many acts at once: an outcome and a reason for each, all or none or each for itself, whatever is wrong with some."""

from __future__ import annotations

import signal
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import AmbiguousName, InvalidCommand, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, written

COMMUNES = [f"commune-{number}" for number in range(1, 5)]


def wrong() -> list[kh.Command]:
    """Seven acts, of which four are wrong in four ways; each with an actor, so that order says nothing."""
    return [
        kh.Command("commune-1", "submit", data={"members": 1}),
        kh.Command("commune-x", "submit"),
        kh.Command("commune-2", "submit", data={"membrs": 1}),
        kh.Command("commune-3", "submit"),
        kh.Command("district-1", "review"),
        kh.Command("commune-4", "sumbit"),
        kh.Command("commune-2", "submit"),
    ]


def test_each_act_has_its_outcome_in_the_callers_order() -> None:
    """What is wrong with some stops no other, and every reason stands at its place."""
    campaign = begun()
    outcomes = campaign.fire_many(wrong(), atomic=False)
    assert [outcome.done for outcome in outcomes] == [True, False, False, True, False, False, True]
    assert [type(outcome.error) for outcome in outcomes if not outcome.done] == [
        UnknownName, InvalidCommand, Refused, UnknownName,
    ]  # fmt: skip
    assert [outcome.command for outcome in outcomes] == wrong()
    assert [entry.duty for entry in campaign.log()] == ["commune-1", "commune-3", "commune-2"]
    assert "did you mean 'submit'" in outcomes[5].text()
    assert all(outcome.text("vi") for outcome in outcomes)


def test_one_wrong_act_of_an_atomic_batch_stops_all_and_all_are_named() -> None:
    """Nothing is written, the wrong ones say why, and the others that they were held up."""
    campaign = begun()
    before = written(campaign), campaign.progress()
    outcomes = campaign.fire_many(wrong(), atomic=True)
    assert (written(campaign), campaign.progress()) == before
    assert [outcome.error is not None for outcome in outcomes] == [False, True, True, False, True, True, False]
    assert not any(outcome.done for outcome in outcomes)
    assert outcomes[0].text() == "commune-1: not done, because others were refused"
    assert outcomes[0].text("vi") == "commune-1: chưa thực hiện vì có việc khác bị từ chối"


@pytest.mark.parametrize("atomic", [True, False])
def test_order_is_upward_or_downward_on_request(atomic: bool) -> None:
    """Subordinates are done before their superiors, or after, and the outcomes keep the caller's order."""
    acts = [("district-1", "submit"), ("commune-1", "submit"), ("commune-3", "submit"), ("commune-1", "review"),
            ("commune-3", "review"), ("commune-1", "aggregate"), ("commune-3", "aggregate")]  # fmt: skip
    commands = [kh.Command(unit, trigger) for unit, trigger in acts]
    assert [one.done for one in begun().fire_many(commands, atomic=atomic, order="upward")] == [True] * 7
    forward = begun().fire_many(commands, atomic=False)
    assert [one.done for one in forward] == [False, *[True] * 6]
    campaign = begun()
    campaign.fire_many([kh.Command(unit, "waive", reason="x") for unit in COMMUNES])
    down = [kh.Command("commune-1", "unwaive"), kh.Command("province", "submit")]
    assert [one.done for one in campaign.fire_many(down, atomic=False, order="downward")] == [True, False]


@pytest.mark.slow
@pytest.mark.parametrize("carried", [{}, {"data": {"members": 5}, "person": "ba"}])
def test_three_wrong_of_a_hundred_thousand_are_all_named(carried: dict[str, Any]) -> None:
    """A batch of a hundred thousand acts says at once all that is wrong with it, and without that it is done."""
    plan = small_plan(1, 100, 100_000)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    commands = [kh.Command(f"commune-{number:06}", "submit", **carried) for number in range(1, 100_001)]
    commands[7] = kh.Command("commune-x", "submit")
    commands[50_000] = kh.Command("commune-050001", "review")
    commands[99_999] = kh.Command("commune-100000", "submit", data={"membrs": 1})
    outcomes = campaign.fire_many(commands, atomic=True)
    assert [place for place, outcome in enumerate(outcomes) if outcome.error is not None] == [7, 50_000, 99_999]
    assert len(campaign.log()) == 0
    good = [command for place, command in enumerate(commands) if place not in (7, 50_000, 99_999)]
    assert all(outcome.done for outcome in campaign.fire_many(good, atomic=True))
    assert len(campaign.log()) == 99_997


def test_what_was_refused_keeps_nothing_alive() -> None:
    """An error among outcomes holds no board: it would keep a whole batch in memory."""
    campaign = begun()
    for atomic in (True, False):
        for outcome in campaign.fire_many(wrong(), atomic=atomic):
            assert outcome.error is None or outcome.error.__traceback__ is None


@pytest.mark.slow
@pytest.mark.parametrize("atomic", [True, False])
def test_a_batch_in_which_everything_is_wrong_is_told_in_time(atomic: bool) -> None:
    """Names that look alike are looked for twenty times, and not for each of ten thousand."""
    campaign = kh.Campaign.begin(small_plan(1, 10, 10_000), clock=ManualClock(MORNING), default_by="expected")
    outcomes = campaign.fire_many([kh.Command(f"xa-{number}", "submit") for number in range(10_000)], atomic=atomic)
    proposed = [isinstance(one.error, UnknownName) and bool(one.error.nearest) for one in outcomes]
    assert sum(proposed) <= 20
    assert all(isinstance(outcome.error, UnknownName) for outcome in outcomes)


def interrupting(unit: str) -> kh.Plan:
    """A small plan in which somebody presses Ctrl-C while one unit's report is being decided."""

    def interrupt(event: Any) -> None:
        if event.model.unit == unit:
            signal.raise_signal(signal.SIGINT)

    lifecycle = kh.Lifecycle.report(guards={"interrupt": interrupt}).extend("submit", conditions="interrupt")
    return small_plan(1, 2, 4, lifecycle=lifecycle)


@pytest.mark.parametrize("atomic", [True, False])
def test_ctrl_c_leaves_whole_acts(atomic: bool) -> None:
    """Who is stopped in the middle has done what was done before, or nothing, and can go on."""
    campaign = kh.Campaign.begin(interrupting("commune-3"), clock=ManualClock(MORNING), default_by="expected")
    with pytest.raises(KeyboardInterrupt):
        campaign.fire_many([kh.Command(unit, "submit") for unit in COMMUNES], atomic=atomic)
    assert [entry.duty for entry in campaign.log()] == ([] if atomic else ["commune-1", "commune-2"])
    assert campaign.verify().entries == len(campaign.log())
    assert campaign.submit("commune-4").duty == "commune-4"


def test_an_ambiguous_duty_is_an_outcome_like_others() -> None:
    """A unit that owes several forms, and no report, is told which there are, and the others are done."""
    plan = small_plan(1, 2, 4).replace(
        duties=[kh.DutyRow("list", "commune"), kh.DutyRow("stock", "commune")],
        hierarchy=kh.Hierarchy.from_units(
            [kh.Tier("province"), kh.Tier("commune", owes=False)],
            [kh.Unit("p", tier="province"), kh.Unit("c", tier="commune", reports_to="p")],
        ),
    )
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    outcomes = campaign.fire_many([kh.Command("c", "submit"), kh.Command("c:list", "submit")], atomic=False)
    assert isinstance(outcomes[0].error, AmbiguousName)
    assert outcomes[0].error.choices == ("c:list", "c:stock")
    assert outcomes[1].done
    (one, _) = campaign.fire_many([kh.Command("c", "submit"), kh.Command("c:stock", "submit")])
    assert isinstance(one.error, AmbiguousName)
