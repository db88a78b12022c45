"""Standings: one bucket, one phase while open, two clocks, two dues, and every bound to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

import kehoach as kh
from kehoach._progress import BUCKETS, PHASES
from kehoach.errors import UnknownName
from kehoach.testing import ManualClock
from staged import begun, shared, up

MORNING = "2019-03-20T08:00+07:00"
DUE = {"commune": "before 22-3-2019"}
BOUND = datetime(2019, 3, 21, 17, tzinfo=UTC)  # midnight in Hanoi
TICK = timedelta(microseconds=1)


def at(moment: datetime | str, *sizes: int, **changes: Any) -> kh.Campaign:
    """A campaign that begins at a moment, its communes due before 22 March."""
    return begun(*(sizes or (1, 1, 2)), clock=ManualClock(moment), **({"deadlines": DUE} | changes))


def clock_of(campaign: kh.Campaign) -> ManualClock:
    """The clock that a campaign was begun with."""
    clock = campaign._shell.clock
    assert isinstance(clock, ManualClock)
    return clock


# -- buckets and phases


@pytest.mark.parametrize(
    ("moment", "bucket", "days"),
    [
        (BOUND - TICK, "met_on_time", 0),
        (BOUND, "met_late", 1),
        (BOUND + timedelta(days=1) - TICK, "met_late", 1),
        (BOUND + timedelta(days=1), "met_late", 2),
        (BOUND + timedelta(days=30, hours=5), "met_late", 31),
    ],
)
def test_a_report_is_on_time_before_the_bound(moment: datetime, bucket: str, days: int) -> None:
    """In time in the last microsecond before the due, late at it; a day that has begun is a day late."""
    campaign = at(moment)
    campaign.submit("commune-1")
    expected = kh.Standing("commune-1", "submitted", bucket, None, moment, BOUND, days, BOUND)
    assert campaign.progress().standing("commune-1") == expected
    assert expected.late == (bucket == "met_late")
    assert str(expected) == bucket


@pytest.mark.parametrize(
    ("moment", "phase", "days"),
    [(BOUND - TICK, "in_time", 0), (BOUND, "overdue", 1), (BOUND + timedelta(days=2), "overdue", 3)],
)
def test_a_draft_is_overdue_from_the_bound_on(moment: datetime, phase: str, days: int) -> None:
    """What is not sent is in time until the last microsecond before the due, and overdue from it on."""
    expected = kh.Standing("commune-1", "draft", "open", phase, None, BOUND, days, BOUND)
    assert at(moment).progress().standing("commune-1") == expected
    assert expected.late == (phase == "overdue")
    assert str(expected) == phase


def test_a_draft_opens_with_its_first_instant() -> None:
    """Before its opening a duty is not open yet; from it on it is in time."""
    opens = {"commune": "on 21-3-2019"}
    moment = datetime(2019, 3, 20, 17, tzinfo=UTC)
    phases = [at(one, deadlines=opens).progress().standing("commune-1").phase for one in (moment - TICK, moment)]
    assert phases == ["not_open_yet", "in_time"]


def test_without_a_deadline_nothing_is_late() -> None:
    """A duty without a due is undated while open, and met undated however late it came."""
    campaign = at("2029-01-01T00:00Z", deadlines={})
    assert campaign.progress().standing("commune-1") == kh.Standing(
        "commune-1", "draft", "open", "undated", None, None, 0, None
    )
    up(campaign, "commune-1")
    standing = campaign.progress().standing("commune-1")
    assert (standing.bucket, standing.phase, standing.due_before, standing.days_late) == ("met_undated", None, None, 0)


def test_what_waits_for_an_event_is_awaiting() -> None:
    """A due that counts from an event without a day is awaiting, and undated when its report comes first."""
    changes = {"deadlines": {"commune": "within 5 days from tet"}, "events": [kh.Event("tet")]}
    campaign = at(MORNING, **changes)
    assert campaign.progress().standing("commune-1").phase == "awaiting"
    campaign.submit("commune-1")
    assert campaign.progress().standing("commune-1").bucket == "met_undated"
    campaign.record("tet", "10-3-2019")
    progress = campaign.progress()
    assert progress.standing("commune-1").bucket == "met_late"
    assert progress.standing("commune-2").phase == "overdue"
    assert progress.standing("commune-2", against="original").phase == "overdue"


def test_a_suspended_duty_is_neither_in_time_nor_overdue() -> None:
    """From the instant in which its clock was stopped before its due, until it goes on."""
    campaign = at(BOUND - TICK)
    campaign.suspend("commune-1", reason="a storm")
    clock_of(campaign).set(BOUND + timedelta(days=9))
    phases = [campaign.progress().standing(unit).phase for unit in ("commune-1", "commune-2")]
    assert phases == ["suspended", "overdue"]
    late = at(BOUND)
    late.suspend("commune-1", reason="a storm")
    assert late.progress().standing("commune-1").phase == "overdue"


def test_a_suspended_duty_that_is_sent_is_met() -> None:
    """A report that comes while its clock stands still is judged by the due that stands."""
    campaign = at(BOUND - TICK)
    campaign.suspend("commune", reason="a storm")
    campaign.submit("commune-1")
    clock_of(campaign).set(BOUND)
    campaign.submit("commune-2")
    buckets = [campaign.progress().standing(unit).bucket for unit in ("commune-1", "commune-2")]
    assert buckets == ["met_on_time", "met_late"]


def test_a_waived_duty_is_waived_whatever_the_day() -> None:
    """What is waived is in no other bucket, and not late."""
    campaign = at(BOUND + timedelta(days=9))
    campaign.waive("commune-1", reason="merged")
    standing = campaign.progress().standing("commune-1")
    assert (standing.bucket, standing.phase, standing.days_late, standing.late) == ("waived", None, 0, False)
    assert campaign.progress().late() == ("commune-2",)


# -- clocks and dues


def judged(campaign: kh.Campaign, unit: str = "commune-1") -> dict[tuple[str, str], str]:
    """How a duty stands by both clocks against both dues."""
    progress = campaign.progress()
    return {
        (by, against): str(progress.standing(unit, by=by, against=against))  # type: ignore[arg-type]  # both are legal
        for by in ("first", "accepted")
        for against in ("effective", "original")
    }


def everywhere(bucket: str) -> dict[tuple[str, str], str]:
    """The same by both clocks against both dues."""
    return {(by, against): bucket for by in ("first", "accepted") for against in ("effective", "original")}


def test_a_slow_reviewer_makes_nobody_late() -> None:
    """What came in time and was accepted long after is in time by both clocks."""
    campaign = at(BOUND - TICK)
    campaign.submit("commune-1")
    clock_of(campaign).advance(days=60)
    campaign.review("commune-1")
    assert judged(campaign) == everywhere("met_on_time")


def test_the_first_clock_counts_what_was_not_recalled() -> None:
    """A recalled submission counts for neither clock; one that was sent back counts for the first."""
    campaign = at(BOUND - TICK)
    campaign.submit("commune-1")
    campaign.submit("commune-2")
    campaign.recall("commune-1")
    campaign.send_back("commune-2", reason="illegible")
    clock_of(campaign).set(BOUND)
    assert [str(campaign.progress().standing(unit)) for unit in ("commune-1", "commune-2")] == ["overdue"] * 2
    for unit in ("commune-1", "commune-2"):
        campaign.submit(unit)
        campaign.review(unit)
    assert judged(campaign, "commune-1") == everywhere("met_late")
    first = {("first", "effective"): "met_on_time", ("first", "original"): "met_on_time"}
    assert judged(campaign, "commune-2") == everywhere("met_late") | first


def test_a_later_recall_leaves_the_first_submission() -> None:
    """What was sent in time and returned still counts when the second submission is recalled."""
    campaign = at(BOUND - TICK)
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible")
    campaign.submit("commune-1")
    campaign.recall("commune-1")
    clock_of(campaign).set(BOUND)
    campaign.submit("commune-1")
    assert campaign.progress().standing("commune-1").bucket == "met_on_time"


def test_an_extension_moves_the_effective_due_and_not_the_original() -> None:
    """What came between the two is in time against the one and late against the other, by both clocks."""
    campaign = at(MORNING)
    campaign.extend("commune-1", "before 25-3-2019", reason="a flood")
    clock_of(campaign).set(BOUND)
    assert judged(campaign) == everywhere("overdue") | {
        ("first", "effective"): "in_time",
        ("accepted", "effective"): "in_time",
    }
    campaign.submit("commune-1")
    campaign.review("commune-1")
    assert judged(campaign) == everywhere("met_late") | {
        ("first", "effective"): "met_on_time",
        ("accepted", "effective"): "met_on_time",
    }


def test_a_rework_due_is_for_the_accepted_clock() -> None:
    """What was sent back with a due is in time until then, by the clock that counts what was accepted."""
    campaign = at(BOUND)
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible", due="before 29-3-2019")
    assert campaign.progress().standing("commune-1").phase == "in_time"
    campaign.submit("commune-1")
    assert judged(campaign)["accepted", "effective"] == "met_on_time"
    campaign.review("commune-1")
    assert judged(campaign) == everywhere("met_late") | {("accepted", "effective"): "met_on_time"}
    standing = campaign.progress().standing("commune-1", by="accepted")
    assert (standing.due_before, standing.first_due_before) == (datetime(2019, 3, 28, 17, tzinfo=UTC), BOUND)


def test_the_policy_says_which_clock_is_the_rate() -> None:
    """Where no clock is named, the plan's policy names it."""
    campaign = at(BOUND - TICK, policy=kh.Policy(rate="accepted"))
    campaign.submit("commune-1")
    campaign.send_back("commune-1", reason="illegible")
    clock_of(campaign).set(BOUND)
    campaign.submit("commune-1")
    campaign.review("commune-1")
    progress = campaign.progress()
    assert (progress.rate("commune", of="on_time"), progress.rate("commune", of="on_time", by="first")) == (
        Fraction(0),
        Fraction(1, 2),
    )


def test_the_paper_counts_and_not_its_entry() -> None:
    """What came in time and was entered late is in time by both clocks, at the instant in which it came."""
    campaign = at(BOUND + timedelta(days=3))
    campaign.submit("commune-1", received_at=BOUND - TICK)
    campaign.submit("commune-2", received_at=BOUND)
    campaign.review("commune-1")
    assert judged(campaign) == everywhere("met_on_time")
    assert campaign.progress().standing("commune-1").submitted_at == BOUND - TICK
    assert campaign.progress().standing("commune-2").bucket == "met_late"


def test_progress_of_an_earlier_instant_is_judged_by_that_instant() -> None:
    """Asked of the past, what was open then is open, and in time when it was."""
    campaign = at(MORNING)
    clock_of(campaign).set(BOUND)
    campaign.submit("commune-1")
    assert str(campaign.progress(at=BOUND - TICK).standing("commune-1")) == "in_time"
    assert str(campaign.progress(at=BOUND).standing("commune-1")) == "met_late"


# -- sums


def test_a_summary_counts_every_bucket_and_phase() -> None:
    """Every duty is counted in its bucket, every open one in its phase, and the two by two shows what has a date."""
    campaign = at(MORNING, 1, 1, 6)
    campaign.submit("commune-1")
    campaign.waive("commune-2", reason="merged")
    campaign.suspend("commune-3", reason="a storm")
    campaign.reschedule("commune-4", opens="1-4-2019", deadline="before 5-4-2019", reason="the forms come later")
    clock_of(campaign).set(BOUND)
    campaign.submit("commune-5")
    progress = campaign.progress()
    summary = progress.summary("commune")
    counted = {name: getattr(summary, name) for name in (*BUCKETS, *PHASES) if getattr(summary, name)}
    assert counted == {
        "met_on_time": 1,
        "met_late": 1,
        "open": 3,
        "waived": 1,
        "not_open_yet": 1,
        "overdue": 1,
        "suspended": 1,
    }
    assert (summary.tier, summary.expected, summary.met, summary.at) == ("commune", 6, 2, BOUND)
    assert summary.table == ((1, 1), (2, 1))
    assert (summary.rate(), summary.rate("on_time")) == (Fraction(2, 5), Fraction(1, 5))
    assert (progress.late(), progress.overdue()) == (("commune-5", "commune-6"), ("commune-6",))
    assert [str(one) for one in progress.standings("district")] == ["undated"]
    assert progress.summary().expected == 8
    assert [one.unit for one in progress.standings()] == list(progress.duties())


def test_what_is_only_asked_for_is_outside_the_rates() -> None:
    """Duties that are asked and not required are counted apart, in no bucket and no rate."""
    rows = [
        kh.DutyRow("report", owed_by=["province", "district"]),
        kh.DutyRow("report", owed_by=["commune"], binding="asked", deadline="before 22-3-2019"),
    ]
    campaign = at(MORNING, 1, 1, 3, deadlines={}, duties=rows)
    campaign.submit("commune-1")
    summary = campaign.progress().summary()
    assert (summary.expected, summary.open, summary.met, summary.asked, summary.asked_met) == (2, 2, 0, 3, 1)
    assert campaign.progress().rate("commune") is None
    assert campaign.progress().standing("commune-1").bucket == "met_on_time"


@pytest.mark.parametrize("of", ["met", "on_time"])
def test_a_rate_of_nothing_is_undefined(of: Any) -> None:
    """Where all is waived, or nothing has a date, there is no rate: 0 of 0 is neither nothing nor all."""
    campaign = at(MORNING, 1, 1, 1)
    campaign.waive("commune", reason="merged")
    assert campaign.progress().rate("commune", of=of) is None
    assert campaign.progress().rate("province", of="on_time") is None
    assert campaign.progress().rate("province", of="met") == 0


def test_a_rate_on_time_counts_dated_duties_alone() -> None:
    """Duties without a due are met, and outside the rate of what was in time."""
    campaign = at(BOUND - TICK, 1, 2, 2)
    for unit in ("commune-1", "commune-2"):
        campaign.submit(unit)
    campaign.review("commune-1")
    campaign.aggregate("commune-1")
    campaign.submit("district-1")
    progress = campaign.progress()
    assert (progress.rate(of="met"), progress.rate(of="on_time")) == (Fraction(3, 5), 1)


# -- what else is asked


def test_missing_and_held_name_the_subordinates_of_a_superior() -> None:
    """Missing: without a row. Held: accepted, and waiting for a superior that is past draft."""
    campaign = at(MORNING, 1, 1, 3, policy=kh.Policy(gate="none"))
    up(campaign, "commune-1")
    campaign.submit("commune-2")
    campaign.review("commune-2")
    assert campaign.progress().held("district") == ()
    campaign.submit("district")
    progress = campaign.progress()
    assert (progress.held("district"), progress.missing("district")) == (("commune-2",), ("commune-2", "commune-3"))
    campaign.waive("commune-3", reason="merged")
    assert campaign.progress().missing("district") == ("commune-2",)


def test_a_newer_version_waits_for_one_of_two_superiors() -> None:
    """A correction that one superior took is held up at the other, which has sent the version before."""
    campaign = shared(policy=kh.Policy(gate="none"))
    up(campaign, "x")
    campaign.submit("a")
    campaign.correct("x", reason="x")
    campaign.submit("x")
    campaign.review("x")
    campaign.aggregate("x", by="b")
    progress = campaign.progress()
    assert (progress.held("a"), progress.held("b"), progress.missing("a")) == (("x",), (), ())


def test_progress_says_where_it_stands() -> None:
    """State, version, counts, sequence number and instant, in the plan's zone."""
    campaign = at(MORNING)
    up(campaign, "commune-1")
    progress = campaign.progress()
    assert (progress.state("commune-1"), progress.version("commune-1"), progress.seq) == ("aggregated", 1, 3)
    assert progress.counts() == {"draft": 3, "submitted": 0, "reviewed": 0, "aggregated": 1, "waived": 0}
    assert str(progress.at) == "2019-03-20 08:00:00+07:00"
    assert progress.report("commune-1") == campaign.report("commune-1")
    assert repr(progress).startswith("<Progress at 2019-03-20T08:00:00+07:00: {'draft': 3,")
    assert progress != 5
    with pytest.raises(TypeError, match="unhashable"):
        hash(progress)


@pytest.mark.parametrize(
    "ask", ["state", "version", "report", "due", "first_due", "shifts", "standing", "held", "missing"]
)
def test_a_unit_that_is_none_is_named(ask: str) -> None:
    """Every question about a unit that the plan does not have proposes the nearest."""
    with pytest.raises(UnknownName, match=r"no unit 'comune-1'; did you mean 'commune-1'"):
        getattr(at(MORNING).progress(), ask)("comune-1")


@pytest.mark.parametrize("ask", ["standings", "summary", "rate", "late", "overdue", "duties"])
def test_a_tier_that_is_none_is_named(ask: str) -> None:
    """Every question about a tier that the plan does not have proposes the nearest."""
    with pytest.raises(UnknownName, match=r"no tier 'comune'; did you mean 'commune'"):
        getattr(at(MORNING).progress(), ask)("comune")


def test_snapshots_are_equal_when_their_logs_are() -> None:
    """Progress is compared by what has happened, not by when it is asked; another plan is another progress."""
    one, other = at(MORNING), at(BOUND)
    assert one.progress() == other.progress()
    assert one.progress() != at(MORNING, 1, 1, 3).progress()
    one.submit("commune-1")
    assert one.progress() != other.progress()
