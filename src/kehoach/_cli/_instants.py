"""Days and instants as they are typed at a keyboard.

A day alone is 08:00 of it for an act, when offices open, and its end for a question: "how did it stand on 4 April" asks
about everything that came in on that day. A time without an offset is local to the plan.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta

import click

from kehoach._deadline._due import local_us
from kehoach.errors import Invalid
from kehoach.files import _instants as typed
from kehoach.files._instants import OPENING, local

__all__ = ["OPENING", "act_instant", "end_of", "local", "received_instant"]


def act_instant(text: str, zone: str, *, option: str = "--at") -> int:
    """When an act is done, in microseconds since 1970 UTC; a day alone means 08:00.

    Args:
        text: A day, a day and a time of the plan's zone, or an ISO instant with its offset.
        zone: The plan's zone.
        option: Which option it is, for the message.

    Raises:
        BadParameter: It is none of these.
    """
    with _misuse(option):
        return typed.act_instant(text, zone)


def end_of(text: str, zone: str, *, option: str = "--at") -> int:
    """The instant a question is about, in microseconds since 1970 UTC; a day alone means its last microsecond.

    Args:
        text: As in `act_instant`.
        zone: The plan's zone.
        option: Which option it is, for the message.

    Raises:
        BadParameter: It is no day and no instant.
    """
    day = typed.day_or_none(text)
    with _misuse(option):
        return local_us(day + timedelta(days=1), 0, zone) - 1 if day is not None else typed.instant_of(text, zone)


def received_instant(text: str, zone: str, now: int, *, option: str = "--received-at") -> int:
    """When a paper came in; the day of the act itself means 08:00, or now if that is earlier.

    Args:
        text: As in `act_instant`.
        zone: The plan's zone.
        now: The instant of the act, in microseconds since 1970 UTC.
        option: Which option it is, for the message.
    """
    with _misuse(option):
        return typed.received_instant(text, zone, now)


@contextmanager
def _misuse(option: str) -> Generator[None]:
    """What is wrong with a text is the fault of who typed the option."""
    try:
        yield
    except Invalid as error:
        said = "; ".join(f"{finding.text()}; {finding.remedy()}".rstrip("; ") for finding in error.findings)
        raise click.BadParameter(said, param_hint=option) from error
