"""A document as TOML text."""

from __future__ import annotations

import tomllib

from kehoach._plan import Group, Plan
from kehoach.files import parse_plan, plan_text
from kehoach.files._write import toml_text, value_text


def test_tables_stand_in_their_order_with_a_blank_line_between() -> None:
    """Plain keys come before tables, tables stand in their order, and days stand without quotes."""
    text = toml_text(
        {
            "format": 1,
            "directive": {"title": "T", "issued_on": "2019-03-14", "clauses": [{"id": "1"}, {"id": "2"}]},
            "groups": [{"id": "g", "units": []}],
            "scenario": {},
        }
    )
    assert text == (
        'format = 1\n\n[directive]\ntitle = "T"\nissued_on = 2019-03-14\n\n[[directive.clauses]]\nid = "1"\n\n'
        '[[directive.clauses]]\nid = "2"\n\n[[groups]]\nid = "g"\nunits = []\n\n[scenario]\n'
    )


def test_what_is_no_day_stays_a_text() -> None:
    """A text under a key of days that is none, or is one in another spelling, keeps its quotes."""
    assert [value_text(text, "on") for text in ("2019-05-10", "10-5-2019", "20190510")] == [
        "2019-05-10",
        '"10-5-2019"',
        '"20190510"',
    ]


def test_tables_inside_lists_of_a_row_are_written_on_one_line() -> None:
    """Whatever a table holds comes back from a parser."""
    document = {"a": {"b c": [{"x": 1, "đ": [True, False]}], "e": ["l" * 60, "m" * 60], "f": 'q"\\\n\t\x07\U0001f600'}}
    assert tomllib.loads(toml_text(document)) == document


def test_a_new_plan_file_reads_well() -> None:
    """The text of a plan that never was a file is what one would write by hand."""
    plan = Plan(
        "Tổng kết",
        tiers=["province", "commune"],
        deadlines={"commune": "trước ngày 05 tháng 4 năm 2019"},
        groups=[Group("pilot")],
    )
    text = plan_text(plan)
    assert text == (
        '[directive]\ntitle = "Tổng kết"\n\n[[tiers]]\nid = "province"\n\n[[tiers]]\nid = "commune"\n'
        'deadline = "trước ngày 05 tháng 4 năm 2019"\n\n[[groups]]\nid = "pilot"\nunits = []\n'
    )
    assert parse_plan(text) == plan
