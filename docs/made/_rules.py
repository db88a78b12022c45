"""The pages of the built-in rules, as they stand in their data files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehoach.rules import BUILTIN, Rule, page

__all__ = ["overview", "pages"]

_FAMILIES: Mapping[str, str] = {
    "KH1": "Plans",
    "KH2": "Deadlines",
    "KH3": "Units",
    "KH4": "Lifecycles and gates",
    "KH5": "Campaigns in progress",
    "KH6": "Figures and shares",
    "KH7": "Document numbers and words",
}


def overview() -> str:
    """The table of all rules."""
    rows = [
        f"| `{rule.code}` | `{rule.name}` | {rule.on} | {rule.severity or 'varies'} | {rule.title} | {rule.title_vi} |"
        for rule in BUILTIN
    ]
    head = "| code | name | asked of | severity | holds where nothing is found | Vietnamese |"
    return "\n".join([head, "| --- | --- | --- | --- | --- | --- |", *rows]) + "\n"


def pages() -> str:
    """The page of every rule, family by family."""
    return "\n\n".join(_told()) + "\n"


def _told() -> Iterator[str]:
    for family, title in _FAMILIES.items():
        yield f"## {title}"
        for rule in (one for one in BUILTIN if one.family == family):
            yield _page(rule)


def _page(rule: Rule) -> str:
    head, _, rest = page(rule.code).text("en").partition("\n")
    return f"##{head}\n{rest.rstrip()}"
