"""Facts about the document that directs."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
import pytest

from kehoach._directive import Clause, Directive, Reference
from kehoach.errors import InvalidDirective


def plan_116() -> Directive:
    return Directive(
        "Tổng kết 10 năm thực hiện Kết luận số 62-KL/TW",
        number="116-KH/TU",
        issuer="Ban Thường vụ Tỉnh uỷ Quảng Trị",
        issued_on="14-3-2019",
        basis=["62-KL/TW"],
        clauses=[Clause("1", "cấp cơ sở"), ("2", "cấp huyện")],
    )


def found(make: Any, *given: Any, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidDirective) as caught:
        make(*given, **options)
    return [(finding.code, finding.path) for finding in caught.value.findings]


def test_a_directive_takes_what_people_type() -> None:
    """Texts become numbers and days; what is absent is None."""
    plan = plan_116()
    assert (plan.number, plan.issued_on, plan.effective_on) == (Reference.parse("116-KH/TU"), date(2019, 3, 14), None)
    assert plan.basis == (Reference.parse("62-KL/TW"),)
    assert plan.clauses == (Clause("1", "cấp cơ sở"), Clause("2", "cấp huyện"))
    assert (plan.clause("2"), plan.clause("3"), str(Clause("2"))) == (Clause("2", "cấp huyện"), None, "2")


def test_a_title_is_enough() -> None:
    """Everything else may be absent; then the title stands for the document."""
    bare = Directive(" Rà soát  ")
    assert (str(bare), bare.to_dict(), str(plan_116())) == ("Rà soát", {"title": "Rà soát"}, "116-KH/TU")


def test_what_is_written_reads_back() -> None:
    """Plain data in the shape of the plan file."""
    for directive in (plan_116(), Directive("x", effective_on="1-4-2019", implements="Luật Tổ chức chính quyền")):
        assert Directive.from_dict(directive.to_dict()) == directive
    data = plan_116().to_dict() | {"issued_on": date(2019, 3, 14)}
    assert Directive.from_dict(data) == plan_116()


def test_every_problem_comes_at_once() -> None:
    """Each with its place among the values."""
    problems = found(
        Directive,
        " ",
        number="?",
        issued_on="30-2-2019",
        effective_on="4/25/2019",
        basis=["62-KL/TW", "số"],
        implements=["0/KH-UBND"],
        clauses=[Clause(""), Clause("1"), Clause("1")],
    )
    assert sorted(problems) == [
        ("KH201", "issued_on"),
        ("KH202", "effective_on"),
        ("KH700", "basis[1]"),
        ("KH700", "number"),
        ("KH704", "implements[0]"),
        ("KH710", "title"),
        ("KH711", "clauses[2].id"),
        ("KH712", "clauses[0].id"),
    ]


def test_it_takes_effect_after_it_is_issued() -> None:
    """The other way round is a slip."""
    assert found(Directive, "x", issued_on="14-3-2019", effective_on="13-3-2019") == [("KH713", "effective_on")]
    assert Directive("x", issued_on="14-3-2019", effective_on="14-3-2019").effective_on == date(2019, 3, 14)


def test_plain_data_of_the_wrong_shape_is_refused() -> None:
    """Unknown keys and values of another type are named, all of them."""
    problems = found(
        Directive.from_dict,
        {"title": 3, "colour": "red", "basis": [1], "implements": 2, "clauses": ["x", {"id": 4}], "issued_on": 5},
    )
    assert sorted(problems) == [
        ("KH710", "title"),
        ("KH712", "clauses[0].id"),
        ("KH714", "colour"),
        ("KH715", "basis[0]"),
        ("KH715", "clauses[0]"),
        ("KH715", "clauses[1].id"),
        ("KH715", "implements"),
        ("KH715", "issued_on"),
        ("KH715", "title"),
    ]
    assert found(Directive.from_dict, {"title": "x", "y": 1}) == [("KH714", "y")]


def test_documents_may_be_named_without_a_number() -> None:
    """A law is often named by its title and day; one number in a sentence is that document's."""
    directive = Directive(
        "x",
        basis=[
            "Luật Tổ chức chính quyền địa phương ngày 19/6/2015",
            "Kết luận số 62-KL/TW ngày 08/12/2009 của Bộ Chính trị",
            Reference.parse("09/2019/NĐ-CP"),
        ],
    )
    assert [ref.kind for ref in directive.basis] == ["words", "party", "normative"]
    assert directive.basis[1] == Reference.parse("62-KL/TW")
    assert str(directive.basis[1]) == "Kết luận số 62-KL/TW ngày 08/12/2009 của Bộ Chính trị"
    assert directive.basis[0].canonical == str(directive.basis[0])
    assert Directive.from_dict(directive.to_dict()) == directive
    assert found(Directive, "x", basis=["62-KL/TW và 63-KL/TW"]) == [("KH700", "basis[0]")]


def test_doubts_have_their_place() -> None:
    """A slip between type word and code is told where it stands, and refuses nothing."""
    directive = Directive("x", number="Chỉ thị số 116-KH/TU", basis=["62-KL/TW"], implements=["Kết luận số 62-CT/TW"])
    assert [(doubt.code, doubt.path) for doubt in directive.doubts] == [("KH701", "number"), ("KH701", "implements[0]")]
    assert plan_116().doubts == ()


def test_a_changed_copy_is_checked_again() -> None:
    """Values are frozen; a copy goes through the same door."""
    assert attrs.evolve(plan_116(), issued_on="15-3-2019").issued_on == date(2019, 3, 15)
    assert found(attrs.evolve, plan_116(), title="") == [("KH710", "title")]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        plan_116().title = "y"  # type: ignore[misc]
