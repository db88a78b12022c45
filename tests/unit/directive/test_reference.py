"""Facts about document numbers."""

from __future__ import annotations

import pickle
import unicodedata
from typing import Any

import pytest

from kehoach._directive import Found, Reference
from kehoach._directive._reference import TYPES
from kehoach.errors import InvalidReference, Value


def refused(text: Any) -> tuple[str, Value]:
    with pytest.raises(InvalidReference) as caught:
        Reference.parse(text)
    (finding,) = caught.value.findings
    assert finding.text("vi")
    assert finding.remedy("en")
    return finding.code, finding.values.get("value")


@pytest.mark.parametrize(
    ("text", "kind", "parts"),
    [
        ("116-KH/TU", "party", (116, None, "KH", "TU", None)),
        ("62-KL/TW", "party", (62, None, "KL", "TW", None)),
        ("130/KH-UBND", "state", (130, None, "KH", "UBND", None)),
        ("6150/TB-BLĐTBXH", "state", (6150, None, "TB", "BLĐTBXH", None)),
        ("1066/UBND-VXNV", "letter", (1066, None, None, "UBND", "VXNV")),
        ("24/2021/QĐ-TTg", "normative", (24, 2021, "QĐ", "TTg", None)),
        ("91/2015/QH13", "normative", (91, 2015, None, "QH13", None)),
        ("43/2015/TTLT-BNNPTNT-BKHĐT", "joint", (43, 2015, "TTLT", "BNNPTNT", "BKHĐT")),
        ("12-NQLT/HND-BTNMT", "joint", (12, None, "NQLT", "HND", "BTNMT")),
        ("01/TTr-UBND", "state", (1, None, "TTr", "UBND", None)),
        ("116", "partial", (116, None, None, None, None)),
        ("116-KH", "partial", (116, None, "KH", None, None)),
        ("130/KH", "partial", (130, None, "KH", None, None)),
        ("130/2020", "partial", (130, 2020, None, None, None)),
        ("KH/TU", "partial", (None, None, "KH", "TU", None)),
        ("-KH/TU", "partial", (None, None, "KH", "TU", None)),
        ("/KH-UBND", "partial", (None, None, "KH", "UBND", None)),
        ("KH-UBND", "partial", (None, None, "KH", "UBND", None)),
        ("130/UBND", "partial", (130, None, None, "UBND", None)),
    ],
)
def test_each_form_says_its_parts(text: str, kind: str, parts: tuple[object, ...]) -> None:
    """Number, year, type, organ and unit; what a partial number does not say is None."""
    ref = Reference.parse(text)
    assert (ref.kind, (ref.number, ref.year, ref.type, ref.organ, ref.unit)) == (kind, parts)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("01/KH-UBND", "1/KH-UBND"),
        ("01/KH-UBND", "001/kh-ubnd"),
        ("116-KH/TU", " 116 - KH / TU "),
        ("116-KH/TU", "Kế hoạch số 116-KH/TU"),
        ("116-KH/TU", "số: 116-KH/TU"),
        ("24/2021/QĐ-TTg", "24/2021/QÐ-TTg"),
        ("24/2021/QĐ-TTg", unicodedata.normalize("NFD", "24/2021/QĐ-TTg")),
        ("KH/TU", "-KH/TU"),
    ],
)
def test_padding_spaces_and_capitals_do_not_matter(one: str, two: str) -> None:
    """Two spellings of one number are equal, hash alike and have one canonical form."""
    first, second = Reference.parse(one), Reference.parse(two)
    assert (first, hash(first), first.canonical.casefold()) == (second, hash(second), second.canonical.casefold())


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("116-KH/TU", "116/KH-TU"),
        ("116-KH/TU", "117-KH/TU"),
        ("116-KH/TU", "116-KL/TU"),
        ("24/2021/QĐ-TTg", "24/2020/QĐ-TTg"),
        ("24/2021/QĐ-TTg", "24/QĐ-TTg"),
        ("116", "116-KH"),
    ],
)
def test_different_numbers_differ(one: str, two: str) -> None:
    """Party and state style, number, type and year tell documents apart, and a part is not the whole."""
    assert Reference.parse(one) != Reference.parse(two)
    assert Reference.parse(one) != one


def test_what_was_typed_is_printed() -> None:
    """The text stays as it was, but for its normal form and the space around it; the canonical form is beside it."""
    ref = Reference.parse("  kế hoạch số 1 / kh - ubnd ")
    assert (str(ref), ref.canonical, ref.word) == ("kế hoạch số 1 / kh - ubnd", "01/KH-ubnd", "Kế hoạch")
    assert [Reference.parse(text).canonical for text in ("116", "9-KH", "KH/TU", "130/2020", "7/UBND-VX")] == [
        "116",
        "09-KH",
        "-KH/TU",
        "130/2020",
        "07/UBND-VX",
    ]


def test_a_part_fits_the_whole() -> None:
    """A partial number fits every number that says the same and more."""
    whole = Reference.parse("116-KH/TU")
    assert [Reference.parse(part).fits(whole) for part in ("116", "116-KH", "KH/TU", "117", "116/KH-TU")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert not whole.fits(Reference.parse("116"))


def test_the_type_word_and_the_code_must_agree() -> None:
    """The slip in the page of Plan 116 is reported and nothing is corrected."""
    (doubt,) = Reference.parse("Kết luận số 62-CT/TW").doubts
    assert (doubt.code, doubt.severity, doubt.values["word"], doubt.values["meant"]) == (
        "KH701",
        "warning",
        "Kết luận",
        "Chỉ thị",
    )
    assert doubt.text("vi") == "“Kết luận số 62-CT/TW” gọi là Kết luận, nhưng ký hiệu CT là của Chỉ thị"
    for text in (
        "Kết luận số 62-KL/TW",
        "Quy định 37-QĐ/TW",
        "Quyết định 24/2021/QĐ-TTg",
        "Văn bản số 62-CT/TW",
        "62-CT/TW",
    ):
        assert Reference.parse(text).doubts == ()


@pytest.mark.parametrize("code", TYPES)
def test_every_type_code_goes_with_its_words(code: str) -> None:
    """Each code of the table agrees with each of its type words."""
    for word in TYPES[code]:
        ref = Reference.parse(f"{word} số 12/2021/{code}-CP")
        assert (ref.type, ref.word, ref.doubts) == (code, word, ())


def test_an_unknown_code_is_doubted() -> None:
    """The nearest known codes are proposed."""
    (doubt,) = Reference.parse("09/2019/ND-CP").doubts
    assert (doubt.code, doubt.values["code"]) == ("KH702", "ND")
    assert [ref.code for ref in Reference.parse("09/2019/XYZ-CP").doubts] == ["KH702"]


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("", "KH700", ""),
        ("abc", "KH700", "abc"),
        ("116-KH/TU hoặc", "KH700", "-KH/TU hoặc"),
        ("116-KH/TU\u200b", "KH700", "U+200B ZERO WIDTH SPACE"),
        ("Kế hoạch", "KH700", "Kế hoạch"),
        ("1234567-KH/TU", "KH704", "1234567"),
        ("0/KH-UBND", "KH704", "0"),
        ("٣-KH/TU", "KH704", "٣"),
        ("24/0021/QĐ-TTg", "KH705", "0021"),
        ("24/1944/QĐ-TTg", "KH705", "1944"),
        (116, "KH700", "116"),
        ("x" * 1_000_000, "KH703", None),
    ],
)
def test_what_is_no_number_is_refused(text: Any, code: str, value: Value) -> None:
    """Each slip has its code, the value and a way out."""
    assert refused(text) == (code, value)


def test_numbers_are_found_in_a_text() -> None:
    """With their places and the type words before them; ratios, dates and units of measure are none."""
    text = (
        "Thực hiện Kết luận số 62-CT/TW ngày 08/12/2009, Nghị định 09/2019/NĐ-CP, 24/7, 5-km/h, 12/4/2019, "
        "công văn số 1066/UBND-VXNV; Kế hoạch 130/KH-UBND và 43/2015/TTLT-BNNPTNT-BKHĐT, 9/abc-def."
    )
    found = Reference.find(text)
    assert [str(one.reference) for one in found] == [
        "Kết luận số 62-CT/TW",
        "Nghị định 09/2019/NĐ-CP",
        "công văn số 1066/UBND-VXNV",
        "Kế hoạch 130/KH-UBND",
        "43/2015/TTLT-BNNPTNT-BKHĐT",
    ]
    assert [text[one.start : one.stop] for one in found] == [str(one.reference) for one in found]
    assert [one.reference.word for one in found] == ["Kết luận", "Nghị định", "Công văn", "Kế hoạch", None]
    assert [doubt.code for one in found for doubt in one.reference.doubts] == ["KH701"]


def test_impossible_numbers_in_a_text_are_passed_over() -> None:
    """A number 0 and a year that is none are not found."""
    assert Reference.find("0/KH-UBND 24/0021/QĐ-TTg") == ()


@pytest.mark.parametrize("piece", ["12-KH/", "a-", "1/2019/", "1/KH-A-", "số ", "9"])
def test_a_long_text_is_searched_in_linear_time(piece: str) -> None:
    """A megabyte of anything ends soon."""
    assert isinstance(Reference.find(piece * (1_000_000 // len(piece))), tuple)


def test_numbers_travel() -> None:
    """References and places survive pickling."""
    found = Found(Reference.parse("116-KH/TU"), 0, 9)
    assert pickle.loads(pickle.dumps(found)) == found
