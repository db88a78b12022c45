"""What an act carries is checked at the door: every problem at once, each with its place, and nothing is written."""

from __future__ import annotations

import functools
import unicodedata
from typing import Any

import attrs
import pytest

import kehoach as kh
from kehoach._campaign._details import TEXT_LIMIT
from kehoach._spelling import shown
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.stores import MemoryStore
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, begun, written

DEEP = functools.reduce(lambda inner, _: {"a": inner}, range(50_000), {})
CONTENT = {
    "indicators": [kh.Indicator("members"), kh.Indicator("note", kind="text")],
    "outline": [kh.Section("results")],
}
SURROGATE, NUL = "a\ud800", "a\0"


def wrong(campaign: kh.Campaign | None = None, **options: Any) -> list[tuple[str, str]]:
    """The codes and places of what is wrong with a submission; nothing has been written."""
    campaign = campaign or begun(1, 1, 2, **CONTENT)
    before = written(campaign)
    with pytest.raises(InvalidCommand) as error:
        campaign.submit("commune-1", **options)
    assert all(one.text(lang) for one in error.value.findings for lang in ("en", "vi"))
    assert len(str(error.value)) < 2_000
    assert written(campaign) == before
    return [(one.code, one.path) for one in error.value.findings]


@pytest.mark.parametrize("text", [SURROGATE, NUL, 5, b"x", ["x"]])
@pytest.mark.parametrize("option", ["person", "reason", "command_id", "acting_for"])
def test_a_text_is_one_that_can_be_stored(option: str, text: Any) -> None:
    """What is no text, and what no store and no hash could take, is refused at its place."""
    assert wrong(**{option: text}) == [("KH508", option)]


@pytest.mark.parametrize("text", [SURROGATE, NUL])
def test_texts_of_content_can_be_stored(text: str) -> None:
    """The same holds of sections, of indicators that are words, and inside a payload."""
    assert wrong(data={"note": text}) == [("KH508", "data.note")]
    assert wrong(sections={"results": text}) == [("KH508", "sections.results")]
    assert wrong(sections={"results": 5}) == [("KH508", "sections.results")]
    assert wrong(sections={"results": None}) == [("KH508", "sections.results")]
    if text is SURROGATE:
        assert wrong(payload={"a": text}) == [("KH508", "payload")]


def test_a_nul_inside_a_payload_is_escaped() -> None:
    """JSON writes it in six plain characters, and reads it back."""
    assert begun(1, 1, 2).submit("commune-1", payload={"a": NUL}).payload == {"a": NUL}


@pytest.mark.parametrize("option", ["reason", "person"])
def test_a_text_is_not_longer_than_a_book(option: str) -> None:
    """A text at the limit is taken, one letter more is refused with both lengths."""
    campaign = begun(1, 1, 2, **CONTENT)
    assert wrong(campaign, **{option: "x" * (TEXT_LIMIT + 1)}) == [("KH509", option)]
    assert wrong(campaign, sections={"results": "x" * (TEXT_LIMIT + 1)}) == [("KH509", "sections.results")]
    assert wrong(campaign, payload={"a": "x" * TEXT_LIMIT}) == [("KH509", "payload")]
    entry = campaign.submit("commune-1", sections={"results": "x" * TEXT_LIMIT})
    assert len(entry.sections["results"]) == TEXT_LIMIT


def test_texts_are_kept_composed() -> None:
    """Decomposed Vietnamese is composed at the door, wherever it stands, and reads the same in every store."""
    text = "Uỷ ban nhân dân xã Hải Lệ"
    apart = unicodedata.normalize("NFD", text)
    campaign = begun(1, 1, 2, **CONTENT)
    entry = campaign.submit(
        "commune-1", person=apart, reason=apart, data={"note": apart}, sections={"results": apart}, payload={"a": apart}
    )
    assert (entry.person, entry.reason, entry.data["note"], entry.sections["results"]) == (text,) * 4
    assert entry.payload == {"a": text}


@pytest.mark.parametrize(
    "payload",
    [{"a": {1, 2}}, {"a": object()}, {"a": float("nan")}, {"a": 10**5000}, {1: 2, "b": 3}, DEEP],
    ids=["set", "object", "nan", "long", "keys", "deep"],
)
def test_a_payload_is_plain_data(payload: Any) -> None:
    """Sets, objects, numbers that JSON cannot write, keys that do not sort and endless depth are refused."""
    assert wrong(payload=payload) == [("KH508", "payload")]


def test_a_payload_comes_back_as_it_was() -> None:
    """Texts, integers, truths, nothing, lists and tables of them are kept."""
    payload = {"b": [1, True, None, "số"], "a": {"x": -(10**20)}}
    assert begun(1, 1, 2).submit("commune-1", payload=payload).payload == payload


@pytest.mark.parametrize("given", [[1], "members", 5])
@pytest.mark.parametrize("option", ["data", "sections"])
def test_content_is_a_table(option: str, given: Any) -> None:
    """What is no table of figures or of texts is refused, and not read letter by letter."""
    assert wrong(**{option: given}) == [("KH508", option)]


@pytest.mark.parametrize("version", [0, -1, True, 1.0, "1", 2**32, 10**5000], ids=shown)
def test_a_version_is_a_number_from_one(version: Any) -> None:
    """No truth, float, text or number that no report could have is a version."""
    assert wrong(version=version) == [("KH508", "version")]


def test_all_that_is_wrong_comes_at_once() -> None:
    """Every option is read, in order, and every problem told."""
    answer = wrong(
        person=5,
        acting_for=NUL,
        data={"x": 1, "members": "?"},
        sections={"y": ""},
        payload={"a": object},
        reason=5,
        version=0,
        received_at="2019-03-20",
        due=5,
        command_id=5,
    )
    assert answer == [
        ("KH508", "acting_for"),
        ("KH508", "person"),
        ("KH504", "data.x"),
        ("KH600", "data.members"),
        ("KH504", "sections.y"),
        ("KH508", "payload"),
        ("KH508", "reason"),
        ("KH508", "version"),
        ("KH501", "received_at"),
        ("KH508", "due"),
        ("KH508", "command_id"),
    ]


@pytest.mark.parametrize(
    ("due", "code"), [("none", "KH516"), ("within 5 days from tet", "KH516"), ("before 30-2-2019", None)]
)
def test_a_due_has_a_day(due: str, code: str | None) -> None:
    """A deadline without a bound that is known, or that cannot be read, does not come with a return."""
    campaign = begun(1, 1, 2, events=[kh.Event("tet")])
    (found,) = wrong(campaign, due=due)
    assert found[1] == "due"
    assert code in (None, found[0])


def test_words_of_an_act_are_checked() -> None:
    """An act takes its own words, a day that is one, and texts that can be stored; and no table is no table."""
    rows = [kh.DutyRow("report", owed_by=["province"]), kh.DutyRow("plan", kind="act", owed_by=["district"])]
    campaign = begun(1, 1, duties=rows)
    for data, places in (
        ({"done_on": "30-2-2019", "maner": "x", "evidence": NUL}, ["data.done_on", "data.maner", "data.evidence"]),
        ([1], ["data"]),
        ({"done_on": None}, ["data.done_on"]),
    ):
        with pytest.raises(InvalidCommand) as error:
            campaign.complete("district:plan", data=data)  # type: ignore[arg-type]  # what is tested
        assert [one.path for one in error.value.findings] == places


# -- command ids


def test_a_batch_that_is_sent_again_is_done_once() -> None:
    """Asked twice with the same ids, a batch gives the same outcomes and is written once."""
    campaign = begun(1, 1, 3)
    batch = [kh.Command(f"commune-{number}", "submit", command_id=f"k{number}") for number in (1, 2)]
    first = campaign.fire_many(batch)
    assert campaign.fire_many(batch) == first
    more = campaign.fire_many([*batch, kh.Command("commune-3", "submit", command_id="k3")])
    assert [one.entry.seq for one in more if one.entry] == [1, 2, 3]
    assert campaign.fire_many([]) == ()
    assert len(campaign.log()) == 3


def test_an_id_stands_for_one_act_within_a_batch() -> None:
    """The same command twice in a batch is one act; another command of the same id is refused, and nothing is done."""
    campaign = begun(1, 1, 3)
    one = kh.Command("commune-1", "submit", command_id="k")
    other = kh.Command("commune-2", "submit", command_id="k")
    outcomes = campaign.fire_many([one, other])
    assert [outcome.done for outcome in outcomes] == [False, False]
    assert isinstance(outcomes[1].error, InvalidCommand)
    assert outcomes[1].error.findings[0].values == {"command_id": "k", "seq": 1}
    assert written(campaign) == []
    outcomes = campaign.fire_many([one, one])
    assert outcomes[0].entry == outcomes[1].entry
    assert len(campaign.log()) == 1
    assert [outcome.done for outcome in campaign.fire_many([one, other])] == [True, False]


def test_a_refused_command_does_not_use_its_id() -> None:
    """An id whose act was refused can be used again, for that act or another."""
    campaign = begun(1, 1, 2)
    with pytest.raises(Refused):
        campaign.submit("district", command_id="k")
    assert [one.done for one in campaign.fire_many([kh.Command("district", "submit", command_id="k")] * 2)] == [
        False
    ] * 2
    assert campaign.submit("commune-1", command_id="k").seq == 1


def test_a_paper_received_twice_is_received_once() -> None:
    """Receiving again under the same command id gives the same line; another paper under it is refused."""
    for unit, units in (("commune-1", 3), ("province", 2)):
        campaign = begun(*((1, 1, 2) if units == 3 else (1,)), policy=kh.Policy(accepts_in_one=True))
        first = campaign.receive(unit, data={"members": 4}, command_id="k")
        assert campaign.receive(unit, data={"members": 4}, command_id="k") == first
        assert len(campaign.log()) == units
        with pytest.raises(InvalidCommand, match="already stands for another act, entry 1"):
            campaign.receive(unit, data={"members": 5}, command_id="k")
    campaign = begun(1, 1, 2, policy=kh.Policy(accepts_in_one=True))
    campaign.submit("commune-2", by="district", acting_for="commune-2", command_id="k")
    with pytest.raises(InvalidCommand, match="already stands for another act"):
        campaign.receive("commune-2", command_id="k")
    assert campaign.receive("commune-1", command_id="other").seq == 4


def test_a_repeated_act_is_known_to_another_object() -> None:
    """Two campaign objects on one store know each other's command ids."""
    store, plan = MemoryStore(), small_plan(1, 1, 2)
    first = kh.Campaign.begin(plan, store, clock=ManualClock(MORNING), default_by="expected")
    second = kh.Campaign.resume(store, clock=ManualClock(MORNING), default_by="expected")
    entry = first.submit("commune-1", command_id="k")
    assert second.submit("commune-1", command_id="k") == entry
    assert second.fire_many([kh.Command("commune-1", "submit", command_id="k")])[0].entry == entry
    first.submit("commune-2")
    assert [one.done for one in second.fire_all("review", tier="commune")] == [True, True]
    assert [one.done for one in first.fire_many([kh.Command("commune-1", "aggregate")])] == [True]
    second.extend("commune-1", "before 1-4-2019", reason="x")
    assert first.extend("commune-2", "before 1-4-2019", reason="x").seq == 7


# -- changes


CHANGES: dict[str, Any] = {
    "extend": lambda campaign, **options: campaign.extend("commune-1", "before 25-3-2019", **options),
    "reschedule": lambda campaign, **options: campaign.reschedule("commune", deadline="before 25-3-2019", **options),
    "suspend": lambda campaign, **options: campaign.suspend("commune", **options),
    "resume_clock": lambda campaign, **options: campaign.resume_clock("commune-2", **options),
    "record": lambda campaign, **options: campaign.record("tet", "1-4-2019", **options),
    "request": lambda campaign, **options: campaign.request("commune-1", "before 25-3-2019", **options),
}


def changing(default_by: Any = "expected") -> kh.Campaign:
    """A campaign in which every change is possible."""
    plan = small_plan(1, 1, 3, deadlines={"commune": "before 22-3-2019"}, events=[kh.Event("tet")])
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by=default_by)
    campaign.suspend("commune-2", reason="x", by="district")
    return campaign


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind != "suspend"])
def test_a_change_carries_what_can_be_stored(kind: str) -> None:
    """Reason, document and person of a change are checked as those of every act."""
    campaign = changing()
    change = CHANGES[kind]
    for options, place in (
        ({"reason": 5}, "reason"),
        ({"reason": SURROGATE}, "reason"),
        ({"reason": "x", "document": NUL}, "document"),
        ({"reason": "x", "document": 5}, "document"),
        ({"reason": "x" * (TEXT_LIMIT + 1)}, "reason"),
        ({"reason": "x", "person": 5}, "person"),
    ):
        with pytest.raises(InvalidCommand) as error:
            change(campaign, **options)
        assert [one.path for one in error.value.findings] == [place]
    assert len(campaign.log()) == 1
    assert change(campaign, reason="x", document="12/CV", person="ba", command_id="k").person == "ba"
    assert change(campaign, reason="x", document="12/CV", person="ba", command_id="k").seq == 2
    with pytest.raises(InvalidCommand, match="already stands for another act"):
        change(campaign, reason="y", document="12/CV", person="ba", command_id="k")
    assert campaign.verify().entries == 2


@pytest.mark.parametrize("kind", [kind for kind in CHANGES if kind != "suspend"])
def test_nobody_changes_dues_unnamed(kind: str) -> None:
    """Without `by` a change is refused where no default is given; an empty name is a stranger's, not the default's."""
    campaign = changing(default_by=None)
    with pytest.raises(Refused) as refused:
        CHANGES[kind](campaign, reason="x")
    assert [one.code for one in refused.value.blockers] == ["no_actor"]
    for by in ("", "a stranger"):
        with pytest.raises(Refused) as refused:
            CHANGES[kind](campaign, reason="x", by=by)
        assert [(one.code, one.values["by"]) for one in refused.value.blockers] == [("not_yours", by)]
    assert len(campaign.log()) == 1


@pytest.mark.parametrize("deadline", [5, None, ["before 25-3-2019"], "tomorrow"])
def test_a_deadline_is_a_text_or_a_deadline(deadline: Any) -> None:
    """What is neither, or cannot be read, is refused at its place."""
    with pytest.raises(InvalidCommand) as error:
        changing().extend("commune-1", deadline, reason="x")
    assert {one.path for one in error.value.findings} == {"deadline"}


def test_a_selection_may_name_several_things() -> None:
    """All, a tier, a form, a group, a unit; a word that is several things is told by its kind."""
    groups = [kh.Group("pilot", ["commune-1", "commune-3"])]
    plan = small_plan(1, 1, 3, deadlines={"commune": "before 22-3-2019"}, groups=groups)
    for words, duties in (
        ("*", 5),
        ("commune", 3),
        ("tier:district", 1),
        ("group:pilot", 2),
        ("form:report", 5),
        ("report", 5),
        (["pilot", "province", "commune-1"], 3),
    ):
        campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
        campaign.suspend(words, reason="x", by="issuer")
        assert len(campaign.progress().board.suspended) == duties
    with pytest.raises(UnknownName, match="no unit, tier, group or form 'group:comune'"):
        kh.Campaign.begin(plan, clock=ManualClock(MORNING)).suspend("group:comune", reason="x")


def test_one_of_several_campaigns_is_resumed_by_its_id() -> None:
    """Where a store holds several, each is found by its id and goes on by itself."""
    store = MemoryStore()
    for name, size in (("a", 1), ("b", 2)):
        plan = small_plan(1, 1, size)
        kh.Campaign.begin(plan, store, id=name, clock=ManualClock(MORNING), default_by="expected")
    resumed = kh.Campaign.resume(store, id="b", clock=ManualClock(MORNING), default_by="expected")
    resumed.submit("commune-2")
    assert (resumed.id, len(resumed.log())) == ("b", 1)
    assert len(kh.Campaign.resume(store, id="a").log()) == 0


def test_a_stored_plan_that_is_wrong_says_so() -> None:
    """A plan whose text was changed in its store is refused with what is wrong in it, not as a lost callable."""
    store, plan = MemoryStore(), small_plan(1, 1)
    kh.Campaign.begin(plan, store)
    record = store.campaigns()[0]
    broken = MemoryStore()
    broken.begin(attrs.evolve(record, plan=record.plan.replace('"kind": "stock"', '"kind": "stocks"')))
    with pytest.raises(kh.errors.InvalidPlan, match="stocks"):
        kh.Campaign.resume(broken)


def test_a_campaign_says_what_it_is() -> None:
    """A campaign shows its id and its lines, and checks its plan."""
    campaign = begun(1, 1, 2)
    campaign.submit("commune-1")
    assert repr(campaign) == "<Campaign 'campaign', 1 entries>"
    assert set(campaign.check()) >= set(campaign.plan.check())
    assert campaign.check(select="no-deadline") == tuple(one for one in campaign.plan.check() if one.code == "KH153")
    store = MemoryStore()
    with pytest.raises(UnknownName, match="no campaign '2019'"):
        store.journal("2019", None)  # type: ignore[arg-type]  # there is nothing to ask the terms of
