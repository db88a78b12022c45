"""Dues as an iCalendar file (RFC 5545), for the calendar programs that people look at.

A due becomes an event, since most calendar programs show no to-dos. The last day on time is an event of a whole day: a
day has no zone, so it is the same day wherever it is looked at. A due that ends before midnight is an event at its
instant, written in UTC; so no file depends on a zone that a reader may not know. The exact instant stands beside it as
``X-KEHOACH-DUE-BEFORE``.

A calendar program knows an event by its UID, made from the campaign and the duty, and takes the one with the higher
SEQUENCE, which rises with each step by which the due was moved. Nothing in the file comes from the machine's clock: the
same progress gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Final, Literal, Protocol, cast

import attrs

from kehoach._clock import from_micros, micros
from kehoach._deadline import Deadline, Due
from kehoach._deadline._due import local_us
from kehoach._deadline._reading import zone_of
from kehoach._hierarchy import Hierarchy
from kehoach._lifecycle import label
from kehoach._plan import Plan
from kehoach._progress import FAR, Progress, ScopedProgress, Shift, behind, duty_number, hierarchy_of
from kehoach._progress._standing import View
from kehoach.errors import Lang, MissingExtra

__all__ = ["Each", "ics_of"]

Each = Literal["duty", "tier"]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_OVER: Final = ("waived", "lapsed", "dormant", "cancelled")  # buckets of duties that nobody waits for


def ics_of(
    source: Plan | Progress | ScopedProgress,
    *,
    id: str | None = None,
    units: Iterable[str] | None = None,
    each: Each = "duty",
    lang: Lang = "en",
) -> bytes:
    """The dues of a plan, or of a campaign as it stands, as the bytes of an iCalendar file.

    What has no due that is known is left out, and what nobody waits for: waived, lapsed, depending on what has not
    happened, or of units that do not exist then.

    Args:
        source: The plan with its first dues, or a progress with the effective ones; that of a view has what it shows.
        id: The campaign's id, from which the events get theirs; the number of the directive when None.
        units: Only these duties; all that are shown when None.
        each: An event for each ``"duty"``, or one for all duties of a ``"tier"`` that have one due.
        lang: The language of what people read.

    Raises:
        MissingExtra: The package ``icalendar`` is not installed.
        UnknownName: There is no such duty.
        InvalidCommand: The plan is a template (KH500).
    """
    if isinstance(source, ScopedProgress):
        source, scope = behind(source)
        units = scope.shown() if units is None else map(scope.name, units)
    board = _Board(source, id or _named(source.plan if isinstance(source, Progress) else source), lang)
    duties = range(board.plan.columns.n) if units is None else [duty_number(board.plan, unit) for unit in units]
    entries = board.of_duties(duties) if each == "duty" else board.of_tiers(duties)
    return _bytes(board, list(entries))


def _named(plan: Plan) -> str:
    return str(plan.directive.number) if plan.directive.number else "campaign"


@attrs.frozen
class _Entry:
    """An event before it is written.

    Attributes:
        uid: What tells it from every other event.
        sequence: How often it was changed.
        due_before: The due, in microseconds since 1970 UTC.
        summary, description: What people read.
        tier: The tier of the duties.
        tentative: Whether the due may still move.
    """

    uid: str
    sequence: int
    due_before: int
    summary: str
    description: str
    tier: str
    tentative: bool


class _Board:
    """A plan, and where its campaign stands if there is one."""

    def __init__(self, source: Plan | Progress, id: str, lang: Lang) -> None:
        self.progress = source if isinstance(source, Progress) else None
        self.plan = source.plan if isinstance(source, Progress) else source
        self.hierarchy: Hierarchy = hierarchy_of(self.plan)
        self.zone = self.plan.reading.zone
        self.lang: Lang = lang
        self.id = id
        self.dues: Sequence[Due] = (self.plan if self.progress is None else self.progress.board.plan).dues()

    @property
    def stamp(self) -> datetime:
        """When the information was made: the instant of the progress, else the day of issue."""
        if self.progress is not None:
            return self.progress.at.astimezone(UTC)
        issued = self.plan.directive.issued_on
        return _EPOCH if issued is None else from_micros(local_us(issued, 0, self.zone))

    def due_of(self, duty: int) -> int:
        """The effective due of a duty; `FAR` where there is none to show."""
        if self.progress is None:
            return FAR if self._is_not_owed(duty) else self.plan.columns.due_before[duty]
        board, view = self.progress.board, View(micros(self.progress.at))
        return FAR if view.bucket(board, duty) in _OVER else view.due(board, duty)

    def _is_not_owed(self, duty: int) -> bool:
        """Whether a duty depends on what has not happened, or is of a unit that does not exist then."""
        event = self.plan.columns.only_if.get(duty)
        happened = event is None or any(one.on is not None for one in self.plan.events if one.id == event)
        return duty in self.plan.columns.outside or not happened

    def shifts(self, duty: int) -> tuple[Shift, ...]:
        """The steps by which the due was moved."""
        return () if self.progress is None else self.progress.board.shifts.get(duty, ())

    def sequence(self, duty: int) -> int:
        """How often the due was changed: by acts, and by returns with a due of their own."""
        if self.progress is None:
            return 0
        board = self.progress.board
        returns = board.newest.get(duty, board.version[duty]) - 1 if duty in board.dues else 0
        return len(self.shifts(duty)) + returns

    # ------------------------------------------------------------ the events

    def of_duties(self, duties: Iterable[int]) -> Iterator[_Entry]:
        """An event for each duty that has a due."""
        for duty in duties:
            if self.due_of(duty) < FAR:
                yield self._entry(duty, f"{self.id}/{self.plan.columns.names[duty]}", self._who(duty))

    def of_tiers(self, duties: Iterable[int]) -> Iterator[_Entry]:
        """An event for all duties of a tier, of one form, that have one due and have come to it by the same steps."""
        columns = self.plan.columns
        alike: dict[tuple[object, ...], list[int]] = {}
        for duty in duties:
            due, steps = self.due_of(duty), tuple((shift.at, shift.kind) for shift in self.shifts(duty))
            if due < FAR:
                key = (columns.tier_no[duty], columns.form_of[duty], due, columns.due_before[duty], steps)
                alike.setdefault(key, []).append(duty)
        for group in alike.values():
            yield self._entry(group[0], f"{self.id}/tier/{columns.names[group[0]]}", self._whose(group))

    def _entry(self, duty: int, name: str, who: str) -> _Entry:
        due = self.dues[duty]
        return _Entry(
            uid=f"{name}@kehoach",
            sequence=self.sequence(duty),
            due_before=self.due_of(duty),
            summary=self._summary(duty, who),
            description="\n".join(self._lines(duty, due)),
            tier=self._tier(duty),
            tentative=bool(due.doubts) and not self.shifts(duty),
        )

    def _tier(self, duty: int) -> str:
        tier = self.plan.tiers[self.plan.columns.tier_no[duty]]
        return tier.name or tier.id

    def _who(self, duty: int) -> str:
        return self.hierarchy.name_of(self.hierarchy.columns.ids[self.plan.columns.unit_of[duty]])

    def _whose(self, group: Sequence[int]) -> str:
        if len(group) == 1:
            return self._who(group[0])
        return f"{self._tier(group[0])} ({len(group)} {'đơn vị' if self.lang == 'vi' else 'units'})"

    def _summary(self, duty: int, who: str) -> str:
        columns = self.plan.columns
        form, vi = columns.forms[columns.form_of[duty]], self.lang == "vi"
        what = ("báo cáo" if vi else "report") if form == "report" else form
        what += f" {period}" if (period := columns.periods[columns.form_of[duty]]) else ""
        return f"{'Hạn' if vi else 'Due'}: {who}, {what}"

    def _lines(self, duty: int, due: Due) -> Iterator[str]:
        """The document, the deadline in its own words, its exact instant, and every step by which it was moved."""
        vi = self.lang == "vi"
        directive = self.plan.directive
        yield ": ".join(one for one in (str(directive.number or ""), directive.title) if one)
        words = due.deadline.words or due.deadline.phrase(self.lang)
        yield f"{'Thời hạn' if vi else 'Deadline'}: {words}"
        for shift in self.shifts(duty):
            why = ", ".join(one for one in (shift.document, shift.reason) if one)
            word = label(shift.kind, self.lang)
            late = f" ({'sau khi đã quá hạn' if vi else 'after the due'})" if shift.retroactive else ""
            yield f"{word[:1].upper()}{word[1:]}{late}: {self._until(shift.becomes)}{f' ({why})' if why else ''}"
        yield f"{'Đúng hạn' if vi else 'In time'}: {self._until(self.due_of(duty))}"

    def _until(self, due: int) -> str:
        local = from_micros(due).astimezone(zone_of(self.zone))
        if (local.hour, local.minute) == (0, 0):
            return Deadline.by(_last_day(due, self.zone)).phrase(self.lang)
        return Deadline.before(f"{local:%H:%M %d-%m-%Y}").phrase(self.lang)


def _last_day(due: int, zone: str) -> date:
    return from_micros(due - 1).astimezone(zone_of(zone)).date()


class _Component(Protocol):
    """The part of icalendar that is used here, with types."""

    def add(self, name: str, value: object, /) -> None:
        """Put a property behind the others."""
        ...

    def add_component(self, component: _Component, /) -> None:
        """Put a component inside."""
        ...

    def to_ical(self) -> bytes:
        """The whole as bytes."""
        ...


def _bytes(board: _Board, entries: Sequence[_Entry]) -> bytes:
    try:
        from icalendar import Calendar, Event
    except ImportError as error:
        raise MissingExtra("icalendar", "office") from error
    made = cast("_Component", Calendar())
    made.add("prodid", f"-//kehoach//dues//{board.lang.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", str(board.plan.directive))
    for entry in entries:
        event = cast("_Component", Event())
        _fill(event, board, entry)
        made.add_component(event)
    return made.to_ical()


def _fill(event: _Component, board: _Board, entry: _Entry) -> None:
    instant = from_micros(entry.due_before)
    local = instant.astimezone(zone_of(board.zone))
    is_whole = (local.hour, local.minute, local.second) == (0, 0, 0)
    event.add("uid", entry.uid)
    event.add("dtstamp", board.stamp)
    event.add("sequence", entry.sequence)
    event.add("dtstart", _last_day(entry.due_before, board.zone) if is_whole else instant)
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("categories", [entry.tier])
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("x-kehoach-due-before", f"{instant:%Y%m%dT%H%M%SZ}")
