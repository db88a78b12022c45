"""show, of plans that ask for several things, again and again, on conditions and in an order."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.many_forms import PLAN, written

Run = Callable[..., Any]
QUARTER = '{ every = "month", from = "2019-01", until = "2019-03" }'


def shown(run: Run, folder: Path, row: str, *options: str) -> list[str]:
    """The lines of what a plan with one more row says beside its deadlines, the row's own."""
    lines: list[str] = run("show", written(folder, PLAN + row), *options).lines
    return [line for line in lines if line.startswith("- x ")]


def row(lines: list[str], *words: str) -> str:
    """The one line that begins with some words, whatever stands between them."""
    (found,) = (line for line in lines if line.split("  ")[0] == words[0] and all(word in line for word in words))
    return str(found)


def test_a_form_that_comes_again_is_one_line(run: Run, forms: Path) -> None:
    """Of twelve months the number, the first and the last stand there, and the first and the last day on time."""
    found = row(run("show", forms).lines, "commune", "12: 2019-01 … 2019-12")
    assert "by day 5 of the month after the period  2019-02-05 … 2020-01-05" in found
    assert found.split()[-2:] == ["5", "1–5"]
    assert "05/02/2019 … 05/01/2020" in row(run("show", forms, "--lang", "vi").lines, "commune", "12: 2019-01")


def test_one_period_is_named_alone(run: Run, tmp_path: Path) -> None:
    """A form with one period is told by its name, and so is its day."""
    text = PLAN.replace('until = "2019-12"', 'until = "2019-01"')
    found = row(run("show", written(tmp_path, text)).lines, "commune", "2019-01 ")
    assert (found.count("2019-01"), found.count("…"), found.split()[-1]) == (1, 0, "1")


def test_units_with_terms_of_their_own_stand_apart(run: Run, forms: Path) -> None:
    """Those of a group stand under its id, a few under their own, and the rest of a tier under the tier's."""
    lines = run("show", forms).lines
    assert row(lines, "district (pilot)", "report").split("  ")[-1]
    assert row(lines, "district (d2)", "report").split("  ")[-1]
    assert row(lines, "district", "plan").split()[2] == "2"


def test_what_rows_say_beside_deadlines_is_told(run: Run, forms: Path) -> None:
    """Acts, order, gates, conditions, clocks, receivers and copies have a line each, in both languages."""
    said = run("show", forms).out
    assert "- plan of province, district: an act; after the plan of the superior\n" in said
    clocks = "rework: 3 days after sent back; review: 2 working days after submitted\n"
    assert f"- report of province, district (d2), commune: {clocks}" in said
    assert f"(pilot): sent when 50% of the subordinates are in, among them Xã Một; {clocks}" in said
    assert "- damage of commune: only if storm; sent to the issuer; copies to Huyện Một, Huyện Hai\n" in said
    said = run("show", forms, "--lang", "vi").out
    assert "- plan của province, district: việc phải thực hiện; sau plan của cấp trên\n" in said
    assert "- damage của commune: chỉ khi có storm; gửi cơ quan ban hành; đồng gửi Huyện Một, Huyện Hai\n" in said


@pytest.mark.parametrize(
    ("key", "en", "vi"),
    [
        ('only_if = "any"', "only once the unit sends it", "chỉ khi đơn vị tự gửi"),
        ('only_if = "flood"', "only if Flood of May (2019-05-10)", "chỉ khi có Flood of May (10/5/2019)"),
        ('gate = "none"', "does not wait for subordinates", "không phải chờ cấp dưới"),
        ('gate = { quorum = "1/3" }', "sent when 1/3 of the subordinates are in", "đủ 1/3 cấp dưới là gửi được"),
        ('to = "p"', "sent to Tỉnh Mẫu", "gửi Tỉnh Mẫu"),
        (
            'after = [{ form = "plan", of = "self", enforce = "warn" }]',
            "should come after the plan of the unit itself (only shown)",
            "nên sau plan của chính đơn vị (chỉ ghi nhận)",
        ),
        (
            f'deadline = "ngày 25 hằng tháng"\nestimate = true\nperiod = {QUARTER}',
            "estimates, with x-final to follow",
            "số ước tính, sau đó còn x-final",
        ),
    ],
)
def test_each_thing_a_row_can_say(run: Run, tmp_path: Path, key: str, en: str, vi: str) -> None:
    """What one key of a row means is told in English and in Vietnamese."""
    text = f'\n[[duties]]\nform = "x"\nowed_by = ["district"]\n{key}\n'
    assert shown(run, tmp_path, text) == [f"- x of district: {en}"]
    assert shown(run, tmp_path, text, "--lang", "vi") == [f"- x của district: {vi}"]


def test_a_gate_is_told_where_the_policy_has_none(run: Run, tmp_path: Path) -> None:
    """A row that waits for all is told where the policy waits for nobody."""
    text = PLAN.replace('gate = "all"', 'gate = "none"') + (
        '\n[[duties]]\nform = "x"\nowed_by = ["district"]\ngate = "all"\n'
    )
    for lang, said in (
        ("en", "- x of district: sent when all subordinates are in"),
        ("vi", "- x của district: chờ đủ"),
    ):
        assert said in run("show", written(tmp_path, text), "--lang", lang).out


def test_a_plan_of_one_form_does_not_name_it(run: Run, plan: Path) -> None:
    """Where only reports are owed, the lines and bars speak of tiers."""
    row = '\n[[duties]]\nowed_by = ["d1"]\noverride = true\ngate = "none"\n'
    plan.write_text(plan.read_text(encoding="utf-8") + row, encoding="utf-8")
    lines = run("show", plan).lines
    assert "- district (d1): does not wait for subordinates" in lines
    assert [line.split("  ")[0] for line in lines if "■" in line][:2] == ["commune", "district (d1)"]


@pytest.mark.parametrize("width", [24, 40, 60, 100])
def test_all_periods_are_one_bar_within_the_terminal(run: Run, forms: Path, width: int) -> None:
    """A bar has the days after each period, one line for all of them, and no line is wider than the terminal."""
    drawn = [line for line in run("show", forms, COLUMNS=str(width)).lines if "■" in line]
    assert len(drawn) == 7
    assert max(map(len, drawn)) <= width
    if width == 100:
        (commune,) = (line for line in drawn if line.startswith("commune, report"))
        assert len(commune.partition("report")[2].split()) == 12


def test_units_are_listed_once_for_all_periods(run: Run, forms: Path) -> None:
    """With --units each unit and form is one row; of a form that comes again with its periods and days."""
    lines = run("show", forms, "--units").lines
    found = [line for line in lines if line.startswith("c1 ")]
    assert [line.split("  ")[-1] for line in found] == ["2019-02-05 … 2020-01-05", found[1].split("  ")[-1]]
    assert found[1].endswith("damage")


def test_programs_get_every_duty_with_its_period(run: Run, forms: Path) -> None:
    """CSV and JSON have a row for each period; the timeline of JSON has each deadline with what its row says."""
    rows = list(csv.DictReader(io.StringIO(run("show", forms, "-f", "csv").out)))
    assert [one["period"] for one in rows if one["unit"] == "c1"] == [f"2019-{n:02}" for n in range(1, 13)] + [""]
    document = json.loads(run("show", forms, "-f", "json").out)
    assert [one["period"] for one in document["duties"]] == [one["period"] or None for one in rows]
    march = next(one for one in document["timeline"] if (one["part"], one["period"]) == ("pilot", "2019-03"))
    assert (march["first"], march["last_day"], march["working_days"]) == ("2019-04-01", "2019-04-05", 5)
    assert (march["gate"], march["rework"], march["review"]) == (
        "1/2",
        "3 days after sent_back",
        "2 working days after submitted",
    )
    plan = next(one for one in document["timeline"] if one["form"] == "plan")
    assert (plan["kind"], plan["after"], plan["period"]) == ("act", ["plan:superior"], None)


def test_readings_are_compared_where_a_day_is_printed(run: Run, forms: Path) -> None:
    """Deadlines that are told by the period, or wait for an event, have no column."""
    heads = next(line for line in run("show", forms, "--readings").lines if line.startswith("reading"))
    assert [one.strip() for one in heads.split("  ") if one] == ["reading", "district, plan", "province, plan"]


def test_the_real_plan_says_nothing_beside_its_deadlines(run: Run) -> None:
    """Plan 116 asks for one report once: no form, no period, no further line."""
    file = Path(__file__).parents[3] / "examples" / "plan_116" / "plan.toml"
    said = run("show", file).out
    assert "beside the deadlines" not in said
    assert "period" not in said
