"""What can be wrong with campaigns and acts."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH500": Entry(
        name="template-plan",
        en="the plan has no units",
        vi="kế hoạch chưa có đơn vị",
        remedy_en="add [[units]] before a campaign begins",
        remedy_vi="thêm [[units]] trước khi bắt đầu đợt",
    ),
    "KH501": Entry(
        name="naive-instant",
        en="{value} has no zone",
        vi="{value} không có múi giờ",
        remedy_en="write the offset, such as 2019-03-20T08:00+07:00",
        remedy_vi="ghi múi giờ, ví dụ 2019-03-20T08:00+07:00",
    ),
    "KH502": Entry(
        name="no-instant",
        en="{value} is no instant",
        vi="{value} không phải là thời điểm",
        remedy_en="write a day, a time and an offset, such as 2019-03-20T08:00+07:00",
        remedy_vi="ghi ngày, giờ và múi giờ, ví dụ 2019-03-20T08:00+07:00",
    ),
    "KH503": Entry(
        name="time-goes-back",
        en="the clock stands at {now} and cannot go back to {value}",
        vi="đồng hồ đang ở {now}, không thể lùi về {value}",
        remedy_en="make a new clock",
        remedy_vi="tạo đồng hồ mới",
    ),
    "KH504": Entry(
        name="unknown-cell",
        en="the plan has no {kind} {key!r}",
        vi="kế hoạch không có {kind_vi} {key!r}",
        remedy_en="it has: {known}",
        remedy_vi="kế hoạch có: {known}",
    ),
    "KH506": Entry(
        name="inside-a-callback",
        en="an act was asked for while another is being decided",
        vi="một việc được yêu cầu khi việc khác đang được quyết định",
        remedy_en="do it after the first has returned",
        remedy_vi="làm sau khi việc thứ nhất xong",
    ),
    "KH507": Entry(
        name="same-id-other-act",
        en="the command id {command_id!r} already stands for another act, entry {seq}",
        vi="mã lệnh {command_id!r} đã dùng cho việc khác, dòng {seq}",
        remedy_en="give each act an id of its own",
        remedy_vi="mỗi việc cần một mã riêng",
    ),
    "KH508": Entry(
        name="wrong-type",
        en="{value} is no {wanted}",
        vi="{value} không phải là {wanted_vi}",
    ),
    "KH509": Entry(
        name="content-too-long",
        en="the text of {key!r} has {length} characters, the limit is {limit}",
        vi="nội dung {key!r} dài {length} ký tự, giới hạn là {limit}",
        remedy_en="attach the document elsewhere and name it here",
        remedy_vi="lưu văn bản ở nơi khác và dẫn số văn bản tại đây",
    ),
    "KH510": Entry(
        name="campaign-exists",
        en="the store already holds a campaign {id!r}",
        vi="kho đã có đợt {id!r}",
        remedy_en="resume it, or begin under another id",
        remedy_vi="tiếp tục đợt đó, hoặc bắt đầu với mã khác",
    ),
    "KH511": Entry(
        name="other-plan",
        en="campaign {id!r} was begun with another plan (digest {stored}, not {given})",
        vi="đợt {id!r} được bắt đầu với kế hoạch khác (mã {stored}, không phải {given})",
        remedy_en="resume it without a plan, or with the plan it was begun with",
        remedy_vi="tiếp tục mà không nêu kế hoạch, hoặc với đúng kế hoạch ban đầu",
    ),
    "KH512": Entry(
        name="which-campaign",
        en="the store holds {count} campaigns: {ids}",
        vi="kho có {count} đợt: {ids}",
        remedy_en="give the id of one",
        remedy_vi="nêu mã của một đợt",
    ),
    "KH513": Entry(
        name="callable-lost",
        en="the lifecycle needs {name!r}, which cannot be made from text",
        vi="vòng đời cần {name!r}, không thể dựng lại từ văn bản",
        remedy_en="resume with plan= the plan it was begun with",
        remedy_vi="tiếp tục với plan= kế hoạch ban đầu",
    ),
    "KH514": Entry(
        name="nothing-changes",
        en="neither a deadline, nor an opening, nor a closing is given",
        vi="chưa nêu thời hạn, ngày mở hay ngày khoá sổ",
        remedy_en="give deadline=, opens= or closes=",
        remedy_vi="nêu deadline=, opens= hoặc closes=",
    ),
    "KH515": Entry(
        name="nobody-selected",
        en="{selection} selects no duty",
        vi="{selection} không chọn được đơn vị nào",
        remedy_en="name units, a tier, a group that has units, or a form",
        remedy_vi="nêu đơn vị, cấp, nhóm có đơn vị, hoặc biểu mẫu",
    ),
    "KH516": Entry(
        name="no-known-day",
        en="{value} has no day that is known",
        vi="{value} chưa có ngày xác định",
        remedy_en="give a deadline with a day, such as 'before 10-4-2019'",
        remedy_vi="nêu thời hạn có ngày, ví dụ 'trước ngày 10 tháng 4 năm 2019'",
    ),
    "KH517": Entry(
        name="span-runs-backwards",
        en="{until} lies before {since}",
        vi="{until} trước {since}",
        remedy_en="give the earlier instant first",
        remedy_vi="nêu thời điểm sớm hơn trước",
    ),
}
