"""Where a command writes: data on stdout, talk on stderr, in one language and one format."""

from __future__ import annotations

import os
import shutil
import sys
from typing import Literal

import click

__all__ = ["Desk", "Format"]

Format = Literal["text", "json", "csv", "mermaid", "dot"]


class Desk:
    """What all commands of one run share.

    Attributes:
        lang: The language of what people read.
        format: How data is written.
    """

    __slots__ = ("format", "lang")

    def __init__(self) -> None:
        self.lang: Literal["en", "vi"] = "en"
        self.format: Format = "text"

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
        if said.isdecimal() and int(said):
            return int(said)
        return shutil.get_terminal_size().columns if sys.stdout.isatty() else None

    @property
    def color(self) -> bool:
        """Whether colours are shown: on a terminal that can, unless ``NO_COLOR`` is set (https://no-color.org)."""
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
