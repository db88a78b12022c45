"""Scripts: what is wrong with one, and what came otherwise than it expects."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH875": Entry(
        name="unknown-act",
        en="there is no act {act!r} in this plan",
        vi="kế hoạch này không có việc {act!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH876": Entry(
        name="no-such-moment",
        en="{value!r} is no moment that is known",
        vi="{value!r} không phải thời điểm xác định được",
        remedy_en="write a day, a day and a time, 'before 5/4', '2 days later' or 'before the due of commune-1'",
        remedy_vi="ghi ngày, ngày và giờ, 'trước 5/4', 'sau 2 ngày' hoặc 'trước hạn của commune-1'",
    ),
    "KH877": Entry(
        name="step-goes-back",
        en="the step is done {at}, and the one above it {before}",
        vi="bước này diễn ra lúc {at}, còn bước trên lúc {before}",
        remedy_en="write steps in the order in which they are done",
        remedy_vi="ghi các bước theo thứ tự thời gian",
    ),
    "KH878": Entry(
        name="unknown-in-a-script",
        en="there is no {kind} {name!r}",
        vi="không có {kind_vi} {name!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH879": Entry(
        name="never-met",
        en="this can never be met: {reason}",
        vi="điều này không bao giờ xảy ra: {reason_vi}",
    ),
    "KH880": Entry(
        name="key-of-another-act",
        en="{act} takes no {key!r}",
        vi="việc {act} không có {key!r}",
        remedy_en="{hint}",
        remedy_vi="{hint_vi}",
    ),
    "KH881": Entry(
        name="act-needs-a-key",
        en="{act} needs {key!r}",
        vi="việc {act} cần {key!r}",
    ),
    "KH882": Entry(
        name="script-says-nothing",
        en="the script does nothing and expects nothing",
        vi="kịch bản không làm gì và không mong đợi gì",
        remedy_en="write [[when]] for each act, and [then] for what is expected at the end",
        remedy_vi="ghi [[when]] cho từng việc và [then] cho kết quả mong đợi",
    ),
    "KH883": Entry(
        name="expectation-not-met",
        en="{what}: expected {expected}, and it is {actual}",
        vi="{what_vi}: mong đợi {expected}, thực tế là {actual}",
    ),
    "KH884": Entry(
        name="act-was-refused",
        en="{act} was to be done, and is refused ({codes}): {why}",
        vi="{act} lẽ ra phải được thực hiện nhưng bị từ chối ({codes}): {why_vi}",
    ),
    "KH885": Entry(
        name="act-was-done",
        en="{act} was to be refused ({codes}), and is done",
        vi="{act} lẽ ra phải bị từ chối ({codes}) nhưng đã được thực hiện",
    ),
    "KH886": Entry(
        name="refused-for-another-reason",
        en="{act} was to be refused for {codes}, and is refused for {actual}: {why}",
        vi="{act} lẽ ra bị từ chối vì {codes}, thực tế bị từ chối vì {actual}: {why_vi}",
    ),
    "KH887": Entry(
        name="log-without-a-column",
        en="the log has no column {column!r}; it has {columns}",
        vi="nhật ký không có cột {column!r}; chỉ có {columns}",
        remedy_en="name the columns unit, act and time, or say which they are with --columns",
        remedy_vi="đặt tên các cột là unit, act, time, hoặc chỉ ra bằng --columns",
    ),
}
