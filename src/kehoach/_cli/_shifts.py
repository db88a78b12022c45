"""What the verbs that move dues do: all that is asked for or nothing, and what became of it, old due beside new."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

import attrs
import click

from kehoach._calendar import parse_day
from kehoach._campaign import Campaign
from kehoach._cli._campaigns import Rehearsal, Seat, seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE
from kehoach._cli._moves import Done, Step, tell
from kehoach._cli._requests import list_requests
from kehoach._cli._units import actor_of, asked_duties, duty_of, named
from kehoach._clock import ManualClock
from kehoach._plan import Plan
from kehoach._progress import LogEntry, duties_of_unit, hierarchy_of, selected, units_selected
from kehoach._report import Signed
from kehoach._spelling import nearest
from kehoach.errors import Invalid, Refused, UnknownName, listed
from kehoach.stores import Store

__all__ = ["Change", "do"]


@attrs.frozen(kw_only=True)
class Change:
    """What the arguments of a verb that moves dues ask for.

    Attributes:
        kind: ``"extend"``, ``"reschedule"``, … as the log calls it.
        store: The path or URL.
        campaign: Which campaign, in a store of several.
        words: Units, a selection, numbers of requests, or an event.
        under: Names are looked for only below this unit.
        form, period: What of a unit's, or of a selection's, is meant.
        deadline, opens, closes: The new ones, as typed.
        on: The day of an event or of a closing, as typed.
        unit: The unit to which alone an event happened.
        group: The group that units join.
        reason, document, by, person, acting_for, command_id, accept_gap: As the campaign's methods have them.
        at: When it is done, as typed.
        dry: Whether nothing shall be written.
    """

    kind: str
    store: str
    words: tuple[str, ...]
    campaign: str | None = None
    under: str | None = None
    form: str | None = None
    period: str | None = None
    deadline: str | None = None
    opens: str | None = None
    closes: str | None = None
    on: str = ""
    unit: str | None = None
    group: str = ""
    reason: str | None = None
    document: str | None = None
    by: str | None = None
    person: str | None = None
    acting_for: str | None = None
    command_id: str | None = None
    accept_gap: bool = False
    at: str | None = None
    dry: bool = False

    @property
    def signed(self) -> Signed:
        """The person, on whose behalf, and the command id, where they are given."""
        return Signed(person=self.person, acting_for=self.acting_for, command_id=self.command_id)


def do(desk: Desk, change: Change) -> int:
    """Do what is asked for, and tell what became of it; the answer is the exit code.

    Raises:
        UsageError: What is named does not go together.
        KehoachError: The store, a name or a deadline is wrong; nothing is done.
    """
    store = store_of(change.store, dry=change.dry)
    seat = seated(store, change.campaign, change.at)
    campaign = seat.campaign
    if change.acting_for is not None:
        change = attrs.evolve(change, acting_for=actor_of(campaign.plan, change.acting_for))
    if change.kind == "request" and not change.words:
        list_requests(desk, campaign)
        return FINE
    steps = _steps(campaign, change)
    _check(change, steps)
    before = campaign.progress()
    outcomes = _together(store, seat, steps)
    return tell(desk, Done(campaign, change.store, before, outcomes, change.dry))


def _check(change: Change, steps: Sequence[Step]) -> None:
    if change.kind in ("extend", "request") and change.deadline is None:
        raise click.UsageError("Give the new deadline: --deadline 'before 10-4-2019'.")
    if change.kind == "reschedule" and (change.deadline, change.opens, change.closes) == (None, None, None):
        raise click.UsageError("Give --deadline, --opens or --closes.")
    if change.command_id is not None and len(steps) > 1:
        raise click.UsageError("--command-id makes one act repeatable; name one unit or request.")


def _together(store: Store, seat: Seat, steps: Sequence[Step]) -> list[tuple[Step, LogEntry | Refused]]:
    """Do all steps, or none when one of them is refused: several are rehearsed first."""
    if len(steps) > 1:
        clock = ManualClock(seat.clock.now())
        rehearsed = seated(Rehearsal(store), seat.campaign.id, None, clock=clock).campaign
        foreseen = [(step, _tried(step, rehearsed)) for step in steps]
        if any(isinstance(outcome, Refused) for _, outcome in foreseen):
            return [(step, outcome) for step, outcome in foreseen if isinstance(outcome, Refused)]
    return [(step, _tried(step, seat.campaign)) for step in steps]


def _tried(step: Step, campaign: Campaign) -> LogEntry | Refused:
    try:
        return step.act(campaign)
    except Refused as error:
        return error


# ------------------------------------------------------------------------ steps


def _steps(campaign: Campaign, change: Change) -> list[Step]:
    """The acts that are asked for, each with the duties it is about; every name is looked up before one is done."""
    plan = campaign.plan
    by = None if change.by is None else actor_of(plan, change.by)
    if change.kind in ("extend", "request"):
        units = [_unit(plan, change, text) for text in change.words]
        return [Step((unit,), partial(_of_unit, change, unit, by)) for unit in dict.fromkeys(units)]
    if change.kind in ("grant", "decline"):
        return [_decision(campaign, change, number, by) for number in dict.fromkeys(map(int, change.words))]
    if change.kind == "record":
        return [_event(plan, change, by)]
    if change.kind in ("close", "name_group"):
        return [_of_units(campaign, change, by)]
    words = [_word(plan, change, text) for text in change.words]
    duties = tuple(plan.columns.names[duty] for duty in _selected(plan, change, words))
    if change.form is not None or change.period is not None:
        words = list(duties)
    return [Step(duties, partial(_of_selection, change, words, by))]


def _unit(plan: Plan, change: Change, text: str) -> str:
    return duty_of(plan, text, under=change.under, form=change.form, period=change.period)


def _selected(plan: Plan, change: Change, words: Sequence[str]) -> list[int]:
    """What is selected, and of that what is of the form and period that are named.

    Raises:
        UsageError: Nothing is left.
    """
    asked = set(asked_duties(plan, form=change.form, period=change.period))
    found = [duty for duty in selected(plan, words) if duty in asked]
    if not found:
        raise click.UsageError(f"{listed(change.words)} owes nothing of that form and period.")
    return found


def _of_unit(change: Change, unit: str, by: str | None, campaign: Campaign) -> LogEntry:
    if change.kind == "request":
        return campaign.request(
            unit, change.deadline, reason=change.reason, document=change.document, by=by, **change.signed
        )
    return campaign.extend(
        unit,
        change.deadline,
        reason=change.reason,
        document=change.document,
        by=by,
        accept_gap=change.accept_gap,
        **change.signed,
    )


def _decision(campaign: Campaign, change: Change, number: int, by: str | None) -> Step:
    asked = {one.seq: one.unit for one in campaign.requests()}
    if number not in asked:
        raise UnknownName("request", str(number), nearest(str(number), tuple(map(str, asked)), 3))
    return Step((asked[number],), partial(_decided, change, number, by), request=number)


def _decided(change: Change, number: int, by: str | None, campaign: Campaign) -> LogEntry:
    decide = campaign.grant if change.kind == "grant" else campaign.decline
    return decide(number, reason=change.reason, by=by, **change.signed)


def _event(plan: Plan, change: Change, by: str | None) -> Step:
    event, on = change.words[0], _day(change.on)
    unit = None if change.unit is None else named(hierarchy_of(plan), change.unit, under=change.under)
    units = () if unit is None else (unit,)
    return Step((), partial(_recorded, change, on, unit, by), event=(event, on), units=units)


def _recorded(change: Change, on: date, unit: str | None, by: str | None, campaign: Campaign) -> LogEntry:
    return campaign.record(
        change.words[0], on, unit, reason=change.reason, document=change.document, by=by, **change.signed
    )


def _of_units(campaign: Campaign, change: Change, by: str | None) -> Step:
    """Units that close or join a group, by tier, group, id or name."""
    plan = campaign.progress().board.plan
    words = [_unit_word(plan, text, change.under) for text in change.words]
    units = units_selected(plan, words)
    duties = [plan.columns.names[duty] for unit in units for duty in duties_of_unit(plan.columns, unit)]
    act = partial(_closed, change, units, _day(change.on)) if change.kind == "close" else partial(_named, change, units)
    return Step(tuple(duties), partial(act, by), units=units)


def _unit_word(plan: Plan, text: str, under: str | None) -> str:
    try:
        units_selected(plan, [text])
    except UnknownName as unknown:
        try:
            return named(hierarchy_of(plan), text, under=under)
        except UnknownName:
            raise unknown from None
    return text


def _closed(change: Change, units: Sequence[str], on: date, by: str | None, campaign: Campaign) -> LogEntry:
    return campaign.close(units, on, reason=change.reason, document=change.document, by=by, **change.signed)


def _named(change: Change, units: Sequence[str], by: str | None, campaign: Campaign) -> LogEntry:
    return campaign.name_group(
        change.group, units, reason=change.reason, document=change.document, by=by, **change.signed
    )


def _of_selection(change: Change, words: list[str], by: str | None, campaign: Campaign) -> LogEntry:
    if change.kind == "reschedule":
        return campaign.reschedule(
            words,
            deadline=change.deadline,
            opens=change.opens,
            closes=change.closes,
            reason=change.reason,
            document=change.document,
            by=by,
            **change.signed,
        )
    act = campaign.suspend if change.kind == "suspend" else campaign.resume_clock
    return act(words, reason=change.reason, document=change.document, by=by, **change.signed)


def _word(plan: Plan, change: Change, text: str) -> str:
    """A word of a selection as the campaign knows it; a name that only one unit bears becomes its id."""
    try:
        selected(plan, [text])
    except UnknownName as unknown:
        try:
            return _unit(plan, change, text)
        except UnknownName as error:
            raise (error if error.kind == "duty" else unknown) from None
    return text


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except Invalid as error:
        said = "; ".join(f"{finding.text()}; {finding.remedy()}".rstrip("; ") for finding in error.findings)
        raise click.BadParameter(said, param_hint="DAY") from error
