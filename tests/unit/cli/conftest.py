"""What the tests of the command line share: a runner, a small plan, a campaign that has begun."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner
from tests import many_forms

from kehoach._cli import cli

PLAN = """\
[directive]
title = "Annual review"
number = "116-KH/TU"
issued_on = 2019-03-14

[policy]
accepts_in_one = true

[[tiers]]
id = "province"
deadline = "before 30-4-2019"

[[tiers]]
id = "district"
deadline = "before 20-4-2019"

[[tiers]]
id = "commune"
name = "cấp cơ sở"
deadline = "trước ngày 05 tháng 4 năm 2019"

[[units]]
file = "units.csv"

[[indicators]]
key = "members"
title = "Members"
measure = "people"
kind = "stock"
goes_up = "sum"
required = true

[[outline]]
key = "results"
title = "Results"
"""
UNITS = """\
id,name,tier,reports_to
p,Tỉnh Mẫu,province,
d1,Huyện Một,district,p
d2,Huyện Hai,district,p
c1,Xã Một,commune,d1
c2,Xã Hai,commune,d1
c3,Xã Ba,commune,d2
c4,Xã Hai,commune,d2
"""


@attrs.frozen
class Answer:
    """What a run of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of stdout."""
        return self.out.splitlines()


Run = Callable[..., Answer]


def ran(*arguments: object, **environment: str) -> Answer:
    """Run a command in this process, whatever the environment of the tests says."""
    apart = {"mix_stderr": False} if "mix_stderr" in inspect.signature(CliRunner).parameters else {}
    clean = {"COLUMNS": None, "KEHOACH_LANG": None, "KEHOACH_TRACEBACK": None, "_KEHOACH_COMPLETE": None}
    runner = CliRunner(**apart)  # type: ignore[arg-type]  # click 8.1 mixes the streams unless it is told not to
    found = runner.invoke(cli, [str(one) for one in arguments], env={**clean, **environment})
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return Answer(found.exit_code, found.stdout, found.stderr)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command in this process."""
    return ran


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan file of one province, two districts and four communes, its units beside it."""
    return written(tmp_path)


def written(folder: Path) -> Path:
    """The plan, written into a folder."""
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    return folder / "plan.toml"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a campaign of that plan, begun on 15 March; tests get copies."""
    folder = tmp_path_factory.mktemp("begun")
    answer = ran("begin", written(folder), folder / "2019.db", "--at", "15/3/2019")
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture(scope="session")
def underway(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with c1 aggregated, c2 sent late and returned, c3 sent on paper, and c4 not sent."""
    folder = tmp_path_factory.mktemp("underway")
    store = copied(begun, folder)
    acts: tuple[tuple[object, ...], ...] = (
        ("submit", store, "c1", "-d", "members=1500", "-s", "results=all good", "--at", "20/3/2019"),
        ("review", store, "c1", "--at", "21/3/2019"),
        ("aggregate", store, "c1", "--at", "21/3/2019"),
        ("submit", store, "c2", "-d", "members=nil", "--at", "6/4/2019"),
        ("send-back", store, "c2", "--reason", "no causes", "--at", "7/4/2019"),
        ("submit", store, "c3", "-d", "members=20", "--received-at", "4/4/2019", "--at", "8/4/2019"),
    )
    for act in acts:
        answer = ran(*act)
        assert answer.code == 0, answer.err
    return folder


def copied(folder: Path, to: Path) -> Path:
    """A copy of the campaign in a folder, with what SQLite keeps beside it."""
    for file in folder.iterdir():
        shutil.copy(file, to / file.name)
    return to / "2019.db"


@pytest.fixture
def store(begun: Path, tmp_path: Path) -> Path:
    """A campaign of that plan, begun on 15 March."""
    return copied(begun, tmp_path)


@pytest.fixture
def busy(underway: Path, tmp_path: Path) -> Path:
    """A campaign under way: c1 aggregated, c2 sent late and returned, c3 sent on paper, c4 not sent."""
    return copied(underway, tmp_path)


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A plan file with an act, a monthly report with a pilot, and a report of damage, its units beside it."""
    return many_forms.written(tmp_path)


@pytest.fixture(scope="session")
def begun_forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a campaign of that plan, begun on 11 January; tests get copies."""
    folder = tmp_path_factory.mktemp("forms")
    answer = ran("begin", many_forms.written(folder), folder / "2019.db", "--at", "11/1/2019")
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture
def many(begun_forms: Path, tmp_path: Path) -> Path:
    """A campaign of that plan, begun on 11 January."""
    return copied(begun_forms, tmp_path)
