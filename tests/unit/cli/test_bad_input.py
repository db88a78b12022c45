"""What is wrong with what people type, write and hand in: each its own message, its exit code, and no traceback."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
Run = Callable[..., Any]

LIFECYCLE = """
[[lifecycle.states]]
name = "draft"
role = "draft"
[[lifecycle.states]]
name = "sent"
role = "sent"
[[lifecycle.states]]
name = "done"
role = "accepted"
final = true
[[lifecycle.transitions]]
trigger = "submit"
source = "draft"
dest = "sent"
who = "unit"
effect = "freeze"
[[lifecycle.transitions]]
trigger = "accept"
source = "sent"
dest = "done"
who = "lead"
effect = "accept"
"""


def changed(plan: Path, old: str, new: str) -> Path:
    """The plan with a text replaced, once it is sure that it was there."""
    text = plan.read_text(encoding="utf-8")
    assert old in text
    plan.write_text(text.replace(old, new, 1), encoding="utf-8")
    return plan


def units(plan: Path, old: str, new: str) -> Path:
    """The plan with a text of its units replaced."""
    file = plan.parent / "units.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return plan


def told(answer: Any, *words: str) -> None:
    """The answer is that of a wrong input file: a place, the words, and nothing that looks like a fault of ours."""
    assert answer.code == 3, answer.err
    text = answer.out + answer.err
    for word in words:
        assert word in text, text
    assert "Traceback" not in text
    assert re.search(r"(plan\.toml|units\.csv):\d+:\d+: ", text), text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("c1,Xã Một,commune", "c1,Xã Một,comune", ("KH302", "did you mean 'commune'")),
        ("commune,d1\nc2", "commune,d11\nc2", ("KH301", "did you mean 'd1'")),
        ("province,\n", "province,d1\n", ("KH339", "p")),
        ("d2,Huyện Hai,district,p", "d2,Huyện Hai,province,", ("KH341", "2 units")),
        ("commune,d1\nc2", "commune,\nc2", ("KH343", "c1")),
        ("c1,Xã Một,commune,d1", "c1,Xã Một,commune,c2", ("KH339", "c2")),
        ("commune,d1\nc2", "commune,d1=1/2|d2=1/3\nc2", ("KH336", "5/6")),
        ("commune,d1\nc2", "commune,d1=1/2|d2=2/3\nc2", ("KH335", "7/6")),
        ("c2,Xã Hai", "c1,Xã Hai", ("KH316", "c1")),
        ("id,name,tier", "id,name,id,tier", ("KH364", "'id'")),
    ],
)
def test_units_that_make_no_hierarchy(run: Run, plan: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    """Unknown tier or superior, no upward edge, two roots, an orphan, wrong shares, doubles: each its own code."""
    told(run("check", units(plan, old, new)), *words)


def test_a_circle_is_named(run: Run, plan: Path) -> None:
    """Units that report in a circle are told with the circle."""
    units(plan, "d1,Huyện Một,district,p\nd2,Huyện Hai,district,p", "d1,,district,d2\nd2,,district,d1")
    answer = run("check", plan)
    assert answer.code == 3
    assert "d1" in answer.out
    assert "d2" in answer.out
    assert "KH340" in answer.out or "KH339" in answer.out


def test_an_id_that_differs_only_in_unicode_form(run: Run, plan: Path) -> None:
    """The same id composed and decomposed is one id, given twice."""
    units(plan, "c1,Xã Một", "h\u00e0,Xã Một")
    told(run("check", units(plan, "c2,Xã Hai", "ha\u0300,Xã Hai")), "KH316")


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "KH362"), ("id,name\nc1,Xã".encode("utf-16"), "KH361"), (b"id,name\nc1,\xe3\n", "KH")]
)
def test_an_empty_or_misencoded_file_of_units(run: Run, plan: Path, data: bytes, code: str) -> None:
    """An empty file of units and one that is not UTF-8 are told as such."""
    (plan.parent / "units.csv").write_bytes(data)
    answer = run("check", plan)
    assert answer.code == 3
    assert code in answer.out or "not UTF-8" in answer.out


@pytest.mark.parametrize("data", [b"", b"\xff\xfe[\x00d\x00", b'[directive]\ntitle = "T\xe3"\n', b"\x00\x01\x02"])
def test_a_plan_file_that_is_none(run: Run, tmp_path: Path, data: bytes) -> None:
    """An empty, misencoded or binary plan file is an input file that is wrong."""
    file = tmp_path / "plan.toml"
    file.write_bytes(data)
    answer = run("show", file)
    assert (answer.code, answer.out) == (3, "")
    assert answer.err


@pytest.mark.parametrize("command", ["show", "due", "check"])
def test_a_plan_that_is_not_there(run: Run, tmp_path: Path, command: str) -> None:
    """A missing plan file is told by its name; a folder is no plan."""
    assert "there is no file" in (answer := run(command, tmp_path / "nowhere.toml")).err + answer.out
    assert answer.code == 3
    assert run(command, tmp_path).code == 3


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("before 30-02-2019", ("does not exist",)),
        ("before 4/13/2019", ("month",)),
        ("before 5/4/19", ("four figures",)),
        ("sometime", ("KH2",)),
    ],
)
def test_deadlines_that_cannot_be_read(run: Run, plan: Path, deadline: str, words: tuple[str, ...]) -> None:
    """A day that does not exist, month first, two-digit years, and words that are no deadline."""
    told(run("check", changed(plan, "before 20-4-2019", deadline)), *words)


def test_a_deadline_before_the_directive(run: Run, plan: Path) -> None:
    """Due before it was issued is legal and doubtful: a finding, not a wrong file."""
    changed(plan, "trước ngày 05 tháng 4 năm 2019", "trước ngày 05 tháng 3 năm 2019")
    answer = run("check", plan)
    assert answer.code == 1
    assert "KH152" in answer.out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('source = "sent"', 'source = "snet"', ("snet", "sent")),
        ('dest = "done"', 'dest = "doen"', ("doen", "done")),
        ('effect = "accept"', 'effect = "acept"', ("acept",)),
        ('effect = "freeze"', 'effect = "freeze"\nconditions = "gates"', ("gates", "gate")),
        ('effect = "freeze"', 'effect = "freeze"\nconditions = "os.getcwd"', ("os.getcwd",)),
    ],
)
def test_a_misspelt_lifecycle(run: Run, plan: Path, old: str, new: str, words: tuple[str, ...]) -> None:
    """A state, effect or guard that does not exist is named, and nothing is imported to find it."""
    plan.write_text(plan.read_text(encoding="utf-8") + LIFECYCLE, encoding="utf-8")
    changed(plan, "accepts_in_one = true", 'accepts_in_one = true\nroot_ends = "done"')
    assert run("check", plan).code in (0, 1)
    told(run("check", changed(plan, old, new)), *words)


def test_fifty_faults_are_fifty_findings(run: Run, tmp_path: Path) -> None:
    """A plan with 50 faults yields 50 findings in one run, each with its place and a caret."""
    tiers = "".join(f'[[tiers]]\nid = "t{n}"\ndeadline = "before 30-02-2019"\n' for n in range(25))
    extra = "".join(f"zz{n} = 1\n" for n in range(25))
    file = tmp_path / "plan.toml"
    file.write_text(f'[directive]\ntitle = "T"\n{extra}{tiers}', encoding="utf-8")
    answer = run("check", file)
    assert answer.code == 3
    assert len(re.findall(rf"^{re.escape(str(file))}:\d+:\d+: ", answer.out, re.MULTILINE)) == 50
    assert len(re.findall(r"^ *\^+$", answer.out, re.MULTILINE)) == 50
    assert answer.err == "50 errors; why: kehoach explain KH101\n"


@pytest.mark.parametrize("command", ["status", "log", "verify", "submit"])
def test_a_store_that_is_none(run: Run, tmp_path: Path, plan: Path, command: str) -> None:
    """A file that is no database, one of another program, a folder, and none at all: told, and left as they are."""
    text = tmp_path / "text.db"
    text.write_text("this is no database, and long enough to be read as one" * 20, encoding="utf-8")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (body TEXT)")
    before = (text.read_bytes(), other.read_bytes())
    more = ("c1",) if command == "submit" else ()
    for store in (text, other, tmp_path, tmp_path / "nowhere.db", plan, "sqlite://", "mysql://host/name"):
        answer = run(command, store, *more)
        assert (answer.code, answer.out) == (5, ""), answer.err
        assert answer.err
        assert "Traceback" not in answer.err
    assert (text.read_bytes(), other.read_bytes()) == before
    assert not (tmp_path / "nowhere.db").exists()


def test_begin_in_a_file_of_another_program(run: Run, tmp_path: Path, plan: Path) -> None:
    """A campaign is not begun in a database that belongs to somebody else, nor in a folder that is not there."""
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE notes (body TEXT)")
    assert run("begin", plan, other).code == 5
    assert run("begin", plan, tmp_path / "no" / "c.db").code == 5
    assert not (tmp_path / "no").exists()


def test_a_plan_without_units_is_not_begun(run: Run, tmp_path: Path) -> None:
    """A template is an input file that is not finished; no store is left behind."""
    file = tmp_path / "t.toml"
    file.write_text('[directive]\ntitle = "T"\n[[tiers]]\nid = "commune"\n', encoding="utf-8")
    answer = run("begin", file, tmp_path / "c.db")
    assert answer.code == 3
    assert "no units" in answer.err
    assert not (tmp_path / "c.db").exists()


def test_an_unknown_campaign(run: Run, store: Path) -> None:
    """A campaign that the store does not have is misuse, and the nearest is proposed."""
    answer = run("status", store, "--id", "116-KH/TV")
    assert answer.code == 2
    assert "did you mean '116-KH/TU'" in answer.err


def test_a_name_that_several_bear(run: Run, store: Path) -> None:
    """All that a name may mean are listed with their superior; --under makes it unique."""
    answer = run("submit", store, "Xã Hai", "-d", "members=1")
    assert answer.code == 2
    assert answer.err.splitlines() == [
        "unit 'Xã Hai' may be any of these; give the id, or --under:",
        "    c2  Xã Hai, Huyện Một",
        "    c4  Xã Hai, Huyện Hai",
    ]
    chosen = run("submit", store, "Xã Hai", "--under", "Huyện Hai", "-d", "members=1", "--at", "1/4/2019")
    assert chosen.out.startswith("Xã Hai (c4)")


def test_a_name_that_nobody_bears(run: Run, store: Path) -> None:
    """Ids and names that look alike are proposed, in the language that was asked for."""
    assert run("submit", store, "Xã Bốn").code == 2
    answer = run("report", store, "Huyện Mốt", "--lang", "vi")
    assert answer.code == 2
    assert answer.err.startswith("không có đơn vị 'Huyện Mốt'; có phải là 'Huyện Một (d1)'")
    assert "no duty 'c1:plan'" in run("report", store, "c1:plan").err


def test_errors_for_programs(run: Run, store: Path, tmp_path: Path) -> None:
    """With --format json an error is a document on stdout, beside the words on stderr."""
    assert '"kind": "kehoach.error"' in run("status", tmp_path / "nowhere.db", "-f", "json").out
    assert '"nearest": ["commune"]' in run("status", store, "--tier", "comune", "-f", "json").out
    assert '"choices":' in run("report", store, "Xã Hai", "-f", "json").out


def program(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The program itself, as a shell starts it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **options.pop("env", {})}
    command = [sys.executable, "-c", "from kehoach._cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, **options)


@pytest.mark.slow
def test_the_program_ends_with_the_same_codes(plan: Path, store: Path, tmp_path: Path) -> None:
    """As a process, too: fine, misuse, wrong file, refused, failed; and never a traceback."""
    answers = [
        program("show", plan),
        program("status"),
        program("check", tmp_path / "nowhere.toml"),
        program("submit", store, "d1"),
        program("status", tmp_path / "nowhere.db"),
    ]
    assert [answer.returncode for answer in answers] == [0, 2, 3, 4, 5]
    assert not [answer for answer in answers if "Traceback" in answer.stderr]


@pytest.mark.slow
def test_the_program_speaks_vietnamese_in_any_locale(store: Path) -> None:
    """Neither LC_ALL=C nor an old encoding of the streams keeps it from writing Vietnamese."""
    for environment in ({"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "cp1252"}):
        answer = program("status", store, "--lang", "vi", "--at", "1/4/2019", env=environment, encoding="utf-8")
        assert "chưa gửi, trong hạn" in answer.stdout, answer.stderr


@pytest.mark.slow
def test_no_colour_in_a_pipe(store: Path) -> None:
    """Into a pipe no escape sequence is written, and none where NO_COLOR is set."""
    assert "\x1b" not in program("status", store, env={"FORCE_COLOR": "1"}).stdout


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_full_disk_under_stdout(store: Path) -> None:
    """What cannot be written is told once, in words."""
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-c", "from kehoach._cli import main; main()", "status", str(store)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        answer = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode == 5
    assert answer.stderr == "No space left on device; free some space\n"


@pytest.mark.slow
def test_a_reader_that_leaves_is_no_failure(store: Path) -> None:
    """`kehoach status … | head -1` ends well and says nothing."""
    shell = shutil.which("sh")
    assert shell is not None
    call = f"{sys.executable} -c 'from kehoach._cli import main; main()' status {store} | head -n 1"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    answer = subprocess.run([shell, "-c", call], env=environment, capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert len(answer.stdout.splitlines()) == 1


def limited() -> None:
    """Let no file grow beyond a kilobyte, as a full disk would."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the limit is one of POSIX")
def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, plan: Path) -> None:
    """A new plan that does not fit is not there at all, and a campaign that does not fit has not begun."""
    answer = program("new", tmp_path / "new.toml", preexec_fn=limited)
    assert answer.returncode == 5
    assert "cannot be written" in answer.stderr
    assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.toml", "units.csv"]
    begun = program("begin", plan, tmp_path / "c.db", preexec_fn=limited)
    assert begun.returncode == 5
    assert "Traceback" not in begun.stderr


@pytest.mark.slow
@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder(tmp_path: Path, plan: Path) -> None:
    """Where nothing may be written, that is what is said."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    for answer in (program("new", folder / "plan.toml"), program("begin", plan, folder / "c.db")):
        assert answer.returncode == 5
        assert "written" in answer.stderr
