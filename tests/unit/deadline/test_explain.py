"""Facts about explanations: from one alone a person can redo the arithmetic."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from kehoach._deadline import Deadline, Explanation, Reading, Step
from kehoach._deadline._explain import STEP_CODES

ANCHORS = {
    "issued": date(2019, 3, 14),
    "period_last": date(2019, 2, 28),
    "submitted": datetime(2019, 4, 5, 1, 30, tzinfo=UTC),
}


def explained(text: str, lang: str = "en", **reading: str) -> list[str]:
    due = Deadline.parse(text).resolve(Reading(**reading), ANCHORS)  # type: ignore[arg-type]  # the names are checked inside
    return str(due.explain("vi" if lang == "vi" else "en")).splitlines()


def test_a_count_names_every_day_it_passes_over() -> None:
    """Weekends are counted, holidays and swapped days are named, a made-up Saturday is said to count."""
    assert explained("10 ngày làm việc kể từ ngày 26/4/2019") == [
        "the text says: 10 ngày làm việc kể từ ngày 26/4/2019",
        "it is read with: before exclusive, roll none, spans next, closing 24:00, Asia/Ho_Chi_Minh, calendar VN",
        "the rule: 10 working days after 2019-04-26",
        "10 working days after Friday 2019-04-26, that day not counted: Tuesday 2019-05-14",
        (
            "skipped: 5 Saturdays and Sundays (2019-04-27 … 2019-05-12), "
            "Monday 2019-04-29 (swapped day off, made up on 2019-05-04), "
            "Tuesday 2019-04-30 (Reunification Day), Wednesday 2019-05-01 (Labour Day)"
        ),
        "counted although at the end of a week: Saturday 2019-05-04 (made-up working day for 2019-04-29)",
        "on time is what was received before Wednesday 2019-05-15 00:00 +0700",
    ]


def test_an_officer_reads_it_in_vietnamese() -> None:
    """Days as offices write them, reading and rule in official wording."""
    assert explained("trước ngày 30/4/2019", "vi", roll="previous") == [
        "văn bản ghi: trước ngày 30/4/2019",
        (
            "cách hiểu: “trước ngày” không tính ngày nêu ra; ngày ấn định dời về ngày làm việc liền trước; "
            "khoảng thời gian dời sang ngày làm việc kế tiếp; hết ngày lúc 24:00; múi giờ Asia/Ho_Chi_Minh; lịch VN"
        ),
        "quy tắc: trước ngày 30 tháng 4 năm 2019",
        "không tính thứ Ba 30/04/2019, nên ngày cuối cùng đúng hạn là thứ Hai 29/04/2019",
        (
            "thứ Hai 29/04/2019 là ngày nghỉ (nghỉ hoán đổi, làm bù 04/05/2019), "
            "nên ngày cuối dời sang ngày làm việc liền trước: thứ Sáu 26/04/2019"
        ),
        "không tính: 2 ngày thứ Bảy, Chủ nhật (27/04 … 28/04), thứ Hai 29/04/2019 (nghỉ hoán đổi, làm bù 04/05/2019)",
        "đúng hạn là nhận được trước 00:00 thứ Bảy 27/04/2019",
    ]


def test_a_day_off_that_stays_is_mentioned() -> None:
    """Who is due on a Saturday learns that the reading does not move it."""
    assert (
        explained("chậm nhất 20/4/2019")[4] == "Saturday 2019-04-20 is off (weekend), and this reading does not move it"
    )
    assert explained("chậm nhất 30/4/2019")[4] == (
        "Tuesday 2019-04-30 is off (Reunification Day), and this reading does not move it"
    )


def test_each_rule_says_its_reason() -> None:
    """The step that matters, for every kind of rule."""
    said = {
        "trước 17 giờ ngày 5/4/2019": "2019-04-05 17:00 is outside, so the last day on time is Friday 2019-04-05",
        "trước tháng 4/2019": "April 2019 begins on Monday 2019-04-01, which is outside, so the last day on time is "
        "Sunday 2019-03-31",
        "chậm nhất 17 giờ ngày 5/4/2019": "the minute 2019-04-05 17:00 is inside",
        "trong tháng 4/2019": "April 2019 runs from Monday 2019-04-01 to Tuesday 2019-04-30",
        "chậm nhất giữa tháng 4/2019": "the middle of April 2019 is Monday 2019-04-15 (Civil Code 2015 article 146)",
        "chậm nhất cuối quý I/2019": "the end of the first quarter of 2019 has no day of its own, so "
        "the first quarter of 2019 is taken as a whole",
        "1 tháng kể từ ngày 31/1/2019": "that month has no day 31, so its last day is taken: Thursday 2019-02-28",
        "5 ngày kể từ ngày ban hành": "the day of issue is Thursday 2019-03-14",
        "24 giờ kể từ khi gửi": "24 hours after 2019-04-05 08:30: 2019-04-06 08:30",
        "2 hours ahead of submitted": "2 hours before 2019-04-05 08:30: 2019-04-05 06:30",
        "chậm nhất ngày 31 hằng tháng": "in the period that ends on Thursday 2019-02-28 this is Thursday 2019-02-28",
        "3 ngày trước ngày 10/4/2019": "3 days before Wednesday 2019-04-10, that day not counted: Sunday 2019-04-07",
        "5 ngày kể từ ngày khai mạc": "khai mạc is not known yet",
        "kịp thời": "there is no deadline",
        "ngày 5/4/2019": "it opens at Friday 2019-04-05 00:00 +0700",
        "trước 5/4/2019 (dự kiến)": "the due is tentative",
    }
    assert {text: line for text, line in said.items() if line not in explained(text)} == {}


def test_an_inclusive_reading_says_so() -> None:
    """The reading that decides is in the step that it decides."""
    assert explained("trước 5/4/2019", before="inclusive")[3] == (
        "this reading takes Friday 2019-04-05 as inside, so the last day on time is Friday 2019-04-05"
    )


def test_layers_and_extensions_are_steps_too() -> None:
    """What a plan or a campaign does to a due is told where the due is explained."""
    due = Deadline.parse("trước 5/4/2019").resolve()
    moved = {"last": "2019-04-10", "document": "130/KH-UBND", "reason": "bão lũ"}
    layer = Step("layer", {"layer": "tier commune", "layer_vi": "cấp commune"})
    noted = due.noted(layer, Step("extension", moved)).explain()
    assert [step.code for step in noted] == ["phrase", "reading", "rule", "before", "layer", "extension", "closes"]
    assert "moved to Wednesday 2019-04-10 by 130/KH-UBND: bão lũ" in str(noted)


def test_the_clause_is_named() -> None:
    """Where the rule stands in the directive belongs to its derivation."""
    data = {"deadline": "before 2019-04-05", "clause": "2.1"}
    assert "it stands in clause 2.1" in str(Deadline.from_dict(data).resolve().explain())


def test_steps_are_data() -> None:
    """They are ready for JSON, with the text in both languages and every day passed over."""
    explanation = Deadline.parse("1 working day after 3/5/2019").resolve().explain()
    assert len(explanation) == 5
    count = json.loads(json.dumps(explanation.to_dict()))[3]
    assert (count["code"], count["values"]["n"], count["values"]["start"], count["values"]["last"]) == (
        "working_days",
        1,
        "2019-05-03",
        "2019-05-04",
    )
    assert count["days"] == [
        {
            "day": "2019-05-04",
            "works": True,
            "label": "made-up working day for 2019-04-29",
            "label_vi": "làm bù cho ngày 29/04/2019",
        }
    ]


def test_every_step_has_words_in_both_languages() -> None:
    """No step is without a text, whatever its values."""
    for code in STEP_CODES:
        for lang in ("en", "vi"):
            blank = dict.fromkeys(
                (
                    *(
                        "words",
                        "clause",
                        "layer",
                        "reading",
                        "rule",
                        "anchor",
                        "day",
                        "n",
                        "count",
                        "unit",
                        "start",
                        "last",
                    ),
                    *(
                        "wanted",
                        "which",
                        "of",
                        "bound",
                        "first",
                        "instant",
                        "why",
                        "way",
                        "doubt",
                        "document",
                        "reason",
                    ),
                    *(
                        "days",
                        "reading_vi",
                        "rule_vi",
                        "layer_vi",
                        "anchor_vi",
                        "unit_vi",
                        "start_vi",
                        "last_vi",
                        "which_vi",
                        "of_vi",
                    ),
                    *("instant_vi", "why_vi", "way_vi", "doubt_vi"),
                ),
                "x",
            )
            assert Step(code, blank).text("vi" if lang == "vi" else "en")
    assert str(Explanation(())) == ""
