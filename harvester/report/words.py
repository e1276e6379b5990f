"""An index of the articles' words by pairs of characters, in parts that a search loads.

Chinese has no blanks between words, so a search is for any sequence of characters. An article that has all pairs of a
word almost always has the word.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

from harvester.corpora.scripts import fold_characters

#: Entries (a pair of characters and an article) held in memory before they become a segment: some 150 MB.
MOST = 6_000_000
#: Entries in a part of a segment, and most parts of a segment.
PART, PARTS = 100_000, 64

#: Sequences of letters, digits and emoji; punctuation and blanks are not searched for. grams.js has the same.
_RUN = re.compile("[\\w\u2600-\u27bf\U0001f000-\U0001faff]+")
#: Latin text has few letters, so pairs of them are not distinctive enough.
_LATIN = re.compile(r"[0-9a-z]{3,}")

#: By pair, the articles that have it, as differences between their numbers.
Part = dict[str, list[int]]


def grams(text: str) -> set[str]:
    """The keys of a text: its pairs of characters, the last character of each run alone, and triples of Latin letters.

    >>> sorted(grams("創新 ai5!")), sorted(grams("二"))
    (['5', 'ai', 'ai5', 'i5', '创新', '新'], ['二'])
    """
    folded = fold_characters(text.lower())
    found: set[str] = set()
    for run in _RUN.findall(folded):
        found.update(map(str.__add__, run, run[1:]))
        found.add(run[-1])
    for latin in _LATIN.findall(folded):
        found.update(latin[at : at + 3] for at in range(len(latin) - 2))
    return found


class Segment:
    """The words of the articles from ``first`` on, as many as are kept in memory at once."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.entries = 0
        self._found: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))

    @property
    def full(self) -> bool:
        """Whether it is to be written, and a new one begun."""
        return self.entries >= MOST

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Add an article; its ``number`` must be larger than those before it."""
        having, place = grams("\n".join(texts)), number - self.first
        for gram in having:
            self._found[gram].append(place)
        self.entries += len(having)

    def parts(self) -> Iterator[Part]:
        """Its content in parts. A pair is in the part whose number is its first character's code modulo their count."""
        count = max(1, min(PARTS, self.entries // PART))
        parts: list[list[str]] = [[] for _ in range(count)]
        for gram in sorted(self._found):
            parts[ord(gram[0]) % count].append(gram)
        for of_part in parts:
            yield {gram: [after - before for before, after in pairwise([0, *self._found[gram]])] for gram in of_part}
