"""The index of places: what stands where, and the limits that are checked on the way."""

from __future__ import annotations

import pytest

from kehoach.files._positions import MAX_DEPTH, MAX_FIGURES, MAX_PARTS, Positions, Spot, path_text, token_width

PLAN = """\
[directive]
title = "Tổng kết"   # the subject
basis = ["62-KL/TW", '08/12']

[[units]]
id = "45"
[[units]]
id = "461"
reports_to = { lead = "45", "của tôi".x = 1 }
"""


def test_a_key_and_its_value_have_places_of_their_own() -> None:
    """A key is found where it is written and its value where it begins, both counted from 1 in characters."""
    index = Positions(PLAN)
    assert index.key(("directive", "title")) == Spot(2, 1, 5)
    assert index.value(("directive", "title")) == Spot(2, 9, 10)


def test_elements_of_lists_and_tables_on_one_line_are_found() -> None:
    """An element of an array and a key of an inline table have places."""
    index = Positions(PLAN)
    assert index.value(("directive", "basis", 1)) == Spot(3, 22, 7)
    assert index.value(("units", 1, "reports_to", "của tôi", "x")) == Spot(9, 43, 1)


def test_each_table_of_an_array_has_its_own_heading() -> None:
    """The second [[units]] is not the first."""
    index = Positions(PLAN)
    assert [index.value(("units", number)) for number in (0, 1)] == [Spot(5, 3, 5), Spot(7, 3, 5)]


def test_what_is_missing_is_shown_at_the_table_it_would_stand_in() -> None:
    """The nearest place of a key that is not there is its table, and of a table that is not there, the first line."""
    index = Positions(PLAN)
    assert index.nearest(("units", 1, "tier")) == Spot(7, 3, 5)
    assert index.nearest(("policy", "gate")) == Spot(1, 1, 1)
    assert index.value(("policy",)) is None
    assert index.key(("policy",)) is None


def test_a_table_opened_by_a_deeper_heading_is_found() -> None:
    """`[a.b]` gives a place to `a` as well, and a heading inside an array counts for its last element."""
    index = Positions("[[a]]\n[a.b]\nc.d = 1\n[[a]]\n[a.b]\nc.d = 2\n")
    assert index.value(("a", 1, "b", "c", "d")) == Spot(6, 7, 1)
    assert index.value(("a", 0, "b", "c")) == Spot(3, 1, 1)


def test_windows_line_ends_move_no_column() -> None:
    """CRLF text has the same places as LF text."""
    assert list(map(Positions(PLAN).value, Positions(PLAN))) == list(
        map(Positions(PLAN.replace("\n", "\r\n")).value, Positions(PLAN))
    )


def test_a_place_never_reaches_over_the_end_of_its_line() -> None:
    """A text of several lines is shown by its first line only."""
    assert Positions('a = """one\ntwo"""\n').value(("a",)) == Spot(1, 5, 6)


@pytest.mark.parametrize(
    ("text", "kind", "offset"),
    [
        (".".join("a" * (MAX_PARTS + 1)) + " = 1", "parts", 0),
        ("x = 1\n[" + ".".join("a" * 50_000) + ".!", "parts", 7),
        ("a = " + "[" * (MAX_DEPTH + 1), "depth", 4 + MAX_DEPTH),
        ("a = " + "{b = " * 100_000, "depth", 4 + 5 * MAX_DEPTH),
        ("a = " + "1" * (MAX_FIGURES + 1), "figures", 4),
    ],
)
def test_limits_are_seen_before_any_parser(text: str, kind: str, offset: int) -> None:
    """Keys of too many parts, brackets too deep and numbers too long are found, with their offset."""
    assert [(fault.kind, fault.offset) for fault in Positions(text).faults] == [(kind, offset)]


def test_what_stands_at_a_limit_passes() -> None:
    """A key of exactly as many parts, brackets exactly as deep and a text of any length are no fault."""
    text = ".".join("abcdefgh") + " = 1\ni = " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\nj = '" + "x" * 1000 + "'\n"
    assert Positions(text).faults == ()


@pytest.mark.parametrize(
    "text", ["a b", "a = !,", "= 1", "[a b]", "a = [1 2]", "a = {b}", "a = 1 b", '"\\q" = 1', "a.\n", 'a = "x\n']
)
def test_a_text_that_is_no_toml_ends_the_walk_quietly(text: str) -> None:
    """The walk stops before the end and raises nothing."""
    assert Positions(text).end < len(text)


def test_a_path_is_written_as_findings_write_it() -> None:
    """Indices stand in brackets, and what is no bare key in quotes."""
    assert path_text(("scenario", 'a "b"', 3, "c-d_1")) == 'scenario."a \\"b\\""[3].c-d_1'


@pytest.mark.parametrize(
    ("line", "column", "width"), [("a = 'x y' # z", 5, 5), ("a = 12,", 5, 2), ("a = [1]", 5, 1), ("a =", 9, 1)]
)
def test_a_caret_is_as_wide_as_the_word_above_it(line: str, column: int, width: int) -> None:
    """The width of a spot is that of the text, number or mark that begins there, and 1 past the end."""
    assert token_width(line, column) == width
