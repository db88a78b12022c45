"""Rules on steps: what an auditor would mark in a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from kehoach._engine import OVER_A_TIER
from kehoach.errors import Finding, Value
from kehoach.rules._rule import named
from kehoach.rules._step import Step

__all__: list[str] = []

_LONG: Final = timedelta(days=3)


@named("KH590", "a paper is recorded within three days", on="entry", severity="note", name="recorded-late",
       title_vi="văn bản giấy được ghi nhận trong ba ngày")  # fmt: skip
def _recorded_late(step: Step) -> Iterator[Finding]:
    act = step.act
    if act.received_at is not None and act.at - act.received_at > _LONG:
        days = (act.at - act.received_at).days
        values: dict[str, Value] = {"seq": act.seq, "duty": act.duty, "received": act.received_at.date().isoformat()}
        yield Finding("KH590", {**values, "days": days, "by": act.by}, subject=act.duty)


@named("KH591", "the lead superior decides", on="entry", severity="note", name="passed-over",
       title_vi="cấp trên trực tiếp quyết định")  # fmt: skip
def _passed_over(step: Step) -> Iterator[Finding]:
    act, columns = step.act, step.plan.columns
    duty = columns.index.get(act.duty)
    if duty is None:
        return
    lead = "issuer" if columns.lead_actor[duty] == columns.units else _unit(step, columns.lead_actor[duty])
    who = act.acting_for or act.by
    if who in (lead, act.unit):
        return
    moves = [one for one in step.plan.lifecycle.transitions if one.trigger == act.trigger and one.source == act.source]
    if any("lead" in one.who and one.effect in OVER_A_TIER for one in moves):
        values: dict[str, Value] = {"seq": act.seq, "duty": act.duty, "by": who, "lead": lead, "trigger": act.trigger}
        yield Finding("KH591", {**values, "reason": act.reason or "-"}, subject=act.duty)


def _unit(step: Step, number: int) -> str:
    hierarchy = step.plan.hierarchy
    assert hierarchy is not None  # a campaign has units
    return hierarchy.columns.ids[number]


@named("KH592", "a waiver is given before the due", on="entry", severity="note", name="waived-when-late",
       title_vi="miễn báo cáo trước khi quá hạn")  # fmt: skip
def _waived_when_late(step: Step) -> Iterator[Finding]:
    act = step.act
    if act.trigger == "waive" and step.before.standing(act.duty).phase == "overdue":
        values: dict[str, Value] = {"seq": act.seq, "duty": act.duty, "by": act.by}
        yield Finding("KH592", values, subject=act.duty)
