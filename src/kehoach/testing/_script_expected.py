"""What a script expects, looked at before it is run: what does not exist, and what can never be met."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

import attrs

from kehoach._deadline import Deadline
from kehoach._plan import is_table
from kehoach._plan._table import step as joined
from kehoach._progress import BUCKETS, PHASES, UNEXPECTED, Summary, duties_of, flat_of
from kehoach._spelling import folded
from kehoach.errors import FINDINGS, Invalid
from kehoach.testing._moments import read_moment
from kehoach.testing._script import Expected
from kehoach.testing._script_check import Judge

__all__ = ["NO_DUE", "RATES", "SUMMARY", "Expectations", "trigger_and_actor"]

NO_DUE: Final = frozenset({"none", "không", "không có"})
"""Words for a duty without a due."""
RATES: Final = ("rate", "on_time_rate")
SUMMARY: Final = (*(field.name for field in attrs.fields(Summary) if field.name not in ("tier", "at")), "met", *RATES)
"""The figures of a summary that a script may look at."""
_STANDINGS: Final = (*BUCKETS, *PHASES, *UNEXPECTED)
_COUNTED: Final = ("value", "reported", "expected")


def trigger_and_actor(text: str) -> tuple[str, str | None]:
    """A trigger, and by whom where it says so.

    >>> trigger_and_actor("send-back by province"), trigger_and_actor("submit")
    (('send_back', 'province'), ('submit', None))
    """
    trigger, _, actor = text.partition(" by ")
    return trigger.strip().replace("-", "_"), actor.strip() or None


class Expectations:
    """Looks at what is expected.

    Args:
        judge: What keeps the problems.
    """

    def __init__(self, judge: Judge) -> None:
        self.judge, self.plan = judge, judge.plan
        self.flat = flat_of(judge.plan)
        self.ways: Mapping[str, Callable[[str, Any], None]] = {
            "state": self._each(self._state),
            "version": self._each(self._version),
            "standing": self._each(self._standing),
            "due": self._each(self._due),
            "data": self._each(lambda unit, cells, path: judge.cells(cells, path)),
            "sections": self._each(self._sections),
            "total": self._each(self._total),
            "rows": self._each(self._rows),
            "held": self._each(self._below),
            "missing": self._each(self._below),
            "late": self._duties,
            "overdue": self._duties,
            "blockers": self._each(self._blockers),
            "triggers": self._each(self._triggers),
            "summary": self._summary,
            "counts": self._counts,
            "findings": self._codes,
            "content": self._each(lambda unit, codes, path: self._codes(path, codes)),
        }

    def check(self, expected: Expected, path: str) -> None:
        """Look at what is expected at one place.

        Args:
            expected: What is expected.
            path: Where it stands.
        """
        for name, value in expected.asked().items():
            if name in self.ways:
                self.ways[name](f"{path}.{name}", value)

    def _each(self, look: Callable[[str, Any, str], None]) -> Callable[[str, Any], None]:
        """A look at a table whose keys are duties."""

        def many(path: str, table: Mapping[str, Any]) -> None:
            for unit, value in table.items():
                here = joined(path, unit)
                if self.judge.duty(unit, here) is not None:
                    look(unit, value, here)

        return many

    def _state(self, unit: str, state: str, path: str) -> None:
        if not self.judge.known("state", "trạng thái", state, dict.fromkeys(self.flat.states), path):
            return
        columns, initials = self.plan.columns, self.flat.initials
        is_act = columns.form_of[columns.index[unit]] in columns.acts
        first = initials[1] if len(initials) > 1 else len(self.flat.states)
        if state not in (self.flat.states[first:] if is_act else self.flat.states[:first]):
            kind, kind_vi = ("an act", "việc phải làm") if is_act else ("a report", "báo cáo")
            reason_vi = f"{unit} là {kind_vi}, không bao giờ ở trạng thái {state}"
            self.judge.never(path, f"{unit} is {kind}, which is never {state}", reason_vi)

    def _version(self, unit: str, version: int, path: str) -> None:
        if version < 1:
            self.judge.never(path, "versions count from 1", "phiên bản đếm từ 1")

    def _standing(self, unit: str, standing: str, path: str) -> None:
        self.judge.known("standing", "tình trạng", standing, _STANDINGS, path)

    def _due(self, unit: str, due: str, path: str) -> None:
        if folded(due) in NO_DUE:
            return
        judge = self.judge
        try:
            Deadline.parse(due, issued_on=judge.issued_on)
        except Invalid as error:
            try:
                read_moment(due, zone=judge.zone, issued_on=judge.issued_on)
            except Invalid:
                judge.add_all(error, path)

    def _sections(self, unit: str, texts: Mapping[str, str], path: str) -> None:
        known = [one.key for one in self.plan.outline]
        for key in texts:
            self.judge.known("section", "mục", key, known, joined(path, key))

    def _total(self, unit: str, totals: Mapping[str, Any], path: str) -> None:
        columns, judge = self.plan.columns, self.judge
        if columns.form_of[columns.index[unit]] in columns.acts:
            judge.never(path, f"{unit} is done, and has no figures", f"{unit} là việc phải làm, không có số liệu")
            return
        indicators = {one.key: one for one in self.plan.indicators}
        for key, value in totals.items():
            here = joined(path, key)
            if not judge.known("indicator", "chỉ tiêu", key, indicators, here):
                continue
            if indicators[key].goes_up == "none":
                judge.never(here, f"{key} does not go up, and has no total", f"{key} không tổng hợp lên, không có tổng")
            self._counted(value, here)

    def _counted(self, value: object, path: str) -> None:
        if not is_table(value):
            return
        for key in value:
            self.judge.known("figure of a total", "số liệu của tổng", key, _COUNTED, joined(path, key))
        reported, expected = value.get("reported"), value.get("expected")
        if isinstance(reported, int) and isinstance(expected, int) and reported > expected:
            reason = f"{reported} of {expected} cannot have reported"
            self.judge.never(path, reason, f"không thể có {reported} trên {expected} đơn vị báo cáo")

    def _rows(self, unit: str, rows: Mapping[str, int], path: str) -> None:
        for other in self.judge.subordinates(unit, list(rows), path):
            self._version(other, rows[other], joined(path, other))

    def _below(self, unit: str, others: tuple[str, ...], path: str) -> None:
        for _ in self.judge.subordinates(unit, others, path):
            pass

    def _duties(self, path: str, units: tuple[str, ...]) -> None:
        for unit in units:
            self.judge.duty(unit, path)

    def _blockers(self, unit: str, acts: Mapping[str, tuple[str, ...]], path: str) -> None:
        for text, codes in acts.items():
            here = joined(path, text)
            trigger, actor = trigger_and_actor(text)
            if self.judge.known("trigger", "việc", trigger, self.flat.triggers, here):
                self.judge.codes(codes, here)
            if actor is not None and not codes:
                self.judge.known("unit", "đơn vị", actor, (*self.judge.units, "issuer"), here)

    def _triggers(self, unit: str, triggers: tuple[str, ...], path: str) -> None:
        for one in triggers:
            self.judge.known("trigger", "việc", one.replace("-", "_"), self.flat.triggers, path)

    def _summary(self, path: str, summary: Mapping[str, Any]) -> None:
        tiers = [tier.id for tier in self.plan.tiers]
        for key, value in summary.items():
            here = joined(path, key)
            if is_table(value):
                if self.judge.known("tier", "cấp", key, tiers, here):
                    self._figures(value, here, len(duties_of(self.plan, key)))
            else:
                self._figures({key: value}, path, self.plan.columns.n)

    def _figures(self, figures: Mapping[str, Any], path: str, most: int) -> None:
        for key, value in figures.items():
            here = joined(path, key)
            if not self.judge.known("figure of a summary", "số liệu của tổng hợp", key, SUMMARY, here):
                continue
            if key in RATES:
                self._rate(value, here)
            elif isinstance(value, bool) or not isinstance(value, int):
                self.judge.never(here, "it is a whole number", "đây là số nguyên")
            elif key != "unsolicited" and not 0 <= value <= most:
                self.judge.never(here, f"there are {most} duties", f"chỉ có {most} nhiệm vụ")

    def _rate(self, value: object, path: str) -> None:
        try:
            if str(value) == "none" or 0 <= Fraction(str(value).replace("%", "e-2")) <= 1:
                return
        except (ValueError, ZeroDivisionError):
            pass
        self.judge.never(path, "a rate is a fraction from 0 to 1, or none", "tỷ lệ là phân số từ 0 đến 1, hoặc none")

    def _counts(self, path: str, counts: Mapping[str, int]) -> None:
        for state, value in counts.items():
            here = joined(path, state)
            known = self.judge.known("state", "trạng thái", state, dict.fromkeys(self.flat.states), here)
            if known and value > self.plan.columns.n:
                most = self.plan.columns.n
                self.judge.never(here, f"there are {most} duties", f"chỉ có {most} nhiệm vụ")

    def _codes(self, path: str, codes: Iterable[str]) -> None:
        for code in codes:
            self.judge.known("code", "mã", code, FINDINGS, path)
