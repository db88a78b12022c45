"""Facts about phrases: the table beside this file says what each means, and the manual prints the same table."""

from __future__ import annotations

import csv
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo

import attrs
import pytest

from kehoach._deadline import KNOWN_ANCHORS, Deadline
from kehoach.errors import InvalidDeadline

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
ANCHORS: dict[str, date] = {
    "issued": date(2019, 3, 14),
    "effective": date(2019, 4, 1),
    "submitted": datetime(2019, 4, 5, 8, 0, tzinfo=ZONE),
    "sent_back": datetime(2019, 4, 11, 9, 30, tzinfo=ZONE),
    "period_last": date(2019, 3, 31),
    "election": date(2021, 5, 23),
    "bầu cử": date(2021, 5, 23),
    "due of report at commune": date(2019, 4, 4),
    "due of report at 19330": date(2019, 4, 4),
    "due of report at 461": date(2019, 4, 4),
}


@attrs.frozen
class Row:
    """One line of the table."""

    lang: Literal["en", "vi"]
    phrase: str
    rule: str
    until: str
    doubts: frozenset[str]


def rows() -> list[Row]:
    table = Path(__file__).with_name("phrases.csv").read_text(encoding="utf-8").splitlines()
    return [
        Row(cast("Literal['en', 'vi']", lang), phrase, rule, until, frozenset(doubts.split()))
        for lang, phrase, rule, until, doubts in list(csv.reader(table))[1:]
    ]


ROWS = [row for row in rows() if row.rule]
REFUSED = [row for row in rows() if not row.rule]


@pytest.fixture(params=ROWS, ids=lambda row: row.phrase)
def row(request: pytest.FixtureRequest) -> Row:
    return cast("Row", request.param)


def test_a_phrase_means_its_rule(row: Row) -> None:
    """Each phrase of the table reads as its rule, in its own language and when none is named."""
    assert str(Deadline.parse(row.phrase)) == row.rule
    assert Deadline.parse(row.phrase, lang=row.lang) == Deadline.parse(row.rule)


def test_a_phrase_is_on_time_until_its_instant(row: Row) -> None:
    """Each phrase of the table comes to its exclusive instant, with its doubts."""
    due = Deadline.parse(row.phrase).resolve(anchors=ANCHORS)
    until = None if due.due_before is None else due.due_before.strftime("%Y-%m-%d %H:%M")
    assert (until, due.doubts, due.awaiting) == (row.until or None, row.doubts, None)


def test_spelling_does_not_matter(row: Row) -> None:
    """Decomposed text, capitals, and spaces doubled or at the ends change nothing."""
    meant = Deadline.parse(row.phrase)
    if set(meant.anchors) <= set(KNOWN_ANCHORS):  # other names are kept as typed
        assert Deadline.parse(row.phrase.upper()) == meant
    assert Deadline.parse(unicodedata.normalize("NFD", row.phrase)) == meant
    assert Deadline.parse(f"  {row.phrase.replace(' ', '  ')} ") == meant


def test_what_is_printed_parses_back(row: Row) -> None:
    """The canonical text and the official wording in both languages read as the same deadline."""
    deadline = Deadline.parse(row.phrase)
    assert [Deadline.parse(text) for text in (str(deadline), deadline.phrase("vi"), deadline.phrase("en"))] == [
        deadline
    ] * 3


def test_words_and_clause_are_kept(row: Row) -> None:
    """The phrase stands in the deadline as typed, and plain data brings all back."""
    deadline = attrs.evolve(Deadline.parse(row.phrase), clause="2.1")
    again = Deadline.from_dict(deadline.to_dict())
    assert (again, again.words, again.clause) == (deadline, row.phrase, "2.1")


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row.phrase)
def test_what_is_near_a_phrase_is_refused(row: Row) -> None:
    """Lines of the table without a rule are refused."""
    with pytest.raises(InvalidDeadline):
        Deadline.parse(row.phrase)


def test_the_other_language_is_not_read_when_one_is_named() -> None:
    """With a language named, the binding words of the other one are unknown."""
    for text, lang in (("before 5/4/2019", "vi"), ("trước 5/4/2019", "en")):
        with pytest.raises(InvalidDeadline):
            Deadline.parse(text, lang=cast("Literal['en', 'vi']", lang))


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoàn thành trước ngày 5/4/2019", "hòan thành trước ngày 5/4/2019"), ("trước quý I/2022", "trước qúy I/2022")],
)
def test_old_and_new_tone_placement_read_alike(old: str, new: str) -> None:
    """A tone on either vowel is the same word."""
    assert Deadline.parse(old) == Deadline.parse(new)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("trước ngày 05/4", "before 2019-04-05"),
        ("trước ngày 05 tháng 4", "before 2019-04-05"),
        ("trong tháng 4", "within 2019-04"),
        ("trong quý II", "within 2019-Q2"),
        ("by 5 April", "by 2019-04-05"),
        ("từ 1/4 đến 5/4", "from 2019-04-01 to 2019-04-05"),
    ],
)
def test_a_year_completes_what_states_none(text: str, rule: str) -> None:
    """The year is given apart, or follows from the day of issue; otherwise the text is refused."""
    assert str(Deadline.parse(text, year=2019)) == rule
    assert str(Deadline.parse(text, issued_on="14-3-2019")) == rule
    with pytest.raises(InvalidDeadline, match="no year"):
        Deadline.parse(text)


def test_the_day_of_issue_is_never_after_a_completed_date() -> None:
    """In a directive of December, "5/1" and "trong tháng 1" are of the next year."""
    issued = date(2019, 12, 20)
    assert str(Deadline.parse("trước ngày 05/01", issued_on=issued)) == "before 2020-01-05"
    assert str(Deadline.parse("trong tháng 1", issued_on=issued)) == "within 2020-01"
    assert str(Deadline.parse("trong tháng 12", issued_on=issued)) == "within 2019-12"


def test_a_second_derivation_is_kept() -> None:
    """``checked by`` follows the rule and parses back."""
    deadline = Deadline.parse("by 2021-02-07; checked by 105 days ahead of election")
    assert deadline.checked_by == Deadline.parse("105 ngày trước ngày election")
    assert str(deadline) == "by 2021-02-07; checked by 105 days ahead of election"
    assert deadline.phrase("vi") == (
        "chậm nhất ngày 07 tháng 02 năm 2021; đối chiếu với chậm nhất 105 ngày trước ngày election"
    )
    assert Deadline.parse(deadline.phrase("vi").upper().replace("ELECTION", "election")) == deadline
    assert deadline.anchors == ("election",)
