"""What the manual makes from the code when it is built: tables, the drawing of the machine, help of the command line.

A page says ``{made} NAME``, and NAME is a key of `PARTS`. Nothing that stands in the code is written down a second
time, so nothing of it can go stale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from made import _commands, _deadlines, _drawing, _figures, _rules, _tables

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["PARTS", "setup"]

PARTS: Mapping[str, Callable[[], str]] = {
    "transitions": _tables.transitions,
    "states": _tables.states,
    "guards": _tables.guards,
    "drawing": _drawing.lifecycle,
    "findings": _tables.findings,
    "blockers": _tables.blockers,
    "operators": _tables.operators,
    "adds": _figures.adds,
    "coverage": _figures.coverage,
    "results": _figures.results,
    "joined": _figures.joined,
    "causes": _figures.causes,
    "labels": _tables.labels,
    "swaps": _tables.swaps,
    "phrases": _deadlines.phrases,
    "steps": _deadlines.steps,
    "rules": _rules.overview,
    "rule-pages": _rules.pages,
    "commands": _commands.overview,
    "help": _commands.help_texts,
}
"""What a page can ask for: each makes Markdown, or HTML where the text begins with ``<``."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx of the directive ``{made}``."""
    from made._directive import Made

    app.add_directive("made", Made)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
