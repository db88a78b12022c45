"""The writing verbs: one unit, several, a whole tier, a file; rehearsed, refused, done."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


def count(run: Run, store: Path) -> int:
    """How many lines the log has."""
    return len(run("log", store, "-f", "json").lines)


def all_communes_in(run: Run, store: Path) -> None:
    """Every commune has sent, and was taken."""
    for verb in ("submit", "review", "aggregate"):
        more = ("--data", "members=10") if verb == "submit" else ()
        answer = run(verb, store, "--tier", "commune", "--at", "2/4/2019", *more)
        assert answer.code == 0, answer.err


def test_begin_says_what_has_begun(run: Run, plan: Path, tmp_path: Path) -> None:
    """A campaign is named after its directive, and every duty is expected."""
    answer = run("begin", plan, tmp_path / "c.db", "--at", "15/3/2019", "--lang", "vi")
    assert answer.out == f"đã bắt đầu đợt 116-KH/TU trong {tmp_path / 'c.db'} lúc 15/03/2019 08:00: 7 báo cáo\n"
    document = json.loads(run("begin", plan, tmp_path / "d.db", "--id", "x", "-f", "json").out)
    assert (document["campaign"], document["duties"], document["dry_run"]) == ("x", 7, False)


def test_a_rehearsed_begin_makes_no_file(run: Run, plan: Path, tmp_path: Path) -> None:
    """With --dry-run nothing is written, not even an empty store."""
    answer = run("begin", plan, tmp_path / "c.db", "--dry-run")
    assert answer.code == 0
    assert not (tmp_path / "c.db").exists()


def test_a_rehearsed_begin_meets_what_is_there(run: Run, plan: Path, store: Path) -> None:
    """A rehearsal in a store that has such a campaign is refused like the act itself."""
    assert run("begin", plan, store, "--dry-run").code == 4
    assert run("begin", plan, store, "--dry-run", "--id", "other").code == 0


def test_a_second_campaign_needs_an_id(run: Run, plan: Path, store: Path) -> None:
    """The same id twice is refused; another id begins, and then each command must say which."""
    refused = run("begin", plan, store)
    assert refused.code == 4
    assert "already holds a campaign '116-KH/TU'" in refused.err
    assert run("begin", plan, store, "--id", "second", "--at", "15/3/2019").code == 0
    which = run("status", store)
    assert which.code == 2
    assert "116-KH/TU, second" in which.err
    assert run("status", store, "--id", "second", "--at", "15/3/2019").code == 0


def test_a_report_is_sent_by_name(run: Run, store: Path) -> None:
    """A unique name stands for its id, and what is printed is how the report stands now."""
    answer = run("submit", store, "xã một", "--data", "members=1520", "--at", "20/3/2019", "--lang", "vi")
    assert (answer.code, answer.out, answer.err) == (0, "Xã Một (c1): đã gửi ngày 20/3/2019, đúng hạn\n", "")


def test_the_way_of_a_report(run: Run, store: Path) -> None:
    """Sent, recalled, sent, returned, sent, reviewed, aggregated, released, aggregated, corrected, withdrawn."""
    says = [
        (("submit", "-d", "members=1"), "sent on 2019-03-20, on time"),
        (("recall",), "recalled, not sent again, in time (until 2019-04-04)"),
        (("submit",), "sent on 2019-03-20, on time"),
        (("send-back", "--reason", "unclear"), "sent back, not sent again, in time (until 2019-04-04)"),
        (("submit",), "sent on 2019-03-20, on time"),
        (("review",), "sent on 2019-03-20, on time, reviewed"),
        (("aggregate",), "sent on 2019-03-20, on time, aggregated"),
        (("release", "--reason", "one more look"), "sent on 2019-03-20, on time, reviewed"),
        (("aggregate",), "sent on 2019-03-20, on time, aggregated"),
        (("correct", "--reason", "a slip"), "sent on 2019-03-20, on time, under correction"),
        (("withdraw",), "sent on 2019-03-20, on time, aggregated"),
    ]
    for (verb, *options), said in says:
        answer = run(verb, store, "c1", "--at", "20/3/2019", *options)
        assert (answer.code, answer.out) == (0, f"Xã Một (c1): {said}\n"), answer.err


def test_any_trigger_can_be_fired(run: Run, store: Path) -> None:
    """`fire` takes the trigger as a word, and an unknown one proposes the nearest."""
    assert run("fire", store, "submit", "c1", "-d", "members=1", "--at", "20/3/2019").code == 0
    answer = run("fire", store, "reviw", "c1", "--at", "20/3/2019")
    assert answer.code == 2
    assert "no trigger 'reviw'; did you mean 'review'?" in answer.err


def test_a_trigger_may_be_typed_with_hyphens(run: Run, store: Path) -> None:
    """send-back is send_back; and a trigger that does not exist is misuse for a whole tier as well."""
    run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019")
    assert run("fire", store, "send-back", "c1", "--reason", "x", "--at", "21/3/2019").code == 0
    assert run("fire", store, "reviw", "--tier", "commune").code == 2


def test_who_acts_may_be_named(run: Run, store: Path) -> None:
    """--by and --acting-for take names as well, and propose the nearest for what nobody bears."""
    run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019")
    assert run("review", store, "c1", "--by", "huyện một", "--at", "21/3/2019").code == 0
    answer = run("aggregate", store, "c1", "--by", "Huyện Mốt")
    assert answer.code == 2
    assert "did you mean 'Huyện Một (d1)'" in answer.err
    refused = run("aggregate", store, "c1", "--by", "issuer", "--at", "21/3/2019")
    assert refused.code == 4
    assert "issuer may not aggregate; this is for Huyện Một (d1)" in refused.err


def test_a_refusal_says_why_and_what_to_do(run: Run, store: Path) -> None:
    """Each reason comes with its remedy in words of the command line, units by name, and nothing changes."""
    answer = run("submit", store, "d1", "--at", "20/3/2019")
    assert answer.code == 4
    assert answer.out == ""
    assert answer.err.splitlines() == [
        "Huyện Một (d1): cannot submit",
        "- 2 of its 2 subordinates are not aggregated (Xã Một (c1), Xã Hai (c2))",
        "  aggregate them first",
        "nothing was done",
    ]
    assert run("correct", store, "c1").err.splitlines()[1].startswith("- correct is not possible from draft")
    assert count(run, store) == 0


def test_a_remedy_names_the_option(run: Run, store: Path) -> None:
    """Where a reason is missing, the remedy is an option that can be typed."""
    run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019")
    answer = run("send-back", store, "c1", "--lang", "vi")
    assert answer.code == 4
    assert answer.err.splitlines()[:3] == ["Xã Một (c1): không trả lại được", "- chưa nêu lý do", "  nêu --reason"]


def test_several_are_done_together_or_not_at_all(run: Run, store: Path) -> None:
    """When one of several is refused, none is done, unless each shall stand for itself."""
    answer = run("submit", store, "c1", "d1", "-d", "members=3", "--at", "20/3/2019")
    assert answer.code == 4
    assert answer.err.splitlines()[-1] == "nothing was done"
    assert count(run, store) == 0
    apart = run("submit", store, "c1", "d1", "-d", "members=3", "--at", "20/3/2019", "--partial")
    assert apart.code == 4
    assert apart.out == "Xã Một (c1): sent on 2019-03-20, on time\n"
    assert apart.err.splitlines()[-1] == "1 done, 1 refused"
    assert count(run, store) == 1


def test_a_rehearsal_writes_nothing(run: Run, store: Path) -> None:
    """With --dry-run the same is said, and the log stays as it was, byte for byte."""
    run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019")
    before = run("log", store, "-f", "json").out
    rehearsed = run("review", store, "c1", "--at", "21/3/2019", "--dry-run")
    assert rehearsed.code == 0
    assert rehearsed.out == "Xã Một (c1): sent on 2019-03-20, on time, reviewed\n"
    assert rehearsed.err == "a rehearsal: 1 would be done, nothing was written\n"
    assert run("submit", store, "d1", "--dry-run").code == 4
    assert run("log", store, "-f", "json").out == before


def test_a_tier_means_all_that_can(run: Run, store: Path) -> None:
    """--tier acts on each unit in whose state the act is possible, and tells of those it could not."""
    all_communes_in(run, store)
    nothing = run("review", store, "--tier", "commune")
    assert (nothing.code, nothing.err) == (0, "nothing to do: no unit of the tier can\n")
    run("release", store, "c3", "--reason", "x", "--at", "3/4/2019")
    answer = run("submit", store, "--tier", "district", "--at", "3/4/2019")
    assert answer.code == 0
    assert answer.lines == ["Huyện Một (d1): sent on 2019-04-03, on time"]
    assert answer.err.splitlines()[0] == "Huyện Hai (d2): cannot submit"
    none = run("submit", store, "--tier", "district", "--at", "3/4/2019")
    assert none.code == 4


def test_a_paper_is_received_in_one_act(run: Run, store: Path) -> None:
    """`receive` sends, reviews and aggregates; of several, all or none."""
    late = run("receive", store, "c1", "c2", "--received-at", "4/4/2019", "-d", "members=5", "--at", "8/4/2019")
    assert late.lines == [
        "Xã Một (c1): sent on 2019-04-04, on time, aggregated",
        "Xã Hai (c2): sent on 2019-04-04, on time, aggregated",
    ]
    again = run("receive", store, "c3", "c1", "-d", "members=5", "--at", "8/4/2019")
    assert again.code == 4
    assert "Xã Một (c1): cannot submit" in again.err
    assert count(run, store) == 6
    assert run("receive", store, "--tier", "commune", "-d", "members=5", "--by", "d2", "--at", "8/4/2019").code == 0


def test_who_received_a_paper_says_when(run: Run, store: Path) -> None:
    """The day a paper came decides the standing; with --by it is recorded on behalf of who sent it."""
    answer = run(
        "submit", store, "c1", "--received-at", "4/4/2019", "--by", "d1", "-d", "members=1", "--at", "9/4/2019"
    )
    assert answer.out == "Xã Một (c1): sent on 2019-04-04, on time\n"
    entry = json.loads(run("log", store, "-f", "json").out)
    assert (entry["by"], entry["acting_for"]) == ("d1", "c1")


def test_today_s_paper_came_before_the_act(run: Run, store: Path) -> None:
    """A paper of the day of the act is never later than the act itself."""
    answer = run("submit", store, "c1", "--received-at", "3/4/2019", "-d", "members=1", "--at", "3/4/2019 07:15")
    assert answer.code == 0, answer.err


def test_an_act_before_the_end_of_the_log_is_told(run: Run, store: Path) -> None:
    """The log is never written backwards; who asked for an earlier day is told, and how to say when a paper came."""
    run("submit", store, "c1", "-d", "members=1", "--at", "10/4/2019")
    answer = run("submit", store, "c2", "-d", "members=1", "--at", "1/4/2019")
    assert answer.out == "Xã Hai (c2): sent on 2019-04-10, 6 days late\n"
    assert "written at 2019-04-10 08:00" in answer.err
    assert "--received-at" in answer.err


def test_a_command_id_makes_one_act(run: Run, store: Path) -> None:
    """The same act with the same id is done once, however often it is asked for."""
    for _ in range(2):
        assert run("submit", store, "c1", "-d", "members=1", "--command-id", "k1", "--at", "20/3/2019").code == 0
    assert count(run, store) == 1
    assert run("submit", store, "c1", "c2", "--command-id", "k2").code == 2


def test_a_version_that_was_seen_is_compared(run: Run, store: Path) -> None:
    """Who acts on an older version is refused with the difference."""
    run("submit", store, "c1", "-d", "members=1", "--at", "20/3/2019")
    run("recall", store, "c1", "--at", "20/3/2019")
    answer = run("submit", store, "c1", "--version", "1", "--at", "20/3/2019")
    assert answer.code == 4
    assert "version 1 was seen, but the report is at version 2" in answer.err


def test_a_return_may_bring_a_new_deadline(run: Run, store: Path) -> None:
    """--due takes a deadline as people write it, and it shows in the standing."""
    run("submit", store, "c1", "-d", "members=1", "--at", "4/4/2019")
    answer = run("send-back", store, "c1", "--reason", "x", "--due", "chậm nhất ngày 9/4/2019", "--at", "5/4/2019")
    assert answer.out == "Xã Một (c1): sent back, not sent again, in time (until 2019-04-09)\n"


@pytest.mark.parametrize("units", [("c1", "c2"), ("c1", "d1")])
def test_outcomes_for_programs(run: Run, store: Path, units: tuple[str, str]) -> None:
    """JSON and CSV give a row for each act: done, refused with its reasons, or not done because of others."""
    options = ("-d", "members=1", "--at", "20/3/2019", "--dry-run")
    document = json.loads(run("submit", store, *units, *options, "-f", "json").out)
    assert (document["kind"], document["dry_run"]) == ("kehoach.acts", True)
    rows = list(csv.DictReader(io.StringIO(run("submit", store, *units, *options, "-f", "csv").out)))
    words = ["done", "done"] if units[1] == "c2" else ["not_done", "refused"]
    assert [row["outcome"] for row in rows] == [row["outcome"] for row in document["rows"]] == words
    if units[1] == "d1":
        assert document["rows"][1]["blockers"][0]["code"] == "gate"
        assert rows[1]["blockers"] == "gate"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("c1", "--tier", "commune"),
        ("c1", "--data", "members"),
        ("c1", "--data", "members=1", "--data", "members=2"),
        ("c1", "--data", "people=1"),
        ("c1", "--data", "members=1.520"),
        ("c1", "--data", "members=many"),
        ("c1", "--at", "yesterday"),
        ("c1", "--received-at", "30-02-2019"),
        ("c1", "--version", "0"),
        ("--tier", "villages"),
    ],
)
def test_misuse_exits_with_two_and_changes_nothing(run: Run, store: Path, arguments: tuple[str, ...]) -> None:
    """What cannot be understood is misuse."""
    answer = run("submit", store, *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err
    assert count(run, store) == 0
