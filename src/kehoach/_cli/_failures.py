"""What went wrong, in words that say the way out, and the exit code that stands for it."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from typing import Final

from kehoach._cli._desk import Desk
from kehoach._cli._endings import FAILED, MISUSED, REFUSED, WRONG_FILE
from kehoach._render import json_of
from kehoach.errors import (
    AmbiguousName,
    Finding,
    Invalid,
    InvalidCommand,
    KehoachError,
    Lang,
    MissingExtra,
    Refused,
    StoreError,
    UnknownName,
)

__all__ = ["code_of", "explained", "for_keyboard", "told"]

_CODES: Final = {"KH500": WRONG_FILE, "KH510": REFUSED, "KH511": REFUSED, "KH513": FAILED}
"""Where an ill-formed command is not the fault of who typed it."""

_KINDS_VI: Final = {
    "unit": "đơn vị",
    "duty": "báo cáo",
    "tier": "cấp",
    "trigger": "việc",
    "indicator": "chỉ tiêu",
    "campaign": "đợt",
    "event": "sự kiện",
    "form": "mẫu",
    "period": "kỳ",
    "rule": "quy tắc",
    "code": "mã",
    "request": "đề nghị số",
    "unit, tier, group or form": "đơn vị, cấp, nhóm hay mẫu",
}
_KEYWORD: Final = re.compile(
    r"\b(accept_gap|acting_for|by|closes|command_id|deadline|opens|person|plan|reason|received_at|version|id)=(?:True\b)?"
)
_CHOICES: Final = 3  # forms that are named where one is to be chosen
_DATA: Final = re.compile(r"data=\{'(\w+)': '([^']*)'\}")


def code_of(error: Exception) -> int:
    """The exit code that stands for an error."""
    if isinstance(error, Refused):
        return REFUSED
    if isinstance(error, InvalidCommand):
        return max((_CODES.get(finding.code, MISUSED) for finding in error.findings), default=MISUSED)
    if isinstance(error, Invalid):
        return WRONG_FILE
    return MISUSED if isinstance(error, UnknownName | AmbiguousName) else FAILED


def for_keyboard(text: str) -> str:
    """A way out in words of the API, in words of the command line.

    >>> for_keyboard("give reason=")
    'give --reason'
    >>> for_keyboard("give data={'done_on': '2019-04-01'}")
    'give --done-on 2019-04-01'
    >>> for_keyboard("let 461 record it (by=461, acting_for=19330)")
    'let 461 record it (--by 461, --acting-for 19330)'
    """
    told = _DATA.sub(lambda match: f"--{match[1].replace('_', '-')} {match[2]}", text)
    return _KEYWORD.sub(lambda match: f"--{match[1].replace('_', '-')} ", told).rstrip()


def told(error: Exception, desk: Desk) -> int:
    """Tell an error on stderr, and to programs on stdout; the answer is the exit code."""
    desk.say(explained(error, desk.lang))
    if desk.format == "json":
        desk.put(json_of("error", _facts(error)))
    return code_of(error)


def explained(error: Exception | Sequence[Finding], lang: Lang) -> str:
    """An error, or findings, as text: what was asked, what stands against it, what to do."""
    if not isinstance(error, Exception) or isinstance(error, Invalid | StoreError):
        from kehoach.files import explain

        return explain(error, lang=lang, worded=for_keyboard)
    if isinstance(error, Refused):
        head, *rest = error.text(lang).split(": ", 1)
        ways = [way for way in (blocker.remedy(lang) for blocker in error.blockers) if way]
        return "\n".join([": ".join([head, *rest]), *(f"    {for_keyboard(way)}" for way in dict.fromkeys(ways))])
    if isinstance(error, UnknownName | AmbiguousName):
        return _name_text(error, lang)
    if isinstance(error, MissingExtra):
        return str(error)
    return _machine_text(error, lang)


def _name_text(error: UnknownName | AmbiguousName, lang: Lang) -> str:
    kind = _KINDS_VI.get(error.kind, error.kind)
    if isinstance(error, AmbiguousName) and error.kind == "duty":
        return _duty_text(error, lang)
    if isinstance(error, AmbiguousName):
        choices = "\n".join(f"    {choice}" for choice in error.choices)
        if lang == "vi":
            return (
                f"{kind} {error.name!r} có thể là một trong các {kind} sau; hãy ghi mã, hoặc thêm --under:\n{choices}"
            )
        return f"{error.kind} {error.name!r} may be any of these; give the id, or --under:\n{choices}"
    if lang == "vi":
        hint = f"; có phải là {' hay '.join(map(repr, error.nearest))}?" if error.nearest else ""
        return f"không có {kind} {error.name!r}{hint}"
    hint = f"; did you mean {' or '.join(map(repr, error.nearest))}?" if error.nearest else ""
    return f"no {error.kind} {error.name!r}{hint}"


def _duty_text(error: AmbiguousName, lang: Lang) -> str:
    """What a unit owes, form by form, where a text may mean several of its duties."""
    of_form: dict[str, list[str]] = {}
    for choice in error.choices:
        of_form.setdefault(choice.partition("@")[0], []).append(choice)
    lines = [duties[0] + (f" … {duties[-1].partition('@')[2]}" if duties[1:] else "") for duties in of_form.values()]
    rest = len(lines) - _CHOICES
    if rest > 0:
        lines = [*lines[:_CHOICES], f"… và {rest} mẫu khác" if lang == "vi" else f"… and {rest} more"]
    if lang == "vi":
        head = f"{error.name!r} có thể là một trong các nhiệm vụ sau; hãy ghi đủ mã, hoặc thêm --form, --period:"
    else:
        head = f"{error.name!r} may be any of these; give the id, or --form and --period:"
    return "\n".join([head, *(f"    {line}" for line in lines)])


def _machine_text(error: Exception, lang: Lang) -> str:
    """What is no error of the library: the machine's, or a fault of the program itself."""
    vi = lang == "vi"
    if isinstance(error, KehoachError):
        return str(error)
    if isinstance(error, OSError):
        reason = error.strerror or str(error)
        where = f": {error.filename}" if error.filename else ""
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        way = ("giải phóng dung lượng" if vi else "free some space") if full else ""
        return f"{reason}{where}" + (f"; {way}" if way else "")
    if isinstance(error, MemoryError):
        return "không đủ bộ nhớ" if vi else "there is not enough memory"
    if os.environ.get("KEHOACH_TRACEBACK"):
        import traceback

        return "".join(traceback.format_exception(error)).rstrip()
    said = f"{type(error).__name__}: {error}".partition("\n")[0]
    if vi:
        return (
            f"kehoach gặp lỗi của chính chương trình ({said}); xin báo cho người bảo trì kèm lệnh đã gõ và kết quả "
            "khi chạy lại với KEHOACH_TRACEBACK=1"
        )
    return (
        f"kehoach met a fault of its own ({said}); please report it to the maintainers with the command and what it "
        "prints when run again with KEHOACH_TRACEBACK=1"
    )


def _facts(error: Exception) -> dict[str, object]:
    facts: dict[str, object] = {"error": type(error).__name__, "code": code_of(error)}
    if isinstance(error, Invalid | StoreError):
        facts["findings"] = [finding.to_dict() for finding in error.findings]
    elif isinstance(error, Refused):
        facts |= {"unit": error.unit, "trigger": error.trigger}
        facts["blockers"] = [blocker.to_dict() for blocker in error.blockers]
    elif isinstance(error, UnknownName):
        facts |= {"what": error.kind, "name": error.name, "nearest": list(error.nearest)}
    elif isinstance(error, AmbiguousName):
        facts |= {"what": error.kind, "name": error.name, "choices": list(error.choices)}
    return facts
