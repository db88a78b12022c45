"""Where a SQLite file lies: on a disk of this machine, or on one that several machines share.

The log ahead of a SQLite file needs memory that all who write share, and locks that all of them see. Across a network
there is neither: two machines write at the same time, and the file is damaged.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from kehoach.errors import Finding, StoreError

__all__ = ["check_mount", "mounts", "shared_by"]

_TABLE: Final = "/proc/self/mountinfo"
_SHARED: Final = frozenset(
    {
        *("9p", "acfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "gfs", "gfs2", "glusterfs", "gpfs", "lustre"),
        *("ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "pvfs2", "smb2", "smb3", "smbfs", "vboxsf", "vmhgfs"),
    }
)
"""Kinds of file systems that several machines may write to, as the mount table calls them; folders that a virtual
machine shares with its host are among them."""
_SERVED: Final = frozenset(
    {
        *("ceph", "ceph-fuse", "curlftpfs", "davfs", "davfs2", "gcsfuse", "glusterfs", "goofys", "grpcfuse", "juicefs"),
        *("mount_s3", "osxfs", "rclone", "s3fs", "smbnetfs", "sshfs", "vmhgfs-fuse"),
    }
)
"""The same of those that a program serves, whose kind is ``fuse.`` and the name of the program."""


def mounts() -> str:
    """The table of what is mounted where; empty on systems that have none of this form."""
    try:
        return Path(_TABLE).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def shared_by(table: str, path: str) -> str | None:
    """The kind of the file system that a path lies on, when it is one that several machines share.

    Args:
        table: What is mounted where, as ``/proc/self/mountinfo`` says it (proc(5) of Linux).
        path: A whole path without links.

    >>> shared_by("36 25 0:30 / /srv rw - nfs4 10.0.0.7:/srv rw", "/srv/2019.db")
    'nfs4'
    """
    best, kind = "", ""
    for line in table.splitlines():
        before, dash, after = line.partition(" - ")
        fields, served = before.split(" "), after.split(" ")
        if not dash or len(fields) < 5 or not served[0]:
            continue
        place = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), fields[4]).rstrip("/")
        if (path == place or path.startswith(f"{place}/")) and len(place) >= len(best):  # the later one lies on top
            best, kind = place, served[0]
    family, _, program = kind.partition(".")
    return kind if kind in _SHARED or (family == "fuse" and program in _SERVED) else None


def check_mount(place: str, path: str, table: str) -> None:
    """Refuse a file that several machines may write to.

    Args:
        place: The database, as people know it.
        path: Its file, which need not be there yet.
        table: What is mounted where.

    Raises:
        StoreError: It lies on such a file system (KH998).
    """
    kind = shared_by(table, os.path.realpath(path))
    if kind is not None:
        raise StoreError(Finding("KH998", {"place": place, "kind": kind}))
