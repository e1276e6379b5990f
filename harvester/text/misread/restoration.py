"""Restore a misread text some of whose bytes are gone: a search over the bytes with the language model.

What is shown gives tokens: the bytes of a character that is shown are certain, a hole is one byte or
two that the reader failed at. The search feeds the bytes to the true encoding. Its state is the bytes
of the character that is not complete yet, the last two characters, which is all that the language
model looks at, and a hole whose failure can only be checked with the next byte.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

from harvester.text.misread.hole_choices import LONE, Choices, Open

#: A token: the byte sequences that may stand behind one character that is shown.
Token = tuple[tuple[int, ...], ...]

#: Paths kept for each number of incomplete bytes, and how many bits worse than the best they may be.
_BEAM: Final = 16
_MARGIN: Final = 25.0
#: A question mark may be one. That it is a hole costs so many bits.
_QUESTION: Final = (ord("?"),)
_HOLE: Final = 3.0
#: The bytes of the longest character whose lead byte may be lost.
_LONGEST: Final = 3


#: The bytes of the character that is not complete yet, the last two characters, and what the last left open.
_State = tuple[tuple[int, ...], str, Open | None]
#: The bits of a path, and its characters, last first.
_Path = tuple[float, object]
_Frontier = dict[_State, _Path]


@dataclass(frozen=True, slots=True)
class Search:
    """Reads tokens in a true encoding, given what the wrong reader failed at."""

    choices: Choices
    costs: Mapping[str, float]

    def restore(self, tokens: Sequence[Token], limit: int = 8) -> list[str]:
        """The likeliest texts behind ``tokens``, best first; none where the bytes don't fit the encoding."""
        whole = [path for (pending, _, _), path in self._read(tokens).items() if not pending]
        return [_text(chars) for _, chars in heapq.nsmallest(limit, whole, key=lambda path: path[0])]

    def cost(self, tokens: Sequence[Token]) -> float:
        """The bits of the likeliest text that begins with ``tokens``; infinite where there is none."""
        return min((path[0] for path in self._read(tokens).values()), default=inf)

    def _read(self, tokens: Sequence[Token]) -> _Frontier:
        paths: _Frontier = {((), "\n", None): (0.0, None)}
        for index, token in enumerate(tokens):
            following = _first_byte(tokens, index + 1)
            grown: _Frontier = {}
            doubtful = _QUESTION in token
            for sequence in token:
                price = _HOLE if doubtful and sequence[0] < 0 else 0.0
                self._feed(paths, sequence, following, grown, price)
            paths = _best(grown)
        return paths

    def _feed(
        self, paths: _Frontier, sequence: tuple[int, ...], following: int | None, into: _Frontier, price: float
    ) -> None:
        """Put the paths after the bytes of a token, at its ``price``, ``into``; ``following`` is the byte after."""
        for place, byte in enumerate(sequence):
            last = place + 1 == len(sequence)
            grown = into if last else {}
            for state, (cost, chars) in paths.items():
                path = (cost + (price if last else 0.0), chars)
                self._take(state, path, byte, following if last else sequence[place + 1], grown)
            paths = grown

    def _take(self, state: _State, path: _Path, byte: int, following: int | None, into: _Frontier) -> None:
        """Put what ``path`` becomes with one more ``byte`` ``into``."""
        alphabet = self.choices.alphabet
        pending, context, left_open = state
        if pending and byte >= 0 and not alphabet.continues(byte):
            return
        if not pending and byte < 0 and not self.choices.can_lead():
            return
        pending = (*pending, byte)
        size = alphabet.size(pending[0]) if pending[0] >= 0 else 0
        if size > len(pending) or (not size and len(pending) < _LONGEST):
            _keep(into, (pending, context, left_open), path[0], path[1])
        if size == len(pending) or (not size and len(pending) > 1):
            cost, chars = path
            for char, hole in self.choices.of(pending, left_open, following, context[-1]):
                after = "\n" if char == "\n" else context[-1] + char
                _keep(into, ((), after, hole), cost + self.costs[context + char], (char, chars))


def _keep(frontier: _Frontier, state: _State, cost: float, chars: object) -> None:
    known = frontier.get(state)
    if known is None or cost < known[0]:
        frontier[state] = (cost, chars)


def _first_byte(tokens: Sequence[Token], index: int) -> int | None:
    """The byte that the token at ``index`` begins with: ``None`` at the end, ``LONE`` where it is unknown."""
    if index >= len(tokens):
        return None
    first = {sequence[0] for sequence in tokens[index]}
    byte = first.pop()
    return LONE if first else byte


def _best(paths: _Frontier) -> _Frontier:
    """The paths that may still win."""
    if len(paths) < 2:
        return paths
    kept: _Frontier = {}
    for size in {len(pending) for pending, _, _ in paths}:
        rivals = [(path[0], state) for state, path in paths.items() if len(state[0]) == size]
        limit = min(rivals, key=lambda rival: rival[0])[0] + _MARGIN
        near = [rival for rival in rivals if rival[0] <= limit]
        for _, state in heapq.nsmallest(_BEAM, near, key=lambda rival: rival[0]):
            kept[state] = paths[state]
    return kept


def _text(chars: object) -> str:
    found = []
    while isinstance(chars, tuple):
        char, chars = chars
        found.append(char)
    return "".join(reversed(found))
