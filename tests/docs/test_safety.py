"""What the manual says of threads, processes and pickle, tried."""

from __future__ import annotations

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import kehoach as kh
from kehoach.stores import SQLStore
from kehoach.testing import ManualClock, small_plan

ROOT = Path(__file__).parents[2]
MORNING = "2019-03-20T08:00+07:00"
NOT_PICKLED = {"Campaign", "SQLStore"}


def said() -> dict[str, list[str]]:
    """The table of the page: what stands beside each object."""
    text = (ROOT / "docs" / "reference" / "safety.md").read_text(encoding="utf-8")
    rows = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("| `"))
    return {re.findall(r"`(\w+)`", row[0])[0]: [cell.strip() for cell in row[1:]] for row in rows}


def things(folder: Path) -> dict[str, object]:
    """One of each object that the table names."""
    plan = kh.load_plan(ROOT / "examples" / "plan_116" / "plan.toml")
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    campaign.submit("19330", data={"members": kh.NIL}, sections={"awareness_and_responsibility": "…"})
    progress = campaign.progress()
    every: list[object] = [
        plan, plan.hierarchy, plan.directive, plan.deadlines["commune"], plan.due("45"), plan.reading,
        plan.calendar, plan.lifecycle, plan.indicators[0], plan.outline[0], plan.policy, campaign,
        progress, progress.standing("19330"), progress.summary("commune"),
        campaign.total("461", "members"), campaign.blockers("461", "submit")[0],
        kh.Finding("KH100", {"problem": "x"}), kh.Check("male <= members"),
        kh.rules.BUILTIN[0], kh.rules.exercise(kh.rules.BUILTIN, [plan]),
        SQLStore.open(folder / "2019.db"), kh.stores.MemoryStore(),
    ]  # fmt: skip
    return {type(one).__name__: one for one in every}


def test_what_is_said_of_pickle_is_true(tmp_path: Path) -> None:
    """What the page says can be pickled comes back equal; what it says cannot is refused."""
    table, objects = said(), things(tmp_path)
    assert set(table) == set(objects)
    assert {name for name, cells in table.items() if cells[2] == "no"} == NOT_PICKLED
    for name in NOT_PICKLED:
        with pytest.raises((TypeError, AttributeError)):
            pickle.dumps(objects[name])
    for name in set(objects) - NOT_PICKLED - {"MemoryStore"}:
        assert pickle.loads(pickle.dumps(objects[name])) == objects[name], name


def test_errors_are_pickled_with_all_they_carry() -> None:
    """A refusal that comes back from another process has its blockers."""
    campaign = kh.Campaign.begin(small_plan(1, 1, 2), clock=ManualClock(MORNING), default_by="expected")
    with pytest.raises(kh.errors.Refused) as refused:
        campaign.submit("district")
    back = pickle.loads(pickle.dumps(refused.value))
    assert (back.unit, back.trigger, back.blockers) == ("district", "submit", refused.value.blockers)


def test_threads_share_a_plan_and_what_it_works_out() -> None:
    """Eight threads that ask a fresh plan for everything at once get the same answers as one alone."""

    def asked(plan: kh.Plan) -> tuple[object, ...]:
        progress = kh.Campaign.begin(plan, clock=ManualClock(MORNING)).progress()
        return plan.digest, plan.due("commune-001"), bytes(plan.columns.generation), plan.check(), progress.summary()

    def fresh() -> kh.Plan:
        return small_plan(1, 5, 200, deadlines={"commune": "before 5-4-2019", "district": "by 20-4-2019"})

    plan = fresh()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(asked, [plan] * 8))
    assert answers == [asked(fresh())] * 8


def test_each_thread_has_a_campaign_of_its_own_on_one_store(tmp_path: Path) -> None:
    """Four threads with an object each write into one campaign, and every act is in one log that fits."""
    plan, units = small_plan(1, 1, 40), [f"commune-{number:02}" for number in range(1, 41)]
    with SQLStore.open(tmp_path / "2019.db") as store:
        kh.Campaign.begin(plan, store, id="2019", clock=ManualClock(MORNING))

        def submit(mine: list[str]) -> int:
            campaign = kh.Campaign.resume(store, id="2019", clock=ManualClock(MORNING), default_by="expected")
            return sum(campaign.submit(unit).dest == "submitted" for unit in mine)

        with ThreadPoolExecutor(4) as pool:
            done = sum(pool.map(submit, [units[place::4] for place in range(4)]))
        campaign = kh.Campaign.resume(store, id="2019", clock=ManualClock(MORNING))
        assert done == len(units) == campaign.verify().entries
        assert campaign.progress().counts()["submitted"] == len(units)
