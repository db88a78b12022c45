"""What states, triggers and actors are called in two languages; names of a custom lifecycle are their own labels."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, tuple[str, str]] = {
    "draft": ("draft", "dự thảo"),
    "submitted": ("submitted", "đã gửi"),
    "reviewed": ("reviewed", "đã duyệt"),
    "aggregated": ("aggregated", "đã tổng hợp"),
    "submit": ("submit", "gửi"),
    "recall": ("recall", "rút lại"),
    "send_back": ("send back", "trả lại"),
    "review": ("review", "duyệt"),
    "aggregate": ("aggregate", "tổng hợp"),
    "release": ("release", "gỡ"),
    "correct": ("correct", "đính chính"),
    "withdraw": ("withdraw", "thôi đính chính"),
    "extend": ("extend", "gia hạn"),
    "reschedule": ("reschedule", "điều chỉnh thời hạn"),
    "suspend": ("suspend", "tạm dừng tính thời hạn"),
    "resume_clock": ("resume the clock", "tiếp tục tính thời hạn"),
    "record": ("record", "ghi nhận sự kiện"),
    "request": ("request", "đề nghị gia hạn"),
    "grant": ("grant", "chấp thuận"),
    "decline": ("decline", "không chấp thuận"),
    "unit": ("the unit", "đơn vị"),
    "lead": ("the lead superior", "cấp trên trực tiếp"),
    "superior": ("a superior", "cấp trên"),
    "tier": ("tier", "cấp"),
    "indicator": ("indicator", "chỉ tiêu"),
    "section": ("section", "mục"),
    "campaign": ("campaign", "đợt"),
    "trigger": ("trigger", "việc"),
    "state": ("state", "trạng thái"),
    "event": ("event", "sự kiện"),
    "duty": ("duty", "nhiệm vụ"),
    "issuer": ("the issuer", "cơ quan ban hành"),
    "opener": ("who opened it", "người đã mở"),
}
