"""How a run ends: exit codes, interruptions, faults of our own."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest

from kehoach._cli._desk import Desk
from kehoach._cli._endings import ended
from kehoach._cli._failures import code_of
from kehoach.errors import (
    AmbiguousName,
    Blocker,
    Conflict,
    Finding,
    InvalidCommand,
    InvalidFile,
    InvalidPlan,
    KehoachError,
    MissingExtra,
    Refused,
    StoreError,
    Tampered,
    UnknownName,
)


def raising(error: BaseException) -> Callable[[], object]:
    def run() -> object:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnknownName("unit", "x"), 2),
        (AmbiguousName("unit", "x", ("a", "b")), 2),
        (InvalidCommand(Finding("KH501", {"value": "x"})), 2),
        (InvalidCommand(Finding("KH500")), 3),
        (InvalidCommand(Finding("KH510", {"id": "x"})), 4),
        (InvalidFile(Finding("KH800", {"file": "x"})), 3),
        (InvalidPlan(Finding("KH161")), 3),
        (Refused("c1", "submit", (Blocker("reason_missing"),)), 4),
        (StoreError(Finding("KH931", {"place": "x"})), 5),
        (Conflict(Finding("KH919", {"seq": 1, "id": "x"})), 5),
        (Tampered(Finding("KH901", {"seq": 1}), 1), 5),
        (MissingExtra("psycopg", "postgres"), 5),
        (KehoachError("x"), 5),
        (OSError(28, "No space left on device"), 5),
        (MemoryError(), 5),
        (ZeroDivisionError("division by zero"), 5),
    ],
)
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_error_has_its_code_and_its_words(
    error: Exception, code: int, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever is raised ends in words on stderr and the documented code, in both languages."""
    assert code_of(error) == code
    assert ended(raising(error), Desk(lang="vi" if lang == "vi" else "en")) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_a_fault_of_our_own_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A fault names itself in one line, with the way to report it."""
    ended(raising(ZeroDivisionError("division by zero\nand more")), Desk())
    (line,) = capsys.readouterr().err.splitlines()
    assert "ZeroDivisionError: division by zero" in line
    assert "report" in line
    assert "KEHOACH_TRACEBACK=1" in line


def test_answers_become_codes() -> None:
    """A number is the code; anything else is fine."""
    assert [ended(lambda: 1, Desk()), ended(lambda: None, Desk()), ended(lambda: "text", Desk())] == [1, 0, 0]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), EOFError()])
def test_who_is_stopped_says_so(error: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    """Ctrl-C ends with 130, as shells expect it."""
    assert ended(raising(error), Desk()) == 130
    assert capsys.readouterr().err == "stopped; nothing is half-written\n"


def test_a_closed_pipe_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    """Who read has read enough."""
    assert ended(raising(BrokenPipeError()), Desk()) == 0
    assert capsys.readouterr().err == ""


def test_misuse_shows_the_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """What click refuses is misuse."""
    assert ended(raising(click.UsageError("Name a unit.")), Desk()) == 2
    assert "Name a unit." in capsys.readouterr().err
    assert ended(raising(click.exceptions.Exit(3)), Desk()) == 3
