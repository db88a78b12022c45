"""Findings that were there before: a file that lists them, so that only new ones are told."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import attrs

from kehoach.errors import Finding, InvalidFile
from kehoach.files._bytes import MAX_TABLE, read_text, write_text

__all__ = ["Baseline", "read_baseline"]

_FORMAT: Final = 1
_Key = tuple[str, str, str]


def _key(finding: Finding) -> _Key:
    """What makes a finding the same after lines have moved: its code, its subject and its words."""
    return (finding.code, finding.subject or "", finding.text("en"))


@attrs.frozen
class Baseline:
    """Findings that are known, each with how often it was found.

    Attributes:
        known: How often each was found, by code, subject and text.
    """

    known: Mapping[tuple[str, str, str], int] = attrs.field(factory=dict[_Key, int])

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> Baseline:
        """The baseline in which some findings are known.

        >>> baseline = Baseline.of([Finding("KH153", {"subject": "commune"})])
        >>> baseline.fresh([Finding("KH153", {"subject": "commune"}, path="tiers[3]")])
        ()
        """
        return cls(dict(Counter(map(_key, findings))))

    def fresh(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that are not known; what is found more often than it was is, the times above it."""
        left = Counter(dict(self.known))
        kept: list[Finding] = []
        for one in findings:
            if left[_key(one)] > 0:
                left[_key(one)] -= 1
            else:
                kept.append(one)
        return tuple(kept)

    def gone(self, findings: Iterable[Finding]) -> int:
        """How many of the known findings are not found any more."""
        return (Counter(dict(self.known)) - Counter(map(_key, findings))).total()

    def to_text(self) -> str:
        """The baseline as JSON, in an order that makes differences readable."""
        rows = [
            {"code": code, "subject": subject, "text": text, "count": count}
            for (code, subject, text), count in sorted(self.known.items())
        ]
        return json.dumps({"kehoach_baseline": _FORMAT, "findings": rows}, ensure_ascii=False, indent=1) + "\n"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the baseline, whole or not at all.

        Raises:
            StoreError: The file cannot be written.
        """
        write_text(Path(path), self.to_text())


def read_baseline(path: str | os.PathLike[str]) -> Baseline:
    """The baseline of a file.

    Raises:
        InvalidFile: It cannot be read, or is no baseline (KH793).
    """
    text = read_text(Path(path), most=MAX_TABLE)
    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise InvalidFile(_no_baseline(path, f"no JSON ({error})", f"không phải JSON ({error})")) from error
    if not isinstance(data, dict) or cast("dict[str, object]", data).get("kehoach_baseline") != _FORMAT:
        raise InvalidFile(_no_baseline(path, f"it lacks kehoach_baseline = {_FORMAT}", "thiếu kehoach_baseline"))
    known: dict[_Key, int] = {}
    rows: Any = cast("dict[str, Any]", data).get("findings", ())
    try:
        for row in rows:
            known[str(row["code"]), str(row["subject"]), str(row["text"])] = int(row["count"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidFile(_no_baseline(path, "a row of it cannot be read", "có dòng không đọc được")) from error
    return Baseline(known)


def _no_baseline(path: str | os.PathLike[str], problem: str, problem_vi: str) -> Finding:
    return Finding("KH793", {"file": str(path), "problem": problem, "problem_vi": problem_vi})
