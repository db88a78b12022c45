"""What a plan says of itself when it is checked, code by code."""

from __future__ import annotations

from typing import Final

from kehoach.errors import FINDINGS, Severity
from kehoach.rules._doubts import Doubt
from kehoach.rules._rule import Rule

__all__ = ["TOLD"]

_TITLES: Final[tuple[tuple[str, Severity | None, str, str], ...]] = (
    ("KH150", "error", "a superior is due after those below it", "cấp trên có hạn sau cấp dưới"),
    (
        "KH151",
        "warning",
        "a superior is not due on the day of those below it",
        "cấp trên không cùng ngày hạn với cấp dưới",
    ),
    ("KH152", "error", "nothing is due before the directive was issued", "không có hạn trước ngày ban hành văn bản"),
    ("KH153", "note", "whoever owes something has a deadline", "đơn vị phải nộp đều có thời hạn"),
    ("KH154", None, "a group names its units", "nhóm có ghi tên đơn vị"),
    ("KH155", "note", "a deadline is certain", "thời hạn chắc chắn"),
    (
        "KH156",
        "warning",
        "a superior has working days enough after those below it",
        "cấp trên có đủ ngày làm việc sau cấp dưới",
    ),
    ("KH157", "error", "nothing opens after it is due", "không mở nhận sau khi hết hạn"),
    ("KH158", "note", "the directive says to whom each unit reports", "văn bản nêu rõ từng đơn vị gửi báo cáo cho ai"),
    ("KH159", "note", "no deadline waits for something", "không có thời hạn nào còn chờ"),
    ("KH161", "note", "a plan names its units", "kế hoạch có đơn vị"),
    ("KH162", "error", "nothing closes before it is due", "không đóng nhận trước khi hết hạn"),
    ("KH163", "warning", "what is asked is asked of tiers that report", "chỉ hỏi cấp phải báo cáo"),
    (
        "KH164",
        "warning",
        "a printed day is a working day, or the reading moves it",
        "hạn rơi vào ngày làm việc, hoặc cách hiểu có dời ngày",
    ),
    ("KH165", "warning", "no printed day lies in Tết", "hạn không rơi vào Tết"),
    ("KH166", "warning", "a unit exists until it is due", "đơn vị còn hoạt động đến khi hết hạn"),
    ("KH167", "note", "whoever owes something exists then", "đơn vị phải nộp có tồn tại vào thời điểm đó"),
    ("KH230", "warning", "a deadline lies within the calendar", "thời hạn nằm trong lịch đã biết"),
    (
        "KH231",
        "error",
        "a printed day agrees with its second derivation",
        "ngày ghi trong văn bản khớp với cách tính thứ hai",
    ),
    ("KH421", "warning", "every guard has a name of its own", "mỗi điều kiện có tên riêng"),
    (
        "KH641",
        "note",
        "an indicator goes up by an operator that knows shares",
        "chỉ tiêu tổng hợp bằng phép tính có chia tỷ lệ",
    ),
    ("KH642", "error", "every report reaches the top as a whole", "mọi báo cáo lên tới cấp trên cùng đầy đủ"),
    (
        "KH644",
        "warning",
        "what a figure is worked out from is cut alike",
        "các thành phần của một chỉ tiêu được chia như nhau",
    ),
    ("KH646", "note", "edges name the group of an indicator", "có tuyến báo cáo nêu nhóm của chỉ tiêu"),
    ("KH647", "warning", "an indicator has the group that edges name", "có chỉ tiêu thuộc nhóm mà tuyến báo cáo nêu"),
    ("KH693", "warning", "a check compares what is measured alike", "điều kiện đối chiếu so sánh cùng đơn vị tính"),
    ("KH701", "warning", "the word of a document and its code agree", "tên loại văn bản khớp với ký hiệu"),
    ("KH702", "warning", "the code of a document is a known type", "ký hiệu văn bản là loại đã biết"),
)

TOLD: Final[tuple[Rule, ...]] = tuple(
    Rule(
        code=code,
        title=title,
        title_vi=title_vi,
        severity=severity,
        name=FINDINGS[code].name,
        function=Doubt(code),
    )
    for code, severity, title, title_vi in _TITLES
)
"""The rules whose findings `Plan.check` tells."""
