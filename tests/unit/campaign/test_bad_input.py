"""Everything that people and programs hand in by mistake, from the first door to the last: what is said, and how.

A refusal says what was asked, what stands against it and what to do, in two languages; and it leaves nothing behind.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kehoach as kh
from kehoach._campaign._details import NAME_LIMIT, TEXT_LIMIT
from kehoach.errors import AmbiguousName, Invalid, InvalidCommand, KehoachError, Refused, UnknownName
from kehoach.files import parse_plan, read_submissions
from kehoach.testing import ManualClock
from staged import MORNING, begun, codes, refusal, shared, up, written

FIGURES = [
    kh.Indicator("members", kind="stock"),
    kh.Indicator("households", kind="flow", least=0, most="99999"),
    kh.Indicator("rate", decimals=1, least="-100", most=100),
    kh.Indicator("remark", kind="text"),
]
OUTLINE = [kh.Section("results"), kh.Section("causes")]


@pytest.fixture
def campaign() -> kh.Campaign:
    """A campaign of a province, two districts and four communes, with figures of every kind."""
    return begun(indicators=FIGURES, outline=OUTLINE)


def unchanged(campaign: kh.Campaign, act: Callable[[], object], error: type[KehoachError]) -> Any:
    """The error of an act that changes nothing, and says so in a few lines of either language."""
    before = written(campaign), campaign.progress()
    with pytest.raises(error) as raised:
        act()
    assert (written(campaign), campaign.progress()) == before
    for lang in ("en", "vi"):
        assert 0 < len(raised.value.text(lang)) < 2_000  # type: ignore[attr-defined]  # each kind that is asked for has it
    return raised.value


def invalid(campaign: kh.Campaign, **carried: Any) -> list[tuple[str, str]]:
    """Codes and places of what is wrong with a submission."""
    error = unchanged(campaign, lambda: campaign.submit("commune-1", **carried), InvalidCommand)
    (outcome,) = campaign.fire_many([kh.Command("commune-1", "submit", **carried)])
    assert isinstance(outcome.error, InvalidCommand)
    assert [one.code for one in outcome.error.findings] == [one.code for one in error.findings]
    return [(one.code, one.path) for one in error.findings]


def found(campaign: kh.Campaign, **carried: Any) -> Any:
    """The one finding about a submission."""
    error = unchanged(campaign, lambda: campaign.submit("commune-1", **carried), InvalidCommand)
    (finding,) = error.findings
    return finding


# -- names


@pytest.mark.parametrize(("trigger", "near"), [("sumbit", "submit"), ("sendback", "send_back"), ("Submit", "submit")])
def test_a_trigger_that_does_not_exist_proposes_the_nearest(campaign: kh.Campaign, trigger: str, near: str) -> None:
    """A misspelt trigger is no refusal: it names what it may have meant."""
    error = unchanged(campaign, lambda: campaign.fire("commune-1", trigger), UnknownName)
    assert (error.kind, error.nearest) == ("trigger", (near,))


def test_a_trigger_of_another_time_says_what_is_possible(campaign: kh.Campaign) -> None:
    """A trigger that exists and is not possible now comes with those that are."""
    (blocker,) = refusal(campaign, "commune-1", "aggregate", by="district-1")
    assert blocker.text() == "aggregate is not possible from draft"
    assert "submit" in blocker.remedy()


@pytest.mark.parametrize("unit", ["commune-9", "comune-1", "X", "", " ", "commune-1\n", "commune-1:", "issuer"])
def test_a_unit_outside_the_plan_is_named(campaign: kh.Campaign, unit: str) -> None:
    """A unit that the plan has not is unknown, whatever is asked of it."""
    for ask in (
        lambda: campaign.submit(unit),
        lambda: campaign.blockers(unit, "submit"),
        lambda: campaign.report(unit),
        lambda: campaign.progress().state(unit),
        lambda: campaign.total(unit, "members"),
        lambda: campaign.extend(unit, "before 1-1-2030", reason="x"),
        lambda: campaign.fire_all("submit", units=[unit]),
    ):
        unchanged(campaign, ask, KehoachError)
    assert unchanged(campaign, lambda: campaign.submit("comune-1"), UnknownName).nearest[0] == "commune-1"


@pytest.mark.parametrize("name", [None, 5, 1.5, True, b"461", ("461",), dt.date(2019, 3, 1), "x" * 10_000_000])
def test_what_is_no_name_is_no_crash(campaign: kh.Campaign, name: Any) -> None:
    """Anything else in the place of a unit, a trigger or a tier is unknown under a short name."""
    for ask in (
        lambda: campaign.submit(name),
        lambda: campaign.fire("commune-1", name),
        lambda: campaign.total("commune-1", name),
        lambda: campaign.progress().summary(name) if name is not None else campaign.submit(name),
    ):
        unchanged(campaign, ask, KehoachError)


MANY = """
[directive]
title = "Nhiều biểu"
[[tiers]]
id = "province"
owes = false
[[tiers]]
id = "district"
owes = false
[[units]]
id = "45"
tier = "province"
[[units]]
id = "461"
tier = "district"
reports_to = "45"
[[units]]
id = "462"
tier = "district"
reports_to = "45"
[[units]]
id = "463"
tier = "district"
reports_to = "45"
[[duties]]
form = "plan"
kind = "act"
owed_by = ["461"]
[[duties]]
form = "list"
owed_by = ["462"]
[[duties]]
form = "stock"
owed_by = ["461"]
period = { every = "month", from = "2019-01", until = "2019-06" }
"""


def test_an_ambiguous_duty_lists_its_choices() -> None:
    """A unit that owes several things, and no report, must say which; the choices are cut after three in words."""
    campaign = kh.Campaign.begin(parse_plan(MANY), clock=ManualClock(MORNING), default_by="expected")
    every = ("461:plan", *(f"461:stock@2019-0{month}" for month in range(1, 7)))
    for ask in (
        lambda: campaign.submit("461"),
        lambda: campaign.report("461"),
        lambda: campaign.progress().state("461"),
        lambda: campaign.plan.due("461"),
        lambda: campaign.plan.duty("461"),
    ):
        error = unchanged(campaign, ask, AmbiguousName)
        assert (error.kind, error.choices) == ("duty", every)
        assert str(error) == (
            "duty '461' may be any of 461:plan, 461:stock@2019-01, 461:stock@2019-02 and 4 more; give the id"
        )
    assert unchanged(campaign, lambda: campaign.submit("461:stock"), AmbiguousName).choices == every[1:]
    assert unchanged(campaign, lambda: campaign.submit("462"), UnknownName).nearest == ("462:list",)
    assert str(unchanged(campaign, lambda: campaign.submit("463"), UnknownName)) == "no duty '463'"
    assert unchanged(campaign, lambda: campaign.submit("461:stok@2019-03"), UnknownName).nearest[0] == every[3]
    assert campaign.submit("461:stock@2019-03").duty == "461:stock@2019-03"


# -- who, which version, when, why


def test_an_actor_of_another_branch_is_told_whose_it_is(campaign: kh.Campaign) -> None:
    """Neither a cousin, nor another district, nor a unit that the plan has not, may act on a report."""
    campaign.submit("commune-1")
    for by in ("district-2", "commune-2", "nobody", ""):
        (blocker,) = refusal(campaign, "commune-1", "review", by=by)
        assert blocker.code == "not_yours"
        assert blocker.values["expected"] == ("district-1",)
    assert codes(refusal(campaign, "commune-1", "review", by="district-2", acting_for="district-1"))[0] == "not_for"


def test_nobody_is_guessed_where_nobody_is_named() -> None:
    """A campaign without a default asks who acts."""
    campaign = kh.Campaign.begin(begun().plan, clock=ManualClock(MORNING))
    assert codes(refusal(campaign, "commune-1", "submit")) == ["no_actor"]


def test_a_stale_version_comes_with_the_difference(campaign: kh.Campaign) -> None:
    """Who decides on a version that has been replaced is told what is other by now."""
    campaign.submit("commune-1", data={"members": 3}, sections={"results": "tốt"})
    campaign.send_back("commune-1", reason="count again")
    campaign.submit("commune-1", data={"members": 5}, sections={"results": "rất tốt"})
    (blocker,) = refusal(campaign, "commune-1", "review", version=1)
    assert (blocker.code, blocker.values["keys"]) == ("stale_version", ("members", "results"))
    assert "members 3 → 5" in blocker.text()
    assert campaign.review("commune-1", version=2).dest == "reviewed"


@pytest.mark.parametrize("version", [0, -1, 1.0, "1", True, 2**32])
def test_a_version_is_a_number_from_one(campaign: kh.Campaign, version: Any) -> None:
    """Whatever else stands for a version is refused as none."""
    assert invalid(campaign, version=version) == [("KH508", "version")]


@pytest.mark.parametrize("reason", [None, "", "   ", "\n\t", "\u200b\u00a0"])
def test_a_reason_that_says_nothing_is_missing(campaign: kh.Campaign, reason: str | None) -> None:
    """Where a reason is asked for, blanks are none."""
    campaign.submit("commune-1")
    answer = codes(refusal(campaign, "commune-1", "send_back", reason=reason))
    assert answer == ["reason_missing"], repr(reason)


@pytest.mark.parametrize(
    "received_at", ["2019-03-20T08:01+07:00", "2030-01-01T00:00Z", dt.datetime(2019, 4, 1, tzinfo=dt.UTC)]
)
def test_a_paper_does_not_come_from_the_future(campaign: kh.Campaign, received_at: Any) -> None:
    """What came in later than now has not come in."""
    options = {"by": "district-1", "acting_for": "commune-1", "received_at": received_at}
    assert codes(refusal(campaign, "commune-1", "submit", **options)) == ["received_later"]


def test_an_act_is_not_done_in_the_future() -> None:
    """A day that has not come is no day on which something was done."""
    campaign = kh.Campaign.begin(parse_plan(MANY), clock=ManualClock(MORNING), default_by="expected")
    assert codes(refusal(campaign, "461:plan", "complete", data={"done_on": "21/3/2019"})) == ["not_done_yet"]
    assert codes(refusal(campaign, "461:plan", "complete")) == ["act_unsaid"]
    for day in ("31/2/2019", "3/2019", "", 5, None):
        unchanged(campaign, lambda day=day: campaign.complete("461:plan", data={"done_on": day}), KehoachError)  # type: ignore[misc]
    error = unchanged(campaign, lambda: campaign.complete("461:plan", data={"done": "x"}), InvalidCommand)
    assert "done_on" in error.findings[0].remedy()


@pytest.mark.parametrize(
    ("received_at", "code"),
    [
        (dt.datetime(2019, 3, 19, 8), "KH501"),  # noqa: DTZ001  # that is what is refused
        ("2019-03-19T08:00", "KH501"),
        ("2019-03-19", "KH501"),
        ("19/3/2019", "KH502"),
        ("yesterday", "KH502"),
        ("2019-02-30T08:00+07:00", "KH502"),
        (True, "KH502"),
        (1.5, "KH502"),
        (dt.date(2019, 3, 19), "KH502"),
    ],
)
def test_an_instant_without_a_zone_is_none(campaign: kh.Campaign, received_at: Any, code: str) -> None:
    """A naive instant might be any of twenty-four, and a text that is none is refused as it stands."""
    finding = found(campaign, received_at=received_at)
    assert (finding.path, finding.code) in (("received_at", code), ("received_at", "KH502"))
    with pytest.raises(Invalid):
        campaign.progress(at=received_at)


# -- figures


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("members", "nhiều", "KH600"),
        ("members", "", "KH600"),
        ("members", "1 520", "KH600"),
        ("members", "1.520", "KH602"),
        ("members", "1,520", "KH600"),
        ("members", "0x10", "KH600"),
        ("members", "１２", "KH600"),
        ("members", "1e3", "KH600"),
        ("members", "-1", "KH603"),
        ("members", -1, "KH603"),
        ("members", Decimal("1.5"), "KH602"),
        ("members", 1.0, "KH601"),
        ("members", float("nan"), "KH601"),
        ("members", float("inf"), "KH601"),
        ("members", np.float64(3), "KH601"),
        ("members", Decimal("NaN"), "KH600"),
        ("members", Decimal("Infinity"), "KH600"),
        ("members", Decimal("1E+400"), "KH600"),
        ("members", Decimal("1E-400"), "KH600"),
        ("members", 10**31, "KH600"),
        pytest.param("members", 10**5000, "KH600", id="ten thousand bits"),
        ("members", "9" * 10_000_000, "KH600"),
        ("members", True, "KH600"),
        ("members", Fraction(1, 2), "KH600"),
        ("members", None, "KH600"),
        ("members", [1], "KH600"),
        ("members", dt.date(2019, 3, 1), "KH600"),
        ("households", -1, "KH610"),
        ("households", 100_000, "KH611"),
        ("rate", "2.55", "KH602"),
        ("rate", Decimal("-100.1"), "KH610"),
        ("rate", "100.1", "KH611"),
        ("remark", 5, "KH508"),
        ("remark", "x" * (TEXT_LIMIT + 1), "KH509"),
        ("remark", "x\0", "KH508"),
        ("remark", "\ud800", "KH508"),
    ],
)
def test_what_is_no_figure_names_value_key_and_place(campaign: kh.Campaign, key: str, value: Any, code: str) -> None:
    """Text for a number, decimals, floats, infinities, bounds: each is refused with what it was and where it stood."""
    finding = found(campaign, data={key: value})
    assert (finding.code, finding.path) == (code, f"data.{key}")
    assert finding.values.get("key", key) in (key, f"data.{key}")
    assert invalid(campaign, data={key: value}) == [(code, f"data.{key}")]


def test_every_figure_that_is_wrong_is_told_at_once(campaign: kh.Campaign) -> None:
    """Nobody mends a report ten times: what is wrong with it comes together."""
    problems = invalid(
        campaign,
        data={"members": -1, "rate": 1.5, "membrs": 1},
        sections={"result": "x", "causes": 5},
        reason=5,
        received_at="x",
        command_id="",
    )
    assert [path for _, path in problems] == [
        "data.members", "data.rate", "data.membrs", "sections.result", "sections.causes", "reason", "received_at",
        "command_id",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("carried", "near"),
    [
        ({"data": {"membrs": 1}}, "members"),
        ({"sections": {"result": "x"}}, "results"),
        ({"data": {"zzz": 1}}, "known: "),
    ],
)
def test_a_key_that_the_plan_does_not_know_proposes_one(campaign: kh.Campaign, carried: Any, near: str) -> None:
    """A misspelt indicator or section proposes the nearest, or says what there is."""
    finding = found(campaign, **carried)
    assert finding.code == "KH504"
    assert near in finding.remedy()


@pytest.mark.parametrize("key", [5, None, "", "Members", "x" * 10_000_000, b"members", ("members",)])
def test_a_key_that_is_none_is_unknown(campaign: kh.Campaign, key: Any) -> None:
    """Whatever stands for a key is unknown under a short name."""
    assert [code for code, _ in invalid(campaign, data={key: 1})] == ["KH504"]
    assert [code for code, _ in invalid(campaign, sections={key: "x"})] == ["KH504"]


@pytest.mark.parametrize("given", [5, "members=1", [1], {1}, object()])
def test_a_table_is_a_table(campaign: kh.Campaign, given: Any) -> None:
    """What is handed in for figures, texts or a payload is a mapping, or refused as none."""
    assert invalid(campaign, data=given) == [("KH508", "data")]
    assert invalid(campaign, sections=given) == [("KH508", "sections")]


# -- texts


@pytest.mark.parametrize("place", ["sections", "reason", "payload"])
def test_ten_megabytes_of_text_are_not_kept(campaign: kh.Campaign, place: str) -> None:
    """A text has a limit with a name, and the refusal says both lengths and not the text."""
    long = "ộ" * 10_000_000
    carried = {"sections": {"results": long}, "reason": long, "payload": {"note": long}}[place]
    finding = found(campaign, **{place: carried})
    assert (finding.code, finding.values["limit"]) == ("KH509", TEXT_LIMIT)
    assert int(finding.values["length"]) >= 10_000_000
    assert len(finding.text()) < 200


def test_a_text_as_long_as_the_limit_is_kept(campaign: kh.Campaign) -> None:
    """The limit itself is inside."""
    assert campaign.submit("commune-1", sections={"results": "x" * TEXT_LIMIT}).seq == 1


@pytest.mark.parametrize("name", ["person", "acting_for", "command_id"])
@pytest.mark.parametrize("given", ["", "  ", 5, b"x", "x\0y", "\ud800", "x" * (NAME_LIMIT + 1), ["x"]])
def test_names_and_ids_are_short_texts(campaign: kh.Campaign, name: str, given: Any) -> None:
    """A blank id would make one act of all, and an endless one none that a store could keep."""
    ((code, path),) = invalid(campaign, **{name: given})
    assert (path, code in ("KH508", "KH509")) == (name, True)


def test_a_stranger_is_a_text_too(campaign: kh.Campaign) -> None:
    """Who acts is named by a text that a log can hold."""
    for by in (5, 1.5, b"x", "x\0", "x" * (NAME_LIMIT + 1), "   "):
        unchanged(campaign, lambda by=by: campaign.submit("commune-1", by=by), InvalidCommand)  # type: ignore[misc]


@pytest.mark.parametrize(
    "payload",
    [
        {"x": float("nan")},
        {"x": object()},
        {"x": {1}},
        {"x": b"x"},
        {"x": dt.date(2019, 3, 1)},
        {("a", 1): 1},
        pytest.param({"x": 10**5000}, id="ten thousand bits"),
    ],
)
def test_a_payload_is_plain_data(campaign: kh.Campaign, payload: Any) -> None:
    """What JSON cannot hold is no payload."""
    assert invalid(campaign, payload=payload) == [("KH508", "payload")]


@pytest.mark.parametrize("number", [0.1, 1e300, -2.5, 1e-7, 5e-324])
def test_a_float_of_a_payload_comes_back_as_it_was(campaign: kh.Campaign, number: float) -> None:
    """A payload is kept as text, in which a float is the shortest decimal that reads back as the same."""
    entry = campaign.submit("commune-1", payload={"score": number})
    assert entry.payload == {"score": number}
    assert campaign.verify().entries == 1


def test_options_that_there_are_not_are_named(campaign: kh.Campaign) -> None:
    """A misspelt option is a mistake of the program, and proposes the nearest."""
    with pytest.raises(TypeError, match="did you mean 'reason'"):
        campaign.submit("commune-1", reson="x")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="takes commands"):
        campaign.fire_many(["commune-1"])  # type: ignore[list-item]


# -- tables


def test_a_table_says_the_same_as_a_program(campaign: kh.Campaign, tmp_path: Path) -> None:
    """What a program is refused, a row of a table is refused, at its line and under its key."""
    rows = {
        "unit,members,rate\ncommune-9,1,\n": "KH113",
        "unit,members,rate\ncommune-1,-1,\n": "KH603",
        "unit,members,rate\ncommune-1,nhiều,\n": "KH600",
        "unit,members,rate\ncommune-1,,2.55\n": "KH602",
        "unit,members,rate\ncommune-1,,100.1\n": "KH611",
        "unit,households\ncommune-1,-1\n": "KH610",
        "unit,received_at\ncommune-1,31/2/2019\n": "KH261",
        "unit,by\ncommune-1,nobody\n": "KH113",
    }
    for text, code in rows.items():
        file = tmp_path / "in.csv"
        file.write_text(text, encoding="utf-8")
        (finding,) = read_submissions(file, campaign.plan).errors
        assert (finding.line, finding.code[:3]) == (2, code[:3])
        assert finding.code == code or code == "KH261"


def test_a_workbook_with_merged_cells_or_formulas_is_told_at_its_cells(campaign: kh.Campaign, tmp_path: Path) -> None:
    """Merged cells and formulas without a value say nothing that could be entered."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    pytest.importorskip("python_calamine")
    book = xlsxwriter.Workbook(str(tmp_path / "in.xlsx"))
    sheet = book.add_worksheet("S")
    sheet.write_row(0, 0, ["unit", "members"])
    sheet.write_row(1, 0, ["commune-1", 5])
    sheet.merge_range(2, 0, 3, 0, "commune-2")
    sheet.write(2, 1, 5)
    sheet.write(4, 0, "commune-4")
    sheet.write_formula(4, 1, "=1/0", None, "#DIV/0!")
    book.close()
    table = read_submissions(tmp_path / "in.xlsx", campaign.plan)
    assert [one.code for one in table.errors if one.code.startswith("KH8")] == ["KH858", "KH860"]
    assert [one.unit for one in table.commands] == ["commune-1"]


# -- what stands in the way


def test_a_superior_that_has_gone_on_is_named() -> None:
    """What comes too late for its superior says who that is, and how it stands."""
    campaign = begun(1, 1, 2)
    up(campaign, "commune-1", "commune-2")
    campaign.submit("district")
    campaign.correct("commune-1", reason="wrong")
    (blocker,) = refusal(campaign, "commune-1", "release", by="district", reason="x")
    assert (blocker.code, blocker.values["superior"]) == ("superior_not_draft", "district")


def test_a_second_superior_is_not_the_only_one() -> None:
    """A unit of two superiors is taken by each, and by nobody else."""
    campaign = shared()
    campaign.submit("x")
    campaign.review("x")
    assert codes(refusal(campaign, "x", "aggregate", by="p")) == ["not_yours"]


def test_all_refusals_are_errors_of_one_root(campaign: kh.Campaign) -> None:
    """A program catches one class, and finds reasons, nearest names or findings in it."""
    for act in (
        lambda: campaign.fire("commune-1", "x"),
        lambda: campaign.submit("x"),
        lambda: campaign.submit("commune-1", data={"x": 1}),
        lambda: campaign.review("commune-1"),
    ):
        with pytest.raises(KehoachError) as raised:
            act()
        assert isinstance(raised.value, UnknownName | InvalidCommand | Refused)
