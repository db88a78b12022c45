"""Figures as they were known: ``total --known-on``, ``difference``, ``stale`` and ``series``."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import many_forms

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def took(run: Run, underway: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The campaign under way, in which the two reports of the second district were aggregated, one of them late."""
    folder = tmp_path_factory.mktemp("took")
    store = copied(underway, folder)
    acts: tuple[tuple[object, ...], ...] = (
        ("review", store, "c3", "--at", "8/4/2019"),
        ("aggregate", store, "c3", "--at", "8/4/2019"),
        ("submit", store, "c4", "-d", "members=1200", "--at", "9/4/2019"),
        ("review", store, "c4", "--at", "10/4/2019"),
        ("aggregate", store, "c4", "--at", "10/4/2019"),
        ("correct", store, "c3", "--reason", "twice", "--at", "11/4/2019"),
        ("submit", store, "c3", "-d", "members=15", "--at", "11/4/2019"),
        ("review", store, "c3", "--at", "12/4/2019"),
    )
    for act in acts:
        answer = run(*act)
        assert answer.code == 0, answer.err
    return folder


@pytest.fixture
def taken(took: Path, tmp_path: Path) -> Path:
    """A copy of that campaign."""
    return copied(took, tmp_path)


def copied(folder: Path, to: Path) -> Path:
    """A copy of the campaign in a folder, with what SQLite keeps beside it."""
    for file in folder.iterdir():
        shutil.copy(file, to / file.name)
    return to / "2019.db"


def rows(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text))]


# -- what was known


def test_a_total_as_it_was_known(run: Run, taken: Path) -> None:
    """A day means its end, an instant what it says; the total is the one that was answered then."""
    answer = run("total", taken, "d2", "members", "--known-on", "9/4/2019")
    assert answer.lines == [
        "Huyện Hai, Members: 20 people (1 of 2 units reported it, version 1)",
        "  missing: Xã Hai (c4)",
    ]
    before = run("total", taken, "d2", "members", "--known-on", "2019-04-07T08:00+07:00", "-f", "csv")
    assert rows(before.out)[0]["total"] == "missing"
    document = json.loads(run("total", taken, "d2", "--known-on", "10/4/2019", "-f", "json").out)
    assert document["totals"][0]["value"] == 1220
    explained = run("total", taken, "d2", "members", "--known-on", "9/4/2019", "--explain")
    assert [line for line in explained.lines if "c4" in line] == ["  missing: Xã Hai (c4)", "└─ missing: Xã Hai (c4)"]
    assert "--known-on" in run("total", taken, "d2", "--known-on", "yesterday").err


# -- what changed


def test_a_difference_in_words(run: Run, taken: Path) -> None:
    """The total then, each change with its cause, what each cause comes to, and the total now."""
    until = ("--until", "10/4/2019")
    assert run("difference", taken, "d2", "members", "--since", "8/4/2019", *until).lines == [
        "2019-04-08 23:59: Huyện Hai, Members: 20 people (1 of 2 units reported it, version 1)",
        "change  report       why           version",
        "──────────────────────────────────────────",
        "+1,200  Xã Hai (c4)  came in late  – → 1",
        "in all +1,200: came in late +1,200",
        "2019-04-10 23:59: Huyện Hai, Members: 1,220 people (2 of 2 units reported it, version 1)",
    ]
    assert run("difference", taken, "d2", "members", "--since", "8/4/2019", *until, "--lang", "vi").lines[1:5] == [
        "thay đổi  báo cáo      lý do        bản",
        "─────────────────────────────────────────",
        "  +1.200  Xã Hai (c4)  gửi quá hạn  – → 1",
        "tổng cộng +1.200: gửi quá hạn +1.200",
    ]
    same = run("difference", taken, "d2", "members", "--since", "10/4/2019", *until)
    assert same.lines[1] == "nothing has changed it"


def test_a_difference_through_a_report_above(run: Run, taken: Path) -> None:
    """Where a superior's report made the change, it is named; a negative change has its sign."""
    for act in (
        ("submit", taken, "d2", "--at", "13/4/2019"),
        ("review", taken, "d2", "--at", "14/4/2019"),
        ("aggregate", taken, "d2", "--at", "15/4/2019"),
        ("release", taken, "d2", "--reason", "too early", "--at", "16/4/2019"),
    ):
        assert run(*act).code == 0
    lines = run("difference", taken, "p", "members", "--since", "14/4/2019", "--until", "15/4/2019").lines
    assert lines[1].split() == ["change", "report", "why", "version", "through"]
    assert lines[3].split(maxsplit=1)[1].endswith("Huyện Hai (d2)")
    gone = run("difference", taken, "p", "members", "--since", "15/4/2019", "--until", "16/4/2019").lines
    assert [line.split()[0] for line in gone[3:5]] == ["-20", "-1,200"]
    assert "released -1,220" in gone[-2]


def test_a_difference_for_programs(run: Run, taken: Path) -> None:
    """JSON holds both totals and every change, CSV a row for each change of each indicator."""
    document = json.loads(run("difference", taken, "d2", "--since", "8/4/2019", "-f", "json").out)
    (found,) = document["differences"]
    assert (found["opening"]["value"], found["closing"]["value"], found["delta"]) == (20, 1220, 1200)
    table = rows(run("difference", taken, "d2", "--since", "8/4/2019", "-f", "csv").out)
    assert [(row["indicator"], row["unit"], row["delta"], row["cause"]) for row in table] == [
        ("members", "c4", "1200", "late")
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("d2", "members"), "--since"),
        (("d2", "members", "--since", "x"), "--since"),
        (
            ("d2", "members", "--since", "9/4/2019", "--until", "8/4/2019"),
            "2019-04-08T23:59:59.999999+07:00 lies before",
        ),
        (("d2", "member", "--since", "9/4/2019"), "did you mean 'members'?"),
        (("d9", "members", "--since", "9/4/2019"), "no unit 'd9'"),
        (("d2", "members", "--since", "9/4/2019", "--version", "7"), "version"),
    ],
)
def test_a_difference_that_cannot_be_asked_for(run: Run, taken: Path, words: tuple[str, ...], said: str) -> None:
    """Times that are none or the wrong way round, unknown names and versions are misuse, and are named."""
    answer = run("difference", taken, *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


# -- what is behind


def test_what_is_behind(run: Run, taken: Path) -> None:
    """A superior that holds an older version is named, with what taking the newer one would change."""
    assert run("stale", taken).lines == [
        "Huyện Hai (d2), version 1: holds version 1 of Xã Ba (c3), version 2 is accepted; Members -5"
    ]
    assert run("stale", taken, "Huyện Hai", "--lang", "vi").lines == [
        "Huyện Hai (d2), bản 1: đang giữ bản 1 của Xã Ba (c3), đã duyệt bản 2; Members -5"
    ]
    assert run("stale", taken, "d1").lines == ["nothing is behind what is accepted"]
    document = json.loads(run("stale", taken, "-f", "json").out)
    assert (document["stale"][0]["cause"], document["stale"][0]["deltas"]) == ("c3", {"members": -5})
    (row,) = rows(run("stale", taken, "-f", "csv").out)
    assert (row["unit"], row["held"], row["accepted"], row["members"]) == ("d2", "1", "2", "-5")


def test_what_is_behind_further_down(run: Run, taken: Path) -> None:
    """A province that holds a district that is behind is told where; one that holds nothing is told so."""
    for act in (
        ("submit", taken, "d2", "--at", "13/4/2019"),
        ("review", taken, "d2", "--at", "14/4/2019"),
    ):
        assert run(*act).code == 0
    told = run("stale", taken, "p").lines
    assert told[0].startswith("Tỉnh Mẫu (p), version 1: holds nothing of Huyện Hai (d2), version 1 is accepted")
    assert run("aggregate", taken, "d2", "--at", "15/4/2019").code == 0
    assert run("stale", taken, "p").lines == [
        "Tỉnh Mẫu (p), version 1: holds version 1 of Xã Ba (c3) (in Huyện Hai (d2)), version 2 is accepted; Members -5"
    ]
    assert run("stale", taken, "--form", "report").code == 2


def test_a_view_is_told_of_its_own(run: Run, taken: Path) -> None:
    """With --as a difference and what is behind are those that the actor may see."""
    assert run("stale", taken, "--as", "d1").lines == ["nothing is behind what is accepted"]
    assert run("stale", taken, "--as", "d2").lines == run("stale", taken).lines
    answer = run("difference", taken, "d2", "members", "--since", "8/4/2019", "--as", "d1")
    assert (answer.code, answer.err) == (2, "no unit 'd2'\n")
    whole = run("difference", taken, "d2", "members", "--since", "8/4/2019", "--until", "11/4/2019", "--as", "d2")
    assert "Xã Hai (c4)" in whole.out


# -- periods


@pytest.fixture(scope="module")
def months(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign with monthly reports, in which one commune has sent two; nobody changes it."""
    folder = tmp_path_factory.mktemp("months")
    plan, store = many_forms.written(folder), folder / "months.db"
    plan.write_text(f'{plan.read_text(encoding="utf-8")}\n[[indicators]]\nkey = "members"\nkind = "stock"\n', "utf-8")
    assert run("begin", plan, store, "--at", "11/1/2019").code == 0
    for period, members in (("2019-01", 5), ("2019-02", 7)):
        data = f"members={members}"
        assert run("submit", store, "c1", "--period", period, "-d", data, "--at", "10/3/2019").code == 0
    return store


def test_a_series_in_words_and_for_programs(run: Run, months: Path) -> None:
    """A row for each period with its coverage, and what they come to by the indicator's operator for time."""
    words = ("series", months, "c1", "members", "--last", "2019-03")
    text = run(*words).lines
    assert text[0].startswith("Xã Một (c1")
    assert [line.split()[0] for line in text[3:6]] == ["2019-01", "2019-02", "2019-03"]
    assert text[6].split()[0] in ("last", "sum")
    document = json.loads(run(*words, "-f", "json").out)
    assert [one["value"] for one in document["totals"]] == [5, 7, "missing"]
    table = rows(run(*words, "-f", "csv").out)
    assert [(row["period"], row["total"], row["expected"]) for row in table] == [
        ("2019-01", "5", "1"),
        ("2019-02", "7", "1"),
        ("2019-03", "missing", "1"),
    ]
    assert run(*words, "--lang", "vi").lines[1].split()[0] == "kỳ"
    assert run("series", months, "c1:report", "members", "--form", "report", "--first", "2019-02").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("c1:plan", "members", "--form", "report"), "--form says report"),
        (("c1", "member"), "did you mean 'members'?"),
        (("c1", "members", "--first", "2018-01"), "2018-01"),
        (("c1", "members", "--first", "2019-03", "--last", "2019-01"), "lies before the first"),
        (("d1:plan", "members"), "no form that comes again 'plan'"),
        (("x", "members"), "no unit 'x'"),
    ],
)
def test_a_series_that_cannot_be_asked_for(run: Run, months: Path, words: tuple[str, ...], said: str) -> None:
    """Unknown periods, forms that come once, and units that there are not are misuse."""
    answer = run("series", months, *words)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize("columns", ["40", "60"])
def test_the_width_of_a_terminal_is_kept(run: Run, taken: Path, months: Path, columns: str) -> None:
    """No line is longer than COLUMNS says."""
    for command in (
        ("difference", taken, "d2", "--since", "8/4/2019"),
        ("stale", taken),
        ("series", months, "c1", "members"),
    ):
        assert max(map(len, run(*command, COLUMNS=columns).lines)) <= int(columns)


def test_texts_change_without_a_figure(run: Run, tmp_path: Path) -> None:
    """A text that came in is a change without a figure; figures that stay as they are are left out."""
    (tmp_path / "units.csv").write_text("id,name,tier,reports_to\np,,province,\nc,,commune,p\n", encoding="utf-8")
    heading = (
        '[directive]\ntitle = "x"\nissued_on = 2019-03-14\n\n[policy]\ngate = "none"\n\n[[units]]\nfile = "units.csv"\n'
    )
    tiers = "".join(f'\n[[tiers]]\nid = "{tier}"\n' for tier in ("province", "commune"))
    note = '\n[[indicators]]\nkey = "note"\nkind = "text"\ngoes_up = "gather"\n\n[[indicators]]\nkey = "cases"\n'
    (tmp_path / "plan.toml").write_text(heading + tiers + note, encoding="utf-8")
    store = tmp_path / "notes.db"
    for act in (
        ("begin", tmp_path / "plan.toml", store, "--at", "15/3/2019"),
        ("submit", store, "c", "-d", "note=well", "-d", "cases=3", "--at", "16/3/2019"),
        ("review", store, "c", "--at", "17/3/2019"),
        ("aggregate", store, "c", "--at", "17/3/2019"),
        ("correct", store, "c", "--reason", "x", "--at", "18/3/2019"),
        ("submit", store, "c", "-d", "note=ill", "--at", "19/3/2019"),
        ("review", store, "c", "--at", "20/3/2019"),
    ):
        assert run(*act).code == 0
    lines = run("difference", store, "p", "note", "--since", "16/3/2019", "--until", "17/3/2019").lines
    assert [line.split() for line in lines[1:4:2]] == [
        ["change", "report", "why", "version"],
        ["c", "came", "in", "–", "→", "1"],
    ]
    assert lines[4].startswith("2019-03-17")
    assert run("stale", store).lines == ["p, version 1: holds version 1 of c, version 2 is accepted"]
