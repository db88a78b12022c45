"""Checking a log without the library: SHA-256 and JSON are enough, in this language or any other."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import kehoach as kh
from kehoach.testing import ManualClock, small_plan


def written() -> tuple[list[str], str]:
    """The lines of a small campaign, as they are printed elsewhere, and the digest of its plan."""
    clock = ManualClock("2019-03-20T08:00+07:00")
    campaign = kh.Campaign.begin(small_plan(1, 1, 2), id="2019", clock=clock, default_by="expected")
    campaign.submit("commune-1", data={"members": 12}, person="clerk 1")
    campaign.send_back("commune-1", reason="đọc không rõ")
    campaign.submit("commune-1", data={"members": 21})
    return [json.dumps(entry.to_dict(), ensure_ascii=False) for entry in campaign.log()], campaign.plan.digest


def first_wrong(lines: list[str], campaign: str, plan: str) -> int | None:
    """The number of the first line that does not fit; None when all do."""
    head = hashlib.sha256(f"kehoach-log-1|{campaign}|{plan}".encode()).digest()
    for text in lines:
        line: dict[str, Any] = json.loads(text)
        said_before, said = line.pop("previous"), line.pop("hash")
        canonical = json.dumps(line, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        before, head = head, hashlib.sha256(b"\0" + head + canonical.encode()).digest()
        if (said_before, said) != (before.hex(), head.hex()):
            return int(line["seq"])
    return None


def main() -> None:
    """Check the log as it is, with a figure changed, with a line gone, and with two lines swapped."""
    lines, plan = written()
    print("as written:", first_wrong(lines, "2019", plan))
    print("a figure changed:", first_wrong([lines[0].replace("12", "13", 1), *lines[1:]], "2019", plan))
    print("a line gone:", first_wrong([lines[0], lines[2]], "2019", plan))
    print("two lines swapped:", first_wrong([lines[1], lines[0], lines[2]], "2019", plan))
    print("of another campaign:", first_wrong(lines, "2020", plan))


main()
