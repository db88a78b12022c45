"""What is kept beside the log: exports that come back, backups, heads, and the health of a store."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from kehoach import Campaign
from kehoach.stores import SQLStore


def test_a_log_goes_out_and_comes_back(run: Run, busy: Path, tmp_path: Path) -> None:
    """What is exported is imported into a store that is made for it, and both verify alike."""
    out, other = tmp_path / "out.jsonl", tmp_path / "other.db"
    answer = run("export", busy, "--log", out)
    assert answer.code == 0
    count = len(out.read_text(encoding="utf-8").splitlines()) - 1
    assert f"{count} entries" in answer.err
    assert f"{count} entries" in run("import", other, "--log", out).err
    assert run("verify", other).out == run("verify", busy).out
    assert run("export", other, "--log").out == out.read_text(encoding="utf-8")
    assert run("import", other, "--log", out).code == 0


def test_a_file_that_was_cut_is_an_input_file_that_is_wrong(run: Run, busy: Path, tmp_path: Path) -> None:
    """The line is named, the exit code is that of wrong files, in either language."""
    out = tmp_path / "out.jsonl"
    run("export", busy, "--log", out)
    out.write_text(out.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    lines = len(out.read_text(encoding="utf-8").splitlines())
    answer = run("import", tmp_path / "other.db", "--log", out)
    assert answer.code == 3
    assert f"out.jsonl:{lines}: error KH951" in answer.err
    assert "bị cắt" in run("import", tmp_path / "other.db", "--log", out, "--lang", "vi").err


@pytest.mark.parametrize("given", [(), ("rows.csv", "--log", "out.jsonl")])
def test_a_table_or_a_log_is_imported(run: Run, busy: Path, given: tuple[str, ...]) -> None:
    """One of them is to be named, and not both."""
    answer = run("import", busy, *given)
    assert answer.code == 2
    assert "--log" in answer.err


def test_a_backup_prints_the_heads_that_verify_takes(run: Run, busy: Path, tmp_path: Path) -> None:
    """The copy is proved, its head is printed, and handed in it is met by the store and by the copy."""
    answer = run("backup", busy, tmp_path / "copy.db", "-f", "json")
    (kept,) = json.loads(answer.out)["campaigns"]
    for store in (busy, tmp_path / "copy.db"):
        assert run("verify", store, "--head", kept["head"]).code == 0
    said = run("backup", busy, tmp_path / "again.db").out
    assert kept["head"] in said
    answer = run("backup", busy, tmp_path / "copy.db")
    assert (answer.code, "KH957" in answer.err) == (5, True)


def test_a_head_that_is_not_met_is_a_finding(run: Run, busy: Path) -> None:
    """A log that was cut after its head was kept is found out; a head that is none is a misuse."""
    head = json.loads(run("verify", busy, "-f", "json").out)["entries"]
    answer = run("verify", busy, "--head", f"{head + 3}:{'0' * 64}")
    assert (answer.code, "KH949" in answer.err) == (1, True)
    assert run("verify", busy, "--head", "3:short").code == 2


def test_what_was_erased_is_counted(run: Run, busy: Path) -> None:
    """`verify` says of how many entries the content is gone, and of which."""
    campaign = Campaign.resume(SQLStore.open(busy), default_by="expected")
    erasable = [entry.seq for entry in campaign.log() if entry.trigger == "submit"]
    campaign.erase(erasable, reason="x", by="issuer")
    shown = ", ".join(map(str, erasable[:3])) + (", …" if len(erasable) > 3 else "")
    assert f"content erased of {len(erasable)} ({shown})" in run("verify", busy).out
    assert f"đã xóa nội dung {len(erasable)} dòng" in run("verify", busy, "--lang", "vi").out
    assert json.loads(run("verify", busy, "-f", "json").out)["erased"] == erasable


def test_the_health_of_a_store_is_told(run: Run, busy: Path) -> None:
    """Releases, settings and what an act survives, for people and for programs; what is doubtful is a finding."""
    answer = run("health", busy)
    document = json.loads(run("health", busy, "-f", "json").out)
    assert document["release"] == sqlite3.sqlite_version
    assert document["settings"]["journal_mode"] == "wal"
    assert answer.code == (1 if document["findings"] else 0)
    assert "what was acknowledged survives a power cut" in answer.out
    assert "còn nguyên khi mất điện" in run("health", busy, "--lang", "vi").out
    for finding in document["findings"]:
        assert finding["code"] in answer.err


def test_a_file_of_another_program_has_no_health(run: Run, tmp_path: Path) -> None:
    """What is no store is refused as anywhere."""
    with closing(sqlite3.connect(tmp_path / "notes.db")) as connection:
        connection.execute("CREATE TABLE notes (a)")
    assert run("health", tmp_path / "notes.db").code == 5
    assert run("backup", tmp_path / "none.db", tmp_path / "copy.db").code == 5
