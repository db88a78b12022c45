"""An act that is asked for, and the report as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypedDict

import attrs

from kehoach._report._cells import Cell

__all__ = ["ACT_CELLS", "CARRIED", "NOTHING", "Carried", "Command", "Details", "Options", "Report", "Row", "Signed"]


class Signed(TypedDict, total=False):
    """What every act may carry: the person who did it, on whose behalf, and the id that makes a repeated act one."""

    person: str | None
    acting_for: str | None
    command_id: str | None


class Carried(Signed, total=False):
    """What an act may carry beside who does it; see `kehoach.Campaign.fire` for each."""

    data: Mapping[str, object] | None
    sections: Mapping[str, str] | None
    payload: Mapping[str, object] | None
    reason: str | None
    version: int | None
    received_at: datetime | str | int | None
    due: object | None


ACT_CELLS: tuple[str, ...] = ("done_on", "manner", "evidence")
"""What `data` of an act says: the day it was done, how, and what shows it."""

CARRIED: tuple[str, ...] = (*Signed.__annotations__, *Carried.__annotations__)
"""The names of what an act may carry."""


class Options(Carried, total=False):
    """The options of an act: what it carries, and who does it."""

    by: str | None


def _cells(given: Mapping[str, object] | None) -> Mapping[str, object] | None:
    """A table of its own; what is no table stays as it is until the command is read, and is refused then."""
    try:
        return None if given is None else MappingProxyType(dict(given))
    except (TypeError, ValueError):
        return given


def _texts(given: Mapping[str, str] | None) -> Mapping[str, str] | None:
    try:
        return None if given is None else MappingProxyType(dict(given))
    except (TypeError, ValueError):
        return given


@attrs.frozen(kw_only=True)
class Details:
    """What an act carries beside its unit, trigger and actor; checked, and as the log keeps it.

    Attributes:
        person: Who did it, as the host application names people.
        acting_for: The number of the actor on whose behalf it was done.
        data: Figures, a patch over the last version.
        sections: Texts, a patch over the last version.
        payload: What the host application wants kept with the entry, as canonical JSON.
        reason: Why.
        version: The version the actor saw.
        received_at: When the paper came, in microseconds since 1970 UTC.
        due: A new due that comes with the act, as text of a deadline.
        due_before: That due as an instant: in time before it, in microseconds since 1970 UTC.
        command_id: What makes a repeated command one act.
        clock: What the clock said, in microseconds since 1970 UTC, where it was behind the line above.
        salt: Sixteen random bytes with which the content is hashed; None: it stands in the line as it is.
        erased: The hash of the content, 32 bytes, once the content itself is gone.
    """

    person: str | None = None
    acting_for: int | None = None
    data: Mapping[str, Cell] | None = None
    sections: Mapping[str, str] | None = None
    payload: str | None = None
    reason: str | None = None
    version: int | None = None
    received_at: int | None = None
    due: str | None = None
    due_before: int | None = None
    command_id: str | None = None
    # What is asked twice is one act, whatever the clock said and whichever salt was drawn.
    clock: int | None = attrs.field(default=None, eq=False)
    salt: bytes | None = attrs.field(default=None, eq=False, repr=False)
    erased: bytes | None = None

    @property
    def says(self) -> bool:
        """Whether there is any content: figures, texts, data of the application, a reason."""
        said = (self.data, self.sections, self.payload, self.reason)
        return said != (None, None, None, None)

    def without_content(self, digest: bytes, payload: str | None = None) -> Details:
        """The same when the content is gone.

        Args:
            digest: The hash of the content, 32 bytes.
            payload: What a change says; it is no content.
        """
        return attrs.evolve(self, data=None, sections=None, payload=payload, reason=None, salt=None, erased=digest)


NOTHING = Details()
"""An act that carries nothing: the one object that all such acts share."""


def _shown(given: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return MappingProxyType(dict(given))


def _shown_texts(given: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(given))


def _reduced(value: Command | Report) -> tuple[object, ...]:
    """How a value with read-only tables is pickled: by its fields, the tables as plain ones."""
    fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
    plain = {name: dict(given) if isinstance(given, MappingProxyType) else given for name, given in fields.items()}
    return (_made, (type(value), plain))


def _made(kind: type[Command | Report], fields: dict[str, Any]) -> Command | Report:
    return kind(**fields)


@attrs.frozen(hash=False)
class Command:
    """An act that somebody asks for; the fields are those of `Campaign.fire`.

    Attributes:
        unit: A duty: ``unit``, ``unit:form`` or ``unit:form@period``.
        trigger: What is asked, such as ``"submit"``.
    """

    unit: str
    trigger: str
    by: str | None = attrs.field(default=None, kw_only=True)
    person: str | None = attrs.field(default=None, kw_only=True)
    acting_for: str | None = attrs.field(default=None, kw_only=True)
    data: Mapping[str, object] | None = attrs.field(default=None, kw_only=True, converter=_cells)
    sections: Mapping[str, str] | None = attrs.field(default=None, kw_only=True, converter=_texts)
    payload: Mapping[str, object] | None = attrs.field(default=None, kw_only=True, converter=_cells)
    reason: str | None = attrs.field(default=None, kw_only=True)
    version: int | None = attrs.field(default=None, kw_only=True)
    received_at: datetime | str | int | None = attrs.field(default=None, kw_only=True)
    due: object | None = attrs.field(default=None, kw_only=True)
    command_id: str | None = attrs.field(default=None, kw_only=True)

    def __reduce__(self) -> tuple[object, ...]:
        return _reduced(self)

    def carried(self) -> Carried:
        """What the act carries, without what was left out."""
        carried = Carried()
        for name in CARRIED:
            given = getattr(self, name)
            if given is not None:
                carried[name] = given  # type: ignore[literal-required]  # the names are those of the fields
        return carried


@attrs.frozen
class Row:
    """A figure taken upward: one version of a unit stands in one version of its superior.

    Attributes:
        unit: The duty that was taken.
        version: The version of it that was taken.
        superior: The duty that took it.
        superior_version: The version it was taken into.
        hash: The hash of what the version that was taken holds, in hexadecimal; no part of the row's equality.
    """

    unit: str
    version: int
    superior: str
    superior_version: int
    hash: str = attrs.field(default="", eq=False, repr=False)


@attrs.frozen(kw_only=True, hash=False)
class Report:
    """A report as it stands: a snapshot that no later act changes.

    Attributes:
        unit: The duty.
        version: The working version; numbers count from 1 and are never used twice.
        state: Where it is in its lifecycle.
        data: The figures of the working version.
        sections: The texts of the working version.
        rows: What the working version holds of its subordinates.
        submitted_at: When the working version came in, in UTC; None while it is a draft.
        first_submitted_at: When the first submission that was not recalled came in, in UTC.
        reason: Why it was sent back last, when it was.
        hash: The hash of what the working version holds, in hexadecimal, once it is sent.
    """

    unit: str
    version: int
    state: str
    data: Mapping[str, Cell] = attrs.field(converter=_shown)
    sections: Mapping[str, str] = attrs.field(converter=_shown_texts)
    rows: tuple[Row, ...]
    submitted_at: datetime | None
    first_submitted_at: datetime | None
    reason: str | None
    hash: str | None = None

    def __reduce__(self) -> tuple[object, ...]:
        return _reduced(self)
