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
        proved = content_fits(line)
        before, head = head, hashlib.sha256(b"\0" + head + canonical(line)).digest()
        if (said_before, said, proved) != (before.hex(), head.hex(), True):
            return int(line["seq"])
    return None


def content_fits(line: dict[str, Any]) -> bool:
    """Whether the content of a line is the one whose hash stands in it; afterwards the line is as the chain has it."""
    salt, digest = line.pop("salt"), line["content"]
    if line["clock"] is None:
        del line["clock"]
    if digest is None:
        del line["content"]
        return True
    changes = not line["source"] and not line["dest"]
    hashed = ("data", "reason", "sections") if changes else ("data", "payload", "reason", "sections")
    said = {name: line[name] for name in hashed}
    line.update(dict.fromkeys(hashed))
    if salt is None:  # erased
        return not any(said.values())
    found = hashlib.sha256(bytes.fromhex(salt) + canonical({"payload": None, **said})).hexdigest()
    return bool(digest == found)


def canonical(value: dict[str, Any]) -> bytes:
    """A table as it is hashed: JSON with its keys in order and no blanks."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def main() -> None:
    """Check the log as it is, with a figure changed, with a line gone, and with two lines swapped."""
    lines, plan = written()
    print("as written:", first_wrong(lines, "2019", plan))
    changed = lines[0].replace('"members": 12', '"members": 13')
    print("a figure changed:", first_wrong([changed, *lines[1:]], "2019", plan))
    print("a line gone:", first_wrong([lines[0], lines[2]], "2019", plan))
    print("two lines swapped:", first_wrong([lines[1], lines[0], lines[2]], "2019", plan))
    print("of another campaign:", first_wrong(lines, "2020", plan))


main()
