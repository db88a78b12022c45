"""Findings and blockers: a code and values; text is made from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, Self

import attrs

from kehoach.errors._catalogue import BLOCKERS, FINDINGS, LABELS, Entry, Lang

__all__ = ["Blocker", "Finding", "Others", "Severity", "Value", "labelled", "listed"]

Severity = Literal["error", "warning", "note"]
Value = str | int | None | tuple[str, ...]

_LONGEST = 1_000  # characters of one value in a message
_NAMED = 3  # longer lists of names tire a reader; the rest is counted


def listed(names: Iterable[str]) -> str:
    """Names for a message, cut after three.

    >>> listed(["a", "b"])
    'a, b'
    >>> listed(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    every = tuple(names)
    head = ", ".join(every[:_NAMED])
    return head if len(every) <= _NAMED else f"{head} and {len(every) - _NAMED} more"


def labelled(name: str, lang: Lang = "en") -> str:
    """What a state, a trigger or an actor is called; a name that has no label is its own.

    >>> labelled("send_back", "vi"), labelled("sign_off")
    ('trả lại', 'sign off')
    """
    plain = name.replace("_", " ")
    return LABELS.get(name, (plain, plain))[lang == "vi"]


class Others(str):
    """Units that are not named, as one line in place of their names.

    Args:
        units: How many.

    >>> print(Others(1), Others(3).text("vi"), sep="; ")
    others, 1 unit; 03 đơn vị khác
    """

    __slots__ = ("units",)

    units: int

    def __new__(cls, units: int) -> Self:
        made = super().__new__(cls, f"others, {units} unit{'' if units == 1 else 's'}")
        made.units = units
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return (Others, (self.units,))

    def text(self, lang: Lang = "en") -> str:
        """The line in one language."""
        return f"{self.units:02d} đơn vị khác" if lang == "vi" else str(self)


def _listed(value: Value, lang: Lang) -> object:
    if isinstance(value, Others):
        return value.text(lang)
    if not isinstance(value, tuple):
        return value
    named = [one for one in value if not isinstance(one, Others)]
    text = listed(named)
    if lang == "vi" and len(named) > _NAMED:
        text = text.replace(" and ", " và ").replace(" more", " đơn vị khác")
    return "; ".join([text] * bool(named) + [one.text(lang) for one in value if isinstance(one, Others)])


def _filled(template: str, values: Mapping[str, Value], lang: Lang) -> str:
    return template.format_map({name: _cut(_listed(value, lang)) for name, value in values.items()})


def _cut(value: object) -> object:
    """A text as long as a message bears it; the values of a finding keep all of it."""
    return f"{value[:_LONGEST]}…" if isinstance(value, str) and len(value) > _LONGEST else value


def _likewise(periods: tuple[str, ...], lang: Lang) -> str:
    """Of how many other periods the same is true, to which one."""
    count, last = len(periods), periods[-1]
    if lang == "vi":
        return f" (kỳ {last} cũng vậy)" if count == 1 else f" ({count} kỳ khác cũng vậy, đến kỳ {last})"
    return f" (likewise in {last})" if count == 1 else f" (likewise in {count} more periods, to {last})"


def _values(given: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(given))


def _plain(values: Mapping[str, Value]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


@attrs.frozen(hash=False, eq=False)
class _Coded:
    """What findings and blockers share."""

    code: str
    values: Mapping[str, Value] = attrs.field(factory=dict[str, Value], converter=_values)

    def _entry(self) -> Entry:
        raise NotImplementedError

    def text(self, lang: Lang = "en") -> str:
        """What stands against it, in ``"en"`` or ``"vi"``."""
        return _filled(self._entry().text(lang), self.values, lang)

    def remedy(self, lang: Lang = "en") -> str:
        """What to do about it; empty when the text says it all."""
        return _filled(self._entry().remedy(lang), self.values, lang)

    @property
    def name(self) -> str:
        """The readable name of the code, such as ``unknown-superior``."""
        return self._entry().name

    def _key(self) -> tuple[object, ...]:
        return (self.code, tuple(sorted(self.values.items(), key=lambda item: item[0])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[object, ...]:
        fields = attrs.fields(type(self))
        given = tuple(dict(getattr(self, a.name)) if a.name == "values" else getattr(self, a.name) for a in fields)
        return (type(self), given)


@attrs.frozen(hash=False, eq=False)
class Blocker(_Coded):
    """One reason why an act is refused: a code and values.

    Attributes:
        code: A word of the table of blockers, such as ``gate``, or an application's own.
        values: What the text is made from; an application's own blocker gives its words as ``text`` and ``text_vi``.

    >>> Blocker("guard", {"guard": "budget_ok"}).text()
    'the guard budget_ok does not hold'
    >>> Blocker("over_budget", {"text": "12 over budget", "text_vi": "vượt dự toán 12"}).text("vi")
    'vượt dự toán 12'
    """

    def _entry(self) -> Entry:
        return BLOCKERS.get(self.code) or _unlisted(self)

    def to_dict(self) -> dict[str, object]:
        """The blocker as plain data, ready for JSON."""
        return {"code": self.code, "values": _plain(self.values), "text": self.text("en"), "text_vi": self.text("vi")}


def _unlisted(one: _Coded) -> Entry:
    """The words of an application's own code: its values ``text``, ``remedy`` and those with ``_vi``, else the code."""
    en = "{text}" if "text" in one.values else one.code
    way = "{remedy}" if "remedy" in one.values else ""
    return Entry(
        name=one.code.replace("_", "-").lower(),
        en=en,
        vi="{text_vi}" if "text_vi" in one.values else en,
        remedy_en=way,
        remedy_vi="{remedy_vi}" if "remedy_vi" in one.values else way,
    )


@attrs.frozen(hash=False, eq=False)
class Finding(_Coded):
    """One thing wrong, or worth knowing, in a plan, a file or a campaign.

    Attributes:
        code: ``KH`` and three figures, or a code of a rule of one's own.
        values: What the text is made from; ``periods`` are others of which the same is true, and which are not told. A
            rule of one's own gives its words as ``text`` and ``text_vi``, and the way out as ``remedy``.
        severity: ``"error"``, ``"warning"`` or ``"note"``.
        path: Where in the values, such as ``units[12].reports_to``.
        file, line, column: Where in a file, when it came from one; lines and columns count from 1.
        subject: The unit, duty or tier it speaks of.
    """

    severity: Severity = attrs.field(default="error", kw_only=True)
    path: str = attrs.field(default="", kw_only=True)
    file: str | None = attrs.field(default=None, kw_only=True)
    line: int | None = attrs.field(default=None, kw_only=True)
    column: int | None = attrs.field(default=None, kw_only=True)
    subject: str | None = attrs.field(default=None, kw_only=True)

    def __reduce__(self) -> tuple[object, ...]:
        return (_finding, (self.code, dict(self.values), {n: getattr(self, n) for n in _PLACES}))

    def _entry(self) -> Entry:
        return FINDINGS.get(self.code) or _unlisted(self)

    @property
    def clause(self) -> str | None:
        """The clause of the directive, or the law, that it rests on, where the rule names one."""
        said = self.values.get("clause")
        return said if isinstance(said, str) and said else None

    def text(self, lang: Lang = "en") -> str:
        """What is found, in ``"en"`` or ``"vi"``, and in how many more periods."""
        periods = self.values.get("periods")
        return super().text(lang) + (_likewise(periods, lang) if isinstance(periods, tuple) and periods else "")

    def _key(self) -> tuple[object, ...]:
        return (*super()._key(), *(getattr(self, name) for name in _PLACES))

    def at(self, *, file: str | None = None, line: int | None = None, column: int | None = None) -> Finding:
        """The same finding with its place in a file."""
        return attrs.evolve(self, file=file, line=line, column=column)

    @property
    def place(self) -> str:
        """``file:line:column`` when known, else the path.

        >>> Finding("KH100", {"problem": "x"}, path="tiers[0].id").place
        'tiers[0].id'
        """
        spot = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        return f"{spot}: {self.path}" if spot and self.path else spot or self.path

    def __str__(self) -> str:
        way = self.remedy("en")
        head = f"{self.place}: " if self.place else ""
        return f"{head}{self.text('en')}" + (f"; {way}" if way else "")

    def to_dict(self) -> dict[str, object]:
        """The finding as plain data, ready for JSON."""
        return {
            "code": self.code,
            "name": self.name,
            "severity": self.severity,
            "path": self.path,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "subject": self.subject,
            "values": _plain(self.values),
            "text": self.text("en"),
            "text_vi": self.text("vi"),
            "remedy": self.remedy("en"),
            "remedy_vi": self.remedy("vi"),
        }


_PLACES = ("severity", "path", "file", "line", "column", "subject")


def _finding(code: str, values: dict[str, Value], places: dict[str, object]) -> Finding:
    return Finding(code, values, **places)  # type: ignore[arg-type]  # the places are this module's own
