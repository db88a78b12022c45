"""Rules of one's own, and how they are asked."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from types import ModuleType

import pytest

from kehoach import Campaign, Hierarchy, Plan, Progress
from kehoach.errors import Finding, InvalidRule, UnknownName
from kehoach.files import read_rules
from kehoach.rules import BUILTIN, Rule, Step, check, rule
from kehoach.testing import ManualClock, small_plan

PLAN = Plan("Tổng kết", Hierarchy.fan(province=1, commune=2), {"commune": "before 5-4-2019"})


@rule("X001", "there is one commune", severity="warning", clause="2.1", title_vi="chỉ có một xã")
def one_commune(plan: Plan) -> Iterator[tuple[str, str]]:
    """Say so for each further commune."""
    assert plan.hierarchy is not None
    for unit in plan.hierarchy.units_of("commune")[1:]:
        yield unit, f"{unit} is one too many"


@rule("X002", "nothing was sent", on="progress")
def nothing_sent(progress: Progress) -> Iterator[str]:
    """Say what was."""
    sent = progress.counts()["submitted"]
    if sent:
        yield f"{sent} sent"


@rule("X003", "who sends was a draft before and is none after", on="entry", severity="note")
def sending(step: Step) -> Iterator[Finding]:
    """Say where each step stood."""
    if step.act.trigger == "submit":
        here, there = step.before.state(step.act.duty), step.after.state(step.act.duty)
        yield Finding("X003", {"text": f"{here} → {there}"}, subject=step.act.duty)


@rule("X004", "a rule that fails")
def failing(plan: Plan) -> Iterator[str]:
    """Find one thing, then fail."""
    yield "one thing"
    raise ZeroDivisionError(str(plan))


def begun() -> Campaign:
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = Campaign.begin(PLAN, clock=clock, default_by="expected")
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    campaign.submit("commune-1")
    return campaign


def test_a_pair_is_subject_and_text_under_severity_and_clause_of_the_rule() -> None:
    """A short form becomes a finding with everything that the rule says."""
    (found,) = check(PLAN, [one_commune])
    assert (found.code, found.subject, found.text("vi"), found.severity, found.clause) == (
        "X001",
        "commune-2",
        "commune-2 is one too many",
        "warning",
        "2.1",
    )
    assert found == one_commune(PLAN)[0]
    assert (one_commune.said("vi"), failing.said("vi"), one_commune.family) == (
        "chỉ có một xã",
        "a rule that fails",
        "X0",
    )


def test_a_plan_is_asked_rules_on_plans_and_a_campaign_all() -> None:
    """Rules on progresses and steps are asked where there are some."""
    every = [one_commune, nothing_sent, sending]
    campaign = begun()
    assert [one.code for one in check(PLAN, every)] == ["X001"]
    assert [one.code for one in check(campaign.progress(), every)] == ["X002", "X001"]
    assert [one.code for one in check(campaign, every)] == ["X002", "X001", "X003", "X003"]
    assert {one.text() for one in check(campaign, [sending])} == {"draft → submitted"}


def test_a_step_can_be_looked_at_in_any_order() -> None:
    """Both sides of a step stay what they were, also when later steps were looked at first."""
    seen: list[Step] = []

    @rule("X005", "steps are kept", on="entry")
    def keep(step: Step) -> list[str]:
        seen.append(step)
        return []

    assert check(begun(), [keep]) == ()
    states = [(step.before.state("commune-1"), step.after.state("commune-1")) for step in reversed(seen)]
    assert states == [("draft", "submitted"), ("submitted", "draft"), ("draft", "submitted")]
    assert repr(seen[0]) == "<Step 1: commune-1 submit>"
    assert seen[0].plan == PLAN


def test_findings_come_errors_first() -> None:
    """Errors, warnings, then notes, each in the order of the rules."""
    every = check(small_plan(1, 1, deadlines={"district": "by 1-4-2019", "province": "by 1-3-2019"}))
    severities = [one.severity for one in every]
    assert severities == sorted(severities)


def test_a_rule_that_raises_is_told_with_its_subject_and_the_others_run() -> None:
    """What it found before is kept, and what the others find too."""
    found = check(PLAN, [failing, one_commune])
    assert [(one.code, one.severity) for one in found] == [("X004", "error"), ("KH780", "error"), ("X001", "warning")]
    assert found[1].text() == ("the rule X004 (a rule that fails) failed on Tổng kết: ZeroDivisionError: Tổng kết")
    with pytest.raises(ZeroDivisionError):
        failing(PLAN)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "KH781"),
        ("text", "KH781"),
        ([5], "KH781"),
        ([("a", "b", "c")], "KH781"),
        ([("a", 5)], "KH781"),
        (7, "KH781"),
        ([Finding("KH150")], "KH782"),
        ([Finding("X006", {"text": "so"})], "X006"),
    ],
)
def test_what_is_no_finding_is_told(answer: object, code: str) -> None:
    """A rule yields findings, texts or pairs; whatever else it yields is named."""

    odd = Rule(code="X006", title="a rule that answers something", function=lambda plan: answer)

    (found,) = check(PLAN, [odd])
    assert found.code == code
    assert found.text()


def test_two_rules_of_one_code_are_refused() -> None:
    """Both are named by where they stand."""

    @rule("X001", "another")
    def other(plan: Plan) -> list[str]:
        return []

    with pytest.raises(InvalidRule) as caught:
        check(PLAN, [one_commune, other])
    assert "test_checking.one_commune" in str(caught.value)
    assert check(PLAN, [other, other]) == ()


@pytest.mark.parametrize("code", ["KH150", "x001", "X", "X1", "", "X001a", 5])
def test_a_code_that_cannot_be_is_refused(code: str) -> None:
    """Codes are capital letters and figures, and KH is the library's."""
    with pytest.raises(InvalidRule):
        rule(code, "a rule")


def test_other_words_of_a_rule_are_checked() -> None:
    """What a rule is asked of, and how severe it is, are words of a list."""
    with pytest.raises(InvalidRule) as caught:
        rule("X001", "a rule", on="log", severity="fatal")  # type: ignore[call-overload]
    assert [one.code for one in caught.value.findings] == ["KH785", "KH785"]


def test_select_and_ignore_take_codes_families_and_names() -> None:
    """A code, the beginning of codes and a name all choose; several may stand in one text."""
    assert [one.code for one in check(PLAN, select="no-deadline")] == ["KH153"]
    assert [one.code for one in check(PLAN, select="KH1", ignore="KH153")] == []
    assert [one.code for one in check(PLAN, [*BUILTIN, one_commune], select=["X", "KH153,KH154"])] == ["X001", "KH153"]


@pytest.mark.parametrize("word", ["KH1503", "KH9", "no-deadlines", "Z"])
def test_an_unknown_code_is_refused_with_the_nearest(word: str) -> None:
    """What means no rule is refused, in `select` as in `ignore`."""
    with pytest.raises(UnknownName, match="no rule"):
        check(PLAN, select=word)
    with pytest.raises(UnknownName, match="no rule"):
        check(PLAN, ignore=[word])


def test_modules_hold_rules() -> None:
    """The rules among the names of a module are meant by the module; one without any is refused."""
    module = ModuleType("policy")
    with pytest.raises(InvalidRule, match="policy holds no rule"):
        check(PLAN, [module])
    module.__dict__["mine"] = one_commune
    assert [one.code for one in check(PLAN, [module])] == ["X001"]
    with pytest.raises(InvalidRule, match="'KH150' holds no rule"):
        check(PLAN, ["KH150"])  # type: ignore[list-item]


def test_what_is_no_plan_is_refused() -> None:
    """A text is neither plan nor campaign nor progress."""
    with pytest.raises(TypeError, match="neither a plan nor a campaign nor a progress"):
        check("plan.toml")  # type: ignore[arg-type]


def test_built_in_rules_say_what_the_plan_says() -> None:
    """Every finding of `Plan.check` comes from the built-in rule of its code, and is the same."""
    plan = small_plan(1, 1, 1, deadlines={"district": "by 1-4-2019", "province": "cuối quý II năm 2019"})
    said = plan.check()
    assert said
    codes = {one.code for one in said}
    assert {one for one in check(plan) if one.code in codes} == set(said)
    for one in BUILTIN:
        if one.code in codes:
            assert list(one(plan)) == [found for found in said if found.code == one.code]


def test_rules_are_values_one_can_read() -> None:
    """A rule says what it is."""
    assert isinstance(one_commune, Rule)
    assert repr(one_commune) == "<Rule X001 one-commune: there is one commune>"


def test_a_rule_comes_back_from_pickle_as_itself() -> None:
    """Built-in rules by their code, others by where they stand; one inside a function has no place."""
    assert pickle.loads(pickle.dumps(BUILTIN)) == BUILTIN
    other = read_rules("kehoach.rules._builtin._units")[0]
    assert pickle.loads(pickle.dumps(other)) is other

    @rule("X007", "a rule inside a function")
    def inner(plan: Plan) -> list[str]:
        return []

    with pytest.raises(AttributeError):
        pickle.loads(pickle.dumps(inner))
