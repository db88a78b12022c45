"""Where a command writes: data on stdout, talk on stderr, in one language and one format."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Literal

import click

__all__ = ["Desk", "Format"]

Format = Literal["text", "json", "csv", "markdown", "mermaid", "dot", "sarif", "github"]


class Desk:
    """What all commands of one run share.

    Attributes:
        lang: The language of what people read.
        format: How data is written.
        most: How many cells a line has at most, whatever the terminal has; None: no limit.
    """

    __slots__ = ("format", "lang", "most")

    def __init__(self, *, lang: Literal["en", "vi"] = "en", most: int | None = None) -> None:
        self.lang: Literal["en", "vi"] = lang
        self.format: Format = "text"
        self.most = most

    def put(self, data: str) -> None:
        """Write data."""
        click.echo(data)

    def say(self, talk: str) -> None:
        """Tell the one at the keyboard."""
        click.echo(talk, err=True)

    def either(self, en: str, vi: str) -> str:
        """One of two texts, by language."""
        return vi if self.lang == "vi" else en

    @property
    def width(self) -> int | None:
        """How many cells a line has: what ``COLUMNS`` says, else the terminal; None in a pipe: as many as it takes."""
        said = os.environ.get("COLUMNS", "")
        there = int(said) if said.isdecimal() and int(said) else _terminal()
        return there if self.most is None else min(there or self.most, self.most)

    @property
    def color(self) -> bool:
        """Whether colours are shown: on a terminal that can, unless ``NO_COLOR`` is set (https://no-color.org)."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _terminal() -> int | None:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
