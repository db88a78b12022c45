"""``kehoach erase``, and what the log shows of lines that were erased or whose clock had jumped back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from kehoach import Campaign
from kehoach.testing import ManualClock

AT = ("--at", "9/4/2019")
WHY = ("--reason", "names a person")


def logged(run: Run, store: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in run("log", store, "-f", "json").lines]


def test_what_a_line_says_is_erased(run: Run, busy: Path) -> None:
    """The figures of a line go, the chain stays whole, and a line says by whom, why and by which document."""
    said = run("erase", busy, 1, *WHY, "--document", "12/QĐ", "--person", "clerk 1", *AT)
    assert (said.code, said.out) == (0, "content of entry 1 erased; entry 7 says so\n")
    assert "backups, exported logs and replicas keep what they have" in said.err
    first, *_, last = logged(run, busy)
    assert (first["trigger"], first["data"], first["sections"], first["salt"]) == ("submit", None, None, None)
    assert (last["trigger"], last["by"], last["reason"], last["person"]) == ("erase", "d1", "names a person", "clerk 1")
    assert json.loads(str(last["payload"])) == {"units": ["c1"], "lines": [1], "document": "12/QĐ"}
    assert json.loads(run("verify", busy, "-f", "json").out)["erased"] == [1]


def test_several_lines_are_erased_together(run: Run, busy: Path) -> None:
    """Several lines, each once, go with one line of the log, in Vietnamese, JSON and CSV as well."""
    said = run("erase", busy, 6, 1, 1, 4, *WHY, "--by", "issuer", "--lang", "vi", *AT)
    assert (said.code, said.out) == (0, "đã xóa nội dung dòng 1, 4, 6; ghi lại ở dòng 7\n")
    assert "content of entries 1, 4 erased" in run("erase", busy, 1, 4, *WHY, "--dry-run", *AT).out
    again = ("erase", busy, 1, *WHY, "--by", "Tỉnh Mẫu", "--command-id", "e", *AT)
    document = json.loads(run(*again, "-f", "json").out)
    assert (document["kind"], document["dry_run"], document["blockers"]) == ("kehoach.erased", False, [])
    assert [(row["line"], row["outcome"], row["seq"], row["by"]) for row in document["rows"]] == [(1, "done", 8, "p")]
    (row,) = csv.DictReader(io.StringIO(run(*again, "-f", "csv").out))
    assert (row["line"], row["outcome"], row["seq"], row["blockers"]) == ("1", "done", "8", "")
    assert len(logged(run, busy)) == 8


def test_a_rehearsal_erases_nothing(run: Run, busy: Path) -> None:
    """With --dry-run the answer is given and the store stays as it was."""
    before = logged(run, busy)
    said = run("erase", busy, 1, *WHY, "--dry-run", *AT)
    assert (said.code, "entry 7" in said.out, "nothing was erased" in said.err) == (0, True, True)
    assert "chưa xóa gì" in run("erase", busy, 1, *WHY, "--dry-run", "--lang", "vi", *AT).err
    assert logged(run, busy) == before


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        ((99, *WHY), 2, "the log has no entry 99; it reaches entry 6"),
        ((1, 99, *WHY, "--lang", "vi"), 2, "nhật ký không có dòng 99"),
        ((0, *WHY), 2, "LINE"),
        (("x", *WHY), 2, "LINE"),
        ((1,), 2, "--reason"),
        (WHY, 2, "LINE"),
        ((1, *WHY, "--by", "c9"), 2, "c9"),
        ((1, *WHY, "--by", "c1"), 4, "nothing was done"),
        ((1, *WHY, "--by", "d2", "--lang", "vi"), 4, "chưa thực hiện việc nào"),
        ((1, "--reason", " "), 4, "reason"),
    ],
)
def test_what_cannot_be_erased_is_said(run: Run, busy: Path, given: tuple[object, ...], code: int, told: str) -> None:
    """A line that is not there, an actor who may not and a reason that is none each have a code, and nothing goes."""
    before = logged(run, busy)
    said = run("erase", busy, *given, *AT)
    assert said.code == code
    assert told in said.err
    assert logged(run, busy) == before


def test_a_refusal_is_told_to_programs(run: Run, busy: Path) -> None:
    """JSON holds each blocker, and CSV its code."""
    document = json.loads(run("erase", busy, 1, *WHY, "--by", "c1", "-f", "json", *AT).out)
    assert [row["outcome"] for row in document["rows"]] == ["refused"]
    assert [one["code"] for one in document["blockers"]] == ["not_yours"]
    (row,) = csv.DictReader(io.StringIO(run("erase", busy, 1, *WHY, "--by", "c1", "-f", "csv", *AT).out))
    assert (row["outcome"], row["blockers"]) == ("refused", "not_yours")


def test_who_owes_what_cannot_be_erased(run: Run, busy: Path) -> None:
    """A line from which the log is folded is named, and stays."""
    assert run("waive", busy, "c4", "--reason", "flood", *AT).code == 0
    said = run("erase", busy, 7, *WHY, *AT)
    assert (said.code, "KH947" in said.err) == (2, True)
    assert logged(run, busy)[6]["reason"] == "flood"


# ------------------------------------------------------------------ in the log


def test_the_log_marks_erased_lines(run: Run, busy: Path) -> None:
    """A column for erased lines is there once one is, in both languages; in CSV it always is."""
    assert "erased" not in run("log", busy).lines[0].split()
    assert run("erase", busy, 5, *WHY, *AT).code == 0
    head, _, *rows = run("log", busy).lines
    column = head.index("erased")
    assert [row[column : column + 6].strip() for row in rows] == ["", "", "", "", "yes", "", ""]
    said = run("log", busy, "--lang", "vi").lines
    assert "đã xóa" in said[0]
    assert said[6].split()[-1] == "có"
    marks = [row["erased"] for row in csv.DictReader(io.StringIO(run("log", busy, "-f", "csv").out))]
    assert marks == ["", "", "", "", "true", "", ""]
    assert [row["erased"] for row in csv.DictReader(io.StringIO(run("log", busy, "--last", "1", "-f", "csv").out))] == [
        ""
    ]
    assert "erased" not in run("log", busy, "--last", "1").lines[0].split()


def test_the_log_marks_a_clock_that_had_jumped_back(run: Run, busy: Path) -> None:
    """Where the clock was behind the line above, the log says what the clock said, beside when the line stands."""
    assert "clock said" not in run("log", busy).lines[0]
    behind = ManualClock("2009-04-08T02:30+00:00")
    Campaign.resume(str(busy), clock=behind, default_by="expected").submit("c2", data={"members": 3})
    head, _, *rows = run("log", busy).lines
    column = head.index("clock said")
    said = [row[column : column + 16].strip() for row in rows]
    assert said == ["", "", "", "", "", "", "2009-04-08 09:30"]
    assert rows[-1].split()[1:3] == rows[-2].split()[1:3]
    lines = run("log", busy, "--lang", "vi").lines
    assert "đồng hồ chỉ" in lines[0]
    assert "08/04/2009 09:30" in lines[-1]
    row = list(csv.DictReader(io.StringIO(run("log", busy, "-f", "csv").out)))[-1]
    assert (row["clock"], row["at"]) == ("2009-04-08T09:30:00+07:00", "2019-04-08T08:00:00+07:00")
