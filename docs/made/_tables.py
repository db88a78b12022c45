"""Tables from the code, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kehoach import Lifecycle
from kehoach._calendar._vietnam import SWAPS
from kehoach._lifecycle import GUARDS, label
from kehoach._report import OPERATORS
from kehoach.errors import BLOCKERS, FINDINGS, Entry

__all__ = ["blockers", "findings", "guards", "labels", "operators", "states", "swaps", "transitions"]

_AREAS: Mapping[str, str] = {
    "1": "Plans",
    "2": "Deadlines and calendars",
    "3": "Hierarchies",
    "4": "Lifecycles",
    "5": "Campaigns and acts",
    "6": "Figures",
    "7": "Documents and their numbers",
    "8": "Files",
    "9": "Stores",
}
_ROLES: Mapping[str, str] = {
    "draft": "being written; the only version into which rows go",
    "sent": "frozen, waits for the superior; from here on the duty is met",
    "accepted": "accepted, waits to be taken into the superior's version",
    "counted": "stands in the version of every superior that counts it",
    "waived": "not expected any more; outside gates, rates and coverage",
}


def transitions() -> str:
    """The table of transitions, as the machine prints it."""
    head, rule, *rows = Lifecycle.report().table().splitlines()
    return "\n".join([head, rule, *map(_guarded, rows)]) + "\n"


def _guarded(row: str) -> str:
    """A row of the table of transitions with its guards set as code."""
    *cells, names = row.strip("| ").split(" | ")
    guards = [f"not `{name[4:]}`" if name.startswith("not ") else f"`{name}`" for name in names.split(", ")]
    told = ", ".join(guards) if names != "-" else names
    return f"| {' | '.join([*cells, told])} |"


def states() -> str:
    """The states of the standard lifecycle with their roles."""
    lifecycle = Lifecycle.report()
    rows = ((f"`{name}`", label(name, "vi"), lifecycle.role(name)) for name in lifecycle.states)
    return _table(("state", "Vietnamese", "role", "means"), ((*row, _ROLES[row[2]]) for row in rows))


def guards() -> str:
    """The built-in guards with what each demands."""
    return _table(("guard", "passes when"), ((f"`{name}`", demand) for name, demand in GUARDS.items()))


def labels() -> str:
    """The words of the lifecycle in both languages."""
    lifecycle = Lifecycle.report()
    names = (*lifecycle.states, *lifecycle.triggers)
    return _table(("name", "English", "Vietnamese"), ((f"`{one}`", label(one), label(one, "vi")) for one in names))


def operators() -> str:
    """Every operator, what it gives, and for which kinds it is legal along the tree and along periods."""
    shares = {True: "cut", False: "whole"}
    rows = (
        (f"`{one.name}`", one.gives, _coded(one.tree), _coded(one.periods), shares[one.is_additive])
        for one in OPERATORS
    )
    return _table(("operator", "gives", "along the tree", "along periods", "a shared report counts"), rows)


def swaps() -> str:
    """The swapped days of Vietnam with their documents."""
    rows = ((f"{one.off:%d/%m/%Y}", f"{one.worked:%d/%m/%Y}", one.source or "-") for one in SWAPS)
    return _table(("day off", "worked instead", "document"), rows)


def findings() -> str:
    """Every code of a finding, area by area, with its texts in both languages."""
    parts: list[str] = []
    for figure, area in _AREAS.items():
        codes = {code: entry for code, entry in sorted(FINDINGS.items()) if code[2] == figure}
        parts.append(f"## {area}: KH{figure}00 to KH{figure}99\n\n{_entries(codes)}")
    return "\n".join(parts)


def blockers() -> str:
    """Every code of a blocker with its texts in both languages."""
    return _entries(BLOCKERS)


def _entries(entries: Mapping[str, Entry]) -> str:
    rows = (
        (f"`{code}`", entry.name, _said(entry.en, entry.remedy_en), _said(entry.vi, entry.remedy_vi))
        for code, entry in entries.items()
    )
    return _table(("code", "name", "English", "Vietnamese"), rows)


def _said(text: str, remedy: str) -> str:
    """A text and its way out, with the values that are filled in set as code."""
    told = f"{text}; *{remedy}*" if remedy else text
    filled = re.sub(r"(?<!\{)\{(\w+)(![rs])?\}", r"`\1`", told.replace("\n", " "))
    return filled.replace("{{", "{").replace("}}", "}")


def _coded(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
