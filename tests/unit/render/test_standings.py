"""The words that officials use, and the same in English."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from kehoach._progress import Standing
from kehoach._render import Counts, Seen, counts_line, standing_line, total_line
from kehoach._report import MISSING, NA, NIL
from kehoach._rollup import Total

SENT = date(2019, 4, 18)
AT = datetime(2019, 4, 18, 1, 0, tzinfo=UTC)


def seen(bucket: str, phase: str | None = None, days: int = 0, state: str = "draft", **more: Any) -> Seen:
    """A duty of Huyện Hải Lăng."""
    standing = Standing("470", state, bucket, phase, AT if bucket.startswith("met") else None, None, days)
    return Seen(name="Huyện Hải Lăng", standing=standing, **more)


@pytest.mark.parametrize(
    ("one", "vi", "en"),
    [
        (
            seen("met_on_time", state="submitted", role="sent", sent_on=SENT),
            "đã gửi ngày 18/4/2019, đúng hạn",
            "sent on 2019-04-18, on time",
        ),
        (
            seen("met_late", days=3, state="aggregated", role="counted", sent_on=SENT),
            "đã gửi ngày 18/4/2019, trễ hạn 3 ngày, đã tổng hợp",
            "sent on 2019-04-18, 3 days late, aggregated",
        ),
        (
            seen("met_undated", state="reviewed", role="accepted", sent_on=SENT),
            "đã gửi ngày 18/4/2019, đã duyệt",
            "sent on 2019-04-18, reviewed",
        ),
        (
            seen("met_on_time", role="draft", sent_on=SENT, opened="corrected"),
            "đã gửi ngày 18/4/2019, đúng hạn, đang đính chính",
            "sent on 2019-04-18, on time, under correction",
        ),
        (seen("met_undated", role="sent"), "đã gửi", "sent"),
        (seen("open", "overdue", 3), "chưa gửi, quá hạn 3 ngày", "not sent, 3 days overdue"),
        (seen("open", "overdue", 1), "chưa gửi, quá hạn 1 ngày", "not sent, 1 day overdue"),
        (
            seen("open", "in_time", last_day=date(2019, 4, 19)),
            "chưa gửi, trong hạn (đến hết ngày 19/4/2019)",
            "not sent, in time (until 2019-04-19)",
        ),
        (
            seen("open", "in_time", opened="returned"),
            "đã trả lại, chưa gửi lại, trong hạn",
            "sent back, not sent again, in time",
        ),
        (
            seen("open", "undated", opened="recalled"),
            "đã rút lại, chưa gửi lại, không ấn định thời hạn",
            "recalled, not sent again, no deadline is set",
        ),
        (seen("open", "not_open_yet"), "chưa gửi, chưa mở", "not sent, not open yet"),
        (seen("open"), "chưa gửi, không ấn định thời hạn", "not sent, no deadline is set"),
        (seen("waived"), "miễn báo cáo", "waived"),
        (seen("lapsed"), "hết trách nhiệm gửi", "lapsed"),
        (seen("dormant"), "chưa phải gửi", "not expected"),
        (seen("dormant", only_if="storm"), "chưa phải gửi, chờ storm", "not expected, unless storm happens"),
        (
            seen("cancelled"),
            "không phải gửi: đơn vị không hoạt động trong kỳ",
            "not expected: the unit does not exist then",
        ),
        (
            seen("met_on_time", state="confirmed", role="accepted", kind="act", sent_on=SENT),
            "đã thực hiện ngày 18/4/2019, đúng hạn, đã xác nhận",
            "done on 2019-04-18, on time, confirmed",
        ),
        (seen("open", kind="act"), "chưa thực hiện, không ấn định thời hạn", "not done, no deadline is set"),
        (
            seen("open", "overdue", 2, kind="act", opened="returned"),
            "mở lại, chưa thực hiện lại, quá hạn 2 ngày",
            "reopened, not done again, 2 days overdue",
        ),
        (
            seen("open", "overdue", 2, waits_for=("plan (Tỉnh)",)),
            "chưa gửi, quá hạn 2 ngày; chờ plan (Tỉnh)",
            "not sent, 2 days overdue; waits for plan (Tỉnh)",
        ),
        (
            seen("open", "overdue", 2, waits_for=("a", "b", "c", "d", "e")),
            "chưa gửi, quá hạn 2 ngày; chờ a, b, c và 2 nhiệm vụ khác",
            "not sent, 2 days overdue; waits for a, b, c and 2 more",
        ),
    ],
)
def test_a_standing_in_words(one: Seen, vi: str, en: str) -> None:
    """Each way to stand has its line in both languages."""
    assert standing_line(one, lang="vi") == f"Huyện Hải Lăng: {vi}"
    assert standing_line(one) == f"Huyện Hải Lăng: {en}"


@pytest.mark.parametrize(
    ("counts", "vi", "en"),
    [
        (Counts(done=10, expected=10, unsent=0), "Đã tổng hợp 10/10 đơn vị", "10 of 10 units aggregated"),
        (
            Counts(done=8, expected=10, unsent=2),
            "Đã tổng hợp 8/10 đơn vị; còn 02 đơn vị chưa gửi báo cáo",
            "8 of 10 units aggregated; 2 units have not sent their report",
        ),
        (
            Counts(done=0, expected=1, unsent=1, state="reviewed"),
            "Đã duyệt 0/1 đơn vị; còn 01 đơn vị chưa gửi báo cáo",
            "0 of 1 unit reviewed; 1 unit has not sent its report",
        ),
        (
            Counts(done=1, expected=14, unsent=11),
            "Đã tổng hợp 1/14 đơn vị; còn 11 đơn vị chưa gửi báo cáo; 02 đơn vị đã gửi, chưa tổng hợp",
            (
                "1 of 14 units aggregated; 11 units have not sent their report; "
                "2 units have sent it and are not aggregated yet"
            ),
        ),
        (
            Counts(done=1, expected=4, unsent=2, state="confirmed", kind="act"),
            "Đã xác nhận 1/4 đơn vị; còn 02 đơn vị chưa thực hiện; 01 đơn vị đã thực hiện, chưa xác nhận",
            "1 of 4 units confirmed; 2 units have not done it; 1 unit has done it and is not confirmed yet",
        ),
        (
            Counts(done=1, expected=2, unsent=1, state="confirmed", kind="act"),
            "Đã xác nhận 1/2 đơn vị; còn 01 đơn vị chưa thực hiện",
            "1 of 2 units confirmed; 1 unit has not done it",
        ),
        (
            Counts(done=1, expected=1, unsent=0, waived=1, lapsed=2, cancelled=3),
            "Đã tổng hợp 1/1 đơn vị; 01 đơn vị được miễn; 02 đơn vị hết trách nhiệm; 03 đơn vị không hoạt động",
            "1 of 1 unit aggregated; 1 waived; 2 lapsed; 3 closed or not yet open",
        ),
        (
            Counts(done=0, expected=0, unsent=0, dormant=12, only_if="storm"),
            "12 đơn vị chưa phải gửi, chờ storm",
            "12 not expected, unless storm happens",
        ),
        (Counts(done=0, expected=0, unsent=0, dormant=3), "03 đơn vị chưa phải gửi", "3 not expected"),
    ],
)
def test_counts_in_words(counts: Counts, vi: str, en: str) -> None:
    """How many have come in, who has not sent, and what waits, in both languages."""
    assert (counts_line(counts, lang="vi"), counts_line(counts)) == (vi, en)


TOTAL = Total(
    unit="45", version=2, key="members", value=0, own=MISSING, reported=1, expected=2, missing=(), measure="người"
)


@pytest.mark.parametrize(
    ("value", "decimals", "vi", "en"),
    [
        (147_323, 0, "147.323 người", "147,323 người"),
        (Decimal("12.50"), 2, "12,50 người", "12.50 người"),
        (Fraction(1, 3), 1, "0,3 người", "0.3 người"),
        (MISSING, 0, "chưa có số liệu", "no figure yet"),
        (NA, 0, "không áp dụng", "not applicable"),
        (NIL, 0, "không phát sinh", "nil"),
    ],
)
def test_a_total_in_words(value: Any, decimals: int, vi: str, en: str) -> None:
    """Every kind of figure is printed with its coverage and its version."""
    total = attrs.evolve(TOTAL, value=value, decimals=decimals)
    assert total_line(total, "Tỉnh", "Số", lang="vi") == f"Tỉnh, Số: {vi} (1/2 đơn vị có số liệu, bản 2)"
    assert total_line(total, "Tỉnh", "Số") == f"Tỉnh, Số: {en} (1 of 2 units reported it, version 2)"
