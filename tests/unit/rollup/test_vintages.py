"""Vintages: what was known at an instant, and what changed since, by unit and cause."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

import kehoach as kh
from kehoach._rollup import Difference
from kehoach.errors import InvalidCommand
from kehoach.testing import ManualClock, small_plan
from staged import MORNING, up

OPEN = kh.Policy(gate="none")


class Days:
    """A campaign in which each act is told on a day of its own."""

    def __init__(self, *sizes: int, **changes: Any) -> None:
        self.clock = ManualClock(MORNING)
        plan = small_plan(*sizes, policy=OPEN, **changes)
        self.campaign = kh.Campaign.begin(plan, clock=self.clock, default_by="expected")

    def night(self) -> int:
        """A day goes by; the instant before it is over."""
        instant = self.clock.now()
        self.clock.advance(days=1)
        return instant

    def changes(self, since: int, unit: str = "province", key: str = "members") -> list[tuple[str, str, Any]]:
        """What changed since an instant: unit, cause, delta."""
        return [(one.unit, one.cause, one.delta) for one in self.between(since, unit, key).changes]

    def between(self, since: int, unit: str = "province", key: str = "members") -> Difference:
        return self.campaign.difference(unit, key, since)


def started(**changes: Any) -> tuple[Days, int]:
    """A province that holds both its districts, each with two communes of five members; and the instant after it."""
    days = Days(1, 2, 4, **changes)
    for number in range(1, 5):
        up(days.campaign, f"commune-{number}", data={"members": 5})
    up(days.campaign, "district-1", "district-2")
    return days, days.night()


def test_what_was_known_then() -> None:
    """A total of an instant is made of what had come by it, and of nobody who was waived later."""
    days = Days(1, 1, 2)
    begin = days.night()
    up(days.campaign, "commune-1", data={"members": 5})
    first = days.night()
    up(days.campaign, "commune-2", data={"members": 7})
    days.night()
    total = days.campaign.total("district", "members", known_on=begin)
    assert (total.value, total.missing) == (kh.MISSING, ("commune-1", "commune-2"))
    total = days.campaign.total("district", "members", known_on=first)
    assert (total.value, total.missing) == (5, ("commune-2",))
    assert days.campaign.total("district", "members").value == 12


def test_new_and_late_reports() -> None:
    """A report that was sent in time is new, one that was sent after its due is late."""
    days = Days(1, 1, 3, deadlines={"commune": "before 22-3-2019"})
    up(days.campaign, "commune-1", data={"members": 5})
    since = days.night()
    up(days.campaign, "commune-2", data={"members": 7})
    days.clock.advance(days=3)
    up(days.campaign, "commune-3", data={"members": kh.NIL})
    assert days.changes(since, "district") == [("commune-2", "new", 7), ("commune-3", "late", 0)]


def test_a_correction() -> None:
    """A corrected figure changes the total by the difference, once its superiors have taken it."""
    days, since = started()
    campaign = days.campaign
    campaign.correct("commune-1", reason="x")
    campaign.submit("commune-1", data={"members": 8})
    campaign.review("commune-1")
    assert days.changes(since) == []
    campaign.correct("district-1", reason="x")
    campaign.aggregate("commune-1")
    up(campaign, "district-1")
    difference = days.between(since)
    assert [(one.unit, one.cause, one.delta, one.was, one.becomes) for one in difference.changes] == [
        ("commune-1", "correction", 3, (1,), (2,))
    ]
    assert (difference.opening.value, difference.closing.value, difference.delta) == (20, 23, 3)


def test_what_is_written_anew_after_a_return() -> None:
    """A report that was released, sent back and written anew is told by the return; what came back with it is not."""
    days, since = started()
    campaign = days.campaign
    for unit in ("district-1", "commune-1"):
        campaign.release(unit, reason="x")
        campaign.send_back(unit, reason="x")
    campaign.submit("commune-1", data={"members": 9})
    up_again(campaign, "commune-1", "district-1")
    assert days.changes(since) == [("commune-1", "return", 4)]


def up_again(campaign: kh.Campaign, *units: str) -> None:
    """Bring what is drafted or sent up to its superior."""
    for unit in units:
        for trigger in ("submit", "review", "aggregate"):
            if campaign.may(unit, trigger):
                campaign.fire(unit, trigger)


def test_a_release_takes_everything_below_along() -> None:
    """A district that is released goes with its communes, each of which names it."""
    days, since = started()
    days.campaign.release("district-1", reason="x")
    difference = days.between(since)
    assert [(one.unit, one.cause, one.delta, one.through) for one in difference.changes] == [
        ("commune-1", "release", -5, "district-1"),
        ("commune-3", "release", -5, "district-1"),
    ]
    assert difference.causes == {"release": -10}


def test_a_return_after_a_release() -> None:
    """A district that was released and sent back is told by the return."""
    days, since = started()
    days.campaign.release("district-1", reason="x")
    days.campaign.send_back("district-1", reason="x")
    assert {one[1] for one in days.changes(since)} == {"return"}


def test_a_waiver() -> None:
    """What goes out because it is waived is told so, and what comes in because it is expected again."""
    days, since = started()
    campaign = days.campaign
    campaign.release("district-1", reason="x")
    campaign.send_back("district-1", reason="x")
    campaign.release("commune-1", reason="x")
    campaign.release("commune-3", reason="x")
    campaign.waive("district-1", reason="x", reroute=True)
    assert {one[:2] for one in days.changes(since)} == {("commune-1", "waiver"), ("commune-3", "waiver")}


def test_another_way_up_is_a_new_part() -> None:
    """A commune that two districts share comes in by the share of each when it takes it."""
    clock = ManualClock(MORNING)
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("a", tier="district", reports_to="p"),
        kh.Unit("b", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to=[("a", "1/3"), ("b", "2/3")]),
    ]
    plan = small_plan(1, policy=OPEN).replace(hierarchy=kh.Hierarchy.from_units(tiers, units))
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    up(campaign, "x", data={"members": 9})
    up(campaign, "a")
    since = clock.now()
    clock.advance(days=1)
    up(campaign, "b")
    (change,) = campaign.difference("p", "members", since).changes
    assert (change.unit, change.cause, change.delta, change.through) == ("x", "new", 6, "b")
    until = clock.now()
    clock.advance(days=1)
    campaign.release("b", reason="x")
    (change,) = campaign.difference("p", "members", until).changes
    assert (change.cause, change.delta, change.through) == ("release", -6, "b")


def test_what_a_superior_says_itself_is_a_part() -> None:
    """A superior's own figure comes in with its submission, and changes with its own correction."""
    days = Days(1, 1, 1, indicators=[kh.Indicator("staff", asked_of=["district"])])
    since = days.night()
    days.campaign.submit("district", data={"staff": 3})
    assert days.changes(since, "district", "staff") == [("district", "new", 3)]
    since = days.night()
    days.campaign.recall("district")
    days.campaign.submit("district", data={"staff": 4})
    assert days.changes(since, "district", "staff") == [("district", "recall", 1)]


def test_ratios_and_texts_change_too() -> None:
    """A ratio moves by what each report does to it in turn; texts come and go without a figure."""
    indicators = [
        kh.Indicator("a"),
        kh.Indicator("b"),
        kh.Indicator("rate", kind="ratio", numerator="a", denominator="b"),
        kh.Indicator("note", kind="text", goes_up="gather"),
    ]
    days = Days(1, 1, 2, indicators=indicators)
    since = days.night()
    up(days.campaign, "commune-1", data={"a": 1, "b": 2, "note": "x"})
    up(days.campaign, "commune-2", data={"a": 1, "b": 4})
    changes = days.changes(since, "district", "rate")
    assert changes == [("commune-1", "new", Fraction(1, 2)), ("commune-2", "new", Fraction(1, 3) - Fraction(1, 2))]
    difference = days.between(since, "district", "note")
    assert [(one.unit, one.delta) for one in difference.changes] == [("commune-1", None)]
    assert difference.delta is None


def test_a_difference_as_text_and_as_plain_data() -> None:
    """It reads from the first total to the last, and everything in it is ready for JSON."""
    days, since = started()
    days.campaign.release("district-1", reason="x")
    difference = days.between(since)
    assert str(difference).splitlines() == [
        "20 (4 of 4 reported)",
        "-5 commune-1 (release)",
        "-5 commune-3 (release)",
        "10 (2 of 4 reported)",
    ]
    plain = json.loads(json.dumps(difference.to_dict()))
    assert (plain["delta"], plain["opening"]["value"], len(plain["changes"])) == (-10, 20, 2)
    assert plain["changes"][0]["was"] == [1]


def test_instants_stand_in_their_order() -> None:
    """An end before the beginning, and a version that was not there yet, are refused."""
    days, since = started()
    with pytest.raises(InvalidCommand) as error:
        days.campaign.difference("province", "members", since, since - 1)
    assert error.value.findings[0].code == "KH517"
    with pytest.raises(InvalidCommand, match="no version published"):
        days.campaign.difference("province", "members", since, version="published")
    assert days.campaign.difference("province", "members", since, since).changes == ()
