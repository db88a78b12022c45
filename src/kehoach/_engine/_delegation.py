"""Delegation: one actor lets another act in its name, for a time, for some acts and for some reports."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import attrs

from kehoach._calendar import parse_day
from kehoach._clock import from_micros, micros
from kehoach._deadline._due import local_us
from kehoach._progress import FAR, NEAR
from kehoach._spelling import nfc, shown
from kehoach.errors import Finding, Invalid, InvalidCommand

__all__ = ["Bound", "Delegation"]

Bound = date | datetime | str | int | None
"""The begin or the end of a delegation: a day, an instant with a zone, or nothing."""


@attrs.frozen(init=False)
class Delegation:
    """One actor lets another act in its name; what is done is done by the taker and judged as the giver's.

    The taker says so with each act: ``acting_for=giver``. What has been delegated is not delegated on. Who has prepared
    a report does not review it in another's name either.

    Attributes:
        giver: Who has the right: a unit, or ``issuer``.
        taker: Who exercises it: a unit, or ``issuer``.
        since: From then on: a day of the plan's zone, its beginning, or an instant with a zone; None: always.
        until: A day, its end included, or an instant, itself left out; None: for good.
        triggers: What may be done, such as ``("review", "send_back")`` or ``"extend"``; empty: all.
        units: On whose reports: words as in `Campaign.reschedule`, such as ``"19330"`` or ``"tier:commune"``; empty:
            on all that the giver may act on.
        document: The document that says so.

    Raises:
        InvalidCommand: It ends before it begins (KH532), giver and taker are one (KH531), a name is blank, or a bound
            is neither a day nor an instant with a zone.

    >>> Delegation("461", "462", since="1-4-2019", until="30-4-2019", triggers="review").until
    datetime.date(2019, 4, 30)
    """

    giver: str
    taker: str
    since: date | datetime | None
    until: date | datetime | None
    triggers: tuple[str, ...]
    units: tuple[str, ...]
    document: str | None

    def __init__(
        self,
        giver: str,
        taker: str,
        *,
        since: Bound = None,
        until: Bound = None,
        triggers: str | Iterable[str] = (),
        units: str | Iterable[str] = (),
        document: str | None = None,
    ) -> None:
        problems: list[Finding] = []
        put = object.__setattr__
        put(self, "giver", _name(giver, "giver", problems))
        put(self, "taker", _name(taker, "taker", problems))
        put(self, "since", _bound(since, "since", problems))
        put(self, "until", _bound(until, "until", problems))
        put(self, "triggers", _names(triggers, "triggers", problems))
        put(self, "units", _names(units, "units", problems))
        put(self, "document", None if document is None else _name(document, "document", problems))
        if self.giver == self.taker and not problems:
            problems.append(Finding("KH531", {"giver": self.giver}, path="taker"))
        if problems:
            raise InvalidCommand(problems)
        if isinstance(self.since, datetime) == isinstance(self.until, datetime):  # a day and an instant need a zone
            self.check("UTC")

    def check(self, zone: str) -> None:
        """Refuse what is never in force.

        Args:
            zone: The zone in which its days are read.

        Raises:
            InvalidCommand: It ends before it begins (KH532).
        """
        if self.begins(zone) >= self.ends(zone):
            values = {"since": _said(self.since), "until": _said(self.until)}
            raise InvalidCommand(Finding("KH532", values, path="until"))

    def begins(self, zone: str) -> int:
        """The first instant at which it is in force, in microseconds since 1970 UTC.

        Args:
            zone: The zone in which its days are read.
        """
        if self.since is None:
            return NEAR
        return micros(self.since) if isinstance(self.since, datetime) else local_us(self.since, 0, zone)

    def ends(self, zone: str) -> int:
        """The first instant at which it is no longer in force, in microseconds since 1970 UTC.

        Args:
            zone: The zone in which its days are read.
        """
        if self.until is None or self.until == date.max:
            return FAR
        if isinstance(self.until, datetime):
            return micros(self.until)
        return local_us(self.until + timedelta(days=1), 0, zone)


def _said(bound: date | datetime | None) -> str:
    return "" if bound is None else bound.isoformat()


def _name(value: str, path: str, problems: list[Finding]) -> str:
    if isinstance(value, str) and value.strip():
        return nfc(value).strip()
    values = {"value": shown(value), "wanted": "name", "wanted_vi": "tên"}
    problems.append(Finding("KH508", values, path=path))
    return ""


def _names(value: str | Iterable[str], path: str, problems: list[Finding]) -> tuple[str, ...]:
    words = (value,) if isinstance(value, str) else tuple(value)
    return tuple(_name(word, f"{path}[{place}]", problems) for place, word in enumerate(words))


def _bound(value: Bound, path: str, problems: list[Finding]) -> date | datetime | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        if isinstance(value, str) and ":" not in value:
            return parse_day(value)
        return from_micros(micros(value, path=path))
    except Invalid as error:
        problems.extend(attrs.evolve(finding, path=path) for finding in error.findings)
        return None
