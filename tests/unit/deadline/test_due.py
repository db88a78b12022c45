"""Facts about dues: what is known, what is awaited, what is doubtful, what is wrong."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

from kehoach._calendar import Calendar
from kehoach._deadline import Deadline, Due, Reading, Step
from kehoach.errors import InvalidDeadline

ISSUED = {"issued": date(2019, 3, 14)}


def due(text: str, anchors: Any = ISSUED, **options: Any) -> Due:
    return Deadline.parse(text).resolve(anchors=anchors, **options)


def code(text: str, anchors: Any) -> str:
    with pytest.raises(InvalidDeadline) as caught:
        due(text, anchors)
    return caught.value.findings[0].code


def test_a_due_is_one_exclusive_instant() -> None:
    """The instant in the reading's zone, and the same in microseconds of UTC."""
    made = due("before 5/4/2019")
    assert str(made.due_before) == "2019-04-05 00:00:00+07:00"
    assert made.due_before_us == 1_554_397_200_000_000
    assert made.due_before is not None
    assert made.due_before.timezone_name == "Asia/Ho_Chi_Minh"
    assert (made.last_day, made.is_dated, str(made)) == (date(2019, 4, 4), True, "before 2019-04-05 00:00 +0700")


def test_no_deadline_has_no_bound() -> None:
    """It is legal, dated by nothing, and not awaited."""
    made = due("none")
    assert (made.due_before, made.due_before_us, made.last_day, made.opens_at) == (None, None, None, None)
    assert (made.is_dated, made.awaiting, made.doubts, str(made)) == (False, None, frozenset(), "no deadline")
    assert Deadline.coerce(None) == Deadline.coerce("none") == Deadline.none() == Deadline.parse("kịp thời")
    assert not Deadline.none().is_bound


def test_an_unknown_anchor_is_awaited() -> None:
    """The due says what it waits for; once it is told, the due is there."""
    for anchors in ({}, {"election": None}):
        made = due("5 days after election", anchors)
        assert (made.awaiting, made.doubts, made.due_before_us, str(made)) == (
            "election",
            {"awaiting"},
            None,
            "awaiting election",
        )
    assert due("5 days after election", {"election": date(2021, 5, 23)}).last_day == date(2021, 5, 28)


def test_anchors_are_found_in_any_spelling() -> None:
    """An event's name compares folded: case, normal form and tone placement do not matter."""
    assert due("5 ngày kể từ ngày HÒA GIẢI", {"hoà giải": date(2021, 5, 23)}).last_day == date(2021, 5, 28)


def test_an_anchor_may_be_an_instant_or_a_due() -> None:
    """An instant counts by its local day; another duty's due by its last day."""
    late = datetime(2019, 4, 1, 17, 30, tzinfo=UTC)  # the 2nd of April in Hà Nội
    assert due("1 day after submitted", {"submitted": late}).last_day == date(2019, 4, 3)
    report = due("before 5/4/2019")
    assert due("3 working days after due of report", {"due of report": report}).last_day == date(2019, 4, 9)
    assert due("1 day after due of x", {"due of x": due("none")}).awaiting == "due of x"


def test_what_is_no_day_is_no_anchor() -> None:
    """A naive instant is refused, since its day cannot be known; so is anything else; hours need an instant."""
    assert code("1 day after x", {"x": datetime(2019, 4, 1)}) == "KH223"  # noqa: DTZ001 - that is the point
    assert code("1 day after x", {"x": "2019-04-01"}) == "KH223"
    assert code("1 hour after x", {"x": date(2019, 4, 1)}) == "KH224"
    assert code("1 hour after 1/4/2019", {}) == "KH224"


def test_names_of_all_anchors() -> None:
    """A deadline says what it must be told; fixed days need nothing."""
    texts = {
        "before 5/4/2019": (),
        "none": (),
        "5 days after issued": ("issued",),
        "5 days after 1/4/2019": (),
        "before the day of election": ("election",),
        "by day 5 of every month": ("period_last",),
        "from 1/4/2019 to Friday every week": ("period_last",),
        "5 days after issued; checked by 3 days ahead of election": ("issued", "election"),
    }
    assert {text: Deadline.parse(text).anchors for text in texts} == texts


def test_windows_open_with_their_first_day() -> None:
    """``on`` and ``within`` open; the others are open from the beginning."""
    assert str(due("từ 1/4/2019 đến 5/4/2019").opens_at) == "2019-04-01 00:00:00+07:00"
    assert str(due("từ 8:00 1/4/2019 đến 5/4/2019").opens_at) == "2019-04-01 08:00:00+07:00"
    assert str(due("trong quý II/2019").opens_at) == "2019-04-01 00:00:00+07:00"
    assert str(due("cuối quý II/2019").opens_at) == "2019-04-01 00:00:00+07:00"
    assert due("chậm nhất 5/4/2019").opens_at is None


def test_a_window_may_be_stated_apart() -> None:
    """A duty opens with one deadline, is due by a second, closes with a third."""
    opens, closes = due("ngày 1/4/2019"), due("chậm nhất 20/4/2019")
    framed = due("before 5/4/2019").framed(opens=opens, closes=closes)
    assert [str(at) for at in (framed.opens_at, framed.due_before, framed.closes_at)] == [
        "2019-04-01 00:00:00+07:00",
        "2019-04-05 00:00:00+07:00",
        "2019-04-21 00:00:00+07:00",
    ]
    assert due("before 5/4/2019").framed() == due("before 5/4/2019")


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("ngày 1/4/2019", "2019-04-01 00:00"),
        ("8 giờ ngày 1/4/2019", "2019-04-01 08:00"),
        ("5 days after issued", "2019-03-19 00:00"),
        ("trong tháng 4/2019", "2019-04-01 00:00"),
        ("đầu tháng 4/2019", "2019-04-01 00:00"),
    ],
)
def test_a_deadline_read_as_an_opening(text: str, opening: str) -> None:
    """It opens at the instant that it states, with its window, or with its last day."""
    made = due("none").framed(opens=due(text))
    assert made.opens_at is not None
    assert made.opens_at.strftime("%Y-%m-%d %H:%M") == opening


def test_beyond_the_calendar_a_due_is_provisional() -> None:
    """It is counted by what is known, marked, and a warning says until when the calendar is certain."""
    made = due("10 working days after 20/12/2026")
    (finding,) = made.findings
    assert (made.last_day, made.doubts) == (date(2027, 1, 4), {"provisional"})
    assert (finding.code, finding.severity, finding.values["day"]) == ("KH230", "warning", "2027-01-04")
    assert due("chậm nhất 5/1/2027").doubts == frozenset()
    assert due("5 days after 30/12/2026").doubts == {"provisional"}
    rolled = Deadline.parse("chậm nhất 5/1/2027").resolve(Reading(roll="next"))
    assert rolled.doubts == {"provisional"}
    assert due("10 working days after 20/12/2026", calendar="weekdays").doubts == frozenset()


def test_a_second_derivation_is_compared() -> None:
    """105 days before the election of 23 May 2021 is 7 February; another day is a finding, and nothing is corrected."""
    election = {"election": date(2021, 5, 23)}
    assert due("by 7/2/2021; checked by 105 days ahead of election", election).findings == ()
    made = due("by 8/2/2021; checked by 105 days ahead of election", election)
    (finding,) = made.findings
    assert (finding.code, finding.values["day"], finding.values["checked"]) == ("KH231", "2021-02-08", "2021-02-07")
    assert made.last_day == date(2021, 2, 8)
    assert due("by 8/2/2021; checked by 105 days ahead of election", {}).findings == ()


@pytest.mark.parametrize(
    ("start", "n", "unit", "last"),
    [
        ("31-1-2019", 1, "month", "2019-02-28"),
        ("31-1-2019", 2, "months", "2019-03-31"),
        ("31-1-2020", 1, "month", "2020-02-29"),
        ("29-2-2020", 1, "year", "2021-02-28"),
        ("29-2-2020", 4, "years", "2024-02-29"),
        ("31-12-2019", 2, "months", "2020-02-29"),
        ("30-11-2019", 3, "months", "2020-02-29"),
    ],
)
def test_months_count_from_the_original_anchor(start: str, n: int, unit: str, last: str) -> None:
    """A month without the day ends on its last day; two months are not twice one month (article 148(3))."""
    deadline = Deadline.after(n, unit, start)
    assert deadline.resolve(Reading(roll_spans="none")).last_day == date.fromisoformat(last)


def test_the_day_of_the_event_is_not_counted() -> None:
    """Civil Code 2015 article 147: five days after the first end on the sixth."""
    assert due("5 ngày kể từ ngày 1/4/2019", calendar="weekdays").last_day == date(2019, 4, 8)
    assert Deadline.after(5, "days", "1-4-2019").resolve(Reading(roll_spans="none")).last_day == date(2019, 4, 6)


def test_spans_end_with_the_years() -> None:
    """A span that leaves the calendar is refused, not wrapped."""
    assert code("9999 years after issued", ISSUED) == "KH225"
    assert code("9999 months after x", {"x": date(9900, 1, 1)}) == "KH225"
    assert code("9999 days after x", {"x": date(9990, 1, 1)}) == "KH225"
    assert code("9999 weeks ahead of x", {"x": date(20, 1, 1)}) == "KH225"
    assert code("9999 working days after x", {"x": date(9990, 1, 1)}) == "KH225"
    assert code("1 day after x", {"x": date(9999, 12, 30)}) == "KH225"


def test_constructors_and_phrases_meet() -> None:
    """What is made in code equals what is written."""
    made = {
        "before 2019-04-05": Deadline.before(date(2019, 4, 5)),
        "before 2019-04-05 17:00": Deadline.before("17h00 ngày 5/4/2019"),
        "by 2019-04": Deadline.by("tháng 4/2019"),
        "on 2019-04-05": Deadline.on("5-4-2019"),
        "from 2019-04-01 to 2019-04-05": Deadline.on("1-4-2019", date(2019, 4, 5)),
        "within 2022-Q1": Deadline.within("quý I/2022"),
        "10 working days after issued": Deadline.after(10, "working_days", "issued"),
        "1 month after 2019-01-31 at 17:00": Deadline.after(1, "month", date(2019, 1, 31), at="17:00"),
        "105 days ahead of election": Deadline.ahead(105, "days", "election"),
        "none": Deadline.none(),
    }
    assert {text: Deadline.parse(text) for text in made} == made
    assert {text: str(deadline) for text, deadline in made.items()} == {text: text for text in made}


def test_a_due_is_plain_data() -> None:
    """Instants as ISO texts with the zone's offset, ready for JSON."""
    made = due("from 1/4/2019 to 5/4/2019 (tentative)").to_dict()
    assert made == {
        "deadline": "from 2019-04-01 to 2019-04-05 (tentative)",
        "last_day": "2019-04-05",
        "due_before": "2019-04-06T00:00:00+07:00",
        "opens_at": "2019-04-01T00:00:00+07:00",
        "closes_at": None,
        "doubts": ["tentative"],
        "awaiting": None,
        "findings": [],
    }
    assert str(due("by 5/4/2019 (tentative)")) == "before 2019-04-06 00:00 +0700 (tentative)"


def test_dues_compare_and_travel() -> None:
    """Equal by what they say, whatever their explanation; they can be sent to another process."""
    made = due("10 working days after issued")
    assert pickle.loads(pickle.dumps(made)) == made == made.noted(Step("layer", {"layer": "tier commune"}))
    assert hash(made) == hash(due("10 working days after issued"))
    assert pickle.loads(pickle.dumps(made.explain())) == made.explain()
    assert made != due("11 working days after issued")


def test_a_due_by_an_own_calendar_forgets_nothing() -> None:
    """The explanation uses the calendar that the due was counted by."""
    made = due("1 working day after 29/3/2019", calendar=Calendar.weekdays())
    assert "Saturday" in str(made.explain())
    assert attrs.evolve(made, calendar=None).explain().steps[-2].days == ()


def test_a_single_day_that_rolls_back_takes_its_opening_along() -> None:
    """ "on 28-4-2019", a Sunday before a swapped day off, rolls back to Friday and is open on Friday."""
    due = Deadline.parse("on 28-4-2019").resolve(Reading(roll="previous"))
    assert due.last_day == date(2019, 4, 26)
    assert str(due.opens_at) == "2019-04-26 00:00:00+07:00"
    assert Deadline.parse("on 28-4-2019").resolve(Reading(roll="next")).last_day == date(2019, 5, 2)
