"""How long reports take: read from the log when it is asked, and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach._clock import Instant, micros
from kehoach._progress import Board, Pace, Times, courses, duties_of, duty_number, fold, pace_of, times_of
from kehoach._progress._courses import Course

if TYPE_CHECKING:
    from kehoach._campaign._shell import Shell
    from kehoach._plan import Plan

__all__ = ["Timing", "courses_of"]


class Timing:
    """What a campaign answers about time that was spent."""

    __slots__ = ()

    plan: Plan
    _shell: Shell

    def times(self, unit: str, at: Instant | None = None) -> Times:
        """In whose hands a report was, from when to when: its unit's, its reviewer's, or nobody's.

        Args:
            unit: Which duty.
            at: What was known at that instant, and how long it had taken by then; now when None.

        Raises:
            UnknownName: The plan has no such duty.
            InvalidCommand: The instant is naive.
        """
        board, (course,) = courses_of(self, (duty_number(self.plan, unit),), at)
        return times_of(board, course)

    def timesheet(
        self, tier: str | None = None, form: str | None = None, at: Instant | None = None
    ) -> tuple[Times, ...]:
        """The times of every report, in official order; the log is read once for all.

        Args:
            tier: Only of this tier.
            form: Only of this form.
            at: As in `times`.

        Raises:
            UnknownName: No such tier or form.
            InvalidCommand: The instant is naive.
        """
        board, found = courses_of(self, duties_of(self.plan, tier, form), at)
        return tuple(times_of(board, course) for course in found)

    def pace(self, tier: str | None = None, form: str | None = None, at: Instant | None = None) -> Pace:
        """How many reports are returned, and how long reworks and reviews take: of all, of each tier, each reviewer.

        Args:
            tier: Only of this tier.
            form: Only of this form.
            at: As in `times`.

        Raises:
            UnknownName: No such tier or form.
            InvalidCommand: The instant is naive.
        """
        board, found = courses_of(self, duties_of(self.plan, tier, form), at)
        return pace_of(board, found, tier=tier, form=form)


def courses_of(campaign: Timing, duties: Sequence[int], at: Instant | None) -> tuple[Board, list[Course]]:
    """How reports have gone, and where everything stands by then.

    Args:
        campaign: The campaign.
        duties: The numbers of the duties.
        at: What was known at that instant; now when None.

    Raises:
        InvalidCommand: The instant is naive.
    """
    shell = campaign._shell  # pyright: ignore[reportPrivateUsage]  # the door of the room
    if at is None:
        board, lines = shell.current(), shell.journal.read().lines()
        instant = max(shell.clock.now(), board.at)
    else:
        instant = micros(at, path="at")
        every = [line for line in shell.journal.read().lines() if line[0] <= instant]
        board, lines = fold(shell.fresh(), every), iter(every)
    return board, courses(board, campaign.plan, lines, begun=shell.begun_at, at=instant, duties=duties)
