"""Histories of many writers: a right store is never suspected, and eight faults of stores are found."""

from __future__ import annotations

import itertools
import pickle
import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import attrs
import pytest
from hypothesis import settings

import kehoach as kh
from baton import FAULTS, Baton, SharedStore
from kehoach.errors import Finding
from kehoach.testing import Asked, History, ManualClock, Seen, check_history, small_plan

SOAK = settings().max_examples > 100
PLAN = small_plan(1, 2, 4)
ID = "116-KH/TU"
TRIGGERS = ("submit", "submit", "review", "aggregate", "recall", "send_back", "release", "correct", "withdraw")


def command(chance: random.Random, number: str) -> kh.Command:
    """Some act that may or may not be possible."""
    hierarchy = PLAN.hierarchy
    assert hierarchy is not None
    unit, trigger = chance.choice(hierarchy.aggregation_order()), chance.choice(TRIGGERS)
    superior = next(iter(hierarchy.superiors(unit)), "issuer")
    by = unit if trigger in ("submit", "recall", "withdraw", "correct") else superior
    data = {"members": chance.randrange(9)} if trigger == "submit" else None
    reason = "x" if trigger in ("send_back", "release", "correct") else None
    return kh.Command(unit, trigger, by=by, data=data, reason=reason, command_id=number)


def worked(store: SharedStore, history: History, number: int, commands: int, seed: int) -> Callable[[], None]:
    """One writer: it asks, asks now and then the same once more, and looks at the log."""

    def work() -> None:
        chance = random.Random(f"{seed}-{number}")
        campaign = kh.Campaign.resume(store, plan=PLAN, clock=ManualClock(0))
        asked: list[kh.Command] = []
        seen = 0
        for act in range(commands):
            again = asked and chance.random() < 0.15
            asked.append(asked[-1] if again else command(chance, f"{number}-{act}"))
            history.fire(campaign, asked[-1], writer=str(number))
            if chance.random() < 0.2:
                seqs = history.look(campaign, seen, reader=str(number)).seqs
                seen = max(seen, *seqs) if seqs else seen

    return work


def ran(
    fault: str | None, seed: int, *, writers: int = 3, commands: int = 40, optimistic: bool = False
) -> tuple[History, Sequence[kh.LogEntry]]:
    """Writers at the same time, in an order that the seed decides; and the log that they left."""
    baton = Baton(random.Random(seed).choice)
    store = SharedStore(baton.pause, fault, optimistic=optimistic)
    kh.Campaign.begin(PLAN, store, id=ID, clock=ManualClock(0))
    history = History(ticks=itertools.count().__next__)
    baton.run([worked(store, history, number, commands, seed) for number in range(writers)])
    return history, store.log()


@pytest.mark.parametrize("optimistic", [False, True])
def test_a_right_store_is_never_suspected(optimistic: bool) -> None:
    """Writers that wait for each other, and writers of whom the slower is turned away, leave nothing unexplained."""
    answers: Counter[str] = Counter()
    for seed in range(400 if SOAK else 12):
        history, log = ran(None, seed, optimistic=optimistic)
        assert check_history(PLAN, history, log) == (), f"seed {seed}"
        answers.update(step.answer for step in history.asked)
    assert answers["done"] > 100
    assert answers["refused"] > 100
    assert (answers["failed"] > 0) == optimistic


@pytest.mark.parametrize("fault", FAULTS)
def test_every_planted_fault_is_found(fault: str) -> None:
    """Within a hundred thousand commands a fault shows as a step that no moment explains; nearly always at once."""
    for first in range(20 if SOAK else 1):
        commands = 0
        for seed in itertools.count(1000 * first):
            history, log = ran(fault, seed)
            commands += len(history)
            wrong = check_history(PLAN, history, log)
            if wrong:
                break
            assert commands < 100_000, f"seed {seed}"
        assert {one.finding.code for one in wrong} <= {f"KH{code}" for code in (921, 922, *range(963, 970))}
        assert all(one.text("en") and one.text("vi") for one in wrong)


# Every order of the steps of two commands

TREE = small_plan(1, 1, 2)
BEFORE = [("commune-1", "submit"), ("commune-1", "review"), ("commune-2", "submit")]
TWELVE = [
    ("commune-1", "aggregate"),
    ("commune-1", "send_back"),
    ("commune-1", "submit"),
    ("commune-2", "review"),
    ("commune-2", "recall"),
    ("commune-2", "send_back"),
    ("commune-2", "aggregate"),
    ("district", "submit"),
    ("district", "recall"),
    ("province", "submit"),
    ("commune-1", "waive"),
    ("commune-1", "release"),
]


def act(unit: str, trigger: str, id: str) -> kh.Command:
    superior = {"commune-1": "district", "commune-2": "district", "district": "province"}.get(unit, "issuer")
    reason = "x" if trigger in ("send_back", "waive", "release") else None
    return kh.Command(
        unit, trigger, by=unit if trigger in ("submit", "recall") else superior, reason=reason, command_id=id
    )


class Path:
    """The choices of one run: those that are given, then always the first; and how many there were each time."""

    def __init__(self, given: Sequence[int]) -> None:
        self.given, self.counts = given, list[int]()

    def choose(self, alive: Sequence[int]) -> int:
        place = len(self.counts)
        self.counts.append(len(alive))
        return alive[self.given[place] if place < len(self.given) else 0]


def runs_of(commands: Sequence[kh.Command], fault: str | None) -> Iterator[tuple[History, Sequence[kh.LogEntry]]]:
    """Every run of commands by a writer each, whatever the order of their steps."""
    waiting: list[list[int]] = [[]]
    while waiting:
        path = Path(waiting.pop())
        baton = Baton(path.choose)
        store = SharedStore(baton.pause, fault)
        history = History(ticks=itertools.count().__next__)
        campaign = kh.Campaign.begin(TREE, store, id=ID, clock=ManualClock(0))
        for number, (unit, trigger) in enumerate(BEFORE):
            history.fire(campaign, act(unit, trigger, f"before-{number}"))
        writers = [kh.Campaign.resume(store, plan=TREE, clock=ManualClock(0)) for _ in commands]
        baton.run([partial(history.fire, *pair) for pair in zip(writers, commands, strict=True)])
        taken = [*path.given, *[0] * (len(path.counts) - len(path.given))]
        for place in range(len(path.given), len(taken)):
            waiting += [[*taken[:place], other] for other in range(1, path.counts[place])]
        yield history, store.log()


def test_every_order_of_two_commands_is_one_after_the_other() -> None:
    """Each pair of twelve commands, with their steps in every order, comes to what one order of the two explains."""
    runs = 0
    for pair in itertools.combinations_with_replacement(range(12), 2):
        if not SOAK and sum(pair) % 12:
            continue
        commands = [act(*TWELVE[number], f"{place}") for place, number in enumerate(pair)]
        for history, log in runs_of(commands, None):
            assert check_history(TREE, history, log) == (), pair
            runs += 1
    assert runs > 200


@pytest.mark.parametrize("fault", ["no lock", "deferred", "snapshot before lock", "no version"])
def test_some_order_of_two_commands_shows_that_nobody_waits(fault: str) -> None:
    """Where a writer sees less than it should, one of the orders of two submits of one report shows it."""
    commands = [act("commune-1", "aggregate", "0"), act("commune-1", "send_back", "1")]
    assert any(check_history(TREE, history, log) for history, log in runs_of(commands, fault))


# One finding after the other


def line(id: str, unit: str, trigger: str, begin: int, end: int, **said: Any) -> Asked:
    """A command with its interval, and what it was told; done unless it is said otherwise."""
    command = kh.Command(unit, trigger, by=unit if trigger == "submit" else "province", command_id=id)
    return Asked(writer="w", command=command, began=begin, ended=end, **{"answer": "done", **said})


@pytest.fixture(scope="module")
def small() -> kh.Plan:
    return small_plan(1, 3)


@pytest.fixture(scope="module")
def log(small: kh.Plan) -> Sequence[kh.LogEntry]:
    """Two districts have sent their reports, and the first was reviewed."""
    campaign = kh.Campaign.begin(small, clock=ManualClock(0))
    campaign.submit("district-1", by="district-1", command_id="a")
    campaign.submit("district-2", by="district-2", command_id="b")
    campaign.review("district-1", by="province", command_id="c")
    return campaign.log()


FIRST = line("a", "district-1", "submit", 0, 10, seq=1)
SECOND = line("b", "district-2", "submit", 5, 15, seq=2)
THIRD = line("c", "district-1", "review", 20, 30, seq=3)


def codes(plan: kh.Plan, log: Sequence[kh.LogEntry], *steps: Asked, seen: Sequence[Seen] = ()) -> list[str]:
    return [one.finding.code for one in check_history(plan, History(steps, seen), log)]


def test_what_can_have_been_is_explained(small: kh.Plan, log: Sequence[kh.LogEntry]) -> None:
    """Acts that overlap stand in either order, an act without an answer is there or not, a failed one is not."""
    lost = line("e", "district-3", "submit", 0, 40, answer="unknown")
    failed = line("f", "district-3", "submit", 0, 40, answer="failed")
    assert codes(small, log, FIRST, SECOND, THIRD, lost, failed) == []
    swapped = (attrs.evolve(SECOND, began=0, ended=40), attrs.evolve(FIRST, answer="unknown", seq=None), THIRD)
    assert codes(small, log, *swapped) == []
    again = attrs.evolve(FIRST, began=50, ended=60)
    assert codes(small, log, FIRST, SECOND, THIRD, again) == []


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (attrs.evolve(FIRST, seq=4), "KH963"),
        (attrs.evolve(FIRST, seq=2), "KH963"),
        (attrs.evolve(FIRST, seq=None), "KH963"),
        (line("a", "district-1", "review", 0, 10, seq=1), "KH963"),
        (attrs.evolve(FIRST, answer="failed", seq=None), "KH965"),
        (attrs.evolve(FIRST, answer="refused", seq=None, codes=("gate",)), "KH965"),
        (line("z", "district-1", "submit", 0, 10, seq=1), "KH963"),
        (attrs.evolve(FIRST, began=16, ended=17), "KH966"),
        (line("a", "district-3", "submit", 0, 10, seq=1), "KH967"),
    ],
)
def test_what_one_was_told_wrong_is_found(small: kh.Plan, log: Sequence[kh.LogEntry], step: Asked, code: str) -> None:
    """A wrong number, an act that was told not done, or asked for too late, or for another unit: each by its name."""
    assert code in codes(small, log, step, SECOND, THIRD)


def test_an_impossible_line_is_found_and_ends_the_search(small: kh.Plan, log: Sequence[kh.LogEntry]) -> None:
    """A line that the lines before it do not allow is named with what stands against it."""
    review = line("a", "district-1", "review", 0, 10, answer="unknown")
    (wrong,) = check_history(small, History([review, SECOND, THIRD]), log)
    assert wrong.finding.code == "KH967"
    assert wrong.step == review
    assert "no_such_transition" in str(wrong) or "line 1" in str(wrong)


def test_a_refusal_needs_a_moment(small: kh.Plan, log: Sequence[kh.LogEntry]) -> None:
    """A refusal is explained by any moment between question and answer, and by none outside."""
    told = ("self_review",)

    def refused(begin: int, end: int, codes: tuple[str, ...] = told, by: str = "district-1") -> Asked:
        command = kh.Command("district-1", "review", by=by, command_id="x")
        return Asked(writer="w", command=command, began=begin, ended=end, answer="refused", codes=codes)

    campaign = kh.Campaign.begin(small, clock=ManualClock(0))
    before = tuple(sorted(one.code for one in campaign.blockers("district-1", "review", by="province")))
    assert codes(small, log, FIRST, SECOND, THIRD, refused(1, 3, before, "province")) == []
    assert codes(small, log, FIRST, SECOND, THIRD, refused(1, 40, before, "province")) == []
    assert codes(small, log, FIRST, SECOND, THIRD, refused(11, 19, before, "province")) == ["KH968"]
    assert codes(small, log, FIRST, SECOND, THIRD, refused(1, 40, ("closed",), "province")) == ["KH968"]


def test_a_refusal_of_what_is_done_is_no_answer(small: kh.Plan, log: Sequence[kh.LogEntry]) -> None:
    """Who asks once more by the id of a line is told that line, and not that it is not possible any more."""
    again = attrs.evolve(FIRST, began=40, ended=50, answer="refused", seq=None, codes=("no_such_transition",))
    assert codes(small, log, FIRST, SECOND, THIRD, again) == ["KH968"]


@pytest.mark.parametrize(
    ("after", "seqs", "begin", "end", "wrong"),
    [
        (0, (1, 2, 3), 31, 32, False),
        (0, (1,), 11, 12, False),
        (0, (1, 2), 11, 12, False),
        (2, (), 16, 17, False),
        (9, (), 31, 32, False),
        (0, (2,), 6, 7, True),
        (0, (1, 3), 31, 32, True),
        (0, (1, 2), 31, 32, True),
        (1, (), 31, 32, True),
        (0, (1, 2, 3), 11, 19, True),
        (0, (1, 2, 3, 4), 31, 32, True),
    ],
)
def test_a_look_misses_nothing(
    small: kh.Plan, log: Sequence[kh.LogEntry], after: int, seqs: tuple[int, ...], begin: int, end: int, wrong: bool
) -> None:
    """Who reads sees all that was told done before, without a gap, and nothing that was not yet asked for."""
    look = Seen(reader="r", after=after, seqs=seqs, began=begin, ended=end)
    assert codes(small, log, FIRST, SECOND, THIRD, seen=[look]) == ["KH969"] * wrong


def test_a_log_with_gaps_or_doubles_is_found(small: kh.Plan, log: Sequence[kh.LogEntry]) -> None:
    """Numbers begin with 1 and have no gap; a command that stands there twice is named with both."""
    entries = list(log)
    steps = (FIRST, SECOND, THIRD)
    assert codes(small, [entries[0], entries[2]], *steps)[0] == "KH921"
    assert codes(small, [entries[0], entries[0], *entries[1:]], *steps)[0] == "KH922"
    campaign = kh.Campaign.begin(small_plan(1, 3), clock=ManualClock(0))
    campaign.submit("district-1", by="district-1", command_id="a")
    campaign.recall("district-1", by="district-1", command_id="r")
    other = kh.Campaign.begin(small_plan(1, 3), clock=ManualClock(0))
    for id in ("a", "r", "s"):
        other.fire("district-1", "recall" if id == "r" else "submit", by="district-1", command_id=id)
    doubled = [*campaign.log(), Renamed(other.log()[2], "a")]
    recall = Asked(
        writer="w",
        command=kh.Command("district-1", "recall", by="district-1", command_id="r"),
        began=11,
        ended=12,
        answer="done",
        seq=2,
    )
    assert "KH964" in codes(small, doubled, FIRST, recall)


class Renamed:
    """A line as it is, under another command id."""

    def __init__(self, entry: kh.LogEntry, id: str) -> None:
        self._entry, self.command_id = entry, id

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)


# Recording


def test_a_history_records_what_is_told(small: kh.Plan) -> None:
    """Done, refused, and ill-formed acts are recorded with their intervals; an id is given where there is none."""
    campaign = kh.Campaign.begin(small, clock=ManualClock(0))
    history = History(ticks=itertools.count().__next__)
    done = history.fire(campaign, kh.Command("district-1", "submit", by="district-1"), writer="w")
    refused = history.fire(campaign, kh.Command("province", "submit", by="province"), writer="w")
    with pytest.raises(kh.errors.InvalidCommand):
        history.fire(campaign, kh.Command("district-2", "submit", by="district-2", data={"cows": 1}))
    assert [step.answer for step in history.asked] == ["done", "refused", "failed"]
    assert (done.seq, done.command.command_id, done.began < done.ended) == (1, "w-0", True)
    assert refused.codes == ("gate",)
    assert history.look(campaign, reader="r").seqs == (1,)
    assert check_history(small, history, campaign.log()) == ()
    again = History.merged([pickle.loads(pickle.dumps(history)), History()])
    assert (again.asked, again.seen) == (history.asked, history.seen)
    assert repr(again) == "<History of 3 commands and 1 looks>"


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        (kh.errors.OutcomeUnknown(Finding("KH920", {"seq": 1, "id": "x", "problem": "y"})), "unknown"),
        (kh.errors.Conflict(Finding("KH919", {"seq": 1, "id": "x"})), "failed"),
        (KeyboardInterrupt(), "unknown"),
    ],
)
def test_a_history_records_what_a_store_raises(small: kh.Plan, error: BaseException, answer: str) -> None:
    """What a store could not say is unknown, what it promised not to have kept has failed, a kill says nothing."""

    class Broken:
        def fire(self, *_arguments: object, **_options: object) -> kh.LogEntry:
            raise error

    history = History()
    with suppress(KeyboardInterrupt):
        history.fire(Broken(), kh.Command("district-1", "submit"))  # type: ignore[arg-type]
    assert [step.answer for step in history.asked] == [answer]
