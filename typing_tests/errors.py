"""What type checkers must see of kehoach.errors; never run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_type

from kehoach import errors
from kehoach.errors import Blocker, Finding, InvalidPlan, KehoachError, Refused, Severity, Value

finding = Finding("KH100", {"problem": "odd", "count": 3, "names": ("a", "b"), "nothing": None}, path="tiers[0]")
assert_type(finding.text("vi"), str)
assert_type(finding.values, Mapping[str, Value])
assert_type(finding.severity, Severity)
assert_type(finding.at(file="plan.toml", line=3), Finding)
assert_type(finding.to_dict(), dict[str, object])

refused = Refused("19330", "submit", [Blocker("guard", {"guard": "signed"})])
assert_type(refused.blockers, tuple[Blocker, ...])
assert_type(InvalidPlan(finding).findings, tuple[Finding, ...])

# Caught by the root, by the library's kind, and by the built-in kind.
caught: KehoachError = refused
also: ValueError = InvalidPlan(finding)

# What must not check: a language that there is not, a value that is no value, a field written, a severity by position.
finding.text("fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Finding("KH100", {"problem": 1.5})  # type: ignore[dict-item]  # pyright: ignore[reportArgumentType]
finding.code = "KH101"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
Finding("KH100", {}, "error")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
errors.NoSuchError  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
