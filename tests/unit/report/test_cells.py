"""Cells: a value, zero, nil, not applicable or missing; figures are exact, and nothing else is a figure."""

from __future__ import annotations

import decimal
import enum
import pickle
import unicodedata
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from kehoach._report import MISSING, NA, NIL, Mark, parse_cell, plain_cell, pointed, stored_cell
from kehoach._spelling import shown
from kehoach.errors import Finding


def read(value: Any, *, decimals: int = 0, text: bool = False, negative: bool = True) -> Any:
    """What a cell says, of an indicator that may be negative unless said otherwise."""
    return parse_cell("members", value, decimals=decimals, text=text, negative=negative)


def code(value: Any, **options: Any) -> str:
    """The code of what is wrong with a cell."""
    found = read(value, **options)
    assert isinstance(found, Finding), found
    return found.code


class Count(enum.IntEnum):
    """A figure that an application keeps as a name."""

    MANY = 12


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        (0, 0),
        (1520, 1520),
        ("1520", 1520),
        (" +1520 ", 1520),
        ("-7", -7),
        ("-0", 0),
        ("007", 7),
        (Decimal(1520), 1520),
        (Decimal("1520.00"), 1520),
        (Decimal("1.52E+3"), 1520),
        (Decimal("-0"), 0),
        (Decimal("0E+999999"), 0),
        (Count.MANY, 12),
        (np.int64(-12), -12),
        (np.uint8(12), 12),
        (10**30 - 1, 10**30 - 1),
        ("9" * 30, 10**30 - 1),
    ],
)
def test_a_figure_without_decimals_is_an_integer(value: Any, figure: int) -> None:
    """Integers, decimals and texts of figures give the same `int`, of thirty figures too."""
    assert read(value) == figure
    assert type(read(value)) is int


@pytest.mark.parametrize(
    ("value", "figure"),
    [
        ("12", "12.00"),
        ("12.5", "12.50"),
        ("-0.01", "-0.01"),
        ("-0", "0.00"),
        (3, "3.00"),
        (Decimal("1.500000"), "1.50"),
        (Decimal("-0.000"), "0.00"),
        ("9" * 30 + ".99", "9" * 30 + ".99"),
    ],
)
def test_a_figure_with_decimals_has_as_many_as_its_indicator_says(value: Any, figure: str) -> None:
    """The decimal is written with just that many figures behind the point, and zero has no sign."""
    assert str(read(value, decimals=2)) == figure


@pytest.mark.parametrize(
    "value",
    [
        *("1_000", "1,000", "1 000", "1e5", "1E5", ".5", "5.", "", " ", "-", "+", "--1", "0x10", "½", "x"),
        *("١٢", "１２", "1٢", "Ⅻ", "१२"),
        *("9" * 31, "9" * 10_000, "1." + "0" * 21, "NaN", "inf", "Infinity"),
        *(True, False, None, b"12", [12], 1j, object, np.True_, np.array([1])),
        *(Decimal("NaN"), Decimal("-sNaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("1E+30")),
        *(Decimal("1E+1000000"), Decimal("1E-1000000"), 10**30, -(10**30), 10**5000, -(10**5000)),
    ],
    ids=shown,
)
def test_what_is_no_figure_is_refused(value: Any) -> None:
    """Separators, exponents, figures of other scripts, truths, endless and endlessly long numbers are no figures."""
    found = read(value, decimals=2)
    assert isinstance(found, Finding)
    assert (found.code, found.values["key"]) == ("KH600", "members")
    assert len(found.text()) < 120


@pytest.mark.parametrize("value", [0.0, 1.5, 1520.0, float("nan"), float("inf"), np.float64(1.5)])
def test_a_binary_float_is_refused_even_when_it_is_whole(value: float) -> None:
    """A float is not exact; 1520.0 is refused as 1.5 is, and told apart from what is no figure."""
    assert read(value) == Finding("KH601", {"key": "members", "value": repr(value)})


@pytest.mark.parametrize(
    ("value", "decimals"),
    [("1.5", 0), ("1.520", 0), ("1.0", 0), (Decimal("1.5"), 0), ("0.001", 2), (Decimal("1E-290"), 18)],
)
def test_more_decimals_than_there_are_is_refused(value: Any, decimals: int) -> None:
    """Nothing is rounded on its way in; and where there are no decimals, no point is read as one."""
    assert read(value, decimals=decimals) == Finding(
        "KH602", {"key": "members", "value": str(value), "decimals": decimals}
    )


def test_a_decimal_of_many_figures_makes_a_short_message() -> None:
    """However long what was given is, the message is a line."""
    found = read(Decimal("0." + "3" * 10_000), decimals=2)
    assert isinstance(found, Finding)
    assert (found.code, len(str(found.values["value"]))) == ("KH602", 60)


def test_a_stock_is_not_below_zero() -> None:
    """Where an indicator cannot be negative, minus one is refused and minus zero is zero."""
    assert read("-1", negative=False) == Finding("KH603", {"key": "members", "value": "-1"})
    assert read("-0", negative=False) == 0


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(
    ("word", "mark"),
    [
        ("nil", NIL),
        ("NIL", NIL),
        ("không", NIL),
        (" KHÔNG ", NIL),
        ("Không phát sinh", NIL),
        ("không  phát\u00a0sinh", NIL),
        ("n/a", NA),
        ("NA", NA),
        ("không áp dụng", NA),
        ("missing", MISSING),
    ],
)
def test_a_mark_may_be_written_as_its_word(word: str, mark: Mark, form: Any) -> None:
    """Nil, not applicable and missing are read in both languages, in any case, spacing and composition."""
    assert read(unicodedata.normalize(form, word)) is mark


@pytest.mark.parametrize("word", ["khong", "none", "null", "không có", "0 nil", "không " * 20])
def test_a_word_that_is_not_one_of_them_is_no_mark(word: str) -> None:
    """A word near to one, or without its tones, is not taken for a mark."""
    assert code(word) == "KH600"


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_stands_in_figures_and_in_texts(mark: Mark) -> None:
    """A mark is a cell of any indicator."""
    assert read(mark) is mark
    assert read(mark, text=True) is mark


def test_a_text_is_kept_as_it_is() -> None:
    """An indicator of words takes any text, a word that would be a mark elsewhere too, and nothing but texts."""
    assert read("  không ", text=True) == "  không "
    assert read(12, text=True) == Finding("KH508", {"value": "12", "wanted": "text", "wanted_vi": "chữ"})
    assert len(str(read(["x" * 900], text=True).values["value"])) == 60


def test_the_precision_of_the_process_does_not_matter() -> None:
    """Figures are read exactly under any decimal context that the host application has set, traps and all."""
    figure = "123456789012345678901234567890"
    with decimal.localcontext() as context:
        context.prec = 3
        context.traps[decimal.Inexact] = True
        assert read(figure) == int(figure)
        assert str(read(figure, decimals=2)) == figure + ".00"
        assert read(Decimal(figure)) == int(figure)
        assert str(pointed(int(figure), 4)) == "12345678901234567890123456.7890"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        (0, 0),
        (-3, -3),
        (10**29, 10**29),
        (Decimal("2.50"), {"decimal": "2.50"}),
        ("một dòng", "một dòng"),
        ("nil", "nil"),
        (NIL, {"mark": "nil"}),
        (NA, {"mark": "n/a"}),
        (MISSING, {"mark": "missing"}),
    ],
)
def test_a_stored_cell_is_read_back(cell: Any, stored: object) -> None:
    """A cell is kept as an integer, a text, or a small table that says what it is; reading it back is the same cell."""
    assert stored_cell(cell) == stored
    again = plain_cell(stored)
    assert (again, type(again)) == (cell, type(cell))


@pytest.mark.parametrize("stored", [1.5, None, [1]])
def test_what_was_never_stored_is_not_read(stored: object) -> None:
    """A float, nothing and a list are no stored cells."""
    with pytest.raises(TypeError, match="is no stored cell"):
        plain_cell(stored)


@pytest.mark.parametrize(
    ("mark", "name", "word"), [(NIL, "NIL", "nil"), (NA, "NA", "n/a"), (MISSING, "MISSING", "missing")]
)
def test_a_mark_is_one_object_with_a_name_and_a_word(mark: Mark, name: str, word: str) -> None:
    """A mark prints its word, shows its name, and is the same object after it has crossed a process."""
    assert (repr(mark), str(mark)) == (name, word)
    assert pickle.loads(pickle.dumps(mark)) is mark
    assert mark != 0
