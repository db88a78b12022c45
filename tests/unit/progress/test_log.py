"""The log: packed lines, entries that are views on them, and what is asked of both."""

from __future__ import annotations

import json
import pickle
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

import kehoach as kh
from kehoach._lifecycle import CHANGES, Lifecycle
from kehoach._progress import WHOLE, Actors, Line, Log, LogEntry, Terms, chain_start
from kehoach._report import NOTHING, Details
from kehoach.testing import ManualClock
from staged import begun, up

UNITS = ("p", "d", "c")
FLAT = Lifecycle.report().flat
AT = 1_553_043_600_000_000
SUBMIT, REVIEW = 0, next(move.place for move in FLAT.moves if move.trigger == "review")
FULL = Details(
    person="ba",
    acting_for=2,
    data={"members": 3, "area": Decimal("2.50"), "poor": kh.NIL, "note": "một dòng"},
    sections={"results": "tốt"},
    payload='{"desk":4}',
    reason="on paper",
    version=1,
    received_at=AT - 1,
    due="before 1-4-2019",
    due_before=AT + 5,
    command_id="k",
)
LINES: tuple[Line, ...] = (
    (AT, 2, 1, SUBMIT, 2, NOTHING),
    (AT, 1, 1, SUBMIT, 1, Details(command_id="first")),
    (AT + 1, 2, 1, REVIEW, 1, FULL),
    (AT + 1, WHOLE, 0, FLAT.changes["record"], 3, Details(payload='{"event":"tet"}')),
    (AT + 2, 0, 2**32 - 1, SUBMIT, 4, NOTHING),
)


def terms(plan: str = "00") -> Terms:
    """The terms of three units, the issuer and a stranger."""
    index = {unit: number for number, unit in enumerate(UNITS)}
    actors = Actors(UNITS, index)
    actors.number("a stranger")
    return Terms(UNITS, index, FLAT, actors, plan)


def made(lines: Sequence[Line] = LINES, *, first: int = 1, campaign: str = "2019", plan: str = "00") -> Log:
    """A log with some lines."""
    log = Log(terms(plan), chain_start(campaign, plan), first=first)
    for line in lines:
        log.append(*line)
    return log


# -- lines


def test_lines_come_back_as_they_were_written() -> None:
    """Every number and every detail of a line is read as it was appended, one by one and all in a row."""
    log = made()
    assert tuple(log.lines()) == LINES
    assert tuple(log.line(seq) for seq in range(1, 6)) == LINES
    assert (len(log), log.seq, log.first) == (5, 5, 1)


@pytest.mark.parametrize("after", range(7))
def test_lines_after_one(after: int) -> None:
    """Reading from a line on gives those behind it, none behind the last."""
    assert tuple(made().lines(after)) == LINES[after:]


def test_a_log_may_begin_later() -> None:
    """A part of a log counts from where it begins, and knows no line before."""
    log = made(LINES[2:], first=3)
    assert (log.seq, len(log), log.line(3)) == (5, 3, LINES[2])
    assert tuple(log.lines(1)) == tuple(log.lines()) == LINES[2:]
    assert [entry.seq for entry in log] == [3, 4, 5]


def test_lines_that_stand_now_are_read_while_others_are_written() -> None:
    """Reading goes over the lines that were there when it began."""
    log = made(LINES[:2])
    seen = [log.append(*line) and line for line in log.lines()]
    assert (seen, log.seq) == (list(LINES[:2]), 4)


def test_packed_lines_are_pasted() -> None:
    """Lines that come packed are those that would have been appended one by one, and the answer shows just them."""
    bare = [line for line in LINES if line[5] is NOTHING]
    single, pasted = made(bare), made(bare[:1])
    entries = pasted.paste(bytes(single._lines)[22:])
    assert tuple(pasted.lines()) == tuple(single.lines())
    assert [entry.to_dict() for entry in entries] == [entry.to_dict() for entry in single[1:]]
    assert len(pasted.paste(b"")) == 0


@pytest.mark.parametrize("keep", range(6))
def test_truncating_forgets_what_was_written_after(keep: int) -> None:
    """After a failed batch the log is as if only the first lines had been written, hashes and command ids too."""
    log = made()
    log.hash(5)
    log.truncate(keep)
    assert tuple(log.lines()) == LINES[:keep]
    assert [log.written_by(name) for name in ("first", "k")] == [2 if keep >= 2 else None, 3 if keep >= 3 else None]
    again = made(LINES[:keep])
    for line in LINES[:2]:
        log.append(*line)
        again.append(*line)
    assert [entry.hash for entry in log] == [entry.hash for entry in again]


def test_a_command_id_finds_its_line() -> None:
    """The line that a command id wrote is found by it; an id that wrote none finds nothing."""
    log = made()
    assert (log.written_by("first"), log.written_by("k"), log.written_by("other")) == (2, 3, None)


# -- entries


def test_entries_are_a_sequence() -> None:
    """Entries have a length, places from both ends, slices with any step, and an end."""
    entries = made().entries()
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert (entries[0].seq, entries[-1].seq, len(entries)) == (1, 5, 5)
    assert [entry.seq for entry in entries[1:4:2]] == [2, 4]
    assert [entry.seq for entry in entries[::-1]] == [5, 4, 3, 2, 1]
    assert entries[9:] == ()
    assert repr(entries) == "<5 entries>"
    for place in (5, -6):
        with pytest.raises(IndexError):
            entries[place]


def test_entries_do_not_grow() -> None:
    """Entries that were handed out do not show what is written later."""
    log = made(LINES[:2])
    entries = log.entries(1)
    log.append(*LINES[2])
    assert [entry.seq for entry in entries] == [2]
    assert [entry.seq for entry in log.entries(1)] == [2, 3]
    assert len(log.entries(9)) == 0


def test_entries_are_equal_to_any_sequence_of_the_same() -> None:
    """They are compared by what they say, with a list, a tuple or other entries, and hash as the tuple does."""
    one, other = made().entries(), made().entries()
    assert one == other == tuple(made()) == one
    assert one == list(made())
    assert hash(one) == hash(other) == hash(tuple(made()))
    assert one != made(LINES[:4]).entries()
    assert one != made((*LINES[:4], LINES[0])).entries()
    assert one != 5


def test_an_entry_says_every_field() -> None:
    """Each property gives what the act carried, instants in UTC."""
    entry = made()[2]
    assert (entry.seq, entry.duty, entry.unit, entry.version) == (3, "c", "c", 1)
    assert (entry.trigger, entry.source, entry.dest) == ("review", "submitted", "reviewed")
    assert (entry.by, entry.person, entry.acting_for, entry.reason) == ("d", "ba", "c", "on paper")
    assert entry.at == datetime(2019, 3, 20, 1, 0, 0, 1, tzinfo=UTC)
    assert entry.received_at == datetime(2019, 3, 20, 0, 59, 59, 999_999, tzinfo=UTC)
    assert entry.data == {"members": 3, "area": Decimal("2.50"), "poor": kh.NIL, "note": "một dòng"}
    assert (entry.sections, entry.payload, entry.command_id) == ({"results": "tốt"}, {"desk": 4}, "k")
    assert entry.plan == "00"
    assert repr(entry) == "<LogEntry 3: c v1 review by d>"


def test_an_entry_that_carried_nothing_says_so() -> None:
    """What was not said is None, or an empty table."""
    entry = made()[0]
    unsaid = (entry.person, entry.acting_for, entry.received_at, entry.reason, entry.payload, entry.command_id)
    assert set(unsaid) == {None}
    assert (entry.data, entry.sections) == ({}, {})


def test_an_entry_of_the_campaign_as_a_whole_has_no_duty() -> None:
    """A change of the whole campaign names no duty, no unit and no states."""
    entry = made()[3]
    assert (entry.duty, entry.unit, entry.trigger, entry.source, entry.dest) == ("", "", "record", "", "")
    assert entry.by == "issuer"
    assert terms().number("") == WHOLE
    assert (terms().number("c"), terms().number("x"), terms().name(WHOLE)) == (2, None, "")


def test_entries_are_values() -> None:
    """Entries of different logs that say the same are equal and one key; another line, campaign or plan is another."""
    log = made()
    assert log[2] == made()[2]
    assert {log[2], made()[2]} == {log[2]}
    assert log[0] != log[1]
    assert log[0] != made(campaign="2020")[0]
    assert log[0] != made(plan="01")[0]
    assert log[0] != log[0].to_dict()


def test_equal_entries_hash_alike_whoever_was_seen_before() -> None:
    """The number that a stranger has in one log and not in another is no part of what an entry says."""
    one, other = terms(), terms()
    numbers = (one.actors.number("tuesday"), (other.actors.number("monday"), other.actors.number("tuesday"))[1])
    assert numbers[0] != numbers[1]
    logs = [Log(of, chain_start("2019", "00")) for of in (one, other)]
    first, second = (log.append(AT, 2, 1, SUBMIT, number, NOTHING) for log, number in zip(logs, numbers, strict=True))
    assert first == second
    assert hash(first) == hash(second)


def test_what_an_entry_hands_out_is_not_the_log() -> None:
    """Figures and texts of an entry are read-only, and its plain form is a copy."""
    log = made()
    entry = log[2]
    before = entry.hash
    for table in (entry.data, entry.sections):
        with pytest.raises(TypeError):
            table["members"] = 4  # type: ignore[index]  # what is tested
    entry.to_dict()["data"]["members"] = 4
    entry.payload["desk"] = 5
    assert (log[2].data["members"], log[2].payload, log[2].hash) == (3, {"desk": 4}, before)


@pytest.mark.parametrize("place", range(5))
def test_an_entry_survives_pickling(place: int) -> None:
    """An entry crosses a process without its log, equal to what it was in every field, both hashes among them."""
    entry = made()[place]
    packed = pickle.dumps(entry)
    again = pickle.loads(packed)
    assert isinstance(again, LogEntry)
    assert (again, hash(again), again.to_dict()) == (entry, hash(entry), entry.to_dict())
    assert len(packed) < 1_500
    assert pickle.loads(pickle.dumps(again)) == entry


def test_what_a_campaign_hands_out_survives_pickling() -> None:
    """The log, an outcome, a progress and a total cross a process as they are."""
    campaign = begun(1, 1, 2, deadlines={"commune": "before 22-3-2019"})
    up(campaign, "commune-1", data={"members": 3})
    (outcome,) = campaign.fire_many([kh.Command("commune-2", "submit", data={"members": 1})])
    progress = campaign.progress()
    values: list[Any] = [
        campaign.log(),
        outcome,
        progress,
        progress.standing("commune-1"),
        progress.summary(),
        campaign.report("district"),
        campaign.total("district", "members"),
        *campaign.blockers("district", "submit"),
    ]
    for value in values:
        assert pickle.loads(pickle.dumps(value)) == value
    again = pickle.loads(pickle.dumps(progress))
    assert (again.held("district"), again.late(), again.seq) == ((), (), 4)


# -- actors


def test_actors_have_the_numbers_of_units_then_the_issuer_then_strangers() -> None:
    """A unit's number is its place; the issuer comes behind the units; who appears later gets the next, once."""
    actors = Actors(UNITS, {unit: number for number, unit in enumerate(UNITS)})
    assert [actors.number(name) for name in (*UNITS, "issuer")] == [0, 1, 2, 3]
    assert actors.known("x") is None
    assert [actors.number(name) for name in ("x", "y", "x", "c")] == [4, 5, 4, 2]
    assert [actors.name(number) for number in range(6)] == [*UNITS, "issuer", "x", "y"]
    assert (actors.known("x"), actors.known("issuer"), actors.issuer) == (4, 3, 3)


def test_every_change_has_a_place_behind_the_moves() -> None:
    """The log names changes of dues as it names moves, by one number each."""
    moves = len(FLAT.moves) - len(CHANGES)
    assert [FLAT.changes[name] for name in CHANGES] == list(range(moves, len(FLAT.moves)))
    assert [FLAT.words[FLAT.changes[name]] for name in CHANGES] == [(name, "", "") for name in CHANGES]


def test_a_clock_that_jumps_back_does_not_reorder_the_log() -> None:
    """An act at an earlier reading of the clock is written at the instant of the line above it."""

    class Jumping:
        """A clock that goes back by an hour at every reading."""

        def __init__(self) -> None:
            self.at = AT

        def now(self) -> int:
            """An hour before the last reading."""
            self.at -= 3_600_000_000
            return self.at

    plan = begun(1, 1, 3).plan
    campaign = kh.Campaign.begin(plan, clock=Jumping(), default_by="expected")
    campaign.submit("commune-1")
    campaign.review("commune-1")
    campaign.fire_many([kh.Command("commune-2", "submit")])
    campaign.fire_all("submit", tier="commune")
    campaign.extend("commune-1", "before 1-4-2019", reason="x")
    assert len({entry.at for entry in campaign.log()}) == 1
    assert json.dumps([entry.to_dict() for entry in campaign.log()])
    assert campaign.progress().at >= campaign.log()[-1].at
    assert kh.Campaign.begin(plan, clock=ManualClock(AT)).progress().seq == 0
