"""Staleness: what is accepted below and not held, what it would change, and on whose totals."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction

import pytest

import kehoach as kh
from kehoach.errors import InvalidCommand, UnknownName
from staged import begun, shared, up

OPEN = kh.Policy(gate="none")


def corrected(policy: kh.Policy | None = None) -> kh.Campaign:
    """A province whose two districts were sent up, and a commune of the first that is corrected from 5 to 8."""
    campaign = begun(1, 2, 4, **({} if policy is None else {"policy": policy}))
    up(campaign, "commune-1", "commune-2", "commune-3", "commune-4", data={"members": 5})
    up(campaign, "district-1", "district-2")
    campaign.submit("province")
    campaign.correct("commune-1", reason="eight")
    campaign.submit("commune-1", data={"members": 8})
    campaign.review("commune-1")
    return campaign


def test_a_correction_makes_every_ancestor_stale() -> None:
    """Its district and the province lack the three that came with it; the other district lacks nothing."""
    campaign = corrected()
    told = [(one.unit, one.version, one.cause, one.held, one.accepted, one.deltas) for one in campaign.stale()]
    assert told == [
        ("district-1", 1, "commune-1", 1, 2, {"members": 3}),
        ("province", 1, "commune-1", 1, 2, {"members": 3}),
    ]
    assert {(one.superior, one.superior_version) for one in campaign.stale()} == {("district-1", 1)}
    assert str(campaign.stale("province")[0]) == "district-1 holds version 1 of commune-1, and version 2 is accepted"
    assert campaign.stale("district-2") == ()
    total = campaign.total("province", "members")
    assert (total.value, [one.deltas["members"] for one in total.stale]) == (20, [3])


def test_the_chain_takes_it_step_by_step() -> None:
    """Once its district has taken it and is accepted, the province is behind the district; taken, nobody is."""
    campaign = corrected()
    campaign.recall("province")
    campaign.correct("district-1", reason="x")
    campaign.aggregate("commune-1")
    assert [(one.unit, one.cause) for one in campaign.stale()] == [("province", "commune-1")]  # the draft has it
    campaign.submit("district-1")
    campaign.review("district-1")
    told = [(one.unit, one.cause, one.held, one.accepted, one.deltas["members"]) for one in campaign.stale()]
    assert told == [("province", "district-1", 1, 2, 3)]
    campaign.aggregate("district-1")
    assert campaign.stale() == ()
    assert campaign.total("province", "members").value == 23


def test_a_straggler_is_a_cause() -> None:
    """What was accepted when its superior had been sent stands in no version, and says what it would add."""
    campaign = begun(1, 1, 2, policy=OPEN)
    up(campaign, "commune-1", data={"members": 5})
    campaign.submit("district")
    campaign.submit("commune-2", data={"members": 7})
    assert campaign.stale() == ()
    campaign.review("commune-2")
    (one,) = campaign.stale("district")
    assert (one.cause, one.held, one.accepted, one.deltas["members"]) == ("commune-2", 0, 1, 7)
    assert str(one) == "district holds none of commune-2, and version 1 is accepted"
    assert campaign.total("district", "members").value == 5


def test_what_is_not_accepted_makes_nothing_stale() -> None:
    """A correction that is being written, or is sent and not reviewed, is not accepted yet."""
    campaign = begun(1, 1, 1)
    up(campaign, "commune", data={"members": 5})
    campaign.submit("district")
    campaign.correct("commune", reason="x")
    assert campaign.stale() == ()
    campaign.submit("commune", data={"members": 6})
    assert campaign.stale() == ()
    campaign.send_back("commune", reason="no")
    assert campaign.stale() == ()


def test_shares_cut_the_delta() -> None:
    """A commune that two districts share changes a third of one and two thirds of the other, and all of the top."""
    campaign = shared(policy=OPEN)
    up(campaign, "x", data={"members": 3})
    up(campaign, "a", "b")
    campaign.submit("p")
    campaign.correct("x", reason="x")
    campaign.submit("x", data={"members": 10})
    campaign.review("x")
    deltas = {one.unit: one.deltas["members"] for one in campaign.stale() if one.unit != "p"}
    assert deltas == {"a": Fraction(7, 3), "b": Fraction(14, 3)}
    assert sum(Fraction(one.deltas["members"] or 0) for one in campaign.stale("p")) == 7


def test_deltas_of_what_is_not_added() -> None:
    """A smallest figure, a ratio and texts change as they do; words have no difference."""
    indicators = [
        kh.Indicator("members"),
        kh.Indicator("least", goes_up="min"),
        kh.Indicator("rate", kind="ratio", numerator="members", denominator="least"),
        kh.Indicator("note", kind="text", goes_up="union"),
    ]
    campaign = begun(1, 1, 2, indicators=indicators)
    for unit, least in (("commune-1", 4), ("commune-2", 6)):
        up(campaign, unit, data={"members": 8, "least": least, "note": "x"})
    campaign.submit("district")
    campaign.correct("commune-1", reason="x")
    campaign.submit("commune-1", data={"members": 8, "least": 8, "note": "y"})
    campaign.review("commune-1")
    (one,) = campaign.stale("district")
    assert one.deltas == {"members": 0, "least": 2, "rate": Fraction(16, 6) - 4, "note": None}


def test_another_version_may_be_asked_for() -> None:
    """The published version of a report under correction is behind what the draft has taken."""
    campaign = corrected()
    campaign.correct("district-1", reason="x") if campaign.may("district-1", "correct") else None
    assert [one.unit for one in campaign.stale(version="published")] == ["district-1", "province"]
    assert campaign.stale("district-1", version=1)[0].cause == "commune-1"
    with pytest.raises(InvalidCommand, match="no version 7"):
        campaign.stale("province", version=7)
    with pytest.raises(UnknownName, match="district-2"):
        campaign.stale("distric-2")


def test_a_reason_is_a_value() -> None:
    """It survives pickling and is plain data; its deltas cannot be changed."""
    (one, _) = corrected().stale()
    assert pickle.loads(pickle.dumps(one)) == one
    assert json.loads(json.dumps(one.to_dict()))["deltas"] == {"members": 3}
    with pytest.raises(TypeError):
        one.deltas["members"] = 0  # type: ignore[index]
