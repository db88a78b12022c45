"""Reports that nobody asked for."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.staged import MORNING, Everybody, codes, written

import kehoach as kh
from kehoach._plan import DutyRow
from kehoach._plan._recurrence import Recurrence
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

ROWS = [
    DutyRow("minutes", ("district",), kind="act", deadline="none"),
    DutyRow(
        "stock", ("district",), deadline="5 days after period_last", period=Recurrence("month", "2019-03", "2019-04")
    ),
]


def begun(clock: ManualClock | None = None, **changes: Any) -> kh.Campaign:
    """Two districts that owe minutes and monthly stock, and four communes that owe a report."""
    plan = small_plan(1, 2, 4, **({"duties": ROWS, "outline": [kh.Section("causes")]} | changes))
    return kh.Campaign.begin(plan, clock=clock or ManualClock(MORNING), default_by="expected")


def refused(campaign: kh.Campaign, *arguments: Any, **options: Any) -> Refused:
    """Why a report is not filed; nothing has changed."""
    before, log = campaign.progress(), written(campaign)
    with pytest.raises(Refused) as error:
        campaign.file(*arguments, **options)
    assert (campaign.progress(), written(campaign)) == (before, log)
    assert all(one.text(lang) for one in error.value.blockers for lang in ("en", "vi"))
    return error.value


def test_a_report_that_is_not_owed_is_kept_with_its_content() -> None:
    """A commune that owes no stock sends some: the line holds it, and so does the progress."""
    campaign = begun()
    entry = campaign.file(
        "commune-1", "stock", data={"members": "12"}, sections={"causes": "a flood"}, reason="asked by phone"
    )
    assert (entry.trigger, entry.duty, entry.version, entry.by, entry.reason) == (
        "file",
        "",
        0,
        "commune-1",
        "asked by phone",
    )
    assert entry.payload == {"unit": "commune-1", "form": "stock"}
    (one,) = campaign.progress().unsolicited()
    assert (one.seq, one.unit, one.form) == (entry.seq, "commune-1", "stock")
    assert (dict(one.data), dict(one.sections)) == ({"members": 12}, {"causes": "a flood"})
    assert one.submitted_at == datetime(2019, 3, 20, 1, tzinfo=UTC)


def test_it_is_counted_apart_from_everything() -> None:
    """No bucket, rate, state, version or total knows of it; the summary counts it beside."""
    campaign = begun()
    before = campaign.progress().summary("commune")
    campaign.file("commune-1", "stock", data={"members": 12})
    campaign.file("commune-1", "stock", data={"members": 13})
    after = campaign.progress().summary("commune")
    assert (before.unsolicited, after.unsolicited) == (0, 2)
    fields = ("expected", "open", "met", "asked", "dormant", "cancelled")
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]
    assert campaign.progress().rate("commune") == 0
    assert campaign.progress().state("commune-1") == "draft"
    assert campaign.total("province", "members").value is kh.MISSING


def test_they_are_listed_by_tier_and_form() -> None:
    """Of one tier, of one form, of one of its periods; in the order in which they were filed."""
    campaign = begun()
    campaign.file("commune-2", "stock@2019-04")
    campaign.file("province", "minutes")
    campaign.file("commune-1", "stock")
    progress = campaign.progress()
    assert [one.unit for one in progress.unsolicited()] == ["commune-2", "province", "commune-1"]
    assert [one.unit for one in progress.unsolicited("commune")] == ["commune-2", "commune-1"]
    assert [one.form for one in progress.unsolicited(form="stock")] == ["stock@2019-04", "stock"]
    assert [one.unit for one in progress.unsolicited(form="stock@2019-04")] == ["commune-2"]
    assert progress.summary(form="minutes").unsolicited == 1


def test_what_is_owed_is_submitted() -> None:
    """A duty that exists is refused, and the refusal says what to do."""
    campaign = begun()
    error = refused(campaign, "commune-1")
    assert (error.unit, error.trigger, codes(error.blockers)) == ("commune-1:report", "file", ["owed"])
    assert error.blockers[0].values["duties"] == ("commune-1",)
    assert "submit it instead" in error.blockers[0].remedy()
    assert refused(campaign, "district-1", "stock").blockers[0].values["duties"] == (
        "district-1:stock@2019-03",
        "district-1:stock@2019-04",
    )
    assert refused(campaign, "district-1", "stock@2019-04").blockers[0].values["duties"] == (
        "district-1:stock@2019-04",
    )


def test_what_is_waived_is_expected_again_first() -> None:
    """A waived duty is still one: the way out is to expect it again."""
    campaign = begun()
    campaign.waive("commune-1", reason="an island")
    error = refused(campaign, "commune-1")
    assert codes(error.blockers) == ["owed_but_waived"]
    assert "unwaive" in error.blockers[0].remedy()


def test_what_has_lapsed_is_filed() -> None:
    """The report of a unit that has closed comes after all: it is not owed any more."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    campaign.close("commune-1", "22-3-2019", reason="merged")
    assert codes(refused(campaign, "commune-1").blockers) == ["owed"]
    clock.set("2019-03-25T08:00+07:00")
    campaign.file("commune-1", data={"members": 4})
    assert campaign.progress().summary("commune").unsolicited == 1


def test_what_a_unit_outside_sends_is_filed() -> None:
    """A unit that does not exist when the report is owed owes none; what it sends is kept apart."""
    tiers = [kh.Tier("province"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("c", tier="commune", reports_to="p", opened_on="1-7-2019"),
        kh.Unit("d", tier="commune", reports_to="p"),
    ]
    plan = small_plan(1).replace(
        hierarchy=kh.Hierarchy.from_units(tiers, units), deadlines={"commune": "before 5-4-2019"}
    )
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")
    assert campaign.progress().standing("c").bucket == "cancelled"
    campaign.file("c", data={"members": 1})
    assert [one.unit for one in campaign.progress().unsolicited()] == ["c"]


def test_forms_and_units_that_are_unknown_propose_the_nearest() -> None:
    """A name that the plan does not have is no report without a duty but a slip."""
    campaign = begun()
    with pytest.raises(UnknownName, match="no unit 'comune-1'; did you mean 'commune-1'"):
        campaign.file("comune-1", "stock")
    with pytest.raises(UnknownName, match="no form 'stok'; did you mean 'stock'"):
        campaign.file("commune-1", "stok")
    with pytest.raises(UnknownName, match="no form 'stock@2018-01'"):
        campaign.file("commune-1", "stock@2018-01")
    assert not campaign.log()


def test_its_content_is_checked_as_other_content() -> None:
    """Unknown figures and floats are refused, all at once; what an act holds is the day on which it was done."""
    campaign = begun()
    with pytest.raises(InvalidCommand) as error:
        campaign.file("commune-1", "stock", data={"membres": 1, "members": 1.5}, sections={"cause": "x"})
    assert [one.code for one in error.value.findings] == ["KH504", "KH601", "KH504"]
    campaign.file("commune-1", "minutes", data={"done_on": "19-3-2019"})
    assert dict(campaign.progress().unsolicited()[0].data) == {"done_on": "2019-03-19"}
    with pytest.raises(InvalidCommand):
        campaign.file("commune-2", "minutes", data={"members": 3})
    with pytest.raises(InvalidCommand):
        campaign.file("commune-2", "minutes", payload={"x": {1, 2}})


def test_a_mark_of_nothing_said_is_not_kept() -> None:
    """A figure that takes back what was never said leaves nothing."""
    campaign = begun()
    campaign.file("commune-1", "stock", data={"members": kh.MISSING})
    assert dict(campaign.progress().unsolicited()[0].data) == {}


def test_plain_data_of_the_application_is_kept_with_it() -> None:
    """The payload of the line holds it beside the unit and the form."""
    entry = begun().file("commune-1", "stock", payload={"letter": 12})
    assert entry.payload == {"unit": "commune-1", "form": "stock", "payload": {"letter": 12}}


def test_the_unit_a_superior_and_the_issuer_may_file_it() -> None:
    """Nobody beside or below may; a superior may do so on behalf of the unit."""
    campaign = begun()
    for by in ("commune-1", "district-1", "province", "issuer"):
        assert campaign.file("commune-1", "stock", by=by).by == by
    assert campaign.file("commune-1", "stock", by="district-1", acting_for="commune-1").acting_for == "commune-1"
    for by in ("commune-2", "district-2"):
        error = refused(campaign, "commune-1", "stock", by=by)
        assert codes(error.blockers) == ["not_yours"]
        assert error.blockers[0].values["expected"] == ("commune-1",)
    assert codes(refused(campaign, "district-1", "minutes", by="commune-1").blockers) == ["not_yours"]


def test_nobody_is_the_actor_unless_the_campaign_says_so() -> None:
    """Without a default, who files it is named."""
    plan = small_plan(1, 2, 4, duties=ROWS)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING))
    assert codes(refused(campaign, "commune-1", "stock").blockers) == ["no_actor"]


def test_when_a_paper_came_is_stated_by_who_received_it() -> None:
    """By default that is the lead superior; the unit may not, and nobody states a time to come."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    entry = campaign.file("commune-1", "stock", received_at="2019-03-18T10:00+07:00")
    assert entry.by == "district-1"
    assert campaign.progress().unsolicited()[0].submitted_at == datetime(2019, 3, 18, 3, tzinfo=UTC)
    error = refused(campaign, "commune-1", "stock", by="commune-1", received_at="2019-03-18T10:00+07:00")
    assert codes(error.blockers) == ["not_receiver"]
    assert error.blockers[0].values["expected"] == "district-1"
    with pytest.raises(Refused) as later:
        campaign.file("commune-1", "stock", by="district-1", received_at="2019-03-21T10:00+07:00")
    assert codes(later.value.blockers) == ["received_later"]
    with pytest.raises(InvalidCommand):
        campaign.file("commune-1", "stock", received_at="2019-03-18T10:00")


def test_another_authority_is_asked_by_the_name_of_what_is_filed() -> None:
    """It is asked of unit and form, though the plan has no such duty."""
    asked: list[tuple[str, str, str]] = []

    def may(actor: str, trigger: str, duty: str, progress: kh.Progress) -> bool:
        asked.append((actor, trigger, duty))
        return actor == "clerk"

    plan = small_plan(1, 2, 4, duties=ROWS)
    campaign = kh.Campaign.begin(plan, clock=ManualClock(MORNING), authority=may)
    campaign.file("commune-1", "stock", by="clerk")
    with pytest.raises(Refused):
        campaign.file("commune-1", "stock", by="commune-1")
    assert asked == [("clerk", "file", "commune-1:stock"), ("commune-1", "file", "commune-1:stock")]


def test_an_authority_that_lets_all_pass_does_not_make_a_duty_unowed() -> None:
    """What is owed is refused whoever asks."""
    campaign = kh.Campaign.begin(small_plan(1, 2, 4), clock=ManualClock(MORNING), authority=Everybody())
    assert codes(refused(campaign, "commune-1", by="anyone").blockers) == ["owed"]


def test_a_report_is_filed_once_under_one_command_id() -> None:
    """Asked twice, it is one line; with another content the id is refused."""
    campaign = begun()
    first = campaign.file("commune-1", "stock", data={"members": 1}, command_id="k")
    assert campaign.file("commune-1", "stock", data={"members": 1}, command_id="k") == first
    with pytest.raises(InvalidCommand):
        campaign.file("commune-1", "stock", data={"members": 2}, command_id="k")
    assert len(campaign.log()) == 1


def test_a_snapshot_keeps_what_it_has_seen() -> None:
    """What is filed later is not in a progress that was handed out, nor in one of an earlier instant."""
    clock = ManualClock(MORNING)
    campaign = begun(clock)
    before = campaign.progress()
    clock.advance(days=1)
    campaign.file("commune-1", "stock")
    assert before.unsolicited() == ()
    assert campaign.progress(at=MORNING).unsolicited() == ()


def test_a_filed_report_survives_pickling_and_a_database(tmp_path: Path) -> None:
    """It comes back from a pickle and from SQLite as it was, and the chain fits."""
    url = f"sqlite:///{tmp_path / 'campaign.db'}"
    plan = small_plan(1, 2, 4, duties=ROWS)
    first = kh.Campaign.begin(plan, url, clock=ManualClock(MORNING), default_by="expected")
    first.file("commune-1", "stock", data={"members": kh.NIL}, received_at="2019-03-18T10:00+07:00")
    second = kh.Campaign.resume(url, clock=ManualClock(MORNING))
    assert second.progress() == first.progress()
    assert second.progress().unsolicited() == first.progress().unsolicited()
    assert written(second) == written(first)
    assert second.verify().entries == 1
    again = pickle.loads(pickle.dumps(first.progress().unsolicited()))
    assert again == first.progress().unsolicited()
