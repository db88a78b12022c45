"""The state is published last: whatever raises, in whatever callback, nothing has moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import kehoach as kh
from kehoach.stores import MemoryStore
from kehoach.stores._memory import MemoryJournal
from kehoach.testing import ManualClock, small_plan


class Boom(Exception):
    """What a user's callback raises in these tests."""


def boom(event: Any) -> None:
    """A callback that fails."""
    raise Boom


REPORT = kh.Lifecycle.report
POSITIONS: dict[str, Callable[[], kh.Lifecycle]] = {
    "prepare_event": lambda: REPORT(prepare_event=boom),
    "before_state_change": lambda: REPORT(before_state_change=boom),
    "after_state_change": lambda: REPORT(after_state_change=boom),
    "finalize_event": lambda: REPORT(finalize_event=boom),
    "prepare": lambda: REPORT().extend("submit", prepare=boom),
    "conditions": lambda: REPORT().extend("submit", conditions=boom),
    "unless": lambda: REPORT().extend("submit", unless=boom),
    "before": lambda: REPORT().extend("submit", before=boom),
    "after": lambda: REPORT().extend("submit", after=boom),
    "on_exit": lambda: REPORT().on_state("draft", on_exit=boom),
    "on_enter": lambda: REPORT().on_state("submitted", on_enter=boom),
}


def begun(lifecycle: kh.Lifecycle | None = None, store: MemoryStore | None = None) -> kh.Campaign:
    plan = small_plan(1, 1, 1, lifecycle=lifecycle)
    return kh.Campaign.begin(plan, store, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")


@pytest.mark.parametrize("position", POSITIONS)
def test_a_callback_that_raises_leaves_everything_as_it_was(position: str) -> None:
    """In every callback position of `transitions`, state, log and progress are untouched."""
    campaign = begun(POSITIONS[position]())
    before = campaign.progress()
    with pytest.raises(Boom):
        campaign.submit("commune", data={"members": 1})
    assert campaign.progress() == before
    assert list(campaign.log()) == []


@pytest.mark.parametrize("position", POSITIONS)
def test_a_callback_that_raises_leaves_the_campaign_usable(position: str) -> None:
    """After a callback failed, the campaign still answers, and a campaign without it still acts."""
    campaign = begun(POSITIONS[position]())
    with pytest.raises(Boom):
        campaign.submit("commune")
    assert campaign.progress().state("commune") == "draft"
    assert begun().submit("commune").dest == "submitted"


def test_on_final_that_raises_moves_nothing() -> None:
    """The callback of a final state fails before anything is published."""
    campaign = begun(REPORT(on_final=boom))
    campaign.submit("commune")
    campaign.review("commune")
    with pytest.raises(Boom):
        campaign.aggregate("commune")
    assert campaign.progress().state("commune") == "reviewed"
    assert len(campaign.log()) == 2


def test_a_handler_of_exceptions_turns_them_into_a_refusal() -> None:
    """With `on_exception` the error is the handler's, the act is refused, and nothing has moved."""
    seen: list[object] = []
    lifecycle = REPORT(on_exception=lambda event: seen.append(event.error)).extend("submit", after=boom)
    campaign = begun(lifecycle)
    with pytest.raises(kh.errors.Refused) as refused:
        campaign.submit("commune")
    assert [blocker.code for blocker in refused.value.blockers] == ["callback_failed"]
    assert isinstance(seen[0], Boom)
    assert len(campaign.log()) == 0


class FullStore(MemoryStore):
    """A store whose journals take nothing."""

    def journal(self, id: str, terms: Any) -> Any:
        """A journal that is full."""
        full = super().journal(id, terms)
        full.__class__ = FullJournal
        return full


class FullJournal(MemoryJournal):
    """A journal that takes nothing."""

    __slots__ = ()

    def append(self, *line: Any) -> Any:
        """Fail."""
        raise Boom


def test_a_store_that_fails_leaves_everything_as_it_was() -> None:
    """When the store does not take the entry, nothing is published."""
    campaign = begun(store=FullStore())
    before = campaign.progress()
    with pytest.raises(Boom):
        campaign.submit("commune")
    with pytest.raises(Boom):
        campaign.fire_many([kh.Command("commune", "submit")])
    assert campaign.progress() == before
    assert len(campaign.log()) == 0


def test_an_act_inside_a_callback_is_refused() -> None:
    """A callback cannot fire: the act it stands in is still being decided."""
    campaigns: list[kh.Campaign] = []
    lifecycle = REPORT().extend("submit", after=lambda event: campaigns[0].recall("commune"))
    campaigns.append(begun(lifecycle))
    with pytest.raises(kh.errors.InvalidCommand, match="another is being decided"):
        campaigns[0].submit("commune")
    assert campaigns[0].progress().state("commune") == "draft"


def test_callbacks_run_in_the_order_of_transitions() -> None:
    """Every callback of a transition runs once, in the order that `transitions` documents, on a case that it moves."""
    seen: list[tuple[str, str]] = []

    def note(name: str) -> Callable[[Any], None]:
        return lambda event: seen.append((name, event.model.state))

    lifecycle = (
        REPORT(
            prepare_event=note("prepare_event"),
            before_state_change=note("before_state_change"),
            after_state_change=note("after_state_change"),
            finalize_event=note("finalize_event"),
        )
        .extend("submit", prepare=note("prepare"), before=note("before"), after=note("after"))
        .on_state("draft", on_exit=note("on_exit"))
        .on_state("submitted", on_enter=note("on_enter"))
    )
    begun(lifecycle).submit("commune")
    assert seen == [
        ("prepare_event", "draft"),
        ("prepare", "draft"),
        ("before_state_change", "draft"),
        ("before", "draft"),
        ("on_exit", "draft"),
        ("on_enter", "submitted"),
        ("after", "submitted"),
        ("after_state_change", "submitted"),
        ("finalize_event", "submitted"),
    ]


def test_a_case_is_read_only() -> None:
    """A callback that sets anything on the case fails, and the act with it."""

    def set_state(event: Any) -> None:
        event.model.state = "aggregated"

    campaign = begun(REPORT().extend("submit", before=set_state))
    with pytest.raises(AttributeError, match="read-only"):
        campaign.submit("commune")
    assert campaign.progress().state("commune") == "draft"


def test_a_case_says_what_is_asked() -> None:
    """A guard sees unit, version, actor, superior, command, report and progress."""
    seen: dict[str, object] = {}

    def look(event: Any) -> None:
        case = event.model
        for name in ("unit", "duty", "version", "by", "superior", "state"):
            seen[name] = getattr(case, name)
        seen["data"] = dict(case.command.data)
        seen["report"] = case.report.state
        seen["progress"] = case.progress.state("district")

    begun(REPORT().extend("submit", conditions=look)).submit("commune", data={"members": 7})
    assert seen == {
        "unit": "commune",
        "duty": "commune",
        "version": 1,
        "by": "commune",
        "superior": "district",
        "state": "draft",
        "data": {"members": 7},
        "report": "draft",
        "progress": "draft",
    }


def test_a_callback_that_is_added_to_the_machine_itself_runs() -> None:
    """What is hung on the machine in the words of `transitions` before a campaign begins takes part in it."""
    lifecycle = REPORT()
    assert lifecycle.flat.moves[0].plain
    lifecycle.machine.on_enter_submitted(boom)
    campaign = begun(lifecycle)
    with pytest.raises(Boom):
        campaign.submit("commune")
    assert campaign.progress().state("commune") == "draft"
