"""Scenarios from logs and tables: what went in comes out again, what still lasts counts, and too little is said."""

from __future__ import annotations

import math
import pickle
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.sim import Fixed, Gamma, LogNormal, Scenario, Shape, Weibull, simulate
from kehoach.sim._calibrate import fit
from kehoach.sim._durations import Duration, durations
from kehoach.sim._events import _Run, _Stage
from kehoach.sim._fit import Fitted, StepFit, fitted
from kehoach.sim._prepare import prepared

pytest.importorskip("scipy")

SCENARIO = Scenario(
    guide=0,
    draft=LogNormal(mean=6, sigma=0.5),
    review=LogNormal(mean=0.2, sigma=0.5),
    rework=LogNormal(mean=1.5, sigma=0.4),
    p_return=0.2,
    p_second_return=0.3,
    tiers={"district": {"draft": LogNormal(mean=3, sigma=0.3)}},
)


@cache
def plan() -> kh.Plan:
    return kh.Plan(
        kh.Directive("Tổng kết", issued_on="14-3-2019"), kh.Hierarchy.fan(province=1, district=40, commune=240)
    )


@cache
def log() -> Sequence[kh.LogEntry]:
    """A campaign of 281 units, carried out act by act with the luck of a scenario."""
    ready = prepared(plan(), SCENARIO, 2019, by_events=True)
    run = _Run(_Stage.of(plan(), ready), 0)
    run.carried_out()
    return run.campaign.log()


def found(made: Fitted, tier: str, step: str) -> StepFit:
    return next(one for one in made.fits if (one.tier, one.step) == (tier, step))


def test_a_log_gives_back_what_it_was_simulated_from() -> None:
    """The intervals of the means hold what the scenario says, step by step, and the shares of returns too."""
    made = fit(log(), plan(), family="lognormal")
    for tier, step, mean, sigma in (
        ("commune", "draft", 6, 0.5),
        ("commune", "review", 0.2, 0.5),
        ("commune", "rework", 1.5, 0.4),
        ("district", "draft", 3, 0.3),
    ):
        one = found(made, tier, step)
        assert isinstance(one.shape, LogNormal)
        assert one.mean.low < mean < one.mean.high
        assert one.shape.sigma == pytest.approx(sigma, rel=0.35)
        assert one.fits
        assert not one.running
    rate = next(one for one in made.return_rates if one.tier == "commune")
    assert rate.second is not None
    assert rate.first.low < 0.2 < rate.first.high
    assert rate.second.low < 0.3 < rate.second.high
    assert rate.reviews == 240


def test_every_step_of_a_log_is_read_once() -> None:
    """A log that is whole gives one draft for each report, and a review for each time one was sent."""
    rows = durations(log(), plan())
    steps = [one.step for one in rows]
    sent = sum(entry.trigger == "submit" for entry in log())
    assert (steps.count("draft"), steps.count("review")) == (281, sent)
    assert steps.count("rework") == sum(entry.trigger == "send_back" for entry in log())
    assert not any(one.censored for one in rows)


def test_in_the_middle_of_a_campaign_what_still_lasts_is_counted() -> None:
    """Cut after five days, half of the drafts still last: with them the mean is right, without them far too low."""
    rows = durations(log(), plan(), until="2019-03-19T00:00+07:00")
    drafts = [one for one in rows if (one.tier, one.step) == ("commune", "draft")]
    assert len(drafts) == 240
    assert 80 < sum(one.censored for one in drafts) < 160
    assert {one.days for one in drafts if one.censored} == {5.0}
    whole = found(fitted(drafts, family="lognormal"), "commune", "draft")
    ended = found(fitted([one for one in drafts if not one.censored], family="lognormal"), "commune", "draft")
    assert whole.mean.low < 6 < whole.mean.high
    assert ended.mean.high < 4
    assert whole.fits


def test_what_waits_for_others_has_not_begun() -> None:
    """A report whose subordinates are not all accepted says nothing yet of how long it takes."""
    rows = durations(log(), plan(), until="2019-03-16T00:00+07:00")
    assert {one.tier for one in rows if one.step == "draft"} == {"commune"}


@pytest.mark.parametrize(
    ("shape", "family"),
    [
        (LogNormal(mean=4, sigma=0.6), "lognormal"),
        (Gamma(mean=4, shape=2.5), "gamma"),
        (Weibull(mean=4, shape=2.2), "weibull"),
    ],
)
def test_each_family_is_found_again(shape: Shape, family: str) -> None:
    """Of a thousand lengths, a quarter cut off, the mean is found, and the family is among the likeliest."""
    luck = np.random.default_rng(5)
    lengths = np.array(shape.quantiles(sorted(luck.random(1_000).tolist())))
    cut = float(np.quantile(lengths, 0.75))
    rows = [Duration(tier="t", step="draft", days=min(one, cut), censored=bool(one > cut)) for one in lengths]
    one = found(fitted(rows, family=family), "t", "draft")  # type: ignore[arg-type]
    assert type(one.shape) is type(shape)
    assert one.mean.low < 4 < one.mean.high
    assert one.fits
    best = found(fitted(rows), "t", "draft")
    assert best.log_likelihood == max(best.others.values())
    assert best.others[family] > best.log_likelihood - 2


def test_the_interval_of_a_fitted_mean_covers_at_its_level() -> None:
    """Of 60 samples with censored lengths, about 95 % hold the true mean in the interval."""
    luck, held = np.random.default_rng(17), 0
    for _ in range(60):
        lengths = luck.lognormal(math.log(4), 0.5, 80)
        rows = [Duration(tier="t", step="draft", days=min(one, 6.0), censored=bool(one > 6)) for one in lengths]
        mean = found(fitted(rows, family="lognormal"), "t", "draft").mean
        held += mean.low <= 4 * math.exp(0.125) <= mean.high
    assert held / 60 == pytest.approx(0.95, abs=0.05)


def test_a_bad_fit_is_said() -> None:
    """Two heaps of lengths far apart are no log-normal, and the text says so."""
    rows = [Duration(tier="t", step="draft", days=day + spot / 100) for day in (1, 30) for spot in range(40)]
    made = fitted(rows)
    assert not found(made, "t", "draft").fits
    assert str(made).endswith("fits badly")


def test_a_tier_with_too_few_lengths_takes_those_of_all() -> None:
    """The province's single draft stands with all others, and is marked."""
    made = fit(log(), plan())
    assert found(made, "province", "draft").pooled
    assert not found(made, "district", "draft").pooled
    assert "province, draft" in str(made)
    assert "all tiers together" in str(made)
    assert "gộp mọi cấp" in made.text("vi")


def test_lengths_without_spread_are_fixed() -> None:
    """Where every length is the same, it is that length."""
    made = fitted([Duration(tier="t", step="draft", days=2.0)] * 6)
    assert found(made, "t", "draft").shape == Fixed(2)
    assert found(made, "t", "draft").fits


def test_what_was_fitted_can_be_simulated() -> None:
    """A fitted scenario is a scenario: it runs as it is, and survives a pickle with all it knows."""
    made = Scenario.fit(log(), plan())
    assert isinstance(made, Fitted)
    said = simulate(plan(), made, runs=50, seed=1)
    assert said.days("end").min() > 5
    back = pickle.loads(pickle.dumps(made))
    assert back.to_dict() == made.to_dict()
    assert [one.step for one in back.fits] == [one.step for one in made.fits]


def test_working_days_are_counted_where_they_are_asked_for() -> None:
    """In working days the same drafts are shorter, by the weekends between."""
    calendar, working = (durations(log(), plan(), days=days) for days in ("calendar", "working"))  # type: ignore[arg-type]
    means = [np.mean([one.days for one in rows if one.step == "draft"]) for rows in (calendar, working)]
    assert 0.6 < means[1] / means[0] < 0.85


@pytest.mark.parametrize("library", ["pandas", "polars", "pyarrow", "rows"])
def test_rows_come_from_any_table(library: str) -> None:
    """Mappings and frames of pandas, polars and pyarrow give the same scenario."""
    columns = {
        "tier": ["t"] * 6,
        "step": ["draft"] * 6,
        "days": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        "censored": [False] * 5 + [True],
    }
    rows = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    source: object = rows
    if library != "rows":
        package = pytest.importorskip(library)
        source = package.table(columns) if library == "pyarrow" else package.DataFrame(columns)
    made = fit(source)
    assert (len(made.fits[0].ended), made.fits[0].running) == (5, (6.0,))
    assert made.to_dict() == fit(rows).to_dict()


def test_too_few_lengths_are_refused_with_their_numbers() -> None:
    """Three lengths that ended and two that still last are too few, and the error counts both."""
    rows = [Duration(tier="t", step="draft", days=1.0 + place, censored=place > 2) for place in range(5)]
    with pytest.raises(
        InvalidCommand, match=r"draft of t cannot be fitted: 3 came to an end and 2 still last"
    ) as caught:
        fit(rows)
    assert caught.value.findings[0].code == "KH993"
    assert fit(rows, least=3).fits[0].ended == (1.0, 2.0, 3.0)


def test_only_censored_lengths_are_refused() -> None:
    """Where nothing came to an end, nothing can be said."""
    with pytest.raises(InvalidCommand, match="0 came to an end and 20 still last"):
        fit([Duration(tier="t", step="review", days=3.0, censored=True)] * 20)


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "there are no rows"),
        ([{"tier": "t", "days": 2}], "no step"),
        ([{"tier": "t", "step": "sign", "days": 2}], "step 'sign' is none of draft, review, rework"),
        ([{"tier": "t", "step": "draft", "days": -2}], "days -2 is no length above 0"),
        ([{"tier": "t", "step": "draft", "days": "two"}], "days 'two' is no length above 0"),
        ([3], "int is no row"),
        (3, "int is neither a log nor rows"),
    ],
)
def test_what_cannot_be_read_is_named(rows: object, problem: str) -> None:
    """Each ill-formed row is refused with its problem."""
    with pytest.raises(InvalidCommand, match=problem) as caught:
        fit(rows)
    assert {finding.code for finding in caught.value.findings} == {"KH994"}


def test_all_ill_formed_rows_come_at_once() -> None:
    """Two bad rows are two findings, each with its place."""
    with pytest.raises(InvalidCommand) as caught:
        fit([{"tier": "t"}, {"tier": "t", "step": "draft", "days": 1}, {}])
    assert [finding.path for finding in caught.value.findings] == ["rows[0]", "rows[2]"]


def test_a_log_needs_its_plan() -> None:
    """A log alone does not say who is of which tier; an empty one says nothing."""
    with pytest.raises(InvalidCommand, match="a log needs plan="):
        fit(log())
    with pytest.raises(InvalidCommand, match="the log is empty"):
        durations([], plan())


def test_an_unknown_family_proposes_the_nearest() -> None:
    """A misspelt family is refused."""
    with pytest.raises(UnknownName, match="did you mean 'gamma'"):
        fit([Duration(tier="t", step="draft", days=1.0)], family="gama")  # type: ignore[arg-type]


def test_a_fit_is_drawn_beside_what_was_measured() -> None:
    """The picture has a panel for each step, in both languages."""
    pytest.importorskip("matplotlib")
    made = fit(log(), plan(), until="2019-03-21T00:00+07:00", least=2)
    for lang, word in (("en", "days"), ("vi", "ngày")):
        figure = made.plot(lang=lang)  # type: ignore[arg-type]
        figure.draw_without_rendering()
        assert figure.get_supxlabel() == word
        assert len([axes for axes in figure.axes if axes.axison]) == len(made.fits)
