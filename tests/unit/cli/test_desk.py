"""What all commands share: language, width, colours, and the sign of life."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach._cli._desk import Desk
from kehoach._cli._patience import Patience, patience

Run = Callable[..., Any]
ROOT = Path(__file__).parents[3]


def test_the_language_may_stand_anywhere(run: Run, plan: Path) -> None:
    """Before the command, after it, or in KEHOACH_LANG; what is typed last wins over what is set."""
    words = "đề cương, 1 mục:"
    assert words in run("--lang", "vi", "show", plan).out
    assert words in run("show", plan, "--lang", "vi").out
    assert words in run("show", plan, KEHOACH_LANG="vi").out
    assert words not in run("show", plan, "--lang", "en", KEHOACH_LANG="vi").out


def test_an_unknown_language_or_format_is_misuse(run: Run, plan: Path) -> None:
    """What cannot be spoken or written is refused with the choices."""
    assert "en" in run("show", plan, "--lang", "fr").err
    assert run("check", plan, "--format", "xml").code == 2


def test_a_desk_has_no_width_and_no_colour_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a terminal nothing is wrapped or coloured; a limit of its own is kept."""
    assert (Desk().color, Desk(most=80).width in (None, 80)) == (False, True)
    Desk().put("data")
    Desk().say("talk")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("data\n", "talk\n")


@pytest.mark.parametrize("total", [4, None])
def test_a_bar_leaves_stdout_alone(capsys: pytest.CaptureFixture[str], total: int | None) -> None:
    """Data and talk do not mix: a bar appears on stderr and is gone at the end."""
    bar = Patience("working", total)
    bar.advance()
    bar.appear()
    bar.advance(3)
    bar.vanish()
    assert capsys.readouterr().out == ""


BAR = """
from kehoach._cli._desk import Desk
from kehoach._cli._patience import patience
with patience(Desk(), total=4, delay=0) as bar:
    while not bar.visible:
        pass
    bar.advance(4)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a terminal to write to is one of POSIX")
def test_on_a_terminal_a_bar_appears() -> None:
    """On a terminal, when the work takes its time, a bar says what is done and how far it is."""
    import pty

    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", "COLUMNS": "80"}
    subprocess.run([sys.executable, "-c", BAR], env=environment, stderr=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)
    assert "working" in shown
    assert "4/4" in shown


def test_a_bar_that_never_came_need_not_go(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe nothing appears, however long it takes."""
    with patience(Desk(), total=3, delay=0) as bar:
        bar.advance()
    bar.vanish()
    assert capsys.readouterr().err == ""


def test_a_store_of_this_release_needs_no_migration(run: Run, store: Path, tmp_path: Path) -> None:
    """`migrate` leaves a store of this release as it is, and makes none."""
    answer = run("migrate", store)
    assert (answer.code, answer.out) == (0, f"{store} has the schema of this release; it holds 1 campaigns\n")
    assert run("migrate", tmp_path / "nowhere.db").code == 5
    assert not (tmp_path / "nowhere.db").exists()
