"""The verbs: each is `fire` with its trigger, so that an editor completes them and a reader reads them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Unpack

from kehoach._progress import LogEntry
from kehoach._report import Options

__all__ = ["Verbs"]


class Verbs:
    """What can be done with a report; every option is that of `Campaign.fire`, and so is what is raised."""

    __slots__ = ()

    @abstractmethod
    def fire(self, unit: str, trigger: str, **options: Unpack[Options]) -> LogEntry:
        """Do one act."""

    @property
    def verbs(self) -> Verbs:
        """The same acts with a method for every trigger of the plan's lifecycle, those of one's own among them.

        A type checker sees the standard ones; `kehoach.Lifecycle.stub` makes the text of a class with all of them:
        ``verbs = cast("Verbs", campaign.verbs)``.
        """
        return _Triggers(self)

    def submit(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Send a report; with it go `data`, `sections` and, on paper, `received_at`."""
        return self.fire(unit, "submit", **options)

    def recall(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Take back what was sent and not reviewed; it no longer counts for punctuality."""
        return self.fire(unit, "recall", **options)

    def review(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Accept what was sent."""
        return self.fire(unit, "review", **options)

    def send_back(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Return a report with a `reason`; its next version opens with the same content."""
        return self.fire(unit, "send_back", **options)

    def aggregate(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Take an accepted report into the superior's working version."""
        return self.fire(unit, "aggregate", **options)

    def release(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Take a report out of the superior's working version again, with a `reason`."""
        return self.fire(unit, "release", **options)

    def correct(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Open a correction of what counts, with a `reason`; what counts stays until the new version is taken."""
        return self.fire(unit, "correct", **options)

    def waive(self, unit: str, *, reroute: bool = False, **options: Unpack[Options]) -> LogEntry:
        """Stop expecting a report that nobody has taken, with a `reason`; it is outside gates, rates and coverage.

        Args:
            unit: Whose report.
            reroute: Whether what goes up into it goes past it from here on, to its superiors, as long as it is waived:
                a report into which others are expected is waived no other way. What its draft holds is theirs to take.
            **options: As for `Campaign.fire`.
        """
        if reroute:
            options = options | Options(payload={**(options.get("payload") or {}), "reroute": True})
        return self.fire(unit, "waive", **options)

    def unwaive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Expect a waived report again, while every superior is a draft."""
        return self.fire(unit, "unwaive", **options)

    def complete(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Say that an act was done: `data` gives `done_on`, and `manner` and `evidence` where there is some."""
        return self.fire(unit, "complete", **options)

    def confirm(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Confirm that an act was done."""
        return self.fire(unit, "confirm", **options)

    def reopen(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Take back that an act was done, with a `reason`."""
        return self.fire(unit, "reopen", **options)

    def withdraw(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Give up an open correction; the version that counts is the working one again."""
        return self.fire(unit, "withdraw", **options)


class _Triggers(Verbs):
    """Every trigger as a method; one that the lifecycle has not is refused by name when it is called."""

    __slots__ = ("_of",)

    def __init__(self, of: Verbs) -> None:
        self._of = of

    def fire(self, unit: str, trigger: str, **options: Unpack[Options]) -> LogEntry:
        """Do one act."""
        return self._of.fire(unit, trigger, **options)

    def __getattr__(self, name: str) -> Callable[..., LogEntry]:
        if name.startswith("_"):
            raise AttributeError(name)
        return partial(self._named, name)

    def _named(self, trigger: str, unit: str, **options: Unpack[Options]) -> LogEntry:
        return self.fire(unit, trigger, **options)
