"""Lines that the tests of stores write: plain ones, full ones, and what nobody would expect."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kehoach._lifecycle import Lifecycle
from kehoach._progress import Actors, Line, Terms
from kehoach._report import NA, NIL, NOTHING, Cell, Details
from kehoach.stores import Journal, Record

__all__ = [
    "BEGUN",
    "DIGEST",
    "HOSTILE",
    "REVIEW",
    "SEND_BACK",
    "SUBMIT",
    "UNITS",
    "every",
    "line",
    "random_details",
    "record",
    "said",
    "terms",
    "write",
]

UNITS: Final = ("province", "district-1", "district-2", *(f"commune-{number:03}" for number in range(1, 8)))
DIGEST: Final = "5e" * 32
BEGUN: Final = 1_552_957_200_000_000  # 2019-03-19T08:00+07:00
SUBMIT, SEND_BACK, REVIEW = 0, 2, 4  # places of transitions in the standard lifecycle

# What people and programs write into texts. None of it means anything to a store, and all of it must come back.
HOSTILE: Final = (
    "",
    " ",
    "'; DROP TABLE log; --",
    'he said "no" \\ and \\u0000',
    "%s %(x)s {0} ? :id $1",
    "line\nline\r\n\ttab",
    "\x01\x1b[31m\x7f",
    "Đông Giang, uỷ ban, hoá",
    "Đông Giang",  # the same begun in another form
    "\u202e\u200b\ufeff\u2028",
    "🏛️ 𠀀 \U0010ffff",
    "null",
    '{"mark":"nil"}',
    "1e400",
    "x" * 100_000,
)


def record(id: str, *, digest: str = DIGEST, plan: str = "{}", begun_at: int = BEGUN) -> Record:
    """A campaign as a store is told of it."""
    return Record(id, digest, plan, begun_at)


def terms(digest: str = DIGEST) -> Terms:
    """What numbers mean: the standard lifecycle and ten units."""
    index = {name: number for number, name in enumerate(UNITS)}
    return Terms(UNITS, index, Lifecycle.report().flat, Actors(UNITS, index), digest)


def line(seq: int, *, place: int = SUBMIT, details: Details = NOTHING) -> Line:
    """A plain line of a number: seven duties report in turn."""
    duty = 3 + seq % 7
    return BEGUN + seq, duty, 1 + seq // 7, place, duty, details


def every(terms: Terms) -> Details:
    """Details in which every field is stated."""
    return Details(
        person="Lê Thị Hồng",
        acting_for=terms.actors.number("commune-001"),
        data={"members": 1520, "rate": Decimal("2.50"), "poor": NA, "households": NIL, "note": "không"},
        sections={"awareness": "Đã quán triệt.\nĐến từng chi bộ."},
        payload='{"form":[1,{"b":"c"}]}',
        reason="thiếu phụ lục",
        version=1,
        received_at=BEGUN - 3_600_000_000,
        due="before 2019-04-05",
        due_before=BEGUN + 86_400_000_000,
        command_id="9b2d-1",
        clock=BEGUN - 1,
        salt=bytes(range(16)),
    )


def random_details(chance: random.Random, terms: Terms, seq: int) -> Details:
    """Details of any kind, hostile ones too."""
    if chance.random() < 0.4:
        return NOTHING
    cells: list[Cell] = [chance.randrange(-(10**29), 10**29), Decimal("-0.10"), NIL, NA, chance.choice(HOSTILE)]
    return Details(
        person=chance.choice([None, *HOSTILE]),
        acting_for=chance.choice([None, terms.actors.number("issuer"), terms.actors.number("a stranger")]),
        data=chance.choice([None, {}, {"members": chance.choice(cells), "Đ": chance.choice(cells)}]),
        sections=chance.choice([None, {}, {chance.choice(HOSTILE): chance.choice(HOSTILE)}]),
        payload=chance.choice([None, "{}", '{"a":null}']),
        reason=chance.choice([None, *HOSTILE]),
        version=chance.choice([None, 1, 2**31]),
        received_at=chance.choice([None, 0, -1, BEGUN]),
        due=chance.choice([None, "before 2019-04-05"]),
        due_before=chance.choice([None, 2**63 - 1, -(2**63)]),
        command_id=chance.choice([None, f"id-{seq}", f"'{seq}"]),
        clock=chance.choice([None, None, 0, 2**63 - 1]),
        salt=chance.choice([None, chance.randbytes(16)]),
    )


def write(journal: Journal, lines: Sequence[Line]) -> None:
    """Take the turn and write lines."""
    journal.lock()
    journal.extend(lines)


def said(journal: Journal, after: int = 0) -> list[dict[str, object]]:
    """Every entry after a line, as plain data."""
    return [entry.to_dict() for entry in journal.entries(after)]
