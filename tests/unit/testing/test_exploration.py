"""Every state of a small plan: what is asked of it, what is wrong with broken ones, and the scripts that show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs
import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, InvalidRule
from kehoach.rules import rule
from kehoach.testing import explore, run_script, small_plan

pytest.importorskip("numpy")


def changed(plan: kh.Plan, change: Callable[[kh.Transition], Iterator[kh.Transition]]) -> kh.Plan:
    """A plan whose lifecycle has other transitions."""
    lifecycle = plan.lifecycle
    rows = [one for row in lifecycle.transitions for one in change(row)]
    return plan.replace(lifecycle=kh.Lifecycle(lifecycle.state_values, rows, initial=lifecycle.initial))


def without(trigger: str, guard: str = "") -> Callable[[kh.Transition], Iterator[kh.Transition]]:
    """A change that takes a trigger out, or one of its guards."""

    def change(row: kh.Transition) -> Iterator[kh.Transition]:
        if row.trigger != trigger:
            yield row
        elif guard:
            yield attrs.evolve(row, conditions=tuple(one for one in row.conditions if one != guard))

    return change


def test_the_standard_lifecycle_holds_every_law() -> None:
    """One province, two districts, three communes: nothing is wrong, and every state within the bound was seen."""
    found = explore(small_plan(1, 2, 3))
    assert (found.ok, found.complete, found.states, found.findings) == (True, True, 9_584, ())
    assert str(found).endswith("every state while reports are taken back once at most")


def test_a_space_without_a_bound_is_finite() -> None:
    """Versions are numbered anew in every state: without a bound on returns two units have 323 states, not endless."""
    found = explore(small_plan(1, 1), returns=None)
    assert (found.complete, found.states, found.cut) == (True, 323, 0)
    assert str(found).endswith("every state that can be reached")


def test_a_gate_that_is_left_out_is_found_by_the_shortest_script() -> None:
    """Without its gate a province can send before anybody: one act shows it, and its script comes true."""
    found = explore(changed(small_plan(1, 2), without("submit", "gate")))
    (trace,) = found.traces
    assert (trace.finding.code, trace.finding.values["unit"]) == ("KH890", "province")
    assert [(step.act, step.unit, step.by) for step in trace.steps] == [("submit", ("province",), "province")]
    assert run_script(trace.script).ok


def test_what_cannot_be_taken_back_is_found() -> None:
    """Without corrections what is counted stays for ever: three acts lead there."""
    found = explore(changed(small_plan(1, 2), without("correct")))
    (trace,) = found.traces
    assert trace.finding.code == "KH895"
    assert [step.act for step in trace.steps] == ["submit", "review", "aggregate"]
    assert run_script(trace.script).ok


def test_who_reviews_its_own_work_is_found() -> None:
    """A unit that may review itself, and no guard that it did not prepare the report: two acts show it."""

    def change(row: kh.Transition) -> Iterator[kh.Transition]:
        yield attrs.evolve(row, who=("unit", "lead"), conditions=()) if row.trigger == "review" else row

    found = explore(changed(small_plan(1, 1), change))
    trace = next(one for one in found.traces if one.finding.code == "KH897")
    assert [step.by for step in trace.steps] == ["district", "district"]


def test_a_campaign_that_cannot_end_is_found() -> None:
    """What is mislaid never goes up, and its superior waits for ever: one act leads to the dead end."""
    lifecycle = kh.Lifecycle.report().with_state("mislaid", role="sent", final=True)
    lifecycle = lifecycle.insert("mislay", source="draft", dest="mislaid", who="unit", effect="freeze")
    found = explore(small_plan(1, 1, lifecycle=lifecycle))
    acts = {trace.finding.code: [(step.act, *step.unit) for step in trace.steps] for trace in found.traces}
    assert acts["KH893"] == [("mislay", "district")]
    assert "KH893: the campaign cannot be completed any more" in str(found)


def test_a_rule_of_ones_own_is_asked_of_every_state_and_every_act() -> None:
    """A rule of a progress, and a function of before, act and after, are each broken by their shortest way."""

    @rule("X001", "nobody is waived", on="progress")
    def nobody_is_waived(progress: kh.Progress) -> Iterator[tuple[str, str]]:
        for unit in progress.duties():
            if progress.state(unit) == "waived":
                yield unit, f"{unit} is waived"

    def reviewed_once(before: kh.Progress, act: kh.LogEntry, after: kh.Progress) -> bool:
        return before.state(act.unit) != "reviewed" or after.state(act.unit) != "draft"

    found = explore(small_plan(1, 2), nobody_is_waived, reviewed_once)
    acts = {trace.finding.code: [step.act for step in trace.steps] for trace in found.traces}
    assert acts == {"X001": ["waive"], "RULE02": ["submit", "review", "send_back"]}
    assert all(run_script(trace.script).ok for trace in found.traces)


def test_a_rule_that_names_a_unit_is_asked_of_that_unit() -> None:
    """Siblings are not taken to be alike where rules are given: the rule is broken by the unit that it names."""

    def second_is_a_draft(progress: kh.Progress) -> bool:
        return progress.state("district-2") == "draft"

    found = explore(small_plan(1, 2), second_is_a_draft)
    assert [step.unit for step in found.traces[0].steps] == [("district-2",)]


def test_a_rule_that_raises_is_a_finding_and_the_others_still_run() -> None:
    """What a rule raises is said with its name; the search goes on, and laws are held as before."""

    def broken(progress: kh.Progress) -> bool:
        return progress.state("nobody") == "draft"

    found = explore(small_plan(1, 1), broken, lambda progress: progress.state("district") != "waived")
    assert {one.code for one in found.findings} == {"KH780", "RULE02"}
    assert found.complete


def test_a_rule_of_the_plan_is_asked_once() -> None:
    """A rule on plans has no way that leads to it."""

    @rule("X002", "there are two districts")
    def two_districts(plan: kh.Plan) -> Iterator[str]:
        yield "there is one district"

    found = explore(small_plan(1, 1), two_districts)
    assert ([one.code for one in found.findings], found.traces) == (["X002"], ())
    assert "X002: there is one district" in str(found)


def test_time_passes_where_acts_depend_on_it() -> None:
    """What closes is extended, so that a campaign never ends in a closed door; the moments are counted."""
    plan = small_plan(1, 1, deadlines={"district": "before 5-4-2019"})
    rows = [kh.DutyRow("report", ("district",), override=True, closes="before 10-4-2019")]
    closing = plan.replace(duties=rows)
    found = explore(closing)
    assert (found.ok, found.moments) == (True, 3)
    assert explore(closing, times=False).moments == 1


def test_lateness_is_a_state_that_rules_see() -> None:
    """A rule about lateness is broken by waiting, and its script waits."""

    def nobody_is_late(progress: kh.Progress) -> list[str]:
        return [f"{unit} is late" for unit in progress.late()]

    plan = small_plan(1, 1, deadlines={"district": "before 5-4-2019"})
    (trace,) = explore(plan, nobody_is_late).traces
    assert str(trace).splitlines()[1].strip() == "1. 2019-04-05 00:00: nothing more is done"
    assert run_script(trace.script).ok


def test_a_space_that_is_too_large_is_no_proof() -> None:
    """At the limit it says how much it saw, and that it is not a proof."""
    found = explore(small_plan(1, 2, 3), limit=1_000)
    assert (found.complete, found.states > 1_000) == (False, True)
    assert str(found).endswith("stopped before the end: this is not a proof")
    assert not explore(small_plan(1, 2), acts=3).complete


def test_a_report_with_two_superiors_is_searched_whole() -> None:
    """A diamond holds every law; where returns are used up, some more lead to the end."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    ]
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    found = explore(small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units)))
    assert (found.ok, found.complete, found.states) == (True, True, 1_347)


def test_an_authority_is_asked_of_everybody() -> None:
    """With an authority that lets nobody waive, no state has a waiver."""

    def nobody_waives(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        return trigger != "waive" and actor != "district"

    found = explore(small_plan(1, 1), authority=nobody_waives, acts=4)
    assert 1 < found.states < explore(small_plan(1, 1), acts=4).states


def test_it_is_told_in_vietnamese() -> None:
    """What was seen and what is wrong is said in Vietnamese as well."""
    text = explore(changed(small_plan(1, 1), without("correct"))).text("vi")
    assert "mọi trạng thái có thể có khi báo cáo được đưa về dự thảo nhiều nhất 1 lần" in text
    assert "không ai đưa về dự thảo được" in text


def test_what_is_no_rule_and_no_bound_is_refused() -> None:
    """A function of two things is no rule, nor is a word; a negative bound is none."""
    with pytest.raises(InvalidRule, match="is no rule that can be asked"):
        explore(small_plan(1, 1), lambda one, two: True)
    with pytest.raises(InvalidRule, match="int is no rule"):
        explore(small_plan(1, 1), int)
    with pytest.raises(InvalidRule, match="'nobody late' is no rule"):
        explore(small_plan(1, 1), "nobody late")
    with pytest.raises(InvalidCommand, match="returns = -1 is no bound of a search"):
        explore(small_plan(1, 1), returns=-1)


def freed(plan: kh.Plan, *guards: str, **who: tuple[str, ...]) -> kh.Plan:
    """A plan in which some guards let everything pass, and some triggers are for others."""
    lifecycle = plan.lifecycle
    rows = [attrs.evolve(row, who=who.get(row.trigger, row.who)) for row in lifecycle.transitions]
    names = dict.fromkeys(guards, lambda event: True)
    return plan.replace(lifecycle=kh.Lifecycle(lifecycle.state_values, rows, initial="draft", guards=names))


def test_a_superior_that_takes_rows_into_what_it_has_sent_is_found() -> None:
    """Law 10: a row that comes in when the superior has been sent changes what it has sent."""
    plan = freed(small_plan(1, 1, policy=kh.Policy(gate="none")), "superior_is_draft")
    trace = next(one for one in explore(plan, returns=0).traces if one.finding.code == "KH892")
    assert [step.act for step in trace.steps] == ["submit", "submit", "review", "aggregate"]
    assert trace.finding.values["superior"] == "province"


def test_a_unit_that_takes_its_own_row_away_is_found() -> None:
    """Law 13: no act of a unit on its own duty makes a satisfied gate unsatisfied."""
    plan = freed(small_plan(1, 1), "has_row", "superior_is_draft", release=("unit",))
    assert "KH894" in [one.code for one in explore(plan, returns=0).findings]


def test_a_report_that_is_counted_in_two_versions_is_found() -> None:
    """Law 9: without the guard that compares versions, two superiors of one unit hold two versions of it."""
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    ]
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    diamond = small_plan(1).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))
    found = explore(freed(diamond, "one_version"), first=True)
    assert [one.code for one in found.findings] == ["KH891"]
    assert len(found.traces[0].steps) > 9


def test_what_is_counted_unlike_its_rows_say_is_found() -> None:
    """A transition to the counted state that takes no row is found, where nothing refuses the lifecycle."""
    lifecycle = kh.Lifecycle.report().with_state("noted", role="counted", final=True)
    lifecycle = lifecycle.insert("note", source="submitted", dest="noted", who="lead")
    with pytest.raises(kh.errors.InvalidPlan):
        small_plan(1, 1, lifecycle=lifecycle)


def test_forms_stand_side_by_side() -> None:
    """Two forms that nothing ties together have as many states as both have, each with each."""
    plan = small_plan(1)
    two = plan.replace(duties=[kh.DutyRow("report", ("province",)), kh.DutyRow("stock", ("province",))])
    one, both = explore(plan, returns=None), explore(two, returns=None)
    assert both.ok
    assert both.states == one.states**2


def test_acts_and_their_order_are_explored() -> None:
    """A meeting that comes before the report is held, confirmed, and taken back."""
    rows = [
        kh.DutyRow("report", ("province",), after=[kh.After("meeting", "self")]),
        kh.DutyRow("meeting", ("province",), kind="act"),
    ]
    found = explore(small_plan(1).replace(duties=rows), lambda progress: progress.state("province") != "submitted")
    acts = [(step.act, *step.unit) for step in found.traces[0].steps]
    assert acts == [("complete", "province:meeting"), ("submit", "province")]
    assert run_script(found.traces[0].script).ok


def test_a_lifecycle_with_a_step_in_between_holds_every_law() -> None:
    """A signature between review and aggregation: what is withdrawn comes back to where it stood."""
    lifecycle = kh.Lifecycle.report().with_state("signed", role="accepted")
    lifecycle = lifecycle.insert("sign", source="reviewed", dest="signed", who="unit")
    found = explore(small_plan(1, 1, lifecycle=lifecycle), returns=2)
    assert (found.ok, found.complete) == (True, True)


def test_a_quorum_opens_on_its_day() -> None:
    """Half of the districts are enough from a day on: before it the province waits for all."""
    policy = kh.Policy(gate=kh.Quorum("1/2"), quorum_from="2019-04-10")
    plan = small_plan(1, 2, policy=policy, deadlines={"district": "before 5-4-2019"})

    def sent_with_half(progress: kh.Progress) -> bool:
        return progress.state("province") != "submitted" or not progress.missing("province")

    found = explore(plan, sent_with_half, symmetric=True)
    (trace,) = found.traces
    assert [step.at for step in trace.steps if step.at][-1] == "2019-04-10 00:00"
    assert run_script(trace.script).ok


def test_what_closes_is_extended_and_returns_bring_a_due() -> None:
    """After closing a report is sent back with a due, or its due is extended; each stands in the script."""
    rows = [kh.DutyRow("report", ("district",), override=True, closes="before 10-4-2019")]
    plan = small_plan(1, 1, deadlines={"district": "before 5-4-2019"}).replace(duties=rows)

    def extended(before: kh.Progress, act: kh.LogEntry, after: kh.Progress) -> bool:
        return (act.trigger, act.unit) != ("submit", "district") or act.at.isoformat() < "2019-04-09T17"

    (late,) = explore(plan, extended).traces
    assert [step.act for step in late.steps] == ["extend", "submit"]
    assert run_script(late.script).ok

    def returned(before: kh.Progress, act: kh.LogEntry, after: kh.Progress) -> bool:
        return act.trigger != "send_back" or act.at.isoformat() < "2019-04-09T17"

    (back,) = explore(plan, returned).traces
    assert [step.act for step in back.steps] == ["submit", "send_back"]
    assert back.steps[-1].due is not None
    assert run_script(back.script).ok


def test_a_note_is_no_fault() -> None:
    """What a rule only notes is shown with its way, and the search goes on to what is wrong."""

    @rule("X003", "something is sent", on="progress", severity="note")
    def sent(progress: kh.Progress) -> Iterator[str]:
        if progress.state("province") == "submitted":
            yield "the province has sent"

    found = explore(small_plan(1), sent)
    assert (found.ok, [one.code for one in found.findings]) == (True, ["X003"])
    both = explore(small_plan(1), sent, lambda progress: progress.state("province") != "reviewed", first=True)
    assert (both.ok, {one.code for one in both.findings}) == (False, {"X003", "RULE02"})


@pytest.mark.parametrize("stragglers", ["supplement", "reopen", "reject"])
def test_late_reports_are_taken_up_as_the_policy_says(stragglers: str) -> None:
    """Whatever opens a superior's next version for a straggler breaks no law."""
    found = explore(small_plan(1, 1, policy=kh.Policy(gate="none", stragglers=stragglers)))
    assert (found.ok, found.complete) == (True, True)
