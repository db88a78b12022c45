"""An interruption at any line of any act of a campaign: done or not done, nothing held, and the next act works."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import attrs
import pytest
from hypothesis import settings

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock, small_plan

SOAK = settings().max_examples > 100
STEP = 1 if SOAK else 29  # how many lines lie between two interruptions
HOUSE = os.sep + "kehoach" + os.sep
POLICY = kh.Policy(accepts_in_one=True)
PLAN = small_plan(1, 2, 6, deadlines={"commune": "before 5-4-2019"}, policy=POLICY)
MORNING = "2019-03-20T08:00+07:00"

pytestmark = pytest.mark.slow


@attrs.define
class Bomb:
    """Raises when the so many-th line of ours begins.

    Attributes:
        line: The line.
        error: What is raised there.
        seen: How many lines began.
    """

    line: int
    error: type[BaseException]
    seen: int = 0

    def trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        if HOUSE not in frame.f_code.co_filename:
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self.line:
                raise self.error
        return self.trace

    def run(self, work: Callable[[], object]) -> bool:
        """Do some work; whether it was interrupted."""
        before = sys.gettrace()
        sys.settrace(self.trace)
        try:
            work()
        except self.error:
            return True
        except kh.errors.OutcomeUnknown:
            return True
        finally:
            sys.settrace(before)
        return False


Act = Callable[[kh.Campaign], object]
ACTS: dict[str, tuple[list[Act], Act]] = {
    "submit": ([], lambda one: one.submit("commune-1", data={"members": 7}, reason=None, command_id="x")),
    "recall": ([lambda one: one.submit("commune-1")], lambda one: one.recall("commune-1")),
    "send_back": (
        [lambda one: one.submit("commune-1")],
        lambda one: one.send_back("commune-1", reason="x", due="by 9-4-2019", person="an"),
    ),
    "review": ([lambda one: one.submit("commune-1")], lambda one: one.review("commune-1")),
    "receive": ([], lambda one: one.receive("commune-1", data={"members": 7}, command_id="x")),
    "waive": ([], lambda one: one.waive("commune-1", reason="x")),
    "extend": ([], lambda one: one.extend("commune-1", "by 12-4-2019", reason="x")),
    "fire_many": (
        [],
        lambda one: one.fire_many([kh.Command(f"commune-{n}", "submit", command_id=f"m-{n}") for n in (1, 2, 3)]),
    ),
    "fire_all": ([], lambda one: one.fire_all("submit", tier="commune")),
}


def begun(path: Path, prepare: list[Act]) -> tuple[kh.Campaign, kh.Campaign]:
    """A campaign that stands before an act, and another object of it that is impatient."""
    campaign = kh.Campaign.begin(PLAN, path, id="2019", clock=ManualClock(MORNING), default_by="expected")
    for one in prepare:
        one(campaign)
    store = SQLStore.open(path, timeout=0.05)
    other = kh.Campaign.resume(store, id="2019", plan=PLAN, clock=ManualClock(MORNING), default_by="expected")
    return campaign, other


@pytest.mark.parametrize("error", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("name", ACTS)
def test_an_interruption_at_any_line_of_an_act_leaves_all_or_nothing(
    name: str, error: type[BaseException], tmp_path: Path
) -> None:
    """After it the object, another one and the log say the same; the act is whole or absent, and is done when asked."""
    prepare, act = ACTS[name]
    whole = kh.Campaign.begin(PLAN, clock=ManualClock(MORNING), default_by="expected")
    for one in prepare:
        one(whole)
    before = len(whole.log())
    act(whole)
    after = len(whole.log())
    line, rounds = 1 if error is KeyboardInterrupt else 1 + STEP // 2, 0
    campaign, other = begun(tmp_path / "0.db", prepare)
    while Bomb(line, error).run(partial(act, campaign)):
        rounds, line = rounds + 1, line + STEP
        found = len(other.log())
        assert found in (before, after), f"line {line}"
        assert campaign.progress() == other.progress(), f"line {line}"
        assert campaign.verify() == other.verify()
        if found != before:
            campaign, other = begun(tmp_path / f"{rounds}.db", prepare)
    assert len(campaign.log()) == after
    following = ("review", "aggregate") if name == "fire_all" else ("submit", "review")
    for one, trigger in zip((other, campaign), following, strict=True):
        assert one.fire("commune-6", trigger).trigger == trigger
    assert rounds > 5
