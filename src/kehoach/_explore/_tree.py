"""The states of a campaign in which every report goes up to one superior: as trees of numbers that are made once.

What may be done on a report depends on what is remembered of it, on whether its superior is a draft, and on its direct
subordinates. So the state of a report with all that is below it is one number; what happens inside of it is worked out
once, whatever happens elsewhere; and siblings that nothing tells apart stand in the order of their numbers, so that
states which differ in their names only are one.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import pairwise

from kehoach._explore._laws import Before, broken_by, broken_in
from kehoach._explore._numbers import Numbers
from kehoach._explore._own import Own
from kehoach._explore._stage import Offer, Stage
from kehoach._lifecycle import ROLES
from kehoach._progress import Board
from kehoach.errors import Finding

__all__ = ["Onward", "Tree", "is_tree"]

_WAIVED = ROLES.index("waived")
_SUPERIORS, _EARLIER = 9, 7  # versions of a superior that is not looked at: its working one, and one it has sent
Onward = tuple[list[int], list[int], int]
"""The states that acts lead to, those that acts lead to which open a version, and how many of these are left out."""
_Outcome = tuple[int, tuple[int, ...]]


def is_tree(stage: Stage) -> bool:
    """Whether what happens depends on a report, its one superior and its subordinates alone.

    Args:
        stage: What decides.
    """
    plan, grid = stage.plan, stage.grid
    one_superior = all(grid.superior_first[duty + 1] - grid.superior_first[duty] <= 1 for duty in range(grid.n))
    plain = all(move.plain for move in stage.flat.moves) and plan.order.is_plain and not grid.acts and not grid.only_if
    return one_superior and plain and stage.following is None and not stage.everybody


class Tree:
    """The states of a campaign, each a number.

    Args:
        stage: What decides; its plan is a tree.
        symmetric: Whether states are one that differ only in the names of siblings that nothing tells apart.

    Attributes:
        start: The state in which nothing has happened.
        noted: What was found to be wrong since somebody looked: the code, and whether an act is at fault.
    """

    def __init__(self, stage: Stage, *, symmetric: bool = True) -> None:
        self.stage, grid = stage, stage.grid
        self.noted: list[tuple[Finding, bool]] = []
        self._tops = [duty for duty in reversed(grid.order) if not len(grid.superiors_of(duty))]
        self._alone = len(self._tops) == 1
        self._kinds: list[int] = [0] * grid.n
        self._like: list[int] = []
        self._below: list[tuple[int, ...]] = [()] * grid.n
        self._alike: list[tuple[tuple[int, int], ...]] = []
        self._classify(symmetric=symmetric)
        self._own: Numbers[Own] = Numbers()
        self._subtree: Numbers[tuple[int, ...]] = Numbers()  # kind, what is remembered of it, and the subtrees below
        self._owns, self._subtrees = self._own.things, self._subtree.things
        self._acts: dict[tuple[int, int, bool, tuple[int, ...], int], tuple[list[_Outcome], list[_Outcome]]] = {}
        self._inside: dict[tuple[int, bool, int], Onward] = {}
        self._past_draft = next((state for state, role in enumerate(stage.flat.roles) if 0 < role < _WAIVED), 0)
        self._ended: dict[tuple[int, ...], bool] = {}
        self.start = self.key(stage.clear())

    def _classify(self, *, symmetric: bool) -> None:
        """Give duties that nothing tells apart one kind; subordinates stand by their kinds."""
        known: dict[object, int] = {}
        for duty in self.stage.grid.order:
            below = sorted(self.stage.grid.subordinates_of(duty), key=lambda one: (self._kinds[one], one))
            self._below[duty] = tuple(below)
            kind = (self._traits(duty), *(self._kinds[one] for one in below))
            self._kinds[duty] = known.setdefault(kind, len(self._like))
            if self._kinds[duty] == len(self._like):
                self._like.append(duty)
                self._alike.append(tuple(_runs([self._kinds[one] for one in below])) if symmetric else ())

    def _traits(self, duty: int) -> tuple[object, ...]:
        """All that tells a duty from others, but for its name."""
        grid, plan = self.stage.grid, self.stage.plan
        required = {name for quorum in grid.quorums.values() for name in quorum.required}
        instants = (grid.due_before[duty], grid.opens_at[duty], grid.closes_at[duty], grid.ends_at.get(duty))
        wanted = grid.names[duty].partition(":")[0] in required
        quorum = grid.quorums.get(duty)
        share = None if quorum is None else quorum.share
        return (
            *(grid.tier_no[duty], grid.form_of[duty], grid.gate[duty], grid.binding[duty], duty in grid.outside),
            *(str(plan.terms(duty).rework), share, wanted, not grid.superiors_of(duty)),
            *instants,
        )

    # -- numbers

    def _ordered(self, kind: int, below: list[int]) -> list[int]:
        """Subordinates that nothing tells apart, by their numbers."""
        for first, last in self._alike[kind]:
            below[first:last] = sorted(below[first:last])
        return below

    def key(self, board: Board) -> int:
        """The number of the state that a board is in."""
        self.stage.board = board
        tops = [self._key_of(top) for top in self._tops]
        return tops[0] if self._alone else self._subtree[-1, -1, *tops]

    def _key_of(self, duty: int) -> int:
        board, grid = self.stage.board, self.stage.grid
        edge = board.lead_edge[duty]
        held = before = ever = 0
        if edge >= 0:
            superior = grid.edge_superior[edge]
            spot, base = edge - grid.edge_first[superior], board.base.get(superior)
            held = board.held[edge]
            before = 0 if base is None else board.rows[superior, base[0]][spot]
            ever = int(any(rows[spot] for (owner, _), rows in board.rows.items() if owner == superior))
        own = self._own[self.stage.take(duty, held=held, before=before, ever=ever)]
        kind, below = self._kinds[duty], [self._key_of(one) for one in self._below[duty]]
        return self._subtree[kind, own, *self._ordered(kind, below)]

    def _tops_of(self, state: int) -> tuple[int, ...]:
        return (state,) if self._alone else self._subtrees[state][2:]

    # -- boards

    def board(self, state: int) -> Board:
        """A board in a state; units that nothing tells apart are named in some order."""
        board = self.stage.clear()
        for top, subtree in zip(self._tops, self._tops_of(state), strict=True):
            self._fill(top, subtree)
        return board

    def _fill(self, duty: int, number: int) -> Own:
        _, own_number, *below = self._subtrees[number]
        own = self._owns[own_number]
        self.stage.put(duty, own)
        self._fill_rows(
            duty, own, [self._fill(one, inner) for one, inner in zip(self._below[duty], below, strict=True)]
        )
        return own

    def _fill_rows(self, duty: int, own: Own, below: Sequence[Own]) -> None:
        """The rows of a superior's versions: the working one, the one under correction, and that any held some."""
        board, grid = self.stage.board, self.stage.grid
        first, last = grid.edge_first[duty], grid.edge_first[duty + 1]
        if first == last:
            return
        before, ever = array("I", [0]) * (last - first), array("I", [0]) * (last - first)
        for one, remembered in zip(self._below[duty], below, strict=True):
            spot = board.lead_edge[one] - first
            board.held[first + spot] = remembered.held
            before[spot], ever[spot] = remembered.before, remembered.ever
        if any(ever):
            board.rows[duty, own.version + own.newest + _EARLIER] = ever
        if own.base:
            board.rows[duty, own.base] = before
        if 0 < self.stage.flat.roles[own.state] < _WAIVED:
            board.rows[duty, own.version] = board.held[first:last]

    def _near(self, duty: int, own: Own, below: Sequence[Own], *, drafted: bool) -> Board:
        """A board on which a report stands so, with its subordinates, under a superior that is a draft or is not."""
        board, grid = self.stage.clear(), self.stage.grid
        self.stage.put(duty, own)
        for one, remembered in zip(self._below[duty], below, strict=True):
            self.stage.put(one, remembered)
        self._fill_rows(duty, own, below)
        edge = board.lead_edge[duty]
        if edge >= 0:
            superior = grid.edge_superior[edge]
            board.held[edge], board.version[superior] = own.held, _SUPERIORS
            if not drafted:
                board.state[superior] = self._past_draft
            if own.ever:
                first = grid.edge_first[superior]
                rows = array("I", [0]) * (grid.edge_first[superior + 1] - first)
                rows[edge - first] = 1
                board.rows[superior, _EARLIER] = rows
        return board

    # -- acts

    def onward(self, state: int, time: int, *, opening: bool) -> Onward:
        """Every state one act further.

        Args:
            state: The number of the state.
            time: The moment.
            opening: Whether acts that open another version are followed.
        """
        if self._alone:
            return self._moved(state, time, drafted=False, opening=opening)
        tops, free, opened, cut = self._subtrees[state][2:], list[int](), list[int](), 0
        for place, top in enumerate(tops, 2):
            several = self._moved(top, time, drafted=False, opening=opening)
            for found, moved in ((free, several[0]), (opened, several[1])):
                for number in moved:
                    after = [-1, -1, *tops]
                    after[place] = number
                    found.append(self._subtree[tuple(after)])
            cut += several[2]
        return free, opened, cut

    def _moved(self, number: int, time: int, *, drafted: bool, opening: bool) -> Onward:
        """Where the acts inside of a subtree lead."""
        kind, own, *below = self._subtrees[number]
        is_draft, free, opened, cut = not self.stage.flat.roles[self._owns[own].state], list[int](), list[int](), 0
        for place, inner in enumerate(below):
            stays, opens, _ = self._moved_inside(inner, time, drafted=is_draft)
            free += self._placed(kind, own, below, place, stays)
            if opening:
                opened += self._placed(kind, own, below, place, opens)
            else:
                cut += len(opens)
        near = tuple([self._subtrees[inner][1] for inner in below])
        kept, taken_back = self._done(kind, own, near, time, drafted=drafted)
        free += self._changed(kind, near, below, kept)
        if opening:
            opened += self._changed(kind, near, below, taken_back)
        else:
            cut += len(taken_back)
        return free, opened, cut

    def _placed(self, kind: int, own: int, below: list[int], place: int, moved: list[int]) -> list[int]:
        """A subtree when one below it has moved."""
        numbers = self._subtree
        if not self._alike[kind]:
            before, behind = (kind, own, *below[:place]), tuple(below[place + 1 :])
            return [numbers[(*before, number, *behind)] for number in moved]
        found: list[int] = []
        for number in moved:
            after = below.copy()
            after[place] = number
            found.append(numbers[kind, own, *self._ordered(kind, after)])
        return found

    def _changed(self, kind: int, near: tuple[int, ...], below: list[int], outcomes: list[_Outcome]) -> Iterator[int]:
        """A subtree when the report on its top was acted on."""
        for own, owns in outcomes:
            after = below
            if owns != near:
                after = self._ordered(kind, [self._with(one, its) for one, its in zip(below, owns, strict=True)])
            yield self._subtree[kind, own, *after]

    def _with(self, number: int, own: int) -> int:
        """A subtree, when something else is to be remembered of the report on its top."""
        kind, _, *below = self._subtrees[number]
        return self._subtree[kind, own, *below]

    def _moved_inside(self, number: int, time: int, *, drafted: bool) -> Onward:
        """Where the acts inside of a subtree lead that is part of another, each once."""
        known = self._inside.get((number, drafted, time))
        if known is None:
            free, opened, _ = self._moved(number, time, drafted=drafted, opening=True)
            known = self._inside[number, drafted, time] = ([*dict.fromkeys(free)], [*dict.fromkeys(opened)], 0)
        return known

    def _done(
        self, kind: int, own: int, below: tuple[int, ...], time: int, *, drafted: bool
    ) -> tuple[list[_Outcome], list[_Outcome]]:
        """What the acts on a report make of it and of its subordinates; those apart that open another version."""
        key = (kind, own, drafted, below, time)
        known = self._acts.get(key)
        if known is not None:
            return known
        duty, stage = self._like[kind], self.stage
        mine, theirs = self._owns[own], [self._owns[one] for one in below]
        self._near(duty, mine, theirs, drafted=drafted)
        offers, before = [*stage.offers(duty, time)], Before.of(stage, duty)
        self.noted += [(finding, False) for finding in broken_in(stage, duty, offers)]
        found: tuple[dict[_Outcome, None], dict[_Outcome, None]] = ({}, {})
        for offer in offers:
            self._near(duty, mine, theirs, drafted=drafted)
            found[offer.opens][self._outcome(offer, before, mine, theirs)] = None
        outcomes = self._acts[key] = ([*found[0]], [*found[1]])
        return outcomes

    def _outcome(self, offer: Offer, before: Before, mine: Own, theirs: Sequence[Own]) -> _Outcome:
        stage, board, duty = self.stage, self.stage.board, offer.duty
        stage.make(offer)
        self.noted += [(finding, True) for finding in broken_by(stage, offer, before)]
        edge, first = board.lead_edge[duty], stage.grid.edge_first[duty]
        held = board.held[edge] if edge >= 0 else 0
        own = self._own[stage.take(duty, held=held, before=mine.before, ever=mine.ever)]
        base = board.base.get(duty)
        rows = None if base is None else board.rows.get((duty, base[0]))
        sent = [held for (owner, _), held in board.rows.items() if owner == duty]
        owns: list[int] = []
        for one, was in zip(self._below[duty], theirs, strict=True):
            spot = board.lead_edge[one] - first
            ever = int(was.ever or any(held[spot] for held in sent))
            kept = 0 if rows is None else rows[spot]
            owns.append(self._own[stage.take(one, held=board.held[first + spot], before=kept, ever=ever)])
        return own, tuple(owns)

    def complete(self, state: int) -> bool:
        """Whether the campaign has ended in a state."""
        owns = tuple([self._subtrees[top][1] for top in self._tops_of(state)])
        known = self._ended.get(owns)
        if known is None:
            self.board(state)
            known = self._ended[owns] = self.stage.complete()
        return known


def _runs(kinds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Where several of one kind stand side by side: from which place to which.

    >>> [*_runs([1, 2, 2, 2, 5, 7, 7])]
    [(1, 4), (5, 7)]
    """
    bounds = [place for place in range(1, len(kinds)) if kinds[place] != kinds[place - 1]]
    runs = pairwise((0, *bounds, len(kinds)))
    return ((first, last) for first, last in runs if last - first > 1)
