"""Files of acts: many submissions in one CSV file, all problems of it in one run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach._report import Indicator
from kehoach.files._figures import figure_problem

Run = Callable[..., Any]
FOUR = "unit;received_at;members\nc1;2/4/2019;10\nXã Hai:report;;20\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    """A CSV file with a text, as Excel writes it when `encoding` says so."""

    def write(text: str, encoding: str = "utf-8") -> Path:
        file = tmp_path / "in.csv"
        file.write_text(text, encoding=encoding)
        return file

    return write


def entries(run: Run, store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("log", store, "-f", "json").lines]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_submitted(run: Run, store: Path, sheet: Callable[..., Path], separator: str, encoding: str) -> None:
    """Names or ids, commas, semicolons or tabs, with a byte order mark or without; blank cells say nothing."""
    rows = [
        ("unit", "Received at", "members", "results", "reason"),
        ("c1", "2/4/2019", "10", "good", ""),
        ("", "", "", "", ""),
    ]
    rows += [("xã ba", "", "nil", "", "on paper")]
    text = "\n".join(separator.join(row) for row in rows)
    answer = run("submit", store, "--from", sheet(text, encoding), "--at", "8/4/2019")
    assert answer.code == 0, answer.err
    assert answer.lines == ["Xã Một (c1): sent on 2019-04-02, on time", "Xã Ba (c3): sent on 2019-04-08, 4 days late"]
    first, second = entries(run, store)
    assert (first["data"], first["sections"], first["by"], first["acting_for"]) == (
        {"members": 10},
        {"results": "good"},
        "d1",
        "c1",
    )
    assert (second["data"], second["reason"]) == ({"members": {"mark": "nil"}}, "on paper")


def test_rows_may_name_who_acts(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """The columns by and acting_for take ids and names; a wrong one is told with its line."""
    right = sheet("unit,members,by,acting_for\nc1,1,Huyện Một,c1\n")
    assert run("submit", store, "--from", right, "--at", "20/3/2019").code == 0
    wrong = sheet("unit,members,by\nc2,1,Huyện Mốt\n")
    answer = run("submit", store, "--from", wrong, "--at", "20/3/2019")
    assert answer.code == 3
    assert f"{wrong}:2: error KH113: no unit 'Huyện Mốt'" in answer.err


def test_options_fill_what_rows_leave_out(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """An option holds for every row that does not say it itself."""
    file = sheet("unit,members,person\nc1,1,typist\nc3,2,\n")
    assert run("submit", store, "--from", file, "--person", "clerk", "--at", "20/3/2019").code == 0
    assert [entry["person"] for entry in entries(run, store)] == ["typist", "clerk"]


def test_any_verb_takes_a_file(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """A list of units is a file, too."""
    run("submit", store, "c1", "c3", "-d", "members=1", "--at", "20/3/2019")
    answer = run("review", store, "--from", sheet("unit\nc1\nc3\n"), "--at", "21/3/2019")
    assert len(answer.lines) == 2


def test_every_problem_of_a_file_is_told_at_once(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """Each wrong row is named by file and line, and nothing is done."""
    text = (
        "unit,received_at,members\n"
        "c1,2/4/2019,10\n"  # right
        "c9,,1\n"  # no such unit
        "Xã Hai,,1\n"  # two of that name
        "c3,30-02-2019,1\n"  # no such day
        "c4,,1.520\n"  # one and a half, or one thousand
        "c1,,5\n"  # again
        ",,7\n"  # nobody
        "c2,,8,9\n"  # a cell too many
        "d1,,-1\n"  # below zero
    )
    file = sheet(text)
    answer = run("submit", store, "--from", file, "--at", "8/4/2019")
    assert (answer.code, answer.out) == (3, "")
    told = [line for line in answer.err.splitlines() if line.startswith(str(file))]
    assert [line.removeprefix(f"{file}:").split(":")[0] for line in told] == ["3", "4", "5", "6", "7", "8", "9", "10"]
    assert "several bear that name, give the id: c2  Xã Hai, Huyện Một; c4  Xã Hai, Huyện Hai" in answer.err
    assert entries(run, store) == []


def test_partial_does_the_right_rows(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """With --partial the right rows are done; the wrong ones are told, and the exit code remembers them."""
    file = sheet("unit,members\nc1,10\nc9,1\nd1,2\n")
    answer = run("submit", store, "--from", file, "--at", "20/3/2019", "--partial")
    assert answer.code == 4
    assert answer.lines == ["Xã Một (c1): sent on 2019-03-20, on time"]
    assert f"{file}:3: error KH113" in answer.err
    assert f"{file}:4: Huyện Một (d1): cannot submit" in answer.err
    assert run("submit", store, "--from", sheet("unit,members\nc2,1\nc9,1\n"), "--partial").code == 3


def test_a_refused_row_is_named_by_its_line(run: Run, store: Path, sheet: Callable[..., Path]) -> None:
    """When the rows are right but an act is refused, the line is told and nothing is done."""
    file = sheet("unit,members\nc1,10\nd1,2\n")
    answer = run("submit", store, "--from", file, "--at", "20/3/2019")
    assert answer.code == 4
    assert answer.err.splitlines()[0] == f"{file}:3: Huyện Một (d1): cannot submit"
    assert entries(run, store) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "KH362"),
        ("members\n1\n", "KH363"),
        ("unit,members,members\nc1,1,1\n", "KH364"),
        ("unit,membres\nc1,1\n", "KH365"),
        ("unit,zzz\nc1,1\n", "KH504"),
        ('unit,members\n"c1,1\n', "KH366"),
    ],
)
def test_a_wrong_heading_or_shape_is_told(
    run: Run, store: Path, sheet: Callable[..., Path], text: str, said: str
) -> None:
    """An empty file, a missing, doubled, misspelt or unknown column, and an open quote each have their own message."""
    answer = run("submit", store, "--from", sheet(text))
    assert answer.code == 3
    assert said in answer.err


def test_a_file_that_cannot_be_read_is_told(run: Run, store: Path, tmp_path: Path) -> None:
    """A file that is missing, a folder, or in another encoding is an input file that is wrong."""
    (tmp_path / "latin.csv").write_bytes("unit,members\nXã Một,1\n".encode("cp1258", "replace") + b"\xe3")
    for name in ("nowhere.csv", ".", "latin.csv"):
        assert run("submit", store, "--from", tmp_path / name).code == 3


@pytest.mark.parametrize("text", ["1.520", "1,520", "1.520.000", "2,5", "-1.000"])
def test_a_figure_with_two_meanings_is_none(text: str) -> None:
    """A dot is a thousand in one country and a tenth in another: such a figure is refused."""
    assert figure_problem(Indicator("members"), text) is not None
    assert figure_problem(Indicator("note", kind="text"), text) is None


@pytest.mark.parametrize(("text", "decimals"), [("1520", 0), ("2.5", 1), ("nil", 0), ("không", 0), ("1.520", 3)])
def test_a_plain_figure_is_taken(text: str, decimals: int) -> None:
    """Figures, and words for none, are taken; with three decimals a dot is a dot."""
    assert figure_problem(Indicator("members", decimals=decimals), text) is None
