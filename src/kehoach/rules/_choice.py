"""Which rules are meant: by code, by family, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import ModuleType

from kehoach._spelling import nearest, shown
from kehoach.errors import Finding, InvalidRule, UnknownName
from kehoach.rules._rule import Rule

__all__ = ["chosen", "found_by", "rules_of"]


def rules_of(given: Iterable[Rule | ModuleType]) -> tuple[Rule, ...]:
    """Rules, and the rules of modules, each once.

    Args:
        given: Rules, and modules that have rules among their names.

    Raises:
        InvalidRule: Two rules have one code (KH786), a module has none (KH787), or something is no rule.
    """
    every: list[Rule] = []
    problems: list[Finding] = []
    for one in (given,) if isinstance(given, Rule | ModuleType) else given:
        if isinstance(one, Rule):
            every.append(one)
        elif isinstance(one, ModuleType):
            own = [value for value in vars(one).values() if isinstance(value, Rule)]
            problems += [] if own else [Finding("KH787", {"name": one.__name__})]
            every += own
        else:
            problems.append(Finding("KH787", {"name": shown(one)}))
    once = tuple({id(one): one for one in every}.values())
    problems += _twice(once)
    if problems:
        raise InvalidRule(problems)
    return once


def _twice(rules: Sequence[Rule]) -> Iterable[Finding]:
    first: dict[str, Rule] = {}
    for one in rules:
        other = first.setdefault(one.code, one)
        if other is not one:
            yield Finding("KH786", {"code": one.code, "first": _where(other), "second": _where(one)})


def _where(rule: Rule) -> str:
    return f"{getattr(rule.function, '__module__', '?')}.{getattr(rule.function, '__qualname__', rule.name)}"


def found_by(rules: Sequence[Rule], word: str) -> tuple[Rule, ...]:
    """The rules that a word means: a code, the beginning of codes such as ``KH2``, or a name; none where it means none.

    Args:
        rules: Among which.
        word: The word.
    """
    exact = tuple(rule for rule in rules if word in (rule.code, rule.name))
    if exact:
        return exact
    begins = word[:1].isupper() and (word.isalpha() or word[-1:].isdigit())
    return tuple(rule for rule in rules if begins and rule.code.startswith(word))


def chosen(
    rules: Sequence[Rule],
    select: Iterable[str] | str = (),
    ignore: Iterable[str] | str = (),
    *,
    more: Callable[[], Sequence[Rule]] = tuple,
) -> tuple[Rule, ...]:
    """The rules that are selected and not ignored, in their order.

    Args:
        rules: Among which.
        select: Codes, beginnings of codes, or names; empty: all.
        ignore: The same; what is left out.
        more: Other rules, asked for where a word means none of the first.

    Raises:
        UnknownName: A word means no rule; the nearest is proposed.
        InvalidRule: One of the other rules has the code of one of the first.
    """
    wanted, unwanted = _words(select), _words(ignore)
    missed = [word for word in (*wanted, *unwanted) if not found_by(rules, word)]
    others = more() if missed else ()
    every = rules_of((*rules, *others)) if others else tuple(rules)
    for word in missed:
        if not found_by(every, word):
            known = [name for rule in every for name in (rule.code, rule.name)]
            raise UnknownName("rule", word, nearest(word, known))
    taken = {rule.code for word in wanted for rule in found_by(every, word)}
    left_out = {rule.code for word in unwanted for rule in found_by(every, word)}
    base = every if wanted else rules
    return tuple(rule for rule in base if (not wanted or rule.code in taken) and rule.code not in left_out)


def _words(given: Iterable[str] | str) -> tuple[str, ...]:
    several = (given,) if isinstance(given, str) else given
    return tuple(word.strip() for one in several for word in str(one).split(",") if word.strip())
