"""Decisions do not rest on what can be switched off: assertions, validators, and what pickling passes by."""

from __future__ import annotations

import inspect
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach import errors
from kehoach.errors import Blocker, Finding
from staged import begun, shared, up

ROOT = Path(__file__).parents[2]
TRIED = (
    ("commune-1", "submit", {"by": "commune-2"}),
    ("commune-1", "submit", {"received_at": 2**62}),
    ("commune-1", "submit", {"data": {"members": True}}),
    ("commune-1", "submit", {"data": {"members": 1.5}}),
    ("commune-1", "submit", {"version": True}),
    ("commune-1", "submit", {"due": "before 1-1-2030"}),
    ("commune-1", "review", {}),
    ("commune-1", "submit", {"data": {"members": "5"}, "person": "ba"}),
    ("commune-1", "review", {"person": "ba"}),
    ("commune-1", "review", {"by": "province"}),
    ("commune-1", "review", {"person": "tư"}),
    ("district", "submit", {}),
    ("commune-1", "aggregate", {"by": "province", "reason": "x"}),
    ("commune-1", "aggregate", {}),
    ("commune-1", "release", {"reason": " "}),
    ("commune-1", "correct", {"reason": "x"}),
    ("commune-1", "withdraw", {}),
    ("commune-2", "waive", {"reason": "x"}),
    ("district", "submit", {}),
    ("commune-1", "release", {"reason": "x"}),
)


def story() -> list[Any]:
    """What a campaign answers to acts of which most are wrong, and how it stands afterwards."""
    campaign, answers = begun(1, 1, 2, deadlines={"commune": "before 22-3-2019"}), list[Any]()
    for unit, trigger, options in TRIED:
        try:
            answers.append(campaign.fire(unit, trigger, **options).hash)
        except errors.Refused as refused:
            answers.append([blocker.to_dict() for blocker in refused.blockers])
        except errors.InvalidCommand as error:
            answers.append([finding.to_dict() for finding in error.findings])
    for wrong in (
        lambda: kh.Indicator("A", kind="x", decimals=True),
        lambda: kh.Policy(gate="non"),
        lambda: kh.Lifecycle(["draft", "draft"], []),
        lambda: kh.testing.ManualClock(True),
    ):
        try:
            answers.append(repr(wrong()))
        except errors.Invalid as error:
            answers.append(str(error))
    total, progress = campaign.total("district", "members"), campaign.progress()
    return [*answers, total.to_dict(), dict(progress.counts()), str(progress.standing("commune-1"))]


@pytest.mark.slow
def test_decisions_are_the_same_without_assertions_and_validators() -> None:
    """With `python -O`, and with the validators of attrs switched off, every answer is the same, hashes among them."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT / "tests")))}
    command = [sys.executable, "-O", str(Path(__file__))]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert json.loads(done.stdout) == json.loads(json.dumps(story()))


def test_the_story_has_both_kinds_of_answers() -> None:
    """What is compared holds acts that were done, acts that were refused, and acts that were ill-formed."""
    answers = story()[: len(TRIED)]
    done = [answer for answer in answers if isinstance(answer, str)]
    codes = {one["code"] for answer in answers if not isinstance(answer, str) for one in answer}
    assert len(done) == 7
    assert codes >= {"not_yours", "no_due_here", "own_work", "needs_reason", "gate", "reason_missing", "KH502", "KH600"}


FINDINGS = [Finding("KH500", path="plan"), Finding("KH507", {"command_id": "k", "seq": 1})]
GIVEN: dict[str, tuple[Any, ...]] = {
    "KehoachError": ("x",),
    "AmbiguousName": ("unit", "Phường 1", ["a", "b"]),
    "MissingExtra": ("matplotlib", "plot"),
    "Refused": ("461", "submit", [Blocker("gate", {"count": 1, "total": 2, "missing": ("a",)})]),
    "UnknownName": ("unit", "x", ["y"]),
    "Tampered": (Finding("KH901", {"seq": 3}), 3),
}
ERRORS = sorted(
    (one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.KehoachError)),
    key=lambda one: one.__name__,
)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_error_survives_pickling(kind: type[errors.KehoachError]) -> None:
    """An error that crosses a process is of the same class and says the same, with its values as attributes."""
    error = kind(*GIVEN.get(kind.__name__, (FINDINGS,)))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (str(again), again.__dict__) == (str(error), error.__dict__)


def public_values() -> dict[str, Any]:
    """One of every kind of value that a campaign and its plan hand out."""
    campaign = shared(deadlines={"commune": "before 22-3-2019"})
    up(campaign, "x", data={"members": 4})
    plan, progress = campaign.plan, campaign.progress()
    return {
        "plan": plan,
        "hierarchy": plan.hierarchy,
        "lifecycle": plan.lifecycle,
        "calendar": plan.calendar,
        "reading": plan.reading,
        "policy": plan.policy,
        "directive": plan.directive,
        "due": plan.due("x"),
        "deadline": kh.Deadline.parse("before 22-3-2019"),
        "duty": plan.duties()[0],
        "indicator": plan.indicators[0],
        "progress": progress,
        "standing": progress.standing("x"),
        "summary": progress.summary("commune"),
        "report": campaign.report("a"),
        "entry": campaign.log()[0],
        "log": campaign.log(),
        "total": campaign.total("a", "members"),
        "outcome": campaign.fire_many([kh.Command("y", "submit")])[0],
        "findings": plan.check(),
        "transition": plan.lifecycle.transitions[0],
        "state": plan.lifecycle.state_values[0],
    }


@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_every_public_value_survives_pickling(protocol: int) -> None:
    """Whatever is handed out is equal after it has crossed a process."""
    for name, value in public_values().items():
        assert pickle.loads(pickle.dumps(value, protocol)) == value, name


if __name__ == "__main__":  # as another process, without what can be switched off
    attrs.validators.set_disabled(True)
    sys.stdout.write(json.dumps(story()))
