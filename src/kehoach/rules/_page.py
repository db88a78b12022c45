"""The page of a built-in rule: what it says, why, a plan that breaks it, a plan that keeps it, how to silence it.

Each page is one data file, and the plans on it are the cases that the tests run.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import attrs

from kehoach._spelling import nearest
from kehoach.errors import BLOCKERS, FINDINGS, Entry, Lang, UnknownName
from kehoach.rules._rule import Rule

__all__ = ["Case", "Page", "page"]

_HEADS: Final[Mapping[str, tuple[str, str]]] = {
    "says": ("It says", "Nội dung báo"),
    "remedy": ("The way out", "Cách xử lý"),
    "why": ("Why", "Vì sao"),
    "breaks": ("Breaks it", "Vi phạm"),
    "keeps": ("Keeps it", "Đạt"),
    "acts": ("Acts", "Các việc"),
    "silence": ("To silence it", "Bỏ qua"),
}


@attrs.frozen(kw_only=True)
class Case:
    """A plan on a page, and for rules on campaigns what is done under it.

    Attributes:
        plan: The plan, as a TOML file has it; or a program that makes it.
        is_program: Whether it is a program, whose name ``plan`` holds the plan.
        acts: What is done, in order: each with ``at``, ``act``, ``unit`` and what else the act takes.
        at: When it is looked at; empty: after the last act.
    """

    plan: str
    is_program: bool = False
    acts: tuple[Mapping[str, Any], ...] = ()
    at: str = ""


@attrs.frozen(kw_only=True)
class Page:
    """What there is to say of a code.

    Attributes:
        code: The code of a finding, or a blocker's.
        entry: Its name and texts.
        rule: The rule that finds it; None: it is found while something is read, or done.
        what, why: What is looked at, and why; empty where there is no rule.
        breaks, keeps: Plans both ways.
    """

    code: str
    entry: Entry
    rule: Rule | None = None
    what: str = ""
    why: str = ""
    breaks: tuple[Case, ...] = ()
    keeps: tuple[Case, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """The page as Markdown; what a rule is for is told in English."""
        return "\n\n".join(self._blocks(lang)) + "\n"

    def _blocks(self, lang: Lang) -> list[str]:
        head = f"# {self.code} {self.entry.name}"
        told = [_said("says", lang, self.entry.text(lang))]
        told += [_said("remedy", lang, way)] if (way := self.entry.remedy(lang)) else []
        if self.rule is None:
            return [head, *told]
        facts = f"{self.rule.severity or 'error, warning or note'}, on {_ON[self.rule.on]}"
        blocks = [head, f"{_capital(self.rule.said(lang))}. ({facts})", *told, self.what, _said("why", lang, self.why)]
        blocks += [block for case in self.breaks[:1] for block in _shown("breaks", case, lang)]
        blocks += [block for case in self.keeps[:1] for block in _shown("keeps", case, lang)]
        return [*blocks, _said("silence", lang, self.silence)]

    @property
    def silence(self) -> str:
        """How it is silenced."""
        if self.rule is not None and self.rule.on != "plan":
            return f"`kehoach check --ignore {self.code}`; it speaks of what was done, not of a line of the plan."
        comment = f"# kehoach: ignore[{self.code}] the reason"
        return f"`{comment}` at the line or above it, or `kehoach check --ignore {self.code}`."


_ON: Final[Mapping[str, str]] = {
    "plan": "a plan",
    "progress": "a campaign in progress",
    "entry": "each step of a campaign",
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _said(head: str, lang: Lang, text: str) -> str:
    return f"{_HEADS[head][lang == 'vi']}: {text}"


def _shown(head: str, case: Case, lang: Lang) -> list[str]:
    blocks = [f"{_HEADS[head][lang == 'vi']}:", f"```{'python' if case.is_program else 'toml'}\n{case.plan}```"]
    if case.acts or case.at:
        lines = [_act_text(act) for act in case.acts] + ([f"asked at {case.at}"] if case.at else [])
        blocks += [f"{_HEADS['acts'][lang == 'vi']}:", "\n".join(f"* {line}" for line in lines)]
    return blocks


def _act_text(act: Mapping[str, Any]) -> str:
    """One act in words: when, whose, what, and with what."""
    rest = {key: value for key, value in act.items() if key not in ("at", "unit", "act")}
    said = ", ".join(f"{key} {value}" for key, value in rest.items())
    return " ".join(str(act[key]) for key in ("at", "unit", "act") if key in act) + (f" ({said})" if said else "")


def page(code: str) -> Page:
    """The page of a code, or of a name.

    Args:
        code: A code of a finding such as ``KH150``, of a blocker such as ``gate``, or the name of either.

    Raises:
        UnknownName: No such code; the nearest is proposed.

    >>> page("KH150").entry.name, page("due-before-subordinates").code
    ('due-before-subordinates', 'KH150')
    """
    from kehoach.rules._builtin import BUILTIN

    every = {**FINDINGS, **BLOCKERS}
    known = code if code in every else next((one for one, entry in every.items() if entry.name == code), None)
    if known is None and code.upper() in FINDINGS:
        known = code.upper()
    if known is None:
        raise UnknownName("code", code, nearest(code, [*every, *(entry.name for entry in every.values())]))
    rule = next((one for one in BUILTIN if one.code == known), None)
    if rule is None:
        return Page(code=known, entry=every[known])
    written = _written(known)
    return Page(
        code=known,
        entry=every[known],
        rule=rule,
        what=written["what"].strip(),
        why=written["why"].strip(),
        breaks=_cases(written["breaks"]),
        keeps=_cases(written["keeps"]),
    )


@cache
def _written(code: str) -> Mapping[str, Any]:
    text = files("kehoach.rules").joinpath("_pages", f"{code}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _cases(given: Sequence[Mapping[str, Any]]) -> tuple[Case, ...]:
    return tuple(
        Case(
            plan=str(one.get("program", one.get("plan", ""))),
            is_program="program" in one,
            acts=tuple(one.get("acts", ())),
            at=str(one.get("at", "")),
        )
        for one in given
    )
