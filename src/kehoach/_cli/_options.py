"""Arguments and options that several commands have; only click is imported here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from kehoach._cli._desk import Desk

__all__ = [
    "acts_at",
    "asked_at",
    "campaign",
    "desk_of",
    "formats",
    "language",
    "of_form",
    "pass_desk",
    "plan_argument",
    "source_argument",
    "store_argument",
    "within",
]

F = TypeVar("F", bound=Callable[..., Any])


def desk_of(ctx: click.Context) -> Desk:
    """The desk of a run."""
    return ctx.ensure_object(Desk)


def pass_desk(function: F) -> F:
    """Hand the desk to a command as its first argument."""
    return click.make_pass_decorator(Desk)(function)  # type: ignore[return-value]  # click names no result


def _speak(ctx: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        desk_of(ctx).lang = "vi" if value == "vi" else "en"


def language(function: F) -> F:
    """``--lang``, before or after the name of the command."""
    return click.option(
        "--lang",
        type=click.Choice(["en", "vi"]),
        envvar="KEHOACH_LANG",
        help="Language of what is printed for people.  [default: en]",
        callback=_speak,
        expose_value=False,
        is_eager=True,
    )(function)


def _write_as(ctx: click.Context, _: click.Parameter, value: Any) -> None:  # noqa: ANN401  # click's signature
    desk_of(ctx).format = value


def formats(*names: str) -> Callable[[F], F]:
    """``--format``, with the formats that a command knows; the first is the default."""
    return click.option(
        "--format",
        "-f",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How data is written.",
        callback=_write_as,
        expose_value=False,
        is_eager=True,
    )


plan_argument = click.argument("plan", metavar="PLAN", type=click.Path())
source_argument = click.argument("source", metavar="PLAN|STORE", type=click.Path())
store_argument = click.argument("store", metavar="STORE", type=click.Path())


def campaign(function: F) -> F:
    """``--id``, the campaign in a store of several."""
    return click.option("--id", "campaign_id", metavar="ID", help="Which campaign, in a store of several.")(function)


def asked_at(function: F) -> F:
    """``--at`` of a question: a day means its end."""
    text = "What was known at that time, and how it stood: a day (its end), a day and a time, or an instant."
    return click.option("--at", "at", metavar="DAY|INSTANT", help=text)(function)


def acts_at(function: F) -> F:
    """``--at`` of an act: a day means 08:00."""
    text = "When it is done: a day (08:00 of the plan's zone), a day and a time, or an instant; now by default."
    return click.option("--at", "at", metavar="DAY|INSTANT", help=text)(function)


def within(function: F) -> F:
    """``--under``, which makes a name unique."""
    return click.option("--under", metavar="UNIT", help="Look for names only under this unit.")(function)


def of_form(function: F) -> F:
    """``--form`` and ``--period``, which say what of a unit's is meant."""
    period = click.option("--period", metavar="PERIOD", help="For which period, such as 2019-03 or 2019-Q1.")
    return click.option("--form", metavar="FORM", help="Which form.")(period(function))
