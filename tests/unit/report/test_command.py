"""What an act carries, and what is handed out of it."""

from __future__ import annotations

import pickle
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach._report import CARRIED, NOTHING, Carried, Details, Options


def report(**changes: Any) -> kh.Report:
    """A report as a campaign hands it out."""
    fields: dict[str, Any] = {
        "unit": "461",
        "version": 2,
        "state": "draft",
        "data": {"members": 3, "poor": kh.NIL},
        "sections": {"results": "tốt"},
        "rows": (kh.Row("19330", 1, "461", 2),),
        "submitted_at": None,
        "first_submitted_at": None,
        "reason": None,
    }
    return kh.Report(**{**fields, **changes})


def test_a_command_says_what_it_carries() -> None:
    """What was left out is not carried; who acts and what is asked are no part of it."""
    command = kh.Command("461", "submit", by="461", data={"members": 3}, reason="", version=1, command_id="c")
    assert command.carried() == {"data": {"members": 3}, "reason": "", "version": 1, "command_id": "c"}
    assert kh.Command("461", "submit", by="461").carried() == {}


def test_a_command_has_a_field_for_all_that_can_be_carried() -> None:
    """The fields of a command behind unit, trigger and actor are the options of an act, no more and no less."""
    names = [field.name for field in attrs.fields(kh.Command)]
    assert names[:3] == ["unit", "trigger", "by"]
    assert set(names[3:]) == set(CARRIED) == set(Carried.__annotations__) == set(Options.__annotations__) - {"by"}
    made_of_it = {"due_before", "clock", "salt", "erased"}  # by the campaign, never by who acts
    assert {field.name for field in attrs.fields(Details)} == {*CARRIED, *made_of_it}


def test_a_command_does_not_follow_the_tables_it_was_made_from() -> None:
    """Figures, texts and payload are copied and read-only: changing what was given changes nothing."""
    data: dict[str, object] = {"members": 3}
    command = kh.Command("461", "submit", data=data, sections={}, payload=data)
    data["members"] = 4
    assert (command.data, command.sections, command.payload) == ({"members": 3}, {}, {"members": 3})
    with pytest.raises(TypeError):
        command.data["members"] = 5  # type: ignore[index]  # what is tested


def test_a_report_does_not_follow_the_tables_it_was_made_from() -> None:
    """What a report shows cannot be written to, by whoever made it or whoever got it."""
    cells = {"members": 3}
    shown = report(data=cells)
    cells["members"] = 4
    assert shown.data == {"members": 3}
    for table in (shown.data, shown.sections):
        with pytest.raises(TypeError):
            table["x"] = 5  # type: ignore[index]  # what is tested


VALUES: list[Any] = [
    kh.Command("461", "submit", data={"members": 3}, sections={"a": "b"}, payload={"x": [1]}, person="ba"),
    kh.Command("461", "submit"),
    report(),
    kh.Row("19330", 1, "461", 2),
    Details(reason="x", due_before=5),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_survives_pickling(value: Any) -> None:
    """What is asked for and what is handed out is equal on the other side of a process."""
    assert pickle.loads(pickle.dumps(value)) == value


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_cannot_be_written_to(value: Any) -> None:
    """No field of a value can be set, and it takes no other."""
    with pytest.raises(AttributeError):
        setattr(value, attrs.fields(type(value))[0].name, "x")
    with pytest.raises(AttributeError):
        value.other = "x"


@pytest.mark.parametrize("value", [VALUES[0], report()], ids=["Command", "Report"])
def test_what_holds_tables_is_no_key(value: Any) -> None:
    """A command and a report are compared, and have no hash that could disagree with it."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


def test_rows_are_keys() -> None:
    """Equal rows are one key."""
    assert {kh.Row("a", 1, "b", 1), kh.Row("a", 1, "b", 1), kh.Row("a", 2, "b", 1)} == {
        kh.Row("a", 1, "b", 1),
        kh.Row("a", 2, "b", 1),
    }


def test_an_act_that_carries_nothing_is_one_object() -> None:
    """Details of nothing say nothing, field by field."""
    assert Details() == NOTHING
    assert set(attrs.asdict(NOTHING).values()) == {None}
