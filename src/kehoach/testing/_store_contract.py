"""What a store is, as tests: whoever passes them may be handed to `Campaign.begin`.

In pytest, derive a class and say how an empty store is made::

    class TestMyStore(StoreContract):
        def make_store(self) -> Store:
            return MyStore()

A store that needs a folder or a server gives a fixture `store` instead. One that outlives its object says how it is
opened again (`reopened`); one that serves a single thread says so (`many_writers = False`).
"""

from __future__ import annotations

import random
import struct
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import ClassVar, Final

import attrs
import pytest

from kehoach._campaign import Campaign
from kehoach._clock import ManualClock
from kehoach._progress import WHOLE, chain_start
from kehoach._report import NOTHING, Details
from kehoach.errors import InvalidCommand, KehoachError, Refused
from kehoach.stores import Journal, MemoryStore, Store
from kehoach.testing._plans import small_plan
from kehoach.testing._store_keeping import KeepingContract
from kehoach.testing._store_lines import BEGUN as _BEGUN
from kehoach.testing._store_lines import DIGEST as _DIGEST
from kehoach.testing._store_lines import HOSTILE as _HOSTILE
from kehoach.testing._store_lines import REVIEW as _REVIEW
from kehoach.testing._store_lines import SEND_BACK as _SEND_BACK
from kehoach.testing._store_lines import SUBMIT as _SUBMIT
from kehoach.testing._store_lines import every as _every
from kehoach.testing._store_lines import line as _line
from kehoach.testing._store_lines import random_details as _random_details
from kehoach.testing._store_lines import record as _record
from kehoach.testing._store_lines import said as _said
from kehoach.testing._store_lines import terms as _terms
from kehoach.testing._store_lines import write as _write

__all__ = ["StoreContract"]

_HEAD: Final = "76906083cb6c31e49d38caf32c0df4c4390c6a123ab91b456687da75dbd79622"
"""The head after three acts, as every store gives it; a release that gives another would not know what we wrote."""
_SALTED: Final = "7d066d093e6cf2191282a656ded6ba0084b7d0f14b5e0b74fb2763061efc9306"
"""The same when the content has a salt, and the clock was behind."""

# How a store may refuse a number that has no place in a line.
_UNWRITABLE: Final = (ArithmeticError, KehoachError, LookupError, ValueError, struct.error)


class StoreContract(KeepingContract):
    """The tests that every store must pass; derive from it in pytest.

    Attributes:
        many_writers: Whether several threads may write one campaign, each through a journal of its own.
    """

    many_writers: ClassVar[bool] = True

    def make_store(self) -> Store:
        """An empty store; say how it is made, unless a fixture `store` does."""
        raise NotImplementedError("derive make_store, or give a fixture named store")

    @pytest.fixture
    def store(self) -> Store:
        """An empty store."""
        return self.make_store()

    @pytest.fixture
    def journal(self, store: Store) -> Journal:
        """The journal of a campaign that was just begun."""
        store.begin(_record("116-KH/TU"))
        return store.journal("116-KH/TU", _terms())

    # Campaigns

    def test_a_new_store_is_empty(self, store: Store) -> None:
        """A store that was just made holds no campaign."""
        assert store.campaigns() == ()

    def test_campaigns_come_back_as_they_were_begun(self, store: Store) -> None:
        """Campaigns are listed in the order in which they were begun, whatever their names and instants, all fields."""
        records = tuple(
            _record(id, digest=f"{number:064x}", plan=f'{{"title": "{number} kế hoạch"}}', begun_at=-number)
            for number, id in enumerate(_HOSTILE[1:])
        )
        for record in records:
            store.begin(record)
        assert store.campaigns() == records
        assert [r.plan for r in store.campaigns()] == [r.plan for r in records]

    def test_a_second_campaign_of_one_id_is_refused(self, store: Store) -> None:
        """An id is taken once; the second is refused by KH510 and changes nothing."""
        store.begin(_record("2019", plan='{"a": 1}'))
        before = store.campaigns()
        with pytest.raises(InvalidCommand) as refused:
            store.begin(_record("2019", digest="00" * 32, plan='{"b": 2}'))
        assert [finding.code for finding in refused.value.findings] == ["KH510"]
        assert store.campaigns() == before

    def test_a_plan_of_a_megabyte_comes_back(self, store: Store) -> None:
        """The text of a plan is kept whole, however long."""
        text = '{"names": "' + "Xã Vĩnh Ô " * 100_000 + '"}'
        store.begin(_record("big", plan=text))
        assert store.campaigns()[0].plan == text

    def test_campaigns_do_not_mix(self, store: Store) -> None:
        """Lines, numbers and command ids of one campaign are none of another's, and equal acts have other hashes."""
        journals: list[Journal] = []
        for id in ("one", "two"):
            store.begin(_record(id))
            journals.append(store.journal(id, _terms()))
        for journal in journals:
            _write(journal, [_line(1, details=Details(command_id="same"))])
        _write(journals[0], [_line(2)])
        assert [len(journal.entries()) for journal in journals] == [2, 1]
        assert journals[0].entries()[0].hash != journals[1].entries()[0].hash
        assert [journal.verify().entries for journal in journals] == [2, 1]

    # One line

    def test_a_new_log_is_empty(self, journal: Journal) -> None:
        """A log begins with number 0 and the chain's first hash, which is made from campaign and plan."""
        assert journal.lock() == 0
        journal.unlock()
        assert len(journal.read()) == 0
        assert list(journal.entries()) == []
        verified = journal.verify()
        assert (verified.entries, verified.head) == (0, chain_start("116-KH/TU", _DIGEST).hex())

    def test_an_appended_line_is_there(self, journal: Journal) -> None:
        """What was appended is read back as it was handed out: numbers from 1, every field, both hashes."""
        written: list[dict[str, object]] = []
        for seq in range(1, 4):
            assert journal.lock() == seq - 1
            written.append(journal.append(*_line(seq)).to_dict())
        assert [said["seq"] for said in written] == [1, 2, 3]
        assert _said(journal) == written

    def test_every_field_comes_back(self, journal: Journal) -> None:
        """A line in which every field is stated comes back with every field, marks and decimals as they were."""
        details = _every(journal.terms)
        journal.lock()
        entry = journal.append(*_line(1, place=_SEND_BACK, details=details))
        line = journal.read().line(1)
        assert line == _line(1, place=_SEND_BACK, details=details)
        assert str((line[5].data or {})["rate"]) == "2.50"
        assert entry.acting_for == "commune-001"
        assert journal.entries()[0].to_dict() == entry.to_dict()

    @pytest.mark.parametrize("text", _HOSTILE, ids=lambda text: ascii(text)[:20])
    def test_texts_come_back_as_they_were(self, journal: Journal, text: str) -> None:
        """Quotes, statements, control and direction marks, both normal forms: a store keeps texts and reads none."""
        details = Details(
            person=text, data={text: text}, sections={text: text}, payload=text, reason=text, due=text, command_id=text
        )
        journal.lock()
        entry = journal.append(*_line(1, details=details))
        assert journal.read().line(1)[5] == details
        found = journal.find(text)
        assert found is not None
        assert found.to_dict() == entry.to_dict()
        assert journal.verify().entries == 1

    @pytest.mark.parametrize("number", [0, -1, 2**53 + 1, 2**63 - 1, -(2**63)])
    def test_numbers_come_back_as_they_were(self, journal: Journal, number: int) -> None:
        """Whole numbers of eight bytes are exact; figures are longer still, and exact as well."""
        details = Details(received_at=number, due_before=number, data={"a": number * 10**9, "b": Decimal(number) / 100})
        journal.lock()
        journal.append(number, 3, 60_000, _SUBMIT, 3, details)
        assert journal.read().line(1) == (number, 3, 60_000, _SUBMIT, 3, details)
        assert journal.verify().entries == 1

    def test_a_line_of_a_megabyte_comes_back(self, journal: Journal) -> None:
        """The text of a section is kept whole, however long."""
        details = Details(sections={"awareness": "Đã quán triệt. " * 70_000})
        journal.lock()
        journal.append(*_line(1, details=details))
        assert journal.read().line(1)[5] == details
        assert journal.verify().entries == 1

    def test_a_change_of_the_whole_campaign_comes_back(self, journal: Journal) -> None:
        """A line that is about no single duty, and moves no report, comes back as one."""
        line = (_BEGUN, WHOLE, 1, journal.terms.flat.changes["record"], 0, NOTHING)
        journal.lock()
        assert journal.append(*line).duty == ""
        assert journal.read().line(1) == line

    def test_an_entry_does_not_change(self, journal: Journal) -> None:
        """What an entry says, hashes too, is the same when more has been written."""
        journal.lock()
        entry = journal.append(*_line(1))
        said = entry.to_dict()
        _write(journal, [_line(seq) for seq in range(2, 20)])
        assert entry.to_dict() == said
        assert journal.entries()[0].to_dict() == said

    # The turn

    def test_a_turn_that_is_given_back_changes_nothing(self, journal: Journal) -> None:
        """Who takes the turn, looks and gives it back leaves every byte of the log as it was."""
        _write(journal, [_line(1), _line(2)])
        before = (_said(journal), journal.verify())
        assert journal.lock() == 2
        assert len(journal.read(1)) >= 1
        journal.unlock()
        journal.unlock()  # without the turn it does nothing
        assert (_said(journal), journal.verify()) == before

    def test_the_turn_sees_every_line(self, journal: Journal) -> None:
        """Within the turn the whole log is read, and a command id is found."""
        _write(journal, [_line(1), _line(2, details=Details(command_id="second"))])
        assert journal.lock() == 2
        assert [line[0] for line in journal.read().lines()] == [_BEGUN + 1, _BEGUN + 2]
        found = journal.find("second")
        assert found is not None
        assert found.seq == 2
        journal.unlock()

    def test_what_cannot_be_written_leaves_nothing(self, journal: Journal) -> None:
        """Of lines of which one is ill-formed none is written, and the next who wants the turn gets it."""
        _write(journal, [_line(1)])
        before = (_said(journal), journal.verify())
        good, bad = _line(2), (_BEGUN, 2**70, 1, _SUBMIT, 3, NOTHING)
        for lines in ([bad], [good, bad], [bad, good]):
            journal.lock()
            with pytest.raises(_UNWRITABLE):
                journal.extend(lines)
            journal.unlock()
            assert (_said(journal), journal.verify()) == before
        assert journal.lock() == 1
        journal.unlock()

    # Many lines

    def test_lines_together_are_lines_one_by_one(self, store: Store) -> None:
        """Lines that were written together stand there as if one by one: the same fields and the same hashes."""
        lines = [_line(seq, details=Details(reason=str(seq)) if seq % 3 else NOTHING) for seq in range(1, 31)]
        store.begin(_record("116"))
        together = store.journal("116", _terms())
        _write(together, lines)
        other = MemoryStore()
        other.begin(_record("116"))
        singly = other.journal("116", _terms())
        for line in lines:
            singly.lock()
            singly.append(*line)
        assert _said(together) == _said(singly)

    def test_nothing_together_is_nothing(self, journal: Journal) -> None:
        """A batch of no lines writes none and gives the turn back."""
        journal.lock()
        assert list(journal.extend([])) == []
        assert journal.lock() == 0
        journal.unlock()

    def test_extend_hands_out_what_it_wrote(self, journal: Journal) -> None:
        """The entries of a batch are the lines behind what was there."""
        _write(journal, [_line(1)])
        journal.lock()
        entries = journal.extend([_line(2), _line(3)])
        assert [entry.to_dict() for entry in entries] == _said(journal, 1)

    def test_a_long_log_is_read_from_anywhere(self, journal: Journal) -> None:
        """Reading after any line gives every line behind it, once and in order, however many pages it takes."""
        lines = [_line(seq) for seq in range(1, 2502)]
        _write(journal, lines)
        for after in (0, 1, 999, 1000, 1001, 1501, 2000, 2499, 2500, 2501):
            assert list(journal.read(after).lines(after)) == lines[after:]
            assert [entry.seq for entry in journal.entries(after)] == list(range(after + 1, 2502))
        assert journal.read(2499).hash(2501) == journal.read().hash(2501)
        assert journal.verify().entries == 2501

    def test_reading_behind_the_end_is_empty(self, journal: Journal) -> None:
        """After the last line there is nothing, and it is no error to ask."""
        _write(journal, [_line(1)])
        assert list(journal.read(5).lines(5)) == []
        assert list(journal.entries(5)) == []

    # Command ids

    def test_a_command_is_found_by_its_id(self, journal: Journal) -> None:
        """The line that a command id wrote is found, and only by that very id."""
        _write(journal, [_line(1), _line(2, details=Details(command_id="Ab")), _line(3)])
        found = journal.find("Ab")
        assert found is not None
        assert found.to_dict() == _said(journal)[1]
        assert [journal.find(id) for id in ("ab", "A", "Ab ", "Áb", "%")] == [None] * 5

    # Integrity

    def test_the_chain_is_the_published_one(self, store: Store) -> None:
        """Every store gives the same head for the same acts, today's the same as the first release's."""
        store.begin(_record("116-KH/TU"))
        journal = store.journal("116-KH/TU", _terms())
        bare = attrs.evolve(_every(journal.terms), salt=None, clock=None)
        _write(journal, [_line(1, details=bare), _line(2), _line(3, place=_REVIEW)])
        assert journal.verify().head == _HEAD

    def test_the_chain_of_salted_content_is_the_published_one(self, store: Store) -> None:
        """Content that has a salt stands in the chain by its hash, the same in every store."""
        store.begin(_record("116-KH/TU"))
        journal = store.journal("116-KH/TU", _terms())
        _write(journal, [_line(1, details=_every(journal.terms)), _line(2), _line(3, place=_REVIEW)])
        assert journal.verify().head == _SALTED

    def test_the_head_is_the_hash_of_the_last_line(self, journal: Journal) -> None:
        """`verify` names the hash of the last line; and each line names the one above."""
        for seq in range(1, 4):
            journal.lock()
            entry = journal.append(*_line(seq))
            assert journal.verify().head == entry.hash
        entries = journal.entries()
        assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:2]]

    @pytest.mark.parametrize("seed", range(5))
    def test_random_acts_are_kept_as_in_memory(self, store: Store, seed: int) -> None:
        """Whatever is written, singly or together, a store says of it what the store in memory says, hash for hash."""
        chance = random.Random(seed)  # noqa: S311  chosen to be repeated
        reference, terms = MemoryStore(), _terms()
        for one in (store, reference):
            one.begin(_record("random"))
        ours, theirs = store.journal("random", terms), reference.journal("random", terms)
        for _ in range(20):
            seq, size = theirs.lock(), chance.choice([1, 1, 1, 5])
            lines = [
                _line(number, details=_random_details(chance, terms, number))
                for number in range(seq + 1, seq + size + 1)
            ]
            for journal in (ours, theirs):
                _write(journal, lines)
        assert list(ours.read().lines()) == list(theirs.read().lines())
        assert _said(ours) == _said(theirs)
        assert ours.verify() == theirs.verify()

    # Others

    def test_another_object_finds_every_line(self, store: Store, journal: Journal) -> None:
        """Who opens the store later, or elsewhere, finds the campaigns and every line, hash for hash."""
        _write(journal, [_line(seq, details=_every(journal.terms) if seq == 1 else NOTHING) for seq in range(1, 11)])
        again = self.reopened(store)
        later = again.journal("116-KH/TU", journal.terms)
        assert again.campaigns() == store.campaigns()
        assert _said(later) == _said(journal)
        assert later.verify() == journal.verify()

    def test_two_writers_see_each_other(self, store: Store, journal: Journal) -> None:
        """What one journal of a campaign wrote, another sees before it writes."""
        other = store.journal("116-KH/TU", journal.terms)
        for seq in range(1, 7):
            one, two = (journal, other) if seq % 2 else (other, journal)
            assert one.lock() == seq - 1
            one.append(*_line(seq))
            assert len(two.entries()) == seq
        assert _said(journal) == _said(other)

    def test_many_writers_lose_nothing(self, store: Store) -> None:
        """Of threads that write at the same time each waits for its turn: every line is there, and the chain fits."""
        if not self.many_writers:
            pytest.skip("this store serves one thread")
        store.begin(_record("busy"))

        def write(writer: int) -> list[int]:
            journal = store.journal("busy", _terms())
            written: list[int] = []
            for number in range(25):
                journal.lock()
                details = Details(command_id=f"{writer}-{number}")
                written.append(journal.append(*_line(number, details=details)).seq)
            return written

        with ThreadPoolExecutor(4) as pool:
            numbers = list(pool.map(write, range(4)))
        journal = store.journal("busy", _terms())
        assert sorted(seq for written in numbers for seq in written) == list(range(1, 101))
        assert all(written == sorted(written) for written in numbers)
        ids = {entry.command_id for entry in journal.entries()}
        assert ids == {f"{writer}-{number}" for writer in range(4) for number in range(25)}
        assert journal.verify().entries == 100

    def test_a_reader_does_not_wait(self, store: Store, journal: Journal) -> None:
        """While one holds the turn, another reads what is kept, finds, and verifies."""
        if not self.many_writers:
            pytest.skip("this store serves one thread")
        _write(journal, [_line(1, details=Details(command_id="first"))])
        journal.lock()
        other = store.journal("116-KH/TU", _terms())
        assert len(other.entries()) == 1
        assert other.find("first") is not None
        assert other.verify().entries == 1
        journal.append(*_line(2))
        assert len(other.entries()) == 2

    # A campaign

    def test_a_campaign_goes_on_elsewhere(self, store: Store) -> None:
        """A campaign that is resumed stands where it stood, and goes on."""
        clock = ManualClock("2019-03-20T08:00+07:00")
        campaign = Campaign.begin(small_plan(1, 1, 2), store, id="small", clock=clock, default_by="expected")
        for trigger in ("submit", "review", "aggregate"):
            clock.advance(hours=1)
            campaign.fire("commune-1", trigger, command_id=trigger)
        again = Campaign.resume(self.reopened(store), id="small", clock=clock, default_by="expected")
        assert again.progress() == campaign.progress()
        campaign.snapshot()
        kept = Campaign.resume(self.reopened(store), id="small", clock=clock, default_by="expected")
        assert (kept.progress(), kept.verify()) == (again.progress(), again.verify())
        assert [entry.to_dict() for entry in again.log()] == [entry.to_dict() for entry in campaign.log()]
        assert again.fire("commune-1", "submit", command_id="submit").seq == 1
        assert again.fire("commune-2", "submit", data={"members": 12}).seq == 4
        assert campaign.fire("commune-2", "review").seq == 5
        assert again.verify().entries == 5

    def test_a_refused_act_changes_nothing(self, store: Store) -> None:
        """What the rules refuse leaves progress, log and chain as they were."""
        clock = ManualClock("2019-03-20T08:00+07:00")
        campaign = Campaign.begin(small_plan(1, 1, 2), store, id="small", clock=clock, default_by="expected")
        campaign.submit("commune-1", data={"members": 7})

        def state() -> tuple[object, ...]:
            return campaign.progress(), [entry.to_dict() for entry in campaign.log()], campaign.verify()

        before = state()
        for unit, trigger in (("district", "submit"), ("commune-1", "aggregate"), ("commune-1", "submit")):
            with pytest.raises(Refused):
                campaign.fire(unit, trigger)
        with pytest.raises(InvalidCommand):
            campaign.fire("commune-2", "submit", data={"no such figure": 1})
        assert state() == before
