"""The command line, as it describes itself."""

from __future__ import annotations

import contextlib
import io

from kehoach._cli import cli
from kehoach._cli._commands import COMMANDS

__all__ = ["help_texts", "overview"]


def overview() -> str:
    """The help of the program itself."""
    return _block(_said())


def help_texts() -> str:
    """The help of every command under a heading of its own."""
    return "\n".join(f"### {name}\n\n{_block(_said(name))}" for name in COMMANDS)


def _said(*names: str) -> str:
    """What ``kehoach NAME --help`` prints."""
    with contextlib.redirect_stdout(io.StringIO()) as screen, contextlib.suppress(SystemExit):
        cli.main([*names, "--help"], prog_name="kehoach")
    return screen.getvalue().rstrip()


def _block(text: str) -> str:
    return f"```text\n{text}\n```\n"
