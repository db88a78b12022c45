"""``kehoach import``: a table of reports, each row once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
ROWS = "Mã;Tên đơn vị;Members;Ngày nhận\nc1;Xã Một;1.010;2/4/2019\nc3;Xã Ba;không;\n"
AT = ("--at", "8/4/2019", "--numbers", "vi")


@pytest.fixture
def sheet(tmp_path: Path) -> Callable[[str], Path]:
    """A CSV file with a text."""

    def write(text: str) -> Path:
        file = tmp_path / "in.csv"
        file.write_text(text, encoding="utf-8")
        return file

    return write


def entries(run: Run, store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("log", store, "-f", "json").lines]


def outcomes(answer: Any) -> list[str]:
    return [row["outcome"] for row in json.loads(answer.out)["rows"]]


def test_rows_are_entered_and_shown(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """Each row is a line of the table, with its figures and what became of it."""
    answer = run("import", store, sheet(ROWS), *AT)
    assert answer.code == 0, answer.err
    assert [line.split()[:2] for line in answer.lines if "c1" in line or "c3" in line] == [["2", "c1"], ["3", "c3"]]
    assert answer.out.count("entered") == 2
    assert answer.err.splitlines() == ["2 entered"]
    first, second = entries(run, store)
    assert (first["data"], first["by"], first["acting_for"]) == ({"members": 1010}, "d1", "c1")
    assert second["data"] == {"members": {"mark": "nil"}}


def test_a_rehearsal_writes_nothing(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """With --dry-run the table says what would happen."""
    before = store.read_bytes()
    answer = run("import", store, sheet(ROWS), *AT, "--dry-run", "--lang", "vi")
    assert answer.code == 0
    assert answer.out.count("sẽ được nhập") == 2
    assert answer.err.splitlines() == ["chạy thử: 2 sẽ được nhập; chưa ghi gì"]
    assert (store.read_bytes(), entries(run, store)) == (before, [])


def test_a_row_is_entered_once(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """The same file again does nothing, rows moved or not; a new row is entered, a corrected one is a new act."""
    run("import", store, sheet(ROWS), *AT)
    head, first, second = ROWS.splitlines()
    again = run("import", store, sheet(f"{head}\n{second}\n{first}\nc2;Xã Hai;5;"), *AT, "-f", "json")
    assert (again.code, outcomes(again), len(entries(run, store))) == (0, ["already", "already", "done"], 3)
    corrected = run("import", store, sheet(ROWS.replace("1.010", "1.011")), *AT, "-f", "json")
    assert (corrected.code, outcomes(corrected), len(entries(run, store))) == (4, ["refused", "already"], 3)
    run("recall", store, "c1", "--at", "8/4/2019")
    assert run("import", store, sheet(ROWS.replace("1.010", "1.011")), *AT).code == 0
    assert entries(run, store)[-1]["data"] == {"members": 1011}


def test_one_wrong_row_stops_all(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """When one row is wrong, nothing is done and all that is wrong is told; --partial enters the right ones."""
    file = sheet(f"{ROWS}c9;;1;\n;;x;\n")
    answer = run("import", store, file, *AT)
    assert (answer.code, answer.out, entries(run, store)) == (3, "", [])
    assert [f"{file}:{line}: " in answer.err for line in (4, 5)] == [True, True]
    part = run("import", store, file, *AT, "--partial", "-f", "json")
    assert (part.code, outcomes(part)) == (3, ["done", "done", "wrong", "wrong"])
    assert part.err.splitlines()[-1] == "2 entered, 2 wrong"


def test_a_refused_row_stops_all(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """A row that the lifecycle refuses is told with its line, and the others are not entered."""
    answer = run("import", store, sheet(f"{ROWS}d1;;2;\n"), *AT, "-f", "csv")
    assert answer.code == 4
    assert [line.rpartition(",")[2] for line in answer.lines] == ["outcome", "not_done", "not_done", "refused"]
    assert "in.csv:4: Huyện Một (d1): cannot submit" in answer.err


def test_papers_are_received_in_one_act(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """With --receive each row is submitted, reviewed and aggregated, once."""
    for expected in ("done", "already"):
        answer = run("import", store, sheet(ROWS), *AT, "--receive", "-f", "json")
        assert (answer.code, outcomes(answer)) == (0, [expected, expected]), answer.err
    assert [entry["trigger"] for entry in entries(run, store)] == ["submit", "review", "aggregate"] * 2


def test_headings_can_be_named(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """--columns says what a heading means, or that it means nothing; a wrong one is told."""
    file = sheet("Nơi gửi,Số ĐV,Ghi chú\nc1,5,x\n")
    named = ("--columns", "Nơi gửi=unit", "-c", "Số ĐV=members")
    assert run("import", store, file, *AT, *named, "-c", "Ghi chú=").code == 0
    answer = run("import", store, file, *AT, *named, "-c", "Ghi chú=note")
    assert (answer.code, "KH868" in answer.err) == (3, True)
    assert run("import", store, file, "--columns", "unit").code == 2


FORMS = """
[[duties]]
form = "meeting"
kind = "act"
owed_by = ["commune"]

[[duties]]
form = "stock"
owed_by = ["commune"]
period = { every = "month", from = "2019-01", until = "2019-06" }

[[lifecycle.states]]
name = "signed"
role = "accepted"

[[lifecycle.transitions]]
trigger = "sign"
source = "reviewed"
dest = "signed"
who = "unit"
"""


@pytest.fixture
def several(run: Run, plan: Path, tmp_path: Path) -> Path:
    """A campaign of communes that report, report every month, and hold a meeting; what is reviewed is signed."""
    plan.write_text(plan.read_text(encoding="utf-8") + FORMS, encoding="utf-8")
    store = tmp_path / "several.db"
    assert run("begin", plan, store, "--at", "15/3/2019").code == 0
    return store


def test_rows_of_several_forms_are_entered_together(run: Run, several: Path, sheet: Callable[[str], Path]) -> None:
    """Reports are sent and acts completed, each of the form and period that its row says."""
    text = "Mã;Mẫu;Kỳ;Members;Ngày thực hiện\nc1;meeting;;;5/3/2019\nc1;stock;3/2019;7;\nc1;;;8;\n"
    answer = run("import", several, sheet(text), *AT)
    assert answer.code == 0, answer.err
    assert [(one["duty"], one["trigger"]) for one in entries(run, several)] == [
        ("c1:meeting", "complete"),
        ("c1:stock@2019-03", "submit"),
        ("c1", "submit"),
    ]
    again = run("import", several, sheet(text), *AT, "-f", "json")
    assert outcomes(again) == ["already"] * 3
    assert run("import", several, sheet("Mã;Members\nc2;5\n"), *AT, "--form", "stock", "--period", "2019-04").code == 0
    assert entries(run, several)[-1]["duty"] == "c2:stock@2019-04"


def test_a_row_of_several_duties_is_told(run: Run, several: Path, sheet: Callable[[str], Path]) -> None:
    """A form without its period lists what it may mean, and nothing is entered."""
    answer = run("import", several, sheet("Mã;Mẫu;Members\nc1;stock;7\n"), *AT)
    assert answer.code == 3
    assert "'c1' may be any of c1:stock@2019-01, c1:stock@2019-02, c1:stock@2019-03 and 3 more" in answer.err
    assert entries(run, several) == []


def test_papers_go_the_whole_way_of_a_lifecycle_of_ones_own(
    run: Run, several: Path, sheet: Callable[[str], Path]
) -> None:
    """With --receive each row takes every step, the signature of the unit among them."""
    answer = run("import", several, sheet("Mã;Members\nc1;7\n"), *AT, "--receive")
    assert answer.code == 0, answer.err
    assert [one["trigger"] for one in entries(run, several)] == ["submit", "review", "sign", "aggregate"]


def test_an_empty_table_is_no_misuse(run: Run, store: Path, sheet: Callable[[str], Path]) -> None:
    """A heading without rows enters nothing and says so."""
    answer = run("import", store, sheet("unit,members\n"), *AT)
    assert (answer.code, answer.out, answer.err) == (0, "", "no rows\n")


def test_a_workbook_is_imported(run: Run, store: Path, tmp_path: Path) -> None:
    """The rows of a sheet are entered; what is worth knowing about its cells is told."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    file = tmp_path / "in.xlsx"
    book = xlsxwriter.Workbook(str(file))
    for name, unit in (("Tháng 3", "c1"), ("Tháng 4", "c3")):
        page = book.add_worksheet(name)
        page.write_row(0, 0, ["Mã đơn vị", "Ngày nhận", "Members"])
        page.write_row(1, 0, [unit, 43557, 1010])
    book.close()
    assert run("import", store, file, *AT).code == 3
    answer = run("import", store, file, *AT, "--sheet", "Tháng 4")
    assert (answer.code, entries(run, store)[0]["duty"]) == (0, "c3")
    assert f"{file}:'Tháng 4'!B2: note KH867: days stand as numbers (1 in all)" in answer.err
    assert run("submit", store, "--from", file, "--at", "8/4/2019").code == 3
