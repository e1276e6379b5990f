"""Restore a misread text some of whose bytes are gone: a search over the bytes with the language model.

What is shown gives tokens: the bytes of a character that is shown are certain, a hole is one byte or
two that the reader failed at. The search feeds the bytes to the true encoding. Its state is the bytes
of the character that is not complete yet, the last two characters, which is all that the language
model looks at, and a hole whose failure can only be checked with the next byte.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from harvester.text.alphabets import Alphabet, Pattern
from harvester.text.misreadings import Reader

#: Bytes of a hole, in a token: one that stands for itself, and the two of a pair.
LONE: Final = -1
FIRST: Final = -2
SECOND: Final = -3

#: A token: the byte sequences that may stand behind one character that is shown.
Token = tuple[tuple[int, ...], ...]

#: Paths kept for each number of incomplete bytes, and how many bits worse than the best they may be.
_BEAM: Final = 24
_MARGIN: Final = 30.0


class _Path(NamedTuple):
    """A way to read the bytes so far."""

    cost: float
    #: The bytes of the character that is not complete yet, holes among them.
    pending: tuple[int, ...]
    #: The last two characters.
    context: str
    #: A hole at the end of the last character, to be checked with the next byte: its kind and its byte.
    hole: tuple[int, int] | None
    #: The characters, last first.
    chars: tuple[str, object] | None


@dataclass(frozen=True, slots=True)
class Search:
    """Reads tokens in a true encoding, given what the wrong reader failed at."""

    alphabet: Alphabet
    reader: Reader
    costs: Mapping[str, float]

    def restore(self, tokens: Sequence[Token], limit: int = 8) -> list[str]:
        """The likeliest texts behind ``tokens``, best first; none where the bytes don't fit the encoding."""
        paths = [_Path(0.0, (), "\n", None, None)]
        for index, token in enumerate(tokens):
            following = _first_byte(tokens, index + 1)
            found = [grown for path in paths for sequence in token for grown in self._feed(path, sequence, following)]
            paths = _best(found)
            if not paths:
                return []
        whole = [path for path in paths if not path.pending]
        return [_text(path) for path in heapq.nsmallest(limit, whole, key=lambda path: path.cost)]

    def _feed(self, path: _Path, sequence: tuple[int, ...], following: int | None) -> list[_Path]:
        """The paths after the bytes of one token; ``following`` is the byte after it, ``LONE`` if unknown."""
        paths = [path]
        for place, byte in enumerate(sequence):
            after = sequence[place + 1] if place + 1 < len(sequence) else following
            paths = [grown for path in paths for grown in self._take(path, byte, after)]
        return paths

    def _take(self, path: _Path, byte: int, following: int | None) -> Iterator[_Path]:
        pending = (*path.pending, byte)
        size = self.alphabet.size(pending[0]) if pending[0] >= 0 else 0
        if size > len(pending) or (not size and len(pending) < 3):
            yield path._replace(pending=pending)
        if size == len(pending) or (not size and len(pending) > 1):
            yield from self._complete(path, pending, following)

    def _complete(self, path: _Path, pending: tuple[int, ...], following: int | None) -> Iterator[_Path]:
        context, before = path.context, path.chars
        costs = self.costs
        pattern: Pattern = pending if min(pending) >= 0 else tuple(None if byte < 0 else byte for byte in pending)
        holes = path.hole is not None or None in pattern
        for char, code in self.alphabet.guesses(pattern):
            hole = None
            if holes:
                if not self._explains(path.hole, pending, code, following):
                    continue
                hole = _open_hole(pending, code, following)
            cost = path.cost + costs[context + char]
            yield _Path(cost, (), "\n" if char == "\n" else context[-1] + char, hole, (char, before))

    def _explains(
        self, hole: tuple[int, int] | None, pending: tuple[int, ...], code: bytes, following: int | None
    ) -> bool:
        """Whether the reader fails at just the holes, where the character before left ``hole`` open."""
        if hole is not None and not self.reader.fails(hole[1], code[0], 2 if hole[0] == FIRST else 1):
            return False
        for place, byte in enumerate(pending):
            if byte in (LONE, FIRST):
                after = code[place + 1] if place + 1 < len(code) else following
                if after is not None and after < 0:
                    continue
                if not self.reader.fails(code[place], after, 2 if byte == FIRST else 1):
                    return False
        return True


def _open_hole(pending: tuple[int, ...], code: bytes, following: int | None) -> tuple[int, int] | None:
    """A hole at the end of a character that nothing known follows."""
    if pending[-1] in (LONE, FIRST) and following is not None and following < 0:
        return pending[-1], code[-1]
    return None


def _first_byte(tokens: Sequence[Token], index: int) -> int | None:
    """The byte that the token at ``index`` begins with: ``None`` at the end, ``LONE`` where it is unknown."""
    if index >= len(tokens):
        return None
    first = {sequence[0] for sequence in tokens[index]}
    byte = first.pop()
    return LONE if first else byte


def _best(paths: list[_Path]) -> list[_Path]:
    """The paths that may still win: of those in one state only the best, and only the best states."""
    if len(paths) < 2:
        return paths
    best: dict[tuple[object, ...], _Path] = {}
    for path in paths:
        state = path[1:4]
        known = best.get(state)
        if known is None or path.cost < known.cost:
            best[state] = path
    kept: list[_Path] = []
    for size in {len(path.pending) for path in best.values()}:
        rivals = [path for path in best.values() if len(path.pending) == size]
        chosen = heapq.nsmallest(_BEAM, rivals, key=lambda path: path.cost)
        kept += [path for path in chosen if path.cost <= chosen[0].cost + _MARGIN]
    return kept


def _text(path: _Path) -> str:
    chars = []
    node: object = path.chars
    while isinstance(node, tuple):
        char, node = node
        chars.append(char)
    return "".join(reversed(chars))
