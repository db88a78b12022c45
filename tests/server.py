"""A PostgreSQL server of the tests' own, on a socket in a temporary folder; nothing outside the folder is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg

__all__ = ["Server", "asked", "binaries"]

OWNER = "kehoach"
# Made for a few clients and no neighbours; what is acknowledged still waits for the disk.
SETTINGS = "-c listen_addresses='' -c shared_buffers=32MB -c max_connections=60 -c max_wal_size=256MB" + (
    " -c recovery_init_sync_method=syncfs" if sys.platform == "linux" else ""
)


def binaries() -> Path | None:
    """The folder of the server's programs, the newest release that is there; None where there is none."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return next((place for place in places if all((place / name).exists() for name in ("initdb", "pg_ctl"))), None)


class Server:
    """A server; it runs from `start` to `stop`, again and again.

    Args:
        programs: The folder of its programs.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix="kehoach-"))  # short: the name of a socket has 107 bytes
        self.made = 0
        # The programs refuse to run as root, so that root runs them as somebody who may do nothing else.
        self.who: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self.who = {"user": "nobody", "group": 65534, "extra_groups": []}
            shutil.chown(self.folder, "nobody")
        self.run("initdb", "-U", OWNER, "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync", "--no-instructions")

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs on the folder of its data."""
        command = [str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        # A server keeps what it inherits: its output goes to a file, or whoever reads ours would wait for it.
        with (self.folder / f"{program}.said").open("a+b") as said:
            ended = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, check=False, **self.who)
            if ended.returncode:
                said.seek(0)
                raise RuntimeError(f"{program}: {said.read().decode(errors='replace')}")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        log = str(self.folder / "server.log")
        self.run("pg_ctl", "start", "-w", "-l", log, "-o", f"{SETTINGS} -k {self.folder}")

    def stop(self, mode: str = "immediate") -> None:
        """End it: ``immediate`` is a crash, ``fast`` says goodbye."""
        self.run("pg_ctl", "stop", "-w", "-m", mode)

    def place(self) -> str:
        """A new empty place for tables; the answer is its URL. It is a schema: a database has three hundred files."""
        self.made += 1
        self.do(f"CREATE SCHEMA test_{self.made}")
        return self.url(f"options=-csearch_path%3Dtest_{self.made}")

    def url(self, *options: str, user: str = OWNER, name: str = "postgres") -> str:
        """The URL of a database, with options of its connections."""
        return f"postgresql+psycopg://{user}@/{name}?{'&'.join([f'host={self.folder}', *options])}"

    def do(self, statement: str) -> list[tuple[object, ...]]:
        """Run one statement and keep what it did."""
        return asked(self.url(), statement)

    def remove(self) -> None:
        """Take away all that it was."""
        shutil.rmtree(self.folder, ignore_errors=True)


def asked(url: str, statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the database of a URL, as another program would, and keep what it did."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
