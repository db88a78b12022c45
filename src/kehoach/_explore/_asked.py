"""Rules as a search asks them: of a plan, of every state, of every act."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, cast

from kehoach._explore._stage import Offer, Stage
from kehoach._progress import Log, Progress, Terms
from kehoach._spelling import shown
from kehoach.errors import Finding, InvalidRule
from kehoach.rules._rule import Rule
from kehoach.rules._step import Step

__all__ = ["Looking", "asked_of"]

_STEP_NAMES: Final = ("step", "entry", "act")


def asked_of(rule: object, number: int) -> Rule:
    """A rule of `kehoach.rules`, or a plain function of a progress, of a step, or of before, act and after, as a rule.

    A function answers None, True or nothing where all is well, and False, a text, a pair of subject and text, or
    several of them where it is not.

    Args:
        rule: The rule.
        number: Which one it is, from 1; a function has it in its code.

    Raises:
        InvalidRule: It is no function that can be asked (KH899).
    """
    if isinstance(rule, Rule):
        return rule
    name = getattr(rule, "__name__", shown(rule))
    try:
        names = [*inspect.signature(cast("Callable[..., object]", rule)).parameters]
    except (TypeError, ValueError):
        names = []
    function = cast("Callable[..., object]", rule)
    if len(names) not in (1, 3):
        raise InvalidRule(Finding("KH899", {"rule": name}))
    steps = len(names) == 3 or names[0] in _STEP_NAMES

    def found(subject: Progress | Step) -> Iterator[object]:
        answer = function(subject) if len(names) == 1 else function(subject.before, subject.act, subject.after)  # type: ignore[union-attr]  # three are for a step
        if answer is False:
            yield f"{name} does not hold"
        elif isinstance(answer, str | Finding | tuple):
            yield answer
        elif answer is not None and answer is not True:
            yield from cast("Iterable[object]", answer)

    return Rule(code=f"RULE{number:02}", title=name, name=name, on="entry" if steps else "progress", function=found)


class Looking:
    """Asks rules of how everything stands on the board of a stage, and of the acts that may be done there.

    Args:
        stage: What decides.
        rules: The rules; those of plans are not asked here.
    """

    def __init__(self, stage: Stage, rules: Sequence[Rule]) -> None:
        self._stage = stage
        self._states = [one for one in rules if one.on == "progress"]
        self._steps = [one for one in rules if one.on == "entry"]
        grid, flat = stage.grid, stage.flat
        self._log = Log(Terms(grid.names, grid.index, flat, stage.engine.actors, ""), bytes(32))

    def __call__(self, time: int) -> Iterator[tuple[Finding, Offer | None]]:
        """What the rules find, each with the act that is at fault; the board stands as it did afterwards.

        Args:
            time: The moment.
        """
        stage, kept = self._stage, self._stage.board.copy()
        progress = Progress(stage.plan, kept, stage.moments.instants[time])
        yield from ((finding, None) for rule in self._states for finding in rule.look(progress))
        for duty in range(stage.grid.n) if self._steps else ():
            stage.board = kept
            for offer in [*stage.offers(duty, time)]:
                step = self._step(offer, progress)
                yield from ((finding, offer) for rule in self._steps for finding in rule.look(step))
        stage.board = kept

    def _step(self, offer: Offer, before: Progress) -> Step:
        """An act that is done, with where everything stands before and after."""
        stage, at = self._stage, self._stage.moments.instants[offer.time]
        stage.board = before.board.copy()
        version = stage.seen(offer)
        stage.make(offer)
        entry = self._log.append(at, offer.duty, version, offer.move.place, offer.actor, offer.details)
        return Step(entry, before, Progress(stage.plan, stage.board, at))
