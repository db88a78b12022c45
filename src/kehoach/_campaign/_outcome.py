"""What became of one act among many."""

from __future__ import annotations

import attrs

from kehoach._lifecycle import label
from kehoach._progress import LogEntry
from kehoach._report import Command
from kehoach.errors import Blocker, KehoachError, Lang

__all__ = ["Outcome"]


@attrs.frozen
class Outcome:
    """What became of one command.

    Attributes:
        command: What was asked.
        entry: The line that was written; None when it was not done.
        error: Why it was not done; None when it was, or when others of an atomic batch were refused.
    """

    command: Command
    entry: LogEntry | None = None
    error: KehoachError | None = None

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return self.entry is not None

    @property
    def blockers(self) -> tuple[Blocker, ...]:
        """What stood against it, when it was refused."""
        found: tuple[Blocker, ...] = getattr(self.error, "blockers", ())
        return found

    def text(self, lang: Lang = "en") -> str:
        """What became of it, in one sentence."""
        if self.entry is not None:
            return f"{self.entry.duty}: {label(self.entry.dest, lang)}"
        if self.error is None:
            undone = (
                "chưa thực hiện vì có việc khác bị từ chối" if lang == "vi" else "not done, because others were refused"
            )
            return f"{self.command.unit}: {undone}"
        text = getattr(self.error, "text", None)
        return str(text(lang)) if text is not None else str(self.error)
