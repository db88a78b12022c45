"""Standings, reports, totals and the log as data frames of each library: the same values, exactly, with their types."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import kehoach as kh
from kehoach._frames import LIBRARIES, Field, Library, chosen, frame_of
from kehoach.errors import InvalidCommand, MissingExtra, UnknownName
from kehoach.testing import ManualClock

nw = pytest.importorskip("narwhals")
for one in LIBRARIES:
    pytest.importorskip(one)

NOW = "2019-04-06T09:00+07:00"


def office() -> kh.Plan:
    """A province, two districts, one of which shares a commune, with figures of every kind, an act, and a section."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province", name="Tỉnh"),
        kh.Unit("d1", tier="district", reports_to="p"),
        kh.Unit("d2", tier="district", reports_to="p"),
        kh.Unit("c1", tier="commune", reports_to="d1"),
        kh.Unit("c2", tier="commune", reports_to=[("d1", "1/3"), ("d2", "2/3")]),
        kh.Unit("c3", tier="commune", reports_to="d2"),
    ]
    return kh.Plan(
        kh.Directive("x", issued_on="14-3-2019"),
        kh.Hierarchy.from_units(tiers, units),
        {"commune": "before 5-4-2019", "district": "by 17:00 20-4-2019"},
        indicators=[
            kh.Indicator("members", measure="người"),
            kh.Indicator("area", decimals=2),
            kh.Indicator("mean", kind="ratio", goes_up="ratio", numerator="area", denominator="members", decimals=1),
            kh.Indicator("note", kind="text", goes_up="gather"),
        ],
        outline=[kh.Section("results")],
        duties=[kh.DutyRow("list", ("commune",), kind="act", deadline="before 1-4-2019")],
    )


def carried_out() -> kh.Campaign:
    """A campaign in which reports came in, in time and late, some with marks."""
    clock = ManualClock("2019-04-01T08:00+07:00")
    campaign = kh.Campaign.begin(office(), clock=clock, default_by="expected")
    campaign.submit("c1", data={"members": 7, "area": "2.5", "note": "một"}, sections={"results": "được"})
    campaign.submit("c2", data={"members": 1, "area": kh.NIL, "note": kh.NA}, reason="giấy", person="b")
    campaign.complete("c1:list", data={"done_on": "31-3-2019", "manner": "họp"})
    clock.set(NOW)
    campaign.submit("c3", by="d2", acting_for="c3", received_at="2019-04-05T16:00+07:00", data={"members": kh.NIL})
    for unit in ("c1", "c2", "c3"):
        campaign.review(unit)
        campaign.aggregate(unit)
    campaign.aggregate("c2", by="d2")
    campaign.extend("d1", "before 1-5-2019", by="p", reason="mưa")
    return campaign


@pytest.fixture(scope="module")
def campaign() -> kh.Campaign:
    """The campaign of `carried_out`, which nobody changes."""
    return carried_out()


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Library:
    """Each of the three libraries."""
    return request.param  # type: ignore[no-any-return]


def rows(frame: object) -> list[Mapping[str, Any]]:
    """The rows of a frame of any library, None where it is null."""
    opened = nw.from_native(frame, eager_only=True)
    columns = {name: opened[name].to_list() for name in opened.columns}
    nulls = {name: opened[name].is_null().to_list() for name in opened.columns}
    return [
        {name: None if nulls[name][row] else values[row] for name, values in columns.items()}
        for row in range(len(opened))
    ]


def kinds(frame: object) -> dict[str, str]:
    """The type of each column, as narwhals calls it; pandas keeps decimals as objects and days as midnights."""
    opened = nw.from_native(frame, eager_only=True)
    return {name: type(dtype).__name__ for name, dtype in opened.schema.items()}


def test_a_progress_is_a_row_for_each_duty(campaign: kh.Campaign, library: Library) -> None:
    """Every row says what the standing of its duty says, dues and instants among it."""
    progress = campaign.progress()
    frame = progress.to_frame(library)
    found = rows(frame)
    assert [row["duty"] for row in found] == list(progress.duties())
    for row, standing in zip(found, progress.standings(), strict=True):
        assert (row["state"], row["bucket"], row["phase"]) == (standing.state, standing.bucket, standing.phase)
        assert (row["due_before"], row["submitted_at"]) == (standing.due_before, standing.submitted_at)
        assert (row["first_due_before"], row["days_late"]) == (standing.first_due_before, standing.days_late)
        assert (row["late"], row["version"]) == (standing.late, progress.version(standing.unit))
    by_duty = {row["duty"]: row for row in found}
    assert str(by_duty["c3"]["last_day"])[:10] == "2019-04-04"
    assert str(by_duty["d2"]["last_day"])[:10] == "2019-04-20"
    assert by_duty["d1"]["due_before"].isoformat() == "2019-05-01T00:00:00+07:00"
    assert (by_duty["c1:list"]["unit"], by_duty["c1:list"]["form"], by_duty["c1:list"]["tier"]) == (
        "c1",
        "list",
        "commune",
    )
    assert (by_duty["p"]["superior"], by_duty["c2"]["superior"], by_duty["p"]["name"]) == ("issuer", "d1", "Tỉnh")
    assert (by_duty["p"]["due_before"], by_duty["p"]["last_day"], by_duty["p"]["period"]) == (None, None, None)
    told = kinds(frame)
    assert {told[name] for name in ("version", "days_late")} == {"Int64"}
    assert {told["late"], told["state"], told["period"]} == {"Boolean", "String"}


def test_a_selection_of_a_progress_is_one_of_its_frame(campaign: kh.Campaign, library: Library) -> None:
    """Tier, form, clock and due are chosen as for standings."""
    progress = campaign.progress()
    found = rows(progress.to_frame(library, tier="commune", form="report", by="accepted", against="original"))
    wanted = progress.standings("commune", form="report", by="accepted", against="original")
    assert [(row["duty"], row["bucket"]) for row in found] == [(one.unit, one.bucket) for one in wanted]
    with pytest.raises(UnknownName):
        progress.to_frame(library, tier="comune")


def test_instants_stand_in_the_zone_of_the_plan(campaign: kh.Campaign, library: Library) -> None:
    """The due of a commune is midnight in Việt Nam, to the microsecond, in a column that knows its zone."""
    (row,) = [row for row in rows(campaign.progress().to_frame(library)) if row["duty"] == "c1"]
    assert row["due_before"].isoformat() == "2019-04-05T00:00:00+07:00"
    frame = frame_of([Field("at", "instant", [1, None], zone="Asia/Ho_Chi_Minh")], library)
    assert rows(frame)[0]["at"].isoformat() == "1970-01-01T08:00:00.000001+08:00"


def test_a_log_is_a_row_for_each_line(campaign: kh.Campaign, library: Library) -> None:
    """Every line has its number, its words, its instants in UTC, its figures as the log keeps them, and its hash."""
    log = campaign.log()
    found = rows(log.to_frame(library))
    assert len(found) == len(log)
    for row, entry in zip(found, log, strict=True):
        assert (row["seq"], row["at"], row["hash"]) == (entry.seq, entry.at, entry.hash)
        assert (row["duty"], row["trigger"], row["by"]) == (entry.duty, entry.trigger, entry.by)
        assert (row["person"], row["acting_for"], row["reason"]) == (entry.person, entry.acting_for, entry.reason)
        assert (row["received_at"], row["source"] or "") == (entry.received_at, entry.source)
        assert json.loads(row["data"] or "{}") == (entry.to_dict()["data"] or {})
        assert json.loads(row["sections"] or "{}") == dict(entry.sections)
    assert found[1]["data"] == '{"area": {"mark": "nil"}, "members": 1, "note": {"mark": "n/a"}}'
    assert [row["version"] for row in rows(campaign.log(after=10).to_frame(library))] == [
        entry.version for entry in campaign.log(after=10)
    ]


def test_what_concerns_no_duty_has_none_in_the_frame(library: Library) -> None:
    """A line about several duties has neither duty nor version, and its payload as JSON."""
    campaign = carried_out()
    campaign.reschedule(["d1", "d2"], deadline="before 9-5-2019", reason="mưa", by="issuer")
    row = rows(campaign.log().to_frame(library))[-1]
    assert (row["duty"], row["unit"], row["version"], row["source"]) == (None, None, None, None)
    assert json.loads(row["payload"])["selection"] == ["d1", "d2"]


def test_totals_are_exact_and_have_their_coverage(campaign: kh.Campaign, library: Library) -> None:
    """A row holds the value as it is printed, the same exactly, the own part, and who is heard."""
    totals = campaign.totals()
    frame = totals.to_frame(library)
    found = {(row["duty"], row["key"]): row for row in rows(frame)}
    assert len(found) == len(totals)
    for one in totals:
        row = found[one.unit, one.key]
        assert (row["reported"], row["expected"], row["version"]) == (one.reported, one.expected, one.version)
        assert row["value"] is None or row["value"] == Decimal(one.text())
        if isinstance(one.value, int | Decimal | Fraction) and not isinstance(one.value, type(kh.NIL)):
            assert Fraction(row["exact"]) == one.value
    assert (found["d1", "members"]["value"], found["d1", "members"]["exact"]) == (Decimal("7.00"), "22/3")
    assert (found["d1", "mean"]["value"], found["d1", "mean"]["exact"]) == (Decimal("0.30"), "15/44")
    assert (found["p", "area"]["value"], found["p", "area"]["mark"]) == (None, "missing")
    assert (found["d1", "note"]["text"], found["d1", "note"]["value"]) == ("c1: một", None)
    assert found["c2", "area"]["own"] == Decimal(0)
    assert (found["c2", "area"]["value"], found["c2", "area"]["mark"]) == (0, None)
    assert found["c1", "members"]["measure"] == "người"


def test_totals_without_decimals_are_integers(campaign: kh.Campaign, library: Library) -> None:
    """A frame of whole figures has a column of integers that knows null, and is not turned into floats."""
    frame = campaign.totals("members", tier="commune").to_frame(library)
    assert kinds(frame)["value"] == "Int64"
    assert [row["value"] for row in rows(frame)] == [7, 1, 0]
    assert [row["mark"] for row in rows(frame)] == [None, None, None]


def test_a_total_beyond_64_bits_is_an_error_that_names_it(library: Library) -> None:
    """A figure that no column holds is named with its unit and indicator, and never wraps around."""
    plan = kh.Plan(
        kh.Directive("x", issued_on="14-3-2019"),
        kh.Hierarchy.fan(commune=1),
        indicators=[kh.Indicator("big"), kh.Indicator("rate", decimals=9)],
    )
    campaign = kh.Campaign.begin(plan, default_by="expected", clock=ManualClock(NOW))
    campaign.submit("commune", data={"big": 10**29, "rate": 10**29})
    with pytest.raises(InvalidCommand) as error:
        campaign.totals("big").to_frame(library)
    assert (error.value.findings[0].code, error.value.findings[0].values["unit"]) == ("KH651", "commune")
    with pytest.raises(InvalidCommand) as error:
        campaign.progress().reports().to_frame(library)
    assert (error.value.findings[0].code, error.value.findings[0].path) == ("KH696", "big")
    with pytest.raises(InvalidCommand) as error:
        frame_of([Field("rate", "decimal", [Decimal(10**29)], decimals=9)], library)
    assert "38 figures" in str(error.value)


def test_reports_say_what_units_say_themselves(campaign: kh.Campaign, library: Library) -> None:
    """A column for each indicator that is entered, with its mark beside it, sections, and what is said of acts."""
    reports = campaign.progress().reports()
    found = {(row["unit"], row["form"]): row for row in rows(reports.to_frame(library))}
    assert (found["c1", "report"]["members"], found["c1", "report"]["area"]) == (7, Decimal("2.50"))
    assert (found["c2", "report"]["area"], found["c2", "report"]["area.mark"]) == (0, "nil")
    assert (found["c2", "report"]["note"], found["c2", "report"]["note.mark"]) == (None, "n/a")
    assert (found["c3", "report"]["area"], found["c3", "report"]["area.mark"]) == (None, None)
    assert (found["c1", "report"]["results"], found["c1", "report"]["note"]) == ("được", "một")
    done = found["c1", "list"]
    assert (str(done["done_on"])[:10], done["manner"], done["evidence"]) == ("2019-03-31", "họp", None)
    assert "mean" not in done
    assert [one.unit for one in reports[1:3]] == ["d1", "d2"]
    assert (len(reports), reports[3].version, repr(reports)) == (9, 1, "<9 reports>")
    assert rows(campaign.progress().reports("commune", form="list").to_frame(library))[0]["unit"] == "c1"


def test_a_difference_is_a_row_for_each_change(campaign: kh.Campaign, library: Library) -> None:
    """The deltas of a frame add up to the difference exactly."""
    found = campaign.difference("d1", "members", "2019-04-01T07:00+07:00")
    told = rows(found.to_frame(library))
    assert [row["duty"] for row in told] == [one.unit for one in found.changes]
    assert sum(Fraction(row["exact"]) for row in told) == found.delta
    assert [(row["cause"], row["was"], row["becomes"], row["through"]) for row in told] == [
        ("new", None, "1", "c1"),
        ("new", None, "1", "c2"),
    ]


def test_a_series_is_a_row_for_each_period(library: Library) -> None:
    """Each period has its total with its coverage."""
    plan = office().replace(
        duties=[
            kh.DutyRow(
                "stock",
                ("commune", "district", "province"),
                period=kh.Recurrence("month", "2019-01", "2019-03"),
            )
        ]
    )
    campaign = kh.Campaign.begin(plan, default_by="expected", clock=ManualClock(NOW))
    campaign.submit("c1:stock@2019-02", data={"members": 3})
    found = campaign.series("c1:stock", "members")
    told = rows(found.to_frame(library))
    assert [(row["period"], row["value"], row["mark"]) for row in told] == [
        ("2019-01", None, "missing"),
        ("2019-02", 3, None),
        ("2019-03", None, "missing"),
    ]


def test_a_view_shows_no_more_in_frames_than_elsewhere(library: Library) -> None:
    """What one actor may see of a campaign has only its rows, and names nobody else."""
    scoped = carried_out().scoped("d1")
    shown = rows(scoped.progress().to_frame(library))
    assert [row["duty"] for row in shown] == list(scoped.progress().duties())
    assert "c3" not in str(
        [shown, rows(scoped.log().to_frame(library)), rows(scoped.progress().reports().to_frame(library))]
    )
    assert {row["hash"] for row in rows(scoped.log().to_frame(library))} == {None}


@pytest.mark.parametrize("kind", ["text", "integer", "decimal", "flag", "instant", "day", "length"])
def test_columns_without_any_value_keep_their_type(kind: Any, library: Library) -> None:
    """A column of nulls and a frame without rows have the types that they always have."""
    several = frame_of([Field("x", kind, [None, None])], library)
    none = frame_of([Field("x", kind, [])], library)
    assert [row["x"] for row in rows(several)] == [None, None]
    assert kinds(several) == kinds(none)


def test_lengths_are_exact(library: Library) -> None:
    """A length of time is kept to the microsecond."""
    frame = frame_of([Field("x", "length", [90_000_000_001, None])], library)
    assert rows(frame)[0]["x"] == timedelta(hours=25, microseconds=1)


def test_without_a_name_the_first_library_that_is_there_makes_the_frame(campaign: kh.Campaign) -> None:
    """Of pandas, polars and pyarrow the first; another name is refused, with those that there are."""
    assert chosen() == "pandas"
    assert type(campaign.progress().to_frame()).__module__.startswith("pandas")
    with pytest.raises(UnknownName) as error:
        chosen("panda")  # type: ignore[arg-type]
    assert (error.value.nearest, str(error.value)) == (("pandas",), "no library 'panda'; did you mean 'pandas'?")
    with pytest.raises(UnknownName) as error:
        chosen("x")  # type: ignore[arg-type]
    assert error.value.nearest == LIBRARIES


@pytest.mark.slow
def test_a_library_that_is_not_there_is_named() -> None:
    """Without the library that is named the error says what to install; where none is named, another is taken."""
    program = (
        "import sys, kehoach as kh\n"
        "from kehoach._frames import frame_of\n"
        "from kehoach.errors import MissingExtra\n"
        "sys.modules['pandas'] = None\n"
        "for name in ('pandas', None):\n"
        "    try: print(type(frame_of([], name)).__module__)\n"
        "    except MissingExtra as error: print(error)\n"
        "sys.modules['polars'] = sys.modules['pyarrow'] = None\n"
        "try: frame_of([])\n"
        "except MissingExtra as error: print(error.package, error.extra)\n"
        "sys.modules['narwhals'] = None\n"
        "plan = kh.Plan(kh.Directive('x'), kh.Hierarchy.fan(commune=1))\n"
        "try: kh.files.submissions_from_frame([], plan)\n"
        "except MissingExtra as error: print(error)\n"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=paths)
    assert done.stdout.splitlines() == [
        "pandas is not installed; get it with: pip install pandas",
        "polars.dataframe.frame",
        "pandas None",
        "narwhals is not installed; get it with: pip install 'kehoach[frames]'",
    ]
    assert str(MissingExtra("polars")).endswith("pip install polars")


def test_an_instant_is_the_same_in_every_library(campaign: kh.Campaign) -> None:
    """What one library says of an instant the others say."""
    told = [[row["at"].astimezone(UTC) for row in rows(campaign.log().to_frame(one))] for one in LIBRARIES]
    assert told[0] == told[1] == told[2]
    assert isinstance(told[0][0], datetime)


def test_the_manual_names_every_column_in_its_order(campaign: kh.Campaign) -> None:
    """The tables of the reference are the columns of the frames, each with its kind."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "frames.md").read_text(encoding="utf-8")
    framed = {
        "Columns of standings": campaign.progress().to_frame("polars"),
        "Columns of totals": campaign.totals().to_frame("polars"),
        "Columns of the log": campaign.log().to_frame("polars"),
    }
    types = {"text": "String", "integer": "Int64", "instant": "Datetime", "day": "Date", "flag": "Boolean"}
    for heading, frame in framed.items():
        section = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
        rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `")]
        told = {name: kind.strip() for names, kind in rows for name in re.findall(r"`(\w+)`", names)}
        made = {name: type(dtype).__name__ for name, dtype in frame.schema.items()}
        assert list(told) == list(made)
        assert {name: types[kind] for name, kind in told.items() if kind in types} == {
            name: made[name] for name, kind in told.items() if kind in types
        }
