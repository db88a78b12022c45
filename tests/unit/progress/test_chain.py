"""The hash chain: its formula worked out by hand, and every way in which a log may have been changed."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import kehoach as kh
from kehoach._lifecycle import Lifecycle
from kehoach._progress import Actors, Line, Terms, chain_start
from kehoach._report import NOTHING, Details
from kehoach.errors import Tampered
from kehoach.stores import MemoryStore
from kehoach.stores._memory import MemoryJournal
from kehoach.testing import ManualClock, small_plan
from staged import begun, up

UNITS = ("p", "d", "c")
FLAT = Lifecycle.report().flat
AT = 1_553_043_600_000_000
PLAN = "5f" * 32
FIELDS = (
    *("acting_for", "at", "by", "command_id", "data", "dest", "due", "due_before", "duty", "payload", "person", "plan"),
    *("reason", "received_at", "sections", "seen", "seq", "source", "trigger", "version"),
)


def terms(units: tuple[str, ...] = UNITS, plan: str = PLAN) -> Terms:
    """The terms of some units."""
    index = {unit: number for number, unit in enumerate(units)}
    return Terms(units, index, FLAT, Actors(units, index), plan)


def made(*lines: Line, campaign: str = "2019", units: tuple[str, ...] = UNITS, plan: str = PLAN) -> MemoryJournal:
    """A journal with some lines, all of them hashed."""
    journal = MemoryJournal(terms(units, plan), chain_start(campaign, plan))
    for line in lines:
        journal.append(*line)
    journal.hash(journal.seq)
    return journal


def line(at: int = AT, duty: int = 2, place: int = 0, by: int = 2, **details: Any) -> Line:
    """A line of the log."""
    return at, duty, 1, place, by, Details(**details) if details else NOTHING


LINES = (line(), line(at=AT + 1, duty=1, by=1, reason="x", data={"members": 3}), line(at=AT + 2, place=2, by=1))


def test_the_chain_begins_with_campaign_and_plan() -> None:
    """The first hash is that of format, campaign and plan digest; another of these begins another chain."""
    assert chain_start("2019", PLAN) == hashlib.sha256(b"kehoach-log-1|2019|" + PLAN.encode()).digest()
    starts = {chain_start(name, plan) for name in ("2019", "2020", "") for plan in (PLAN, "00", "")}
    assert len(starts) == 9


def test_a_hash_by_hand() -> None:
    """Each hash is SHA-256 over a zero byte, the hash before, and the line as JSON with its keys in order."""
    journal = made(*LINES)
    first = (
        '{"acting_for":null,"at":1553043600000000,"by":"c","command_id":null,"data":null,"dest":"submitted","due":null,'
        f'"due_before":null,"duty":"c","payload":null,"person":null,"plan":"{PLAN}","reason":null,"received_at":null,'
        '"sections":null,"seen":null,"seq":1,"source":"draft","trigger":"submit","version":1}'
    )
    second = (
        '{"acting_for":null,"at":1553043600000001,"by":"d","command_id":null,"data":{"members":3},"dest":"submitted",'
        f'"due":null,"due_before":null,"duty":"d","payload":null,"person":null,"plan":"{PLAN}","reason":"x",'
        '"received_at":null,"sections":null,"seen":null,"seq":2,"source":"draft","trigger":"submit","version":1}'
    )
    assert journal.canonical(1).decode() == first
    one = hashlib.sha256(b"\0" + chain_start("2019", PLAN) + first.encode()).digest()
    two = hashlib.sha256(b"\0" + one + second.encode()).digest()
    assert (journal.hash(1), journal.hash(2)) == (one, two)
    assert (journal[1].previous, journal[1].hash) == (one.hex(), two.hex())
    assert journal[0].previous == chain_start("2019", PLAN).hex()
    assert two.hex() == "776762c72310701151713cfe31b188c77d9da9306c82ed6a7a73feb3e5342dae"


def test_a_line_is_canonical() -> None:
    """A line is JSON without blanks or floats, its keys in order on every level, and says every field."""
    details: dict[str, Any] = {
        "data": {"b": Decimal("2.50"), "a": kh.NIL, "c": -3, "d": 'dòng \u2028 \\ " \x01'},
        "sections": {"z": "cuối", "a": "đầu"},
        "payload": '{"x":0.5}',
    }
    journal = made(line(**details))
    text = journal.canonical(1).decode()

    def no_float(given: str) -> None:
        raise AssertionError(given)

    read = json.loads(text, parse_float=no_float, parse_constant=no_float)
    assert read | {"clock": None} == journal.fields(1)
    assert tuple(read) == FIELDS == tuple(sorted(FIELDS))
    assert [list(read[name]) for name in ("data", "sections")] == [["a", "b", "c", "d"], ["a", "z"]]
    assert json.dumps(read, sort_keys=True, separators=(",", ":"), ensure_ascii=False) == text
    assert "dòng" in text


def test_the_order_in_which_figures_were_given_does_not_matter() -> None:
    """Equal lines hash alike, however the tables were put together."""
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert made(line(data=one)).hash(1) == made(line(data=other)).hash(1)


def test_hashes_are_worked_out_late_and_once() -> None:
    """A hash that is asked for first gives the same as one that was asked for in order."""
    late, early = made(), made()
    for one in LINES:
        late.append(*one)
        early.append(*one)
        early.hash(early.seq)
    assert late.known_hashes() == ()
    assert late.hash(3) == early.hash(3)
    assert late.known_hashes() == early.known_hashes()
    assert late.hash(1) == early.known_hashes()[0]


CHANGED: dict[str, tuple[Any, ...]] = {
    "at": (line(at=AT + 7), 1),
    "duty": (line(duty=1), 1),
    "by": (line(by=1), 1),
    "version": ((AT, 2, 2, 0, 2, NOTHING), 1),
    "trigger": (line(place=1), 1),
    "person": (line(person="ba"), 1),
    "acting_for": (line(acting_for=1), 1),
    "received_at": (line(received_at=AT), 1),
    "reason": (line(reason=""), 1),
    "data": (line(data={}), 1),
    "a figure": (line(data={"members": 0}), 1),
    "sections": (line(sections={}), 1),
    "payload": (line(payload="{}"), 1),
    "seen": (line(version=1), 1),
    "due": (line(due="before 1-4-2019"), 1),
    "due_before": (line(due_before=AT), 1),
    "command_id": (line(command_id="k"), 1),
    "clock": (line(clock=AT), 1),
    "a salt": (line(data={"members": 3}, salt=bytes(16)), 1),
    "another salt": (line(data={"members": 3}, salt=b"0123456789abcdef"), 1),
}


@pytest.mark.parametrize("field", CHANGED)
def test_a_change_of_any_field_is_found(field: str) -> None:
    """Every field of a line is hashed: where one differs, the chain names that line."""
    changed, seq = CHANGED[field]
    stored = made(*LINES).known_hashes()
    assert made(changed, *LINES[1:]).chained(stored) == seq
    assert made(LINES[0], changed, LINES[2]).chained(stored) == 2


REWRITTEN: dict[str, tuple[tuple[Line, ...], int | None]] = {
    "as it was": (LINES, None),
    "the first removed": (LINES[1:], 1),
    "the middle removed": ((LINES[0], LINES[2]), 2),
    "the last removed": (LINES[:2], 3),
    "all removed": ((), 1),
    "two swapped": ((LINES[1], LINES[0], LINES[2]), 1),
    "one doubled": ((LINES[0], LINES[0], *LINES[1:]), 2),
    "one put in between": ((LINES[0], line(at=AT), *LINES[1:]), 2),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_rewritten_log_is_found(how: str) -> None:
    """Lines that were removed, swapped, doubled or put in: the first that does not fit is named."""
    lines, seq = REWRITTEN[how]
    assert made(*lines).chained(made(*LINES).known_hashes()) == seq


def test_a_chain_of_another_campaign_plan_or_names_does_not_fit() -> None:
    """The same numbers under another campaign, plan or list of units do not pass for this log."""
    stored = made(*LINES).known_hashes()
    assert made(*LINES, campaign="2020").chained(stored) == 1
    assert made(*LINES, plan="00").chained(stored) == 1
    assert made(*LINES, units=("p", "d2", "c")).chained(stored) == 2


class Opened(MemoryJournal):
    """A journal whose packed lines can be written over."""

    __slots__ = ()

    def overwrite(self, place: int, packed: bytes) -> None:
        """Put other bytes in the place of some."""
        self._lines[place : place + len(packed)] = packed


WIDTH = 22  # bytes of a packed line: instant 8, duty 4, actor 4, version 4, transition 2
FORGED: dict[str, tuple[Callable[[bytes], bytes], int]] = {
    "the instant of the second": (lambda packed: packed[:WIDTH] + bytes([packed[WIDTH] ^ 1]) + packed[WIDTH + 1 :], 2),
    "the actor of the third": (lambda packed: packed[: 2 * WIDTH + 12] + b"\0" + packed[2 * WIDTH + 13 :], 3),
    "the first and the second swapped": (
        lambda packed: packed[WIDTH : 2 * WIDTH] + packed[:WIDTH] + packed[2 * WIDTH :],
        1,
    ),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_journal_names_the_first_line_that_was_changed(how: str) -> None:
    """Bytes that were written over in memory are found by `verify`, with the number of the line."""
    forge, seq = FORGED[how]
    journal = Opened(terms(), chain_start("2019", PLAN))
    journal.extend(LINES)
    assert journal.verify().head == journal.hash(3).hex()
    journal.overwrite(0, forge(bytes(journal._lines)))
    with pytest.raises(Tampered) as error:
        journal.verify()
    assert (error.value.seq, [one.code for one in error.value.findings]) == (seq, ["KH901"])


def test_a_journal_in_memory_is_a_log_that_takes_all_or_none() -> None:
    """Lines of which one cannot be packed leave the journal as it was."""
    journal = made(*LINES[:1])
    with pytest.raises(struct.error):
        journal.extend([LINES[1], (AT, 2, -1, 0, 2, NOTHING)])
    assert (journal.seq, journal.verify().entries) == (1, 1)
    assert [entry.seq for entry in journal.extend(LINES[1:])] == [2, 3]
    assert (journal.lock(), journal.find("none")) == (3, None)
    journal.unlock()


def test_an_empty_log_verifies() -> None:
    """A campaign in which nothing has happened has a chain without a link."""
    verified = begun(1, 1).verify()
    assert verified.entries == 0
    assert verified.head == chain_start("campaign", begun(1, 1).plan.digest).hex()


def test_two_campaigns_with_the_same_acts_have_different_chains() -> None:
    """The same acts at the same instants in two campaigns of a store are told apart by every hash."""
    store, plan = MemoryStore(), small_plan(1, 1, 1)
    heads: set[str] = set()
    for name in ("2019", "2020"):
        campaign = kh.Campaign.begin(plan, store, id=name, clock=ManualClock(AT), default_by="expected")
        up(campaign, "commune")
        heads |= {entry.hash for entry in campaign.log()}
    assert len(heads) == 6
    assert repr(store) == "MemoryStore(2019, 2020)"


def test_the_log_of_a_campaign_is_a_chain() -> None:
    """Each entry names the hash of the one before it, from the start of the chain to its head."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", "district")
    log = campaign.log()
    assert [entry.previous for entry in log[1:]] == [entry.hash for entry in log[:-1]]
    assert campaign.verify().head == log[-1].hash
