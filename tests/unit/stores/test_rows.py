"""Lines become rows and rows become lines; the hash of a row is the hash of its line."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach._lifecycle import Lifecycle
from kehoach._progress import WHOLE, Actors, Line, Log, Terms, chain_start
from kehoach._report import NA, NIL, NOTHING, Details
from kehoach.errors import StoreError
from kehoach.stores._rows import Codec, erased, hashed, proved

UNITS = ("province", "xã Vĩnh Ô", 'commune "7"\n')
PLAN = "7a" * 32
FLAT = Lifecycle.report().flat
START = chain_start("116-KH/TU", PLAN)

texts = st.text(st.characters(exclude_categories=["Cs"]))
whole = st.integers(-(2**63), 2**63 - 1)
cells = st.one_of(st.integers(), st.decimals(allow_nan=False, allow_infinity=False), texts, st.sampled_from([NIL, NA]))


def terms() -> Terms:
    index = {name: number for number, name in enumerate(UNITS)}
    actors = Actors(UNITS, index)
    actors.number("một người lạ")
    return Terms(UNITS, index, FLAT, actors, PLAN)


details = st.one_of(
    st.just(NOTHING),
    st.builds(
        Details,
        person=st.none() | texts,
        acting_for=st.none() | st.integers(0, len(UNITS) + 1),
        data=st.none() | st.dictionaries(texts, cells, max_size=4),
        sections=st.none() | st.dictionaries(texts, texts, max_size=4),
        payload=st.none() | texts,
        reason=st.none() | texts,
        version=st.none() | whole,
        received_at=st.none() | whole,
        due=st.none() | texts,
        due_before=st.none() | whole,
        command_id=st.none() | texts,
        clock=st.none() | whole,
        salt=st.none() | st.binary(min_size=16, max_size=16),
    ),
)
lines = st.tuples(
    whole,
    st.integers(WHOLE, len(UNITS) - 1),
    st.integers(1, 65_535),
    st.integers(0, len(FLAT.moves) - 1),
    st.integers(0, len(UNITS) + 1),
    details,
)


@given(lines, st.integers(1, 2**40))
def test_a_row_hashes_as_its_line(line: Line, seq: int) -> None:
    """The hash that is made from a row is the hash that the log makes from the line, for any content."""
    log = Log(terms(), START, first=seq)
    log.append(*line)
    row = Codec(terms()).row(seq, line)
    assert hashed(START, row, PLAN) == log.hash(seq)
    assert hashed(START, (*row, "its hash"), PLAN) == log.hash(seq)


@given(lines)
def test_a_line_comes_back_from_its_row(line: Line) -> None:
    """A row read is the line that was written; one without details shares the empty ones."""
    codec = Codec(terms())
    back = codec.line(codec.row(1, line))
    assert back == line
    assert (back[5] is NOTHING) == (repr(line[5]) == repr(NOTHING) and line[5].salt is None)
    assert (back[5].clock, back[5].salt) == (line[5].clock, line[5].salt)


@given(lines)
def test_an_erased_row_hashes_as_before(line: Line) -> None:
    """A line whose content went keeps its hash, as a row and as a line of the log, and is known to be erased."""
    codec = Codec(terms())
    row = codec.row(1, line)
    log = Log(terms(), START)
    log.append(*line)
    before = log.hash(1)
    log.forget(1)
    gone = codec.row(1, log.line(1))
    assert hashed(START, gone, PLAN) == before == anew(log).hash(1)
    assert proved(row)
    assert proved(gone)
    assert erased(gone) == (line[5].salt is not None) == log[0].erased
    assert codec.line(gone)[5] == log.line(1)[5]


def anew(log: Log) -> Log:
    """A log of the same lines, none of them hashed."""
    again = Log(log.terms, START)
    again.append(*log.line(1))
    return again


@pytest.mark.parametrize("column", [11, 12, 13, 14, 20, 21])
def test_content_that_is_not_the_hashed_one_is_found(column: int) -> None:
    """A field of the content that was changed or put back, another salt, another hash: none of it is proved."""
    codec = Codec(terms())
    details = Details(data={"a": 1}, sections={"b": "c"}, payload="{}", reason="d", salt=b"0123456789abcdef")
    row = list(codec.row(1, (0, 1, 1, 0, 1, details)))
    row[column] = {12: '{"a":2}', 13: '{"b":"d"}', 20: "00" * 16, 21: "00" * 32}.get(column, "x")
    assert not proved(tuple(row))
    gone = [*row[:11], None, None, None, None, *row[15:20], None, row[21]]
    assert proved(tuple(gone))
    gone[column] = row[column]
    assert column == 21 or not proved(tuple(gone))
    bare = [*row[:20], row[20], None]
    assert not proved(tuple(bare))


@given(lines, lines)
def test_other_lines_have_other_hashes(one: Line, other: Line) -> None:
    """Two lines have one hash only when they say the same."""
    codec = Codec(terms())
    rows = codec.row(1, one), codec.row(1, other)
    assert (hashed(START, rows[0], PLAN) == hashed(START, rows[1], PLAN)) == (rows[0] == rows[1])


def test_rows_hold_names() -> None:
    """Whoever reads the table reads names: the duty, the trigger, both states, who did it and for whom."""
    stated = Details(acting_for=1, data={"b": 1, "a": NIL}, sections={"đ": "ộ"})
    row = Codec(terms()).row(7, (1_000_000, 1, 2, 4, 3, stated))
    assert row[:8] == (7, 1_000_000, "xã Vĩnh Ô", 2, "review", "submitted", "reviewed", "issuer")
    assert row[8:14] == (None, "xã Vĩnh Ô", None, None, '{"a":{"mark":"nil"},"b":1}', '{"đ":"ộ"}')


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        (2, "xã Vĩnh X", "KH925"),
        (4, "approve", "KH926"),
        (5, "reviewed", "KH926"),
        (6, "gone", "KH926"),
        (12, "[1]", "KH927"),
        (12, '{"a":1.5}', "KH927"),
        (12, '{"a":{"decimal":"one"}}', "KH927"),
        (12, '{"a"', "KH927"),
        (12, "[" * 100_000, "KH927"),
        (13, '{"a":1}', "KH927"),
        (13, 7, "KH927"),
    ],
)
def test_a_row_that_says_what_the_plan_does_not_know_is_refused(column: int, value: object, code: str) -> None:
    """A duty or transition that the plan does not have, or content that is no content, is named with its line."""
    codec = Codec(terms())
    row = list(codec.row(9, (0, 1, 1, 0, 1, Details(data={"a": 1}, sections={"b": "c"}))))
    row[column] = value
    with pytest.raises(StoreError, match="entry 9") as refused:
        codec.line(tuple(row))
    assert [finding.code for finding in refused.value.findings] == [code]


def like_the_first(**changes: object) -> Terms:
    """A lifecycle with one more transition, named like the first one."""
    move = attrs.evolve(FLAT.moves[0], place=len(FLAT.moves), **changes)
    return attrs.evolve(terms(), flat=attrs.evolve(FLAT, moves=(*FLAT.moves, move), words=(*FLAT.words, FLAT.words[0])))


def test_transitions_that_look_alike_and_differ_are_refused() -> None:
    """Two transitions of one trigger, source and dest with different effects could not be told apart in the rows."""
    alike = like_the_first(effect="open")
    with pytest.raises(StoreError, match="'submit' from 'draft' to 'submitted'"):
        Codec(alike)


def test_transitions_that_are_alike_in_all_are_one() -> None:
    """Two transitions that differ in their guards only mean the same once taken: the first stands for both."""
    codec = Codec(like_the_first(guards=()))
    assert codec.line(codec.row(1, (0, 1, 1, len(FLAT.moves), 1, NOTHING)))[3] == 0
