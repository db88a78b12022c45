"""Rules on lifecycles of one's own: what an office would miss, though a campaign would run."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach._lifecycle import Transition
from kehoach._plan import Plan
from kehoach.errors import Finding, Value
from kehoach.rules._builtin._rows import rows_of
from kehoach.rules._rule import named

__all__: list[str] = []

_BY_OTHERS = frozenset(("lead", "superior", "issuer"))


def _each(plan: Plan, *effects: str) -> Iterator[tuple[str, Transition]]:
    """The transitions of some effects, each with its place."""
    for place, one in enumerate(plan.lifecycle.transitions):
        if one.effect in effects:
            yield f"lifecycle.transitions[{place}]", one


@named("KH480", "nobody accepts what he prepared", severity="warning", name="own-review",
       title_vi="không ai duyệt báo cáo do mình lập")  # fmt: skip
def _own_review(plan: Plan) -> Iterator[Finding]:
    for path, one in _each(plan, "accept"):
        if "not_preparer" not in one.conditions:
            values: dict[str, Value] = {"trigger": one.trigger, "source": one.source}
            yield Finding("KH480", values, path=f"{path}.conditions", subject=one.trigger)


@named("KH481", "who returns a report says why", severity="warning", name="return-without-reason",
       title_vi="trả lại báo cáo phải ghi lý do")  # fmt: skip
def _return_without_reason(plan: Plan) -> Iterator[Finding]:
    for path, one in _each(plan, "open", "correct", "waive"):
        if _BY_OTHERS.intersection(one.who) and "reason_given" not in one.conditions:
            values: dict[str, Value] = {"trigger": one.trigger, "source": one.source}
            yield Finding("KH481", values, path=f"{path}.conditions", subject=one.trigger)


@named("KH482", "a superior can return what it does not accept", severity="warning", name="no-return",
       title_vi="cấp trên trả lại được báo cáo không đạt")  # fmt: skip
def _no_return(plan: Plan) -> Iterator[Finding]:
    lifecycle = plan.lifecycle
    returned = {one.source for _, one in _each(plan, "open") if _BY_OTHERS.intersection(one.who)}
    for state in lifecycle.states:
        if lifecycle.role(state) == "sent" and state not in returned:
            yield Finding("KH482", {"state": state}, path="lifecycle.transitions", subject=state)


@named("KH483", "what is counted can be corrected", severity="note", name="no-correction",
       title_vi="báo cáo đã tổng hợp có thể đính chính")  # fmt: skip
def _no_correction(plan: Plan) -> Iterator[Finding]:
    lifecycle = plan.lifecycle
    corrected = {one.source for _, one in _each(plan, "correct")}
    for state in lifecycle.states:
        if lifecycle.role(state) == "counted" and state not in corrected:
            yield Finding("KH483", {"state": state}, path="lifecycle.transitions", subject=state)


@named("KH484", "what is required must be there when a report is sent", severity="warning", name="content-unguarded",
       title_vi="nội dung bắt buộc phải có khi gửi báo cáo")  # fmt: skip
def _content_unguarded(plan: Plan) -> Iterator[Finding]:
    required = [one.key for one in plan.indicators if one.required]
    required += [one.key for one in plan.outline if one.required]
    for path, one in _each(plan, "freeze") if required else ():
        if "content_present" not in one.conditions:
            values: dict[str, Value] = {"trigger": one.trigger, "keys": tuple(required)}
            yield Finding("KH484", values, path=f"{path}.conditions", subject=one.trigger)


@named("KH487", "an order of precedence names clauses that rows rest on", severity="warning",
       name="precedence-of-nothing", title_vi="thứ tự ưu tiên nêu các mục có dòng dựa vào")  # fmt: skip
def _precedence_of_nothing(plan: Plan) -> Iterator[Finding]:
    used = {line.clause for line in rows_of(plan)}
    for place, clause in enumerate(plan.policy.precedence):
        if clause not in used:
            yield Finding("KH487", {"clause": clause}, path=f"policy.precedence[{place}]", subject=clause)


@named("KH486", "what was sent can be taken back before it is reviewed", severity="note", name="no-recall",
       title_vi="báo cáo đã gửi có thể rút lại trước khi duyệt")  # fmt: skip
def _no_recall(plan: Plan) -> Iterator[Finding]:
    lifecycle = plan.lifecycle
    recalled = {one.source for _, one in _each(plan, "recall")}
    sent = [state for state in lifecycle.states if lifecycle.role(state) == "sent"]
    if sent and sent[0] not in recalled:
        yield Finding("KH486", {"state": sent[0]}, path="lifecycle.transitions", subject=sent[0])
