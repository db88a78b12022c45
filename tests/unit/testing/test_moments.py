"""When a step of a script happens: days, instants, bounds, spans, and the dues of units."""

from __future__ import annotations

from datetime import date

import pytest

from kehoach._clock import micros
from kehoach.errors import Invalid
from kehoach.testing._moments import Bound, Moment, Span, read_moment

ZONE = "Asia/Ho_Chi_Minh"
ISSUED = date(2019, 3, 14)


def read(text: str, *, is_look: bool = False) -> Moment | Span | Bound:
    return read_moment(text, zone=ZONE, issued_on=ISSUED, is_look=is_look)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-04-05", "2019-04-05T08:00+07:00"),
        ("5/4", "2019-04-05T08:00+07:00"),
        ("ngày 05 tháng 4", "2019-04-05T08:00+07:00"),
        ("4-4-2019 17:00", "2019-04-04T17:00+07:00"),
        ("17 giờ ngày 4/4", "2019-04-04T17:00+07:00"),
        ("2019-04-04 23:59:59.999999", "2019-04-04T23:59:59.999999+07:00"),
        ("2019-04-04T17:00:01", "2019-04-04T17:00:01+07:00"),
        ("17:00:30 ngày 4/4", "2019-04-04T17:00:30+07:00"),
        ("2019-04-04T17:00Z", "2019-04-04T17:00+00:00"),
        ("trước 05/4", "2019-04-04T23:59:59.999999+07:00"),
        ("before 5-4-2019", "2019-04-04T23:59:59.999999+07:00"),
        ("before 17:00 on 5/4", "2019-04-05T16:59:59.999999+07:00"),
        ("chậm nhất 5/4", "2019-04-05T23:59:59.999999+07:00"),
        ("by 5/4", "2019-04-05T23:59:59.999999+07:00"),
        ("sau 5/4", "2019-04-06T00:00+07:00"),
        ("sau ngày 5/4", "2019-04-06T00:00+07:00"),
        ("after 17:00 5/4", "2019-04-05T17:01+07:00"),
        ("10/3", "2020-03-10T08:00+07:00"),
    ],
)
def test_an_instant_is_read_as_people_write_it(text: str, instant: str) -> None:
    """A day alone is 08:00; a bound is the last microsecond on its near side, or the first on the far one."""
    assert read(text) == Moment(micros(instant))


def test_a_look_at_a_day_is_at_its_end() -> None:
    """Where nothing is done, a day means its last microsecond; a day and a time mean that time."""
    assert read("5/4", is_look=True) == Moment(micros("2019-04-05T23:59:59.999999+07:00"))
    assert read("5/4 17:00", is_look=True) == Moment(micros("2019-04-05T17:00+07:00"))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("2 days later", 2 * 86_400),
        ("+1 hour", 3_600),
        ("sau 3 ngày", 3 * 86_400),
        ("10 phút sau", 600),
        ("1 week later", 7 * 86_400),
    ],
)
def test_a_span_counts_from_the_step_above(text: str, length: int) -> None:
    """Spans are of weeks, days of 24 hours, hours, minutes, seconds and microseconds, in both languages."""
    assert read(text) == Span(length * 1_000_000)


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("before the due of commune-1", Bound("due", "commune-1", -1)),
        ("trước hạn của commune-1", Bound("due", "commune-1", -1)),
        ("at the due of commune-1:plan", Bound("due", "commune-1:plan", 0)),
        ("the opening of d", Bound("opening", "d", 0)),
        ("before closing of d", Bound("closing", "d", -1)),
    ],
)
def test_a_due_may_be_named_by_whose_it_is(text: str, bound: Bound) -> None:
    """Before a due is its last microsecond in time; at it is the first one late."""
    assert read(text) == bound


@pytest.mark.parametrize(
    "text", ["yesterday", "31/2", "4/13/2019", "2019-04-05 25:00:00", "10 days after the meeting", "", "kịp thời"]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    """Days that there are not, month-first days, times that there are not, and days that nobody knows are refused."""
    with pytest.raises(Invalid):
        read(text)


def test_a_day_without_a_year_needs_a_day_of_issue() -> None:
    """Where the directive says no day of issue, a day without a year is refused with the way out."""
    with pytest.raises(Invalid, match="year"):
        read_moment("5/4", zone=ZONE, issued_on=None)
