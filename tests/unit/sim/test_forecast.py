"""A forecast answers in days and dates, each with its interval."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pytest

from forecasts import forecast, results
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.sim import Scenario
from kehoach.sim._forecast import Forecast
from kehoach.sim._intervals import Estimate

HUNDRED = [float(day) for day in range(1, 101)]


def test_days_count_from_the_start() -> None:
    """Each run's end is told in days from the start of the campaign, and so are the ends of tiers."""
    said = forecast([40.0, 44.5, 52.25])
    assert said.days("end").tolist() == [40.0, 44.5, 52.25]
    assert said.days("district").tolist() == [20.0, 22.25, 26.125]


def test_what_never_ends_is_infinitely_far() -> None:
    """A run that never ends has infinitely many days, an infinite mean, and is counted."""
    said = forecast([40.0, math.inf, 52.0, 41.0])
    assert said.days().tolist() == [40.0, math.inf, 52.0, 41.0]
    assert said.mean().value == math.inf
    assert said.never().value == 0.25


def test_a_percentile_is_the_day_by_whose_end_so_many_runs_are_over() -> None:
    """Of a hundred runs that end one a day, ninety are over by the end of the ninetieth."""
    found = forecast(HUNDRED).percentile(90)
    assert (found.day, found.low, found.high) == (date(2019, 6, 12), date(2019, 6, 6), date(2019, 6, 18))
    assert found.days == Estimate(90.0, 84.0, 96.0, 0.95)
    assert str(found) == "2019-06-12 (2019-06-06 … 2019-06-18)"


def test_a_percentile_may_be_a_share() -> None:
    """90 and 0.9 ask for the same, of a tier as of the whole."""
    said = forecast(HUNDRED)
    assert said.percentile(0.9) == said.percentile(90)
    assert said.percentile(0.5, "commune") == said.percentile(50, tier="commune")


def test_a_percentile_that_never_comes_has_no_day() -> None:
    """Where one run in two never ends, the median has a day and the 90th percentile none."""
    said = forecast([*HUNDRED[:50], *[math.inf] * 50])
    assert said.percentile(50).day == date(2019, 5, 3)
    assert said.percentile(50).high is None
    assert said.percentile(90).day is None
    assert str(said.percentile(90)) == "never (? … ?)"


def test_more_runs_make_a_percentile_surer() -> None:
    """A hundred times the runs make the interval of the median ten times as narrow."""
    luck = np.random.default_rng(7)
    few, many = (forecast(luck.lognormal(3.7, 0.2, runs)).percentile(50).days for runs in (400, 40_000))
    assert (few.high - few.low) / (many.high - many.low) == pytest.approx(10, rel=0.3)


def test_the_interval_of_a_percentile_covers_at_its_level() -> None:
    """Of 300 forecasts of 300 runs each, about 95 % hold the true median in its interval."""
    luck = np.random.default_rng(11)
    held = 0
    for _ in range(300):
        days = forecast(luck.lognormal(3.7, 0.2, 300)).percentile(50).days
        held += days.low <= math.exp(3.7) <= days.high
    assert 0.92 <= held / 300 <= 0.99


def test_the_probability_of_a_day_counts_what_is_over_by_its_end() -> None:
    """A run that ends within a day is over by it; one that ends at its last midnight is over by the next."""
    said = forecast([9.5, 9.999, 10.0, 20.0])
    assert said.p_by("23-3-2019").value == 0.5
    assert said.p_by(date(2019, 3, 24)).value == 0.75
    assert said.p_by("2019-03-23", tier="commune").value == 1.0


def test_percentile_and_probability_agree() -> None:
    """By the day of a percentile, at least so many are over; by the day before, fewer."""
    said = forecast(list(np.random.default_rng(3).gamma(16, 3, 500)))
    for q in (5, 50, 90, 99):
        day = said.percentile(q).day
        assert day is not None
        assert said.p_by(day).value >= q / 100 > said.p_by(date.fromordinal(day.toordinal() - 1)).value


def test_punctuality_is_an_average_over_runs() -> None:
    """Of five communes, four and two are on time in two runs: three fifths on average, two late, never all."""
    said = forecast([40.0, 44.0], on_time=[4, 2])
    rate, late, every = said.on_time("commune"), said.late("commune"), said.all_on_time("commune")
    assert rate is not None
    assert late is not None
    assert every is not None
    assert (rate.value, late.value, every.value) == (pytest.approx(0.6), pytest.approx(2.0), 0.0)
    whole = said.on_time()
    assert whole is not None
    assert whole.value == pytest.approx((4 + 2 + 2 + 2 + 1 + 1) / 16)


def test_what_has_no_date_has_no_punctuality() -> None:
    """Where no report of a tier has a date, there is neither a rate nor a number of late ones: 0 of 0 is undefined."""
    import attrs

    kept = results([40.0, 44.0])
    said = Forecast(attrs.evolve(kept, dated=np.array([1, 0, 5], np.int32)), forecast([1.0]).plan, Scenario())
    assert (said.on_time("district"), said.late("district"), said.all_on_time("district")) == (None, None, None)


def test_the_curve_rises_to_what_is_sent() -> None:
    """The S-curve says for each day which share is in by its end, and keeps its last value."""
    curve = forecast([40.0, 44.0]).curve()
    assert curve.days[0] == date(2019, 3, 20)
    assert (curve.at("19-3-2019"), curve.at("20-3-2019"), curve.at("24-3-2019")) == (0.0, 1 / 8, 5 / 8)
    assert curve.at("1-1-2020") == 1.0
    assert curve.expected == 8
    assert (np.diff(curve.shares) >= 0).all()
    assert forecast([40.0]).curve("district").at("9-4-2019") == 0.5


def test_work_and_waiting_are_told_apart() -> None:
    """Thirty days of work and ten of waiting: a quarter is waiting."""
    effort = forecast([40.0, 44.0]).effort()
    assert (effort.work.value, effort.waiting.value, effort.share_waiting) == (30.0, 10.0, 0.25)


def test_critical_units_are_told_by_frequency() -> None:
    """The units that set the end most often come first; those that never do are left out."""
    found = forecast([40.0] * 10).critical()
    assert [one.unit for one in found] == ["province", "district-1", "commune-1", "commune-2", "district-2"]
    assert [one.share.value for one in found] == [1.0, 0.9, 0.5, 0.5, 0.1]


def test_what_was_not_kept_says_how_to_keep_it() -> None:
    """Asking for critical units of runs that kept none names the way out."""
    import attrs

    said = Forecast(attrs.evolve(results([40.0]), critical=None), forecast([1.0]).plan, Scenario())
    with pytest.raises(InvalidCommand, match=r"keep=\['critical'\]"):
        said.critical()
    assert "What sets the end" not in str(said)


@pytest.mark.parametrize("q", [0, 100, -5, 250, math.nan])
def test_a_percentile_lies_between_0_and_100(q: float) -> None:
    """Another percentile is refused with its value and the way out."""
    with pytest.raises(InvalidCommand, match="a percentile lies between 0 and 100"):
        forecast([40.0]).percentile(q)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0])
def test_a_level_lies_between_0_and_1(level: float) -> None:
    """Another level is refused, whatever is asked for."""
    said = forecast([40.0, 41.0])
    for ask in (said.mean, said.never, said.effort, said.critical, said.on_time, said.late, said.all_on_time):
        with pytest.raises(InvalidCommand, match="the level of an interval"):
            ask(level=level)  # type: ignore[operator]
    with pytest.raises(InvalidCommand, match="the level of an interval"):
        said.percentile(50, level=level)


def test_an_unknown_tier_proposes_the_nearest() -> None:
    """A misspelt tier is refused wherever it is asked for."""
    said = forecast([40.0])
    for ask in (said.days, said.on_time, said.late, said.curve, said.mean, said.never):
        with pytest.raises(UnknownName, match="did you mean 'commune'"):
            ask("comune")


def test_seed_runs_and_plan_are_kept() -> None:
    """A forecast knows what it was made from."""
    said = forecast([40.0, 41.0], seed=7)
    assert (said.seed, said.runs, said.plan_digest, said.start) == (7, 2, said.plan.digest, date(2019, 3, 14))


def test_a_forecast_reads_well() -> None:
    """Its text has a head, a line for each tier from the lowest up, and what matters besides."""
    said = str(forecast(HUNDRED, provisional=3))
    assert said.splitlines() == [
        "Forecast of 116-KH/TU: 100 runs, seed 2019, start 2019-03-14",
        "",
        "          last day on time  50 %        80 %        90 %        on time  late  all on time",
        "──────────────────────────────────────────────────────────────────────────────────────────",
        "commune   2019-04-04        2019-03-26  2019-04-03  2019-04-05    80.0%   1.0         0.0%",
        "district  2019-04-14        2019-04-08  2019-04-23  2019-04-28   100.0%   0.0       100.0%",
        "province  2019-04-29        2019-05-03  2019-06-02  2019-06-12   100.0%   0.0       100.0%",
        "end                         2019-05-03  2019-06-02  2019-06-12    87.5%   1.0         0.0%",
        "",
        "Half of the runs end by 2019-05-03 (95% interval: 2019-04-23 … 2019-05-14).",
        "Work 30.0 days, waiting for reviewers 10.0 days, over all units (25.0% waiting).",
        "What sets the end: district-1 99.0%, commune-1 50.0%, commune-2 50.0%, district-2 1.0%.",
        "3 runs go on after the last day that the calendar is sure of: days there are provisional.",
    ]


def test_a_forecast_reads_well_in_vietnamese() -> None:
    """The same in Vietnamese, with its days and figures."""
    said = forecast([*HUNDRED[:90], *[math.inf] * 10]).text("vi").splitlines()
    assert said[0] == "Dự báo 116-KH/TU: 100 lần chạy, hạt giống 2019, bắt đầu 14/3/2019"
    assert said[-1] == "10,0% số lần chạy không bao giờ kết thúc."
    assert said[-4] == "Một nửa số lần chạy kết thúc đến hết 03/5/2019 (khoảng tin cậy 95%: 23/4/2019 … 14/5/2019)."


def test_a_forecast_is_json_of_the_same_bytes() -> None:
    """Its JSON is whole, has nothing that JSON has no word for, and is the same for the same runs."""
    text = forecast([40.0, math.inf]).to_json()
    assert text == forecast([40.0, math.inf]).to_json()
    said = json.loads(text, parse_constant=pytest.fail)
    assert [one["of"] for one in said["outlook"]] == ["commune", "district", "province", "end"]
    assert said["outlook"][-1]["mean_days"]["value"] is None
    assert said["outlook"][0]["last_days"] == ["2019-04-04"]
    assert (said["seed"], said["runs"], said["start"]) == (2019, 2, "2019-03-14")


def test_a_notebook_shows_a_table_without_script() -> None:
    """In a notebook a forecast is a table; names are escaped, and nothing is run."""
    shown = forecast([40.0, 44.0])._repr_html_()
    assert shown.count("<tr>") == 5
    assert "<script" not in shown
    assert "116-KH/TU" in shown
    assert repr(forecast([40.0, 44.0])) == "<Forecast of 2 runs, seed 2019: half end by 2019-04-23>"
