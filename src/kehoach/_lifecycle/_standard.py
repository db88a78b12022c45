"""The standard lifecycle of a report: draft, submitted, reviewed, aggregated."""

from __future__ import annotations

from kehoach._lifecycle._values import State, Transition

__all__ = ["ACT_STATES", "ACT_TRANSITIONS", "STATES", "TRANSITIONS"]

STATES: tuple[State, ...] = (
    State("draft", role="draft"),
    State("submitted", role="sent"),
    State("reviewed", role="accepted"),
    State("aggregated", role="counted", final=True),
    State("waived", role="waived"),
)

_SUBMIT = Transition(
    "submit",
    "draft",
    "submitted",
    who="unit",
    effect="freeze",
    conditions=(
        "opened",
        "not_closed",
        "expected",
        "in_order",
        "superior_accepts",
        "content_present",
        "checks",
        "gate",
        "one_version",
    ),
)
_RECALL = Transition("recall", "submitted", "draft", who="unit", effect="recall")
_SEND_BACK = tuple(
    Transition(
        "send_back", source, "draft", who="lead", effect="open", conditions=("reason_given", "not_taken", "not_closed")
    )
    for source in ("submitted", "reviewed")
)
_REVIEW = Transition("review", "submitted", "reviewed", who="lead", effect="accept", conditions="not_preparer")
_AGGREGATE = (
    Transition(
        "aggregate",
        "reviewed",
        "aggregated",
        who="superior",
        effect="row",
        conditions=("superior_is_draft", "others_hold"),
    ),
    Transition(
        "aggregate",
        "reviewed",
        None,
        who="superior",
        effect="row",
        conditions="superior_is_draft",
        unless="others_hold",
    ),
)
_TAKE_OUT = ("has_row", "superior_is_draft", "reason_given")
_RELEASE = (
    Transition(
        "release",
        "aggregated",
        "reviewed",
        who="superior",
        effect="unrow",
        conditions=(*_TAKE_OUT, "row_is_working"),
    ),
    Transition(
        "release", "aggregated", None, who="superior", effect="unrow", conditions=_TAKE_OUT, unless="row_is_working"
    ),
    *(
        Transition("release", source, None, who="superior", effect="unrow", conditions=_TAKE_OUT)
        for source in ("draft", "submitted", "reviewed")
    ),
)
_CORRECT = tuple(
    Transition(
        "correct",
        source,
        "draft",
        who=("unit", "lead"),
        effect="correct",
        conditions=("reason_given", "counted_or_ended"),
    )
    for source in ("reviewed", "aggregated")
)
_WITHDRAW = (
    Transition(
        "withdraw",
        "draft",
        "aggregated",
        who="opener",
        effect="withdraw",
        conditions=("correction_open", "base_held"),
    ),
    Transition(
        "withdraw",
        "draft",
        "reviewed",
        who="opener",
        effect="withdraw",
        conditions="correction_open",
        unless="base_held",
    ),
)
_WAIVE = Transition(
    "waive",
    "draft",
    "waived",
    who=("lead", "superior"),
    effect="waive",
    conditions=("reason_given", "never_taken", "nothing_below"),
)
_UNWAIVE = Transition(
    "unwaive", "waived", "draft", who=("lead", "superior"), effect="unwaive", conditions="superiors_are_drafts"
)

TRANSITIONS: tuple[Transition, ...] = (
    _SUBMIT,
    _RECALL,
    *_SEND_BACK,
    _REVIEW,
    *_AGGREGATE,
    *_RELEASE,
    *_CORRECT,
    *_WITHDRAW,
    _WAIVE,
    _UNWAIVE,
)

ACT_STATES: tuple[State, ...] = (
    State("planned", role="draft"),
    State("completed", role="sent"),
    State("confirmed", role="accepted", final=True),
)
"""An act is something done: a meeting held, a list posted."""

ACT_TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "complete",
        "planned",
        "completed",
        who="unit",
        effect="freeze",
        conditions=("opened", "not_closed", "expected", "in_order", "act_said"),
    ),
    Transition("confirm", "completed", "confirmed", who="lead", effect="accept", conditions="not_preparer"),
    *(
        Transition("reopen", source, "planned", who=("lead", "unit"), effect="open", conditions="reason_given")
        for source in ("completed", "confirmed")
    ),
)
