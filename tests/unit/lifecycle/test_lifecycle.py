"""The declaration of a lifecycle."""

from __future__ import annotations

import pickle

import pytest

import kehoach as kh
from kehoach._lifecycle import GUARDS, Lifecycle, State, Transition, flatten
from kehoach.errors import InvalidLifecycle


def codes(error: pytest.ExceptionInfo[InvalidLifecycle]) -> list[tuple[str, str]]:
    return [(finding.code, finding.path) for finding in error.value.findings]


def test_the_standard_lifecycle_has_the_four_states_in_order() -> None:
    """A report is a draft, then submitted, reviewed and aggregated; or it is waived."""
    lifecycle = Lifecycle.report()
    assert lifecycle.states == ("draft", "submitted", "reviewed", "aggregated", "waived")
    assert [lifecycle.role(state) for state in lifecycle.states] == ["draft", "sent", "accepted", "counted", "waived"]
    assert lifecycle.initial == "draft"


def test_every_name_is_read_from_the_machine() -> None:
    """What is added to the machine is seen in the lifecycle: the machine is the only table."""
    lifecycle = Lifecycle.report()
    lifecycle.machine.add_transition("archive", "aggregated", None)
    assert "archive" in lifecycle.triggers
    assert lifecycle.transitions[-1].trigger == "archive"


def test_the_machine_has_no_automatic_triggers() -> None:
    """No `to_*` trigger jumps the guards."""
    assert not [name for name in Lifecycle.report().machine.events if name.startswith("to_")]


def test_every_guard_of_the_standard_table_is_documented() -> None:
    """The guards that stand in the tables, one with a step in between among them, are those that are documented."""
    signed = Lifecycle.report().with_state("signed", role="accepted")
    signed = signed.insert("sign", source="reviewed", dest="signed")
    rows = (*signed.transitions, *Lifecycle.act().transitions)
    named = {guard for one in rows for guard in (*one.conditions, *one.unless)}
    assert named == set(GUARDS)


def test_a_lifecycle_survives_its_dictionary() -> None:
    """What `to_dict` writes, `from_dict` reads back as an equal lifecycle."""
    lifecycle = Lifecycle.report()
    assert Lifecycle.from_dict(lifecycle.to_dict()) == lifecycle


def test_a_lifecycle_survives_pickling() -> None:
    """A pickled lifecycle comes back equal."""
    assert pickle.loads(pickle.dumps(Lifecycle.report())) == Lifecycle.report()


def test_a_state_can_be_inserted() -> None:
    """A `signed` state between reviewed and aggregated is two steps, and the base stays as it was."""
    base = Lifecycle.report()
    signed = (
        base.with_state("signed", role="accepted", after="reviewed")
        .insert("sign", source="reviewed", dest="signed", who="unit")
        .insert("unsign", source="signed", dest="reviewed", who="unit")
    )
    assert signed.states == ("draft", "submitted", "reviewed", "signed", "aggregated", "waived")
    assert signed.flat.triggers[-2:] == ("sign", "unsign")
    assert base.states == ("draft", "submitted", "reviewed", "aggregated", "waived")


def test_a_state_without_a_way_out_is_found_when_the_lifecycle_is_used() -> None:
    """A state that was added and leads nowhere is named with its repair."""
    open_ended = Lifecycle.report().with_state("signed").insert("sign", source="reviewed", dest="signed")
    with pytest.raises(InvalidLifecycle, match="no transition leaves the state 'signed'; add one, or say final = true"):
        _ = open_ended.flat


def test_misspelt_states_and_guards_are_found_when_it_is_built() -> None:
    """Every misspelt name is reported at once, with its place and the nearest name."""
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle(
            ["draft", {"name": "sent", "role": "sennt"}],
            [
                {"trigger": "send", "source": "drafft", "dest": "sent", "conditions": "gatte"},
                {"trigger": "back", "source": "sent", "dest": "drat", "who": "unitt", "effect": "opn"},
            ],
        )
    assert codes(error) == [
        ("KH400", "lifecycle.states[1].role"),
        ("KH400", "lifecycle.transitions[0].source"),
        ("KH400", "lifecycle.transitions[1].dest"),
        ("KH400", "lifecycle.transitions[1].who"),
        ("KH400", "lifecycle.transitions[1].effect"),
        ("KH400", "lifecycle.transitions[0].conditions"),
    ]
    assert "did you mean draft?" in str(error.value)


def test_a_dotted_path_is_no_guard() -> None:
    """A name that could be imported is refused: it is in no registry."""
    with pytest.raises(InvalidLifecycle, match=r"no guard 'os.getcwd'"):
        Lifecycle(
            ["draft", {"name": "sent", "role": "sent", "final": True}],
            [{"trigger": "send", "source": "draft", "dest": "sent", "conditions": "os.getcwd"}],
        )


def test_an_unknown_key_of_a_row_is_a_finding() -> None:
    """A key that no state or transition has is named with those that there are."""
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle([{"name": "draft", "rolle": "draft"}], [])
    assert codes(error) == [("KH407", "lifecycle.states[0].rolle")]


def test_an_unreachable_state_is_refused() -> None:
    """A state that no transition leads to is an error."""
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle([State("draft", final=True), State("lost", role="sent", final=True)], [])
    assert codes(error) == [("KH401", "lifecycle.states[1]")]


def test_a_transition_behind_one_without_guards_is_refused() -> None:
    """Of two transitions of one trigger and source, the second needs the first to have a guard."""
    rows = [
        Transition("send", "draft", "sent"),
        Transition("send", "draft", "draft"),
        Transition("back", "sent", "draft"),
    ]
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle([State("draft"), State("sent", role="sent")], rows)
    assert codes(error) == [("KH403", "lifecycle.transitions[1]")]


def test_a_lifecycle_begins_in_a_draft() -> None:
    """An initial state with another role is an error."""
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle([State("sent", role="sent", final=True)], [])
    assert codes(error) == [("KH406", "lifecycle.initial")]


def test_a_source_may_be_several_or_all() -> None:
    """The row of `transitions` with a list or a star becomes one transition per source."""
    made = Lifecycle(
        [State("draft"), State("sent", role="sent")],
        [{"trigger": "send", "source": "draft", "dest": "sent"}, {"trigger": "reset", "source": "*", "dest": "draft"}],
    )
    assert [(one.source, one.dest) for one in made.transitions if one.trigger == "reset"] == [
        ("draft", "draft"),
        ("sent", "draft"),
    ]


def test_extending_adds_guards_and_keeps_what_is_there() -> None:
    """A guard that is added stands behind the built-in ones, in the lifecycle that `extend` answers with."""
    extended = Lifecycle.report().with_guards(budget=lambda event: None).extend("review", conditions="budget")
    assert [one.conditions for one in extended.transitions if one.trigger == "review"] == [("not_preparer", "budget")]


def test_drawings_are_stable_and_highlight_a_state() -> None:
    """Equal machines give equal bytes, and one state can be picked out."""
    first, second = Lifecycle.report(), Lifecycle.report()
    for kind in ("mermaid", "dot"):
        assert first.diagram(kind) == second.diagram(kind)
        assert first.diagram(kind, highlight="reviewed") != first.diagram(kind)
    assert "đã duyệt" in first.diagram("dot", lang="vi")


def test_an_unknown_kind_of_drawing_is_named() -> None:
    """A kind that is not drawn is refused with those that are."""
    with pytest.raises(kh.errors.UnknownName, match="no kind of diagram 'png'"):
        Lifecycle.report().diagram("png")
    with pytest.raises(kh.errors.UnknownName, match="did you mean 'reviewed'"):
        Lifecycle.report().diagram("dot", highlight="reviwed")


def test_the_markdown_table_has_a_line_per_transition() -> None:
    """Every transition of the machine stands in the table."""
    lifecycle = Lifecycle.report()
    assert len(lifecycle.table().splitlines()) == len(lifecycle.transitions) + 2


def test_moves_are_plain_until_a_callable_takes_part() -> None:
    """The short way is for built-in guards; a callback anywhere on a transition's way takes it off."""
    assert all(move.plain for move in Lifecycle.report().flat.moves)
    touched = flatten(Lifecycle.report(after_state_change=lambda event: None).machine)
    assert not any(move.plain for move in touched.moves if move.effect != "change")
    entered = Lifecycle.report().on_state("reviewed", on_enter=lambda event: None).flat
    assert [move.trigger for move in entered.moves if not move.plain] == [
        "review",
        "release",
        "release",
        "withdraw",
        "withdraw",
    ]
