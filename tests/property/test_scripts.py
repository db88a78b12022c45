"""Scripts as texts and as runs: what is written reads back, and what came is what an updated script expects."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kehoach._clock import from_micros, micros
from kehoach._spelling import nfc, unprintable
from kehoach.testing import Expected, Occurrence, Script, Step, conform, run_script, small_plan
from kehoach.testing._moments import Moment, read_moment
from kehoach.testing._script_update import updated

PLAN = small_plan(1, 2, 3, deadlines={"commune": "before 5-4-2019", "district": "before 20-4-2019"})
UNITS = ("province", "district-1", "district-2", "commune-1", "commune-2", "commune-3")
TRIGGERS = (
    "submit",
    "recall",
    "review",
    "send_back",
    "aggregate",
    "release",
    "correct",
    "withdraw",
    "waive",
    "unwaive",
)
STATES = ("draft", "submitted", "reviewed", "aggregated", "waived")
STANDINGS = ("met_on_time", "met_late", "in_time", "overdue", "waived", "open")
texts = (
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=12)
    .map(lambda text: nfc(text.strip()))
    .filter(lambda text: bool(text) and unprintable(text) is None)
)
"""Texts as files take them: in normal form, with nothing in them that cannot be seen."""
units = st.sampled_from(UNITS)
expected = st.builds(
    Expected,
    state=st.none() | st.dictionaries(units, st.sampled_from(STATES), max_size=3),
    version=st.none() | st.dictionaries(units, st.integers(1, 3), max_size=3),
    standing=st.none() | st.dictionaries(units, st.sampled_from(STANDINGS), max_size=3),
    total=st.none() | st.dictionaries(units, st.fixed_dictionaries({"members": st.integers(0, 30)}), max_size=2),
    missing=st.none() | st.just({"district-1": ("commune-1",)}),
    late=st.none() | st.lists(units, unique=True, max_size=3),
    blockers=st.none()
    | st.dictionaries(units, st.dictionaries(st.sampled_from(TRIGGERS), st.just(("gate",)), max_size=2), max_size=2),
    complete=st.none() | st.booleans(),
    entries=st.none() | st.integers(0, 9),
)
steps = st.builds(
    Step,
    at=st.none() | st.sampled_from(["1 day later", "2 hours later", "sau 3 ngày"]),
    act=st.sampled_from(TRIGGERS),
    unit=units,
    reason=st.none() | texts,
    data=st.none() | st.fixed_dictionaries({"members": st.integers(0, 30)}),
    refused=st.none() | st.sampled_from(["gate", "any", ("reason_missing", "no_row")]),
    then=st.none() | expected,
)
scripts = st.builds(
    Script,
    title=texts,
    plan=st.just(PLAN),
    begins=st.just("2019-04-01"),
    steps=st.lists(steps, min_size=1, max_size=8),
    then=st.none() | expected,
)


@given(scripts)
def test_a_script_reads_back_as_it_is(script: Script) -> None:
    """parse(str(x)) == x for scripts, the plan in them included."""
    assert Script.from_toml(script.to_toml()) == script


@given(scripts)
def test_what_came_is_what_an_updated_script_expects(script: Script) -> None:
    """Whatever a script expects and whatever it does, rewritten to what came it holds; and then it is left as it is."""
    result = run_script(Script.from_toml(script.to_toml()))
    text = updated(result)
    if text is None:
        assert result.ok
        return
    again = run_script(Script.from_toml(text))
    assert again.text() == "everything came as it is expected"
    assert [one.act for one in again.script.steps] == [one.act for one in script.steps]


@given(scripts)
def test_running_twice_is_the_same(script: Script) -> None:
    """A script has no memory and reads no clock: a second run says and leaves the same."""
    first, second = run_script(script), run_script(script)
    assert [str(one) for one in first.failures] == [str(one) for one in second.failures]
    assert first.campaign.progress() == second.campaign.progress()
    assert [entry.at for entry in first.campaign.log()] == [entry.at for entry in second.campaign.log()]


@given(scripts)
def test_the_log_of_a_campaign_is_as_planned(script: Script) -> None:
    """Whatever was done under a plan, its log, replayed against the plan, deviates in nothing but lateness."""
    campaign = run_script(script).campaign
    log = [Occurrence(entry.duty, entry.trigger, micros(entry.at)) for entry in campaign.log()]
    found = conform(PLAN, log)
    assert {one.kind for one in found.deviations} <= {"late"}
    assert (found.fitness, found.synchronous) == (1, len(log))


@given(
    st.lists(
        st.builds(Occurrence, units, st.sampled_from(TRIGGERS), st.integers(1_552_500_000, 1_556_000_000)), max_size=20
    )
)
def test_the_fitness_of_any_log_is_a_share(log: list[Occurrence]) -> None:
    """Of whatever log, the fitness lies between 0 and 1, and is 1 exactly where nothing but lateness deviates."""
    found = conform(PLAN, [Occurrence(one.unit, one.act, one.at * 1_000_000) for one in log])
    assert 0 <= found.fitness <= 1
    assert (found.fitness == 1) == all(one.kind == "late" for one in found.deviations)
    assert found.synchronous <= found.events == len(log)


days = st.dates(date(2019, 1, 1), date(2020, 12, 31))


@given(days, st.sampled_from(["Asia/Ho_Chi_Minh", "UTC", "America/New_York"]))
def test_a_bound_has_two_sides_that_touch(day: date, zone: str) -> None:
    """The last microsecond before a day and the first of it lie side by side; so do its end and what is after."""

    def at(text: str) -> int:
        read: Any = read_moment(text, zone=zone, issued_on=None)
        assert isinstance(read, Moment)
        return read.at

    assert at(f"{day} 00:00") - at(f"before {day}") == 1
    assert at(f"after {day}") - at(f"by {day}") == 1
    assert at(f"trước ngày {day:%d/%m/%Y}") == at(f"before {day}")
    instant = at(f"{day} 17:00:30.000001")
    assert at(from_micros(instant).isoformat()) == instant
