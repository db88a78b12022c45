"""One step of a campaign: where it stood, what was done, where it stands then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach._clock import micros
from kehoach._plan import Plan
from kehoach._progress import Board, LogEntry, Progress, fold

__all__ = ["Step", "steps_of"]


class Step:
    """One act of a campaign, with where it stood before and after.

    Both sides are worked out when they are looked at: a rule that reads the act alone costs no more than the act.

    Args:
        act: The line of the log.
        before: Where the campaign stood; or what gives it.
        after: Where it stands then; or what gives it.
    """

    __slots__ = ("_after", "_before", "act")

    def __init__(self, act: LogEntry, before: Progress | Replay, after: Progress | Replay) -> None:
        self.act = act
        self._before, self._after = before, after

    @property
    def plan(self) -> Plan:
        """The plan that is carried out."""
        return self._before.plan

    @property
    def before(self) -> Progress:
        """Where the campaign stood when the act was asked for."""
        if not isinstance(self._before, Progress):
            self._before = self._before.standing(self.act, folded=False)
        return self._before

    @property
    def after(self) -> Progress:
        """Where the campaign stands when the act is done."""
        if not isinstance(self._after, Progress):
            self._after = self._after.standing(self.act, folded=True)
        return self._after

    def __repr__(self) -> str:
        return f"<Step {self.act.seq}: {self.act.duty or 'the campaign'} {self.act.trigger}>"


class Replay:
    """The boards between the lines of a log, each worked out from the one before it.

    Args:
        plan: The plan that is carried out.
        entries: The log from its first line on.

    Attributes:
        plan: The plan that is carried out.
    """

    __slots__ = ("_board", "_entries", "plan")

    def __init__(self, plan: Plan, entries: Sequence[LogEntry]) -> None:
        self.plan, self._entries = plan, entries
        self._board: Board | None = None

    def standing(self, act: LogEntry, *, folded: bool) -> Progress:
        """Where the campaign stood at the instant of a line, without it or with it."""
        seq = act.seq if folded else act.seq - 1
        board = self._board
        if board is None or board.seq > seq:  # looked at out of order: from the start
            board = Board(self.plan)
        self._board = fold(board, (entry.line for entry in self._entries[board.seq : seq]))
        return Progress(self.plan, self._board.copy(), micros(act.at))


def steps_of(plan: Plan, entries: Sequence[LogEntry]) -> Iterator[Step]:
    """Every step of a log.

    Args:
        plan: The plan that is carried out.
        entries: The log from its first line on.
    """
    replay = Replay(plan, entries)
    return (Step(act, replay, replay) for act in entries)
