"""Which faults of a plan its scripts, its rules and a search through its states would find, and which none does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs

from kehoach._plan import Plan
from kehoach._spelling import nearest
from kehoach.errors import Finding, Invalid, InvalidCommand, Lang, UnknownName
from kehoach.rules import check
from kehoach.testing._exploration import explore
from kehoach.testing._mutants import OPERATORS, Mutant, mutants_of
from kehoach.testing._plans import small_plan
from kehoach.testing._script import Script
from kehoach.testing._script_run import run_script

__all__ = ["Mutation", "Verdict", "mutate"]

_MEANS: Final = ("scripts", "rules", "explore")
_HEADS: Final[Mapping[Lang, tuple[str, ...]]] = {
    "en": ("fault", "all", "refused", *_MEANS, "survive"),
    "vi": ("lỗi", "tổng", "bị từ chối", "kịch bản", "quy tắc", "duyệt hết", "lọt"),
}


@attrs.frozen(kw_only=True)
class Verdict:
    """What became of one fault.

    Attributes:
        operator: The kind of fault; `kehoach mutate --list` says them all.
        what: What was changed, and where.
        refused: What the plan is refused with when it has the fault; None: it can be carried out.
        found_by: What found it: ``"scripts"``, ``"rules"``, ``"explore"``.
        shown_by: For each of these, the script, or the code of the finding.
    """

    operator: str
    what: str
    refused: str | None = None
    found_by: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()

    @property
    def survives(self) -> bool:
        """Whether nothing finds it."""
        return self.refused is None and not self.found_by


@attrs.frozen(kw_only=True)
class Mutation:
    """Every fault that was put into a plan, and what found it.

    Attributes:
        verdicts: What became of each, kind by kind.
    """

    verdicts: tuple[Verdict, ...] = attrs.field(repr=False)

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """The faults that nothing finds."""
        return tuple(one for one in self.verdicts if one.survives)

    @property
    def share(self) -> Fraction | None:
        """Which part is found of the faults that the plan itself does not refuse; None for 0 of 0."""
        return self.found_by()

    def found_by(self, means: str | None = None) -> Fraction | None:
        """Which part one means finds of the faults that the plan itself does not refuse; None for 0 of 0.

        Args:
            means: ``"scripts"``, ``"rules"`` or ``"explore"``; any of them when None.
        """
        carried = [one for one in self.verdicts if one.refused is None]
        found = [one for one in carried if (one.found_by if means is None else means in one.found_by)]
        return Fraction(len(found), len(carried)) if carried else None

    def text(self, lang: Lang = "en") -> str:
        """A table of kinds of faults and what found them; then the survivors, and a line that sums up."""
        rows = [_HEADS[lang], *self._rows()]
        wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        lines = [_line(row, wide) for row in rows]
        head = "survivors:" if lang == "en" else "lọt:"
        if self.survivors:
            lines += ["", head, *(f"  {one.operator}: {one.what}" for one in self.survivors)]
        return "\n".join([*lines, "", self.summary(lang)])

    def summary(self, lang: Lang = "en") -> str:
        """How many faults there were, and how many were found."""
        refused = sum(one.refused is not None for one in self.verdicts)
        rest = len(self.verdicts) - refused
        found = rest - len(self.survivors)
        share = "" if self.share is None else f" ({float(self.share):.1%})"
        if lang == "vi":
            return f"{len(self.verdicts)} lỗi: {refused} bị kế hoạch từ chối, phát hiện {found} trong {rest}{share}"
        return f"{len(self.verdicts)} faults: {refused} refused by the plan itself, {found} of {rest} found{share}"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        for operator in dict.fromkeys(one.operator for one in self.verdicts):
            group = [one for one in self.verdicts if one.operator == operator]
            counts = Counter(means for one in group for means in one.found_by)
            refused = sum(one.refused is not None for one in group)
            survive = sum(one.survives for one in group)
            numbers = (len(group), refused, *(counts[means] for means in _MEANS), survive)
            yield (operator, *map(str, numbers))

    def __str__(self) -> str:
        return self.text()


def _line(row: Sequence[str], wide: Sequence[int]) -> str:
    cells = [row[0].ljust(wide[0]), *(cell.rjust(width) for cell, width in zip(row[1:], wide[1:], strict=True))]
    return "  ".join(cells)


def mutate(
    plan: Plan,
    scripts: Iterable[Script] = (),
    *,
    rules: Iterable[object] = (),
    operators: Sequence[str] | None = None,
    small: Plan | None = None,
    progress: Callable[[Mutant], object] | None = None,
) -> Mutation:
    """Put faults into a plan, one at a time, and see what finds them: its scripts, the rules on plans, `explore`.

    A script finds a fault when something comes otherwise than it expects; the rules, when they find what they do not
    find without it; `explore`, when a small plan with the same lifecycle and policy breaks a law, or one of `rules`.

    Args:
        plan: The plan; its scripts come true, and neither it nor `small` breaks a law.
        scripts: Its scripts; those of other plans are left out.
        rules: What `explore` asks beside the laws.
        operators: Which kinds of faults: names out of `kehoach mutate --list`; all when left out.
        small: The plan that is explored, for each fault with its lifecycle and policy; one root and two units under it
            when left out.
        progress: Called with each fault before it is tried.

    Raises:
        UnknownName: There is no such kind of fault.
        InvalidCommand: A script does not come true without any fault (KH888).

    >>> from kehoach.testing import small_plan
    >>> print(mutate(small_plan(1, 2), operators=["remove-transition"]).summary())
    18 faults: 4 refused by the plan itself, 4 of 14 found (28.6%)
    """
    for name in operators or ():
        if name not in OPERATORS:
            raise UnknownName("kind of fault", name, nearest(name, tuple(OPERATORS)))
    trial = _Trial(plan, [one for one in scripts if one.plan.digest == plan.digest], [*rules], small)
    verdicts: list[Verdict] = []
    for mutant in mutants_of(plan, operators):
        if progress is not None:
            progress(mutant)
        verdicts.append(trial.verdict(mutant))
    return Mutation(verdicts=tuple(verdicts))


class _Trial:
    """A plan, with all that may find a fault in it."""

    def __init__(self, plan: Plan, scripts: Sequence[Script], rules: Sequence[object], small: Plan | None) -> None:
        self._plan, self._scripts, self._rules = plan, [*scripts], rules
        broken = [script.title for script in scripts if not run_script(script).ok]
        if broken:
            raise InvalidCommand(Finding("KH888", {"scripts": tuple(broken)}, path="scripts"))
        self._small = small or small_plan(1, *((2,) if len(plan.tiers) > 1 else ()))
        self._known = {_said(one) for one in check(plan)}
        self._flaws = {one.code for one in self._explored(plan)}

    def verdict(self, mutant: Mutant) -> Verdict:
        """What becomes of a fault."""
        try:
            plan = mutant.make()
        except Invalid as error:
            codes = ", ".join(dict.fromkeys(one.code for one in error.findings))
            return Verdict(operator=mutant.operator, what=mutant.what, refused=codes)
        found = {"scripts": self._by_scripts(plan), "rules": self._by_rules(plan), "explore": self._by_states(plan)}
        shown = {means: said for means, said in found.items() if said is not None}
        return Verdict(
            operator=mutant.operator, what=mutant.what, found_by=tuple(shown), shown_by=tuple(shown.values())
        )

    def _by_scripts(self, plan: Plan) -> str | None:
        """The first script that does not come true; the one that found the last fault is tried first."""
        for place, script in enumerate(self._scripts):
            if not run_script(script, plan=plan).ok:
                self._scripts.insert(0, self._scripts.pop(place))
                return script.title or "a script"
        return None

    def _by_rules(self, plan: Plan) -> str | None:
        return next((one.code for one in check(plan) if _said(one) not in self._known), None)

    def _by_states(self, plan: Plan) -> str | None:
        if plan.lifecycle == self._plan.lifecycle and plan.policy == self._plan.policy:
            return None  # what is explored is the same
        return next((one.code for one in self._explored(plan) if one.code not in self._flaws), None)

    def _explored(self, plan: Plan) -> tuple[Finding, ...]:
        try:
            small = self._small.replace(lifecycle=plan.lifecycle, policy=plan.policy)
        except Invalid as error:  # a policy names what the small plan does not have
            return error.findings
        return explore(small, *self._rules, first=True).findings


def _said(finding: Finding) -> tuple[str, str]:
    """What a finding says, wherever it stands: places move when a plan is changed."""
    return finding.code, finding.text()
