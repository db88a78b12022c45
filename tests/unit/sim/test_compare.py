"""Two forecasts of the same luck are compared run by run."""

from __future__ import annotations

import math

import numpy as np
import pytest

from forecasts import forecast
from kehoach.errors import InvalidCommand, UnknownName
from kehoach.sim._intervals import mean_of


def test_the_difference_is_that_of_each_run() -> None:
    """Each run that ends two days later makes the mean difference two days, without any doubt."""
    days = [40.0, 44.0, 52.0]
    effect = forecast(days).compare(forecast([day + 2 for day in days])).of("end")
    assert effect.days.value == pytest.approx(2.0)
    assert effect.days.low == pytest.approx(2.0)
    assert (effect.earlier.value, effect.later.value) == (0.0, 1.0)


def test_a_paired_interval_is_narrower_than_two_apart() -> None:
    """What both runs share cancels, so that the difference is known far better than either mean."""
    luck = np.random.default_rng(5)
    base = luck.lognormal(3.7, 0.3, 1_000)
    mine, other = forecast(list(base)), forecast(list(base + luck.gamma(1.0, 1.0, 1_000)))
    paired, apart = mine.compare(other).of().days, mean_of(base)
    assert (paired.high - paired.low) < 0.2 * (apart.high - apart.low)
    assert paired.low < 1.0 < paired.high


def test_the_paired_interval_covers_at_its_level() -> None:
    """Of 400 comparisons, about 95 % hold the true difference in the interval."""
    luck, held = np.random.default_rng(13), 0
    for _ in range(400):
        base = luck.lognormal(3.7, 0.3, 100)
        days = forecast(list(base)).compare(forecast(list(base + luck.gamma(2.0, 1.0, 100)))).of().days
        held += days.low <= 2.0 <= days.high
    assert held / 400 == pytest.approx(0.95, abs=0.03)


def test_tiers_and_punctuality_are_compared_too() -> None:
    """Each tier has its difference, and the share on time its own."""
    comparison = forecast([40.0, 44.0], on_time=[5, 5]).compare(forecast([40.0, 44.0], on_time=[4, 3]))
    assert [effect.of for effect in comparison.effects] == ["end", "province", "district", "commune"]
    rate = comparison.of("commune").on_time
    assert rate is not None
    assert rate.value == pytest.approx(-0.3)
    with pytest.raises(UnknownName, match="did you mean 'commune'"):
        comparison.of("comune")


def test_what_never_ends_is_counted_and_not_averaged() -> None:
    """The mean is over the runs that end in both; one that ends in the other alone counts as earlier."""
    neither = forecast([40.0, math.inf]).compare(forecast([41.0, math.inf])).of()
    assert (neither.days.value, neither.earlier.value, neither.later.value) == (1.0, 0.0, 0.5)
    mended = forecast([40.0, math.inf]).compare(forecast([41.0, 50.0])).of()
    assert (mended.days.value, mended.earlier.value, mended.later.value) == (1.0, 0.5, 0.5)
    assert forecast([math.inf]).compare(forecast([50.0])).of().days.value == 0.0


@pytest.mark.parametrize("said", [{"seed": 7}, {"first_run": 2}])
def test_runs_without_partners_are_refused(said: dict[str, object]) -> None:
    """Another seed or other runs are refused, with both named and the way out."""
    with pytest.raises(InvalidCommand, match="simulate both with the same seed") as caught:
        forecast([40.0, 41.0]).compare(forecast([40.0, 41.0], **said))
    assert caught.value.findings[0].code == "KH985"


def test_a_comparison_reads_well() -> None:
    """Its text has a line for each end, in both languages."""
    comparison = forecast([40.0, 44.0]).compare(forecast([42.0, 46.0]))
    assert str(comparison).splitlines()[0] == (
        "end: +2.00 days (+2.00 … +2.00); earlier in 0.0%, later in 100.0%; on time +0.0 points"
    )
    assert comparison.text("vi").splitlines()[0] == (
        "kết thúc: +2,00 ngày (+2,00 … +2,00); sớm hơn 0,0%, muộn hơn 100,0%; đúng hạn +0,0 điểm phần trăm"
    )
    assert repr(comparison) == "<Comparison over 2 runs: the end moves by 2.0 (2.0 … 2.0) days>"
    facts = comparison.to_dict()
    assert isinstance(facts["effects"], list)
