"""What a tier owes of one form, in one period where it comes again; and which of that is in question now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from kehoach._cli._looking import sight_in
from kehoach._cli._units import asked_duties
from kehoach._deadline import Period
from kehoach._plan import Plan
from kehoach._progress import Progress

__all__ = ["Group", "groups_of", "in_question", "left_out"]


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


def in_question(progress: Progress, groups: Sequence[Group]) -> tuple[Group, ...]:
    """What is owed once, and of what comes again the periods that have begun and are open, or in which one is late.

    Where none of a form is, the last one that has begun; before the first, that.

    Args:
        progress: Where everything stands.
        groups: From which to choose.
    """
    if all(group.period is None for group in groups):
        return tuple(groups)
    today, periods = progress.at.date(), _periods(progress.plan)
    begun = {label for label, period in periods.items() if period.first <= today}
    shown: set[str] = set()
    for form in dict.fromkeys(group.form for group in groups if group.period is not None):
        labels = dict.fromkeys(group.label for group in groups if group.form == form)
        asked = {group.label for group in groups if group.form == form and _is_open(progress, group, begun)}
        last = [label for label in labels if label in begun][-1:] or list(labels)[:1]
        shown |= asked or set(last)
    return tuple(group for group in groups if group.period is None or group.label in shown)


def _periods(plan: Plan) -> Mapping[str, Period]:
    return {layer.form: layer.period for layer in plan.layers() if layer.period is not None}


def _is_open(progress: Progress, group: Group, begun: Iterable[str]) -> bool:
    summary = progress.summary(group.tier, form=group.label)
    unmet = summary.open or summary.asked > summary.asked_met
    return bool(summary.overdue or (group.label in begun and unmet))


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
