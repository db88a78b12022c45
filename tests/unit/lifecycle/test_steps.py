"""Steps in between, what a lifecycle needs, and lifecycles that are put together from the standard one."""

from __future__ import annotations

from typing import Any

import pytest

import kehoach as kh
from kehoach import Lifecycle, State, Transition
from kehoach.errors import InvalidLifecycle
from kehoach.testing import small_plan
from own_lifecycles import checked, prepared, signed, stamped

REPORT = Lifecycle.report


def ways(lifecycle: Lifecycle, trigger: str) -> list[tuple[str, str | None]]:
    """From where to where the transitions of a trigger lead."""
    return [(one.source, one.dest) for one in lifecycle.transitions if one.trigger == trigger]


def found(lifecycle: Lifecycle) -> list[tuple[str, str]]:
    """Codes and places of what a lifecycle lacks."""
    return [(finding.code, finding.path) for finding in lifecycle.check()]


def test_a_step_takes_over_what_led_onward() -> None:
    """After `reviewed`, what goes up is `signed`; what is released or withdrawn comes back to `signed`."""
    lifecycle = signed()
    assert lifecycle.check() == ()
    assert lifecycle.states == ("draft", "submitted", "reviewed", "signed", "aggregated", "waived")
    assert ways(lifecycle, "sign") == [("reviewed", "signed")]
    assert ways(lifecycle, "aggregate") == [("signed", "aggregated"), ("signed", None)]
    assert ways(lifecycle, "release")[:1] == [("aggregated", "signed")]
    assert ways(lifecycle, "send_back") == [("submitted", "draft"), ("reviewed", "draft"), ("signed", "draft")]
    assert ways(lifecycle, "correct") == [("reviewed", "draft"), ("signed", "draft"), ("aggregated", "draft")]
    assert ways(lifecycle, "withdraw") == [("draft", "aggregated"), ("draft", "signed"), ("draft", "reviewed")]
    assert ways(lifecycle, "review") == ways(REPORT(), "review")


def test_steps_follow_each_other() -> None:
    """A second step takes over from the first, whichever is inserted first."""
    before = signed().with_state("countersigned", role="accepted")
    before = before.insert("countersign", source="reviewed", dest="countersigned", who="lead")
    assert [one.trigger for one in stamped().way("aggregated")] == ["submit", "review", "sign", "stamp", "aggregate"]
    assert [one.trigger for one in before.way("aggregated")] == ["submit", "review", "countersign", "sign", "aggregate"]
    assert ways(stamped(), "aggregate")[0] == ("stamped", "aggregated")


def test_a_review_in_two_steps() -> None:
    """What was sent is checked and then reviewed; what may be recalled or sent back still may when it was checked."""
    lifecycle = checked()
    assert ways(lifecycle, "review") == [("checked", "reviewed")]
    assert ways(lifecycle, "recall") == [("submitted", "draft"), ("checked", "draft")]
    assert ways(lifecycle, "uncheck") == [("checked", "submitted")]
    assert [one.trigger for one in prepared().way("submitted")] == ["prepare", "submit"]


def test_a_transition_to_a_state_that_has_ways_is_no_step() -> None:
    """A way that is added between states with ways of their own changes no other."""
    lifecycle = REPORT().insert("recall", source="reviewed", dest="draft", effect="recall", conditions="not_taken")
    assert lifecycle.check() == ()
    assert len(lifecycle.transitions) == len(REPORT().transitions) + 1
    final = REPORT().with_state("archived", role="counted", final=True)
    final = final.insert("archive", source="aggregated", dest="archived", who="issuer")
    assert ways(final, "correct") == ways(REPORT(), "correct")


def test_a_state_stands_where_it_is_said_to() -> None:
    """`after` wins over the place behind the state it follows."""
    placed = REPORT().with_state("signed", role="accepted", after="draft")
    assert placed.insert("sign", source="reviewed", dest="signed").states[1] == "signed"


def test_misspelt_fields_are_findings() -> None:
    """A field that a state or transition has not is named with those it has."""
    for change in (
        lambda: REPORT().with_state("signed", rolle="accepted"),
        lambda: REPORT().insert("sign", source="reviewed", dest="submitted", whom="unit"),
    ):
        with pytest.raises(InvalidLifecycle) as error:
            change()
        assert error.value.findings[0].code == "KH407"


def test_joined_is_states_and_steps_at_once() -> None:
    """Rows of states and transitions join as `with_state` and `insert` have them."""
    joined = REPORT().joined(
        [{"name": "signed", "role": "accepted", "after": "reviewed"}],
        [{"trigger": "sign", "source": "reviewed", "dest": "signed", "who": "unit"}],
    )
    assert joined == signed()
    assert REPORT().joined([State("signed", role="accepted")], [Transition("sign", "reviewed", "signed")]) == signed()
    with pytest.raises(InvalidLifecycle) as error:
        REPORT().joined([], [{"trigger": "sign", "source": "reviewd", "dest": "sined", "conditions": "gat"}])
    assert [finding.code for finding in error.value.findings] == ["KH400", "KH400", "KH400"]
    with pytest.raises(InvalidLifecycle, match=r"states\[5\].after: no state 'reviewd'; did you mean reviewed"):
        REPORT().joined([{"name": "signed", "role": "accepted", "after": "reviewd"}], [])


SENT = State("sent", role="sent")
DONE = State("done", role="accepted", final=True)
FREEZE = Transition("send", "draft", "sent", effect="freeze")
ACCEPT = Transition("accept", "sent", "done", who="lead", effect="accept")


def lacking(*rows: Transition, states: tuple[State, ...] = (SENT, DONE)) -> list[tuple[str, str]]:
    """What a small lifecycle with some more rows lacks."""
    return found(Lifecycle([State("draft"), *states], [FREEZE, ACCEPT, *rows]))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (Transition("x", "draft", "draft", effect="freeze"), "KH411"),
        (Transition("x", "draft", "done", effect="freeze"), "KH411"),
        (Transition("x", "sent", None, effect="row", conditions="superior_is_draft"), "KH411"),
        (Transition("x", "draft", "sent", effect="open"), "KH411"),
        (Transition("x", "sent", "draft"), "KH412"),
        (Transition("x", "done", "draft"), "KH412"),
        (Transition("x", "draft", "done"), "KH412"),
        (Transition("x", "done", "sent"), "KH413"),
        (Transition("x", "done", None, effect="row"), "KH414"),
        (Transition("x", "draft", "done", effect="withdraw"), "KH414"),
        (Transition("extend", "sent", None), "KH416"),
        (Transition("receive", "sent", None), "KH416"),
    ],
)
def test_an_effect_has_its_place_and_its_guards(row: Transition, code: str) -> None:
    """An effect between other roles, another role without an effect, and an effect without its guard are found."""
    assert [one for one, _ in lacking(row)] == [code]


def test_what_takes_back_a_row_asks_whether_there_is_one() -> None:
    """A return of what may have been taken needs `not_taken` where reports are taken at all."""
    back = Transition("back", "done", "draft", effect="open")
    take = Transition("take", "done", None, who="superior", effect="row", conditions="superior_is_draft")
    assert lacking(back) == []
    assert lacking(take, back) == [("KH414", "lifecycle.transitions[3].conditions")]


def test_every_effect_says_what_it_needs() -> None:
    """Without their guards, the transitions of the standard lifecycle are refused one by one, by name."""
    bare = [kh.Transition(one.trigger, one.source, one.dest, who=one.who, effect=one.effect) for one in
            REPORT().transitions if one.trigger not in ("aggregate", "release") or one.dest is not None]  # fmt: skip
    lifecycle = Lifecycle(
        REPORT().state_values, [row for row in bare if (row.trigger, row.dest) != ("withdraw", "reviewed")]
    )
    said = {(str(f.values["trigger"]), str(f.values["guards"])) for f in lifecycle.check() if f.code == "KH414"}
    assert said == {
        ("send_back", "not_taken"),
        ("aggregate", "superior_is_draft, others_hold"),
        ("release", "has_row, superior_is_draft, row_is_working"),
        ("withdraw", "correction_open, base_held"),
        ("waive", "never_taken, nothing_below"),
        ("unwaive", "superiors_are_drafts"),
    }


def test_an_effect_may_be_left_to_the_roles() -> None:
    """Where the roles of its ends leave one effect, a transition has it without saying so; it is written out."""
    made = Lifecycle(
        ["draft", SENT, DONE], [Transition("send", "draft", "sent"), Transition("accept", "sent", "done", who="lead")]
    )
    assert [one.effect for one in made.transitions] == ["freeze", "accept"]
    assert made.check() == ()
    assert made.to_dict()["transitions"][0]["effect"] == "freeze"


def test_some_way_leads_to_an_end() -> None:
    """A lifecycle in which nothing is ever accepted is refused, and so is a state from which nothing is."""
    loop = Lifecycle(["draft", SENT], [FREEZE, Transition("back", "sent", "draft", effect="open")])
    assert found(loop) == [("KH415", "lifecycle.states[0]")]
    aside = State("aside", role="sent")
    rows = [
        Transition("park", "sent", "aside"),
        Transition("turn", "aside", "aside2"),
        Transition("turn", "aside2", "aside"),
    ]
    assert lacking(*rows, states=(SENT, DONE, aside, State("aside2", role="sent"))) == [
        ("KH415", "lifecycle.states[3]"),
        ("KH415", "lifecycle.states[4]"),
    ]


@pytest.mark.parametrize("second", [{}, {"conditions": "gate"}, {"conditions": "gate", "unless": "opened"}])
def test_a_transition_is_not_hidden_behind_one_that_asks_less(second: dict[str, Any]) -> None:
    """Of two ways of a trigger for one actor, the second must not ask all that the first does."""
    rows = [Transition("send", "draft", "sent"), Transition("send", "draft", "other", **second)]
    with pytest.raises(InvalidLifecycle) as error:
        Lifecycle(["draft", State("sent", role="sent", final=True), State("other", role="sent", final=True)], rows)
    assert [(one.code, one.path) for one in error.value.findings] == [("KH403", "lifecycle.transitions[1]")]


def test_two_ways_for_two_actors_are_both_tried() -> None:
    """Ways of one trigger for different actors do not hide each other."""
    rows = [Transition("send", "draft", "sent"), Transition("send", "draft", "other", who="lead")]
    states = ["draft", State("sent", role="sent", final=True), State("other", role="sent", final=True)]
    assert Lifecycle(states, rows).check() == ()


def first(event: Any) -> bool:
    """A guard that is known by its import path."""
    return True


def test_guards_are_known_by_name() -> None:
    """Two guards that would be called alike are refused; one without a name is worth a warning; a named one is not."""
    one, two = (lambda event: True), (lambda event: False)
    with pytest.raises(InvalidLifecycle) as error:
        REPORT().extend("submit", conditions=one).extend("review", conditions=two)
    assert error.value.findings[0].code == "KH417"
    again = REPORT().extend("submit", conditions=one).extend("review", conditions=one)
    plan = small_plan(1, 1, lifecycle=again)
    assert [f.code for f in plan.check() if f.code.startswith("KH4")] == ["KH421"]
    named = REPORT(guards={"one": one, "two": two}).extend("submit", conditions=("one", first)).extend(
        "review", conditions="two"
    )  # fmt: skip
    assert [f for f in small_plan(1, 1, lifecycle=named).check() if f.code.startswith("KH4")] == []
    assert "test_steps:first" in str(named.to_dict())


def refused(**changes: Any) -> list[tuple[str, str]]:
    """What stands against a small plan."""
    with pytest.raises(kh.errors.InvalidPlan) as error:
        small_plan(1, 1, 2, **changes)
    assert all(finding.text("vi") and finding.remedy("vi") for finding in error.value.findings)
    return [(finding.code, finding.path) for finding in error.value.findings]


OWN = Lifecycle(["draft", SENT, DONE], [FREEZE, ACCEPT, Transition("back", "sent", "draft", effect="open")])


def test_a_campaign_can_end() -> None:
    """The state in which a campaign ends is one that a report without a superior can be in, past its draft."""
    for name in ("aggregated", "draft", "waived"):
        assert refused(policy=kh.Policy(root_ends=name)) == [("KH418", "policy.root_ends")]
    assert refused(policy=kh.Policy(root_ends="reviewd")) == [("KH122", "policy.root_ends")]
    above = (
        REPORT().with_state("signed", role="accepted").insert("sign", source="reviewed", dest="signed", who="superior")
    )
    assert refused(lifecycle=above, policy=kh.Policy(root_ends="signed")) == [("KH418", "policy.root_ends")]
    assert small_plan(1, 1, lifecycle=OWN).policy.root_ends == "done"


def test_a_plan_with_half_a_lifecycle_is_refused() -> None:
    """A lifecycle that still lacks its next step is found when the plan is made."""
    assert refused(lifecycle=REPORT().with_state("signed", role="accepted")) == [("KH401", "lifecycle.states[5]")]


def test_gates_and_order_rest_on_guards() -> None:
    """A gate that nothing could open, and an order or a double way that nothing watches over, are found."""
    gated = OWN.extend("send", conditions="gate")
    assert refused(lifecycle=gated) == [("KH419", "lifecycle.transitions[0].conditions")]
    assert small_plan(1, 1, lifecycle=gated, policy=kh.Policy(gate="none")).lifecycle == gated
    loose = Lifecycle(
        REPORT().state_values,
        [
            kh.Transition(one.trigger, one.source, one.dest, who=one.who, effect=one.effect, unless=one.unless,
                          conditions=[name for name in one.conditions if name not in ("one_version", "in_order")])
            for one in REPORT().transitions
        ],
    )  # fmt: skip
    rows = [kh.DutyRow("report", "district", after=[kh.After("report", of="superior")], override=True)]
    assert refused(lifecycle=loose, duties=rows)[:1] == [("KH420", "lifecycle.transitions[0].conditions")]
