"""Lines of a log, as a sequence and as columns of a data frame."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kehoach._frames import Field, Framed

if TYPE_CHECKING:
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
        every = [one.to_dict() for one in self]
        duties = [str(one["duty"]) for one in every]
        texts = ("trigger", "source", "dest", "by", "person", "acting_for")
        return [
            Field("seq", "integer", [one["seq"] for one in every]),
            Field("at", "instant", [one["at"] for one in every]),
            Field("duty", "text", [duty or None for duty in duties]),
            Field("unit", "text", [duty.partition(":")[0] or None for duty in duties]),
            Field("version", "integer", [one["version"] if one["duty"] else None for one in every]),
            *(Field(name, "text", [one[name] or None for one in every]) for name in texts),
            Field("received_at", "instant", [one["received_at"] for one in every]),
            Field("reason", "text", [one["reason"] for one in every]),
            Field("data", "text", [_json(one["data"]) for one in every]),
            Field("sections", "text", [_json(one["sections"]) for one in every]),
            Field("payload", "text", [one["payload"] for one in every]),
            Field("command_id", "text", [one["command_id"] for one in every]),
            Field("hash", "text", [one["hash"] or None for one in every]),
        ]


def _json(said: Mapping[str, object] | None) -> str | None:
    return json.dumps(said, ensure_ascii=False, sort_keys=True) if said else None
