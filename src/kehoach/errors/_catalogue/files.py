"""What can be wrong with files."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

_READING: dict[str, Entry] = {
    "KH800": Entry(
        name="no-such-file",
        en="there is no file {file!r}",
        vi="không có tệp {file!r}",
        remedy_en="check the path",
        remedy_vi="xem lại đường dẫn",
    ),
    "KH801": Entry(
        name="not-a-file",
        en="{file!r} is a folder or a device, not a file",
        vi="{file!r} là thư mục hoặc thiết bị, không phải tệp",
        remedy_en="name the file inside it",
        remedy_vi="hãy chỉ rõ tệp bên trong",
    ),
    "KH802": Entry(
        name="not-permitted",
        en="{file!r} may not be read by this user",
        vi="người dùng này không có quyền đọc {file!r}",
        remedy_en="change its permissions, or copy it to a folder of yours",
        remedy_vi="đổi quyền của tệp, hoặc chép sang thư mục của mình",
    ),
    "KH803": Entry(
        name="unreadable",
        en="{file!r} cannot be read: {reason}",
        vi="không đọc được {file!r}: {reason}",
        remedy_en="check the path and the disk",
        remedy_vi="kiểm tra đường dẫn và ổ đĩa",
    ),
    "KH804": Entry(
        name="too-large",
        en="the file has {given} bytes and may have {most}",
        vi="tệp có {given} byte, chỉ được tối đa {most}",
        remedy_en="move the units into a CSV file beside the plan",
        remedy_vi="chuyển danh sách đơn vị sang tệp CSV đặt cạnh kế hoạch",
    ),
    "KH805": Entry(
        name="not-utf-8",
        en="byte {byte} is not UTF-8",
        vi="byte {byte} không phải UTF-8",
        remedy_en="save the file as UTF-8 (in Excel: CSV UTF-8)",
        remedy_vi="lưu lại tệp theo bảng mã UTF-8 (trong Excel: CSV UTF-8)",
    ),
    "KH806": Entry(
        name="key-too-long",
        en="this key has more than {most} parts",
        vi="khoá này có quá {most} phần",
        remedy_en="no key of a plan needs more than three",
        remedy_vi="không khoá nào của kế hoạch cần quá ba phần",
    ),
    "KH807": Entry(
        name="too-deep",
        en="brackets stand more than {most} deep here",
        vi="ngoặc lồng nhau quá {most} lớp ở đây",
        remedy_en="no value of a plan needs more than three",
        remedy_vi="không giá trị nào của kế hoạch cần quá ba lớp",
    ),
    "KH808": Entry(
        name="figures-too-many",
        en="this number or date has more than {most} characters",
        vi="số hoặc ngày này dài quá {most} ký tự",
        remedy_en="put a text in quotes",
        remedy_vi="nếu là chữ thì đặt trong dấu ngoặc kép",
    ),
    "KH809": Entry(
        name="outside-folder",
        en="{file!r} lies outside the folder of the plan",
        vi="{file!r} nằm ngoài thư mục của kế hoạch",
        remedy_en="copy it beside the plan and name it without '..', '/' in front, or a link that leads away",
        remedy_vi="chép tệp vào cạnh kế hoạch; không dùng '..', '/' ở đầu hoặc liên kết dẫn ra ngoài",
    ),
}

_SYNTAX: dict[str, Entry] = {
    "KH810": Entry(
        name="toml-syntax",
        en="this is no TOML: {reason}",
        vi="không đúng cú pháp TOML: {reason}",
        remedy_en="see https://toml.io",
        remedy_vi="xem https://toml.io",
    ),
    "KH811": Entry(
        name="toml-no-equals",
        en="a key stands here without '='",
        vi="khoá ở đây thiếu dấu '='",
        remedy_en='write key = "text"',
        remedy_vi='viết khoá = "chữ"',
    ),
    "KH812": Entry(
        name="toml-no-value",
        en="this is no value",
        vi="đây không phải là giá trị",
        remedy_en='texts stand in quotes ("…"), days are written 2019-04-05, yes and no are true and false',
        remedy_vi='chữ đặt trong ngoặc kép ("…"), ngày viết 2019-04-05, có và không viết true và false',
    ),
    "KH813": Entry(
        name="toml-open-text",
        en="a text is opened and not closed",
        vi="chữ mở ngoặc kép mà không đóng",
        remedy_en='end it with the quote it began with; a text of several lines stands in """…"""',
        remedy_vi='đóng bằng đúng dấu đã mở; chữ nhiều dòng đặt trong """…"""',
    ),
    "KH814": Entry(
        name="toml-twice",
        en="this key or table is given twice",
        vi="khoá hoặc bảng này đã có ở trên",
        remedy_en="keep one of the two; several of a kind are each headed by [[…]]",
        remedy_vi="giữ lại một; nhiều mục cùng loại thì mỗi mục mở bằng [[…]]",
    ),
    "KH815": Entry(
        name="toml-open-bracket",
        en="a bracket is opened and not closed, or a comma is missing",
        vi="ngoặc mở mà không đóng, hoặc thiếu dấu phẩy",
        remedy_en="close it: [ ] for lists and headings, {{ }} for tables on one line",
        remedy_vi="đóng lại: [ ] cho danh sách và tiêu đề, {{ }} cho bảng trên một dòng",
    ),
    "KH816": Entry(
        name="toml-no-statement",
        en="a line is either a [heading], or key = value, or a # remark; this is none",
        vi="mỗi dòng là một [tiêu đề], hoặc khoá = giá trị, hoặc # ghi chú; dòng này không phải",
        remedy_en="keys with blanks or Vietnamese letters stand in quotes",
        remedy_vi="khoá có dấu cách hoặc chữ có dấu phải đặt trong ngoặc kép",
    ),
    "KH817": Entry(
        name="toml-no-such-day",
        en="there is no such day or time",
        vi="không có ngày hoặc giờ này",
        remedy_en="write year-month-day, as in 2019-04-05",
        remedy_vi="viết năm-tháng-ngày, ví dụ 2019-04-05",
    ),
    "KH818": Entry(
        name="toml-backslash",
        en="a backslash in a text stands for nothing known",
        vi="dấu gạch chéo ngược trong chữ không có nghĩa",
        remedy_en="write it twice, or put the text in single quotes",
        remedy_vi="viết hai lần, hoặc đặt chữ trong dấu nháy đơn",
    ),
    "KH819": Entry(
        name="toml-character",
        en="the character {character} may not stand here",
        vi="ký tự {character} không được đứng ở đây",
        remedy_en="delete it; a line break inside a text is written \\n",
        remedy_vi="xoá đi; xuống dòng trong chữ viết là \\n",
    ),
}

_MANY: dict[str, Entry] = {
    "KH820": Entry(
        name="and-more",
        en="and {count} more",
        vi="và {count} lỗi khác",
        remedy_en="mend those above first; many come of one mistake",
        remedy_vi="sửa các lỗi trên trước; nhiều lỗi có chung một nguyên nhân",
    ),
}

_WRITING: dict[str, Entry] = {
    "KH840": Entry(
        name="not-writable",
        en="{file!r} cannot be written: this user may not write in {folder!r}",
        vi="không ghi được {file!r}: người dùng này không có quyền ghi trong {folder!r}",
        remedy_en="choose another folder, or change its permissions; nothing was changed",
        remedy_vi="chọn thư mục khác hoặc đổi quyền thư mục; chưa có gì thay đổi",
    ),
    "KH841": Entry(
        name="disk-full",
        en="{file!r} cannot be written: the disk is full",
        vi="không ghi được {file!r}: ổ đĩa đã đầy",
        remedy_en="free some space and save again; the former file is as it was",
        remedy_vi="giải phóng dung lượng rồi lưu lại; tệp cũ vẫn nguyên",
    ),
    "KH842": Entry(
        name="no-such-folder",
        en="{file!r} cannot be written: there is no folder {folder!r}",
        vi="không ghi được {file!r}: không có thư mục {folder!r}",
        remedy_en="make the folder first",
        remedy_vi="hãy tạo thư mục trước",
    ),
    "KH843": Entry(
        name="unwritable",
        en="{file!r} cannot be written: {reason}",
        vi="không ghi được {file!r}: {reason}",
        remedy_en="nothing was changed; check the path and the disk",
        remedy_vi="chưa có gì thay đổi; kiểm tra đường dẫn và ổ đĩa",
    ),
    "KH844": Entry(
        name="changed-meanwhile",
        en="{file!r} was changed after it was loaded",
        vi="{file!r} đã thay đổi sau khi được nạp",
        remedy_en="load it again and repeat the edit, or save under another name",
        remedy_vi="nạp lại rồi sửa lần nữa, hoặc lưu với tên khác",
    ),
    "KH845": Entry(
        name="not-ours",
        en="{file!r} exists and is no plan file",
        vi="{file!r} đã có và không phải tệp kế hoạch",
        remedy_en="save under another name",
        remedy_vi="lưu với tên khác",
    ),
    "KH846": Entry(
        name="not-writable-as-toml",
        en="the plan cannot be written to {file!r} so that it reads back the same",
        vi="không ghi được kế hoạch vào {file!r} sao cho đọc lại đúng như cũ",
        remedy_en="callbacks and calendars made in code do not go into a file; nothing was changed",
        remedy_vi="hàm gọi và lịch tạo bằng mã không lưu được vào tệp; chưa có gì thay đổi",
    ),
}

TEXTS: dict[str, Entry] = {**_READING, **_SYNTAX, **_MANY, **_WRITING}
