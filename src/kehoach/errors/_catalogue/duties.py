"""Findings about duties that come again, wait for others, or depend on something."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

__all__ = ["TEXTS"]

TEXTS: dict[str, Entry] = {
    "KH140": Entry(
        name="two-periods",
        en="another row says how often {form} is owed ({first})",
        vi="một dòng khác đã quy định định kỳ của {form} ({first})",
        remedy_en="a form has one period, in the rows that state it; give another rhythm another form",
        remedy_vi="mỗi mẫu có một định kỳ, ghi ở dòng quy định mẫu; định kỳ khác thì dùng mẫu khác",
    ),
    "KH141": Entry(
        name="until-before-from",
        en="the periods end with {until}, before they begin with {since}",
        vi="kỳ cuối {until} đứng trước kỳ đầu {since}",
        remedy_en="turn them round",
        remedy_vi="đổi chỗ hai mốc",
    ),
    "KH142": Entry(
        name="no-period",
        en="no period ends in the months {months}",
        vi="không có kỳ nào kết thúc trong các tháng {months}",
        remedy_en="name months in which a period between from and until ends, or leave months out",
        remedy_vi="ghi tháng có kỳ kết thúc trong khoảng từ from đến until, hoặc bỏ months",
    ),
    "KH143": Entry(
        name="too-many-periods",
        en="every {every} makes more than {most} periods",
        vi="mỗi {every} một kỳ thì có hơn {most} kỳ",
        remedy_en="let them end earlier, or choose a longer period",
        remedy_vi="kết thúc sớm hơn, hoặc chọn kỳ dài hơn",
    ),
    "KH144": Entry(
        name="not-a-month",
        en="{value!r} is no month",
        vi="{value!r} không phải là tháng",
        remedy_en="write numbers from 1 to 12",
        remedy_vi="ghi số từ 1 đến 12",
    ),
    "KH145": Entry(
        name="no-window",
        en="a period of one {every} cannot start on day {value!r}",
        vi="kỳ {every} không thể bắt đầu vào ngày {value!r}",
        remedy_en='write "calendar", or for months and longer a day from 1 to 28, such as 15 (Decree 09/2019/NĐ-CP)',
        remedy_vi='ghi "calendar", hoặc với kỳ tháng trở lên một ngày từ 1 đến 28, ví dụ 15 (Nghị định 09/2019/NĐ-CP)',
    ),
    "KH146": Entry(
        name="final-taken",
        en="{form} holds estimates, and {final}, which is owed for good beside it, stands in another row",
        vi="{form} là số ước, còn {final} (số chính thức đi kèm) đã có ở dòng khác",
        remedy_en="give the other form another name",
        remedy_vi="đổi tên mẫu kia",
    ),
    "KH147": Entry(
        name="due-before-cut-off",
        en="{form} for {period} is due on {day}, before its figures are cut off on {cutoff}",
        vi="{form} kỳ {period} đến hạn ngày {day}, trước ngày chốt số liệu {cutoff}",
        remedy_en="set estimate = true (then what is owed for good comes with the next period), or a later deadline",
        remedy_vi="đặt estimate = true (số chính thức báo cáo cùng kỳ sau), hoặc lùi thời hạn",
    ),
    "KH148": Entry(
        name="duties-in-a-circle",
        en="duties wait for each other: {chain}",
        vi="các nhiệm vụ chờ lẫn nhau: {chain}",
        remedy_en='take one of the "after" entries out, or let it only warn (enforce = "warn")',
        remedy_vi='bỏ một mục "after", hoặc chỉ cảnh báo (enforce = "warn")',
    ),
    "KH149": Entry(
        name="nobody-to-wait-for",
        en="{form} of {layer} is to wait for {wanted} of {of}, and nobody there owes it",
        vi="{form} của {layer} phải chờ {wanted} của {of}, nhưng ở đó không ai phải nộp",
        remedy_en="let somebody owe it, or take the entry out",
        remedy_vi="giao cho đơn vị thực hiện, hoặc bỏ mục này",
    ),
    "KH114": Entry(
        name="required-not-below",
        en="the quorum of {form} of {layer} requires {units}, which do not report into it",
        vi="tỷ lệ của {form} tại {layer} bắt buộc có {units}, nhưng đơn vị này không báo cáo vào đó",
        remedy_en="require units that report to these, or widen the row",
        remedy_vi="ghi đơn vị thuộc diện tổng hợp, hoặc mở rộng dòng này",
    ),
    "KH166": Entry(
        name="closes-before-due",
        en="{units} cease to exist before {form} is due ({denominator} counts them all the same)",
        vi="{units} chấm dứt hoạt động trước hạn của {form} (vẫn được tính theo {denominator})",
        remedy_en="their duties lapse then; waive them, or let others report for them",
        remedy_vi="nhiệm vụ của các đơn vị này hết hiệu lực khi đó; miễn hoặc giao đơn vị khác báo cáo",
    ),
    "KH167": Entry(
        name="not-counted",
        en="{units} do not exist when {form} is owed, and are not expected ({denominator})",
        vi="{units} không tồn tại vào thời điểm của {form} nên không tính ({denominator})",
        remedy_en='choose another "denominator" in [policy] if they are to be counted',
        remedy_vi='chọn "denominator" khác trong [policy] nếu vẫn tính',
    ),
}
