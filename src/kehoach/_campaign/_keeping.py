"""What a campaign leaves behind beside its log: heads that are kept elsewhere, and a snapshot that saves time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from kehoach._progress import LogEntry, Progress, fold, hierarchy_of
from kehoach._progress._snapshot import FORMAT, Unfit, packed, unpacked
from kehoach.errors import Finding, StoreError, Tampered
from kehoach.stores import Head, Snapshot, Verified

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell
    from kehoach._plan import Plan

__all__ = ["Keeping", "OnHead", "announces"]

OnHead = Callable[[Head], object]
"""What is called with a head that is to be kept elsewhere."""
_WORTH_IT: Final = 1_000
"""After how many lines `leave` keeps a new snapshot: folding fewer takes a few milliseconds."""


class Keeping:
    """The head of a log, its proof, and its snapshot."""

    __slots__ = ()

    id: str
    plan: Plan
    _shell: Shell
    _on_head: OnHead | None
    _closes: Callable[[], None] | None

    def head(self) -> Head:
        """How far the log reaches now: keep it elsewhere, and `verify` finds by it a log that was cut or rewritten."""
        shell = self._shell
        seq = shell.caught_up().seq
        return Head(seq, shell.journal.read(seq).hash(seq).hex(), self.id)

    def verify(self, head: Head | str | None = None) -> Verified:
        """Check the hash chain of the log, and the snapshot beside it.

        Args:
            head: How far the log reached at an earlier moment, kept elsewhere: a `Head`, or its text. Without one, a
                log that was cut or written anew from its start fits in itself.

        Returns:
            How many lines there are, the hash of the last, and the lines whose content was erased.

        Raises:
            Tampered: A line does not fit; ``seq`` names the first. Or the snapshot says something else than the log.
            InvalidCommand: `head` is none (KH959).
        """
        found = self._shell.journal.verify(Head.parse(head) if isinstance(head, str) else head)
        self._compare()
        return found

    def _compare(self) -> None:
        """Fold the log up to the snapshot, where there is one that would be used, and compare."""
        shell = self._shell
        kept = shell.journal.snapshot()
        if kept is None or kept.format != FORMAT:
            return
        with suppress(Unfit):
            there = unpacked(shell.fresh(), shell.engine.actors, kept.parts)
            lines = shell.journal.read().lines()
            here = fold(shell.fresh(), (line for _, line in zip(range(kept.seq), lines, strict=False)))
            if Progress(self.plan, there, 0) != Progress(self.plan, here, 0):
                raise Tampered(Finding("KH958", {"seq": kept.seq}), kept.seq)

    def snapshot(self) -> int:
        """Keep where the campaign stands, so that `resume` reads that and the lines behind it, not the whole log.

        It is a cache: whoever drops it loses time and nothing else.

        Returns:
            The last line that is in it.

        Raises:
            InvalidCommand: Only some units are loaded (KH954).
            StoreError: It cannot be written.
        """
        shell = self._shell
        board = shell.current()
        parts = packed(board, shell.engine.actors)
        shell.journal.keep(Snapshot(board.seq, self.head().hash, FORMAT, parts))
        shell.kept = board.seq
        return board.seq

    def leave(self) -> None:
        """Leave the campaign: its head goes out, and a snapshot is kept where much was written since the last one.

        A store that was opened for this campaign is closed, one that was handed in stays open. Who forgets it
        loses nothing. A snapshot that cannot be written is left out.
        """
        shell = self._shell
        if shell.loaded is None and shell.caught_up().seq - shell.kept >= _WORTH_IT:
            with suppress(StoreError):
                self.snapshot()
        if self._on_head is not None:
            self._on_head(self.head())
        if self._closes is not None:
            self._closes()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


def announces(plan: Plan, id: str, shell: Shell, on_head: OnHead) -> Callable[[LogEntry], None]:
    """What sends heads out: when the root takes a report up, and when its own has come to its end.

    Args:
        plan: The plan.
        id: The campaign.
        shell: What it acts with.
        on_head: Who is told.
    """
    root, flat = hierarchy_of(plan).root, shell.engine.flat
    takes = {move.trigger for move in flat.moves if move.effect == "row"}
    ends = {flat.states[number] for number in flat.ends[plan.policy.root_ends]}

    def tell(entry: LogEntry) -> None:
        ended = entry.unit == root and entry.dest in ends
        if ended or (entry.trigger in takes and root in (entry.by, entry.acting_for)):
            on_head(Head(entry.seq, entry.hash, id))

    return tell
