"""What became of one act among many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, overload

import attrs

from kehoach._lifecycle import label
from kehoach._progress import LogEntry
from kehoach._report import Command
from kehoach.errors import Blocker, KehoachError, Lang

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Outcome", "Outcomes"]


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


class Outcomes(Sequence[Outcome]):
    """What became of one trigger on many duties, each made when it is looked at.

    Args:
        names: The id of each duty of the plan.
        duties: The numbers of the duties, in the order in which they were asked.
        act: What was asked, and who acts; None: who is expected.
        entries: The lines that were written.
        spots: Per duty asked, the line among `entries`, -1: refused; None: every line is there, in this order.
        errors: Why, by the number of the duty.
    """

    __slots__ = ("_act", "_duties", "_entries", "_errors", "_names", "_spots")

    def __init__(
        self,
        names: Sequence[str],
        duties: Sequence[int],
        act: tuple[str, str | None],
        entries: Sequence[LogEntry],
        spots: NDArray[np.int64] | None,
        errors: Mapping[int, KehoachError],
    ) -> None:
        self._names, self._duties, self._act = names, duties, act
        self._entries, self._spots, self._errors = entries, spots, errors

    def __len__(self) -> int:
        return len(self._duties)

    @overload
    def __getitem__(self, place: int) -> Outcome: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Outcome]: ...
    def __getitem__(self, place: int | slice) -> Outcome | Sequence[Outcome]:
        if isinstance(place, slice):
            return tuple(self[spot] for spot in range(*place.indices(len(self))))
        duty = int(self._duties[place])
        trigger, by = self._act
        command = Command(self._names[duty], trigger, by=by)
        spot = range(len(self))[place] if self._spots is None else int(self._spots[place])
        if spot < 0:
            return Outcome(command, error=self._errors[duty])
        return Outcome(command, self._entries[spot])

    def __repr__(self) -> str:
        return f"<{len(self)} outcomes, {len(self._errors)} refused>"
