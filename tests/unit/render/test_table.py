"""Tables: aligned for people, CSV and JSON for programs."""

from __future__ import annotations

import json

import attrs
import pytest

from kehoach._render import Column, Table, csv_of, json_of, text_of, wrapped

TABLE = Table(
    (
        Column("unit"),
        Column("name"),
        Column("bucket", codes={"met_late": "trễ hạn"}),
        Column("expected", right=True),
        Column("figure", head="Số hội viên", right=True, shown=False),
    ),
    (("461", "Thành phố Đông Hà", "met_late", 9, 1), ("=1+1", None, "open", 1520, None)),
    styles=("bad",),
)


def test_text_is_aligned_without_trailing_blanks() -> None:
    """Headings, a line, and rows; figures flush right; hidden columns left out; codes as words."""
    assert text_of(TABLE, lang="vi").split("\n") == [
        "đơn vị  tên                nhóm     phải gửi",
        "────────────────────────────────────────────",
        "461     Thành phố Đông Hà  trễ hạn         9",
        "=1+1                       open        1.520",
    ]


def test_both_ways_to_set_a_table_agree() -> None:
    """What is set for a pipe is what rich draws on a terminal that is wide enough, wide letters and loose tones too."""
    odd = attrs.evolve(TABLE, rows=(*TABLE.rows, ("漢字", "Qua\u0309ng", "x", 1, 1)))
    assert text_of(odd, lang="vi") == text_of(odd, lang="vi", width=200)


def test_a_long_table_keeps_the_width_as_well() -> None:
    """Thousands of rows are set side by side where they fit, and row by row where they do not."""
    table = Table((Column("seq", right=True, names=True), Column("name")), tuple((n, "Xã") for n in range(2_000)))
    assert text_of(table, width=80).split("\n")[-1] == "1999  Xã"
    assert text_of(table, width=7).split("\n")[-2:] == ["1999", "  name: Xã"]


def test_a_narrow_table_wraps_between_words() -> None:
    """Where the width allows every word, cells are wrapped and none is cut."""
    lines = text_of(TABLE, lang="vi", width=38).split("\n")
    assert max(map(len, lines)) <= 38
    assert "Thành" in lines[2]


def test_a_table_that_does_not_fit_is_set_row_by_row() -> None:
    """Where the words do not fit beside each other, each row is a block; what is blank is left out."""
    assert text_of(TABLE, lang="vi", width=24).split("\n") == [
        "461",
        "  tên: Thành phố Đông Hà",
        "  nhóm: trễ hạn",
        "  phải gửi: 9",
        "=1+1",
        "  nhóm: open",
        "  phải gửi: 1.520",
    ]


def test_colours_only_where_they_are_wanted() -> None:
    """On a terminal a bad row is red and headings are bold; elsewhere there are no escape sequences."""
    assert "\x1b[31m" in text_of(TABLE, color=True)
    assert "\x1b" not in text_of(TABLE)


def test_csv_has_every_column_and_runs_in_no_spreadsheet() -> None:
    """Keys are the heading, codes stay codes, and a cell that would run as a formula gets an apostrophe."""
    assert csv_of(TABLE) == (
        "unit,name,bucket,expected,figure\n461,Thành phố Đông Hà,met_late,9,1\n'=1+1,,open,1520,\n"
    )


def test_csv_of_lists_and_truths() -> None:
    """A list is one cell with bars, a truth is a word of programs."""
    table = Table((Column("a"), Column("b")), ((("x", "y"), True), ((), False)))
    assert csv_of(table) == "a,b\nx|y,true\n,false\n"


def test_json_says_what_it_is() -> None:
    """A document names its kind and the number of its shape; letters stay letters."""
    text = json_of("status", {"rows": TABLE.to_dicts()})
    document = json.loads(text)
    assert (document["kind"], document["format"]) == ("kehoach.status", 1)
    assert document["rows"][0]["name"] == "Thành phố Đông Hà"
    assert "Đông Hà" in text


@pytest.mark.parametrize("width", [1, 8, 20, 40])
def test_wrapped_lines_are_no_longer_than_they_may_be(width: int) -> None:
    """No line is longer than the width, down to eight cells beside its mark."""
    text = "- Huyện Hải Lăng: đã gửi ngày 18/4/2019, đúng hạn\n\n12. một hai ba bốn năm sáu bảy"
    lines = wrapped(text, width=width).split("\n")
    assert max(map(len, lines)) <= max(width, 12)
    assert "" in lines


def test_what_is_wrapped_hangs_under_its_text() -> None:
    """A line that begins with a mark or a number goes on under the first word."""
    assert wrapped("  - one two three\n 1. four five six", width=13) == (
        "  - one two\n    three\n 1. four five\n    six"
    )
    assert wrapped("as long as it takes") == "as long as it takes"
