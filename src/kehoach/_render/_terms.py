"""What rows of duties say beside the deadline, in words: what comes first, whose gate it is, on what it depends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kehoach._plan import After, Plan, Quorum, Terms
from kehoach._plan._layers import FINAL
from kehoach._plan._values import ANY, ISSUER
from kehoach._render._values import day_text
from kehoach.errors import Lang, labelled

__all__ = ["terms_text"]

_OF: Mapping[str, tuple[str, str]] = {
    "self": ("of the unit itself", "của chính đơn vị"),
    "superior": ("of the superior", "của cấp trên"),
    "subordinates": ("of the subordinates", "của cấp dưới"),
    "peers": ("of the peers", "của các đơn vị cùng cấp"),
}
_PERCENT = 100


def terms_text(plan: Plan, form: str, terms: Terms, lang: Lang = "en") -> str:
    """What some terms say beside the deadline; empty where that is nothing.

    Args:
        plan: Whose terms.
        form: The form that is owed.
        terms: The terms.
        lang: The language.

    >>> from kehoach._hierarchy import Hierarchy
    >>> from kehoach._plan import DutyRow
    >>> row = DutyRow("plan", ["province", "district"], kind="act", after=[After("plan", "superior")])
    >>> plan = Plan("T", Hierarchy.fan(province=1, district=2), duties=[row])
    >>> terms_text(plan, "plan", plan.duty("district-1:plan").terms)
    'an act; after the plan of the superior'
    """
    vi = lang == "vi"
    parts = [("việc phải thực hiện" if vi else "an act")] if terms.kind == "act" else []
    if terms.only_if is not None:
        parts.append(_condition(plan, terms.only_if, lang))
    parts += [_after(one, lang) for one in terms.after]
    if terms.kind == "report" and terms.gate != plan.policy.gate:
        parts.append(_gate(plan, terms.gate, lang))
    if terms.estimate:
        parts.append(f"số ước tính, sau đó còn {form}{FINAL}" if vi else f"estimates, with {form}{FINAL} to follow")
    return "; ".join([*parts, *_clocks(terms, lang), *_receivers(plan, terms, lang)])


def _condition(plan: Plan, event: str, lang: Lang) -> str:
    if event == ANY:
        return "chỉ khi đơn vị tự gửi" if lang == "vi" else "only once the unit sends it"
    found = next(one for one in plan.events if one.id == event)
    known = f" ({day_text(found.on, lang)})" if found.on is not None else ""
    return f"{'chỉ khi có' if lang == 'vi' else 'only if'} {found.name or found.id}{known}"


def _after(one: After, lang: Lang) -> str:
    of = _OF[one.of][lang == "vi"]
    if lang == "vi":
        return f"sau {one.form} {of}" if one.enforce == "refuse" else f"nên sau {one.form} {of} (chỉ ghi nhận)"
    said = f"after the {one.form} {of}"
    return said if one.enforce == "refuse" else f"should come {said} (only shown)"


def _gate(plan: Plan, gate: str | Quorum, lang: Lang) -> str:
    vi = lang == "vi"
    if isinstance(gate, Quorum):
        among = ", ".join(_name(plan, unit) for unit in gate.required)
        share = gate.share * _PERCENT
        part = f"{share}%" if share.denominator == 1 else str(gate.share)
        said = f"đủ {part} cấp dưới là gửi được" if vi else f"sent when {part} of the subordinates are in"
        return f"{said}, {'trong đó có' if vi else 'among them'} {among}" if among else said
    if gate == "all":
        return "chờ đủ cấp dưới" if vi else "sent when all subordinates are in"
    return "không phải chờ cấp dưới" if vi else "does not wait for subordinates"


def _clocks(terms: Terms, lang: Lang) -> Iterator[str]:
    vi = lang == "vi"
    if terms.rework is not None:
        yield f"{'sửa, gửi lại' if vi else 'rework'}: {terms.rework.phrase(lang)}"
    if terms.review is not None:
        yield f"{'duyệt' if vi else 'review'}: {terms.review.phrase(lang)}"


def _receivers(plan: Plan, terms: Terms, lang: Lang) -> Iterator[str]:
    if terms.to is not None:
        to = labelled(ISSUER, lang) if terms.to == ISSUER else _name(plan, terms.to)
        yield f"{'gửi' if lang == 'vi' else 'sent to'} {to}"
    if terms.copies:
        copies = ", ".join(_name(plan, unit) for unit in terms.copies)
        yield f"{'đồng gửi' if lang == 'vi' else 'copies to'} {copies}"


def _name(plan: Plan, unit: str) -> str:
    return unit if plan.hierarchy is None or unit not in plan.hierarchy else plan.hierarchy.name_of(unit)
