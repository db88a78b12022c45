"""A log as a file of JSON lines, and a campaign from such a file: the same lines, hash for hash.

The first line holds what a store knows beside the log: the campaign, its plan, how many entries there are and the hash
of the last. Every further line is an entry as `LogEntry.to_dict` gives it. Nothing of a file is believed: each line is
hashed anew before anything is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn, cast

from kehoach._plan import Plan
from kehoach._progress import Actors, Line, Terms, chain_start, flat_of, hierarchy_of
from kehoach._spelling import nearest
from kehoach.errors import Finding, InvalidCommand, InvalidFile, KehoachError, UnknownName
from kehoach.stores._rows import Codec, Row, hashed, proved
from kehoach.stores._schema import CHAIN_FORMAT, log
from kehoach.stores._store import Head, Journal, Record, Store

__all__ = ["export_log", "import_log", "terms_of"]

_FORM: Final = "kehoach-log-file-1"
_HEADER: Final[Mapping[str, type]] = {
    **dict.fromkeys(("kind", "chain", "campaign", "digest", "head", "plan"), str),
    **dict.fromkeys(("begun_at", "entries"), int),
}
_FIELDS: Final = tuple(column.name.rstrip("_") for column in log.c if column.name != "campaign")
_WHOLE: Final = {"seq", "at", "version", "received_at", "seen", "due_before", "clock"}
_BAD_LINE: Final = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def terms_of(plan: Plan, digest: str) -> Terms:
    """What the numbers of a campaign's log mean.

    Args:
        plan: Its plan, with units.
        digest: The digest of the plan.
    """
    units, columns = hierarchy_of(plan).columns, plan.columns
    return Terms(columns.names, columns.index, flat_of(plan), Actors(units.ids, units.index), digest)


# ------------------------------------------------------------------ out


def export_log(store: Store, id: str | None = None, *, plan: Plan | None = None) -> Iterator[str]:
    """The log of a campaign as lines of JSON, without the ends of lines; the first says what it is and where it ends.

    Args:
        store: Where it is kept.
        id: Which campaign; the only one when None.
        plan: The plan, when its lifecycle has callables that no text can hold.

    Raises:
        UnknownName: No campaign of this id.
        InvalidCommand: There are several and none is named (KH512), or `plan` is another (KH511).
    """
    record = _chosen(store, id)
    journal = store.journal(record.id, terms_of(plan or _plan_of(record.plan), record.digest))
    lines = journal.read()
    head = Head(lines.seq, lines.hash(lines.seq).hex())
    yield _text(
        {
            "kind": _FORM,
            "chain": CHAIN_FORMAT,
            "campaign": record.id,
            "begun_at": record.begun_at,
            "digest": record.digest,
            "entries": head.seq,
            "head": head.hash,
            "plan": record.plan,
        }
    )
    for entry in lines.entries():
        if entry.seq <= head.seq:
            yield _text(entry.to_dict())


def _text(said: Mapping[str, object]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _chosen(store: Store, id: str | None) -> Record:
    records = {record.id: record for record in store.campaigns()}
    if id is not None and id not in records:
        raise UnknownName("campaign", id, nearest(id, tuple(records)))
    if id is None and len(records) != 1:
        raise InvalidCommand(Finding("KH512", {"count": len(records), "ids": tuple(records) or ("none",)}))
    return records[id] if id is not None else next(iter(records.values()))


def _plan_of(text: str) -> Plan:
    return Plan.from_dict(json.loads(text))


# ------------------------------------------------------------------ in


def import_log(store: Store, lines: Iterable[str], *, plan: Plan | None = None, name: str = "log") -> Head:
    """Rebuild a campaign from the lines that `export_log` gave: the same entries, with the same hashes.

    All of it is read and checked before anything is written. Where the campaign is there already with the beginning of
    this log, the rest is written; so an import that was interrupted is simply done again.

    Args:
        store: Where it shall be kept.
        lines: The lines of the file.
        plan: The plan, when its lifecycle has callables that no text can hold.
        name: What the file is called, for messages.

    Returns:
        Where the log ends.

    Raises:
        InvalidFile: A line cannot be read (KH951), lines are missing (KH952), or one was changed (KH953); it names the
            line of the file.
        InvalidCommand: The campaign is there with another log (KH955).
    """
    reader = _Reader(name, iter(lines))
    record, head = reader.head(plan)
    read = list(reader.entries(head))
    if record.id not in {one.id for one in store.campaigns()}:
        store.begin(record)
    journal = store.journal(record.id, terms_of(plan or _plan_of(record.plan), record.digest))
    _go_on(journal, record.id, read, reader.hashes)
    return head


def _go_on(journal: Journal, id: str, lines: list[Line], hashes: list[bytes]) -> None:
    """Write what is not there yet."""
    there = journal.lock()
    try:
        if there > len(lines) or journal.read(there).hash(there) != hashes[there]:
            raise InvalidCommand(Finding("KH955", {"id": id}))
        if there < len(lines):
            journal.extend(lines[there:])
    finally:
        journal.unlock()


class _Reader:
    """Reads the lines of a file one by one, and knows which it is at."""

    __slots__ = ("_lines", "_name", "_number", "_terms", "hashes")

    def __init__(self, name: str, lines: Iterator[str]) -> None:
        self._name, self._lines, self._number = name, lines, 0
        self._terms: Terms | None = None
        self.hashes: list[bytes] = []

    def head(self, plan: Plan | None) -> tuple[Record, Head]:
        """What the first line says."""
        said = self._next()
        if said is None:
            self._refuse("it is empty", "tệp rỗng")
        wrong = [key for key, kind in _HEADER.items() if type(said.get(key)) is not kind]
        if wrong or said.keys() != _HEADER.keys() or (said["kind"], said["chain"]) != (_FORM, CHAIN_FORMAT):
            self._refuse("it is not the first line of a log", "không phải dòng đầu của tệp nhật ký")
        record = Record(said["campaign"], said["digest"], said["plan"], said["begun_at"])
        try:
            known = plan or _plan_of(record.plan)
            self._terms = terms_of(known, record.digest)
        except (KehoachError, *_BAD_LINE) as error:
            self._refuse("the plan in it cannot be read", "không đọc được kế hoạch trong đó", error)
        if known.digest != record.digest or said["entries"] < 0:
            self._refuse("the plan in it is not the one it names", "kế hoạch không đúng với mã đã ghi")
        self.hashes.append(chain_start(record.id, record.digest))
        return record, Head(said["entries"], said["head"])

    def entries(self, head: Head) -> Iterator[Line]:
        """Every entry, hashed anew.

        Raises:
            InvalidFile: One does not fit, or there are more or fewer than the first line says.
        """
        assert self._terms is not None  # the first line was read
        codec = Codec(self._terms)
        for seq in range(1, head.seq + 1):
            said = self._next()
            if said is None:
                raise self._invalid("KH952", {"seq": seq - 1, "last": head.seq})
            row = self._row(said, seq)
            try:
                digest = hashed(self.hashes[-1], row, self._terms.plan)
                fits = digest.hex() == said["hash"] and self.hashes[-1].hex() == said["previous"] and proved(row)
                line = codec.line(row)
            except (KehoachError, *_BAD_LINE) as error:
                raise self._invalid("KH953", {"seq": seq}) from error
            if not fits or said["plan"] != self._terms.plan:
                raise self._invalid("KH953", {"seq": seq})
            self.hashes.append(digest)
            yield line
        if self.hashes[-1].hex() != head.hash:
            raise self._invalid("KH953", {"seq": head.seq})
        if self._next() is not None:
            self._refuse("more follows than the first line says", "còn dòng sau số dòng đã ghi ở đầu tệp")

    def _row(self, said: Mapping[str, Any], seq: int) -> Row:
        """An entry as a row of the table; types are looked at here, values by who hashes them."""
        if said.keys() != {*_FIELDS, "plan", "previous"} or said["seq"] != seq:
            self._refuse(f"it is not entry {seq}", f"không phải dòng {seq} của nhật ký")
        for name in (*_FIELDS, "plan", "previous"):
            value = said[name]
            kind = int if name in _WHOLE else dict if name in ("data", "sections") else str
            if value is not None and type(value) is not kind:
                self._refuse(f"{name} is not of its kind", f"{name} không đúng kiểu")
        return tuple(
            _plain(said[name]) if name in ("data", "sections") and said[name] is not None else said[name]
            for name in _FIELDS
        )

    def _next(self) -> dict[str, Any] | None:
        """The object of the next line; None at the end of the file."""
        text = next(self._lines, None)
        if text is None:
            return None
        self._number += 1
        try:
            said = json.loads(text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_once)
        except (RecursionError, ValueError) as error:
            self._refuse("it is no JSON, or was cut", "không phải JSON, hoặc bị cắt", error)
        if not isinstance(said, dict):
            self._refuse("it is no JSON object", "không phải đối tượng JSON")
        return cast("dict[str, Any]", said)

    def _refuse(self, problem: str, problem_vi: str, cause: Exception | None = None) -> NoReturn:
        raise self._invalid("KH951", {"problem": problem, "problem_vi": problem_vi}) from cause

    def _invalid(self, code: str, values: dict[str, str | int]) -> InvalidFile:
        return InvalidFile([Finding(code, {**values}).at(file=self._name, line=max(self._number, 1), column=None)])


def _plain(said: object) -> str:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is no figure of a log")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object each of whose keys stands there once; of two, readers disagree which one counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key stands there twice")
    return made
