"""A SQLite file on a file system that several machines share is refused, or opened without a log ahead."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kehoach.errors import InvalidCommand, StoreError
from kehoach.stores import Record, SQLStore
from kehoach.stores._mounts import check_mount, mounts, shared_by

RECORD = Record("2019", "ab" * 32, "{}", 5)
TABLE = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
36 27 0:30 / /srv rw,relatime shared:7 master:2 - nfs4 10.0.0.7:/srv rw,vers=4.2
37 36 8:1 / /srv/local rw - xfs /dev/sda1 rw
38 27 0:31 / /mnt/k\\303\\250\\040n rw - cifs //nas/reports rw
39 27 0:32 / /home/office rw - fuse.sshfs office@host: rw
40 27 0:33 / /home/disk rw - fuse.ntfs-3g /dev/sdb1 rw
41 27 0:34 / /top rw - ext4 /dev/sdc1 rw
42 41 0:35 / /top rw - 9p share rw
43 27 0:36 / /below rw - nfs host:/below rw
44 43 8:2 / /below rw - ext4 /dev/sdd1 rw

this line is none
45 27
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/2019.db", None),
        ("/srv/2019.db", "nfs4"),
        ("/srv/reports/2019/2019.db", "nfs4"),
        ("/srv2/2019.db", None),
        ("/srv/local/2019.db", None),
        ("/srv/locally/2019.db", "nfs4"),
        ("/home/office/2019.db", "fuse.sshfs"),
        ("/home/disk/2019.db", None),
        ("/top/2019.db", "9p"),
        ("/below/2019.db", None),
    ],
)
def test_the_file_system_of_a_path_is_the_innermost_that_lies_on_top(path: str, kind: str | None) -> None:
    """Of all mounts above a path the longest counts, and of two at one place the later."""
    assert shared_by(TABLE, path) == kind


@pytest.mark.parametrize("kind", ["nfs", "cifs", "smb3", "9p", "fuse.sshfs", "fuse.rclone", "ceph", "vboxsf"])
def test_whatever_several_machines_share_is_known(kind: str) -> None:
    """The kinds are known wherever they are mounted, at the root as well, and in folders with blanks in their names."""
    assert shared_by(f"1 0 0:1 / / rw - {kind} host rw", "/2019.db") == kind
    assert shared_by(f"1 0 0:1 / /the\\040reports rw - {kind} host rw", "/the reports/2019.db") == kind


@pytest.mark.parametrize("table", ["", "\n", "nonsense", "1 2 3 - nfs", "1 2 3 / /x rw - "])
def test_a_table_that_says_nothing_refuses_nothing(table: str) -> None:
    """Without a table, or with one of another form, no file is refused."""
    assert shared_by(table, "/x/2019.db") is None


def test_a_file_on_a_network_is_refused_with_its_kind(tmp_path: Path) -> None:
    """The error says the kind and both ways out; a link that leads there counts as there."""
    (tmp_path / "far").mkdir()
    (tmp_path / "link.db").symlink_to(tmp_path / "far" / "2019.db")
    table = f"1 0 0:1 / {tmp_path.resolve() / 'far'} rw - nfs4 host rw"
    check_mount("near.db", str(tmp_path / "near.db"), table)
    for name in ("far/2019.db", "link.db"):
        with pytest.raises(StoreError, match=r"kind nfs4.*PostgreSQL.*allow_network=True") as error:
            check_mount(name, str(tmp_path / name), table)
        assert [one.code for one in error.value.findings] == ["KH998"]


@pytest.mark.skipif(not Path("/proc/self/mountinfo").exists(), reason="this system has no such table")
def test_this_machine_has_a_table() -> None:
    """The table of this machine is read, and says of what /proc is that nobody else shares it."""
    assert " - proc " in mounts()
    assert shared_by(mounts(), "/proc/2019.db") is None


@pytest.mark.parametrize("asked", [{"allow_network": True}, {"url": "?allow_network=1"}])
def test_who_insists_gets_a_journal_that_no_memory_is_shared_for(tmp_path: Path, asked: dict[str, Any]) -> None:
    """Every connection has journal_mode DELETE and synchronous EXTRA, whatever the durability, and no log ahead."""
    path = tmp_path / "x.db"
    url, allowed = f"sqlite:///{path}{asked.get('url', '')}", asked.get("allow_network")
    with SQLStore.open(url, allow_network=allowed, durability="process") as store:
        store.begin(RECORD)
        links = [store._database.link() for _ in range(2)]
        for link in links:
            assert link.rows("PRAGMA journal_mode") == [("delete",)]
            assert link.rows("PRAGMA synchronous") == [(3,)]
            assert link.ahead is None
            link.close()
        assert not list(tmp_path.glob("*-wal"))
        settings = dict(store.health().settings)
    assert (settings["journal_mode"], settings["synchronous"]) == ("delete", "3")


def test_a_store_changes_between_both_ways(tmp_path: Path) -> None:
    """A file of one way opens in the other with all that it holds; the argument is stronger than the URL."""
    url = f"sqlite:///{tmp_path}/x.db?allow_network=1"
    for allowed, mode in ((None, "delete"), (False, "wal"), (True, "delete"), (False, "wal")):
        with SQLStore.open(url, allow_network=allowed) as store:
            if not store.campaigns():
                store.begin(RECORD)
            assert store.campaigns() == (RECORD,)
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            assert connection.execute("PRAGMA journal_mode").fetchone() == (mode,)


def test_an_engine_of_an_application_is_told_the_same(tmp_path: Path) -> None:
    """An engine that is settled for a network is opened so, and refused as one of a disk of this machine."""
    engine = SQLStore.settle(sa.create_engine(f"sqlite:///{tmp_path}/x.db"), allow_network=True)
    with SQLStore.open(engine, allow_network=True) as store:
        store.begin(RECORD)
    with pytest.raises(StoreError) as error:
        SQLStore.open(engine)
    assert [one.values["setting"] for one in error.value.findings] == ["journal_mode", "synchronous"]
    engine.dispose()


@pytest.mark.parametrize("value", ["yes", "2", "1&allow_network=1"])
def test_an_option_that_is_no_answer_is_refused(tmp_path: Path, value: str) -> None:
    """In a URL the option is 1 or 0."""
    with pytest.raises(StoreError, match="allow_network") as error:
        SQLStore.open(f"sqlite:///{tmp_path}/x.db?allow_network={value}&timeout=1")
    assert [one.code for one in error.value.findings] == ["KH938"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", [1, "yes", 0])
def test_an_argument_that_is_no_answer_is_refused(tmp_path: Path, value: Any) -> None:
    """The argument is True or False."""
    with pytest.raises(InvalidCommand, match=r"allow_network: .* True or False"):
        SQLStore.open(tmp_path / "x.db", allow_network=value)
