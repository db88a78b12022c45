"""Faults in plans: every kind is made, what finds them is said, and the standard scripts find nearly all."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from pathlib import Path

import pytest

import kehoach as kh
from kehoach.errors import Invalid, InvalidCommand, UnknownName
from kehoach.testing import Expected, Mutation, Script, Step, mutate, small_plan
from kehoach.testing._mutants import OPERATORS, mutants_of

pytest.importorskip("numpy")
STANDARD = Path(__file__).parents[2] / "scripts" / "standard"
BEYOND_REACH = {
    "send_back from submitted: without not_taken",  # only what was reviewed is ever taken
    "release from aggregated: without reason_given",  # the second way: aggregated is what every superior holds,
    "release from aggregated: is gone",  # and holds in its working version
    "release from aggregated: by its own unit",
    "correct from aggregated: without counted_or_ended",  # so that it counts
}
"""Faults that no act can show, and why."""


def standard() -> tuple[kh.Plan, list[Script]]:
    """The plan in which every guard can refuse, and its scripts."""
    scripts = [Script.load(path) for path in sorted(STANDARD.glob("test_*.toml"))]
    return kh.load_plan(STANDARD / "plan.toml"), scripts


@pytest.mark.slow
def test_the_scripts_of_the_standard_lifecycle_find_nearly_every_fault() -> None:
    """At least 95 of 100 faults are found by the scripts alone; what survives is what no act can show."""
    found = mutate(*standard())
    assert {one.what for one in found.survivors} == BEYOND_REACH
    by_scripts = found.found_by("scripts")
    assert by_scripts is not None
    assert by_scripts >= Fraction(95, 100)


def test_every_kind_of_fault_is_made() -> None:
    """There are at least fifteen kinds, and each changes something of a plan that has all it takes."""
    plan, _ = standard()
    counts = dict.fromkeys(OPERATORS, 0)
    for mutant in mutants_of(plan):
        counts[mutant.operator] += 1
    assert len(counts) >= 15
    assert all(counts.values())


def test_a_fault_is_another_plan_or_is_refused() -> None:
    """Whatever is made of a plan differs from it, or is refused as a plan of that kind is."""
    plan = small_plan(1, 2, deadlines={"district": "before 5-4-2019"})
    for mutant in mutants_of(plan):
        made = None
        with contextlib.suppress(Invalid):
            made = mutant.make()
        assert made is None or made.digest != plan.digest


def test_it_is_said_what_found_each_fault() -> None:
    """A gate that is gone is found by the search; with a script for it, by both; the table counts them."""
    plan = small_plan(1, 2)
    waits = Script(
        title="It waits", plan=plan, steps=[Step(at="2019-03-20", act="submit", unit="province", refused="gate")]
    )
    found = mutate(plan, [waits], operators=["swap-all-for-any", "drop-guard"])
    (gate,) = (one for one in found.verdicts if one.what == "submit from draft: without gate")
    assert (gate.found_by, gate.shown_by) == (("scripts", "explore"), ("It waits", "KH890"))
    assert found.text().splitlines()[0].split() == [
        "fault", "all", "refused", "scripts", "rules", "explore", "survive",
    ]  # fmt: skip
    assert found.summary() in str(found)


def test_scripts_of_other_plans_are_left_out() -> None:
    """A script finds faults of its own plan only."""
    other = Script(plan=small_plan(1), steps=[Step(at="2019-03-20", act="submit", unit="province")])
    found = mutate(small_plan(1, 1), [other], operators=["remove-transition"])
    assert "scripts" not in {means for one in found.verdicts for means in one.found_by}


def test_a_rule_of_ones_own_finds_faults_as_well() -> None:
    """A rule that `explore` asks finds what no law forbids."""

    def only_superiors_send_back(before: kh.Progress, act: kh.LogEntry, after: kh.Progress) -> bool:
        return act.trigger != "send_back" or act.by != act.unit

    plan = small_plan(1, 1)
    lone, asked = (
        mutate(plan, rules=rules, operators=["let-the-author"], small=plan)
        for rules in ((), (only_superiors_send_back,))
    )
    assert len(asked.survivors) < len(lone.survivors)


def test_the_survivors_are_said_in_both_languages() -> None:
    """The table, the survivors and the sum of a plan without scripts."""
    found = mutate(small_plan(1), operators=["change-clock"])
    assert found.text().splitlines() == [
        "fault         all  refused  scripts  rules  explore  survive",
        "change-clock    1        0        0      0        0        1",
        "",
        "survivors:",
        "  change-clock: the rate by 'accepted'",
        "",
        "1 faults: 0 refused by the plan itself, 0 of 1 found (0.0%)",
    ]
    assert found.text("vi").splitlines()[-1] == "1 lỗi: 0 bị kế hoạch từ chối, phát hiện 0 trong 1 (0.0%)"
    assert Mutation(verdicts=()).share is None


def test_what_cannot_be_tried_is_refused() -> None:
    """An unknown kind of fault is answered with the nearest; a script that fails anyway is named."""
    with pytest.raises(UnknownName, match="drop-guard"):
        mutate(small_plan(1), operators=["drop-gard"])
    plan = small_plan(1)
    wrong = Script(title="Never", plan=plan, steps=[Step(at="2019-03-20", then=Expected(complete=True))])
    with pytest.raises(InvalidCommand, match="scripts do not come true as the plan stands: Never"):
        mutate(plan, [wrong])
