"""Every built-in rule has a page, and what the page shows is so."""

from __future__ import annotations

from importlib.resources import files

import pytest

from kehoach.errors import BLOCKERS, FINDINGS, UnknownName
from kehoach.rules import BUILTIN, Case, Rule, check, page
from rule_cases import subject_of

CODES = {rule.code: rule for rule in BUILTIN}
CASES = [
    pytest.param(rule, case, kind == "breaks", id=f"{rule.code}-{kind}-{number}")
    for rule in BUILTIN
    for kind in ("breaks", "keeps")
    for number, case in enumerate(getattr(page(rule.code), kind))
]


@pytest.mark.parametrize(("rule", "case", "breaks"), CASES)
def test_a_case_breaks_or_keeps_its_rule(rule: Rule, case: Case, breaks: bool) -> None:
    """What a page says breaks the rule does, what it says keeps it does, and no rule fails."""
    found = check(subject_of(case, rule.on), [rule])
    assert {one.code for one in found} == ({rule.code} if breaks else set())
    assert all(one.text("en") and one.text("vi") for one in found)


def test_every_rule_has_two_cases_each_way() -> None:
    """One case could be met by accident."""
    few = [code for code in CODES if min(len(page(code).breaks), len(page(code).keeps)) < 2]
    assert few == []


def test_there_are_pages_for_rules_only() -> None:
    """No page is left behind by a rule that has gone."""
    written = {path.name.removesuffix(".toml") for path in files("kehoach.rules").joinpath("_pages").iterdir()}
    assert written == set(CODES)


def test_a_rule_bears_the_name_of_its_code() -> None:
    """The catalogue and the rules name each code alike."""
    assert {code: rule.name for code, rule in CODES.items()} == {code: FINDINGS[code].name for code in CODES}


def test_titles_are_told_in_both_languages() -> None:
    """Each rule has a title in English and one in Vietnamese, and no two are alike."""
    assert all(rule.title and rule.title_vi for rule in BUILTIN)
    for lang in ("en", "vi"):
        titles = [rule.said(lang) for rule in BUILTIN]
        assert sorted({one for one in titles if titles.count(one) > 1}) == []


@pytest.mark.parametrize("code", sorted({**FINDINGS, **BLOCKERS}))
def test_every_code_can_be_explained(code: str) -> None:
    """Each code of findings and blockers has a page in both languages."""
    found = page(code)
    assert found.text("en").startswith(f"# {code} {found.entry.name}\n")
    assert found.entry.text("vi") in found.text("vi")


def test_a_page_is_found_by_name_and_in_any_case() -> None:
    """A name, and a code in small letters, will do; what is neither proposes the nearest."""
    assert page("due-before-subordinates") == page("kh150") == page("KH150")
    with pytest.raises(UnknownName, match="did you mean 'KH150'"):
        page("KH1500")


def test_families_have_their_numbers() -> None:
    """Each of the seven families has rules."""
    assert {rule.family for rule in BUILTIN} == {f"KH{number}" for number in range(1, 8)}
    assert len(BUILTIN) >= 40
