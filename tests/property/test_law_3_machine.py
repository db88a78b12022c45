"""Law 3: the machine and the array form agree on every (state, trigger, guards)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from transitions import MachineError

import kehoach as kh
from kehoach._lifecycle import Flat, Lifecycle, Move, answered
from kehoach.errors import Blocker
from kehoach.testing import ManualClock, small_plan

ANSWERS = (None, True, False)
RARER = ((), Blocker("gate", {"count": 1, "total": 2, "missing": ("a",)}))
"""Answers that mean what one of the others means; each guard gives each of them beside all others of one mind."""


class Model:
    """A model that the machine moves; its guards answer as they are told."""

    def __init__(self, state: str, answers: dict[str, Any]) -> None:
        self.state, self.answers, self.taken = state, answers, None

    def builtin(self, name: str) -> Any:
        """The guard of a name."""
        return lambda event: self.answers[name]

    def took(self, transition: Any) -> None:
        """Which transition was taken."""
        self.taken = transition


def by_array(flat: Flat, state: str, trigger: str, answers: dict[str, Any]) -> Move | None:
    """What the array form says."""
    for move in flat.table[flat.numbers[state]].get(trigger, ()):
        if not any(answered(name, answers[name], unless=unless) for name, unless in move.guards):
            return move
    return None


def by_machine(lifecycle: Lifecycle, state: str, trigger: str, answers: dict[str, Any]) -> tuple[str, Any]:
    """What the machine says: the state it ends in, and the transition it took."""
    model = Model(state, answers)
    try:
        lifecycle.machine.events[trigger].trigger(model)
    except MachineError:
        assert model.state == state
    return model.state, model.taken


def cases(flat: Flat) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every state and trigger, with every answer of every guard that its candidates ask, in every combination."""
    for state, trigger in itertools.product(flat.states, flat.triggers):
        moves = flat.table[flat.numbers[state]].get(trigger, ())
        names = sorted({name for move in moves for name, _ in move.guards})
        for answers in itertools.product(ANSWERS, repeat=len(names)):
            yield state, trigger, dict(zip(names, answers, strict=True))
        for name, rare, rest in itertools.product(names, RARER, ANSWERS):
            yield state, trigger, {**dict.fromkeys(names, rest), name: rare}


def test_the_machine_and_the_array_form_agree() -> None:
    """The machine and the array form agree on every (state, trigger, guards)."""
    lifecycle = Lifecycle.report()
    tried = 0
    for state, trigger, answers in cases(lifecycle.flat):
        move = by_array(lifecycle.flat, state, trigger, answers)
        ended, taken = by_machine(lifecycle, state, trigger, answers)
        assert (taken is None) == (move is None), (state, trigger, answers)
        if move is not None:
            assert move.transition is taken
            assert lifecycle.flat.states[move.dest] == ended
        tried += 1
    assert tried > 4_000


TOUCHED = Lifecycle.report(prepare_event=lambda event: None)
"""The same lifecycle with a callback that does nothing: every act runs the machine itself."""

PLAN = small_plan(1, 2, 3)
UNITS = [*PLAN.hierarchy.columns.ids] if PLAN.hierarchy is not None else []
acts = st.tuples(
    st.sampled_from(UNITS),
    st.sampled_from(Lifecycle.report().triggers),
    st.sampled_from([None, *UNITS, "issuer"]),
    st.sampled_from([None, "because"]),
)


def answer(campaign: kh.Campaign, act: tuple[str, str, str | None, str | None]) -> object:
    """What a campaign says to an act: the entry's fields, or its reasons."""
    unit, trigger, by, reason = act
    options = {} if by is None else {"by": by}
    try:
        fields = campaign.fire(unit, trigger, reason=reason, **options).to_dict()
    except kh.errors.Refused as refused:
        return refused.blockers
    return {name: value for name, value in fields.items() if name not in ("plan", "previous", "hash")}


@settings(max_examples=40)
@given(st.lists(acts, max_size=60))
def test_the_short_way_and_the_machine_decide_alike(sequence: list[tuple[str, str, str | None, str | None]]) -> None:
    """The machine and the array form agree on every act of random campaigns, refusals and their reasons included."""
    short, long = (
        kh.Campaign.begin(plan, clock=ManualClock("2019-03-20T08:00+07:00"), default_by="expected")
        for plan in (PLAN, PLAN.replace(lifecycle=TOUCHED))
    )
    for act in sequence:
        assert answer(short, act) == answer(long, act)
    assert short.progress().counts() == long.progress().counts()


@pytest.mark.parametrize("trigger", Lifecycle.report().triggers)
def test_the_machine_takes_a_model_of_its_parents(trigger: str) -> None:
    """A model without the doors of a case is moved as `transitions` moves it."""

    class Plain:
        """A model with a state and the guards as methods."""

        state = "draft"

        def __getattr__(self, name: str) -> Any:
            if name in ("move", "took", "note", "builtin"):
                raise AttributeError(name)
            return lambda event: True

    model = Plain()
    event = Lifecycle.report().machine.events[trigger]
    if "draft" in event.transitions:
        assert event.trigger(model) is True
    else:
        with pytest.raises(MachineError):
            event.trigger(model)
