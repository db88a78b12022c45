"""A consolidated report in words: the sentence that counts who sent, and the whole of it as text and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from kehoach._report import Mark
from kehoach._report._printing import count_text, day_text, figure_text
from kehoach._rollup._values import Quote
from kehoach.errors import Lang, labelled
from kehoach.errors._words import Others

if TYPE_CHECKING:
    from kehoach._rollup._consolidated import Consolidated, Figure, Sender
    from kehoach._rollup._gathering import Contribution, Heading

__all__ = ["markdown_of", "sentence_of", "text_of"]

_MARKS = {Mark.MISSING: ("no figure yet", "chưa có số liệu"), Mark.NA: ("not applicable", "không áp dụng")}
_APART = {
    "waived": ("waived", "được miễn"),
    "lapsed": ("not owed any more", "không còn phải gửi"),
    "dormant": ("not asked yet", "chưa phát sinh"),
    "cancelled": ("not owed", "không phải gửi"),
}
_SIGNS = re.compile(r"[\\`*_\[\]<>|~&]")
_UNSEEN = re.compile(r"[^\S\n ]|[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ENDS = "\r\x0b\x0c\x85\u2028\u2029"
_STARTS = re.compile(r"^(\s*)([#+=-]|[0-9]+[.)])", re.MULTILINE)


def sentence_of(report: Consolidated, lang: Lang) -> str:
    """How many sent, on time or late, and who did not."""
    vi, sent, unsent = lang == "vi", report.sent, report.unsent
    every = len(sent) + len(unsent)
    day = day_text(report.provenance.at.date(), lang)
    parts: list[str] = []
    if every:
        count = f"{figure_text(len(sent), lang)}{'/' if vi else ' of '}{figure_text(every, lang)}"
        when = _when(sent, lang)
        parts.append(f"có {count} đơn vị đã gửi báo cáo{when}" if vi else f"{count} units had sent their reports{when}")
    if unsent:
        names, many = ", ".join(one.name for one in unsent), count_text(len(unsent), lang)
        parts.append(f"{many} đơn vị chưa gửi ({names})" if vi else f"{many} had not ({names})")
    asked = [one for one in report.senders if one.is_asked and one.is_expected]
    if asked:
        came = sum(one.has_sent for one in asked)
        count = f"{figure_text(came, lang)}{'/' if vi else ' of '}{figure_text(len(asked), lang)}"
        parts.append(f"{count} đơn vị được đề nghị đã gửi" if vi else f"{count} that were asked had sent")
    if report.others:
        parts.append(Others(report.others).text(lang))
    return f"{'Đến hết ngày' if vi else 'By the end of'} {day}, {'; '.join(parts)}." if parts else ""


def _when(sent: Sequence[Sender], lang: Lang) -> str:
    """On time, late, without a date: as many as there are of each."""
    words = (("on time", "đúng hạn"), ("late", "quá hạn"), ("undated", "không hạn"))
    counts = [sum(one.bucket == bucket for one in sent) for bucket in ("met_on_time", "met_late", "met_undated")]
    told = [(count, word) for count, word in zip(counts, words, strict=True) if count]
    if lang == "vi":
        return f" ({', '.join(f'{word[1]} {count_text(count, lang)}' for count, word in told)})" if told else ""
    return f" ({', '.join(f'{count} {word[0]}' for count, word in told)})" if told else ""


@attrs.frozen
class _Item:
    """A line that stands under others: who, what, how deep."""

    depth: int
    who: str
    what: str


def text_of(report: Consolidated, lang: Lang) -> str:
    """The report as lines."""
    return _laid_out(report, lang, _Plain())


def markdown_of(report: Consolidated, lang: Lang) -> str:
    """The report as Markdown."""
    return _laid_out(report, lang, _Marked())


class _Plain:
    """How plain text is laid out."""

    def title(self, text: str) -> str:
        return self.said(text).upper()

    def head(self, text: str, place: int = 0) -> str:
        return f"{place}. {text}" if place else text

    def said(self, text: str) -> str:
        return seen(text)

    def item(self, one: _Item) -> str:
        hang = "  " * one.depth
        what = seen(one.what).replace("\n", f"\n{hang}  ")
        return f"{hang}- {one.who}: {what}" if one.who and what else f"{hang}- {one.who or what}"


class _Marked(_Plain):
    """How Markdown is laid out; signs that mean something there are escaped."""

    def title(self, text: str) -> str:
        return f"# {self.said(text)}"

    def head(self, text: str, place: int = 0) -> str:
        return f"## {f'{place}. ' if place else ''}{self.said(text)}"

    def said(self, text: str) -> str:
        return _STARTS.sub(_escaped_start, _SIGNS.sub(r"\\\g<0>", seen(text)))

    def item(self, one: _Item) -> str:
        who = f"**{self.said(one.who)}**" if one.who else ""
        first, *more = seen(one.what).split("\n")  # the first line begins nothing where a name stands before it
        begun = _SIGNS.sub(r"\\\g<0>", first) if who else self.said(first)
        return super().item(attrs.evolve(one, who=who, what="\n".join([begun, *map(self.said, more)])))


def seen(text: str) -> str:
    r"""A text in which every sign is seen, or is a line's end: no screen obeys it, and no line stands elsewhere.

    >>> seen("a\r\nb\tc\x1b[0m")
    'a\nb c�[0m'
    """
    return _UNSEEN.sub(_plainly, text.replace("\r\n", "\n"))


def _plainly(found: re.Match[str]) -> str:
    sign = found[0]
    return "\n" if sign in _ENDS else " " if sign.isspace() else "\ufffd"


def _escaped_start(found: re.Match[str]) -> str:
    blank, sign = found.groups()
    return f"{blank}\\{sign}" if len(sign) == 1 else f"{blank}{sign[:-1]}\\{sign[-1]}"


def _laid_out(report: Consolidated, lang: Lang, style: _Plain) -> str:
    blocks = [style.title(f"{'Báo cáo tổng hợp' if lang == 'vi' else 'Consolidated report'}: {report.name}")]
    blocks += [style.said(line) for line in _opening(report, lang)]
    figures = [one for one in report.figures if not one.is_empty]
    if figures:
        lines = [style.item(_Item(0, one.title, _figure(one, lang))) for one in figures]
        blocks += [style.head("Số liệu" if lang == "vi" else "Figures"), "\n".join(lines)]
    for place, heading in enumerate(report.headings, 1):
        blocks.append(style.head(heading.title, place))
        blocks += _under(heading, report, lang, style)
    if report.senders or report.others:
        lines = [style.item(_Item(0, one.name, _came(one, lang))) for one in report.senders]
        lines += [style.item(_Item(0, "", Others(report.others).text(lang)))] if report.others else []
        blocks += [style.head("Tình hình gửi báo cáo" if lang == "vi" else "Who sent"), "\n".join(lines)]
    return "\n\n".join([*blocks, style.said(_source(report, lang))]) + "\n"


def _opening(report: Consolidated, lang: Lang) -> Iterator[str]:
    told, vi = report.provenance, lang == "vi"
    yield told.title
    if told.number:
        day = "" if told.issued_on is None else f"{' ngày ' if vi else ' of '}{day_text(told.issued_on, lang)}"
        issuer = f"{' của ' if vi else ', '}{told.issuer}" if told.issuer else ""
        yield f"{'Thực hiện văn bản số' if vi else 'Under'} {told.number}{day}{issuer}"
    if sentence := sentence_of(report, lang):
        yield sentence


def _source(report: Consolidated, lang: Lang) -> str:
    """Which version it is, and what it was made from."""
    told, vi = report.provenance, lang == "vi"
    head = f"{'Bản' if vi else 'Version'} {report.version}"
    if told.sent_at is not None:
        head += f"{', gửi lúc ' if vi else ', sent at '}{_instant(told.sent_at, lang)}"
    else:
        head += f", {labelled(told.state, lang)}{', tính đến ' if vi else ', as of '}{_instant(told.at, lang)}"
    where = f"đợt {told.campaign}, dòng {told.seq}, kế hoạch {told.plan[:12]}"
    if not vi:
        where = f"campaign {told.campaign}, line {told.seq}, plan {told.plan[:12]}"
    proof = "" if told.hash is None else f", {'nội dung' if vi else 'content'} {told.hash[:12]}"
    return f"{head}; {where}{proof}."


def _instant(at: datetime, lang: Lang) -> str:
    day = day_text(at.date(), lang)
    return f"{at:%H:%M} ngày {day}" if lang == "vi" else f"{day} {at:%H:%M}"


def _under(heading: Heading, report: Consolidated, lang: Lang, style: _Plain) -> Iterator[str]:
    """What stands under a heading: the unit's own words, what lies below, and who is missing."""
    vi = lang == "vi"
    if heading.text:
        yield style.said(heading.text)
    elif heading.is_to_be_written:
        yield f"[{report.name} {'chưa viết' if vi else 'has not written this yet'}]"
    if lines := [style.item(one) for one in _items(heading.contributions, 0, lang)]:
        yield "\n".join(lines)
    if heading.missing:
        names = style.said(", ".join(_named(one.unit, one.name, lang) for one in heading.missing))
        many = count_text(len([one for one in heading.missing if not isinstance(one.unit, Others)]), lang)
        yield f"{'Chưa có nội dung' if vi else 'Nothing yet from'} ({many}): {names}"
    if heading.others:
        yield style.said(Others(heading.others).text(lang))
    if not (heading.text or heading.contributions or heading.missing or heading.others or heading.is_to_be_written):
        yield "Không có nội dung" if vi else "Nothing"


def _named(unit: str, name: str, lang: Lang) -> str:
    return unit.text(lang) if isinstance(unit, Others) else name


def _items(parts: Iterable[Contribution], depth: int, lang: Lang) -> Iterator[_Item]:
    for one in parts:
        yield _Item(depth, one.name, one.text)
        yield from _items(one.parts, depth + 1, lang)


def _figure(figure: Figure, lang: Lang) -> str:
    total = figure.total
    if isinstance(total.value, Mark):
        said = _MARKS.get(total.value, ("nothing to report", "không phát sinh"))[lang == "vi"]
    elif isinstance(total.value, str | tuple):
        said = _words(total.value, figure.names, lang)
    else:
        said = f"{figure_text(Decimal(total.text()), lang)} {total.measure}".rstrip()
    if lang == "vi":
        return f"{said} ({total.reported}/{total.expected} đơn vị có số liệu)"
    return f"{said} ({total.reported} of {total.expected} units reported it)"


def _words(value: str | tuple[str, ...] | tuple[Quote, ...], names: Iterable[str], lang: Lang) -> str:
    if isinstance(value, str):
        return value
    quotes = [one for one in value if isinstance(one, Quote)]
    if not quotes:
        return "; ".join(map(str, value))
    named = zip(quotes, names, strict=True)
    return "; ".join(f"{_named(one.unit, name, lang)}: {one.text}" for one, name in named)


def _came(sender: Sender, lang: Lang) -> str:
    """Whether one report came, and when."""
    vi = lang == "vi"
    if sender.bucket in _APART:
        return _APART[sender.bucket][vi]
    days = f" {count_text(sender.days_late, lang)} ngày" if vi else f" by {sender.days_late} d"
    if sender.has_sent:
        day = "" if sender.submitted_at is None else day_text(sender.submitted_at.date(), lang)
        how = {
            "met_on_time": ("on time", "đúng hạn"),
            "met_late": (f"late{days}", f"quá hạn{days}"),
            "met_undated": ("no deadline", "không có thời hạn"),
        }[sender.bucket][vi]
        held = "" if sender.version else (", not taken up" if not vi else ", chưa tổng hợp")
        return f"đã gửi ngày {day}, {how}{held}" if vi else f"sent {day}, {how}{held}"
    if sender.phase == "overdue":
        return f"chưa gửi, quá hạn{days}" if vi else f"not sent, overdue{days}"
    return "chưa gửi" if vi else "not sent"
