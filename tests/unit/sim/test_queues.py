"""Desks: two ways of working them out, and queues whose answer is known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kehoach.sim._queues import FAR, Again, Desk, _in_order, _stepped, served
from kehoach.sim._worktime import AROUND_THE_CLOCK, axis_of, midnight

Whole = NDArray[np.int64]
EMPTY = np.zeros(0, np.int64)
NONE = Again(EMPTY, EMPTY, EMPTY, EMPTY, EMPTY, EMPTY)
OFFICE = axis_of(
    midnight(date(2019, 3, 15), "Asia/Ho_Chi_Minh"), "Asia/Ho_Chi_Minh", ((450, 690), (780, 1020)),
    lambda day: day.weekday() < 5,
)  # fmt: skip


def desk(reviewers: int = 1, *, by_due: bool = False, since: int = 0) -> Desk:
    return Desk(reviewers, by_due, AROUND_THE_CLOCK, AROUND_THE_CLOCK, since)


def lane(*numbers: int) -> Whole:
    return np.array([numbers], np.int64)


def test_reports_wait_for_those_that_came_first() -> None:
    """One reviewer takes them in the order of coming in, ties in official order."""
    done = served(lane(5, 0, 5, 1), lane(3, 4, 2, 1), NONE, desk(), lane(0, 0, 0, 0))
    assert done.accepted.tolist() == [[8, 4, 10, 5]]
    assert done.waited.tolist() == [0 + 0 + 3 + 3]


def test_two_reviewers_take_two() -> None:
    """With two reviewers the third waits for the first that is free."""
    done = served(lane(0, 0, 0), lane(5, 2, 4), NONE, desk(2), lane(0, 0, 0))
    assert done.accepted.tolist() == [[5, 2, 6]]
    assert done.waited.tolist() == [2]


def test_what_is_due_first_comes_first() -> None:
    """By due the waiting report that is due first is next; what is not in yet is not waited for."""
    done = served(lane(0, 0, 0, 9), lane(2, 2, 2, 2), NONE, desk(by_due=True), lane(30, 10, 20, 0))
    assert done.accepted.tolist() == [[6, 2, 4, 11]]


def test_what_is_returned_comes_in_again() -> None:
    """A returned report is worked on again, waits its turn and is reviewed again."""
    again = Again(
        np.array([0, 0]), np.array([0, 0]), np.array([-1, 0]), np.array([3, 1]), np.array([2, 2]), np.arange(2)
    )
    done = served(lane(0, 1), lane(2, 6), again, desk(), lane(0, 0))
    assert done.returned.tolist() == [2, 10]
    assert done.again.tolist() == [5, 11]
    assert done.accepted.tolist() == [[13, 8]]
    assert done.waited.tolist() == [1 + 3]


def test_what_never_comes_in_is_never_accepted() -> None:
    """It holds up nobody."""
    done = served(lane(FAR, 1, FAR + 5), lane(0, 2, 0), NONE, desk(), lane(0, 0, 0))
    assert done.accepted.tolist() == [[FAR, 3, FAR]]


@settings(max_examples=100)
@given(st.data())
def test_rounds_and_steps_agree(data: st.DataObject) -> None:
    """Sorting and going round gives what going through review by review gives, ties and returns and nights included."""
    lanes, items = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 9))
    most = data.draw(st.sampled_from([3, 50, 10**10]))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    arrive, service = (rng.integers(0, most, (lanes, items)) for _ in range(2))
    arrive[rng.random(arrive.shape) < 0.1] = FAR
    service[arrive >= FAR] = 0
    place = np.flatnonzero((rng.random(arrive.shape) < 0.4) & (arrive < FAR))
    more = np.flatnonzero(rng.random(len(place)) < 0.5)
    every = np.append(place, place[more])
    again = Again(
        every // items, every % items, np.append(np.full(len(place), -1), more),
        rng.integers(0, most, len(every)), rng.integers(0, most, len(every)), np.arange(len(every)),
    )  # fmt: skip
    hours = data.draw(st.sampled_from([AROUND_THE_CLOCK, OFFICE]))
    how = Desk(1, False, hours, hours, data.draw(st.sampled_from([0, most // 2])))
    one, two = (
        _in_order(arrive, service, again, how),
        _stepped(arrive, service, again, how, np.zeros((1, items), np.int64)),
    )
    for name in ("accepted", "waited", "returned", "again"):
        assert (getattr(one, name) == getattr(two, name)).all(), name


def test_instants_too_far_apart_for_one_word_are_sorted_as_well() -> None:
    """A desk of many reports over many centuries is sorted the slow way, to the same end."""
    rng = np.random.default_rng(5)
    arrive = rng.integers(0, 2**60, (2, 300))
    service = rng.integers(0, 2**40, (2, 300))
    one = _in_order(arrive, service, NONE, desk())
    assert (one.accepted == _stepped(arrive, service, NONE, desk(), np.zeros((1, 300), np.int64)).accepted).all()


@pytest.mark.slow
@pytest.mark.parametrize("load", [0.5, 0.8])
def test_an_m_m_1_desk_has_the_known_wait(load: float) -> None:
    """Poisson arrivals, exponential reviews: load / (1 - load) reviews of waiting, within four standard errors."""
    rng = np.random.default_rng(2019)
    lanes, items, mean = 300, 4000, 1_000_000
    arrive = np.rint(np.cumsum(rng.exponential(mean / load, (lanes, items)), axis=1)).astype(np.int64)
    service = np.rint(rng.exponential(mean, (lanes, items))).astype(np.int64)
    done = served(arrive, service, NONE, desk(), np.zeros((1, items), np.int64))
    waits = (done.accepted - arrive - service)[:, items // 4 :].mean(axis=1) / mean  # once it is under way
    assert abs(waits.mean() - load / (1 - load)) < 4 * waits.std() / lanes**0.5
