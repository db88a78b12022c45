"""What several writers asked of one campaign at the same time, and what each was told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, Protocol, Unpack

import attrs

from kehoach._progress import LogEntry
from kehoach._report import Carried, Command
from kehoach.errors import InvalidCommand, OutcomeUnknown, Refused, StoreError

__all__ = ["Answer", "Asked", "History", "Seen"]

Answer = Literal["done", "refused", "failed", "unknown"]


class Acting(Protocol):
    """What is asked: a campaign, or what stands before one."""

    def fire(self, unit: str, trigger: str, *, by: str | None = None, **options: Unpack[Carried]) -> LogEntry:
        """Do one act."""
        ...  # pragma: no cover - the body of a protocol

    def log(self, after: int = 0) -> Sequence[LogEntry]:
        """The lines after one."""
        ...  # pragma: no cover - the body of a protocol


@attrs.frozen(kw_only=True)
class Asked:
    """One command of a history, with what its writer was told.

    Attributes:
        writer: Who asked.
        command: What; it has a command id.
        began: When it was asked, in nanoseconds of a clock that all writers share and that never goes back.
        ended: When the answer came; when no answer came, the moment at which nobody waited any more.
        answer: ``"done"``; ``"refused"``, by a rule; ``"failed"``, with the promise that nothing was kept; or
            ``"unknown"``.
        seq: The number of the line, when it was done.
        codes: The codes of the blockers, when it was refused.
    """

    writer: str
    command: Command
    began: int
    ended: int
    answer: Answer
    seq: int | None = None
    codes: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Seen:
    """One look at the log.

    Attributes:
        reader: Who looked.
        after: The number behind which lines were asked for.
        seqs: The numbers that came.
        began: As of `Asked`.
        ended: As of `Asked`.
    """

    reader: str
    after: int
    seqs: tuple[int, ...]
    began: int
    ended: int


class History:
    """Records what is asked of a campaign and what is answered; `check_history` says whether it can have been so.

    One object serves any number of threads. Each process has its own, and what they recorded is put together.

    Args:
        asked: Commands that were recorded before.
        seen: Looks that were recorded before.
        ticks: The clock that all writers share.

    >>> from kehoach import Campaign, Command
    >>> from kehoach.testing import check_history, small_plan
    >>> campaign, history = Campaign.begin(small_plan(1, 2)), History()
    >>> history.fire(campaign, Command("district-1", "submit", by="district-1", command_id="a"), writer="w").answer
    'done'
    >>> check_history(campaign.plan, history, campaign.log())
    ()
    """

    def __init__(
        self, asked: Iterable[Asked] = (), seen: Iterable[Seen] = (), *, ticks: Callable[[], int] = time.monotonic_ns
    ) -> None:
        self._asked, self._seen, self._ticks = list(asked), list(seen), ticks

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Every command, in the order of the answers."""
        return tuple(self._asked)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Every look at the log."""
        return tuple(self._seen)

    @classmethod
    def merged(cls, histories: Iterable[History]) -> History:
        """What several recorded, as one."""
        every = list(histories)
        return cls([one for each in every for one in each.asked], [one for each in every for one in each.seen])

    def fire(self, campaign: Acting, command: Command, *, writer: str = "") -> Asked:
        """Ask for an act, and record what comes of it; the answer is what was recorded.

        Args:
            campaign: What is asked, an object of this thread.
            command: The act; without a command id it is given one, by which it is known again in the log.
            writer: Who asks.

        Raises:
            InvalidCommand: It is ill-formed, or its command id is another's.
        """
        began = self._ticks()
        if command.command_id is None:
            command = attrs.evolve(command, command_id=f"{writer}-{began}")
        answer: Answer = "unknown"
        seq: int | None = None
        codes: tuple[str, ...] = ()
        try:
            seq = campaign.fire(command.unit, command.trigger, by=command.by, **command.carried()).seq
            answer = "done"
        except Refused as refused:
            answer, codes = "refused", tuple(sorted(blocker.code for blocker in refused.blockers))
        except OutcomeUnknown:
            answer = "unknown"
        except StoreError:
            answer = "failed"
        except InvalidCommand:  # nothing is asked of a store before that is found, or the command id is another's
            answer = "failed"
            raise
        finally:
            self._asked.append(
                Asked(
                    writer=writer,
                    command=command,
                    began=began,
                    ended=self._ticks(),
                    answer=answer,
                    seq=seq,
                    codes=codes,
                )
            )
        return self._asked[-1]

    def look(self, campaign: Acting, after: int = 0, *, reader: str = "") -> Seen:
        """Read the log behind a line, and record what was seen; the answer is what was recorded."""
        began = self._ticks()
        seqs = tuple(entry.seq for entry in campaign.log(after=after))
        seen = Seen(reader=reader, after=after, seqs=seqs, began=began, ended=self._ticks())
        self._seen.append(seen)
        return seen

    def __reduce__(self) -> tuple[object, ...]:
        return (History, (self.asked, self.seen))

    def __len__(self) -> int:
        return len(self._asked)

    def __repr__(self) -> str:
        return f"<History of {len(self._asked)} commands and {len(self._seen)} looks>"
