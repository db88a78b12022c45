"""Every code that kehoach can answer with has its words in both languages."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
import unicodedata
from pathlib import Path

import pytest

from kehoach.errors import BLOCKERS, FINDINGS, Entry, _catalogue

SOURCE = Path(__file__).parents[2] / "src"
ENTRIES = {**FINDINGS, **BLOCKERS}
# Each area of findings has a hundred numbers; the duties of a plan share those of the plan, scenarios and
# the places of files those of stores.
AREAS = {
    "plan": 100,
    "duties": 100,
    "deadlines": 200,
    "hierarchy": 300,
    "lifecycle": 400,
    "campaign": 500,
    "figures": 600,
    "references": 700,
    "rules": 700,
    "files": 800,
    "scripts": 800,
    "explore": 800,
    "stores": 900,
    "places": 900,
    "scenario": 900,
}


def fields(template: str) -> set[str]:
    """The values that a template needs; `state_vi` is the Vietnamese word for `state`."""
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    return {name.removesuffix("_vi") for name in names}


def texts(area: str) -> dict[str, Entry]:
    found: dict[str, Entry] = importlib.import_module(f"kehoach.errors._catalogue.{area}").TEXTS
    return found


@pytest.fixture(params=sorted(ENTRIES))
def entry(request: pytest.FixtureRequest) -> Entry:
    return ENTRIES[request.param]


def test_every_area_is_in_the_table() -> None:
    """The table is the sum of its areas, and no code stands in two of them."""
    modules = {found.name for found in pkgutil.iter_modules(_catalogue.__path__)} - {"_entry", "labels"}
    assert modules == {*AREAS, "blockers"}
    assert sum(len(texts(area)) for area in AREAS) == len(FINDINGS)
    assert texts("blockers") == BLOCKERS


@pytest.mark.parametrize("area", AREAS)
def test_findings_keep_to_the_numbers_of_their_area(area: str) -> None:
    """A finding is KH and three figures out of the hundred of its area."""
    first = AREAS[area]
    assert {
        code for code in texts(area) if code not in {f"KH{number}" for number in range(first, first + 100)}
    } == set()


def test_blockers_are_words() -> None:
    """A blocker is named in snake case."""
    assert [code for code in BLOCKERS if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def test_names_are_unique_and_readable() -> None:
    """Every finding has a name in kebab case that no other has."""
    names = [entry.name for entry in FINDINGS.values()]
    assert [name for name in names if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_both_languages_say_it(entry: Entry) -> None:
    """A text is there in English and in Vietnamese, and a way out in both or in neither."""
    assert entry.en
    assert entry.vi
    assert bool(entry.remedy_en) == bool(entry.remedy_vi)


def test_both_languages_use_the_same_values(entry: Entry) -> None:
    """Text and way out are made from the same values in English and in Vietnamese, each in its own order."""
    assert fields(entry.en + entry.remedy_en) == fields(entry.vi + entry.remedy_vi)


def test_texts_are_in_normal_form(entry: Entry) -> None:
    """Every text is NFC, so that it compares and prints alike everywhere."""
    assert all(
        unicodedata.is_normalized("NFC", text) for text in (entry.en, entry.vi, entry.remedy_en, entry.remedy_vi)
    )


def test_texts_leave_no_room_at_the_ends(entry: Entry) -> None:
    """A text is a clause: no space around it and no full stop at its end, since texts are joined."""
    every = (entry.en, entry.vi, entry.remedy_en, entry.remedy_vi)
    assert [text for text in every if text != text.strip() or text.endswith(".")] == []


def test_every_code_in_use_is_in_the_table() -> None:
    """No place in the source names a finding that has no words."""
    named: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        named |= set(re.findall(r'"(KH\d{3})"', path.read_text(encoding="utf-8")))
    assert named - set(FINDINGS) == set()
