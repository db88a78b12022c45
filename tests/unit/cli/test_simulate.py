"""``kehoach simulate``: a forecast on paper, for programs and as a picture; what if; and Ctrl-C."""

from __future__ import annotations

import csv
import io
import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
SCENARIO = """\
guide = 1
draft = {mean = 8, sigma = "0.5"}
review = {mean = "0.2", sigma = "0.5"}
rework = "1.5"
p_return = "10%"
"""
TABLE = f"\n[scenario]\n{SCENARIO}"


@pytest.fixture
def told(plan: Path) -> Path:
    """The plan with a table of how long things take."""
    plan.write_text(plan.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    return plan


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """The same table as a file of its own."""
    file = tmp_path / "scenario.toml"
    file.write_text(SCENARIO, encoding="utf-8")
    return file


def test_a_plan_that_says_how_long_things_take_is_forecast(run: Run, told: Path) -> None:
    """The text has a head, a row for each tier and one for the end, and how sure that is."""
    answer = run("simulate", told, "--runs", 200, "--seed", 7)
    assert (answer.code, answer.err) == (0, "")
    assert answer.lines[0] == "Forecast of 116-KH/TU: 200 runs, seed 7, start 2019-03-14"
    assert [line.split()[0] for line in answer.lines[4:8]] == ["commune", "district", "province", "end"]
    assert "Half of the runs end by" in answer.out


def test_the_text_speaks_vietnamese_and_fits_a_narrow_terminal(run: Run, told: Path) -> None:
    """In Vietnamese the tiers have their names; on 40 columns each row is set as lines."""
    answer = run("simulate", told, "--runs", 100, "--lang", "vi", COLUMNS="40")
    assert max(map(len, answer.lines)) <= 40
    assert "cấp cơ sở" in answer.lines
    assert "Một nửa số lần chạy kết thúc" in answer.out


def test_a_scenario_may_be_a_file(run: Run, plan: Path, told: Path, scenario: Path) -> None:
    """A file of the same keys, or one with a table of them, gives the same forecast as the plan's own."""
    own = run("simulate", told, "--runs", 50, "--format", "json").out
    assert run("simulate", told, "--scenario", scenario, "--runs", 50, "--format", "json").out == own
    assert run("simulate", told, "--scenario", told, "--runs", 50, "--format", "json").out == own


def test_json_has_everything_and_the_same_bytes(run: Run, told: Path) -> None:
    """The document says what it is, and another run of the command gives the same."""
    first, second = (run("simulate", told, "--runs", 50, "--format", "json").out for _ in range(2))
    facts = json.loads(first)
    assert first == second
    assert (facts["kind"], facts["runs"], facts["seed"]) == ("kehoach.simulate", 50, 2019)
    assert [one["of"] for one in facts["outlook"]] == ["commune", "district", "province", "end"]


def test_what_if_compares_run_by_run(run: Run, told: Path) -> None:
    """Another deadline is simulated with the same luck, and the change stands under it."""
    asked = ("--what-if", "commune: before 10-4-2019", "--what-if", "district: trước ngày 25/4/2019")
    answer = run("simulate", told, "--runs", 50, *asked)
    assert "What if commune: before 10-4-2019" in answer.lines
    assert "What if district: trước ngày 25/4/2019" in answer.lines
    facts = json.loads(run("simulate", told, "--runs", 50, *asked, "--format", "json").out)
    assert [one["what"] for one in facts["what_if"]] == [asked[1], asked[3]]
    assert facts["what_if"][0]["change"][0]["days"]["value"] == 0.0


def test_csv_has_a_row_for_each_end_and_what_if(run: Run, told: Path) -> None:
    """Programs get a row for each tier and the end, once for the plan and once for each other deadline."""
    answer = run("simulate", told, "--runs", 50, "--what-if", "commune: before 10-4-2019", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(answer.out)))
    assert [(row["what_if"], row["of"]) for row in rows[3:5]] == [("", "end"), ("commune: before 10-4-2019", "commune")]
    assert rows[4]["last_day"] == "2019-04-09"
    assert float(rows[0]["on_time"]) <= float(rows[4]["on_time"])


def test_a_campaign_under_way_goes_on_from_where_it_stands(run: Run, busy: Path, scenario: Path) -> None:
    """Of a store, what happened has happened: nothing ends before what its log says."""
    answer = run("simulate", busy, "--scenario", scenario, "--runs", 50, "--format", "json")
    assert answer.code == 0, answer.err
    now, then = (
        {one["of"]: one for one in json.loads(said.out)["outlook"]}["end"]["percentiles"]["50"]["day"]
        for said in (
            answer,
            run("simulate", busy, "--scenario", scenario, "--runs", 50, "--format", "json", "--at", "8/4/2019"),
        )
    )
    assert "2019-04-08" < then < "2019-06-01" < now


def test_two_processes_give_the_same_text(run: Run, told: Path) -> None:
    """With two jobs every number is the same."""
    alone, both = (run("simulate", told, "--runs", 600, "--jobs", jobs).out for jobs in (1, 2))
    assert alone == both


@pytest.mark.parametrize("picture", ["timeline", "curve", "histogram", "tornado", "critical"])
def test_a_picture_is_drawn(run: Run, told: Path, tmp_path: Path, picture: str) -> None:
    """Each picture is written to the file, in the format that its name says."""
    pytest.importorskip("matplotlib")
    file = tmp_path / "out.svg"
    answer = run("simulate", told, "--runs", 20, "--plot", file, "--picture", picture)
    assert (answer.code, answer.err) == (0, f"drawn: {file}\n")
    assert "<svg" in file.read_text(encoding="utf-8")


def test_a_picture_needs_a_format(run: Run, told: Path) -> None:
    """A name that says no format of pictures is refused, with those that there are."""
    pytest.importorskip("matplotlib")
    answer = run("simulate", told, "--runs", 20, "--plot", "out.docx")
    assert (answer.code, "name a file that ends with one of png, svg, pdf" in answer.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--runs", 0), 2, "0 is not in the range"),
        (("--seed", "luck"), 2, "'luck' is not a valid integer"),
        (("--what-if", "comune: before 10-4-2019"), 2, "no unit, tier, group or form 'comune'; did you mean 'commune'"),
        (("--what-if", "commune"), 2, "is not of the form"),
        (("--what-if", "commune: someday"), 3, "someday"),
        (("--scenario", "nowhere.toml"), 3, "there is no file"),
        (("--jobs", 0), 2, "0 is not in the range"),
        (("--at", "8/4/2019"), 2, "--at asks where a campaign stood"),
    ],
)
def test_bad_input_is_a_clear_error(run: Run, told: Path, arguments: tuple[object, ...], code: int, said: str) -> None:
    """Each misuse and each wrong file is told with the way out and its exit code."""
    answer = run("simulate", told, "--runs", 20, *arguments)
    assert (answer.code, said in answer.err) == (code, True), answer.err


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("draft = -1\nreview = 1", "draft"),
        ("draft = 1\nreview = 1\np_return = 2", "2 does not lie between 0 and 1"),
        ("draft = 1", "tier 'commune' has no review"),
        ("draft = 1\nreview = 1\n[tiers.comune]\ndraft = 2", "did you mean 'commune'"),
        ("draft = ", "sc.toml:1"),
    ],
)
def test_a_wrong_scenario_is_a_wrong_file(run: Run, told: Path, tmp_path: Path, table: str, said: str) -> None:
    """What is wrong in a scenario ends with the code of a wrong input file, and names the key."""
    file = tmp_path / "sc.toml"
    file.write_text(table, encoding="utf-8")
    answer = run("simulate", told, "--scenario", file, "--runs", 5)
    assert (answer.code, said in answer.err) == (3, True), answer.err


def test_a_plan_that_says_no_lengths_needs_a_scenario(run: Run, plan: Path, busy: Path, scenario: Path) -> None:
    """Without a table in the plan and without a file there is nothing to simulate; a campaign has no what if."""
    answer = run("simulate", plan)
    assert (answer.code, "say with --scenario FILE" in answer.err) == (2, True)
    asked = run("simulate", busy, "--scenario", scenario, "--what-if", "commune: before 10-4-2019")
    assert (asked.code, "--what-if changes a plan" in asked.err) == (2, True)


@pytest.fixture
def interrupted() -> Iterator[None]:
    """Half a second from now somebody presses Ctrl-C."""
    before = signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="nobody presses Ctrl-C here")
def test_ctrl_c_gives_what_is_done_so_far(run: Run, told: Path, interrupted: None) -> None:
    """Stopped half a second on, the forecast of the runs that are done is told, and the code is 130."""
    answer = run("simulate", told, "--runs", 9_000_000, "--what-if", "commune: before 10-4-2019")
    assert answer.code == 130
    assert answer.err.startswith("stopping after the runs under way\nstopped after ")
    assert "What if" not in answer.out
    done = int(answer.lines[0].split(": ")[1].split(" ")[0].replace(",", ""))
    assert 500 <= done < 9_000_000
    assert f"stopped after {done} of 9000000 runs" in answer.err
