"""Rules that other packages bring."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from kehoach.errors import Finding, InvalidRule
from kehoach.rules._choice import rules_of
from kehoach.rules._rule import Rule

__all__ = ["GROUP", "plugins"]

GROUP: Final = "kehoach.rules"
"""The group of entry points that packages with rules name theirs under."""


def plugins() -> tuple[Rule, ...]:
    """The rules of all installed packages that bring some, in the order of their names.

    A package names them in its ``pyproject.toml``, as a module, a rule, or a list of rules::

        [project.entry-points."kehoach.rules"]
        districts = "district_rules"

    Raises:
        InvalidRule: A package's rules cannot be loaded (KH788), it holds none (KH787), or a code stands twice (KH786).
    """
    from importlib.metadata import entry_points

    given: list[Rule | ModuleType] = []
    problems: list[Finding] = []
    for point in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        name = f"{point.name} ({point.value})"
        try:
            loaded = point.load()
        except Exception as error:  # noqa: BLE001  # anybody's code
            problems.append(Finding("KH788", {"name": name, "error": f"{type(error).__name__}: {error}"}))
            continue
        if isinstance(loaded, Rule | ModuleType):
            given.append(loaded)
        elif isinstance(loaded, tuple | list):
            given += loaded
        else:
            problems.append(Finding("KH787", {"name": name}))
    if problems:
        raise InvalidRule(problems)
    return rules_of(given)
