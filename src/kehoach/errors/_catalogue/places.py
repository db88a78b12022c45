"""What can be wrong with the place of a SQLite file, and with what else happens there."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH997": Entry(
        name="log-ahead-gone",
        en="the log beside {place} was removed or replaced while it was open: what was acknowledged last may be gone,"
        " and nothing more is written through this store",
        vi="tệp nhật ký ghi trước bên cạnh {place} đã bị xóa hoặc thay khi đang mở: những việc vừa được xác nhận có"
        " thể đã mất; kho này không ghi thêm nữa",
        remedy_en="find the program that reads, copies or tidies up these files; open the store again, verify, and ask"
        " again with the same command id",
        remedy_vi="tìm chương trình đọc, chép hoặc dọn các tệp này; mở lại kho, kiểm tra chuỗi băm và làm lại với cùng"
        " mã lệnh",
    ),
}
