"""Document numbers: of the Party, of the state, of normative acts, of letters, joint ones; whole or partial.

::

    party      number "-" TYPE "/" organ                       116-KH/TU, 62-KL/TW
    state      number "/" TYPE "-" organ                       130/KH-UBND, 6150/TB-BLĐTBXH
    letter     number "/" organ "-" unit                       1066/UBND-VXNV, 2450/VPCP-KGVX
    normative  number "/" year "/" [ TYPE "-" ] organ          24/2021/QĐ-TTg, 91/2015/QH13
    joint      number "/" year "/" TYPE "-" organ "-" organ    43/2015/TTLT-BNNPTNT-BKHĐT
    partial    a part of these                                 116, 116-KH, 130/2020, KH/TU, /KH-UBND

Numbering restarts per type and term in the Party and per year in the state, so a number alone never tells documents
apart without its day. Numbers below 10 are padded (``01/KH-UBND``); any padding is read.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, Literal

import attrs

from kehoach._spelling import folded, named_character, nearest, nfc, unprintable
from kehoach.errors import Finding, InvalidReference, Value

__all__ = ["TYPES", "Found", "Kind", "Reference"]

Style = Literal["party", "state"]
Kind = Literal["party", "state", "letter", "normative", "joint", "partial", "words"]

TYPES: Final[dict[str, tuple[str, ...]]] = {
    "NQ": ("Nghị quyết",),
    "QĐ": ("Quyết định", "Quy định"),
    "CT": ("Chỉ thị",),
    "KL": ("Kết luận",),
    "KH": ("Kế hoạch",),
    "HD": ("Hướng dẫn",),
    "BC": ("Báo cáo",),
    "TB": ("Thông báo",),
    "TT": ("Thông tư", "Thông tri"),
    "TTr": ("Tờ trình",),
    "CTr": ("Chương trình", "Chương trình hành động"),
    "ĐA": ("Đề án",),
    "PA": ("Phương án",),
    "DA": ("Dự án",),
    "CĐ": ("Công điện",),
    "CV": ("Công văn",),
    "BB": ("Biên bản",),
    "QC": ("Quy chế",),
    "QyĐ": ("Quy định",),
    "NĐ": ("Nghị định",),
    "L": ("Luật", "Lệnh"),
    "TTLT": ("Thông tư liên tịch",),
    "NQLT": ("Nghị quyết liên tịch",),
}
"""Type codes and the type words they stand for; ``QĐ`` and ``TT`` mean two things in the Party."""

LONGEST: Final = 200  # characters; a type word, "số" and the longest joint number have fewer
_YEARS: Final = (1945, 2999)
_JOINT: Final = frozenset({"TTLT", "NQLT"})


def _key_of(text: str) -> str:
    """A code as it is compared: folded, and eth (an old keyboard's Đ) as đ."""
    return folded(text).replace("ð", "đ")


_CODES: Final = {_key_of(code): code for code in TYPES}
_WORDS: Final = {
    _key_of(word): word
    for words in (*TYPES.values(), ("Bộ luật", "Pháp lệnh", "Hiến pháp", "Văn bản"))
    for word in words
}
_LONGEST_WORD: Final = max(map(len, _WORDS))

_W: Final = r"[^\W\d_][^\W_]{0,15}"
_N: Final = r"[0-9]{1,6}"
_PATTERNS: Final[tuple[tuple[Style | None, str], ...]] = (
    ("party", rf"(?P<n>{_N})?-(?P<type>{_W})/(?P<organ>{_W}(?:[.-]{_W}){{0,5}})"),  # 116-KH/TU
    ("state", rf"(?P<n>{_N})?/(?P<year>[0-9]{{4}})/(?P<rest>{_W}(?:[.-]{_W}){{0,6}})"),  # 24/2021/QĐ-TTg
    ("state", rf"(?P<n>{_N})?/(?P<rest>{_W}(?:[.-]{_W}){{0,6}})"),  # 130/KH-UBND, 1066/UBND-VXNV
    ("party", rf"(?P<n>{_N})-(?P<type>{_W})"),  # 116-KH
    ("state", rf"(?P<n>{_N})/(?P<year>[0-9]{{4}})"),  # 130/2020
    (None, rf"(?P<n>{_N})"),  # 116
    ("party", rf"(?P<type>{_W})/(?P<organ>{_W}(?:[.-]{_W}){{0,5}})"),  # KH/TU
    ("state", rf"(?P<rest>{_W}-{_W}(?:[.-]{_W}){{0,5}})"),  # KH-UBND
)
_FORMS: Final[tuple[tuple[Style | None, re.Pattern[str]], ...]] = tuple(
    (style, re.compile(form)) for style, form in _PATTERNS
)
_AROUND: Final = re.compile(r"\s*([/-])\s*")
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_MOST_WORDS: Final = max(word.count(" ") + 1 for word in _WORDS)
_LABEL: Final = re.compile(r" *(?:số|so|no)\b *[.:]? *", re.IGNORECASE)
_IN_TEXT: Final = re.compile(
    rf"(?<![\w/.-])(?P<body>{_N} ?(?:/ ?[0-9]{{4}} ?/ ?{_W}|- ?{_W} ?/ ?{_W}|/ ?{_W}-{_W})(?:[.-]{_W}){{0,6}})(?![\w/])"
)


@attrs.frozen(eq=False)
class Reference:
    """A document number, as typed, with what it says.

    Two are equal when number, year, type, organ and unit are, however padded, spaced or capitalised.

    Attributes:
        text: What was typed, in NFC.
        number: The running number; None when the text has none.
        year: The year, which only normative and joint acts carry in their number.
        type: The code of its type, such as ``KH``; None for letters, laws and bare numbers.
        organ: Who issued it, such as ``TU`` or ``UBND``.
        unit: The office that drew it up, or the other issuers of a joint act.
        kind: ``party``, ``state``, ``letter``, ``normative``, ``joint``, ``partial``, or ``words`` for a document
            that is named without a number.
        style: Whether it is written as the Party writes (``116-KH/TU``) or as the state does; None when it does not
            show.
        word: The type word before the number, when there is one.

    >>> ref = Reference.parse("Kế hoạch số 116-KH/TU")
    >>> ref.number, ref.type, ref.organ, ref.kind
    (116, 'KH', 'TU', 'party')
    >>> Reference.parse("1/KH-UBND") == Reference.parse("01/KH-UBND")
    True
    """

    text: str
    number: int | None = None
    year: int | None = None
    type: str | None = None
    organ: str | None = None
    unit: str | None = None
    kind: Kind = "partial"
    style: Style | None = None
    word: str | None = None

    @classmethod
    def parse(cls, text: str) -> Reference:
        """A document number from a text that holds nothing else but its type word and "số".

        Args:
            text: At most 200 characters, in any normal form.

        Raises:
            InvalidReference: It is none (KH700 to KH705); the finding names value, place and way out.

        >>> Reference.parse("24/2021/QĐ-TTg").year
        2021
        """
        whole = _careful(text)
        word, start = _leading_word(whole)
        body = _AROUND.sub(r"\1", whole[start:].strip())
        for style, form in _FORMS:
            found = form.fullmatch(body)
            if found is not None:
                return _made(whole, word, style, found)
        raise _unread(whole, start, body)

    @classmethod
    def find(cls, text: str) -> tuple[Found, ...]:
        """All document numbers of a text, in order, with their places; linear in its length.

        Only whole numbers are found: with a known type code, or in the form of a letter in capitals.

        >>> [str(found.reference) for found in Reference.find("theo Kết luận số 62-KL/TW và 130/KH-UBND")]
        ['Kết luận số 62-KL/TW', '130/KH-UBND']
        """
        whole = nfc(text)
        return tuple(found for match in _IN_TEXT.finditer(whole) if (found := _found(whole, match)) is not None)

    @property
    def doubts(self) -> tuple[Finding, ...]:
        """What looks wrong with it: a type word that disagrees with the code, a code that is unknown.

        >>> print(Reference.parse("Kết luận số 62-CT/TW").doubts[0].text())
        'Kết luận số 62-CT/TW' is called Kết luận, but its code CT means Chỉ thị
        """
        if self.type is None:
            return ()
        meant = TYPES.get(self.type)
        if meant is None:
            near = nearest(self.type, TYPES, 3) or tuple(TYPES)[:8]
            return (
                Finding("KH702", {**self._said(), "code": self.type, "choices": ", ".join(near)}, severity="warning"),
            )
        if self.word is None or self.word == "Văn bản" or self.word in meant:
            return ()
        values = {**self._said(), "word": self.word, "code": self.type, "meant": meant[0]}
        return (Finding("KH701", values, severity="warning"),)

    def _said(self) -> dict[str, Value]:
        return {"text": _shown(self.text)}

    @property
    def canonical(self) -> str:
        """The number in its usual form: padded below 10, without type word and spaces.

        >>> Reference.parse("kế hoạch số 1 / kh-ubnd").canonical
        '01/KH-ubnd'
        """
        if self.kind == "words":
            return self.text
        number = "" if self.number is None else f"{self.number:02}"
        tail = "-".join(part for part in (self.organ, self.unit) if part)
        if self.style == "party":
            return f"{number}-{self.type}" + (f"/{tail}" if tail else "")
        code = "-".join(part for part in (self.type, tail) if part)
        return "/".join((number, *(part for part in ("" if self.year is None else str(self.year), code) if part)))

    def fits(self, other: Reference) -> bool:
        """Whether all that this one says is true of another; a partial number fits many.

        >>> Reference.parse("116").fits(Reference.parse("116-KH/TU"))
        True
        """
        return all(mine is None or mine == theirs for mine, theirs in zip(self._key(), other._key(), strict=True))

    def _key(self) -> tuple[object, ...]:
        words = _key_of(self.text) if self.kind == "words" else None
        codes = (None if part is None else _key_of(part) for part in (self.type, self.organ, self.unit))
        return (self.number, self.year, self.style, *codes, words)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __str__(self) -> str:
        return self.text


@attrs.frozen
class Found:
    """A document number in a text.

    Attributes:
        reference: The number, with the type word before it.
        start, stop: Its place, in NFC characters from 0.
    """

    reference: Reference
    start: int
    stop: int


def _shown(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _bad(code: str, text: str, at: int = 0, **values: Value) -> InvalidReference:
    return InvalidReference(Finding(code, {"text": _shown(text), "position": at + 1, **values}))


def _careful(text: str) -> str:
    if not isinstance(text, str):
        raise _bad("KH700", repr(text), value=repr(text)[:60])
    if len(text) > LONGEST:
        raise _bad("KH703", text, LONGEST, length=len(text), longest=LONGEST)
    whole = nfc(text).strip()
    strange = unprintable(whole)
    if strange is not None and not strange.isspace():
        raise _bad("KH700", whole, whole.find(strange), value=named_character(strange))
    return whole


def _leading_word(whole: str) -> tuple[str | None, int]:
    """The type word before the number, and where the number begins."""
    word, start = None, 0
    for found in islice(_LETTERS.finditer(whole), _MOST_WORDS):
        if whole[: found.start()].count(" ") != len(whole[: found.start()].split()):
            break
        known = _WORDS.get(_key_of(whole[: found.end()]))
        if known is not None:
            word, start = known, found.end()
    label = _LABEL.match(whole, start)
    return word, start if label is None else label.end()


def _made(text: str, word: str | None, style: Style | None, found: re.Match[str]) -> Reference:
    parts = found.groupdict()
    number, year = _number(text, parts.get("n")), _year(text, parts.get("year"))
    code, organ, unit = _split(parts)
    reference = Reference(text, number, year, code, organ, unit, "partial", style, word)
    return attrs.evolve(reference, kind=_kind(reference))


def _split(parts: dict[str, str | None]) -> tuple[str | None, str | None, str | None]:
    """Type, organ and unit of the part after the number."""
    code = parts.get("type")
    if code is not None:
        organ, _, unit = (parts.get("organ") or "").partition("-")
        return _CODES.get(_key_of(code), code), organ or None, unit or None
    first, _, rest = (parts.get("rest") or "").partition("-")
    known = _CODES.get(_key_of(first))
    if known is not None or (parts.get("year") and rest):
        organ, _, unit = rest.partition("-")
        return known or first, organ or None, unit or None
    return None, first or None, rest or None


def _kind(reference: Reference) -> Kind:
    if reference.number is None or reference.organ is None:
        return "partial"
    if reference.type in _JOINT or (reference.year is not None and reference.unit is not None):
        return "joint"
    if reference.year is not None:
        return "normative"
    if reference.style == "party":
        return "party"
    if reference.type is not None:
        return "state"
    return "letter" if reference.unit is not None else "partial"


def _number(text: str, figures: str | None) -> int | None:
    if figures is not None and int(figures) == 0:
        raise _bad("KH704", text, value=figures)
    return None if figures is None else int(figures)


def _year(text: str, figures: str | None) -> int | None:
    first, last = _YEARS
    if figures is not None and not first <= int(figures) <= last:
        raise _bad("KH705", text, text.find(figures), value=figures, first=first, last=last)
    return None if figures is None else int(figures)


def _unread(whole: str, start: int, body: str) -> InvalidReference:
    """Say what of a number cannot be read."""
    figures = re.match(r"\d+", body)
    if figures is not None and (len(figures.group()) > 6 or not figures.group().isascii()):
        return _bad("KH704", whole, start, value=_shown(figures.group()))
    rest = body[figures.end() :] if figures is not None else body
    return _bad("KH700", whole, max(whole.find(rest), 0) if rest else start, value=_shown(rest or body or whole))


def _found(whole: str, match: re.Match[str]) -> Found | None:
    body = _AROUND.sub(r"\1", match["body"])
    try:
        bare = Reference.parse(body)
    except InvalidReference:
        return None
    if bare.type not in TYPES and not (bare.type is None and bare.organ and bare.organ.isupper()):
        return None
    start = _word_before(whole, match.start())
    reference = bare
    if start < match.start():
        word, _ = _leading_word(whole[start : match.end()])
        reference = attrs.evolve(bare, text=whole[start : match.end()], word=word)
    else:
        reference = attrs.evolve(bare, text=match["body"])
    return Found(reference, start, match.end())


def _word_before(whole: str, at: int) -> int:
    """Where the type word (and "số") before a number begins; the number's own place when there is none."""
    window = whole[max(0, at - _LONGEST_WORD - 8) : at]
    label = re.search(r"(?:số ?:? ?)?$", window, re.IGNORECASE)
    head = window[: label.start()] if label else window
    words = head.rstrip().split(" ")
    for count in range(4, 0, -1):
        tail = " ".join(words[-count:])
        if len(words) >= count and _key_of(tail) in _WORDS and len(head) - len(head.rstrip()) <= 1:
            return at - len(window) + len(head.rstrip()) - len(tail)
    return at
