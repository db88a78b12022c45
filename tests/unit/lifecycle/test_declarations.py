"""Declaring a lifecycle: every mistake found when it is made, with its place, and what is read from the machine."""

from __future__ import annotations

from typing import Any

import pytest
from transitions import MachineError

import kehoach as kh
from kehoach._lifecycle import EFFECTS, ROLES, WHO, Lifecycle, State, Transition, answered, label
from kehoach._lifecycle._machine import called
from kehoach.errors import Finding, InvalidLifecycle, UnknownName

SENT = State("sent", role="sent", final=True)
SEND = Transition("send", "draft", "sent")


def wrong(states: Any = ("draft", SENT), rows: Any = (SEND,), **options: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with a lifecycle."""
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle(states, rows, **options)
    assert str(error.value)
    return [(one.code, one.path) for one in error.value.findings]


class Plain:
    """A model that knows nothing of cases: a state, and what it is asked for as methods."""

    state = "draft"

    def gate(self, event: Any) -> bool:
        """Always open."""
        return True


def test_names_are_words() -> None:
    """A state or trigger that is no word is refused at its place."""
    assert wrong(["draft", {"name": "sent off", "role": "sent", "final": True}], []) == [
        ("KH409", "lifecycle.states[1].name")
    ]
    assert wrong(rows=[{"trigger": "send off", "source": "draft", "dest": "sent"}]) == [
        ("KH409", "lifecycle.transitions[0].trigger")
    ]
    assert wrong(rows=[{"source": "draft", "dest": "sent"}]) == [("KH409", "lifecycle.transitions[0].trigger")]


def test_states_are_named_once() -> None:
    """A second state of one name is refused at its place."""
    assert wrong(["draft", SENT, "draft"]) == [("KH410", "lifecycle.states[2].name")]


def test_a_transition_is_for_somebody() -> None:
    """A transition that is for nobody could never fire."""
    assert wrong(rows=[Transition("send", "draft", "sent", who=())]) == [("KH400", "lifecycle.transitions[0].who")]


@pytest.mark.parametrize(
    "row", [{"trigger": "send", "dest": "sent"}, {"trigger": "send", "dest": "sent", "source": []}]
)
def test_a_transition_leaves_some_state(row: dict[str, Any]) -> None:
    """A row that names no source is not silently left out."""
    assert wrong(rows=[SEND, row]) == [("KH400", "lifecycle.transitions[1].source")]


def test_a_guard_is_a_name_or_a_callable() -> None:
    """What is neither is refused at its place, of a transition, a state and the machine."""
    states = ["draft", State("sent", role="sent", final=True, on_enter=(5,))]  # type: ignore[arg-type]  # what is tested
    rows = [Transition("send", "draft", "sent", conditions=(7,))]  # type: ignore[arg-type]  # what is tested
    assert wrong(states, rows, after_state_change=[9]) == [
        ("KH408", "lifecycle.states[1].on_enter"),
        ("KH408", "lifecycle.transitions[0].conditions"),
        ("KH408", "lifecycle.after_state_change"),
    ]


def test_a_hook_that_is_none_is_named() -> None:
    """A misspelt hook of the machine is refused with the nearest, and an unknown guard in a hook too."""
    assert wrong(after_state_chang=print) == [("KH400", "lifecycle.after_state_chang")]
    assert wrong(before_state_change="budget") == [("KH400", "lifecycle.before_state_change")]


def test_a_lifecycle_without_states_says_what_is_missing() -> None:
    """Nothing is no lifecycle."""
    assert wrong([], []) == [("KH400", "lifecycle.initial")]


def test_an_initial_state_that_is_none_is_named() -> None:
    """A misspelt initial state is refused."""
    assert wrong(initial="darft") == [("KH400", "lifecycle.initial")]


def test_nothing_is_no_callback() -> None:
    """What a plan file leaves empty is empty."""
    assert State("sent", on_enter=None).on_enter == ()
    assert Transition("send", "draft", "sent", conditions=None, after=print).after == (print,)


def test_a_loop_is_no_way_out() -> None:
    """A state that leads only to itself, inside or out, leaves nothing."""
    rows = [SEND, Transition("stay", "sent", "sent"), Transition("note", "sent", None)]
    assert wrong(["draft", State("sent", role="sent")], rows) == [("KH402", "lifecycle.states[1]")]


def test_a_transition_behind_a_guarded_one_is_tried() -> None:
    """A guard in front, under `conditions` or `unless`, lets the second have its turn."""
    for options in ({"conditions": "gate"}, {"unless": "gate"}):
        rows = [Transition("send", "draft", "sent", **options), Transition("send", "draft", None)]
        assert len(Lifecycle(["draft", SENT], rows).transitions) == 2


# -- changing one


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda one: one.extend("sumbit", conditions="gate"), "no trigger 'sumbit'; did you mean 'submit'"),
        (
            lambda one: one.extend("submit", source="drafts", conditions="gate"),
            "no state 'drafts'",
        ),
        (lambda one: one.extend("submit", source="reviewed", conditions="gate"), "no state 'reviewed'"),
        (lambda one: one.on_state("reveiwed", on_enter=print), "no state 'reveiwed'; did you mean 'reviewed'"),
        (lambda one: one.with_state("signed", after="reveiwed"), "no state 'reveiwed'; did you mean 'reviewed'"),
        (lambda one: one.role("drft"), "no state 'drft'; did you mean 'draft'"),
    ],
)
def test_a_misspelt_name_is_not_passed_over(change: Any, message: str) -> None:
    """A guard or callback that is hung on a state or trigger that does not exist raises, and is not lost."""
    with pytest.raises(UnknownName, match=message):
        change(Lifecycle.report())


@pytest.mark.parametrize(
    "change",
    [
        lambda one: one.extend("submit", conditons="gate"),
        lambda one: one.extend("submit", who="issuer"),
        lambda one: one.on_state("draft", before=print),
    ],
)
def test_a_misspelt_kind_of_callback_is_named(change: Any) -> None:
    """What no transition or state has is refused with what there is."""
    with pytest.raises(InvalidLifecycle) as error:
        change(Lifecycle.report())
    assert [one.code for one in error.value.findings] == ["KH407"]


def test_hooks_are_exchanged() -> None:
    """Other hooks take the place of those of the same name and leave the rest."""
    one = Lifecycle.report(before_state_change=print, finalize_event=print)
    other = one.with_hooks(before_state_change=[])
    assert other.to_dict()["hooks"] == {"finalize_event": ["builtins:print"]}
    assert one.to_dict()["hooks"] == {"before_state_change": ["builtins:print"], "finalize_event": ["builtins:print"]}


def test_a_source_of_several_extends_each() -> None:
    """A guard that is hung on a trigger stands on every transition of it, or on those of one state."""
    both = Lifecycle.report().extend("send_back", conditions="gate")
    one = Lifecycle.report().extend("send_back", source="reviewed", conditions="gate")
    sources = [
        [row.source for row in lifecycle.transitions if row.trigger == "send_back" and "gate" in row.conditions]
        for lifecycle in (both, one)
    ]
    assert sources == [["submitted", "reviewed"], ["reviewed"]]


def test_the_same_dest_may_be_written_as_in_transitions() -> None:
    """A dest of `=` is the source: the state is left and entered again."""
    rows = [SEND, {"trigger": "touch", "source": ["draft", "sent"], "dest": "="}]
    made = Lifecycle(["draft", SENT], rows)
    assert [(one.source, one.dest) for one in made.transitions[1:]] == [("draft", "draft"), ("sent", "sent")]


# -- what it is


def test_lifecycles_are_values() -> None:
    """Equal declarations are equal and hash alike; another guard, hook or state is another lifecycle."""
    one, other = Lifecycle.report(), Lifecycle.report()
    assert (one, hash(one)) == (other, hash(other))
    assert one != one.extend("submit", conditions="has_row")
    assert one != one.with_hooks(finalize_event=print)
    assert one != one.with_guards(x=print)
    assert one != Lifecycle.act()
    assert one != 5
    assert repr(one) == "<Lifecycle draft -> submitted -> reviewed -> aggregated -> waived>"


def test_a_dictionary_without_states_or_rows_is_no_lifecycle() -> None:
    """What a plan file leaves out is asked for, and what a registry does not hold is named."""
    data = Lifecycle.report(guards={"budget": print}).extend("submit", conditions="budget").to_dict()
    with pytest.raises(InvalidLifecycle, match="no guard 'budget'"):
        Lifecycle.from_dict(data)
    assert Lifecycle.from_dict(data, guards={"budget": print}).transitions[0].conditions[-1] == "budget"


def test_the_act_has_a_lifecycle_that_is_whole() -> None:
    """The lifecycle of acts passes its own checks, and has no state in common with that of reports."""
    act = Lifecycle.act()
    assert act.flat.triggers == ("complete", "confirm", "reopen")
    assert not {*act.states} & {*Lifecycle.report().states}


def test_words_of_the_vocabulary_are_labelled_in_both_languages() -> None:
    """Every state, trigger and actor has its words; a word of one's own is its own label."""
    lifecycle = Lifecycle.report()
    for name in (*lifecycle.states, *lifecycle.triggers, *WHO, *Lifecycle.act().states, *Lifecycle.act().triggers):
        assert label(name, "vi") != label(name)
    assert (label("sign_off"), label("sign_off", "vi")) == ("sign off", "sign off")
    assert (len(ROLES), len(EFFECTS)) == (5, 10)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_table_says_guards_and_what_must_not_hold(lang: Any) -> None:
    """A line of the table names the guards, and `not` before those that must not hold."""
    text = Lifecycle.report().table(lang=lang)
    assert "not others_hold" in text
    assert text.count("\n") == len(Lifecycle.report().transitions) + 2


# -- the machine


def test_guards_of_a_plain_model_are_its_methods() -> None:
    """A model of one's own that is no case answers a guard's name with a method; without one, the name is unknown."""
    machine = Lifecycle(["draft", SENT], [Transition("send", "draft", "sent", conditions="gate")]).machine
    model = Plain()
    assert machine.events["send"].trigger(model) is True
    assert model.state == "sent"
    with pytest.raises(MachineError):
        machine.events["send"].trigger(model)
    other = Lifecycle(["draft", SENT], [Transition("send", "draft", "sent", conditions="has_row")]).machine
    with pytest.raises(UnknownName, match="no guard 'has_row'"):
        other.events["send"].trigger(Plain())


def test_an_event_that_is_no_move_may_be_ignored_as_the_parent_does() -> None:
    """A machine that was told to ignore invalid triggers answers False and does not move its model."""
    machine = Lifecycle.report().machine
    machine.ignore_invalid_triggers = True
    model = Plain()
    assert machine.events["review"].trigger(model) is False
    assert model.state == "draft"


@pytest.mark.parametrize(
    ("func", "name"),
    [
        ("gate", "gate"),
        (print, "builtins:print"),
        (Plain.gate, f"{__name__}:Plain.gate"),
        (Plain(), f"{__name__}:Plain"),
    ],
)
def test_a_callable_is_known_by_its_import_path(func: Any, name: str) -> None:
    """A guard is called what the registry calls it, or where it stands; an object by its class."""
    assert called(func) == name


def test_answers_of_numpy_are_answers() -> None:
    """A truth of numpy is a truth, and an iterator of blockers is blockers."""
    import numpy as np

    assert answered("x", np.True_) == ()
    assert answered("x", np.False_) == (kh.Blocker("guard", {"guard": "x"}),)
    assert answered("x", iter([kh.Blocker("no_actor")])) == (kh.Blocker("no_actor"),)
    assert answered("x", {kh.Blocker("no_actor")}, unless=True) == (kh.Blocker("no_actor"),)
    with pytest.raises(InvalidLifecycle) as error:
        answered("x", [kh.Blocker("no_actor"), 5])
    assert isinstance(error.value.findings[0], Finding)
