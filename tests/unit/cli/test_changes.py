"""extend, reschedule, suspend, resume-clock, record, request, grant, decline: dues that move at a keyboard."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
AT = ("--at", "20/3/2019")
ELECTION = """\
[directive]
title = "Báo cáo sau bầu cử"
number = "5/KH"

[[tiers]]
id = "province"
deadline = "10 working days after election"

[[units]]
id = "45"
name = "Tỉnh Mẫu"
tier = "province"

[[events]]
id = "election"
"""


def lines(run: Run, store: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("log", store, "-f", "json").lines]


def rows(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.out)))


def test_an_extension_shows_the_old_due_beside_the_new(run: Run, store: Path) -> None:
    """One unit by name, with reason and document; who is expected decides."""
    answer = run(
        *("extend", store, "xã một", "--deadline", "before 10-4-2019"),
        *("--reason", "flood", "--document", "120-CV/TU", *AT, "--lang", "vi"),
    )
    assert (answer.code, answer.err) == (0, "")
    assert answer.out == "Xã Một (c1): hạn đến hết ngày 04/4/2019 → đến hết ngày 09/4/2019\n"
    (entry,) = lines(run, store)
    assert (entry["trigger"], entry["by"], entry["reason"], json.loads(entry["payload"])) == (
        "extend",
        "d1",
        "flood",
        {"document": "120-CV/TU"},
    )
    assert "moved to Tuesday 2019-04-09 by 120-CV/TU: flood" in run("due", store, "c1").out


def test_a_refused_extension_says_every_reason_and_changes_nothing(run: Run, store: Path) -> None:
    """Blockers and remedies in words of the command line, exit code 4, an empty log."""
    answer = run("extend", store, "c1", "--deadline", "before 25-4-2019", *AT)
    assert (answer.code, answer.out) == (4, "")
    assert answer.err.splitlines() == [
        "Xã Một (c1): cannot extend",
        "- no reason is given",
        "  give --reason",
        "- the new due is not before that of Huyện Một (d1), 20/04/2019 00:00",
        "  move the superior first, or say --accept-gap",
        "nothing was done",
    ]
    assert lines(run, store) == []
    assert run("extend", store, "c1", "--deadline", "before 25-4-2019", "--reason", "x", "--accept-gap", *AT).code == 0


def test_of_several_units_all_are_extended_or_none(run: Run, store: Path) -> None:
    """When one is refused none moves; all are told in the order in which they were named."""
    run("extend", store, "c2", "--deadline", "before 12-4-2019", "--reason", "x", *AT)
    refused = run("extend", store, "c1", "c2", "--deadline", "before 10-4-2019", "--reason", "x", *AT, "-f", "json")
    assert refused.code == 4
    document = json.loads(refused.out)
    assert [(row["unit"], row["outcome"], [one["code"] for one in row["blockers"]]) for row in document["rows"]] == [
        ("c2", "refused", ["not_later"])
    ]
    assert len(lines(run, store)) == 1
    done = run("extend", store, "c1", "c3", "--deadline", "before 10-4-2019", "--reason", "x", *AT)
    assert done.lines == [
        "Xã Một (c1): in time until 2019-04-04 → until 2019-04-09",
        "Xã Ba (c3): in time until 2019-04-04 → until 2019-04-09",
    ]
    assert len(lines(run, store)) == 3


def test_a_rehearsal_writes_nothing(run: Run, store: Path) -> None:
    """With --dry-run it is told what would happen, and the log stays as it was."""
    answer = run("extend", store, "c1", "c2", "--deadline", "before 10-4-2019", "--reason", "x", *AT, "--dry-run")
    assert (answer.code, len(answer.lines)) == (0, 2)
    assert answer.err == "a rehearsal: nothing was written\n"
    assert lines(run, store) == []


def test_an_extension_after_the_due_says_that_the_lateness_stays(run: Run, store: Path) -> None:
    """What is retroactive is told so, in text and for programs."""
    arguments = ("extend", store, "c1", "--deadline", "before 10-4-2019", "--reason", "x", "--at", "6/4/2019")
    assert run(*arguments, "--dry-run").out == "Xã Một (c1): was due until 2019-04-04: may be sent, stays late\n"
    assert rows(run(*arguments, "-f", "csv"))[0] == {
        "unit": "c1",
        "name": "Xã Một",
        "change": "extend",
        "outcome": "done",
        "seq": "1",
        "at": "2019-04-06T08:00:00+07:00",
        "was": "2019-04-05T00:00:00+07:00",
        "becomes": "2019-04-05T00:00:00+07:00",
        "retroactive": "true",
        "opens_at": "",
        "closes_at": "",
        "request": "",
        "blockers": "",
    }


def test_a_tier_gets_another_due_in_one_line(run: Run, store: Path) -> None:
    """Many that move alike are one line, three by name, the rest counted."""
    arguments = ("reschedule", store, "commune", "--deadline", "trước 17 giờ ngày 8/4/2019", "--reason", "x", *AT)
    answer = run(*arguments, "--lang", "vi")
    assert answer.lines == [
        "Xã Một (c1), Xã Hai (c2), Xã Ba (c3) và 1 đơn vị khác: hạn đến hết ngày 04/4/2019 → trước 17:00 08/4/2019"
    ]
    assert json.loads(lines(run, store)[0]["payload"]) == {"selection": ["commune"]}


def test_a_selection_may_name_units_by_name(run: Run, store: Path) -> None:
    """Words are tiers, groups, forms, ids, or names that one unit bears; what is none of these is named."""
    answer = run("reschedule", store, "xã ba", "tier:district", "--opens", "1/4/2019", "--reason", "x", *AT)
    assert answer.lines == [
        "Huyện Một (d1), Huyện Hai (d2), Xã Ba (c3): opens 00:00 2019-04-01",
    ]
    unknown = run("reschedule", store, "comune", "--opens", "1/4/2019", "--reason", "x", *AT)
    assert unknown.code == 2
    assert "did you mean 'commune'" in unknown.err
    ambiguous = run("reschedule", store, "Xã Hai", "--opens", "1/4/2019", "--reason", "x", *AT)
    assert ambiguous.code == 2
    assert "--under" in ambiguous.err
    assert run("reschedule", store, "Xã Hai", "--under", "d2", "--opens", "1/4/2019", "--reason", "x", *AT).code == 0


def test_a_closing_is_told(run: Run, store: Path) -> None:
    """From when nothing is taken any more, as an instant."""
    answer = run("reschedule", store, "*", "--closes", "by 30-4-2019", "--reason", "x", *AT, "--lang", "vi")
    assert answer.lines == ["Tỉnh Mẫu (p), Huyện Một (d1), Huyện Hai (d2) và 4 đơn vị khác: khoá sổ 00:00 01/5/2019"]


def test_a_clock_stands_still_and_goes_on(run: Run, store: Path) -> None:
    """Suspended units are told with their due; when the clock goes on, the due has moved by the days."""
    suspended = run("suspend", store, "c1", "c2", "--reason", "storm", "--at", "1/4/2019")
    assert suspended.lines == ["Xã Một (c1), Xã Hai (c2): the clock stands still (until 2019-04-04)"]
    resumed = run("resume-clock", store, "c1", "--reason", "over", "--at", "6/4/2019", "--lang", "vi")
    assert resumed.lines == ["Xã Một (c1): hạn đến hết ngày 04/4/2019 → đến hết ngày 09/4/2019"]
    refused = run("resume-clock", store, "c1", "c3", "--reason", "over", "--at", "7/4/2019")
    assert refused.code == 4
    assert "the clock of c1, c3 is running" in refused.err or "is running" in refused.err
    assert "nothing was done" in refused.err


def test_what_was_overdue_stays_so_when_its_clock_goes_on(run: Run, store: Path) -> None:
    """A suspension after the due moves nothing, and that is said."""
    run("suspend", store, "c1", "--reason", "storm", "--at", "8/4/2019")
    resumed = run("resume-clock", store, "c1", "--reason", "over", "--at", "9/4/2019")
    assert resumed.lines == ["Xã Một (c1): the due stays until 2019-04-04"]


def test_an_event_gives_dues_their_day(run: Run, tmp_path: Path) -> None:
    """The day of the event, then each due that waited for it; another day needs a reason."""
    (tmp_path / "plan.toml").write_text(ELECTION, encoding="utf-8")
    store = tmp_path / "c.db"
    assert run("begin", tmp_path / "plan.toml", store, "--at", "1/5/2021").code == 0
    answer = run("record", store, "election", "23/5/2021", "--at", "24/5/2021", "--lang", "vi")
    assert answer.lines == [
        "election: ngày 23/5/2021",
        "Tỉnh Mẫu (45): hạn đến hết ngày 04/6/2021",
    ]
    refused = run("record", store, "election", "30/5/2021", "--at", "25/5/2021")
    assert refused.code == 4
    assert "give --reason" in refused.err
    assert run("record", store, "election", "30/2/2021", "--at", "25/5/2021").code == 2
    unknown = run("record", store, "elections", "30/5/2021", "--at", "25/5/2021")
    assert (unknown.code, "did you mean 'election'" in unknown.err) == (2, True)
    moved = run("record", store, "election", "30/5/2021", "--reason", "postponed", "--at", "25/5/2021", "-f", "json")
    assert json.loads(moved.out)["rows"][0]["becomes"] == "2021-06-12T00:00:00+07:00"


def test_a_request_is_listed_and_decided_by_its_number(run: Run, store: Path) -> None:
    """It moves nothing, says how it is granted, stands in the list until somebody decides, and then moves."""
    asked = run("request", store, "c1", "c2", "--deadline", "before 10-4-2019", "--reason", "flood", *AT)
    assert asked.lines == [
        "Xã Một (c1): request 1: until 2019-04-04 → until 2019-04-09",
        "Xã Hai (c2): request 2: until 2019-04-04 → until 2019-04-09",
    ]
    assert asked.err == f"nothing moves until it is granted: kehoach grant {store} 1 2\n"
    listed = json.loads(run("request", store, "-f", "json").out)["requests"]
    assert listed[0] == {
        "request": 1,
        "unit": "c1",
        "name": "Xã Một",
        "last_day": "2019-04-04",
        "asked_for": "2019-04-09",
        "reason": "flood",
    }
    assert run("request", store, "--lang", "vi").lines[0].split("  ")[0] == "đề nghị số"
    assert len(rows(run("request", store, "-f", "csv"))) == 2
    granted = run("grant", store, 1, "--at", "21/3/2019")
    assert granted.lines == ["Xã Một (c1): in time until 2019-04-04 → until 2019-04-09"]
    refused = run("decline", store, 2, "--at", "21/3/2019")
    assert (refused.code, "give --reason" in refused.err) == (4, True)
    declined = run("decline", store, 2, "--reason", "there are six clerks", "--at", "21/3/2019", "--lang", "vi")
    assert declined.lines == ["Xã Hai (c2): không chấp thuận; giữ hạn đến hết ngày 04/4/2019"]
    assert run("request", store).err == "nothing is asked for\n"
    gone = run("grant", store, 1)
    assert (gone.code, gone.err) == (2, "no request '1'\n")


def test_requests_are_granted_together_or_not_at_all(run: Run, store: Path) -> None:
    """One that is refused holds the others back."""
    run("request", store, "c1", "--deadline", "before 10-4-2019", "--reason", "flood", *AT)
    run("request", store, "c2", "--deadline", "before 25-4-2019", "--reason", "flood", *AT)
    before = len(lines(run, store))
    answer = run("grant", store, 1, 2, "--by", "c1", "--at", "21/3/2019")
    assert answer.code == 4
    assert len(lines(run, store)) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("extend", "c1", "--reason", "x"), "--deadline"),
        (("request", "c1", "--reason", "x"), "--deadline"),
        (("reschedule", "commune", "--reason", "x"), "--opens"),
        (("extend", "c1", "c2", "--deadline", "by 9-4-2019", "--command-id", "a"), "--command-id"),
        (("extend", "c1", "--deadline", "soon", "--reason", "x"), "soon"),
        (("reschedule", "commune", "--deadline", "none", "--reason", "x"), "no day that is known"),
        (("extend", "c9", "--deadline", "by 9-4-2019"), "no unit 'c9'"),
        (("suspend",), "SELECTION"),
    ],
)
def test_misuse_is_named_and_changes_nothing(run: Run, store: Path, arguments: tuple[str, ...], said: str) -> None:
    """What does not go together, and what cannot be read, ends with 2."""
    verb, *rest = arguments
    answer = run(verb, store, *rest, *AT)
    assert answer.code == 2, answer.err
    assert said in answer.err
    assert lines(run, store) == []


def test_a_command_id_makes_an_extension_one(run: Run, store: Path) -> None:
    """Asked twice under one id, it is done once."""
    arguments = ("extend", store, "c1", "--deadline", "by 9-4-2019", "--reason", "x", "--command-id", "a", *AT)
    assert [run(*arguments).code, run(*arguments).code] == [0, 0]
    assert len(lines(run, store)) == 1


def test_a_refusal_of_many_speaks_of_them_together(run: Run, store: Path) -> None:
    """What is refused for a whole selection names it as the log would."""
    answer = run("suspend", store, "commune", *AT, "--lang", "vi")
    assert answer.code == 4
    assert "nêu --reason" in answer.err
    assert "chưa thực hiện việc nào" in answer.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("grant", 9), "không có đề nghị số '9'"),
        (("record", "tet", "1/1/2020"), "không có sự kiện 'tet'"),
        (("suspend", "communes"), "không có đơn vị, cấp, nhóm hay mẫu 'communes'; có phải là 'commune'?"),
    ],
)
def test_unknown_names_speak_vietnamese(run: Run, store: Path, arguments: tuple[object, ...], said: str) -> None:
    """What nothing bears is named in the language that was asked for."""
    verb, *rest = arguments
    answer = run(verb, store, *rest, "--lang", "vi")
    assert (answer.code, answer.err) == (2, f"{said}\n")


def test_a_letter_is_typed_in_by_who_received_it(run: Run, store: Path) -> None:
    """A district records what a commune asks for on paper, on its behalf; a neighbour does not."""
    arguments = ("request", store, "c1", "--deadline", "by 9-4-2019", "--reason", "rain", "--acting-for", "Xã Một", *AT)
    assert run(*arguments, "--by", "c3").code == 4
    answer = run(*arguments, "--by", "d1")
    assert answer.code == 0, answer.err
    (line,) = lines(run, store)
    assert (line["by"], line["acting_for"]) == ("d1", "c1")
