"""Consolidated reports: headings with what lies below, who sent, from what, and the sentence that counts it."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import Any

import pytest
from tests import reported
from tests.staged import diamond

import kehoach as kh
from kehoach.errors import InvalidCommand, Refused, UnknownName
from kehoach.testing import ManualClock, small_plan

OUTLINE = (
    kh.Section("results", title="Results"),
    kh.Section("goals", title="Goals", goes_up="rewrite"),
    kh.Section("staff", title="Staff", goes_up="none"),
    kh.Section("causes", title="Causes", asked_of=["commune", "province"], required=True),
)
MORNING = "2019-03-20T08:00+07:00"


def sending(campaign: kh.Campaign, unit: str, **sections: str) -> None:
    """Send a report and have it taken up by all superiors."""
    hierarchy = campaign.plan.hierarchy
    assert hierarchy is not None
    campaign.submit(unit, sections=sections)
    campaign.review(unit)
    for superior in hierarchy.superiors(unit):
        campaign.aggregate(unit, by=superior)


def begun(plan: kh.Plan | None = None, **changes: Any) -> kh.Campaign:
    """A campaign of a province, two districts and four communes in which nothing is sent."""
    plan = plan or small_plan(1, 2, 4, **{"outline": OUTLINE, "policy": kh.Policy(gate="none"), **changes})
    return kh.Campaign.begin(plan, clock=ManualClock(MORNING), default_by="expected")


@pytest.fixture
def campaign() -> kh.Campaign:
    """Two communes of the first district and the district itself have sent."""
    made = begun()
    sending(made, "commune-1", results="one", goals="aim one", causes="rain")
    sending(made, "commune-3", results="three", causes="wind", staff="3")
    sending(made, "district-1", results="all of it", staff="9")
    return made


def tree(parts: tuple[kh.Contribution, ...]) -> list[Any]:
    """Who wrote what, with what stands below."""
    return [(one.unit, one.text, tree(one.parts)) for one in parts]


def absent(heading: kh.Heading) -> list[str]:
    """The units that are missing under a heading."""
    return [one.unit for one in heading.missing]


def test_gathered_texts_stand_with_their_units_tier_by_tier(campaign: kh.Campaign) -> None:
    """What a district gathered stands below what it wrote itself, in official order."""
    heading = campaign.consolidated("province").heading("results")
    below = [("commune-1", "one", []), ("commune-3", "three", [])]
    assert tree(heading.contributions) == [("district-1", "all of it", below)]
    assert [one.unit for one in heading.written()] == ["district-1", "commune-1", "commune-3"]


def test_who_is_asked_and_wrote_nothing_is_named(campaign: kh.Campaign) -> None:
    """Missing are those of the tiers that are asked, in official order, by their names."""
    report = campaign.consolidated("province")
    assert absent(report.heading("results")) == ["district-2", "commune-2", "commune-4"]
    assert absent(report.heading("causes")) == ["commune-2", "commune-4"]
    assert report.heading("causes").missing[0] == kh.Absent("commune-2", "commune-2")


def test_a_tier_that_is_not_asked_passes_on_what_lies_below(campaign: kh.Campaign) -> None:
    """A district that is not asked has no text of its own, and the texts of its communes stand below it."""
    heading = campaign.consolidated("province").heading("causes")
    assert tree(heading.contributions) == [("district-1", "", [("commune-1", "rain", []), ("commune-3", "wind", [])])]


def test_what_is_written_anew_shows_the_nearest_texts(campaign: kh.Campaign) -> None:
    """A heading that is written anew is left to be written, and shows the nearest text on each way down."""
    heading = campaign.consolidated("province").heading("goals")
    assert heading.is_to_be_written
    assert tree(heading.contributions) == [("commune-1", "aim one", [])]
    assert absent(heading) == ["district-1", "district-2"]
    campaign.correct("district-1", reason="goals")
    sending(campaign, "district-1", goals="aim of the district")
    heading = campaign.consolidated("province").heading("goals")
    assert tree(heading.contributions) == [("district-1", "aim of the district", [])]


def test_what_goes_up_by_none_stays_where_it_was_written(campaign: kh.Campaign) -> None:
    """Such a heading holds the unit's own words only, and names nobody."""
    assert campaign.consolidated("district-1").heading("staff").text == "9"
    heading = campaign.consolidated("province").heading("staff")
    assert (heading.text, heading.contributions, heading.missing) == ("", (), ())


def test_a_required_heading_that_is_blank_is_to_be_written(campaign: kh.Campaign) -> None:
    """What is required of the unit itself is shown as not written; what is not asked of it is not."""
    assert campaign.consolidated("province").heading("causes").is_to_be_written
    assert not campaign.consolidated("district-1").heading("causes").is_to_be_written
    assert not campaign.consolidated("commune-1").heading("goals").is_to_be_written
    assert "[commune-2 has not written this yet]" in campaign.consolidated("commune-2").text()


def test_blanks_are_no_text(campaign: kh.Campaign) -> None:
    """A text of blanks alone is missing."""
    sending(campaign, "commune-2", results=" \n ", causes="fire")
    assert "commune-2" in absent(campaign.consolidated("district-2").heading("results"))


def test_a_version_that_was_sent_reads_its_own_rows(campaign: kh.Campaign) -> None:
    """A later version of a commune stands in the district's draft and not in what the district sent."""
    before = campaign.consolidated("district-1", 1)
    campaign.correct("district-1", reason="a word")
    campaign.release("commune-1", reason="a word", by="district-1")
    campaign.send_back("commune-1", reason="a word")
    sending(campaign, "commune-1", results="other words", causes="rain")
    sending(campaign, "commune-2", results="late", causes="rain")
    assert campaign.consolidated("district-1", 1) == before
    words = [one.text for one in campaign.consolidated("district-1").heading("results").contributions]
    assert words == ["other words", "three"]
    assert campaign.consolidated("province").heading("results").contributions[0].version == 1


def test_what_is_held_is_told_while_other_words_are_on_their_way(campaign: kh.Campaign) -> None:
    """A corrected version that is sent and not taken yet changes nothing in the draft that holds the one before."""
    campaign.correct("district-1", reason="a word")
    campaign.submit("district-1", sections={"results": "other words"})
    heading = campaign.consolidated("province").heading("results")
    assert (heading.contributions[0].version, heading.contributions[0].text) == (1, "all of it")
    campaign.review("district-1")
    campaign.aggregate("district-1")
    heading = campaign.consolidated("province").heading("results")
    assert (heading.contributions[0].version, heading.contributions[0].text) == (2, "other words")


def test_a_shared_unit_stands_once_under_its_lead_superior() -> None:
    """A commune of two districts is told under the first of them, which says who else holds it."""
    campaign = begun(diamond().replace(outline=OUTLINE, policy=kh.Policy(gate="none")))
    sending(campaign, "x", results="shared", causes="rain")
    sending(campaign, "a", results="a")
    sending(campaign, "b", results="b")
    heading = campaign.consolidated("p").heading("results")
    assert tree(heading.contributions) == [("a", "a", [("x", "shared", [])]), ("b", "b", [])]
    assert heading.contributions[0].parts[0].also_in == ("b",)
    alone = campaign.consolidated("b").heading("results")
    assert (tree(alone.contributions), alone.contributions[0].also_in) == ([("x", "shared", [])], ())


def test_who_sent_is_counted_in_one_sentence() -> None:
    """Expected subordinates are counted, on time and late; those below 10 are padded in Vietnamese."""
    plan = small_plan(1, 10, policy=kh.Policy(gate="none")).replace(deadlines={"district": "before 22-3-2019"})
    clock = ManualClock(MORNING)
    campaign = kh.Campaign.begin(plan, clock=clock, default_by="expected")
    for place in range(1, 9):
        if place == 8:
            clock.set("2019-03-22T09:00+07:00")
        sending(campaign, f"district-{place:02}")
    report = campaign.consolidated("province")
    assert report.sentence("vi") == (
        "Đến hết ngày 22/3/2019, có 8/10 đơn vị đã gửi báo cáo (đúng hạn 07, quá hạn 01); "
        "02 đơn vị chưa gửi (district-09, district-10)."
    )
    assert report.sentence() == (
        "By the end of 2019-03-22, 8 of 10 units had sent their reports (7 on time, 1 late); "
        "2 had not (district-09, district-10)."
    )
    assert [one.days_late for one in report.senders if one.bucket == "met_late"] == [1]


def test_who_is_waived_is_listed_and_not_counted() -> None:
    """A waived subordinate leaves the sentence and the missing, and stays in the list."""
    campaign = begun(small_plan(1, 2, outline=[kh.Section("results")], policy=kh.Policy(gate="none")))
    campaign.waive("district-2", reason="merged")
    report = campaign.consolidated("province")
    assert report.sentence() == "By the end of 2019-03-20, 0 of 1 units had sent their reports; 1 had not (district-1)."
    assert [(one.unit, one.bucket) for one in report.senders] == [("district-1", "open"), ("district-2", "waived")]
    assert "district-2" not in absent(report.heading("results"))
    assert "- district-2: waived" in report.text()


def test_a_unit_without_subordinates_has_no_sentence(campaign: kh.Campaign) -> None:
    """Where nobody is to send anything, nothing is counted."""
    report = campaign.consolidated("commune-1")
    assert (report.sentence(), report.senders) == ("", ())


def test_provenance_says_from_what_it_was_made(campaign: kh.Campaign) -> None:
    """A sent version names the line that sent it and its hash; a draft has neither."""
    sent, draft = (campaign.consolidated(unit).provenance for unit in ("district-1", "province"))
    entry = next(one for one in campaign.log() if (one.duty, one.trigger) == ("district-1", "submit"))
    assert (sent.seq, sent.sent_at, sent.state) == (entry.seq, entry.at, "submitted")
    assert sent.hash == campaign.report("district-1").hash
    assert (draft.seq, draft.sent_at, draft.hash, draft.state) == (len(campaign.log()), None, None, "draft")
    assert draft.plan == campaign.plan.digest


def test_figures_are_totals_of_that_version() -> None:
    """A figure of a sent version has the coverage that it had when it was sent, and can be explained later."""
    campaign = begun(small_plan(1, 1, 2, policy=kh.Policy(gate="none")))
    campaign.submit("commune-1", data={"members": 5})
    campaign.review("commune-1")
    campaign.aggregate("commune-1")
    sending(campaign, "district")
    report = campaign.consolidated("province")
    assert str(report.figures[0].total) == "5 (1 of 2 reported)"
    before = campaign.consolidated("district", 1)
    campaign.waive("commune-2", reason="merged")
    assert str(campaign.consolidated("district", 1).figures[0].total) == "5 (1 of 2 reported)"
    assert before.figures[0].total.explain().top.unit == "district"


def test_a_superior_sees_what_is_its_own_and_the_rest_is_counted() -> None:
    """In a scoped view nobody is named who may not be; what lies below such a unit and may be seen stands in place."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("o", tier="district", reports_to=[kh.Edge("p"), kh.Edge("d", role="informs")]),
        kh.Unit("d", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to="o"),
    ]
    hierarchy = kh.Hierarchy.from_units(tiers, units)
    campaign = begun(small_plan(1).replace(hierarchy=hierarchy, outline=OUTLINE, policy=kh.Policy(gate="none")))
    sending(campaign, "x", results="secret", causes="hidden")
    sending(campaign, "o", results="told")
    whole, seen = campaign.consolidated("o"), campaign.scoped("d").consolidated("o")
    assert whole == campaign.scoped("issuer").consolidated("o") == campaign.scoped("o").consolidated("o")
    assert seen.heading("results").others == 1
    assert (seen.heading("results").contributions, seen.senders, seen.others) == ((), (), 1)
    assert seen.provenance.hash is None
    told = seen.text("vi") + seen.markdown() + json.dumps(seen.to_dict())
    assert "secret" not in told
    assert "01 đơn vị khác" in told
    with pytest.raises(UnknownName):
        campaign.scoped("x").consolidated("o")


def test_what_is_missing_and_may_not_be_seen_is_one_line() -> None:
    """Of those that are missing, who may not be named is counted."""
    tiers = [kh.Tier("province"), kh.Tier("district"), kh.Tier("commune")]
    units = [
        kh.Unit("p", tier="province"),
        kh.Unit("o", tier="district", reports_to=[kh.Edge("p"), kh.Edge("d", role="informs")]),
        kh.Unit("d", tier="district", reports_to="p"),
        kh.Unit("x", tier="commune", reports_to="o"),
        kh.Unit("y", tier="commune", reports_to="o"),
    ]
    hierarchy = kh.Hierarchy.from_units(tiers, units)
    campaign = begun(small_plan(1).replace(hierarchy=hierarchy, outline=OUTLINE, policy=kh.Policy(gate="none")))
    heading = campaign.scoped("d").consolidated("o").heading("results")
    assert absent(heading) == ["others, 2 units"]
    assert "02 đơn vị khác" in campaign.scoped("d").consolidated("o").markdown("vi")


def test_words_of_units_are_no_markup() -> None:
    """What would be a heading, a list or an emphasis in Markdown is told as it was written."""
    campaign = begun(small_plan(1, 2, outline=[kh.Section("results")], policy=kh.Policy(gate="none")))
    sending(campaign, "district-1", results="*good*\n# head\n1. first\n- second")
    page = campaign.consolidated("province").markdown()
    assert r"\*good\*" in page
    assert "  \\# head\n  1\\. first\n  \\- second" in page
    assert "  # head\n  1. first" in campaign.consolidated("province").text()


def test_what_a_screen_would_obey_is_seen() -> None:
    """Signs that nobody sees, or that a terminal obeys, are told as such; every end of a line is one."""
    campaign = begun(small_plan(1, 2, outline=[kh.Section("results")], policy=kh.Policy(gate="none")))
    sending(campaign, "district-1", results="a\x1b[2Jb\u202ec\r\n# d\u2028e\tf")
    report = campaign.consolidated("province")
    assert "- district-1: a\ufffd[2Jb\ufffdc\n  # d\n  e f\n" in report.text()
    assert "\n  \\# d\n  e f\n" in report.markdown()
    assert report.heading("results").contributions[0].text == "a\x1b[2Jb\u202ec\r\n# d\u2028e\tf"


def test_texts_that_go_up_as_figures_bear_names() -> None:
    """Quotes of units stand under what the units are called, and are counted where they may not be named."""
    tiers = [kh.Tier("province"), kh.Tier("commune")]
    units = [
        kh.Unit("p", name="Tỉnh Mẫu", tier="province"),
        kh.Unit("x", name="Xã Một", tier="commune", reports_to="p"),
        kh.Unit("y", name="Xã Hai", tier="commune", reports_to=[kh.Edge("p"), kh.Edge("x", role="informs")]),
    ]
    plan = small_plan(1, policy=kh.Policy(gate="none"))
    voice = kh.Indicator("voice", title="Kiến nghị", kind="text", goes_up="gather")
    campaign = begun(plan.replace(hierarchy=kh.Hierarchy.from_units(tiers, units), indicators=[voice]))
    for unit, text in (("x", "đường"), ("y", "trường")):
        campaign.submit(unit, data={"voice": text})
        campaign.review(unit)
        campaign.aggregate(unit)
    report = campaign.consolidated("p")
    assert report.figures[0].names == ("Xã Một", "Xã Hai")
    assert "- Kiến nghị: Xã Một: đường; Xã Hai: trường (2/2 đơn vị có số liệu)" in report.text("vi")


def test_it_is_plain_data_and_can_be_pickled(campaign: kh.Campaign) -> None:
    """A report is a value: equal to its copy, and told as JSON with all its parts."""
    report = campaign.consolidated("province")
    assert pickle.loads(pickle.dumps(report)) == report
    told = json.loads(json.dumps(report.to_dict()))
    assert list(told) == ["unit", "name", "version", "headings", "figures", "senders", "provenance", "others"]
    assert told["headings"][0]["contributions"][0]["parts"][1]["text"] == "three"


@pytest.mark.parametrize("version", [2, 0, "last"])
def test_a_version_that_is_not_there_is_refused(campaign: kh.Campaign, version: Any) -> None:
    """Only a version that the unit has can be asked for."""
    with pytest.raises(InvalidCommand) as error:
        campaign.consolidated("district-1", version)
    assert [one.code for one in error.value.findings] == ["KH608"]


def test_unknown_names_are_told(campaign: kh.Campaign) -> None:
    """A unit that the plan lacks, and a heading that the report lacks."""
    with pytest.raises(UnknownName):
        campaign.consolidated("distrikt-1")
    with pytest.raises(KeyError):
        campaign.consolidated("province").heading("nothing")


def test_what_is_done_has_no_report() -> None:
    """An act is no report, and the finding names it."""
    rows = [kh.DutyRow("meeting", ["district"], kind="act"), kh.DutyRow("report", ["province", "district"])]
    campaign = begun(small_plan(1, 2).replace(duties=rows))
    with pytest.raises(InvalidCommand) as error:
        campaign.consolidated("district-1:meeting")
    (finding,) = error.value.findings
    assert (finding.code, finding.values["unit"]) == ("KH670", "district-1:meeting")
    assert finding.text("vi")
    assert finding.remedy("vi")


def test_what_goes_on_past_a_waived_district_stands_under_its_superior() -> None:
    """Communes of a district that is passed over stand under the province, which waits for them."""
    campaign = begun()
    campaign.waive("district-1", reason="merged", reroute=True)
    campaign.submit("commune-1", sections={"results": "one", "causes": "rain"})
    campaign.review("commune-1", by="province")
    campaign.aggregate("commune-1", by="province")
    report = campaign.consolidated("province")
    assert tree(report.heading("results").contributions) == [("commune-1", "one", [])]
    assert absent(report.heading("results")) == ["district-2", "commune-2", "commune-3", "commune-4"]
    assert [(one.unit, one.bucket) for one in report.senders] == [
        ("district-1", "waived"),
        ("district-2", "open"),
        ("commune-1", "met_undated"),
        ("commune-3", "open"),
    ]


def test_a_correction_that_is_given_up_leaves_a_draft_without_words(campaign: kh.Campaign) -> None:
    """After a withdrawal the corrected version is the working one again, and the abandoned one holds nothing."""
    before = campaign.consolidated("district-1")
    campaign.correct("district-1", reason="a word")
    campaign.withdraw("district-1")
    assert campaign.consolidated("district-1") == before
    abandoned = campaign.consolidated("district-1", 2)
    assert (abandoned.provenance.state, abandoned.provenance.hash) == ("draft", None)
    assert (abandoned.heading("results").text, abandoned.heading("results").contributions) == ("", ())


def test_a_version_that_was_recalled_is_still_told(campaign: kh.Campaign) -> None:
    """What was sent and recalled can be read as it was sent."""
    campaign.submit("commune-2", sections={"results": "first", "causes": "rain"})
    before = campaign.consolidated("commune-2")
    campaign.recall("commune-2")
    assert campaign.consolidated("commune-2", 1) == before
    assert campaign.consolidated("commune-2").heading("results").text == "first"


def test_a_heading_that_the_plan_lacks_is_named_with_the_unit(campaign: kh.Campaign) -> None:
    """A text under an unknown heading names the unit, the heading and the nearest one."""
    with pytest.raises(InvalidCommand) as error:
        campaign.submit("commune-2", sections={"result": "x"})
    (finding,) = error.value.findings
    assert (finding.code, finding.path, finding.subject) == ("KH504", "sections.result", "commune-2")
    assert "'results'" in finding.remedy()


def test_a_required_heading_that_is_left_blank_is_refused_by_name(campaign: kh.Campaign) -> None:
    """A report without a required text cannot be sent, and the refusal names the unit and the heading."""
    with pytest.raises(Refused) as error:
        campaign.submit("commune-2", sections={"causes": " \n"})
    assert (error.value.unit, error.value.blockers[0].values["keys"]) == ("commune-2", ("causes",))


def test_a_heading_that_nobody_is_asked_for_is_a_doubt_about_the_plan() -> None:
    """A section of a tier that owes acts only is found by the check, at its place."""
    tiers = [kh.Tier("province"), kh.Tier("district", owes=False)]
    units = [kh.Unit("p", tier="province"), kh.Unit("d", tier="district", reports_to="p")]
    meeting = kh.DutyRow("meeting", ["district"], kind="act")
    sections = [kh.Section("results", asked_of=["district"]), kh.Section("goals", asked_of=["district", "province"])]
    plan = kh.Plan("Review", kh.Hierarchy.from_units(tiers, units), duties=[meeting], outline=sections)
    found = [(one.path, one.subject) for one in plan.check() if one.code == "KH163"]
    assert found == [("outline[0].asked_of", "results")]


def test_an_earlier_instant_knows_less(campaign: kh.Campaign) -> None:
    """What was known before anything was sent names everybody as missing."""
    report = campaign.consolidated("province", known_on="2019-03-20T07:00+07:00")
    assert (report.provenance.seq, report.heading("results").contributions) == (0, ())
    assert len(report.heading("results").missing) == 6


# -- the real province


@pytest.fixture(scope="module")
def province() -> kh.Campaign:
    """The campaign of the real province at the end of its story."""
    return reported.province()


def test_the_report_of_the_real_province_is_the_one_that_is_kept(province: kh.Campaign) -> None:
    """The consolidated report of Plan 116, in Vietnamese, to the letter."""
    assert reported.page(province) == reported.KEPT.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (
            "2019-04-19",
            "có 8/10 đơn vị đã gửi báo cáo (đúng hạn 08); 02 đơn vị chưa gửi (Huyện Gio Linh, Huyện Đakrông)",
        ),
        ("2019-04-23", "có 9/10 đơn vị đã gửi báo cáo (đúng hạn 08, quá hạn 01); 01 đơn vị chưa gửi (Huyện Đakrông)"),
    ],
)
def test_each_day_of_the_real_province_has_its_sentence(province: kh.Campaign, day: str, sentence: str) -> None:
    """The sentence as it stood at the end of a day, the bodies that were only asked beside it."""
    report = province.consolidated("45", known_on=f"{day}T23:59+07:00")
    told = date.fromisoformat(day)
    asked = "6/6 đơn vị được đề nghị đã gửi"
    assert report.sentence("vi") == f"Đến hết ngày {told.day}/{told.month}/2019, {sentence}; {asked}."
