"""What is to be sent between two instants: rungs reached, dues moved, clocks stopped, and who is left in peace."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import kehoach as kh
from kehoach._plan import DutyRow, Event, Reminder
from kehoach.errors import InvalidCommand
from kehoach.testing import ManualClock, small_plan

BEGUN = "2019-03-15T08:00+07:00"
DEADLINES = {"commune": "before 5-4-2019", "district": "before 20-4-2019", "province": "before 30-4-2019"}
LADDER = (
    Reminder(-3, tier="commune"),
    Reminder(0, ["unit", "lead"], tier="commune"),
    Reminder(1, ["lead", "superiors", "issuer"], tier="commune"),
    Reminder(7, ["unit", "issuer"], tier="commune"),
)


def day(number: int, month: int = 4, time: str = "00:00") -> str:
    return f"2019-{month:02}-{number:02}T{time}+07:00"


def begun(clock: ManualClock | None = None, **changes: object) -> kh.Campaign:
    given = {"deadlines": DEADLINES, "reminders": LADDER} | changes
    return kh.Campaign.begin(small_plan(1, 2, 4, **given), clock=clock or ManualClock(BEGUN), default_by="expected")


def sent(campaign: kh.Campaign, since: str, until: str | None = None) -> list[tuple[str, int]]:
    return [(notice.unit, notice.rung.days) for notice in campaign.reminders(since, until)]


def test_each_duty_is_reminded_on_the_day_of_its_rung() -> None:
    """Three days before the last day, at 08:00, every commune comes up, in official order."""
    campaign = begun()
    assert sent(campaign, day(1), day(1, time="08:00")) == []
    assert sent(campaign, day(1, time="08:00"), day(2)) == [(f"commune-{n}", -3) for n in range(1, 5)]
    assert sent(campaign, day(2), day(4)) == []


def test_a_notice_says_who_what_until_when_and_whom_it_tells() -> None:
    """The notice is data; its two texts are what an office writes."""
    campaign = begun()
    notice = campaign.reminders(day(1), day(2))[0]
    assert (notice.unit, notice.form, notice.to, notice.rung, notice.last_day) == (
        "commune-1",
        "report",
        ("commune-1",),
        LADDER[0],
        date(2019, 4, 4),
    )
    assert (notice.came_at, notice.due_before) == (
        datetime(2019, 4, 1, 1, tzinfo=UTC),
        datetime(2019, 4, 4, 17, tzinfo=UTC),
    )
    assert str(notice) == "Reminder: commune-1 is to send its report by 4 April 2019 (3 days left)"
    assert notice.text("vi") == "Nhắc: commune-1 gửi báo cáo chậm nhất ngày 04 tháng 4 năm 2019 (còn 3 ngày)"
    assert notice.to_dict()["key"] == "commune-1 -3 2019-04-01T08:00:00+07:00"


def test_on_the_last_day_and_after_it_the_words_change() -> None:
    """The last day is today; later the unit is urged, with the days begun since the due."""
    campaign = begun()
    today = campaign.reminders(day(4), day(4, time="17:00"))[0]
    assert today.text("vi") == "Nhắc: commune-1 gửi báo cáo chậm nhất ngày 04 tháng 4 năm 2019 (hôm nay là ngày cuối)"
    assert today.text() == "Reminder: commune-1 is to send its report by 4 April 2019 (today)"
    late = campaign.reminders(day(5), day(5, time="17:00"))[0]
    assert late.overdue
    assert late.text("vi") == "Đôn đốc: commune-1 chưa gửi báo cáo, quá hạn 1 ngày (chậm nhất ngày 04 tháng 4 năm 2019)"
    assert late.text() == "Overdue: commune-1 has not sent its report, 1 day late (by 4 April 2019)"
    assert (
        campaign.reminders(day(7), day(12))[0].text().startswith("Overdue: commune-1 has not sent its report, 7 days")
    )


def test_a_due_that_ends_in_the_afternoon_is_told_with_its_time() -> None:
    """Where the last day ends before midnight, the words say when."""
    campaign = begun(deadlines=DEADLINES | {"commune": "trước 17 giờ ngày 4/4/2019"})
    assert campaign.reminders(day(4), day(4, time="09:00"))[0].text("vi") == (
        "Nhắc: commune-1 gửi báo cáo trước 17 giờ ngày 04 tháng 4 năm 2019 (hôm nay là ngày cuối)"
    )


def test_whom_a_rung_tells() -> None:
    """Unit, lead, superiors and issuer become ids, each once; above a top stands the issuer."""
    campaign = begun(reminders=[*LADDER, Reminder(-3, ["unit", "lead", "superiors"], tier="province")])
    assert campaign.reminders(day(4), day(5))[0].to == ("commune-1", "district-1")
    assert campaign.reminders(day(5), day(6))[2].to == ("district-1", "issuer")
    assert campaign.reminders(day(26), day(27))[0].to == ("province", "issuer")


def test_who_has_sent_is_left_in_peace() -> None:
    """A duty that is met gets nothing, and gets it again when its report is returned."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    campaign.submit("commune-1")
    assert sent(campaign, day(1), day(2)) == [(f"commune-{n}", -3) for n in (2, 3, 4)]
    clock.set(day(2))
    campaign.send_back("commune-1", reason="no figures")
    assert ("commune-1", 0) in sent(campaign, day(4), day(5))


def test_who_is_waived_is_left_in_peace() -> None:
    """A report that is not expected any more is not reminded of; expected again, it is."""
    campaign = begun()
    campaign.waive("commune-1", reason="merged")
    assert sent(campaign, day(1), day(2)) == [(f"commune-{n}", -3) for n in (2, 3, 4)]
    campaign.unwaive("commune-1")
    assert sent(campaign, day(1), day(2)) == [(f"commune-{n}", -3) for n in (1, 2, 3, 4)]


def test_a_report_returned_with_a_due_is_reminded_of_that_due() -> None:
    """Its rungs are reckoned from the due of its rework, whatever came due before."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    clock.set(day(4, time="07:00"))
    campaign.submit("commune-1")
    clock.set(day(5, time="09:00"))
    campaign.send_back("commune-1", reason="no figures", due="by 12-4-2019")
    assert sent(campaign, day(9), day(10)) == [("commune-1", -3)]
    assert campaign.reminders(day(9), day(10))[0].last_day == date(2019, 4, 12)


def test_what_has_no_date_is_not_reminded_of() -> None:
    """Without a deadline, or while the event it counts from is not known, there is nothing to remind of."""
    campaign = begun(
        deadlines={"commune": "5 days after conference"},
        events=[Event("conference")],
        reminders=[Reminder(-3), Reminder(1)],
    )
    assert sent(campaign, day(1, 1), day(30, 12)) == []


def test_an_event_that_is_recorded_late_brings_the_rung_that_has_passed() -> None:
    """When the due becomes known with less time left than a rung says, the rung comes due at once, and once."""
    clock = ManualClock(BEGUN)
    campaign = begun(
        clock, deadlines={"commune": "2 days after conference"}, events=[Event("conference")], reminders=[Reminder(-3)]
    )
    clock.set(day(10, time="10:00"))
    campaign.record("conference", "10-4-2019", by="issuer")
    assert sent(campaign, day(10, time="09:00"), day(10, time="11:00")) == [(f"commune-{n}", -3) for n in range(1, 5)]
    assert sent(campaign, day(10, time="11:00"), day(30)) == []


def test_an_extension_moves_the_rungs_that_had_not_come_due() -> None:
    """Extended before any rung, a duty is reminded by the new due and by that only."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    campaign.extend("commune-1", "before 15-4-2019", reason="a flood")
    assert sent(campaign, day(1), day(2)) == [(f"commune-{n}", -3) for n in (2, 3, 4)]
    assert sent(campaign, day(11), day(12)) == [("commune-1", -3), *((f"commune-{n}", 7) for n in (2, 3, 4))]


def test_a_rung_that_had_come_due_is_not_repeated_after_an_extension() -> None:
    """What was to be sent by the old due is not to be sent again by the new one; later rungs are."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    assert ("commune-1", -3) in sent(campaign, day(1), day(2))
    clock.set(day(3))
    campaign.extend("commune-1", "before 15-4-2019", reason="a flood")
    assert ("commune-1", -3) not in sent(campaign, day(3), day(13))
    assert ("commune-1", 0) in sent(campaign, day(13), day(15))


def test_a_retroactive_extension_moves_no_rung() -> None:
    """The lateness stays, and so do the days on which it is urged."""
    clock = ManualClock(day(6))
    campaign = begun(clock)
    campaign.extend("commune-1", "before 15-4-2019", reason="a flood")
    assert sent(campaign, day(11), day(12)) == [(f"commune-{n}", 7) for n in range(1, 5)]


def test_a_due_brought_forward_brings_its_rung_at_once() -> None:
    """When the new due is nearer than the rung says, the rung comes due with the act that moved it."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    clock.set(day(25, 3, "10:00"))
    campaign.reschedule("commune-2", deadline="before 27-3-2019", reason="the visit")
    assert sent(campaign, day(20, 3), day(25, 3, "10:00")) == []
    assert sent(campaign, day(25, 3, "10:00"), day(26, 3, "07:00")) == [("commune-2", -3)]
    assert sent(campaign, day(26, 3, "07:00"), day(26, 3, "09:00")) == [("commune-2", 0)]


def test_a_clock_that_stands_still_reminds_nobody_and_moves_its_rungs() -> None:
    """While suspended nothing comes due; when the clock goes on, the rungs come as many days later."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    clock.set(day(31, 3))
    campaign.suspend("commune-1", reason="a storm")
    assert [unit for unit, _ in sent(campaign, day(31, 3), day(6))] == ["commune-2", "commune-3", "commune-4"]
    clock.set(day(6))
    campaign.resume_clock("commune-1", reason="the road is open")
    assert campaign.progress().due("commune-1").last_day == date(2019, 4, 10)
    assert sent(campaign, day(6), day(7)) == []
    assert ("commune-1", -3) in sent(campaign, day(7), day(8))


def test_a_rung_that_came_due_before_the_clock_stopped_is_not_repeated() -> None:
    """What was to be sent on the morning of the day on which the clock stopped is not to be sent again."""
    clock = ManualClock(BEGUN)
    campaign = begun(clock)
    clock.set(day(1, time="10:00"))
    campaign.suspend("commune-1", reason="a storm")
    clock.set(day(3))
    campaign.extend("commune-1", "before 15-4-2019", reason="a flood")
    clock.set(day(8))
    campaign.resume_clock("commune-1", reason="the road is open")
    assert ("commune-1", -3) not in sent(campaign, day(1, time="10:00"), day(21))
    assert ("commune-1", 0) in sent(campaign, day(21), day(22))


def test_after_days_without_asking_only_the_last_rung_is_given() -> None:
    """Who asks late is not flooded: of all rungs that came due, each duty gets the last."""
    campaign = begun()
    assert sent(campaign, day(1, 3), day(20)) == [(f"commune-{n}", 7) for n in range(1, 5)]
    assert sent(campaign, day(1, 3), day(5)) == [(f"commune-{n}", 0) for n in range(1, 5)]


def test_now_is_the_end_that_is_meant_when_none_is_given() -> None:
    """Asked without an end, the answer reaches to the campaign's clock."""
    campaign = begun(ManualClock(day(1, time="09:00")))
    assert len(campaign.reminders(day(1))) == 4
    assert campaign.reminders(day(1, time="09:00")) == ()


def test_working_days_are_counted_with_the_calendar_of_the_plan() -> None:
    """Ten working days after 12 April 2019 are 2 May: the Hùng Kings' day, a swap and two holidays lie between."""
    ladder = [Reminder(10, "lead", working=True, form="report")]
    campaign = begun(deadlines={"commune": "by 12-4-2019"}, reminders=ladder)
    assert sent(campaign, day(1, 5), day(2, 5)) == []
    assert len(sent(campaign, day(2, 5), day(3, 5))) == 4


def test_forms_have_their_own_rungs() -> None:
    """A rung of a form speaks of it only, and an act is completed, not sent."""
    rows = [
        DutyRow("meeting", "district", kind="act", deadline="by 1-4-2019"),
        DutyRow("stock", "district", deadline="by 1-4-2019"),
    ]
    campaign = begun(duties=rows, reminders=[Reminder(-1, form="meeting"), Reminder(1, form="stock")])
    before, after = (
        campaign.reminders(day(31, 3), day(31, 3, "09:00")),
        campaign.reminders(day(2), day(2, time="09:00")),
    )
    assert [notice.unit for notice in before] == ["district-1:meeting", "district-2:meeting"]
    assert before[0].text() == "Reminder: district-1 is to complete meeting by 1 April 2019 (1 day left)"
    assert before[0].text("vi") == "Nhắc: district-1 hoàn thành meeting chậm nhất ngày 01 tháng 4 năm 2019 (còn 1 ngày)"
    assert [notice.unit for notice in after] == ["district-1:stock", "district-2:stock"]
    assert after[0].text() == "Overdue: district-1 has not sent its report stock, 1 day late (by 1 April 2019)"
    late = campaign.reminders(day(31, 3), day(3))[0]
    assert (
        late.text("vi")
        == "Đôn đốc: district-1 chưa hoàn thành meeting, quá hạn 1 ngày (chậm nhất ngày 01 tháng 4 năm 2019)"
    )
    assert late.text() == "Overdue: district-1 has not completed meeting, 1 day late (by 1 April 2019)"
    assert after[0].text("vi").startswith("Đôn đốc: district-1 chưa gửi báo cáo stock, quá hạn 1 ngày")


def test_a_plan_without_a_ladder_reminds_nobody() -> None:
    """No rungs, no notices."""
    assert sent(begun(reminders=()), day(1, 1), day(30, 12)) == []


def test_a_rung_outside_all_years_never_comes() -> None:
    """A rung that lies behind the last year there is stays away instead of failing."""
    campaign = begun(deadlines={"commune": "6999 years after 31-12-2999"}, reminders=[Reminder(3_660), Reminder(-30)])
    asked = ("9990-01-01T00:00+07:00", "9998-12-20T00:00+07:00")
    assert sent(campaign, *asked) == [(f"commune-{n}", -30) for n in range(1, 5)]


def test_a_span_that_runs_backwards_is_refused() -> None:
    """The earlier instant comes first, and both have a zone."""
    campaign = begun()
    with pytest.raises(InvalidCommand, match="lies before"):
        campaign.reminders(day(2), day(1))
    with pytest.raises(InvalidCommand, match="has no zone"):
        campaign.reminders("2019-04-01T00:00")


def test_asking_changes_nothing() -> None:
    """The log and the progress are what they were, and asking twice gives the same."""
    campaign = begun()
    before = campaign.progress()
    assert campaign.reminders(day(1), day(20)) == campaign.reminders(day(1), day(20))
    assert (campaign.progress(), list(campaign.log())) == (before, [])
