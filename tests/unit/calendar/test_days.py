"""Facts about days as people write them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kehoach._calendar import parse_day
from kehoach.errors import InvalidDeadline, Value

APRIL_5 = date(2019, 4, 5)


def refused(text: Any, **options: Any) -> tuple[str, dict[str, Value]]:
    with pytest.raises(InvalidDeadline) as caught:
        parse_day(text, **options)
    (finding,) = caught.value.findings
    return finding.code, dict(finding.values)


@pytest.mark.parametrize(
    "text",
    [
        "2019-04-05",
        "2019-4-5",
        "2019/04/05",
        "5-4-2019",
        "05-04-2019",
        "5/4/2019",
        "05/4/2019",
        "5.4.2019",
        "05. 04. 2019",
        " 5 / 4 / 2019 ",
        "ngày 5/4/2019",
        "ngày 05 tháng 4 năm 2019",
        "ngày 5 tháng 04 năm 2019",
        "05 tháng 4/2019",
        "05 tháng 4, 2019",
        "05 tháng 4 2019",
        "Ngày mùng 5 tháng 4 năm 2019",
        "NGÀY 05 THÁNG 4 NĂM 2019",
        "ngày05tháng4năm2019",
        "5 April 2019",
        "5th April 2019",
        "the 5th of April, 2019",
        "April 5, 2019",
        "Apr 5th 2019",
        "5-Apr-2019",
        "5 Apr. 2019",
        "Friday 5 April 2019",
        "Fri, 5/4/2019",
        "thứ Sáu, ngày 05/4/2019",
        "thứ 6 ngày 5-4-2019",
    ],
)
def test_every_usual_form_is_the_same_day(text: str) -> None:
    """Long and short, Vietnamese and English, with any padding and any of three marks."""
    assert parse_day(text) == APRIL_5


@pytest.mark.parametrize("text", ["ngày 05 tháng 4 năm 2019", "Chủ nhật, ngày 7/4/2019"])
def test_decomposed_text_is_the_same_day(text: str) -> None:
    """NFD, as some keyboards and all Apple files give it, reads as NFC does."""
    assert parse_day(unicodedata.normalize("NFD", text)) == parse_day(text)


def test_a_day_is_a_day() -> None:
    """A `datetime.date` goes through; an instant does not, since its day depends on a zone."""
    assert parse_day(APRIL_5) is APRIL_5
    assert refused(datetime(2019, 4, 5, tzinfo=UTC))[0] == "KH213"
    assert refused(20190405)[0] == "KH213"


def test_a_year_is_completed_only_when_given() -> None:
    """Without a year in the text and without one given, nothing is guessed."""
    assert parse_day("5/4", year=2019) == APRIL_5
    assert parse_day("5 tháng 4", issued_on=date(2019, 3, 14)) == APRIL_5
    assert parse_day("5/1", issued_on=date(2019, 12, 20)) == date(2020, 1, 5)
    assert parse_day("14-3", issued_on=date(2019, 3, 14)) == date(2019, 3, 14)
    assert refused("5/4") == ("KH204", {"text": "5/4", "position": 1, "value": "5/4"})


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("30-02-2019", "KH201", "30-02-2019"),
        ("29/2/2019", "KH201", "29/2/2019"),
        ("31/4/2019", "KH201", "31/4/2019"),
        ("0/4/2019", "KH201", "0/4/2019"),
        ("32/4/2019", "KH201", "32/4/2019"),
        ("30/2", "KH201", "30/2"),
        ("2019-02-30", "KH201", "2019-02-30"),
        ("30 tháng 2 năm 2019", "KH201", "30 tháng 2 năm 2019"),
        ("4/25/2019", "KH202", "4/25/2019"),
        ("4/25", "KH202", "4/25"),
        ("2019-25-04", "KH202", "2019-25-04"),
        ("31/10/20", "KH203", "31/10/20"),
        ("5 tháng 4 năm 19", "KH203", "19"),
        ("5/4/019", "KH203", "5/4/019"),
        ("31/13/2019", "KH218", 13),
        ("5 tháng 13 năm 2019", "KH218", 13),
        ("5 tháng 0 năm 2019", "KH218", 0),
        ("5/4-2019", "KH215", "5/4-2019"),
        ("1" * 400, "KH205", "1" * 59 + "…"),
        ("20190405", "KH205", "20190405"),
        ("٥/٤/2019", "KH206", "٥"),
        ("5/4/٢٠١٩", "KH206", "٢"),
        ("５/4/2019", "KH206", "５"),
        ("5/4/1899", "KH217", 1899),
        ("5/4/3000", "KH217", 3000),
        ("thứ Năm 5/4/2019", "KH208", "Thursday"),
        ("Sunday 5 April 2019", "KH208", "Sunday"),
        ("soon", "KH213", "soon"),
        ("", "KH213", ""),
        ("5/4/2019 or so", "KH213", "or so"),
        ("April", "KH213", "April"),
        ("4/2019", "KH213", "4/2019"),
        ("5\u200b/4/2019", "KH209", None),
        ("5/4/2019\x00", "KH209", None),
    ],
)
def test_what_is_no_day_has_its_own_code(text: str, code: str, value: Value) -> None:
    """Each slip is told apart, with the value that stands against it."""
    found, values = refused(text)
    assert (found, values.get("value")) == (code, value)


def test_a_long_text_is_refused_at_once() -> None:
    """A megabyte is not read; the message says how much would be."""
    code, values = refused("5/4/2019 " * 120_000)
    assert (code, values["length"], values["longest"]) == ("KH207", 1_080_000, 500)


def test_the_message_names_value_obstacle_and_way_out() -> None:
    """A person can act on the text alone, in either language."""
    with pytest.raises(InvalidDeadline) as caught:
        parse_day("4/25/2019")
    assert str(caught.value) == (
        "'4/25/2019' in '4/25/2019' would be read month first, or names a month 25; "
        "dates are day first (25/4/2019) or ISO (2019-04-25)"
    )
    assert (
        caught.value.findings[0].text("vi") == "“4/25/2019” trong “4/25/2019” viết tháng trước ngày, hoặc có tháng 25"
    )


def test_a_leap_day_exists_in_its_year_only() -> None:
    """29 February needs a leap year, stated or completed."""
    assert parse_day("29/2/2020") == date(2020, 2, 29)
    assert parse_day("29/2", year=2024) == date(2024, 2, 29)
    assert refused("29/2", year=2019)[0] == "KH201"
    assert refused("29/2")[0] == "KH204"
