"""Which rules a command asks, from its options."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from kehoach.rules import BUILTIN, Rule, plugins
from kehoach.rules._choice import chosen, rules_of

__all__ = ["choice", "rules_asked"]

F = TypeVar("F", bound=Callable[..., Any])


def choice(function: F) -> F:
    """``--select``, ``--ignore``, ``--rules`` and ``--plugins``."""
    codes = "codes, beginnings of codes such as KH2, or names; several with commas"
    options = (
        click.option("--select", metavar="CODES", multiple=True, help=f"Only these rules: {codes}."),
        click.option("--ignore", metavar="CODES", multiple=True, help="All rules but these."),
        click.option("--rules", "modules", metavar="FILE|MODULE", multiple=True, help="Rules of one's own, too."),
        click.option("--plugins", "with_plugins", is_flag=True, help="The rules of installed packages, too."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def rules_asked(
    select: Sequence[str], ignore: Sequence[str], modules: Sequence[str], *, with_plugins: bool
) -> tuple[Rule, ...]:
    """The rules that the options choose.

    Args:
        select: Only these.
        ignore: All but these.
        modules: Files and modules with rules.
        with_plugins: Whether the rules of installed packages are asked, too.
    """
    own: list[Rule] = []
    if modules:
        from kehoach.files import read_rules

        own = [rule for name in modules for rule in read_rules(name)]
    every = rules_of([*BUILTIN, *own, *(plugins() if with_plugins else ())])
    return chosen(every, select, ignore, more=tuple if with_plugins else plugins)
