"""The verbs that move dues: their arguments and help; what does the work is loaded when one is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, cast

import click

from kehoach._cli._desk import Desk
from kehoach._cli._options import acts_at, campaign, formats, language, of_form, pass_desk, store_argument, within

if TYPE_CHECKING:
    from kehoach._cli._shifts import Change

__all__ = ["VERBS"]

Decorator = Callable[[Callable[..., int]], Callable[..., int]]

_SELECTION: Final[Decorator] = click.argument("words", metavar="SELECTION...", nargs=-1, required=True)
_NUMBERS: Final[Decorator] = click.argument(
    "words", metavar="NUMBER...", nargs=-1, required=True, type=click.IntRange(1)
)
_EVENT: Final[Decorator] = click.argument("words", metavar="EVENT", nargs=1)
_DAY: Final[Decorator] = click.argument("on", metavar="DAY")
_DEADLINE: Final[Decorator] = click.option(
    "--deadline", metavar="DEADLINE", help="The new deadline, such as 'before 10-4-2019'."
)
_OPENS: Final[Decorator] = click.option("--opens", metavar="DAY", help="From when they can be sent.")
_CLOSES: Final[Decorator] = click.option("--closes", metavar="DEADLINE", help="From when nothing is taken any more.")
_TO_UNIT: Final[Decorator] = click.option("--unit", metavar="UNIT", help="To this unit alone it happened.")
_GROUP: Final[Decorator] = click.argument("group", metavar="GROUP")
_LAST_DAY: Final[Decorator] = click.option(
    "--on", metavar="DAY", required=True, help="The last day on which they exist; their duties lapse when it is over."
)
_GAP: Final[Decorator] = click.option("--accept-gap", is_flag=True, help="It may lie past the superior's own due.")
_SIGNED: Final[tuple[Decorator, ...]] = (
    click.option("--reason", metavar="TEXT", help="Why; the log keeps it."),
    click.option("--document", metavar="NUMBER", help="The document that says so, such as 120-CV/TU."),
    acts_at,
    click.option("--by", metavar="UNIT", help="Who decides; who is expected when left out."),
    click.option("--person", metavar="NAME", help="Which person does it."),
    click.option("--acting-for", metavar="UNIT", help="On whose behalf."),
    click.option("--command-id", metavar="ID", help="Makes the act one, however often it is asked for."),
    click.option("--dry-run", "dry", is_flag=True, help="Rehearse: say what would happen, write nothing."),
    campaign,
    formats("text", "json", "csv"),
    language,
)


def _units(*, required: bool) -> Decorator:
    metavar = "UNIT..." if required else "[UNIT]..."
    return click.argument("words", metavar=metavar, nargs=-1, required=required)


def _change(name: str, help: str, *given: Decorator, without: Iterable[str] = ()) -> click.Command:  # noqa: A002  # click's word
    """A verb that moves dues.

    Args:
        name: What it is called on the command line.
        help: What it does; its first sentence stands in ``kehoach --help``.
        *given: Its arguments and options, before those that all have.
        without: Options that all have and this one has not.
    """

    def run(desk: Desk, store: str, **options: object) -> int:
        from kehoach._cli._shifts import do

        return do(desk, _made(name.replace("-", "_"), store, options))

    made: Callable[..., int] = pass_desk(run)
    decorators: tuple[Decorator, ...] = (store_argument, *given, *_SIGNED)
    for decorate in reversed(decorators):
        made = decorate(made)
    command = click.command(name, help=help)(made)
    command.params = [one for one in command.params if one.name not in without]
    return command


def _made(kind: str, store: str, options: dict[str, object]) -> Change:
    from kehoach._cli._shifts import Change

    words = cast("tuple[object, ...] | str", options.pop("words"))
    every = (words,) if isinstance(words, str) else words
    return Change(
        kind=kind,
        store=store,
        campaign=options.pop("campaign_id", None),  # type: ignore[arg-type]  # click has made them what they are
        words=tuple(map(str, every)),
        **options,  # type: ignore[arg-type]
    )


_MADE = (
    _change(
        "extend",
        """Give reports a later due.

        \b
        kehoach extend 2019.db 19330 --deadline "before 10-4-2019" \\
            --reason flood --document 120-CV/TU

        The first due is kept and shown beside the new one. After the due has passed, what is closed opens again and the
        lateness stays. Of several units all are extended or none.""",
        _units(required=True),
        _DEADLINE,
        _GAP,
        within,
        of_form,
    ),
    _change(
        "reschedule",
        """Give tiers, groups, forms or units another due.

        \b
        kehoach reschedule 2019.db commune --deadline "before 8-4-2019" \\
            --reason "the form was changed" --by issuer
        kehoach reschedule 2019.db tier:commune --closes 30/4/2019 --reason x

        A SELECTION is a tier, a group, a form or a unit; "*" is all. Where a word is several things, write tier:WORD,
        group:WORD or form:WORD. With --form or --period only that of it. Only what is selected moves.""",
        _SELECTION,
        _DEADLINE,
        _OPENS,
        _CLOSES,
        within,
        of_form,
    ),
    _change(
        "suspend",
        """Stop the clock of reports.

        While a clock stands still nothing becomes overdue and nobody is reminded. A SELECTION is as in reschedule.""",
        _SELECTION,
        within,
        of_form,
    ),
    _change(
        "resume-clock",
        """Let the clock of reports go on.

        Each due moves by as many days as its clock stood still. A SELECTION is as in reschedule.""",
        _SELECTION,
        within,
        of_form,
    ),
    _change(
        "record",
        """Say on which day an event of the plan happened.

        \b
        kehoach record 2021.db election 23/5/2021 --by issuer
        kehoach record 2019.db conference 2/4/2019 --unit 19330

        Dues that waited for it are worked out; with --unit only those of that unit. Another day for an event that has
        one needs a reason.""",
        _EVENT,
        _DAY,
        _TO_UNIT,
        within,
    ),
    _change(
        "request",
        """Ask for an extension, or list what is asked for.

        \b
        kehoach request 2019.db 19330 --deadline "before 10-4-2019" --reason flood
        kehoach request 2019.db

        Nothing moves until somebody grants it by its number. Without a UNIT, what is asked for and not decided.""",
        _units(required=False),
        _DEADLINE,
        within,
        of_form,
    ),
    _change(
        "grant",
        """Grant extensions that were asked for.

        The NUMBER is that of the request: kehoach request STORE lists them.""",
        _NUMBERS,
        without=("document",),
    ),
    _change(
        "decline",
        """Decline extensions that were asked for, with a reason.

        The NUMBER is that of the request: kehoach request STORE lists them.""",
        _NUMBERS,
        without=("document",),
    ),
)

_COMPOSING = (
    _change(
        "close",
        """Close units: what they still owe lapses.

        \b
        kehoach close 2019.db 19330 19333 --on 31/3/2019 \\
            --reason "merged into 19336" --document 832/NQ-UBTVQH14

        What is counted stays, and what was sent goes its way. Units below are not closed with theirs: close them too,
        waive what they owe or let it go past the unit first. A UNIT may be a tier or a group.""",
        _units(required=True),
        _LAST_DAY,
        within,
    ),
    _change(
        "name-group",
        """Let units join a group of the plan.

        \b
        kehoach name-group 2019.db pilot 19330 19333 --document 15-QĐ/TU

        From then on holds for them what the plan says of the group: deadline, opening, closing, binding. The first due
        is kept and shown beside the new one. A UNIT may be a tier or another group.""",
        _GROUP,
        _units(required=True),
        within,
    ),
)

VERBS: Mapping[str, click.Command] = {str(command.name): command for command in (*_MADE, *_COMPOSING)}
