"""Lines of a log, as a sequence and as columns of a data frame."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach._clock import micros
from kehoach._frames import Field, Framed
from kehoach._report import stored_cell

if TYPE_CHECKING:
    from datetime import datetime

    from kehoach._progress._log import LogEntry

__all__ = ["Lines"]


class Lines(Sequence["LogEntry"], Framed):
    """Lines of a log in their order.

    A frame of them has a row for each, and the columns ``seq``, ``at``, ``duty``, ``unit``, ``version``, ``trigger``,
    ``source``, ``dest``, ``by``, ``person``, ``acting_for``, ``received_at``, ``reason``, ``data``, ``sections``,
    ``payload``, ``command_id`` and ``hash``. Instants are in UTC; what came with a line is JSON, figures in it as the
    log keeps them; what is not said is null.
    """

    __slots__ = ()

    def _fields(self) -> Sequence[Field]:
        every = tuple(self)
        texts = ("trigger", "source", "dest", "by", "person", "acting_for")
        data = [{key: stored_cell(cell) for key, cell in one.data.items()} for one in every]
        return [
            Field("seq", "integer", [one.seq for one in every]),
            Field("at", "instant", [micros(one.at) for one in every]),
            Field("duty", "text", [one.duty or None for one in every]),
            Field("unit", "text", [one.unit or None for one in every]),
            Field("version", "integer", [one.version if one.duty else None for one in every]),
            *(Field(name, "text", [getattr(one, name) or None for one in every]) for name in texts),
            Field("received_at", "instant", [_moment(one.received_at) for one in every]),
            Field("reason", "text", [one.reason for one in every]),
            Field("data", "text", [_json(one) for one in data]),
            Field("sections", "text", [_json(dict(one.sections)) for one in every]),
            Field("payload", "text", [_json(one.payload) for one in every]),
            Field("command_id", "text", [one.command_id for one in every]),
            Field("hash", "text", [one.hash or None for one in every]),
        ]


def _moment(instant: datetime | None) -> int | None:
    return None if instant is None else micros(instant)


def _json(said: object) -> str | None:
    return json.dumps(said, ensure_ascii=False, sort_keys=True) if said or said in (0, False, "") else None
