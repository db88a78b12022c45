"""What stands behind a view of one actor: how what a campaign says becomes what this actor may be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from kehoach._progress import LogEntry, Scope, excerpt
from kehoach._report import Signed
from kehoach.errors import KehoachError

if TYPE_CHECKING:
    from kehoach._campaign._campaign import Campaign

__all__ = ["View"]

_T = TypeVar("_T")


class View:
    """A campaign and what is shown of it."""

    __slots__ = ()
    _campaign: Campaign
    _scope: Scope
    _person: str | None
    actor: str

    def _signed(self, options: Signed) -> Signed:
        return Signed(person=self._person) | options

    def _shows(self, duty: str) -> bool:
        return self._scope.shows(duty)

    def _asked(self, ask: Callable[[], _T]) -> _T:
        """What is answered; what is raised instead is told without names that are not shown, and without its cause."""
        try:
            return ask()
        except KehoachError as error:
            told = self._scope.told(error)
        raise told

    def _line(self, act: Callable[[], LogEntry]) -> LogEntry:
        return self._told_line(self._asked(act))

    def _told_line(self, entry: LogEntry) -> LogEntry:
        return entry if self._scope.sees_all else excerpt(entry, self._scope)
