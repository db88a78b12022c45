"""A document as a plan: every table of a plan file, every key, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kehoach._calendar import Calendar, DayOff
from kehoach._deadline import Deadline, Reading
from kehoach._directive import Clause, Directive
from kehoach._hierarchy import Hierarchy, UnitTable
from kehoach._lifecycle import Lifecycle, State
from kehoach._plan import After, DutyRow, Event, Group, Plan, Policy
from kehoach._report import Indicator, Section
from kehoach._scenario import Scenario
from kehoach.errors import InvalidPlan

H = Hierarchy.fan(province=1, district=2, commune=5)
BASE: dict[str, Any] = {
    "directive": {"title": "T", "issued_on": date(2019, 3, 14)},
    "tiers": [{"id": "province"}, {"id": "district"}, {"id": "commune", "deadline": "trước ngày 05/4"}],
    "units": [
        {"id": "P", "tier": "province"},
        {"id": "D", "tier": "district", "reports_to": "P", "derived": True},
        {"id": "c1", "tier": "commune", "reports_to": ["D=1/2", "P=1/2"]},
        {
            "id": "c2",
            "name": "Xã 2",
            "tier": "commune",
            "reports_to": "D|P=informs",
            "kind": "xa",
            "opened_on": date(2000, 1, 1),
        },
    ],
}


def _made(**more: object) -> Plan:
    return Plan.from_dict({**BASE, **more})


def _found(document: Mapping[str, object], **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidPlan) as caught:
        Plan.from_dict(document, **options)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def _wrong(**more: object) -> list[tuple[str, str]]:
    return _found({**BASE, **more})


def test_a_document_is_read_whole() -> None:
    """Every table of a plan file becomes the value it stands for."""
    plan = _made(
        directive={
            "title": "T",
            "number": "116-KH/TU",
            "issuer": "Ban Thường vụ",
            "issued_on": "14-3-2019",
            "effective_on": "2019-04-01",
            "basis": ["62-KL/TW"],
            "implements": "62-KL/TW",
            "clauses": [{"id": "2.1", "text": "…"}],
        },
        reading={"before": "inclusive", "roll": "next", "closing": "17:00"},
        policy={"gate": "none", "stragglers": "supplement", "root_ends": "submitted", "rate": "accepted",
                "accepts_in_one": True},
        groups=[{"id": "pilot", "name": "Thí điểm", "units": ["c1"]}, {"id": "later", "units": []}],
        duties=[
            {"form": "plan", "kind": "act", "owed_by": "district", "to": "issuer", "copies": ["P"],
             "opens": date(2019, 3, 20), "closes": date(2019, 5, 1), "doubt": "tentative",
             "clause": "2.1", "binding": "own"},
            {"owed_by": ["pilot"], "override": True, "deadline": "by 1-4-2019", "checked_by": "18 days after issued"},
            {"form": "list", "owed_by": ["commune"], "after": [{"form": "list"}]},
            {"form": "note", "owed_by": ["commune"], "after": []},
        ],
        events=[{"id": "conference", "on": date(2019, 5, 10), "name": "Hội nghị"}, {"id": "later"}],
        outline=[{"key": "a", "title": "A", "goes_up": "rewrite", "asked_of": "district", "required": True}],
        indicators=[{"key": "m", "title": "M", "measure": "người", "kind": "stock", "goes_up": "max", "decimals": 2}],
        scenario={"guide": 2, "p_return": Decimal("0.1"), "start_on": date(2019, 3, 14)},
    )  # fmt: skip
    assert plan.directive == Directive(
        "T", number="116-KH/TU", issuer="Ban Thường vụ", issued_on="14-3-2019", effective_on="1-4-2019",
        basis=["62-KL/TW"], implements=["62-KL/TW"], clauses=[Clause("2.1", "…")],
    )  # fmt: skip
    assert plan.reading == Reading(before="inclusive", roll="next", closing="17:00")
    assert plan.policy == Policy(
        gate="none", stragglers="supplement", root_ends="submitted", rate="accepted", accepts_in_one=True
    )
    assert plan.groups == (Group("pilot", ["c1"], name="Thí điểm"), Group("later"))
    assert plan.rows == (
        DutyRow("plan", "district", kind="act", to="issuer", copies="P", opens=Deadline.on("2019-03-20"),
                closes=Deadline.by("2019-05-01"), doubt="tentative", clause="2.1", binding="own"),
        DutyRow(owed_by="pilot", override=True,
                deadline=Deadline.parse("by 1-4-2019; checked by 18 days after issued")),
        DutyRow("list", "commune", after=[After("list")]),
        DutyRow("note", "commune", after=()),
    )  # fmt: skip
    assert plan.events == (Event("conference", "2019-05-10", name="Hội nghị"), Event("later"))
    assert plan.outline == (Section("a", title="A", goes_up="rewrite", asked_of="district", required=True),)
    assert plan.indicators == (Indicator("m", title="M", measure="người", kind="stock", goes_up="max", decimals=2),)
    assert plan.scenario == Scenario(guide=2, p_return="0.1", start_on="14-3-2019")
    assert plan.hierarchy is not None
    assert [str(edge) for unit in plan.hierarchy.units for edge in unit.reports_to] == [
        "P=derived", "D=1/2", "P=1/2", "D", "P=informs",
    ]  # fmt: skip
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    assert Plan.from_dict(plan.to_dict(resolved=False)) == plan


def test_a_day_without_a_year_is_that_of_the_issue() -> None:
    """A printed deadline without a year is the first such day not before the directive."""
    assert _made().due("c1").last_day == date(2019, 4, 4)


def test_the_words_of_deadlines_are_kept() -> None:
    """The phrase of the text comes back as it was typed, the second derivation apart."""
    document = _made(
        tiers=[{"id": "province"}, {"id": "district"},
               {"id": "commune", "deadline": "trước ngày 05/4", "checked_by": "21 days after issued", "clause": "2"}]
    ).to_dict(resolved=False)  # fmt: skip
    assert document["tiers"] == [
        {"id": "province"},
        {"id": "district"},
        {"id": "commune", "deadline": "trước ngày 05/4", "checked_by": "21 days after issued", "clause": "2"},
    ]


def test_words_that_say_something_else_are_not_written() -> None:
    """A deadline whose words have lost their year is written in its canonical text."""
    import attrs

    plan = Plan("T", H, {"commune": attrs.evolve(Deadline.by("2019-04-04"), words="trước ngày 05/4")})
    assert plan.to_dict()["tiers"] == [
        {"id": "province"},
        {"id": "district"},
        {"id": "commune", "deadline": "by 2019-04-04"},
    ]


def test_an_unknown_key_is_found_in_every_table_with_the_nearest() -> None:
    """Whatever is misspelt is a finding at its own path."""
    with pytest.raises(InvalidPlan) as caught:
        _made(
            directiv=1,
            directive={"title": "T", "isued_on": "2019-03-14", "clauses": [{"id": "1", "txt": ""}]},
            reading={"befor": "inclusive"},
            policy={"gat": "all"},
            tiers=[*BASE["tiers"], {"id": "x", "dedline": ""}],
            groups=[{"id": "g", "unit": []}],
            duties=[{"form": "a", "owed_by": "commune", "after": [{"frm": "a"}], "deadlin": ""}],
            events=[{"id": "e", "day": ""}],
            outline=[{"key": "s", "titel": ""}],
            indicators=[{"key": "m", "kid": ""}],
            lifecycle={"state": []},
            calendar={"day": [], "days": [{"day": "2019-05-03", "sort": "off"}]},
        )
    unknown = {one.path for one in caught.value.findings if one.code == "KH101"}
    assert unknown == {
        "directiv", "directive.isued_on", "directive.clauses[0].txt", "reading.befor", "policy.gat", "tiers[3].dedline",
        "groups[0].unit", "duties[0].after[0].frm", "duties[0].deadlin", "events[0].day", "outline[0].titel",
        "indicators[0].kid", "lifecycle.state", "calendar.day", "calendar.days[0].sort",
    }  # fmt: skip
    assert "did you mean 'issued_on'?" in str(caught.value)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"directive": {"title": " ", "issued_on": "14-3-2019"}}, [("KH108", "directive.title")]),
        ({"directive": {"title": "T", "issued_on": "30-2-2019"}}, [("KH201", "directive.issued_on")]),
        ({"directive": {}}, [("KH103", "directive")]),
        ({"directive": []}, [("KH104", "directive")]),
        ({"directive": {"title": 1}}, [("KH104", "directive.title")]),
        ({"directive": {"title": "a\x07"}}, [("KH107", "directive.title")]),
        ({"directive": {"title": "x" * 20_001}}, [("KH106", "directive.title")]),
        ({"tiers": {}}, [("KH104", "tiers")]),
        ({"tiers": [*BASE["tiers"], 1]}, [("KH104", "tiers[3]")]),
        ({"tiers": [*BASE["tiers"], {"id": "x", "processing": 2**60}]}, [("KH105", "tiers[3].processing")]),
        ({"tiers": [*BASE["tiers"], {"id": "x", "deadline": date(2019, 4, 5)}]}, [("KH132", "tiers[3].deadline")]),
        ({"tiers": [*BASE["tiers"], {"id": "x", "deadline": 5}]}, [("KH104", "tiers[3].deadline")]),
        ({"tiers": [*BASE["tiers"], {"id": "x:y"}]}, [("KH313", "tiers[3].id")]),
        ({"groups": [{"units": []}]}, [("KH103", "groups[0]")]),
        ({"groups": [{"id": "g", "units": "c9"}]}, [("KH113", "groups[0].units[0]")]),
        ({"events": [{"id": "e", "on": 5}]}, [("KH104", "events[0].on")]),
        ({"reading": {"zone": "Hanoi", "calendar": "X"}}, [("KH222", "reading.calendar"), ("KH221", "reading.zone")]),
        ({"calendar": {"days": [{"kind": "off"}]}}, [("KH103", "calendar.days[0]")]),
        ({"calendar": {"week": [7]}}, [("KH104", "calendar.week")]),
        ({"scenario": []}, [("KH104", "scenario")]),
        ({"scenario": {"a": [{"b": 2**60}], "c": float("inf")}},
         [("KH126", "scenario.a[0].b"), ("KH126", "scenario.c")]),
        ({"scenario": {"ế": 1, "e\u0302\u0301": 2}}, [("KH127", "scenario.\"ế\"")]),
        ({"format": 2}, [("KH130", "format")]),
        ({"format": 0}, [("KH105", "format")]),
        ({"units": [{"file": "units.csv"}, *BASE["units"]]}, [("KH133", "units[0].file")]),
        ({"units": [{"name": "x"}, *BASE["units"]]}, [("KH103", "units[0]")]),
        ({"units": [*BASE["units"], {"id": "c3", "tier": "commune", "reports_to": "X", "opened_on": 5}]},
         [("KH104", "units[4].opened_on"), ("KH301", "units[4].reports_to")]),
        ({"outline": [{"key": "s", "goes_up": "sideways"}]}, [("KH605", "outline[0].goes_up")]),
        ({"outline": [{"title": "A"}, {"key": " "}], "indicators": [{"title": "A"}]},
         [("KH103", "indicators[0]"), ("KH103", "outline[0]"), ("KH108", "outline[1].key")]),
        ({"outline": [{"key": "A b"}], "groups": [{}]}, [("KH606", "outline[0].key"), ("KH103", "groups[0]")]),
        ({"indicators": [{"key": "S"}]}, [("KH606", "indicators[0].key")]),
        ({"lifecycle": {"states": [{}], "transitions": [{"trigger": "go"}]}},
         [("KH103", "lifecycle.states[0]"), ("KH103", "lifecycle.transitions[0]")]),
        ({"lifecycle": {"states": [{"name": "a"}], "transitions": [{"trigger": "t", "source": "*", "dest": "b"}]}},
         [("KH400", "lifecycle.transitions[0].dest")]),
        ({"lifecycle": {"transitions": [{"trigger": "t", "source": "*"}, {"trigger": "u", "source": "x"}]}},
         [("KH400", "lifecycle.transitions[1].source")]),
        ({"lifecycle": {"transitions": [{"trigger": 5, "source": "draft", "dest": "draft"}]}}, None),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_found_at_its_path(
    table: dict[str, object], expected: list[tuple[str, str]] | None
) -> None:
    """Types, ranges, days, names: each slip is one finding of this table and of nothing else."""
    found = _wrong(**table)
    if expected is None:
        assert {path.partition(".")[0] for _, path in found} == {"lifecycle"}
    else:
        assert found == expected


def test_a_document_without_anything_says_what_it_needs() -> None:
    """A directive and tiers are the least; either missing is one finding."""
    assert _found({}) == [("KH103", ""), ("KH103", "")]
    assert _found({"directive": {"title": "T"}}) == [("KH103", "")]


def test_tiers_may_be_read_from_the_units() -> None:
    """Without tiers, the edges say which stands above which."""
    document = {key: value for key, value in BASE.items() if key != "tiers"}
    assert [tier.id for tier in Plan.from_dict(document).tiers] == ["province", "district", "commune"]


def test_units_may_come_from_elsewhere() -> None:
    """Columns of units take the place of the document's own; the file is named in what is found."""
    table = UnitTable(["P", "D"], tier=["province", "district"], reports_to=["", "P"])
    plan = Plan.from_dict({"directive": {"title": "T"}, "tiers": [{"id": "province"}, {"id": "district"}]}, units=table)
    assert [str(duty) for duty in plan.duties()] == ["P", "D"]
    with pytest.raises(InvalidPlan) as caught:
        Plan.from_dict({"directive": {"title": ""}}, units=table, file="x.toml")
    assert [finding.file for finding in caught.value.findings] == ["x.toml"]


def test_what_follows_from_a_broken_tier_is_not_said_of_every_unit() -> None:
    """One tier without an id is one finding, not one for each of its units."""
    tiers = [{"id": "province"}, {"name": "district"}, {"id": "commune"}]
    assert _wrong(tiers=tiers) == [("KH103", "tiers[1]")]


def test_a_lifecycle_of_the_file_extends_the_standard_one() -> None:
    """Without states, transitions join those of the standard lifecycle; names of guards resolve in the registry."""
    row: dict[str, object] = {"trigger": "recall", "source": "reviewed", "dest": "draft", "effect": "recall"}
    row["conditions"] = ["not_taken", "may_again"]
    plan = Plan.from_dict({**BASE, "lifecycle": {"transitions": [row]}}, guards={"may_again": lambda event: True})
    assert len(plan.lifecycle.transitions) == len(Lifecycle.report().transitions) + 1
    assert {code for code, _ in _wrong(lifecycle={"transitions": [row]})} == {"KH400"}


def test_a_lifecycle_of_its_own_ends_where_reports_are_accepted() -> None:
    """A plan file may bring all states; the campaign then ends in the first accepted one."""
    states = [
        {"name": "draft"},
        {"name": "sent", "role": "sent"},
        {"name": "signed", "role": "accepted", "final": True},
    ]
    transitions = [
        {"trigger": "submit", "source": "draft", "dest": "sent", "effect": "freeze"},
        {"trigger": "sign", "source": "sent", "dest": "signed", "who": "lead", "effect": "accept"},
    ]
    plan = _made(lifecycle={"states": states, "transitions": transitions})
    assert plan.policy.root_ends == "signed"
    assert plan.lifecycle.state_values[2] == State("signed", role="accepted", final=True)
    assert Plan.from_dict(plan.to_dict()) == plan
    assert Plan.from_dict(plan.to_dict(resolved=False)) == plan


def test_days_of_the_file_lie_over_the_calendar() -> None:
    """Rows of days are an overlay, a table with a week is the whole calendar."""
    days = [{"day": "2019-04-03", "name": "nghỉ"}, {"day": date(2019, 4, 6), "kind": "work", "known_on": "2019-03-01"}]
    plan = _made(calendar={"days": days})
    assert plan.days == (DayOff("2019-04-03", name="nghỉ"), DayOff("2019-04-06", works=True, known_on="2019-03-01"))
    assert not plan.calendar.is_working_day(date(2019, 4, 3))
    assert plan.to_dict(resolved=False)["calendar"] == {
        "days": [
            {"day": "2019-04-03", "kind": "off", "name": "nghỉ"},
            {"day": "2019-04-06", "kind": "work", "known_on": "2019-03-01"},
        ]
    }
    whole = _made(
        calendar={"name": "six", "week": [0, 1, 2, 3, 4, 5], "days": days[:1], "first": "2019-01-01"},
        reading={"calendar": "six"},
    )
    assert whole.calendar == Calendar(
        "six", week=(0, 1, 2, 3, 4, 5), rows=[DayOff("2019-04-03", name="nghỉ")], first=date(2019, 1, 1)
    )
    assert Plan.from_dict(whole.to_dict()) == whole


def test_the_document_keeps_every_year_and_the_digest_those_a_plan_can_lean_on() -> None:
    """News about days of other years changes no digest, and what a store keeps knows them all the same."""
    plan = Plan(Directive("T", issued_on="14-3-2019"), H, {"commune": "by 4-4-2019"})
    calendar: Any = plan.to_dict()["calendar"]
    assert {"2019", "2020", "2021", "2026"} <= {row["day"][:4] for row in calendar["days"]}
    assert (calendar["first"], calendar["last"]) == ("2010-01-01", plan.calendar.last.isoformat())

    def with_day_off(day: str) -> Plan:
        rows = [*plan.calendar.rows, DayOff(day)]
        whole = Calendar("VN", rows=rows, first=plan.calendar.first, last=plan.calendar.last)
        return plan.replace(calendar=whole)

    assert with_day_off("2022-06-01").digest == with_day_off("2023-06-01").digest == plan.digest
    assert with_day_off("2020-06-01").digest != plan.digest


def test_a_calendar_that_is_any_object_is_resolved_by_asking_it() -> None:
    """An object that only says of a day whether it is worked is written out as a table."""

    class Never:
        def is_working_day(self, day: date, /) -> bool:
            return day.weekday() < 5 and day != date(2019, 4, 3)

    plan = Plan(Directive("T", issued_on="14-3-2019"), H, {"commune": "by 4-4-2019"}, calendar=Never())
    calendar: Any = plan.to_dict()["calendar"]
    assert calendar["days"] == [{"day": "2019-04-03", "kind": "off"}]
    assert Plan.from_dict(plan.to_dict()) == plan


def test_a_plan_without_any_day_keeps_its_whole_calendar() -> None:
    """A plan that names no day can lean on any."""
    calendar: Any = Plan("T", H).to_dict()["calendar"]
    assert len(calendar["days"]) > 100


def test_a_plan_beyond_the_certain_days_is_provisional_again() -> None:
    """A calendar that ends before a plan, or begins after it, is kept so that its days stay uncertain."""
    for year, sides in ((2040, "last"), (2004, "first")):
        plan = Plan(Directive("T", issued_on=f"1-3-{year}"), H, {"commune": f"10 working days after 1-3-{year}"})
        again = Plan.from_dict(plan.to_dict())
        assert again == plan
        assert again.due("commune-1").doubts == plan.due("commune-1").doubts == {"provisional"}
        assert sides in plan.to_dict()["calendar"]  # type: ignore[operator]  # a table


def test_a_calendar_in_the_reading_is_written_out() -> None:
    """A reading that brings a calendar of its own keeps its name, the table stands beside."""
    plan = Plan("T", H, {"commune": "by 4-4-2019"}, reading=Reading(calendar=Calendar("six", week=(0, 1, 2, 3, 4, 5))))
    for resolved in (True, False):
        again = Plan.from_dict(plan.to_dict(resolved=resolved))
        assert again == plan
        assert again.calendar.is_working_day(date(2019, 4, 6))


def test_contradictions_inside_tables_are_found_there() -> None:
    """A day that is off and worked, a second derivation that is no deadline, an order of nobody."""
    days = [{"day": "2019-04-03"}, {"day": "2019-04-03", "kind": "work"}]
    assert _wrong(calendar={"week": [0], "days": days}) == [("KH251", "calendar.days")]
    tiers = [{"id": "province", "deadline": "by 4-4-2019", "checked_by": "soon"}, *BASE["tiers"][1:]]
    assert [path for _, path in _wrong(tiers=tiers)] == ["tiers[0].checked_by"]
    rows = [{"form": "a", "owed_by": "commune", "after": [{"of": "everybody"}]}]
    assert _wrong(duties=rows) == [("KH109", "duties[0].after[0].of")]
    assert _wrong(units=[1, *BASE["units"]]) == [("KH104", "units[0]")]


def test_a_processing_time_is_a_key_of_its_tier() -> None:
    """It is read, written, and wrong at its place."""
    plan = _made(tiers=[{"id": "province", "processing": 5}, *BASE["tiers"][1:]])
    assert plan.processing == {"province": 5}
    assert Plan.from_dict(plan.to_dict()) == plan


def test_hooks_of_a_lifecycle_are_names() -> None:
    """A callback of the whole machine resolves in the registry; several may stand in a list."""
    calls = {"noted": lambda event: None}
    for hooks in ("noted", ["noted"]):
        made = Plan.from_dict({**BASE, "lifecycle": {"hooks": {"after_state_change": hooks}}}, guards=calls)
        assert made.lifecycle != Lifecycle.report()


def test_values_that_make_no_lifecycle_are_one_finding() -> None:
    """A number where names of guards belong: the table is named, with the reason."""
    row = {"trigger": "t", "source": "draft", "dest": "draft", "conditions": 5}
    assert _wrong(lifecycle={"transitions": [row]}) == [("KH131", "lifecycle")]


def test_a_shadowed_transition_is_found_at_the_row_that_brings_it() -> None:
    """Indices count the rows of the file, not those of the standard lifecycle or of several sources."""
    rows = [
        {"trigger": "t", "source": ["draft", "submitted"], "dest": "draft"},
        {"trigger": "t", "source": "draft", "dest": "draft"},
    ]
    assert _wrong(lifecycle={"transitions": rows}) == [("KH403", "lifecycle.transitions[1]")]


def test_a_due_in_the_last_year_there_is_has_a_digest() -> None:
    """A span of years may end where dates end; the calendar that is kept ends there, too."""
    plan = Plan("Tổng kết", Hierarchy.fan(province=1), {"province": "6999 years after 31-12-2999"})
    assert Plan.from_dict(plan.to_dict()).digest == plan.digest
