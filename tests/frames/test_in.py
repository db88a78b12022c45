"""Submissions from data frames of each library: what is right becomes commands, what is wrong is told with its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

import kehoach as kh
from kehoach._frames import LIBRARIES, Field, Library, frame_of
from kehoach.errors import InvalidCommand, InvalidFile, UnknownName
from kehoach.files import Submissions, read_submissions, submissions_from_frame
from kehoach.testing import ManualClock

nw = pytest.importorskip("narwhals")
pd, pl, pa = (pytest.importorskip(one) for one in LIBRARIES)

PLAN = kh.Plan(
    kh.Directive("x", issued_on="14-3-2019"),
    kh.Hierarchy.fan(district=1, commune=6),
    {"commune": "before 5-4-2019"},
    indicators=[
        kh.Indicator("members", title="Số đoàn viên", kind="stock"),
        kh.Indicator("rate", decimals=1),
        kh.Indicator("note", kind="text", goes_up="gather"),
    ],
    outline=[kh.Section("results")],
)
ACTS = PLAN.replace(duties=[kh.DutyRow("list", ("commune",), kind="act")])


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> Library:
    """Each of the three libraries."""
    return request.param  # type: ignore[no-any-return]


def made(columns: Mapping[str, Sequence[object]], library: Library) -> object:
    """A frame as its library makes it of Python's values."""
    plain = {name: list(values) for name, values in columns.items()}
    return {"pandas": pd.DataFrame, "polars": pl.DataFrame, "pyarrow": pa.table}[library](plain)


def wrong(found: Submissions) -> list[tuple[str | None, str, str]]:
    """Where something is wrong, in which column, and what."""
    return [(one.file, one.path, one.code) for one in found.errors]


def test_each_row_is_a_command(library: Library) -> None:
    """Units, figures, texts and instants of a frame make the commands that a table with the same cells makes."""
    columns = {
        "unit": ["commune-1", "commune-2"],
        "Số đoàn viên": [7, 0],
        "rate": [2.5, 3.0],
        "results": ["được", ""],
        "received_at": [datetime(2019, 4, 3, 9, 30, tzinfo=UTC), datetime(2019, 4, 4, 1, 0, tzinfo=UTC)],
    }
    found = submissions_from_frame(made(columns, library), PLAN, now="2019-04-05T09:00+07:00")
    assert (found.errors, [row.place for row in found.rows], found.rows[1].number) == ((), ["frame[0]", "frame[1]"], 1)
    first, second = found.commands
    assert (first.unit, dict(first.data or {})) == ("commune-1", {"members": 7, "rate": Decimal("2.5")})
    assert (dict(first.sections or {}), first.trigger) == ({"results": "được"}, "submit")
    assert first.received_at == 1554283800000000
    assert (dict(second.data or {}), second.sections) == ({"members": 0, "rate": Decimal("3.0")}, None)
    campaign = kh.Campaign.begin(PLAN, clock=ManualClock("2019-04-05T09:00+07:00"), default_by="expected")
    assert all(one.done for one in campaign.fire_many(found.commands))


def test_a_row_has_the_same_command_id_in_a_frame_and_in_a_file(library: Library, tmp_path: Any) -> None:
    """What was entered from a file is not entered again from a frame."""
    file = tmp_path / "in.csv"
    file.write_text("unit,members,results\ncommune-1,7,được\n", encoding="utf-8")
    frame = made({"results": ["được"], "unit": ["commune-1"], "members": [7]}, library)
    (one,), (other,) = read_submissions(file, PLAN).commands, submissions_from_frame(frame, PLAN).commands
    assert one.command_id == other.command_id


def test_null_says_nothing(library: Library) -> None:
    """Null, a float that is none, and a blank text are no cell; a row without any is passed over."""
    columns = {
        "unit": ["commune-1", "commune-2", None],
        "members": [None, 5, None],
        "rate": [1.5, float("nan"), None],
        "note": [None, "  ", ""],
    }
    found = submissions_from_frame(made(columns, library), PLAN)
    assert found.errors == ()
    assert [dict(one.data or {}) for one in found.commands] == [{"rate": Decimal("1.5")}, {"members": 5}]


def test_marks_stand_as_words_or_beside_the_figures(library: Library) -> None:
    """A column of texts says nil and n/a; typed columns have another for marks, where nil may stand beside a 0."""
    words = made({"unit": ["commune-1", "commune-2", "commune-3"], "members": ["7", "không", "n/a"]}, library)
    beside = made(
        {
            "unit": ["commune-1", "commune-2", "commune-3"],
            "members": [7, 0, None],
            "members.mark": [None, "nil", "n/a"],
            "note.mark": ["n/a", None, None],
        },
        library,
    )
    alone = made({"unit": ["commune-2"], "members.mark": ["nil"]}, library)
    for frame in (words, beside):
        found = submissions_from_frame(frame, PLAN)
        assert found.errors == ()
        assert [(one.data or {}).get("members") for one in found.commands] == [7, kh.NIL, kh.NA]
    assert (submissions_from_frame(beside, PLAN).commands[0].data or {})["note"] is kh.NA
    assert (submissions_from_frame(alone, PLAN).commands[0].data or {})["members"] is kh.NIL


def test_all_that_is_wrong_with_a_frame_is_told_with_row_and_column(library: Library) -> None:
    """Unknown units, figures that cannot be, doubled rows and marks that contradict: each at its cell, at once."""
    columns = {
        "unit": ["commune-1", "commun-2", "commune-1", "commune-4", "commune-5", "commune-6"],
        "members": [-1, 5, 6, 7, None, None],
        "members.mark": [None, None, None, "nil", "none", None],
        "rate": [1.25, None, None, None, None, 0.1 + 0.2],
    }
    found = submissions_from_frame(made(columns, library), PLAN)
    assert wrong(found) == [
        ('frame[0, "members"]', "members", "KH603"),
        ('frame[0, "rate"]', "rate", "KH602"),
        ('frame[1, "unit"]', "unit", "KH113"),
        ('frame[2, "unit"]', "unit", "KH115"),
        ('frame[3, "members.mark"]', "members.mark", "KH825"),
        ('frame[4, "members.mark"]', "members.mark", "KH824"),
        ('frame[5, "rate"]', "rate", "KH602"),
    ]
    assert found.commands == ()
    assert "frame[0]" in found.errors[3].text()


def test_columns_that_mean_nothing_are_told_at_once(library: Library) -> None:
    """A frame without units or with columns that the plan lacks is refused, each column with its name."""
    with pytest.raises(InvalidFile) as error:
        submissions_from_frame(made({"membres": [1], "q": [2]}, library), PLAN)
    assert [(one.code, one.file) for one in error.value.findings] == [
        ("KH363", "frame"),
        ("KH365", 'frame["membres"]'),
        ("KH504", 'frame["q"]'),
    ]
    renamed = submissions_from_frame(
        made({"mã": ["commune-1"], "q": [2], "z": [0]}, library), PLAN, columns={"q": "members", "z": None}
    )
    assert dict(renamed.commands[0].data or {}) == {"members": 2}


def test_only_names_of_columns_are_a_heading(library: Library) -> None:
    """A row whose cells look like a heading is a row."""
    with pytest.raises(InvalidFile) as error:
        submissions_from_frame(made({"qq": ["unit"], "zz": ["members"]}, library), PLAN)
    assert [one.code for one in error.value.findings] == ["KH363", "KH504", "KH504"]


@pytest.mark.parametrize("value", [[1], {"a": 1}, b"x"])
def test_a_cell_that_no_table_has_is_told(value: object, library: Library) -> None:
    """Lists, structures and bytes are no figures, and their rows are no commands."""
    found = submissions_from_frame(made({"unit": ["commune-1"], "members": [value]}, library), PLAN)
    assert wrong(found) == [('frame[0, "members"]', "members", "KH823")]
    assert found.commands == ()


def test_a_figure_of_another_kind_is_told(library: Library) -> None:
    """Booleans, days and infinite floats are no figures; ambiguous texts are refused as in files."""
    for value, code in ((True, "KH600"), (date(2019, 4, 3), "KH600"), (float("inf"), "KH601"), (1e300, "KH601")):
        found = submissions_from_frame(made({"unit": ["commune-1"], "members": [value]}, library), PLAN)
        assert wrong(found) == [('frame[0, "members"]', "members", code)]
    frame = made({"unit": ["commune-1"], "members": ["1.520"]}, library)
    assert wrong(submissions_from_frame(frame, PLAN)) == [('frame[0, "members"]', "members", "KH600")]
    assert dict(submissions_from_frame(frame, PLAN, numbers="vi").commands[0].data or {}) == {"members": 1520}


def test_decimals_stay_exact(library: Library) -> None:
    """Decimals of a frame are taken as they are, and texts of a decimal column as they are written."""
    exact = frame_of(
        [Field("unit", "text", ["commune-1"]), Field("rate", "decimal", [Decimal("123456789012345678.5")], decimals=1)],
        library,
    )
    found = submissions_from_frame(exact, PLAN)
    assert dict(found.commands[0].data or {}) == {"rate": Decimal("123456789012345678.5")}
    quoted = made({"unit": ["commune-1"], "results": [Decimal("2.50")]}, library)
    assert dict(submissions_from_frame(quoted, PLAN).commands[0].sections or {}) == {"results": "2.50"}


def test_instants_without_a_zone_are_local_to_the_plan(library: Library) -> None:
    """A naive instant is the plan's, a day is 08:00 of it, and one with a zone is what it says, also at midnight."""
    naive = made({"unit": ["commune-1"], "received_at": [datetime(2019, 4, 3, 9, 30, 0, 5)]}, library)  # noqa: DTZ001
    days = made({"unit": ["commune-1"], "received_at": [date(2019, 4, 3)]}, library)
    midnight = made({"unit": ["commune-1"], "received_at": [datetime(2019, 4, 3, tzinfo=UTC)]}, library)
    told = [submissions_from_frame(one, PLAN).commands[0].received_at for one in (naive, days, midnight)]
    assert told == [1554258600000005, 1554253200000000, 1554249600000000]


def test_acts_are_read_with_their_day(library: Library) -> None:
    """What is done has a day, a manner and evidence; figures beside it are told."""
    columns = {
        "unit": ["commune-1", "commune-2"],
        "form": ["list", "list"],
        "done_on": [date(2019, 3, 31), date(2019, 4, 1)],
        "manner": ["họp", None],
        "members": [None, 3],
    }
    found = submissions_from_frame(made(columns, library), ACTS)
    (command,) = found.commands
    assert (command.unit, command.trigger) == ("commune-1:list", "complete")
    assert dict(command.data or {}) == {"done_on": "2019-03-31", "manner": "họp"}
    assert wrong(found) == [('frame[1, "members"]', "members", "KH871")]
    of_form = made({"unit": ["commune-3"], "done_on": ["1/4/2019"]}, library)
    assert submissions_from_frame(of_form, ACTS, form="list", trigger="complete").commands[0].unit == "commune-3:list"


def test_codes_that_stand_as_numbers_are_noted(library: Library) -> None:
    """A unit whose code lost its zeros is found, and the note names the first cell."""
    plan = PLAN.replace(
        hierarchy=kh.Hierarchy.from_units(
            [kh.Tier("district"), kh.Tier("commune")],
            [kh.Unit("1", tier="district"), kh.Unit("00123", tier="commune", reports_to="1")],
        )
    )
    found = submissions_from_frame(made({"unit": [None, 123.0]}, library), plan)
    assert [one.unit for one in found.commands] == ["00123"]
    (note,) = found.notes
    assert (note.code, note.file, note.values["cell"]) == ("KH862", 'frame[1, "unit"]', 'frame[1, "unit"]')


def test_the_index_of_pandas_is_read_where_it_has_a_name() -> None:
    """Units that are the index of a frame are its first column; an index without a name is none."""
    frame = pd.DataFrame({"unit": ["commune-1"], "members": [5]})
    assert (
        submissions_from_frame(frame.set_index("unit"), PLAN).commands == submissions_from_frame(frame, PLAN).commands
    )


def test_objects_of_pandas_are_read_as_they_are() -> None:
    """Marks of this library, integers of numpy and categories stand in columns of pandas as they are."""
    np = pytest.importorskip("numpy")
    frame = pd.DataFrame(
        {
            "unit": pd.Categorical(["commune-1", "commune-2", "commune-3"]),
            "members": pd.Series([kh.NIL, np.int64(5), kh.NA], dtype="object"),
            "rate": pd.Series([np.float64(1.5), np.float32(0.1), pd.NA], dtype="object"),
        }
    )
    found = submissions_from_frame(frame, PLAN)
    assert wrong(found) == [('frame[1, "rate"]', "rate", "KH602")]
    assert [dict(one.data or {}) for one in found.commands] == [
        {"members": kh.NIL, "rate": Decimal("1.5")},
        {"members": kh.NA},
    ]


@pytest.mark.parametrize("thing", [None, [1], {"unit": ["commune-1"]}, "in.csv"])
def test_what_is_no_frame_is_refused(thing: object) -> None:
    """Lists, tables of Python and names of files are no frames."""
    with pytest.raises(InvalidFile) as error:
        submissions_from_frame(thing, PLAN)
    assert [one.code for one in error.value.findings] == ["KH821"]


def test_lazy_frames_and_doubled_columns_are_refused() -> None:
    """A frame that is not collected is refused with the way out; columns of one name are all named."""
    for lazy in (pl.LazyFrame({"unit": ["commune-1"]}), pl.Series([1])):
        with pytest.raises(InvalidFile, match="collected first"):
            submissions_from_frame(lazy, PLAN)
    with pytest.raises(InvalidFile) as error:
        submissions_from_frame(pd.DataFrame([[1, 2, 3, 4]], columns=["a", "b", "a", "b"]), PLAN)
    assert [(one.code, one.values["column"]) for one in error.value.findings] == [("KH822", "a"), ("KH822", "b")]
    twice = pd.DataFrame({"unit": ["commune-1"]}).rename_axis("unit")
    with pytest.raises(InvalidFile, match="several columns of the frame are called 'unit'"):
        submissions_from_frame(twice, PLAN)


def test_arguments_are_checked_as_for_files() -> None:
    """A plan without units, other numbers, and a form or period that there is not are refused."""
    frame = pd.DataFrame({"unit": ["commune-1"]})
    with pytest.raises(InvalidCommand):
        submissions_from_frame(frame, kh.Plan(kh.Directive("x")))
    with pytest.raises(InvalidCommand):
        submissions_from_frame(frame, PLAN, numbers="de")  # type: ignore[arg-type]
    with pytest.raises(UnknownName):
        submissions_from_frame(frame, PLAN, form="lst")
    assert submissions_from_frame(pd.DataFrame({"unit": []}), PLAN).rows == ()
