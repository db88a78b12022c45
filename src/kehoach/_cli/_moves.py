"""What became of dues: lines that show the old due beside the new one, or rows for programs; refusals with remedies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime

import attrs

from kehoach._campaign import Campaign
from kehoach._cli._desk import Desk
from kehoach._cli._endings import FINE, REFUSED
from kehoach._cli._failures import for_keyboard
from kehoach._cli._instants import local
from kehoach._cli._outcomes import refusal_text
from kehoach._cli._units import shown_name
from kehoach._progress import FAR, NEAR, LogEntry, Progress, hierarchy_of
from kehoach._render import Column, Plain, Table, csv_of, day_text, json_of, wrapped
from kehoach.errors import Lang, Refused

__all__ = ["Done", "Step", "tell", "until_text"]

_NAMED = 3  # units of one line; more are counted


@attrs.frozen
class Step:
    """One act that moves dues.

    Attributes:
        duties: The duties it is about; none for an event.
        act: What does it.
        request: The request it decides.
        event: The event it records, and the day.
        units: The units it is about, where it speaks of units.
    """

    duties: tuple[str, ...]
    act: Callable[[Campaign], LogEntry]
    request: int | None = None
    event: tuple[str, date] | None = None
    units: tuple[str, ...] = ()


@attrs.frozen
class Done:
    """What became of the acts of one call.

    Attributes:
        campaign: Where they were done.
        store: What it was called by.
        before: Where everything stood before.
        outcomes: Each act with its line of the log, or with what stands against it.
        dry: Whether nothing was written.
    """

    campaign: Campaign
    store: str
    before: Progress
    outcomes: Sequence[tuple[Step, LogEntry | Refused]]
    dry: bool

    @property
    def refusals(self) -> list[Refused]:
        """What stands against acts."""
        return [outcome for _, outcome in self.outcomes if isinstance(outcome, Refused)]


@attrs.frozen
class _Move:
    """How one duty stood before an act and stands after it; instants in microseconds since 1970 UTC.

    Attributes:
        kind: The act.
        was, becomes: The due.
        opens, closes: The window, where it changed.
        retroactive: Whether the due had passed already, so that it stays.
    """

    kind: str
    was: int
    becomes: int
    opens: int | None
    closes: int | None
    retroactive: bool


def tell(desk: Desk, done: Done) -> int:
    """Write what was done to stdout and why not to stderr; the answer is the exit code."""
    if desk.format == "text":
        for line in _lines(done, desk.lang):
            desk.put(wrapped(line, width=desk.width))
    else:
        table = _table(done)
        facts = {"campaign": done.campaign.id, "dry_run": done.dry, "rows": _rows(table, done)}
        desk.put(csv_of(table).rstrip("\n") if desk.format == "csv" else json_of("changes", facts))
    for error in done.refusals:
        desk.say(_refusal(done, error, desk.lang))
    if done.refusals:
        desk.say(desk.either("nothing was done", "chưa thực hiện việc nào"))
        return REFUSED
    for line in _talk(desk, done):
        desk.say(line)
    return FINE


def _talk(desk: Desk, done: Done) -> Iterator[str]:
    if done.dry:
        yield desk.either("a rehearsal: nothing was written", "chạy thử: chưa ghi gì")
        return
    asked = [str(entry.seq) for _, entry in done.outcomes if isinstance(entry, LogEntry) and entry.trigger == "request"]
    if asked:
        way = f"kehoach grant {done.store} {' '.join(asked)}"
        yield desk.either(f"nothing moves until it is granted: {way}", f"thời hạn chỉ đổi khi được chấp thuận: {way}")


def _refusal(done: Done, error: Refused, lang: Lang) -> str:
    """A refusal with its remedies; of several duties, or of none, in the words of the refusal."""
    if error.unit.partition(":")[0] in hierarchy_of(done.campaign.plan):
        return refusal_text(done.campaign.plan, error, lang)
    ways = [way for way in (for_keyboard(blocker.remedy(lang)) for blocker in error.blockers) if way]
    return "\n".join([error.text(lang), *(f"  {way}" for way in ways)])


# ------------------------------------------------------------------------- text


def _lines(done: Done, lang: Lang) -> Iterator[str]:
    after = done.campaign.progress()
    for step, entry in done.outcomes:
        if isinstance(entry, Refused):
            continue
        if step.event is not None:
            name, on = step.event
            whose = f", {_names(done, step.units, lang)}" if step.units else ""
            yield f"{name}{whose}: {'ngày' if lang == 'vi' else 'on'} {day_text(on, lang)}"
        elif entry.trigger == "close":
            yield from _closing(done, after, step, entry, lang)
            continue
        alike: dict[str, list[str]] = {}
        for duty in _touched(done, after, step):
            alike.setdefault(_told(done, _move(done, after, duty, entry), entry, lang), []).append(duty)
        for told, duties in alike.items():
            yield f"{_names(done, duties, lang)}: {told}"


def _closing(done: Done, after: Progress, step: Step, entry: LogEntry, lang: Lang) -> Iterator[str]:
    """Which units close with which day, and what of theirs lapses with it."""
    vi, day = lang == "vi", day_text(date.fromisoformat(entry.payload["on"]), lang)
    cease = "ceases" if len(step.units) == 1 else "cease"
    closes = f"chấm dứt hoạt động hết ngày {day}" if vi else f"{cease} to exist with {day}"
    yield f"{_names(done, step.units, lang)}: {closes}"
    open_ones = [duty for duty in step.duties if after.standing(duty).bucket in ("open", "lapsed")]
    if open_ones:
        lapses = "hết hiệu lực từ đó, nếu chưa gửi" if vi else "lapses then, unless it is sent before"
        yield f"  {_names(done, open_ones, lang)}: {lapses}"


def _touched(done: Done, after: Progress, step: Step) -> Sequence[str]:
    """The duties that an act is about; of an event, those whose dues it gave or moved."""
    if step.event is None:
        return step.duties
    old, new = done.before.board, after.board
    columns = ((old.due_before, new.due_before), (old.opens_at, new.opens_at), (old.closes_at, new.closes_at))
    names = done.campaign.plan.columns.names
    return [names[duty] for duty in range(len(names)) if any(was[duty] != now[duty] for was, now in columns)]


def _move(done: Done, after: Progress, duty: str, entry: LogEntry) -> _Move:
    number = done.campaign.plan.columns.index[duty]
    old, new = done.before.board, after.board
    shifts = new.shifts.get(number, ())
    becomes = new.due_before[number]
    if entry.trigger == "request":
        becomes = new.requests[entry.seq].due_before
    opens, closes = new.opens_at[number], new.closes_at[number]
    return _Move(
        kind=entry.trigger,
        was=old.due_before[number],
        becomes=becomes,
        opens=None if opens == old.opens_at[number] else opens,
        closes=None if closes == old.closes_at[number] else closes,
        retroactive=len(shifts) > len(old.shifts.get(number, ())) and shifts[-1].retroactive,
    )


def _names(done: Done, duties: Sequence[str], lang: Lang) -> str:
    hierarchy = hierarchy_of(done.campaign.plan)
    named = ", ".join(shown_name(hierarchy, duty) for duty in duties[:_NAMED])
    more = len(duties) - _NAMED
    if more <= 0:
        return named
    return f"{named} và {more} đơn vị khác" if lang == "vi" else f"{named} and {more} more"


def _told(done: Done, move: _Move, entry: LogEntry, lang: Lang) -> str:
    """What happened to a due, in official wording."""
    vi, zone = lang == "vi", done.campaign.plan.reading.zone
    was, becomes = (until_text(due, zone, lang) for due in (move.was, move.becomes))
    if move.kind == "request":
        return f"đề nghị số {entry.seq}: hạn {was} → {becomes}" if vi else f"request {entry.seq}: {was} → {becomes}"
    if move.kind == "decline":
        return f"không chấp thuận; giữ hạn {was}" if vi else f"declined; the due stays {was}"
    if move.kind == "suspend":
        return f"tạm dừng tính thời hạn ({was})" if vi else f"the clock stands still ({was})"
    parts: list[str] = []
    if move.retroactive:
        parts.append(
            f"đã quá hạn {was}: được gửi, vẫn tính trễ hạn" if vi else f"was due {was}: may be sent, stays late"
        )
    elif move.was != move.becomes:
        before = "" if move.was == FAR else f"{was} → "
        parts.append(f"{'hạn' if vi else 'in time'} {before}{becomes}")
    if move.opens is not None:
        parts.append(f"{'nhận từ' if vi else 'opens'} {_instant_text(move.opens, zone, lang)}")
    if move.closes is not None and not move.retroactive and move.closes != move.becomes:
        parts.append(f"{'khoá sổ' if vi else 'closes'} {_instant_text(move.closes, zone, lang)}")
    return "; ".join(parts) or (f"giữ hạn {was}" if vi else f"the due stays {was}")


def until_text(due: int, zone: str, lang: Lang) -> str:
    """The last day on time, with the time of day where it ends before midnight.

    Args:
        due: The exclusive instant, in microseconds since 1970 UTC.
        zone: The plan's zone.
        lang: The language.
    """
    if due == FAR:
        return "chưa có hạn" if lang == "vi" else "no due"
    end = local(due, zone)
    if (end.hour, end.minute) == (0, 0):
        return f"{'đến hết ngày' if lang == 'vi' else 'until'} {day_text(local(due - 1, zone).date(), lang)}"
    return f"{'trước' if lang == 'vi' else 'before'} {end:%H:%M} {day_text(end.date(), lang)}"


def _instant_text(instant: int, zone: str, lang: Lang) -> str:
    when = local(instant, zone)
    return f"{when:%H:%M} {day_text(when.date(), lang)}"


# --------------------------------------------------------------------- programs

_KEYS = (
    "unit", "name", "change", "outcome", "seq", "at", "was", "becomes", "retroactive", "opens_at", "closes_at",
    "request", "blockers",
)  # fmt: skip


def _table(done: Done) -> Table:
    """A row for each duty of each act; was and becomes are the exclusive instants."""
    hierarchy, zone = hierarchy_of(done.campaign.plan), done.campaign.plan.reading.zone
    after = done.campaign.progress()
    rows: list[tuple[Plain, ...]] = []

    def shown(instant: int | None) -> datetime | None:
        return None if instant in (None, FAR, NEAR) else local(instant or 0, zone)

    for step, outcome in done.outcomes:
        codes = tuple(one.code for one in outcome.blockers) if isinstance(outcome, Refused) else ()
        for duty in _touched(done, after, step):
            said: tuple[Plain, ...] = (*(None,) * 8, step.request)
            word = "refused"
            if isinstance(outcome, LogEntry):
                move, word = _move(done, after, duty, outcome), "done"
                when = (outcome.seq, outcome.at.astimezone(local(0, zone).tzinfo))
                dues = (shown(move.was), shown(move.becomes), move.retroactive, shown(move.opens), shown(move.closes))
                said = (*when, *dues, outcome.seq if outcome.trigger == "request" else step.request)
            trigger = outcome.trigger
            name = hierarchy.name_of(duty.partition(":")[0])
            rows.append((duty, name, trigger, word, *said[-8:], codes))
    return Table(tuple(map(Column, _KEYS)), tuple(rows))


def _rows(table: Table, done: Done) -> list[dict[str, object]]:
    """The rows for JSON, with every reason in full."""
    reasons = {
        duty: [blocker.to_dict() for blocker in outcome.blockers]
        for step, outcome in done.outcomes
        if isinstance(outcome, Refused)
        for duty in step.duties
    }
    rows = table.to_dicts()
    for row in rows:
        row["blockers"] = reasons.get(str(row["unit"]), [])
    return rows
