"""What is legal and doubtful: each thing once, for all units it concerns, errors first."""

from __future__ import annotations

from datetime import date
from typing import Literal

import pytest

from kehoach._calendar import Calendar
from kehoach._deadline import Reading
from kehoach._directive import Directive
from kehoach._hierarchy import Hierarchy, Unit
from kehoach._plan import DutyRow, Event, Group, Plan, Policy, Recurrence
from kehoach._report import Indicator, Section
from kehoach.errors import Finding, Lang

H = Hierarchy.fan(province=1, district=2, commune=6)
ISSUED = Directive("T", issued_on="14-3-2019")
GOOD = {"province": "by 26-4-2019", "district": "by 19-4-2019", "commune": "by 4-4-2019"}
ROLLING = Reading(roll="next")


def _off(plan: Plan) -> list[Finding]:
    return [one for one in plan.check() if one.code in ("KH164", "KH165")]


def _found(plan: Plan) -> list[tuple[str, str, str]]:
    return [(one.severity, one.code, one.path) for one in plan.check()]


def test_a_sound_plan_leaves_no_doubt() -> None:
    """A plan with a deadline per tier, each with working days after the one below, has no findings."""
    assert Plan(ISSUED, H, GOOD).check() == ()


def test_a_superior_due_before_those_below_is_an_error_with_all_units() -> None:
    """One finding for one pair of deadlines, its units named."""
    (finding,) = Plan(ISSUED, H, {**GOOD, "district": "by 1-4-2019"}).check()
    assert (finding.severity, finding.code, finding.path, finding.subject) == (
        "error",
        "KH150",
        "deadlines.district",
        "district",
    )
    assert finding.values["superiors"] == ("district-1", "district-2")
    assert finding.values["subordinates"] == tuple(f"commune-{n}" for n in (1, 3, 5, 2, 4, 6))


def test_a_superior_due_on_the_same_day_is_a_warning() -> None:
    """The same day leaves no time to read what came in."""
    assert _found(Plan(ISSUED, H, {**GOOD, "district": "by 4-4-2019"})) == [("warning", "KH151", "deadlines.district")]


def test_one_working_day_is_the_least_and_a_tier_may_want_more() -> None:
    """Friday to Sunday holds no working day (Decree 09/2019, 8(5)); a tier says how many it needs."""
    weekend = {**GOOD, "commune": "by 5-4-2019", "district": "by 7-4-2019"}
    assert _found(Plan(ISSUED, H, weekend)) == [
        ("warning", "KH164", "deadlines.district"),  # the Sunday, for itself
        ("warning", "KH156", "deadlines.district"),
    ]
    assert _found(Plan(ISSUED, H, {**weekend, "district": "by 8-4-2019"})) == []
    plan = Plan(ISSUED, H, GOOD, processing={"district": 10, "province": 6})
    (finding,) = plan.check()
    assert (finding.code, finding.values["given"], finding.values["wanted"]) == ("KH156", 5, 6)


def test_a_plan_without_a_gate_has_no_order_to_break() -> None:
    """Where a superior need not wait, its deadline may stand anywhere."""
    assert _found(Plan(ISSUED, H, {**GOOD, "district": "by 1-4-2019"}, policy=Policy(gate="none"))) == []


def test_a_due_before_the_issue_is_an_error() -> None:
    """A year mistyped shows at once."""
    assert _found(Plan(ISSUED, H, {**GOOD, "commune": "by 4-4-2018"})) == [("error", "KH152", "deadlines.commune")]


def test_what_has_no_deadline_is_noted_once_per_layer() -> None:
    """A tier without a deadline is legal, and told."""
    assert _found(Plan(ISSUED, H, {"commune": "by 4-4-2019"})) == [
        ("note", "KH153", "tiers[0]"),
        ("note", "KH153", "tiers[1]"),
    ]


def test_doubts_of_deadlines_are_noted() -> None:
    """Tentative, approximate, awaiting: each with its words; a calendar that ends is a warning of its own."""
    rows = [
        DutyRow("a", "district", deadline="by 5-4-2019 (tentative)"),
        DutyRow("b", "district", deadline="5 days before conference"),
        DutyRow("c", "district", deadline="10 working days after 1-4-2040"),
    ]
    found = _found(Plan(ISSUED, H, GOOD, duties=rows, events=[Event("conference")]))
    assert found == [
        ("warning", "KH230", "duties[2].deadline"),
        ("note", "KH155", "duties[0].deadline"),
        ("note", "KH159", "duties[1].deadline"),
    ]


def test_a_second_derivation_that_disagrees_is_told() -> None:
    """A printed date that its own arithmetic contradicts is a finding."""
    plan = Plan(ISSUED, H, {**GOOD, "commune": "by 4-4-2019; checked by 20 days after 14-3-2019"})
    assert ("KH231", "deadlines.commune") in [(one.code, one.path) for one in plan.check()]


def test_windows_that_leave_no_time_are_errors() -> None:
    """To open after the due, or to close before it, cannot be meant."""
    rows = [
        DutyRow("a", "district", opens="10-4-2019", deadline="by 5-4-2019"),
        DutyRow("b", "district", deadline="by 5-4-2019", closes="by 1-4-2019"),
    ]
    assert _found(Plan(ISSUED, H, GOOD, duties=rows)) == [
        ("error", "KH157", "duties[0].deadline"),
        ("error", "KH162", "duties[1].deadline"),
    ]


def test_groups_without_units_and_content_asked_of_nobody_are_told() -> None:
    """A group to be named later is a note; a figure asked only of a tier that owes nothing is a warning."""
    tiers = [*H.tiers[:1], type(H.tiers[1])("district", owes=False), H.tiers[2]]
    h = Hierarchy.from_units(tiers, H.units)
    deadlines = {name: rule for name, rule in GOOD.items() if name != "district"}
    plan = Plan(
        ISSUED,
        h,
        deadlines,
        groups=[Group("pilot")],
        indicators=[Indicator("m", asked_of="district"), Indicator("n", asked_of=("district", "commune"))],
        outline=[Section("s", asked_of="district")],
    )
    assert _found(plan) == [
        ("warning", "KH163", "indicators[0].asked_of"),
        ("warning", "KH163", "outline[0].asked_of"),
        ("note", "KH154", "groups[0].id"),
    ]


@pytest.mark.parametrize(
    ("duties", "deadlines"),
    [
        ([DutyRow("survey", "pilot", deadline="by 5-4-2019")], GOOD),
        ([DutyRow("survey", ["commune", "pilot"], deadline="by 5-4-2019")], GOOD),
        ([], {**GOOD, "pilot": "by 3-4-2019"}),
    ],
)
def test_an_empty_group_that_owes_something_is_a_warning(duties: list[DutyRow], deadlines: dict[str, str]) -> None:
    """A duty row or a deadline that names a group without units is for nobody, which is more often a slip."""
    plan = Plan(ISSUED, H, deadlines, duties=duties, groups=[Group("pilot")])
    assert _found(plan) == [("warning", "KH154", "groups[0].id")]


def test_an_empty_group_that_nobody_names_is_a_note_beside_one_that_is_named() -> None:
    """Each group has the severity of its own use."""
    rows = [DutyRow("survey", "pilot", deadline="by 5-4-2019")]
    plan = Plan(ISSUED, H, GOOD, duties=rows, groups=[Group("later"), Group("pilot"), Group("full", ["commune-1"])])
    assert _found(plan) == [("warning", "KH154", "groups[1].id"), ("note", "KH154", "groups[0].id")]


DAYS_OFF = [
    ("by 28-4-2019", "KH164", "2019-04-28", "weekend"),
    ("before 28-4-2019", "KH164", "2019-04-27", "weekend"),
    ("on 28-4-2019", "KH164", "2019-04-28", "weekend"),
    ("by 29-4-2019", "KH164", "2019-04-29", "swapped day off, made up on 2019-05-04"),
    ("before 30-4-2019", "KH164", "2019-04-29", "swapped day off, made up on 2019-05-04"),
    ("on 29-4-2019", "KH164", "2019-04-29", "swapped day off, made up on 2019-05-04"),
    ("from 24-4-2019 to 29-4-2019", "KH164", "2019-04-29", "swapped day off, made up on 2019-05-04"),
    ("by 1-5-2019", "KH164", "2019-05-01", "Labour Day"),
    ("by 27-1-2020", "KH165", "2020-01-27", "Tết"),
    ("before 24-1-2020", "KH165", "2020-01-23", "day in lieu of Tết"),
    ("on 24-1-2020", "KH165", "2020-01-24", "Tết"),
]


@pytest.mark.parametrize(("text", "code", "day", "why"), DAYS_OFF)
def test_a_printed_day_that_ends_on_a_day_off_is_a_warning(text: str, code: str, day: str, why: str) -> None:
    """By, before, on: the last day on time is a weekend, a swapped day or a holiday, and it is told why."""
    (finding,) = Plan(ISSUED, H, {**GOOD, "province": text}).check()
    assert (finding.severity, finding.code, finding.path) == ("warning", code, "deadlines.province")
    assert (finding.subject, finding.values["day"], finding.values["why"]) == ("province", day, why)


@pytest.mark.parametrize("text", [text for text, _, _, _ in DAYS_OFF])
@pytest.mark.parametrize("roll", ["previous", "next"])
def test_a_reading_that_rolls_leaves_no_day_off(text: str, roll: Literal["previous", "next"]) -> None:
    """Whoever names a roll has said which day it is."""
    assert not _off(Plan(ISSUED, H, {**GOOD, "province": text}, reading=Reading(roll=roll)))


@pytest.mark.parametrize(
    "text",
    [
        "by 26-4-2019",
        "before 27-4-2019",
        "on 26-4-2019",
        "from 27-4-2019 to 3-5-2019",  # it opens on a Saturday
        "by 4-5-2019",  # a Saturday that is worked, for 29 April
        "before 5-5-2019",
    ],
)
def test_a_printed_day_whose_last_day_is_worked_is_no_doubt(text: str) -> None:
    """Where a range opens does not matter, nor that a Saturday is one, when it is worked."""
    assert not _off(Plan(ISSUED, H, {**GOOD, "province": text}))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("46 days after issued", date(2019, 4, 29)),
        ("within 46 days after issued", date(2019, 4, 29)),
        ("in April 2019", date(2019, 4, 30)),
        ("by the end of June 2019", date(2019, 6, 30)),
        ("before May 2019", date(2019, 4, 30)),
    ],
)
def test_a_span_and_a_period_print_no_day(text: str, day: date) -> None:
    """Nobody chose the day on which a count or a month ends, even where it stays on a day off."""
    plan = Plan(ISSUED, H, {**GOOD, "province": text}, reading=Reading(roll_spans="none"))
    assert plan.due("province").last_day == day
    assert not plan.calendar.is_working_day(day)
    assert not _off(plan)


def test_a_day_off_is_one_of_the_calendar_of_the_plan() -> None:
    """Where days off are weekends alone, 29 April is worked; a deadline of one unit is looked at as well."""
    deadlines = {**GOOD, "province": "by 29-4-2019", "commune-1": "by 31-3-2019"}
    assert _found(Plan(ISSUED, H, deadlines, calendar=Calendar.weekdays())) == [
        ("warning", "KH164", "deadlines.commune-1")
    ]


def test_a_day_off_beyond_the_calendar_is_a_weekend() -> None:
    """Far days are told by their weekday; nothing is guessed of their holidays."""
    found = _off(Plan(ISSUED, H, {**GOOD, "province": "by 2-4-2050"}))
    assert [(one.code, one.values["why"], one.values["why_vi"]) for one in found] == [
        ("KH164", "weekend", "nghỉ cuối tuần")
    ]


def test_edges_that_the_text_does_not_state_are_shown() -> None:
    """A derived superior is never filled in silently."""
    units = [Unit("P", tier="a"), Unit("x", tier="b", reports_to="P=derived"), Unit("y", tier="b", reports_to="P")]
    plan = Plan("T", Hierarchy.from_units("ab", units), {"a": "by 9-4-2019", "b": "by 1-4-2019"})
    (finding,) = plan.check()
    assert (finding.severity, finding.code, finding.values["units"]) == ("note", "KH158", ("x",))


def test_a_template_is_told_and_its_deadlines_are_checked() -> None:
    """Without units the order of dues is open, but a deadline before the issue is found."""
    plan = Plan(ISSUED, tiers=["commune"], deadlines={"commune": "by 4-4-2018"})
    assert _found(plan) == [("error", "KH152", "deadlines.commune"), ("note", "KH161", "units")]


def test_a_tier_without_units_is_passed_over() -> None:
    """Nobody is late in a tier that nobody belongs to."""
    h = Hierarchy.from_units(["a", "b", "c"], [Unit("x", tier="a"), Unit("y", tier="c", reports_to="x")])
    assert _found(Plan("T", h, {"a": "by 9-4-2019", "c": "by 1-4-2019"})) == []


def test_slips_of_document_numbers_come_with_the_check() -> None:
    """A type word that contradicts the code of a number is reported, not corrected."""
    plan = Plan(Directive("T", basis=["Kết luận số 62-CT/TW"]), H, GOOD)
    (finding,) = plan.check()
    assert finding.path == "directive.basis[0]"


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_finding_reads_in_both_languages(lang: Lang) -> None:
    """Texts and remedies are made from the values in English and Vietnamese."""
    rows = [
        DutyRow("a", "district", opens="10-4-2019", deadline="by 5-4-2018 (tentative)", closes="by 1-4-2018"),
        DutyRow("b", "district", deadline="5 days before conference"),
    ]
    deadlines = {
        "commune": "by 4-4-2019",
        "commune-1": "by 3-4-2019",
        "district": "by 4-4-2019",
        "province": "by 1-4-2019",
    }
    plan = Plan(
        ISSUED,
        H,
        deadlines,
        duties=rows,
        events=[Event("conference")],
        groups=[Group("g")],
        indicators=[Indicator("m")],
    )
    texts = [_text(one, lang) for one in plan.check()]
    assert len(texts) >= 8
    assert not [text for text in texts if "{" in text]


def _text(finding: Finding, lang: Lang) -> str:
    return f"{finding.text(lang)}; {finding.remedy(lang)}"


def _monthly(until: str, deadlines: dict[str, str], reading: Reading = ROLLING) -> Plan:
    period = Recurrence("month", "2019-01", until)
    rows = [DutyRow("stock", tier, period=period, deadline=text) for tier, text in deadlines.items()]
    return Plan("T", Hierarchy.fan(district=1, commune=2), duties=rows, reading=reading)


def _texts(plan: Plan, lang: Lang = "en") -> list[str]:
    return [one.text(lang) for one in plan.check() if one.values.get("subject") not in ("district", "commune")]


def test_what_is_wrong_in_every_period_is_told_of_the_first() -> None:
    """A slip in a row is one finding, and says in how many more periods it is the same, to which."""
    plan = _monthly("2019-12", {"district": "by day 5 of the next month", "commune": "by day 5 of the next month"})
    told = "district are due on the same day as commune-1, commune-2, whose reports they need: 2019-02-11"
    assert _texts(plan) == [f"{told} (likewise in 11 more periods, to 2019-12)"]
    assert _texts(plan, "vi")[0].endswith(" (11 kỳ khác cũng vậy, đến kỳ 2019-12)")
    (finding,) = (one for one in plan.check() if one.code == "KH151")
    assert finding.values["periods"] == tuple(f"2019-{month:02}" for month in range(2, 13))


def test_one_other_period_is_named() -> None:
    """Of two periods the other is told by its name, none of one."""
    for until, tail in (("2019-02", " (likewise in 2019-02)"), ("2019-01", "")):
        plan = _monthly(until, {"district": "kịp thời", "commune": "kịp thời"})
        assert _texts(plan) == [f"stock@2019-01 of {tier} has no deadline{tail}" for tier in ("district", "commune")]
    assert _texts(_monthly("2019-02", {"district": "kịp thời"}), "vi") == [
        "stock@2019-01 của district không có thời hạn (kỳ 2019-02 cũng vậy)"
    ]


def test_days_off_are_told_one_by_one_and_only_a_few() -> None:
    """Of the Sundays among the fifths of two years three are told, and the last of them counts the others."""
    plan = _monthly("2020-12", {"district": "by day 5 of the next month"}, Reading())
    found = [one for one in plan.check() if one.code == "KH164"]
    assert [one.values["day"] for one in found] == ["2019-05-05", "2019-10-05", "2020-01-05"]
    assert ["periods" in one.values for one in found] == [False, False, True]
    assert "(likewise in 4 more periods, to 2020-11)" in found[-1].text()


def test_no_day_off_is_found_in_what_is_owed_every_day() -> None:
    """What is owed daily is owed on Sundays, too."""
    row = DutyRow("flood", "province", period=Recurrence("day", "1-4-2019", "30-4-2019"), deadline="17 giờ hằng ngày")
    plan = Plan("T", Hierarchy.fan(province=1), {"province": "by 3-5-2019"}, duties=[row])
    assert _off(plan) == []


def test_a_row_of_several_tiers_is_told_once() -> None:
    """Tiers that share a row share its finding; in one that each has for itself, each is named."""
    one = DutyRow("plan", ["province", "district"], kind="act", deadline="kịp thời")
    two = [DutyRow("plan", tier, kind="act", deadline="kịp thời") for tier in ("province", "district")]
    assert [f.subject for f in Plan(ISSUED, H, GOOD, duties=[one]).check()] == ["plan of province, district"]
    assert [f.subject for f in Plan(ISSUED, H, GOOD, duties=two).check()] == ["plan of province", "plan of district"]


def test_units_that_cease_to_exist_are_told_once_for_all_their_periods() -> None:
    """A district that closes in April owes nothing from then on: one note for nine months."""
    units = [Unit("45", tier="province"), Unit("461", tier="district", reports_to="45", closed_on="10-4-2019")]
    hierarchy = Hierarchy.from_units(["province", "district"], units)
    row = DutyRow(
        "stock", "district", period=Recurrence("month", "2019-01", "2019-12"), deadline="by day 5 of the next month"
    )
    plan = Plan("T", hierarchy, {"province": "by 26-4-2019"}, duties=[row], reading=ROLLING)
    (gone,) = (one for one in plan.check() if one.code == "KH167" and "@" in str(one.values["form"]))
    assert gone.text().startswith("461 do not exist when stock@2019-04 is owed")
    assert gone.text().endswith("(likewise in 8 more periods, to 2019-12)")


def test_a_doubt_about_a_rule_is_told_once() -> None:
    """A phrase that can be read in several ways is one note for all its periods."""
    row = DutyRow("stock", "province", period=Recurrence("day", "1-4-2019", "30-4-2019"), deadline="17 giờ hằng ngày")
    found = [one for one in Plan(ISSUED, H, GOOD, duties=[row]).check() if one.code == "KH155"]
    assert [one.values["periods"][-1] for one in found if isinstance(one.values["periods"], tuple)] == ["2019-04-30"]


def test_pairs_of_deadlines_are_told_apart_in_every_period() -> None:
    """Units with a gate of their own have a finding of their own, which counts its own periods."""
    period = Recurrence("month", "2019-01", "2019-03")
    row = DutyRow("stock", ["district", "commune"], period=period, deadline="by day 5 of the next month")
    pilot = DutyRow("stock", "pilot", override=True, gate="all", rework="3 days after sent_back")
    plan = Plan("T", H, duties=[row, pilot], groups=[Group("pilot", ["district-2"])], reading=ROLLING)
    found = [one for one in plan.check() if one.code == "KH151"]
    assert [one.values["superiors"] for one in found] == [("district-1",), ("district-2",)]
    assert [one.values["periods"] for one in found] == [("2019-02", "2019-03")] * 2
