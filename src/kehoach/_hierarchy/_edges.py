"""Edges: from a unit to one that it reports to or informs; written ``A=1/2|B=1/2|C=informs``.

An edge may name the groups of indicators that go up it, written ``D=@health``; what no edge of a unit names goes up
its other edges.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

import attrs

from kehoach._hierarchy._words import cleaned, placed, read_id, shown
from kehoach.errors import Finding, InvalidHierarchy

__all__ = ["Edge", "Role", "Stated", "edge_text", "edges_of", "share_of", "stated_edges"]

Role = Literal["consolidates", "informs"]
_ROLES: tuple[str, ...] = get_args(Role)
_DERIVED = "derived"
_GROUP = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)

# Figures are bounded so that no text makes a fraction of a million digits.
_SHARE = re.compile(r"(?:([0-9]{1,9})/([0-9]{1,9})|([0-9]{1,3}(?:[.,][0-9]{1,18})?) ?(%?))", re.ASCII)


def _no_share(given: object, reason: str, reason_vi: str) -> Finding:
    return Finding("KH332", {"share": shown(given), "reason": reason, "reason_vi": reason_vi}, path="share")


def share_of(value: object) -> Fraction | Finding | None:
    """A share as an exact fraction, or what stands against it.

    >>> share_of("1/2") == share_of("0.5") == share_of("50%") == Fraction(1, 2)
    True
    >>> print(share_of("3/2").text())
    '3/2' is no share: it is not above 0 and up to 1
    """
    if value is None or isinstance(value, Fraction):
        exact: Fraction | Finding | None = value
    elif isinstance(value, str):
        exact = _read_share(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        exact = Fraction(value)
    else:
        kind = type(value).__name__
        return _no_share(value, f"a {kind} is not exact", f"kiểu {kind} không chính xác")
    if isinstance(exact, Fraction) and not 0 < exact <= 1:
        return _no_share(value, "it is not above 0 and up to 1", "không lớn hơn 0 và không quá 1")
    return exact


def _read_share(text: str) -> Fraction | Finding:
    match = _SHARE.fullmatch(cleaned(text))
    if match is None:
        return _no_share(
            text, "it is not a fraction, a decimal or a percentage", "không phải phân số, số thập phân hay %"
        )
    above, below, figure, percent = match.groups()
    if below is not None:
        if not int(below):
            return _no_share(text, "it divides by 0", "mẫu số bằng 0")
        return Fraction(int(above), int(below))
    return Fraction(figure.replace(",", ".")) / (100 if percent else 1)


def _superior(value: str) -> str:
    return read_id(value, path="superior")


def _share(value: Fraction | str | int | None) -> Fraction | None:
    exact = share_of(value)
    if isinstance(exact, Finding):
        raise InvalidHierarchy(exact)
    return exact


def _role(value: Role) -> Role:
    if value not in _ROLES:
        raise InvalidHierarchy(Finding("KH331", {"role": shown(value)}, path="role"))
    return value


def _group_names(value: str | Iterable[str]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys((value,) if isinstance(value, str) else value))
    problems = [_no_group(name) for name in names if not isinstance(name, str) or not _GROUP.fullmatch(name)]
    if problems:
        raise InvalidHierarchy(problems)
    return names


def _no_group(name: object) -> Finding:
    return Finding("KH657", {"group": shown(name)}, path="carries")


@attrs.frozen
class Edge:
    """One line of reporting, from a unit to a superior.

    Args:
        superior: The id of the unit above.
        share: The part of the unit's figures that goes up here, exact, above 0 and up to 1: a fraction or a text such
            as ``"1/2"``, ``"0.5"``, ``"50%"``. None on an only edge, which carries all of it.
        role: ``"consolidates"``: figures go up; ``"informs"``: a copy goes, and no figures.
        derived: True where the document does not state the edge.
        carries: The groups of indicators that go up it; empty: all those that no other edge of the unit names.

    Raises:
        InvalidHierarchy: A part is ill-formed, or a copy has a share or carries groups.

    >>> str(Edge("A", "50%"))
    'A=1/2'
    >>> Edge.parse("C=informs")
    Edge(superior='C', share=None, role='informs', derived=False, carries=())
    """

    superior: str = attrs.field(converter=_superior)
    share: Fraction | None = attrs.field(default=None, converter=_share)
    role: Role = attrs.field(default="consolidates", converter=_role, kw_only=True)
    derived: bool = attrs.field(default=False, kw_only=True)
    carries: tuple[str, ...] = attrs.field(default=(), converter=_group_names, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.share is not None and self.role == "informs":
            raise InvalidHierarchy(_share_of_a_copy(self.superior, self.share))
        if self.carries and self.role == "informs":
            raise InvalidHierarchy(_groups_of_a_copy(self.superior, self.carries))

    @classmethod
    def parse(cls, text: str) -> Edge:
        """The edge that a text writes, such as ``"A=1/2"``, ``"C=informs"`` or ``"45=derived"``.

        Raises:
            InvalidHierarchy: The text writes none, or several.
        """
        edges = edges_of(text)
        if len(edges) != 1:
            raise InvalidHierarchy(Finding("KH330", {"text": shown(text), "part": ""}))
        return edges[0]

    @property
    def weight(self) -> Fraction:
        """The part of the figures that goes up: the share, all of it where none is stated, nothing for a copy."""
        return Fraction(0) if self.role == "informs" else Fraction(1) if self.share is None else self.share

    def __str__(self) -> str:
        informs = self.role == "informs"
        return edge_text(self.superior, self.share, informs=informs, derived=self.derived, carries=self.carries)


def edge_text(
    superior: str, share: Fraction | None, *, informs: bool, derived: bool, carries: Iterable[str] = ()
) -> str:
    """An edge as it is written in a list of edges."""
    if share is None and not informs and not derived and not carries:
        return superior
    words = (str(share) if share is not None else "", "informs" if informs else "", _DERIVED if derived else "")
    return f"{superior}={' '.join(filter(None, (*words, *(f'@{name}' for name in carries))))}"


class Stated(NamedTuple):
    """An edge as a text states it: the columns are made from these, not from objects."""

    superior: str
    share: Fraction | None
    informs: bool
    derived: bool
    carries: tuple[str, ...] = ()


def _groups_of_a_copy(superior: str, carries: tuple[str, ...]) -> Finding:
    return Finding("KH658", {"superior": superior, "groups": carries})


def _share_of_a_copy(superior: str, share: Fraction) -> Finding:
    return Finding("KH333", {"superior": superior, "share": str(share)})


def stated_edges(text: str, problems: list[Finding]) -> Iterator[Stated]:
    """The edges of a text in their order; what cannot be read is added to the problems.

    >>> [edge.superior for edge in stated_edges("A=1/2|B=1/2|C=informs", [])]
    ['A', 'B', 'C']
    """
    if not text.strip(" "):
        return
    for part in text.split("|"):
        name, sign, rest = part.partition("=")
        superior, said = cleaned(name), _said(rest)
        if not superior or (sign and not said.words) or said.twice:
            problems.append(Finding("KH330", {"text": shown(text), "part": shown(part.strip())}))
            continue
        problems.extend(said.problems)
        if said.informs and said.share is not None:
            problems.append(_share_of_a_copy(superior, said.share))
        if said.informs and said.carries:
            problems.append(_groups_of_a_copy(superior, said.carries))
        share, carries = (None, ()) if said.informs else (said.share, said.carries)
        yield Stated(superior, share, said.informs, said.derived, carries)


class _Said(NamedTuple):
    """What stands after the sign of one edge."""

    words: int
    share: Fraction | None
    informs: bool
    derived: bool
    twice: bool
    problems: tuple[Finding, ...]
    carries: tuple[str, ...] = ()


@lru_cache(maxsize=256)  # a list of units says 1/2 ten thousand times
def _said(text: str) -> _Said:
    every = text.casefold().replace(" %", "%").split()
    groups = [word[1:] for word in every if word[0] == "@"]
    words = [word for word in every if word[0] != "@"]
    roles = [word for word in words if word in _ROLES]
    shares = [share_of(word) for word in words if not word[0].isalpha()]
    problems = [share for share in shares if isinstance(share, Finding)]
    strange = [word for word in words if word[0].isalpha() and word not in (*_ROLES, _DERIVED)]
    problems += [Finding("KH331", {"role": shown(word)}) for word in strange]
    problems += [_no_group(name) for name in groups if not _GROUP.fullmatch(name)]
    share = next((share for share in shares if isinstance(share, Fraction)), None)
    twice = len(shares) > 1 or len(roles) > 1 or len(set(groups)) < len(groups)
    carries = tuple(name for name in groups if _GROUP.fullmatch(name))
    return _Said(len(every), share, "informs" in roles, _DERIVED in words, twice, tuple(problems), carries)


def edges_of(given: str | Edge | Iterable[str | Edge | tuple[str, Fraction | str | int]] | None) -> tuple[Edge, ...]:
    """Edges from what people type: nothing, an id, a text of edges, an edge, or a list of edges or (id, share) pairs.

    Raises:
        InvalidHierarchy: Something is ill-formed; all problems at once.

    >>> edges_of("A=1/2|B=1/2") == edges_of([("A", "1/2"), ("B", "50%")])
    True
    """
    if given is None:
        return ()
    if isinstance(given, Edge):
        return (given,)
    if isinstance(given, str):
        return _from_text(given)
    edges: list[Edge] = []
    problems: list[Finding] = []
    for each in given:
        try:
            edges.extend((Edge(*each),) if isinstance(each, tuple) else edges_of(each))
        except InvalidHierarchy as error:
            problems.extend(error.findings)
    if problems:
        raise InvalidHierarchy(placed(problem, "reports_to") for problem in problems)
    return tuple(edges)


def _from_text(text: str) -> tuple[Edge, ...]:
    problems: list[Finding] = []
    stated = list(stated_edges(text, problems))
    if problems:
        raise InvalidHierarchy(placed(problem, "reports_to") for problem in problems)
    return tuple(
        Edge(
            edge.superior,
            edge.share,
            role="informs" if edge.informs else "consolidates",
            derived=edge.derived,
            carries=edge.carries,
        )
        for edge in stated
    )
