"""Findings as a person reads them."""

from __future__ import annotations

from pathlib import Path

from kehoach.errors import Finding, InvalidFile
from kehoach.files import explain


def _found(column: int | None, line: int = 1, severity: str = "error") -> Finding:
    return Finding("KH817", severity=severity, file="p", line=line, column=column)  # type: ignore[arg-type]


def test_a_caret_stands_under_the_spot() -> None:
    """The line is shown, with carets under the whole word, then the way out."""
    assert explain([_found(5)], "d = 2019-02-30 # x").split("\n") == [
        "p:1:5: error KH817: there is no such day or time",
        "    d = 2019-02-30 # x",
        "        ^^^^^^^^^^",
        "    write year-month-day, as in 2019-04-05",
    ]


def test_vietnamese_is_a_language_of_the_argument() -> None:
    """Head, text and remedy come in Vietnamese; the code stays."""
    assert explain([_found(5)], "d = 2019-02-30", lang="vi").split("\n")[::3] == [
        "p:1:5: lỗi KH817: không có ngày hoặc giờ này",
        "    viết năm-tháng-ngày, ví dụ 2019-04-05",
    ]


def test_tones_written_apart_and_tabs_do_not_move_the_caret() -> None:
    """A combining tone takes no cell, a wide letter two, and a tab stays a tab."""
    line = "\tế漢 = !"
    lines = explain([_found(line.index("!") + 1)], line).split("\n")
    assert lines[2] == "    \t" + " " * len("ế漢漢 = ".replace("\u0302", "").replace("\u0301", "")) + "^"


def test_a_long_line_is_cut_around_the_spot() -> None:
    """Of a line of thousands of characters, a hundred are shown, the spot among them."""
    line = "x" * 3000 + " ?" + "y" * 3000
    shown, carets = explain([_found(3002)], line).split("\n")[1:3]
    assert len(shown) == 104
    assert shown[carets.index("^")] == "?"


def test_what_would_move_a_terminal_is_not_printed() -> None:
    """Control characters and turned writing are shown as a mark."""
    assert "\x1b" not in explain([_found(1)], "\x1b[2J\u202e")


def test_a_finding_without_a_line_is_its_text_alone() -> None:
    """Without a place there is no caret; without a column, no caret under the line."""
    assert explain([Finding("KH804", {"given": 3, "most": 2}, file="p")]).split("\n")[0] == (
        "p: error KH804: the file has 3 bytes and may have 2"
    )
    assert explain([_found(None)], "abc").split("\n")[1:] == ["    abc", "    write year-month-day, as in 2019-04-05"]


def test_files_that_are_not_given_are_read(tmp_path: Path) -> None:
    """The line comes from the file the finding names; a file that is gone shows no line."""
    path = tmp_path / "a"
    path.write_bytes("\ufeffday = x\r\n".encode())
    here = Finding("KH817", file=str(path), line=1, column=7)
    gone = Finding("KH817", file=str(tmp_path / "b"), line=1, column=7)
    past = Finding("KH817", file=str(path), line=9, column=7)
    assert [text.count("^") for text in map(explain, ([here], [gone], [past], InvalidFile(here)))] == [1, 0, 0, 1]


def test_texts_are_given_by_the_name_of_their_file() -> None:
    """With several files, each finding shows the line of its own."""
    findings = [Finding("KH817", file=name, line=1, column=1) for name in ("a", "b")]
    assert [line for line in explain(findings, {"a": "one", "b": "two"}).split("\n") if line.startswith("    ")][
        ::3
    ] == [
        "    one",
        "    two",
    ]


def test_lines_of_a_file_are_quoted_as_they_are() -> None:
    """What words the way out otherwise does not touch the line of the file, which may hold the same words."""
    found = Finding("KH812", file="plan.toml", line=1, column=7)
    told = explain([found], "by = by=461", worded=lambda text: text.replace("by", "--by"))
    assert told.splitlines()[1] == "    by = by=461"
