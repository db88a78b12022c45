"""A campaign seen by one who acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from kehoach._campaign._verbs import Verbs
from kehoach._progress import LogEntry
from kehoach._report import Options
from kehoach.errors import Blocker

if TYPE_CHECKING:
    from kehoach._campaign._campaign import Campaign

__all__ = ["Acting"]


class Acting(Verbs):
    """A campaign seen by one who acts: `by` and `person` are fixed."""

    __slots__ = ("_by", "_campaign", "_person")

    def __init__(self, campaign: Campaign, by: str | None, person: str | None) -> None:
        self._campaign, self._by, self._person = campaign, by, person

    def _fixed(self, options: Options) -> Options:
        return Options(by=self._by, person=self._person) | options

    def fire(self, unit: str, trigger: str, **options: Unpack[Options]) -> LogEntry:
        """Do one act; see `Campaign.fire`."""
        return self._campaign.fire(unit, trigger, **self._fixed(options))

    def receive(self, unit: str, **options: Unpack[Options]) -> LogEntry:
        """Submit, review and aggregate in one act; see `Campaign.receive`."""
        return self._campaign.receive(unit, **self._fixed(options))

    def reopen_path(self, unit: str, *, reason: str, command_id: str | None = None) -> tuple[LogEntry, ...]:
        """Open a report and everything above it that is past draft; see `Campaign.reopen_path`."""
        return self._campaign.reopen_path(unit, reason=reason, by=self._by, person=self._person, command_id=command_id)

    def may(self, unit: str, trigger: str, **options: Unpack[Options]) -> bool:
        """Whether `fire` would do it."""
        return self._campaign.may(unit, trigger, **self._fixed(options))

    def blockers(self, unit: str, trigger: str, **options: Unpack[Options]) -> tuple[Blocker, ...]:
        """Everything that stands against an act."""
        return self._campaign.blockers(unit, trigger, **self._fixed(options))

    def triggers(self, unit: str, **options: Unpack[Options]) -> tuple[str, ...]:
        """The triggers that `fire` would accept."""
        return self._campaign.triggers(unit, **self._fixed(options))
