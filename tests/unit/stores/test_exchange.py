"""A log as a file: it comes back line for line, and whatever is wrong with the file is named with its line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kehoach as kh
from kehoach.errors import InvalidCommand, InvalidFile, UnknownName
from kehoach.stores import MemoryStore, export_log, import_log
from kehoach.testing import ManualClock, small_plan
from staged import MORNING


def busy() -> MemoryStore:
    """A store with a campaign in which everything that a line can hold was said."""
    store, clock = MemoryStore(), ManualClock(MORNING)
    plan = small_plan(1, 1, 3).replace(outline=[kh.Section("awareness")])
    one = kh.Campaign.begin(plan, store, id="116-KH/TU", clock=clock, default_by="expected")
    said = {"awareness": "Đã quán triệt\n\u2028"}
    one.submit(
        "commune-1", data={"members": 3}, sections=said, payload={"a": [0.5, None]}, person="Hồng", command_id="x"
    )
    one.send_back("commune-1", reason="đọc không rõ", due="by 28-3-2019")
    one.submit("commune-2", data={"members": kh.NIL}, received_at=MORNING, by="district", acting_for="commune-2")
    one.extend("commune-3", "by 30-4-2019", reason="lũ", accept_gap=True)
    one.erase(1, reason="x")
    return store


def test_a_log_comes_back_line_for_line() -> None:
    """What is exported, imported and exported again is the same text; the campaign stands as it stood, and goes on."""
    store, other = busy(), MemoryStore()
    lines = list(export_log(store))
    head = import_log(other, lines)
    assert list(export_log(other)) == lines
    clock = ManualClock(MORNING)
    one, two = (kh.Campaign.resume(each, clock=clock, default_by="expected") for each in (store, other))
    assert (head, two.progress(), two.verify()) == (one.head(), one.progress(), one.verify())
    assert other.campaigns() == store.campaigns()
    two.submit("commune-3", data={"members": 1})
    with pytest.raises(InvalidCommand) as error:
        import_log(other, lines)
    assert [one.code for one in error.value.findings] == ["KH955"]


def test_an_import_that_was_interrupted_is_done_again() -> None:
    """With the beginning of the log there, the rest is written; with all of it, nothing."""
    lines, other = list(export_log(busy())), MemoryStore()
    store = busy()
    other.begin(store.campaigns()[0])
    import_log(other, lines)
    assert import_log(other, lines).seq == 5
    assert list(export_log(other)) == lines


def test_lines_may_end_as_they_do_in_files() -> None:
    """The ends of lines, of whichever system, are no part of them."""
    lines = list(export_log(busy()))
    for end in ("\n", "\r\n"):
        assert import_log(MemoryStore(), [line + end for line in lines]).seq == 5


def test_a_campaign_is_chosen_as_anywhere() -> None:
    """The only one where none is named; a name that is none proposes the nearest; of several one is to be named."""
    store = busy()
    kh.Campaign.begin(small_plan(1), store, id="117-KH/TU", clock=ManualClock(MORNING))
    assert len(list(export_log(store, "117-KH/TU"))) == 1
    with pytest.raises(UnknownName, match="117-KH/TU"):
        list(export_log(store, "117-KH/TX"))
    with pytest.raises(InvalidCommand, match="116-KH/TU"):
        list(export_log(store))


def changed(number: int, **fields: object) -> Callable[[list[str]], list[str]]:
    def change(lines: list[str]) -> list[str]:
        said = json.loads(lines[number]) | fields
        return [*lines[:number], json.dumps({k: v for k, v in said.items() if v != "-"}), *lines[number + 1 :]]

    return change


WRONG: dict[str, tuple[Callable[[list[str]], list[str]], str, int]] = {
    "empty": (lambda lines: [], "KH951", 1),
    "an entry first": (lambda lines: lines[1:], "KH951", 1),
    "cut in a line": (lambda lines: [*lines[:3], lines[3][:70]], "KH951", 4),
    "cut after a line": (lambda lines: lines[:3], "KH952", 3),
    "a line gone": (lambda lines: [*lines[:2], *lines[3:]], "KH951", 3),
    "a line twice": (lambda lines: [*lines[:3], *lines[2:]], "KH951", 4),
    "two swapped": (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "KH951", 2),
    "one too many": (lambda lines: [*lines, "{}"], "KH951", 7),
    "no object": (lambda lines: [lines[0], "[]", *lines[2:]], "KH951", 2),
    "a float": (lambda lines: [lines[0], lines[1].replace('"version":1', '"version":1.0'), *lines[2:]], "KH951", 2),
    "NaN": (lambda lines: [lines[0], lines[1].replace('"version":1', '"version":NaN'), *lines[2:]], "KH951", 2),
    "a key twice": (lambda lines: [lines[0], lines[1].replace("{", '{"seq":1,', 1), *lines[2:]], "KH951", 2),
    "deep": (lambda lines: [lines[0], "[" * 100_000, *lines[2:]], "KH951", 2),
    "a field gone": (changed(2, by="-"), "KH951", 3),
    "a field more": (changed(2, extra=1), "KH951", 3),
    "a number as a text": (changed(2, version="1"), "KH951", 3),
    "another actor": (changed(2, by="district-2"), "KH953", 3),
    "another figure": (changed(3, data={"members": 4}), "KH953", 4),
    "another reason": (changed(2, reason="khác"), "KH953", 3),
    "a salt put back": (changed(1, salt="00" * 16), "KH953", 2),
    "content put back": (changed(1, data={"members": 3}), "KH953", 2),
    "another hash": (changed(3, hash="00" * 32), "KH953", 4),
    "a hash that is none": (changed(3, content="zz"), "KH953", 4),
    "another plan in a line": (changed(3, plan="00" * 32), "KH953", 4),
    "another campaign": (changed(0, campaign="2020"), "KH953", 2),
    "another end": (changed(0, head="00" * 32), "KH953", 6),
    "another plan": (changed(0, plan="{}"), "KH951", 1),
    "another digest": (changed(0, digest="00" * 32), "KH951", 1),
    "no number": (changed(0, entries="5"), "KH951", 1),
    "a negative number": (changed(0, entries=-1), "KH951", 1),
    "a later form": (changed(0, kind="kehoach-log-file-2"), "KH951", 1),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_wrong_with_a_file_is_named_with_its_line(how: str) -> None:
    """Cut, doubled, swapped, changed, or no log at all: nothing is written, and the line of the file is named."""
    change, code, line = WRONG[how]
    store = MemoryStore()
    with pytest.raises(InvalidFile) as error:
        import_log(store, change(list(export_log(busy()))), name="2019.jsonl")
    (finding,) = error.value.findings
    assert (finding.code, finding.file, finding.line) == (code, "2019.jsonl", line)
    assert all(finding.text(lang) and finding.remedy(lang) for lang in ("en", "vi"))
    assert store.campaigns() == ()


@given(st.data())
def test_any_change_of_a_file_is_refused_or_harmless(data: st.DataObject) -> None:
    """A character more, less or other anywhere: the file is refused, or what it says is the same."""
    lines = list(LINES)
    number = data.draw(st.integers(0, len(lines) - 1))
    text = lines[number]
    spot = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from(["", " ", '"', "0", "1", "x", ",", "{", "\\", "\u200b"]))
    lines[number] = text[:spot] + put + text[spot + data.draw(st.integers(0, 1)) :]
    store = MemoryStore()
    try:
        import_log(store, lines)
    except InvalidFile:
        assert store.campaigns() == ()
    else:
        assert list(export_log(store))[1:] == list(LINES)[1:]


@given(st.lists(st.text(max_size=40), max_size=4))
def test_any_text_is_refused_in_our_words(lines: list[str]) -> None:
    """Whatever is no log is refused as a file that is none."""
    with pytest.raises(InvalidFile):
        import_log(MemoryStore(), lines)


def _lines() -> Iterator[str]:
    yield from export_log(busy())


LINES = tuple(_lines())
