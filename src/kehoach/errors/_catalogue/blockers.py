"""Why an act is refused."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "no_such_move": Entry(
        name="no-such-move",
        en="{trigger} is not possible from {state}",
        vi="không thể {trigger_vi} khi báo cáo ở trạng thái {state_vi}",
        remedy_en="from {state} one can: {possible}",
        remedy_vi="từ {state_vi} có thể: {possible_vi}",
    ),
    "guard": Entry(
        name="guard",
        en="the guard {guard} does not hold",
        vi="điều kiện {guard} không thoả",
    ),
}
