"""Reading whole under a limit, writing whole or not at all."""

from __future__ import annotations

import os
import resource
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kehoach.errors import InvalidFile, StoreError
from kehoach.files._bytes import read_text, write_text

_NOBODY = 65534


@contextmanager
def _as_nobody() -> Iterator[None]:
    """An ordinary user: permissions mean nothing to root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _refusal(path: Path, most: int = 100) -> tuple[str, int | None, int | None]:
    with pytest.raises(InvalidFile) as caught:
        read_text(path, most=most)
    (finding,) = caught.value.findings
    return finding.code, finding.line, finding.column


def test_a_byte_order_mark_is_no_character(tmp_path: Path) -> None:
    """UTF-8 with a byte order mark reads like UTF-8 without one, and line ends stay as they are."""
    path = tmp_path / "a"
    path.write_bytes("\ufeffkế\r\n".encode())
    assert read_text(path, most=100) == "kế\r\n"


def test_a_byte_that_is_not_utf8_has_its_place(tmp_path: Path) -> None:
    """The finding names line and column of the first byte that is not UTF-8."""
    path = tmp_path / "a"
    path.write_bytes("một\nhế".encode() + b"\xff")
    assert _refusal(path) == ("KH805", 2, 3)


def test_utf16_is_refused_at_its_first_byte(tmp_path: Path) -> None:
    """A text saved as "Unicode" by an old editor is refused at its mark."""
    path = tmp_path / "a"
    path.write_text("a", encoding="utf-16")
    assert _refusal(path) == ("KH805", 1, 1)


def test_a_missing_file_a_folder_and_a_device_are_told_apart(tmp_path: Path) -> None:
    """Each kind of thing that is no readable file has its own code."""
    assert _refusal(tmp_path / "none")[0] == "KH800"
    assert _refusal(tmp_path)[0] == "KH801"
    assert _refusal(Path("/dev/null"))[0] == "KH801"
    assert _refusal(Path("a\0b"))[0] == "KH803"
    assert _refusal(tmp_path / ("x" * 300))[0] == "KH803"


def test_a_file_without_permission_says_so() -> None:
    """A file that may not be read is no missing file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_text("x", encoding="utf-8")
        path.chmod(0)
        Path(folder).chmod(0o755)
        with _as_nobody():
            assert _refusal(path)[0] == "KH802"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    """The limit is in bytes; a file of exactly as many is read."""
    path = tmp_path / "a"
    path.write_bytes(b"x" * 101)
    assert _refusal(path)[0] == "KH804"
    assert read_text(path, most=101) == "x" * 101


def test_a_file_is_replaced_whole_and_keeps_its_permissions(tmp_path: Path) -> None:
    """The new text is there, the mode is the old one's, and nothing else is left in the folder."""
    path = tmp_path / "plan.toml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o600)
    write_text(path, "kế hoạch\n")
    assert path.read_bytes() == "kế hoạch\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _names(tmp_path) == ["plan.toml"]


def test_a_new_file_can_be_read_by_others(tmp_path: Path) -> None:
    """A new file does not keep the narrow mode of the temporary one."""
    write_text(tmp_path / "a", "x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o644


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing through a link changes the file it leads to."""
    (tmp_path / "real").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    write_text(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"


def _failure(path: Path, text: str = "new") -> str:
    with pytest.raises(StoreError) as caught:
        write_text(path, text)
    (finding,) = caught.value.findings
    assert str(path) in str(caught.value)
    return finding.code


def test_a_folder_that_may_not_be_written_is_named() -> None:
    """A read-only folder is refused, and the former file is as it was."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a"
        path.write_text("old", encoding="utf-8")
        Path(folder).chmod(0o555)
        with _as_nobody():
            assert _failure(path) == "KH840"
        Path(folder).chmod(0o755)
        assert _names(Path(folder)) == ["a"]
        assert path.read_text(encoding="utf-8") == "old"


def test_a_disk_that_fills_up_leaves_the_former_file(tmp_path: Path) -> None:
    """Where no more bytes fit, the former file is whole and no part of the new one is left."""
    path = tmp_path / "a"
    path.write_text("old", encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        assert _failure(path, "x" * 10_000) == "KH841"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert _names(tmp_path) == ["a"]
    assert path.read_text(encoding="utf-8") == "old"


def test_a_missing_folder_and_a_folder_in_the_way_are_told_apart(tmp_path: Path) -> None:
    """A folder that is not there is not made; a folder of that name is not replaced."""
    (tmp_path / "b").mkdir()
    assert _failure(tmp_path / "none" / "a") == "KH842"
    assert _failure(tmp_path / "b") == "KH843"
    assert _failure(tmp_path / "a\0b") == "KH843"
    assert _names(tmp_path) == ["b"]
