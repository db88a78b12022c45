"""Running a script: a campaign in memory, a clock that is moved, and nothing that waits."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final, Protocol

import attrs

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock, from_micros
from kehoach._deadline import Deadline
from kehoach._deadline._reading import zone_of
from kehoach._plan import FAR, NEAR, Plan
from kehoach._progress import duty_number
from kehoach._report import Command
from kehoach.errors import Finding, Invalid, InvalidCommand, InvalidFile, KehoachError, Refused, Value
from kehoach.files._positions import path_text
from kehoach.testing._acts import done, targets_of
from kehoach.testing._moments import Bound, Moment, Span, read_day, read_moment
from kehoach.testing._script import ANY, Expected, Guards, Script, Step
from kehoach.testing._script_check import problems_of
from kehoach.testing._script_look import leaves, shown
from kehoach.testing._script_result import GONE, UNCHANGED, Failure, ScriptResult

__all__ = ["Witness", "run_script"]

_FIRST_DAY: Final = "2000-01-01"  # of a script that names no day, of a plan that does neither
_STEERING: Final = frozenset({"at", "act", "unit", "refused", "reroute", "request"})
_DEADLINES: Final = ("deadline", "due", "closes", "opens")
_ALREADY: Final = 8  # the hour that a day alone means
_Path = tuple[str | int, ...]


class Witness(Protocol):
    """Who is told of every act of a script before it is done."""

    def see(self, campaign: Campaign, command: Command) -> None:
        """See an act that is about to be done; the campaign stands as it stood before it."""
        ...  # pragma: no cover - the body of a protocol


def run_script(
    script: Script | str | os.PathLike[str],
    *,
    plan: Plan | None = None,
    guards: Guards | None = None,
    witness: Witness | None = None,
) -> ScriptResult:
    """Run a script: carry its plan out in memory, do its acts at their times, and look whether it stands as expected.

    No time passes: the clock of the campaign is moved, and a year takes milliseconds.

    Args:
        script: The script, or its file.
        plan: Another plan in place of the script's own; what the script names and it does not have fails.
        guards: What the names of guards and callbacks in the plan's lifecycle stand for, where a file is read.
        witness: Who is told of every act before it is done.

    Raises:
        InvalidFile: The file cannot be read, or something is wrong with the script; everything at once.

    >>> from kehoach.testing import small_plan
    >>> script = Script(
    ...     plan=small_plan(1, 2, 3, deadlines={"commune": "before 5-4-2019"}),
    ...     steps=[
    ...         Step(at="before 2019-04-05", act="submit", unit="commune-1", data={"members": 12}),
    ...         Step(act="submit", unit="district-1", refused="gate"),
    ...         Step(at="after 2019-04-04", act="submit", unit="commune-2", data={"members": 7}),
    ...     ],
    ...     then=Expected(standing={"commune-1": "met_on_time", "commune-2": "met_on_time"}),
    ... )
    >>> print(run_script(script))
    at the end: standing of commune-2: expected met_on_time, and it is met_late
    """
    if not isinstance(script, Script):
        script = Script.load(script, guards=guards)
    elif script.source is None:
        problems = problems_of(script)
        if problems:
            raise InvalidFile(problems)
    return _Run(script, script.plan if plan is None else plan, witness).result()


class _Run:
    """One script being run."""

    def __init__(self, script: Script, plan: Plan, witness: Witness | None) -> None:
        self.script, self.plan, self.witness = script, plan, witness
        self.zone, self.issued_on = plan.reading.zone, plan.directive.issued_on
        self.clock = ManualClock(self._begins())
        expected = script.default_by == "expected"
        self.campaign = Campaign.begin(plan, id="script", clock=self.clock, default_by="expected" if expected else None)
        self.failures: list[Failure] = []
        self.number: int | None = None

    def _begins(self) -> int:
        """When the campaign begins: as the script says, at its first step that names an instant, or when issued."""
        texts = [self.script.begins, *(step.at for step in self.script.steps[:1])]
        for text in [*(one for one in texts if one is not None), str(self.issued_on or _FIRST_DAY)]:
            read = read_moment(text, zone=self.zone, issued_on=self.issued_on)
            if isinstance(read, Moment):
                return read.at
        raise AssertionError("a day is an instant")  # pragma: no cover

    def result(self) -> ScriptResult:
        """Run every step, then look how it stands at the end."""
        for place, step in enumerate(self.script.steps):
            self.number, path = place + 1, ("when", place)
            self._move(step, path)
            if step.act is not None:
                self._act(step, path)
            if step.then is not None:
                self._look(step.then, (*path, "then"))
        self.number = None
        if self.script.then is not None:
            self._look(self.script.then, ("then",))
        in_order = sorted(self.failures, key=lambda one: (one.finding.line or 0, one.finding.column or 0))
        return ScriptResult(self.script, tuple(in_order), self.campaign)

    def _fail(self, code: str, place: _Path, change: tuple[_Path, object] | None = None, /, **values: Value) -> None:
        """Note what came otherwise, at a place; what the file would say in its stead is the change."""
        finding = Finding(code, values, path=path_text(place))
        source = self.script.source
        placed = finding if source is None else source.place(finding)
        path, actual = change or (place, UNCHANGED)
        self.failures.append(Failure(placed, self.number, path, actual))

    # ------------------------------------------------------------- time

    def _move(self, step: Step, path: _Path) -> None:
        """Move the clock to when a step is done."""
        if step.at is None:
            return
        now = self.clock.now()
        try:
            at = self._instant(step, now)
        except KehoachError as error:
            self._fail("KH884", (*path, "at"), act=f"to go to {step.at!r}", **_reasons(error))
            return
        if at < now:
            self._fail("KH877", (*path, "at"), at=self._local(at), before=self._local(now))
        else:
            self.clock.set(at)

    def _instant(self, step: Step, now: int) -> int:
        read = read_moment(step.at or "", zone=self.zone, issued_on=self.issued_on, is_look=step.act is None)
        if isinstance(read, Span):
            return now + read.length
        return self._bound(read, step.at or "") if isinstance(read, Bound) else read.at

    def _bound(self, bound: Bound, said: str) -> int:
        """A bound as it is now."""
        board, duty = self.campaign.progress().board, duty_number(self.plan, bound.unit)
        columns = {"opening": board.opens_at, "closing": board.closes_at}
        at = board.due(duty) if bound.kind == "due" else columns[bound.kind][duty]
        if at in (FAR, NEAR):
            raise InvalidCommand(Finding("KH876", {"value": said[:60]}))
        return at + bound.shift

    def _local(self, at: int) -> str:
        return from_micros(at).astimezone(zone_of(self.zone)).isoformat(" ", "microseconds")[:26]

    # ------------------------------------------------------------- acts

    def _act(self, step: Step, path: _Path) -> None:
        """Do an act on everybody whom it names, and hold what became of it against what is expected."""
        try:
            targets = targets_of(self.plan, step)
        except KehoachError as error:
            self._became(step, "", error, path)
            return
        for target in targets:
            self._became(step, target, self._done(step, target), path)

    def _done(self, step: Step, target: str) -> KehoachError | None:
        """What stood against an act; None: it is done."""
        try:
            said = self._said(step)
            if self.witness is not None:
                self.witness.see(self.campaign, _command(step, target, said))
            done(self.campaign, step, target, said)
        except KehoachError as error:
            return error
        return None

    def _said(self, step: Step) -> dict[str, Any]:
        """What a step says, days and instants as a campaign takes them."""
        said = {key: value for key, value in step.said().items() if key not in _STEERING}
        for key in _DEADLINES:
            if key in said:
                said[key] = Deadline.parse(said[key], issued_on=self.issued_on)
        if "on" in said:
            said["on"] = read_day(said["on"], self.issued_on)
        if "received_at" in said:
            said["received_at"] = self._received(said["received_at"])
        return said

    def _received(self, text: str) -> int:
        """When a paper came; on the day of the act itself, a day alone means no later than the act."""
        read = read_moment(text, zone=self.zone, issued_on=self.issued_on)
        now = self.clock.now()
        at = read.at if isinstance(read, Moment) else now
        when, today = (from_micros(one).astimezone(zone_of(self.zone)) for one in (at, now))
        is_day = (when.hour, when.minute, when.second, when.microsecond) == (_ALREADY, 0, 0, 0)
        return min(at, now) if is_day and when.date() == today.date() else at

    def _became(self, step: Step, target: str, error: KehoachError | None, path: _Path) -> None:
        """Hold what became of an act against what is expected."""
        act = f"{step.act} of {target}" if target else f"{step.act}"
        place, wanted = (*path, "act"), step.refused
        if error is None:
            if wanted is not None:
                codes = ", ".join(wanted)
                self._fail("KH885", (*path, "refused"), ((*path, "refused"), GONE), act=act, codes=codes)
            return
        found, reasons = _codes(error), _reasons(error)
        told = found if isinstance(error, Refused | Invalid) else (ANY,)  # what bears no code can only be any reason
        change = ((*path, "refused"), list(told))
        if wanted is None:
            self._fail("KH884", place, change, act=act, **reasons)
        elif ANY not in wanted and set(found) != set(wanted):
            values = {"why": reasons["why"], "why_vi": reasons["why_vi"], "actual": reasons["codes"]}
            self._fail("KH886", (*path, "refused"), change, act=act, codes=", ".join(wanted), **values)

    # ------------------------------------------------------------- looks

    def _look(self, expected: Expected, path: _Path) -> None:
        """Hold how it stands against what is expected."""
        for name in expected.asked():
            one = Expected(**{name: getattr(expected, name)})
            try:
                found = [leaf for leaf in leaves(self.campaign, one) if not leaf.same]
            except KehoachError as error:
                self._fail("KH884", (*path, name), act=f"to look at {name}", **_reasons(error))
                continue
            for leaf in found:
                what, what_vi = leaf.what
                said = {"expected": shown(leaf.expected), "actual": shown(leaf.actual)}
                here = (*path, *leaf.path)
                self._fail("KH883", here, (here, leaf.actual), what=what, what_vi=what_vi, **said)


def _codes(error: KehoachError) -> tuple[str, ...]:
    """The codes of everything that stands against an act."""
    if isinstance(error, Refused):
        return tuple(dict.fromkeys(one.code for one in error.blockers))
    if isinstance(error, Invalid):
        return tuple(dict.fromkeys(one.code for one in error.findings))
    return (type(error).__name__,)


def _reasons(error: KehoachError) -> dict[str, Value]:
    """The values of a message about what stands against an act."""
    parts = error.blockers if isinstance(error, Refused) else error.findings if isinstance(error, Invalid) else ()
    why = "; ".join(one.text("en") for one in parts) or str(error)
    why_vi = "; ".join(one.text("vi") for one in parts) or str(error)
    return {"codes": ", ".join(_codes(error)), "why": why, "why_vi": why_vi}


def _command(step: Step, target: str, said: Mapping[str, Any]) -> Command:
    """An act as a command, for who is told of it."""
    names = {field.name for field in attrs.fields(Command)} - {"unit", "trigger"}
    return Command(target, step.act or "", **{key: value for key, value in said.items() if key in names})
