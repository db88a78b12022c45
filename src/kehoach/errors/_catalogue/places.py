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
    "KH998": Entry(
        name="network-file-system",
        en="{place} lies on a file system of the kind {kind}, which several machines share: SQLite cannot keep them"
        " from writing at the same time, and the file may be damaged",
        vi="{place} nằm trên hệ thống tệp {kind} dùng chung giữa nhiều máy: SQLite không ngăn được các máy cùng ghi, và"
        " tệp có thể hỏng",
        remedy_en="name a file on a disk of this machine, or use PostgreSQL; where its locks hold for sure, and acts"
        " may be slower, give allow_network=True or ?allow_network=1",
        remedy_vi="nêu tệp trên đĩa của máy này, hoặc dùng PostgreSQL; nếu chắc chắn khóa tệp ở đó hoạt động và chấp"
        " nhận chậm hơn thì truyền allow_network=True hay ?allow_network=1",
    ),
    "KH999": Entry(
        name="two-sqlite-libraries",
        en="{count} libraries of SQLite are loaded into this process: {libraries}; when both open one file, each lets"
        " the locks of the other go",
        vi="tiến trình này nạp {count} thư viện SQLite: {libraries}; khi cả hai cùng mở một tệp, thư viện này làm mất"
        " khóa của thư viện kia",
        remedy_en="open the files of a store by one of them only, or from another process",
        remedy_vi="chỉ mở tệp của kho bằng một thư viện, hoặc từ tiến trình khác",
    ),
}
