"""Files in and out: text is read whole under a limit, and written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from kehoach.errors import Finding, InvalidFile, StoreError

__all__ = ["MAX_TABLE", "MAX_TOML", "decoded", "read_bytes", "read_text", "write_text"]

MAX_TOML = 2 * 1024 * 1024  # bytes of a plan: one made by hand has at most 40 kB, and a parser takes many times that
MAX_TABLE = 64 * 1024 * 1024  # bytes of a CSV file: a million units take about 50 MB
_PLAIN = stat.S_IRUSR | stat.S_IWUSR | stat.S_IRGRP | stat.S_IROTH


def read_text(path: Path, *, most: int, shown: str | None = None) -> str:
    """The text of a UTF-8 file, with or without a byte order mark, line ends as they are.

    Args:
        path: The file.
        most: How many bytes it may have.
        shown: The name of the file in findings; the path itself when left out.

    Raises:
        InvalidFile: It is missing, no file, not permitted, too large or not UTF-8.
    """
    name = shown or str(path)
    return decoded(read_bytes(path, most=most, shown=name), name)


def read_bytes(path: Path, *, most: int, shown: str | None = None) -> bytes:
    """The bytes of a file.

    Args:
        path: The file.
        most: How many bytes it may have.
        shown: The name of the file in findings; the path itself when left out.

    Raises:
        InvalidFile: It is missing, no file, not permitted or too large.
    """
    name = shown or str(path)
    try:
        return _bytes(path, most, name)
    except InvalidFile:  # is a ValueError, and says more than the one below
        raise
    except FileNotFoundError as error:
        raise InvalidFile(Finding("KH800", {"file": name}, file=name)) from error
    except PermissionError as error:
        raise InvalidFile(Finding("KH802", {"file": name}, file=name)) from error
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL in it
        raise InvalidFile(Finding("KH803", {"file": name, "reason": _reason(error)}, file=name)) from error


def _bytes(path: Path, most: int, name: str) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise InvalidFile(Finding("KH801", {"file": name}, file=name))
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        size = max(status.st_size, len(data))
        raise InvalidFile(Finding("KH804", {"given": size, "most": most}, file=name))
    return data


def decoded(data: bytes, name: str) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark.

    Args:
        data: The bytes.
        name: The name of the file in findings.

    Raises:
        InvalidFile: They are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        head = data[: error.start]
        line = head.count(b"\n") + 1
        column = len(head[head.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        byte = f"0x{data[error.start]:02X}"
        raise InvalidFile(Finding("KH805", {"byte": byte}, file=name, line=line, column=column)) from error


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file so that a reader finds the former text or the new one, whole, at every moment.

    The text goes to a new file in the same folder, is forced to the disk, and takes the old one's name in one step.
    A link is followed, so that it stays a link; the permissions of the former file are kept.

    Raises:
        StoreError: The folder is missing or may not be written, the disk is full; the former file is as it was.
    """
    try:
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        _replaced(target, text.encode("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(_finding(error, path)) from error


def _replaced(target: Path, data: bytes) -> None:
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else _PLAIN
    number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(mode)
        made.replace(target)
    except BaseException:
        made.unlink(missing_ok=True)
        raise
    _settle(target.parent)


def _settle(folder: Path) -> None:
    """Force the new name to the disk, where folders can be opened (not on Windows)."""
    flag = getattr(os, "O_DIRECTORY", None)
    if flag is None:
        return
    number = os.open(folder, os.O_RDONLY | flag)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _finding(error: OSError | ValueError, path: Path) -> Finding:
    values = {"file": str(path), "folder": str(path.parent)}
    number = error.errno if isinstance(error, OSError) else None
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return Finding("KH841", values, file=str(path))
    if number in (errno.ENOENT, errno.ENOTDIR):
        return Finding("KH842", values, file=str(path))
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Finding("KH840", values, file=str(path))
    return Finding("KH843", {**values, "reason": _reason(error)}, file=str(path))


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
