"""What type checkers must see of rules; never run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

import kehoach as kh
from kehoach import files, rules
from kehoach.rules import Case, Exercise, Page, Rule, Step, rule
from kehoach.testing import small_plan

plan = small_plan(1, 2)
campaign = kh.Campaign.begin(plan, default_by="expected")


@rule("X001", "a district has communes", severity="warning", clause="2.1", title_vi="huyện có xã", name="communes")
def communes(plan: kh.Plan) -> Iterator[tuple[str, str]]:
    """On a plan, with short forms."""
    yield "461", "461 has none"


@rule("X002", "nothing is late", on="progress")
def late(progress: kh.Progress) -> list[str]:
    """On a progress, with texts."""
    return list(progress.late())


@rule("X003", "nobody returns", on="entry")
def returns(step: Step) -> Iterator[kh.Finding]:
    """On a step, with findings."""
    assert_type(step.before, kh.Progress)
    assert_type(step.after, kh.Progress)
    assert_type(step.act, kh.LogEntry)
    assert_type(step.plan, kh.Plan)
    yield kh.Finding("X003", {"text": "returned"}, severity="note", subject=step.act.duty)


assert_type(communes, Rule)
assert_type(communes(plan), tuple[kh.Finding, ...])
assert_type(late.look(campaign.progress(), name="today"), tuple[kh.Finding, ...])
assert_type(communes.said("vi"), str)
assert_type(rules.BUILTIN, tuple[Rule, ...])
assert_type(rules.check(plan), tuple[kh.Finding, ...])
assert_type(rules.check(campaign, [*rules.BUILTIN, communes], select="X", ignore=["X002"]), tuple[kh.Finding, ...])
assert_type(rules.check(campaign.progress(), select=["KH5"]), tuple[kh.Finding, ...])
assert_type(campaign.check(select="KH5"), tuple[kh.Finding, ...])
assert_type(rules.check(plan)[0].clause, str | None)
assert_type(rules.plugins(), tuple[Rule, ...])
done = rules.exercise([communes, late], [plan, campaign])
assert_type(done, Exercise)
assert_type(done.never, tuple[str, ...])
assert_type(rules.page("KH150"), Page)
assert_type(rules.page("KH150").breaks, tuple[Case, ...])
answered = files.silence(plan, rules.check(plan), rules=rules.BUILTIN)
assert_type(answered.open, tuple[kh.Finding, ...])
assert_type(files.Baseline.of(answered.open).fresh(answered.open), tuple[kh.Finding, ...])
assert_type(files.read_baseline("known.json"), files.Baseline)
assert_type(files.read_rules("policy.py"), tuple[Rule, ...])


# What must not check.
def on_plans(plan: kh.Plan) -> list[str]:
    """A function of a plan."""
    return []


rule("X004", "asked of another thing", on="progress")(on_plans)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
rule("X005", "of no such severity", severity="fatal")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]
rules.check("plan.toml")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
