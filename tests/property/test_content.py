"""Checks on content as laws: what refuses lets nothing through on any way, what warns refuses nothing."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import Refused
from kehoach.files import read_submissions
from staged import begun

CELLS = st.one_of(st.integers(0, 3), st.sampled_from([kh.NIL, kh.NA, kh.MISSING]))
DATA = st.fixed_dictionaries(dict.fromkeys(("male", "female", "members"), CELLS))
WAYS = st.sampled_from(["fire", "fire_many", "receive", "file"])


def sent(campaign: kh.Campaign, way: str, data: dict[str, object]) -> None:
    """Send the report of the commune on one of the ways."""
    with contextlib.suppress(Refused):
        if way == "fire":
            campaign.submit("commune", data=data)
        elif way == "fire_many":
            campaign.fire_many([kh.Command("commune", "submit", data=data)])
        elif way == "receive":
            campaign.receive("commune", data=data)
        else:
            campaign.fire_many(of_file(campaign.plan, data))


def of_file(plan: kh.Plan, data: dict[str, object]) -> tuple[kh.Command, ...]:
    """The commands of a file that says the same: marks by their words, and nothing of what is missing."""
    cells = ["" if cell is kh.MISSING else str(cell) for cell in data.values()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "in.csv"
        file.write_text("\n".join([",".join(["unit", *data]), ",".join(["commune", *cells])]), encoding="utf-8")
        found = read_submissions(file, plan)
    assert found.errors == ()
    return found.commands


@settings(max_examples=150, deadline=None)
@given(data=DATA, way=WAYS, severity=st.sampled_from(["hard", "soft"]))
def test_a_hard_check_lets_nothing_through_and_a_soft_one_everything(
    data: dict[str, object], way: str, severity: str
) -> None:
    """A report is sent exactly when its hard checks hold and are known, on every way; a soft check refuses none."""
    indicators = [kh.Indicator(key) for key in ("male", "female", "members")]
    check = kh.Check("male + female = members", severity=severity)
    campaign = begun(1, 1, 1, indicators=indicators, checks=[check], policy=kh.Policy(accepts_in_one=True))
    sent(campaign, way, data)
    male, female, members = (
        0 if cell is kh.NIL else cell for cell in map(data.__getitem__, ("male", "female", "members"))
    )
    given = (male, female, members)
    holds = kh.NA in given or (kh.MISSING not in given and male + female == members)  # type: ignore[operator]
    went = campaign.report("commune").state != "draft"
    assert went is (severity == "soft" or holds)
    if went:
        assert bool(campaign.content("commune")) is not holds


@settings(max_examples=10, deadline=None)
@given(severity=st.sampled_from(["hard", "soft"]))
def test_whole_tiers_are_checked_like_one(severity: str) -> None:
    """Of reports that say nothing a hard check lets none go with their tier, a soft one all."""
    check = kh.Check("male = members", severity=severity)
    campaign = begun(1, 1, 40, indicators=[kh.Indicator("male"), kh.Indicator("members")], checks=[check])
    outcomes = campaign.fire_all("submit", tier="commune")
    assert [one.entry is not None for one in outcomes] == [severity == "soft"] * 40
