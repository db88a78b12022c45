"""Tables of deadlines: the phrases that are read, and the steps of an explanation."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import attrs

from kehoach._deadline._explain import _EN, _VI
from made._tables import _said, _table

__all__ = ["PHRASES", "phrases", "steps"]

PHRASES = Path(__file__).parents[2] / "tests" / "unit" / "deadline" / "phrases.csv"
"""The test data of the grammar: what is printed here is what is tested there."""

_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}


@attrs.frozen
class _Phrase:
    """A line of the test data."""

    lang: str
    phrase: str
    rule: str
    until: str
    doubts: str

    def row(self) -> tuple[str, ...]:
        """The line as a row of the table."""
        return f"`{self.phrase}`", f"`{self.rule}`", _last_day(self.until), self.doubts.replace(" ", ", ")


def _last_day(until: str) -> str:
    """The day of the last instant on time, and the time from which it is too late where that is no midnight."""
    if not until:
        return "none"
    instant = datetime.fromisoformat(until)
    day = (instant - timedelta(microseconds=1)).date().isoformat()
    return day if until.endswith("00:00") else f"{day}, before {instant:%H:%M}"


def phrases() -> str:
    """Every phrase of the test data with its rule, its last day on time and its doubts; then those that are refused."""
    with PHRASES.open(encoding="utf-8", newline="") as file:
        every = [_Phrase(*line) for line in csv.reader(file)][1:]
    parts = [_of(name, [one for one in every if one.lang == lang and one.rule]) for lang, name in _LANGUAGES.items()]
    refused = (f"- `{one.phrase}`" for one in every if not one.rule)
    return "\n".join([*parts, "## Refused\n", *refused]) + "\n"


def _of(language: str, lines: Iterable[_Phrase]) -> str:
    return f"## {language}\n\n{_table(('phrase', 'rule', 'last day on time', 'doubts'), (one.row() for one in lines))}"


def steps() -> str:
    """Every step of an explanation with its words in both languages."""
    return _table(
        ("step", "English", "Vietnamese"), ((f"`{code}`", _said(_EN[code], ""), _said(_VI[code], "")) for code in _EN)
    )
