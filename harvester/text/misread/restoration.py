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

from harvester.text.misread.frontier import Frontier, Path, better, text_of
from harvester.text.misread.hole_choices import LONE, LONGEST, Choice, Choices
from harvester.text.work import Work

#: A token: the byte sequences that one shown character may stand for.
Token = tuple[tuple[int, ...], ...]

#: How many paths are kept for each number of incomplete bytes.
_BEAM: Final = 16
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
            grown = Frontier(self.beam)
            self._feed(paths, gap, None, grown, 0.0)
            ends += grown.whole.items()
        costs = self.costs
        whole = [
            Ranked(cost + costs[(state if isinstance(state, str) else state[0]) + "\n"], text_of(chars), margin)
            for state, (cost, chars, margin) in ends
        ]
        return heapq.nsmallest(limit, whole, key=itemgetter(0))

    def cost(self, tokens: Sequence[Token]) -> float:
        """The bits of the likeliest text that begins with ``tokens``; infinite where there is none."""
        paths = self._read(tokens)
        return min((path[0] for path in (*paths.whole.values(), *paths.pending.values())), default=inf)

    def _read(self, tokens: Sequence[Token]) -> Frontier:
        paths = Frontier(self.beam)
        paths.whole["\n"] = (0.0, None, inf)
        left = self.work.left
        index, checked = 0, _LOOKED_AHEAD
        while index < len(tokens) and paths:
            if index >= checked:
                self.work.afford((left - self.work.left) * (len(tokens) - index) // index)
                checked = index + _LOOKED_AHEAD
            end = _known_until(tokens, index) if paths.are_settled() else index
            grown = Frontier(self.beam)
            if end > index:
                self._go_on(paths, bytes(byte for token in tokens[index:end] for byte in token[0]), grown)
                self.work.spend((end - index) * (1 + 2 * len(grown)))
                index = end
            else:
                following = _first_byte(tokens[index + 1]) if index + 1 < len(tokens) else None
                self._feed_each(paths, tokens[index], following, grown)
                index += 1
            paths = grown.best()
        return paths

    def _feed_each(self, paths: Frontier, token: Token, following: int | None, into: Frontier) -> None:
        """Put the paths after any of the sequences of ``token`` ``into``."""
        doubtful = _QUESTION in token
        for sequence in token:
            price = _HOLE if doubtful and sequence[0] < 0 else 0.0
            self._feed(paths, sequence, following, into, price)
        self.work.spend(len(token) + len(into))

    def _feed(
        self, paths: Frontier, sequence: tuple[int, ...], following: int | None, into: Frontier, price: float
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
            grown = into if last else Frontier(self.beam)
            self._grow(paths, byte, following if last else sequence[place + 1], price if last else 0.0, grown)
            paths = grown

    def _grow(self, paths: Frontier, byte: int, following: int | None, price: float, into: Frontier) -> None:
        """Put what the paths become with one more ``byte``, at its ``price``, ``into``."""
        alphabet = self.choices.alphabet
        size = alphabet.size(byte) if byte >= 0 else 0
        steps = 0
        if size or (byte < 0 and self.choices.can_lead()):
            steps += len(paths.whole)
            bytes_: tuple[int, ...] = (byte,)
            for whole, (cost, chars, margin) in paths.whole.items():
                context, left_open = (whole, None) if isinstance(whole, str) else whole
                if size == 1:
                    options = self.choices.of(bytes_, left_open, following, context[-1])
                    self._complete(options, context, (cost + price, chars, margin), into)
                else:
                    into.keep((bytes_, context, left_open), (cost + price, chars, margin))
        if byte < 0 or alphabet.continues(byte):
            steps += len(paths.pending)
            for (before, context, left_open), (cost, chars, margin) in paths.pending.items():
                bytes_ = (*before, byte)
                size = alphabet.size(bytes_[0]) if bytes_[0] >= 0 else 0
                path = (cost + price, chars, margin) if price else (cost, chars, margin)
                if size > len(bytes_) or (not size and len(bytes_) < LONGEST):
                    into.keep((bytes_, context, left_open), path)
                if size == len(bytes_) or not size:
                    self._complete(self.choices.of(bytes_, left_open, following, context[-1]), context, path, into)
        self.work.spend(steps)

    def _go_on(self, paths: Frontier, data: bytes, into: Frontier) -> Frontier:
        """Put settled paths, continued by ``data``, ``into``: each has one way to go on. Returns the other paths."""
        others = Frontier(self.beam)
        ways: dict[tuple[int, ...], _Way | None] = {}
        if paths.whole and (way := self._way((), data, ways)) is not None:
            for state, path in paths.whole.items():
                if isinstance(state, str):
                    self._go(way, state, path, into)
                elif self.choices.fails(state[1], data[0]):
                    self._go(way, state[0], path, into)
        for pending, path in paths.pending.items():
            bytes_, context, left_open = pending
            if left_open is not None or min(bytes_) < 0:
                others.pending[pending] = path
            elif (way := ways[bytes_] if bytes_ in ways else self._way(bytes_, data, ways)) is not None:
                self._go(way, context, path, into)
        return others

    def _way(self, pending: tuple[int, ...], data: bytes, ways: dict[tuple[int, ...], _Way | None]) -> _Way | None:
        """What ``data`` says after ``pending``, and what its characters but the first two cost; kept in ``ways``."""
        read, costs = self.choices.read(pending, data), self.costs
        way = None
        if read is not None:
            text = read.text
            grams = [text[place - 2 : place + 1] for place in range(2, len(text))]
            bits = [costs[gram if gram[1] != "\n" else gram[1:]] for gram in grams]
            way = _Way(text, bits, read.pending)
        ways[pending] = way
        return way

    def _go(self, way: _Way, context: str, path: Path, into: Frontier) -> None:
        """Put ``path``, continued by ``way``, ``into``."""
        text, bits, pending = way
        cost, chars, margin = path
        if text:
            costs = self.costs
            for char in text[:2]:
                cost += costs[context + char]
                context = "\n" if char == "\n" else context[-1] + char
            chars = (text, chars, len(text) + (chars[2] if chars else 0))
            if bits:
                cost = sum(bits, cost)
                context = "\n" if text[-1] == "\n" else text[-2:]
        if pending:
            into.keep((pending, context, None), (cost, chars, margin))
        elif cost <= into.limit:
            into.keep_whole(context, (cost, chars, margin))

    def _complete(self, choices: Sequence[Choice], context: str, path: Path, into: Frontier) -> None:
        """Put ``path``, continued by each of ``choices`` that may be kept, ``into``."""
        cost, chars, margin = path
        costs, whole = self.costs, into.whole
        limit = into.limit
        size = 1 + (chars[2] if chars else 0)
        last = context[-1]
        steps = 0
        for least, char, hole in choices:
            if cost + least - _SLACK > limit:
                break
            steps += 1
            total = cost + costs[context + char]
            if total <= limit:
                after = "\n" if char == "\n" else last + char
                state = after if hole is None else (after, hole)
                known = whole.get(state)
                if known is None:
                    whole[state] = (total, (char, chars, size), margin)
                    limit = into.lower(total)
                else:
                    whole[state] = better((total, (char, chars, size), margin), known)
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
