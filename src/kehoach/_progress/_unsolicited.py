"""Reports that nobody asked for: kept with their content, counted apart from everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from kehoach._clock import from_micros
from kehoach._progress._changes import Changing
from kehoach._report import MISSING, Cell

__all__ = ["Unsolicited", "filed"]


def _cells(given: Mapping[str, Cell]) -> Mapping[str, Cell]:
    return MappingProxyType(dict(given))


def _texts(given: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True, hash=False)
class Unsolicited:
    """A report without a duty: its unit does not owe the form. It stands in no gate, rate or total.

    Attributes:
        seq: The line of the log that holds it; there stand who filed it, the reason and the payload.
        unit: The unit it comes from.
        form: Its form, with the period where it has one, such as ``report`` or ``stock@2019-03``.
        submitted_at: When it came in, in UTC: when it was filed, or when the paper came.
        data: Its figures.
        sections: Its texts.
    """

    seq: int
    unit: str
    form: str
    submitted_at: datetime
    data: Mapping[str, Cell] = attrs.field(converter=_cells)
    sections: Mapping[str, str] = attrs.field(converter=_texts)

    def __reduce__(self) -> tuple[object, ...]:
        return (_made, (self.seq, self.unit, self.form, self.submitted_at, dict(self.data), dict(self.sections)))


def _made(
    seq: int, unit: str, form: str, submitted_at: datetime, data: Mapping[str, Cell], sections: Mapping[str, str]
) -> Unsolicited:
    return Unsolicited(seq=seq, unit=unit, form=form, submitted_at=submitted_at, data=data, sections=sections)


def filed(one: Changing) -> None:
    """Fold a line by which a report without a duty is filed."""
    board, details = one.board, one.details
    came = one.at if details.received_at is None else details.received_at
    board.unsolicited[board.seq + 1] = Unsolicited(
        seq=board.seq + 1,
        unit=one.payload["unit"],
        form=one.payload["form"],
        submitted_at=from_micros(came),
        data={key: cell for key, cell in (details.data or {}).items() if cell is not MISSING},
        sections=details.sections or {},
    )
