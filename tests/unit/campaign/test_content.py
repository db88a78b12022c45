"""Checks on content: what holds, what refuses, what only warns, and what nobody can tell."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

import kehoach as kh
from kehoach.errors import InvalidPlan, Refused
from staged import begun, shared, up

FIGURES = [kh.Indicator(key, measure="người") for key in ("male", "female", "members")]
STATED = [kh.Indicator("members", kind="stock"), kh.Indicator("stated", goes_up="none", asked_of="district")]


def adding(**options: Any) -> kh.Campaign:
    """A campaign in which the figures of a commune have to add up."""
    return begun(1, 1, 2, indicators=FIGURES, checks=[kh.Check("male + female = members", **options)])


def refusal(campaign: kh.Campaign, unit: str, **data: Any) -> list[tuple[str, dict[str, Any]]]:
    """The codes and values of what stands against sending a report; nothing moves."""
    before = len(campaign.log())
    with pytest.raises(Refused) as error:
        campaign.submit(unit, data=data)
    assert len(campaign.log()) == before
    assert all(one.text(lang) for one in error.value.blockers for lang in ("en", "vi"))
    return [(one.code, dict(one.values)) for one in error.value.blockers]


def test_a_hard_check_names_both_sides_and_the_difference() -> None:
    """A report that does not add up is not sent; what is refused says what stands against what."""
    campaign = adding()
    ((code, values),) = refusal(campaign, "commune-1", male=3, female=4, members=9)
    assert code == "check_failed"
    assert (values["left"], values["right"], values["difference"], values["tolerance"]) == ("7", "9", "2", "0")
    assert campaign.submit("commune-1", data={"male": 3, "female": 4, "members": 7}).dest == "submitted"
    assert campaign.content("commune-1") == ()


def test_every_check_that_fails_is_named_at_once() -> None:
    """All blockers are given, not the first."""
    checks = [kh.Check("male <= members"), kh.Check("female <= members")]
    campaign = begun(1, 1, 1, indicators=FIGURES, checks=checks)
    assert [code for code, _ in refusal(campaign, "commune", male=3, female=4, members=1)] == ["check_failed"] * 2


def test_an_unknown_figure_blocks_a_hard_check_and_warns_on_a_soft_one() -> None:
    """What is missing is not zero."""
    assert refusal(adding(), "commune-1", male=3, members=3) == [
        ("check_unknown", {"check": "male + female = members", "missing": ("female",)})
    ]
    soft = adding(severity="soft")
    assert soft.submit("commune-1", data={"male": 3, "members": 3}).dest == "submitted"
    assert [(one.code, one.severity) for one in soft.content("commune-1")] == [("KH695", "warning")]


def test_a_soft_check_lets_a_report_go_and_is_shown() -> None:
    """The finding names the unit, both sides and the difference, in both languages."""
    campaign = adding(severity="soft", title="hội viên")
    campaign.submit("commune-1", data={"male": 3, "female": 4, "members": 9})
    (one,) = campaign.content("commune-1")
    assert one.text() == "commune-1: hội viên does not hold: 7 against 9, 2 apart"
    assert one.text("vi") == "commune-1: không khớp hội viên: 7 so với 9, chênh lệch 2"


def test_nil_is_zero_and_what_does_not_apply_leaves_the_check_out() -> None:
    """``nil`` adds nothing; ``n/a`` takes the whole check away."""
    campaign = adding()
    assert campaign.submit("commune-1", data={"male": 3, "female": kh.NIL, "members": 3}).dest == "submitted"
    assert campaign.submit("commune-2", data={"male": 3, "female": kh.NA, "members": 9}).dest == "submitted"


def test_a_superior_who_is_not_asked_is_not_checked() -> None:
    """A check without tiers is of those who are asked for its figures, or say one of their own accord."""
    campaign = adding()
    up(campaign, "commune-1", "commune-2", data={"male": 1, "female": 1, "members": 2})
    assert refusal(campaign, "district", male=3)[0][0] == "check_unknown"
    assert campaign.submit("district").dest == "submitted"


@pytest.mark.parametrize(
    ("relation", "right", "tolerance", "passes"),
    [
        ("=", 5, 0, True), ("=", 6, 1, True), ("=", 7, 1, False), ("<=", 5, 0, True), ("<=", 4, 0, False),
        ("<=", 4, 1, True), ("<", 5, 0, False), ("<", 6, 0, True), (">", 5, 0, False), (">", 4, 0, True),
        (">=", 5, 0, True), (">=", 6, 0, False), (">=", 6, 1, True),
    ],
)  # fmt: skip
def test_relations_and_tolerances(relation: str, right: int, tolerance: int, passes: bool) -> None:
    """Both bounds are inside; the tolerance is what may be missed by."""
    check = kh.Check(f"male {relation} female", tolerance=tolerance)
    campaign = begun(1, 1, 1, indicators=FIGURES, checks=[check])
    data = {"male": 5, "female": right}
    assert bool(campaign.blockers("commune", "submit", data=data)) is not passes


def reconciled(campaign: kh.Campaign) -> None:
    """Bring the reports of two communes, 4 and 6, to their district."""
    for unit, members in (("commune-1", 4), ("commune-2", 6)):
        up(campaign, unit, data={"members": members})


def test_a_superior_s_own_figure_is_held_against_the_sum_below() -> None:
    """``below`` is what the version holds, not what is worked out of its own."""
    campaign = begun(1, 1, 2, indicators=STATED, checks=[kh.Check("stated = below(members)")])
    reconciled(campaign)
    ((code, values),) = refusal(campaign, "district", stated=11)
    assert (code, values["left"], values["right"], values["difference"]) == ("check_failed", "11", "10", "1")
    assert campaign.submit("district", data={"stated": 10}).dest == "submitted"


def test_a_report_below_that_does_not_say_makes_the_sum_unknown() -> None:
    """The unit and the figure are named."""
    campaign = begun(1, 1, 2, indicators=STATED, checks=[kh.Check("stated = below(members)")])
    up(campaign, "commune-1", data={"members": 4})
    up(campaign, "commune-2")
    ((code, values),) = refusal(campaign, "district", stated=4)
    assert (code, values["missing"]) == ("check_unknown", ("commune-2: members",))


def test_what_is_shared_is_added_by_its_share() -> None:
    """A commune of which a district has a third enters by a third, exactly."""
    stated = kh.Indicator("stated", goes_up="none", asked_of="district", decimals=2)
    check = kh.Check("stated = below(members)", tolerance="0.01")
    campaign = shared(indicators=[kh.Indicator("members"), stated], checks=[check])
    up(campaign, "x", data={"members": 10})
    ((_, values),) = refusal(campaign, "a", stated="3.35")
    assert (values["right"], values["difference"]) == ("10/3", "1/60")
    assert campaign.submit("a", data={"stated": "3.33"}).dest == "submitted"


def test_worked_out_figures_stand_for_their_parts() -> None:
    """An indicator with a formula is checked by what it is worked out from."""
    indicators = [*FIGURES, kh.Indicator("both", formula="male + female")]
    campaign = begun(1, 1, 1, indicators=indicators, checks=[kh.Check("both = members")])
    assert refusal(campaign, "commune", male=1, female=1, members=3)[0][0] == "check_failed"
    assert campaign.submit("commune", data={"male": 1, "female": 2, "members": 3}).dest == "submitted"


def problems(*checks: kh.Check, **changes: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with checks of a plan."""
    indicators = [*FIGURES, kh.Indicator("words", kind="text", goes_up="gather"), kh.Indicator("top", goes_up="max")]
    with pytest.raises(InvalidPlan) as error:
        kh.Plan("Tổng kết", kh.Hierarchy.fan(province=1), indicators=indicators, checks=checks, **changes)
    assert all(one.text(lang) for one in error.value.findings for lang in ("en", "vi"))
    return [(one.code, one.path) for one in error.value.findings]


def test_what_stands_against_a_check_is_told_with_its_place() -> None:
    """Unknown figures, tiers and forms, texts, and sums of what is not added."""
    assert problems(kh.Check("mal = members")) == [("KH113", "checks[0].formula")]
    assert problems(kh.Check("male = words")) == [("KH692", "checks[0].formula")]
    assert problems(kh.Check("male = below(top)")) == [("KH692", "checks[0].formula")]
    assert problems(kh.Check("male = female", asked_of="ward")) == [("KH113", "checks[0].asked_of[0]")]
    assert problems(kh.Check("male = female", form="plan")) == [("KH113", "checks[0].form")]


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("male + female", "KH690"), ("a = b = c", "KH690"), ("a == b", "KH690"), ("", "KH690"), ("a != b", "KH691"),
        ("a = ", "KH691"), ("a = b * c", "KH691"), ("a = exec(b)", "KH691"), ("a + a = b", "KH691"),
        ("a = below(b", "KH691"),
    ],
)  # fmt: skip
def test_a_formula_that_cannot_be_read(formula: str, code: str) -> None:
    """It is a finding, never something that is called."""
    with pytest.raises(InvalidPlan) as error:
        kh.Check(formula)
    assert [one.code for one in error.value.findings] == [code]
    assert f"the check {formula!r}" in str(error.value)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"severity": "firm"}, "KH605"), ({"tolerance": -1}, "KH603"), ({"tolerance": 0.5}, "KH601"),
        ({"tolerance": "nil"}, "KH600"), ({"form": 3}, "KH508"),
    ],
)  # fmt: skip
def test_fields_that_are_none_of_what_they_may_be(options: dict[str, Any], code: str) -> None:
    """Each is named by its field."""
    with pytest.raises(InvalidPlan) as error:
        kh.Check("a = b", **options)
    assert [(one.code, one.path) for one in error.value.findings] == [(code, next(iter(options)))]


def test_mixed_measures_are_a_warning() -> None:
    """Persons against households are doubtful, and a plan all the same."""
    indicators = [kh.Indicator("a", measure="người"), kh.Indicator("b", measure="hộ")]
    plan = kh.Plan("x", kh.Hierarchy.fan(province=1), indicators=indicators, checks=[kh.Check("b <= a")])
    assert [(one.code, one.severity) for one in plan.check() if one.path.startswith("checks")] == [("KH693", "warning")]


def test_checks_are_part_of_the_plan_and_of_its_file() -> None:
    """They go out and come back, change the digest, and are nothing in a plan without any."""
    checks = [
        kh.Check("male + female = members", title="tổng", tolerance="1.5", severity="soft", asked_of="province"),
        kh.Check("male <= members", form="report"),
    ]
    plain = kh.Plan("x", kh.Hierarchy.fan(province=1), indicators=FIGURES)
    plan = plain.replace(checks=checks)
    assert plan.digest != plain.digest
    assert plan.checks == tuple(checks)
    assert plan.checks[0].tolerance == Decimal("1.5")
    assert kh.Plan.from_dict(plan.to_dict()) == plan
    assert kh.Plan.from_dict(plan.to_dict()).checks == plan.checks
    assert "checks" not in plain.to_dict()
