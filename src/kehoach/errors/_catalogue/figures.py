"""What can be wrong with figures."""

from __future__ import annotations

from kehoach.errors._catalogue._entry import Entry

TEXTS: dict[str, Entry] = {
    "KH600": Entry(
        name="not-a-figure",
        en="{key}: {value} is no figure",
        vi="{key}: {value} không phải là số",
        remedy_en="give an integer, a Decimal or a text such as '1520.5'",
        remedy_vi="ghi số nguyên, Decimal hoặc chuỗi như '1520.5'",
    ),
    "KH601": Entry(
        name="binary-float",
        en="{key}: {value} is a binary float, which is not exact",
        vi="{key}: {value} là số thực nhị phân, không chính xác",
        remedy_en="give an integer, a Decimal or a text such as '1520.5'",
        remedy_vi="ghi số nguyên, Decimal hoặc chuỗi như '1520.5'",
    ),
    "KH602": Entry(
        name="too-many-decimals",
        en="{key}: {value} has more than {decimals} decimals",
        vi="{key}: {value} có quá {decimals} chữ số thập phân",
        remedy_en="round it as the plan's indicator says",
        remedy_vi="làm tròn theo quy định của chỉ tiêu",
    ),
    "KH603": Entry(
        name="negative-stock",
        en="{key}: {value} is negative",
        vi="{key}: {value} là số âm",
        remedy_en="a stock is never below zero",
        remedy_vi="chỉ tiêu tồn không được âm",
    ),
    "KH604": Entry(
        name="illegal-operator",
        en="indicator {key!r} is a {kind} and cannot go up by {goes_up!r}",
        vi="chỉ tiêu {key!r} thuộc loại {kind}, không thể tổng hợp bằng {goes_up!r}",
        remedy_en="a {kind} goes up by: {legal}",
        remedy_vi="loại {kind} tổng hợp bằng: {legal}",
    ),
    "KH605": Entry(
        name="unknown-word",
        en="{field}: {value!r} is not one of {legal}",
        vi="{field}: {value!r} không thuộc {legal}",
    ),
    "KH606": Entry(
        name="bad-key",
        en="{key!r} is no key",
        vi="{key!r} không phải là khoá",
        remedy_en="use letters a to z, figures and _, beginning with a letter",
        remedy_vi="dùng chữ a đến z, chữ số và _, bắt đầu bằng chữ",
    ),
    "KH607": Entry(
        name="not-totalled",
        en="indicator {key!r} goes up by {goes_up!r}, which has no total",
        vi="chỉ tiêu {key!r} tổng hợp bằng {goes_up!r}, không có tổng",
    ),
    "KH608": Entry(
        name="no-such-version",
        en="{unit} has no version {version}",
        vi="{unit} không có bản {version}",
        remedy_en="it has {known}",
        remedy_vi="hiện có {known}",
    ),
    "KH630": Entry(
        name="no-operator",
        en="indicator {key!r} is a {kind} and does not say how it goes up",
        vi="chỉ tiêu {key!r} thuộc loại {kind} nhưng không nêu cách tổng hợp",
        remedy_en="write goes_up as one of: {legal}",
        remedy_vi="ghi goes_up là một trong: {legal}",
    ),
    "KH631": Entry(
        name="unreadable-formula",
        en="the formula {formula} cannot be read at {part!r}, character {place}",
        vi="công thức {formula} không đọc được tại {part_vi!r}, ký tự thứ {place}",
        remedy_en="write keys of indicators joined by + and -, such as 'male + female'",
        remedy_vi="viết khoá các chỉ tiêu nối bằng + và -, ví dụ 'male + female'",
    ),
    "KH632": Entry(
        name="formula-part-twice",
        en="the formula {formula} names {part!r} twice",
        vi="công thức {formula} nêu {part!r} hai lần",
        remedy_en="name each indicator once",
        remedy_vi="nêu mỗi chỉ tiêu một lần",
    ),
    "KH633": Entry(
        name="part-not-named",
        en="indicator {key!r} goes up by {goes_up!r} and names no {field}",
        vi="chỉ tiêu {key!r} tổng hợp bằng {goes_up!r} nhưng không nêu {field}",
        remedy_en="add {field}",
        remedy_vi="bổ sung {field}",
    ),
    "KH634": Entry(
        name="part-not-used",
        en="indicator {key!r} names a {field}, which {goes_up!r} does not use",
        vi="chỉ tiêu {key!r} nêu {field}, nhưng {goes_up!r} không dùng đến",
        remedy_en="take {field} out, or change goes_up",
        remedy_vi="bỏ {field} hoặc đổi goes_up",
    ),
    "KH635": Entry(
        name="formula-cycle",
        en="indicators are worked out from each other in a circle: {chain}",
        vi="các chỉ tiêu được tính vòng tròn từ nhau: {chain}",
        remedy_en="let one of them be reported",
        remedy_vi="để ít nhất một chỉ tiêu do đơn vị báo cáo",
    ),
    "KH636": Entry(
        name="unfit-part",
        en="indicator {key!r} cannot be worked out from {part!r}: {reason}",
        vi="chỉ tiêu {key!r} không tính được từ {part!r}: {reason_vi}",
    ),
    "KH637": Entry(
        name="mixed-measures",
        en="indicator {key!r} adds what is measured differently: {measures}",
        vi="chỉ tiêu {key!r} cộng các đơn vị tính khác nhau: {measures}",
        remedy_en="give all of them one measure, or take those out that do not belong",
        remedy_vi="dùng thống nhất một đơn vị tính, hoặc bỏ phần không thuộc",
    ),
    "KH638": Entry(
        name="illegal-over-time",
        en="indicator {key!r} is a {kind}, and its periods cannot be put together by {over_time!r}",
        vi="chỉ tiêu {key!r} thuộc loại {kind}, các kỳ không thể gộp bằng {over_time!r}",
        remedy_en="periods of a {kind} are put together by: {legal}",
        remedy_vi="các kỳ của loại {kind} được gộp bằng: {legal}",
    ),
    "KH639": Entry(
        name="computed-and-required",
        en="indicator {key!r} is worked out from others, and no report can be required to hold it",
        vi="chỉ tiêu {key!r} được tính từ chỉ tiêu khác, không thể bắt buộc báo cáo",
        remedy_en="require its parts instead",
        remedy_vi="bắt buộc các chỉ tiêu thành phần",
    ),
}
