"""Restore a misread text that lost some of its bytes: a search over the bytes with the language model.

What is shown is turned into tokens: the bytes of a character that is shown are certain, a hole is one byte or
two that the reader failed at. The search feeds the bytes to the true encoding. Its state is the bytes
of the character that is not complete yet, the last two characters, which are all that the language
model looks at, and a hole whose failure can only be checked with the next byte.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import itemgetter
from typing import Final, NamedTuple

from harvester.text.language.alphabets import Alphabet
from harvester.text.misread.hole_choices import LONE, Choice, Choices, Open
from harvester.text.work import Work

#: A token: the byte sequences that one shown character may stand for.
Token = tuple[tuple[int, ...], ...]

#: How many paths are kept for each number of incomplete bytes, and how many bits worse than the best they may be: more
#: than any one character costs, since a hole may hide a rare one.
_BEAM: Final = 16
_MARGIN: Final = 25.0
#: How many bits worse than the best of all a path may be whose last character may not be paid for yet: 10 more, which
#: 81 in 100 Hanzi stay below.
_HOPELESS: Final = 35.0
#: A question mark may be a real one; the bits of taking it for a hole: assumed for one in eight, in text that has
#: other holes.
_QUESTION: Final = (ord("?"),)
_HOLE: Final = 3.0
#: The bytes of the longest character whose lead byte may be lost: three, in UTF-8.
_LONGEST: Final = 3
#: After each of this many tokens the search checks whether the steps left are enough for the rest: a line of text,
#: so that checking costs little.
_LOOKED_AHEAD: Final = 100
#: By how many bits a character may cost less after the two before it than after the last one alone: a bound that cuts
#: off candidates, and may lose a few.
_SLACK: Final = 5.0

#: The bytes of the character that is not complete yet, the last two characters, and what the last left open.
_State = tuple[tuple[int, ...], str, Open | None]
#: Characters, last first: one, and those before it.
_Chars = tuple[str, "_Chars"] | None
#: The bits of a path, its characters, and by how many bits the best other text that led to a state of it is worse.
_Path = tuple[float, _Chars, float]


class _Frontier(dict[_State, _Path]):
    """The best path to each state, and what a path that ends in a whole character may cost."""

    __slots__ = ("_best", "beam", "limit")

    def __init__(self, beam: int) -> None:
        super().__init__()
        self.beam = beam
        #: Paths that cost more are not kept.
        self.limit = inf
        self._best: list[float] = []

    def keep(self, state: _State, path: _Path) -> None:
        """Keep ``path`` unless a better one leads to ``state``."""
        known = self.get(state)
        self[state] = path if known is None else _better(path, known)

    def keep_whole(self, state: _State, path: _Path) -> None:
        """The same for a path that ends in a whole character; lowers the limit."""
        known = self.get(state)
        if known is None:
            self._lower(path[0])
            self[state] = path
        else:
            self[state] = _better(path, known)

    def _lower(self, cost: float) -> None:
        best = self._best
        if len(best) < self.beam:
            heapq.heappush(best, -cost)
        else:
            heapq.heappushpop(best, -cost)
        worst_kept = -best[0] if len(best) == self.beam else inf
        self.limit = min(self.limit, cost + _MARGIN, worst_kept)


class Ranked(NamedTuple):
    """A text, its bits, and by how many bits every other text is worse that explains the same and ends in the same way.

    Texts that end in other characters are ranked themselves.

    >>> Ranked(40.5, "今天看见", 9.0).text
    '今天看见'
    """

    bits: float
    text: str
    margin: float


@dataclass(frozen=True, slots=True)
class Search:
    """Reads tokens in a true encoding, given where the wrong reader failed; takes its steps off ``work``.

    ``beam``: how many paths are kept for each number of incomplete bytes.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> from harvester.text.language.model import model
    >>> from harvester.text.misread.readers import Reader
    >>> search = Search(Choices(UTF_8, Reader("cp1252")), model().costs, Work.on("çœ‹è§?"))
    >>> search.restore([*(((byte,),) for byte in "看见".encode()[:-1]), ((LONE,),)])[0]
    '看见'
    """

    choices: Choices
    costs: Mapping[str, float]
    work: Work
    beam: int = _BEAM

    def restore(self, tokens: Sequence[Token], limit: int = 8) -> list[str]:
        """The likeliest texts behind ``tokens``, best first; none where the bytes do not fit the encoding."""
        return [each.text for each in self.ranked(tokens, limit)]

    def ranked(self, tokens: Sequence[Token], limit: int = 8, gaps: Token = ((),)) -> list[Ranked]:
        """The same with their bits, including the end of the line, and by how much each is clearer than another.

        ``gaps``: the bytes that may be missing after the last token; the empty sequence is none.
        """
        paths = self._read(tokens)
        ends = [(end, path) for end, path in paths.items()]
        for gap in filter(None, gaps):
            grown = _Frontier(self.beam)
            self._feed(paths, gap, None, grown, 0.0)
            ends += grown.items()
        costs = self.costs
        whole = [
            Ranked(cost + costs[context + "\n"], _text(chars), margin)
            for (pending, context, _), (cost, chars, margin) in ends
            if not pending
        ]
        return heapq.nsmallest(limit, whole, key=itemgetter(0))

    def cost(self, tokens: Sequence[Token]) -> float:
        """The bits of the likeliest text that begins with ``tokens``; infinite where there is none."""
        return min((path[0] for path in self._read(tokens).values()), default=inf)

    def _read(self, tokens: Sequence[Token]) -> _Frontier:
        paths = _Frontier(self.beam)
        paths[(), "\n", None] = (0.0, None, inf)
        left = self.work.left
        firsts = [*map(_first_byte, tokens), None]
        for index, token in enumerate(tokens):
            if index and not index % _LOOKED_AHEAD:
                self.work.afford((left - self.work.left) * (len(tokens) - index) // index)
            following = firsts[index + 1]
            grown = _Frontier(self.beam)
            doubtful = _QUESTION in token
            for sequence in token:
                price = _HOLE if doubtful and sequence[0] < 0 else 0.0
                self._feed(paths, sequence, following, grown, price)
            self.work.spend(len(token) + len(grown))
            paths = _best(grown)
            if not paths:
                break
        return paths

    def _feed(
        self, paths: _Frontier, sequence: tuple[int, ...], following: int | None, into: _Frontier, price: float
    ) -> None:
        """Put the paths after the bytes of a token, at its ``price``, ``into``; ``following`` is the next byte."""
        if _is_whole(self.choices.alphabet, sequence):
            paths = self._feed_whole(paths, sequence, into)
        for place, byte in enumerate(sequence):
            last = place + 1 == len(sequence)
            grown = into if last else _Frontier(self.beam)
            for state, (cost, chars, margin) in paths.items():
                path = (cost + (price if last else 0.0), chars, margin)
                self._take(state, path, byte, following if last else sequence[place + 1], grown)
            paths = grown

    def _feed_whole(self, paths: _Frontier, sequence: tuple[int, ...], into: _Frontier) -> _Frontier:
        """Put paths that end in whole characters, continued by ``sequence``, ``into``; return the others."""
        others = _Frontier(self.beam)
        char, costs = self.choices.whole(sequence), self.costs
        for state, path in paths.items():
            pending, context, left_open = state
            if pending:
                others[state] = path
            elif char and (left_open is None or self.choices.fails(left_open, sequence[0])):
                cost, chars, margin = path
                total = cost + costs[context + char]
                if total <= into.limit:
                    after = "\n" if char == "\n" else context[-1] + char
                    into.keep_whole(((), after, None), (total, (char, chars), margin))
        self.work.spend(len(paths) - len(others))
        return others

    def _take(self, state: _State, path: _Path, byte: int, following: int | None, into: _Frontier) -> None:
        """Put what ``path`` becomes with one more ``byte`` ``into``."""
        alphabet = self.choices.alphabet
        pending, context, left_open = state
        if pending and byte >= 0 and not alphabet.continues(byte):
            return
        if not pending and byte < 0 and not self.choices.can_lead():
            return
        self.work.spend(1)
        pending = (*pending, byte)
        size = alphabet.size(pending[0]) if pending[0] >= 0 else 0
        if size > len(pending) or (not size and len(pending) < _LONGEST):
            into.keep((pending, context, left_open), path)
        if size == len(pending) or (not size and len(pending) > 1):
            self._complete(self.choices.of(pending, left_open, following, context[-1]), context, path, into)

    def _complete(self, choices: Sequence[Choice], context: str, path: _Path, into: _Frontier) -> None:
        """Put ``path``, continued by each of ``choices`` that may be kept, ``into``."""
        cost, chars, margin = path
        steps = 0
        for least, char, hole in choices:
            if cost + least - _SLACK > into.limit:
                break
            steps += 1
            total = cost + self.costs[context + char]
            if total <= into.limit:
                after = "\n" if char == "\n" else context[-1] + char
                into.keep_whole(((), after, hole), (total, (char, chars), margin))
        self.work.spend(steps)


def _is_whole(alphabet: Alphabet, sequence: tuple[int, ...]) -> bool:
    """Whether ``sequence`` is exactly the bytes, all known, of one character."""
    first, *others = sequence
    return first >= 0 and alphabet.size(first) == len(sequence) and all(map(alphabet.continues, others))


def _first_byte(token: Token) -> int:
    """The byte with which ``token`` begins: ``LONE`` where it is unknown."""
    first = token[0][0]
    return first if all(sequence[0] == first for sequence in token) else LONE


def _best(paths: _Frontier) -> _Frontier:
    """The paths that may still win."""
    if len(paths) < 2:
        return paths
    kept = _Frontier(paths.beam)
    hopeless = min(path[0] for path in paths.values()) + _HOPELESS
    for size in {len(pending) for pending, _, _ in paths}:
        rivals = [(path[0], state) for state, path in paths.items() if len(state[0]) == size]
        limit = min(min(rivals, key=lambda rival: rival[0])[0] + _MARGIN, hopeless)
        near = [rival for rival in rivals if rival[0] <= limit]
        for _, state in heapq.nsmallest(paths.beam, near, key=lambda rival: rival[0]):
            kept[state] = paths[state]
    return kept


def _better(one: _Path, other: _Path) -> _Path:
    """The likelier of two paths to a state, which knows by how much it is."""
    if other[0] <= one[0]:
        one, other = other, one
    bits = other[0] - one[0]
    return one if bits >= one[2] or _are_same(one[1], other[1]) else (one[0], one[1], bits)


def _are_same(one: _Chars, other: _Chars) -> bool:
    while one is not other:
        if one is None or other is None or one[0] != other[0]:
            return False
        one, other = one[1], other[1]
    return True


def _text(chars: _Chars) -> str:
    found = []
    while chars:
        char, chars = chars
        found.append(char)
    return "".join(reversed(found))
