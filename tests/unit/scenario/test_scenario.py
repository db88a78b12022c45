"""Scenarios as values: what may be given, who works otherwise, and everything that is wrong at once."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from kehoach._scenario import Empirical, Fixed, Habit, Leave, LogNormal, Scenario, Shared, Steps
from kehoach.errors import InvalidScenario

WHOLE = Scenario(
    guide=LogNormal(mean=2, sigma=0.5),
    draft={"mean": 5, "sigma": "0.5"},
    review="0.2",
    rework=[1, 2, 3],
    p_return="10%",
    p_second_return=0.05,
    reviewers=2,
    queue="due",
    habits=[Habit(0.3, 3), {"share": 0.2, "before_due": 1}],
    absences=0.01,
    steps={"sign": 1},
    start_on="14-3-2019",
    days="working",
    hours=["7h30-11h30", "13:00-17:00"],
    leave=[Leave("461", "1-4-2019", "5-4-2019"), {"of": "issuer", "first": "2019-04-08"}],
    shared={"tier": "district", "sigma": 0.3},
    tiers={"commune": {"draft": 3, "steps": {"sign": 2}}},
    groups={"pilot": Steps(draft=1, p_return=0)},
    units={"461": {"reviewers": 4}},
)


def test_what_people_type_becomes_values() -> None:
    """Numbers, percents, lists, tables and days are read."""
    assert WHOLE.draft == LogNormal(mean=5, sigma=0.5)
    assert (WHOLE.review, WHOLE.rework, WHOLE.p_return) == (Fixed(0.2), Empirical([1, 2, 3]), 0.1)
    assert (WHOLE.start_on, WHOLE.hours) == (date(2019, 3, 14), ((450, 690), (780, 1020)))
    assert WHOLE.leave[1] == Leave("issuer", "8-4-2019", "8-4-2019")
    assert WHOLE.shared == Shared("district", 0.3)


def test_a_scenario_is_a_value() -> None:
    """Written as a table and read again, or pickled, it is equal, and has the same hash."""
    assert Scenario.from_dict(WHOLE.to_dict()) == WHOLE
    assert pickle.loads(pickle.dumps(WHOLE)) == WHOLE
    assert hash(Scenario.from_dict(WHOLE.to_dict())) == hash(WHOLE)


def test_a_changed_scenario_keeps_the_rest() -> None:
    """`replace` changes what is named, and refuses what is no argument."""
    assert WHOLE.replace(p_return=0.2).replace(p_return=0.1) == WHOLE
    assert WHOLE.replace(p_return=0.2).p_return == 0.2
    with pytest.raises(TypeError, match="no argument 'p_retrun'"):
        WHOLE.replace(p_retrun=0.2)


def test_the_narrower_goes_before() -> None:
    """A unit goes before its groups, a group before its tier, a tier before all; a step at a time."""
    assert WHOLE.of("district").draft == LogNormal(mean=5, sigma=0.5)
    commune = WHOLE.of("commune", ["pilot"], "461")
    assert (commune.draft, commune.reviewers, commune.p_return) == (Fixed(1), 4, 0)
    assert commune.steps == {"sign": Fixed(2)}
    assert WHOLE.of("commune").p_return == 0.1


def test_everything_wrong_is_said_at_once() -> None:
    """Each fault has its path, also inside of tables."""
    with pytest.raises(InvalidScenario) as caught:
        Scenario(
            draft=-1, review={"sigma": 1}, rework={"shape": "gama"}, p_return=2, p_second_return="x", reviewers=0,
            queue="lifo", habits=[{"share": 0.7, "before_due": 1}, {"share": 0.7, "before_due": 2}], absences=-1,
            steps={"sign": None, "seal": "x"}, start_on="2019-02-30", days="week", hours=["11:30-7:30"],
            leave=[{"of": "a", "first": "5-4-2019", "last": "1-4-2019"}, 3], shared={"tier": "a", "sigma": -1},
            tiers={"commune": {"drft": 1, "guide": {"mean": 1, "sgma": 1}}}, groups=3, units={"461": 5},
        )  # fmt: skip
    assert [(one.code, one.path) for one in caught.value.findings] == [
        ("KH972", "draft.days"),
        ("KH976", "review"),
        ("KH975", "rework.shape"),
        ("KH973", "p_return"),
        ("KH970", "p_second_return"),
        ("KH973", "absences"),
        ("KH974", "reviewers"),
        ("KH975", "queue"),
        ("KH979", "habits"),
        ("KH970", "steps.seal.days"),
        ("KH201", "start_on"),
        ("KH975", "days"),
        ("KH978", "hours[0]"),
        ("KH977", "leave[0].last"),
        ("KH970", "leave[1]"),
        ("KH972", "shared.sigma"),
        ("KH975", "tiers.commune.drft"),
        ("KH975", "tiers.commune.guide.sgma"),
        ("KH970", "groups"),
        ("KH970", "units.461"),
    ]


def test_hours_belong_to_working_days() -> None:
    """Hours of a calendar day, and hours that overlap, are refused."""
    with pytest.raises(InvalidScenario, match="hours belong to working days"):
        Scenario(hours="07:30-11:30")
    with pytest.raises(InvalidScenario) as caught:
        Scenario(days="working", hours=["07:30-11:30", "11:00-17:00"])
    assert [one.code for one in caught.value.findings] == ["KH978"]


def test_a_table_has_no_unknown_keys() -> None:
    """A misspelt key proposes the nearest."""
    with pytest.raises(InvalidScenario, match="no key 'reviewer'; did you mean 'reviewers'"):
        Scenario.from_dict({"reviewer": 2})
    with pytest.raises(InvalidScenario, match="no key 'untl'"):
        Scenario(leave=[{"of": "a", "first": "1-4-2019", "untl": "2-4-2019"}])
    with pytest.raises(InvalidScenario, match="no key 'before'"):
        Scenario(habits=[{"share": 1, "before": 2}])
