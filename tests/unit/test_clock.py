"""The clock: instants at the door, and a clock that only goes forward."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pendulum
import pytest

from kehoach._clock import Clock, ManualClock, SystemClock, from_micros, micros
from kehoach.errors import Finding, InvalidCommand

EIGHT = 1_553_043_600_000_000  # 2019-03-20T01:00Z in microseconds
HANOI = timezone(timedelta(hours=7))


def finding(instant: Any) -> Finding:
    """What is wrong with an instant, by the path it was given."""
    with pytest.raises(InvalidCommand) as error:
        micros(instant, path="received_at")
    (found,) = error.value.findings
    return found


@pytest.mark.parametrize(
    "instant",
    [
        "2019-03-20T08:00+07:00",
        " 2019-03-20 08:00:00.000000+07:00 ",
        "2019-03-20T08:00+0700",
        "20190320T080000+07",
        "2019-W12-3T08:00+07:00",
        "2019-03-20T01:00Z",
        "2019-03-19T20:00-05:00",
        datetime(2019, 3, 20, 8, tzinfo=HANOI),
        datetime(2019, 3, 20, 8, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        datetime(2019, 3, 20, 1, tzinfo=UTC),
        pendulum.datetime(2019, 3, 20, 8, tz="Asia/Ho_Chi_Minh"),
        EIGHT,
    ],
)
def test_an_instant_is_read_however_it_is_written(instant: Any) -> None:
    """ISO texts with an offset, datetimes with a zone, of pendulum too, and microseconds give the same integer."""
    assert micros(instant) == EIGHT


@pytest.mark.parametrize("instant", ["2019-03-20", "2019-03-20T08:00", datetime(2019, 3, 20, 8)])  # noqa: DTZ001 - what is refused
def test_a_naive_instant_is_refused(instant: Any) -> None:
    """Without an offset an instant means another one on every machine; it is named, with its place."""
    assert finding(instant) == Finding("KH501", {"value": str(instant)}, path="received_at")


@pytest.mark.parametrize("instant", [True, False, None, 1.5, date(2019, 3, 20), "now", "", "12:30", "20-3-2019T08:00Z"])
def test_what_is_no_instant_is_refused(instant: Any) -> None:
    """Truth, floats, days, words and day-first texts are no instants."""
    assert finding(instant) == Finding("KH502", {"value": repr(instant)}, path="received_at")


@pytest.mark.parametrize("text", ["２０１９-03-20T08:00+07:00", "٢٠١٩-03-20T08:00+07:00", "2019-03-20T25:00+07:00"])
def test_only_plain_figures_and_real_hours_make_an_instant(text: str) -> None:
    """Figures of other scripts and an hour 25 are refused."""
    assert finding(text).code == "KH502"


@pytest.mark.parametrize(
    "instant",
    [
        10**30,
        -(10**30),
        2**62,
        -(2**62),
        "0001-01-01T00:00+07:00",
        "9999-12-31T23:00-07:00",
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_an_instant_lies_in_the_years_that_a_datetime_holds(instant: Any) -> None:
    """What no datetime of every zone can hold is refused at the door, before anything adds to it or prints it."""
    assert finding(instant).code == "KH502"


def test_a_number_that_python_will_not_print_is_named_by_its_size() -> None:
    """An integer of five thousand figures is refused with a message, not with an error of printing."""
    assert finding(10**5000).values["value"] == "an integer of 16610 bits"


def test_the_first_and_the_last_instants_are_local_days_everywhere() -> None:
    """The instants at both ends are datetimes in every zone that there is."""
    for instant in ("0001-01-02T00:00Z", "9999-12-30T23:59:59.999999Z"):
        moment = from_micros(micros(instant))
        assert moment.astimezone(ZoneInfo("Pacific/Kiritimati")) == moment.astimezone(ZoneInfo("Pacific/Pago_Pago"))


def test_a_doubled_hour_is_two_instants() -> None:
    """Where clocks are set back, the offset tells the two apart: an hour lies between them."""
    paris = ZoneInfo("Europe/Paris")
    first, second = (datetime(2019, 10, 27, 2, 30, tzinfo=paris, fold=fold) for fold in (0, 1))
    assert micros(second) - micros(first) == 3_600_000_000


def test_microseconds_and_datetimes_are_the_same_to_the_microsecond() -> None:
    """Going to microseconds and back changes nothing, before 1970 too."""
    for text in ("2019-04-04T23:59:59.999999+00:00", "1945-09-02T07:00:00.000001+00:00"):
        assert from_micros(micros(text)).isoformat() == text


def test_a_clock_stands_until_it_is_moved() -> None:
    """Asking the time does not change it; a clock goes by days of 24 hours, hours, minutes and seconds."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    assert clock.now() == clock.now() == EIGHT
    clock.advance(days=1, hours=1, minutes=1, seconds=1)
    assert clock.now() - EIGHT == (86_400 + 3_661) * 1_000_000
    assert repr(clock) == "ManualClock('2019-03-21T02:01:01+00:00')"


def test_a_day_of_a_clock_has_24_hours() -> None:
    """On the night in which clocks are set back, a day forward is 24 hours and not the same hour."""
    clock = ManualClock("2019-10-26T12:00+02:00")
    clock.advance(days=1)
    assert from_micros(clock.now()).astimezone(ZoneInfo("Europe/Paris")).hour == 11


def test_a_clock_does_not_go_back() -> None:
    """Setting it back, or advancing by less than nothing, is refused with both instants, and it stands where it was."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    with pytest.raises(InvalidCommand) as error:
        clock.set("2019-03-20T07:59:59.999999+07:00")
    values = {"value": "2019-03-20 00:59:59.999999+00:00", "now": "2019-03-20 01:00:00+00:00"}
    assert error.value.findings == (Finding("KH503", values),)
    with pytest.raises(InvalidCommand, match="cannot go back"):
        clock.advance(hours=1, minutes=-61)
    assert clock.now() == EIGHT


def test_a_clock_may_be_set_to_where_it_stands() -> None:
    """The instant now is not in the past."""
    clock = ManualClock(EIGHT)
    clock.set(EIGHT)
    clock.advance()
    assert clock.now() == EIGHT


@pytest.mark.parametrize("instant", ["2019-03-20T08:00", True])
def test_a_clock_is_refused_what_is_no_instant(instant: Any) -> None:
    """A naive text and a truth are refused when a clock is made and when it is set, each by its argument."""
    with pytest.raises(InvalidCommand) as made:
        ManualClock(instant)
    with pytest.raises(InvalidCommand) as moved:
        ManualClock(EIGHT).set(instant)
    assert [error.value.findings[0].path for error in (made, moved)] == ["start", "instant"]


def test_a_clock_is_advanced_within_the_years() -> None:
    """A clock that would leave the years of a datetime stays where it is."""
    clock = ManualClock(EIGHT)
    with pytest.raises(InvalidCommand):
        clock.advance(days=999_999_999)
    assert clock.now() == EIGHT


def test_a_clock_survives_pickling() -> None:
    """A clock that crosses a process stands at the same instant."""
    assert pickle.loads(pickle.dumps(ManualClock(EIGHT))).now() == EIGHT


def test_the_clock_of_the_machine_is_a_clock() -> None:
    """Both clocks are what a campaign asks for; the machine's says microseconds, and what it is."""
    system = SystemClock()
    assert isinstance(system, Clock)
    assert isinstance(ManualClock(0), Clock)
    assert not isinstance(datetime, Clock) or not isinstance("08:00", Clock)
    assert micros("2019-01-01T00:00Z") < system.now() < micros("9999-01-01T00:00Z")
    assert repr(system) == "SystemClock()"
