"""How deadlines are read: what "before" excludes, what rolls, when a day closes, in which zone, by which calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal, get_args
from zoneinfo import ZoneInfo

import attrs

from kehoach._calendar import Calendar
from kehoach._deadline._rules import DAY_ENDS
from kehoach.errors import Finding, InvalidDeadline, Lang

__all__ = ["Reading", "Roll", "zone_of"]

Bound = Literal["exclusive", "inclusive"]
Roll = Literal["none", "next", "previous"]

_ROLLS_VI: Final[dict[Roll, str]] = {
    "none": "không dời",
    "next": "dời sang ngày làm việc kế tiếp",
    "previous": "dời về ngày làm việc liền trước",
}
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        values = {"name": name, "value": str(value)[:60], "choices": ", ".join(choices)}
        raise InvalidDeadline(Finding("KH220", values))


def _bound(value: Bound) -> Bound:
    _one_of("before", value, get_args(Bound))
    return value


def _roll(value: Roll) -> Roll:
    _one_of("roll", value, get_args(Roll))
    return value


def _roll_spans(value: Roll) -> Roll:
    _one_of("roll_spans", value, get_args(Roll))
    return value


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """A zone of the IANA list.

    Raises:
        InvalidDeadline: There is no such zone (KH221).
    """
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError) as error:
        raise InvalidDeadline(Finding("KH221", {"value": name[:60]})) from error


def _zone(value: str) -> str:
    return zone_of(str(value)).key


def _closing(value: str) -> str:
    found = _CLOCK.fullmatch(str(value).strip())
    if found is None or int(found[2]) > 59 or not 0 < int(found[1]) * 60 + int(found[2]) <= DAY_ENDS:
        values = {"name": "closing", "value": str(value)[:60], "choices": "00:01 to 24:00"}
        raise InvalidDeadline(Finding("KH220", values))
    return f"{int(found[1]):02}:{found[2]}"


def _calendar(given: str | Calendar) -> str | Calendar:
    return given if isinstance(given, str | Calendar) else Calendar.named(repr(given))


@lru_cache(maxsize=64)
def _minute_of(closing: str) -> int:
    hours, minutes = closing.split(":")
    return int(hours) * 60 + int(minutes)


@attrs.frozen
class Reading:
    """How the deadlines of a plan are read; a named value, kept in the plan and printed with every report.

    Attributes:
        before: Whether "before 5 April" excludes that day (``exclusive``, the default) or means "by" it
            (``inclusive``). A period ("before April") is excluded under both.
        roll: What a fixed day does on a day off: nothing (``none``), or the last day on time moves to the ``next`` or
            ``previous`` working day.
        roll_spans: The same for spans; ``next`` is Civil Code 2015 article 148(5).
        closing: The local time at which the last day ends; ``24:00`` is article 148(6).
        zone: The IANA name of the plan's zone.
        calendar: Which days are worked: a calendar or its name.

    >>> print(Reading())
    before exclusive, roll none, spans next, closing 24:00, Asia/Ho_Chi_Minh, calendar VN
    """

    before: Bound = attrs.field(default="exclusive", converter=_bound)
    roll: Roll = attrs.field(default="none", converter=_roll)
    roll_spans: Roll = attrs.field(default="next", converter=_roll_spans)
    closing: str = attrs.field(default="24:00", converter=_closing)
    zone: str = attrs.field(default="Asia/Ho_Chi_Minh", converter=_zone)
    calendar: str | Calendar = attrs.field(default="VN", converter=_calendar)

    @property
    def closing_minute(self) -> int:
        """Minutes after midnight at which the last day ends."""
        return _minute_of(self.closing)

    def to_dict(self) -> dict[str, str]:
        """The reading as plain data; a calendar by its name."""
        return {
            "before": self.before,
            "roll": self.roll,
            "roll_spans": self.roll_spans,
            "closing": self.closing,
            "zone": self.zone,
            "calendar": str(self.calendar),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Reading:
        """The reading that `to_dict` wrote; what is absent has its default.

        Raises:
            InvalidDeadline: A key is unknown or a value is none of its choices (KH220), all of them at once.
        """
        names = [field.name for field in attrs.fields(cls)]
        findings: list[Finding] = []
        for key in data:
            if key not in names:
                values = {"name": key, "value": str(data[key])[:60], "choices": ", ".join(names)}
                findings.append(Finding("KH220", values, path=f"reading.{key}"))
        kept: dict[str, object] = {key: value for key, value in data.items() if key in names}
        for key, value in list(kept.items()):
            try:
                cls(**{key: value})  # type: ignore[arg-type]  # the validators say what fits
            except InvalidDeadline as error:
                findings.extend(attrs.evolve(finding, path=f"reading.{key}") for finding in error.findings)
        if findings:
            raise InvalidDeadline(findings)
        return cls(**kept)  # type: ignore[arg-type]  # just checked, one by one

    def text(self, lang: Lang = "en") -> str:
        """The reading as one line in one language."""
        if lang == "en":
            rolls = f"roll {self.roll}, spans {self.roll_spans}"
            return f"before {self.before}, {rolls}, closing {self.closing}, {self.zone}, calendar {self.calendar}"
        before = "không tính ngày nêu ra" if self.before == "exclusive" else "tính cả ngày nêu ra"
        rolls = f"ngày ấn định {_ROLLS_VI[self.roll]}; khoảng thời gian {_ROLLS_VI[self.roll_spans]}"
        closing = f"hết ngày lúc {self.closing}; múi giờ {self.zone}; lịch {self.calendar}"
        return f"“trước ngày” {before}; {rolls}; {closing}"

    def __str__(self) -> str:
        return self.text("en")
