"""How a run ends: with a code, and, when something went wrong, in words that say what to do; never in a traceback."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable

import click

from kehoach._cli._desk import Desk

__all__ = ["FAILED", "FINDINGS", "FINE", "MISUSED", "REFUSED", "STOPPED", "WRONG_FILE", "ended", "settle_streams"]

FINE, FINDINGS, MISUSED, WRONG_FILE, REFUSED, FAILED = range(6)
STOPPED = 130  # 128 and the number of the signal, as shells have it


def settle_streams() -> None:
    """Let both streams take every letter: UTF-8, and what is none shown as its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def ended(run: Callable[[], object], desk: Desk) -> int:
    """The exit code of a run; whatever it raises is told on stderr."""
    try:
        answer = run()
        sys.stdout.flush()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except BrokenPipeError:
        return _closed()
    except (click.Abort, KeyboardInterrupt, EOFError):
        desk.say(desk.either("stopped; nothing is half-written", "đã dừng; không có gì dở dang"))
        return STOPPED
    except click.ClickException as error:
        error.show()
        return MISUSED
    except Exception as error:  # noqa: BLE001  # the last place: what is not told here would be a traceback
        return _told(error, desk)
    return answer if isinstance(answer, int) else FINE


def _closed() -> int:
    """Who read has read enough, as ``head`` does: nothing is wrong."""
    _let_go()
    return FINE


def _let_go() -> None:
    """Point stdout at nothing: what could not be written now cannot be written at exit, and Python would say so."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _told(error: Exception, desk: Desk) -> int:
    from kehoach._cli._failures import told

    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EIO):
        _let_go()
    try:
        return told(error, desk)
    except OSError:  # nobody listens any more
        return FAILED
