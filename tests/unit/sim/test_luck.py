"""Luck by counter: the published numbers, streams that do not touch each other, lengths from tables."""

from __future__ import annotations

import numpy as np
import pytest

from kehoach._scenario import Empirical, Fixed, Gamma, LogNormal, Shape, Triangular
from kehoach.sim._luck import BITS, DAY, GAMMA, beyond, counters, curve_of, drawn, keyed, mix, mixed, name_keys, pairs

NAMES = ["19330", "19333", "45"]
SHAPES = [LogNormal(mean=5, sigma=0.5), LogNormal(mean=20, sigma=2), Gamma(mean=3, sd=4), Triangular(1, 2, 6)]


def test_the_stream_is_splitmix64() -> None:
    """From key 0 come the numbers that the authors' own program prints for seed 0."""
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B]
    assert [int(one) for one in mix(counters(0, 5).ravel())] == published
    assert [mixed(GAMMA * (place + 1) % 2**64) for place in range(5)] == published


def test_a_stream_can_be_read_from_anywhere() -> None:
    """Runs 500 to 509 are the same, whether the runs before were drawn or not."""
    keys = keyed(name_keys(NAMES), 7, "draft")
    whole, some = pairs(keys, counters(0, 600)), pairs(keys, counters(500, 10))
    assert all((one[500:510] == two).all() for one, two in zip(whole, some, strict=True))


def test_one_more_name_shifts_no_other() -> None:
    """The keys of names do not depend on what stands beside them."""
    assert (name_keys([*NAMES, "more"])[:3] == name_keys(NAMES)).all()
    assert len(set(name_keys(map(str, range(10_000))).tolist())) == 10_000


def test_seed_and_step_make_other_streams() -> None:
    """Another seed or another step gives numbers that have nothing to do with these."""
    draws = [pairs(keyed(name_keys(NAMES), seed, step), counters(0, 4000))[0].ravel()
             for seed, step in ((1, "a"), (2, "a"), (1, "b"), (-1, "a"))]  # fmt: skip
    assert np.abs(np.corrcoef(draws) - np.eye(4)).max() < 0.04


def test_draws_are_even_and_apart() -> None:
    """Both draws of a word are evenly spread, and know nothing of each other, of the next run and of the next name."""
    one, two = pairs(keyed(name_keys(map(str, range(50))), 3, "draft"), counters(0, 2000))
    for draws in (one, two):
        counts = np.bincount((draws >> BITS - 6).ravel(), minlength=64)
        assert ((counts - 1562.5) ** 2 / 1562.5).sum() < 103  # chi-squared with 63 degrees of freedom: 0.999
    related = [(one, two), (one[1:], one[:-1]), (one[:, 1:], one[:, :-1])]
    assert all(abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < 0.012 for a, b in related)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_a_draw_becomes_its_quantile(shape: Shape) -> None:
    """At the bounds of bins, in the middle and in both tails, the length is the quantile to a millionth of a day."""
    shares = [2.0**-20, 1 / 4096, 1 / 2048, 0.25, 0.5, 0.75, 1 - 1 / 2048, 1 - 2.0**-20]
    draws = np.array([round(share * 2**BITS) for share in shares], np.int64)
    assert drawn(curve_of(shape), draws) / DAY == pytest.approx(shape.quantiles(shares), rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_table_has_the_mean(shape: Shape) -> None:
    """Over all draws the mean is that of the shape, to a thousandth."""
    draws = np.arange(0, 2**BITS, 2**11, dtype=np.int64)
    assert drawn(curve_of(shape), draws).mean() / DAY == pytest.approx(shape.mean, rel=1e-3)


def test_measured_lengths_come_as_they_were_measured() -> None:
    """Of an empirical shape only the measured lengths are drawn, each as often."""
    lengths, counts = np.unique(
        drawn(curve_of(Empirical([1, 2, 2, 5])), np.arange(0, 2**BITS, 2**12)), return_counts=True
    )
    assert (lengths / DAY).tolist() == [1, 2, 5]
    assert counts / counts.sum() == pytest.approx([0.25, 0.5, 0.25], abs=1e-5)


def test_a_fixed_length_needs_no_luck() -> None:
    """What has one length has it for every draw; a working day may be shorter than a day."""
    assert drawn(curve_of(Fixed(2), DAY // 3), np.array([0, 2**30, 2**BITS - 1])).tolist() == [2 * DAY // 3] * 3
    assert curve_of(LogNormal(mean=2, sigma=0)).constant == 2 * DAY


@pytest.mark.parametrize("shape", [*SHAPES, Empirical([1, 2, 2, 5]), Fixed(1)], ids=str)
def test_what_has_lasted_lasts_longer(shape: Shape) -> None:
    """The draws from `beyond` on are those of longer lengths: below lie no longer ones but for rounding in a bin."""
    curve, lengths = curve_of(shape), np.array([0, DAY // 2, DAY, 3 * DAY, 400 * DAY], np.int64)
    passed = beyond(curve, lengths)
    assert (np.diff(passed) >= 0).all()
    assert ((passed >= 0) & (passed < 2**BITS)).all()
    rest = np.arange(int(passed[2]), 2**BITS, 2**14, dtype=np.int64)
    if curve.constant < 0:
        assert drawn(curve, rest).min() >= DAY - DAY // 100
