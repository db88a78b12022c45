"""What a tier owes of one form, in one period where it comes again; and which of that is in question now."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Final

import attrs

from kehoach._cli._looking import sight_in
from kehoach._cli._units import asked_duties
from kehoach._clock import micros
from kehoach._deadline import Period
from kehoach._plan import Plan
from kehoach._progress import Progress

__all__ = ["Choice", "Group", "groups_of", "in_question", "left_out"]

_MOST: Final = 12  # periods of a form that are shown without being asked for: the last ones


@attrs.frozen
class Group:
    """The duties of one tier, form and period.

    Attributes:
        tier, form: Whose, and what.
        period: For which period; None where it is owed once.
        duties: Their ids, in official order.
    """

    tier: str
    form: str
    period: str | None
    duties: tuple[str, ...]

    @property
    def label(self) -> str:
        """The form and its period, as ids of duties write them."""
        return self.form if self.period is None else f"{self.form}@{self.period}"


def groups_of(
    progress: Progress, tier: str | None = None, *, form: str | None = None, period: str | None = None
) -> tuple[Group, ...]:
    """The duties of a campaign, tier by tier, form by form, period by period.

    Args:
        progress: Where everything stands.
        tier: Only of this tier.
        form: Only of this form.
        period: Only for this period.

    Raises:
        UnknownName: There is no such tier, form or period; the nearest is proposed.
    """
    grid = progress.plan.columns
    found: dict[tuple[int, int], list[str]] = {}
    for duty in sight_in(progress).only(asked_duties(progress.plan, tier, form=form, period=period)):
        found.setdefault((grid.tier_no[duty], grid.form_of[duty]), []).append(grid.names[duty])
    tiers = [one.id for one in progress.plan.tiers]
    return tuple(
        Group(tiers[key[0]], grid.forms[key[1]], grid.periods[key[1]], tuple(found[key])) for key in sorted(found)
    )


@attrs.frozen
class Choice:
    """What of some groups is shown.

    Attributes:
        groups: Those that are shown.
        more: For each form, how many periods beside these are in question.
    """

    groups: tuple[Group, ...]
    more: Mapping[str, int] = attrs.field(factory=dict[str, int])


def in_question(progress: Progress, groups: Sequence[Group]) -> Choice:
    """What is owed once, and of what comes again the periods that have begun and are open, or in which one is late.

    Where none of a form is, the last one that has begun; before the first, that; of very many the last ones.

    Args:
        progress: Where everything stands.
        groups: From which to choose.
    """
    again = [group for group in groups if group.period is not None]
    if not again:
        return Choice(tuple(groups))
    today = progress.at.date()
    begun = {label for label, period in _periods(progress.plan).items() if period.first <= today}
    shown, more = set[str](), dict[str, int]()
    for form in dict.fromkeys(group.form for group in again):
        labels = list(dict.fromkeys(group.label for group in again if group.form == form))
        found = {group.label for group in again if group.form == form and _is_open(progress, group, begun)}
        asked = [label for label in labels if label in found]
        last = [label for label in labels if label in begun][-1:] or labels[:1]
        shown |= set(asked[-_MOST:] or last)
        more[form] = max(len(asked) - _MOST, 0)
    return Choice(tuple(group for group in groups if group.period is None or group.label in shown), more)


def _periods(plan: Plan) -> Mapping[str, Period]:
    return {layer.form: layer.period for layer in plan.layers() if layer.period is not None}


def _is_open(progress: Progress, group: Group, begun: Container[str]) -> bool:
    """Whether a period has begun and something of it is open, or something is overdue."""
    board, now = progress.board, micros(progress.at)
    if group.label not in begun and all(board.due(board.grid.index[duty]) > now for duty in group.duties):
        return False
    phases = (progress.standing(duty).phase for duty in group.duties)
    return any(phase == "overdue" or (phase is not None and group.label in begun) for phase in phases)


def left_out(groups: Iterable[Group], shown: Iterable[Group]) -> Mapping[str, tuple[str, ...]]:
    """The periods of each form that are not shown, in order.

    Args:
        groups: All that there are.
        shown: Those that are shown.
    """
    known = {one.label for one in shown}
    found: dict[str, dict[str, None]] = {}
    for one in groups:
        if one.period is not None and one.label not in known:
            found.setdefault(one.form, {})[one.period] = None
    return {form: tuple(periods) for form, periods in found.items()}
