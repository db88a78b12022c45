"""The demonstration: one story, the same every time, short, and readable in 80 columns."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach._cli._demo._story import read_story

Run = Callable[..., Any]
ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "plan_116"
DATA = ("plan.toml", "quang_tri_2019.csv", "story.csv")


def packaged() -> Path:
    import kehoach._cli._demo

    return Path(kehoach._cli._demo.__file__).parent


@pytest.fixture(scope="module")
def played(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    store = tmp_path_factory.mktemp("demo") / "demo.db"
    return run("demo", "--keep", store), store


@pytest.mark.parametrize("name", DATA)
def test_the_package_carries_the_example(name: str) -> None:
    """What ships with the package is the example of the project, byte for byte."""
    assert (packaged() / name).read_bytes() == (EXAMPLE / name).read_bytes()


def test_the_story_is_told(played: tuple[Any, Path]) -> None:
    """Plan, readings, returns, the closed gate, the middle, the end, totals and the verified log are all shown."""
    answer, _ = played
    assert (answer.code, answer.err) == (0, "")
    for words in (
        "commune     141  before 5 April 2019   2019-04-04          21            15",
        "day counted, on to a working day     2019-04-05  2019-04-22  2019-05-02",
        "158 reports",
        "Huyện Triệu Phong sends the report of Xã Triệu Độ back",
        "Huyện Hải Lăng (470): cannot submit",
        "2 of its 20 subordinates are not aggregated",
        "Huyện Hải Lăng: đã gửi ngày 18/4/2019, đúng hạn",
        "Huyện Gio Linh: chưa gửi, quá hạn 3 ngày",
        "Đã tổng hợp 8/10 đơn vị; còn 02 đơn vị chưa gửi báo cáo",
        "(106 of 141 units reported",
        "(141 of 141 units reported",
        "Đợt báo cáo đã hoàn thành.",
        "477 entries, all as written",
        "kehoach new plan.toml",
    ):
        assert words in answer.out, words


def test_the_story_fits_80_columns(played: tuple[Any, Path]) -> None:
    """No line is longer than the narrowest terminal in use, but for a path that is."""
    answer, store = played
    assert [line for line in answer.lines if len(line) > 80 and str(store.parent) not in line] == []


def test_the_story_is_the_same_every_time(run: Run, played: tuple[Any, Path], tmp_path: Path) -> None:
    """Two runs tell the same and leave the same log, hash for hash."""
    answer, store = played
    again = run("demo", "--keep", tmp_path / "demo.db")
    assert again.out.replace(str(tmp_path), "") == answer.out.replace(str(store.parent), "")
    assert run("log", store, "-f", "json").out == run("log", tmp_path / "demo.db", "-f", "json").out


def test_the_commands_it_shows_can_be_typed(run: Run, played: tuple[Any, Path]) -> None:
    """The campaign is left as it ended, and can be asked and gone on with."""
    _, store = played
    assert json.loads(run("status", store, "--at", "2/5/2019", "-f", "json").out)["complete"] is True
    assert "Huyện Gio Linh: sent on 2019-04-23, 4 days late" in run("status", store, "--late", "--at", "2/5/2019").out
    assert run("due", store, "Huyện Gio Linh").code == 0
    assert run("log", store, "--unit", "Xã Triệu Độ").code == 0
    assert run("correct", store, "19330", "--reason", "x", "--dry-run").code == 0


def test_it_speaks_vietnamese(run: Run, tmp_path: Path) -> None:
    """The whole story is told in Vietnamese when asked."""
    answer = run("demo", "--keep", tmp_path / "demo.db", "--lang", "vi", COLUMNS="40")
    assert "6. Báo cáo cuối cùng" in answer.out
    assert "trả lại báo cáo của Xã Triệu Độ" in " ".join(answer.out.split())
    plain = [line for line in answer.lines if "kehoach " not in line and str(tmp_path) not in line]
    assert max(map(len, plain)) <= 40


def test_a_kept_file_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    """Where the file exists, nothing is played and nothing is touched."""
    file = tmp_path / "demo.db"
    file.write_text("mine", encoding="utf-8")
    answer = run("demo", "--keep", file)
    assert (answer.code, answer.out) == (4, "")
    assert file.read_text(encoding="utf-8") == "mine"


def test_everybody_sends(played: tuple[Any, Path]) -> None:
    """Every unit of the plan and every lateral body has an act of its own in the story."""
    with (EXAMPLE / "quang_tri_2019.csv").open(encoding="utf-8") as file:
        units = {row["id"] for row in csv.DictReader(file)}
    acts = read_story(EXAMPLE / "story.csv")
    assert units <= {act.unit for act in acts if act.act == "submit"}
    assert len({act.unit for act in acts if act.act == "submit"}) == 158
    assert sum(act.act == "send_back" for act in acts) == 2
