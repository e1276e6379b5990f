"""Which articles have which words: pairs of characters and where they stand, in parts that a search loads.

Chinese has no blanks between words, so a search is for any characters in a row. An article that has all pairs of a word
has, but for chance, the word itself.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

from harvester.corpora.scripts import fold_characters

#: Entries (a pair of characters and an article) that are held in memory before they become a segment: some 150 MB.
MOST = 6_000_000
#: Entries of a part of a segment, and the parts of one, at most.
PART, PARTS = 100_000, 64

#: Letters, digits and pictures in a row; marks and blanks are not searched for. grams.js has the same.
_RUN = re.compile("[\\w\u2600-\u27bf\U0001f000-\U0001faff]+")
#: In text of few letters pairs say little.
_LATIN = re.compile(r"[0-9a-z]{3,}")

#: The articles that have each pair, by the steps from one to the next.
Part = dict[str, list[int]]


def grams(text: str) -> set[str]:
    """What a text can be found by: its pairs of characters, the last one of each run alone, three of Latin letters.

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
    """The words of the articles from ``first`` on, as many as are held in memory at once."""

    def __init__(self, first: int) -> None:
        self.first = first
        self.entries = 0
        self._found: defaultdict[str, array[int]] = defaultdict(partial(array, "I"))

    @property
    def full(self) -> bool:
        """Whether it is to be written, and another begun."""
        return self.entries >= MOST

    def add(self, number: int, texts: Iterable[str]) -> None:
        """Add an article, whose ``number`` is above those before it."""
        having, place = grams("\n".join(texts)), number - self.first
        for gram in having:
            self._found[gram].append(place)
        self.entries += len(having)

    def parts(self) -> Iterator[Part]:
        """What it holds. The code of a pair's first character, by how many parts there are, says in which it is."""
        count = max(1, min(PARTS, self.entries // PART))
        parts: list[list[str]] = [[] for _ in range(count)]
        for gram in sorted(self._found):
            parts[ord(gram[0]) % count].append(gram)
        for of_part in parts:
            yield {gram: [after - before for before, after in pairwise([0, *self._found[gram]])] for gram in of_part}
