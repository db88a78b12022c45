"""A sign of life for work that takes longer than a second, on a terminal; in a pipe there is none."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from kehoach._cli._desk import Desk

__all__ = ["DELAY", "Patience", "patience"]

DELAY: Final = 1.0
"""Seconds before a bar appears: what is quicker needs none."""


class Patience:
    """A bar that appears when its time has come.

    Args:
        words: What is being done.
        total: How many steps there are; None: nobody knows.
    """

    __slots__ = ("_bar", "_done", "_lock", "_task", "_total", "_words")

    def __init__(self, words: str, total: int | None) -> None:
        self._words, self._total, self._done = words, total, 0
        self._lock = threading.Lock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def appear(self) -> None:
        """Show the bar from now on, on stderr."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        with self._lock:
            columns = [SpinnerColumn(), TextColumn("{task.description}")]
            counted = [BarColumn(), MofNCompleteColumn()] if self._total else []
            bar = Progress(*columns, *counted, console=Console(stderr=True), transient=True)
            self._task = bar.add_task(self._words, total=self._total)
            bar.start()
            self._bar = bar
            bar.update(self._task, completed=self._done)

    def expect(self, steps: int) -> None:
        """So many steps there will be."""
        self._total = steps

    @property
    def visible(self) -> bool:
        """Whether it has appeared."""
        return self._bar is not None

    def advance(self, steps: int = 1) -> None:
        """So many more steps are done."""
        self._done += steps
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=self._done)

    def vanish(self) -> None:
        """Take the bar away."""
        with self._lock:
            if self._bar is not None:
                self._bar.stop()


@contextmanager
def patience(desk: Desk, *, total: int | None = None, delay: float = DELAY) -> Generator[Patience]:
    """Show a bar while the block runs, if it runs longer than `delay` seconds on a terminal.

    Args:
        desk: Whose language it speaks.
        total: How many steps the block will `advance`; None: nobody knows.
        delay: Seconds before it appears.
    """
    bar = Patience(desk.either("working", "đang thực hiện"), total)
    timer = threading.Timer(delay, bar.appear) if sys.stderr.isatty() else None
    if timer is not None:
        timer.daemon = True
        timer.start()
    try:
        yield bar
    finally:
        if timer is not None:
            timer.cancel()
            timer.join()
            bar.vanish()
