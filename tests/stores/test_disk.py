"""Disks that fail at any call, and power that goes at any moment: what was acknowledged is there, and nothing by half.

Every failure says the seed or the place that repeats it. The soak profile of Hypothesis cuts the power many more times.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import settings

from kehoach._report import Details
from kehoach.errors import KehoachError, OutcomeUnknown, StoreError
from kehoach.stores import Record, SQLStore
from kehoach.stores._backend import Durability
from kehoach.testing._store_contract import _DIGEST, _line, _terms

apsw = pytest.importorskip("apsw")
from disk import Disk, left_after  # noqa: E402  # it needs apsw

ID = "116-KH/TU"
SOAK = settings().max_examples > 100
CUTS = 20_000 if SOAK else 60
ACTS = 30

pytestmark = pytest.mark.slow


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A store with a campaign, closed, and nothing beside it."""
    path = tmp_path / "made" / "campaigns.db"
    path.parent.mkdir()
    with SQLStore.open(path) as store:
        store.begin(Record(ID, _DIGEST, "{}", 5))
    return path


def put(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with some files and nothing else; the answer is the database in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / "campaigns.db"


# Power


@pytest.mark.parametrize("durability", ["power", "process"])
@pytest.mark.parametrize("seed", [116, 2019])
def test_the_power_goes_at_any_moment(made: Path, tmp_path: Path, durability: Durability, seed: int) -> None:
    """Whatever was written of what was not synced: acknowledged acts are there, each whole, and the chain fits.

    With the durability of a process the last ones may be missing, and never one from the middle.
    """
    chance, disk = random.Random(seed), Disk()
    before = {made.name: made.read_bytes()}
    work = put(tmp_path / "work", before)
    with disk.store(work, durability=durability, pages=8) as store:
        journal = store.journal(ID, _terms())
        for _ in range(ACTS):
            seq, size = journal.lock(), chance.choice([1, 1, 1, 5, 20])
            act = Details(reason=f"{seq + 1}:{size}")
            journal.extend([_line(seq + n, details=act) for n in range(1, size + 1)])
            disk.acknowledge(seq + size)
    lost = 0
    cuts = sorted(chance.choices(range(len(disk.events) + 1), k=CUTS))
    for cut, told, files in left_after(disk.events, before, cuts, chance):
        with SQLStore.open(put(tmp_path / "left", files)) as store:
            found = store.journal(ID, _terms())
            entries = found.verify().entries
            acts = Counter(entry.reason for entry in found.entries())
        where = f"seed {seed}, {durability}, cut {cut}"
        assert {reason: int(str(reason).partition(":")[2]) for reason in acts} == acts, where
        assert durability == "process" or entries >= told, where
        lost += entries < told
    assert (lost > 0) == (durability == "process")  # the model does lose what was not synced


# Faults


class Fault:
    """Fails at the so many-th call, and at some that follow."""

    def __init__(self, place: int, error: type[Exception], calls: int) -> None:
        self.place, self.error, self.last = place, error, place + calls
        self.count = 0

    def __call__(self, what: str) -> None:
        if what == "read" and self.error is apsw.FullError:  # which takes no space
            return
        self.count += 1
        if self.place <= self.count < self.last:
            raise self.error


def work_through(disk: Disk, path: Path, told: dict[str, str]) -> int:
    """Open the store, do some acts, and note what came of each; how many calls were refused by a poisoned store."""
    poisoned = 0
    with disk.store(path, pages=3) as store:
        journal = store.journal(ID, _terms())
        for act in ("a", "b", "c", "d", "e", "f"):
            lines = [_line(n, details=Details(command_id=f"{act}{n}")) for n in range(4 if act in "bd" else 1)]
            try:
                journal.lock()
                journal.extend(lines)
                told[act] = "done"
            except OutcomeUnknown:
                told[act] = "unknown"
            except StoreError as error:
                told[act] = "failed"
                if error.findings[0].code == "KH913":
                    with pytest.raises(StoreError):  # nothing more is done until it is opened anew
                        journal.lock()
                    poisoned += 1
                    break
            finally:
                journal.unlock()
    return poisoned


@pytest.mark.parametrize(
    ("kind", "calls", "step"),
    [("IOError", 1, 5), ("IOError", 40, 11), ("FullError", 1, 5), ("FullError", 40, 7)],
)
def test_a_disk_that_fails_at_any_call_keeps_its_word(
    made: Path, tmp_path: Path, kind: str, calls: int, step: int
) -> None:
    """At whatever call the disk fails, what is told done is kept, what is told failed is not, and the chain fits."""
    content = {made.name: made.read_bytes()}
    outcomes: Counter[str] = Counter()
    place, reached, poisoned = 0, True, 0
    while reached:
        place += 1 if SOAK else step
        disk, told, path = Disk(), dict[str, str](), put(tmp_path / "work", content)
        disk.fault = fault = Fault(place, getattr(apsw, kind), calls)
        try:
            poisoned += work_through(disk, path, told)
        except KehoachError:  # it could not be opened
            outcomes["unopened"] += 1
        reached = fault.count >= place
        disk.fault = lambda _what: None
        with SQLStore.open(path) as store:
            journal = store.journal(ID, _terms())
            journal.verify()
            kept = {str(entry.command_id)[0]: entry for entry in journal.entries()}
            for act, answer in told.items():
                assert (act in kept) == (answer == "done") or answer == "unknown", (
                    f"{kind}, call {place}: {act} {answer}"
                )
            assert Counter(str(entry.command_id)[0] for entry in journal.entries()) == {
                act: 4 if act in "bd" else 1 for act in kept
            }, f"{kind}, call {place}"
            journal.lock()
            journal.append(*_line(99))
        outcomes.update(told.values())
    assert min(outcomes["done"], outcomes["failed"]) > 0
    assert (poisoned > 0) == (kind == "IOError")


def test_a_right_disk_is_a_disk(made: Path, tmp_path: Path) -> None:
    """The layer by itself changes nothing: what is written through it is read without it."""
    disk, told = Disk(), dict[str, str]()
    path = put(tmp_path / "work", {made.name: made.read_bytes()})
    assert work_through(disk, path, told) == 0
    assert set(told.values()) == {"done"}
    with SQLStore.open(path) as store:
        assert store.journal(ID, _terms()).verify().entries == 12
    assert {event.what for event in disk.events} >= {"write", "sync", "truncate"}
