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
}
