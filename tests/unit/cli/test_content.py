"""Checks on content at the command line: listed with the plan, told with what was sent, and where everything stands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

CHECKS = """
[[indicators]]
key = "male"
measure = "people"

[[indicators]]
key = "stated"
goes_up = "none"
asked_of = ["district"]

[[checks]]
formula = "male <= members"
title = "men among members"

[[checks]]
formula = "stated = below(members)"
tolerance = "0.5"
severity = "soft"
asked_of = ["district"]
"""


@pytest.fixture
def checked(plan: Path) -> Path:
    """The plan with a hard and a soft check."""
    text = plan.read_text(encoding="utf-8") + CHECKS
    plan.write_text(text.replace("required = true", "required = false"), encoding="utf-8")
    return plan


@pytest.fixture
def under(run: Run, checked: Path) -> Path:
    """A campaign in which a district states another figure than its communes sent."""
    store = checked.parent / "checked.db"
    acts: tuple[tuple[object, ...], ...] = (
        ("begin", checked, store, "--at", "15/3/2019"),
        ("submit", store, "c1", "c2", "-d", "members=20", "-d", "male=5", "--at", "20/3/2019"),
        ("review", store, "c1", "c2", "--at", "20/3/2019"),
        ("aggregate", store, "c1", "c2", "--at", "20/3/2019"),
    )
    for act in acts:
        answer = run(*act)
        assert (answer.code, answer.err.count("do not agree")) == (0, 0), answer.err
    return store


def test_show_lists_the_checks_of_a_plan(run: Run, checked: Path) -> None:
    """Each check has its formula, what it may miss by, whether it refuses, and of whom it is asked."""
    text = run("show", checked).out
    assert "stated = below(members)" in text
    row = next(line for line in text.splitlines() if line.startswith("stated = "))
    assert row.split("  ")[0] == "stated = below(members)"
    assert {"0.5", "warns", "district"} <= {word.strip() for word in row.split("  ")}
    assert "không cho gửi" in run("show", checked, "--lang", "vi").out
    facts = json.loads(run("show", checked, "-f", "json").out)
    assert [one["formula"] for one in facts["checks"]] == ["male <= members", "stated = below(members)"]
    assert "warns" in run("show", checked, "--as", "c1").out


def test_a_plan_without_checks_lists_none(run: Run, plan: Path) -> None:
    """Nothing is said of checks where there are none."""
    assert "refuses" not in run("show", plan).out
    assert json.loads(run("show", plan, "-f", "json").out)["checks"] == []


def test_what_was_sent_is_told_with_what_it_breaks(run: Run, under: Path) -> None:
    """A soft check stops nothing and is told to whoever sends, and to whoever reviews; a hard one refuses."""
    words = ("d1", "-d", "stated=41", "--at", "21/3/2019")
    told = [
        "Figures that do not agree:",
        "  - Huyện Một (d1): stated = below(members) does not hold: 41 against 40, 1 apart",
    ]
    rehearsed = run("submit", under, *words, "--dry-run")
    assert rehearsed.err.splitlines()[:2] == told
    sent = run("submit", under, *words)
    assert (sent.code, sent.err.splitlines()) == (0, told)
    assert run("review", under, "d1", "--at", "21/3/2019", "--lang", "vi").err.splitlines() == [
        "Số liệu không khớp:",
        "  - Huyện Một (d1): không khớp stated = below(members): 41 so với 40, chênh lệch 1",
    ]
    refused = run("submit", under, "c3", "-d", "members=3", "-d", "male=4", "--at", "21/3/2019")
    assert (refused.code, "men among members does not hold" in refused.err) == (4, True)


def test_what_is_missing_below_is_told_by_name(run: Run, under: Path) -> None:
    """A check that nobody can decide says which figure is missing, and of whom."""
    answer = run("submit", under, "d1", "--at", "21/3/2019", "-f", "json")
    assert answer.err.splitlines()[1].endswith("whether stated = below(members) holds: missing are stated")
    (found,) = json.loads(answer.out)["content"]
    assert (found["code"], found["severity"]) == ("KH695", "warning")


def test_status_tells_what_does_not_agree(run: Run, under: Path) -> None:
    """Of what was sent, until it is put right; drafts are left alone; one actor is told of its own."""
    run("submit", under, "d1", "-d", "stated=41", "--at", "21/3/2019")
    lines = run("status", under, "--at", "21/3/2019").lines
    spot = lines.index("Figures that do not agree:")
    assert lines[spot + 1].startswith("  - Huyện Một (d1): stated")
    facts = json.loads(run("status", under, "--at", "21/3/2019", "-f", "json").out)
    assert [(one["code"], one["subject"]) for one in facts["content"]] == [("KH694", "d1")]
    assert "do not agree" not in run("status", under, "--at", "20/3/2019").out
    assert "do not agree" not in run("status", under, "--tier", "commune").out
    assert "do not agree" in run("status", under, "--as", "d1").out
    assert "do not agree" not in run("status", under, "--as", "d2").out
    run("send-back", under, "d1", "--reason", "count again", "--at", "22/3/2019")
    assert "do not agree" not in run("status", under).out
    run("submit", under, "d1", "-d", "stated=40", "--at", "23/3/2019")
    assert "do not agree" not in run("status", under).out


def test_an_import_tells_what_does_not_agree(run: Run, under: Path) -> None:
    """The rows of a table that break a soft check are entered and told."""
    table = under.parent / "in.csv"
    table.write_text("unit,stated\nd1,41\n", encoding="utf-8")
    answer = run("import", under, table, "--at", "21/3/2019")
    assert (answer.code, answer.err.splitlines()[0]) == (0, "Figures that do not agree:")
    again = run("import", under, table, "--at", "22/3/2019", "-f", "json")
    assert [one["code"] for one in json.loads(again.out)["content"]] == ["KH694"]


def test_of_many_findings_twenty_are_told(run: Run, tmp_path: Path) -> None:
    """A tier in which everybody breaks a check is told in twenty lines and a count."""
    units = "\n".join(["id,name,tier,reports_to", "p,Tỉnh,province,", *(f"c{n},,commune,p" for n in range(25))])
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    (tmp_path / "plan.toml").write_text(
        '[directive]\ntitle = "x"\nissued_on = 2019-03-14\n\n[[tiers]]\nid = "province"\n\n'
        '[[tiers]]\nid = "commune"\n\n'
        '[[units]]\nfile = "units.csv"\n\n[[indicators]]\nkey = "male"\n\n[[indicators]]\nkey = "members"\n\n'
        '[[checks]]\nformula = "male <= members"\nseverity = "soft"\n',
        encoding="utf-8",
    )
    store = tmp_path / "many.db"
    assert run("begin", tmp_path / "plan.toml", store, "--at", "15/3/2019").code == 0
    answer = run("submit", store, "--tier", "commune", "-d", "male=2", "-d", "members=1", "--at", "16/3/2019")
    assert len([line for line in answer.err.splitlines() if line.startswith("  - ")]) == 20
    assert "  … and 5 more" in answer.err.splitlines()
    assert "  … và 5 trường hợp khác" in run("status", store, "--lang", "vi").lines
