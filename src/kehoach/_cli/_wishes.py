"""The options of the writing verbs, and the verbs made from them; what does the work is loaded when one is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, of_form, pass_desk, store_argument, within

if TYPE_CHECKING:
    from kehoach._cli._acts import Wish

__all__ = ["IMPORT", "RECEIVE", "pairs", "verb"]

RECEIVE: Final = "receive"
"""The verb that is no trigger: three of them in one act."""

IMPORT: Final = "import"
"""The verb whose rows say themselves what is done: reports are sent, acts completed."""

Options = dict[str, object]
Decorator = Callable[[Callable[..., int]], Callable[..., int]]

_UNITS: Final = click.argument("units", metavar="[UNIT]...", nargs=-1)
_FIXED: Final[tuple[Decorator, ...]] = (
    click.option("--tier", metavar="TIER", help="All units of a tier that can."),
    within,
    of_form,
    click.option(
        "--from",
        "source",
        metavar="FILE",
        type=click.Path(),
        help="CSV or XLSX, a row for each act.",
    ),
    acts_at,
    click.option("--by", metavar="UNIT", help="Who does it; who is expected when left out."),
    click.option("--person", metavar="NAME", help="Which person does it."),
    click.option("--acting-for", metavar="UNIT", help="On whose behalf."),
    click.option("--reason", metavar="TEXT", help="Why."),
    click.option("--version", metavar="N", type=click.IntRange(1), help="The version that was seen."),
    click.option("--command-id", metavar="ID", help="Makes the act one, however often it is asked for."),
)
_CONTENT: Final[tuple[Decorator, ...]] = (
    click.option("--data", "-d", metavar="KEY=FIGURE", multiple=True, help="A figure; also nil, n/a or missing."),
    click.option("--section", "-s", "sections", metavar="KEY=TEXT", multiple=True, help="A text of the outline."),
    click.option("--received-at", metavar="DAY|INSTANT", help="When the paper came, said by who received it."),
)
_ACT: Final[tuple[Decorator, ...]] = (
    click.option("--done-on", metavar="DAY", help="The day on which it was done; it is in time if that is."),
    click.option("--manner", metavar="TEXT", help="How it was done."),
    click.option("--evidence", metavar="TEXT", help="What shows it, such as the number of the minutes."),
)
_REROUTE: Final = click.option(
    "--reroute", is_flag=True, help="What goes up into it goes past it, to its superiors, as long as it is waived."
)
_DUE: Final = click.option("--due", metavar="DEADLINE", help="A new deadline that comes with it.")
_WRITING: Final[tuple[Decorator, ...]] = (
    click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing."),
    click.option("--partial", is_flag=True, help="Each act for itself; otherwise all or none."),
    campaign,
    formats("text", "json", "csv"),
    language,
)


def verb(
    name: str,
    help: str,  # noqa: A002  # click's word
    *,
    trigger: str | None = None,
    content: bool = False,
    act: bool = False,
    reroute: bool = False,
    due: bool = False,
) -> click.Command:
    """A writing verb.

    Args:
        name: What it is called on the command line.
        help: What it does; its first sentence stands in ``kehoach --help``.
        trigger: What it fires; None takes it as an argument.
        content: Whether figures and texts may come with it.
        act: Whether it says what was done, on which day and how.
        reroute: Whether others may go past what it is about.
        due: Whether a new deadline may come with it.
    """

    def run(desk: Desk, store: str, units: tuple[str, ...], **options: object) -> int:
        from kehoach._cli._acts import do

        return do(desk, _wish(store, units, str(options.pop("trigger", trigger)), options))

    named = () if trigger is not None else (click.argument("trigger", metavar="TRIGGER"),)
    own = (*(_CONTENT if content else ()), *(_ACT if act else ()), *((_REROUTE,) if reroute else ()))
    extras = (*_FIXED, *own, *((_DUE,) if due else ()), *_WRITING)
    made: Callable[..., int] = pass_desk(run)
    for decorate in reversed((store_argument, *named, _UNITS, *extras)):
        made = decorate(made)
    return click.command(name, help=help)(made)


def _wish(store: str, units: tuple[str, ...], trigger: str, options: Options) -> Wish:
    from kehoach._cli._acts import Wish

    data, sections = options.pop("data", ()), options.pop("sections", ())
    done = {key: str(said) for key in ("done_on", "manner", "evidence") if (said := options.pop(key, None)) is not None}
    return Wish(
        store=store,
        trigger=trigger,
        units=units,
        campaign=options.pop("campaign_id", None),  # type: ignore[arg-type]  # click has made them what they are
        data=pairs(data, "--data") | done,  # type: ignore[arg-type]
        sections=pairs(sections, "--section"),  # type: ignore[arg-type]
        **options,  # type: ignore[arg-type]
    )


def pairs(given: Iterable[str], option: str) -> dict[str, str]:
    """The keys and values of ``key=value`` texts.

    Raises:
        BadParameter: One has no ``=``, or a key stands twice.

    >>> pairs(["members=1520", "note=a=b"], "--data")
    {'members': '1520', 'note': 'a=b'}
    """
    found: dict[str, str] = {}
    for text in given:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"{text!r} is not KEY=VALUE", param_hint=option)
        if key.strip() in found:
            raise click.BadParameter(f"{key.strip()!r} is given twice", param_hint=option)
        found[key.strip()] = value
    return found
