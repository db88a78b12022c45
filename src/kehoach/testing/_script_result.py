"""What became of a script: whether everything came as it expects, and what did not, in words."""

from __future__ import annotations

from typing import Final

import attrs

from kehoach._campaign import Campaign
from kehoach.errors import Finding, Lang
from kehoach.testing._script import Script

__all__ = ["GONE", "UNCHANGED", "Failure", "ScriptResult"]


@attrs.frozen
class _Word:
    """Stands for no value."""

    word: str


GONE: Final = _Word("gone")
"""Stands for a key that the file would not have."""
UNCHANGED: Final = _Word("unchanged")
"""Stands for what no other expectation would mend."""


@attrs.frozen(eq=False)
class Failure:
    """One thing that came otherwise than a script expects.

    Attributes:
        finding: What, in words, with the file, line and column where it is expected.
        step: The number of the step, from 1; None: it is expected at the end.
        path: The keys that lead to what is expected.
        actual: What it is, as the file would say it; `GONE`: it would not; `UNCHANGED`: that mends nothing.
    """

    finding: Finding
    step: int | None
    path: tuple[str | int, ...]
    actual: object

    def text(self, lang: Lang = "en") -> str:
        """What was expected, what it was, and at which step."""
        where = ("at the end", "khi kết thúc") if self.step is None else (f"step {self.step}", f"bước {self.step}")
        return f"{where[lang == 'vi']}: {self.finding.text(lang)}"

    def __str__(self) -> str:
        return self.text()


@attrs.frozen(eq=False)
class ScriptResult:
    """What became of a script.

    Attributes:
        script: The script.
        failures: What came otherwise, in the order of the steps.
        campaign: The campaign as it stands at the end, to be asked further.
    """

    script: Script
    failures: tuple[Failure, ...]
    campaign: Campaign

    @property
    def ok(self) -> bool:
        """Whether everything came as it is expected."""
        return not self.failures

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The failures as findings, each with its place in the file."""
        return tuple(failure.finding for failure in self.failures)

    def text(self, lang: Lang = "en") -> str:
        """The failures as lines; one line that says so where there are none."""
        if self.ok:
            return "mọi kết quả đúng như mong đợi" if lang == "vi" else "everything came as it is expected"
        return "\n".join(
            f"{one.finding.place}: {one.text(lang)}" if one.finding.file else one.text(lang) for one in self.failures
        )

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return self.text()
