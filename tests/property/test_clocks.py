"""Clocks that jump: the log is in the order of its numbers, whatever the clock, the zone and the locale say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from clocked import ACTS, JUMPS, PLACES, START, YEARS, ZONES, answers, drawn, plan, standing, walked
from kehoach._clock import micros
from kehoach.stores import MemoryStore, SQLStore
from kehoach.testing import ManualClock
from staged import salt, written

FEW = settings(max_examples=max((settings.default or settings()).max_examples * 3 // 10, 10))
READINGS = st.one_of(
    st.sampled_from(PLACES),
    st.builds(int.__add__, st.sampled_from((START, *PLACES)), st.sampled_from(JUMPS)),
    st.integers(START - YEARS, START + YEARS),
)
WALKS = st.lists(st.tuples(READINGS, st.integers(0, len(ACTS) - 1)), min_size=6, max_size=14)
PROCESS_ZONES = ("UTC0", "<+07>-7", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "<+14>-14")
LOCALES = ("C", "C.UTF-8", "POSIX", "vi_VN.UTF-8", "en_US.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8")
SCRIPT = "import json, sys, clocked; print(json.dumps(clocked.elsewhere(*json.loads(sys.argv[1]))))"


def without_clock(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """Lines without what the clock said, and without the hashes over it."""
    return [{key: said for key, said in line.items() if key not in ("clock", "hash", "previous")} for line in lines]


@FEW
@given(WALKS, st.sampled_from(ZONES))
def test_a_line_below_the_one_above_is_flagged(walk: list[tuple[int, int]], zone: str) -> None:
    """Numbers have no gaps, instants never fall, and a line says what the clock said just where it was behind."""
    found = walked(walk, zone)
    lines = found.campaign.log()
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert all(above.at <= below.at for above, below in pairwise(lines))
    above = None
    for line, reading in zip(lines, found.readings, strict=True):
        behind = above is not None and reading < above
        assert (None if line.clock is None else micros(line.clock)) == (reading if behind else None)
        assert micros(line.at) == (above if behind else reading)
        above = micros(line.at)


@FEW
@given(WALKS, st.sampled_from(ZONES))
def test_a_clock_that_goes_back_is_one_that_stands_still(walk: list[tuple[int, int]], zone: str) -> None:
    """Outcomes, lines, dues, standings and totals are those of a clock that waits where this one goes back."""
    leaping, waiting = walked(walk, zone), walked(walk, zone, waits=True)
    assert leaping.told == waiting.told
    assert without_clock(written(leaping.campaign)) == without_clock(written(waiting.campaign))
    assert standing(leaping.campaign) == standing(waiting.campaign)
    assert leaping.campaign.progress() == waiting.campaign.progress()


@FEW
@given(WALKS, st.sampled_from(PLACES))
def test_the_log_folds_and_verifies_alike(walk: list[tuple[int, int]], at: int) -> None:
    """Who resumes has the same progress and chain, and the past is the lines up to a number."""
    store = MemoryStore()
    campaign = walked(walk, store=store).campaign
    again = kh.Campaign.resume(store, id="x", clock=ManualClock(at), default_by="expected", salt=salt)
    assert again.progress() == campaign.progress()
    assert again.verify() == campaign.verify()
    assert campaign.progress(at).board.seq == sum(micros(line.at) <= at for line in campaign.log())


def test_a_database_gives_lines_by_their_numbers(tmp_path: Path) -> None:
    """Lines of one instant and lines of a clock that was behind come back from a file in the order of their numbers."""
    walks = [drawn(seed) for seed in (3, 4)]
    for place, walk in enumerate((*walks, [(START, act) for _, act in walks[0]])):
        with SQLStore.open(tmp_path / f"{place}.db") as store:
            stored, kept = walked(walk, store=store).campaign, walked(walk).campaign
            assert written(stored) == written(kept)
            assert stored.verify() == kept.verify()
            resumed = kh.Campaign.resume(store, id="x", clock=ManualClock(0), default_by="expected")
            assert standing(resumed) == standing(kept)
    assert len(written(kept)) > 5


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be changed here")
def test_zone_and_locale_of_the_process_change_nothing() -> None:
    """Five zones, and every locale there is, of the process give the same lines, hashes, dues and texts."""
    begun = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT, json.dumps([PROCESS_ZONES, LOCALES])],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TZ": zone, "LC_ALL": name},
            stdout=subprocess.PIPE,
        )
        for zone, name in ((PROCESS_ZONES[2], "C"), (PROCESS_ZONES[4], "C.UTF-8"))
    ]
    here = answers()
    for process in begun:
        said = json.loads(process.communicate()[0])
        assert len(set(said["offsets"])) == len(PROCESS_ZONES)
        assert "C" in said["locales"]
        assert set(said["answers"]) == {here}


def test_the_walks_reach_what_they_are_for() -> None:
    """Walks of the seeds write lines at one instant, lines of clocks that were behind, and dues that moved."""
    lines = [line for seed, zone in enumerate(ZONES) for line in walked(drawn(seed), zone).campaign.log()]
    assert sum(line.clock is not None for line in lines) > 10
    assert {"submit", "extend", "suspend", "send_back"} <= {line.trigger for line in lines}
    assert {plan(zone).reading.zone for zone in ZONES} == set(ZONES)
