"""What one actor may see of a campaign: its own, all below it, what it is informed of; of the rest only how many."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import product
from typing import Any

import pytest

import kehoach as kh
from kehoach._rollup import Quote
from kehoach.errors import AmbiguousName, InvalidCommand, KehoachError, UnknownName
from kehoach.errors._words import Others
from kehoach.files import ics_of
from kehoach.testing import ManualClock, small_plan
from staged import MORNING

UNITS = {
    "hue": None,
    "aluoi": "hue",
    "phudien": "hue",
    "namdong": "hue",
    "atdot": "aluoi",
    "bacson": "aluoi",
    "dienhoa": "phudien",
    "vinhxuan": "phudien",
    "huongloc": "namdong",
}
"""A province, three districts, five communes; no name stands inside another."""
CHOIR = {"lienminh": "hue"}
TIERS = {None: "province", "hue": "district", "aluoi": "commune", "phudien": "commune", "namdong": "commune"}
BELOW = {
    "issuer": set(UNITS) | set(CHOIR),
    "hue": set(UNITS) | set(CHOIR),
    "aluoi": {"aluoi", "atdot", "bacson", "huongloc"},
    "phudien": {"phudien", "dienhoa", "vinhxuan", "bacson"},
    "namdong": {"namdong", "huongloc", "bacson"},
    "atdot": {"atdot"},
    "bacson": {"bacson"},
    "huongloc": {"huongloc", "aluoi"},
    "lienminh": {"lienminh", "vinhxuan", "aluoi"},
    "nobody": set[str](),
}
"""Whom each sees. Bac Son goes to A Luoi and Phu Dien; A Luoi is informed of Huong Loc; Nam Dong gets copies of Bac
Son's list; the union Lien Minh receives what Vinh Xuan posts, and a copy of A Luoi's report, as Huong Loc does."""
ABOVE = {
    "aluoi": {"hue"},
    "phudien": {"hue"},
    "namdong": {"hue"},
    "atdot": {"aluoi", "hue"},
    "bacson": {"aluoi", "phudien", "hue"},
    "huongloc": {"namdong", "hue"},
    "lienminh": {"hue"},
}
ACTORS = tuple(BELOW)


def office() -> kh.Plan:
    """The plan of all this, with indicators, an act, copies, another receiver, an order, reminders and an event."""
    plain = {one: up for one, up in UNITS.items() if one not in ("bacson", "huongloc")}
    units = [kh.Unit(one, tier=TIERS[up], reports_to=up) for one, up in plain.items()]
    units += [
        kh.Unit("lienminh", tier="district", reports_to="hue"),
        kh.Unit("bacson", tier="commune", reports_to=[("aluoi", "1/2"), ("phudien", "1/2")]),
        kh.Unit("huongloc", tier="commune", reports_to=[kh.Edge("namdong"), kh.Edge("aluoi", role="informs")]),
    ]
    hierarchy = kh.Hierarchy.from_units([kh.Tier(one) for one in ("province", "district", "commune")], units)
    return small_plan(1).replace(
        hierarchy=hierarchy,
        deadlines={"commune": "before 5-4-2019", "district": "before 20-4-2019", "province": "before 30-4-2019"},
        indicators=[
            kh.Indicator("members", goes_up="sum"),
            kh.Indicator("note", kind="text", goes_up="gather"),
            kh.Indicator("share", kind="ratio", goes_up="ratio", numerator="members", denominator="members"),
        ],
        outline=[kh.Section("results")],
        duties=[
            kh.DutyRow("list", ("commune",), kind="act", deadline="before 1-4-2019"),
            kh.DutyRow("list", ("bacson",), override=True, copies=("namdong",)),
            kh.DutyRow("list", ("vinhxuan",), override=True, to="lienminh"),
            kh.DutyRow("report", ("aluoi",), override=True, copies=("lienminh", "huongloc")),
        ],
        reminders=[kh.Reminder(-3), kh.Reminder(1, to=("unit", "lead", "superiors", "issuer"))],
        events=[kh.Event("conference")],
        groups=[kh.Group("pilot", ["atdot", "dienhoa"])],
    )


@pytest.fixture(scope="module")
def plan() -> kh.Plan:
    """The plan of `office`, which does not change."""
    return office()


def begun(plan: kh.Plan) -> kh.Campaign:
    """A campaign in which much has happened, a month later."""
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    for unit in ("atdot", "bacson", "dienhoa"):
        campaign.submit(unit, data={"members": 0, "note": "all well"})
    campaign.review("atdot", by="hue", reason="in haste")
    campaign.aggregate("atdot")
    campaign.review("bacson")
    for superior in ("aluoi", "phudien"):
        campaign.aggregate("bacson", by=superior)
    campaign.submit("vinhxuan", by="phudien", acting_for="vinhxuan", data={"members": 2})
    campaign.request("dienhoa", "before 9-4-2019", reason="rain")
    campaign.request("huongloc", "before 9-4-2019", reason="rain")
    campaign.reschedule(["atdot", "dienhoa"], deadline="before 8-4-2019", by="hue", reason="rain")
    campaign.suspend(["huongloc"], by="namdong", reason="rain")
    campaign.record("conference", "1-4-2019", by="issuer")
    campaign.complete("bacson:list", data={"done_on": "1-3-2019"})
    campaign.complete("vinhxuan:list", data={"done_on": "1-3-2019"})
    campaign.submit("aluoi", data={"members": 1})
    clock.advance(days=30)
    return campaign


def told(value: object) -> str:
    """Everything that a value says: its text, what it is made of, and what is pickled of it."""
    parts = [repr(value), str(value)]
    if isinstance(value, KehoachError):
        parts += [repr(value.__cause__), repr(value.__context__)]
        parts += [told(one) for one in getattr(value, "blockers", getattr(value, "findings", ()))]
    elif isinstance(value, Mapping):
        parts += [told(one) for pair in value.items() for one in pair]
    elif isinstance(value, bytes):
        parts.append(value.decode().replace("\r\n ", ""))
    elif isinstance(value, Iterable) and not isinstance(value, str):
        parts += map(told, value)
    if isinstance(value, kh.LogEntry):
        again = pickle.loads(pickle.dumps(value))
        parts += [pickle.dumps(value).decode("latin-1"), repr(again.to_dict()), repr(again.payload), again.by]
    for method in ("to_dict", "explain"):
        parts += [told(asked(getattr(value, method)))] if hasattr(type(value), method) else []
    if isinstance(value, kh.Blocker | kh.Finding | KehoachError | kh.Notice | kh.Bypass) and hasattr(value, "text"):
        parts += [str(value.text(lang)) for lang in ("en", "vi")]
    fields = getattr(type(value), "__attrs_attrs__", ())
    return "\n".join([*parts, *(told(getattr(value, field.name)) for field in fields)])


def asked(ask: Callable[[], object]) -> object:
    """What is answered, or raised instead."""
    try:
        answer = ask()
        return list(answer) if isinstance(answer, Iterator) else answer
    except KehoachError as error:
        return error


def columns_of(framed: Any) -> object:
    """The columns of a frame before any library has made it; a wrong name for the library, where it makes it."""
    with pytest.raises(UnknownName):
        framed.to_frame("no such library")
    return framed._fields(*((None, None, None, "effective") if isinstance(framed, kh.ScopedProgress) else ()))


NAMES = (*UNITS, *CHOIR, "bacson:list", "vinhxuan:list", "atdot:list", "atdto", "vinhxuam:list", "")
TRIGGERS = ("submit", "review", "send_back", "aggregate", "release", "correct", "recall", "waive", "complete", "reveiw")
OPTIONS: tuple[dict[str, Any], ...] = ({}, {"reason": "x"}, {"by": "issuer"}, {"by": "hue", "acting_for": "vinhxuan"})
VERBS = (
    "submit", "recall", "review", "send_back", "aggregate", "release", "correct", "waive", "unwaive", "complete",
    "confirm", "reopen", "withdraw", "receive",
)  # fmt: skip

Question = tuple[str, str, Callable[[], object]]
"""The method, the name it is asked of, and how it is asked."""


def of_names(scoped: kh.Scoped, shown: Iterable[str]) -> Iterator[Question]:
    """Every question about one duty, of every name; those that are not shown are asked of less often."""
    progress, seen = scoped.progress(), {*shown, "", "atdto"}
    for name in NAMES:
        for method in ("state", "version", "report", "due", "first_due", "shifts", "standing", "held", "missing"):
            yield f"progress.{method}", name, partial(getattr(progress, method), name)
        yield "progress.waits_for", name, partial(progress.waits_for, name)
        yield "progress.reviews", name, partial(progress.reviews, name)
        for method in ("report", "bypasses", "times", "content", "stale"):
            yield method, name, partial(getattr(scoped, method), name)
        yield "stale", name, partial(scoped.stale, name, 1)
        yield "series", name, partial(scoped.series, f"{name}:list", "members")
        yield "totals", name, partial(lambda one: scoped.totals("note")[one], name)
        for key in ("members", "note", "share"):
            yield "total", name, partial(scoped.total, name, key)
            yield "difference", name, partial(scoped.difference, name, key, MORNING)
        yield "total", name, partial(scoped.total, name, "membres", version=7)
        yield "consolidated", name, partial(scoped.consolidated, name)
        yield "consolidated", name, partial(scoped.consolidated, name, 1)
        for trigger, options in product(TRIGGERS if name in seen else ("submit",), OPTIONS):
            yield "blockers", name, partial(scoped.blockers, name, trigger, **options)
        yield "triggers", name, partial(scoped.triggers, name, reason="x")
        yield "may", name, partial(scoped.may, name, "submit")


def questions(scoped: kh.Scoped, shown: Iterable[str]) -> Iterator[Question]:
    """Every question that can be asked of a scoped campaign."""
    yield from of_names(scoped, shown)
    progress = scoped.progress()
    for method in (
        "standings",
        "late",
        "overdue",
        "summary",
        "rate",
        "duties",
        "out_of_order",
        "unsolicited",
        "reports",
    ):
        for tier in (None, "commune", "comune"):
            yield f"progress.{method}", "", partial(getattr(progress, method), tier)
    for member in ("actor", "at", "complete", "others", "seq"):
        yield f"progress.{member}", "", partial(getattr, progress, member)
    for method, tier in product(("timesheet", "pace"), (None, "commune", "comune")):
        yield method, "", partial(getattr(scoped, method), tier)
    yield "progress.counts", "", progress.counts
    for framed in (progress, progress.reports(), scoped.log()):
        yield "progress.to_frame", "", partial(columns_of, framed)
    yield "progress.reproject", "", partial(progress.reproject, "weekdays")
    yield "progress.__repr__", "", lambda: progress
    for key, tier in product((None, "note", "share", "shar"), (None, "district", "distrit")):
        yield "totals", "", partial(scoped.totals, key, tier=tier)
    for answer in (lambda: scoped.totals().values("note"), lambda: scoped.totals(version="published").values("share")):
        yield "totals", "", answer
    for answer in (lambda: scoped.totals().coverages("note"), lambda: scoped.totals().units):
        yield "totals", "", answer
    yield "totals", "", lambda: scoped.totals()._fields()
    for method in ("requests", "bypasses", "log", "stale"):
        yield method, "", getattr(scoped, method)
    yield "log", "", lambda: scoped.log(after=5)[:3]
    yield "reminders", "", partial(scoped.reminders, MORNING)
    yield "progress", "", partial(scoped.progress, at=MORNING)
    for member in ("actor", "id", "others", "verbs"):
        yield member, "", partial(getattr, scoped, member)
    heard: list[kh.LogEntry] = []
    yield "subscribe", "", lambda: scoped.subscribe(heard.append)() or heard
    for each in ("duty", "tier"):
        yield "ics_of", "", partial(ics_of, progress, id="x", each=each)


def acts(scoped: kh.Scoped) -> Iterator[Question]:
    """Every act that can be asked for, of every name; those that may be done are done."""
    for name, verb in product(NAMES, VERBS):
        yield verb, name, partial(getattr(scoped, verb), name, reason="x")
    for name in NAMES:
        yield "file", name, partial(scoped.file, name, "list", reason="x")
        yield "fire", name, partial(scoped.fire, name, "submit", version=9)
        yield "fire", name, partial(scoped.fire, name, "submitt", data={"membres": 1})
        yield "extend", name, partial(scoped.extend, name, "before 29-4-2019", reason="x")
        yield "extend", name, partial(scoped.extend, name, "before 1-6-2019", reason="x")
        yield "request", name, partial(scoped.request, name, "before 12-4-2019", reason="x")
    yield from acts_on_many(scoped)
    for seq, verb in product(range(30), ("grant", "decline")):
        yield verb, "", partial(getattr(scoped, verb), seq, reason="x")


def acts_on_many(scoped: kh.Scoped) -> Iterator[Question]:
    """Every act that chooses among duties by words, those of the plan and the names of units."""
    words = (*NAMES, "commune", "tier:district", "pilot", "list", "*", "group:pilot", "form:list", "comune")
    for word in words:
        yield "reschedule", word, partial(scoped.reschedule, word, deadline="before 2-6-2019", reason="x")
        yield "suspend", word, partial(scoped.suspend, [word], reason="x")
        yield "resume_clock", word, partial(scoped.resume_clock, word, reason="x")
        yield "name_group", word, partial(scoped.name_group, "pilot", word, reason="x")
        yield "record", word, partial(scoped.record, "conference", "2-4-2019", word, reason="x")
    yield "record", "", partial(scoped.record, "conference", "2-4-2019", reason="x")
    yield "record", "", partial(scoped.record, "confrence", "2-4-2019", reason="x")
    for name in NAMES:
        yield "reopen_path", name, partial(scoped.reopen_path, name, reason="x")
        yield "fire_all", name, partial(of_many, scoped.fire_all, "recall", units=[name])
        for atomic in (True, False):
            both = [kh.Command(name, "submit"), kh.Command("bacson:list", "reopen", reason="x")]
            yield "fire_many", f"{name} bacson", partial(of_many, scoped.fire_many, both, atomic=atomic, order="upward")
    for trigger, tier in product(("submit", "review", "revew"), (None, "commune", "comune")):
        yield "fire_all", "", partial(of_many, scoped.fire_all, trigger, tier=tier)
    for word in words:
        yield "close", word, partial(scoped.close, word, "1-5-2019", reason="x")


def of_many(act: Callable[..., Iterable[kh.Outcome]], *given: Any, **options: Any) -> object:
    """The outcomes of an act on many, or, where nothing was done, why not."""
    found = list(act(*given, **options))
    if any(one.done for one in found):
        return found
    told_of = [told(one) for one in found]
    raise next((one.error for one in found if one.error is not None), KehoachError(*told_of))


def leaks(actor: str, given: str, answer: object) -> set[str]:
    """The names among what is said that may not be told to an actor, who has itself said what it was given."""
    known = BELOW[actor] | ABOVE.get(actor, set()) | {one.partition(":")[0] for one in given.split()}
    return set(re.findall("|".join((*UNITS, *CHOIR)), told(answer))) - known


@pytest.mark.parametrize("actor", ACTORS[2:])  # before them those from whom nothing is kept
def test_no_question_names_what_is_not_shown(plan: kh.Plan, actor: str) -> None:
    """Whatever is asked, of whomever: no answer and no error holds the id of a unit that the actor may not see."""
    campaign = begun(plan)
    for method, name, ask in questions(campaign.scoped(actor), BELOW[actor]):
        answer = asked(ask)
        assert leaks(actor, name, answer) == set(), (method, name, answer)


@pytest.mark.parametrize("actor", ACTORS)
def test_no_act_names_what_is_not_shown(plan: kh.Plan, actor: str) -> None:
    """Acts of every unit by every verb, done or refused, name nobody else; what is refused changes nothing."""
    campaign = begun(plan)
    done = refused = 0
    for method, name, act in acts(campaign.scoped(actor)):
        before = [entry.hash for entry in campaign.log()]
        answer = asked(act)
        assert leaks(actor, name, answer) == set(), (method, name, answer)
        after = [entry.hash for entry in campaign.log()]
        assert (after == before) is isinstance(answer, KehoachError)
        done, refused = done + (after != before), refused + (after == before)
    assert refused
    assert done or actor in ("nobody", "lienminh")


def test_every_public_member_is_asked(plan: kh.Plan) -> None:
    """The two tests above leave out no method of either view, and a view has all that a progress has but its inside."""
    scoped = begun(plan).scoped("aluoi")
    methods = {method for method, _, _ in (*questions(scoped, ()), *acts(scoped))}
    public = {f"progress.{name}" for name in dir(kh.ScopedProgress) if not name.startswith("_")}
    public |= {name for name in dir(kh.Scoped) if not name.startswith("_")}
    assert public - methods == set()
    inside = {"board", "command", "plan"}
    assert {name for name in dir(kh.Progress) if not name.startswith("_")} - set(dir(kh.ScopedProgress)) == inside


@pytest.mark.parametrize("actor", ACTORS)
def test_who_sees_whom(plan: kh.Plan, actor: str) -> None:
    """An actor sees its own duties, all below it, what informs it, what is copied to it and what is sent to it."""
    scoped = begun(plan).scoped(actor)
    shown = scoped.progress().duties()
    assert {duty.partition(":")[0] for duty in shown} == BELOW[actor]
    assert scoped.progress().others == scoped.others == len(UNITS) + len(CHOIR) - len(BELOW[actor])
    if actor == "namdong":
        assert [duty for duty in shown if duty.startswith("bacson")] == ["bacson:list"]
    if actor == "lienminh":
        assert shown == ("aluoi", "lienminh", "vinhxuan:list")


# -- what the rest is


def test_the_rest_is_one_line(plan: kh.Plan) -> None:
    """Reasons, totals, missing reports, lines and bypasses say how many others there are, in both languages."""
    campaign = begun(plan)
    commune, union, informed = (campaign.scoped(one) for one in ("bacson", "lienminh", "aluoi"))
    campaign.recall("aluoi")
    (blocker,) = campaign.scoped("namdong").blockers("bacson:list", "confirm", person="x")
    assert blocker.values["expected"] == (Others(1),)
    assert blocker.text() == "namdong may not confirm; this is for others, 1 unit"
    assert blocker.text("vi") == "namdong không được xác nhận; việc này của 01 đơn vị khác"
    assert "others, 1 unit" in json.dumps(blocker.to_dict())
    told_by = {(entry.duty, entry.trigger): entry.by for entry in union.log()}
    assert told_by["vinhxuan:list", "complete"] == "vinhxuan"
    assert told_by["aluoi", "submit"] == "aluoi"
    rows, missing = union.report("aluoi").rows, union.progress().missing("aluoi")
    assert (rows, union.report("aluoi").hash, missing) == ((), None, ())
    gathered = union.total("aluoi", "note")
    assert gathered.value == (Quote(Others(1), "all well"), Quote(Others(1), "all well"))
    assert union.total("aluoi", "members").missing == ()
    assert campaign.scoped("hue").total("aluoi", "note") == campaign.total("aluoi", "note")
    assert {entry.by for entry in commune.log()} == {"bacson", "aluoi", "phudien", "issuer"}
    assert repr(commune) == "<Scoped 'campaign' of 'bacson', others, 9 units>"
    assert str(informed.progress()).endswith("others, 6 units>")


def test_a_total_is_explained_where_all_that_it_rests_on_is_shown(plan: kh.Plan) -> None:
    """A district reads its own total down to its communes; who has a copy of its report does not."""
    campaign = begun(plan)
    told_of = {origin.unit for origin in campaign.scoped("aluoi").total("aluoi", "members").explain().origins()}
    assert told_of == {"aluoi", "atdot", "bacson"}
    with pytest.raises(InvalidCommand) as error:
        campaign.scoped("lienminh").total("aluoi", "members").explain()
    assert [one.code for one in error.value.findings] == ["KH654"]


@pytest.mark.parametrize("actor", ACTORS[2:])
def test_what_is_not_shown_is_unknown_in_the_same_words(plan: kh.Plan, actor: str) -> None:
    """Nobody learns from an error whether a unit exists: it reads as for a name that nothing bears."""
    scoped = begun(plan).scoped(actor)
    shown = scoped.progress().duties()
    for name, form in product({*UNITS, *CHOIR} - BELOW[actor], ("", ":list", ":report", ":lst", "@2019-03")):
        for given in (f"{name}{form}", f"{name}x{form}"):
            error = asked(partial(scoped.report, given))
            assert isinstance(error, UnknownName), (given, error)
            assert (error.kind, error.name) == ("unit", given)
            assert {near.removesuffix(":report") for near in error.nearest} <= set(shown)


def test_of_a_unit_only_the_duties_that_are_shown_are_proposed(plan: kh.Plan) -> None:
    """Who gets a copy of a list is told of the list alone."""
    scoped = begun(plan).scoped("namdong")
    for given in ("bacson", "bacson:lst", "bacson:report"):
        error = asked(partial(scoped.report, given))
        assert isinstance(error, UnknownName | AmbiguousName)
        proposed = {*getattr(error, "nearest", ()), *getattr(error, "choices", ())}
        assert not proposed & {"bacson", "bacson:report"}


def test_what_an_act_says_of_others_is_one_line(plan: kh.Plan) -> None:
    """A report that was opened for the sake of one below it does not name that one to who is only informed."""
    campaign = begun(plan)
    campaign.reopen_path("atdot", reason="a wrong figure", by="hue")
    payloads = [entry.payload for entry in campaign.log() if entry.duty == "aluoi" and entry.payload]
    assert payloads == [{"reopen_path": "atdot"}]
    told_of = [entry.payload for entry in campaign.scoped("lienminh").log() if entry.payload and entry.duty == "aluoi"]
    assert told_of == [{"reopen_path": "others, 1 unit"}]
