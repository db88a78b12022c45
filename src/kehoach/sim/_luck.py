"""Random numbers by counter: each is a function of seed, unit, step and run, whoever asks for it and when.

A stream is SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195, with the mixing function that Stafford
called variant 13): its n-th output is a hash of ``key + (n + 1) * gamma``, so that it can be read at any run without
reading the runs before. The key is a hash of the seed, of the id of a duty or unit, and of a step. Hence results depend
neither on the size of a block nor on the order of work; one more unit shifts no other's luck; and two plans that share
a unit share its luck, run by run.

One output carries two draws of 31 bits. A draw is turned into a length by a table of quantiles (`Curve`), in integers
alone: another processor, another library of logarithms, a compiled loop, all give the same microsecond.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kehoach._scenario import Shape

    Words = NDArray[np.uint64]
    Whole = NDArray[np.int64]

__all__ = [
    "BITS",
    "DAY",
    "GAMMA",
    "Curve",
    "beyond",
    "curve_of",
    "drawn",
    "each",
    "ints",
    "name_keys",
    "pairs",
    "seed_key",
    "threshold",
]

DAY: Final = 86_400_000_000
"""A day in microseconds."""
BITS: Final = 31
"""How many bits a draw has."""
GAMMA: Final = 0x9E3779B97F4A7C15
_ONE: Final = 0xBF58476D1CE4E5B9
_TWO: Final = 0x94D049BB133111EB
_WORD: Final = 2**64 - 1

_BINS: Final = 2048
_TAIL: Final = 1024
_FRACTION: Final = 20  # bits of a draw below those that name its bin
_COARSE: Final = 12  # bits that a width loses, so that width times fraction stays below 2**63
_LAST: Final = 2.0**-22  # the share at either end where the table ends: half the smallest step of a draw in the tails


def mixed(word: int) -> int:
    """The mixing function on one word.

    >>> hex(mixed(GAMMA))
    '0xe220a8397b1dcdaf'
    """
    word = (word ^ word >> 30) * _ONE & _WORD
    word = (word ^ word >> 27) * _TWO & _WORD
    return (word ^ word >> 31) & _WORD


def mix(words: Words) -> Words:
    """The mixing function on an array, in place."""
    spare = words >> np.uint64(30)
    words ^= spare
    words *= np.uint64(_ONE)
    np.right_shift(words, np.uint64(27), out=spare)
    words ^= spare
    words *= np.uint64(_TWO)
    np.right_shift(words, np.uint64(31), out=spare)
    words ^= spare
    return words


def name_keys(names: Iterable[str]) -> Words:
    """A word for each name: the first eight bytes of its BLAKE2b (RFC 7693)."""
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def seed_key(seed: int, step: str) -> int:
    """A word for a step under a seed."""
    text = f"{seed}\0{step}".encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little")


def keyed(names: Words, seed: int, step: str) -> Words:
    """The keys of the streams of a step, one for each name, (names,) uint64."""
    return mix(names ^ np.uint64(seed_key(seed, step)))


def counters(first_run: int, runs: int) -> Words:
    """What is added to a key for each run, (runs, 1) uint64."""
    numbers = np.arange(first_run + 1, first_run + runs + 1, dtype=np.uint64)
    return (numbers * np.uint64(GAMMA)).reshape(-1, 1)


def pairs(keys: Words, runs: Words) -> tuple[Whole, Whole]:
    """Two draws of 31 bits for each run and key, (runs, keys) int64 each."""
    words = mix(keys + runs)
    first = (words >> np.uint64(33)).view(np.int64)
    words >>= np.uint64(2)
    words &= np.uint64(2**BITS - 1)
    return first, words.view(np.int64)


def each(numbers: Whole) -> list[int]:
    """The different numbers of an array, ascending."""
    return ints(np.unique(numbers))


def ints(numbers: Whole) -> list[int]:
    """The numbers of an array as Python's own."""
    found: list[int] = numbers.tolist()
    return found


def threshold(probability: float) -> int:
    """The number below which a draw of 31 bits lies with a probability."""
    return round(probability * (1 << BITS))


@attrs.frozen(eq=False)
class Curve:
    """A distribution of lengths as a table of quantiles in microseconds.

    The middle has 2048 bins of equal probability; the first and the last are divided by 1024 once more, so that one
    draw in two million still has a bin of its own. Within a bin lengths are spread evenly. What lies beyond the
    quantiles 2**-22 and 1 - 2**-22 is not drawn.

    Attributes:
        constant: The length where there is only one; else -1.
        low: Where each bin begins, (2048,) int64.
        width: How wide it is, in units of 4096 microseconds, (2048,) int64.
        tails: Where the bins of the two tails begin, and the last ends, (2, 1025) int64.
        values: Lengths that are equally likely, in place of bins, (values,) int64; else empty.
    """

    constant: int
    low: Whole
    width: Whole
    tails: Whole
    values: Whole


def curve_of(shape: Shape, day: int = DAY) -> Curve:
    """The table of a shape.

    Args:
        shape: A distribution of lengths in days.
        day: How many microseconds a day has: those of its working hours, where lengths are in working days.
    """
    from kehoach._scenario import Empirical, Fixed

    none = np.zeros(0, np.int64)
    if isinstance(shape, Empirical):
        values = _micros(shape.days, day)
        return Curve(int(values[0]) if values[0] == values[-1] else -1, none, none, none.reshape(2, 0), values)
    if isinstance(shape, Fixed):
        return Curve(int(_micros([shape.mean], day)[0]), none, none, none.reshape(2, 0), none)
    edges = [place / _BINS for place in range(_BINS + 1)]
    fine = [place / (_BINS * _TAIL) for place in range(_TAIL + 1)]
    edges[0] = fine[0] = _LAST
    edges[-1] = 1 - _LAST
    knots = _micros(shape.quantiles(edges), day)
    tails = np.stack(
        [
            _micros(shape.quantiles(fine), day),
            _micros(shape.quantiles([1 - share for share in reversed(fine)]), day),
        ]
    )
    if knots[0] == knots[-1]:
        return Curve(int(knots[0]), none, none, none.reshape(2, 0), none)
    return Curve(-1, knots[:-1].copy(), np.diff(knots) >> _COARSE, tails, none)


def _micros(days: Sequence[float], day: int) -> Whole:
    lengths = np.rint(np.asarray(days, np.float64) * day)
    return np.maximum.accumulate(np.maximum(lengths, 0).astype(np.int64))


def drawn(curve: Curve, draws: Whole) -> Whole:
    """The lengths of draws of 31 bits, in microseconds; `draws` is used up."""
    if curve.constant >= 0:
        return np.full(draws.shape, curve.constant, np.int64)
    if len(curve.values):
        picked: Whole = curve.values.take((draws * len(curve.values)) >> BITS)
        return picked
    bins = draws >> _FRACTION
    lengths = curve.low.take(bins, mode="clip")
    widths = curve.width.take(bins, mode="clip")
    draws &= (1 << _FRACTION) - 1
    widths *= draws
    widths >>= _FRACTION - _COARSE
    lengths += widths
    np.bitwise_and(np.add(bins, 1, out=bins), _BINS - 1, out=bins)
    _in_tails(curve, bins.ravel(), draws.ravel(), lengths.ravel())
    return lengths


def _in_tails(curve: Curve, bins: Whole, draws: Whole, lengths: Whole) -> None:
    """Draw again, from their finer bins, the lengths of the first bin (numbered 1 by now) and the last (0)."""
    rare = np.flatnonzero(bins < 2)
    if not len(rare):
        return
    tail = 1 - bins[rare]
    fraction = draws[rare]
    place = fraction >> 10
    begin = curve.tails[tail, place]
    lengths[rare] = begin + (((curve.tails[tail, place + 1] - begin) * (fraction & (_TAIL - 1))) >> 10)


def beyond(curve: Curve, lengths: Whole) -> Whole:
    """The draws up to which lengths are not above given ones: what is longer has a draw from there on.

    Args:
        curve: The distribution.
        lengths: Lengths in microseconds; the answer has their shape.
    """
    if curve.constant >= 0:
        return np.zeros_like(lengths)
    if len(curve.values):
        passed = np.searchsorted(curve.values, lengths, "right").astype(np.int64)
        share: Whole = np.minimum((passed << BITS) // len(curve.values), 2**BITS - 1)
        return share
    bins = np.maximum(np.searchsorted(curve.low, lengths, "right").astype(np.int64) - 1, 0)
    wide = np.maximum(curve.width[bins] << _COARSE, 1)
    part = np.clip((lengths - curve.low[bins]) / wide, 0, 1 - 2.0**-_FRACTION)
    draws: Whole = (bins << _FRACTION) + (part * 2.0**_FRACTION).astype(np.int64)
    return draws
