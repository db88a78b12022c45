"""``kehoach total --explain``: where a total comes from, as a tree, as JSON, as a table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach import Campaign

Run = Callable[..., Any]


def test_a_total_is_explained_as_a_tree(run: Run, busy: Path) -> None:
    """Under the total stands every version it rests on, by name, with the hash of what it holds."""
    held = Campaign.resume(busy).report("c1").hash or ""
    assert run("total", busy, "d1", "members", "--explain").lines == [
        "Huyện Một, Members: 1,500 people (1 of 2 units reported it, version 1)",
        "  missing: Xã Hai (c2)",
        "Huyện Một (d1) v1: 1500 [draft]",
        f"├─ Xã Một (c1) v1: 1500 [{held[:12]}]",
        "└─ missing: Xã Hai (c2)",
    ]
    assert run("total", busy, "d1", "members", "--explain", "--depth", "0", "--lang", "vi").lines[2:] == [
        "Huyện Một (d1) v1: 1500 [dự thảo]",
        "├─ 1 báo cáo: 1500",
        "└─ còn thiếu: Xã Hai (c2)",
    ]


def test_an_explanation_as_json(run: Run, busy: Path) -> None:
    """Each total has its lineage beside it, with whole hashes."""
    document = json.loads(run("total", busy, "d1", "members", "--explain", "-f", "json").out)
    (total,) = document["totals"]
    (part,) = total["lineage"]["parts"]
    assert (total["value"], part["unit"], part["share"], len(part["hash"])) == (1500, "c1", "1", 64)
    assert "lineage" not in json.loads(run("total", busy, "d1", "members", "-f", "json").out)["totals"][0]


def test_an_explanation_as_a_table(run: Run, busy: Path) -> None:
    """Every version has a row for each time it is held, the top one first."""
    rows = [*csv.DictReader(io.StringIO(run("total", busy, "d1", "members", "--explain", "-f", "csv").out))]
    assert [(row["superior"], row["superior_version"], row["unit"], row["value"]) for row in rows] == [
        ("", "", "d1", "1500"),
        ("d1", "1", "c1", "1500"),
    ]
    assert [len(row["hash"]) for row in rows] == [0, 64]


@pytest.mark.parametrize("option", ["--depth", "--largest"])
def test_what_goes_with_an_explanation_only(run: Run, busy: Path, option: str) -> None:
    """How deep and how many is asked of an explanation."""
    answer = run("total", busy, "d1", option, "1")
    assert answer.code == 2
    assert "--explain" in answer.err


@pytest.mark.parametrize("columns", ["40", "60"])
def test_a_tree_keeps_the_width_of_the_terminal(run: Run, busy: Path, columns: str) -> None:
    """Lines that are too long end in a mark."""
    answer = run("total", busy, "d1", "--explain", COLUMNS=columns)
    assert answer.code == 0
    assert max(map(len, answer.lines)) <= int(columns)
