"""Whether a history can have been: whether the acts of its log, one after the other, explain what everybody was told.

A store promises that writers at the same time are as writers one after the other. Then the log is the order, and
five things hold: what was told done is there, once, and as it was asked; nothing is there that nobody asked for; what
was asked for later stands behind what had been told done before; each line was possible behind the line before it; and
each refusal was true at a moment between question and answer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Literal

import attrs

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock, micros
from kehoach._engine import Asks, Authority
from kehoach._plan import Plan
from kehoach._progress import LogEntry
from kehoach.errors import Finding, KehoachError, Lang, Refused
from kehoach.testing._history import Asked, History, Seen

__all__ = ["Unexplained", "check_history"]


@attrs.frozen
class Unexplained:
    """A step of a history that no moment of the log explains.

    Attributes:
        finding: What is wrong, as data; ``.text("en" | "vi")`` says it.
        step: The command or the look; None where a line of the log is wrong by itself.
    """

    finding: Finding
    step: Asked | Seen | None = None

    def text(self, lang: Lang = "en") -> str:
        """What is wrong."""
        return self.finding.text(lang)

    def __str__(self) -> str:
        return self.text()


def check_history(
    plan: Plan,
    history: History,
    log: Sequence[LogEntry],
    *,
    authority: Authority | Asks | None = None,
    default_by: Literal["expected"] | None = None,
) -> tuple[Unexplained, ...]:
    """What of a history no order of its acts explains; empty when all of it is explained.

    The log is done once more, line by line, by a campaign in memory. That costs about as much as the campaign itself
    in memory. Rules that ask the clock are asked at the instants of the lines, so that a refusal by a deadline may
    look unexplained where no line stands near it.

    Args:
        plan: The plan that was carried out.
        history: What was asked and told.
        log: The whole log, as it was read when everybody had ended.
        authority: As the campaign had it.
        default_by: As the campaign had it.

    Returns:
        Every step that is not explained. A log with a gap, or with a number twice, is told by itself, and behind a
        line that was not possible nothing more is replayed.
    """
    check = _Check(history, log)
    torn = check.torn()
    if torn is not None:
        return (torn,)
    found = [*check.doubles(), *check.told(), *check.unasked(), *check.order(), *check.looks()]
    clock = ManualClock(0)
    model = Campaign.begin(plan, clock=clock, authority=authority, default_by=default_by)
    return (*found, *check.replay(model, clock))


class _Times:
    """Which lines had been told done before a moment, and which were asked for only behind one."""

    def __init__(self, steps: Sequence[tuple[int, int, int]]) -> None:
        ended = sorted((end, seq) for _, end, seq in steps)
        began = sorted((begin, seq) for begin, _, seq in steps)
        self._ended, self._highest = [end for end, _ in ended], list(accumulate((seq for _, seq in ended), max))
        self._began = [begin for begin, _ in began]
        self._lowest = list(accumulate((seq for _, seq in reversed(began)), min))[::-1]

    def before(self, moment: int) -> int:
        """The highest line that had been told done before a moment; 0 when none had."""
        place = bisect_left(self._ended, moment)
        return self._highest[place - 1] if place else 0

    def behind(self, moment: int, last: int) -> int:
        """The highest line that may have been there at a moment."""
        place = bisect_right(self._began, moment)
        return self._lowest[place] - 1 if place < len(self._lowest) else last


class _Check:
    """A history beside its log."""

    def __init__(self, history: History, log: Sequence[LogEntry]) -> None:
        self.asked, self.seen, self.log = history.asked, history.seen, list(log)
        self.lines: dict[str, int] = {}
        for entry in self.log:
            if entry.command_id is not None:
                self.lines.setdefault(entry.command_id, entry.seq)
        self.by_id: dict[str, list[Asked]] = {}
        for step in self.asked:
            self.by_id.setdefault(str(step.command.command_id), []).append(step)
        self.times = _Times([span for id, steps in self.by_id.items() for span in self._span(id, steps)])

    def _span(self, id: str, steps: Sequence[Asked]) -> Iterator[tuple[int, int, int]]:
        """From when to when the line of a command was being written; asked twice, it is one line."""
        seq = self.lines.get(id)
        wrote = [step for step in steps if step.answer in ("done", "unknown")]
        if seq is not None and wrote:
            told = [step.ended for step in wrote if step.answer == "done"]
            never = max(step.ended for step in self.asked)
            yield min(step.began for step in wrote), min(told, default=never), seq

    def torn(self) -> Unexplained | None:
        """Lines are numbered from 1 without a gap; otherwise nothing else can be asked."""
        for place, entry in enumerate(self.log, 1):
            if entry.seq != place:
                return Unexplained(Finding("KH921" if entry.seq > place else "KH922", {"seq": min(place, entry.seq)}))
        return None

    def doubles(self) -> Iterator[Unexplained]:
        """A command is one line."""
        for entry in self.log:
            id = entry.command_id
            if id is not None and self.lines[id] != entry.seq:
                yield Unexplained(Finding("KH964", {"id": id, "first": self.lines[id], "seq": entry.seq}))

    def told(self) -> Iterator[Unexplained]:
        """What was told done is the line that was told; what was told not done is no line."""
        for step in self.asked:
            id, seq = str(step.command.command_id), step.seq
            if step.answer == "done" and (seq is None or self.lines.get(id) != seq or not self._same(step, seq)):
                yield Unexplained(Finding("KH963", {"id": id, "seq": seq, "found": self._found(seq)}), step)

    def _same(self, step: Asked, seq: int) -> bool:
        command, entry = step.command, self.log[seq - 1]
        asked = (command.trigger, command.by or entry.by, command.person, command.reason)
        return asked == (entry.trigger, entry.by, entry.person, entry.reason)

    def _found(self, seq: int | None) -> str:
        if seq is None or not 0 < seq <= len(self.log):
            return "-"
        entry = self.log[seq - 1]
        return f"{entry.command_id}: {entry.trigger} {entry.duty}"

    def unasked(self) -> Iterator[Unexplained]:
        """Each line is that of a command of which nobody was told that it was not done."""
        for entry in self.log:
            steps = self.by_id.get(entry.command_id or "", [])
            if not any(step.answer in ("done", "unknown") for step in steps):
                line = Finding("KH965", {"seq": entry.seq, "trigger": entry.trigger, "duty": entry.duty})
                yield Unexplained(line, steps[0] if steps else None)

    def order(self) -> Iterator[Unexplained]:
        """What was asked for behind an answer stands behind the line of that answer."""
        for id, steps in self.by_id.items():
            for began, _, seq in self._span(id, steps):
                before = self.times.before(began)
                if before > seq:
                    yield Unexplained(Finding("KH966", {"id": id, "seq": seq, "before": before}), steps[0])

    def looks(self) -> Iterator[Unexplained]:
        """Who reads behind a line misses none that was told done before."""
        for look in self.seen:
            least, most = self.times.before(look.began), self.times.behind(look.ended, len(self.log))
            shown = list(range(look.after + 1, look.after + 1 + len(look.seqs)))
            last = look.after + len(look.seqs)
            if list(look.seqs) != shown or last < least or (look.seqs and last > most):
                wrong = next((seq for seq in shown if seq not in look.seqs), min(last, most) + 1)
                yield Unexplained(Finding("KH969", {"reader": look.reader, "after": look.after, "seq": wrong}), look)

    # --------------------------------------------------------------- the log, done once more

    def replay(self, model: Campaign, clock: ManualClock) -> Iterator[Unexplained]:
        """Each line was possible where it stands, and each refusal true at a moment between question and answer."""
        waiting = sorted(self._refusals(), key=lambda one: -one[0])
        still: list[tuple[int, int, Asked]] = []
        for place in range(len(self.log) + 1):
            if place:
                entry = self.log[place - 1]
                steps = self.by_id.get(entry.command_id or "")
                if not steps:
                    return  # nobody knows what it carried; `unasked` has told of it
                wrong = _done_again(model, clock, entry, steps[0])
                if wrong is not None:
                    yield wrong
                    return
            while waiting and waiting[-1][0] <= place:
                still.append(waiting.pop())
            still = [one for one in still if not self._true(model, one[2], place)]
            yield from (_unexplained(*one) for one in still if one[1] <= place)
            still = [one for one in still if one[1] > place]

    def _refusals(self) -> Iterator[tuple[int, int, Asked]]:
        """Every refusal, and between which lines a moment has to be found."""
        last = len(self.log)
        for step in self.asked:
            if step.answer == "refused":
                least = self.times.before(step.began)
                yield least, max(least, self.times.behind(step.ended, last)), step

    def _true(self, model: Campaign, step: Asked, place: int) -> bool:
        """Whether a refusal is true behind a line: of a command that is a line already it never is."""
        command = step.command
        if self.lines.get(str(command.command_id), place + 1) <= place:
            return False
        blockers = model.blockers(command.unit, command.trigger, by=command.by, **command.carried())
        return tuple(sorted(blocker.code for blocker in blockers)) == step.codes


def _done_again(model: Campaign, clock: ManualClock, entry: LogEntry, step: Asked) -> Unexplained | None:
    """Do a line once more; what is wrong when that is not possible, or comes to something else."""
    command = step.command
    clock.set(max(micros(entry.at), clock.now()))
    try:
        again = model.fire(command.unit, command.trigger, by=command.by, **command.carried())
    except Refused as refused:
        problem = ", ".join(blocker.code for blocker in refused.blockers)
    except KehoachError as error:
        problem = str(error)
    else:
        if _what(again) == _what(entry):
            return None
        problem = " ".join(map(str, _what(again)))
    line: dict[str, str | int | tuple[str, ...] | None] = {
        "seq": entry.seq,
        "trigger": entry.trigger,
        "duty": entry.duty,
        "problem": problem,
    }
    return Unexplained(Finding("KH967", line), step)


def _what(entry: LogEntry) -> tuple[int, str, int, str, str, str]:
    return entry.seq, entry.duty, entry.version, entry.trigger, entry.source, entry.dest


def _unexplained(least: int, most: int, step: Asked) -> Unexplained:
    command = step.command
    where: dict[str, str | int | tuple[str, ...] | None] = {"codes": step.codes, "least": least, "most": most}
    return Unexplained(Finding("KH968", {"unit": command.unit, "trigger": command.trigger, **where}), step)
