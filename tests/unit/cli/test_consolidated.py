"""``kehoach report --consolidated``: the whole report of a superior, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_whole_report_is_told_for_people(run: Run, busy: Path) -> None:
    """Headings with the texts below, totals and who sent, in the language that is asked for."""
    answer = run("report", busy, "Huyện Một", "--consolidated", "--at", "8/4/2019", "--lang", "vi")
    assert answer.code == 0, answer.err
    assert (
        "Đến hết ngày 08/4/2019, có 1/2 đơn vị đã gửi báo cáo (đúng hạn 01); 01 đơn vị chưa gửi (Xã Hai)."
        in answer.lines
    )
    assert "- Members: 1.500 people (1/2 đơn vị có số liệu)" in answer.lines
    assert "- Xã Một: all good" in answer.lines
    assert "Chưa có nội dung (01): Xã Hai" in answer.lines


def test_the_whole_report_is_told_as_markdown(run: Run, busy: Path) -> None:
    """Markdown is what the library makes, whatever the width of the terminal."""
    answer = run("report", busy, "d1", "--consolidated", "--format", "markdown", COLUMNS="40")
    assert answer.code == 0, answer.err
    assert answer.lines[0] == "# Consolidated report: Huyện Một"
    assert "## 1. Results" in answer.lines
    assert "- **Xã Một**: all good" in answer.lines


def test_the_whole_report_is_told_for_programs(run: Run, busy: Path) -> None:
    """JSON has every part under its name."""
    answer = run("report", busy, "d1", "--consolidated", "--format", "json")
    told = json.loads(answer.out)
    assert (told["kind"], told["unit"], told["version"]) == ("kehoach.consolidated", "d1", 1)
    assert told["headings"][0]["contributions"][0]["text"] == "all good"
    assert told["provenance"]["campaign"] == "116-KH/TU"


def test_lines_keep_to_the_width(run: Run, busy: Path) -> None:
    """On a narrow terminal no line of the text is longer than it is wide."""
    answer = run("report", busy, "p", "--consolidated", COLUMNS="40")
    assert max(map(len, answer.lines)) <= 40


def test_a_unit_sees_its_own(run: Run, busy: Path) -> None:
    """With --as a unit is shown its own report, and no other."""
    seen = run("report", busy, "d1", "--consolidated", "--as", "d1")
    assert seen.out == run("report", busy, "d1", "--consolidated").out
    assert run("report", busy, "d2", "--consolidated", "--as", "d1").code == 2


@pytest.mark.parametrize("version", ["7", "published"])
def test_a_version_that_is_not_there_is_told(run: Run, busy: Path, version: str) -> None:
    """A version that the unit has not is named with what there is."""
    answer = run("report", busy, "d1", "--consolidated", "--version", version)
    assert answer.code == 2
    assert "d1" in answer.err


def test_a_version_belongs_to_a_whole_report(run: Run, busy: Path) -> None:
    """A version is asked of a consolidated report only."""
    answer = run("report", busy, "d1", "--version", "1")
    assert answer.code == 2
    assert "--consolidated" in answer.err


def test_markdown_is_a_whole_report(run: Run, busy: Path) -> None:
    """Only a consolidated report is written as Markdown, so that asking for the one is asking for the other."""
    words = ("report", busy, "d1", "--at", "8/4/2019", "--format", "markdown")
    assert run(*words).out == run(*words, "--consolidated").out
