"""Reminders as data: a ladder of days before and after a due, and who is told on each of its rungs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from kehoach._plan._table import Table, hints, is_list
from kehoach._spelling import nfc
from kehoach.errors import Finding, Invalid, InvalidPlan, Lang, Value

__all__ = ["FARTHEST", "RECIPIENTS", "Reminder", "reminder_of", "rungs_twice"]

RECIPIENTS: Final = ("unit", "lead", "superiors", "issuer")
"""Whom a rung can tell: who owes the report, its lead superior, every superior, who issued the directive."""
FARTHEST: Final = 3_660
"""Days that a rung lies from its due at most: ten years, longer than any plan runs, so that no sum leaves the years."""

_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_TO_VI: Final = {"unit": "đơn vị", "lead": "cấp trên trực tiếp", "superiors": "cấp trên", "issuer": "cơ quan ban hành"}
_OPENING: Final = "08:00"


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((value,) if isinstance(value, str) else value))


def _name(value: str | None) -> str | None:
    return nfc(value).strip() if isinstance(value, str) else value


@attrs.frozen
class Reminder:
    """One rung of the ladder by which a plan has its units reminded; kehoach lists what is to be sent, and sends none.

    Attributes:
        days: Days from the last day on time: ``-3`` three days before it, ``0`` that day, ``1`` the day after it.
        to: Whom it tells: any of ``"unit"``, ``"lead"``, ``"superiors"``, ``"issuer"``.
        working: Whether the days are working days.
        tier: Only for duties of this tier; None for all.
        form: Only for duties of this form; None for all.
        at: The local time of that day from which it is to be sent, ``HH:MM``.

    Raises:
        InvalidPlan: Everything that is wrong with it, at once.

    >>> print(Reminder(-3, ["unit", "lead"]), Reminder(1, "issuer", working=True, tier="commune"), sep="; ")
    3 days before the due, to unit, lead; 1 working day after the due, to issuer, for commune
    """

    days: int
    to: tuple[str, ...] = attrs.field(default=("unit",), converter=_texts)
    working: bool = attrs.field(default=False, kw_only=True)
    tier: str | None = attrs.field(default=None, converter=_name, kw_only=True)
    form: str | None = attrs.field(default=None, converter=_name, kw_only=True)
    at: str = attrs.field(default=_OPENING, kw_only=True)

    def __attrs_post_init__(self) -> None:
        found = [*_days(self.days), *_recipients(self.to), *_time(self.at)]
        if not isinstance(self.working, bool):
            found.append(_no_choice("working", self.working, ("true", "false")))
        if found:
            raise InvalidPlan(found)

    @property
    def minute(self) -> int:
        """Minutes after midnight from which it is to be sent.

        >>> Reminder(0, at="14:30").minute
        870
        """
        hours, minutes = self.at.split(":")
        return int(hours) * 60 + int(minutes)

    def concerns(self, tier: str, form: str) -> bool:
        """Whether it speaks of duties of a tier and a form."""
        return self.tier in (None, tier) and self.form in (None, form)

    def phrase(self, lang: Lang = "en") -> str:
        """When it comes, in words.

        >>> Reminder(-3).phrase("vi"), Reminder(0).phrase("vi"), Reminder(2, working=True).phrase("vi")
        ('trước hạn 3 ngày', 'ngày đến hạn', 'quá hạn 2 ngày làm việc')
        """
        count = abs(self.days)
        if lang == "vi":
            unit = "ngày làm việc" if self.working else "ngày"
            return f"{'trước' if self.days < 0 else 'quá'} hạn {count} {unit}" if count else "ngày đến hạn"
        unit = f"{'working ' if self.working else ''}day{'' if count == 1 else 's'}"
        return f"{count} {unit} {'before' if self.days < 0 else 'after'} the due" if count else "on the last day"

    def text(self, lang: Lang = "en") -> str:
        """The whole rung in words: when, to whom, for which duties."""
        whom = ", ".join(_TO_VI[one] for one in self.to) if lang == "vi" else ", ".join(self.to)
        only = ", ".join(one for one in (self.tier, self.form) if one)
        told = f"{self.phrase(lang)}, {'gửi' if lang == 'vi' else 'to'} {whom}"
        return f"{told}, {'áp dụng cho' if lang == 'vi' else 'for'} {only}" if only else told

    def __str__(self) -> str:
        return self.text()

    def to_dict(self) -> dict[str, object]:
        """The rung as a plan file writes it; what is the default is left out.

        >>> Reminder(-3, tier="commune").to_dict()
        {'days': -3, 'to': ['unit'], 'tier': 'commune'}
        """
        said: dict[str, object] = {"days": self.days}
        said |= {"working": True} if self.working else {}
        said["to"] = list(self.to)
        said |= {key: value for key in ("tier", "form") if (value := getattr(self, key)) is not None}
        return said | ({} if self.at == _OPENING else {"at": self.at})


def _days(given: object) -> Iterator[Finding]:
    if type(given) is not int:
        values: dict[str, Value] = {"key": "days", "given": repr(given)[:60], "given_vi": repr(given)[:60]}
        yield Finding("KH104", {**values, "wanted": "a whole number", "wanted_vi": "số nguyên"}, path="days")
    elif abs(given) > FARTHEST:
        yield Finding("KH135", {"given": str(given)[:60], "most": FARTHEST}, path="days")


def _recipients(given: tuple[str, ...]) -> Iterator[Finding]:
    for number, one in enumerate(given):
        if one not in RECIPIENTS:
            yield attrs.evolve(_no_choice("to", one, RECIPIENTS), path=f"to[{number}]")
    if not given:
        yield Finding("KH108", {"key": "to"}, path="to")


def _time(given: object) -> Iterator[Finding]:
    found = _CLOCK.fullmatch(given) if isinstance(given, str) else None
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        yield Finding("KH136", {"given": str(given)[:60]}, path="at")


def _no_choice(key: str, value: object, known: tuple[str, ...]) -> Finding:
    return Finding("KH109", {"key": key, "value": str(value)[:60], **hints(str(value), known)}, path=key)


def reminder_of(table: Table) -> Reminder | None:
    """One ``[[reminders]]`` table; None where it cannot be read."""
    has_days = table.needs("days")
    days, said = table.raw("days"), table.raw("to")
    to = table.texts("to")
    if said is None or not (isinstance(said, str) or (is_list(said) and all(isinstance(one, str) for one in said))):
        to = ("unit",)  # nothing, or what has been reported already
    given: dict[str, object] = {key: table.line(key) or None for key in ("tier", "form")}
    given |= {"at": at} if (at := table.line("at")) else {}
    working = table.flag("working")
    if not has_days or table.is_broken("days"):
        return None
    try:
        return Reminder(days, to, working=working, **given)  # type: ignore[arg-type]  # judged by the value
    except Invalid as error:
        table.refuse_all(error)
        return None


def rungs_twice(reminders: Sequence[Reminder], paths: Sequence[str]) -> Iterator[Finding]:
    """Rungs that stand twice in a ladder, whoever they tell: a duty has each rung once.

    Args:
        reminders: The ladder.
        paths: Where each rung stands.
    """
    first: dict[Reminder, str] = {}
    for reminder, path in zip(reminders, paths, strict=True):
        here = first.setdefault(attrs.evolve(reminder, to=RECIPIENTS), path)
        if here != path:
            yield Finding(
                "KH137", {"rung": reminder.phrase(), "rung_vi": reminder.phrase("vi"), "first": here}, path=path
            )
