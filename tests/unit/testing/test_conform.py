"""A log from elsewhere is replayed against a plan: every deviation is named, and one number says how far it fits."""

from __future__ import annotations

from pathlib import Path

import pytest

import kehoach as kh
from kehoach.errors import InvalidFile
from kehoach.testing import ManualClock, Occurrence, conform, small_plan

PLAN = small_plan(1, 2, 3, deadlines={"commune": "before 5-4-2019", "district": "before 20-4-2019"})


def log(folder: Path, *rows: str, heading: str = "unit,act,time") -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([heading, *rows]) + "\n", "utf-8")
    return path


def whole() -> list[str]:
    """The log of a campaign that was carried out as planned."""
    clock = ManualClock("2019-04-01T08:00+07:00")
    campaign = kh.Campaign.begin(PLAN, clock=clock, default_by="expected")
    for tier in ("commune", "district", "province"):
        for trigger in ("submit", "review", *(["aggregate"] if tier != "province" else [])):
            clock.advance(hours=1)
            campaign.fire_all(trigger, tier=tier)
    assert campaign.progress().complete
    return [f"{entry.duty},{entry.trigger},{entry.at.isoformat()}" for entry in campaign.log()]


def test_a_campaign_as_planned_fits_wholly(tmp_path: Path) -> None:
    """The log of a campaign of the plan itself has no deviation, and the fitness is 1."""
    found = conform(PLAN, log(tmp_path, *whole()))
    assert (found.ok, found.fitness, found.events, found.synchronous) == (True, 1.0, 17, 17)
    assert (found.in_time, found.dated, found.unfinished) == (5, 5, ())
    assert found.counts() == {}


def test_rows_are_taken_in_the_order_of_their_times(tmp_path: Path) -> None:
    """A file that is sorted otherwise is the same log."""
    assert conform(PLAN, log(tmp_path, *sorted(whole(), reverse=True))).synchronous > 0
    found = conform(PLAN, log(tmp_path, "commune-1,review,2019-04-02 09:00", "commune-1,submit,2019-04-01 09:00"))
    assert found.ok


def test_every_kind_of_deviation_is_named(tmp_path: Path) -> None:
    """Unknown units and acts, what is late, out of order, skipped or impossible: each with its line, once."""
    rows = (
        "district-1,submit,1/4/2019",  # before its communes
        "commune-1,submit,6/4/2019",  # late
        "commune-2,aggregate,2019-04-03 10:00:30",  # neither sent nor reviewed
        "commune-9,submit,4/4/2019",
        "commune-3,sumbit,4/4/2019",
        "commune-1,recall,2019-04-06T09:00",
        "commune-1,recall,2019-04-06T10:00",  # it is a draft by now: it must have been sent again
    )
    found = conform(PLAN, log(tmp_path, *rows))
    assert [(one.kind, one.finding.line, one.cost) for one in found.deviations] == [
        ("out of order", 2, 1),
        ("skipped", 4, 2),
        ("unknown unit", 5, 1),
        ("unknown act", 6, 1),
        ("late", 3, 0),
        ("skipped", 8, 1),
    ]
    told = [one.text() for one in found.deviations]
    assert told[1].endswith("skipped: aggregate of commune-2 stands in the log without submit, review before it")
    assert told[4].endswith("late: submit of commune-1 came 2 days late; it was due before 2019-04-05 00:00")
    assert found.deviations[2].finding.remedy() == "did you mean 'commune-1'?"
    assert found.deviations[3].text("vi").endswith("việc lạ: kế hoạch không có việc 'sumbit'")
    assert (found.events, found.synchronous, found.skipped) == (7, 4, 3)
    assert found.fitness == pytest.approx(1 - 6 / 14)


def test_what_is_out_of_order_is_done_all_the_same(tmp_path: Path) -> None:
    """One deviation is told once: what follows on it is no deviation of its own."""
    rows = ("district-1,submit,1/4/2019", "district-1,review,2/4/2019", "district-1,aggregate,3/4/2019")
    assert conform(PLAN, log(tmp_path, *rows)).counts() == {"out of order": 1}


def test_openings_and_closings_are_bounds(tmp_path: Path) -> None:
    """What came before the opening is too early, what came after the close is named so, and both are done."""
    row = kh.DutyRow(owed_by=["commune"], opens="20-3-2019", closes="before 10-4-2019", override=True)
    plan = small_plan(1, 1, 2, duties=[row])
    rows = ("commune-1,submit,19/3/2019", "commune-2,submit,10/4/2019", "commune-2,review,11/4/2019")
    found = conform(plan, log(tmp_path, *rows))
    assert found.counts() == {"too early": 1, "after the close": 1}
    assert found.unfinished == ("province", "district")


def test_acts_say_when_they_were_done(tmp_path: Path) -> None:
    """What is done, not sent, is replayed as well; the day of the log is the day on which it was done."""
    plan = small_plan(1, 2, duties=[kh.DutyRow("work", kind="act", owed_by=["district"], deadline="by 31-3-2019")])
    rows = (
        "district-1:work,complete,31/3/2019",
        "district-2:work,complete,1/4/2019",
        "district-1:work,confirm,2/4/2019",
    )
    found = conform(plan, log(tmp_path, *rows))
    assert found.counts() == {"late": 1}
    assert (found.in_time, found.dated) == (1, 2)


def test_content_that_a_log_does_not_tell_is_no_deviation(tmp_path: Path) -> None:
    """Required figures and checks are not asked of a log of three columns."""
    needed = [kh.Indicator("members", kind="stock", required=True), kh.Indicator("young", kind="stock")]
    plan = small_plan(1, 1, indicators=needed, checks=[kh.Check("members >= young")])
    assert conform(plan, log(tmp_path, "district,submit,1/4/2019")).ok


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("Đơn vị;Việc;Thời gian", "commune-1;gửi;1/4/2019"),
        ("case:concept:name\tconcept:name\ttime:timestamp", "commune-1\tsubmit\t2019-04-01T09:00:00.5+07:00"),
        ("x,act,y,unit,time", ",Submit,,commune-1,2019-04-01 09:00"),
    ],
)
def test_headings_and_marks_are_known(tmp_path: Path, heading: str, row: str) -> None:
    """Columns go by the names of officials and of process mining, separated by commas, semicolons or tabs."""
    assert conform(PLAN, log(tmp_path, row, "", heading=heading)).ok


def test_columns_may_be_named(tmp_path: Path) -> None:
    """Headings that nobody knows are named by the caller."""
    path = log(tmp_path, "commune-1,submit,1/4/2019", heading="who,what,when")
    assert conform(PLAN, path, columns={"unit": "who", "act": "what", "time": "when"}).ok


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    """A log without one of the three columns is refused with those it has; every one that is missing is told."""
    with pytest.raises(InvalidFile, match="no column 'unit'; it has who, act, time") as caught:
        conform(PLAN, log(tmp_path, "a,b,c", heading="who,act,time"))
    assert [one.code for one in caught.value.findings] == ["KH887"]
    with pytest.raises(InvalidFile) as caught:
        conform(PLAN, log(tmp_path, heading=""))
    assert [one.code for one in caught.value.findings] == ["KH887"] * 3


def test_times_that_cannot_be_read_are_told_with_their_lines(tmp_path: Path) -> None:
    """Every row whose time is none is found in one run."""
    path = log(tmp_path, "commune-1,submit,soon", "commune-1,review,31/2/2019", "commune-1,review,1/4/2019")
    with pytest.raises(InvalidFile) as caught:
        conform(PLAN, path)
    assert [one.line for one in caught.value.findings] == [2, 3]


def test_an_empty_log_fits(tmp_path: Path) -> None:
    """Where nothing happened, nothing deviates; all that is owed is unfinished."""
    found = conform(PLAN, [])
    assert (found.fitness, found.ok, len(found.unfinished)) == (1.0, True, 6)


def test_programs_are_told_everything() -> None:
    """What was found is plain data: the numbers, and every deviation with its code."""
    found = conform(PLAN, [Occurrence("commune-1", "review", 1_554_080_400_000_000)])
    told = found.to_dict()
    assert {key: told[key] for key in ("events", "synchronous", "skipped", "fitness")} == {
        "events": 1,
        "synchronous": 1,
        "skipped": 1,
        "fitness": pytest.approx(2 / 3),
    }
    (deviation,) = told["deviations"]  # type: ignore[misc]  # a list
    assert (deviation["kind"], deviation["skipped"], deviation["code"]) == ("skipped", ["submit"], "KH555")
