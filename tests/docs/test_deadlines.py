"""What the manual says of deadlines is what they come to."""

from __future__ import annotations

import csv
import re
import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import pytest

import kehoach as kh
from kehoach._calendar import parse_day
from kehoach._deadline._explain import STEP_CODES
from kehoach.errors import FINDINGS, InvalidDeadline

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
DATA = ROOT / "tests" / "unit" / "deadline" / "phrases.csv"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str, head: str) -> list[list[str]]:
    """The rows of the tables whose first head is this, as cells."""
    found = re.findall(rf"^\| {head} \|.*\n\|[ -|]+\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for block in found for line in block.splitlines()]


def bare(cell: str) -> str:
    return cell.strip("`")


def anchors() -> dict[str, date]:
    """The days that the page of the phrases names."""
    told = ((bare(name), day) for name, _, day in rows(page("reference/phrases.md"), "anchor"))
    return {name: datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day) for name, day in told}


def last_day(due: kh.Due) -> str:
    """The last day on time as the table shows it."""
    if due.due_before is None:
        return "none"
    clock = f"{due.due_before:%H:%M}"
    day = (due.due_before - timedelta(microseconds=1)).date().isoformat()
    assert day == str(due.last_day)
    return day if clock == "00:00" else f"{day}, before {clock}"


def data() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_phrases_is_the_test_data(made: ModuleType) -> None:
    """Each line of the test data with a rule is one row of the table, the others are listed as refused."""
    text = made.PARTS["phrases"]()
    told = [(bare(phrase), bare(rule)) for phrase, rule, _, _ in rows(text, "phrase")]
    assert told == [(one["phrase"], one["rule"]) for one in data() if one["rule"]]
    assert re.findall(r"^- `(.+)`$", text, flags=re.MULTILINE) == [one["phrase"] for one in data() if not one["rule"]]


def test_each_row_of_the_table_of_phrases_is_what_its_phrase_comes_to(made: ModuleType) -> None:
    """With the days that the page names, each phrase has the last day and the doubts of its row."""
    known = anchors()
    wrong: list[str] = []
    for phrase, _, day, doubts in rows(made.PARTS["phrases"](), "phrase"):
        due = kh.Deadline.parse(bare(phrase)).resolve(anchors=known)
        if (last_day(due), ", ".join(sorted(due.doubts))) != (day, doubts):
            wrong.append(phrase)
    assert wrong == []


def test_what_the_page_of_phrases_calls_refused_is_refused(made: ModuleType) -> None:
    """Each phrase under the heading is no deadline."""
    refused = re.findall(r"^- `(.+)`$", made.PARTS["phrases"](), flags=re.MULTILINE)
    assert refused
    for phrase in refused:
        with pytest.raises(InvalidDeadline):
            kh.Deadline.parse(phrase)


def test_the_words_of_anchors_are_read_as_those_anchors() -> None:
    """What the page says an anchor is called in a text is that anchor."""
    told = {bare(name): words.split(", ") for name, words, _ in rows(page("reference/phrases.md"), "anchor")}
    for name, words in told.items():
        for one in words:
            if "event" not in one:
                assert kh.Deadline.parse(f"5 ngày kể từ {one}").anchors == (name,)


def test_every_step_of_an_explanation_stands_in_the_table(made: ModuleType) -> None:
    """Each code has its words in both languages."""
    table = rows(made.PARTS["steps"](), "step")
    assert [bare(code) for code, _, _ in table] == list(STEP_CODES)
    assert all(english and vietnamese for _, english, vietnamese in table)


def test_the_first_screen_of_the_page_for_officers_is_true() -> None:
    """Each wording has the last day that stands beside it, and the time where there is one."""
    told = rows(page("explanation/before-the-day.md"), "văn bản ghi")
    assert len(told) >= 12
    for words, until, _ in told:
        due = kh.Deadline.parse(words).resolve()
        day, _, clock = until.partition(", trước ")
        assert due.last_day == (None if day == "không có thời hạn" else parse_day(day)), words
        assert not clock or f"{due.due_before:%H:%M}" == clock, words


@pytest.mark.parametrize("name", ["explanation/before-the-day.md"])
def test_pieces_of_plan_files_on_these_pages_can_be_read(name: str) -> None:
    """Each piece of a plan file that is shown without being run makes a plan, together with a title and a tier."""
    pieces = re.findall(r"^```toml\n(.*?)^```", page(name), flags=re.DOTALL | re.MULTILINE)
    assert pieces
    for piece in pieces:
        kh.Plan.from_dict({"directive": {"title": "x"}, "tiers": [{"id": "province"}], **tomllib.loads(piece)})


def test_everything_that_a_check_finds_has_an_example() -> None:
    """Each code of the doubts of a plan stands in the table with every severity that the examples below it print."""
    text = page("how-to/check-a-plan.md")
    told = {(bare(code), severity) for code, severity, _ in rows(text, "code")}
    codes = {code for code, _ in told}
    assert {code for code in FINDINGS if "KH150" <= code < "KH190"} == {c for c in codes if c < "KH200"}
    printed = {(code, severity) for severity, code in re.findall(r"^(error|warning|note) (KH\d+) ", text, re.MULTILINE)}
    assert told == {(code, severity) for code, severity in printed if code in codes}
