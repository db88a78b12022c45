"""Units and what they owe as they are typed at a keyboard: an id or a name that only one bears, a form, a period."""

from __future__ import annotations

from collections.abc import Sequence

import click

from kehoach._plan import Plan
from kehoach._progress import duties_of
from kehoach._spelling import nearest
from kehoach.errors import UnknownName
from kehoach.files._names import actor_of, named, shown_name
from kehoach.files._names import duty_of as _duty_of

__all__ = ["actor_of", "asked_duties", "duty_of", "named", "shown_name", "spelled"]


def duty_of(
    plan: Plan, text: str, *, under: str | None = None, form: str | None = None, period: str | None = None
) -> str:
    """The duty that a text names, with the form and the period of ``--form`` and ``--period`` where it says none.

    Args:
        plan: The plan.
        text: A unit by id or name, with or without its form and period: ``461``, ``461:stock``, ``461:stock@2019-03``.
        under: Names are looked for only below this unit.
        form: What ``--form`` says.
        period: What ``--period`` says.

    Raises:
        UsageError: The text and an option say different things.
        UnknownName: Nothing bears it.
        AmbiguousName: Several units bear the name, or the unit owes several such duties.
    """
    return _duty_of(plan, spelled(text, form, period), under=under)


def spelled(text: str, form: str | None, period: str | None) -> str:
    """The id of a duty, put together from what is typed.

    Raises:
        UsageError: The text and an option say different things.
    """
    unit, colon, said_form = text.partition(":") if ":" in text else (text, "", "")
    behind, at, said_period = (said_form if colon else unit).partition("@")
    for key, given, said in (("form", form, behind if colon else ""), ("period", period, said_period)):
        if given and said and given != said:
            raise click.UsageError(f"{text} is of the {key} {said}, and --{key} says {given}.")
    form, period = (behind if colon else form), (said_period if at else period)
    unit = unit if colon else behind
    return f"{unit}{f':{form}' if form else ''}{f'@{period}' if period else ''}"


def asked_duties(
    plan: Plan, tier: str | None = None, *, form: str | None = None, period: str | None = None
) -> Sequence[int]:
    """The numbers of the duties of a tier, a form and a period, as far as these are named, in official order.

    Raises:
        UnknownName: There is no such tier, form or period; the nearest is proposed.
    """
    columns = plan.columns
    duties = duties_of(plan, tier, form)
    if period is None:
        return duties
    known = [one for one in dict.fromkeys(columns.periods) if one is not None]
    if period not in known:
        raise UnknownName("period", period, nearest(period, known))
    return [duty for duty in duties if columns.periods[columns.form_of[duty]] == period]
