"""Facts about what is no deadline: each slip has its own code, the value, its place and the way out."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kehoach._deadline import Deadline, Period, duty_of
from kehoach._deadline._anchors import anchor_name
from kehoach._deadline._rules import After, Before, Day, Occasion, On, PeriodDay, Within
from kehoach.errors import InvalidDeadline, KehoachError, Value


def refused(make: Any, *given: Any, **options: Any) -> tuple[str, dict[str, Value]]:
    with pytest.raises(InvalidDeadline) as caught:
        make(*given, **options)
    (finding,) = caught.value.findings
    assert finding.text("en")
    assert finding.text("vi")
    assert finding.remedy("en")
    return finding.code, dict(finding.values)


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("trước ngày 30-02-2019", "KH201", "30-02-2019"),
        ("trước ngày 31 tháng 4 năm 2019", "KH201", "31 tháng 4 năm 2019"),
        ("trước 4/25", "KH202", "4/25"),
        ("trước 4/25/2019", "KH202", "4/25/2019"),
        ("by 31/10/20", "KH203", "31/10/20"),
        ("by 5 tháng 4 năm 19", "KH203", "19"),
        ("trước 5/4", "KH204", "5/4"),
        ("trong tháng 4", "KH204", "tháng 4"),
        ("trong quý I", "KH204", "quý I"),
        ("trước " + "1" * 450, "KH205", "1" * 59 + "…"),
        ("trước ٥/٤/٢٠١٩", "KH206", "٥"),
        ("trước thứ Hai 5/4/2019", "KH208", "Monday"),
        ("trước 5/4/2019 (Chủ nhật)", "KH208", "Sunday"),
        ("trước 5/4/\u202e2019", "KH209", None),
        ("trước 25 giờ ngày 5/4/2019", "KH210", "25 giờ"),
        ("trước 17:60 ngày 5/4/2019", "KH210", "17:60"),
        ("by 13pm on 5/4/2019", "KH210", "13pm"),
        ("by 24:01 on 5/4/2019", "KH210", "24:01"),
        ("từ 5/4/2019 đến 1/4/2019", "KH211", None),
        ("từ 28/12 đến 5/1/2020", "KH211", None),
        ("từ ngày 6 đến ngày 5 tháng 4 năm 2019", "KH211", None),
        ("", "KH214", None),
        ("  ", "KH214", None),
        ("trước 5/4-2019", "KH215", "5/4-2019"),
        ("0 ngày kể từ 5/4/2019", "KH216", 0),
        ("trước tháng 13/2019", "KH218", 13),
        ("trước quý V/2022", "KH219", 5),
        ("trước quý 0/2022", "KH219", 0),
        ("by the third half of 2022", "KH219", 3),
        ("trước ngày 32 hằng tháng", "KH201", "32"),
        ("trước 30/2 hằng năm", "KH201", "30/2"),
        ("trước 4/25 hằng năm", "KH202", "4/25"),
        ("trong thời hạn 10 ngày làm việc", "KH232", "trong thời hạn 10 ngày làm việc"),
        ("within 3 weeks", "KH232", "within 3 weeks"),
        ("trước ngyà 5/4/2019", "KH233", "ngyà"),
        ("befor 5/4/2019", "KH233", "befor"),
        ("trước", "KH200", "trước"),
        ("trước 17 giờ", "KH200", "trước 17 giờ"),
        ("5/4/2019 6/4/2019", "KH200", "5/4/2019 6/4/2019"),
        ("trước 5/4/2019 !!", "KH200", "!!"),
        ("10 ngày kể từ", "KH200", "10 ngày kể từ"),
        ("10 ngày kể từ !", "KH200", "!"),
        ("trước 5/4/2019 (nhé)", "KH200", "nhé"),
        ("(thứ Sáu) trước 5/4/2019", "KH200", "(thứ Sáu"),
        ("from 5/4/2019", "KH200", "from 5/4/2019"),
    ],
)
def test_each_slip_has_its_code(text: str, code: str, value: Value) -> None:
    """The finding carries the value that stands against it, word for word."""
    found, values = refused(Deadline.parse, text)
    assert (found, values.get("value")) == (code, value)


def test_the_place_is_where_the_slip_is() -> None:
    """Positions count from 1, in composed characters."""
    assert refused(Deadline.parse, "trước ngyà 5/4/2019")[1]["position"] == 7
    assert refused(Deadline.parse, "trước ngày 5/4/2019 và 30/2/2019")[1]["position"] == 21


def test_a_misspelt_word_gets_the_nearest_proposed() -> None:
    """The message proposes the word that was meant."""
    with pytest.raises(InvalidDeadline) as caught:
        Deadline.parse("befor 5/4/2019")
    assert str(caught.value) == (
        "'befor' at character 1 of 'befor 5/4/2019' is no word of a deadline; did you mean 'before'?"
    )


LONG_PIECES = (
    "12-",
    "1/1",
    "ngày ",
    "từ ",
    "(",
    "1 ngày ",
    "trướcngày",
    "a",
    "5/4/2019 ",
    "đầu ",
    "ngày bầu cử ",
    ", ",
)


def calls(text: str) -> int:
    """How many functions are called until a text is refused: work that no clock has to measure."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        with contextlib.suppress(KehoachError):
            Deadline.parse(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", LONG_PIECES)
def test_a_megabyte_is_refused_unread(piece: str) -> None:
    """The length of a text is looked at first, so that a megabyte of anything costs a handful of calls."""
    assert refused(Deadline.parse, piece * (1_000_000 // len(piece)))[0] == "KH207"
    assert calls(piece * (1_000_000 // len(piece))) < 100


@pytest.mark.parametrize("piece", LONG_PIECES)
def test_reading_is_linear(piece: str) -> None:
    """Twice the text is at most two and a half times the work."""
    half = piece * (250 // len(piece))
    assert calls(half + half) <= 2.5 * calls(half)


@pytest.mark.parametrize("given", [3, 2.5, b"before 5/4/2019", date(2019, 4, 5), ["x"]])
def test_only_texts_are_parsed(given: Any) -> None:
    """Neither numbers nor bytes are phrases."""
    assert refused(Deadline.parse, given)[0] == "KH226"
    assert refused(Deadline.coerce, given)[0] == "KH226"


def test_a_given_year_is_a_year() -> None:
    """Years from 1900 to 2999 complete a date, others do not."""
    for year in (19, 1899, 3000):
        assert refused(Deadline.parse, "trước 5/4", year=year)[0] == "KH217"


def test_constructors_refuse_what_the_grammar_refuses() -> None:
    """A deadline made in code is held to the same rules."""
    assert refused(Deadline.before, "4/25/2019")[0] == "KH202"
    assert refused(Deadline.before, "soon")[0] == "KH213"
    assert refused(Deadline.before, "3 days")[0] == "KH213"
    assert refused(Deadline.by, datetime(2019, 4, 5, tzinfo=UTC))[0] == "KH226"
    assert refused(Deadline.on, "2019-04")[0] == "KH213"
    assert refused(Deadline.on, "5-4-2019", "1-4-2019")[0] == "KH211"
    assert refused(Deadline.after, 0, "days", "issued")[0] == "KH216"
    assert refused(Deadline.after, 10_000, "days", "issued")[0] == "KH216"
    assert refused(Deadline.after, 1, "fortnights", "issued")[0] == "KH212"
    assert refused(Deadline.after, 1, "days", "")[0] == "KH227"
    assert refused(Deadline.after, 1, "days", "x" * 81)[0] == "KH227"
    assert refused(Deadline.after, 1, "days", "-x")[0] == "KH227"
    assert refused(Deadline.after, 1, "days", datetime(2019, 4, 5, tzinfo=UTC))[0] == "KH226"
    assert refused(Deadline.ahead, 1, "days", "30/2/2019")[0] == "KH201"
    assert refused(Deadline.after, 1, "days", "issued", at="noon")[0] == "KH210"
    assert refused(Deadline.after, 1, "days", "issued", at="25:00")[0] == "KH210"


def test_values_refuse_what_cannot_be() -> None:
    """Rules made by hand are checked when they are made."""
    assert refused(On, Occasion("election"), Day(date(2019, 4, 5)))[0] == "KH228"
    assert refused(Within, Period("week", 2019, 1))[0] == "KH234"
    assert refused(Before, Period("month", 2019, 1, start_day=15))[0] == "KH234"
    assert refused(PeriodDay, "week", 8)[0] == "KH229"
    assert refused(PeriodDay, "year", 8)[0] == "KH229"
    assert refused(PeriodDay, "month", 8, 4)[0] == "KH229"
    assert refused(PeriodDay, "month", 8, later=2)[0] == "KH229"
    assert refused(Deadline, After(1, "days", "issued"), doubts={"awaiting"})[0] == "KH220"


def test_anchors_have_names() -> None:
    """A known anchor in any spelling is that anchor; the due of a duty is told by its form and place."""
    assert [anchor_name(name) for name in ("Issued", "sent back", "  bầu   cử ")] == ["issued", "sent_back", "bầu cử"]
    assert anchor_name("thời hạn của report tại commune") == "due of report at commune"
    assert anchor_name("thời hạn của report") == "due of report"
    assert [duty_of(name) for name in ("due of report", "due of report at commune", "issued")] == [
        ("report", None),
        ("report", "commune"),
        None,
    ]


def test_periods_are_periods() -> None:
    """A thirteenth month, a 54th week and a year without figures do not exist."""
    assert refused(Period, "month", 2019, 13)[0] == "KH219"
    assert refused(Period, "week", 2019, 53)[0] == "KH219"
    assert refused(Period, "day", 2019, 366)[0] == "KH219"
    assert refused(Period, "month", 2019, 1, start_day=29)[0] == "KH219"
    assert refused(Period, "year", 1899)[0] == "KH217"
