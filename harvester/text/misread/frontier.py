"""The paths of a search over misread bytes: the best one to each state, and what they say.

A path shares the characters that it has in common with others: each knows its last ones, and those before them.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from math import inf
from typing import Final

from harvester.text.misread.hole_choices import Open

#: How many bits worse than the best path another may be: more than any one character costs, since a hole may hide a
#: rare one.
_MARGIN: Final = 25.0
#: How many bits worse than the best of all a path may be whose last character may not be paid for yet: 10 more, which
#: 81 in 100 Hanzi stay below.
_HOPELESS: Final = 35.0

#: What the last two characters of a path are, and what the last one left open, if anything.
Whole = str | tuple[str, Open]
#: The bytes of the character that is not complete yet, the last two characters, and what the last left open.
Pending = tuple[tuple[int, ...], str, Open | None]
#: Characters, last first: some, those before them, and how many all are.
Chars = tuple[str, "Chars", int] | None
#: The bits of a path, its characters, and by how many bits the best other text that led to a state of it is worse.
Path = tuple[float, Chars, float]


class Frontier:
    r"""The best path to each state: those that end in a whole character, whose state is short, and the others.

    ``beam``: how many paths are kept for each number of incomplete bytes; ``limit``: what a path that ends in a whole
    character may cost.

    >>> paths = Frontier(beam=1)
    >>> paths.keep_whole("\n好", (7.0, ("好", None, 1), inf))
    >>> paths.keep_whole("\n号", (9.5, ("号", None, 1), inf))
    >>> paths.limit, list(paths.best().whole)
    (7.0, ['\n好'])
    """

    __slots__ = ("_best", "beam", "limit", "pending", "whole")

    def __init__(self, beam: int) -> None:
        self.beam = beam
        self.whole: dict[Whole, Path] = {}
        self.pending: dict[Pending, Path] = {}
        self.limit = inf
        self._best: list[float] = []

    def __len__(self) -> int:
        return len(self.whole) + len(self.pending)

    def are_settled(self) -> bool:
        """Whether no path has a hole in the character that is not complete yet."""
        return all(left_open is None and min(bytes_) >= 0 for bytes_, _, left_open in self.pending)

    def keep(self, state: Pending, path: Path) -> None:
        """Keep ``path``, which is inside a character, unless a better one leads to ``state``."""
        known = self.pending.get(state)
        self.pending[state] = path if known is None else better(path, known)

    def keep_whole(self, state: Whole, path: Path) -> None:
        """The same for a path that ends in a whole character, within the limit; lowers the limit."""
        known = self.whole.get(state)
        if known is None:
            self.lower(path[0])
            self.whole[state] = path
        else:
            self.whole[state] = better(path, known)

    def lower(self, cost: float) -> float:
        """The limit, now that there is one more state, to which a path of ``cost`` leads."""
        best = self._best
        limit = min(self.limit, cost + _MARGIN)
        if len(best) < self.beam:
            heapq.heappush(best, -cost)
        else:
            heapq.heappushpop(best, -cost)
        if len(best) == self.beam and -best[0] < limit:
            limit = -best[0]
        self.limit = limit
        return limit

    def best(self) -> Frontier:
        """The paths that may still win, the likeliest first."""
        if len(self) < 2:
            return self
        kept = Frontier(self.beam)
        whole, pending = self.whole, self.pending
        hopeless = _HOPELESS + min([path[0] for paths in (whole, pending) for path in paths.values()])
        if whole:
            ranked = sorted(whole.items(), key=_cost)[: self.beam]
            limit = min(ranked[0][1][0] + _MARGIN, hopeless)
            kept.whole = dict(ranked if ranked[-1][1][0] <= limit else [each for each in ranked if each[1][0] <= limit])
        if pending:
            by_size: defaultdict[int, list[tuple[Pending, Path]]] = defaultdict(list)
            for each in pending.items():
                by_size[len(each[0][0])].append(each)
            for _, rivals in sorted(by_size.items()):
                rivals.sort(key=_cost)
                limit = min(rivals[0][1][0] + _MARGIN, hopeless)
                kept.pending |= [each for each in rivals[: self.beam] if each[1][0] <= limit]
        return kept


def _cost(entry: tuple[object, Path]) -> float:
    return entry[1][0]


def better(one: Path, other: Path) -> Path:
    """The likelier of two paths to a state, which knows by how much it is.

    >>> better((9.0, ("号", None, 1), inf), (7.0, ("好", None, 1), inf))
    (7.0, ('好', None, 1), 2.0)
    """
    if other[0] <= one[0]:
        one, other = other, one
    bits = other[0] - one[0]
    return one if bits >= one[2] or _are_same(one[1], other[1]) else (one[0], one[1], bits)


def _are_same(one: Chars, other: Chars) -> bool:
    """Whether both are the same text; they share what comes before the place where the paths parted."""
    if one is None or other is None or one[2] != other[2]:
        return one is other
    mine: list[str] = []
    theirs: list[str] = []
    while one is not other:
        if one and (other is None or one[2] >= other[2]):
            mine.append(one[0])
            one = one[1]
        elif other:
            theirs.append(other[0])
            other = other[1]
    return "".join(reversed(mine)) == "".join(reversed(theirs))


def text_of(chars: Chars) -> str:
    """All characters of a path.

    >>> text_of(("好", ("你", None, 1), 2))
    '你好'
    """
    found = []
    while chars:
        found.append(chars[0])
        chars = chars[1]
    return "".join(reversed(found))
