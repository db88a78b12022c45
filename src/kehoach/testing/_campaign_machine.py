"""A stateful machine of Hypothesis that carries out a plan at random; what breaks a rule comes as a script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock, from_micros
from kehoach._deadline._reading import zone_of
from kehoach._explore import asked_of
from kehoach._plan import Plan
from kehoach._report import Command
from kehoach.errors import Finding, Refused
from kehoach.rules._rule import Rule
from kehoach.rules._step import Step as RuleStep
from kehoach.testing._plans import small_plan
from kehoach.testing._script import Expected, Script, Step
from kehoach.testing.strategies import acts

__all__ = ["CampaignMachine", "RuleBroken"]


class RuleBroken(AssertionError):
    """A campaign has come to what a rule forbids.

    Attributes:
        finding: What is wrong.
        script: The acts that led there.
    """

    def __init__(self, finding: Finding, script: Script) -> None:
        self.finding, self.script = finding, script
        super().__init__(finding, script)

    def __str__(self) -> str:
        return f"{self.finding.code}: {self.finding.text()}\n\n{self.script.to_toml()}"


class CampaignMachine(RuleBasedStateMachine):
    """Carries out a plan at random and holds rules against every step; subclass it and say what is to hold.

    ``TestPolicy = MyMachine.TestCase`` makes it a test of pytest. What Hypothesis shrinks a failure to is raised as
    `RuleBroken`, whose text is a script that reproduces it. Add rules of Hypothesis for acts of your own: do them by
    `do`, so that they stand in the script.

    Attributes:
        plan: The plan, or a strategy of plans.
        holds: What is to hold: rules of `kehoach.rules`, or functions as `explore` takes them.
        begins: When the campaign begins.
        campaign: The campaign that is carried out.
        clock: Its clock.

    >>> from hypothesis import settings
    >>> from hypothesis.stateful import run_state_machine_as_test
    >>> class Small(CampaignMachine):
    ...     holds = [lambda progress: progress.version("province") < 9]
    >>> run_state_machine_as_test(Small, settings=settings(max_examples=3, database=None, derandomize=True))
    """

    plan: ClassVar[Plan | st.SearchStrategy[Plan]] = small_plan(1, 2, 2)
    holds: ClassVar[Iterable[object]] = ()
    begins: ClassVar[str] = "2019-03-14T08:00+07:00"

    campaign: Campaign
    clock: ManualClock

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin the campaign."""
        plan = self.plan if isinstance(self.plan, Plan) else data.draw(self.plan, label="plan")
        self.clock = ManualClock(self.begins)
        self.campaign = Campaign.begin(plan, clock=self.clock, default_by="expected")
        self._rules = [asked_of(one, number) for number, one in enumerate(self.holds, 1)]
        self._steps: list[Step] = []
        self._hold([one for one in self._rules if one.on == "plan"], plan)

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """Try any act."""
        self.do(data.draw(acts(self.campaign.plan), label="act"))

    @rule(unit=st.integers(0, 99), place=st.integers(0, 99))
    def go_on(self, unit: int, place: int) -> None:
        """Try an act that the state of a report has a way for, by whom it is for, with a reason."""
        board = self.campaign.progress().board
        duty = unit % board.grid.n
        triggers = [*board.flat.table[board.state[duty]]]
        if triggers:
            self.do(Command(board.grid.names[duty], triggers[place % len(triggers)], reason="because"))

    @rule(days=st.integers(1, 10))
    def wait(self, days: int) -> None:
        """Let days pass."""
        self.clock.advance(days=days)

    @invariant()
    def every_state_is_right(self) -> None:
        """The rules about how everything stands hold."""
        if hasattr(self, "campaign"):
            self._hold([one for one in self._rules if one.on == "progress"], self.campaign.progress())

    def do(self, command: Command) -> bool:
        """Do an act, if it is allowed; rules about steps are held against it.

        Args:
            command: The act.

        Returns:
            Whether it was done; a refusal leaves everything as it was.
        """
        before, lines = self.campaign.progress(), len(self.campaign.log())
        try:
            entry = self.campaign.fire(command.unit, command.trigger, by=command.by, **command.carried())
        except Refused:
            assert (self.campaign.progress(), len(self.campaign.log())) == (before, lines)
            return False
        self._steps.append(self._step(command, entry.by))
        after = self.campaign.progress()
        self._hold([one for one in self._rules if one.on == "entry"], RuleStep(entry, before, after))
        return True

    def script(self, title: str = "") -> Script:
        """What has been done so far as a script, and how everything stands.

        Args:
            title: What it shows.
        """
        progress, plan = self.campaign.progress(), self.campaign.plan
        states = {name: progress.state(name) for name in plan.columns.names}
        steps = [*self._steps, Step(at=self._now())]
        return Script(title=title, plan=plan, begins=self.begins, steps=steps, then=Expected(state=states))

    def _step(self, command: Command, by: str) -> Step:
        return Step(
            act=command.trigger,
            unit=command.unit,
            at=self._now(),
            by=by,
            reason=command.reason,
            data=command.data,
        )

    def _now(self) -> str:
        zone = zone_of(self.campaign.plan.reading.zone)
        return f"{from_micros(self.clock.now()).astimezone(zone):%Y-%m-%d %H:%M}"

    def _hold(self, rules: Iterable[Rule], subject: object) -> None:
        for one in rules:
            for finding in one.look(subject):  # type: ignore[arg-type]  # rules are sorted by their subject
                raise RuleBroken(finding, self.script(finding.text()))
