"""Acts that come to several moves, from the keyboard: a path opened, and stragglers taken up."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]


def sent_up(run: Run, store: Path) -> None:
    """All communes are in and the first district is counted by the province, which is a draft."""
    for verb in ("submit", "review", "aggregate"):
        more = ("--data", "members=10") if verb == "submit" else ()
        assert run(verb, store, "--tier", "commune", "--at", "2/4/2019", *more).code == 0
    for verb in ("submit", "review", "aggregate"):
        assert run(verb, store, "d1", "--at", "3/4/2019").code == 0


def test_a_path_is_opened_and_told(run: Run, store: Path) -> None:
    """Each report that was opened stands in a line of its own, the topmost first; a rehearsal writes nothing."""
    sent_up(run, store)
    asked = ("reopen-path", store, "Xã Một", "--reason", "15 typed for 10", "--at", "4/4/2019")
    rehearsed = run(*asked, "--dry-run")
    assert (rehearsed.code, "2 would be done" in rehearsed.err) == (0, True)
    answer = run(*asked, "--command-id", "o-1")
    assert answer.code == 0, answer.err
    assert [line.split(":")[0] for line in answer.lines] == ["Huyện Một (d1)", "Xã Một (c1)"]
    again = run(*asked, "--command-id", "o-1", "-f", "json")
    rows = json.loads(again.out)["rows"]
    assert [(row["unit"], row["trigger"], row["state"]) for row in rows] == [
        ("d1", "reopen_path", "draft"),
        ("c1", "reopen_path", "draft"),
    ]
    log = [json.loads(line) for line in run("log", store, "-f", "json").lines]
    assert [line["trigger"] for line in log if line["reason"]] == ["correct", "correct"]


def test_a_path_that_is_refused_says_why(run: Run, store: Path) -> None:
    """Nothing past draft, somebody else's, no reason: exit code 4 or 2, in both languages."""
    nothing = run("reopen-path", store, "c1", "--reason", "x", "--at", "4/4/2019")
    assert nothing.code == 4
    assert "neither Xã Một (c1) nor any report above it is past draft" in nothing.err
    assert run("reopen-path", store, "c1").code == 2
    assert run("reopen-path", store, "c9", "--reason", "x").code == 2
    sent_up(run, store)
    other = run("reopen-path", store, "c1", "--reason", "x", "--by", "c1", "--at", "4/4/2019", "--lang", "vi")
    assert other.code == 4
    assert "không được mở lại từ trên xuống" in other.err


def test_a_superior_that_is_opened_for_a_straggler_is_told(run: Run, plan: Path, tmp_path: Path) -> None:
    """Where the plan supplements, the review of a late commune shows its district, too."""
    text = plan.read_text(encoding="utf-8")
    plan.write_text(
        text.replace("[policy]\n", '[policy]\ngate = "none"\nstragglers = "supplement"\n'), encoding="utf-8"
    )
    store = tmp_path / "late.db"
    assert run("begin", plan, store, "--at", "15/3/2019").code == 0
    assert run("submit", store, "d1", "--at", "20/3/2019").code == 0
    assert run("submit", store, "c1", "--data", "members=10", "--at", "21/3/2019").code == 0
    answer = run("review", store, "c1", "--at", "22/3/2019")
    assert answer.code == 0, answer.err
    assert [line.split(":")[0] for line in answer.lines] == ["Xã Một (c1)", "Huyện Một (d1)"]
    document = json.loads(run("submit", store, "d1", "--at", "23/3/2019", "-f", "json").out)
    assert document["rows"][0]["version"] == 2
