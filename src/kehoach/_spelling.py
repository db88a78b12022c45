"""How words are compared: one spelling for what people type in many.

Vietnamese text arrives composed and decomposed (NFC, NFD), with the tone on either vowel (``uỷ``, ``ủy``), in any
case, and sometimes with letters of another script that look the same. What was typed is kept and printed; it is
compared through `folded` (words) or `skeleton` (identifiers).
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile

__all__ = [
    "folded",
    "impostor",
    "named_character",
    "nearest",
    "nfc",
    "shown",
    "skeleton",
    "unprintable",
]

# The five tones on o and u, and the vowels that may carry them instead: hóa = hoá, khỏe = khoẻ, thủy = thuỷ.
_OLD_PLACE = re.compile("[òóỏõọ][ae]|[ùúủũụ]y")

# Characters that Python calls printable and nobody can see: fillers, joiners, selectors of variants, Braille's blank.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)

# Small letters of other alphabets that print like a letter of Vietnamese, and what they print like: Cyrillic, Greek,
# then eth, African d, Latin alpha, dotless i and script g.
_SMALL = (
    "\u0430\u0435\u0456\u0458\u043e\u0440\u0441\u0445\u0443\u0455\u0501\u051b\u051d\u04bb"
    "\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u00f0\u0256\u0251\u0131\u0261"
)
_LIKE_SMALL = "aeijopcxysdqwhaikvoptuxđđaig"
# Capitals look alike where their small letters do not (Cyrillic en prints as H); casefolding would lose the likeness.
_CAPITALS = (
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u00d0\u0189"
)
_LIKE_CAPITALS = "ABESIJKMHOPCTYXABEZHIKMNOPTYXĐĐ"
_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043"
_FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")
_TWINS: Mapping[int, int] = str.maketrans(_SMALL + _HYPHENS, _LIKE_SMALL + "-" * len(_HYPHENS))
_CAPITAL_TWINS: Mapping[int, int] = str.maketrans(_CAPITALS, _LIKE_CAPITALS)


def nfc(text: str) -> str:
    """The composed form (NFC) of a text; the same object when it is composed already.

    >>> nfc("To\u0302\u0309ng") == "Tổng"
    True
    """
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """A text as it is compared: NFC, no case, tones on the second vowel, single spaces. ``đ`` stays ``đ``.

    >>> folded("Ủy  ban") == folded("UỶ BAN")
    True
    >>> folded(" Hòa Bình ")
    'hoà bình'
    """
    small = " ".join(nfc(nfc(text).casefold()).split())
    return small if small.isascii() else _OLD_PLACE.sub(_moved, small)


def _moved(match: re.Match[str]) -> str:
    pair = match.group()
    bare = unicodedata.normalize("NFD", pair[0])
    return bare[0] + nfc(pair[1] + bare[1])


_WIDEST = 60  # characters of a value in a message
_BITS = 256  # of an integer that is still written out; Python itself refuses to write those of 4,301 figures


def shown(value: object) -> str:
    """A value as a message shows it: as Python writes it, cut to a line.

    >>> shown(" 5 "), shown(10**5000)
    ("' 5 '", 'an integer of 16610 bits')
    """
    if isinstance(value, int) and value.bit_length() > _BITS:
        return f"an integer of {value.bit_length()} bits"
    try:
        return repr(value)[:_WIDEST]
    except (ValueError, RecursionError):  # an integer inside it, or too many tables in each other
        return f"a {type(value).__name__}"


_TIES = 20  # of choices equally near, those come first that begin like the word
_LONGEST = 500  # characters of a word; what is longer is no misspelt name
_MANY = 200  # difflib takes some 10 µs for a choice; a message may take a few ms


def nearest(word: str, choices: Iterable[str], n: int = 1) -> tuple[str, ...]:
    """The choices that look most like a word, best first; none when nothing comes near.

    Args:
        word: What was typed.
        choices: What it may have meant; they come back as they were given.
        n: How many at most.

    >>> nearest("comune", ["province", "district", "commune"])
    ('commune',)
    >>> nearest("1933", ["19633", "19330", "19333"], n=2)
    ('19330', '19333')
    """
    every = tuple(choices)
    if not isinstance(word, str) or len(word) > _LONGEST:
        return ()
    wanted = folded(word)
    likely = (
        every if len(every) <= _MANY else (*_alike(word, every, str.startswith), *_alike(word, every, str.endswith))
    )
    spelt: dict[str, str] = {}
    for choice in likely:
        spelt.setdefault(folded(choice), choice)
    close = difflib.get_close_matches(wanted, spelt, max(n, _TIES))
    close.sort(key=lambda choice: (*_distance(wanted, choice), choice))
    return tuple(spelt[choice] for choice in close[:n])


def _distance(one: str, other: str) -> tuple[float, int]:
    """How unlike two words are, and how few letters they begin alike with."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return -difflib.SequenceMatcher(None, other, one).ratio(), -alike


def _alike(word: str, choices: Sequence[str], shares: Callable[[str, str], bool]) -> Sequence[str]:
    """The choices that share the longest beginning, or end, with a word: a slip of the pen spares one of the two."""
    for length in range(1, len(word) + 1):
        part = word[:length] if shares is str.startswith else word[-length:]
        closer = [choice for choice in choices if shares(choice, part)]
        if not closer:
            break
        choices = closer
    return choices[:_MANY]


def unprintable(text: str) -> str | None:
    """The first character that cannot be seen, a plain space excepted; None when there is none.

    Line ends, controls, zero-width characters and those that turn the direction of writing forge lines of a log or
    hide in a name.

    >>> unprintable("Phường\u200b 1") == "\u200b"
    True
    >>> unprintable("Phường 1")
    """
    if text.isascii() and text.isprintable():
        return None
    return next((c for c in text if not c.isprintable() or _UNSEEN.match(c)), None)


def named_character(character: str) -> str:
    r"""A character as a message can show it.

    >>> named_character("\u200b")
    'U+200B ZERO WIDTH SPACE'
    >>> named_character("\n")
    'U+000A LINE FEED'
    """
    name = _CONTROLS.get(character) or unicodedata.name(character, "")
    return f"U+{ord(character):04X} {name}".rstrip()


_CONTROLS: Mapping[str, str] = {
    "\0": "NULL",
    "\t": "TAB",
    "\n": "LINE FEED",
    "\r": "CARRIAGE RETURN",
    "\x1b": "ESCAPE",
    "\x7f": "DELETE",
}


def skeleton(text: str) -> str:
    r"""What the eye sees of an identifier: two identifiers with one skeleton cannot be told apart in print.

    >>> skeleton("Ward-A") == skeleton("ward-\u0430")  # the second ends in a Cyrillic letter
    True
    >>> skeleton("Ward-A") == skeleton("ward-ă")
    False
    """
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKC", text).translate(_CAPITAL_TWINS)
    return "".join(map(_digit, folded(folded(plain).translate(_TWINS))))


def _digit(character: str) -> str:
    return character if character.isascii() else str(unicodedata.decimal(character, character))


def impostor(text: str) -> str | None:
    r"""The first character that passes for a Latin letter, a digit or a hyphen and is none; None when there is none.

    An identifier that is plainly of another script (a letter that Latin lacks, no Latin letter) has none.

    >>> impostor("commune-0\u041e1") == "\u041e"  # a Cyrillic O
    True
    >>> impostor("đội-1")
    """
    if text.isascii():
        return None
    posing = [c for c in text if _poses(c)]
    letters = [c for c in text if c.isalpha() and c not in posing]
    foreign = letters and not any(map(_is_latin, letters))
    return posing[0] if posing and not foreign else None


def _poses(character: str) -> bool:
    if character.isascii():
        return False
    seen = skeleton(character)
    return seen != folded(character) and all(map(_is_plain, seen))


def _is_plain(character: str) -> bool:
    return character.isascii() or _is_latin(character)


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN ")
