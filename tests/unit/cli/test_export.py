"""``kehoach export``: the log of a campaign for tools of process mining, to the screen or to a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

Run = Callable[..., Any]


def test_a_log_is_printed_or_written(run: Run, busy: Path, tmp_path: Path) -> None:
    """Without a file it is printed; with one it is written, and how many lines there are is told."""
    printed = run("export", busy, "--xes").out
    answer = run("export", busy, tmp_path / "log.xes", "--xes")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == f"wrote {tmp_path / 'log.xes'}, 6 entries\n"
    assert (tmp_path / "log.xes").read_text("utf-8") == printed
    assert ET.fromstring(printed).tag.endswith("log")


def test_ocel_is_json(run: Run, busy: Path) -> None:
    """OCEL comes with every line as an event."""
    assert len(json.loads(run("export", busy, "--ocel").out)["events"]) == 6


def test_as_what_has_to_be_said(run: Run, busy: Path) -> None:
    """There is no format that everybody wants: without one it is misuse, and those there are are told."""
    answer = run("export", busy)
    assert (answer.code, "--xes or --ocel" in answer.err) == (2, True)
