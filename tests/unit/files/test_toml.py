"""TOML with places: syntax errors as findings, many at once, and the limits of hostile texts."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from kehoach._plan import BROKEN
from kehoach.errors import FINDINGS
from kehoach.files._toml import parse_toml


def _codes(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(found.code, found.line, found.column) for found in parse_toml(text, file="p").findings]


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("title = Tổng kết", "KH812", 1, 9),
        ("day = 2019-02-30", "KH817", 1, 7),
        ('number = "116', "KH813", 1, 10),
        ("number = 'x\ny = 1", "KH813", 1, 10),
        ("a = ['x', \"y]\n", "KH813", 1, 11),
        ('a = """\nx', "KH813", 1, 5),
        ("a", "KH811", 1, 2),
        ("a b = 1", "KH811", 1, 3),
        ("a = 1\na = 2", "KH814", 2, 1),
        ("[a]\n[a]", "KH814", 2, 2),
        ("[a]\n[[a]]", "KH814", 2, 3),
        ("a = {b = 1, b = 2}", "KH814", 1, 1),
        ("a = []\n[[a]]", "KH814", 2, 3),
        ("a = [1, 2", "KH815", 1, 10),
        ('a = ["x" "y"]', "KH815", 1, 10),
        ("a = {b = 1", "KH815", 1, 11),
        ("[a", "KH815", 1, 3),
        ("a = 1 b = 2", "KH816", 1, 7),
        ("!", "KH816", 1, 1),
        ("ngày = 1", "KH816", 1, 3),
        ('a = "\\q"', "KH818", 1, 6),
        ('a = "\\ud800"', "KH818", 1, 6),
        ('a = "x\x01"', "KH819", 1, 7),
    ],
)
def test_a_syntax_error_has_a_code_of_its_own_and_a_place(text: str, code: str, line: int, column: int) -> None:
    """Each kind of slip has its own code, line and column."""
    assert _codes(text)[:1] == [(code, line, column)]


def test_every_message_of_tomllib_has_a_kind() -> None:
    """No message that tomllib can raise falls back to the general code."""
    import tomllib._parser as parser

    source = Path(parser.__file__).read_text(encoding="utf-8")
    messages = re.findall(r'(?:suffixed_err\(\s*src, pos, f?|TOMLDecodeError\(f?)"([^"{]+)', source)
    from kehoach.files._toml import _KINDS

    starts = tuple(start for start, _ in _KINDS)
    assert len(messages) > 15
    assert [message for message in messages if not message.startswith(starts) and message != "Expected "] == []


def test_all_slips_of_a_text_come_in_one_run() -> None:
    """An error on one line hides none of the next, and what could be read is data."""
    text = """\
[directive]
title = Tổng kết
number = "116
issued_on = 2019-02-30
basis = ["a" "b"]
x y = 1
[directive]
title = "c\\q"
[[tiers]]
id "x"
name = "a"
name = "b"
"""
    read = parse_toml(text, file="p")
    assert [(found.code, found.line) for found in read.findings] == [
        ("KH812", 2),
        ("KH813", 3),
        ("KH817", 4),
        ("KH815", 5),
        ("KH811", 6),
        ("KH814", 7),
        ("KH818", 8),
        ("KH811", 10),
        ("KH814", 12),
    ]
    assert read.data == {
        "directive": {"title": BROKEN, "number": BROKEN, "issued_on": BROKEN, "basis": BROKEN},
        "tiers": [{"name": "a"}],
    }


def test_a_list_that_is_never_closed_gives_one_finding() -> None:
    """The rest of a broken list is not reported line by line."""
    assert [code for code, _, _ in _codes('basis = ["a"\n"b",\n"c"]\nx = 1\n')] == ["KH815"]


def test_numbers_with_a_point_are_exact() -> None:
    """A number with a point is a Decimal, never a binary float."""
    assert parse_toml("a = 0.1").data == {"a": Decimal("0.1")}


@pytest.mark.parametrize(
    ("text", "code"),
    [(".".join("a" * 50_000) + "=1", "KH806"), ("a=" + "[" * 100_000, "KH807"), ("a=" + "9" * 5_000, "KH808")],
)
def test_hostile_texts_end_in_a_finding(text: str, code: str) -> None:
    """What would cost a parser minutes or its stack never reaches it."""
    assert [found for found, _, _ in _codes(text)] == [code]


def test_many_broken_lines_take_a_bounded_number_of_readings() -> None:
    """A large text that is broken on every line is given up after a budget, with the findings so far."""
    text = "a = ?\n" * 40_000
    assert 1 <= len(parse_toml(text).findings) < 100


def test_all_words_of_syntax_findings_can_be_filled() -> None:
    """Each text of a syntax finding is made from its values alone, in both languages."""
    for code in sorted(code for code in FINDINGS if "KH806" <= code <= "KH819"):
        values = dict.fromkeys(re.findall(r"\{(\w+)", FINDINGS[code].en + FINDINGS[code].remedy_en), "x")
        assert FINDINGS[code].vi.format(**values)
        assert FINDINGS[code].remedy_vi.format(**values)


def test_another_kind_of_file_is_told_in_one_sentence() -> None:
    """Where more lines are wrong than right, one finding stands for all; a plan with many slips keeps each of them."""
    prose = "\n".join(f"Paragraph {number} of a letter." for number in range(30))
    (one,) = parse_toml(prose).findings
    assert (one.code, one.values, one.line) == ("KH826", {"count": 30, "lines": 30}, 1)
    slips = "\n".join(f"key{number} = 1\n\nno key {number}" for number in range(30))
    assert [finding.code for finding in parse_toml(slips).findings] == ["KH811"] * 30
