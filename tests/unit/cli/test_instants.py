"""Days and instants as they are typed."""

from __future__ import annotations

import click
import pytest

from kehoach._cli._instants import act_instant, end_of, local, received_instant
from kehoach._clock import micros

ZONE = "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("text", ["2019-04-05", "5/4/2019", "05.04.2019", "ngày 05 tháng 4 năm 2019"])
def test_a_day_is_morning_for_acts_and_its_end_for_questions(text: str) -> None:
    """An act of a day happens at 08:00; what is asked about a day is asked about all of it."""
    assert act_instant(text, ZONE) == micros("2019-04-05T08:00+07:00")
    assert end_of(text, ZONE) == micros("2019-04-06T00:00+07:00") - 1


@pytest.mark.parametrize("text", ["5/4/2019 14:30", "2019-04-05T14:30", "2019-04-05T14:30+07:00", "2019-04-05T07:30Z"])
def test_a_time_is_local_unless_it_has_an_offset(text: str) -> None:
    """A day and a time are those of the plan's zone; an offset is taken at its word."""
    assert act_instant(text, ZONE) == end_of(text, ZONE) == micros("2019-04-05T14:30+07:00")


@pytest.mark.parametrize("text", ["", "tomorrow", "4/13/2019", "31/2/2019", "5/4/19", "5/4/2019 24:30", "5/4/2019 14h"])
def test_what_is_neither_is_misuse(text: str) -> None:
    """Words, months first, days that do not exist, two-digit years and impossible times are refused."""
    with pytest.raises(click.BadParameter):
        act_instant(text, ZONE)


def test_a_paper_of_today_came_before_now() -> None:
    """Of the day of the act, 08:00 is meant, or now where it is earlier; other days are 08:00."""
    early = micros("2019-04-05T07:15+07:00")
    assert received_instant("5/4/2019", ZONE, early) == early
    assert received_instant("5/4/2019", ZONE, early + 10**10) == micros("2019-04-05T08:00+07:00")
    assert received_instant("4/4/2019", ZONE, early) == micros("2019-04-04T08:00+07:00")


def test_a_local_time_knows_its_zone() -> None:
    """An instant is shown in the plan's zone."""
    assert local(micros("2019-04-05T01:00Z"), ZONE).isoformat() == "2019-04-05T08:00:00+07:00"
