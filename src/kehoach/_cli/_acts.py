"""What all writing verbs share: gather the acts, do them together or each for itself, and tell what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import attrs
import click

from kehoach._campaign import Campaign, Outcome
from kehoach._campaign._shell import UNDONE
from kehoach._cli._campaigns import Rehearsal, Seat, seated, store_of
from kehoach._cli._desk import Desk
from kehoach._cli._endings import WRONG_FILE
from kehoach._cli._instants import received_instant
from kehoach._cli._outcomes import Results, tell
from kehoach._cli._patience import Patience, patience
from kehoach._cli._units import actor_of, asked_duties, duty_of
from kehoach._cli._wishes import IMPORT, RECEIVE
from kehoach._clock import ManualClock
from kehoach._plan import Plan
from kehoach._report import Command
from kehoach._spelling import nearest
from kehoach.errors import InvalidCommand, InvalidFile, UnknownName, listed
from kehoach.files import Submissions, read_submissions
from kehoach.files._figures import Numbers, figure_problem
from kehoach.files._submissions import command_id

__all__ = ["Wish", "acted", "check_figures", "do"]


@attrs.frozen(kw_only=True)
class Wish:
    """What the arguments of a writing verb ask for.

    Attributes:
        store: The path or URL.
        trigger: What to do; ``receive``; or ``import``, where rows say it themselves.
        campaign: Which campaign, in a store of several.
        units: Units by id or name.
        tier: All units of this tier that can.
        under: Names are looked for only below this unit.
        form, period: What of a unit's is meant, where its name does not say it.
        source: A CSV file or a workbook of acts.
        columns: What its headings mean that say it otherwise.
        numbers: How figures are written in it.
        sheet: Which sheet of it.
        identified: Whether its rows are acts that are done once, however often the file is given.
        at: When it is done, as typed.
        received_at: When the paper came, as typed.
        data: Figures, by indicator.
        sections: Texts, by section.
        by, person, acting_for, reason, version, due, command_id: As `Campaign.fire` has them.
        reroute: Whether what goes up into what is waived goes past it.
        dry: Whether nothing shall be written.
        partial: Whether each act stands for itself.
    """

    store: str
    trigger: str
    campaign: str | None = None
    units: tuple[str, ...] = ()
    tier: str | None = None
    under: str | None = None
    form: str | None = None
    period: str | None = None
    source: str | None = None
    columns: Mapping[str, str] = attrs.field(factory=dict[str, str])
    numbers: Numbers | None = None
    sheet: str | None = None
    identified: bool = False
    at: str | None = None
    received_at: str | None = None
    data: Mapping[str, str] = attrs.field(factory=dict[str, str])
    sections: Mapping[str, str] = attrs.field(factory=dict[str, str])
    by: str | None = None
    person: str | None = None
    acting_for: str | None = None
    reason: str | None = None
    version: int | None = None
    due: str | None = None
    command_id: str | None = None
    reroute: bool = False
    dry: bool = False
    partial: bool = False


def do(desk: Desk, wish: Wish) -> int:
    """Do what is asked for, and tell what became of it; the answer is the exit code.

    Raises:
        UsageError: No unit is named, or what is named does not go together.
        KehoachError: The store, a name or the file of acts is wrong; nothing is done.
    """
    results = acted(desk, wish)
    code = tell(desk, results)
    return max(code, WRONG_FILE) if results.sheet.errors else code


def acted(desk: Desk, wish: Wish) -> Results:
    """Do what is asked for; the answer says what became of it.

    Raises:
        UsageError: No unit is named, or what is named does not go together.
        KehoachError: The store, a name or the file of acts is wrong; nothing is done.
    """
    _check(wish)
    store = store_of(wish.store, dry=wish.dry)
    seat = seated(store, wish.campaign, wish.at)
    wish = _named(seat.campaign, wish)
    check_figures(seat.campaign.plan, wish.data)
    sheet = _sheet(seat, wish)
    if sheet.errors and not wish.partial:
        raise InvalidFile(sheet.errors)
    commands = [*_of_units(seat, wish), *(_completed(row, wish, seat) for row in sheet.commands)]
    before, seen = seat.clock.now(), seat.campaign.progress().seq
    with patience(desk) as bar:
        outcomes = _once(seat, commands, wish, _Hands(Rehearsal(store), bar))
    whole = wish.tier is not None
    return Results(seat.campaign, wish.trigger, tuple(outcomes), sheet, before, wish.dry, whole, seen)


def _sheet(seat: Seat, wish: Wish) -> Submissions:
    """The rows of the file of acts, as far as there is one."""
    if wish.source is None:
        return Submissions()
    plan, now = seat.campaign.plan, seat.clock.now()
    return read_submissions(
        wish.source,
        plan,
        columns=wish.columns,
        sheet=wish.sheet,
        numbers=wish.numbers,
        form=wish.form,
        period=wish.period,
        trigger=None if wish.trigger == IMPORT else wish.trigger,
        now=now,
    )


def _check(wish: Wish) -> None:
    if not wish.units and wish.tier is None and wish.source is None:
        raise click.UsageError("Name a unit, or --tier, or --from FILE.")
    if wish.tier is not None and (wish.units or wish.source is not None):
        raise click.UsageError("--tier means all units of a tier; name no others beside it.")
    if wish.command_id is not None and len(wish.units) != 1:
        raise click.UsageError("--command-id makes one act of one unit repeatable; name one unit.")


def _named(campaign: Campaign, wish: Wish) -> Wish:
    """The wish with its trigger as the lifecycle has it, and its actors by id.

    Raises:
        UnknownName: There is no such trigger or unit.
    """
    plan = campaign.plan
    triggers = (*campaign.progress().board.flat.triggers, RECEIVE, *((IMPORT,) if wish.identified else ()))
    trigger = wish.trigger if wish.trigger in triggers else wish.trigger.replace("-", "_")
    if trigger not in triggers:
        raise UnknownName("trigger", wish.trigger, nearest(wish.trigger, triggers))
    by, acting_for = (None if one is None else actor_of(plan, one) for one in (wish.by, wish.acting_for))
    return attrs.evolve(wish, trigger=trigger, by=by, acting_for=acting_for)


def check_figures(plan: Plan, data: Mapping[str, str]) -> None:
    """Refuse figures that are typed as nobody can be sure to read them.

    Raises:
        InvalidCommand: Some are; all of them are told.
    """
    known = {one.key: one for one in plan.indicators}
    found = [figure_problem(known[key], text) for key, text in data.items() if key in known]
    if any(found):
        raise InvalidCommand(one for one in found if one is not None)


@attrs.frozen
class _Hands:
    """What acts are done with.

    Attributes:
        store: Where they are rehearsed.
        bar: What shows how far they are.
    """

    store: Rehearsal
    bar: Patience

    def each(self, act: Callable[[Command], Outcome], commands: Sequence[Command]) -> list[Outcome]:
        """Do acts one by one."""
        self.bar.expect(len(commands))
        outcomes: list[Outcome] = []
        for command in commands:
            outcomes.append(act(command))
            self.bar.advance()
        return outcomes


def _once(seat: Seat, commands: Sequence[Command], wish: Wish, hands: _Hands) -> list[Outcome]:
    """Do the acts that are not in the log under their ids; the others are answered with their lines."""
    if not wish.identified:
        return _done(seat, commands, wish, hands)
    ids = {command.command_id for command in commands}
    known = {entry.command_id: entry for entry in seat.campaign.log() if entry.command_id in ids}
    fresh = [command for command in commands if command.command_id not in known]
    outcomes = iter(_done(seat, fresh, wish, hands) if fresh else ())
    return [Outcome(one, known[one.command_id]) if one.command_id in known else next(outcomes) for one in commands]


def _done(seat: Seat, commands: Sequence[Command], wish: Wish, hands: _Hands) -> list[Outcome]:
    """Do the acts: all of a tier that can, one alone, many together, or each for itself."""
    act = partial(_received, seat.campaign) if wish.trigger == RECEIVE else partial(_fired, seat.campaign)
    if wish.tier is not None:
        return hands.each(act, _of_tier(seat, wish))
    if len(commands) == 1 or wish.partial:
        return hands.each(act, commands)
    if wish.trigger != RECEIVE:
        return list(seat.campaign.fire_many(commands, atomic=True))
    rehearsed = seated(hands.store, seat.campaign.id, None, clock=ManualClock(seat.clock.now())).campaign
    foreseen = [_received(rehearsed, command) for command in commands]
    if any(outcome.error is not None for outcome in foreseen):
        return [Outcome(one.command, error=one.error) for one in foreseen]
    return hands.each(act, commands)


def _fired(campaign: Campaign, command: Command) -> Outcome:
    try:
        entry = campaign.fire(command.unit, command.trigger, by=command.by, **command.carried())
    except UNDONE as error:
        return Outcome(command, error=error)
    return Outcome(command, entry)


def _received(campaign: Campaign, command: Command) -> Outcome:
    try:
        if command.by is None:
            entry = campaign.receive(command.unit, **command.carried())
        else:
            entry = campaign.receive(command.unit, by=command.by, **command.carried())
    except UNDONE as error:
        return Outcome(command, error=error)
    return Outcome(command, entry)


def _of_tier(seat: Seat, wish: Wish) -> list[Command]:
    """The acts on every unit of a tier in whose state the trigger is possible; each for itself."""
    campaign = seat.campaign
    plan, board = campaign.plan, campaign.progress().board
    triggers = ("submit", "complete") if wish.trigger == RECEIVE else (wish.trigger,)
    asked = asked_duties(plan, wish.tier, form=wish.form, period=wish.period)
    ready = [duty for duty in asked if any(one in board.flat.table[board.state[duty]] for one in triggers)]
    _check_forms(plan, [duty for duty in ready if not board.flat.roles[board.state[duty]]], wish)
    return [_command(plan.columns.names[duty], wish, seat) for duty in ready]


def _check_forms(plan: Plan, drafts: Sequence[int], wish: Wish) -> None:
    """Refuse to begin several forms or periods of a whole tier at once; what has come in may be accepted at once."""
    grid = plan.columns
    places = dict.fromkeys(grid.form_of[duty] for duty in drafts)
    if len(places) > 1:
        forms = dict.fromkeys(grid.forms[place] for place in places)
        periods = dict.fromkeys(period for place in places if (period := grid.periods[place]) is not None)
        key, known = ("form", tuple(forms)) if len(forms) > 1 else ("period", tuple(periods))
        raise click.UsageError(f"{wish.tier} owes several: {listed(known)}. Name one with --{key}.")


def _of_units(seat: Seat, wish: Wish) -> Iterator[Command]:
    for text in wish.units:
        duty = duty_of(seat.campaign.plan, text, under=wish.under, form=wish.form, period=wish.period)
        yield _command(duty, wish, seat)


def _command(duty: str, wish: Wish, seat: Seat) -> Command:
    return _completed(Command(duty, wish.trigger), wish, seat)


def _completed(row: Command, wish: Wish, seat: Seat) -> Command:
    """A command with what the options say, where it does not say so itself."""
    zone, now = seat.campaign.plan.reading.zone, seat.clock.now()
    received = row.received_at
    if received is None and wish.received_at is not None:
        received = received_instant(wish.received_at, zone, now)
    by = row.by or wish.by
    acting_for = row.acting_for or wish.acting_for
    unit = row.unit.partition(":")[0]
    if acting_for is None and received is not None and by not in (None, unit):
        acting_for = unit  # whoever says when a paper came has received it on behalf of who sent it
    completed = attrs.evolve(
        row,
        trigger=row.trigger if wish.trigger == IMPORT else wish.trigger,
        by=by,
        acting_for=acting_for,
        received_at=received,
        person=row.person or wish.person,
        reason=row.reason or wish.reason,
        data={**wish.data, **(row.data or {})} or None,
        sections={**wish.sections, **(row.sections or {})} or None,
        payload={**(row.payload or {}), "reroute": True} if wish.reroute else row.payload,
        version=wish.version,
        due=wish.due,
        command_id=wish.command_id,
    )
    if not wish.identified:
        return completed
    return attrs.evolve(completed, command_id=command_id(seat.campaign.plan, completed))
