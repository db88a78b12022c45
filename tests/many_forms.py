"""A plan that asks for several things: an act, a monthly report with a pilot, and a report on a condition."""

from __future__ import annotations

from pathlib import Path

PLAN = """\
[directive]
title = "Prevention of floods"
number = "20-KH/TU"
issued_on = 2019-01-10

[policy]
gate = "all"

[[tiers]]
id = "province"

[[tiers]]
id = "district"

[[tiers]]
id = "commune"

[[units]]
file = "units.csv"

[[groups]]
id = "pilot"
units = ["d1"]

[[events]]
id = "storm"

[[events]]
id = "flood"
name = "Flood of May"
on = 2019-05-10

[[duties]]
form = "plan"
kind = "act"
owed_by = ["province", "district"]
deadline = "trước ngày 31 tháng 01 năm 2019"
after = [{ form = "plan", of = "superior" }]

[[duties]]
owed_by = ["province", "district", "commune"]
deadline = "chậm nhất ngày 05 của tháng tiếp theo"
period = { every = "month", from = "2019-01", until = "2019-12" }
clocks = { rework = "3 ngày kể từ khi trả lại", review = "2 ngày làm việc kể từ khi gửi" }

[[duties]]
owed_by = ["pilot"]
override = true
gate = { quorum = "1/2", required = ["c1"] }

[[duties]]
form = "damage"
owed_by = ["commune"]
only_if = "storm"
deadline = "5 ngày kể từ ngày storm"
to = "issuer"
copies = ["d1", "d2"]
"""
UNITS = """\
id,name,tier,reports_to
p,Tỉnh Mẫu,province,
d1,Huyện Một,district,p
d2,Huyện Hai,district,p
c1,Xã Một,commune,d1
c2,Xã Hai,commune,d1
c3,Xã Ba,commune,d2
"""


def written(folder: Path, text: str = PLAN) -> Path:
    """A plan file with its units beside it."""
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    file = folder / "forms.toml"
    file.write_text(text, encoding="utf-8")
    return file
