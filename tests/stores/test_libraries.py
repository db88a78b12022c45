"""A second library of SQLite in the process is found by what is loaded, and told by the health of a store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kehoach.stores._health import doubts
from kehoach.stores._libraries import candidates, carrying

TABLE = """\
55d0c0a00000-55d0c0a01000 r--p 00000000 08:01 11 /usr/bin/python3.11
55d0c0a01000-55d0c0a02000 r-xp 00001000 08:01 11 /usr/bin/python3.11
55d0c1a00000-55d0c1b00000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000100000 r-xp 00000000 08:01 12 /usr/lib/x86_64-linux-gnu/libc.so.6
7f0000200000-7f0000300000 r--p 00000000 08:01 13 /usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6
7f0000300000-7f0000400000 r-xp 00100000 08:01 13 /usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6
7f0000400000-7f0000500000 r-xp 00000000 08:01 14 /home/user/a b/pysqlite3/_sqlite3.cpython-311-x86_64-linux-gnu.so
7f0000500000-7f0000600000 r-xp 00000000 08:01 15 /srv/venv/lib/apsw/__init__.cpython-311-x86_64-linux-gnu.so
7f0000600000-7f0000608000 rw-s 00000000 08:01 16 /srv/sqlite/2019.db-shm
7f0000700000-7f0000800000 r--s 00000000 08:01 17 /srv/sqlite/2019
7f0000900000-7f0000a00000 r-xp 00000000 00:00 0 [vdso]
nonsense
"""
LOADED = "import sqlite3; from kehoach.stores._libraries import loaded; print(len(loaded()))"
PROC = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="this system does not say what is loaded")


def test_what_may_carry_a_library_is_known_by_its_name() -> None:
    """Each file that is run and is called so counts once; a database that is mapped is not among them."""
    assert candidates(TABLE) == (
        "/usr/bin/python3.11",
        "/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6",
        "/home/user/a b/pysqlite3/_sqlite3.cpython-311-x86_64-linux-gnu.so",
        "/srv/venv/lib/apsw/__init__.cpython-311-x86_64-linux-gnu.so",
    )
    assert candidates("") == ()


def test_who_only_calls_a_library_carries_none(tmp_path: Path) -> None:
    """What every library of SQLite has in it is looked for in the file; one that is gone or empty is none."""
    files = {"carries": b"\x7fELF..SQLite format 3\0..", "calls": b"\x7fELF..sqlite3_open..", "empty": b""}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    paths = [str(tmp_path / name) for name in (*files, "gone")]
    assert carrying(paths) == (str(tmp_path / "carries"),)


def test_a_second_library_is_a_warning() -> None:
    """One library is as it should be; of many the first three are named."""
    mended = (3, 51, 3)
    assert doubts(mended, "3.51.3", ()) == doubts(mended, "3.51.3", ("/a.so",)) == ()
    (found,) = doubts(mended, "3.51.3", ("/a.so", "/b.so", "/c.so", "/d.so"))
    assert (found.code, found.severity) == ("KH999", "warning")
    assert "4 libraries" in found.text("en")
    assert "/a.so, /b.so, /c.so, …" in found.text("en")
    assert "4 thư viện" in found.text("vi")
    assert [one.code for one in doubts((3, 40, 1), "3.40.1", ("/a.so", "/b.so"))] == ["KH956", "KH999"]


@PROC
@pytest.mark.parametrize(("more", "count"), [("", "1"), ("import apsw; ", "2")])
def test_what_is_really_loaded_is_found(more: str, count: str) -> None:
    """A process with Python's library has one, and with apsw beside it two."""
    if more:
        pytest.importorskip("apsw")
    said = subprocess.run([sys.executable, "-c", more + LOADED], capture_output=True, check=True, text=True)
    assert said.stdout.strip() == count
