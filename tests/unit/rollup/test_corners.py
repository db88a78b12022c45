"""Corners of totals: estimates, nested divisions, many corrections at once, changes without an act of their own."""

from __future__ import annotations

from fractions import Fraction

import pytest

import kehoach as kh
from kehoach._progress import Board, fold
from kehoach._rollup import total
from kehoach.errors import InvalidCommand
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, shared, up

OPEN = kh.Policy(gate="none")


def test_estimates_are_counted_apart() -> None:
    """How many of those that stand in a total gave estimates is told, and their share; also in tables."""
    period = kh.Recurrence("month", "2019-03", "2019-03")
    rows = [
        kh.DutyRow("stock", ("district", "commune"), deadline="by the 5 of the next month", period=period),
        kh.DutyRow("stock", "commune-1", estimate=True, override=True, deadline="by the 25 of every month"),
    ]
    campaign = begun(1, 1, 2, duties=rows, policy=OPEN)
    for unit in ("commune-1", "commune-2"):
        duty = f"{unit}:stock@2019-03"
        campaign.submit(duty, data={"members": 5})
        campaign.review(duty)
        campaign.aggregate(duty)
    one = campaign.total("district:stock@2019-03", "members")
    assert (one.reported, one.estimated, one.estimates) == (2, 1, Fraction(1, 2))
    assert campaign.totals("members")["district:stock@2019-03"].estimated == 1
    assert campaign.total("commune-2:stock@2019-03", "members").estimates == 0
    assert campaign.total("province", "members").estimates is None


def test_what_is_made_of_a_division_by_nothing() -> None:
    """A ratio of ratios and a sum of them are not applicable where one of their denominators is 0, which is named."""
    indicators = [
        kh.Indicator("a"),
        kh.Indicator("b"),
        kh.Indicator("rate", kind="ratio", numerator="a", denominator="b"),
        kh.Indicator("twice", kind="ratio", formula="rate + rate_2"),
        kh.Indicator("rate_2", kind="ratio", numerator="b", denominator="a"),
        kh.Indicator("of_rates", kind="ratio", numerator="rate", denominator="rate_2"),
        kh.Indicator("mean", goes_up="weighted_mean", weight="b"),
    ]
    campaign = begun(1, 1, 2, indicators=indicators, policy=OPEN)
    for unit in ("commune-1", "commune-2"):
        up(campaign, unit, data={"a": 4, "b": 0, "mean": 5})
    for key, denominators in (("rate", ["b"]), ("twice", ["b"]), ("of_rates", ["b"]), ("mean", ["b"])):
        one = campaign.total("district", key)
        assert one.value is kh.NA
        assert [finding.values["denominator"] for finding in one.findings] == denominators
        assert campaign.totals(key)["district"] == one
    assert campaign.total("district", "rate_2").value == 0


def test_more_corrections_than_columns_are_kept_ready_for() -> None:
    """A hundred reports that are corrected at once, each still held in its old version, make room for themselves."""
    campaign = begun(1, 1, 100, policy=OPEN)
    for number in range(1, 101):
        up(campaign, f"commune-{number:03}", data={"members": number})
    campaign.totals()
    for number in range(1, 101):
        campaign.correct(f"commune-{number:03}", reason="x")
        if number % 10 == 0:
            assert campaign.totals("members")["district"].value == 5050
    for number in range(1, 101):
        up(campaign, f"commune-{number:03}", data={"members": 1})
        if number % 25 == 0:
            assert campaign.totals("members")["district"] == campaign.total("district", "members")
    assert campaign.totals("members")["district"].value == 100


def test_a_board_that_has_gone_on_explains_nothing() -> None:
    """Without a log to look back into, a total that was worked out before cannot be told any more."""
    store, clock = MemoryStore(), ManualClock(MORNING)
    plan = small_plan(1, 1, 2, policy=OPEN)
    campaign = kh.Campaign.begin(plan, store, id="x", clock=clock, default_by="expected")
    up(campaign, "commune-1", data={"members": 5})
    log = store.journal("x", None).read()  # type: ignore[arg-type]  # the journal is there already
    board = fold(Board(plan), log.lines())
    found = total(plan, board, "district", "members")
    assert len(found.explain()) == 2
    campaign.submit("commune-2")
    fold(board, store.journal("x", None).read().lines(board.seq))  # type: ignore[arg-type]
    with pytest.raises(InvalidCommand, match="cannot be explained any more"):
        found.explain()


def test_what_is_expected_again_comes_in_as_a_waiver_that_ended() -> None:
    """A report that was waived and is expected again is told by that, when it comes."""
    clock = ManualClock(MORNING)
    campaign = begun(1, 1, 2, policy=OPEN, clock=clock)
    campaign.waive("commune-1", reason="x")
    since = clock.now()
    clock.advance(days=1)
    campaign.unwaive("commune-1", reason="x")
    up(campaign, "commune-1", data={"members": 5})
    (change,) = campaign.difference("district", "members", since).changes
    assert (change.unit, change.cause, change.delta) == ("commune-1", "waiver", 5)


def test_shares_that_change_by_passing_a_report_over() -> None:
    """Where a report is passed over, what goes past it is counted by the shares that it finds above."""
    clock = ManualClock(MORNING)
    campaign = shared(policy=OPEN, clock=clock)
    up(campaign, "x", data={"members": 9})
    up(campaign, "a", "b")
    since = clock.now()
    clock.advance(days=1)
    campaign.release("a", reason="x")
    campaign.send_back("a", reason="x")
    campaign.release("x", by="a", reason="x")
    campaign.waive("a", reason="x", reroute=True)
    (change,) = campaign.difference("p", "members", since).changes
    assert (change.unit, change.cause, change.delta) == ("x", "waiver", -3)


def test_series_of_marks() -> None:
    """Periods that nobody answered, and ratios and formulas of them, are missing; what nobody is asked for, is not."""
    period = kh.Recurrence("month", "2019-03", "2019-04")
    indicators = [
        kh.Indicator("a"),
        kh.Indicator("b", over_time="weighted_mean", goes_up="weighted_mean", weight="a"),
        kh.Indicator("rate", kind="ratio", numerator="a", denominator="a"),
        kh.Indicator("of_rates", kind="ratio", numerator="rate", denominator="rate"),
        kh.Indicator("more", formula="a - zero"),
        kh.Indicator("zero", asked_of=["province"]),
        kh.Indicator("sum_of_rates", kind="ratio", formula="rate + other"),
        kh.Indicator("other", kind="ratio", numerator="a", denominator="a"),
    ]
    rows = [kh.DutyRow("stock", ("district", "commune"), period=period)]
    campaign = begun(1, 1, 1, indicators=indicators, duties=rows)
    for key in ("a", "b", "rate", "of_rates", "more", "sum_of_rates"):
        assert campaign.series("commune:stock", key).value is kh.MISSING
    assert campaign.series("commune:stock", "zero").value is kh.NA
    for month in ("03", "04"):
        campaign.submit(f"commune:stock@2019-{month}", data={"a": 0, "b": 1})
    assert campaign.series("commune:stock", "more").value == 0
    for key in ("rate", "of_rates", "sum_of_rates"):
        series = campaign.series("commune:stock", key)
        assert (series.value, {one.values["denominator"] for one in series.findings}) == (kh.NA, {"a"})
    assert campaign.series("commune:stock", "b").value is kh.NA
