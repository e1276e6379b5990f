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

from harvester.text.misread.hole_choices import LONE, LONGEST, Choice, Choices, Open
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
#: After each of this many tokens the search checks whether the steps left are enough for the rest: a line of text,
#: so that checking costs little.
_LOOKED_AHEAD: Final = 100
#: By how many bits a character may cost less after the two before it than after the last one alone: a bound that cuts
#: off candidates, and may lose a few.
_SLACK: Final = 5.0

#: What the last two characters of a path are, and what the last one left open, if anything.
_Whole = str | tuple[str, Open]
#: The bytes of the character that is not complete yet, the last two characters, and what the last left open.
_Pending = tuple[tuple[int, ...], str, Open | None]
#: Characters, last first: some, those before them, and how many all are.
_Chars = tuple[str, "_Chars", int] | None
#: The bits of a path, its characters, and by how many bits the best other text that led to a state of it is worse.
_Path = tuple[float, _Chars, float]


class _Frontier:
    """The best path to each state: those that end in a whole character, whose state is short, and the others.

    ``limit``: what a path that ends in a whole character may cost.
    """

    __slots__ = ("_best", "beam", "limit", "pending", "whole")

    def __init__(self, beam: int) -> None:
        self.beam = beam
        self.whole: dict[_Whole, _Path] = {}
        self.pending: dict[_Pending, _Path] = {}
        self.limit = inf
        self._best: list[float] = []

    def __len__(self) -> int:
        return len(self.whole) + len(self.pending)

    def are_settled(self) -> bool:
        """Whether no path has a hole in the character that is not complete yet."""
        return all(left_open is None and min(bytes_) >= 0 for bytes_, _, left_open in self.pending)

    def keep(self, state: _Pending, path: _Path) -> None:
        """Keep ``path``, which is inside a character, unless a better one leads to ``state``."""
        known = self.pending.get(state)
        self.pending[state] = path if known is None else _better(path, known)

    def keep_whole(self, state: _Whole, path: _Path) -> None:
        """The same for a path that ends in a whole character, within the limit; lowers the limit."""
        known = self.whole.get(state)
        if known is None:
            self._lower(path[0])
            self.whole[state] = path
        else:
            self.whole[state] = _better(path, known)

    def _lower(self, cost: float) -> None:
        best = self._best
        limit = min(self.limit, cost + _MARGIN)
        if len(best) < self.beam:
            heapq.heappush(best, -cost)
        else:
            heapq.heappushpop(best, -cost)
        self.limit = min(limit, -best[0]) if len(best) == self.beam else limit


class _Way(NamedTuple):
    """How a path goes on where bytes are known: characters, what all but the first two cost, and bytes left over."""

    text: str
    bits: list[float]
    pending: tuple[int, ...]


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
        ends = [*paths.whole.items()]
        for gap in filter(None, gaps):
            grown = _Frontier(self.beam)
            self._feed(paths, gap, None, grown, 0.0)
            ends += grown.whole.items()
        costs = self.costs
        whole = [
            Ranked(cost + costs[(state if isinstance(state, str) else state[0]) + "\n"], _text(chars), margin)
            for state, (cost, chars, margin) in ends
        ]
        return heapq.nsmallest(limit, whole, key=itemgetter(0))

    def cost(self, tokens: Sequence[Token]) -> float:
        """The bits of the likeliest text that begins with ``tokens``; infinite where there is none."""
        paths = self._read(tokens)
        return min((path[0] for path in (*paths.whole.values(), *paths.pending.values())), default=inf)

    def _read(self, tokens: Sequence[Token]) -> _Frontier:
        paths = _Frontier(self.beam)
        paths.whole["\n"] = (0.0, None, inf)
        left = self.work.left
        index, checked = 0, _LOOKED_AHEAD
        while index < len(tokens) and paths:
            if index >= checked:
                self.work.afford((left - self.work.left) * (len(tokens) - index) // index)
                checked = index + _LOOKED_AHEAD
            end = _known_until(tokens, index) if paths.are_settled() else index
            grown = _Frontier(self.beam)
            if end > index:
                self._go_on(paths, bytes(byte for token in tokens[index:end] for byte in token[0]), grown)
                self.work.spend((end - index) * (1 + 2 * len(grown)))
                index = end
            else:
                following = _first_byte(tokens[index + 1]) if index + 1 < len(tokens) else None
                self._feed_each(paths, tokens[index], following, grown)
                index += 1
            paths = _best(grown)
        return paths

    def _feed_each(self, paths: _Frontier, token: Token, following: int | None, into: _Frontier) -> None:
        """Put the paths after any of the sequences of ``token`` ``into``."""
        doubtful = _QUESTION in token
        for sequence in token:
            price = _HOLE if doubtful and sequence[0] < 0 else 0.0
            self._feed(paths, sequence, following, into, price)
        self.work.spend(len(token) + len(into))

    def _feed(
        self, paths: _Frontier, sequence: tuple[int, ...], following: int | None, into: _Frontier, price: float
    ) -> None:
        """Put the paths after the bytes of a token, at its ``price``, ``into``; ``following`` is the next byte."""
        if min(sequence) >= 0:
            self.work.spend(len(paths))
            paths = self._go_on(paths, bytes(sequence), into)
            if not paths:
                return
        end = len(sequence) - 1
        for place, byte in enumerate(sequence):
            last = place == end
            grown = into if last else _Frontier(self.beam)
            then = following if last else sequence[place + 1]
            more = price if last else 0.0
            for state, (cost, chars, margin) in paths.whole.items():
                context, left_open = (state, None) if isinstance(state, str) else state
                self._take(((), context, left_open), (cost + more, chars, margin), byte, then, grown)
            for pending, (cost, chars, margin) in paths.pending.items():
                self._take(pending, (cost + more, chars, margin), byte, then, grown)
            paths = grown

    def _go_on(self, paths: _Frontier, data: bytes, into: _Frontier) -> _Frontier:
        """Put settled paths, continued by ``data``, ``into``: each has one way to go on. Returns the other paths."""
        others = _Frontier(self.beam)
        ways: dict[tuple[int, ...], _Way | None] = {}
        for state, path in paths.whole.items():
            if isinstance(state, str):
                self._go(self._way((), data, ways), state, path, into)
            elif self.choices.fails(state[1], data[0]):
                self._go(self._way((), data, ways), state[0], path, into)
        for pending, path in paths.pending.items():
            bytes_, context, left_open = pending
            if left_open is None and min(bytes_) >= 0:
                self._go(self._way(bytes_, data, ways), context, path, into)
            else:
                others.pending[pending] = path
        return others

    def _way(self, pending: tuple[int, ...], data: bytes, ways: dict[tuple[int, ...], _Way | None]) -> _Way | None:
        """What ``data`` says after ``pending``, and what its characters but the first two cost; kept in ``ways``."""
        if pending not in ways:
            read, costs = self.choices.read(pending, data), self.costs
            ways[pending] = None
            if read is not None:
                text = read.text
                contexts = [text[place - 2 : place] for place in range(2, len(text))]
                bits = [
                    costs[(context[1:] if context[1] == "\n" else context) + char]
                    for context, char in zip(contexts, text[2:], strict=True)
                ]
                ways[pending] = _Way(text, bits, read.pending)
        return ways[pending]

    def _go(self, way: _Way | None, context: str, path: _Path, into: _Frontier) -> None:
        """Put ``path``, continued by ``way``, ``into``."""
        if way is None:
            return
        cost, chars, margin = path
        for char in way.text[:2]:
            cost += self.costs[context + char]
            context = "\n" if char == "\n" else context[-1] + char
        if way.text:
            chars = (way.text, chars, len(way.text) + (chars[2] if chars else 0))
        if way.bits:
            cost = sum(way.bits, cost)
            context = "\n" if way.text[-1] == "\n" else way.text[-2:]
        if way.pending:
            into.keep((way.pending, context, None), (cost, chars, margin))
        elif cost <= into.limit:
            into.keep_whole(context, (cost, chars, margin))

    def _take(self, state: _Pending, path: _Path, byte: int, following: int | None, into: _Frontier) -> None:
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
        if size > len(pending) or (not size and len(pending) < LONGEST):
            into.keep((pending, context, left_open), path)
        if size == len(pending) or (not size and len(pending) > 1):
            self._complete(self.choices.of(pending, left_open, following, context[-1]), context, path, into)

    def _complete(self, choices: Sequence[Choice], context: str, path: _Path, into: _Frontier) -> None:
        """Put ``path``, continued by each of ``choices`` that may be kept, ``into``."""
        cost, chars, margin = path
        costs = self.costs
        limit = into.limit
        size = 1 + (chars[2] if chars else 0)
        steps = 0
        for least, char, hole in choices:
            if cost + least - _SLACK > limit:
                break
            steps += 1
            total = cost + costs[context + char]
            if total <= limit:
                after = "\n" if char == "\n" else context[-1] + char
                into.keep_whole(after if hole is None else (after, hole), (total, (char, chars, size), margin))
                limit = into.limit
        self.work.spend(steps)


def _known_until(tokens: Sequence[Token], start: int) -> int:
    """The end of the tokens from ``start`` on of which each stands for bytes that are certain."""
    end = start
    while end < len(tokens) and len(tokens[end]) == 1 and min(tokens[end][0]) >= 0:
        end += 1
    return end


def _first_byte(token: Token) -> int:
    """The byte with which ``token`` begins: ``LONE`` where it is unknown."""
    first = token[0][0]
    return first if all(sequence[0] == first for sequence in token) else LONE


def _best(paths: _Frontier) -> _Frontier:
    """The paths that may still win, the likeliest first."""
    if len(paths) < 2:
        return paths
    kept = _Frontier(paths.beam)
    every = [path[0] for path in (*paths.whole.values(), *paths.pending.values())]
    hopeless = min(every) + _HOPELESS
    if paths.whole:
        ranked = sorted(paths.whole.items(), key=_cost)[: paths.beam]
        limit = min(ranked[0][1][0] + _MARGIN, hopeless)
        kept.whole = dict(ranked if ranked[-1][1][0] <= limit else [each for each in ranked if each[1][0] <= limit])
    for size in {len(pending) for pending, _, _ in paths.pending}:
        rivals = sorted((each for each in paths.pending.items() if len(each[0][0]) == size), key=_cost)[: paths.beam]
        limit = min(rivals[0][1][0] + _MARGIN, hopeless)
        kept.pending |= [each for each in rivals if each[1][0] <= limit]
    return kept


def _cost(entry: tuple[object, _Path]) -> float:
    return entry[1][0]


def _better(one: _Path, other: _Path) -> _Path:
    """The likelier of two paths to a state, which knows by how much it is."""
    if other[0] <= one[0]:
        one, other = other, one
    bits = other[0] - one[0]
    return one if bits >= one[2] or _are_same(one[1], other[1]) else (one[0], one[1], bits)


def _are_same(one: _Chars, other: _Chars) -> bool:
    """Whether both are the same text; they share what comes before the place where the paths parted."""
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


def _text(chars: _Chars) -> str:
    found = []
    while chars:
        found.append(chars[0])
        chars = chars[1]
    return "".join(reversed(found))
