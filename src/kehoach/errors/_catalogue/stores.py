"""What can be wrong with stores."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH901": Entry(
        name="chain-broken",
        en="entry {seq} does not fit the hash chain: it, or one before it, was changed, removed or put in",
        vi="dòng {seq} không khớp chuỗi băm: dòng này hoặc dòng trước đã bị sửa, bỏ hoặc thêm",
        remedy_en="restore a backup that was verified, and compare",
        remedy_vi="phục hồi bản sao lưu đã kiểm tra và so sánh",
    ),
}
