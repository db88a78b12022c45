"""Tools for tests of this library and of programs that use it: a clock that stands, small plans, a store's contract."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from kehoach._clock import ManualClock
from kehoach.testing._plans import small_plan

if TYPE_CHECKING:
    from kehoach.testing import strategies as strategies
    from kehoach.testing._campaign_machine import CampaignMachine as CampaignMachine
    from kehoach.testing._campaign_machine import RuleBroken as RuleBroken
    from kehoach.testing._conform import Conformance as Conformance
    from kehoach.testing._conform import Deviation as Deviation
    from kehoach.testing._conform import Occurrence as Occurrence
    from kehoach.testing._conform import conform as conform
    from kehoach.testing._coverage import Coverage as Coverage
    from kehoach.testing._exploration import Exploration as Exploration
    from kehoach.testing._exploration import Trace as Trace
    from kehoach.testing._exploration import explore as explore
    from kehoach.testing._history import Asked as Asked
    from kehoach.testing._history import History as History
    from kehoach.testing._history import Seen as Seen
    from kehoach.testing._history_check import Unexplained as Unexplained
    from kehoach.testing._history_check import check_history as check_history
    from kehoach.testing._mutation import Mutation as Mutation
    from kehoach.testing._mutation import Verdict as Verdict
    from kehoach.testing._mutation import mutate as mutate
    from kehoach.testing._script import Expected as Expected
    from kehoach.testing._script import Script as Script
    from kehoach.testing._script import Step as Step
    from kehoach.testing._script_result import Failure as Failure
    from kehoach.testing._script_result import ScriptResult as ScriptResult
    from kehoach.testing._script_run import Witness as Witness
    from kehoach.testing._script_run import run_script as run_script
    from kehoach.testing._store_contract import StoreContract as StoreContract

_HOMES = {
    "Asked": "_history",
    "CampaignMachine": "_campaign_machine",  # it brings Hypothesis, and so do the strategies
    "Expected": "_script",
    "Conformance": "_conform",
    "Coverage": "_coverage",
    "Deviation": "_conform",
    "Occurrence": "_conform",
    "conform": "_conform",
    "Exploration": "_exploration",
    "Failure": "_script_result",
    "History": "_history",
    "Mutation": "_mutation",
    "RuleBroken": "_campaign_machine",
    "Script": "_script",
    "ScriptResult": "_script_result",
    "Seen": "_history",
    "Step": "_script",
    "StoreContract": "_store_contract",  # it brings pytest, which a program's own tests may not use
    "Trace": "_exploration",
    "Unexplained": "_history_check",
    "Verdict": "_mutation",
    "Witness": "_script_run",
    "check_history": "_history_check",
    "explore": "_exploration",
    "mutate": "_mutation",
    "run_script": "_script_run",
}

__all__ = [
    "Asked",
    "CampaignMachine",
    "Conformance",
    "Coverage",
    "Deviation",
    "Expected",
    "Exploration",
    "Failure",
    "History",
    "ManualClock",
    "Mutation",
    "Occurrence",
    "RuleBroken",
    "Script",
    "ScriptResult",
    "Seen",
    "Step",
    "StoreContract",
    "Trace",
    "Unexplained",
    "Verdict",
    "Witness",
    "check_history",
    "conform",
    "explore",
    "mutate",
    "run_script",
    "small_plan",
    "strategies",
]


def __getattr__(name: str) -> object:
    if name == "strategies":
        return importlib.import_module("kehoach.testing.strategies")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"kehoach.testing.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
